/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What comes in by mail, and what is done about it. */
#ifndef KITH_POST_IN_H
#define KITH_POST_IN_H

#include "bulletin/readers.h"
#include "mail/mail.h"

/* Acts on one message, once.  `recipient` is whom the mail server handed it over for, "" where only the message says so.
 * What names nobody of ours by a token that we made changes nothing: anybody could have written it. */
typedef enum { POST_NOTHING = 1 /* nothing was to be done */, POST_CAME_BACK, POST_STOPPED, POST_KEPT /* for a person to read */ } PostDone;
PostDone post_in_trusted(Tx *tx, const MailIn *m, Str recipient);
bool post_ours_trusted(Tx *tx, Str recipient);           /* an address that letters of ours come from or back to */

typedef struct { i64 id; Str from, reply, name, subject, words, state; Time came_at; } LetterIn;     /* state: "new", "done"; whether it is a member's is not said: that is looked up with a reason */
typedef struct { const LetterIn *at; int count; } LettersIn;
LettersIn letters_in(Tx *tx, const Editor *by, bool done) __attribute__((nonnull));
MUST_USE Outcome letter_in_done(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));

void letters_in_tell_trusted(Tx *tx, i64 person, Holdings *to);
void letters_in_forget_trusted(Tx *tx, i64 person);
void letters_in_clear_trusted(Tx *tx);                   /* ninety days after they were dealt with; a year in any case */
void letters_in_reindex_trusted(Tx *tx);

#endif
