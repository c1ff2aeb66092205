/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a person says of themselves, if they like: lines in their own words, access needs, how to reach them, pen names.
 * None of it is asked for, none comes from a list, nothing depends on it (R5). */
#ifndef KITH_IDENTITY_H
#define KITH_IDENTITY_H

#include "people/name.h"

typedef struct { i64 id; Str words; bool for_segments, for_counts, staff_may_see; Time made_at; } IdentityLine;
typedef struct { const IdentityLine *at; int count; } IdentityLines;
typedef struct { i64 id; Str words, for_what; bool may_reuse; Time review_on, made_at; } AccessNeed;
typedef struct { const AccessNeed *at; int count; } AccessNeeds;
typedef struct { i64 id; Str name; Time made_at; } PenName;
typedef struct { const PenName *at; int count; } PenNames;
typedef struct { Str pronouns, reach_words, supporter; } Detail;

enum { LINES_MOST = 40 };

IdentityLines identity_of(Tx *tx, Who who);
Faults identity_faults(const IdentityLine *l);
MUST_USE Outcome identity_put(Tx *tx, Who who, const IdentityLine *l);   /* id 0: a new one; GONE: not theirs; CONFLICT: there are forty */
void identity_drop(Tx *tx, Who who, i64 id);

AccessNeeds access_needs_of(Tx *tx, Who who);
Faults access_faults(const AccessNeed *n);
MUST_USE Outcome access_put(Tx *tx, Who who, const AccessNeed *n);
void access_drop(Tx *tx, Who who, i64 id);

Detail detail_of(Tx *tx, Who who);
Faults detail_faults(const Detail *d);
MUST_USE Outcome detail_put(Tx *tx, Who who, const Detail *d);

/* Pen names: the row names its owner, and the owner's row its pen names, both sealed.  Staff do not see them. */
PenNames pen_names_of(Tx *tx, Who who);
MUST_USE Outcome pen_name_add(Tx *tx, Who who, Str name);                /* INVALID: empty or longer than 120; CONFLICT: there are ten */
MUST_USE Outcome pen_name_drop(Tx *tx, Who who, i64 id);                /* CONFLICT: work stands under it */
void pen_name_used_trusted(Tx *tx, i64 pen, int more);                  /* so many more works stand under it */
void pen_name_change_trusted(Tx *tx, i64 pen, Str name);
i64 pen_owner_trusted(Tx *tx, i64 pen);                                  /* 0: nobody any more */

/* For the record at the desk, for telling, joining two records into one and forgetting. */
IdentityLines identity_of_trusted(Tx *tx, i64 person);
AccessNeeds access_needs_of_trusted(Tx *tx, i64 person);
Detail detail_of_trusted(Tx *tx, i64 person);
void detail_put_trusted(Tx *tx, i64 person, const Detail *d);
PenNames pen_names_of_trusted(Tx *tx, i64 person);
void pen_name_give_trusted(Tx *tx, i64 pen, i64 from, i64 to);
void pen_names_give_trusted(Tx *tx, i64 from, i64 to);
void identity_forget_trusted(Tx *tx, i64 person);
void identity_index_trusted(Tx *tx, i64 line, Str was, Str now);
Ids identity_found_trusted(Tx *tx, Str asked, i64 after, int most);      /* people who wrote this word in a line that may be looked at for a purpose */
bool identity_has_trusted(Tx *tx, i64 person, Str asked);   /* one person, one word, where they allow it */

#endif
