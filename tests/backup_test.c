/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Backup, restore and check: nothing lost on the way, from engine to engine; damage always noticed before anything
 * is touched.  KITH_TEST_PG: a PostgreSQL address where databases may be made. */
#include "backup_house.h"

/* ---- there and back ---- */

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
    for (Str rest = key; rest.len; ) key = str_cut(&rest, ' ');           /* "1 current KEY" */
    assert_int_equal(key.len, 43);
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

/* One bit in a thousand of what is packed can be another and say the same: that is no damage. */
static bool says_the_same(Str path)
{
    Str look = str_format(arena, "gzip -dc %s 2>/dev/null >%s && gzip -dc %s | cmp -s - %s", path.at, in_root("unpacked").at, first_file.at, in_root("unpacked").at);
    return system(look.at) == 0;
}

static void notices_any_damage(void **state)
{
    (void)state;
    Str whole = get(first_file.at), path = in_root("damaged.kith");
    char *bytes = own_copy(whole);
    int damaged = 0;
    for (size_t i = 0; i < 60; i++) {                     /* the head, the tail and forty places between */
        size_t at = i < 10 ? i : i < 18 ? whole.len - 1 - (i - 10) : 10 + i * 104729 % (whole.len - 18);
        char as_it_was = bytes[at];
        bytes[at] = (char)(as_it_was ^ (1 << (i % 8)));
        put(path.at, bytes, whole.len);
        if (i < 18 || !says_the_same(path)) refused(str_format(arena, "byte %zu", at).at, path.at), damaged++;
        bytes[at] = as_it_was;
    }
    assert_true(damaged > 50);
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
    change(&five, "update search_post set entries = '' where kind = 'group'");
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back_as_it_was),
        cmocka_unit_test(travels_through_postgresql),
        cmocka_unit_test(same_data_same_bytes),
        cmocka_unit_test(odd_tables_come_back),
        cmocka_unit_test(odd_tables_on_postgresql),
        cmocka_unit_test(never_replaces_a_file),
        cmocka_unit_test(names_no_one),
        cmocka_unit_test(notices_any_damage),
        cmocka_unit_test(refuses_what_is_newer),
        cmocka_unit_test(refuses_a_place_in_use),
        cmocka_unit_test(says_that_the_key_is_wanted),
        cmocka_unit_test(check_finds),
        cmocka_unit_test(check_finds_on_postgresql),
        cmocka_unit_test(check_finds_a_broken_page),
    };
    return cmocka_run_group_tests(tests, house_begins, house_ends);
}
