/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The thread that works after hours: letters, jobs that were asked for, and
 * what comes round by itself.  When something recurring last ran is a row, so
 * that several servers on one database do it once. */
#include "jobs/jobs.h"

#include <pthread.h>
#include <stdlib.h>

#include "jobs/outbox.h"

enum { WORKS_MOST = 4 };
typedef struct { struct Jobs *jobs; LongWork *work; pthread_t thread; } Worker;
struct Jobs { JobsConfig config; pthread_t thread; Worker workers[WORKS_MOST]; int worker_count; pthread_mutex_t lock; pthread_cond_t bell; bool rung, ending; };

enum { TRIES = 10, AT_MOST = 3, A_ROUND = 50 };          /* before a job is given up; runs when in another's way; jobs in one round */

/* Index, WAL and slack can only be cleared when no transaction is open, so the row of this kind outlives its own. */
static const char tidying[] = "tidy after erasure";

void job_add(Tx *tx, const char *kind, i64 about, Time run_at)
{
    db_exec(tx, SQL("insert into job(id, kind, about, run_at, tries, last_words) values ($1, $2, $3, $4, 0, '')"), I(id_new()), T(str_c(kind)), I(about), AT(run_at));
}

/* One under way may have begun before what is asked for now: only one that still waits will do. */
void job_add_once(Tx *tx, const char *kind, i64 about)
{
    i64 waits = db_one_int(tx, SQL("select count(*) from job where kind = $1 and about = $2 and run_at <= $3"), T(str_c(kind)), I(about), AT(time_now()));
    if (!waits) job_add(tx, kind, about, time_now());
}

typedef struct { i64 id, about, tries; Str kind; } Due;

static const JobKind *kind_named(const JobsConfig *c, Str name)
{
    for (const JobKind *const *list = c->kinds; *list; list++)
        for (const JobKind *k = *list; k->kind; k++) if (str_is(name, k->kind)) return k;
    return NULL;
}

/* ---- what was asked for ---- */

/* Claimed by moving it on: a server that dies under a job gives it back by itself, and the try was counted. */
static bool claim(Db *db, Arena *a, Due *d)
{
    for (int tries = 0; tries < AT_MOST; tries++) {
        Time now = time_now();
        Tx *tx = tx_open(a, db, TX_READ);                 /* most times there is nothing: do not ask for the turn to write */
        Query q = db_query(tx, SQL("select id, run_at from job where run_at <= $1 order by run_at, id limit 1"), AT(now));
        bool found = db_next(&q);
        i64 id = found ? db_int(&q, 0) : 0;
        Time due = found ? db_time(&q, 1) : now;
        if (tx_close(tx, true) != TX_KEPT || !found) return false;

        tx = tx_open(a, db, TX_WRITE);
        q = db_query(tx, SQL("update job set tries = tries + 1, run_at = $3 where id = $1 and run_at = $2 returning id, about, tries, kind"),
            I(id), AT(due), AT(time_after(now, MINUTES(10))));
        found = db_next(&q);
        if (found) *d = (Due){ db_int(&q, 0), db_int(&q, 1), db_int(&q, 2), db_str(&q, 3) };
        while (found && db_next(&q)) {}
        TxEnd end = tx_close(tx, found);
        if (end == TX_KEPT) return true;
        if (end != TX_AGAIN && end != TX_DROPPED) return false;
    }
    return false;
}

/* The job's row goes in the job's own transaction, so that its work is kept once or not at all.  Where the row is gone
 * already, another server did it, and what was done here is dropped. */
static bool run_asked(Db *db, const JobKind *k, const Due *d, bool row_stays)
{
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < AT_MOST && end == TX_AGAIN; tries++) {
        Arena *a = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        k->run(tx, d->about);
        bool ours = row_stays || db_exec(tx, SQL("delete from job where id = $1"), I(d->id)) == 1;
        end = tx_close(tx, ours);
        arena_close(a);
    }
    return end == TX_KEPT || end == TX_DROPPED;
}

static bool drop(Db *db, Arena *a, i64 id)
{
    Tx *tx = tx_open(a, db, TX_WRITE);
    db_exec(tx, SQL("delete from job where id = $1"), I(id));
    return tx_close(tx, true) == TX_KEPT;
}

static void put_off(Db *db, Arena *a, const Due *d, const char *words)
{
    bool over = d->tries >= TRIES;
    log_warn("job", "kind=\"%.*s\" id=%lld try=%lld %s, %s", FMT(d->kind), d->id, d->tries, words, over ? "given up" : "again later");
    if (over) {
        if (!drop(db, a, d->id)) log_warn("job", "id=%lld is still listed", d->id);
        return;
    }
    Tx *tx = tx_open(a, db, TX_WRITE);
    db_exec(tx, SQL("update job set run_at = $2, last_words = $3 where id = $1 and tries = $4"), I(d->id),
        AT(time_after(time_now(), again_after(d->tries - 1))), T(str_c(words)), I(d->tries));
    if (tx_close(tx, true) != TX_KEPT) log_warn("job", "id=%lld comes back in ten minutes", d->id);
}

static int asked(Db *db, const JobsConfig *c)
{
    int done = 0;
    for (; done < A_ROUND; done++) {
        Arena *a = arena_open();
        Due d = { 0 };
        bool found = claim(db, a, &d);
        if (found) {
            const JobKind *k = kind_named(c, d.kind);
            bool tidies = str_is(d.kind, tidying), ok = k && run_asked(db, k, &d, tidies);
            bool read = ok && tidies && !db_tidy_after_erasure(db);          /* somebody reads for long; the words are gone, and soon their bytes are */
            if (ok && tidies && !read) ok = drop(db, a, d.id);
            if (!ok || read) put_off(db, a, &d, read ? "somebody was reading" : k ? "did not work" : "is of a kind not known here");
        }
        arena_close(a);
        if (!found) break;
    }
    return done;
}

/* ---- what comes round by itself ---- */

typedef struct { Str name, value; bool there; i64 last; } Turn;

static Turn turn_of(Tx *tx, const JobKind *k)
{
    Turn t = { .name = str_format(tx_arena(tx), "job:%s", k->kind), .value = S("") };
    Query q = db_query(tx, SQL("select value from setting where name = $1"), T(t.name));
    t.there = db_next(&q);
    if (t.there) t.value = db_str(&q, 0);
    db_end(&q);
    if (!str_int(t.value, &t.last)) t.last = 0;
    return t;
}

/* A last run far ahead of us is of a clock that was put right since. */
static bool turn_has_come(const Turn *t, const JobKind *k, Time now)
{
    return t->last + k->every_us <= now.us || t->last > now.us + k->every_us;
}

static bool turn_take(Tx *tx, const Turn *t, Time as)
{
    Str now = str_format(tx_arena(tx), "%lld", as.us);
    i64 n = t->there ? db_exec(tx, SQL("update setting set value = $2 where name = $1 and value = $3"), T(t->name), T(now), T(t->value))
        : db_exec(tx, SQL("insert into setting(name, value) values ($1, $2) on conflict do nothing"), T(t->name), T(now));
    return n == 1;
}

static bool turn_seems_due(Db *db, Arena *a, const JobKind *k)
{
    Tx *tx = tx_open(a, db, TX_READ);
    Turn t = turn_of(tx, k);
    bool due = turn_has_come(&t, k, time_now());
    return tx_close(tx, true) == TX_KEPT && due;
}

/* Takes the turn and, unless it is only put off, runs in the same transaction: whoever comes second finds it taken. */
static TxEnd turn_run(Db *db, const JobKind *k, bool put_off, bool *ours)
{
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < AT_MOST && end == TX_AGAIN; tries++) {
        Arena *a = arena_open();
        Tx *tx = tx_open(a, db, TX_WRITE);
        Time now = time_now();
        Turn t = turn_of(tx, k);
        i64 soon = k->every_us < MINUTES(10) ? k->every_us : MINUTES(10);
        *ours = turn_has_come(&t, k, now) && turn_take(tx, &t, put_off ? time_after(now, soon - k->every_us) : now);
        if (*ours && !put_off) k->run(tx, 0);
        end = tx_close(tx, *ours);
        arena_close(a);
    }
    return end;
}

static int recurring(Db *db, const JobKind *k)
{
    Arena *a = arena_open();
    bool ours = false, due = turn_seems_due(db, a, k);
    arena_close(a);
    if (!due) return 0;
    TxEnd end = turn_run(db, k, false, &ours);
    if (!ours || end == TX_KEPT) return ours;
    log_warn("job", "kind=\"%s\" did not work, again later", k->kind);
    if (turn_run(db, k, true, &ours) != TX_KEPT) log_warn("job", "kind=\"%s\" could not be put off", k->kind);
    return 0;
}

int jobs_run_due(Db *db, const JobsConfig *c)
{
    int done = outbox_send_due(db, c) + asked(db, c);
    for (const JobKind *k = outbox_jobs; k->kind; k++) done += recurring(db, k);
    for (const JobKind *const *list = c->kinds; *list; list++)
        for (const JobKind *k = *list; k->kind; k++) if (k->every_us) done += recurring(db, k);
    return done;
}

int jobs_run_all(Db *db, const JobsConfig *c)
{
    static const bool never = false;
    int done = jobs_run_due(db, c);
    for (LongWork *const *w = c->works; w && *w; w++) done += (*w)(db, c, &never);
    return done;
}

/* ---- the thread ---- */

/* Until the bell, or a second: another process may have written a letter, and what waits for its hour is looked for then.
 * False when the house closes. */
static bool wait_for_bell(Jobs *j, bool more, bool takes)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 1;
    pthread_mutex_lock(&j->lock);
    if (!(takes && j->rung) && !j->ending && !more) pthread_cond_timedwait(&j->bell, &j->lock, &until);
    bool go_on = !j->ending;
    if (go_on && takes) j->rung = false;
    pthread_mutex_unlock(&j->lock);
    return go_on;
}

static Db *opened(const JobsConfig *c, bool *complained)
{
    Arena *a = arena_open();
    Str why = S("");
    Db *db = db_open(c->db_url, &why, a);
    if (!db && !*complained) log_warn("jobs", "the database does not open; asked again every second");
    *complained = !db;
    arena_close(a);
    return db;
}

static void *work(void *with)
{
    Jobs *j = with;
    Db *db = NULL;
    bool complained = false;
    int done = 0;
    do {
        if (!db) db = opened(&j->config, &complained);
        done = db ? jobs_run_due(db, &j->config) : 0;
    } while (wait_for_bell(j, done > 0, true));
    if (db && j->rung) jobs_run_due(db, &j->config);      /* one round for what was committed last; the rest waits in its rows */
    db_close(db);
    return NULL;
}

static void *work_long(void *with)
{
    Worker *w = with;
    Db *db = NULL;
    bool complained = false;
    int done = 0;
    do {
        if (!db) db = opened(&w->jobs->config, &complained);
        done = db ? w->work(db, &w->jobs->config, &w->jobs->ending) : 0;
    } while (wait_for_bell(w->jobs, done > 0, false));
    db_close(db);
    return NULL;
}

Jobs *jobs_start(const JobsConfig *config)
{
    Jobs *j = calloc(1, sizeof *j);
    pthread_condattr_t steady;                            /* a wait that does not mind the clock being put right */
    if (!j) abort();
    j->config = *config;
    pthread_condattr_init(&steady);
    pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
    pthread_mutex_init(&j->lock, NULL);
    pthread_cond_init(&j->bell, &steady);
    pthread_condattr_destroy(&steady);
    if (pthread_create(&j->thread, NULL, work, j)) die("The thread for background work could not be started.");
    for (LongWork *const *w = config->works; w && *w && j->worker_count < WORKS_MOST; w++) {
        Worker *one = &j->workers[j->worker_count++];
        *one = (Worker){ .jobs = j, .work = *w };
        if (pthread_create(&one->thread, NULL, work_long, one)) die("The thread for background work could not be started.");
    }
    return j;
}

void jobs_nudge(Jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->rung = true;
    pthread_cond_broadcast(&j->bell);
    pthread_mutex_unlock(&j->lock);
}

void jobs_stop(Jobs *j)
{
    pthread_mutex_lock(&j->lock);
    __atomic_store_n(&j->ending, true, __ATOMIC_RELAXED);
    pthread_cond_broadcast(&j->bell);
    pthread_mutex_unlock(&j->lock);
    pthread_join(j->thread, NULL);
    for (int i = 0; i < j->worker_count; i++) pthread_join(j->workers[i].thread, NULL);
    pthread_mutex_destroy(&j->lock);
    pthread_cond_destroy(&j->bell);
    free(j);
}
