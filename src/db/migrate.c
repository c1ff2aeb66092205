/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The schema and its steps.  A step and its row in schema_version are one
 * transaction, so a kill leaves the old version or the new one, never between. */
#include "db/engine.h"

#include <stdlib.h>

/* Puts the few words in which the engines differ into one's own tongue.  A line that
 * begins with @sqlite or @postgres is for that engine alone. */
char *in_tongue(const char *schema, const Engine *e)
{
    char *to = calloc(1, strlen(schema) * 4 + 1), *at = to;
    if (!to) abort();
    for (const char *p = schema; *p; ) {
        bool line_start = p == schema || p[-1] == '\n';
        if (line_start && (!strncmp(p, "@sqlite ", 8) || !strncmp(p, "@postgres ", 10))) {
            if ((p[1] == 'p') != e->is_pg) { p += strcspn(p, "\n"); continue; }
            p += p[1] == 'p' ? 10 : 8;
            continue;
        }
        int w = 0;
        while (*p == '@' && e->words[w][0] && strncmp(p, e->words[w][0], strlen(e->words[w][0]))) w++;
        if (*p == '@' && e->words[w][0]) {
            at = stpcpy(at, e->words[w][1]);
            p += strlen(e->words[w][0]);
        } else {
            *at++ = *p++;
        }
    }
    return to;
}

bool db_script(Db *db, const char *schema, Str *why_not, Arena *a) { return db->engine->script(db, schema, why_not, a); }

int db_newest(const Migration *m)
{
    int newest = 0;
    for (; m->number; m++) newest = m->number;
    return newest;
}

static bool has_versions(Tx *tx)
{
    return tx_is_pg(tx)
        ? db_one_int(tx, SQL_PG("select count(*) from pg_tables where tablename = 'schema_version' and schemaname = current_schema()")) > 0
        : db_one_int(tx, SQL_SQLITE("select count(*) from sqlite_schema where name = 'schema_version'")) > 0;
}

int db_version(Db *db)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_READ);
    int version = 0;
    if (has_versions(tx)) version = (int)db_one_int(tx, SQL("select coalesce(max(number), 0) from schema_version"));
    if (tx_close(tx, true) != TX_KEPT) version = -1;
    arena_close(a);
    return version;
}

static bool step(Db *db, const Migration *m, Str *why_not, Arena *a)
{
    Buf b = buf_open(a, strlen(m->sql) + 512);
    buf_str(&b, db->engine->is_pg ? S("begin isolation level serializable;\n") : S("begin immediate;\n"));
    if (m->number == 1) buf_str(&b, S("create table schema_version(number @id, name @text not null, applied_at @int not null) @strict;\n"));
    buf_format(&b, "%s\ninsert into schema_version(number, name, applied_at) values (%d, '%s', %lld);\ncommit;\n",
        m->sql, m->number, m->name, time_now().us);
    buf_byte(&b, 0);
    if (db->engine->script(db, b.at, why_not, a)) return true;
    Str ignored = S("");
    db->engine->script(db, "rollback;", &ignored, a);
    return false;
}

bool db_migrate(Db *db, const Migration *m, Str *why_not, Arena *a)
{
    int now = db_version(db);
    if (now < 0) { *why_not = S("The database does not say which version it is."); return false; }
    if (now > db_newest(m)) {
        *why_not = str_format(a, "The data was written by a newer Kith (version %d; this one knows up to %d). Install that one.",
            now, db_newest(m));
        return false;
    }
    for (; m->number; m++)
        if (m->number > now && !step(db, m, why_not, a)) return false;
    return true;
}
