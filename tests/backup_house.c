/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The network that the tests of backup and restore carry about. */
#include "backup_house.h"

#include "doors/doors.h"

/* ---- the rest of the house, as far as it is needed here ---- */

static const TableFacts facts[] = { { "person", "names", "", "", "name", NULL }, { 0 } };
static const Room a_room = { .name = "a room", .facts = facts };
const Room *const house_rooms[] = { &a_room, NULL };
const DoorUse *const house_door_uses[] = { NULL };
const NewsSource *const house_news_sources[] = { NULL };
const NewsPaper *const house_news_papers[] = { NULL };
void progress(const char *what, i64 done, i64 of) { (void)what, (void)done, (void)of; }

char root[64];
Arena *arena;
static const char canary[] = "Canary Nightingale of Quiet Street";

House house_at(const char *name, const char *url)
{
    Str data = str_format(arena, "%s/%s", root, name);
    return (House){ .arena = arena, .data = data.at, .key = str_format(arena, "%s/secret.key", data.at).at,
        .db_url = url ? url : str_format(arena, "sqlite:%s/kith.db", data.at).at };
}

Db *opened(const char *url)
{
    Str why = S("");
    Db *db = db_open(url, &why, arena);
    if (!db) fail_msg("%.*s", FMT(why));
    return db;
}

void script(Db *db, const char *sql)
{
    Str why = S("");
    if (!db_script(db, sql, &why, arena)) fail_msg("%.*s", FMT(why));
}

/* A fresh database on the cluster of KITH_TEST_PG; NULL where there is none. */
const char *pg_url(const char *name)
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

void put(const char *path, const char *bytes, size_t n)
{
    int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    close(fd);
}

Str get(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY);
    assert_true(fd >= 0 && !fstat(fd, &st));
    char *to = arena_alloc(arena, (size_t)st.st_size + 1);
    assert_int_equal(read(fd, to, (size_t)st.st_size), st.st_size);
    close(fd);
    return (Str){ to, (size_t)st.st_size };
}

char *own_copy(Str s)
{
    char *to = arena_alloc(arena, s.len + 1);
    memcpy(to, s.at, s.len);
    return to;
}

Str sha256_of(const char *path)
{
    int fd = open(path, O_RDONLY);
    Str hash = file_sha256(arena, fd);
    close(fd);
    return hash;
}

Str in_root(const char *name) { return str_format(arena, "%s/%s", root, name); }

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

void backup(House *h, const char *path, Manifest *m)
{
    Str why = S("");
    Db *db = opened(h->db_url);
    if (!backup_to(h, db, path, m, &why)) fail_msg("%.*s", FMT(why));
    db_close(db);
}

void restore(House *h, const char *path)
{
    Manifest m;
    Str why = S("");
    if (!restore_from(h, path, db_migrations, &m, &why)) fail_msg("%.*s", FMT(why));
    assert_true(m.rows > 900);
    assert_int_equal(m.files, 3);
}

void same(const Manifest *x, const Manifest *y)
{
    assert_int_equal(x->count, y->count);
    for (int i = 0; i < x->count; i++) {
        assert_true(str_eq(x->parts[i].path, y->parts[i].path));
        assert_true(str_eq(x->parts[i].sha256, y->parts[i].sha256));
    }
}

/* How many faults, and what was said of them. */
int faults_of_house(House *h, Str *said)
{
    Buf faults = buf_open(arena, 256);
    Db *db = opened(h->db_url);
    int n = check_all(h, db, db_migrations, &faults);
    db_close(db);
    *said = buf_view(&faults);
    return n;
}

void well(House *h)
{
    Str said;
    if (faults_of_house(h, &said)) fail_msg("%.*s", FMT(said));
    Db *db = opened(h->db_url);
    Tx *tx = tx_open(arena, db, TX_READ);
    SearchHits hits = search_find_trusted(tx, &(SearchAsk){ .kind = "group", .level = 2, .words = S("kichen 77"), .most = 10, .every = true });
    assert_true(hits.count >= 1 && hits.at[0].id == 77);
    assert_int_equal(tx_close(tx, true), TX_KEPT);
    db_close(db);
}

void finds(House *h, const char *what)
{
    Str said;
    int n = faults_of_house(h, &said);
    if (n != 1 || str_find(said, str_c(what)) < 0) fail_msg("%d: %.*s, not %s", n, FMT(said), what);
}

void give_key(House *from, House *to)
{
    Str key = get(from->key);
    put(to->key, key.at, key.len);
}

House first;
Manifest first_manifest;
Str first_file;

int house_begins(void **state)
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

int house_ends(void **state)
{
    (void)state;
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(arena);
    return 0;
}
