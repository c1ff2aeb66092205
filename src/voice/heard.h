/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Were we heard?  What we said, to whom, what was promised, and what happened.  Entries are answered, never deleted (R31). */
#ifndef KITH_HEARD_H
#define KITH_HEARD_H

#include "voice/ask.h"

enum { HEARD_KINDS = 8, HEARD_ENDS = 6, HEARD_ASKS = 6 };
extern const char *const heard_kinds[HEARD_KINDS];       /* "silence", "receipt only" .. */
extern const char *const heard_ends[HEARD_ENDS];         /* "open", "taken up", "partly" .. */

/* said_by: "staff", "body" (the reply of the one it is about, as it came), "taking part". */
typedef struct { i64 number, heard; Time at, shown_from; Str kind, words, link, said_by, chain; } HeardEntry;
typedef struct { i64 id; Str words, ended; Time ended_at; } HeardAsk;
typedef struct {
    i64 id, ask;
    Str slug, said, link, body, body_slug, how_asked, dissent, cost_words, body_email;
    int took_part, hours;
    i64 pence;
    Time said_on, promised_on, made_at;
    const HeardAsk *asks; int ask_count;
    const HeardEntry *entries; int entry_count;
    int yes, partly, no;                /* what those who took part say: heard, partly, not heard */
} Heard;
typedef struct { const Heard *at; int count; bool more; } Heards;

Heards heards_public(Tx *tx, Who who, Str body, i64 before, int most);   /* newest first; entries that may be seen now */
const Heard *heard_seen_by(Tx *tx, Who who, Str slug);
typedef struct { i64 engagements, asks, ended[HEARD_ENDS]; Str body, slug; Time since; } BodySummary;
BodySummary body_summary(Tx *tx, Who who, Str body_slug);                /* in counts and words, never a score */
i64 bodies_named(Tx *tx, Who who, Str name);             /* how many engagements with a body of this name */

Faults heard_faults(Arena *a, const Heard *h);
MUST_USE Outcome heard_put(Tx *tx, const DoorKeeper *by, Heard *h, const Network *n) __attribute__((nonnull(2)));
typedef struct { Str kind, words, link; } HeardSaying;
MUST_USE Outcome heard_answer(Tx *tx, const DoorKeeper *by, i64 heard, const HeardSaying *s, const Network *n) __attribute__((nonnull(2)));     /* shown at once; where the body can be
    reached, after its fourteen days to reply */
MUST_USE Outcome heard_ask_end(Tx *tx, const DoorKeeper *by, i64 heard, i64 ask, Str ended) __attribute__((nonnull(2)));
Heards heards_due(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));        /* promised by now and nothing came */
MUST_USE Outcome heard_invite(Tx *tx, const DoorKeeper *by, i64 heard, Str email) __attribute__((nonnull(2)));  /* somebody who took part and may say how it was; GONE: no member has this address */

/* Whoever it is about has the last word once, unedited; the token is in their letter alone. */
const Heard *heard_by_token(Tx *tx, Who who, Str token);
MUST_USE Outcome heard_reply(Tx *tx, Who who, Str token, Str words);

/* Those who took part say whether they were heard; their verdicts stand beside the staff's. */
Heards heards_of(Tx *tx, Who who);
MUST_USE Outcome heard_verdict(Tx *tx, Who who, i64 heard, Str verdict, Str words);

int heard_check(Tx *tx, Buf *faults);
void heard_round_trusted(Tx *tx, const Network *n);
void heard_tell_trusted(Tx *tx, i64 person, Holdings *to);
void heard_forget_trusted(Tx *tx, i64 person);
void heard_found_trusted(Tx *tx);                        /* all of it, into search */
i64 heard_put_trusted(Tx *tx, Heard *h, i64 by);         /* demonstration data */
void heard_entry_trusted(Tx *tx, HeardEntry *e, i64 by);

#endif
