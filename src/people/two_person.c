/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Two people. */
#include "people/two_person.h"

#include "people/person.h"
#include "seal/seal.h"

enum { MOST = 40 };

static Gate gate_of(Str kind) { return str_starts(kind, S("role")) ? ADMINISTRATORS : OFFICERS; }
bool two_may(Who who, Str kind) { return who_passes(who, gate_of(kind)); }

bool two_alone(Tx *tx, Who who, Str kind)
{
    return !db_one_int(tx, SQL("select count(*) from role_held h join role_gate g on g.role = h.role where g.gate = $2 and h.person <> $1"),
        I(who.person), T(str_c(gate_name(gate_of(kind)))));
}

i64 two_ask(Tx *tx, Who who, const TwoPerson *t)
{
    i64 id = id_new();
    if (!two_may(who, t->kind)) return 0;
    db_exec(tx, SQL("insert into two_person(id, kind, subject, detail, words, asked_by, asked_at, state, decided_by, decided_at, ends_at, taken_at, amount)"
        " values ($1, $2, $3, $4, $5, $6, $7, 1, 0, 0, $8, 0, 0)"), I(id), T(t->kind), I(t->subject), T(t->detail), B(seal(tx_arena(tx), "two_person.words", id, t->words)),
        I(who.person), AT(time_now()), AT(time_after(time_now(), DAYS(7))));
    return id;
}

static Str name_of(Tx *tx, i64 person)
{
    const Person *p = person ? person_trusted(tx, person) : NULL;
    return p ? p->name : S("");
}

typedef struct { TwoPerson at[MOST]; i64 decided_by[MOST]; int count; } Read;

static Read *read_all(Tx *tx, Query q)
{
    Read *r = arena_new(tx_arena(tx), Read);
    for (; r->count < MOST && db_next(&q); r->count++) {
        TwoPerson *t = &r->at[r->count];
        *t = (TwoPerson){ .id = db_int(&q, 0), .kind = db_str(&q, 1), .subject = db_int(&q, 2), .detail = db_str(&q, 3), .asked_by = db_int(&q, 5), .asked_at = db_time(&q, 6),
            .state = (TwoState)db_int(&q, 7), .decided_at = db_time(&q, 9), .ends_at = db_time(&q, 10), .taken_at = db_time(&q, 11), .amount = db_int(&q, 12) };
        r->decided_by[r->count] = db_int(&q, 8);
        t->words = seal_read(tx_arena(tx), "two_person.words", t->id, db_view(&q, 4));
    }
    db_end(&q);
    for (int i = 0; i < r->count; i++) {
        TwoPerson *t = &r->at[i];
        t->asker = name_of(tx, t->asked_by), t->decider = name_of(tx, r->decided_by[i]), t->subject_name = name_of(tx, t->subject);
    }
    return r;
}

TwoPersons two_lately(Tx *tx, Who who)
{
    if (!who_passes(who, OFFICERS) && !who_passes(who, ADMINISTRATORS)) return (TwoPersons){ 0 };
    Read *r = read_all(tx, db_query(tx, SQL("select id, kind, subject, detail, words, asked_by, asked_at, state, decided_by, decided_at, ends_at, taken_at, amount from two_person"
        " where (kind like 'role%' and $1 = 1) or (kind not like 'role%' and $2 = 1) order by id desc limit 40"),
        I(who_passes(who, ADMINISTRATORS)), I(who_passes(who, OFFICERS))));
    return (TwoPersons){ r->at, r->count };
}

const TwoPerson *two_named(Tx *tx, Who who, i64 id)
{
    Read *r = read_all(tx, db_query(tx, SQL("select id, kind, subject, detail, words, asked_by, asked_at, state, decided_by, decided_at, ends_at, taken_at, amount from two_person where id = $1"), I(id)));
    return r->count && two_may(who, r->at[0].kind) ? &r->at[0] : NULL;
}

Outcome two_say(Tx *tx, Who who, i64 id, bool yes)
{
    const TwoPerson *t = two_named(tx, who, id);
    if (!t || t->state != TWO_ASKED || t->ends_at.us < time_now().us) return GONE;
    if (t->asked_by == who.person && yes) return CONFLICT;
    db_exec(tx, SQL("update two_person set state = $2, decided_by = $3, decided_at = $4, ends_at = $5 where id = $1 and state = 1"), I(id), I(yes ? TWO_YES : TWO_NO), I(who.person),
        AT(time_now()), AT(time_after(time_now(), DAYS(1))));
    return DONE;
}

void two_done_trusted(Tx *tx, i64 id, i64 amount)
{
    db_exec(tx, SQL("update two_person set state = 4, taken_at = $2, amount = $3 where id = $1"), I(id), AT(time_now()), I(amount));
}

void two_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("delete from two_person where subject = $1"), I(person));
    db_exec(tx, SQL("update two_person set asked_by = 0, words = $2 where asked_by = $1"), I(person), B(S("")));
    db_exec(tx, SQL("update two_person set decided_by = 0 where decided_by = $1"), I(person));
}

i64 two_expire_trusted(Tx *tx)
{
    return db_exec(tx, SQL("delete from two_person where asked_at < $1"), AT(time_after(time_now(), -DAYS(366))));
}
