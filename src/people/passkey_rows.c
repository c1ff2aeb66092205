/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Whose passkeys are kept: sealed, found by keyed hashes, each belonging to one account alone. */
#include "people/passkey.h"

#include "people/means.h"
#include "people/sign_in_change.h"
#include "seal/seal.h"

enum { PASSKEYS_MOST = 20 };

static Str find_of(Arena *a, Str credential) { return seal_keyed(a, "passkey credential", credential); }

Passkeys passkeys_of(Tx *tx, Who who)
{
    Arena *a = tx_arena(tx);
    Passkey *at = arena_array(a, Passkey, PASSKEYS_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select id, name, credential, made_at, used_at from passkey where person = $1 order by made_at limit 20"), I(who.person));
    while (db_next(&q)) {
        Passkey *p = &at[count++];
        *p = (Passkey){ .id = db_int(&q, 0), .made_at = db_time(&q, 3), .used_at = db_time(&q, 4) };
        p->name = seal_read(a, "passkey.name", p->id, db_view(&q, 1));
        p->credential = seal_read(a, "passkey.credential", p->id, db_view(&q, 2));
    }
    return (Passkeys){ at, count };
}

Str passkey_handle(Arena *a, i64 person) { return seal_hash(a, str_format(a, "passkey handle %lld", person)); }

/* Each challenge is answered once. */
static PasskeyWord challenge_spend(Tx *tx, const PasskeyAsk *ask)
{
    bool first = db_exec(tx, SQL("insert into passkey_challenge(hash, at) values ($1, $2) on conflict do nothing"),
        B(seal_hash(tx_arena(tx), passkey_challenge(tx_arena(tx), ask))), AT(time_now())) == 1;
    return first ? PASSKEY_FITS : PASSKEY_SPENT;
}

static uint32_t counter_of(Str auth_data)
{
    uint32_t n = 0;
    for (int i = 33; i < 37; i++) n = n << 8 | (unsigned char)auth_data.at[i];
    return n;
}

typedef struct { i64 id, person, counter; Str key; } Row;

static bool row_of(Tx *tx, Str credential, Row *r)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select id, person, counter, public_key from passkey where find = $1"), B(find_of(a, credential)));
    if (!db_next(&q)) return false;
    *r = (Row){ .id = db_int(&q, 0), .person = db_int(&q, 1), .counter = db_int(&q, 2) };
    r->key = seal_read(a, "passkey.public_key", r->id, db_view(&q, 3));
    db_end(&q);
    return true;
}

PasskeyWord passkey_sign_in(Tx *tx, Who who, const PasskeyAsk *ask, const PasskeyAnswer *from, i64 *person)
{
    Row r;
    (void)who;
    PasskeyWord w = passkey_client_data(tx_arena(tx), ask, from->client_data);
    if (w == PASSKEY_FITS) w = challenge_spend(tx, ask);
    if (w != PASSKEY_FITS) return w;
    if (!row_of(tx, from->credential, &r)) return PASSKEY_UNKNOWN;
    if (!seal_same(from->handle, passkey_handle(tx_arena(tx), r.person))) return PASSKEY_OF_ANOTHER;
    w = passkey_verify(tx_arena(tx), ask, from, r.key);
    if (w != PASSKEY_FITS) return w;
    i64 counter = counter_of(from->auth_data);
    if ((counter || r.counter) && counter <= r.counter) return PASSKEY_COUNTER;
    if (person_frozen_trusted(tx, r.person)) return PASSKEY_FROZEN;
    if (person_trusted(tx, r.person)->state == PERSON_JOINED) return PASSKEY_UNKNOWN;      /* the record lies still */
    db_exec(tx, SQL("update passkey set counter = $2, used_at = $3 where id = $1"), I(r.id), I(counter), AT(time_now()));
    *person = r.person;
    return PASSKEY_FITS;
}

PasskeyWord passkey_add(Tx *tx, Who who, const PasskeyAsk *ask, const PasskeyAnswer *from, Str name)
{
    Arena *a = tx_arena(tx);
    NewPasskey fresh;
    PasskeyWord w = passkey_read_new(a, ask, from, &fresh);
    if (w == PASSKEY_FITS) w = challenge_spend(tx, ask);
    if (w != PASSKEY_FITS) return w;
    Row taken;
    if (row_of(tx, fresh.credential, &taken)) return PASSKEY_TAKEN;
    if (passkeys_of(tx, who).count >= PASSKEYS_MOST) return PASSKEY_MANY;
    change_tell_trusted(tx, who.person, "passkey added", ask->network);
    i64 id = id_new();
    db_exec(tx, SQL("insert into passkey(id, person, find, public_key, credential, name, counter, made_at, used_at) values ($1, $2, $3, $4, $5, $6, $7, $8, 0)"),
        I(id), I(who.person), B(find_of(a, fresh.credential)), B(seal(a, "passkey.public_key", id, fresh.key)),
        B(seal(a, "passkey.credential", id, fresh.credential)), B(seal(a, "passkey.name", id, name)), I(fresh.counter), AT(time_now()));
    return PASSKEY_FITS;
}

Outcome passkey_remove(Tx *tx, Who who, i64 id, const Network *n)
{
    if (!db_one_int(tx, SQL("select count(*) from passkey where id = $1 and person = $2"), I(id), I(who.person))) return GONE;
    change_tell_trusted(tx, who.person, "passkey removed", n);
    return db_exec(tx, SQL("delete from passkey where id = $1 and person = $2"), I(id), I(who.person)) == 1 ? DONE : GONE;
}

void passkey_challenges_expire_trusted(Tx *tx)
{
    db_exec(tx, SQL("delete from passkey_challenge where at < $1"), AT(time_after(time_now(), -HOURS(1))));
}
