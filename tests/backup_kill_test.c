/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Backup, restore and migrate, killed half-way or while others write: the old or the new, never between.
 * KITH_TEST_PG: a PostgreSQL address where databases may be made. */
#include "backup_house.h"

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
    Manifest still;
    backup(&busy, in_root("still.kith").at, &still);
    i64 apart = rows_of(&still, "tables/wording.jsonl") - rows_of(&still, "tables/compass.jsonl");     /* the schema brings some wordings */
    pid_t child = fork();
    if (!child) write_for_ever(busy.db_url);
    i64 most = 0;
    for (int i = 0; i < 3; i++) {
        Manifest m;
        usleep(50000);
        backup(&busy, in_root(str_format(arena, "busy%d.kith", i).at).at, &m);
        most = rows_of(&m, "tables/compass.jsonl");
        assert_int_equal(most + apart, rows_of(&m, "tables/wording.jsonl"));
    }
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    assert_true(most > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(migration_is_whole_or_not_at_all),
        cmocka_unit_test(migration_on_postgresql_too),
        cmocka_unit_test(migrates_after_a_backup),
        cmocka_unit_test(restore_is_whole_or_not_at_all),
        cmocka_unit_test(restore_on_postgresql_too),
        cmocka_unit_test(keeps_one_moment),
    };
    return cmocka_run_group_tests(tests, house_begins, house_ends);
}
