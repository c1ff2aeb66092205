/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What somebody puts through a door: begun, left, found again by a code and a word, sent once, answered. */
#ifndef KITH_ENTRY_H
#define KITH_ENTRY_H

#include "doors/question.h"
#include "files/files.h"

/* A recording or a document.  A recording stands for a written answer once somebody heard it, wrote it down, and the
 * person said that this is what they meant. */
typedef struct { i64 id; Str key, hash, type, name, transcript; i64 size; int seconds; Time added_at, approved_at; } EntryFile;
typedef struct { const EntryFile *at; int count; } EntryFiles;
enum { ENTRY_FILES_MOST = 12 };
static inline bool is_recording(const EntryFile *f) { return str_starts(f->type, S("audio/")) || str_starts(f->type, S("video/")); }

/* way: "web", "phone", "paper", "in person".  state: "draft", "sent", "waiting" (for a month with room), "taken back". */
typedef struct {
    i64 id, person, keyed_by;
    const Door *door;
    const QuestionSet *set;
    Str ref, way, state, name, reach_kind, reach;        /* reach_kind: "email", "phone", "post", "" (as the register says) */
    bool more_time, read_back;
    Time started_at, saved_at, sent_at, counted_at, due_at, answered_at, keep_until;
    Answers answers;
    EntryFiles files;
} Entry;

/* Proof that this entry is theirs to fill in and to take back: it is a member's own, or this browser began it or brought
 * the code and word, or they write down what somebody else says. */
typedef struct Filler Filler;
MUST_USE const Filler *entry_mine(Tx *tx, Who who, const Door *d, Str browser);      /* a draft before one that was sent; NULL: none */
MUST_USE const Filler *entry_own(Tx *tx, Who who, i64 id);                           /* a member's own, by its number */
MUST_USE const Filler *entry_keyed(Tx *tx, Who who, i64 id);                         /* a draft that they write down for somebody */
MUST_USE const Filler *entry_back(Tx *tx, Who who, Str code, Str word, Str browser); /* and it is this browser's from now on */
const Entry *filler_entry(const Filler *by) __attribute__((nonnull));
Str entry_code(Arena *a, i64 id);                        /* "K7QX-2MPD" */
Str entry_word(Arena *a, i64 id);                        /* "kettle" */
bool entry_in_time(const Entry *e, Time now);            /* may it be sent still: the door is open, or there is grace */

/* INVALID: they may not come in; GONE: the door does not take anything now. */
MUST_USE Outcome entry_begin(Tx *tx, Who who, const Door *d, Str browser, i64 *made);
MUST_USE Outcome entry_key_in(Tx *tx, const DoorKeeper *by, const Door *d, Str way, i64 *made) __attribute__((nonnull(2)));
typedef struct { const Entry *at; int count; } Entries;
Entries entries_of(Tx *tx, Who who);                     /* a member's own, newest first, without answers */
Entries entries_keyed_by(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));     /* drafts they write down */

/* Saving keeps whatever was typed, mended or not; DONE, or CONFLICT: it was sent already. */
MUST_USE Outcome entry_save(Tx *tx, const Filler *by, const Answer *at, int count) __attribute__((nonnull(2)));
typedef struct { Str name, kind, value; } Reach;
Faults reach_faults(const Reach *r, bool member);
MUST_USE Outcome entry_reach(Tx *tx, const Filler *by, const Reach *r) __attribute__((nonnull(2)));
void entry_more_time(Tx *tx, const Filler *by) __attribute__((nonnull));
void entry_put_down(Tx *tx, const Filler *by) __attribute__((nonnull));              /* this browser forgets it: the code and word bring it back */
Faults entry_faults(Tx *tx, const Filler *by) __attribute__((nonnull));              /* what there is to mend before it can be sent */
MUST_USE Outcome entry_send(Tx *tx, const Filler *by, bool read_back, const Network *n) __attribute__((nonnull(2)));   /* CONFLICT: sent already; INVALID: see its faults; GONE: closed */
MUST_USE Outcome entry_take_back(Tx *tx, const Filler *by) __attribute__((nonnull(2)));   /* its words and files go at once */
MUST_USE Outcome entry_reopen(Tx *tx, const Filler *by) __attribute__((nonnull(2)));      /* to change it, while the door's closing day is to come */

MUST_USE Outcome entry_file_add(Tx *tx, const Filler *by, const EntryFile *f) __attribute__((nonnull(2)));   /* CONFLICT: there are twelve, or it was sent */
void entry_file_drop(Tx *tx, const Filler *by, i64 id) __attribute__((nonnull));
MUST_USE Outcome transcript_approve(Tx *tx, const Filler *by, i64 file, Str words) __attribute__((nonnull(2)));     /* in the person's own wording, if they changed it */

/* ---- for whoever reads and answers ---- */

const Entry *entry_read(Tx *tx, const DoorKeeper *by, i64 id) __attribute__((nonnull));   /* NULL: not there, not sent, or another role's; written where the member sees it */
MUST_USE Outcome transcript_put(Tx *tx, const DoorKeeper *by, i64 entry, i64 file, Str words) __attribute__((nonnull(2)));
const Entry *entry_trusted(Tx *tx, i64 id);
const Filler *entry_filler_trusted(Tx *tx, i64 id);      /* demonstration data */
bool entry_answered_trusted(Tx *tx, i64 id);             /* false: it was answered before */
void entry_letter_trusted(Tx *tx, const Entry *e, Str subject, Str text);            /* to whoever sent it, if mail reaches them */
void entries_told_longer_trusted(Tx *tx, const Door *d, const Extending *e, const Network *n);
void entry_kin_trusted(Tx *tx, i64 entry, i64 person);   /* it is known to be this member's */

/* Counts that anybody may read.  Days in whole days; -1: nothing was answered yet. */
typedef struct { i64 sent, answered, overdue, median_days; } DoorCounts;
DoorCounts door_counts(Tx *tx, Who who, i64 door, Time since);       /* door 0: all */

void entry_cut_off_trusted(Tx *tx, i64 id);               /* its words, its files and whose it was go; that it was stays in counts */
void entries_forget_trusted(Tx *tx, i64 person);
void entries_tell_trusted(Tx *tx, i64 person, Holdings *to);
void doors_round_trusted(Tx *tx, i64 about);             /* hourly: drafts that go, those who wait for room, letters before they go */

#endif
