/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a person signs in with beside e-mailed links, and where they are signed in. */
#ifndef KITH_MEANS_H
#define KITH_MEANS_H

#include "people/person.h"

typedef struct { bool passphrase, links_off, frozen; Time passphrase_at; } Means;
Means means_of_trusted(Tx *tx, i64 person);
void means_row_trusted(Tx *tx, i64 person);              /* makes the row where there is none yet */
bool person_takes_links_trusted(Tx *tx, i64 person);     /* neither frozen nor switched off by themselves */
People people_with_links_trusted(Tx *tx, People among);

/* Frozen: nobody gets in as this person, by any means, until thawed. */
bool person_frozen_trusted(Tx *tx, i64 person);
void person_thaw_trusted(Tx *tx, i64 person);

Means means_of(Tx *tx, Who who);
MUST_USE Outcome links_switch(Tx *tx, Who who, bool off, const Network *n);   /* CONFLICT: without a passphrase links are the way in */

typedef struct { i64 id; Time begun_at, seen_at; Str means; bool stays, here; } SignedIn;
typedef struct { const SignedIn *at; int count; } SignedIns;
SignedIns sessions_of(Tx *tx, Who who);
MUST_USE Outcome session_end_one(Tx *tx, Who who, i64 id);
void session_end_others(Tx *tx, Who who);

#endif
