/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What jobs.c asks of the outbox. */
#ifndef KITH_OUTBOX_H
#define KITH_OUTBOX_H

#include "jobs/jobs.h"

int outbox_send_due(Db *db, const JobsConfig *config);   /* one round: how many letters were tried */
extern const JobKind outbox_jobs[];                      /* what was sent a week ago is cleared */
i64 again_after(i64 tries);                              /* how long to wait after so many: 1, 2, 4 .. minutes, at most 6 hours */

#endif
