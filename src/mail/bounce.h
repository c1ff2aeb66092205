/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What incoming.c asks of bounce.c. */
#ifndef KITH_BOUNCE_H
#define KITH_BOUNCE_H

#include "mail/incoming.h"

/* The parts of a message that speak of a letter of ours. */
typedef struct {
    Str words;                          /* what a server wrote to people, up to where the returned letter begins */
    Str status;                         /* message/delivery-status (RFC 3464), "" where there was none */
    Str failed_header;                  /* X-Failed-Recipients */
    Str returned;                       /* the head of the letter that came back */
    Str from, to;                       /* of the message itself: never who failed */
} BounceParts;
void bounce_read(Arena *a, const BounceParts *p, MailIn *to);     /* fills at, count; 0: nobody was named */

typedef struct { bool known, hard; } BounceWords;
BounceWords bounce_words(Arena *a, Str status, Str words);        /* what a code and a server's own words come to */
bool bounce_judged_text(Arena *a, Str status, Str diagnostic, Str words);    /* "no such user", said only after the letter's text was read */
Str bounce_status_in(Str words);                                  /* the first x.y.z in a text, "" when there is none */
Str mail_address_in(Str *rest);                                   /* takes the next address out of a text; "" at its end */

#endif
