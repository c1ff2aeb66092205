/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What is agreed with a member who asked for support, which they can stop; and issues, which join what members tell us. */
#ifndef KITH_SUPPORT_H
#define KITH_SUPPORT_H

#include "voice/ask.h"

/* state: "understood" (a summary waits for the member's yes), "agreed summary", "offered" (a plan waits), "running", "stopped", "finished", "told back". */
typedef struct { i64 ask; Str state, summary, plan, quiet, stop_rule, stopped_words, told_back; Time summary_agreed_at, plan_agreed_at, changed_at; } Support;
const Support *support_read(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));
const Support *support_own(Tx *tx, const Filler *by) __attribute__((nonnull));

MUST_USE Outcome support_understood(Tx *tx, const Decider *by, Str summary, const Network *n) __attribute__((nonnull(2)));
typedef struct { Str plan, quiet, stop_rule; } SupportPlan;
MUST_USE Outcome support_offer(Tx *tx, const Decider *by, const SupportPlan *p, const Network *n) __attribute__((nonnull(2)));     /* only once the member agreed to the summary, and the
    answer was a yes */
MUST_USE Outcome support_finish(Tx *tx, const Decider *by, Str told_back, const Network *n) __attribute__((nonnull(2)));
MUST_USE Outcome support_agree(Tx *tx, const Filler *by) __attribute__((nonnull(2)));                  /* to the summary, or to the plan: whichever waits */
MUST_USE Outcome support_stop(Tx *tx, const Filler *by, Str words) __attribute__((nonnull(2)));        /* at once, without a reason */

typedef struct { i64 id, joined; Str title, words, state, reason; Time changed_at; } Issue;      /* state: "noted", "watching", "worked on", "closed" */
typedef struct { const Issue *at; int count; } Issues;
Issues issues_open(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));       /* open ones, then lately closed ones */
Faults issue_faults(const Issue *i);
MUST_USE Outcome issue_put(Tx *tx, const DoorKeeper *by, Issue *i) __attribute__((nonnull(2)));        /* closing needs a reason */

#endif
