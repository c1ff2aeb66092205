/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Stopping something by the link that a letter carries: no sign-in, works as long as the letter can be read (R2, RFC 8058). */
#ifndef KITH_STOP_H
#define KITH_STOP_H

#include "people/person.h"

typedef struct { i64 person; Str purpose, words; bool over; } Stop;      /* over: it was stopped before */
Str stop_token_trusted(Arena *a, i64 person, Str purpose);               /* sealed: says nothing to whoever sees it; the same only by chance */
const Stop *stop_asked(Tx *tx, Who who, Str token);                      /* NULL: this is no such token, or nobody is behind it */
void stop_now(Tx *tx, Who who, const Stop *s);                           /* whoever holds the token may */

#endif
