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
    const char *purpose;                /* "sign-in", "joining", ... : why it may be sent */
    i64 person;                         /* 0 when nobody is known yet */
} Letter;
void letter_post(Tx *tx, const Letter *letter);

/* A kind of job.  `run` gets a write transaction of its own; when that is doomed or conflicts, it is tried again later. */
typedef struct { const char *kind; void (*run)(Tx *tx, i64 about); i64 every_us; /* 0: only when asked for */ } JobKind;
void job_add_once(Tx *tx, const char *kind, i64 about);   /* now, unless the very same waits already */
void job_add(Tx *tx, const char *kind, i64 about, Time run_at);

typedef struct {
    const char *db_url, *data_dir;      /* letters go to data_dir/outbox/ where no mail server is set */
    const JobKind *const *kinds;        /* each ends with a zero row; the list with NULL */
    const char *smtp_url, *smtp_user, *smtp_password, *smtp_tls, *smtp_ca;      /* tls "none": a mail server without TLS; NULL where not set */
    int smtp_seconds;                   /* how long one letter may take; 0: a minute */
} JobsConfig;
typedef struct Jobs Jobs;
Jobs *jobs_start(const JobsConfig *config);              /* a thread of its own */
void jobs_nudge(Jobs *j);                                /* something was just committed */
void jobs_stop(Jobs *j);                                 /* finishes the job under way */
int jobs_run_due(Db *db, const JobsConfig *config);      /* once, here and now: tests and `kith work --once`; how many */

#endif
