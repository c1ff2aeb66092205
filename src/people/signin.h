/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Signing in by one-time link: 128 bits, kept as a hash, 15 minutes, one use, spent by a button and never by opening it. */
#ifndef KITH_SIGNIN_H
#define KITH_SIGNIN_H

#include "people/person.h"

/* Posts one letter, whether the address is known or not.  `browser` is the asking browser's own secret. */
void sign_in_ask(Tx *tx, Who who, Str email, Str browser, const Network *n);
Str sign_in_code(Arena *a, Str browser);                 /* six signs, shown where the link was asked for */
Str sign_in_link_make_trusted(Tx *tx, i64 person, Str base_url);   /* for the command line: bound to no browser */

typedef struct { i64 id; bool needs_code; People people; } SignInLink;
const SignInLink *sign_in_link(Tx *tx, Who who, Str token, Str browser);   /* NULL: spent, too old, or never was */
/* DONE: go in as this person.  INVALID: the code is another.  GONE: the link is spent. */
typedef struct { Str token, browser, code; i64 person; } SignInTry;
MUST_USE Outcome sign_in_use(Tx *tx, Who who, const SignInTry *t);
bool sign_in_code_fits(Tx *tx, Who who, const SignInTry *t);
void sign_in_links_expire_trusted(Tx *tx);

#endif
