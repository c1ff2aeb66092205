/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The chronicle: what happened, written in the act's own transaction.  The one place where rooms meet. */
#ifndef KITH_CHRONICLE_H
#define KITH_CHRONICLE_H

#include "web/web.h"

/* `words` say it to a person and name nobody; the subject is found by its kind and id. */
typedef struct { i64 actor; const char *kind, *subject_kind; i64 subject; Str words; } Happens;
void happened_trusted(Tx *tx, const Happens *h);
void happened(Tx *tx, Who who, const Happens *h);         /* by whoever asks */
typedef struct { Time at; i64 actor, subject; Str kind, subject_kind, words; } Happening;
typedef struct { const Happening *at; int count; } Happenings;
Happenings happenings_lately(Tx *tx, Who who, int most);  /* for the desk; nothing for others */
Happenings happenings_by_trusted(Tx *tx, i64 actor);
void chronicle_forget_trusted(Tx *tx, i64 person);       /* what was done stays; by whom goes */

#endif
