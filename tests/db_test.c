/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The transaction on either engine: the same promises, and every statement of the house against the real schema. */
#include "house_for_tests.h"

#include <pthread.h>

static void every_statement_prepares(void **state)
{
    (void)state;
    Db *db = fresh_db();
    Buf faults = buf_open(arena, 1024);
    int bad = db_check_statements(db, &faults);
    if (bad) fail_msg("%d statements were refused:\n%.*s", bad, FMT(buf_view(&faults)));
    Str why = S("");
    assert_true(db_script(db, "alter table person drop column place;", &why, arena));   /* and a dropped column is found */
    assert_true(db_check_statements(db, &faults) > 0);
    db_close(db);
}

static void put(Tx *tx, const char *name, Str value) { setting_put(tx, name, value); }

static void first_failure_sticks(void **state)
{
    (void)state;
    Db *db = fresh_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    put(tx, "before", S("1"));
    Query q = db_query_text(tx, S("select * from nowhere"), (const Arg[]){ { .kind = ARG_END } });
    assert_false(db_next(&q));
    assert_true(tx_doomed(tx));
    put(tx, "after", S("1"));
    assert_true(str_is(setting(tx, "before", S("nothing")), "nothing"));     /* doomed: answers nothing */
    assert_int_equal(tx_close(tx, true), TX_FAILED);
    assert_int_equal(number(db, "select count(*) from setting"), 0);
    db_close(db);
}

static void values_come_back(void **state)
{
    (void)state;
    Db *db = fresh_db();
    const char raw[] = { 0, 1, 2, (char)0xFF, '\\', '\'' };
    Tx *tx = tx_open(arena, db, TX_WRITE);
    db_exec(tx, SQL("insert into outbox(id, message_id, letter, person, purpose, made_at, next_at, tries, state, last_words) values ($1, $2, $3, $4, $2, $1, $1, 0, 1, '')"),
        I(4611686018427387904LL), T(S("It's \xC3\xA9\xF0\x9F\x98\x80")), B(((Str){ raw, sizeof raw })), I(-5));
    keep(tx);
    tx = tx_open(arena, db, TX_READ);
    Query q = db_query(tx, SQL("select id, message_id, letter, person from outbox where id = $1 and ($2 = '' or purpose = $2)"), I(4611686018427387904LL), T(S("")));
    assert_true(db_next(&q));
    assert_true(db_int(&q, 0) == 4611686018427387904LL && db_int(&q, 3) == -5);
    assert_true(str_is(db_str(&q, 1), "It's \xC3\xA9\xF0\x9F\x98\x80"));
    assert_true(str_eq(db_str(&q, 2), (Str){ raw, sizeof raw }));
    assert_false(db_next(&q));
    keep(tx);
    db_close(db);
}

static void dropped_unless_kept(void **state)
{
    (void)state;
    Db *db = fresh_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    put(tx, "a", S("1"));
    assert_int_equal(tx_close(tx, false), TX_DROPPED);
    assert_int_equal(number(db, "select count(*) from setting"), 0);
    tx = tx_open(arena, db, TX_WRITE);
    put(tx, "a", S("1"));
    Query q = db_query(tx, SQL("select value from setting"));
    assert_true(db_next(&q));                                                /* left open: the end of the transaction ends it */
    keep(tx);
    assert_int_equal(number(db, "select count(*) from setting"), 1);
    db_close(db);
}

static void reading_cannot_write(void **state)
{
    (void)state;
    Db *db = fresh_db();
    if (!db_is_pg(db)) { db_close(db); skip(); }
    Tx *tx = tx_open(arena, db, TX_READ);
    put(tx, "a", S("1"));
    assert_true(tx_doomed(tx));
    assert_int_equal(tx_close(tx, true), TX_FAILED);
    db_close(db);
}

static void rooms_may_not_reach_the_schema(void **state)
{
    (void)state;
    Db *db = fresh_db();
    if (db_is_pg(db)) { db_close(db); skip(); }
    static const char *const bad[] = { "attach 'x' as y", "pragma writable_schema = 1", "drop table person", "create table t(x)", "pragma secure_delete = 0" };
    for (int i = 0; i < COUNT(bad); i++) {
        Tx *tx = tx_open(arena, db, TX_WRITE);
        Query q = db_query_text(tx, str_c(bad[i]), (const Arg[]){ { .kind = ARG_END } });
        (void)db_next(&q);
        if (!tx_doomed(tx)) fail_msg("%s went through", bad[i]);
        assert_int_equal(tx_close(tx, true), TX_FAILED);
    }
    db_close(db);
}

/* Two writers add one to the same number a hundred times each, running again where they meet: nothing is lost. */
static void *adder(void *with)
{
    Db *db = with;
    for (int i = 0; i < 100; ) {
        Arena *a = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        i64 n = 0;
        (void)!str_int(setting(tx, "sum", S("0")), &n);
        setting_put(tx, "sum", str_format(a, "%lld", n + 1));
        TxEnd end = tx_close(tx, true);
        if (end == TX_KEPT) i++;
        else if (end != TX_AGAIN) { arena_close(a); return (void *)1; }
        arena_close(a);
    }
    return NULL;
}

static void writers_meet(void **state)
{
    (void)state;
    Db *db = fresh_db(), *two = another(), *three = another();
    pthread_t a, b;
    void *x = NULL, *y = NULL;
    pthread_create(&a, NULL, adder, two);
    pthread_create(&b, NULL, adder, three);
    pthread_join(a, &x), pthread_join(b, &y);
    assert_null(x);
    assert_null(y);
    Tx *tx = tx_open(arena, db, TX_READ);
    assert_true(str_is(setting(tx, "sum", S("")), "200"));
    keep(tx);
    db_close(db), db_close(two), db_close(three);
}

static void versions(void **state)
{
    (void)state;
    Db *db = fresh_db();
    Str why = S("");
    int newest = db_newest(db_migrations);
    assert_int_equal(db_version(db), newest);
    assert_true(db_migrate(db, db_migrations, &why, arena));                 /* nothing twice */
    const Migration bad[] = { { 1, "house", "" }, { newest, "newest", "" }, { newest + 1, "broken", "create table half(x @int) @strict; create table half(x @int) @strict;" }, { 0, NULL, NULL } };
    assert_false(db_migrate(db, bad, &why, arena));
    assert_int_equal(db_version(db), newest);
    Buf faults = buf_open(arena, 64);
    assert_true(db_check_whole(db, &faults));
    const Migration old[] = { { 1, "house", "" }, { 0, NULL, NULL } };
    assert_false(db_migrate(db, old, &why, arena));
    assert_true(str_find(why, S("newer")) >= 0);
    db_close(db);
}

static void lost_connection_comes_back(void **state)
{
    (void)state;
    Db *db = fresh_db();
    if (!db_is_pg(db)) { db_close(db); skip(); }
    Db *other = another();
    assert_int_equal(number(db, "select 1"), 1);
    (void)number(other, "select count(pg_terminate_backend(pid)) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()");
    /* A signal was sent, no more: the other side takes its time to go. */
    for (int i = 0; i < 500 && number(other, "select count(*) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()"); i++) usleep(10000);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    put(tx, "a", S("1"));
    TxEnd end = tx_close(tx, true);                       /* KEPT where the loss was noticed before the first statement */
    assert_true(end == TX_AGAIN || end == TX_KEPT);
    tx = tx_open(arena, db, TX_WRITE);
    put(tx, "a", S("1"));
    keep(tx);
    assert_int_equal(number(db, "select count(*) from setting where name = 'a'"), 1);
    db_close(db), db_close(other);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(every_statement_prepares), cmocka_unit_test(first_failure_sticks), cmocka_unit_test(values_come_back),
        cmocka_unit_test(dropped_unless_kept), cmocka_unit_test(reading_cannot_write), cmocka_unit_test(rooms_may_not_reach_the_schema),
        cmocka_unit_test(writers_meet), cmocka_unit_test(versions), cmocka_unit_test(lost_connection_comes_back) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
