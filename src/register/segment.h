/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Segments: a rule in one sentence that finds people for something particular, with a purpose and an end (R6).  It finds
 * only who allowed it, as of this moment; fewer than five are never shown; each use is written where the person sees it. */
#ifndef KITH_SEGMENT_H
#define KITH_SEGMENT_H

#include "register/record.h"

enum { SEGMENT_LEAST = 5, SEGMENT_SHOWN = 200 };
typedef struct {
    i64 id;
    Str name, purpose;                  /* purpose: what the people found are looked for */
    Str class_kind, place, consent, word;   /* "" each: not asked for; word: one, from lines that allow it */
    Time since, made_at, ends_at;       /* since: members since then; 0: not asked for */
} Segment;
typedef struct { const Segment *at; int count; } Segments;
typedef struct { const PersonBrief *at; int count; i64 all; } SegmentPeople;     /* count 0 where all is under five */

Faults segment_faults(const Segment *s);
MUST_USE Outcome segment_make(Tx *tx, const Officer *by, Segment *s) __attribute__((nonnull));     /* INVALID: see segment_faults() */
Segments segments_now(Tx *tx, const Officer *by) __attribute__((nonnull));
const Segment *segment_named(Tx *tx, const Officer *by, i64 id) __attribute__((nonnull));
i64 segment_count(Tx *tx, const Officer *by, const Segment *s) __attribute__((nonnull));           /* say "fewer than 5" below five */
SegmentPeople segment_people(Tx *tx, const Looker *by, const Segment *s) __attribute__((nonnull)); /* each is told that they were found */
MUST_USE Outcome segment_end(Tx *tx, const Officer *by, i64 id) __attribute__((nonnull));
Str segment_words(Arena *a, const Segment *s);           /* "Individual members in Wales, here since 1 March 2024, who wrote the word carers" */
bool segment_finds_trusted(Tx *tx, i64 segment, i64 person); /* at this moment; false when it has ended, or found too few */
void segment_used_trusted(Tx *tx, i64 segment, i64 person, i64 by);      /* and the person is told */
i64 segments_expire_trusted(Tx *tx);

#endif
