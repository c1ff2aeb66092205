/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The house on SQLite: WAL, synchronous=FULL, one writer at a time.
 * Writers of one process take turns by a mutex, so none of them sleeps in
 * SQLite's busy handler; other processes are waited for by busy_timeout. */
#include "db/engine.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CACHE = 1024, ARGS = 64 };

typedef struct { const char *sql; sqlite3_stmt *st; unsigned char index[ARGS]; bool busy; } Prepared;

typedef struct {
    Db base;
    sqlite3 *lite;
    bool building;                                        /* schema work: the authorizer lets it pass */
    bool holds_turn;
    sqlite3_stmt *begin_read, *begin_write, *commit, *rollback;
    Prepared cache[CACHE];
} Lite;

typedef struct { Rows base; sqlite3_stmt *st; Prepared *from; } LiteRows;

static pthread_mutex_t write_turn = PTHREAD_MUTEX_INITIALIZER;
static const Engine engine;

static Lite *lite_of(Tx *tx) { return (Lite *)tx->db; }

static void note_failure(Tx *tx, const char *sql)
{
    Lite *l = lite_of(tx);
    int code = sqlite3_errcode(l->lite);
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) tx->again = true;
    if (code == SQLITE_FULL || (code == SQLITE_IOERR && sqlite3_system_errno(l->lite) == ENOSPC)) tx->full = true;
    tx_doom(tx, sql, sqlite3_errmsg(l->lite));
}

static bool step_once(sqlite3_stmt *st)
{
    int rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

static void give_turn(Lite *l)
{
    if (l->holds_turn) l->holds_turn = false, pthread_mutex_unlock(&write_turn);
}

static bool lite_begin(Tx *tx)
{
    Lite *l = lite_of(tx);
    if (tx->kind == TX_READ) return step_once(l->begin_read);
    pthread_mutex_lock(&write_turn);
    l->holds_turn = true;
    if (step_once(l->begin_write)) return true;
    note_failure(tx, "begin immediate");
    give_turn(l);
    return false;
}

static void learn_names(Prepared *p)
{
    for (int n = 1; n <= ARGS; n++) {
        char name[8];
        snprintf(name, sizeof name, "$%d", n);            /* the same $1, $2 that PostgreSQL reads: a name here */
        p->index[n - 1] = (unsigned char)sqlite3_bind_parameter_index(p->st, name);
    }
}

/* The literal's address is the key: equal texts in two places are two statements, which costs nothing. */
static Prepared *prepared(Lite *l, const char *sql)
{
    size_t h = ((uintptr_t)sql >> 3) * 2654435761u % CACHE;
    for (int i = 0; i < 8; i++) {
        Prepared *p = &l->cache[(h + (size_t)i) % CACHE];
        if (p->sql == sql) return p->busy ? NULL : p;
        if (p->sql) continue;
        if (sqlite3_prepare_v3(l->lite, sql, -1, SQLITE_PREPARE_PERSISTENT, &p->st, NULL)) return NULL;
        p->sql = sql;
        learn_names(p);
        return p;
    }
    return NULL;
}

static bool bind(sqlite3_stmt *st, const unsigned char *index, const Arg *args)
{
    for (int n = 0; args[n].kind != ARG_END; n++) {
        const Arg *a = &args[n];
        if (n >= ARGS) return false;
        int i = index[n], rc;
        if (!i || a->kind == ARG_NULL) continue;                                 /* a parameter this engine's spelling does not use */
        const char *bytes = a->t.at ? a->t.at : "";
        if (a->kind == ARG_INT) rc = sqlite3_bind_int64(st, i, a->i);
        else if (a->kind == ARG_TEXT) rc = sqlite3_bind_text64(st, i, bytes, a->t.len, SQLITE_TRANSIENT, SQLITE_UTF8);
        else rc = sqlite3_bind_blob64(st, i, bytes, a->t.len, SQLITE_TRANSIENT);
        if (rc) return false;
    }
    return true;
}

static Rows *lite_run(Tx *tx, const char *sql, const Arg *args, bool keep_prepared, i64 *changed)
{
    Lite *l = lite_of(tx);
    Prepared *p = keep_prepared ? prepared(l, sql) : NULL, once = { 0 };
    (void)changed;
    if (!p) {
        if (sqlite3_prepare_v2(l->lite, sql, -1, &once.st, NULL)) { note_failure(tx, sql); return NULL; }
        learn_names(&once);
    }
    sqlite3_stmt *st = p ? p->st : once.st;
    if (!bind(st, p ? p->index : once.index, args)) {
        note_failure(tx, sql);
        if (!p) sqlite3_finalize(st);
        return NULL;
    }
    if (p) p->busy = true;
    LiteRows *rows = arena_new(tx->arena, LiteRows);
    *rows = (LiteRows){ .base.columns = sqlite3_column_count(st), .st = st, .from = p };
    return &rows->base;
}

static bool lite_next(Tx *tx, Rows *rows)
{
    LiteRows *r = (LiteRows *)rows;
    int rc = sqlite3_step(r->st);
    if (rc == SQLITE_ROW) return true;
    if (rc != SQLITE_DONE) note_failure(tx, sqlite3_sql(r->st));
    return false;
}

static void lite_end(Rows *rows)
{
    LiteRows *r = (LiteRows *)rows;
    if (!r->from) { sqlite3_finalize(r->st); return; }
    sqlite3_reset(r->st);
    sqlite3_clear_bindings(r->st);
    r->from->busy = false;
}

static i64 lite_int(const Rows *rows, int c)
{
    const LiteRows *r = (const LiteRows *)rows;
    if (c < 0) return sqlite3_changes64(sqlite3_db_handle(r->st));
    return sqlite3_column_int64(r->st, c);
}

static Str lite_text(const Rows *rows, int c, Arena *a)
{
    const LiteRows *r = (const LiteRows *)rows;
    const char *p = sqlite3_column_type(r->st, c) == SQLITE_BLOB ? sqlite3_column_blob(r->st, c)
        : (const char *)sqlite3_column_text(r->st, c);
    (void)a;
    return (Str){ p, p ? (size_t)sqlite3_column_bytes(r->st, c) : 0 };
}

static enum DbType lite_type(const Rows *rows, int c)
{
    switch (sqlite3_column_type(((const LiteRows *)rows)->st, c)) {
    case SQLITE_INTEGER: return DB_INT;
    case SQLITE_BLOB: return DB_BYTES;
    case SQLITE_NULL: return DB_NULL;
    default: return DB_TEXT;
    }
}

static void lite_rollback(Tx *tx)
{
    Lite *l = lite_of(tx);
    if (!sqlite3_get_autocommit(l->lite)) step_once(l->rollback);
    give_turn(l);
}

static TxEnd lite_commit(Tx *tx)
{
    Lite *l = lite_of(tx);
    bool ok = step_once(l->commit);
    if (!ok) note_failure(tx, "commit"), lite_rollback(tx);
    give_turn(l);
    return ok ? TX_KEPT : TX_FAILED;
}

/* ---- opening ---- */

/* Rooms read and write rows and nothing else: no ATTACH, no PRAGMA, no schema (SEC-14). */
static int authorize(void *with, int verb, const char *one, const char *two, const char *db, const char *trigger)
{
    const Lite *l = with;
    (void)two, (void)db, (void)trigger;
    if (l->building) return SQLITE_OK;
    switch (verb) {
    case SQLITE_SELECT: case SQLITE_READ: case SQLITE_INSERT: case SQLITE_UPDATE: case SQLITE_DELETE:
    case SQLITE_TRANSACTION: case SQLITE_FUNCTION: case SQLITE_RECURSIVE: case SQLITE_SAVEPOINT:
        return SQLITE_OK;
    case SQLITE_PRAGMA:                                    /* FTS5 asks the first of itself; the second only reads the catalogue */
        return one && (!sqlite3_stricmp(one, "data_version") || !sqlite3_stricmp(one, "table_info")) ? SQLITE_OK : SQLITE_DENY;
    default:
        return SQLITE_DENY;
    }
}

static bool settle(Lite *l)
{
    static const char pragmas[] = "pragma journal_mode=wal; pragma synchronous=full; pragma foreign_keys=on;"
        " pragma secure_delete=on; pragma trusted_schema=off; pragma cache_size=-6000; pragma temp_store=memory;"
        " pragma wal_autocheckpoint=1000; pragma journal_size_limit=8388608;";
    sqlite3_busy_timeout(l->lite, 10000);
    sqlite3_db_config(l->lite, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(l->lite, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_set_authorizer(l->lite, authorize, l);
    l->building = true;
    bool ok = sqlite3_exec(l->lite, pragmas, NULL, NULL, NULL) == SQLITE_OK;
    l->building = false;
    return ok && !sqlite3_prepare_v2(l->lite, "begin", -1, &l->begin_read, NULL)
        && !sqlite3_prepare_v2(l->lite, "begin immediate", -1, &l->begin_write, NULL)
        && !sqlite3_prepare_v2(l->lite, "commit", -1, &l->commit, NULL)
        && !sqlite3_prepare_v2(l->lite, "rollback", -1, &l->rollback, NULL);
}

Db *sqlite_open(const char *path, bool make, Str *why_not, Arena *a)
{
    Lite *l = calloc(1, sizeof *l);
    if (!l) abort();
    l->base.engine = &engine;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE * 0 | (make ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &l->lite, flags, NULL) == SQLITE_OK && settle(l)) return &l->base;
    if (access(path, F_OK)) *why_not = str_format(a, "There is no database at %s. Make one with: kith init", path);
    else *why_not = str_format(a, "The database at %s does not open: %s.", path, sqlite3_errmsg(l->lite));
    db_close(&l->base);
    return NULL;
}

static void lite_close(Db *db)
{
    Lite *l = (Lite *)db;
    give_turn(l);
    for (int i = 0; i < CACHE; i++) sqlite3_finalize(l->cache[i].st);     /* ours only: FTS5 keeps statements of its own */
    sqlite3_finalize(l->begin_read), sqlite3_finalize(l->begin_write);
    sqlite3_finalize(l->commit), sqlite3_finalize(l->rollback);
    sqlite3_close(l->lite);
    free(l);
}

static bool lite_script(Db *db, const char *sql, Str *why, Arena *a)
{
    Lite *l = (Lite *)db;
    char *text = in_tongue(sql, &engine);
    l->building = true;
    bool ok = sqlite3_exec(l->lite, text, NULL, NULL, NULL) == SQLITE_OK;
    if (!ok) *why = str_format(a, "%s", sqlite3_errmsg(l->lite));
    l->building = false;
    free(text);
    return ok;
}

static bool lite_prepares(Db *db, const char *sql, Str *why, Arena *a)
{
    Lite *l = (Lite *)db;
    sqlite3_stmt *st = NULL;
    bool ok = sqlite3_prepare_v2(l->lite, sql, -1, &st, NULL) == SQLITE_OK;
    if (!ok) *why = str_format(a, "%s", sqlite3_errmsg(l->lite));
    sqlite3_finalize(st);
    return ok;
}

static bool lite_whole(Db *db, Buf *faults)
{
    static const char *const asks[] = { "pragma integrity_check(20)", "pragma foreign_key_check" };
    Lite *l = (Lite *)db;
    bool ok = true;
    l->building = true;
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *st = NULL;
        if (sqlite3_prepare_v2(l->lite, asks[i], -1, &st, NULL)) { ok = false; buf_format(faults, "%s\n", sqlite3_errmsg(l->lite)); continue; }
        while (sqlite3_step(st) == SQLITE_ROW) {
            const char *said = (const char *)sqlite3_column_text(st, 0);
            if (i == 0 && said && !strcmp(said, "ok")) continue;
            ok = false;
            if (i == 0) buf_format(faults, "database: %s\n", said ? said : "?");
            else buf_format(faults, "%s: row %lld points at a row in %s that is not there\n", said,
                sqlite3_column_int64(st, 1), sqlite3_column_text(st, 2));
        }
        if (sqlite3_finalize(st)) { ok = false; buf_format(faults, "database: %s\n", sqlite3_errmsg(l->lite)); }
    }
    l->building = false;
    return ok;
}

/* secure_delete clears table pages; the WAL keeps old ones until it is truncated. */
static bool lite_tidy(Db *db)                             /* a long reader keeps the log as it is: then later */
{
    Lite *l = (Lite *)db;
    l->building = true;
    int rc = sqlite3_wal_checkpoint_v2(l->lite, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    l->building = false;
    return rc == SQLITE_OK;
}

static const char *const words[][2] = { { "@id", "integer primary key" }, { "@int", "integer" }, { "@text", "text" },
    { "@bytes", "blob" }, { "@strict", "strict" }, { "@keyed", "strict, without rowid" }, { NULL, NULL } };

static const Engine engine = { lite_begin, lite_run, lite_next, lite_end, lite_int, lite_text, lite_type, lite_commit,
    lite_rollback, lite_script, lite_prepares, lite_whole, lite_tidy, lite_close, words, false };
