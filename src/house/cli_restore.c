/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith restore FILE: the whole archive is checked before anything is touched;
 * then all is built aside (DIR/.restoring; on PostgreSQL a schema of its own) and
 * put in place last, so a kill leaves nothing that looks finished. */
#include "bulletin/bulletin.h"
#include "house/backup.h"
#include "house/rooms.h"
#include "house/tables.h"
#include "people/people.h"
#include "search/search.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    House *h;
    Arena *arena;
    const char *from, *target;                            /* SQLite: the database's path; PostgreSQL: its schema */
    Str aside;                                            /* DIR/.restoring */
    Db *db;
    bool pg;
    Manifest *manifest;
    Str *why;
} Restore;

static bool stop(Restore *r, Str why)
{
    if (!r->why->len) *r->why = why;
    return false;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

static void clear_aside(Restore *r) { nftw(r->aside.at, remove_one, 16, FTW_DEPTH | FTW_PHYS); }

/* ---- a place that is empty, and one aside ---- */

#define ASIDE "kith_restoring"

static bool open_lite(Restore *r)
{
    r->target = r->h->db_url + strlen("sqlite:");
    if (!access(r->target, F_OK))
        return stop(r, str_format(r->arena, "There is a database at %s already. Restore into an empty folder: --data DIR", r->target));
    Str url = str_format(r->arena, "sqlite:%s/kith.db", r->aside.at);
    return (r->db = db_open_new(url.at, r->why, r->arena)) != NULL;
}

static Str schema_of(Restore *r, i64 *things)
{
    Str name = S("");
    Tx *tx = tx_open(r->arena, r->db, TX_READ);
    Query q = db_query(tx, SQL_PG("select coalesce(cast(current_schema() as text), ''),"
        " (select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = current_schema())"));
    if (db_next(&q)) name = db_str(&q, 0), *things = db_int(&q, 1);
    if (tx_close(tx, true) != TX_KEPT) name = S("");
    return name;
}

static bool open_pg(Restore *r)
{
    i64 things = 0;
    if (!(r->db = db_open(r->h->db_url, r->why, r->arena))) return false;
    Str schema = schema_of(r, &things);
    if (!schema.len) return stop(r, S("The PostgreSQL database has no schema to restore into. Ask for one on its search_path."));
    if (things) return stop(r, S("The PostgreSQL database holds something already. Restore into an empty one: createdb NAME"));
    r->target = str_cstr(r->arena, schema);
    return true;
}

static bool make_aside(Restore *r)
{
    if (mkdir(r->h->data, 0700) && errno != EEXIST)
        return stop(r, str_format(r->arena, "The folder %s cannot be made: %m.", r->h->data));
    clear_aside(r);
    Str files = str_format(r->arena, "%s/files", r->aside.at);
    if (mkdir(r->aside.at, 0700) || mkdir(files.at, 0700))
        return stop(r, str_format(r->arena, "The folder %s cannot be made: %m.", r->aside.at));
    if (!r->pg) return true;
    return db_script(r->db, "drop schema if exists " ASIDE " cascade; create schema " ASIDE "; set search_path to " ASIDE, r->why, r->arena);
}

/* ---- taking in ---- */

typedef struct {
    Restore *r;
    Tx *tx;
    Tables tables;
    bool *came;                                           /* which tables the archive brought */
    const Table *table;                                   /* the one under way, or NULL: a file */
    Arena *scratch;
    Buf rest;                                             /* the beginning of a line whose end is still to come */
    i64 rows;
    int fd;
} Intake;

/* What would become a path here is letters and digits and nothing else. */
static bool plain_name(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-')) return false;
    }
    return s.len > 0 && s.len <= 200;
}

static bool file_opens(Intake *in, Str name)
{
    Restore *r = in->r;
    Str path = str_format(r->arena, "%s/files/%.*s", r->aside.at, FMT(name));
    in->fd = plain_name(name) ? open(path.at, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600) : -1;
    return in->fd >= 0 || stop(r, str_format(r->arena, "The file %.*s cannot be written: %m.", FMT(name)));
}

static bool part_begins(void *with, Str path, i64 size)
{
    Intake *in = with;
    (void)size;
    in->table = NULL, in->rest.len = 0;
    if (str_starts(path, S("files/"))) return file_opens(in, (Str){ path.at + 6, path.len - 6 });
    if (!str_starts(path, S("tables/")) || !str_ends(path, S(".jsonl"))) return false;
    in->table = table_named(&in->tables, (Str){ path.at + 7, path.len - 7 - 6 });
    if (in->table) in->came[in->table - in->tables.at] = true;
    return in->table || stop(in->r, str_format(in->r->arena, "This Kith does not know %.*s, which is in the backup.", FMT(path)));
}

static bool lines_in(Intake *in)
{
    size_t from = 0;
    for (char *end; (end = memchr(in->rest.at + from, '\n', in->rest.len - from)); ) {
        Str line = { in->rest.at + from, (size_t)(end - in->rest.at) - from };
        if (!table_put_trusted(in->tx, in->table, line) || tx_doomed(in->tx))
            return stop(in->r, str_format(in->r->arena, "A row of the table %.*s in the backup does not fit this database.", FMT(in->table->name)));
        from += line.len + 1;
        if (++in->rows % 200 == 0) arena_reset(in->scratch);
    }
    memmove(in->rest.at, in->rest.at + from, in->rest.len - from);
    in->rest.len -= from;
    progress("Rows", in->rows, in->r->manifest->rows);
    return true;
}

static bool part_bytes(void *with, Str bytes)
{
    Intake *in = with;
    if (in->table) return buf_str(&in->rest, bytes), lines_in(in);
    for (size_t done = 0; done < bytes.len; ) {
        ssize_t n = write(in->fd, bytes.at + done, bytes.len - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return stop(in->r, str_format(in->r->arena, "The files cannot be written in %s: %m.", in->r->aside.at));
        done += (size_t)n;
    }
    return true;
}

static bool part_ends(void *with)
{
    Intake *in = with;
    if (in->table) return in->rest.len == 0;
    bool ok = fsync(in->fd) == 0;
    ok = close(in->fd) == 0 && ok;
    in->fd = -1;
    return ok || stop(in->r, str_format(in->r->arena, "The files cannot be written in %s: %m.", in->r->aside.at));
}

/* ---- all rows, or none; and that they are the ones that were meant ---- */

static bool copy_line(void *with, Str line) { return fwrite(line.at, 1, line.len, with) == line.len; }

/* Reads the table back out of the database and holds it against the archive, byte for byte. */
static bool same_table(Restore *r, Intake *in, const Part *p)
{
    Arena *a = r->arena;
    const Table *t = table_named(&in->tables, (Str){ p->path.at + 7, p->path.len - 7 - 6 });
    int fd = arc_spool(r->aside.at, r->why, a);
    FILE *to = fd < 0 ? NULL : fdopen(fd, "w+");
    if (!to || !t) return false;
    i64 rows = table_lines_trusted(in->tx, t, copy_line, to);
    bool ok = fflush(to) == 0 && lseek(fd, 0, SEEK_SET) == 0 && rows == p->rows && str_eq(file_sha256(a, fd), p->sha256);
    fclose(to);
    return ok || stop(r, str_format(a, "The table %.*s did not arrive as it was in the backup. Is the disk sound?", FMT(t->name)));
}

static bool all_in(Restore *r, Intake *in)
{
    in->tables = tables_trusted(in->tx);
    in->came = arena_array(r->arena, bool, in->tables.count + 1);
    if (!links_later(in->tx, r->db, r->why)) return false;
    for (int i = 0; i < in->tables.count; i++)            /* what the schema's steps put in, the backup brings itself */
        db_exec_(in->tx, str_format(r->arena, "delete from \"%.*s\"", FMT(in->tables.at[i].name)).at, (Arg[]){ { .kind = ARG_END } });
    tx_arena_swap(in->tx, in->scratch);
    Taker taker = { part_begins, part_bytes, part_ends, in };
    bool ok = arc_read(r->from, &taker, r->manifest, r->arena, r->why);
    tx_arena_swap(in->tx, r->arena);
    for (int i = 0; ok && i < in->tables.count; i++)
        if (!in->came[i]) ok = stop(r, str_format(r->arena, "The table %.*s is missing in the backup.", FMT(in->tables.at[i].name)));
    for (int i = 0; ok && i < r->manifest->count; i++)
        if (str_starts(r->manifest->parts[i].path, S("tables/"))) ok = same_table(r, in, &r->manifest->parts[i]);
    return ok && links_now(in->tx, r->db, r->why);
}

static bool rows_in(Restore *r)
{
    Intake in = { .r = r, .tx = tx_open(r->arena, r->db, TX_WRITE), .scratch = arena_open(), .fd = -1 };
    in.rest = buf_open(r->arena, 64 * 1024);
    bool ok = all_in(r, &in);
    TxEnd end = tx_close(in.tx, ok);
    if (in.fd >= 0) close(in.fd);
    arena_close(in.scratch);
    if (end == TX_FULL) return stop(r, S("There is no room on the disk for this backup."));
    return (ok && end == TX_KEPT) || stop(r, S("The rows of the backup do not fit together: one points at another that is not there."));
}

/* The index is not in a backup; an older version that had another one gets its own when it is brought up. */
static bool search_made(Restore *r, const Migration *steps)
{
    if (db_newest(steps) < db_newest(db_migrations)) return true;
    Tx *tx = tx_open(r->arena, r->db, TX_WRITE);
    search_speaks_as_set(tx);
    if (r->manifest->schema < db_newest(steps)) rooms_brought_up_trusted(tx);
    else search_rebuild_trusted(tx);
    return tx_close(tx, true) == TX_KEPT || stop(r, S("The search index could not be made anew."));
}

/* The hashes are put in without the key; whoever opens the network next, with the key, erases again. */
static bool erasures_noted(Restore *r)
{
    Tx *tx = tx_open(r->arena, r->db, TX_WRITE);
    bool any = erased_list_read_trusted(tx, house_erased_list(r->h)) > 0;
    if (any) setting_put(tx, "erasures_to_replay", S("yes"));
    return tx_close(tx, true) == TX_KEPT || stop(r, S("The list of those who were erased could not be put in."));
}

static bool filled(Restore *r, const Migration *steps)
{
    Migration *until = arena_array(r->arena, Migration, 1024);      /* zeroed: ends with number 0 */
    for (int i = 0; steps[i].number && steps[i].number <= r->manifest->schema && i < 1023; i++) until[i] = steps[i];
    Buf faults = buf_open(r->arena, 256);
    if (!db_migrate(r->db, until, r->why, r->arena) || !rows_in(r)) return false;
    if (!db_migrate(r->db, steps, r->why, r->arena) || !search_made(r, steps) || !erasures_noted(r)) return false;
    return db_check_whole(r->db, &faults) || stop(r, str_format(r->arena, "What was restored is not whole: %.*s", FMT(buf_view(&faults))));
}

/* ---- in place, the database last ---- */

static bool files_placed(Restore *r)
{
    Str to = str_format(r->arena, "%s/files", r->h->data);
    bool ok = !mkdir(to.at, 0700) || errno == EEXIST;
    for (int i = 0; ok && i < r->manifest->count; i++) {
        Str path = r->manifest->parts[i].path;
        if (!str_starts(path, S("files/"))) continue;
        Str here = str_format(r->arena, "%s/%.*s", r->aside.at, FMT(path)), there = str_format(r->arena, "%s/%.*s", r->h->data, FMT(path));
        ok = rename(here.at, there.at) == 0;
    }
    ok = ok && sync_folder_of(str_format(r->arena, "%s/.", to.at).at);
    return ok || stop(r, str_format(r->arena, "The files cannot be put into %s: %m.", to.at));
}

static bool lite_placed(Restore *r)
{
    Str here = str_format(r->arena, "%s/kith.db", r->aside.at), wal = str_format(r->arena, "%s-wal", here.at);
    db_close(r->db);                                      /* the last to close moves what is in the WAL into the file */
    r->db = NULL;
    if (!access(wal.at, F_OK)) return stop(r, S("The restored database could not be closed. Is something else reading it?"));
    bool ok = !renameat2(AT_FDCWD, here.at, AT_FDCWD, r->target, RENAME_NOREPLACE)
        || (errno == EINVAL && access(r->target, F_OK) && !rename(here.at, r->target));
    if (!ok) return stop(r, str_format(r->arena, "The database cannot be put at %s: %m.", r->target));
    sync_folder_of(r->target);
    return true;
}

#define MOVE_ALL \
    "begin; do $$ declare c record; begin" \
    " for c in select cast(oid as regclass) as t from pg_class where relnamespace = cast('" ASIDE "' as regnamespace)" \
    " and relkind in ('r', 'p', 'v', 'm') loop execute format('alter table %%s set schema %%I', c.t, '%s'); end loop;" \
    " for c in select cast(oid as regprocedure) as t from pg_proc where pronamespace = cast('" ASIDE "' as regnamespace)" \
    " loop execute format('alter routine %%s set schema %%I', c.t, '%s'); end loop;" \
    " end $$; drop schema " ASIDE "; commit;"

static bool pg_placed(Restore *r)
{
    for (const char *p = r->target; *p; p++)
        if (*p == '\'' || *p == '@' || *p == '\\') return stop(r, S("The PostgreSQL schema has a name that Kith cannot use. Give it a plain one."));
    return db_script(r->db, str_format(r->arena, MOVE_ALL, r->target, r->target).at, r->why, r->arena);
}

static bool done(Restore *r, const Migration *steps)
{
    if (!arc_read(r->from, NULL, r->manifest, r->arena, r->why)) return false;
    if (r->manifest->schema > db_newest(steps))
        return stop(r, str_format(r->arena, "%s was written by a newer Kith (version %d of the data; this one knows up to %d). Install that one.",
            r->from, r->manifest->schema, db_newest(steps)));
    if (r->pg && !open_pg(r)) return false;
    if (!r->pg && !access(r->h->db_url + strlen("sqlite:"), F_OK)) return open_lite(r);
    bool ok = make_aside(r) && (r->pg || open_lite(r)) && filled(r, steps) && files_placed(r)
        && (r->pg ? pg_placed(r) : lite_placed(r));
    if (!ok && r->pg) {
        Str ignored = S("");
        db_script(r->db, "rollback; drop schema if exists " ASIDE " cascade", &ignored, r->arena);
    }
    db_close(r->db);
    r->db = NULL;
    clear_aside(r);
    return ok;
}

bool restore_from(House *h, const char *path, const Migration *steps, Manifest *m, Str *why_not)
{
    Arena *a = arena_open();                              /* outlives the connection: its cache knows statements by address */
    Restore r = { .h = h, .arena = a, .from = path, .manifest = m, .why = why_not, .pg = strncmp(h->db_url, "sqlite:", 7) != 0 };
    r.aside = str_format(a, "%s/.restoring", h->data);
    bool ok = done(&r, steps);
    db_close(r.db);
    *why_not = str_copy(h->arena, *why_not);
    m->parts = NULL, m->count = 0;                        /* they end with the arena; the sums stay */
    arena_close(a);
    return ok;
}

/* Nobody knows what was sent since the backup was made. */
static bool sending_held(House *h)
{
    Str why = S("");
    Db *db = db_open(h->db_url, &why, h->arena);
    if (!db) return false;
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    letters_hold_trusted(tx);
    editions_hold_trusted(tx);
    bool ok = tx_close(tx, true) == TX_KEPT;
    db_close(db);
    return ok;
}

int cli_restore(House *h, int argc, char **argv)
{
    if (argc != 1 || argv[0][0] == '-') {
        fputs("Use: kith restore FILE\n", stderr);
        return 2;
    }
    Str why = S("");
    Manifest m = { 0 };
    if (!restore_from(h, argv[0], db_migrations, &m, &why)) {
        fprintf(stderr, "%.*s\n", FMT(why));
        return 1;
    }
    printf("%lld rows and %lld files are back from %s.\n", m.rows, m.files, argv[0]);
    if (!sending_held(h)) fputs("Letters that waited in the backup could not be held. Look at /desk/post before you let anything go.\n", stderr);
    puts("Letters and bulletins that were to be sent wait until somebody looks at /desk/post.");
    if (access(house_erased_list(h), F_OK))
        printf("If somebody was erased after this backup was made, restore once more with erased.txt of the old folder at %s.\n", house_erased_list(h));
    if (access(h->key, F_OK))
        printf("The key is not in a backup: put your copy of it at %s (mode 600) before you serve. Without it the names and addresses stay closed.\n", h->key);
    else
        puts("Run kith check to see that the key there opens what was sealed.");
    return 0;
}
