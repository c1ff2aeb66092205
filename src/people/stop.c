/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The token is "PERSON PURPOSE", sealed.  Who was erased is not there any more: nothing is behind it. */
#include "people/stop.h"

#include "seal/seal.h"

Str stop_token_trusted(Arena *a, i64 person, Str purpose)
{
    Str sealed = seal(a, "stop.token", 0, str_format(a, "%lld %.*s", person, FMT(purpose)));
    return base64url(a, sealed.at, sealed.len);
}

static Str words_of(Tx *tx, i64 person, Str purpose, bool *over)
{
    Consents all = consents_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++) {
        if (!str_eq(all.at[i].purpose, purpose)) continue;
        *over = all.at[i].withdrawn_at.us != 0;           /* newest first */
        return all.at[i].words;
    }
    return S("");
}

/* A letter from before two records were joined stops what the one that was kept gets. */
static i64 lives_on_as(Tx *tx, i64 person)
{
    const Person *p = NULL;
    for (int i = 0; i < 5 && (p = person_trusted(tx, person)) && p->state == PERSON_JOINED; i++)
        person = db_one_int(tx, SQL("select kept from merge where gone = $1 and undone_at = 0 order by id desc limit 1"), I(person));
    return p ? person : 0;
}

const Stop *stop_asked(Tx *tx, Who who, Str token)
{
    Arena *a = tx_arena(tx);
    Str sealed, plain;
    i64 person = 0;
    (void)who;
    if (token.len > 200 || !base64url_decode(a, token, &sealed) || !sealed.len || !seal_open(a, "stop.token", 0, sealed, &plain)) return NULL;
    if (!str_int(str_cut(&plain, ' '), &person) || !(person = lives_on_as(tx, person))) return NULL;
    Stop *s = arena_new(a, Stop);
    *s = (Stop){ .person = person, .purpose = plain };
    s->words = words_of(tx, person, plain, &s->over);
    return s->words.len ? s : NULL;
}

void stop_now(Tx *tx, Who who, const Stop *s)
{
    (void)who;
    consent_withdraw_trusted(tx, s->person, s->purpose);
}
