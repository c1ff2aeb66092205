/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the files of http/ know of each other. */
#ifndef KITH_HTTP_INSIDE_H
#define KITH_HTTP_INSIDE_H

#include "http/http.h"

#include <microhttpd.h>
#include <stdatomic.h>

enum { FIELDS_MOST = 512, NAME_MOST = 128, IDLE_ARENAS = 32 };

/* One connection, as the sweep for slow clients sees it. */
typedef struct Line { struct Line *before, *after; int fd; i64 since, allowed; bool busy; } Line;

typedef struct Worker {
    struct HttpServer *server;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    int number, listen_fd, wake_fd;
    Line lines;                                            /* ring */
    Arena *idle[IDLE_ARENAS]; int idle_count;
} Worker;

typedef struct { unsigned char bytes[16]; int bits; } Net;  /* IPv4 as ::ffff:a.b.c.d */

struct HttpServer {
    HttpConfig config;
    Worker *workers;
    int count, stop_fd;
    atomic_bool stopping;
    char address[128];
    char *cert, *key;
    Net *proxies; int proxy_count;
    struct Slow *slow;
    atomic_llong requests, open, sent, timeouts, refused, by_status[6], bucket[12];
};

/* A request while it arrives. */
typedef struct Arriving {
    HttpRequest request;
    Worker *worker;
    Line *line;
    i64 began, received;
    Buf body;
    struct MHD_PostProcessor *parts;
    struct Upload *upload;
    i64 upload_max;                                        /* of one file, here */
    HttpField *fields; int count, cap;
    bool seen, form;
    bool answered;                                         /* by a slow thread; what it says is in `late` */
    HttpReply late;
} Arriving;

BodyFault form_parse(Arena *a, Str text, const HttpField **at, int *count);   /* application/x-www-form-urlencoded */
bool percent_decode(Arena *a, Str s, bool plus, Str *to);
bool parts_begin(Arriving *r, struct MHD_Connection *c);
void parts_take(Arriving *r, const char *data, size_t size);
void parts_end(Arriving *r);
void uploads_remove(Arriving *r);

bool net_parse(Str text, Net *to);
bool net_holds(const HttpServer *s, Str address);
Str peer_of(const HttpServer *s, struct MHD_Connection *c, Arena *a, bool *proxied);

/* slow.c */
struct Slow *slow_open(struct HttpServer *server);
void slow_close(struct Slow *s);                           /* answers what still waits */
void worker_wake(Worker *w);                               /* what was answered late goes out now and not in the next second */
bool slow_take(struct Slow *s, Arriving *r, struct MHD_Connection *c);   /* false: too many wait already */

/* mhd.c */
void request_answer(Arriving *r, HttpReply *reply);
struct MHD_Daemon *daemon_open(Worker *w);
enum MHD_Result reply_send(Arriving *r, struct MHD_Connection *c, const HttpReply *reply);

#endif
