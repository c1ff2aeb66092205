/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Means of signing in.  Most people have no row here: a link is all they need. */
#include "people/means.h"

#include "people/sign_in_change.h"

enum { SHOWN = 50 };

Means means_of_trusted(Tx *tx, i64 person)
{
    Means m = { 0 };
    Query q = db_query(tx, SQL("select length(passphrase), passphrase_at, links_off, frozen_at from sign_in_means where person = $1"), I(person));
    if (db_next(&q)) m = (Means){ .passphrase = db_bool(&q, 0), .passphrase_at = db_time(&q, 1), .links_off = db_bool(&q, 2), .frozen = db_int(&q, 3) > 0 };
    db_end(&q);
    return m;
}

void means_row_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("insert into sign_in_means(person, passphrase, passphrase_at, links_off, frozen_at, frozen_since)"
        " values ($1, $2, 0, 0, 0, 0) on conflict do nothing"), I(person), B(S("")));
}

bool person_takes_links_trusted(Tx *tx, i64 person)
{
    Means m = means_of_trusted(tx, person);
    return !m.frozen && !m.links_off;
}

People people_with_links_trusted(Tx *tx, People among)
{
    Person *at = arena_array(tx_arena(tx), Person, among.count + 1);
    int count = 0;
    for (int i = 0; i < among.count; i++) if (person_takes_links_trusted(tx, among.at[i].id)) at[count++] = among.at[i];
    return (People){ at, count };
}

bool person_frozen_trusted(Tx *tx, i64 person) { return means_of_trusted(tx, person).frozen; }

void person_thaw_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("update sign_in_means set frozen_at = 0, frozen_since = 0 where person = $1"), I(person));
}

Means means_of(Tx *tx, Who who) { return means_of_trusted(tx, who.person); }

Outcome links_switch(Tx *tx, Who who, bool off, const Network *n)
{
    Means m = means_of(tx, who);
    if (off == m.links_off) return DONE;
    if (off && !m.passphrase) return CONFLICT;
    change_tell_trusted(tx, who.person, off ? "links off" : "links on", n);
    db_exec(tx, SQL("update sign_in_means set links_off = $2 where person = $1"), I(who.person), I(off));
    return DONE;
}

/* ---- where somebody is signed in ---- */

SignedIns sessions_of(Tx *tx, Who who)
{
    SignedIn *at = arena_array(tx_arena(tx), SignedIn, SHOWN);
    int count = 0;
    Query q = db_query(tx, SQL("select id, begun_at, seen_at, means, stays from session where person = $1 and ends_at > $2 order by seen_at desc limit 50"),
        I(who.person), AT(time_now()));
    while (db_next(&q)) {
        SignedIn *s = &at[count++];
        *s = (SignedIn){ .id = db_int(&q, 0), .begun_at = db_time(&q, 1), .seen_at = db_time(&q, 2), .means = db_str(&q, 3), .stays = db_bool(&q, 4) };
        s->here = s->id == who.session;
    }
    return (SignedIns){ at, count };
}

Outcome session_end_one(Tx *tx, Who who, i64 id)
{
    return db_exec(tx, SQL("delete from session where id = $1 and person = $2"), I(id), I(who.person)) == 1 ? DONE : GONE;
}

void session_end_others(Tx *tx, Who who)
{
    db_exec(tx, SQL("delete from session where person = $1 and id <> $2"), I(who.person), I(who.session));
}
