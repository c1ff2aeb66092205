/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Tables as lines.  Names come from the engine's own catalogue, so a table that
 * is added later is in the next backup without a word written here. */
#include "house/tables.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>

enum { COLUMNS_MOST = 64, FETCH = 200 };

/* ---- the catalogue ---- */

static bool left_out(Str table)
{
    return str_is(table, "schema_version") || (str_starts(table, S("search_")) && !str_is(table, "search_doc"));
}

static enum DbType type_named(Str name)
{
    if (str_starts(name, S("int")) || str_is(name, "bigint") || str_is(name, "smallint")) return DB_INT;
    if (str_is(name, "text")) return DB_TEXT;
    return str_is(name, "blob") || str_is(name, "bytea") ? DB_BYTES : DB_NULL;
}

typedef struct { Tables tables; Str keys[COLUMNS_MOST]; int key_count; } Gathering;

static void table_closed(Tx *tx, Gathering *g)
{
    if (!g->tables.count) return;
    Arena *a = tx_arena(tx);
    Table *t = &g->tables.at[g->tables.count - 1];
    Buf order = buf_open(a, 128), insert = buf_open(a, 512);
    for (int i = 0; i < g->key_count; i++) buf_format(&order, "%s\"%.*s\"", i ? ", " : "", FMT(g->keys[i]));
    for (int i = 0; !g->key_count && i < t->count; i++) buf_format(&order, "%s\"%.*s\" nulls first", i ? ", " : "", FMT(t->columns[i].name));
    buf_format(&insert, "insert into \"%.*s\"(", FMT(t->name));
    for (int i = 0; i < t->count; i++) buf_format(&insert, "%s\"%.*s\"", i ? ", " : "", FMT(t->columns[i].name));
    buf_str(&insert, S(") values ("));
    for (int i = 0; i < t->count; i++) buf_format(&insert, "%s$%d", i ? ", " : "", i + 1);
    buf_str(&insert, S(")"));
    t->order = buf_view(&order), t->insert = str_cstr(a, buf_view(&insert));
    g->key_count = 0;
}

static Table *table_open(Tx *tx, Gathering *g, Str name)
{
    Tables *all = &g->tables;
    if (all->count && str_eq(all->at[all->count - 1].name, name)) return &all->at[all->count - 1];
    table_closed(tx, g);
    if ((all->count & (all->count - 1)) == 0) {           /* full at every power of two */
        Table *more = arena_array(tx_arena(tx), Table, all->count ? all->count * 2 : 1);
        if (all->count) memcpy(more, all->at, sizeof(Table) * (size_t)all->count);
        all->at = more;
    }
    Table *t = &all->at[all->count++];
    *t = (Table){ .name = str_copy(tx_arena(tx), name), .columns = arena_array(tx_arena(tx), Column, COLUMNS_MOST) };
    return t;
}

Tables tables_trusted(Tx *tx)
{
    Gathering g = { 0 };
    Query q = db_catalogue(tx);
    while (db_next(&q)) {
        Str name = db_view(&q, 0), column = db_str(&q, 1);
        enum DbType type = type_named(db_view(&q, 2));
        int key = (int)db_int(&q, 3);
        if (left_out(name) || type == DB_NULL) continue;
        Table *t = table_open(tx, &g, name);
        if (t->count == COLUMNS_MOST) die("the table %.*s has more columns than a backup can hold", FMT(name));
        t->columns[t->count++] = (Column){ column, type };
        if (key > 0 && key <= COLUMNS_MOST) g.keys[key - 1] = column, g.key_count = key > g.key_count ? key : g.key_count;
    }
    table_closed(tx, &g);
    return g.tables;
}

const Table *table_named(const Tables *t, Str name)
{
    for (int i = 0; i < t->count; i++) if (str_eq(t->at[i].name, name)) return &t->at[i];
    return NULL;
}

i64 table_rows_trusted(Tx *tx, const Table *t)
{
    Query q = db_query_text(tx, str_format(tx_arena(tx), "select count(*) from \"%.*s\"", FMT(t->name)), (Arg[]){ { .kind = ARG_END } });
    i64 n = db_next(&q) ? db_int(&q, 0) : 0;
    db_end(&q);
    return n;
}

/* ---- a row as a line ---- */

static void put_text(Buf *b, Str s)
{
    buf_byte(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\') buf_byte(b, '\\'), buf_byte(b, (char)c);
        else if (c == '\n') buf_str(b, S("\\n"));
        else if (c < 0x20) buf_format(b, "\\u%04x", c);
        else buf_byte(b, (char)c);
    }
    buf_byte(b, '"');
}

static void put_bytes(Buf *b, const char *how, Str s)
{
    size_t room = sodium_base64_ENCODED_LEN(s.len, sodium_base64_VARIANT_ORIGINAL);
    buf_format(b, "{\"%s\": \"", how);
    if (room > b->cap - b->len) buf_grow(b, room);
    sodium_bin2base64(b->at + b->len, room, (const unsigned char *)s.at, s.len, sodium_base64_VARIANT_ORIGINAL);
    b->len += room - 1;                                   /* without the NUL */
    buf_str(b, S("\"}"));
}

static void put_row(Buf *b, const Query *q, const Table *t)
{
    for (int i = 0; i < t->count; i++) {
        buf_str(b, i ? S(", ") : S("{"));
        put_text(b, t->columns[i].name);
        buf_str(b, S(": "));
        enum DbType type = db_type(q, i);
        Str value = type == DB_TEXT || type == DB_BYTES ? db_view(q, i) : S("");
        switch (type) {
        case DB_NULL: buf_str(b, S("null")); break;
        case DB_INT: buf_int(b, db_int(q, i)); break;
        case DB_BYTES: put_bytes(b, "b64", value); break;
        case DB_TEXT:                                     /* text that is not UTF-8 should not be, but is not lost */
            if (utf8_valid(value)) put_text(b, value);
            else put_bytes(b, "text_b64", value);
            break;
        }
    }
    buf_str(b, S("}\n"));
}

/* PostgreSQL hands over a whole answer at once; a cursor makes it come in pieces. */
i64 table_lines_trusted(Tx *tx, const Table *t, LineTo *to, void *with)
{
    const Arg none[] = { { .kind = ARG_END } };
    bool pg = tx_is_pg(tx), go_on = true;
    i64 rows = 0, before = -1;
    Arena *scratch = arena_open(), *line_arena = arena_open(), *own = tx_arena_swap(tx, scratch);
    Buf line = buf_open(line_arena, 4096), select = buf_open(line_arena, 1024);
    if (pg) buf_str(&select, S("declare lines no scroll cursor for "));
    buf_str(&select, S("select "));
    for (int i = 0; i < t->count; i++) buf_format(&select, "%s\"%.*s\"", i ? ", " : "", FMT(t->columns[i].name));
    buf_format(&select, " from \"%.*s\" order by %.*s", FMT(t->name), FMT(t->order));
    Query q = db_query_text(tx, buf_view(&select), none);
    if (pg) db_end(&q);
    while (go_on && rows != before) {
        before = rows;
        if (pg) q = db_query_text(tx, str_format(scratch, "fetch %d from lines", FETCH), none);
        while (go_on && db_next(&q)) {
            line.len = 0;
            put_row(&line, &q, t);
            go_on = to(with, buf_view(&line));
            rows++;
        }
        db_end(&q);
        arena_reset(scratch);
        if (!pg) break;
    }
    if (pg) q = db_query_text(tx, S("close lines"), none), db_end(&q);
    tx_arena_swap(tx, own);
    arena_close(scratch);
    arena_close(line_arena);
    return rows;
}

/* ---- a line as a row ---- */

static bool arg_from(Arena *a, json_t *value, enum DbType type, Arg *to)
{
    json_t *b64 = json_object_get(value, type == DB_BYTES ? "b64" : "text_b64");
    if (json_is_null(value)) { *to = (Arg){ .kind = ARG_NULL }; return true; }
    if (type == DB_INT) { *to = I(json_integer_value(value)); return json_is_integer(value); }
    if (type == DB_TEXT && json_is_string(value)) { *to = T(((Str){ json_string_value(value), json_string_length(value) })); return true; }
    if (!json_is_string(b64)) return false;
    size_t room = json_string_length(b64) / 4 * 3 + 3, n = 0;
    char *bytes = arena_alloc(a, room);
    if (sodium_base642bin((unsigned char *)bytes, room, json_string_value(b64), json_string_length(b64), NULL, &n, NULL,
            sodium_base64_VARIANT_ORIGINAL)) return false;
    *to = type == DB_BYTES ? B(((Str){ bytes, n })) : T(((Str){ bytes, n }));
    return true;
}

/* The statement's text lies in the transaction's own arena, which here outlives the connection's cache of statements
 * (the cache knows a statement by its address). */
bool table_put_trusted(Tx *tx, const Table *t, Str line)
{
    Arg args[COLUMNS_MOST + 1];
    json_t *row = json_loadb(line.at, line.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, NULL);
    bool ok = json_is_object(row) && json_object_size(row) == (size_t)t->count;
    for (int i = 0; ok && i < t->count; i++) {
        json_t *value = json_object_get(row, str_cstr(tx_arena(tx), t->columns[i].name));
        ok = value && arg_from(tx_arena(tx), value, t->columns[i].type, &args[i]);
    }
    args[t->count] = (Arg){ .kind = ARG_END };
    if (ok) db_exec_(tx, t->insert, args);
    json_decref(row);
    return ok;
}

/* ---- rows that point at rows ---- */

#define EACH_LINK(what) \
    "do $$ declare c record; begin for c in select conrelid::regclass as tab, conname from pg_constraint where contype = 'f'" \
    " and connamespace = cast(current_schema() as regnamespace) loop execute format('alter table %s alter constraint %I " what \
    "', c.tab, c.conname); end loop; end $$;"

bool links_later(Tx *tx, Db *db, Str *why_not)
{
    return db_script(db, tx_is_pg(tx) ? EACH_LINK("deferrable initially deferred") : "pragma defer_foreign_keys = on",
        why_not, tx_arena(tx));
}

bool links_now(Tx *tx, Db *db, Str *why_not)
{
    if (!tx_is_pg(tx)) return true;                       /* SQLite looks at the commit and forgets the wish with it */
    return db_script(db, "set constraints all immediate; " EACH_LINK("not deferrable"), why_not, tx_arena(tx));
}
