/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Full text of everything that can be found: best first by BM25, forgiving of accents, case, endings and one typing error a
 * word, in any script.  The same on both engines, because the index is rows of ours (docs/decisions/0016). */
#ifndef KITH_SEARCH_H
#define KITH_SEARCH_H

#include "db/db.h"

/* level: 1 members, 2 everybody.  kind: "group", or with a part after a dot, "work.research": asking for "work" finds both.
 * title and words are kept as people read them. */
typedef struct { i64 id; const char *kind; int level; Str title, words; } SearchDoc;

/* While many documents go in, a book gathers what is to be written of them; nobody finds them before it was closed. */
typedef struct SearchBook SearchBook;
SearchBook *search_book(Arena *a);
void search_book_close_trusted(Tx *tx, SearchBook *book);
void search_put_trusted(Tx *tx, SearchBook *book, const SearchDoc *doc);   /* puts or replaces; book may be NULL */
void search_drop_trusted(Tx *tx, SearchBook *book, i64 id);   /* its words too, where nothing else holds them */
void search_rebuild_trusted(Tx *tx);                     /* everything anew from search_doc */
void search_empty_trusted(Tx *tx);                       /* no document is left; the rooms put theirs in again, by: */
void search_put_each_trusted(Tx *tx, const char *ids /* SQL: a hundred after $1, in order */, void (*put)(Tx *tx, SearchBook *book, i64 id));
int search_check(Tx *tx, Buf *faults);                   /* is the index what search_doc says, to the byte; how many faults */
void search_speaks(Str language);                        /* whose endings are taken off ("en"); English before that */
void search_speaks_as_set(Tx *tx);                       /* in the network's language: whoever opens a database says this first */
bool search_is_of_another_language(Tx *tx);              /* the index was built in one that is not spoken now: to be rebuilt */

/* What is counted, corrected and scored is what the level may see and nothing else.  every: each word must be there, the last
 * one perhaps only begun, as in a list that is narrowed; otherwise any of the words, and those with more of them come first.
 * "words in quotes" stand together; a star ends a beginning.  within: queries of search_doc.number; what one of them does not name is neither found
 * nor counted, however many there are.  They say nothing of levels: what the level may not see is not read anyway. */
enum { WITHIN_MOST = 4 };
typedef struct { const char *kind; /* "": all */ int level; Str words; int skip, most; bool every; Query within[WITHIN_MOST]; int within_count; } SearchAsk;
typedef struct { i64 id; Str kind, title, words; } SearchHit;            /* best first */
typedef struct { Str kind; int count; } SearchKind;
typedef struct {
    const SearchHit *at;
    int count, all;                     /* on this page; in all */
    const SearchKind *kinds; int kind_count;                             /* of all, by kind */
    Str instead;                        /* the spelling that was looked for, or "" */
    Str asked;                          /* every word that was looked for: typed, corrected, begun; for search_snippet() */
} SearchHits;
SearchHits search_find_trusted(Tx *tx, const SearchAsk *ask);

/* A piece of a text around what was asked for (SearchHits.asked), cut up where words were found.  What stands behind a
 * SEARCH_TAIL in the words of a document is found and not shown. */
enum { SEARCH_TAIL = 0x1F };
typedef struct { Str text; bool found; } SnippetPart;
typedef struct { SnippetPart at[32]; int count; } Snippet;
Snippet search_snippet(Arena *a, Str text, Str asked);
Str snippet_plain(Arena *a, const Snippet *s);

/* The words of a text as search sees them, parted by spaces. */
Str search_words(Arena *a, Str text);

#endif
