/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A whole network out to one file, in from one, and from one version to the next: what the commands and tests call. */
#ifndef KITH_BACKUP_H
#define KITH_BACKUP_H

#include "house/archive.h"
#include "house/house.h"

MUST_USE bool backup_to(House *h, Db *db, const char *path, Manifest *m, Str *why_not);
MUST_USE bool restore_from(House *h, const char *path, const Migration *steps, Manifest *m, Str *why_not);
MUST_USE bool migrate_to(House *h, Db *db, const Migration *steps, Str *backup, Str *why_not);     /* backup: "" if nothing was to do */
int check_all(House *h, Db *db, const Migration *steps, Buf *faults);                              /* how many */

#endif
