/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What jobs.c asks of the outbox. */
#ifndef KITH_OUTBOX_H
#define KITH_OUTBOX_H

#include "jobs/jobs.h"

int outbox_send_due(Db *db, const JobsConfig *config);   /* one round: how many letters were tried */
extern const JobKind outbox_jobs[];                      /* what was sent a week ago is cleared */

#endif
