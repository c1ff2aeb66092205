/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Groups in lists as people keep them: taken in from any CSV, given out without loss. */
#ifndef KITH_GROUP_SHEET_H
#define KITH_GROUP_SHEET_H

#include "people/group.h"
#include "sheets/sheets.h"

typedef struct {
    const char *path, *map;             /* map: 'Header=field,...' or NULL */
    const char *encoding;               /* or NULL: found out */
    bool partial;                       /* take what can be taken */
    bool dry_run;
    DirectoryChoice directory;          /* for rows that do not say */
    FILE *report;                       /* CSV: line, outcome, name, reason; or NULL */
    void (*progress)(const char *what, i64 done, i64 of);
} GroupImport;

typedef struct { i64 rows, added, changed, unchanged, joined, refused, likely; Str stopped, encoding; const SheetNotes *notes; Str unknown; bool again; } GroupImported;

/* Reads the whole list and writes the report; the caller keeps the transaction unless rows were refused and it is not partial. */
bool groups_import_trusted(Tx *tx, const GroupImport *from, GroupImported *to, Str *why_not);
bool groups_export_trusted(Tx *tx, SheetOut *to, Str *why_not);

#endif
