/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The house: configuration, the list of rooms, the commands. */
#ifndef KITH_HOUSE_H
#define KITH_HOUSE_H

#include "web/web.h"
#include "jobs/jobs.h"

/* Where things are, from options, KITH_* and /etc/kith/kith.conf, in that order. */
typedef struct {
    Arena *arena;
    const char *data;                   /* the one folder */
    const char *db_url;                 /* sqlite:DATA/kith.db unless told otherwise */
    const char *key;                    /* DATA/secret.key */
} House;

/* A command gets what is left after its name and the options common to all; returns the exit status:
 * 0 done, 1 not done (one plain sentence on stderr that says what to do), 2 wrong usage. */
typedef struct { const char *name; int (*run)(House *h, int argc, char **argv); const char *usage, *what; } Command;
Db *house_db(House *h);                 /* opens the database as it must be (version, key); or says why not and exits 1 */
void progress(const char *what, i64 done, i64 of);       /* a bar on a terminal, nothing in a pipe */
Str read_secret(House *h, const char *name);             /* from KITH_<NAME> or the configuration; "" if unset */

int cli_backup(House *h, int argc, char **argv);
int cli_restore(House *h, int argc, char **argv);
int cli_check(House *h, int argc, char **argv);
bool search_from_rooms(House *h, Db *db);               /* every room puts anew what can be found; false: nothing was changed */
int cli_migrate(House *h, int argc, char **argv);
const char *house_erased_list(House *h);                 /* DIR/erased.txt */
int cli_key(House *h, int argc, char **argv);
bool key_copy(House *h, const char *file);              /* prints the words that open it; false: not written, or there already */
bool house_reindex(Db *db);                             /* blind indexes of every room, anew; false: not all of it was written */
int cli_init(House *h, int argc, char **argv);
int cli_demo(House *h, int argc, char **argv);
int cli_serve(House *h, int argc, char **argv);
int cli_work(House *h, int argc, char **argv);
int cli_sign_in_link(House *h, int argc, char **argv);
int cli_import(House *h, int argc, char **argv);
int cli_export(House *h, int argc, char **argv);
int cli_receive_mail(House *h, int argc, char **argv);
int cli_routes(House *h, int argc, char **argv);

#endif
