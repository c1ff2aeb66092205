/* SPDX-License-Identifier: AGPL-3.0-or-later
 * E-mail out: a message from a letter, handed to a mail server or laid into a folder. */
#ifndef KITH_MAIL_H
#define KITH_MAIL_H

#include "base/base.h"
#include "mail/incoming.h"

typedef struct {
    Str from_name, from, to_name, to, reply_to, subject, text, message_id, language;
    Str html;                           /* "": made from the text */
    bool plain;                         /* the text alone */
    Str list_id, list_name, stop_url, stop_mail, archive_url;   /* a bulletin: RFC 2919, RFC 2369 and RFC 8058; with no list it is marked as sent by itself (RFC 3834) */
    Time date;
} Mail;

/* RFC 5322 with a text and an HTML part that say the same.  No name or address can add a header or a recipient. */
Str mail_compose(Arena *a, const Mail *m);
bool mail_address_fits(Str address);                     /* one address, no spaces, no control characters */

typedef enum { MAIL_KEPT, MAIL_LATER, MAIL_NEVER } MailEnd;
typedef struct {
    MailEnd end;
    int code;                           /* SMTP's, or 0 */
    bool of_letter;                     /* about this letter alone; else the next one would fare no better now */
    const char *why;                    /* words of ours, nobody's data */
    bool hard;                          /* MAIL_NEVER: nobody is there, as far as the server's own words tell */
    char status[12];                    /* RFC 3463, where it gave one */
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
/* `ending` is called when the whole text has gone out and only the dot that ends it is missing. */
void mail_line_watch(MailLine *line, void (*ending)(void *with), void *with);
void mail_line_close(MailLine *line);                    /* NULL is let pass */

/* DKIM (RFC 6376, RFC 8463): signatures are put before the message, one for each key.  `spec` is "selector:domain:FILE.pem",
 * several parted by blanks; the files hold RSA or Ed25519 keys. */
typedef struct MailSigner MailSigner;
MailSigner *mail_signer_open(const char *spec, Str *why_not, Arena *a);       /* NULL and a plain sentence; the spec "" gives NULL and no sentence */
void mail_signer_close(MailSigner *s);                   /* NULL is let pass */
Str mail_signed(Arena *a, const MailSigner *s, Str message, Time at);         /* NULL: as it came */

/* LMTP (RFC 2033) on a Unix socket: how a mail server on this machine hands over what comes in. */
typedef enum { LMTP_TAKEN, LMTP_NOT_OURS, LMTP_LATER } LmtpAnswer;
typedef struct {
    const char *path;                   /* of the socket */
    bool (*ours)(void *with, Str recipient);
    LmtpAnswer (*give)(void *with, Str recipient, Str message);
    void *with;
} LmtpConfig;
typedef struct Lmtp Lmtp;
Lmtp *lmtp_open(const LmtpConfig *c, Str *why_not, Arena *a);      /* a thread of its own, one talk at a time each */
void lmtp_close(Lmtp *l);                                /* NULL is let pass */
/* The protocol alone, for tests and fuzzers: what was read so far goes in, answers come out; false: the talk is over. */
typedef struct LmtpTalk LmtpTalk;
LmtpTalk *lmtp_talk(Arena *a, const LmtpConfig *c, Buf *out);
bool lmtp_read(LmtpTalk *t, Str some, Buf *out);

bool mail_lay(Arena *a, const char *folder, const char *name, Str message);    /* folder/name.eml, whole or not at all */

#endif
