/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The decision-making matrix: questions in words, answered in words.  No number is ever made of them (R15). */
#ifndef KITH_MATRIX_H
#define KITH_MATRIX_H

#include "doors/doors.h"

/* A gate ends or asks back; what is weighed speaks for or against; a note is words alone. */
typedef enum { MATRIX_GATE = 1, MATRIX_WEIGHED, MATRIX_NOTE } MatrixKind;
typedef enum { COUNTS_NOT, DECISIVE, IMPORTANT, MINOR } Importance;       /* how a question orders, never what it adds up to */
typedef enum { VERDICT_NONE, GATE_YES, GATE_NO, GATE_UNKNOWN, SPEAKS_FOR, SPEAKS_AGAINST, SPEAKS_MIXED, SPEAKS_NOT } Verdict;

enum { ASK_KINDS = 9, MATRIX_MOST = 60, REASON_LEAST = 10 };
extern const char *const ask_kinds[ASK_KINDS];           /* "sign", "endorse", "board", "consultation", "study", "media", "support", "alert", "plain" */
const char *ask_kind_words(Str kind);                    /* "Sign a letter or a statement" */
int ask_kind_number(Str kind);                           /* -1: none */
bool ask_kind_outside(Str kind);                         /* then question zero comes before anything else */

typedef struct { i64 id; int position; Str key, words, help; MatrixKind kind; bool used[ASK_KINDS]; Importance importance[ASK_KINDS]; } MatrixQuestion;
typedef struct { i64 id; int number; Str state; Time published_at; const MatrixQuestion *at; int count; } Matrix;      /* state: "published", "written", "earlier" */

const char *matrix_kind_word(MatrixKind k);              /* "gate", "weighed", "note" */
const char *importance_word(Importance i);               /* "decisive" .. "" */
const char *verdict_word(Verdict w);                     /* as it is stored */
const char *verdict_words(Verdict w);                    /* as it is read: "Speaks for" */
Verdict verdict_from(Str word);
bool verdict_fits(MatrixKind k, Verdict w);

/* What people said to one question, and how it counts for this kind of ask. */
typedef struct { const MatrixQuestion *q; Importance importance; Verdict verdict; } Weighed;
typedef enum { SUGGESTS_YES = 1, SUGGESTS_NO, SUGGESTS_ASKING_BACK, SUGGESTS_TALKING } Suggestion;
/* The rule, exactly: a gate "no" suggests no; else a gate that is not known suggests asking back; else among what is decisive,
 * only against suggests no, only for suggests yes, both or none means that people talk.  No arithmetic. */
Suggestion matrix_suggests(const Weighed *at, int count);
const char *suggestion_words(Suggestion s);

const Matrix *matrix_now_trusted(Tx *tx);                /* the published one; NULL before the first */
const Matrix *matrix_trusted(Tx *tx, i64 id);
const Matrix *matrix_public(Tx *tx, Who who);            /* by what rule it is decided is for everyone to read */
void matrix_begin_trusted(Tx *tx, const MatrixQuestion *at, int count);  /* init: the first version */

const Matrix *matrix_written(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));     /* the one being written; NULL */
const Matrix *matrix_draft(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));       /* made from the published one */
Faults matrix_faults(const MatrixQuestion *q);
MUST_USE Outcome matrix_put(Tx *tx, const DoorKeeper *by, MatrixQuestion *q) __attribute__((nonnull(2)));
MUST_USE Outcome matrix_drop(Tx *tx, const DoorKeeper *by, i64 id) __attribute__((nonnull(2)));
MUST_USE Outcome matrix_publish(Tx *tx, const DoorKeeper *by) __attribute__((nonnull(2)));
/* What the version being written would have suggested in asks that were decided under another, where it differs. */
typedef struct { i64 entry; Str ref, title, kind, outcome; Suggestion was, would; } Hindsight;
typedef struct { const Hindsight *at; int count, looked; } Hindsights;
Hindsights matrix_hindsight(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));

#endif
