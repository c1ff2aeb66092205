/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith backup FILE: every table as of one moment, and the files it names, while
 * the house goes on serving.  The key is not in it, so a stolen backup names no one. */
#include "house/backup.h"
#include "house/tables.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* ---- one table, by way of a nameless file: a tar must know the size beforehand ---- */

typedef struct { FILE *to; i64 lines; } Spool;

static bool spool_line(void *with, Str line)
{
    Spool *s = with;
    s->lines++;
    return fwrite(line.at, 1, line.len, s->to) == line.len;
}

static bool put_table(Tx *tx, ArcOut *out, const Table *t, const char *path, Str *why_not)
{
    Arena *a = tx_arena(tx);
    int fd = arc_spool(path, why_not, a);
    if (fd < 0) return false;
    Spool s = { .to = fdopen(fd, "w+") };
    bool ok = s.to != NULL;
    if (ok) table_lines_trusted(tx, t, spool_line, &s);
    ok = ok && fflush(s.to) == 0 && !ferror(s.to);
    if (!ok) *why_not = str_format(a, "The table %.*s cannot be written beside %s: %m. Is the disk full?", FMT(t->name), path);
    if (ok && tx_doomed(tx)) ok = false, *why_not = str_format(a, "The table %.*s cannot be read. Run: kith check", FMT(t->name));
    ok = ok && arc_put(out, str_format(a, "tables/%.*s.jsonl", FMT(t->name)), fd);
    if (s.to) fclose(s.to);
    else close(fd);
    return ok;
}

/* ---- the files ---- */

/* What is listed and not there does not stop a backup: the rest is worth keeping all the more. */
static bool put_file(House *h, ArcOut *out, Arena *scratch, Str hash)
{
    Str path = str_format(scratch, "%s/files/%.*s", h->data, FMT(hash));
    int fd = open(path.at, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "The file %s is listed and cannot be read; the backup goes without it. Run: kith check\n", path.at);
        return true;
    }
    bool ok = arc_put(out, str_format(scratch, "files/%.*s", FMT(hash)), fd);
    close(fd);
    return ok;
}

/* By keyset, so that no query stays open and PostgreSQL hands over little at a time. */
static bool put_files(House *h, Tx *tx, ArcOut *out)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    i64 all = db_one_int(tx, SQL("select count(*) from file")), done = 0;
    char last[256] = "";
    bool ok = true;
    for (int got = 1; ok && got; ) {
        got = 0;
        Query q = db_query(tx, SQL("select hash from file where hash > $1 order by hash limit 200"), T(str_c(last)));
        while (ok && db_next(&q)) {
            Str hash = db_view(&q, 0);
            ok = hash.len < sizeof last && put_file(h, out, scratch, hash);
            if (ok) memcpy(last, hash.at, hash.len), last[hash.len] = 0;
            got++;
            progress("Files", ++done, all);
        }
        db_end(&q);
        arena_reset(scratch);
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return ok;
}

static bool put_all(House *h, Tx *tx, ArcOut *out, const char *path, Str *why_not)
{
    Tables tables = tables_trusted(tx);
    for (int i = 0; i < tables.count; i++) {
        if (!put_table(tx, out, &tables.at[i], path, why_not)) return false;
        progress("Tables", i + 1, tables.count);
    }
    return put_files(h, tx, out);
}

bool backup_to(House *h, Db *db, const char *path, Manifest *m, Str *why_not)
{
    Arena *a = arena_open();
    ArcOut *out = arc_create(path, h->arena, why_not);
    bool ok = out != NULL;
    if (ok) {
        Tx *tx = tx_open(a, db, TX_READ);                 /* one moment of the whole network: version, rows, list of files */
        int version = (int)db_one_int(tx, SQL("select coalesce(max(number), 0) from schema_version"));
        ok = version > 0 && put_all(h, tx, out, path, why_not);
        if (tx_close(tx, true) != TX_KEPT) ok = false;
        if (ok) {
            ok = arc_finish(out, version, m, why_not);
        } else {
            arc_drop(out, why_not);
            if (!why_not->len) *why_not = S("The database cannot be read. Run: kith check");
            *why_not = str_copy(h->arena, *why_not);
        }
    }
    arena_close(a);
    return ok;
}

int cli_backup(House *h, int argc, char **argv)
{
    if (argc != 1 || argv[0][0] == '-') {
        fputs("Use: kith backup FILE\n", stderr);
        return 2;
    }
    Str why = S("");
    Manifest m = { 0 };
    Db *db = db_open(h->db_url, &why, h->arena);
    int version = db ? db_version(db) : 0;
    if (db && version == 0) why = S("There is no network in this database yet. Make one with: kith init");
    if (version > db_newest(db_migrations)) why = S("The data was written by a newer Kith. Use that one to back it up.");
    bool ok = db && !why.len && backup_to(h, db, argv[0], &m, &why);
    db_close(db);
    if (!ok) {
        fprintf(stderr, "%.*s\n", FMT(why));
        return 1;
    }
    printf("%s holds %lld rows and %lld files, and was read back and found whole.\n", argv[0], m.rows, m.files);
    printf("The key is not in it: keep a copy of %s in another place, for without it the names and addresses in this backup stay closed.\n", h->key);
    return 0;
}
