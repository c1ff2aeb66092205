/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What goes by itself, when, and what went. */
#ifndef KITH_RETENTION_H
#define KITH_RETENTION_H

#include "register/record.h"

typedef struct { const char *rule, *words; Time last_at; i64 last_gone, gone_in_a_year; } Retention;
typedef struct { const Retention *at; int count; } Retentions;
Retentions retentions(Tx *tx, Who who);                  /* says nothing of anybody */
void retention_run_trusted(Tx *tx, i64 about);           /* every rule, once; what went is written down */

#endif
