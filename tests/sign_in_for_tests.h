/* SPDX-License-Identifier: AGPL-3.0-or-later
 * For tests of signing in: people with an address, authenticators with keys made here, passphrases, the letters that were written. */
#ifndef KITH_SIGN_IN_FOR_TESTS_H
#define KITH_SIGN_IN_FOR_TESTS_H

#include "house_for_tests.h"

#include <openssl/evp.h>

#include "people/letters.h"
#include "people/means.h"
#include "people/own_address.h"
#include "people/passkey.h"
#include "people/passphrase.h"
#include "people/people.h"
#include "people/sign_in_change.h"

extern const Network net;
extern const Str browser;               /* the asking browser's own secret */

Who as(i64 person);

enum { ES256, RS256, EDDSA };
typedef struct { int kind; EVP_PKEY *key; char id[16]; uint32_t counter; unsigned char flags; } Device;
Device device(int kind);
Str auth_data(const Device *d, const char *site, bool fresh);       /* fresh: with its key, as when it is added */
Str client_data(const PasskeyAsk *ask, const char *type);
PasskeyAsk ask_for(const char *what);
PasskeyAnswer answer(const Device *d, const PasskeyAsk *ask, i64 person);
PasskeyWord add(Db *db, i64 person, const Device *d);
PasskeyWord go_in(Db *db, const PasskeyAsk *ask, const PasskeyAnswer *a, i64 *person);
PasskeyWord press(Db *db, const Device *d, i64 person);             /* signs in as this person */

void set_passphrase(Db *db, i64 person, const char *words);
i64 whose(Db *db, const char *email, const char *words);

/* How many letters for this purpose went to an address; the token in the last one's link. */
int letters_to(Db *db, const char *email, const char *purpose, Str *link);

#endif
