/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A mail server on loopback that behaves as it is told, for tests. */
#ifndef KITH_POST_OFFICE_H
#define KITH_POST_OFFICE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"

typedef enum { OFFICE_WELL, OFFICE_CLOSED, /* 421 instead of a greeting */ OFFICE_NOT_FOR_YOU, /* 554 */ OFFICE_SENDER_530, OFFICE_RECIPIENT_450, OFFICE_RECIPIENT_550, OFFICE_TEXT_554,
               OFFICE_DROPS, /* hangs up after DATA */ OFFICE_SILENT } OfficeMood;

void office_open(void);
void office_close(void);
void office_mood(OfficeMood mood);                       /* from the next command on */
const char *office_url(void);
void office_forget(void);
int office_count(void);                                  /* messages taken */
int office_tries(void);                                  /* texts seen to their end, taken or not */
Str office_text(Arena *a, int n);                        /* as it came, without the doubled dots */
Str office_recipient(Arena *a, int n);
int office_connections(void);

#endif
