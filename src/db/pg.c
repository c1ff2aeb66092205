/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The house on PostgreSQL.  Same statements, same $1; only this file knows libpq.
 * BEGIN travels with the first statement in one pipeline, and a reader's COMMIT
 * is not waited for: a page costs one round trip for each of its queries. */
#include "db/engine.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum { CACHE = 1024, ARGS = 64 };

typedef struct {
    Db base;
    PGconn *pg;
    bool begin_waits;                                     /* BEGIN goes out with the next statement */
    const char *begin_sql;
    bool reply_waits;                                     /* a COMMIT was sent whose answer was not read yet */
    int named;
    struct { const char *sql; int name; } cache[CACHE];
} Pg;

typedef struct { Rows base; PGresult *result; int row, count; } PgRows;

static const Engine engine;
static Pg *pg_of(Tx *tx) { return (Pg *)tx->db; }

static void drain(Pg *p)
{
    if (!p->reply_waits) return;
    for (PGresult *r; (r = PQgetResult(p->pg)); ) PQclear(r);
    p->reply_waits = false;
}

static bool told(Pg *p, const char *sql)
{
    drain(p);
    PGresult *r = PQexec(p->pg, sql);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
    PQclear(r);
    return ok;
}

static bool ready(Pg *p)
{
    drain(p);
    if (PQstatus(p->pg) == CONNECTION_OK) return true;
    PQreset(p->pg);                                       /* the server went away: come back by ourselves */
    memset(p->cache, 0, sizeof p->cache);
    p->named = 0;
    return PQstatus(p->pg) == CONNECTION_OK && told(p, "set client_min_messages = warning");
}

static bool pg_begin(Tx *tx)
{
    Pg *p = pg_of(tx);
    if (!ready(p)) return false;
    p->begin_waits = true;
    p->begin_sql = tx->kind == TX_WRITE ? "begin isolation level serializable" : "begin isolation level repeatable read, read only";
    return true;
}

/* 40001 and 40P01: another writer was in the way, run again.  08xxx, 57P0x: the connection went. */
static void note_failure(Tx *tx, const PGresult *r, const char *sql)
{
    Pg *p = pg_of(tx);
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL, *said = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (state && (!strcmp(state, "40001") || !strcmp(state, "40P01"))) tx->again = true;
    if (state && !strcmp(state, "53100")) tx->full = true;
    if (PQstatus(p->pg) != CONNECTION_OK || (state && (!strncmp(state, "08", 2) || !strncmp(state, "57P0", 4)))) tx->again = true;
    tx_doom(tx, sql, said ? said : "the connection to the database went");
}

typedef struct { int count; const char *values[ARGS]; int lengths[ARGS], formats[ARGS]; Oid types[ARGS]; } Bound;

static bool bound(Bound *b, Arena *a, const Arg *args)
{
    for (b->count = 0; args[b->count].kind != ARG_END; b->count++) {
        int n = b->count;
        if (n >= ARGS) return false;
        const Arg *x = &args[n];                          /* int8, text, bytea; null takes the column's own type */
        b->formats[n] = x->kind == ARG_BYTES, b->lengths[n] = (int)x->t.len;
        b->types[n] = x->kind == ARG_INT ? 20 : x->kind == ARG_TEXT ? 25 : x->kind == ARG_BYTES ? 17 : 0;
        b->values[n] = x->kind == ARG_NULL ? NULL : x->kind == ARG_INT ? str_format(a, "%lld", x->i).at : str_cstr(a, x->t);
    }
    return true;
}

static int prepared_slot(Pg *p, const char *sql)
{
    size_t h = ((uintptr_t)sql >> 3) * 2654435761u % CACHE;
    for (int i = 0; i < 8; i++) {
        int at = (int)((h + (size_t)i) % CACHE);
        if (p->cache[at].sql == sql || !p->cache[at].sql) return at;
    }
    return -1;
}

static bool send_all(Pg *p, const char *sql, const Bound *b, int slot, bool prepare)
{
    char name[16] = "";
    if (p->begin_waits && !PQsendQueryParams(p->pg, p->begin_sql, 0, NULL, NULL, NULL, NULL, 0)) return false;
    if (slot < 0)
        return PQsendQueryParams(p->pg, sql, b->count, b->types, b->values, b->lengths, b->formats, 0);
    snprintf(name, sizeof name, "s%d", prepare ? p->named + 1 : p->cache[slot].name);
    if (prepare && !PQsendPrepare(p->pg, name, sql, b->count, b->types)) return false;
    return PQsendQueryPrepared(p->pg, name, b->count, b->values, b->lengths, b->formats, 0);
}

/* Reads the answers of one pipeline: of BEGIN and PREPARE if they went out, and last the statement's own. */
static PGresult *answer(Tx *tx, Pg *p, int before, const char *sql)
{
    PGresult *kept = NULL;
    bool bad = false;
    for (int i = 0; i <= before; i++) {
        PGresult *r = PQgetResult(p->pg);
        ExecStatusType st = PQresultStatus(r);
        bool ok = st == PGRES_COMMAND_OK || st == PGRES_TUPLES_OK;
        if (!ok && !bad && st != PGRES_PIPELINE_ABORTED) note_failure(tx, r, sql), bad = true;
        if (i == before && ok && !bad) kept = r;
        else PQclear(r);
        while ((r = PQgetResult(p->pg))) PQclear(r);      /* each command ends in a NULL */
        if (PQstatus(p->pg) != CONNECTION_OK) break;
    }
    PGresult *sync = PQgetResult(p->pg);
    PQclear(sync);
    if (!kept && !bad) note_failure(tx, NULL, sql);
    return kept;
}

static Rows *pg_run(Tx *tx, const char *sql, const Arg *args, bool keep_prepared, i64 *changed)
{
    Pg *p = pg_of(tx);
    Bound b = { 0 };
    if (!bound(&b, tx->arena, args)) { tx_doom(tx, sql, "too many parameters"); return NULL; }
    int slot = keep_prepared ? prepared_slot(p, sql) : -1;
    bool prepare = slot >= 0 && !p->cache[slot].sql;
    int before = (p->begin_waits ? 1 : 0) + (prepare ? 1 : 0);
    if (!PQenterPipelineMode(p->pg) || !send_all(p, sql, &b, slot, prepare) || !PQpipelineSync(p->pg)) {
        note_failure(tx, NULL, sql);
        PQexitPipelineMode(p->pg);
        return NULL;
    }
    PGresult *r = answer(tx, p, before, sql);
    PQexitPipelineMode(p->pg);
    p->begin_waits = false;
    if (prepare) p->named++;                              /* a name is used up even where the first run was refused: PREPARE outlives a rollback */
    if (!r) return NULL;
    if (prepare) p->cache[slot].sql = sql, p->cache[slot].name = p->named;
    *changed = atoll(PQcmdTuples(r));
    PgRows *rows = arena_new(tx->arena, PgRows);
    *rows = (PgRows){ .base.columns = PQnfields(r), .result = r, .row = -1, .count = PQntuples(r) };
    return &rows->base;
}

static bool pg_next(Tx *tx, Rows *rows)
{
    (void)tx;
    PgRows *r = (PgRows *)rows;
    return ++r->row < r->count;
}

static void pg_end(Rows *rows) { PQclear(((PgRows *)rows)->result); }

static i64 pg_int(const Rows *rows, int c)
{
    const PgRows *r = (const PgRows *)rows;
    return c < 0 ? 0 : atoll(PQgetvalue(r->result, r->row, c));
}

static Str pg_text(const Rows *rows, int c, Arena *a)
{
    const PgRows *r = (const PgRows *)rows;
    const char *v = PQgetvalue(r->result, r->row, c);
    Str s = { v, (size_t)PQgetlength(r->result, r->row, c) };
    if (PQftype(r->result, c) != 17 || s.len < 2) return s;
    char *to = arena_alloc(a, s.len / 2 + 1);             /* bytea comes as \x and hexadecimal digits */
    size_t n = 0;
    for (size_t i = 2; i + 1 < s.len; i += 2) {
        char pair[3] = { v[i], v[i + 1], 0 };
        to[n++] = (char)strtoul(pair, NULL, 16);
    }
    return (Str){ to, n };
}

static enum DbType pg_type(const Rows *rows, int c)
{
    const PgRows *r = (const PgRows *)rows;
    if (PQgetisnull(r->result, r->row, c)) return DB_NULL;
    switch (PQftype(r->result, c)) {
    case 20: case 21: case 23: return DB_INT;
    case 17: return DB_BYTES;
    default: return DB_TEXT;
    }
}

static void pg_rollback(Tx *tx)
{
    Pg *p = pg_of(tx);
    p->begin_waits = false;
    if (PQstatus(p->pg) == CONNECTION_OK && PQtransactionStatus(p->pg) != PQTRANS_IDLE) told(p, "rollback");
}

static TxEnd pg_commit(Tx *tx)
{
    Pg *p = pg_of(tx);
    if (tx->kind == TX_READ) {
        p->reply_waits = PQsendQuery(p->pg, "commit");
        return TX_KEPT;
    }
    PGresult *r = PQexec(p->pg, "commit");
    /* COMMIT of a transaction that already broke answers ROLLBACK and no failure. */
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK && !strcmp(PQcmdStatus(r), "COMMIT");
    bool lost = PQstatus(p->pg) != CONNECTION_OK;
    if (!ok) note_failure(tx, r, "commit");
    if (lost) tx->again = false;                          /* it may have been kept: running it again could do it twice */
    PQclear(r);
    if (!ok) pg_rollback(tx);
    return ok ? TX_KEPT : TX_FAILED;
}

/* ---- opening ---- */

Db *pg_open(const char *url, Str *why_not, Arena *a)
{
    Pg *p = calloc(1, sizeof *p);
    if (!p) abort();
    p->base.engine = &engine;
    p->pg = PQconnectdb(url);
    if (PQstatus(p->pg) != CONNECTION_OK) *why_not = str_format(a, "PostgreSQL does not answer: %s", PQerrorMessage(p->pg));
    else if (PQserverVersion(p->pg) < 150000) *why_not = S("Kith needs PostgreSQL 15 or later.");
    else if (told(p, "set client_min_messages = warning")) return &p->base;
    if (!why_not->len) *why_not = S("PostgreSQL does not take our settings.");
    *why_not = str_trim(*why_not);
    db_close(&p->base);
    return NULL;
}

static void pg_close(Db *db)
{
    PQfinish(((Pg *)db)->pg);
    free(db);
}

static bool pg_script(Db *db, const char *sql, Str *why, Arena *a)
{
    Pg *p = (Pg *)db;
    char *text = in_tongue(sql, &engine);
    bool ok = ready(p) && told(p, text);
    if (!ok) *why = str_trim(str_format(a, "%s", PQerrorMessage(p->pg)));
    free(text);
    return ok;
}

static bool pg_prepares(Db *db, const char *sql, Str *why, Arena *a)
{
    Pg *p = (Pg *)db;
    drain(p);
    PGresult *r = PQprepare(p->pg, "", sql, 0, NULL);
    bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;
    if (!ok) *why = str_trim(str_format(a, "%s", PQresultErrorMessage(r)));
    PQclear(r);
    return ok;
}

/* PostgreSQL keeps its own house in order; what can be asked of it is whether every row can be read. */
static bool pg_whole(Db *db, Buf *faults)
{
    Pg *p = (Pg *)db;
    drain(p);
    PGresult *r = PQexec(p->pg, "select conrelid::regclass::text, conname from pg_constraint where not convalidated");
    bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
    if (!ok) buf_format(faults, "database: %s\n", PQresultErrorMessage(r));
    for (int i = 0; ok && i < PQntuples(r); i++)
        buf_format(faults, "%s: the rule %s was never checked\n", PQgetvalue(r, i, 0), PQgetvalue(r, i, 1));
    ok = ok && PQntuples(r) == 0;
    PQclear(r);
    return ok;
}

/* A plain vacuum leaves the bytes of a dead row where they were until something else needs the room.  Written anew, a table has none of
 * them; it is shut meanwhile, so this is for tables of up to 32 MB (a fraction of a second) and gives up where somebody reads for long.
 * The engine's own log keeps what it keeps: docs/operating.md. */
static bool pg_tidy(Db *db)
{
    Pg *p = (Pg *)db;
    bool ok = told(p, "vacuum") && told(p, "set lock_timeout = '2s'");
    PGresult *r = ok ? PQexec(p->pg, "select format('vacuum full %I.%I', schemaname, relname) from pg_stat_user_tables where pg_relation_size(relid) between 1 and 33554432 order by relname") : NULL;
    for (int i = 0; ok && i < PQntuples(r); i++) ok = told(p, PQgetvalue(r, i, 0));
    PQclear(r);
    return told(p, "set lock_timeout = 0") && ok;
}

static const char *const words[][2] = { { "@id", "bigint primary key" }, { "@int", "bigint" }, { "@text", "text collate \"C\"" },
    { "@bytes", "bytea" }, { "@strict", "" }, { "@keyed", "" }, { NULL, NULL } };

static const Engine engine = { pg_begin, pg_run, pg_next, pg_end, pg_int, pg_text, pg_type, pg_commit, pg_rollback,
    pg_script, pg_prepares, pg_whole, pg_tidy, pg_close, words, true };
