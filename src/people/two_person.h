/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What one person asks for and another must say yes to: roles, whole lists given out, an account opened again. */
#ifndef KITH_TWO_PERSON_H
#define KITH_TWO_PERSON_H

#include "web/web.h"

typedef enum { TWO_ASKED = 1, TWO_YES, TWO_NO, TWO_DONE } TwoState;
typedef struct {
    i64 id, subject, asked_by, amount;
    Str kind, detail, words;            /* "role give", "role take", "members list"; what exactly; why */
    Str asker, decider, subject_name;
    TwoState state;
    Time asked_at, decided_at, ends_at, taken_at;
} TwoPerson;
typedef struct { const TwoPerson *at; int count; } TwoPersons;

/* Which gate may ask and may say yes; the same person never does both. */
i64 two_ask(Tx *tx, Who who, const TwoPerson *t);        /* lives seven days */
TwoPersons two_lately(Tx *tx, Who who);                  /* forty, newest first; those the gates of `who` let them decide on */
const TwoPerson *two_named(Tx *tx, Who who, i64 id);     /* NULL: not there, or not theirs */
MUST_USE Outcome two_say(Tx *tx, Who who, i64 id, bool yes);     /* CONFLICT: they asked for it themselves; GONE: decided, or too old */
void two_done_trusted(Tx *tx, i64 id, i64 amount);
bool two_may(Who who, Str kind);
bool two_alone(Tx *tx, Who who, Str kind);               /* nobody else could say yes */
void two_forget_trusted(Tx *tx, i64 person);
i64 two_expire_trusted(Tx *tx);                          /* a year after they were asked */

#endif
