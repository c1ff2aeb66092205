/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The matrix: its versions and the rule by which answers suggest something.  How much a question counts is fixed with
 * the version, before any ask is read under it. */
#include "voice/matrix.h"

#include "chronicle/chronicle.h"
#include "voice/ask.h"

const char *const ask_kinds[ASK_KINDS] = { "sign", "endorse", "board", "consultation", "study", "media", "support", "alert", "plain" };
static const char *const kind_words[ASK_KINDS] = {
    "Sign a letter or a statement", "Endorse a report or a campaign", "Join a board or a group", "Answer a consultation or an inquiry", "Take part in a study", "Speak to the media",
    "Support for what a member works on", "Something a member wants us to know", "Something else"
};
static const char *const kinds[] = { "", "gate", "weighed", "note" };
static const char *const importances[] = { "", "decisive", "important", "minor" };
static const struct { const char *word, *words; } verdicts[] = {
    { "", "Not answered" }, { "yes", "Yes" }, { "no", "No" }, { "unknown", "Not known" }, { "for", "Speaks for" }, { "against", "Speaks against" }, { "mixed", "Both ways" }, { "none", "Does not apply" },
};

const char *matrix_kind_word(MatrixKind k) { return kinds[k]; }
const char *importance_word(Importance i) { return importances[i]; }
const char *verdict_word(Verdict w) { return verdicts[w].word; }
const char *verdict_words(Verdict w) { return verdicts[w].words; }

int ask_kind_number(Str kind)
{
    for (int i = 0; i < ASK_KINDS; i++) if (str_is(kind, ask_kinds[i])) return i;
    return -1;
}

const char *ask_kind_words(Str kind) { int n = ask_kind_number(kind); return n < 0 ? "Something else" : kind_words[n]; }
bool ask_kind_outside(Str kind) { int n = ask_kind_number(kind); return n >= 0 && n <= 5; }

Verdict verdict_from(Str word)
{
    for (int i = 1; i < COUNT(verdicts); i++) if (str_is(word, verdicts[i].word)) return (Verdict)i;
    return VERDICT_NONE;
}

bool verdict_fits(MatrixKind k, Verdict w)
{
    if (k == MATRIX_NOTE) return w == VERDICT_NONE;
    return k == MATRIX_GATE ? w >= GATE_YES && w <= GATE_UNKNOWN : w >= SPEAKS_FOR && w <= SPEAKS_NOT;
}

/* ---- the rule ---- */

Suggestion matrix_suggests(const Weighed *at, int count)
{
    bool unknown = false, for_it = false, against = false;
    for (int i = 0; i < count; i++) {
        if (at[i].q->kind == MATRIX_GATE && at[i].verdict == GATE_NO) return SUGGESTS_NO;
        if (at[i].q->kind == MATRIX_GATE && at[i].verdict != GATE_YES) unknown = true;
        if (at[i].q->kind != MATRIX_WEIGHED || at[i].importance != DECISIVE) continue;
        for_it = for_it || at[i].verdict == SPEAKS_FOR || at[i].verdict == SPEAKS_MIXED;
        against = against || at[i].verdict == SPEAKS_AGAINST || at[i].verdict == SPEAKS_MIXED;
    }
    if (unknown) return SUGGESTS_ASKING_BACK;
    if (for_it == against) return SUGGESTS_TALKING;
    return for_it ? SUGGESTS_YES : SUGGESTS_NO;
}

const char *suggestion_words(Suggestion s)
{
    return s == SUGGESTS_YES ? "The decisive answers speak for it, and none against." : s == SUGGESTS_NO ? "A gate says no, or the decisive answers speak only against."
        : s == SUGGESTS_ASKING_BACK ? "Something that has to be known is not known yet: ask back first." : "The decisive answers differ, or there is none: people have to talk.";
}

/* ---- reading ---- */

#define SET "select id, number, state, published_at from matrix"

static void read_uses(Tx *tx, MatrixQuestion *at, int count, i64 matrix)
{
    Query q = db_query(tx, SQL("select u.question, u.ask_kind, u.importance from matrix_use u join matrix_question m on m.id = u.question where m.matrix = $1"), I(matrix));
    while (db_next(&q)) {
        i64 id = db_int(&q, 0);
        int kind = ask_kind_number(db_view(&q, 1));
        Str word = db_view(&q, 2);
        for (int i = 0; i < count && kind >= 0; i++) {
            if (at[i].id != id) continue;
            at[i].used[kind] = true;
            for (int k = 0; k < COUNT(importances); k++) if (str_is(word, importances[k])) at[i].importance[kind] = (Importance)k;
        }
    }
    db_end(&q);
}

static const Matrix *read_matrix(Tx *tx, Query q)
{
    if (!db_next(&q)) return NULL;
    Matrix *m = arena_new(tx_arena(tx), Matrix);
    *m = (Matrix){ .id = db_int(&q, 0), .number = (int)db_int(&q, 1), .state = db_str(&q, 2), .published_at = db_time(&q, 3) };
    db_end(&q);
    MatrixQuestion *at = arena_array(tx_arena(tx), MatrixQuestion, MATRIX_MOST);
    Query r = db_query(tx, SQL("select id, position, key, kind, words, help from matrix_question where matrix = $1 order by position, id limit 60"), I(m->id));
    while (m->count < MATRIX_MOST && db_next(&r)) {
        MatrixQuestion *x = &at[m->count++];
        *x = (MatrixQuestion){ .id = db_int(&r, 0), .position = (int)db_int(&r, 1), .key = db_str(&r, 2), .words = db_str(&r, 4), .help = db_str(&r, 5) };
        for (int k = 1; k < COUNT(kinds); k++) if (str_is(db_view(&r, 3), kinds[k])) x->kind = (MatrixKind)k;
    }
    db_end(&r);
    read_uses(tx, at, m->count, m->id);
    m->at = at;
    return m;
}

const Matrix *matrix_trusted(Tx *tx, i64 id) { return read_matrix(tx, db_query(tx, SQL(SET " where id = $1"), I(id))); }
const Matrix *matrix_now_trusted(Tx *tx) { return read_matrix(tx, db_query(tx, SQL(SET " where state = 'published'"))); }
const Matrix *matrix_public(Tx *tx, Who who) { (void)who; return matrix_now_trusted(tx); }
const Matrix *matrix_written(Tx *tx, const DoorKeeper *by) { (void)by; return read_matrix(tx, db_query(tx, SQL(SET " where state = 'written'"))); }

/* ---- writing ---- */

static i64 set_make(Tx *tx, Str state, i64 by)
{
    i64 id = id_new();
    db_exec(tx, SQL("insert into matrix(id, number, state, by_person, made_at, published_at) values ($1, (select coalesce(max(number), 0) + 1 from matrix), $2, $3, $4, $5)"), I(id), T(state), I(by), AT(time_now()),
        I(str_is(state, "published") ? time_now().us : 0));
    return id;
}

static void insert(Tx *tx, i64 matrix, const MatrixQuestion *q)
{
    db_exec(tx, SQL("insert into matrix_question(id, matrix, position, key, kind, words, help) values ($1, $2, $3, $4, $5, $6, $7)"), I(q->id), I(matrix), I(q->position), T(q->key), T(str_c(kinds[q->kind])), T(q->words), T(q->help));
    for (int k = 0; k < ASK_KINDS; k++)
        if (q->used[k]) db_exec(tx, SQL("insert into matrix_use(question, ask_kind, importance) values ($1, $2, $3)"), I(q->id), T(str_c(ask_kinds[k])), T(str_c(importances[q->importance[k]])));
}

static void insert_all(Tx *tx, i64 matrix, const MatrixQuestion *at, int count)
{
    for (int i = 0; i < count; i++) {
        MatrixQuestion q = at[i];
        q.id = id_new(), q.position = i;
        insert(tx, matrix, &q);
    }
}

void matrix_begin_trusted(Tx *tx, const MatrixQuestion *at, int count) { insert_all(tx, set_make(tx, S("published"), 0), at, count); }

const Matrix *matrix_draft(Tx *tx, const DoorKeeper *by)
{
    const Matrix *draft = matrix_written(tx, by), *now = draft ? NULL : matrix_now_trusted(tx);
    if (draft) return draft;
    i64 id = set_make(tx, S("written"), door_keeper_id(by));
    if (now) insert_all(tx, id, now->at, now->count);
    return matrix_trusted(tx, id);
}

Faults matrix_faults(const MatrixQuestion *q)
{
    Faults f = NO_FAULTS;
    bool used = false;
    for (int k = 0; k < ASK_KINDS; k++) used = used || q->used[k];
    if (utf8_length(q->words) < 6 || utf8_length(q->words) > 300) faults_add(&f, "words", S("Write the question, in at most 300 letters."));
    if (utf8_length(q->help) > 600) faults_add(&f, "help", S("This is longer than 600 letters."));
    if (q->kind < MATRIX_GATE || q->kind > MATRIX_NOTE) faults_add(&f, "kind", S("Choose what kind of question it is."));
    if (!used) faults_add(&f, "uses", S("Choose at least one kind of ask that it is put to."));
    for (int k = 0; k < ASK_KINDS; k++)
        if (q->kind == MATRIX_WEIGHED && q->used[k] && q->importance[k] == COUNTS_NOT) { faults_add(&f, "uses", S("Say for each kind of ask how much it counts: decisive, important or minor.")); break; }
    return f;
}

static const MatrixQuestion *in_matrix(const Matrix *m, i64 id)
{
    for (int i = 0; m && i < m->count; i++) if (m->at[i].id == id) return &m->at[i];
    return NULL;
}

static bool has_key(const Matrix *m, Str key)
{
    for (int i = 0; i < m->count; i++) if (str_eq(m->at[i].key, key)) return true;
    return false;
}

Outcome matrix_put(Tx *tx, const DoorKeeper *by, MatrixQuestion *q)
{
    const Matrix *m = matrix_draft(tx, by);
    const MatrixQuestion *was = in_matrix(m, q->id);
    if (q->id && !was) return GONE;
    for (int k = 0; k < ASK_KINDS; k++) if (q->kind != MATRIX_WEIGHED) q->importance[k] = COUNTS_NOT;
    if (matrix_faults(q).count) return INVALID;
    if (!was && m->count >= MATRIX_MOST) return CONFLICT;
    if (was) {
        q->key = was->key, q->position = was->position;
        db_exec(tx, SQL("delete from matrix_use where question = $1"), I(q->id));
        db_exec(tx, SQL("delete from matrix_question where id = $1"), I(q->id));
    } else {
        Str base = utf8_cut(slug_from(tx_arena(tx), q->words), 30);
        q->id = id_new(), q->key = base, q->position = m->count ? m->at[m->count - 1].position + 1 : 0;
        for (int n = 2; has_key(m, q->key); n++) q->key = str_format(tx_arena(tx), "%.*s-%d", FMT(base), n);
    }
    insert(tx, m->id, q);
    return DONE;
}

Outcome matrix_drop(Tx *tx, const DoorKeeper *by, i64 id)
{
    if (!in_matrix(matrix_draft(tx, by), id)) return GONE;
    db_exec(tx, SQL("delete from matrix_use where question = $1"), I(id));
    db_exec(tx, SQL("delete from matrix_question where id = $1"), I(id));
    return DONE;
}

Outcome matrix_publish(Tx *tx, const DoorKeeper *by)
{
    const Matrix *m = matrix_written(tx, by);
    if (!m) return GONE;
    if (!m->count) return INVALID;
    db_exec(tx, SQL("update matrix set state = 'earlier' where state = 'published'"));
    db_exec(tx, SQL("update matrix set state = 'published', published_at = $2, by_person = $3 where id = $1"), I(m->id), AT(time_now()), I(door_keeper_id(by)));
    happened_trusted(tx, &(Happens){ .actor = door_keeper_id(by), .kind = "matrix", .subject_kind = "matrix", .subject = m->id,
        .words = str_format(tx_arena(tx), "Asks are weighed by version %d of the matrix now. Those being weighed keep theirs.", m->number) });
    return DONE;
}

/* ---- hindsight ---- */

/* Answers carry over by the key of their question; a new question is one that nobody answered. */
static Suggestion would_have(const Matrix *m, int kind, const AskAnswer *said, int count)
{
    Weighed at[MATRIX_MOST * 4];
    int n = 0;
    for (int i = 0; i < m->count; i++) {
        bool found = false;
        if (!m->at[i].used[kind]) continue;
        for (int k = 0; k < count && n < COUNT(at); k++) {
            if (!str_eq(said[k].key, m->at[i].key) || !verdict_fits(m->at[i].kind, said[k].verdict)) continue;
            at[n++] = (Weighed){ &m->at[i], m->at[i].importance[kind], said[k].verdict };
            found = true;
        }
        if (!found && n < COUNT(at)) at[n++] = (Weighed){ &m->at[i], m->at[i].importance[kind], VERDICT_NONE };
    }
    return matrix_suggests(at, n);
}

Hindsights matrix_hindsight(Tx *tx, const DoorKeeper *by)
{
    enum { MOST = 200 };
    const Matrix *m = matrix_written(tx, by);
    Hindsights h = { .count = 0 };
    Hindsight *at = arena_array(tx_arena(tx), Hindsight, MOST);
    if (!m) return h;
    i64 ids[MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select d.ask from decision d join ask a on a.entry = d.ask where d.state = 'decided' and d.by_rule = 0 order by d.decided_at desc limit 200"));
    while (count < MOST && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        const Ask *a = ask_trusted(tx, ids[i]);
        int said_count = 0, kind = a ? ask_kind_number(a->kind) : -1;
        const Matrix *then = a ? matrix_trusted(tx, a->matrix) : NULL;
        if (kind < 0 || !then) continue;
        const AskAnswer *said = ask_answers_trusted(tx, ids[i], &said_count);
        Suggestion was = would_have(then, kind, said, said_count), would = would_have(m, kind, said, said_count);
        h.looked++;
        if (was != would) at[h.count++] = (Hindsight){ ids[i], a->ref, a->title, a->kind, decision_outcome_trusted(tx, ids[i]), was, would };
    }
    h.at = at;
    return h;
}
