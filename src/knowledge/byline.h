/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A name that work stands under: somebody's own, a pen name, a group's, or one that is nobody's here.  Two names of one
 * person have nothing in common that anybody outside can see. */
#ifndef KITH_BYLINE_H
#define KITH_BYLINE_H

#include "people/people.h"

typedef struct { i64 id, of; Str kind, slug, name, about; Time made_at; } Byline;     /* kind: "person", "pen", "group", "free" */
typedef struct { const Byline *at; int count; } Bylines;

const Byline *byline_seen_by(Tx *tx, Who who, Str slug); /* one with work that they may read; NULL otherwise */
const Byline *byline_trusted(Tx *tx, i64 id);
/* What they may sign with, whether or not anything stands under it yet (id 0): their name, their pen names, groups they look after. */
Bylines bylines_of(Tx *tx, Who who);
const Byline *byline_own(Tx *tx, Who who, i64 id);       /* NULL: not theirs */
bool byline_is_theirs(Tx *tx, Who who, i64 id);
MUST_USE Outcome byline_take(Tx *tx, Who who, Str kind, i64 of, i64 *id);            /* the row of one of those, made where there is none; GONE: not theirs */

/* Everywhere at once, in everything that stands under it, and without a word about the old one. */
typedef struct { i64 id; Str name, about; } Renaming;
Faults byline_faults(const Renaming *r);
MUST_USE Outcome byline_rename(Tx *tx, Who who, const Renaming *r);

void byline_follow_trusted(Tx *tx, Str kind, i64 of, Str was, Str now);    /* a person or group is called otherwise: so is what stands under their name as it was */
i64 byline_make_trusted(Tx *tx, Str kind, i64 of, Str name);     /* for import, staff and demonstration data; one that is there is taken */
void byline_tidy_trusted(Tx *tx, i64 id);                /* it goes where nothing stands under it any more */

#endif
