/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Threads that listen.  Each worker has a daemon and, by SO_REUSEPORT, a
 * listening socket of its own, and waits in its own epoll around MHD_run():
 * libmicrohttpd's internal epoll thread (0.9.75) stalls whenever the ready
 * connections are an exact multiple of 128. */
#include "http/inside.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- listening ---- */

static int listen_unix(const char *path, Str *why_not, Arena *a)
{
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof at.sun_path) { *why_not = S("The path of the socket is too long."); return -1; }
    strcpy(at.sun_path, path);
    unlink(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 4096) == 0) return fd;
    *why_not = str_format(a, "The socket %s cannot be listened on: %m.", path);
    if (fd >= 0) close(fd);
    return -1;
}

static struct addrinfo *resolved(const char *where, Str *why_not, Arena *a)
{
    struct addrinfo hints = { .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM }, *found = NULL;
    Str host = str_c(where);
    ptrdiff_t colon = -1;
    for (size_t i = 0; i < host.len; i++) if (host.at[i] == ':') colon = (ptrdiff_t)i;
    if (colon < 0) { *why_not = str_format(a, "%s is not an address and a port, such as 127.0.0.1:8080.", where); return NULL; }
    const char *port = where + colon + 1;
    host.len = (size_t)colon;
    if (host.len > 1 && host.at[0] == '[' && host.at[host.len - 1] == ']') host.at++, host.len -= 2;
    if (str_is(host, "localhost")) host = S("127.0.0.1");
    if (getaddrinfo(host.len ? str_cstr(a, host) : NULL, port, &hints, &found)) {
        *why_not = str_format(a, "%s is not an address and a port, such as 127.0.0.1:8080.", where);
        return NULL;
    }
    return found;
}

static int listen_tcp(const struct addrinfo *at, const char *where, Str *why_not, Arena *a)
{
    int on = 1, fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0
        && bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, 4096) == 0) return fd;
    *why_not = errno == EADDRINUSE ? str_format(a, "Something else listens on %s already.", where) : str_format(a, "%s cannot be listened on: %m.", where);
    if (fd >= 0) close(fd);
    return -1;
}

/* SO_REUSEPORT would let a second Kith share the port unnoticed: ask first whether somebody is there. */
static bool taken(const struct addrinfo *at)
{
    int on = 1, fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);      /* old connections that linger are no listener */
    bool there = fd >= 0 && bind(fd, at->ai_addr, at->ai_addrlen) != 0 && errno == EADDRINUSE;
    if (fd >= 0) close(fd);
    return there;
}

static void remember_address(HttpServer *s, int fd)
{
    struct sockaddr_storage at;
    socklen_t n = sizeof at;
    char host[NI_MAXHOST] = "", port[NI_MAXSERV] = "";
    if (getsockname(fd, (struct sockaddr *)&at, &n) || at.ss_family == AF_UNIX) return;
    getnameinfo((struct sockaddr *)&at, n, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(s->address, sizeof s->address, at.ss_family == AF_INET6 ? "[%.90s]:%.8s" : "%.90s:%.8s", host, port);
}

static bool listen_all(HttpServer *s, Str *why_not, Arena *a)
{
    const char *where = s->config.listen;
    snprintf(s->address, sizeof s->address, "%s", where);
    if (!strncmp(where, "unix:", 5)) {
        int fd = listen_unix(where + 5, why_not, a);
        for (int i = 0; fd >= 0 && i < s->count; i++) s->workers[i].listen_fd = i ? dup(fd) : fd;
        return fd >= 0;
    }
    struct addrinfo *at = resolved(where, why_not, a);
    if (!at) return false;
    bool ok = !taken(at);
    if (!ok) *why_not = str_format(a, "Something else listens on %s already.", where);
    for (int i = 0; ok && i < s->count; i++) {
        ok = (s->workers[i].listen_fd = listen_tcp(at, where, why_not, a)) >= 0;
        if (!ok || i) continue;
        remember_address(s, s->workers[0].listen_fd);     /* port 0 was any free one: the others take the same */
        socklen_t n = at->ai_addrlen;
        getsockname(s->workers[0].listen_fd, at->ai_addr, &n);
    }
    freeaddrinfo(at);
    return ok;
}

/* ---- a worker ---- */

/* Once a second: who has had their time, or, when we stop, who is only being kept alive. */
static void sweep(Worker *w, bool stopping)
{
    i64 now = time_monotonic();
    for (Line *l = w->lines.after; l != &w->lines; l = l->after) {
        bool late = now - l->since > l->allowed + (l->busy ? 0 : SECONDS(1));
        if (!late && !(stopping && !l->busy)) continue;
        if (late) atomic_fetch_add(&w->server->timeouts, 1);
        shutdown(l->fd, SHUT_RDWR);
        l->since = now, l->allowed = HOURS(1);
    }
}

static int wait_ms(Worker *w)
{
    MHD_UNSIGNED_LONG_LONG most = 1000;
    MHD_UNSIGNED_LONG_LONG ask = 0;
    if (MHD_get_timeout(w->daemon, &ask) == MHD_YES && ask < most) most = ask;
    return (int)most;
}

/* A daemon in a loop of our own is not told that a connection goes on. */
void worker_wake(Worker *w)
{
    uint64_t one = 1;
    if (write(w->wake_fd, &one, sizeof one) != sizeof one) log_warn("http", "a worker was not woken");
}

static void *work(void *with)
{
    Worker *w = with;
    HttpServer *s = w->server;
    int ep = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event ev = { .events = EPOLLIN }, waken = { .events = EPOLLIN | EPOLLET }, got[3];
    i64 swept = time_monotonic(), until = 0;
    epoll_ctl(ep, EPOLL_CTL_ADD, MHD_get_daemon_info(w->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd, &ev);
    epoll_ctl(ep, EPOLL_CTL_ADD, s->stop_fd, &ev);
    epoll_ctl(ep, EPOLL_CTL_ADD, w->wake_fd, &waken);     /* each writing is told once: nobody needs to read it */
    for (;;) {
        bool stopping = atomic_load(&s->stopping);
        int wait = wait_ms(w);
        if (stopping && wait > 20) wait = 20;             /* the stop event stays ready: do not spin on it */
        if (stopping && !until) {
            int fd = MHD_quiesce_daemon(w->daemon);
            if (fd >= 0) close(fd);
            epoll_ctl(ep, EPOLL_CTL_DEL, s->stop_fd, NULL);
            until = time_monotonic() + SECONDS(s->config.idle_seconds > 5 ? 5 : s->config.idle_seconds);
        }
        epoll_wait(ep, got, 3, wait);
        if (MHD_run(w->daemon) != MHD_YES) log_warn("http", "a round did not work");
        i64 now = time_monotonic();
        if (now - swept > SECONDS(1) || stopping) sweep(w, stopping), swept = now;
        if (stopping && (w->lines.after == &w->lines || now > until)) break;
    }
    close(ep);
    return NULL;
}

/* ---- opening and stopping ---- */

static char *file_text(const char *path, Str *why_not, Arena *a)
{
    FILE *f = fopen(path, "r");
    char *text = f ? calloc(1, 65536) : NULL;
    if (!text || !fread(text, 1, 65535, f)) *why_not = str_format(a, "The file %s cannot be read.", path);
    if (f) fclose(f);
    return text;
}

static bool read_proxies(HttpServer *s, Str *why_not, Arena *a)
{
    Str rest = s->config.trusted_proxies ? str_c(s->config.trusted_proxies) : S("");
    s->proxies = calloc(64, sizeof *s->proxies);
    while (rest.len && s->proxies) {
        Str one = str_trim(str_cut(&rest, ' '));
        if (!one.len) continue;
        if (s->proxy_count == 64 || !net_parse(one, &s->proxies[s->proxy_count++])) {
            *why_not = str_format(a, "%.*s is not an address or a network, such as 10.0.0.0/8.", FMT(one));
            return false;
        }
    }
    return true;
}

static void free_all(HttpServer *s)
{
    slow_close(s->slow);
    for (int i = 0; i < s->count; i++) {
        Worker *w = &s->workers[i];
        if (w->daemon && s->slow) MHD_run(w->daemon);     /* what was answered late is taken up again: none may be left suspended */
        if (w->daemon) MHD_stop_daemon(w->daemon), close(w->wake_fd);
        while (w->idle_count) arena_close(w->idle[--w->idle_count]);
    }
    if (s->stop_fd >= 0) close(s->stop_fd);
    free(s->workers), free(s->proxies), free(s->cert), free(s->key), free(s);
}

static bool open_workers(HttpServer *s, Str *why_not)
{
    for (int i = 0; i < s->count; i++) {
        Worker *w = &s->workers[i];
        w->server = s, w->number = i, w->wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        w->lines.before = w->lines.after = &w->lines;
        if (!(w->daemon = daemon_open(w))) { *why_not = S("The web server did not start. Are the certificate and its key a pair?"); return false; }
    }
    for (int i = 0; i < s->count; i++)
        if (pthread_create(&s->workers[i].thread, NULL, work, &s->workers[i])) { *why_not = S("A thread could not be started."); return false; }
    return true;
}

HttpServer *http_open(const HttpConfig *config, Str *why_not, Arena *a)
{
    struct rlimit files;
    HttpServer *s = calloc(1, sizeof *s);
    if (!s) abort();
    s->config = *config, s->count = config->workers;
    s->workers = calloc((size_t)s->count, sizeof *s->workers);
    s->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) files.rlim_cur = files.rlim_max, setrlimit(RLIMIT_NOFILE, &files);
    bool ok = read_proxies(s, why_not, a);
    if (ok && config->tls_cert) ok = (s->cert = file_text(config->tls_cert, why_not, a)) && (s->key = file_text(config->tls_key, why_not, a)) && !why_not->len;
    if (ok && config->slow_threads) s->slow = slow_open(s);
    ok = ok && listen_all(s, why_not, a) && open_workers(s, why_not);
    if (ok) return s;
    free_all(s);
    return NULL;
}

const char *http_address(const HttpServer *s) { return s->address; }

void http_stop(HttpServer *s, int grace_seconds)
{
    uint64_t one = 1;
    if (grace_seconds < s->config.idle_seconds) s->config.idle_seconds = grace_seconds;
    atomic_store(&s->stopping, true);
    if (write(s->stop_fd, &one, sizeof one) != sizeof one) log_warn("http", "the stop was not heard");
    for (int i = 0; i < s->count; i++) pthread_join(s->workers[i].thread, NULL);
    free_all(s);
}

HttpCounts http_counts(const HttpServer *s)
{
    HttpServer *m = (HttpServer *)(uintptr_t)s;
    HttpCounts c = { .requests = atomic_load(&m->requests), .connections_open = atomic_load(&m->open), .bytes_sent = atomic_load(&m->sent),
        .timeouts = atomic_load(&m->timeouts), .refused = atomic_load(&m->refused) };
    for (int i = 0; i < COUNT(c.by_status); i++) c.by_status[i] = atomic_load(&m->by_status[i]);
    for (int i = 0; i < COUNT(c.seconds_bucket); i++) c.seconds_bucket[i] = atomic_load(&m->bucket[i]);
    return c;
}
