/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The thread that works after hours: letters, jobs that were asked for, and
 * what comes round by itself.  When something recurring last ran is a row, so
 * that several servers on one database do it once. */
#include "jobs/jobs.h"

#include <pthread.h>
#include <stdlib.h>

#include "jobs/outbox.h"

struct Jobs { JobsConfig config; pthread_t thread; pthread_mutex_t lock; pthread_cond_t bell; bool rung, ending; };

enum { TRIES = 10 };

void job_add(Tx *tx, const char *kind, i64 about, Time run_at)
{
    db_exec(tx, SQL("insert into job(id, kind, about, run_at, tries, last_words) values ($1, $2, $3, $4, 0, '')"), I(id_new()), T(str_c(kind)), I(about), AT(run_at));
}

static const JobKind *kind_named(const JobsConfig *c, Str name)
{
    for (const JobKind *const *list = c->kinds; *list; list++)
        for (const JobKind *k = *list; k->kind; k++) if (str_is(name, k->kind)) return k;
    return NULL;
}

typedef struct { i64 id, about, tries; Str kind; } Due;

static bool claim(Db *db, Arena *a, Due *d)
{
    Time now = time_now();
    Tx *look = tx_open(a, db, TX_READ);
    i64 due = db_one_int(look, SQL("select count(*) from job where run_at <= $1"), AT(now));
    if (tx_close(look, true) != TX_KEPT || !due) return false;
    Tx *tx = tx_open(a, db, TX_WRITE);
    Query q = db_query(tx, SQL("update job set tries = tries + 1, run_at = $2 where id = (select id from job where run_at <= $1 order by run_at, id limit 1)"
        " and run_at <= $1 returning id, about, tries, kind"), AT(now), AT(time_after(now, MINUTES(5))));
    bool found = db_next(&q);
    if (found) *d = (Due){ db_int(&q, 0), db_int(&q, 1), db_int(&q, 2), db_str(&q, 3) };
    while (found && db_next(&q)) {}
    db_end(&q);
    return tx_close(tx, found) == TX_KEPT && found;
}

static bool run_kind(Db *db, const JobKind *k, i64 about)
{
    for (int tries = 0; tries < 3; tries++) {
        Arena *a = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        k->run(tx, about);
        TxEnd end = tx_close(tx, true);
        arena_close(a);
        if (end == TX_KEPT) return true;
        if (end != TX_AGAIN) return false;
    }
    return false;
}

static void drop(Db *db, i64 id)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_WRITE);
    db_exec(tx, SQL("delete from job where id = $1"), I(id));
    if (tx_close(tx, true) != TX_KEPT) log_warn("job", "id=%lld was done and is still listed", id);
    arena_close(a);
}

static int run_asked(Db *db, const JobsConfig *c)
{
    int done = 0;
    for (;;) {
        Arena *a = arena_open();
        Due d;
        if (!claim(db, a, &d)) { arena_close(a); return done; }
        const JobKind *k = kind_named(c, d.kind);
        bool ok = k && run_kind(db, k, d.about);
        if (ok || !k || d.tries >= TRIES) drop(db, d.id);
        if (!ok) log_warn("job", "kind=\"%.*s\" did not work, try %lld", FMT(d.kind), d.tries);
        if (ok && str_is(d.kind, "tidy after erasure")) db_tidy_after_erasure(db);
        arena_close(a);
        done++;
    }
}

/* Claims a turn in the same transaction that looks whether it is time. */
static bool turn_is_ours(Db *db, const JobKind *k)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_READ);
    Str name = str_format(a, "job:%s", k->kind);
    i64 last = 0;
    Query q = db_query(tx, SQL("select value from setting where name = $1"), T(name));
    if (db_next(&q) && !str_int(db_view(&q, 0), &last)) last = 0;
    db_end(&q);
    bool due = last + k->every_us <= time_now().us || last > time_now().us + k->every_us;
    if (tx_close(tx, true) != TX_KEPT) due = false;
    if (due) {
        tx = tx_open(a, db, TX_WRITE);
        Str before = str_format(a, "%lld", last), now = str_format(a, "%lld", time_now().us);
        i64 n = last ? db_exec(tx, SQL("update setting set value = $2 where name = $1 and value = $3"), T(name), T(now), T(before))
            : db_exec(tx, SQL("insert into setting(name, value) values ($1, $2) on conflict do nothing"), T(name), T(now));
        due = tx_close(tx, n == 1) == TX_KEPT && n == 1;
    }
    arena_close(a);
    return due;
}

static int run_recurring(Db *db, const JobsConfig *c)
{
    static void (*const own)(Tx *) = outbox_expire;
    int done = 0;
    for (const JobKind *const *list = c->kinds; *list; list++)
        for (const JobKind *k = *list; k->kind; k++)
            if (k->every_us && turn_is_ours(db, k)) run_kind(db, k, 0), done++;
    if (done) {
        Arena *a = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        own(tx);
        if (tx_close(tx, true) != TX_KEPT) log_warn("outbox", "old letters could not be cleared");
        arena_close(a);
    }
    return done;
}

int jobs_run_due(Db *db, const JobsConfig *c)
{
    return outbox_send_due(db, c->data_dir) + run_asked(db, c) + run_recurring(db, c);
}

/* ---- the thread ---- */

static bool wait_for_bell(Jobs *j)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&j->lock);
    if (!j->rung && !j->ending) pthread_cond_timedwait(&j->bell, &j->lock, &until);
    j->rung = false;
    bool go_on = !j->ending;
    pthread_mutex_unlock(&j->lock);
    return go_on;
}

static void *work(void *with)
{
    Jobs *j = with;
    Db *db = NULL;
    Arena *a = arena_open();
    Str why = S("");
    do {
        if (!db && !(db = db_open(j->config.db_url, &why, a))) { log_warn("jobs", "no database yet"); continue; }
        jobs_run_due(db, &j->config);
    } while (wait_for_bell(j));
    if (db) jobs_run_due(db, &j->config);
    db_close(db);
    arena_close(a);
    return NULL;
}

Jobs *jobs_start(const JobsConfig *config)
{
    Jobs *j = calloc(1, sizeof *j);
    if (!j) abort();
    j->config = *config;
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->bell, NULL);
    if (pthread_create(&j->thread, NULL, work, j)) die("The thread for background work could not be started.");
    return j;
}

void jobs_nudge(Jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->rung = true;
    pthread_cond_signal(&j->bell);
    pthread_mutex_unlock(&j->lock);
}

void jobs_stop(Jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->ending = true;
    pthread_cond_signal(&j->bell);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->bell);
    free(j);
}
