/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The token is "PERSON PURPOSE" or "@ADDRESS PURPOSE", sealed.  Whoever was erased is not there any more; their link still
 * answers that nothing comes. */
#include "people/stop.h"

#include "seal/seal.h"

static Str sealed_token(Arena *a, Str plain)
{
    Str sealed = seal(a, "stop.token", 0, plain);
    return base64url(a, sealed.at, sealed.len);
}

Str stop_token_trusted(Arena *a, i64 person, Str purpose) { return sealed_token(a, str_format(a, "%lld %.*s", person, FMT(purpose))); }
Str stop_token_of_address_trusted(Arena *a, i64 address, Str purpose) { return sealed_token(a, str_format(a, "@%lld %.*s", address, FMT(purpose))); }

/* A letter from before two records were joined stops what the one that was kept gets. */
static i64 lives_on_as(Tx *tx, i64 person)
{
    const Person *p = NULL;
    for (int i = 0; i < 5 && (p = person_trusted(tx, person)) && p->state == PERSON_JOINED; i++)
        person = db_one_int(tx, SQL("select kept from merge where gone = $1 and undone_at = 0 order by id desc limit 1"), I(person));
    return p ? person : 0;
}

static void find_people(Tx *tx, Stop *s, i64 id, bool address)
{
    People at = address ? people_of_address_trusted(tx, id) : (People){ 0 };
    for (int i = 0; i < (address ? at.count : 1) && s->count < COUNT(s->people); i++) {
        i64 one = lives_on_as(tx, address ? at.at[i].id : id);
        if (one && consent_lives_trusted(tx, one, s->purpose)) s->people[s->count++] = one;
    }
}

const Stop *stop_asked(Tx *tx, Who who, Str token)
{
    Arena *a = tx_arena(tx);
    Str sealed, plain;
    i64 id = 0;
    (void)who;
    if (token.len > 200 || !base64url_decode(a, token, &sealed) || !sealed.len || !seal_open(a, "stop.token", 0, sealed, &plain)) return NULL;
    bool address = str_starts(plain, S("@"));
    if (address) plain.at++, plain.len--;
    if (!str_int(str_cut(&plain, ' '), &id) || !plain.len) return NULL;
    Stop *s = arena_new(a, Stop);
    s->purpose = plain;
    wording_now_trusted(tx, plain, &s->words);
    find_people(tx, s, id, address);
    s->over = s->count == 0;
    return s->words.len ? s : NULL;
}

void stop_now(Tx *tx, Who who, const Stop *s)
{
    (void)who;
    for (int i = 0; i < s->count; i++) consent_withdraw_trusted(tx, s->people[i], s->purpose);
}
