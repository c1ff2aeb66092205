/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A piece that a member writes for the network, from the pitch to the page (W11): asked for with a fee, written, changed in
 * rounds that its author says yes to, settled, paid when it is settled and not when it is shown. */
#ifndef KITH_PIECE_H
#define KITH_PIECE_H

#include "doors/doors.h"
#include "knowledge/work.h"

/* state: offered, accepted, declined, settled; way: how it is to be paid, in the author's choice. */
typedef struct { i64 work, fee; Str way, state, why /* what was asked */, paid_words; Time due_at, offered_at, accepted_at, approved_at, paid_at;
    bool others; /* somebody else was asked: fee, way and words are not told */ } Commission;
typedef struct { int number; Time at, said_at; Str title, body, was_title, was_body, note, state, said; } EditRound;     /* state: waiting, yes, no */
typedef struct { const EditRound *at; int count; } EditRounds;
extern const char *const pay_ways[];                     /* ends with NULL */
/* Said beside the text.  kind: "later", "declined": the desk's answer to a pitch; "no": its author does not write it; "longer": they
 * need until that day; "not yet": they stopped it before it was shown. */
typedef struct { Str kind, words; Time day, at; } PieceWord;
typedef struct { const PieceWord *at; int count; } PieceWords;
PieceWords piece_words_of(Tx *tx, const Author *by) __attribute__((nonnull(2)));
PieceWords piece_words_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));
PieceWords pitch_words(Tx *tx, const Filler *by) __attribute__((nonnull(2)));       /* whoever offered it */
void piece_say_trusted(Tx *tx, i64 work, const PieceWord *w);

const Commission *commission_of(Tx *tx, const Author *by) __attribute__((nonnull(2)));    /* NULL: it was not asked for */
const Commission *commission_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));
EditRounds rounds_of(Tx *tx, const Author *by) __attribute__((nonnull(2)));
EditRounds rounds_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));

/* ---- its author ---- */

MUST_USE Outcome piece_accept(Tx *tx, const Author *by, bool yes, Str way) __attribute__((nonnull(2)));
MUST_USE Outcome piece_refuse(Tx *tx, const Author *by, Str words) __attribute__((nonnull(2)));      /* no, thank you; with words or without */
typedef struct { Str title, body; bool hand_in; } PieceText;
Faults piece_text_faults(const PieceText *t);
Faults piece_around_faults(Str summary, Str note, Str provenance, Str licence);      /* what stands around a text */
MUST_USE Outcome piece_write(Tx *tx, const Author *by, const PieceText *t) __attribute__((nonnull(2)));     /* INVALID: too long, or handed in without a word */
MUST_USE Outcome piece_call_back(Tx *tx, const Author *by) __attribute__((nonnull(2)));      /* handed in, and theirs to change again */
MUST_USE Outcome piece_longer(Tx *tx, const Author *by, Time day, Str words) __attribute__((nonnull(2)));
MUST_USE Outcome round_say(Tx *tx, const Author *by, i64 number, bool yes, Str words) __attribute__((nonnull(2)));
typedef struct { PieceText text; Str byline_kind; i64 byline_of; Str summary, content_note, provenance, licence; WorkUses uses; } Settling;
Faults piece_settling_faults(const Settling *s);         /* but for the name */
MUST_USE Outcome piece_settle(Tx *tx, const Author *by, const Settling *s) __attribute__((nonnull(2)));     /* name, note, text and what is allowed are as they shall be; GONE: not a name of theirs */
bool piece_is_theirs_to_settle(Tx *tx, const Author *by) __attribute__((nonnull(2)));     /* they were asked for it, or whoever was is not here any more */
MUST_USE Outcome piece_settle_later(Tx *tx, const Author *by, const Settling *s) __attribute__((nonnull(2)));       /* kept without the yes; or to the editors once more */
MUST_USE Outcome piece_not_yet(Tx *tx, const Author *by, Str words) __attribute__((nonnull(2)));     /* settled or with a day, and not shown after all */
typedef struct { Str title, summary, body, content_note, provenance, licence, changed; bool keep_before; /* the version before stays readable */ } Correction;
MUST_USE Outcome work_correct(Tx *tx, const Author *by, const Correction *c) __attribute__((nonnull(2)));   /* of what is shown; a version says what changed */
Works pitches_of(Tx *tx, Who who);                       /* what they offered and was not asked for yet: nobody's but theirs; entry says where it stands */

/* ---- the desk ---- */

const Entry *pitch_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));     /* what was offered, until it is settled; written where the member sees it */
bool pitch_by_letter(Tx *tx, const Editor *by, const Entry *e) __attribute__((nonnull));     /* false: they asked to be told in another way, and no letter reaches them */
Time pitch_due(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));     /* the answer that was promised; 0: none is owed any more */
bool piece_is_own(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));
typedef struct { i64 fee; Time due_at; Str words; } Asking;
MUST_USE Outcome piece_ask_for(Tx *tx, const Editor *by, i64 work, const Asking *a) __attribute__((nonnull(2)));     /* CONFLICT: moved on, or their own */
MUST_USE Outcome piece_offer_anew(Tx *tx, const Editor *by, i64 work, const Asking *a) __attribute__((nonnull(2)));  /* until its author says yes; GONE: they have */
MUST_USE Outcome piece_longer_yes(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));   /* the day that its author asked for is the day */
MUST_USE Outcome piece_answer(Tx *tx, const Editor *by, i64 work, bool later, Str words, const Network *n) __attribute__((nonnull(2)));   /* kindly no, or not now */
typedef struct { Str title, body, note; } Edit;
MUST_USE Outcome piece_edit(Tx *tx, const Editor *by, i64 work, const Edit *e) __attribute__((nonnull(2)));      /* a round: nothing is changed before its author says yes */
MUST_USE Outcome piece_ready(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));    /* its author may settle it now */
MUST_USE Outcome piece_pay(Tx *tx, const Editor *by, i64 work, Str how, Str why) __attribute__((nonnull(2)));      /* "paid", "in another form", "not wanted", "not paid" with why; GONE: it is theirs */
MUST_USE Outcome piece_ask_where(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));    /* a letter: where the money shall go */
typedef struct { i64 work, fee; Str title, way; Time approved_at; bool gone; } ToPay;
typedef struct { const ToPay *at; int count; } ToPays;
ToPays pieces_to_pay(Tx *tx, const Editor *by) __attribute__((nonnull(2)));      /* whatever became of them since; what was taken back has no title */
MUST_USE Outcome work_unschedule(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));    /* its day is taken away */
/* work_put, and a second person reads anew what a second person had read; GONE: a kind that one reads first. */
MUST_USE Outcome work_put_read(Tx *tx, const Editor *by, Work *w, Str changed) __attribute__((nonnull(2)));
bool editor_alone(Tx *tx, const Editor *by) __attribute__((nonnull(2)));     /* nobody else could read it */
bool work_is_own(Tx *tx, const Editor *by, const Work *w) __attribute__((nonnull(2)));
MUST_USE Outcome second_reading(Tx *tx, const Editor *by, i64 work, Str alone) __attribute__((nonnull(2)));      /* CONFLICT: they wrote it, and there is somebody else */
typedef struct { i64 pitched, handed_in, to_show, to_pay, second, meanings; } DeskWaits;
DeskWaits desk_waits(Tx *tx, Who who);                   /* for editors; nothing for others */
Works desk_works(Tx *tx, const Editor *by, Str state, int skip) __attribute__((nonnull(2)));     /* "second": waits for a second reader; what waits for us: the oldest first */
bool version_show_read(Tx *tx, const Editor *by, i64 work, i64 number, bool show) __attribute__((nonnull(2)));   /* of what nobody here wrote; false: its author's */
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

void second_again_trusted(Tx *tx, i64 work, i64 person); /* a staff work not shown yet: a second person reads it anew; person: who changed it */
bool piece_of_another(Tx *tx, const Author *by) __attribute__((nonnull(2)));
bool piece_of_another_trusted(Tx *tx, i64 work, i64 person);     /* somebody else was asked for it and has not said yes to it yet */
void others_told_trusted(Tx *tx, i64 work, i64 but, const char *said);   /* as authors_told_trusted(), but for one of them */
void pieces_tell_trusted(Tx *tx, i64 person, Holdings *to);
void pieces_forget_trusted(Tx *tx, i64 person);
void pieces_hand_over_trusted(Tx *tx, const Handing *h);                /* as the room does; here and below */

#endif
