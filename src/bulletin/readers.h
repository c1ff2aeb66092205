/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Who gets which bulletin, how, and why or why not; and copies on paper. */
#ifndef KITH_READERS_H
#define KITH_READERS_H

#include "bulletin/edition.h"

/* rhythm: "weekly", "digest" (once a month), "paper" (by post).  without: sections not wanted, ids parted by blanks. */
typedef struct { Str rhythm, without; } BulletinChoice;
BulletinChoice bulletin_choice(Tx *tx, Who who, i64 bulletin);
void bulletin_choose(Tx *tx, Who who, i64 bulletin, const BulletinChoice *c);

/* What is known, at this moment, of the copy of one edition for one address.  why "": it goes there. */
typedef struct { i64 person; const char *why; bool plain, named; Str without; Time not_before; } Reader;
Reader reader_trusted(Tx *tx, const Edition *e, i64 address);
const char *reader_why_words(Str why);                   /* "you had taken back what you agreed to" */

/* "Why did I get this, why did I not?" for one person: their last editions, newest first. */
typedef struct { Str bulletin, title, url, words; bool came; Time at; } WhyLine;
typedef struct { const WhyLine *at; int count; } WhyLines;
WhyLines why_of(Tx *tx, Who who);
WhyLines why_of_record(Tx *tx, const Editor *by, Str email) __attribute__((nonnull));    /* and that it was asked is written where the person sees it */

typedef struct { i64 waiting, sent, not_sent, given_up, unknown; } CopyCounts;
CopyCounts copy_counts(Tx *tx, const Editor *by, i64 edition) __attribute__((nonnull));
MUST_USE Outcome copies_unknown_again(Tx *tx, const Editor *by, i64 edition, bool send) __attribute__((nonnull(2)));    /* nobody knows whether they arrived: once more, or leave it */

typedef struct { Str name, address; } PaperLabel;
typedef struct { const PaperLabel *at; int count; } PaperLabels;
PaperLabels paper_labels(Tx *tx, const Editor *by, const Bulletin *b) __attribute__((nonnull));       /* written where each person sees it */

void readers_tell_trusted(Tx *tx, i64 person, Holdings *to);
void readers_forget_trusted(Tx *tx, i64 person);

LongWork bulletins_send_due;
/* edition_copy.state */
enum { COPY_WAITS = 1, COPY_IN_HAND, COPY_SENT, COPY_NOT, COPY_GAVE_UP, COPY_UNKNOWN };
void copy_insert_trusted(Tx *tx, i64 edition, i64 address, i64 person);   /* nothing where that address has one */

#endif
