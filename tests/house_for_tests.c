/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Databases for unit tests. */
#include "house_for_tests.h"

#include <sodium.h>

Arena *arena;
const char *db_url;
static char folder[64];
static int made;

int house_up(void **state)
{
    (void)state;
    if (sodium_init() < 0) return -1;
    seal_pretend(7);
    log_level(LOG_QUIET);
    arena = arena_open();
    strcpy(folder, "/tmp/kith-unit-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

int house_down(void **state)
{
    (void)state;
    arena_close(arena);
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", folder);
    return system(command);
}

static const char *pg_new(const char *cluster)
{
    Str why = S("");
    const char *name = str_format(arena, "kith_unit_%d_%d", (int)getpid(), ++made).at;
    Db *db = db_open(cluster, &why, arena);
    if (!db) fail_msg("%.*s", FMT(why));
    if (!db_script(db, str_format(arena, "create database %s", name).at, &why, arena)) fail_msg("%.*s", FMT(why));
    db_close(db);
    Str c = str_c(cluster);
    ptrdiff_t at = str_find(c, S("/postgres?"));
    assert_true(at > 0);
    return str_format(arena, "%.*s/%s?%s", (int)at, cluster, name, cluster + at + 10).at;
}

Db *fresh_db(void)
{
    Str why = S("");
    const char *cluster = getenv("KITH_TEST_PG");
    db_url = cluster ? pg_new(cluster) : str_format(arena, "sqlite:%s/%d.db", folder, ++made).at;
    Db *db = db_open_new(db_url, &why, arena);
    if (!db) fail_msg("%.*s", FMT(why));
    if (!db_migrate(db, db_migrations, &why, arena)) fail_msg("%.*s", FMT(why));
    return db;
}

Db *another(void)
{
    Str why = S("");
    Db *db = db_open(db_url, &why, arena);
    if (!db) fail_msg("%.*s", FMT(why));
    return db;
}

void keep(Tx *tx) { assert_int_equal(tx_close(tx, true), TX_KEPT); }

Db *furnished_db(void)
{
    Db *db = fresh_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    people_begin_trusted(tx, S("Hearth Network"), S("GB"));
    voice_begin_trusted(tx);
    keep(tx);
    return db;
}

i64 person_in(Db *db, const char *name, const char *email)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 id = person_make_trusted(tx, str_c(name), S("email"), S(""));
    address_give_trusted(tx, id, S("email"), str_c(email), S("test"));
    consent_give_trusted(tx, id, S("keep"), S("test"), 0);
    membership_begin_trusted(tx, id, 0, class_open_trusted(tx, S("individual")), S("test"));
    keep(tx);
    return id;
}

Buf checked(Db *db)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    Buf faults = buf_open(arena, 256);
    int found = 0;
    for (const Room *const *r = house_rooms; *r; r++) if ((*r)->check) found += (*r)->check(tx, &faults);
    keep(tx);
    assert_true(found > 0 || !faults.len);
    return faults;
}

i64 number(Db *db, const char *sql)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    Query q = db_query_text(tx, str_c(sql), (const Arg[]){ { .kind = ARG_END } });
    i64 n = db_next(&q) ? db_int(&q, 0) : -1;
    db_end(&q);
    keep(tx);
    return n;
}
