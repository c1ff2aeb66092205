/* SPDX-License-Identifier: AGPL-3.0-or-later
 * HTTP: bytes to a request, a reply to bytes.  Knows nothing of Kith; libmicrohttpd stands behind it. */
#ifndef KITH_HTTP_H
#define KITH_HTTP_H

#include "base/base.h"

typedef enum { HTTP_GET = 1, HTTP_HEAD, HTTP_POST, HTTP_OTHER } HttpMethod;

/* One part of a form.  A small field is in `value`; an uploaded file lies in `path`, a temporary file that is
 * removed after the answer unless the handler renamed it. */
typedef struct { Str name, value; const char *path, *filename; i64 size; } HttpField;

typedef enum {                                            /* why a body was not taken; the handler answers it */
    BODY_FINE, BODY_TOO_LARGE, BODY_BAD_FORM, BODY_BAD_TEXT /* NUL or not UTF-8 */, BODY_UNKNOWN_TYPE, BODY_NO_ROOM /* disk */
} BodyFault;

typedef struct HttpRequest {
    Arena *arena;                                         /* lives until the answer is sent */
    HttpMethod method;
    Str path;                                             /* percent-decoded, UTF-8, starts with '/' */
    Str raw_path;                                         /* as it came, without the query */
    Str query;                                            /* as it came, without '?' */
    const HttpField *args; int arg_count;                 /* the query, decoded, in order */
    const HttpField *fields; int field_count;             /* a POST's form, decoded, in order */
    Str body;                                             /* a POST body of another type, when http was told to keep it */
    BodyFault fault;
    Str peer;                                             /* address of who asks; a named proxy's word counts */
    bool tls;                                             /* by our own TLS, or a named proxy says so */
    Str host;                                             /* as asked; never used to make links */
    int worker;                                           /* 0 .. workers-1, then the slow ones: which thread runs this */
    bool crowded;                                         /* it would take long, and too many wait already: say so */
    void *connection;                                     /* for http_header() */
} HttpRequest;

Str http_header(const HttpRequest *r, const char *name);  /* "" when absent; dies with the request */
Str http_cookie(const HttpRequest *r, const char *name);
Str http_arg(const HttpRequest *r, const char *name);     /* first of that name in the query, or "" */
Str http_field(const HttpRequest *r, const char *name);   /* first of that name in the form, or "" */

typedef struct { const char *name; Str value; } HttpHeader;

typedef struct HttpReply {
    int status;
    Str body;                                             /* in the request's arena, or for ever (assets) */
    const char *file;                                     /* instead of body: a file to send, with Range */
    HttpHeader headers[24]; int header_count;             /* Content-Type among them */
    bool compress;                                        /* gzip when it is asked for and the body is over 1 KiB */
    bool etag;                                            /* add an ETag of the body and answer If-None-Match with 304 */
    const char *etag_is;                                  /* instead of reckoning it (assets, files) */
} HttpReply;

typedef struct {
    const char *listen;                                   /* "127.0.0.1:8080", "[::]:443" or "unix:/run/kith.sock" */
    int workers;
    const char *tls_cert, *tls_key;                       /* PEM files; NULL: no TLS of our own */
    const char *trusted_proxies;                          /* "127.0.0.1 ::1 10.0.0.0/8": whose X-Forwarded-For and -Proto count */
    const char *temp_dir;                                 /* where uploads are streamed to */
    i64 body_max;                                         /* bytes of a form without files */
    i64 (*upload_max)(Str path);                          /* bytes of one file that this path may receive; 0: none */
    bool (*slow)(Str path);                               /* which POSTs take long: they wait their turn for one of slow_threads */
    int slow_threads;                                     /* numbered after the workers; at most SLOW_MOST */
    int idle_seconds, head_seconds;                       /* keep-alive, and time for a whole request to arrive */
    int connections_max;
    /* Answers one request.  Runs on a worker thread; `reply` is zeroed. */
    void (*answer)(void *with, const HttpRequest *request, HttpReply *reply);
    void *with;
} HttpConfig;

enum { SLOW_MOST = 8 };
typedef struct HttpServer HttpServer;
HttpServer *http_open(const HttpConfig *config, Str *why_not, Arena *a);  /* listening and serving, or NULL and a plain sentence */
const char *http_address(const HttpServer *s);            /* the address it really listens on, "127.0.0.1:41873" */
void http_stop(HttpServer *s, int grace_seconds);         /* takes no more, finishes what is under way, joins, frees */

typedef struct { i64 requests, connections_open, bytes_sent, timeouts, refused; i64 by_status[6]; i64 seconds_bucket[12]; } HttpCounts;
HttpCounts http_counts(const HttpServer *s);

#endif
