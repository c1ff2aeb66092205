/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Roles. */
#include "people/roles.h"

#include "people/person.h"
#include "seal/seal.h"

struct Administrator { i64 person; };
enum { MOST = 200 };

const Administrator *administrator(Tx *tx, Who who)
{
    if (!who_passes(who, ADMINISTRATORS)) return NULL;
    Administrator *by = arena_new(tx_arena(tx), Administrator);
    by->person = who.person;
    return by;
}

i64 administrator_id(const Administrator *by) { return by->person; }

const RoleHeld *roles_held(Tx *tx, const Administrator *by, int *count)
{
    RoleHeld *at = arena_array(tx_arena(tx), RoleHeld, MOST);
    (void)by;
    *count = 0;
    Query q = db_query(tx, SQL("select p.id, p.name, r.name, r.slug, h.since from role_held h join role r on r.id = h.role join person p on p.id = h.person"
        " order by r.id, h.since limit 200"));
    while (db_next(&q)) {
        RoleHeld *h = &at[(*count)++];
        *h = (RoleHeld){ .person = db_int(&q, 0), .role = db_str(&q, 2), .slug = db_str(&q, 3), .since = db_time(&q, 4) };
        h->name = seal_read(tx_arena(tx), "person.name", h->person, db_view(&q, 1));
    }
    return at;
}

const Choice *role_choices(Tx *tx, const Administrator *by, int *count)
{
    Choice *at = arena_array(tx_arena(tx), Choice, MOST);
    (void)by;
    *count = 0;
    Query q = db_query(tx, SQL("select slug, name, words from role order by id limit 200"));
    while (db_next(&q)) {
        Str slug = db_str(&q, 0), name = db_str(&q, 1);
        at[(*count)++] = (Choice){ slug.at, name, db_str(&q, 2), false };
    }
    return at;
}

bool administrator_alone(Tx *tx, Who who)
{
    return who_passes(who, ADMINISTRATORS) && !db_one_int(tx, SQL("select count(*) from role_held h join role_gate g on g.role = h.role"
        " where g.gate = 'administrators' and h.person <> $1"), I(who.person));
}

static void write_down(Tx *tx, const Administrator *by, i64 person, Str words)
{
    happened_trusted(tx, &(Happens){ .actor = by->person, .kind = "role", .subject_kind = "person", .subject = person, .words = words });
}

Outcome role_give(Tx *tx, const Administrator *by, Str email, Str role)
{
    People there = people_at_trusted(tx, email);
    if (!there.count) return GONE;
    if (!db_one_int(tx, SQL("select count(*) from role where slug = $1"), T(role))) return INVALID;
    if (!role_give_trusted(tx, there.at[0].id, role, by->person)) return CONFLICT;
    write_down(tx, by, there.at[0].id, str_format(tx_arena(tx), "The role “%.*s” was given to somebody.", FMT(role)));
    return DONE;
}

Outcome role_take(Tx *tx, const Administrator *by, i64 person, Str role)
{
    i64 others = db_one_int(tx, SQL("select count(*) from role_held h join role r on r.id = h.role where r.slug = 'administrator' and h.person <> $1"), I(person));
    if (str_is(role, "administrator") && !others) return CONFLICT;
    role_take_trusted(tx, person, role);
    write_down(tx, by, person, str_format(tx_arena(tx), "The role “%.*s” was taken back from somebody.", FMT(role)));
    return DONE;
}
