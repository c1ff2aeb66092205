/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A small network to back up, on either engine, for the tests of backup and restore. */
#ifndef KITH_BACKUP_HOUSE_H
#define KITH_BACKUP_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "house/backup.h"
#include "house/tables.h"
#include "people/room.h"
#include "search/search.h"
#include "seal/seal.h"

extern char root[64];                                     /* a folder of this run's own */
extern Arena *arena;
extern House first;                                       /* a furnished network, its backup, and what that holds */
extern Manifest first_manifest;
extern Str first_file;

House house_at(const char *name, const char *url);
Db *opened(const char *url);
void script(Db *db, const char *sql);
const char *pg_url(const char *name);
void put(const char *path, const char *bytes, size_t n);
Str get(const char *path);
char *own_copy(Str s);
Str sha256_of(const char *path);
Str in_root(const char *name);
void backup(House *h, const char *path, Manifest *m);
void restore(House *h, const char *path);
void same(const Manifest *x, const Manifest *y);
int faults_of_house(House *h, Str *said);
void well(House *h);
void finds(House *h, const char *what);
void give_key(House *from, House *to);
int house_begins(void **state);
int house_ends(void **state);

#endif
