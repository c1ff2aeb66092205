/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What jobs.c asks of the outbox. */
#ifndef KITH_OUTBOX_H
#define KITH_OUTBOX_H

#include "db/db.h"

int outbox_send_due(Db *db, const char *data_dir);       /* how many were tried */
void outbox_expire(Tx *tx);                              /* what was sent a week ago */

#endif
