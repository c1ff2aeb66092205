/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A fresh database for a unit test: SQLite in a temporary folder, or, where KITH_TEST_PG names a cluster, PostgreSQL. */
#ifndef KITH_HOUSE_FOR_TESTS_H
#define KITH_HOUSE_FOR_TESTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "db/db.h"
#include "house/rooms.h"
#include "seal/seal.h"

extern Arena *arena;
extern const char *db_url;

Db *fresh_db(void);                     /* migrated and empty; the key is a known one */
Db *another(void);                      /* a second connection to it */
Db *furnished_db(void);                 /* with classes, wordings, roles and pages */
i64 person_in(Db *db, const char *name, const char *email);      /* an individual member who agreed to being kept */
void keep(Tx *tx);                      /* closes it and asserts that it was kept */
Buf checked(Db *db);                    /* what the rooms' own checks say: nothing, when all is well */
i64 number(Db *db, const char *sql);
int house_up(void **state);
int house_down(void **state);

#endif
