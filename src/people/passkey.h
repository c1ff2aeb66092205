/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Passkeys (WebAuthn level 2).  The authenticator signs, libfido2 reads and verifies, the rest is compared here. */
#ifndef KITH_PASSKEY_H
#define KITH_PASSKEY_H

#include "people/person.h"

/* Why an answer of a browser was not taken.  The page says the same for each; the log and the tests say which. */
typedef enum {
    PASSKEY_FITS = 1, PASSKEY_TYPE, PASSKEY_CHALLENGE, PASSKEY_OLD, PASSKEY_SPENT, PASSKEY_ORIGIN, PASSKEY_FRAMED, PASSKEY_SITE,
    PASSKEY_NOBODY_THERE, PASSKEY_NOT_VERIFIED, PASSKEY_KEY, PASSKEY_SIGNATURE, PASSKEY_COUNTER, PASSKEY_UNKNOWN, PASSKEY_TAKEN,
    PASSKEY_OF_ANOTHER, PASSKEY_FROZEN, PASSKEY_MANY
} PasskeyWord;
const char *passkey_word(PasskeyWord w);

/* A challenge is 32 bytes that only we can make: of what it is for, the browser's own secret, and the ticket in its form,
 * which holds the time.  Nothing is written when a page is read; what was answered is kept until it is too old anyway. */
typedef struct { const char *what; Str ticket, secret; const Network *network; } PasskeyAsk;   /* what: "sign-in", "add" */
Str passkey_ticket(Arena *a);
Str passkey_challenge(Arena *a, const PasskeyAsk *ask);
Str passkey_site(const Network *n);                      /* rpId: the host of our base_url */

typedef struct { Str client_data, auth_data, signature, credential, handle; } PasskeyAnswer;   /* as bytes */

/* What does not need the database. */
PasskeyWord passkey_client_data(Arena *a, const PasskeyAsk *ask, Str client_data);
PasskeyWord passkey_auth_data(const Network *n, Str auth_data);
typedef struct { Str key, credential; uint32_t counter; } NewPasskey;
PasskeyWord passkey_read_new(Arena *a, const PasskeyAsk *ask, const PasskeyAnswer *from, NewPasskey *to);
PasskeyWord passkey_verify(Arena *a, const PasskeyAsk *ask, const PasskeyAnswer *from, Str key);

typedef struct { i64 id; Str name, credential; Time made_at, used_at; } Passkey;
typedef struct { const Passkey *at; int count; } Passkeys;
Passkeys passkeys_of(Tx *tx, Who who);
Str passkey_handle(Arena *a, i64 person);                /* what a passkey calls its person: 32 bytes that tell nobody but us who it is */
PasskeyWord passkey_sign_in(Tx *tx, Who who, const PasskeyAsk *ask, const PasskeyAnswer *from, i64 *person);
PasskeyWord passkey_add(Tx *tx, Who who, const PasskeyAsk *ask, const PasskeyAnswer *from, Str name);
MUST_USE Outcome passkey_remove(Tx *tx, Who who, i64 id, const Network *n);
void passkey_challenges_expire_trusted(Tx *tx);

#endif
