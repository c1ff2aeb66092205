/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The path of a request: visit, route, gate, transaction, handler, commit, answer.
 * A handler touches nothing but its transaction, so where two writers met the
 * whole visit is run again, up to three times. */
#include "web/inside.h"

#include <stdlib.h>

Web *web_open(const WebConfig *c, Str *why_not, Arena *a)
{
    Web *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->config = *c;
    w->started = time_monotonic();
    w->dbs = calloc((size_t)c->workers, sizeof *w->dbs);
    w->faces = faces_open(c->workers);
    for (int i = 0; i < c->workers; i++) {
        if (w->dbs && (w->dbs[i] = db_open(c->db_url, why_not, a))) continue;
        web_close(w);
        return NULL;
    }
    return w;
}

void web_close(Web *w)
{
    if (!w) return;
    for (int i = 0; w->dbs && i < w->config.workers; i++) db_close(w->dbs[i]);
    free(w->dbs);
    faces_close(w->faces, w->config.workers);
    free(w);
}

const char *web_data_dir(const Visit *v) { return v->web->config.data_dir; }
void web_counts_from(Web *w, const HttpServer *server) { w->server = server; }
void web_base_url(Web *w, const char *url) { w->config.base_url = url; faces_changed(); }

/* ---- gates ---- */

static bool from_loopback(const Visit *v)
{
    return str_starts(v->http->peer, S("127.")) || str_is(v->http->peer, "::1") || str_is(v->http->peer, "unix");
}

static bool machine_may(const Visit *v)
{
    const char *token = v->web->config.metrics_token;
    /* A proxy that nobody named stands on loopback too: what it passes on is not from here. */
    if (!token) return from_loopback(v) && !http_header(v->http, "X-Forwarded-For").len;
    Str said = http_header(v->http, "Authorization");
    return said.len == strlen(token) + 7 && str_starts(said, S("Bearer ")) && !memcmp(said.at + 7, token, strlen(token));
}

static Reply gate_keeps(Visit *v, const Route *r)         /* status 0: come in */
{
    if (r->gate == MACHINES) return machine_may(v) ? (Reply){ 0 } : reply_not_found(v);
    if (r->gate == TOKENED) return (Reply){ 0 };
    if (r->gate == STRANGERS && v->who.person) return reply_redirect(v, "/me");
    if (who_passes(v->who, r->gate)) return (Reply){ 0 };
    if (v->who.person && v->who.staff && !v->who.strong && r->gate >= DESK) return reply_step_up(v);
    if (v->who.person) return reply_forbidden(v);
    if (r->method == POST && v->idle.person && csrf_holds(v) && !http_field(v->http, "passphrase").len) return keep_form(v);   /* a passphrase is written down nowhere */
    if (r->method == POST) { notice_set(v, S("Time had passed, so you were signed out. Sign in and you can go on.")); return reply_redirect(v, "/sign-in"); }
    Html *back = html_open(v->arena);
    html_url_part(back, v->http->path);
    return reply_redirect(v, "/sign-in?back=%.*s", FMT(html_done(back)));
}

/* Sec-Fetch-Site says where a form came from; browsers without it say it by Origin, which our own Referrer-Policy
 * makes "null" for some.  Where neither tells, the token decides alone. */
static bool from_our_pages(const Visit *v)
{
    Str site = http_header(v->http, "Sec-Fetch-Site"), origin = http_header(v->http, "Origin");
    if (origin.len && !str_is(origin, "null")) {
        ptrdiff_t at = str_find(origin, S("://"));
        if (at < 1 || !str_eq((Str){ origin.at + at + 3, origin.len - (size_t)at - 3 }, http_header(v->http, "Host"))) return false;
    }
    return !site.len || str_is(site, "same-origin") || str_is(site, "none");
}

static Reply body_answer(Visit *v)
{
    switch (v->http->fault) {
    case BODY_FINE: break;
    case BODY_TOO_LARGE: return reply_words(v, 413, S("That is too large"), S("What was sent is larger than this page takes. Nothing was kept."));
    case BODY_BAD_FORM: return reply_words(v, 400, S("That did not arrive whole"), S("What was sent could not be read as a form. Nothing was changed."));
    case BODY_BAD_TEXT: return reply_words(v, 400, S("That could not be read"), S("What was sent holds characters that are not text. Nothing was changed."));
    case BODY_UNKNOWN_TYPE: return reply_words(v, 415, S("That is not a form"), S("This address takes forms. Nothing was changed."));
    case BODY_NO_ROOM: return reply_full(v);
    }
    return (Reply){ 0 };
}

static Reply post(Visit *v, const Route *r)
{
    Str key;
    if (r->gate == TOKENED) return r->handler(v);
    if (!from_our_pages(v) || !csrf_holds(v))
        return reply_words(v, 403, S("This form is no longer fresh"),
            S("Nothing was changed. Go back, load the page again, and send it once more. Your browser needs to accept this site's one cookie."));
    if (!pace_allows(v, "post", v->who.person ? str_format(v->arena, "p%lld", v->who.person) : S(""), 240, MINUTES(10)))
        return reply_too_fast(v);
    Reply before = once_before(v, &key);
    if (before.status) return before;
    Reply done = r->handler(v);
    if (!done.work) once_after(v, key, &done);
    return done;
}

static Reply dispatch(Visit *v, Method m)
{
    Reply stop = body_answer(v);
    if (stop.status) return stop;
    if (v->http->crowded) return reply_crowded(v);
    if (v->http->method == HTTP_OTHER) return reply_words(v, 405, S("That cannot be done here"), S("This address is for reading and for sending forms."));
    if (m == GET && str_starts(v->http->path, S("/assets/"))) return answer_asset(v, (Str){ v->http->path.at + 8, v->http->path.len - 8 });
    if (m == GET && str_is(v->http->path, "/look.css")) return look_sheet(v);
    if (m == POST && str_is(v->http->path, "/exit")) return from_our_pages(v) ? reply_leave(v) : reply_redirect(v, "%.*s", FMT(v->network->exit_url));
    bool other_method = false;
    const Route *r = route_find(v->web->config.routes, m, v->http->path, v, &other_method);
    if (!r) {
        if (other_method) return reply_words(v, 405, S("That cannot be done here"), S("This address does not take what was sent."));
        return reply_not_found(v);
    }
    Reply kept_out = gate_keeps(v, r);
    if (kept_out.status) return kept_out;
    if (r->method == NOTED && !from_our_pages(v)) return reply_redirect(v, "/desk");
    return m == POST ? post(v, r) : r->handler(v);
}

/* What takes long is done while no transaction is open; then the visit runs again and finds it done. */
static bool outside(Visit *v, Reply *answer)
{
    if (tx_close(v->tx, false) != TX_DROPPED) { *answer = reply_bug(v); return true; }
    answer->work(answer->with);
    v->worked = answer->with;
    return false;
}

/* One run of the visit.  False: run it again, because two writers met or something was worked out meanwhile. */
static bool run(Visit *v, Reply *answer, bool last)
{
    Method m = v->http->method == HTTP_POST ? POST : GET;
    bool other = false;
    const Route *r = route_find(v->web->config.routes, m, v->http->path, v, &other);
    bool writes = r && r->method == ASKED ? false : m == POST || (r && r->method == NOTED);
    v->tx = tx_open(v->arena, v->web->dbs[v->http->worker], writes ? TX_WRITE : TX_READ);
    v->cookie_count = v->header_count = 0, v->formed = v->began_session = false;
    v->idle.person = 0, v->idle.token = S("");
    network_load(v);
    session_load(v);
    *answer = dispatch(v, m);
    if (answer->work) return outside(v, answer);
    bool keep = (answer->status < 400 || answer->keep) && !answer->drop;
    bool had_session = v->who.session != 0;
    switch (tx_close(v->tx, keep)) {
    case TX_KEPT:
        if (m == POST && v->web->config.committed) v->web->config.committed(v->web->config.with);
        return true;
    case TX_DROPPED:
        return true;
    case TX_AGAIN:
        if (!last) return false;
        *answer = reply_busy(v);
        return true;
    case TX_FULL:
        *answer = reply_full(v);
        return true;
    case TX_FAILED:
        v->cookie_count = 0;
        (void)had_session;
        *answer = reply_bug(v);
        return true;
    }
    return true;
}

void web_answer(void *web, const HttpRequest *request, HttpReply *to)
{
    Visit v = { .arena = request->arena, .http = request, .web = web };
    Reply answer = { 0 };
    for (int tries = 0; tries < 3; tries++) {
        bool worked = v.worked != NULL;
        if (run(&v, &answer, tries == 2)) break;
        if (v.worked && !worked) tries = -1;              /* at most once: the writers' meetings are counted from here */
    }
    reply_to_http(&v, answer, to);
}
