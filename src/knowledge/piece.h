/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A piece that a member writes for the network, from the pitch to the page (W11): asked for with a fee, written, changed in
 * rounds that its author says yes to, settled, paid when it is settled and not when it is shown. */
#ifndef KITH_PIECE_H
#define KITH_PIECE_H

#include "doors/doors.h"
#include "knowledge/work.h"

/* state: offered, accepted, declined, settled; way: how it is to be paid, in the author's choice. */
typedef struct { i64 work, fee; Str way, state, why; Time due_at, offered_at, accepted_at, approved_at, paid_at; } Commission;
typedef struct { int number; Time at, said_at; Str title, body, was_title, was_body, note, state, said; } EditRound;     /* state: waiting, yes, no */
typedef struct { const EditRound *at; int count; } EditRounds;
extern const char *const pay_ways[];                     /* ends with NULL */

const Commission *commission_of(Tx *tx, const Author *by) __attribute__((nonnull(2)));    /* NULL: it was not asked for */
const Commission *commission_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));
EditRounds rounds_of(Tx *tx, const Author *by) __attribute__((nonnull(2)));
EditRounds rounds_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));

/* ---- its author ---- */

MUST_USE Outcome piece_accept(Tx *tx, const Author *by, bool yes, Str way) __attribute__((nonnull(2)));
typedef struct { Str title, body; bool hand_in; } PieceText;
Faults piece_text_faults(const PieceText *t);
Faults piece_around_faults(Str summary, Str note, Str provenance, Str licence);      /* what stands around a text */
MUST_USE Outcome piece_write(Tx *tx, const Author *by, const PieceText *t) __attribute__((nonnull(2)));     /* INVALID: too long, or handed in without a word */
MUST_USE Outcome round_say(Tx *tx, const Author *by, i64 number, bool yes, Str words) __attribute__((nonnull(2)));
typedef struct { Str byline_kind; i64 byline_of; Str summary, content_note, provenance, licence; WorkUses uses; } Settling;
MUST_USE Outcome piece_settle(Tx *tx, const Author *by, const Settling *s) __attribute__((nonnull(2)));     /* byline, note, text and what is allowed are as they shall be */
typedef struct { Str title, summary, body, content_note, provenance, licence, changed; } Correction;
MUST_USE Outcome work_correct(Tx *tx, const Author *by, const Correction *c) __attribute__((nonnull(2)));   /* of what is shown; a version says what changed */

/* ---- the desk ---- */

typedef struct { i64 fee; Time due_at; Str words; } Asking;
MUST_USE Outcome piece_ask_for(Tx *tx, const Editor *by, i64 work, const Asking *a) __attribute__((nonnull(2)));
MUST_USE Outcome piece_answer(Tx *tx, const Editor *by, i64 work, bool later, Str words, const Network *n) __attribute__((nonnull(2)));   /* kindly no, or not now */
typedef struct { Str title, body, note; } Edit;
MUST_USE Outcome piece_edit(Tx *tx, const Editor *by, i64 work, const Edit *e) __attribute__((nonnull(2)));      /* a round: nothing is changed before its author says yes */
MUST_USE Outcome piece_ready(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));    /* its author may settle it now */
MUST_USE Outcome piece_pay(Tx *tx, const Editor *by, i64 work, Str how, Str why) __attribute__((nonnull(2)));      /* "paid", "in another form", "not wanted", "not paid" with why */
typedef struct { i64 year, pieces, pence; } PaidYear;
PaidYear pieces_paid(Tx *tx, Who who);                   /* this year, in all; fewer than five pieces: none are told */

void pitch_came_trusted(Tx *tx, const Entry *e, bool over, const Network *n);
void pitch_gone_trusted(Tx *tx, i64 entry);
const Work *work_of_entry(Tx *tx, const Filler *by) __attribute__((nonnull(2)));

/* What was taken out and what was put in, word by word; too different or too long: the whole of both. */
typedef enum { DIFF_SAME, DIFF_GONE, DIFF_NEW } DiffKind;
typedef struct { Str words; DiffKind is; } DiffPart;
typedef struct { const DiffPart *at; int count; } DiffParts;
DiffParts text_diff(Arena *a, Str was, Str now);

void pieces_tell_trusted(Tx *tx, i64 person, Holdings *to);
void pieces_forget_trusted(Tx *tx, i64 person);

#endif
