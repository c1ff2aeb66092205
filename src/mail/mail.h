/* SPDX-License-Identifier: AGPL-3.0-or-later
 * E-mail out: a message from a letter, handed to a mail server or laid into a folder. */
#ifndef KITH_MAIL_H
#define KITH_MAIL_H

#include "base/base.h"

typedef struct { Str from_name, from, to_name, to, subject, text, message_id, language; Time date; } Mail;

/* RFC 5322 with a text and an HTML part that say the same; the HTML is made from the text.  No name or address can add
 * a header or a recipient. */
Str mail_compose(Arena *a, const Mail *m);
bool mail_address_fits(Str address);                     /* one address, no spaces, no control characters */

typedef enum { MAIL_KEPT, MAIL_LATER, MAIL_NEVER } MailEnd;
typedef struct {
    MailEnd end;
    int code;                           /* SMTP's, or 0 */
    bool of_letter;                     /* about this letter alone; else the next one would fare no better now */
    const char *why;                    /* words of ours, nobody's data */
} MailAnswer;
typedef struct {
    const char *url, *user, *password;  /* smtp://host:587 or smtps://host */
    const char *ca;                     /* a file of the authorities that count, instead of the system's; NULL where not set */
    bool plain;                         /* TLS is required unless this is set */
    int seconds;                        /* for one message; 0: a minute */
} MailServer;

/* A line to one server: letters that are sent one after another share its connection. */
typedef struct MailLine MailLine;
MailLine *mail_line_open(const MailServer *s);           /* connects at the first message */
MUST_USE MailAnswer mail_send(MailLine *line, Str from, Str to, Str message);
void mail_line_close(MailLine *line);                    /* NULL is let pass */

bool mail_lay(Arena *a, const char *folder, const char *name, Str message);    /* folder/name.eml, whole or not at all */

#endif
