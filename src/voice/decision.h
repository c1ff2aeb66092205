/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What was decided about an ask, the answer that was sent, and the public log. */
#ifndef KITH_DECISION_H
#define KITH_DECISION_H

#include "voice/ask.h"

/* outcome: "yes", "yes if", "in part", "pass on", "not now", "no".  state: "proposed" (a second person is needed), "decided". */
typedef struct {
    i64 id, ask, proposed_by, agreed_by, sent_by;
    Str outcome, state, to_whom, limits, reasons_shared, reasons_private, departs, departs_why, reply, sent_way;
    Str proposer, agreer;
    bool by_rule;                       /* the month was full: answered "not now" without being weighed */
    Time proposed_at, decided_at, review_on, sent_at;
} Decision;

const Decision *decision_trusted(Tx *tx, i64 entry);
const char *outcome_words(Str outcome);                  /* "Yes, within limits" */
bool outcome_is_yes(Str outcome);                        /* yes, yes if, in part */
/* "" where it follows the suggestion; else what it departs from: then a second person and a reason are needed (R14). */
Str decision_departs(Suggestion s, Str outcome);

const Decision *decision_read(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));     /* NULL: nothing yet */
typedef struct { Str outcome, to_whom, limits, reasons_shared, reasons_private, departs_why; Time review_on; } Deciding;
Faults deciding_faults(Arena *a, const Deciding *d, const Ask *ask, Str departs);
/* CONFLICT: decided or proposed already; GONE: question zero is not answered (outside asks, R13), or too few have handed in. */
MUST_USE Outcome decision_make(Tx *tx, const Decider *by, const Deciding *d) __attribute__((nonnull(2)));
MUST_USE Outcome decision_agree(Tx *tx, const Decider *by, bool yes) __attribute__((nonnull(2)));       /* INVALID: they proposed it themselves */

Str answer_composed(Tx *tx, const Decider *by, const Network *n) __attribute__((nonnull(2)));   /* from the templates, to be read and changed */
Faults answer_faults_trusted(Tx *tx, const Ask *a, Str reply);        /* no member's address goes to a journalist or a researcher (R22); nobody speaks for all (R27) */
Faults answer_check(Tx *tx, const Decider *by, Str reply) __attribute__((nonnull));
MUST_USE Outcome answer_send(Tx *tx, const Decider *by, Str reply, Str way, const Network *n) __attribute__((nonnull(2)));   /* way: "letter", "phone", "post"; CONFLICT: it was answered already, once */

/* For whoever asked: once it was sent, what was decided, without what is private. */
typedef struct { const Ask *ask; const Decision *decision; } AskStanding;
AskStanding ask_standing(Tx *tx, const Filler *by, i64 entry);

void decision_over_capacity_trusted(Tx *tx, i64 entry, const Network *n);

/* ---- the public log ---- */

typedef struct { i64 number, ask, corrects; Time at, review_on; int days; Str kind, asker, asked, outcome, reasons, by_words, chain; } LogEntry;
typedef struct { const LogEntry *at; int count; bool more; } LogEntries;
typedef struct { Str asked, reasons; bool name_asker; i64 corrects; } Publishing;
Faults publishing_faults(Arena *a, const Publishing *p);
void decisions_found_trusted(Tx *tx);                    /* all that are published, into search */
MUST_USE Outcome decision_publish(Tx *tx, const Decider *by, const Publishing *p) __attribute__((nonnull(2)));   /* CONFLICT: it stands there, and this corrects nothing */
i64 decision_logged(Tx *tx, const Decider *by) __attribute__((nonnull));     /* its newest number in the log; 0: none */
typedef struct { Str kind, outcome; i64 before; int most; } LogFilter;
LogEntries decisions_public(Tx *tx, Who who, const LogFilter *f);    /* newest first */
i64 decisions_unpublished(Tx *tx, Who who);              /* answered, and told as a number alone */
typedef struct { Str kind; i64 yes, part, pass, not_now, no, waiting; } OutcomeRow;
typedef struct { const OutcomeRow *at; int count; } OutcomeRows;
OutcomeRows decision_outcomes(Tx *tx, Who who, Time since);          /* by kind of ask */
typedef struct { i64 within[5]; } AnswerTimes;           /* a week, two weeks, a month, two months, longer */
AnswerTimes decision_times(Tx *tx, Who who, Time since);
int decisions_check(Tx *tx, Buf *faults);

void decisions_forget_trusted(Tx *tx, i64 person);

#endif
