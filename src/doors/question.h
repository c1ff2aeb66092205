/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a door asks: questions in versions.  A version that was published never changes under those who answer it. */
#ifndef KITH_QUESTION_H
#define KITH_QUESTION_H

#include "doors/door.h"

typedef enum {
    ASKS_SHORT = 1, ASKS_LONG, ASKS_ONE, ASKS_SEVERAL, ASKS_YES_NO, ASKS_DATE, ASKS_MONEY, ASKS_FILE, ASKS_LINK, ASKS_BUDGET, ASKS_CONTACTS, ASKS_ADDRESS, ASKS_CONSENT
} AsksKind;
enum { ASKS_KINDS = ASKS_CONSENT, QUESTIONS_MOST = 60, CHOICES_MOST = 24, BUDGET_LINES = 8, CONTACT_LINES = 2 };

/* key: how an answer finds its question, also in the next version.  topic: questions of one topic stand on one page.
 * choices: one a line.  when_key, when_is: asked only where that question was answered so.  words_guide: about how many words. */
typedef struct { i64 id; int position; Str key, topic, asks, why, choices, when_key, when_is; AsksKind kind; int words_guide; bool needed, may_decline; } Question;
typedef struct { i64 id, door; int number; Str state; Time published_at; const Question *at; int count; } QuestionSet;   /* state: "written", "published", "earlier" */

const char *asks_word(AsksKind k);                       /* "short", "long", "one" .. */
const char *asks_words(AsksKind k);                      /* "One line of text" .. */
AsksKind asks_from(Str word);                            /* 0: none */
bool asks_by_voice(AsksKind k);                          /* may be answered by a recording instead */

const QuestionSet *question_set_trusted(Tx *tx, i64 id);
const QuestionSet *question_set_of_trusted(Tx *tx, i64 door);    /* the published one; NULL before the first */
const QuestionSet *questions_asked(Tx *tx, Who who, const Door *d);      /* anybody may read what is asked, before they begin */
Question question_read(Arena *a, Str line);              /* from a line of assets/doors.tsv and its like: key, topic, kind, n(eeded) and d(eclined), words, when key, when is,
    asks, why, choices by | */
void questions_begin_trusted(Tx *tx, i64 door, const Question *at, int count);   /* init: the first version, published */

/* At the desk: one version at a time is being written. */
const QuestionSet *question_written(Tx *tx, const DoorKeeper *by, i64 door) __attribute__((nonnull));  /* the one being written; NULL: none is */
const QuestionSet *question_draft(Tx *tx, const DoorKeeper *by, i64 door) __attribute__((nonnull));   /* made from the published one where there is none */
const QuestionSet *question_sets(Tx *tx, const DoorKeeper *by, i64 door, int *count) __attribute__((nonnull));   /* newest first, without questions */
Faults question_faults(const QuestionSet *s, const Question *q);
MUST_USE Outcome question_put(Tx *tx, const DoorKeeper *by, i64 door, Question *q) __attribute__((nonnull(2)));   /* id 0: a new one, at the end */
MUST_USE Outcome question_drop(Tx *tx, const DoorKeeper *by, i64 door, i64 id) __attribute__((nonnull(2)));
MUST_USE Outcome question_move(Tx *tx, const DoorKeeper *by, i64 door, i64 id, bool up) __attribute__((nonnull(2)));
MUST_USE Outcome question_publish(Tx *tx, const DoorKeeper *by, i64 door) __attribute__((nonnull(2)));   /* INVALID: nothing is asked; GONE: nothing was being written */

/* ---- answers ---- */

typedef enum { SAID_NOTHING, SAID, PASSED_OVER, RATHER_NOT } Said;       /* skipping and rather not saying are different things (R56) */
typedef struct { Str key; Said said; Str words; } Answer;
typedef struct { const Answer *at; int count; } Answers;
const Answer *answer_to(const Answers *all, Str key);    /* NULL: nothing was kept */
Str answer_words(const Answers *all, Str key);           /* "" when there is none */

bool question_open(const Question *q, const Answers *all);       /* is it asked of who answered so */
/* Topics in their order: the page of each, and whether anything on it is asked. */
typedef struct { Str name; int first, count; bool open; } Topic;
typedef struct { Topic at[QUESTIONS_MOST]; int count, open; } Topics;
Topics topics_of(const QuestionSet *s, const Answers *all);

Str answer_fault(Arena *a, const Question *q, const Answer *is, int files);   /* "" when there is nothing to mend; files: how many were sent for it */
Str answer_shown(Arena *a, const Question *q, const Answer *is);         /* as people read it: money in pounds, dates in words */
int words_in(Str text);
bool pence_kept(Str s, i64 *pence);                       /* an answer that holds an amount as it was read */
/* In the money of the network's country, set once when the program begins; pounds before that. */
void money_of_country(Str country);
Str money_code(void);                                    /* "GBP" */
Str money_shown(Arena *a, i64 pence);
Str money_read(Arena *a, Str typed, i64 *pence);         /* the words for a fault, or "" */

#endif
