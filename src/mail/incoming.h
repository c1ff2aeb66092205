/* SPDX-License-Identifier: AGPL-3.0-or-later
 * E-mail in: what a message that came is, whom it is about, and what a person wrote in it.  Pure: reads bytes, touches
 * nothing.  GMime parses; what it makes of a message is bounded and never trusted. */
#ifndef KITH_INCOMING_H
#define KITH_INCOMING_H

#include "base/base.h"

/* HARD: nobody is there, or nothing that takes mail.  SOFT: not now, or not this letter, or not from us.  The two follow
 * RFC 3463's codes where a server gives one, and its words where it gives none or hides behind 5.0.0. */
typedef enum { MAIL_UNRECOGNISED, MAIL_HARD, MAIL_SOFT, MAIL_COMPLAINT, MAIL_UNSUBSCRIBE, MAIL_AUTO_REPLY, MAIL_REPLY } MailKind;
const char *mail_kind_word(MailKind k);                  /* "hard", "soft", "complaint", "unsubscribe", "auto_reply", "reply", "unrecognised" */

enum { MAIL_FAILED_MOST = 20, MAIL_NAMED_MOST = 24, MAIL_IN_MOST = 10 * 1024 * 1024 };
typedef struct { Str recipient, status; bool hard; } MailFailed;     /* status: RFC 3463, "" where none was said */
typedef struct {
    MailKind kind;
    MailFailed at[MAIL_FAILED_MOST]; int count;          /* of a bounce or a complaint */
    Str from, from_name, subject, message_id;
    Str text;                                            /* what a person wrote, without quotes and signature */
    Str named[MAIL_NAMED_MOST]; int named_count;         /* addresses it was sent to, and those that the letter inside it carried for us */
} MailIn;

const MailIn *mail_read(Arena *a, Str raw);              /* never NULL; what is longer than MAIL_IN_MOST is not read to its end */
Str mail_written(Arena *a, Str text);                    /* a text without what it quotes and how it is signed */
Str mail_text_of_html(Arena *a, Str html);

#endif
