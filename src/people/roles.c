/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Roles. */
#include "people/roles.h"

#include "people/person.h"
#include "people/two_person.h"
#include "seal/seal.h"

#include <stdio.h>

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

static void write_down(Tx *tx, i64 by, i64 person, Str words)
{
    happened_trusted(tx, &(Happens){ .actor = by, .kind = "role", .subject_kind = "person", .subject = person, .words = words });
    noted_trusted(tx, by, &(Noted){ "role", person, words });
}

static Outcome ask(Tx *tx, Who who, const char *kind, RoleAsk *a)
{
    if (utf8_length(a->why) < 4 || utf8_length(a->why) > 200) return INVALID;
    a->at_once = two_alone(tx, who, str_c(kind));
    if (!a->at_once) two_ask(tx, who, &(TwoPerson){ .kind = str_c(kind), .subject = a->person, .detail = a->role, .words = a->why });
    return DONE;
}

static void give(Tx *tx, i64 by, i64 person, Str role)
{
    if (role_give_trusted(tx, person, role, by)) write_down(tx, by, person, str_format(tx_arena(tx), "The role “%.*s” was given to somebody.", FMT(role)));
}

static bool last_administrator(Tx *tx, i64 person, Str role)
{
    return db_one_int(tx, SQL("select count(*) from role r join role_gate g on g.role = r.id where r.slug = $1 and g.gate = 'administrators'"), T(role))
        && !db_one_int(tx, SQL("select count(*) from role_held h join role_gate g on g.role = h.role where g.gate = 'administrators' and h.person <> $1"), I(person));
}

static void take(Tx *tx, i64 by, i64 person, Str role)
{
    if (last_administrator(tx, person, role)) return;
    role_take_trusted(tx, person, role);
    write_down(tx, by, person, str_format(tx_arena(tx), "The role “%.*s” was taken back from somebody.", FMT(role)));
}

Outcome role_give(Tx *tx, Who who, const Administrator *by, RoleAsk *a)
{
    People there = people_at_trusted(tx, a->email);
    a->person = 0;
    for (int i = there.count - 1; i >= 0; i--) if (there.at[i].state == PERSON_ACTIVE || there.at[i].state == PERSON_RESTING) a->person = there.at[i].id;
    if (!a->person) return GONE;
    if (!db_one_int(tx, SQL("select count(*) from role where slug = $1"), T(a->role))) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from role_held h join role r on r.id = h.role where h.person = $1 and r.slug = $2"), I(a->person), T(a->role))) return CONFLICT;
    Outcome o = ask(tx, who, "role give", a);
    if (o == DONE && a->at_once) give(tx, by->person, a->person, a->role);
    return o;
}

/* Whoever has a role may put it down themselves; and what could do harm goes without waiting: only giving needs two. */
Outcome role_take(Tx *tx, Who who, const Administrator *by, RoleAsk *a)
{
    (void)who;
    if (last_administrator(tx, a->person, a->role)) return CONFLICT;
    a->at_once = true;
    take(tx, by->person, a->person, a->role);
    return DONE;
}

void role_agreed(Tx *tx, const Administrator *by, const TwoPerson *t)
{
    const Person *p = person_trusted(tx, t->subject);
    if (!str_is(t->kind, "role give") || !p || (p->state != PERSON_ACTIVE && p->state != PERSON_RESTING)) return;     /* they left meanwhile */
    give(tx, by->person, t->subject, t->detail);
    two_done_trusted(tx, t->id, 1);
}

Str two_words(const TwoPerson *t)
{
    static _Thread_local char words[400];
    int n = str_is(t->kind, "role give") ? snprintf(words, sizeof words, "Give the role “%.*s” to %.*s", FMT(t->detail), FMT(utf8_cut(t->subject_name, 60)))
        : snprintf(words, sizeof words, "Take the list of members out of the network: %.*s", FMT(utf8_cut(t->detail, 60)));
    return (Str){ words, n < 0 ? 0 : (size_t)n < sizeof words ? (size_t)n : sizeof words - 1 };
}

/* ---- roles of the network's own ---- */

Faults role_faults(const RoleDraft *d)
{
    Faults f = NO_FAULTS;
    if (!d->name.len || utf8_length(d->name) > 60) faults_add(&f, "name", S("Give the role a name of at most 60 letters."));
    if (!d->words.len || utf8_length(d->words) > 300) faults_add(&f, "words", S("Say in a sentence what whoever has it does."));
    if (!d->desk && !d->officers && !d->editors && !d->administrators) faults_add(&f, "desk", S("Choose at least one thing that it may do."));
    return f;
}

static void gate_put(Tx *tx, i64 role, const char *gate)
{
    db_exec(tx, SQL("insert into role_gate(role, gate) values ($1, $2) on conflict do nothing"), I(role), T(str_c(gate)));
}

Outcome role_make(Tx *tx, const Administrator *by, const RoleDraft *d)
{
    i64 id = id_new();
    Str slug = slug_from(tx_arena(tx), d->name);
    if (role_faults(d).count) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from role where slug = $1"), T(slug))) return CONFLICT;
    db_exec(tx, SQL("insert into role(id, slug, name, words) values ($1, $2, $3, $4)"), I(id), T(slug), T(d->name), T(d->words));
    gate_put(tx, id, "desk");
    if (d->officers) gate_put(tx, id, "officers");
    if (d->editors) gate_put(tx, id, "editors");
    if (d->deciders) gate_put(tx, id, "deciders");
    if (d->administrators) gate_put(tx, id, "administrators");
    write_down(tx, by->person, 0, str_format(tx_arena(tx), "There is a new role: “%.*s”.", FMT(d->name)));
    return DONE;
}
