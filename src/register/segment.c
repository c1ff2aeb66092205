/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Segments are reckoned when they are asked for: what somebody took back a
 * moment ago is not found. */
#include "register/segment.h"

#include "chronicle/chronicle.h"
#include "search/search.h"
#include "seal/seal.h"

enum { AT_A_TIME = 500 };

Faults segment_faults(const Segment *s)
{
    Faults f = NO_FAULTS;
    if (!s->name.len || utf8_length(s->name) > 100) faults_add(&f, "name", S("Give it a name, up to 100 letters."));
    if (utf8_length(s->purpose) < 4 || utf8_length(s->purpose) > 300) faults_add(&f, "purpose", S("Say what these people are looked for. They read it."));
    if (s->ends_at.us <= time_now().us || s->ends_at.us > time_after(time_now(), DAYS(366)).us) faults_add(&f, "ends", S("Give the day on which it ends, within a year: 2027-03-01."));
    if (str_find(str_trim(s->word), S(" ")) >= 0 || utf8_length(s->word) > 60) faults_add(&f, "word", S("One word."));
    if (s->since.us > time_now().us) faults_add(&f, "since", S("This day has not come yet."));
    return f;
}

Outcome segment_make(Tx *tx, const Officer *by, Segment *s)
{
    if (segment_faults(s).count) return INVALID;
    s->id = id_new(), s->made_at = time_now();
    db_exec(tx, SQL("insert into segment(id, name, purpose, class_kind, place, since, consent, words, by_person, made_at, ends_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"),
        I(s->id), T(s->name), T(s->purpose), T(s->class_kind), T(s->place), AT(s->since), T(s->consent), B(seal(tx_arena(tx), "segment.words", s->id, s->word)), I(officer_id(by)), AT(s->made_at), AT(s->ends_at));
    return DONE;
}

#define COLUMNS "select id, name, purpose, class_kind, place, since, consent, words, made_at, ends_at from segment"

static Segment read_segment(Query *q)
{
    Segment s = { .id = db_int(q, 0), .name = db_str(q, 1), .purpose = db_str(q, 2), .class_kind = db_str(q, 3), .place = db_str(q, 4), .since = db_time(q, 5), .consent = db_str(q, 6),
        .made_at = db_time(q, 8), .ends_at = db_time(q, 9) };
    s.word = seal_read(tx_arena(q->tx), "segment.words", s.id, db_view(q, 7));
    return s;
}

Segments segments_now(Tx *tx, const Officer *by)
{
    Segment *at = arena_array(tx_arena(tx), Segment, 50);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL(COLUMNS " where ends_at > $1 order by id desc limit 50"), AT(time_now()));
    while (count < 50 && db_next(&q)) at[count++] = read_segment(&q);
    db_end(&q);
    return (Segments){ at, count };
}

/* ---- who is found ---- */

/* $1 class, $2 place, $3 since, $4 consent.  Always: here, not resting, and allows being found for something particular. */
#define RULE " p.state = 1 and exists (select 1 from consent a where a.person = p.id and a.purpose = 'segments' and a.withdrawn_at = 0)" \
    " and ($2 = '' or p.place = $2) and ($4 = '' or exists (select 1 from consent c where c.person = p.id and c.purpose = $4 and c.withdrawn_at = 0))" \
    " and (($1 = '' and $3 = 0) or exists (select 1 from membership m join member_class k on k.id = m.class where m.person = p.id and m.ended_at = 0 and ($1 = '' or k.kind = $1) and m.joined_at >= $3))"
#define RULE_OF(s) T((s)->class_kind), T((s)->place), AT((s)->since), T((s)->consent)

typedef struct { i64 *at; int count; i64 all; } Found;

static void find_one(Tx *tx, const Segment *s, i64 person, Found *f)
{
    if (!db_one_int(tx, SQL("select count(*) from person p where p.id = $5 and" RULE), RULE_OF(s), I(person))) return;
    if (f->count < SEGMENT_SHOWN) f->at[f->count++] = person;
    f->all++;
}

static void find_by_word(Tx *tx, const Segment *s, Found *f)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    i64 after = INT64_MIN;
    for (bool more = true; more && !tx_doomed(tx); arena_reset(scratch)) {
        Ids some = identity_found_trusted(tx, s->word, after, AT_A_TIME);
        for (int i = 0; i < some.count; i++) find_one(tx, s, after = some.at[i], f);
        more = some.more;
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
}

static Found find(Tx *tx, const Segment *s)
{
    Found f = { .at = arena_array(tx_arena(tx), i64, SEGMENT_SHOWN) };
    if (s->word.len) { find_by_word(tx, s, &f); return f; }
    f.all = db_one_int(tx, SQL("select count(*) from person p where" RULE), RULE_OF(s));
    Query q = db_query(tx, SQL("select p.id from person p where" RULE " order by p.id limit 200"), RULE_OF(s));
    while (f.count < SEGMENT_SHOWN && db_next(&q)) f.at[f.count++] = db_int(&q, 0);
    db_end(&q);
    return f;
}

i64 segment_count(Tx *tx, const Officer *by, const Segment *s)
{
    (void)by;
    return s->word.len ? find(tx, s).all : db_one_int(tx, SQL("select count(*) from person p where" RULE), RULE_OF(s));
}

static void told(Tx *tx, const Segment *s, i64 person, i64 by)
{
    i64 fresh = db_exec(tx, SQL("insert into segment_use(segment, person, at) values ($1, $2, $3) on conflict do nothing"), I(s->id), I(person), AT(time_now()));
    if (fresh) noted_trusted(tx, by, &(Noted){ "segment", person, s->purpose });
}

static const Segment *live_one(Tx *tx, i64 id)
{
    Segment *s = NULL;
    Query q = db_query(tx, SQL(COLUMNS " where id = $1 and ends_at > $2"), I(id), AT(time_now()));
    if (db_next(&q)) s = arena_new(tx_arena(tx), Segment), *s = read_segment(&q);
    db_end(&q);
    return s;
}

const Segment *segment_named(Tx *tx, const Officer *by, i64 id) { (void)by; return live_one(tx, id); }

bool segment_finds_trusted(Tx *tx, i64 segment, i64 person)
{
    const Segment *s = live_one(tx, segment);
    if (!s || !db_one_int(tx, SQL("select count(*) from person p where p.id = $5 and" RULE), RULE_OF(s), I(person))) return false;
    return !s->word.len || identity_has_trusted(tx, person, s->word);
}

void segment_used_trusted(Tx *tx, i64 segment, i64 person, i64 by)
{
    const Segment *s = live_one(tx, segment);
    if (s) told(tx, s, person, by);
}

SegmentPeople segment_people(Tx *tx, const Looker *by, const Segment *s)
{
    Found f = find(tx, s);
    PersonBrief *at = arena_array(tx_arena(tx), PersonBrief, SEGMENT_SHOWN);
    if (f.all < SEGMENT_LEAST) return (SegmentPeople){ .all = f.all };
    for (int i = 0; i < f.count; i++) {
        const Person *p = person_trusted(tx, f.at[i]);
        at[i] = (PersonBrief){ f.at[i], p ? p->name : S(""), p ? place_name(p->place) : S(""), S(""), PERSON_ACTIVE };
        told(tx, s, f.at[i], looker_id(by));
    }
    return (SegmentPeople){ at, f.count, f.all };
}

Outcome segment_end(Tx *tx, const Officer *by, i64 id)
{
    (void)by;
    return db_exec(tx, SQL("update segment set ends_at = $2 where id = $1 and ends_at > $2"), I(id), AT(time_now())) ? DONE : GONE;
}

Str segment_words(Arena *a, const Segment *s)
{
    Buf b = buf_open(a, 200);
    buf_str(&b, str_is(s->class_kind, "individual") ? S("Individual members") : str_is(s->class_kind, "supporter") ? S("Supporters") : S("People"));
    if (s->place.len) buf_format(&b, " in %.*s", FMT(place_name(s->place)));
    if (s->since.us) buf_format(&b, ", members since %.*s or later", FMT(time_date_words(a, s->since)));
    if (s->consent.len) buf_format(&b, ", who agreed to: %.*s", FMT(s->consent));
    if (s->word.len) buf_format(&b, ", who wrote the word “%.*s” of themselves", FMT(s->word));
    buf_str(&b, S(", and who allow being found for something particular."));
    return buf_view(&b);
}

i64 segments_expire_trusted(Tx *tx)
{
    Time old = time_after(time_now(), -DAYS(365));
    db_exec(tx, SQL("delete from segment_use where at < $1 or segment in (select id from segment where ends_at < $2)"), AT(time_after(time_now(), -DAYS(730))), AT(old));
    return db_exec(tx, SQL("delete from segment where ends_at < $1"), AT(old));
}
