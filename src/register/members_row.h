/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One row of a list of people, read. */
#ifndef KITH_MEMBERS_ROW_H
#define KITH_MEMBERS_ROW_H

#include "register/members_sheet.h"

enum { ROW_ADDRESSES = 12, ROW_CLAIMS = 8, ROW_GROUPS = 8 };
typedef struct { const char *purpose; Str words, basis; Time at; bool yes; } RowClaim;
typedef struct {
    i64 line;
    Str name, place, reference, household, contact_way, class_kind, extra;
    bool named;                         /* the list gave a name */
    struct { const char *kind; Str value; } addresses[ROW_ADDRESSES];
    int address_count;
    Str groups[ROW_GROUPS];
    int group_count;
    RowClaim claims[ROW_CLAIMS];
    int claim_count;
    Time joined;
    PersonState state;
    Str fault, notes;                   /* fault: the row cannot be taken in; notes: what a person should look at */
} MemberRow;

typedef struct { SheetHeader header; int field[SHEET_COLUMNS]; bool month_first; Str class_kind; } MemberColumns;

bool member_columns(Arena *a, const ListImport *from, MemberColumns *m, Str *why_not);
Str member_columns_kept(Arena *a, const MemberColumns *m);       /* columns without a field, as "A, B" */
Str member_columns_left_out(Arena *a, const MemberColumns *m);   /* columns that no list may bring */
MemberRow member_row(Arena *a, const MemberColumns *m, const SheetRow *row);
void row_note(Arena *a, MemberRow *r, Str words);
void row_extra(Arena *a, MemberRow *r, Str header, Str value);   /* kept beside */
bool list_date(Str s, bool month_first, Time *to);       /* ISO; 3/4/2024, 3.4.2024; 3 April 2024.  No two-digit years */

#endif
