/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Between libmicrohttpd's callbacks and our requests and replies. */
#include "http/inside.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* ---- a request begins ---- */

static Arena *arena_take(Worker *w) { return w->idle_count ? w->idle[--w->idle_count] : arena_open(); }

static void arena_give(Worker *w, Arena *a)
{
    if (w->idle_count == IDLE_ARENAS) { arena_close(a); return; }
    arena_reset(a);
    w->idle[w->idle_count++] = a;
}

static Line *line_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return i ? i->socket_context : NULL;
}

static void *on_uri(void *cls, const char *uri, struct MHD_Connection *c)
{
    Worker *w = cls;
    Arena *a = arena_take(w);
    Arriving *r = arena_new(a, Arriving);
    HttpRequest *q = &r->request;
    r->worker = w, r->line = line_of(c), r->began = time_monotonic();
    *q = (HttpRequest){ .arena = a, .worker = w->number, .connection = c, .path = S("/") };
    Str rest = str_copy(a, str_c(uri));
    q->raw_path = str_cut(&rest, '?');
    q->query = rest;
    if (!q->raw_path.len || q->raw_path.at[0] != '/' || !percent_decode(a, q->raw_path, false, &q->path)) q->fault = BODY_BAD_TEXT, q->path = S("/");
    else q->fault = form_parse(a, q->query, &q->args, &q->arg_count);
    return r;
}

Str http_header(const HttpRequest *r, const char *name)
{
    const char *v = MHD_lookup_connection_value(r->connection, MHD_HEADER_KIND, name);
    return v ? str_c(v) : S("");
}

/* ---- how it is framed: what two readers could take for two different requests is refused ---- */

typedef struct { int lengths, codings; i64 length; bool odd; } Framing;

static enum MHD_Result frame(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
    Framing *f = cls;
    (void)kind;
    if (!strcasecmp(key, "Content-Length")) {
        i64 n = 0;
        if (f->lengths++ || !value || !str_int(str_c(value), &n) || n < 0) f->odd = true;
        f->length = n;
    }
    if (!strcasecmp(key, "Transfer-Encoding") && (f->codings++ || !value || strcasecmp(value, "chunked"))) f->odd = true;
    return MHD_YES;
}

static HttpMethod method_of(const char *m)
{
    return !strcmp(m, "GET") ? HTTP_GET : !strcmp(m, "HEAD") ? HTTP_HEAD : !strcmp(m, "POST") ? HTTP_POST : HTTP_OTHER;
}

static i64 room_for(Arriving *r)
{
    const HttpConfig *c = &r->worker->server->config;
    r->upload_max = c->upload_max ? c->upload_max(r->request.path) : 0;
    return r->upload_max + c->body_max;
}

static void head_seen(Arriving *r, struct MHD_Connection *c, const char *method, Framing *f)
{
    HttpServer *s = r->worker->server;
    HttpRequest *q = &r->request;
    bool proxied = false;
    r->seen = true;
    MHD_get_connection_values(c, MHD_HEADER_KIND, frame, f);
    q->method = method_of(method);
    q->peer = peer_of(s, c, q->arena, &proxied);
    q->host = http_header(q, "Host");
    q->tls = s->cert != NULL || (proxied && str_is(http_header(q, "X-Forwarded-Proto"), "https"));
    if (r->line) r->line->busy = true, r->line->since = time_monotonic(), r->line->allowed = SECONDS(s->config.head_seconds);
    if (f->length > room_for(r)) q->fault = BODY_TOO_LARGE;
}

static void body_begins(Arriving *r, struct MHD_Connection *c)
{
    Str type = http_header(&r->request, "Content-Type");
    if (r->request.method != HTTP_POST) return;
    if (str_starts(type, S("multipart/form-data"))) { if (!parts_begin(r, c)) r->request.fault = BODY_BAD_FORM; return; }
    r->form = !type.len || str_starts(type, S("application/x-www-form-urlencoded"));
    r->body = buf_open(r->request.arena, 1024);
}

static void body_comes(Arriving *r, const char *data, size_t size)
{
    HttpRequest *q = &r->request;
    r->received += (i64)size;
    if (r->line) r->line->allowed += (i64)size * SECONDS(1) / (16 * 1024);      /* a slow line is let finish, a dripping one is not */
    if (r->received > room_for(r)) q->fault = BODY_TOO_LARGE;
    if (q->fault != BODY_FINE) return;
    if (r->parts) parts_take(r, data, size);
    else if (q->method == HTTP_POST) {
        if (r->received > r->worker->server->config.body_max) q->fault = BODY_TOO_LARGE;
        else buf_add(&r->body, data, size);
    }
}

static void body_whole(Arriving *r)
{
    HttpRequest *q = &r->request;
    if (r->parts) { parts_end(r); return; }
    if (q->method != HTTP_POST || q->fault != BODY_FINE) return;
    q->body = buf_view(&r->body);
    if (r->form) q->fault = form_parse(q->arena, q->body, &q->fields, &q->field_count);
    else if (q->body.len) q->fault = BODY_UNKNOWN_TYPE;
}

static void count_reply(HttpServer *s, const Arriving *r, const HttpReply *reply)
{
    static const i64 edges[] = { 500, 1000, 2000, 5000, 10000, 20000, 50000, 100000, 200000, 500000, 1000000 };
    i64 took = time_monotonic() - r->began;
    int b = 0;
    while (b < COUNT(edges) && took > edges[b]) b++;
    atomic_fetch_add_explicit(&s->requests, 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->bucket[b], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->by_status[reply->status / 100 % 6], 1, memory_order_relaxed);
    atomic_fetch_add_explicit(&s->sent, (long long)reply->body.len, memory_order_relaxed);
}

static enum MHD_Result refuse_frame(Arriving *r, struct MHD_Connection *c)
{
    HttpReply bad = { .status = 400, .body = S("This request can be read in two ways, so it was not read at all.\n") };
    bad.headers[bad.header_count++] = (HttpHeader){ "Content-Type", S("text/plain; charset=utf-8") };
    bad.headers[bad.header_count++] = (HttpHeader){ "Connection", S("close") };
    atomic_fetch_add(&r->worker->server->refused, 1);
    return reply_send(r, c, &bad);
}

void request_answer(Arriving *r, HttpReply *reply)
{
    HttpServer *s = r->worker->server;
    s->config.answer(s->config.with, &r->request, reply);
    if (atomic_load_explicit(&s->stopping, memory_order_relaxed) || r->request.fault == BODY_TOO_LARGE)
        if (reply->header_count < COUNT(reply->headers)) reply->headers[reply->header_count++] = (HttpHeader){ "Connection", S("close") };
    count_reply(s, r, reply);
}

static enum MHD_Result answer(Arriving *r, struct MHD_Connection *c)
{
    HttpReply reply = { 0 };
    request_answer(r, &reply);
    return reply_send(r, c, &reply);
}

static bool takes_long(const Arriving *r)
{
    const HttpConfig *k = &r->worker->server->config;
    return k->slow && k->slow_threads && r->request.method == HTTP_POST && r->request.fault == BODY_FINE && k->slow(r->request.path);
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *c, const char *url, const char *method, const char *version,
    const char *data, size_t *size, void **con)
{
    Arriving *r = *con;
    (void)cls, (void)url, (void)version;
    if (!r) return MHD_NO;
    if (!r->seen) {
        Framing f = { 0 };
        head_seen(r, c, method, &f);
        if (f.odd || (f.lengths && f.codings)) return refuse_frame(r, c);
        if (r->request.fault == BODY_TOO_LARGE && (f.length || f.codings)) return answer(r, c);
        body_begins(r, c);
        return MHD_YES;
    }
    if (*size) {
        body_comes(r, data, *size);
        *size = 0;
        return MHD_YES;
    }
    if (r->answered) return reply_send(r, c, &r->late);
    body_whole(r);
    if (takes_long(r)) {
        if (slow_take(r->worker->server->slow, r, c)) return MHD_YES;
        r->request.crowded = true;
    }
    return answer(r, c);
}

static void on_completed(void *cls, struct MHD_Connection *c, void **con, enum MHD_RequestTerminationCode code)
{
    Arriving *r = *con;
    Worker *w = cls;
    (void)c;
    if (!r) return;
    if (code == MHD_REQUEST_TERMINATED_TIMEOUT_REACHED) atomic_fetch_add(&w->server->timeouts, 1);
    if (r->parts) parts_end(r);
    uploads_remove(r);
    if (r->line) r->line->busy = false, r->line->since = time_monotonic(), r->line->allowed = SECONDS(w->server->config.idle_seconds);
    Arena *a = r->request.arena;
    *con = NULL;
    arena_give(w, a);
}

static void on_connection(void *cls, struct MHD_Connection *c, void **context, enum MHD_ConnectionNotificationCode code)
{
    Worker *w = cls;
    Line *l = *context;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        l = calloc(1, sizeof *l);
        if (!l) return;
        const union MHD_ConnectionInfo *i = MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        l->fd = i ? i->connect_fd : -1, l->since = time_monotonic(), l->allowed = SECONDS(w->server->config.head_seconds);
        l->before = &w->lines, l->after = w->lines.after;
        l->after->before = l->before->after = l;
        *context = l;
        atomic_fetch_add(&w->server->open, 1);
    } else if (l) {
        l->after->before = l->before, l->before->after = l->after;
        free(l);
        *context = NULL;
        atomic_fetch_sub(&w->server->open, 1);
    }
}

struct MHD_Daemon *daemon_open(Worker *w)
{
    const HttpConfig *k = &w->server->config;
    struct MHD_OptionItem tls[] = { { MHD_OPTION_HTTPS_MEM_CERT, 0, w->server->cert }, { MHD_OPTION_HTTPS_MEM_KEY, 0, w->server->key },
        { MHD_OPTION_END, 0, NULL } }, none[] = { { MHD_OPTION_END, 0, NULL } };
    unsigned flags = MHD_USE_EPOLL | MHD_USE_TURBO | MHD_ALLOW_SUSPEND_RESUME | (w->server->cert ? MHD_USE_TLS : 0);
    return MHD_start_daemon(flags, 0, NULL, NULL, on_request, w,
        MHD_OPTION_LISTEN_SOCKET, w->listen_fd, MHD_OPTION_CONNECTION_LIMIT, (unsigned)(k->connections_max / w->server->count + 1),
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)k->idle_seconds, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)24 * 1024,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)4096, MHD_OPTION_URI_LOG_CALLBACK, on_uri, w,
        MHD_OPTION_NOTIFY_COMPLETED, on_completed, w, MHD_OPTION_NOTIFY_CONNECTION, on_connection, w,
        MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, w->server->cert ? tls : none, MHD_OPTION_END);
}
