/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of the porch print. */
#ifndef KITH_PORCH_VIEWS_H
#define KITH_PORCH_VIEWS_H

#include "chronicle/chronicle.h"
#include "people/people.h"
#include "web/parts.h"

typedef struct { const Network *network; Compass compass; const Page *about; Str opening; GroupPage groups; bool signed_in; } HomeShown;
typedef struct { Str what, why, kept, sealed, table, columns; } HeldTable;
typedef struct { const HeldTable *at; int count; Str others; i64 lists_given; } HeldHere;
typedef struct { Str kind, title, url, summary; } SearchRow;
typedef struct { Str q, instead; const SearchRow *at; int count; bool asked; Pager pager; } SearchShown;

#endif
