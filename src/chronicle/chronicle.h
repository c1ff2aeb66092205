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
void chronicle_forget_trusted(Tx *tx, i64 person);       /* what was done stays; by whom goes; their rows of the audit are blanked */

/* ---- the audit: who did or saw what of whom, and why ---------------------------- */

/* Rows are chained under a key that is not in the database: one that was changed, taken out or put in is found by
 * `kith check` (SEC-22).  `words` are sealed: they are the reason that somebody gave. */
enum { ACTOR_COMMAND = -1 };            /* the command line */
typedef struct { const char *kind; i64 subject; Str words; } Noted;
void noted(Tx *tx, Who who, const Noted *n);
void noted_trusted(Tx *tx, i64 actor, const Noted *n);
bool noted_lately(Tx *tx, Who who, const Noted *n, i64 within_us);      /* the very same, by the same person */
typedef struct { i64 seq, actor, subject; Time at; Str kind, words; } AuditRow;
typedef struct { const AuditRow *at; int count; } AuditRows;
AuditRows audit_of_trusted(Tx *tx, i64 subject);         /* newest first, 200 at most; not the person's own acts */
void audit_every_trusted(Tx *tx, void (*each)(void *with, const AuditRow *r), void *with);
void audit_forget_trusted(Tx *tx, i64 person);           /* blanks the rows of which they are either end */
int audit_check(Tx *tx, Buf *faults);

#endif
