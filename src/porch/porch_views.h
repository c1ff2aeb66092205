/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of the porch print. */
#ifndef KITH_PORCH_VIEWS_H
#define KITH_PORCH_VIEWS_H

#include "chronicle/chronicle.h"
#include "knowledge/work_views.h"
#include "people/people.h"
#include "search/search.h"
#include "web/parts.h"

typedef struct { const Network *network; Compass compass; const Page *about; Str opening; GroupPage groups; const WorkRow *works; int work_count; bool signed_in; } HomeShown;
typedef struct { Str what, why, kept, sealed, table, columns; } HeldTable;
typedef struct { const HeldTable *at; int count; Str others; i64 lists_given; } HeldHere;
typedef struct { Str kind, title, url; Snippet summary; i64 id; WorkRow work; /* where it is one */ } SearchRow;
typedef struct { Str q, kind, instead; const SearchRow *at; int count, all; const SearchKind *kinds; int kind_count; bool asked; Pager pager; } SearchShown;
const char *search_kind_words(Str kind);                 /* "Groups", "Research" */

#endif
