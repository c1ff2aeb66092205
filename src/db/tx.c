/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The transaction that rooms see.  Its first failure sticks: afterwards every
 * call is a no-op that answers nothing or zero, and tx_close() rolls back. */
#include "db/engine.h"

#include <assert.h>

void tx_doom(Tx *tx, const char *sql, const char *why)
{
    /* The statement is ours and holds no one's data; the engine's words may quote a value, so only its first line,
     * and PostgreSQL's DETAIL never, goes to the log. */
    if (!tx->doomed && !tx->again) log_warn("statement", "why=\"%.*s\" sql=\"%.160s\"", (int)strcspn(why, "\n"), why, sql);
    tx->doomed = true;
}

Tx *tx_open(Arena *a, Db *db, TxKind kind)
{
    Tx *tx = arena_new(a, Tx);
    *tx = (Tx){ .db = db, .arena = a, .home = a, .kind = kind };
    return tx;
}

/* A write transaction that stays open holds SQLite's only write lock: slow work belongs before the first query. */
static void warn_if_slow(const Tx *tx)
{
    i64 took = time_monotonic() - tx->opened_at;
    if (tx->kind == TX_WRITE && took > 250000) log_info("slow_write", "ms=%lld", took / 1000);
}

TxEnd tx_close(Tx *tx, bool keep)
{
    if (!tx->begun) return tx->again ? TX_AGAIN : tx->full ? TX_FULL : tx->doomed ? TX_FAILED : keep ? TX_KEPT : TX_DROPPED;
    for (Rows *r = tx->open; r; r = r->before)
        if (r->live) tx->db->engine->end(r), r->live = false;
    TxEnd end = TX_FAILED;
    if (keep && !tx->doomed) end = tx->db->engine->commit(tx);
    else tx->db->engine->rollback(tx), end = tx->doomed ? TX_FAILED : TX_DROPPED;
    tx->begun = false;
    if (end != TX_KEPT && tx->again) end = TX_AGAIN;
    if (end != TX_KEPT && tx->full) end = TX_FULL;
    warn_if_slow(tx);
    return end;
}

Arena *tx_arena(Tx *tx) { return tx->arena; }
/* What was left open in a scratch arena ends with it. */
Arena *tx_arena_swap(Tx *tx, Arena *a)
{
    Arena *before = tx->arena;
    for (Rows **at = &tx->open, *r; before != tx->home && (r = *at); ) {
        if (r->arena != before) { at = &r->before; continue; }
        if (r->live) tx->db->engine->end(r), r->live = false;
        *at = r->before;
    }
    tx->arena = a;
    return before;
}

bool tx_doomed(const Tx *tx) { return tx->doomed; }
bool tx_is_pg(const Tx *tx) { return tx->db->engine->is_pg; }
bool db_is_pg(const Db *db) { return db->engine->is_pg; }

static Query run(Tx *tx, const char *sql, const Arg *args, bool keep_prepared, i64 *changed)
{
    Query q = { .tx = tx };
    if (tx->doomed) return q;
    if (!tx->begun) {
        tx->opened_at = tx->kind == TX_WRITE ? time_monotonic() : 0;
        if (!tx->db->engine->begin(tx)) { tx_doom(tx, "begin", "the transaction did not begin"); return q; }
        tx->begun = true;
    }
    Rows *rows = tx->db->engine->run(tx, sql, args, keep_prepared, changed);
    if (!rows) { tx->doomed = true; return q; }
    rows->before = tx->open, rows->arena = tx->arena, rows->live = true;
    tx->open = rows;
    q.rows = rows;
    return q;
}

Query db_query_(Tx *tx, const char *sql, const Arg *args)
{
    i64 changed = 0;
    return run(tx, sql, args, true, &changed);
}

Query db_query_text(Tx *tx, Str sql, const Arg *args)
{
    i64 changed = 0;
    return run(tx, str_cstr(tx->arena, sql), args, false, &changed);
}

/* All columns or none: a column that is selected and never read is a mistake in one of the two places. */
static void columns_were_read(const Rows *r)
{
#ifndef NDEBUG
    uint64_t all = r->columns >= 64 ? ~0ULL : (1ULL << r->columns) - 1;
    if (r->seen && r->seen != all) { log_warn("columns_unread", "read=%llx of=%d", (unsigned long long)r->seen, r->columns); assert(0 && "columns unread"); }
#else
    (void)r;
#endif
}

bool db_next(Query *q)
{
    Rows *rows = q->rows;
    if (!rows || !rows->live || q->tx->doomed) return false;
    columns_were_read(rows);
    rows->seen = 0;
    if (q->tx->db->engine->next(q->tx, rows)) return true;
    db_end(q);
    return false;
}

/* Out of the list of what is open, so that an arena that held it may be emptied while the transaction goes on. */
static void unlink_rows(Tx *tx, Rows *rows)
{
    for (Rows **at = &tx->open; *at; at = &(*at)->before)
        if (*at == rows) { *at = rows->before; return; }
}

void db_end(Query *q)
{
    Rows *rows = q->rows;
    q->rows = NULL;
    if (!rows || !rows->live) return;
    q->tx->db->engine->end(rows);
    rows->live = false;
    unlink_rows(q->tx, rows);
}

i64 db_exec_(Tx *tx, const char *sql, const Arg *args)
{
    i64 changed = 0;
    Query q = run(tx, sql, args, true, &changed);
    Rows *rows = q.rows;
    if (!rows) return 0;
    while (!tx->doomed && tx->db->engine->next(tx, rows)) {}
    if (!tx->db->engine->is_pg && !tx->doomed) changed = tx->db->engine->get_int(rows, -1);
    db_end(&q);
    return tx->doomed ? 0 : changed;
}

static Rows *at(const Query *q, int column)
{
    Rows *r = q->rows;
    if (!r || !r->live || q->tx->doomed) return NULL;
    assert(column < r->columns);
    r->seen |= 1ULL << (column & 63);
    return r;
}

i64 db_int(const Query *q, int c) { Rows *r = at(q, c); return r ? q->tx->db->engine->get_int(r, c) : 0; }
bool db_bool(const Query *q, int c) { return db_int(q, c) != 0; }
Time db_time(const Query *q, int c) { return (Time){ db_int(q, c) }; }
Str db_view(const Query *q, int c) { Rows *r = at(q, c); return r ? q->tx->db->engine->get_text(r, c, q->tx->arena) : S(""); }
Str db_str(const Query *q, int c) { return str_copy(q->tx->arena, db_view(q, c)); }
int db_columns(const Query *q) { const Rows *r = q->rows; return r ? r->columns : 0; }
enum DbType db_type(const Query *q, int c) { Rows *r = at(q, c); return r ? q->tx->db->engine->type(r, c) : DB_NULL; }

i64 db_one_int_(Tx *tx, const char *sql, const Arg *args)
{
    Query q = db_query_(tx, sql, args);
    i64 n = db_next(&q) ? db_int(&q, 0) : 0;
    if (q.rows) ((Rows *)q.rows)->seen = 0;
    db_end(&q);
    return n;
}

/* ---- opening and checking ---- */

static Db *open_url(const char *url, bool make, Str *why_not, Arena *a)
{
    if (!strncmp(url, "sqlite:", 7)) return sqlite_open(url + 7, make, why_not, a);
    if (!strncmp(url, "postgresql:", 11) || !strncmp(url, "postgres:", 9)) return pg_open(url, why_not, a);
    *why_not = S("The database address begins with sqlite: or postgresql:");
    return NULL;
}

Db *db_open(const char *url, Str *why_not, Arena *a) { return open_url(url, false, why_not, a); }
Db *db_open_new(const char *url, Str *why_not, Arena *a) { return open_url(url, true, why_not, a); }
void db_close(Db *db) { if (db) db->engine->close(db); }
bool db_check_whole(Db *db, Buf *faults) { return db->engine->whole(db, faults); }
bool db_tidy_after_erasure(Db *db) { return db->engine->tidy(db); }

static int check_section(Db *db, const char *const *from, const char *const *to, Buf *faults)
{
    Arena *a = arena_open();
    int bad = 0;
    for (const char *const *s = from; s < to; s++) {
        Str why = S("");
        if (db->engine->prepares(db, *s, &why, a)) continue;
        bad++;
        buf_format(faults, "%.*s\n    in: %s\n", FMT(why), *s);
    }
    arena_close(a);
    return bad;
}

int db_check_statements(Db *db, Buf *faults)
{
    int bad = check_section(db, __start_kith_sql, __stop_kith_sql, faults);
    if (db->engine->is_pg) bad += check_section(db, __start_kith_sql_pg, __stop_kith_sql_pg, faults);
    else bad += check_section(db, __start_kith_sql_lite, __stop_kith_sql_lite, faults);
    return bad;
}
