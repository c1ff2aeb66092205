/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Backup, restore, check and migrate: nothing lost on the way, from engine to engine; damage always noticed before
 * anything is touched; a kill leaves the old or the new.  KITH_TEST_PG: a PostgreSQL address where databases may be made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "house/backup.h"
#include "house/tables.h"
#include "people/room.h"
#include "search/search.h"
#include "seal/seal.h"

/* ---- the rest of the house, as far as it is needed here ---- */

const Room *const house_rooms[] = { NULL };
void progress(const char *what, i64 done, i64 of) { (void)what, (void)done, (void)of; }

static char root[64];
static Arena *arena;
static const char canary[] = "Canary Nightingale of Quiet Street";

static House house_at(const char *name, const char *url)
{
    Str data = str_format(arena, "%s/%s", root, name);
    return (House){ .arena = arena, .data = data.at, .key = str_format(arena, "%s/secret.key", data.at).at,
        .db_url = url ? url : str_format(arena, "sqlite:%s/kith.db", data.at).at };
}

static Db *opened(const char *url)
{
    Str why = S("");
    Db *db = db_open(url, &why, arena);
    if (!db) fail_msg("%.*s", FMT(why));
    return db;
}

static void script(Db *db, const char *sql)
{
    Str why = S("");
    if (!db_script(db, sql, &why, arena)) fail_msg("%.*s", FMT(why));
}

/* A fresh database on the cluster of KITH_TEST_PG; NULL where there is none. */
static const char *pg_url(const char *name)
{
    const char *cluster = getenv("KITH_TEST_PG");
    if (!cluster) return NULL;
    Db *db = opened(cluster);
    Str full = str_format(arena, "kith_backup_test_%s", name);
    script(db, str_format(arena, "drop database if exists %s", full.at).at);
    script(db, str_format(arena, "create database %s", full.at).at);
    db_close(db);
    const char *query = strchr(cluster, '?');
    size_t slash = query ? (size_t)(query - cluster) : strlen(cluster);
    while (slash && cluster[slash - 1] != '/') slash--;
    return str_format(arena, "%.*s%s%s", (int)slash, cluster, full.at, query ? query : "").at;
}

static void put(const char *path, const char *bytes, size_t n)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    close(fd);
}

static Str get(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && !fstat(fd, &st));
    char *to = arena_alloc(arena, (size_t)st.st_size + 1);
    assert_int_equal(read(fd, to, (size_t)st.st_size), st.st_size);
    close(fd);
    return (Str){ to, (size_t)st.st_size };
}

static char *own_copy(Str s)
{
    char *to = arena_alloc(arena, s.len + 1);
    memcpy(to, s.at, s.len);
    return to;
}

static Str sha256_of(const char *path)
{
    int fd = open(path, O_RDONLY);
    Str hash = file_sha256(arena, fd);
    close(fd);
    return hash;
}

static Str in_root(const char *name) { return str_format(arena, "%s/%s", root, name); }

/* ---- a small network ---- */

static void add_file(House *h, Tx *tx, const char *words)
{
    Str draft = str_format(arena, "%s/files/draft", h->data);
    put(draft.at, words, strlen(words));
    Str hash = sha256_of(draft.at);
    rename(draft.at, str_format(arena, "%s/files/%.*s", h->data, FMT(hash)).at);
    db_exec(tx, SQL("insert into file(hash, size, type, made_at) values ($1, $2, 'text/plain', 7)"), T(hash), I((i64)strlen(words)));
}

#define EACH 9000000000000000                             /* ids beyond what a double can hold */

static void furnish(House *h, Tx *tx)
{
    for (i64 n = 1; n <= 450; n++) {
        Str name = n == 77 ? str_c(canary) : str_format(arena, "Zoë %lld", n);
        db_exec(tx, SQL("insert into person(id, name, contact_way, place, language, state, quiet_until, made_at, changed_at)"
            " values ($1, $2, 'email', $3, 'en', 1, 0, $4, 0)"), I(n * EACH), B(seal(arena, "person.name", n * EACH, name)),
            T(str_format(arena, "Line one\nline \"two\" \\ \t \x01 \xF0\x9F\x8C\xB1 '%lld' @id", n)), I(-n));
        search_put_trusted(tx, NULL, &(SearchDoc){ n, "group", 2, str_format(arena, "Kitchen %lld", n), S("tea and company") });
    }
    db_exec(tx, SQL("insert into setting(name, value) values ('name', 'A network'), ('empty', '')"));
    db_exec(tx, SQL("insert into done_once(key_hash, at, location) values ($1, 3, '/x'), ($2, 4, '')"), B(S("\x00\xFF\x00")), B(S("")));
    add_file(h, tx, "a paper that was handed in");
    add_file(h, tx, "");
    add_file(h, tx, "another one");
}

static void network_new(House *h)
{
    Str why = S("");
    assert_int_equal(mkdir(h->data, 0700), 0);
    assert_int_equal(mkdir(str_format(arena, "%s/files", h->data).at, 0700), 0);
    if (!seal_make(h->key, &why, arena)) fail_msg("%.*s", FMT(why));
    Db *db = db_open_new(h->db_url, &why, arena);
    if (!db || !db_migrate(db, db_migrations, &why, arena)) fail_msg("%.*s", FMT(why));
    Tx *tx = tx_open(arena, db, TX_WRITE);
    furnish(h, tx);
    assert_int_equal(tx_close(tx, true), TX_KEPT);
    db_close(db);
}

static void backup(House *h, const char *path, Manifest *m)
{
    Str why = S("");
    Db *db = opened(h->db_url);
    if (!backup_to(h, db, path, m, &why)) fail_msg("%.*s", FMT(why));
    db_close(db);
}

static void restore(House *h, const char *path)
{
    Manifest m;
    Str why = S("");
    if (!restore_from(h, path, db_migrations, &m, &why)) fail_msg("%.*s", FMT(why));
    assert_true(m.rows > 900);
    assert_int_equal(m.files, 3);
}

static void same(const Manifest *x, const Manifest *y)
{
    assert_int_equal(x->count, y->count);
    for (int i = 0; i < x->count; i++) {
        assert_true(str_eq(x->parts[i].path, y->parts[i].path));
        assert_true(str_eq(x->parts[i].sha256, y->parts[i].sha256));
    }
}

/* How many faults, and what was said of them. */
static int faults_of_house(House *h, Str *said)
{
    Buf faults = buf_open(arena, 256);
    Db *db = opened(h->db_url);
    int n = check_all(h, db, db_migrations, &faults);
    db_close(db);
    *said = buf_view(&faults);
    return n;
}

static void well(House *h)
{
    Str said;
    if (faults_of_house(h, &said)) fail_msg("%.*s", FMT(said));
    Db *db = opened(h->db_url);
    Tx *tx = tx_open(arena, db, TX_READ);
    SearchHits hits = search_find_trusted(tx, "group", 2, S("kichen 77"), 10);
    assert_true(hits.count >= 1 && hits.at[0].id == 77);
    assert_int_equal(tx_close(tx, true), TX_KEPT);
    db_close(db);
}

static void finds(House *h, const char *what)
{
    Str said;
    int n = faults_of_house(h, &said);
    if (n != 1 || str_find(said, str_c(what)) < 0) fail_msg("%d: %.*s, not %s", n, FMT(said), what);
}

static void give_key(House *from, House *to)
{
    Str key = get(from->key);
    put(to->key, key.at, key.len);
}

/* ---- there and back ---- */

static House first;
static Manifest first_manifest;
static Str first_file;

static int begin(void **state)
{
    (void)state;
    arena = arena_open();
    log_level(LOG_QUIET);
    strcpy(root, "/tmp/kith-backup-XXXXXX");
    if (!mkdtemp(root)) return -1;
    first = house_at("first", NULL);
    network_new(&first);
    first_file = in_root("first.kith");
    backup(&first, first_file.at, &first_manifest);
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

static int end(void **state)
{
    (void)state;
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(arena);
    return 0;
}

static void comes_back_as_it_was(void **state)
{
    (void)state;
    House two = house_at("two", NULL);
    Manifest m;
    restore(&two, first_file.at);
    assert_int_equal(access(str_format(arena, "%s/.restoring", two.data).at, F_OK), -1);
    give_key(&first, &two);
    well(&two);
    backup(&two, in_root("two.kith").at, &m);
    same(&first_manifest, &m);
}

static void travels_through_postgresql(void **state)
{
    (void)state;
    const char *url = pg_url("there");
    if (!url) { print_message("KITH_TEST_PG is not set: PostgreSQL is left out\n"); skip(); }
    House there = house_at("there", url), back = house_at("back", NULL);
    Manifest m, n;
    Str why = S("");
    restore(&there, first_file.at);
    give_key(&first, &there);
    well(&there);
    backup(&there, in_root("there.kith").at, &m);
    same(&first_manifest, &m);
    restore(&back, in_root("there.kith").at);
    backup(&back, in_root("back.kith").at, &n);
    same(&first_manifest, &n);
    assert_false(restore_from(&there, first_file.at, db_migrations, &m, &why));       /* it holds a network now */
    assert_true(str_find(why, S("holds something already")) >= 0);
}

static void same_data_same_bytes(void **state)
{
    (void)state;
    Manifest m;
    time_pretend((Time){ SECONDS(1000000000) });
    backup(&first, in_root("a.kith").at, &m);
    backup(&first, in_root("b.kith").at, &m);
    time_pretend((Time){ 0 });
    assert_true(str_eq(get(in_root("a.kith").at), get(in_root("b.kith").at)));
}

/* Rows that point at each other or at a later one, nulls, and a table without a key come through as well. */
static void odd_tables(const char *url)
{
    House odd = house_at(url ? "odd_pg" : "odd", url), back = house_at(url ? "odd_pg_back" : "odd_back", NULL);
    Manifest m, n;
    Str why = S("");
    Migration *steps = arena_array(arena, Migration, 3);
    steps[0] = db_migrations[0];
    steps[1] = (Migration){ 2, "odd", "create table egg(id @id, hen @int references egg(id)) @strict;\n"
        "create table note(a @text, b @int, c @bytes) @strict; insert into egg(id, hen) values (9, null);\n"
        "create table person(id @id, name @bytes) @strict;" };
    mkdir(odd.data, 0700);
    Db *db = db_open_new(odd.db_url, &why, arena);
    if (!db || !db_migrate(db, steps, &why, arena)) fail_msg("%.*s", FMT(why));
    script(db, "insert into egg(id, hen) values (2, 9); insert into egg(id, hen) values (1, 2);"
        " insert into note(a, b) values (null, 5), ('x', null), (null, null), ('', -9223372036854775807), ('x', null);");
    assert_true(backup_to(&odd, db, in_root(url ? "odd_pg.kith" : "odd.kith").at, &m, &why));
    db_close(db);
    if (!restore_from(&back, in_root(url ? "odd_pg.kith" : "odd.kith").at, steps, &n, &why)) fail_msg("%.*s", FMT(why));
    assert_int_equal(n.rows, 8);
    if (url) {
        House again = house_at("odd_pg_again", pg_url("odd_again"));
        if (!restore_from(&again, in_root("odd_pg.kith").at, steps, &n, &why)) fail_msg("%.*s", FMT(why));
        db = opened(again.db_url);
        assert_false(db_script(db, "begin; insert into egg(id, hen) values (4, 5); select 1;", &why, arena));   /* looked at once again */
        db_close(db);
    }
}

static void odd_tables_come_back(void **state) { (void)state, odd_tables(NULL); }

static void odd_tables_on_postgresql(void **state)
{
    (void)state;
    const char *url = pg_url("odd");
    if (!url) skip();
    odd_tables(url);
}

/* ---- what is refused ---- */

static void never_replaces_a_file(void **state)
{
    (void)state;
    Str path = in_root("kept.kith");
    put(path.at, "mine", 4);
    char *argv[] = { own_copy(path), NULL };
    assert_int_equal(cli_backup(&first, 1, argv), 1);
    assert_true(str_is(get(path.at), "mine"));
    assert_int_equal(cli_backup(&first, 0, argv + 1), 2);
}

static void names_no_one(void **state)
{
    (void)state;
    Str unpack = str_format(arena, "gzip -dc %s > %s", first_file.at, in_root("plain.tar").at);
    assert_int_equal(system(unpack.at), 0);
    Str plain = get(in_root("plain.tar").at), key = str_trim(get(first.key));
    assert_true(str_find(plain, S("A network")) >= 0);
    assert_true(str_find(plain, S("Nightingale")) < 0);
    assert_true(str_find(plain, key) < 0);
}

static void refused(const char *what, const char *path)
{
    House three = house_at("three", NULL);
    Manifest m;
    Str why = S("");
    if (restore_from(&three, path, db_migrations, &m, &why)) fail_msg("taken in: %s", what);
    assert_true(why.len > 0);
    assert_int_equal(access(three.data, F_OK), -1);       /* not even its folder was made */
}

static void notices_any_damage(void **state)
{
    (void)state;
    Str whole = get(first_file.at), path = in_root("damaged.kith");
    char *bytes = own_copy(whole);
    for (size_t i = 0; i < 60; i++) {                     /* the head, the tail and forty places between */
        size_t at = i < 10 ? i : i < 18 ? whole.len - 1 - (i - 10) : 10 + i * 104729 % (whole.len - 18);
        char as_it_was = bytes[at];
        bytes[at] = (char)(as_it_was ^ (1 << (i % 8)));
        put(path.at, bytes, whole.len);
        refused(str_format(arena, "byte %zu", at).at, path.at);
        bytes[at] = as_it_was;
    }
    for (size_t i = 0; i < 8; i++) {
        put(path.at, bytes, whole.len * i / 8);
        refused("cut short", path.at);
    }
    put(path.at, bytes, whole.len - 1);
    refused("one byte short", path.at);
    refused("not there", in_root("nowhere.kith").at);
}

static void refuses_what_is_newer(void **state)
{
    (void)state;
    House three = house_at("three", NULL);
    Manifest m;
    Str why = S(""), backup_name;
    const Migration older[] = { db_migrations[0], { 0, NULL, NULL } };
    assert_false(restore_from(&three, first_file.at, older, &m, &why));
    assert_true(str_find(why, S("newer Kith")) >= 0);
    assert_int_equal(access(three.data, F_OK), -1);
    Db *db = opened(first.db_url);
    why = S("");
    assert_false(migrate_to(&first, db, older, &backup_name, &why));
    assert_true(str_find(why, S("newer Kith")) >= 0);
    Buf faults = buf_open(arena, 64);
    assert_int_equal(check_all(&first, db, older, &faults), 1);
    db_close(db);
}

static void refuses_a_place_in_use(void **state)
{
    (void)state;
    Manifest m;
    Str why = S(""), before = get(first.db_url + 7);
    assert_false(restore_from(&first, first_file.at, db_migrations, &m, &why));
    assert_true(str_find(why, S("already")) >= 0);
    assert_true(str_eq(before, get(first.db_url + 7)));
}

static void says_that_the_key_is_wanted(void **state)
{
    (void)state;
    House four = house_at("four", NULL);
    Str out = in_root("said.txt");
    char *argv[] = { own_copy(first_file), NULL };
    fflush(stdout);
    int kept = dup(1), fd = open(out.at, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    dup2(fd, 1);
    int status = cli_restore(&four, 1, argv);
    fflush(stdout);
    dup2(kept, 1);
    close(kept), close(fd);
    assert_int_equal(status, 0);
    assert_true(str_find(get(out.at), S("secret.key")) >= 0);
}

/* ---- check finds what is wrong ---- */

static void change(House *h, const char *sql)
{
    Db *db = opened(h->db_url);
    script(db, sql);
    db_close(db);
}

static void check_finds_each_fault(House *five)
{
    restore(five, first_file.at);
    give_key(&first, five);
    well(five);
    Str stray = str_format(arena, "%s/files/0123abc", five->data), paper = S("another one"), draft = in_root("draft");
    put(stray.at, "x", 1);
    finds(five, "files/0123abc: there, and not listed");
    unlink(stray.at);
    put(draft.at, paper.at, paper.len);
    Str stored = str_format(arena, "%s/files/%.*s", five->data, FMT(sha256_of(draft.at)));
    put(stored.at, "another ane", paper.len);
    finds(five, "is not what was stored");
    unlink(stored.at);
    finds(five, "listed, and not there");
    put(stored.at, paper.at, paper.len);
    change(five, "update person set name = (select p.name from person p where p.id = 9000000000000000) where id = 18000000000000000;");
    finds(five, "person.name of 18000000000000000: does not open");
    change(five, "delete from person where id = 18000000000000000;");
    well(five);
}

static void check_finds(void **state)
{
    (void)state;
    Str said;
    House five = house_at("five", NULL);
    check_finds_each_fault(&five);
    change(&five, "pragma foreign_keys = off; insert into role_held(person, role, since, given_by) values (5, 5, 0, 0)");
    assert_int_equal(faults_of_house(&five, &said), 2);
    change(&five, "delete from role_held; update search_doc set words = 'other words' where id = 5");
    finds(&five, "search");
}

static void check_finds_on_postgresql(void **state)
{
    (void)state;
    const char *url = pg_url("five");
    if (!url) skip();
    House five = house_at("five_pg", url);
    check_finds_each_fault(&five);
    change(&five, "update search_doc set found = null where id = 5");
    finds(&five, "search");
}

static void check_finds_a_broken_page(void **state)
{
    (void)state;
    House six = house_at("six", NULL);
    restore(&six, first_file.at);
    give_key(&first, &six);
    Str bytes = get(six.db_url + 7), why = S("");
    char *broken = own_copy(bytes);
    memset(broken + bytes.len / 2 / 4096 * 4096, 0x5a, 64);
    put(six.db_url + 7, broken, bytes.len);
    Buf faults = buf_open(arena, 256);
    Db *db = db_open(six.db_url, &why, arena);
    if (db) assert_true(check_all(&six, db, db_migrations, &faults) > 0);
    db_close(db);
}

/* ---- killed half-way ---- */

static const char slow_lite[] = "create table late(id @id, words @text not null) @strict;\n"
    "insert into late(id, words) with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000) select i, 'w' from n;\n"
    "alter table person add column late @int not null default 0;";
static const char slow_pg[] = "create table late(id @id, words @text not null);\n"
    "insert into late(id, words) select i, 'w' from generate_series(1, 20000) i; select pg_sleep(0.02);\n"
    "alter table person add column late @int not null default 0;";

static Migration *steps_and_one_more(bool pg)
{
    int n = 0;
    while (db_migrations[n].number) n++;
    Migration *m = arena_array(arena, Migration, n + 2);
    memcpy(m, db_migrations, sizeof *m * (size_t)n);
    m[n] = (Migration){ db_newest(db_migrations) + 1, "late", pg ? slow_pg : slow_lite };
    return m;
}

static void killed_after(unsigned us, void (*deed)(House *h, const Migration *steps), House *h, const Migration *steps)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (!child) {
        deed(h, steps);
        _exit(0);
    }
    usleep(us);
    kill(child, SIGKILL);
    assert_int_equal(waitpid(child, NULL, 0), child);
}

static void just_migrate(House *h, const Migration *steps)
{
    Str why = S("");
    Db *db = db_open(h->db_url, &why, h->arena);
    if (db && db_migrate(db, steps, &why, h->arena)) db_close(db);
}

static i64 number(Db *db, const char *sql)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    Query q = db_query_text(tx, str_c(sql), (Arg[]){ { .kind = ARG_END } });
    i64 n = db_next(&q) ? db_int(&q, 0) : -1;
    assert_int_equal(tx_close(tx, true), TX_KEPT);
    return n;
}

/* A server's part of a killed program goes on until it notices. */
static void alone(Db *db)
{
    for (int i = 0; db_is_pg(db) && i < 300; i++) {
        if (number(db, "select count(*) from pg_stat_activity where datname = current_database()") <= 1) return;
        usleep(10000);
    }
}

/* True: the step was done, and is taken back for the next round. */
static bool done_whole(Db *db, int was)
{
    Buf faults = buf_open(arena, 256);
    int now = db_version(db);
    if (!db_check_whole(db, &faults)) fail_msg("%.*s", FMT(buf_view(&faults)));
    if (now == was) {
        script(db, "create table late(id @id); drop table late;");        /* nothing was left of it */
        return false;
    }
    assert_int_equal(now, was + 1);
    assert_int_equal(number(db, "select count(*) from late"), 20000);
    assert_int_equal(number(db, "select sum(late) from person"), 0);
    script(db, str_format(arena, "drop table late; alter table person drop column late; delete from schema_version where number = %d", now).at);
    return true;
}

static void kill_migrations(House *h, bool pg)
{
    const Migration *steps = steps_and_one_more(pg);
    int finished = 0;
    restore(h, first_file.at);
    for (unsigned i = 0; i < 40; i++) {
        killed_after(1000 + i * 7919 % 97 * 1000, just_migrate, h, steps);
        Db *db = opened(h->db_url);
        alone(db);
        finished += done_whole(db, db_newest(db_migrations));
        db_close(db);
    }
    print_message("killed 40 times: %d old, %d new\n", 40 - finished, finished);
}

static void migration_is_whole_or_not_at_all(void **state)
{
    (void)state;
    House seven = house_at("seven", NULL);
    kill_migrations(&seven, false);
}

static void migration_on_postgresql_too(void **state)
{
    (void)state;
    const char *url = pg_url("seven");
    if (!url) skip();
    House seven = house_at("seven_pg", url);
    kill_migrations(&seven, true);
}

static void migrates_after_a_backup(void **state)
{
    (void)state;
    House eight = house_at("eight", NULL), nine = house_at("nine", NULL);
    restore(&eight, first_file.at);
    Str why = S(""), name;
    Manifest m;
    const Migration *steps = steps_and_one_more(false);
    Db *db = opened(eight.db_url);
    assert_true(migrate_to(&eight, db, steps, &name, &why));
    assert_int_equal(db_version(db), db_newest(steps));
    assert_true(str_ends(name, str_format(arena, "/before-version-%d.kith", db_newest(steps))));
    assert_true(arc_read(name.at, NULL, &m, arena, &why));
    same(&first_manifest, &m);
    assert_true(migrate_to(&eight, db, steps, &name, &why));
    assert_int_equal(name.len, 0);
    db_close(db);
    assert_true(restore_from(&nine, first_file.at, steps, &m, &why));    /* an older backup comes in at the newest version */
    db = opened(nine.db_url);
    assert_int_equal(db_version(db), db_newest(steps));
    db_close(db);
}

static void just_restore(House *h, const Migration *steps)
{
    Manifest m;
    Str why = S("");
    if (!restore_from(h, first_file.at, steps, &m, &why)) _exit(1);
}

/* After a kill there is no database, or the whole one; and another try goes through. */
static void kill_restores(House *h, Db *(*there)(House *h))
{
    for (unsigned i = 0; i < 16; i++) {
        killed_after(2000 + i * 40000, just_restore, h, db_migrations);
        Db *db = there(h);
        if (!db) continue;
        assert_int_equal(number(db, "select count(*) from person"), 450);
        db_close(db);
        return;
    }
    restore(h, first_file.at);
}

static Db *lite_there(House *h) { return access(h->db_url + 7, F_OK) ? NULL : opened(h->db_url); }

static Db *pg_there(House *h)
{
    Db *db = opened(h->db_url);
    alone(db);
    if (db_version(db)) return db;
    assert_int_equal(number(db, "select count(*) from pg_class where relnamespace = (select oid from pg_namespace where nspname = 'public')"), 0);
    db_close(db);
    return NULL;
}

static void restore_is_whole_or_not_at_all(void **state)
{
    (void)state;
    House ten = house_at("ten", NULL);
    kill_restores(&ten, lite_there);
    give_key(&first, &ten);
    well(&ten);
}

static void restore_on_postgresql_too(void **state)
{
    (void)state;
    const char *url = pg_url("ten");
    if (!url) skip();
    House ten = house_at("ten_pg", url);
    kill_restores(&ten, pg_there);
    give_key(&first, &ten);
    well(&ten);
}

/* ---- while the house serves ---- */

_Noreturn static void write_for_ever(const char *url)     /* two rows at a time: a backup must see both or neither */
{
    Db *db = opened(url);
    for (i64 n = 1; ; n++) {
        Arena *a = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        db_exec(tx, SQL("insert into compass(id, kind, slug, position, words, more, ended_at) values ($1, 'hope', $2, 0, '', '', 0)"),
            I(n), T(str_format(a, "s%lld", n)));
        db_exec(tx, SQL("insert into wording(id, purpose, version, words, since) values ($1, $2, 1, '', 0)"), I(n), T(str_format(a, "p%lld", n)));
        if (tx_close(tx, true) != TX_KEPT) _exit(1);
        arena_close(a);
    }
}

static i64 rows_of(const Manifest *m, const char *path)
{
    for (int i = 0; i < m->count; i++) if (str_is(m->parts[i].path, path)) return m->parts[i].rows;
    return -1;
}

static void keeps_one_moment(void **state)
{
    (void)state;
    House busy = house_at("busy", NULL);
    restore(&busy, first_file.at);
    pid_t child = fork();
    if (!child) write_for_ever(busy.db_url);
    i64 most = 0;
    for (int i = 0; i < 3; i++) {
        Manifest m;
        usleep(50000);
        backup(&busy, in_root(str_format(arena, "busy%d.kith", i).at).at, &m);
        most = rows_of(&m, "tables/compass.jsonl");
        assert_int_equal(most, rows_of(&m, "tables/wording.jsonl"));
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(most > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was), cmocka_unit_test(travels_through_postgresql), cmocka_unit_test(same_data_same_bytes),
        cmocka_unit_test(odd_tables_come_back), cmocka_unit_test(odd_tables_on_postgresql),
        cmocka_unit_test(never_replaces_a_file), cmocka_unit_test(names_no_one), cmocka_unit_test(notices_any_damage),
        cmocka_unit_test(refuses_what_is_newer), cmocka_unit_test(refuses_a_place_in_use), cmocka_unit_test(says_that_the_key_is_wanted),
        cmocka_unit_test(check_finds), cmocka_unit_test(check_finds_on_postgresql), cmocka_unit_test(check_finds_a_broken_page),
        cmocka_unit_test(migration_is_whole_or_not_at_all), cmocka_unit_test(migration_on_postgresql_too),
        cmocka_unit_test(migrates_after_a_backup), cmocka_unit_test(restore_is_whole_or_not_at_all),
        cmocka_unit_test(restore_on_postgresql_too), cmocka_unit_test(keeps_one_moment),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
