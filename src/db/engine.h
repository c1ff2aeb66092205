/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What tx.c asks of an engine: sqlite.c and pg.c each fill in one of these. */
#ifndef KITH_ENGINE_H
#define KITH_ENGINE_H

#include "db/db.h"

typedef struct Rows Rows;
struct Rows { Rows *before; Arena *arena; uint64_t seen; int columns; bool live; };   /* engines put their own fields after these */

typedef struct {
    bool (*begin)(Tx *tx);
    Rows *(*run)(Tx *tx, const char *sql, const Arg *args, bool keep_prepared, i64 *changed);
    bool (*next)(Tx *tx, Rows *rows);
    void (*end)(Rows *rows);
    i64 (*get_int)(const Rows *rows, int column);
    Str (*get_text)(const Rows *rows, int column, Arena *a);             /* a view where the engine can give one */
    enum DbType (*type)(const Rows *rows, int column);
    TxEnd (*commit)(Tx *tx);
    void (*rollback)(Tx *tx);
    bool (*script)(Db *db, const char *sql, Str *why, Arena *a);
    bool (*prepares)(Db *db, const char *sql, Str *why, Arena *a);
    bool (*whole)(Db *db, Buf *faults);
    bool (*tidy)(Db *db);
    void (*close)(Db *db);
    const char *const (*words)[2];                                       /* the five words of the schema in its tongue */
    bool is_pg;
} Engine;

struct Db { const Engine *engine; };                                     /* first member of each engine's own Db */

struct Tx {
    Db *db;
    Arena *arena, *home;                /* home: the one it was opened with */
    TxKind kind;
    bool begun, doomed, again, full;
    Rows *open;
    i64 opened_at;
};

void tx_doom(Tx *tx, const char *sql, const char *why);                  /* the first failure sticks and is logged */
Db *sqlite_open(const char *path, bool make, Str *why_not, Arena *a);
Db *pg_open(const char *url, Str *why_not, Arena *a);
char *in_tongue(const char *schema, const Engine *e);                    /* malloc'd */

extern const char *const __start_kith_sql[], *const __stop_kith_sql[];
extern const char *const __start_kith_sql_lite[], *const __stop_kith_sql_lite[];
extern const char *const __start_kith_sql_pg[], *const __stop_kith_sql_pg[];
#endif
