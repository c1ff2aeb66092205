/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A person's own e-mail addresses: another one, which is the main one, one fewer.  Sharing one stays allowed. */
#ifndef KITH_OWN_ADDRESS_H
#define KITH_OWN_ADDRESS_H

#include "people/person.h"

Addresses addresses_of(Tx *tx, Who who);
void address_ask(Tx *tx, Who who, Str email, const Network *n);               /* one letter, with the link that confirms */
Str address_asked(Tx *tx, Who who, Str token);                                /* "": the link is spent, or somebody else asked */
MUST_USE Outcome address_confirm(Tx *tx, Who who, Str token, const Network *n);   /* CONFLICT: this person has as many as can be kept */
MUST_USE Outcome address_make_main(Tx *tx, Who who, i64 address, const Network *n);
MUST_USE Outcome address_remove(Tx *tx, Who who, i64 address, const Network *n);  /* CONFLICT: the last one that a letter can go to */
void address_main_settle_trusted(Tx *tx, i64 person);                          /* where none is the main one, the oldest becomes it */
void address_requests_expire_trusted(Tx *tx);

#endif
