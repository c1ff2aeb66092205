/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith check: the database, every stored file, what is sealed, the search index
 * and every room's own rules; one line for each fault, and nothing is changed. */
#include "house/backup.h"
#include "house/rooms.h"
#include "house/tables.h"
#include "people/room.h"
#include "search/search.h"
#include "seal/seal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

typedef struct { House *h; Db *db; Buf *faults; i64 rows, files; } Check;

/* Runs one part of the check in a transaction of its own, so that a broken table does not hide the rest. */
static void in_turn(Check *c, const char *what, void (*part)(Check *c, Tx *tx), TxKind kind)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, c->db, kind);
    part(c, tx);
    TxEnd end = tx_close(tx, kind == TX_READ);
    if (end != TX_KEPT && end != TX_DROPPED) buf_format(c->faults, "%s: cannot be read\n", what);
    arena_close(a);
}

/* ---- every row ---- */

static bool look_at_line(void *with, Str line)
{
    (void)with, (void)line;
    return true;
}

/* SQLite was read whole by its own check; PostgreSQL finds a broken page when it is read. */
static void check_rows(Check *c, Tx *tx)
{
    Tables t = tables_trusted(tx);
    for (int i = 0; i < t.count; i++) {
        c->rows += tx_is_pg(tx) ? table_lines_trusted(tx, &t.at[i], look_at_line, NULL) : table_rows_trusted(tx, &t.at[i]);
        progress("Tables", i + 1, t.count);
    }
}

/* ---- files: what is listed is there and unchanged; what is there is listed ---- */

static void check_file(Check *c, Arena *scratch, Str hash, i64 size)
{
    Str path = str_format(scratch, "%s/files/%.*s", c->h->data, FMT(hash));
    int fd = open(path.at, O_RDONLY | O_CLOEXEC);
    if (fd < 0) { buf_format(c->faults, "files/%.*s: listed, and not there (%s)\n", FMT(hash), strerror(errno)); return; }
    bool same = str_eq(file_sha256(scratch, fd), hash) && lseek(fd, 0, SEEK_END) == size;
    close(fd);
    if (!same) buf_format(c->faults, "files/%.*s: is not what was stored\n", FMT(hash));
}

static void check_files(Check *c, Tx *tx)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    i64 all = db_one_int(tx, SQL("select count(*) from file"));
    char last[256] = "";
    for (int got = 1; got; ) {
        got = 0;
        Query q = db_query(tx, SQL("select hash, size from file where hash > $1 order by hash limit 200"), T(str_c(last)));
        while (db_next(&q)) {
            Str hash = db_view(&q, 0);
            check_file(c, scratch, hash, db_int(&q, 1));
            snprintf(last, sizeof last, "%.*s", FMT(hash));
            got++;
            progress("Files", ++c->files, all);
        }
        db_end(&q);
        arena_reset(scratch);
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
}

static bool is_listed(Tx *tx, const char *name)
{
    return db_one_int(tx, SQL("select count(*) from file where hash = $1"), T(str_c(name))) > 0;
}

enum { STRAYS_MOST = 200 };
typedef struct { char (*names)[256]; int count; } Strays;

static Strays everything_in(Arena *a, DIR *dir, Tx *tx)
{
    Strays s = { .names = arena_alloc(a, STRAYS_MOST * sizeof *s.names) };
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    for (struct dirent *e; s.count < STRAYS_MOST && (e = readdir(dir)); arena_reset(scratch))
        if (e->d_name[0] != '.' && !is_listed(tx, e->d_name) && !tx_doomed(tx))
            snprintf(s.names[s.count++], sizeof *s.names, "%s", e->d_name);
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return s;
}

/* A file is there shortly before its row is: what looks like a stray is asked for once more a little later. */
static void check_strays(Check *c)
{
    Arena *a = arena_open();
    DIR *dir = opendir(str_format(a, "%s/files", c->h->data).at);
    Tx *tx = tx_open(a, c->db, TX_READ);
    Strays s = dir ? everything_in(a, dir, tx) : (Strays){ 0 };
    if (dir) closedir(dir);
    bool ok = tx_close(tx, true) == TX_KEPT;
    if (s.count) sleep(1);
    tx = tx_open(a, c->db, TX_READ);
    for (int i = 0; i < s.count; i++)
        if (!is_listed(tx, s.names[i]) && !tx_doomed(tx)) buf_format(c->faults, "files/%s: there, and not listed by anything\n", s.names[i]);
    if (tx_close(tx, true) != TX_KEPT || !ok) buf_format(c->faults, "file: cannot be read\n");
    arena_close(a);
}

/* ---- what is sealed opens ---- */

static void check_sealed(Check *c, Tx *tx, const TableFacts *f, Str what)
{
    enum { TELL = 20, ROWS = 500 };
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    const char *key = f->key ? f->key : "id", *column = str_format(own, "%s.%.*s", f->table, FMT(what)).at;
    Str sql = str_format(own, "select %s, %.*s from %s where %s > $1 order by %s limit 500", key, FMT(what), f->table, key, key);
    i64 last = INT64_MIN, bad = 0;
    for (int got = ROWS; got == ROWS && !tx_doomed(tx); arena_reset(scratch)) {
        got = 0;
        Query q = db_query_text(tx, sql, (Arg[]){ I(last), { .kind = ARG_END } });
        for (; db_next(&q); got++) {
            Str plain = S("");
            last = db_int(&q, 0);
            bool opens = seal_open(scratch, column, last, db_view(&q, 1), &plain);
            if (!opens && ++bad <= TELL) buf_format(c->faults, "%s of %lld: does not open with the key\n", column, last);
        }
        db_end(&q);
    }
    if (bad > TELL) buf_format(c->faults, "%s: %lld more do not open with the key\n", column, bad - TELL);
    tx_arena_swap(tx, own);
    arena_close(scratch);
}

static void check_seals(Check *c, Tx *tx)
{
    Str why = S("");
    if (!seal_load(c->h->key, &why, tx_arena(tx))) { buf_format(c->faults, "key: %.*s\n", FMT(why)); return; }
    for (const Room *const *r = house_rooms; *r; r++)
        for (const TableFacts *f = (*r)->facts; f && f->table; f++)
            for (Str rest = str_c(f->sealed); rest.len; ) check_sealed(c, tx, f, str_cut(&rest, ' '));
}

/* ---- search and the rooms ---- */

static void count_of(Check *c, i64 n, const char *what)
{
    if (n) buf_format(c->faults, "search: %lld %s\n", n, what);
}

/* The index against its documents, and where it costs little the documents against what they are of. */
static void check_search(Check *c, Tx *tx)
{
    search_speaks_as_set(tx);
    search_check(tx, c->faults);
    count_of(c, db_one_int(tx, SQL("select count(*) from search_doc d join work w on w.id = d.id where d.kind <> 'work.' || w.kind or d.title <> w.title")), "works are found as something else than they are");
    count_of(c, db_one_int(tx, SQL("select count(*) from search_doc d join member_group g on g.id = d.id where d.title <> g.name")), "groups are found by another name");
}

/* Not from the documents that are there: one may be missing, or be of what was taken back.  All or nothing. */
bool search_from_rooms(House *h, Db *db)
{
    if (db_version(db) != db_newest(db_migrations)) return true;      /* the check says so */
    TxEnd end = TX_AGAIN;
    for (int i = 0; i < 3 && end == TX_AGAIN; i++) {
        Tx *tx = tx_open(h->arena, db, TX_WRITE);
        search_speaks_as_set(tx);
        search_empty_trusted(tx);
        for (const Room *const *r = house_rooms; *r; r++) if ((*r)->found) (*r)->found(tx);
        job_add_once(tx, "tidy after erasure", 0);        /* so that no byte is left of a document that should not have been there */
        end = tx_close(tx, true);
    }
    return end == TX_KEPT;
}

static void check_rooms(Check *c, Tx *tx)
{
    for (int i = 0; house_rooms[i]; i++) {
        size_t before = c->faults->len;
        int found = house_rooms[i]->check ? house_rooms[i]->check(tx, c->faults) : 0;
        if (found && c->faults->len == before) buf_format(c->faults, "%s: %d faults\n", house_rooms[i]->name, found);
    }
}

static void check_version(Check *c, const Migration *steps)
{
    int now = db_version(c->db), newest = db_newest(steps);
    if (now == 0) buf_format(c->faults, "database: there is no network in it yet; run kith init\n");
    else if (now > newest) buf_format(c->faults, "database: written by a newer Kith (version %d; this one knows up to %d)\n", now, newest);
    else if (now > 0 && now < newest) buf_format(c->faults, "database: at version %d and not yet at %d; run kith migrate\n", now, newest);
    else if (now < 0) buf_format(c->faults, "database: does not say which version it is\n");
}

static int faults_in(const Buf *b)
{
    int n = 0;
    for (size_t i = 0; i < b->len; i++) n += b->at[i] == '\n';
    return n;
}

static void check_house(Check *c, const Migration *steps)
{
    db_check_whole(c->db, c->faults);
    size_t before = c->faults->len;
    check_version(c, steps);
    if (c->faults->len != before) return;                 /* another version's tables are not for us to judge */
    in_turn(c, "tables", check_rows, TX_READ);
    in_turn(c, "file", check_files, TX_READ);
    check_strays(c);
    in_turn(c, "sealed columns", check_seals, TX_READ);
    in_turn(c, "search", check_search, TX_READ);
    in_turn(c, "rooms", check_rooms, TX_READ);
}

int check_all(House *h, Db *db, const Migration *steps, Buf *faults)
{
    Check c = { .h = h, .db = db, .faults = faults };
    check_house(&c, steps);
    if (!faults->len) printf("All is well: %lld rows, %lld files\n", c.rows, c.files);
    return faults_in(faults);
}

int cli_check(House *h, int argc, char **argv)
{
    bool anew = argc == 1 && !strcmp(argv[0], "--rebuild-search");
    if (argc && !anew) {
        fputs("Use: kith check [--rebuild-search]\n", stderr);
        return 2;
    }
    Str why = S("");
    Db *db = db_open(h->db_url, &why, h->arena);
    if (!db) {
        fprintf(stderr, "%.*s\n", FMT(why));
        return 1;
    }
    Buf faults = buf_open(h->arena, 1024);
    bool keyed = !anew || seal_load(h->key, &why, h->arena);          /* what is said of a word is read by its key */
    if (anew && (!keyed || !search_from_rooms(h, db))) buf_format(&faults, "search: the index could not be made anew\n");
    int n = check_all(h, db, db_migrations, &faults);
    db_close(db);
    if (!n) return 0;
    fwrite(faults.at, 1, faults.len, stdout);
    fflush(stdout);
    fprintf(stderr, "%d thing%s to look at. Before you mend anything, make a copy of the whole folder; the last backup is put back with: kith restore FILE\n",
        n, n == 1 ? "" : "s");
    return 1;
}
