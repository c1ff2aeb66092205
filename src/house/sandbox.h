/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the serving process takes from itself before the first visit (SEC-21). */
#ifndef KITH_SANDBOX_H
#define KITH_SANDBOX_H

#include "house/house.h"

/* As root: becomes `user` if one is named; otherwise stays root of its own files and gives up every capability. */
bool sandbox_drop_user(const char *user, Str *why_not, Arena *a);
/* From here on: no file outside the data folder but what reading time zones, certificates and addresses needs, and no
 * program is ever started.  Kernels without landlock are told of in the log. */
void sandbox_close(const House *h, bool database_by_net);

#endif
