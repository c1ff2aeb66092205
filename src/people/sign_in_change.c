/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Changes of how somebody signs in, the letters about them, freezing and thawing. */
#include "people/sign_in_change.h"

#include "people/letters.h"
#include "people/means.h"
#include "people/own_address.h"
#include "seal/seal.h"

enum { SHOWN = 30 };

static Str change_words(Str kind)
{
    static const struct { const char *kind, *words; } known[] = {
        { "passkey added", "A passkey was added" }, { "passkey removed", "A passkey was removed" },
        { "passphrase set", "A passphrase was set" }, { "passphrase removed", "The passphrase was removed" },
        { "links off", "Links by e-mail were switched off" }, { "links on", "Links by e-mail were switched on" },
        { "address added", "An e-mail address was added" }, { "address removed", "An e-mail address was removed" },
        { "address main", "Another e-mail address became the main one" }, { "thawed by hand", "The people of the network let everything go on" },
    };
    for (int i = 0; i < COUNT(known); i++) if (str_is(kind, known[i].kind)) return str_c(known[i].words);
    return S("How you sign in was changed");
}

void change_tell_trusted(Tx *tx, i64 person, const char *kind, const Network *n)
{
    Arena *a = tx_arena(tx);
    Addresses all = addresses_of_trusted(tx, person);
    Time now = time_now();
    bool off = means_of_trusted(tx, person).links_off;
    for (int i = 0; i < all.count; i++) {
        if (!str_is(all.at[i].kind, "email") || !all.at[i].confirmed_at.us) continue;
        Str token = token_new(a);
        i64 id = id_new();
        db_exec(tx, SQL("insert into sign_in_change(id, person, kind, at, token_hash, thaw_hash, thaw_ends, links_were_off, address, address_since, ends_at)"
            " values ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10)"), I(id), I(person), T(str_c(kind)), AT(now), B(seal_hash(a, token)), B(S("")), I(off),
            B(seal(a, "sign_in_change.address", id, all.at[i].value)), AT(all.at[i].confirmed_at), AT(time_after(now, DAYS(30))));
        letter_change(tx, all.at[i].value, person, str_format(a, "%.*s/sign-in/freeze/%.*s", FMT(n->base_url), FMT(token)), n->name);
    }
}

typedef struct { i64 id, person; Time at, since; bool links_were_off; Str address; } Row;

/* A letter whose address was taken back opens nothing.  While everything is stopped letters do not grow old: one of them has to let it go on. */
static bool row_of(Tx *tx, Str token, Row *r)
{
    Query q = db_query(tx, SQL("select c.id, c.person, c.at, c.address_since, c.links_were_off, c.address from sign_in_change c where c.token_hash = $1 and length(c.address) > 0"
        " and (c.ends_at > $2 or exists (select 1 from sign_in_means m where m.person = c.person and m.frozen_at > 0))"),
        B(seal_hash(tx_arena(tx), token)), AT(time_now()));
    if (!db_next(&q)) return false;
    *r = (Row){ .id = db_int(&q, 0), .person = db_int(&q, 1), .at = db_time(&q, 2), .since = db_time(&q, 3), .links_were_off = db_bool(&q, 4) };
    r->address = seal_read(tx_arena(tx), "sign_in_change.address", r->id, db_view(&q, 5));
    db_end(&q);
    return true;
}

const ChangeTold *change_told(Tx *tx, Who who, Str token)
{
    Row r;
    (void)who;
    if (!row_of(tx, token, &r)) return NULL;
    ChangeTold *t = arena_new(tx_arena(tx), ChangeTold);
    *t = (ChangeTold){ r.id, r.person, r.at, person_frozen_trusted(tx, r.person) };
    return t;
}

/* Frozen twice, the older address counts: it is the one whose owner was here first. */
Outcome freeze_use(Tx *tx, Who who, Str token)
{
    Row r;
    (void)who;
    if (!row_of(tx, token, &r)) return GONE;
    means_row_trusted(tx, r.person);
    db_exec(tx, SQL("update sign_in_means set frozen_since = case when frozen_at > 0 and frozen_since < $2 then frozen_since else $2 end where person = $1"),
        I(r.person), AT(r.since));
    db_exec(tx, SQL("update sign_in_means set frozen_at = $2 where person = $1 and frozen_at = 0"), I(r.person), AT(time_now()));
    session_end_all(tx, r.person);
    return DONE;
}

/* An older address froze it; or this one was taken away while an older one is still here: whoever was thrown out does not
 * come in again by an old letter. */
static bool outranked(Tx *tx, const Row *r)
{
    Addresses all = addresses_of_trusted(tx, r->person);
    bool there = false, older = false;
    for (int i = 0; i < all.count; i++) {
        if (!str_is(all.at[i].kind, "email") || !all.at[i].confirmed_at.us) continue;
        there = there || str_eq(email_usual(tx_arena(tx), all.at[i].value), email_usual(tx_arena(tx), r->address));
        older = older || all.at[i].confirmed_at.us < r->since.us;
    }
    return (older && !there) || db_one_int(tx, SQL("select frozen_since from sign_in_means where person = $1"), I(r->person)) < r->since.us;
}

Outcome thaw_ask(Tx *tx, Who who, Str token, const Network *n)
{
    Row r;
    Arena *a = tx_arena(tx);
    (void)who;
    if (!row_of(tx, token, &r) || !person_frozen_trusted(tx, r.person)) return GONE;
    if (outranked(tx, &r)) return CONFLICT;
    Str thaw = token_new(a);
    db_exec(tx, SQL("update sign_in_change set thaw_hash = $2, thaw_ends = $3 where id = $1"), I(r.id), B(seal_hash(a, thaw)), AT(time_after(time_now(), HOURS(1))));
    letter_thaw(tx, r.address, r.person, str_format(a, "%.*s/sign-in/thaw/%.*s", FMT(n->base_url), FMT(thaw)), n->name);
    return DONE;
}

/* ---- thawing ---- */

static bool row_of_thaw(Tx *tx, Str token, Row *r)
{
    Query q = db_query(tx, SQL("select c.id, c.person, c.at, c.address_since, c.links_were_off, c.address from sign_in_change c join sign_in_means m on m.person = c.person"
        " where c.thaw_hash = $1 and c.thaw_ends > $2 and m.frozen_at > 0 and m.frozen_since >= c.address_since"),
        B(seal_hash(tx_arena(tx), token)), AT(time_now()));
    if (!db_next(&q)) return false;
    *r = (Row){ .id = db_int(&q, 0), .person = db_int(&q, 1), .at = db_time(&q, 2), .since = db_time(&q, 3), .links_were_off = db_bool(&q, 4) };
    r->address = seal_read(tx_arena(tx), "sign_in_change.address", r->id, db_view(&q, 5));
    db_end(&q);
    return true;
}

static Changes changes_since(Tx *tx, i64 person, Time since)
{
    Change *at = arena_array(tx_arena(tx), Change, SHOWN);
    int count = 0;
    Query q = db_query(tx, SQL("select kind, at from sign_in_change where person = $1 and at >= $2 and ends_at > $3 group by kind, at order by at desc limit 30"),
        I(person), AT(since), AT(time_now()));
    while (db_next(&q)) {
        at[count].words = change_words(db_view(&q, 0));
        at[count++].at = db_time(&q, 1);
    }
    return (Changes){ at, count };
}

const Thaw *thaw_asked(Tx *tx, Who who, Str token)
{
    Row r;
    (void)who;
    if (!row_of_thaw(tx, token, &r)) return NULL;
    Thaw *t = arena_new(tx_arena(tx), Thaw);
    *t = (Thaw){ r.person, r.at, r.links_were_off, changes_since(tx, r.person, r.at) };
    return t;
}

static void take_back_since(Tx *tx, const Row *r)
{
    db_exec(tx, SQL("delete from passkey where person = $1 and made_at >= $2"), I(r->person), AT(r->at));
    db_exec(tx, SQL("update sign_in_means set passphrase = $3, passphrase_at = 0 where person = $1 and passphrase_at >= $2"), I(r->person), AT(r->at), B(S("")));
    db_exec(tx, SQL("delete from person_address where person = $1 and confirmed_at >= $2 and address in (select id from address where kind = 'email')"), I(r->person), AT(r->at));
    db_exec(tx, SQL("delete from address_request where person = $1"), I(r->person));
    db_exec(tx, SQL("delete from address where not exists (select 1 from person_address a where a.address = address.id)"));
    db_exec(tx, SQL("update sign_in_change set address = $3 where person = $1 and address_since >= $2"), I(r->person), AT(r->at), B(S("")));
}

/* It was taken away, and its owner is here: it is as old as it was. */
static void give_again(Tx *tx, const Row *r)
{
    Addresses all = addresses_of_trusted(tx, r->person);
    bool there = false;
    for (int i = 0; i < all.count; i++) there = there || str_eq(email_usual(tx_arena(tx), all.at[i].value), email_usual(tx_arena(tx), r->address));
    if (!there) db_exec(tx, SQL("update person_address set confirmed_at = $3 where person = $1 and address = $2"), I(r->person),
        I(address_give_trusted(tx, r->person, S("email"), r->address, S("email"))), AT(r->since));
    address_main_settle_trusted(tx, r->person);
}

Thawed thaw_use(Tx *tx, Who who, Str token, bool take_back)
{
    Row r;
    (void)who;
    if (!row_of_thaw(tx, token, &r)) return (Thawed){ 0 };
    person_thaw_trusted(tx, r.person);
    db_exec(tx, SQL("update sign_in_change set thaw_hash = $2, thaw_ends = 0 where person = $1"), I(r.person), B(S("")));
    if (r.links_were_off) return (Thawed){ r.person, false };
    if (take_back) take_back_since(tx, &r);
    db_exec(tx, SQL("update sign_in_means set links_off = 0 where person = $1"), I(r.person));
    give_again(tx, &r);
    return (Thawed){ r.person, true };
}

bool thaw_by_hand_trusted(Tx *tx, i64 person, const Network *n)
{
    if (!person_frozen_trusted(tx, person)) return false;
    person_thaw_trusted(tx, person);
    db_exec(tx, SQL("update sign_in_change set address = $2, thaw_hash = $2, thaw_ends = 0 where person = $1"), I(person), B(S("")));
    change_tell_trusted(tx, person, "thawed by hand", n);
    return true;
}

Changes changes_of(Tx *tx, Who who) { return changes_since(tx, who.person, time_after(time_now(), -DAYS(30))); }

void changes_expire_trusted(Tx *tx)
{
    db_exec(tx, SQL("delete from sign_in_change where ends_at < $1 and person not in (select person from sign_in_means where frozen_at > 0)"), AT(time_now()));
}
