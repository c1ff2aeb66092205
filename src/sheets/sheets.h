/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Tables as people really keep them: read from any spreadsheet's CSV, written as CSV, JSON or xlsx. */
#ifndef KITH_SHEETS_H
#define KITH_SHEETS_H

#include "base/base.h"

#include <stdio.h>

enum {
    SHEET_COLUMNS = 2000,                                /* the most columns a table may have */
    SHEET_CELL = 1024 * 1024,                            /* the most bytes a cell may have */
    SHEET_SHOWN = 20,                                    /* odd cells kept for a preview */
};

/* ---- reading ------------------------------------------------------------------------------ */

typedef struct Sheet Sheet;

typedef struct {
    const char *encoding;                                /* one of sheet_encodings (a byte order mark outweighs it); NULL: find out */
    char delimiter;                                      /* , ; | or a tab; 0: find out */
} SheetOptions;

extern const char *const sheet_encodings[];              /* what a person may choose from; ends in NULL */

typedef struct { const Str *at; int count; } SheetHeader;

/* A row is a view: it lives until the next sheet_next().  Without a fault, count is the
 * header's.  With one, cells are what could be read and must not be taken in. */
typedef struct {
    const Str *cells;                                    /* valid UTF-8, not trimmed */
    int count;
    i64 line;                                            /* of the file, where the row starts; first is 1 */
    Str fault;                                           /* "" if fine; else what follows "Line 12 ..." */
} SheetRow;

typedef struct { i64 line; int column; Str text, instead; } SheetOdd;      /* column from 0; instead: "", or what it may mean */

/* odd and twice grow while rows are read: read the table once to the end before showing them. */
typedef struct {
    Str encoding;
    bool encoding_assumed;                               /* Windows-1252 for want of anything better: show `odd` to a person */
    char delimiter;
    i64 rows, empty_rows;                                /* rows with text, faulty ones too; and those skipped */
    i64 control_cells;                                   /* cells with control characters, such as pasted bullets: utf8_tidy() takes them out */
    SheetOdd odd[SHEET_SHOWN];                           /* cells that would read differently in another encoding */
    int odd_count;
    SheetOdd twice[SHEET_SHOWN];                         /* cells that look encoded twice */
    int twice_count;
    Str digest;                                          /* of the file's bytes, hex: the same file again has the same */
    Str stopped;                                         /* "" if read to the end; else why reading stopped before it */
} SheetNotes;

MUST_USE Sheet *sheet_open(Arena *a, const char *path, SheetOptions options, Str *why_not);      /* NULL: see why_not */
MUST_USE Sheet *sheet_open_bytes(Arena *a, Str bytes, SheetOptions options, Str *why_not);       /* bytes outlive the sheet */
SheetHeader sheet_header(const Sheet *s);                /* never empty, no two alike: "column 4", "Email 2" */
MUST_USE bool sheet_next(Sheet *s, SheetRow *row);
int sheet_progress(const Sheet *s);                      /* 0 .. 1000 */
const SheetNotes *sheet_notes(const Sheet *s);
void sheet_close(Sheet *s);                              /* NULL is let pass; header and notes live on in the arena */

bool text_encoded_twice(Arena *a, Str text, Str *once);  /* "ZoÃ«"; once is untouched when false */

/* ---- which column is which ------------------------------------------------------------------ */

typedef struct { const char *name; int field; } FieldName;           /* many names may lead to one field */
typedef struct { Str header, field; } HeaderPair;
typedef struct { const HeaderPair *at; int count; } HeaderMap;

bool header_same(Str a, Str b);                          /* blind to case, space, accents and punctuation */
int header_match(Str header, const FieldName *fields, int count);    /* its field, or -1 */
/* Which column holds which field.  Fields from `many` on may be held by several columns, the others by the first that is named
 * so; a column that is named like no field holds `extra`.  `map` is what a person said: it outweighs the names. */
typedef struct { const char *map; const FieldName *names; int count, many, extra, ignore; const char *fields; } ColumnRules;
MUST_USE bool columns_map(Arena *a, const ColumnRules *r, SheetHeader h, int field[SHEET_COLUMNS], Str *why_not);
MUST_USE bool map_parse(Arena *a, Str text, HeaderMap *to, Str *why_not);    /* Header=field,Other=field2; "\," is a comma */

/* ---- writing -------------------------------------------------------------------------------- */

/* begin, then for each row its cells and sheet_out_end_row, then finish, always.  What goes
 * wrong on the way is kept and told by finish. */
typedef struct SheetOut SheetOut;
SheetOut *sheet_out_csv(Arena *a, FILE *to, bool for_spreadsheets);  /* for_spreadsheets: no cell starts a formula */
SheetOut *sheet_out_json(Arena *a, FILE *to);                        /* an array of objects, keys in snake_case */
SheetOut *sheet_out_xlsx(Arena *a, const char *path);
void sheet_out_begin(SheetOut *o, const Str *columns, int count);
void sheet_out_cell(SheetOut *o, Str text);
void sheet_out_int(SheetOut *o, i64 number);
void sheet_out_end_row(SheetOut *o);                     /* cells not given are blank */
MUST_USE bool sheet_out_finish(SheetOut *o, Str *why_not);           /* does not close `to` */

#endif
