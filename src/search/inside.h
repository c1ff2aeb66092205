/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the files of search/ know of each other: words and their stems, near spellings, rows of the index. */
#ifndef KITH_SEARCH_INSIDE_H
#define KITH_SEARCH_INSIDE_H

#include "search/search.h"

enum { LONGEST_WORD = 48 };

/* ---- words ---- */

typedef struct { struct sb_stemmer *snowball; } Stems;
Str search_language(void);
Stems stems_open(void);
void stems_close(Stems *s);
Str stem_of(Arena *a, Stems *s, Str word);
bool stands_alone(uint32_t c);                           /* a sign of a script written without spaces: each is a word */
bool is_stop_word(Str word);                             /* "the", "of": says nothing of what is sought */

/* ---- spellings: which words are known at which level, and those near them ---- */

typedef struct { Str at[8]; int count; } Spellings;
enum { WORDS_AT_ONCE = 16 };
typedef struct { Str word; int level, more; } WordCount;                 /* so many more documents hold it; at none it goes */
void words_count_trusted(Tx *tx, const WordCount *at, int count);        /* of any levels, each word once for a level */
bool word_known(Tx *tx, Str word, int level);
bool stem_known(Tx *tx, Str stem, int level);
Spellings words_near(Tx *tx, Str typed, int level);
Spellings words_beginning(Tx *tx, Str with, int level);
bool worth_correcting(Str word);
uint64_t hash_of(Str s);
int near_hashes(Str word, i64 at[LONGEST_WORD + 2]);

/* ---- the index: for each stem, kind and level the documents that hold it, in blocks of 512 ---- */

typedef struct { int number, times, length; } Posting;   /* times: how often, the title counted twice; length: words of the document */
enum { A_BLOCK = 512 };
int postings_read(Arena *a, Str entries, const Posting **at);            /* how many; what cannot be read ends them */
Str postings_written(Arena *a, const Posting *at, int count);

/* ---- documents ---- */

typedef struct { Str word; int times; } WordHeld;
typedef struct { WordHeld *at; int count; } HeldWords;
HeldWords words_counted(WordHeld *at, int count);            /* sorted, each once, times summed */
HeldWords words_held(Arena *a, Str title, Str words, int *length);
typedef struct { Str title, words, kind; int level, number; bool there; } Kept;
void every_doc(Tx *tx, void (*each)(Tx *tx, void *with, const Kept *k), void *with);

#endif
