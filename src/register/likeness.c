/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Which records are like each other.  Couples share addresses and twins share
 * more: the rules only suggest, and what a person kept apart stays apart. */
#include "register/likeness.h"

#include "chronicle/chronicle.h"

enum { CANDIDATES = 12, SHOWN = 10 };

static bool put(Tx *tx, i64 x, i64 y, Str why)
{
    i64 a = x < y ? x : y, b = x < y ? y : x;
    return db_exec(tx, SQL("insert into likeness(a, b, why, found_at, state, by_person, decided_at) values ($1, $2, $3, $4, 1, 0, 0) on conflict do nothing"),
        I(a), I(b), T(why), AT(time_now())) == 1;
}

static int look_at_address(Tx *tx, const Person *p)
{
    Arena *a = tx_arena(tx);
    i64 others[CANDIDATES];
    int count = 0, new = 0;
    Query q = db_query(tx, SQL("select distinct o.person from person_address m join person_address o on o.address = m.address and o.person <> m.person where m.person = $1 limit 12"), I(p->id));
    while (count < CANDIDATES && db_next(&q)) others[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        const Person *o = person_trusted(tx, others[i]);
        if (o && o->state != PERSON_JOINED && names_near(a, p->name, o->name)) new += put(tx, p->id, o->id, S("The same address and names that are alike"));
    }
    return new;
}

static bool both_contacts(Tx *tx, i64 a, i64 b)
{
    return db_one_int(tx, SQL("select count(*) from person p where p.id in ($1, $2) and exists (select 1 from group_contact c where c.person = p.id)"), I(a), I(b)) == 2;
}

static bool one_household(Tx *tx, i64 a, i64 b)
{
    return db_one_int(tx, SQL("select count(*) from household x join household y on y.find = x.find where x.person = $1 and y.person = $2"), I(a), I(b)) > 0;
}

/* A name that more than a dozen have tells nothing. */
static int look_at_name(Tx *tx, const Person *p)
{
    Ids same = name_alike_trusted(tx, p->name, true, CANDIDATES);
    int new = 0;
    for (int i = 0; !same.more && i < same.count; i++) {
        const Person *o = same.at[i] == p->id ? NULL : person_trusted(tx, same.at[i]);
        if (!o || o->state == PERSON_JOINED) continue;
        if (one_household(tx, p->id, o->id)) new += put(tx, p->id, o->id, S("The same name in one household"));
        else if (both_contacts(tx, p->id, o->id)) new += put(tx, p->id, o->id, S("The same name, each a contact of a group"));
        else if (p->place.len && str_eq(p->place, o->place)) new += put(tx, p->id, o->id, S("The same name in the same part of the country"));
    }
    return new;
}

int likeness_look_trusted(Tx *tx, i64 person)
{
    const Person *p = person_trusted(tx, person);
    return p && p->state != PERSON_JOINED ? look_at_address(tx, p) + look_at_name(tx, p) : 0;
}

/* ---- at the desk ---- */

static Str addresses_words(Tx *tx, i64 person)
{
    Buf b = buf_open(tx_arena(tx), 64);
    Addresses all = addresses_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++) buf_format(&b, "%s%.*s", b.len ? ", " : "", FMT(all.at[i].value));
    return buf_view(&b);
}

static PersonBrief brief(Tx *tx, i64 id)
{
    const Person *p = person_trusted(tx, id);
    return p ? (PersonBrief){ id, p->name, place_name(p->place), S(""), p->state } : (PersonBrief){ .id = id, .name = S("") };
}

Likenesses likenesses_open(Tx *tx, const Looker *by)
{
    Likeness *at = arena_array(tx_arena(tx), Likeness, SHOWN);
    Likenesses all = { .at = at };
    Query q = db_query(tx, SQL("select a, b, why, found_at from likeness where state = 1 order by found_at, a, b limit 10"));
    while (db_next(&q)) at[all.count++] = (Likeness){ .a.id = db_int(&q, 0), .b.id = db_int(&q, 1), .why = db_str(&q, 2), .found_at = db_time(&q, 3) };
    for (int i = 0; i < all.count; i++) {
        Likeness *l = &at[i];
        l->a = brief(tx, l->a.id), l->b = brief(tx, l->b.id);
        l->a_addresses = addresses_words(tx, l->a.id), l->b_addresses = addresses_words(tx, l->b.id);
        for (int k = 0; k < 2; k++) {
            Noted n = { "found", k ? l->b.id : l->a.id, looker_reason(by) };
            if (!noted_lately(tx, (Who){ .person = looker_id(by) }, &n, MINUTES(10))) noted_trusted(tx, looker_id(by), &n);
        }
    }
    all.all = db_one_int(tx, SQL("select count(*) from likeness where state = 1"));
    return all;
}

Outcome likeness_apart(Tx *tx, const Looker *by, i64 a, i64 b)
{
    i64 n = db_exec(tx, SQL("update likeness set state = 2, by_person = $3, decided_at = $4 where a = $1 and b = $2 and state = 1"), I(a), I(b), I(looker_id(by)), AT(time_now()));
    return n ? DONE : GONE;
}

void likeness_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("delete from likeness where a = $1 or b = $1"), I(person));
    db_exec(tx, SQL("update likeness set by_person = 0 where by_person = $1 and by_person <> 0"), I(person));
    db_exec(tx, SQL("delete from merge_move where merge in (select id from merge where kept = $1 or gone = $1)"), I(person));
    db_exec(tx, SQL("delete from merge where kept = $1 or gone = $1"), I(person));
    db_exec(tx, SQL("update merge set by_person = 0 where by_person = $1"), I(person));
}

int likeness_check(Tx *tx, Buf *faults)
{
    i64 lost = db_one_int(tx, SQL("select count(*) from person p where p.state = 4 and not exists (select 1 from merge m where m.gone = p.id and m.undone_at = 0)"));
    if (lost) buf_format(faults, "register: %lld records lie still and nothing says what they were joined to\n", lost);
    return lost > 0;
}
