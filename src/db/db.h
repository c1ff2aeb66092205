/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One transaction whose first failure sticks, on SQLite or PostgreSQL with the same statements. */
#ifndef KITH_DB_H
#define KITH_DB_H

#include "base/base.h"

typedef struct Db Db;                                     /* one connection; used by one thread at a time */
typedef struct Tx Tx;
typedef struct { Tx *tx; void *rows; i64 seen; } Query;

/* ---- what rooms use ---------------------------------------------------------- */

typedef struct { enum { ARG_END, ARG_INT, ARG_TEXT, ARG_BYTES, ARG_NULL } kind; i64 i; Str t; } Arg;
#define I(n) ((Arg){ .kind = ARG_INT, .i = (n) })
#define T(s) ((Arg){ .kind = ARG_TEXT, .t = (s) })
#define B(s) ((Arg){ .kind = ARG_BYTES, .t = (s) })       /* bytes: a @bytes column */
#define AT(time) I((time).us)

/* SQL("...") is the literal itself, and files it in a linker section, so that one test prepares every statement
 * of the house on both engines.  $1, $2 .. are bound by name.  The literal's address keys the statement cache. */
#define SQL(text) __extension__({ static const char *const sql_ __attribute__((section("kith_sql"), used)) = text; sql_; })
#define SQL_SQLITE(text) __extension__({ static const char *const sql_ __attribute__((section("kith_sql_lite"), used)) = text; sql_; })
#define SQL_PG(text) __extension__({ static const char *const sql_ __attribute__((section("kith_sql_pg"), used)) = text; sql_; })
#define db_query(tx, sql, ...) db_query_((tx), (sql), (const Arg[]){ __VA_ARGS__ __VA_OPT__(,) { .kind = ARG_END } })
#define db_exec(tx, sql, ...) db_exec_((tx), (sql), (const Arg[]){ __VA_ARGS__ __VA_OPT__(,) { .kind = ARG_END } })

Query db_query_(Tx *tx, const char *sql, const Arg *args);
i64 db_exec_(Tx *tx, const char *sql, const Arg *args);   /* rows changed; 0 when doomed */
bool db_next(Query *q);                                   /* false: no more rows, or the transaction is doomed */
i64 db_int(const Query *q, int column);                   /* null is 0 */
bool db_bool(const Query *q, int column);
Time db_time(const Query *q, int column);
Str db_str(const Query *q, int column);                   /* copied into the transaction's arena; null is "" */
Str db_view(const Query *q, int column);                  /* not copied: good until the next db_next() of this query */
i64 db_one_int_(Tx *tx, const char *sql, const Arg *args);/* the first column of the first row, or 0 */
#define db_one_int(tx, sql, ...) db_one_int_((tx), (sql), (const Arg[]){ __VA_ARGS__ __VA_OPT__(,) { .kind = ARG_END } })
void db_end(Query *q);                                    /* stop reading early; tx_close() does it too */
Arena *tx_arena(Tx *tx);
bool tx_doomed(const Tx *tx);
bool tx_is_pg(const Tx *tx);                              /* only search/ and db/ ask */

/* ---- what web, jobs and the house use ------------------------------------------- */

Db *db_open(const char *url, Str *why_not, Arena *a);     /* "sqlite:PATH" or "postgresql://..."; NULL and a plain sentence */
Db *db_open_new(const char *url, Str *why_not, Arena *a); /* the same, and makes a SQLite file that is not there yet */
void db_close(Db *db);
bool db_is_pg(const Db *db);

typedef enum { TX_READ, TX_WRITE } TxKind;
typedef enum { TX_KEPT, TX_DROPPED /* as asked */, TX_AGAIN /* conflict or lost connection: run it again */,
               TX_FULL /* no room on disk */, TX_FAILED } TxEnd;
Tx *tx_open(Arena *a, Db *db, TxKind kind);               /* begins at the first statement */
MUST_USE TxEnd tx_close(Tx *tx, bool keep);               /* commits if keep and not doomed */

/* Columns by number, for backup and export, which read tables they do not know. */
int db_columns(const Query *q);
enum DbType { DB_NULL, DB_INT, DB_TEXT, DB_BYTES };
enum DbType db_type(const Query *q, int column);
/* A statement made at run time from the schema's own names; backup, restore and check only. */
Query db_query_text(Tx *tx, Str sql, const Arg *args);
/* What follows is taken from this arena, which may be reset whenever no query of it is open: so that a transaction which
 * reads or writes everything keeps little.  Answers the one before. */
Arena *tx_arena_swap(Tx *tx, Arena *a);
Query db_catalogue(Tx *tx);                      /* table, column, type in small letters, place in the key (0: none); in the order of the names */

/* ---- schema ------------------------------------------------------------------------ */

typedef struct { int number; const char *name; const char *sql; } Migration;    /* ends with number 0 */
extern const Migration db_migrations[];                   /* schema/NNNN_*.sql, built in */
bool db_script(Db *db, const char *schema, Str *why_not, Arena *a);
int db_version(Db *db);                                   /* 0: empty; -1: cannot be read */
int db_newest(const Migration *m);
bool db_migrate(Db *db, const Migration *m, Str *why_not, Arena *a);   /* each step whole or not at all */
int db_check_statements(Db *db, Buf *faults);             /* prepares every SQL() of the house; how many were refused */
bool db_check_whole(Db *db, Buf *faults);                 /* integrity and foreign keys, as far as the engine can tell */
bool db_tidy_after_erasure(Db *db);                       /* so that what was erased is not left in index, WAL or slack; false: somebody reads just now, try again */

#endif
