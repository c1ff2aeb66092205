/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What happens after the act: the outbox, jobs that wait, and what comes round by itself. */
#ifndef KITH_JOBS_H
#define KITH_JOBS_H

#include "base/base.h"
#include "db/db.h"

/* One letter.  Written in the act's own transaction; leaves after it was committed. */
typedef struct {
    Str to, to_name;                    /* an address; the name only where the person wants it shown */
    Str subject;                        /* dull: it shows on a locked phone */
    Str text;                           /* plain words, complete; paragraphs parted by a blank line; a line that is only an
                                           https address becomes a link in the HTML part, which is made from this text */
    Str html;                           /* "": made from the text */
    const char *purpose;                /* "sign-in", "joining", ... : why it may be sent */
    i64 person;                         /* 0 when nobody is known yet */
    Time not_before;                    /* 0: at once */
} Letter;
void letter_post(Tx *tx, const Letter *letter);

/* After a backup was put back, nobody knows what was sent since it was made: what was to be sent waits until somebody
 * at the desk looks.  Letters that somebody asks for just now, such as a link to sign in, leave all the same. */
void letters_hold_trusted(Tx *tx);                       /* kith restore */
bool letter_held(Tx *tx);
i64 letter_held_count(Tx *tx);
void letter_let_go(Tx *tx, bool send);                  /* false: thrown away */

/* Who sends, and where to a letter comes back that nobody could take.  The token in it names whom it was for. */
Str letter_from(Tx *tx);
Str return_path(Arena *a, Str from, Str to);
bool return_path_ours(Arena *a, Str from, Str address);  /* `from`, with any token or none */
Str return_path_find(Arena *a, Str from, Str address);   /* the blind index of whom it was for; "" where the token is none of ours */
Str host_of(Str url);                                    /* "https://name:8443/": "name", or "localhost" */

/* A kind of job.  `run` gets a write transaction of its own; when that is doomed or conflicts, it is tried again later. */
typedef struct { const char *kind; void (*run)(Tx *tx, i64 about); i64 every_us; /* 0: only when asked for */ } JobKind;
void job_add_once(Tx *tx, const char *kind, i64 about);   /* now, unless the very same waits already */
void job_add(Tx *tx, const char *kind, i64 about, Time run_at);

typedef struct JobsConfig JobsConfig;
/* Work that takes long and must not hold up the rest: a thread of its own, run again whenever something was committed, and
 * each second.  `ending` says that the house closes. */
typedef int LongWork(Db *db, const JobsConfig *c, const bool *ending);

struct JobsConfig {
    const char *db_url, *data_dir;      /* letters go to data_dir/outbox/ where no mail server is set */
    const JobKind *const *kinds;        /* each ends with a zero row; the list with NULL */
    const char *smtp_url, *smtp_user, *smtp_password, *smtp_tls, *smtp_ca;      /* tls "none": a mail server without TLS; NULL where not set */
    int smtp_seconds;                   /* how long one letter may take; 0: a minute */
    const struct MailSigner *signer;    /* NULL: a relay signs, or nobody */
    LongWork *const *works;             /* ends with NULL; NULL: none */
};
i64 again_after(i64 tries);                              /* how long to wait after so many: 1, 2, 4 .. minutes, at most 6 hours */
struct MailLine *jobs_mail_line(const JobsConfig *c);    /* NULL: no mail server is set */
typedef struct Jobs Jobs;
Jobs *jobs_start(const JobsConfig *config);              /* a thread of its own */
void jobs_nudge(Jobs *j);                                /* something was just committed */
void jobs_stop(Jobs *j);                                 /* finishes the job under way */
int jobs_run_all(Db *db, const JobsConfig *config);      /* the same with what takes long */
int jobs_run_due(Db *db, const JobsConfig *config);      /* once, here and now: tests and `kith work --once`; how many */

#endif
