/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The outbox and the jobs, on SQLite and, where KITH_TEST_PG names a cluster, on PostgreSQL. */
#include "post_office.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jobs/jobs.h"
#include "seal/seal.h"

static Arena *arena;
static char root[64];
static const char *url;
static Db *db;
static JobsConfig config;

/* ---- small hands ---- */

static Db *opened(bool make)
{
    Str why = S("");
    Db *new = make ? db_open_new(url, &why, arena) : db_open(url, &why, arena);
    if (!new) fail_msg("%.*s", FMT(why));
    return new;
}

static Tx *act(void) { return tx_open(arena, db, TX_WRITE); }
static void done(Tx *tx) { assert_int_equal(tx_close(tx, true), TX_KEPT); }

static i64 count_of(const char *sql)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    i64 n = db_one_int_(tx, sql, (const Arg[]){ { .kind = ARG_END } });
    done(tx);
    return n;
}

static void post(const char *subject)
{
    Tx *tx = act();
    letter_post(tx, &(Letter){ .to = S("canary@nightingale.test"), .to_name = S("Canary Bird"), .subject = str_c(subject),
        .text = S("Hello,\n\nhttps://net.test/in?t=canarytoken\n"), .purpose = "sign-in", .person = 0 });
    done(tx);
}

static const char *in_outbox(int *how_many)
{
    DIR *d = opendir(str_format(arena, "%s/outbox", root).at);
    const char *last = NULL;
    *how_many = 0;
    for (struct dirent *e; d && (e = readdir(d)); )
        if (e->d_name[0] != '.') last = str_format(arena, "%s/outbox/%s", root, e->d_name).at, ++*how_many;
    if (d) closedir(d);
    return last;
}

static Str whole(const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return S("");
    assert_int_equal(fstat(fd, &st), 0);
    char *to = arena_alloc(arena, (size_t)st.st_size + 1);
    assert_int_equal(read(fd, to, (size_t)st.st_size), st.st_size);
    close(fd);
    return (Str){ to, (size_t)st.st_size };
}

static Str message_id_in(Str message)
{
    ptrdiff_t at = str_find(message, S("Message-Id: <"));
    assert_true(at > 0);
    Str rest = { message.at + at, message.len - (size_t)at };
    return str_cut(&rest, '\r');
}

#define NOON ((Time){ 1800000000000000 })

/* ---- letters ---- */

static void a_letter_leaves_after_the_act_was_kept(void **state)
{
    (void)state;
    int n;
    struct stat st;
    Tx *tx = act();
    letter_post(tx, &(Letter){ .to = S("a@b.test"), .subject = S("No"), .text = S("Never said."), .purpose = "joining" });
    assert_int_equal(tx_close(tx, false), TX_DROPPED);
    assert_int_equal(jobs_run_due(db, &config), 1);       /* the outbox was cleared, for the first time */
    in_outbox(&n);
    assert_int_equal(n, 0);

    post("Your link");
    in_outbox(&n);
    assert_int_equal(n, 0);
    assert_int_equal(jobs_run_due(db, &config), 1);
    const char *path = in_outbox(&n);
    assert_int_equal(n, 1);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    Str letter = whole(path);
    assert_true(str_find(letter, S("To: Canary Bird <canary@nightingale.test>\r\n")) > 0);
    assert_true(str_find(letter, S("From: Post <no-reply@localhost>\r\n")) >= 0);
    assert_int_equal(jobs_run_due(db, &config), 0);
}

static void the_settings_name_the_sender(void **state)
{
    (void)state;
    int n;
    Tx *tx = act();
    db_exec(tx, SQL("insert into setting(name, value) values ('mail_name', $1), ('mail_from', 'post@net.test'), ('base_url', 'https://net.test:8443/x'), ('language', 'cy')"),
        T(S("Y rhwydwaith\r\nBcc: all@evil.test")));
    done(tx);
    post("Eich dolen");
    jobs_run_due(db, &config);
    Str letter = whole(in_outbox(&n));
    assert_true(str_find(letter, S("From: \"Y rhwydwaith Bcc: all@evil.test\" <post@net.test>\r\n")) >= 0);
    assert_true(str_find(letter, S("\nBcc:")) < 0);
    assert_true(str_find(letter, S("lang=3D\"cy\"")) > 0);
    assert_true(str_ends(message_id_in(letter), S("@net.test>")));

    tx = act();
    db_exec(tx, SQL("update setting set value = $1 where name = 'mail_from'"), T(S("post@net.test\nall@evil.test\nBcc: x@evil.test")));
    done(tx);
    unlink(in_outbox(&n));
    post("Eich dolen");
    jobs_run_due(db, &config);
    letter = whole(in_outbox(&n));
    assert_true(str_find(letter, S("<no-reply@localhost>")) >= 0 && str_find(letter, S("x@evil.test")) < 0);
}

static void no_letter_to_what_is_no_address(void **state)
{
    (void)state;
    Tx *tx = act();
    letter_post(tx, &(Letter){ .to = S("a@b.test\r\nRCPT TO:<c@d.test>"), .subject = S("x"), .text = S("y"), .purpose = "joining" });
    letter_post(tx, &(Letter){ .to = S("a@b.test, c@d.test"), .subject = S("x"), .text = S("y"), .purpose = "joining" });
    done(tx);
    assert_int_equal(count_of(SQL("select count(*) from outbox")), 0);
}

static void nothing_of_a_letter_is_in_the_database(void **state)
{
    (void)state;
    static const char *const canaries[] = { "canary", "Canary", "nightingale", "Your quiet link", "canarytoken" };
    post("Your quiet link");
    for (int round = 0; round < 2; round++) {
        Tx *tx = tx_open(arena, db, TX_READ);
        Query q = db_query(tx, SQL("select letter, message_id from outbox"));
        assert_true(db_next(&q));
        Str letter = db_str(&q, 0), id = db_str(&q, 1);
        assert_int_equal(letter.len > 100, round == 0);
        for (int i = 0; i < COUNT(canaries); i++) assert_true(str_find(letter, str_c(canaries[i])) < 0 && str_find(id, str_c(canaries[i])) < 0);
        db_end(&q);
        done(tx);
        if (!db_is_pg(db))
            for (int i = 0; i < COUNT(canaries) * 2; i++)
                assert_true(str_find(whole(str_format(arena, "%s/kith.db%s", root, i % 2 ? "-wal" : "").at), str_c(canaries[i / 2])) < 0);
        jobs_run_due(db, &config);
    }
    assert_int_equal(count_of(SQL("select count(*) from outbox where state = 2 and tries = 1 and purpose = 'sign-in'")), 1);
}

static void what_was_sent_is_cleared_after_a_week(void **state)
{
    (void)state;
    time_pretend(NOON);
    post("Your link");
    jobs_run_due(db, &config);
    time_pretend(time_after(NOON, DAYS(7) - HOURS(2)));
    jobs_run_due(db, &config);
    assert_int_equal(count_of(SQL("select count(*) from outbox")), 1);
    time_pretend(time_after(NOON, DAYS(7) + HOURS(2)));
    jobs_run_due(db, &config);
    assert_int_equal(count_of(SQL("select count(*) from outbox")), 0);
}

/* ---- to a mail server ---- */

static void by_server(void)
{
    office_forget();
    config.smtp_url = office_url(), config.smtp_tls = "none", config.smtp_seconds = 1;
}

static void tries_grow_further_apart(void **state)
{
    (void)state;
    static const i64 minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360 };
    by_server();
    time_pretend(NOON);
    office_mood(OFFICE_RECIPIENT_450);
    post("Your link");
    Time now = NOON;
    for (int i = 0; i < COUNT(minutes); i++) {
        jobs_run_due(db, &config);
        assert_int_equal(count_of(SQL("select tries from outbox where state = 1")), i + 1);
        assert_int_equal(count_of(SQL("select next_at from outbox")), now.us + MINUTES(minutes[i]));
        time_pretend(time_after(now, MINUTES(minutes[i]) - 1));
        jobs_run_due(db, &config);
        assert_int_equal(count_of(SQL("select tries from outbox where state = 1")), i + 1);
        time_pretend(now = time_after(now, MINUTES(minutes[i])));
    }
    time_pretend(time_after(NOON, DAYS(5) - HOURS(5)));   /* the next would come after the fifth day */
    jobs_run_due(db, &config);
    assert_int_equal(count_of(SQL("select state from outbox")), 3);
    assert_int_equal(count_of(SQL("select length(letter) from outbox")), 0);
}

static void a_later_try_has_the_same_message_id(void **state)
{
    (void)state;
    static const OfficeMood moods[] = { OFFICE_DROPS, OFFICE_CLOSED, OFFICE_SILENT, OFFICE_DROPS, OFFICE_WELL };
    by_server();
    time_pretend(NOON);
    post("Your link");
    for (int i = 0; i < COUNT(moods); i++) {
        office_mood(moods[i]);
        time_pretend(time_after(NOON, HOURS(i)));
        jobs_run_due(db, &config);
        assert_int_equal(count_of(SQL("select state from outbox")), moods[i] == OFFICE_WELL ? 2 : 1);
    }
    assert_int_equal(office_tries(), 3);
    assert_int_equal(office_count(), 1);
    for (int i = 1; i < 3; i++) assert_true(str_eq(office_text(arena, 0), office_text(arena, i)));
    assert_true(message_id_in(office_text(arena, 0)).len > 30);
    jobs_run_due(db, &config);
    assert_int_equal(office_tries(), 3);
}

static void a_no_is_noted(void **state)
{
    (void)state;
    by_server();
    office_mood(OFFICE_RECIPIENT_550);
    post("Your link");
    jobs_run_due(db, &config);
    assert_int_equal(count_of(SQL("select state from outbox where last_words like '550%'")), 3);
    assert_int_equal(count_of(SQL("select length(letter) from outbox")), 0);
    office_mood(OFFICE_WELL);
    jobs_run_due(db, &config);
    assert_int_equal(office_count(), 0);
}

static void a_silent_server_does_not_hold_up_the_round(void **state)
{
    (void)state;
    by_server();
    office_mood(OFFICE_SILENT);
    for (int i = 0; i < 5; i++) post("Your link");
    i64 begun = time_monotonic();
    jobs_run_due(db, &config);
    assert_true(time_monotonic() - begun < SECONDS(3));
    assert_int_equal(count_of(SQL("select count(*) from outbox where tries = 1")), 1);
    office_mood(OFFICE_WELL);
    jobs_run_due(db, &config);
    assert_int_equal(office_count(), 0);                  /* those that were due wait a minute: nobody is asked once a letter */
    time_pretend(time_after(time_now(), MINUTES(1)));
    jobs_run_due(db, &config);
    assert_int_equal(office_count(), 5);
}

static void the_log_names_nobody(void **state)
{
    (void)state;
    static const char *const canaries[] = { "anary", "nightingale", "quiet link", "net.test" };
    const char *path = str_format(arena, "%s/log", root).at;
    int kept = dup(2), fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    assert_true(kept >= 0 && fd >= 0 && dup2(fd, 2) == 2);
    log_level(LOG_INFO);
    by_server();
    for (OfficeMood m = OFFICE_CLOSED; m < OFFICE_SILENT; m++) {
        post("Your quiet link");
        office_mood(m);
        jobs_run_due(db, &config);
    }
    Tx *tx = act();
    letter_post(tx, &(Letter){ .to = S("canary at nightingale"), .subject = S("x"), .text = S("y"), .purpose = "joining" });
    done(tx);
    log_level(LOG_QUIET);
    fflush(stderr);
    dup2(kept, 2), close(kept), close(fd);
    Str log = whole(path);
    assert_true(str_find(log, S("event=letter id=")) > 0);
    for (int i = 0; i < COUNT(canaries); i++) assert_true(str_find(log, str_c(canaries[i])) < 0);
    unlink(path);
}

/* ---- jobs ---- */

static atomic_int ran;
static atomic_llong ran_about;

static void mark(Tx *tx, i64 about)
{
    atomic_fetch_add(&ran, 1);
    atomic_store(&ran_about, about);
    db_exec(tx, SQL("insert into setting(name, value) values ($1, '')"), T(str_format(tx_arena(tx), "ran:%lld", id_new())));
}

static void stumble(Tx *tx, i64 about)
{
    mark(tx, about);
    db_exec(tx, SQL("insert into setting(name, value) values ('there twice', ''), ('there twice', '')"));
}

static const JobKind asked_for[] = { { "mark", mark, 0 }, { "stumble", stumble, 0 }, { 0 } };
static const JobKind hourly[] = { { "hourly", mark, HOURS(1) }, { 0 } };
static const JobKind stumbles_hourly[] = { { "stumbles hourly", stumble, HOURS(1) }, { 0 } };
static const JobKind *const just_asked[] = { asked_for, NULL };
static const JobKind *const with_hourly[] = { asked_for, hourly, NULL };
static const JobKind *const with_stumbles[] = { stumbles_hourly, NULL };

static i64 marks(void) { return count_of(SQL("select count(*) from setting where name like 'ran:%'")); }

static void add(const char *kind, Time at)
{
    Tx *tx = act();
    job_add(tx, kind, 77, at);
    done(tx);
}

static void a_job_runs_once_when_it_is_due(void **state)
{
    (void)state;
    time_pretend(NOON);
    add("mark", time_after(NOON, HOURS(1)));
    jobs_run_due(db, &config);
    assert_int_equal(marks(), 0);
    time_pretend(time_after(NOON, HOURS(1)));
    jobs_run_due(db, &config);
    jobs_run_due(db, &config);
    assert_int_equal(marks(), 1);
    assert_int_equal(atomic_load(&ran_about), 77);
    assert_int_equal(count_of(SQL("select count(*) from job")), 0);
}

static void a_job_that_does_not_work_waits_longer_and_longer(void **state)
{
    (void)state;
    static const i64 minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256 };
    Time now = NOON;
    time_pretend(NOON);
    add("stumble", NOON);
    add("of another house", NOON);
    for (int i = 0; i < COUNT(minutes); i++) {
        jobs_run_due(db, &config);
        jobs_run_due(db, &config);
        assert_int_equal(atomic_load(&ran), i + 1);
        assert_int_equal(count_of(SQL("select count(*) from job")), 2);
        assert_int_equal(count_of(SQL("select run_at from job where kind = 'stumble'")), now.us + MINUTES(minutes[i]));
        time_pretend(now = time_after(now, MINUTES(minutes[i])));
    }
    jobs_run_due(db, &config);
    assert_int_equal(atomic_load(&ran), 10);
    assert_int_equal(count_of(SQL("select count(*) from job")), 0);
    assert_int_equal(marks(), 0);                         /* what it wrote before it stumbled went with it */
}

static void what_comes_round_keeps_its_hour(void **state)
{
    (void)state;
    config.kinds = with_hourly;
    time_pretend(NOON);
    for (int i = 0; i < 3; i++) jobs_run_due(db, &config);
    assert_int_equal(marks(), 1);
    time_pretend(time_after(NOON, HOURS(1) - 1));
    jobs_run_due(db, &config);
    assert_int_equal(marks(), 1);
    time_pretend(time_after(NOON, HOURS(1)));
    for (int i = 0; i < 3; i++) jobs_run_due(db, &config);
    assert_int_equal(marks(), 2);
    time_pretend(time_after(NOON, -DAYS(300)));           /* a clock that was a year ahead is put right */
    jobs_run_due(db, &config);
    assert_int_equal(marks(), 3);

    config.kinds = with_stumbles;
    atomic_store(&ran, 0);
    time_pretend(NOON);
    for (int i = 0; i < 3; i++) jobs_run_due(db, &config);
    assert_int_equal(atomic_load(&ran), 1);               /* not every second, but before its next hour */
    time_pretend(time_after(NOON, MINUTES(10)));
    for (int i = 0; i < 3; i++) jobs_run_due(db, &config);
    assert_int_equal(atomic_load(&ran), 2);
}

/* ---- two at once ---- */

static pthread_barrier_t together;
static atomic_int rounds_done;

static void *one_server(void *with)
{
    (void)with;
    Arena *a = arena_open();
    Str why = S("");
    Db *own = db_open(url, &why, a);
    if (!own) abort();
    time_pretend(NOON);
    pthread_barrier_wait(&together);
    for (int i = 0; i < 5; i++) atomic_fetch_add(&rounds_done, jobs_run_due(own, &config));
    db_close(own);
    arena_close(a);
    return NULL;
}

static void two_servers_do_each_thing_once(void **state)
{
    (void)state;
    enum { LETTERS = 20, JOBS = 10 };
    pthread_t servers[2];
    by_server();
    config.kinds = with_hourly, config.smtp_seconds = 10;
    time_pretend(NOON);
    for (int i = 0; i < LETTERS; i++) post("Your link");
    for (int i = 0; i < JOBS; i++) add("mark", NOON);
    pthread_barrier_init(&together, NULL, 2);
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&servers[i], NULL, one_server, NULL), 0);
    for (int i = 0; i < 2; i++) pthread_join(servers[i], NULL);
    pthread_barrier_destroy(&together);
    while (jobs_run_due(db, &config) > 0) {}
    assert_int_equal(office_tries(), LETTERS);
    for (int i = 0; i < LETTERS; i++)
        for (int k = 0; k < i; k++) assert_false(str_eq(message_id_in(office_text(arena, i)), message_id_in(office_text(arena, k))));
    assert_int_equal(count_of(SQL("select count(*) from outbox where state = 2 and tries = 1")), LETTERS);
    assert_int_equal(marks(), JOBS + 1);
    assert_int_equal(count_of(SQL("select count(*) from job")), 0);
}

static void the_thread_wakes_at_a_nudge(void **state)
{
    (void)state;
    config.db_url = url;
    Jobs *j = jobs_start(&config);
    usleep(300000);                                       /* it has looked once and waits */
    add("mark", time_now());
    i64 begun = time_monotonic();
    jobs_nudge(j);
    while (!marks() && time_monotonic() - begun < SECONDS(5)) usleep(5000);
    assert_true(time_monotonic() - begun < MINUTES(1) / 100);
    add("mark", time_now());                              /* and by itself, for what another process wrote */
    begun = time_monotonic();
    while (marks() < 2 && time_monotonic() - begun < SECONDS(5)) usleep(5000);
    assert_int_equal(marks(), 2);
    jobs_nudge(j);
    add("mark", time_now());
    jobs_nudge(j);
    jobs_stop(j);                                         /* one last round for what was nudged, at once */
    assert_true(time_monotonic() - begun < SECONDS(6));
}

/* ---- the house around them ---- */

static int fresh(void **state)
{
    (void)state;
    int n;
    Tx *tx = act();
    db_exec(tx, SQL("delete from outbox"));
    db_exec(tx, SQL("delete from job"));
    db_exec(tx, SQL("delete from setting"));
    done(tx);
    for (const char *path; (path = in_outbox(&n)); ) unlink(path);
    config = (JobsConfig){ .db_url = url, .data_dir = root, .kinds = just_asked };
    atomic_store(&ran, 0);
    time_pretend((Time){ 0 });
    office_forget();
    return 0;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *at)
{
    (void)st, (void)flag, (void)at;
    return remove(path);
}

static int begins(void **state)
{
    (void)state;
    Str why = S("");
    db = opened(!strncmp(url, "sqlite:", 7));
    if (!db_migrate(db, db_migrations, &why, arena)) { print_error("%.*s\n", FMT(why)); return -1; }
    return 0;
}

static int ends(void **state)
{
    (void)state;
    time_pretend((Time){ 0 });
    db_close(db);
    return 0;
}

/* A database of this test's own on the cluster; NULL where there is none. */
static const char *pg_url(void)
{
    const char *cluster = getenv("KITH_TEST_PG");
    if (!cluster || !*cluster) return NULL;
    Str why = S("");
    Db *at = db_open(cluster, &why, arena);
    if (!at || !db_script(at, "drop database if exists kith_jobs_test", &why, arena) || !db_script(at, "create database kith_jobs_test", &why, arena))
        return print_error("%.*s\n", FMT(why)), NULL;
    db_close(at);
    const char *query = strchr(cluster, '?');
    size_t slash = query ? (size_t)(query - cluster) : strlen(cluster);
    while (slash && cluster[slash - 1] != '/') slash--;
    return str_format(arena, "%.*skith_jobs_test%s", (int)slash, cluster, query ? query : "").at;
}

#define each(test) cmocka_unit_test_setup(test, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        each(a_letter_leaves_after_the_act_was_kept), each(the_settings_name_the_sender), each(no_letter_to_what_is_no_address),
        each(nothing_of_a_letter_is_in_the_database), each(what_was_sent_is_cleared_after_a_week), each(tries_grow_further_apart),
        each(a_later_try_has_the_same_message_id), each(a_no_is_noted), each(a_silent_server_does_not_hold_up_the_round), each(the_log_names_nobody),
        each(a_job_runs_once_when_it_is_due), each(a_job_that_does_not_work_waits_longer_and_longer), each(what_comes_round_keeps_its_hour),
        each(two_servers_do_each_thing_once), each(the_thread_wakes_at_a_nudge),
    };
    arena = arena_open();
    log_level(LOG_QUIET);
    seal_pretend(1);
    strcpy(root, "/tmp/kith-jobs-XXXXXX");
    if (!mkdtemp(root)) return 1;
    office_open();
    url = str_format(arena, "sqlite:%s/kith.db", root).at;
    int bad = cmocka_run_group_tests_name("jobs on SQLite", tests, begins, ends);
    url = pg_url();
    if (url) bad += cmocka_run_group_tests_name("jobs on PostgreSQL", tests, begins, ends);
    else if (getenv("KITH_TEST_PG")) bad++;
    else print_message("KITH_TEST_PG is not set: not tried on PostgreSQL\n");
    office_close();
    nftw(root, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    arena_close(arena);
    return bad;
}
