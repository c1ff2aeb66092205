/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Whoever had a part in a work is asked to put a name of theirs to it: their own, a pen name, their group's.  Nobody is named
 * by somebody else, and whether an address is a member's is not told to whoever asks. */
#ifndef KITH_SIGNING_H
#define KITH_SIGNING_H

#include "knowledge/work.h"

typedef struct { i64 id, work; Str role, title, state; Time asked_at; } SigningAsked;
typedef struct { const SigningAsked *at; int count; } SigningsAsked;

/* INVALID: no such part, or no address.  DONE whether or not anybody was found there; whoever was gets one letter. */
MUST_USE Outcome signing_ask(Tx *tx, const Editor *by, i64 work, Str role, Str email) __attribute__((nonnull(2)));
MUST_USE Outcome signing_ask_along(Tx *tx, const Author *by, Str role, Str email) __attribute__((nonnull(2)));     /* its author asks whoever wrote it with them */
i64 signings_waiting(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));    /* how many have not answered */

SigningsAsked signings_mine(Tx *tx, Who who);
const SigningAsked *signing_mine(Tx *tx, Who who, i64 id);       /* NULL: not theirs to answer */
const Work *signing_work(Tx *tx, Who who, i64 id);               /* what they are asked to sign, in any state; NULL likewise */
MUST_USE Outcome signing_yes(Tx *tx, Who who, i64 id, Str kind, i64 of);   /* under one of their names; INVALID: not one of theirs */
MUST_USE Outcome signing_no(Tx *tx, Who who, i64 id);

/* Takes every name of theirs off a work, whatever their part in it.  CONFLICT: nobody who wrote it would be left. */
MUST_USE Outcome name_off(Tx *tx, Who who, i64 work);

void signings_tell_trusted(Tx *tx, i64 person, Holdings *to);
void signings_forget_trusted(Tx *tx, i64 person);
void signings_hand_over_trusted(Tx *tx, const Handing *h);

#endif
