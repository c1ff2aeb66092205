/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Passphrases: optional, for people whose mailbox is not theirs alone.  Kept as a sealed Argon2id string.
 * Stretching takes a twentieth of a second, so it is never done while a transaction is open: a try is gathered, worked
 * out by passphrase_work() (see reply_after()), then compared with what the database says by then. */
#ifndef KITH_PASSPHRASE_H
#define KITH_PASSPHRASE_H

#include "people/person.h"

enum { PASSPHRASE_PASSES = 2, PASSPHRASE_KIB = 19 * 1024, PASSPHRASE_LEAST = 8, PASSPHRASE_MOST = 200 };

Str passphrase_tidy(Arena *a, Str typed);                /* NFC; spaces stay where they are */
/* The words for what to mend, or "". */
Str passphrase_fault(Tx *tx, Who who, Str passphrase, const Network *n);

typedef struct PassphraseTry PassphraseTry;
PassphraseTry *passphrase_try(Tx *tx, Who who, Str email, Str passphrase);
PassphraseTry *passphrase_new(Tx *tx, Who who, Str passphrase);
void passphrase_work(void *with);
i64 passphrase_person(Tx *tx, Who who, const PassphraseTry *t);   /* whose it is; 0: nobody's at that address */
MUST_USE Outcome passphrase_set(Tx *tx, Who who, const PassphraseTry *t, const Network *n);
MUST_USE Outcome passphrase_remove(Tx *tx, Who who, const Network *n);   /* links are on again */

#endif
