/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Question sets.  At most one version of a door's questions is being written; publishing it makes the one before an
 * earlier one, which those who began under it go on answering. */
#include "doors/question.h"

#include "chronicle/chronicle.h"

static const struct { const char *word, *words; } kinds[] = {
    { "", "" }, { "short", "One line of text" }, { "long", "Some sentences" }, { "one", "One of several" }, { "several", "Any of several" }, { "yes no", "Yes, no, not sure, rather not say" },
    { "date", "A day" }, { "money", "An amount of money" }, { "file", "A file" }, { "link", "A web address" }, { "budget", "A table of what it costs" }, { "contacts", "People to contact" },
    { "address", "A postal address" }, { "consent", "Agreeing to something" },
};

const char *asks_word(AsksKind k) { return kinds[k].word; }
const char *asks_words(AsksKind k) { return kinds[k].words; }
bool asks_by_voice(AsksKind k) { return k == ASKS_LONG; }

AsksKind asks_from(Str word)
{
    for (int i = 1; i <= ASKS_KINDS; i++) if (str_is(word, kinds[i].word)) return (AsksKind)i;
    return (AsksKind)0;
}

/* ---- reading ---- */

static const QuestionSet *read_set(Tx *tx, Query q)
{
    if (!db_next(&q)) return NULL;
    QuestionSet *s = arena_new(tx_arena(tx), QuestionSet);
    *s = (QuestionSet){ .id = db_int(&q, 0), .door = db_int(&q, 1), .number = (int)db_int(&q, 2), .state = db_str(&q, 3), .published_at = db_time(&q, 4) };
    db_end(&q);
    Question *at = arena_array(tx_arena(tx), Question, QUESTIONS_MOST);
    Query r = db_query(tx, SQL("select id, position, key, topic, kind, asks, why, choices, words_guide, needed, may_decline, when_key, when_is from question where qset = $1 order by position, id limit 60"), I(s->id));
    while (s->count < QUESTIONS_MOST && db_next(&r))
        at[s->count++] = (Question){ .id = db_int(&r, 0), .position = (int)db_int(&r, 1), .key = db_str(&r, 2), .topic = db_str(&r, 3), .kind = asks_from(db_view(&r, 4)),
            .asks = db_str(&r, 5), .why = db_str(&r, 6),
            .choices = db_str(&r, 7), .words_guide = (int)db_int(&r, 8), .needed = db_bool(&r, 9), .may_decline = db_bool(&r, 10), .when_key = db_str(&r, 11), .when_is = db_str(&r, 12) };
    db_end(&r);
    s->at = at;
    return s;
}

#define SET "select id, door, number, state, published_at from question_set"

const QuestionSet *question_set_trusted(Tx *tx, i64 id) { return read_set(tx, db_query(tx, SQL(SET " where id = $1"), I(id))); }
const QuestionSet *question_set_of_trusted(Tx *tx, i64 door) { return read_set(tx, db_query(tx, SQL(SET " where door = $1 and state = 'published'"), I(door))); }
const QuestionSet *questions_asked(Tx *tx, Who who, const Door *d) { (void)who; return question_set_of_trusted(tx, d->id); }
static const QuestionSet *written(Tx *tx, i64 door) { return read_set(tx, db_query(tx, SQL(SET " where door = $1 and state = 'written'"), I(door))); }

const QuestionSet *question_sets(Tx *tx, const DoorKeeper *by, i64 door, int *count)
{
    enum { MOST = 50 };
    QuestionSet *at = arena_array(tx_arena(tx), QuestionSet, MOST);
    (void)by;
    *count = 0;
    Query q = db_query(tx, SQL(SET " where door = $1 order by number desc limit 50"), I(door));
    while (*count < MOST && db_next(&q))
        at[(*count)++] = (QuestionSet){ .id = db_int(&q, 0), .door = db_int(&q, 1), .number = (int)db_int(&q, 2), .state = db_str(&q, 3), .published_at = db_time(&q, 4) };
    db_end(&q);
    return at;
}

/* ---- writing ---- */

static i64 set_make(Tx *tx, i64 door, Str state, i64 by)
{
    i64 id = id_new(), number = db_one_int(tx, SQL("select coalesce(max(number), 0) + 1 from question_set where door = $1"), I(door));
    db_exec(tx, SQL("insert into question_set(id, door, number, state, by_person, made_at, published_at) values ($1, $2, $3, $4, $5, $6, $7)"), I(id), I(door), I(number), T(state), I(by), AT(time_now()),
        I(str_is(state, "published") ? time_now().us : 0));
    return id;
}

static void insert(Tx *tx, i64 set, const Question *q)
{
    db_exec(tx, SQL("insert into question(id, qset, position, key, topic, kind, asks, why, choices, words_guide, needed, may_decline, when_key, when_is)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"), I(q->id), I(set), I(q->position), T(q->key), T(q->topic), T(str_c(asks_word(q->kind))), T(q->asks), T(q->why), T(q->choices),
        I(q->words_guide), I(q->needed), I(q->may_decline), T(q->when_key), T(q->when_is));
}

static Str lines_of(Arena *a, Str parts)                  /* "this|that" as lines */
{
    Buf b = buf_open(a, parts.len + 1);
    for (size_t i = 0; i < parts.len; i++) buf_byte(&b, parts.at[i] == '|' ? '\n' : parts.at[i]);
    return buf_view(&b);
}

Question question_read(Arena *a, Str line)
{
    Question q = { .key = str_cut(&line, '\t') };
    i64 guide = 0;
    q.topic = str_cut(&line, '\t'), q.kind = asks_from(str_cut(&line, '\t'));
    Str flags = str_cut(&line, '\t');
    q.needed = str_find(flags, S("n")) >= 0, q.may_decline = str_find(flags, S("d")) >= 0;
    if (str_int(str_cut(&line, '\t'), &guide)) q.words_guide = (int)guide;
    q.when_key = str_cut(&line, '\t'), q.when_is = lines_of(a, str_cut(&line, '\t')), q.asks = str_cut(&line, '\t'), q.why = str_cut(&line, '\t'), q.choices = lines_of(a, line);
    return q;
}

static void insert_all(Tx *tx, i64 set, const Question *at, int count)
{
    for (int i = 0; i < count; i++) {
        Question q = at[i];
        q.id = id_new(), q.position = i;
        insert(tx, set, &q);
    }
}

void questions_begin_trusted(Tx *tx, i64 door, const Question *at, int count) { insert_all(tx, set_make(tx, door, S("published"), 0), at, count); }

const QuestionSet *question_written(Tx *tx, const DoorKeeper *by, i64 door) { (void)by; return written(tx, door); }

const QuestionSet *question_draft(Tx *tx, const DoorKeeper *by, i64 door)
{
    const QuestionSet *draft = written(tx, door), *now = draft ? NULL : question_set_of_trusted(tx, door);
    if (draft) return draft;
    i64 id = set_make(tx, door, S("written"), door_keeper_id(by));
    if (now) insert_all(tx, id, now->at, now->count);
    return question_set_trusted(tx, id);
}

static const Question *in_set(const QuestionSet *s, i64 id)
{
    for (int i = 0; s && i < s->count; i++) if (s->at[i].id == id) return &s->at[i];
    return NULL;
}

static const Question *keyed(const QuestionSet *s, Str key)
{
    for (int i = 0; s && i < s->count; i++) if (str_eq(s->at[i].key, key)) return &s->at[i];
    return NULL;
}

static int lines_in(Str text)
{
    int lines = 0;
    while (text.len) lines += !str_blank(str_cut(&text, '\n'));
    return lines;
}

Faults question_faults(const QuestionSet *s, const Question *q)
{
    Faults f = NO_FAULTS;
    const Question *on = q->when_key.len ? keyed(s, q->when_key) : NULL;
    if (utf8_length(q->asks) < 3 || utf8_length(q->asks) > 300) faults_add(&f, "asks", S("Write the question, in at most 300 letters."));
    if (utf8_length(q->topic) < 2 || utf8_length(q->topic) > 80) faults_add(&f, "topic", S("Say what the page is about that it stands on. Questions with the same words here stand together."));
    if (utf8_length(q->why) > 600) faults_add(&f, "why", S("This is longer than 600 letters."));
    if (!q->kind) faults_add(&f, "kind", S("Choose how it is answered."));
    int choices = lines_in(q->choices);
    if ((q->kind == ASKS_ONE || q->kind == ASKS_SEVERAL) && (choices < 2 || choices > CHOICES_MOST)) faults_add(&f, "choices", S("Write two choices at least, 24 at most, one a line."));
    if (utf8_length(q->choices) > 4000) faults_add(&f, "choices", S("This is longer than there is room for."));
    if (q->words_guide < 0 || q->words_guide > 5000) faults_add(&f, "words_guide", S("A number of words up to 5,000, or 0 for none."));
    if (q->when_key.len && (!on || (q->id && on->id == q->id))) faults_add(&f, "when_key", S("Choose a question that stands above this one."));
    if (on && !q->when_is.len) faults_add(&f, "when_is", S("Say which answer brings this question up."));
    return f;
}

/* Keys stay with a question when its words change; a new one is named after its words. */
static Str key_for(Tx *tx, const QuestionSet *s, Str asks)
{
    Str base = utf8_cut(slug_from(tx_arena(tx), asks), 30), key = base;
    for (int n = 2; keyed(s, key); n++) key = str_format(tx_arena(tx), "%.*s-%d", FMT(base), n);
    return key;
}

Outcome question_put(Tx *tx, const DoorKeeper *by, i64 door, Question *q)
{
    if (!door_trusted(tx, door)) return GONE;
    const QuestionSet *s = question_draft(tx, by, door);
    const Question *was = in_set(s, q->id);
    if (q->id && !was) return GONE;
    if (question_faults(s, q).count) return INVALID;
    if (!q->id && s->count >= QUESTIONS_MOST) return CONFLICT;
    if (was) {
        q->key = was->key, q->position = was->position;
        db_exec(tx, SQL("delete from question where id = $1"), I(q->id));
    } else {
        q->id = id_new(), q->key = key_for(tx, s, q->asks), q->position = s->count ? s->at[s->count - 1].position + 1 : 0;
    }
    insert(tx, s->id, q);
    return DONE;
}

Outcome question_drop(Tx *tx, const DoorKeeper *by, i64 door, i64 id)
{
    const QuestionSet *s = question_draft(tx, by, door);
    const Question *q = in_set(s, id);
    if (!q) return GONE;
    for (int i = 0; i < s->count; i++) if (str_eq(s->at[i].when_key, q->key)) return CONFLICT;     /* another hangs on its answer */
    db_exec(tx, SQL("delete from question where id = $1"), I(id));
    return DONE;
}

Outcome question_move(Tx *tx, const DoorKeeper *by, i64 door, i64 id, bool up)
{
    const QuestionSet *s = question_draft(tx, by, door);
    for (int i = 0; i < s->count; i++) {
        if (s->at[i].id != id) continue;
        int other = up ? i - 1 : i + 1;
        if (other < 0 || other >= s->count) return CONFLICT;
        if (str_eq(s->at[up ? i : other].when_key, s->at[up ? other : i].key)) return INVALID;      /* it would stand above what it hangs on */
        for (int k = 0; k < s->count; k++) {
            int to = k == i ? other : k == other ? i : k;
            db_exec(tx, SQL("update question set position = $2 where id = $1"), I(s->at[k].id), I(to));
        }
        return DONE;
    }
    return GONE;
}

Outcome question_publish(Tx *tx, const DoorKeeper *by, i64 door)
{
    const Door *d = door_trusted(tx, door);
    const QuestionSet *s = d ? written(tx, door) : NULL;
    if (!s) return GONE;
    if (!s->count) return INVALID;
    db_exec(tx, SQL("update question_set set state = 'earlier' where door = $1 and state = 'published'"), I(door));
    db_exec(tx, SQL("update question_set set state = 'published', published_at = $2, by_person = $3 where id = $1"), I(s->id), AT(time_now()), I(door_keeper_id(by)));
    happened_trusted(tx, &(Happens){ .actor = door_keeper_id(by), .kind = "door", .subject_kind = "door", .subject = door,
        .words = str_format(tx_arena(tx), "“%.*s” asks the questions of version %d now.", FMT(d->name), s->number) });
    return DONE;
}
