/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Notice of change: whatever changes about signing in is told to each address that was there before, and one press there
 * freezes the account.  It thaws by a link to the same address, or to an older one: a newer address has no say. */
#ifndef KITH_SIGN_IN_CHANGE_H
#define KITH_SIGN_IN_CHANGE_H

#include "people/person.h"

/* Called before the change itself, while the addresses are still those of before. */
void change_tell_trusted(Tx *tx, i64 person, const char *kind, const Network *n);

typedef struct { i64 id, person; Time at; bool frozen; } ChangeTold;
const ChangeTold *change_told(Tx *tx, Who who, Str token);            /* NULL: never was, or more than 30 days ago and nothing is stopped */
MUST_USE Outcome freeze_use(Tx *tx, Who who, Str token);
MUST_USE Outcome thaw_ask(Tx *tx, Who who, Str token, const Network *n);  /* CONFLICT: an older address has the say */

/* What a thawing link opens: the changes since the one that was told about. */
typedef struct { Str words; Time at; } Change;
typedef struct { const Change *at; int count; } Changes;
typedef struct { i64 person; Time since; bool links_were_off; Changes changes; } Thaw;
const Thaw *thaw_asked(Tx *tx, Who who, Str token);
/* Thaws.  take_back: passkeys, passphrase and addresses that came since go again.  Where links had been switched off
 * before, nothing is taken back and nobody is signed in: whoever reads the letter is not enough then. */
typedef struct { i64 person; bool sign_in; } Thawed;
Thawed thaw_use(Tx *tx, Who who, Str token, bool take_back);          /* person 0: the link is spent */
/* By whoever keeps the machine, where no letter can: told like a change, and all letters of before open nothing more. */
bool thaw_by_hand_trusted(Tx *tx, i64 person, const Network *n);      /* false: nothing was stopped */

Changes changes_of(Tx *tx, Who who);                                  /* of the last 30 days, newest first */
void changes_expire_trusted(Tx *tx);

#endif
