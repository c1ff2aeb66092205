/* SPDX-License-Identifier: AGPL-3.0-or-later
 * People in lists as officers keep them: taken in from any CSV so that nothing is silently changed or lost, taken out
 * again within seven days, given out without a cell that starts a formula. */
#ifndef KITH_MEMBERS_SHEET_H
#define KITH_MEMBERS_SHEET_H

#include "people/group_sheet.h"
#include "register/record.h"

/* Reads the whole list and writes the report; the caller keeps the transaction unless rows were refused and it is not partial. */
bool members_import_trusted(Tx *tx, const ListImport *from, ListImported *to, Str *why_not);

bool members_import(Tx *tx, const Looker *by, const ListImport *from, ListImported *to, Str *why_not) __attribute__((nonnull));

typedef struct { i64 taken_out, put_back, spared; } Undone;      /* spared: they did something themselves since */
MUST_USE Outcome members_undo_trusted(Tx *tx, i64 import, i64 actor, Undone *to);    /* GONE: no such list, or undone; CONFLICT: seven days have passed */
MUST_USE Outcome members_undo(Tx *tx, const Looker *by, i64 import, Undone *to) __attribute__((nonnull(2)));
i64 imports_settle_trusted(Tx *tx);                      /* what undoing needs goes after seven days */

typedef struct { i64 id, added, changed; Time at, undone_at; Str file_name, by; bool may_undo; } TakenIn;
typedef struct { const TakenIn *at; int count; } TakenIns;
TakenIns taken_in_lately_trusted(Tx *tx);                /* twenty lists, newest first */
TakenIns taken_in_lately(Tx *tx, const Officer *by) __attribute__((nonnull));

/* Everybody; `mark` is written into each row, so that a list that turns up somewhere says which one it is. */
/* For the officer who asked, once another has said yes, within a day.  NULL: it is not theirs, or not (any more) to be had.
 * CSV; lives in the transaction's arena.  It is written down, and counted for everybody. */
typedef struct { Str csv; i64 count; Str mark; } Given;
const Given *members_given(Tx *tx, Who who, const Officer *by, i64 two_person) __attribute__((nonnull));
bool members_export_trusted(Tx *tx, SheetOut *to, Str mark, i64 *count, Str *why_not);

#endif
