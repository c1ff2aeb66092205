/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Changing the address.  A new one is nobody's before a button on the page of its own letter was pressed. */
#include "people/own_address.h"

#include "people/letters.h"
#include "people/means.h"
#include "people/sign_in_change.h"
#include "seal/seal.h"

enum { ADDRESSES_MOST = 8 };

Addresses addresses_of(Tx *tx, Who who) { return addresses_of_trusted(tx, who.person); }

void address_ask(Tx *tx, Who who, Str email, const Network *n)
{
    Arena *a = tx_arena(tx);
    Str token = token_new(a);
    i64 id = id_new();
    db_exec(tx, SQL("insert into address_request(id, person, token_hash, address, made_at, ends_at) values ($1, $2, $3, $4, $5, $6)"),
        I(id), I(who.person), B(seal_hash(a, token)), B(seal(a, "address_request.address", id, email_usual(a, email))), AT(time_now()), AT(time_after(time_now(), DAYS(7))));
    letter_new_address(tx, email_usual(a, email), str_format(a, "%.*s/me/addresses/confirm/%.*s", FMT(n->base_url), FMT(token)), n->name);
}

typedef struct { i64 id, person; Str address; } Asked;

static bool asked_of(Tx *tx, Str token, Asked *to)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select id, person, address from address_request where token_hash = $1 and ends_at > $2"), B(seal_hash(a, token)), AT(time_now()));
    if (!db_next(&q)) return false;
    *to = (Asked){ .id = db_int(&q, 0), .person = db_int(&q, 1) };
    to->address = seal_read(a, "address_request.address", to->id, db_view(&q, 2));
    db_end(&q);
    return to->address.len > 0;
}

/* A letter that went to a mistyped address is read by a stranger: the link alone must not make it a way in.  Whoever asked presses. */

Str address_asked(Tx *tx, Who who, Str token)
{
    Asked asked;
    return asked_of(tx, token, &asked) && asked.person == who.person ? asked.address : S("");
}

Outcome address_confirm(Tx *tx, Who who, Str token, const Network *n)
{
    Asked asked;
    if (!asked_of(tx, token, &asked) || asked.person != who.person || person_frozen_trusted(tx, asked.person)) return GONE;
    if (addresses_of_trusted(tx, asked.person).count >= ADDRESSES_MOST) return CONFLICT;
    db_exec(tx, SQL("delete from address_request where id = $1"), I(asked.id));
    bool there = db_one_int(tx, SQL("select count(*) from person_address where person = $1 and address = $2 and confirmed_at > 0"),
        I(asked.person), I(address_find_trusted(tx, asked.address))) > 0;
    if (there) return DONE;
    change_tell_trusted(tx, asked.person, "address added", n);
    address_give_trusted(tx, asked.person, S("email"), asked.address, S("email"));
    return DONE;
}

static const Address *own_email(Tx *tx, Who who, i64 address, int *emails)
{
    Addresses all = addresses_of(tx, who);
    const Address *found = NULL;
    *emails = 0;
    for (int i = 0; i < all.count; i++) {
        if (!str_is(all.at[i].kind, "email") || !all.at[i].confirmed_at.us) continue;
        (*emails)++;
        if (all.at[i].id == address) found = &all.at[i];
    }
    return found;
}

static void main_is(Tx *tx, i64 person, i64 address)
{
    db_exec(tx, SQL("update person_address set main = case when address = $2 then 1 else 0 end where person = $1"), I(person), I(address));
}

void address_main_settle_trusted(Tx *tx, i64 person)
{
    if (db_one_int(tx, SQL("select count(*) from person_address where person = $1 and main = 1"), I(person))) return;
    main_is(tx, person, db_one_int(tx, SQL("select a.address from person_address a join address d on d.id = a.address"
        " where a.person = $1 and d.kind = 'email' and a.confirmed_at > 0 order by a.confirmed_at limit 1"), I(person)));
}

Outcome address_make_main(Tx *tx, Who who, i64 address, const Network *n)
{
    int emails;
    const Address *d = own_email(tx, who, address, &emails);
    if (!d) return GONE;
    if (d->main) return DONE;
    change_tell_trusted(tx, who.person, "address main", n);
    main_is(tx, who.person, address);
    return DONE;
}

Outcome address_remove(Tx *tx, Who who, i64 address, const Network *n)
{
    int emails;
    const Address *d = own_email(tx, who, address, &emails);
    if (!d) return GONE;
    if (emails < 2) return CONFLICT;
    change_tell_trusted(tx, who.person, "address removed", n);
    db_exec(tx, SQL("delete from person_address where person = $1 and address = $2"), I(who.person), I(address));
    db_exec(tx, SQL("delete from address where id = $1 and not exists (select 1 from person_address a where a.address = address.id)"), I(address));
    address_main_settle_trusted(tx, who.person);
    return DONE;
}

void address_requests_expire_trusted(Tx *tx) { db_exec(tx, SQL("delete from address_request where ends_at < $1"), AT(time_now())); }
