/* SPDX-License-Identifier: AGPL-3.0-or-later
 * An ask: what came through a door, sorted, weighed by two people apart from each other. */
#ifndef KITH_ASK_H
#define KITH_ASK_H

#include "voice/matrix.h"

/* state: "received", "considering", "decided" (and not answered yet), "answered", "doing", "done", "more needed", "withdrawn". */
typedef struct {
    i64 entry, person, matrix, same_as, issue;
    Str ref, kind, state, title, asker, asker_kind, zero, more_needed, door_name, door_slug, publishes, way;
    bool may_name;                      /* the asker is a public body, or agreed to be named */
    Time sent_at, due_at, deadline, answered_at, zero_at, sorted_at;
} Ask;
typedef struct { const Ask *at; int count; bool more; } Asks;

const Ask *ask_trusted(Tx *tx, i64 entry);
void ask_came_trusted(Tx *tx, const Entry *e, bool over, const Network *n);      /* what the door calls when something was sent */
void ask_taken_back_trusted(Tx *tx, i64 entry);

/* ---- the desk ---- */

typedef struct { Str state, kind; i64 issue; } AskFilter;     /* "" and 0: all that waits */
Asks asks_at_desk(Tx *tx, const DoorKeeper *by, const AskFilter *f, i64 after) __attribute__((nonnull));     /* the one promised first is first; forty */
typedef struct { i64 waiting, late, closing; } AskCounts;     /* closing: their own day is within a week */
AskCounts ask_counts(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));
const Ask *ask_read(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));   /* NULL: not there, or another role's; written where a member sees it */
typedef struct { i64 entry; Str ref, kind, outcome; Time at; bool heard_back_missing; Str heard_back; } PastAsk;
typedef struct { const PastAsk *at; int count; } PastAsks;
PastAsks ask_past(Tx *tx, const DoorKeeper *by, const Ask *a) __attribute__((nonnull));  /* what the same asker asked before */

typedef struct { Str kind, title, same_as; Time deadline; i64 issue; } Sorting;
Faults sorting_faults(const Sorting *s);
MUST_USE Outcome ask_sort(Tx *tx, const DoorKeeper *by, i64 entry, const Sorting *s) __attribute__((nonnull(2)));
MUST_USE Outcome ask_zero(Tx *tx, const DoorKeeper *by, i64 entry, Str words) __attribute__((nonnull(2)));   /* "why are we being asked?", in words, before anything else (R13) */
MUST_USE Outcome ask_more_needed(Tx *tx, const DoorKeeper *by, i64 entry, Str words, const Network *n) __attribute__((nonnull(2)));
void ask_more_given(Tx *tx, const Filler *by, Str words) __attribute__((nonnull));       /* the asker answered */
MUST_USE Outcome ask_done(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull(2)));

/* ---- weighing ---- */

MUST_USE Outcome stake_say(Tx *tx, const DoorKeeper *by, i64 entry, bool has, Str words) __attribute__((nonnull(2)));    /* before anything is weighed (R21) */
typedef struct { Str name, words; bool has; } Stake;
typedef struct { const Stake *at; int count; } Stakes;
bool stake_own(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));       /* did they say, one way or the other */
Stakes stakes_of(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));

/* Proof that somebody may weigh and decide this ask: it is their role's, and they said that they have no stake in it. */
typedef struct Decider Decider;
MUST_USE const Decider *decider(Tx *tx, Who who, i64 entry);
i64 decider_id(const Decider *d) __attribute__((nonnull));
i64 decider_ask(const Decider *d) __attribute__((nonnull));

typedef struct { i64 question; Str key; Verdict verdict; Str reason; bool quiet; } AskAnswer;     /* quiet: not for the shared file */
typedef struct { i64 id, person; Str name, cost, capacity; Time handed_in_at; const AskAnswer *at; int count; } Consideration;
typedef struct { const Consideration *at; int count; int wanted; bool open; } Considerations;      /* open: as many as are wanted have handed in */
int considering_wanted_trusted(Tx *tx, const Ask *a);    /* two; one for what members ask, or where there is nobody else */
/* One's own, and those of others only once as many as are wanted have handed in: nobody sees the other's first. */
Considerations considered(Tx *tx, const Decider *by) __attribute__((nonnull));
MUST_USE Outcome consider_save(Tx *tx, const Decider *by, const Consideration *c, bool hand_in) __attribute__((nonnull(2)));   /* CONFLICT: handed in, or decided already */
Faults consider_faults(Arena *a, const Matrix *m, int kind, const Consideration *c);
Suggestion ask_suggestion(Tx *tx, const Decider *by) __attribute__((nonnull));
const Matrix *matrix_of(Tx *tx, const Decider *by) __attribute__((nonnull));      /* the version that this ask is weighed by, for good (R16) */
Suggestion ask_suggests_trusted(Tx *tx, const Ask *a);   /* of all that was handed in */

const AskAnswer *ask_answers_trusted(Tx *tx, i64 entry, int *count);     /* of everybody who handed in */
Str decision_outcome_trusted(Tx *tx, i64 entry);         /* "" where nothing is decided */

void asks_forget_trusted(Tx *tx, i64 person);
void asks_tell_trusted(Tx *tx, i64 person, Holdings *to);

#endif
