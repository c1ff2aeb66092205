/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Weighing: a stake is said first, two people answer apart, and their differences stand side by side. */
#include "chronicle/chronicle.h"
#include "seal/seal.h"
#include "voice/ask.h"
#include "voice/decision.h"

struct Decider { i64 person, ask; };
enum { MOST = 12 };

/* ---- stakes ---- */

Outcome stake_say(Tx *tx, const DoorKeeper *by, i64 entry, bool has, Str words)
{
    const Ask *a = ask_read(tx, by, entry);
    if (!a) return GONE;
    if (has && !(str_is(a->state, "received") || str_is(a->state, "considering") || str_is(a->state, "more needed"))) return CONFLICT;     /* what is decided is decided: it is told to the others instead */
    if (has && (utf8_length(words) < 4 || utf8_length(words) > 500)) return INVALID;
    i64 id = id_new(), had = db_one_int(tx, SQL("select count(*) from stake where ask = $1 and person = $2 and has = 1"), I(entry), I(door_keeper_id(by)));
    if (had && !has) happened_trusted(tx, &(Happens){ .actor = door_keeper_id(by), .kind = "stake", .subject_kind = "ask", .subject = entry, .words = str_format(tx_arena(tx), "%.*s: somebody said that they have a stake, and then that they have none.", FMT(a->ref)) });
    db_exec(tx, SQL("delete from stake where ask = $1 and person = $2"), I(entry), I(door_keeper_id(by)));
    db_exec(tx, SQL("insert into stake(id, ask, person, has, words, at) values ($1, $2, $3, $4, $5, $6)"), I(id), I(entry), I(door_keeper_id(by)), I(has), B(seal(tx_arena(tx), "stake.words", id, has ? words : S(""))), AT(time_now()));
    if (has) {                                            /* what they had weighed or proposed counts no more */
        db_exec(tx, SQL("delete from decision where ask = $1 and state = 'proposed' and proposed_by = $2"), I(entry), I(door_keeper_id(by)));
        db_exec(tx, SQL("delete from consider_answer where consider in (select id from consider where ask = $1 and person = $2)"), I(entry), I(door_keeper_id(by)));
        db_exec(tx, SQL("delete from consider where ask = $1 and person = $2"), I(entry), I(door_keeper_id(by)));
    }
    return DONE;
}

bool stake_own(Tx *tx, const DoorKeeper *by, i64 entry) { return db_one_int(tx, SQL("select count(*) from stake where ask = $1 and person = $2"), I(entry), I(door_keeper_id(by))) > 0; }

Stakes stakes_of(Tx *tx, const DoorKeeper *by, i64 entry)
{
    Stake *at = arena_array(tx_arena(tx), Stake, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select p.id, p.name, s.has, s.words, s.id from stake s join person p on p.id = s.person where s.ask = $1 order by s.at limit 12"), I(entry));
    while (count < MOST && db_next(&q)) {
        i64 id = db_int(&q, 0);
        at[count++] = (Stake){ seal_read(tx_arena(tx), "person.name", id, db_view(&q, 1)), seal_read(tx_arena(tx), "stake.words", db_int(&q, 4), db_view(&q, 3)), db_bool(&q, 2) };
    }
    db_end(&q);
    return (Stakes){ at, count };
}

const Decider *decider(Tx *tx, Who who, i64 entry)
{
    const DoorKeeper *by = door_keeper(tx, who);
    const Entry *e = by ? entry_trusted(tx, entry) : NULL;
    if (!e || !door_is_theirs(tx, by, e->door) || e->person == who.person) return NULL;      /* nobody answers themselves */
    if (!db_one_int(tx, SQL("select count(*) from stake where ask = $1 and person = $2 and has = 0"), I(entry), I(who.person))) return NULL;
    Decider *d = arena_new(tx_arena(tx), Decider);
    *d = (Decider){ who.person, entry };
    return d;
}

i64 decider_id(const Decider *d) { return d->person; }
i64 decider_ask(const Decider *d) { return d->ask; }

/* ---- reading ---- */

int considering_wanted_trusted(Tx *tx, const Ask *a)
{
    if (!ask_kind_outside(a->kind)) return 1;
    return db_one_int(tx, SQL("select count(distinct h.person) from role_held h join role_gate g on g.role = h.role where g.gate = 'deciders'")) > 1 ? 2 : 1;
}

static void read_answers(Tx *tx, Consideration *c)
{
    AskAnswer *at = arena_array(tx_arena(tx), AskAnswer, MATRIX_MOST);
    Query q = db_query(tx, SQL("select c.question, m.key, c.verdict, c.reason, c.quiet, c.id from consider_answer c join matrix_question m on m.id = c.question where c.consider = $1 order by m.position limit 60"), I(c->id));
    while (c->count < MATRIX_MOST && db_next(&q)) {
        i64 question = db_int(&q, 0);
        at[c->count++] = (AskAnswer){ question, db_str(&q, 1), verdict_from(db_view(&q, 2)), seal_read(tx_arena(tx), "consider_answer.reason", db_int(&q, 5), db_view(&q, 3)), db_bool(&q, 4) };
    }
    db_end(&q);
    c->at = at;
}

static Considerations read_all(Tx *tx, i64 entry)
{
    Consideration *at = arena_array(tx_arena(tx), Consideration, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select c.id, c.person, c.cost, c.capacity, c.handed_in_at, p.name from consider c left join person p on p.id = c.person where c.ask = $1 order by c.handed_in_at, c.id limit 12"), I(entry));
    while (count < MOST && db_next(&q)) {
        Consideration *c = &at[count++];
        *c = (Consideration){ .id = db_int(&q, 0), .person = db_int(&q, 1), .handed_in_at = db_time(&q, 4) };
        c->cost = seal_read(tx_arena(tx), "consider.cost", c->id, db_view(&q, 2)), c->capacity = seal_read(tx_arena(tx), "consider.capacity", c->id, db_view(&q, 3));
        c->name = c->person > 0 ? seal_read(tx_arena(tx), "person.name", c->person, db_view(&q, 5)) : (db_view(&q, 5), S("Somebody who has left"));
    }
    db_end(&q);
    for (int i = 0; i < count; i++) read_answers(tx, &at[i]);
    return (Considerations){ .at = at, .count = count };
}

Considerations considered(Tx *tx, const Decider *by)
{
    const Ask *a = ask_trusted(tx, by->ask);
    Considerations all = read_all(tx, by->ask);
    Consideration *at = arena_array(tx_arena(tx), Consideration, MOST);
    int handed = 0, kept = 0;
    for (int i = 0; i < all.count; i++) handed += all.at[i].handed_in_at.us != 0;
    all.wanted = considering_wanted_trusted(tx, a), all.open = handed >= all.wanted;
    for (int i = 0; i < all.count; i++) {
        bool own = all.at[i].person == by->person;
        if (own || (all.open && all.at[i].handed_in_at.us)) at[kept++] = all.at[i];
    }
    all.at = at, all.count = kept;
    return all;
}

const AskAnswer *ask_answers_trusted(Tx *tx, i64 entry, int *count)
{
    Considerations all = read_all(tx, entry);
    AskAnswer *at = arena_array(tx_arena(tx), AskAnswer, MATRIX_MOST * MOST);
    *count = 0;
    for (int i = 0; i < all.count; i++)
        for (int k = 0; all.at[i].handed_in_at.us && k < all.at[i].count; k++) at[(*count)++] = all.at[i].at[k];
    return at;
}

Suggestion ask_suggests_trusted(Tx *tx, const Ask *a)
{
    const Matrix *m = matrix_trusted(tx, a->matrix);
    int kind = ask_kind_number(a->kind), said = 0, n = 0;
    const AskAnswer *all = ask_answers_trusted(tx, a->entry, &said);
    Weighed at[MATRIX_MOST * MOST];
    for (int i = 0; m && kind >= 0 && i < m->count; i++) {
        bool found = false;
        if (!m->at[i].used[kind]) continue;
        for (int k = 0; k < said; k++) {
            if (all[k].question != m->at[i].id || n >= COUNT(at)) continue;
            at[n++] = (Weighed){ &m->at[i], m->at[i].importance[kind], all[k].verdict };
            found = true;
        }
        if (!found && n < COUNT(at)) at[n++] = (Weighed){ &m->at[i], m->at[i].importance[kind], VERDICT_NONE };
    }
    return matrix_suggests(at, n);
}

Suggestion ask_suggestion(Tx *tx, const Decider *by)
{
    const Ask *a = ask_trusted(tx, by->ask);
    return a ? ask_suggests_trusted(tx, a) : SUGGESTS_TALKING;
}

const Matrix *matrix_of(Tx *tx, const Decider *by)
{
    const Ask *a = ask_trusted(tx, by->ask);
    return a ? matrix_trusted(tx, a->matrix) : NULL;
}

/* ---- writing ---- */

static const AskAnswer *said_to(const Consideration *c, i64 question)
{
    for (int i = 0; i < c->count; i++) if (c->at[i].question == question) return &c->at[i];
    return NULL;
}

Faults consider_faults(Arena *a, const Matrix *m, int kind, const Consideration *c)
{
    Faults f = NO_FAULTS;
    for (int i = 0; i < m->count; i++) {
        const MatrixQuestion *q = &m->at[i];
        const AskAnswer *s = said_to(c, q->id);
        if (!q->used[kind]) continue;
        if (q->kind != MATRIX_NOTE && (!s || !verdict_fits(q->kind, s->verdict))) faults_add(&f, str_format(a, "v-%lld", q->id).at, str_format(a, "Choose an answer: %.*s", FMT(q->words)));
        else if (q->kind != MATRIX_NOTE && utf8_length(s->reason) < REASON_LEAST) faults_add(&f, str_format(a, "r-%lld", q->id).at, str_format(a, "Say why, in a few words: %.*s", FMT(q->words)));
    }
    if (utf8_length(c->cost) < 4) faults_add(&f, "cost", S("Name what it would cost us in feeling and in strength, or say that it costs little."));
    if (utf8_length(c->capacity) < 4) faults_add(&f, "capacity", S("Say who would do it, and what would wait for it."));
    return f;
}

static i64 consider_of(Tx *tx, const Decider *by)
{
    i64 id = db_one_int(tx, SQL("select id from consider where ask = $1 and person = $2"), I(by->ask), I(by->person));
    if (id) return id;
    id = id_new();
    db_exec(tx, SQL("insert into consider(id, ask, person, cost, capacity, handed_in_at, begun_at) values ($1, $2, $3, $4, $4, 0, $5)"), I(id), I(by->ask), I(by->person), B(S("")), AT(time_now()));
    return id;
}

Outcome consider_save(Tx *tx, const Decider *by, const Consideration *c, bool hand_in)
{
    Arena *a = tx_arena(tx);
    const Ask *ask = ask_trusted(tx, by->ask);
    const Matrix *m = ask ? matrix_trusted(tx, ask->matrix) : NULL;
    int kind = ask ? ask_kind_number(ask->kind) : -1;
    if (!m || kind < 0) return GONE;
    if (!str_is(ask->state, "considering") || (ask_kind_outside(ask->kind) && !ask->zero_at.us)) return CONFLICT;
    i64 id = consider_of(tx, by);
    if (!db_exec(tx, SQL("update consider set cost = $2, capacity = $3 where id = $1 and handed_in_at = 0"), I(id), B(seal(a, "consider.cost", id, utf8_cut(c->cost, 4000))), B(seal(a, "consider.capacity", id, utf8_cut(c->capacity, 4000))))) return CONFLICT;
    for (int i = 0; i < m->count; i++) {
        const AskAnswer *s = said_to(c, m->at[i].id);
        if (!s || !m->at[i].used[kind] || (s->verdict != VERDICT_NONE && !verdict_fits(m->at[i].kind, s->verdict))) continue;
        i64 row = id_new();
        db_exec(tx, SQL("delete from consider_answer where consider = $1 and question = $2"), I(id), I(s->question));
        db_exec(tx, SQL("insert into consider_answer(id, consider, question, verdict, reason, quiet) values ($1, $2, $3, $4, $5, $6)"), I(row), I(id), I(s->question), T(str_c(verdict_word(s->verdict))),
            B(seal(a, "consider_answer.reason", row, utf8_cut(s->reason, 4000))), I(s->quiet));
    }
    if (!hand_in) return DONE;
    if (consider_faults(a, m, kind, c).count) return INVALID;
    db_exec(tx, SQL("update consider set handed_in_at = $2 where id = $1 and handed_in_at = 0"), I(id), AT(time_now()));
    return DONE;
}
