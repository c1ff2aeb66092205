/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith serve: everything in one process; kith work: the background work alone. */
#include "house/begin.h"
#include "house/rooms.h"
#include "house/sandbox.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
    const char *listen, *lmtp, *base_url, *tls_cert, *tls_key, *proxies, *metrics_token, *user;
    i64 workers;
    bool no_work;
} ServeOptions;

static const struct { const char *option, *name; size_t at; } texts[] = {
    { "--listen", "LISTEN", offsetof(ServeOptions, listen) }, { "--lmtp", "LMTP", offsetof(ServeOptions, lmtp) }, { "--base-url", "BASE_URL", offsetof(ServeOptions, base_url) },
    { "--tls-cert", "TLS_CERT", offsetof(ServeOptions, tls_cert) }, { "--tls-key", "TLS_KEY", offsetof(ServeOptions, tls_key) },
    { "--trusted-proxies", "TRUSTED_PROXIES", offsetof(ServeOptions, proxies) }, { "--metrics-token", "METRICS_TOKEN", offsetof(ServeOptions, metrics_token) },
    { "--user", "USER", offsetof(ServeOptions, user) },
};

static const char **text_at(ServeOptions *o, int i) { return (const char **)(void *)((char *)o + texts[i].at); }

static bool read_options(House *h, ServeOptions *o, int argc, char **argv)
{
    for (int i = 0; i < COUNT(texts); i++) {
        Str set = read_secret(h, texts[i].name);
        if (set.len) *text_at(o, i) = set.at;
    }
    Str set = read_secret(h, "WORKERS");
    if (set.len && !str_int(set, &o->workers)) return false;
    for (int i = 0; i < argc; i++) {
        if (!strcmp(argv[i], "--no-work")) { o->no_work = true; continue; }
        if (i + 1 >= argc) return false;
        bool known = !strcmp(argv[i], "--workers");
        if (known && !str_int(str_c(argv[i + 1]), &o->workers)) return false;
        for (int k = 0; k < COUNT(texts); k++)
            if (!strcmp(argv[i], texts[k].option)) *text_at(o, k) = argv[i + 1], known = true;
        if (!known) return false;
        i++;
    }
    return o->workers >= 0 && o->workers <= 64 && (!o->tls_cert == !o->tls_key);
}

/* A page waits for PostgreSQL and not for SQLite, so more of them are under way at once there. */
static int how_many(const ServeOptions *o, const Db *db)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (o->workers) return (int)o->workers;
    if (cores < 1) cores = 1;
    if (cores > 16) cores = 16;
    return (int)(db_is_pg(db) ? cores * 4 : cores);
}

/* "/ask/outside/2/add/papers": where files are sent with an answer. */
static bool adds(Str path) { return (str_starts(path, S("/ask/")) || str_starts(path, S("/desk/key-in/"))) && str_find(path, S("/add/")) > 0; }
/* "/desk/library/7/files": a form of a work, or a picture in it. */
static bool shelves(Str path) { return str_starts(path, S("/desk/library/")) && str_ends(path, S("/files")); }
static i64 upload_max(Str path) { return adds(path) || shelves(path) ? 60 * 1024 * 1024 : str_is(path, "/desk/settings") ? 2 * 1024 * 1024 : str_is(path, "/desk/lists") ? 20 * 1024 * 1024 : 0; }
/* Hashing a passphrase takes 19 MiB and a twentieth of a second: two at once, whatever the machine. */
enum { SLOW_THREADS = 2 };
static bool takes_long(Str path) { return str_is(path, "/sign-in/passphrase") || str_is(path, "/me/sign-in/passphrase") || str_is(path, "/desk/lists") || adds(path) || shelves(path); }
static void nudge(void *jobs) { if (jobs) jobs_nudge(jobs); }

/* Signals are waited for, not handled: blocked here before any thread begins, taken by sigwait() below. */
static sigset_t quiet_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM), sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
    return set;
}

static const char *set_or_null(House *h, const char *name)
{
    Str value = read_secret(h, name);
    return value.len ? str_cstr(h->arena, value) : NULL;
}

static JobsConfig jobs_of(House *h)
{
    i64 seconds = 0;
    Str set = read_secret(h, "SMTP_SECONDS");
    if (set.len && !str_int(set, &seconds)) log_warn("mail", "KITH_SMTP_SECONDS is not a number");
    Str why = S(""), dkim = read_secret(h, "DKIM");
    const MailSigner *signer = mail_signer_open(str_cstr(h->arena, dkim), &why, h->arena);
    if (why.len) die("%.*s", FMT(why));
    return (JobsConfig){ .signer = signer, .works = house_works, .db_url = h->db_url, .data_dir = h->data, .kinds = house_jobs(), .smtp_url = set_or_null(h, "SMTP_URL"),
        .smtp_user = set_or_null(h, "SMTP_USER"), .smtp_password = set_or_null(h, "SMTP_PASSWORD"), .smtp_tls = set_or_null(h, "SMTP_TLS"),
        .smtp_ca = set_or_null(h, "SMTP_CA"), .smtp_seconds = seconds > 0 && seconds <= 600 ? (int)seconds : 0 };
}

static void say_where_letters_go(House *h)
{
    if (read_secret(h, "SMTP_URL").len) return;
    printf("No mail server is set, so letters are written to %s/outbox/\n", h->data);
}

/* Letters need it.  The jobs have begun to write by now, so on PostgreSQL somebody may well come between. */
static void keep_base_url(House *h, Db *db, const char *url)
{
    enum { AT_MOST = 20 };
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < AT_MOST && end == TX_AGAIN; tries++) {
        Tx *tx = tx_open(h->arena, db, TX_WRITE);
        if (!str_is(setting(tx, "base_url", S("")), url)) setting_put(tx, "base_url", str_c(url));
        end = tx_close(tx, true);
    }
    if (end != TX_KEPT) log_warn("base_url", "could not be kept");
}

/* What a mail server on this machine hands over; one connection of its own, opened anew where it broke. */
typedef struct { House *h; Db *db; Jobs *jobs; LmtpConfig config; Lmtp *lmtp; } MailIntake;

static bool takes(void *with, Str recipient)
{
    MailIntake *in = with;
    Arena *a = arena_open();
    Tx *tx = tx_open(a, in->db, TX_READ);
    bool ours = post_ours_trusted(tx, recipient), ok = tx_close(tx, true) == TX_KEPT;
    arena_close(a);
    return ours && ok;
}

static LmtpAnswer taken(void *with, Str recipient, Str message)
{
    MailIntake *in = with;
    Arena *a = arena_open();
    const MailIn *m = mail_read(a, message);
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < 3 && end == TX_AGAIN; tries++) {
        Tx *tx = tx_open(a, in->db, TX_WRITE);
        PostDone done = post_in_trusted(tx, m, recipient);
        end = tx_close(tx, true);
        if (end == TX_KEPT) log_info("mail in", "kind=%s done=%d", mail_kind_word(m->kind), done);
    }
    arena_close(a);
    if (end == TX_KEPT && in->jobs) jobs_nudge(in->jobs);
    return end == TX_KEPT ? LMTP_TAKEN : LMTP_LATER;
}

static void open_intake(House *h, MailIntake *in, const char *path)
{
    Str why = S("");
    in->config = (LmtpConfig){ path, takes, taken, in };
    in->lmtp = path && *path ? lmtp_open(&in->config, &why, h->arena) : NULL;
    if (why.len) die("%.*s", FMT(why));
}

int cli_serve(House *h, int argc, char **argv)
{
    ServeOptions o = { .listen = "127.0.0.1:8080" };
    Str why = S("");
    Buf faults = buf_open(h->arena, 256);
    if (!read_options(h, &o, argc, argv))
        return fputs("use: kith serve [--listen ADDR:PORT] [--base-url URL] [--no-work] [--workers N] [--tls-cert FILE --tls-key FILE]\n"
            "                  [--trusted-proxies 'ADDR ...'] [--metrics-token TEXT] [--user NAME] [--lmtp SOCKET]\n", stderr), 2;
    if (!house_sound(&faults)) die("%.*s", FMT(str_trim(buf_view(&faults))));
    sigset_t signals = quiet_signals();
    if (!sandbox_drop_user(o.user, &why, h->arena)) die("%.*s", FMT(why));
    Db *db = house_db(h);
    int workers = how_many(&o, db), caught = 0;
    const char *temp = str_format(h->arena, "%s/incoming", h->data).at;
    if (mkdir(temp, 0700) && access(temp, W_OK)) die("The folder %s cannot be written to.", h->data);

    JobsConfig jc = jobs_of(h);
    Jobs *jobs = o.no_work ? NULL : jobs_start(&jc);
    MailIntake intake = { .h = h, .db = house_db(h), .jobs = jobs };
    open_intake(h, &intake, o.lmtp);
    bool https = o.tls_cert || (o.base_url && !strncmp(o.base_url, "https:", 6));
    WebConfig wc = { .routes = house_routes, .base_url = "", .db_url = h->db_url, .data_dir = h->data, .workers = workers + SLOW_THREADS, .https = https,
        .metrics_token = o.metrics_token, .committed = nudge, .with = jobs };
    Web *web = web_open(&wc, &why, h->arena);
    if (!web) die("%.*s", FMT(why));
    HttpConfig hc = { .listen = o.listen, .workers = workers, .tls_cert = o.tls_cert, .tls_key = o.tls_key, .trusted_proxies = o.proxies, .temp_dir = temp,
        .body_max = 256 * 1024, .upload_max = upload_max, .slow = takes_long, .slow_threads = SLOW_THREADS, .idle_seconds = 30, .head_seconds = 10,
        .connections_max = 4096, .answer = web_answer, .with = web };
    HttpServer *server = http_open(&hc, &why, h->arena);
    if (!server) die("%.*s", FMT(why));
    const char *url = o.base_url ? o.base_url : str_format(h->arena, "http%s://%s", o.tls_cert ? "s" : "", http_address(server)).at;
    web_base_url(web, url);
    web_counts_from(web, server);
    keep_base_url(h, db, url);
    db_close(db);
    sandbox_close(h, !strncmp(h->db_url, "postgres", 8));
    say_where_letters_go(h);
    printf("Kith is ready at %s\n", url);
    fflush(stdout);

    sigwait(&signals, &caught);
    http_stop(server, 5);
    lmtp_close(intake.lmtp);
    db_close(intake.db);
    if (jobs) jobs_stop(jobs);
    web_close(web);
    return 0;
}

int cli_work(House *h, int argc, char **argv)
{
    bool once = argc == 1 && !strcmp(argv[0], "--once");
    if (argc && !once) return fputs("use: kith work [--once]\n", stderr), 2;
    sigset_t signals = quiet_signals();
    int caught = 0;
    Db *db = house_db(h);
    JobsConfig jc = jobs_of(h);
    if (once) {
        while (jobs_run_all(db, &jc) > 0) {}
        db_close(db);
        return 0;
    }
    db_close(db);
    Jobs *jobs = jobs_start(&jc);
    sigwait(&signals, &caught);
    jobs_stop(jobs);
    return 0;
}

int cli_routes(House *h, int argc, char **argv)
{
    (void)argv;
    if (argc) return fputs("use: kith routes\n", stderr), 2;
    Buf b = buf_open(h->arena, 8192);
    routes_print(house_routes, &b);
    buf_str(&b, S("POST\t/exit\tanyone\n"));
    fwrite(b.at, 1, b.len, stdout);
    return 0;
}
