/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What search.c asks of the two engines' full text. */
#ifndef KITH_ENGINE_SEARCH_H
#define KITH_ENGINE_SEARCH_H

#include "search/search.h"

/* One thing to look for: any of these spellings; `follows`: right after the one before (scripts without spaces). */
typedef struct { Str any[8]; int count; bool prefix, follows; } SearchTerm;
typedef struct { const SearchTerm *terms; int count; const char *kind; int level, most; } SearchAsk;

bool search_any(Tx *tx, Str word);

void search_lite_index(Tx *tx, i64 id, Str title, Str words);
void search_lite_unindex(Tx *tx, i64 id, Str title, Str words);
void search_lite_rebuild(Tx *tx);
SearchHits search_lite_find(Tx *tx, const SearchAsk *ask);
bool search_lite_any(Tx *tx, Str word);

void search_pg_index(Tx *tx, i64 id);
void search_pg_rebuild(Tx *tx);
SearchHits search_pg_find(Tx *tx, const SearchAsk *ask);
bool search_pg_any(Tx *tx, Str word);

#endif
