/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Full text of everything that can be found: forgiving of accents, case and one typing error a word, in any script. */
#ifndef KITH_SEARCH_H
#define KITH_SEARCH_H

#include "db/db.h"

typedef struct { i64 id; const char *kind; int level; Str title, words; } SearchDoc;   /* level: 1 members, 2 everybody */

/* While many documents go in, a book remembers which words are known, so that each is written once. */
typedef struct SearchBook SearchBook;
SearchBook *search_book(Arena *a);
void search_put_trusted(Tx *tx, SearchBook *book, const SearchDoc *doc);   /* puts or replaces; book may be NULL */
void search_drop_trusted(Tx *tx, i64 id);                /* its words too, where nothing else holds them */
void search_rebuild_trusted(Tx *tx);                     /* the index and the words anew from search_doc */

typedef struct { i64 id, score; } SearchHit;             /* best first */
typedef struct { const SearchHit *at; int count; Str instead; /* the spelling that was looked for, or "" */ } SearchHits;
SearchHits search_find_trusted(Tx *tx, const char *kind, int level, Str asked, int most);

/* For tests: the words of a text as search sees them, parted by spaces. */
Str search_words(Arena *a, Str text);

#endif
