/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Groups in lists as people keep them: taken in from any CSV, given out without loss. */
#ifndef KITH_GROUP_SHEET_H
#define KITH_GROUP_SHEET_H

#include "people/group.h"
#include "sheets/sheets.h"

typedef struct { i64 line; const char *outcome; Str name, reason; } RowTold;
typedef struct {
    const char *path, *map;             /* map: 'Header=field,...' or NULL */
    const char *encoding;               /* or NULL: found out */
    bool partial;                       /* take what can be taken */
    bool dry_run;
    DirectoryChoice directory;          /* groups: for rows that do not say */
    const char *class_kind;             /* people: for rows that do not say; "" makes contacts, not members */
    bool month_first;                   /* 03/04/2024 is the 4th of March */
    i64 actor;                          /* who takes it in */
    const char *file_name;              /* what the person calls it, if not as path ends */
    FILE *report;                       /* CSV: line, outcome, name, reason; or NULL */
    void (*told)(void *with, const RowTold *t); void *with;      /* people: each row, as it ends */
    void (*progress)(const char *what, i64 done, i64 of);
} ListImport;

/* Every row ends as one of these.  held: somebody who asked to be erased; joined: the same stands further up. */
typedef struct { i64 id, rows, added, changed, unchanged, joined, refused, held, likely; Str stopped, encoding; const SheetNotes *notes; Str unknown, left_out; bool again; } ListImported;

/* Reads the whole list and writes the report; the caller keeps the transaction unless rows were refused and it is not partial. */
bool groups_import_trusted(Tx *tx, const ListImport *from, ListImported *to, Str *why_not);
bool groups_export_trusted(Tx *tx, SheetOut *to, Str *why_not);

#endif
