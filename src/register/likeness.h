/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Records that may be one person's twice over: found by rules, decided by a person, joined so that it can be undone for 30 days. */
#ifndef KITH_LIKENESS_H
#define KITH_LIKENESS_H

#include "register/record.h"

int likeness_look_trusted(Tx *tx, i64 person);           /* writes down those like this one; how many were new */

typedef struct { PersonBrief a, b; Str why, a_addresses, b_addresses; Time found_at; } Likeness;
typedef struct { const Likeness *at; int count; i64 all; } Likenesses;
Likenesses likenesses_open(Tx *tx, const Looker *by) __attribute__((nonnull));        /* ten, oldest first; whose names are shown is noted */
MUST_USE Outcome likeness_apart(Tx *tx, const Looker *by, i64 a, i64 b) __attribute__((nonnull(2)));     /* for good, also after the next list */

/* What both agreed to is joined so that the later and stricter act holds.  CONFLICT: one has a role, or was joined already. */
MUST_USE Outcome records_join(Tx *tx, const Looker *by, i64 kept, i64 gone) __attribute__((nonnull(2)));
/* GONE: thirty days have passed, or it was undone.  CONFLICT: the record that was kept was joined to a third since. */
MUST_USE Outcome records_part(Tx *tx, const Looker *by, i64 merge) __attribute__((nonnull(2)));
typedef struct { i64 id; Str kept_name, gone_name, by; Time at, ends_at; i64 kept; } Joining;
typedef struct { const Joining *at; int count; } Joinings;
Joinings joinings_lately(Tx *tx, const Looker *by) __attribute__((nonnull));

i64 joinings_settle_trusted(Tx *tx);                     /* after thirty days the empty record goes */
void likeness_forget_trusted(Tx *tx, i64 person);
int likeness_check(Tx *tx, Buf *faults);

#endif
