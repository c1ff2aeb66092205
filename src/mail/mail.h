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
typedef struct { MailEnd end; int code; } MailAnswer;    /* code: SMTP's, or 0 */
typedef struct { const char *url, *user, *password; bool plain; } MailServer;   /* url: smtp://host:587 or smtps://host */
MailAnswer mail_send(const MailServer *s, Str from, Str to, Str message);
bool mail_lay(Arena *a, const char *folder, i64 id, Str message);               /* folder/<time>-<id>.eml, whole or not at all */

#endif
