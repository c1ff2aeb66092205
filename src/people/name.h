/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Names that are sealed and found all the same: a blind index over folded words and their beginnings. */
#ifndef KITH_NAME_H
#define KITH_NAME_H

#include "people/person.h"

void name_index_trusted(Tx *tx, i64 person, Str was, Str now);   /* either may be "" */
bool name_indexed_trusted(Tx *tx, i64 person, Str name);         /* for kith check: is all of it there */

typedef struct { const i64 *at; int count; bool more; } Ids;
Ids names_found_trusted(Tx *tx, Str asked, int most);            /* people one of whose words begins with each word asked for; at most 6 words */
Ids name_alike_trusted(Tx *tx, Str name, bool whole, int most);  /* the very same words in any order; or words that sound alike */
bool names_near(Arena *a, Str x, Str y);                         /* the same, alike, or one holds the other */

#endif
