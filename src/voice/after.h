/* SPDX-License-Identifier: AGPL-3.0-or-later
 * After a yes: what was given away, whether it still holds, what came of it, and calls for people to take part. */
#ifndef KITH_AFTER_H
#define KITH_AFTER_H

#include "voice/decision.h"

/* kind: "signature" (the exact text and its hash), "endorsement", "seat". */
typedef struct { i64 id, ask, person; Str kind, title, words, hash, reservation, name, fell_why, note; Time from_at, ends_at, check_at, fell_at; } NameGiven;
typedef struct { const NameGiven *at; int count; } NamesGiven;
NamesGiven givens_of(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));
Faults given_faults(const NameGiven *g);                     /* an endorsement and a seat have an end (R20); a signature has its text (R19) */
MUST_USE Outcome given_put(Tx *tx, const Decider *by, NameGiven *g) __attribute__((nonnull(2)));   /* CONFLICT: nothing was answered yes */
Str text_hash(Arena *a, Str text);                       /* of the text with its line ends and blanks made alike */
MUST_USE Outcome given_compare(Tx *tx, const Decider *by, i64 given, Str text) __attribute__((nonnull(2)));     /* DONE: the same; CONFLICT: another text, and the signature has fallen */
MUST_USE Outcome given_end(Tx *tx, const Decider *by, i64 given, Str why) __attribute__((nonnull(2)));
NamesGiven givens_due(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));    /* those that end, or whose people are asked how it is, within two weeks */
MUST_USE Outcome given_checked(Tx *tx, const Decider *by, i64 given, Str words) __attribute__((nonnull(2)));    /* how it is for who sits there; asked again in half a year */

/* 30 and 180 days after a yes the program asks what happened. */
typedef struct { i64 id, ask; int days; Str ref, title, theirs, ours; Time due_at, theirs_at, ours_at; } LookBack;
typedef struct { const LookBack *at; int count; } LookBacks;
void look_back_plan_trusted(Tx *tx, i64 entry);
LookBacks look_backs_due(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));
LookBacks look_backs_of(Tx *tx, const DoorKeeper *by, i64 entry) __attribute__((nonnull));
LookBacks look_backs_asked(Tx *tx, const Filler *by) __attribute__((nonnull));   /* for whoever asked: those they may answer */
MUST_USE Outcome look_back_say(Tx *tx, const DoorKeeper *by, i64 id, Str words) __attribute__((nonnull(2)));
void look_back_told(Tx *tx, const Filler *by, i64 id, Str words) __attribute__((nonnull));

/* ---- calls to take part ---- */

typedef struct {
    i64 id, ask;
    Str slug, title, purpose, run_by, payment, paid_when, access, anonymity, data_use, may_change, content_note, how, heard_back;
    bool lived_led, own;
    Time runs_from, runs_to, hear_back_on, heard_back_at, made_at;
} CallOut;
typedef struct { const CallOut *at; int count; } CallOuts;
Faults call_out_faults(Tx *tx, const DoorKeeper *by, const CallOut *c) __attribute__((nonnull));     /* the whole box of facts (R23), two weeks at most unless it is our own (R24),
    nobody speaks for all (R27) */
void call_outs_found_trusted(Tx *tx);                    /* all of them, into search */
MUST_USE Outcome call_out_put(Tx *tx, const DoorKeeper *by, CallOut *c) __attribute__((nonnull(2)));
CallOuts call_outs_running(Tx *tx, Who who);             /* those led by people with lived experience first (R25) */
CallOuts call_outs_all(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));
const CallOut *call_out_seen_by(Tx *tx, Who who, Str slug);  /* also one that is over: its facts, and whether anybody heard back */
CallOuts call_outs_asked(Tx *tx, const Filler *by) __attribute__((nonnull));      /* of whoever asked: those whose day has come and who have not told yet */
MUST_USE Outcome call_out_told(Tx *tx, const Filler *by, i64 id, Str words) __attribute__((nonnull(2)));
MUST_USE Outcome call_out_heard(Tx *tx, const DoorKeeper *by, i64 id, Str words) __attribute__((nonnull(2)));

void voice_round_trusted(Tx *tx, i64 about);             /* daily: asks what happened, asks posters to tell people */
void after_forget_trusted(Tx *tx, i64 person);
void after_tell_trusted(Tx *tx, i64 person, Holdings *to);

#endif
