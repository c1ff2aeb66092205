/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Stopping something by the link that a letter carries: no sign-in, works as long as the letter can be read (R2, RFC 8058). */
#ifndef KITH_STOP_H
#define KITH_STOP_H

#include "people/person.h"

/* Of one person, or of whoever is reached at one address: people share them, and a bulletin comes there once. */
typedef struct { i64 people[12]; int count; Str purpose, words; bool over; } Stop;       /* over: nothing of it comes any more, also where nobody is left */
Str stop_token_of_address_trusted(Arena *a, i64 address, Str purpose);
Str stop_token_trusted(Arena *a, i64 person, Str purpose);               /* sealed: says nothing to whoever sees it; the same only by chance */
const Stop *stop_asked(Tx *tx, Who who, Str token);                      /* NULL: this is no such token */
void stop_now(Tx *tx, Who who, const Stop *s);                           /* whoever holds the token may */

#endif
