/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Answers.  Whatever is said to people when something did not work says what
 * happened to what they typed, and what they can do next. */
#include "web/inside.h"

#include <stdarg.h>
#include <stdio.h>

#include "web/assets.h"
#include "web/parts.h"
#include "web/views.h"

static Str form_token(void *with) { return csrf_token(with); }

Html *page_open(Visit *v, PageHead head)
{
    Html *h = html_open(v->arena);
    v->head = head;
    html_csrf_from(h, form_token, v);
    html_speak(h, v->network->language);
    return h;
}

static Layout layout_for(Visit *v)
{
    const Network *n = v->network;
    Layout l = { .head = v->head, .network = n, .signed_in = v->who.person != 0, .staff = v->who.staff,
        .notice = notice_take(v), .css = asset_url("kith.css"), .js = asset_url("kith.js"),
        .path = v->http->path, .has = { .knowledge = true, .voice = true, .search = true } };
    if (n->look.len) l.look_css = str_format(v->arena, "/look.css?%.*s", FMT(n->look));
    if (n->logo.len) l.logo_url = str_format(v->arena, "/logo/%.*s", FMT(n->logo));
    l.posts = v->formed, l.back = v->http->query.len ? str_format(v->arena, "%.*s?%.*s", FMT(v->http->raw_path), FMT(v->http->query)) : v->http->raw_path;
    if (v->http->method == HTTP_POST) l.back = S("/");
    reading_of(v, &l.light, &l.type);
    return l;
}

Reply reply_page(Visit *v, Html *page, int status)
{
    Layout l = layout_for(v);
    Html *whole = html_open(v->arena);
    html_speak(whole, v->network->language);
    view_layout(whole, &l, (SafeHtml){ html_done(page) });
    return (Reply){ .status = status, .type = S("text/html; charset=utf-8"), .body = html_done(whole) };
}

Reply reply_redirect(Visit *v, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    char *to = arena_alloc(v->arena, (size_t)n + 1);
    vsnprintf(to, (size_t)n + 1, fmt, again);
    va_end(again);
    return (Reply){ .status = 303, .location = { to, (size_t)n } };
}

Reply reply_moved(Visit *v, Str to)
{
    (void)v;
    return (Reply){ .status = 301, .location = to };
}

Reply reply_words(Visit *v, int status, Str title, Str words)
{
    Html *page = page_open(v, (PageHead){ .title = title, .room = "", .noindex = true });
    view_notice_page(page, title, words, S(""), S(""));
    return reply_page(v, page, status);
}

static Reply words_and_way(Visit *v, int status, Str title, Str words, Str way_url, Str way)
{
    Html *page = page_open(v, (PageHead){ .title = title, .room = "", .noindex = true });
    view_notice_page(page, title, words, way_url, way);
    return reply_page(v, page, status);
}

Reply reply_not_found(Visit *v)
{
    return words_and_way(v, 404, S("We cannot find that page"),
        S("It may have moved, or it may not be open to you. If you typed the address, look at it once more."), S("/groups"), S("Look through the groups"));
}

Reply reply_gone(Visit *v)
{
    return words_and_way(v, 410, S("This was taken down"), S("Whoever it belonged to asked for it to go, so it is not kept here any more."), S("/"), S("Go to the first page"));
}

Reply reply_forbidden(Visit *v)
{
    return words_and_way(v, 403, S("This is not yours to open"), S("The page is for people with another task here. If it should be yours, ask an administrator of the network."), S("/me"), S("Go to your page"));
}

Reply reply_conflict(Visit *v, Str words) { return reply_words(v, 409, S("Something changed in the meantime"), words); }

Reply reply_too_fast(Visit *v)
{
    return reply_words(v, 429, S("That was a lot at once"), S("Nothing was lost. Wait a few minutes, go back, and send it again."));
}

Reply reply_crowded(Visit *v)
{
    return reply_words(v, 503, S("Many people are signing in just now"), S("Many people are signing in just now. Wait a moment and press again."));
}

Reply reply_step_up(Visit *v)
{
    return words_and_way(v, 403, S("The desk asks for a passkey"),
        S("This network has decided that its desk opens only to those who signed in with a passkey or a passphrase. Add one on the next page if you have none yet. Then sign out, and sign in with it."),
        S("/me/sign-in"), S("How I sign in"));
}

Reply reply_after(void (*work)(void *with), void *with) { return (Reply){ .work = work, .with = with }; }

Reply reply_busy(Visit *v)
{
    return reply_words(v, 503, S("Many people are writing at the same moment"), S("Nothing was changed. Go back and send it again in a moment: what you typed is still in the page."));
}

Reply reply_full(Visit *v)
{
    return reply_words(v, 503, S("There is no room to keep that just now"), S("The disk of this site is full, so nothing was changed. Reading goes on. Go back, keep what you typed, and send it again later."));
}

Reply reply_bug(Visit *v)
{
    log_warn("bug", "path_kind=%s", v->http->method == HTTP_POST ? "post" : "get");
    return words_and_way(v, 500, S("Something broke on our side"), S("It was not you. Nothing was changed. It has been written down for whoever looks after this site."), S("/"), S("Go to the first page"));
}

Reply reply_bytes(Visit *v, Str type, Str body)
{
    (void)v;
    return (Reply){ .status = 200, .type = type, .body = body };
}

Reply reply_file(Visit *v, Str type, const char *path)
{
    (void)v;
    return (Reply){ .status = 200, .type = type, .file = path };
}

Reply reply_download(Reply r, const char *filename) { r.filename = filename; return r; }
Reply reply_keep(Reply r) { r.keep = true; return r; }
Reply reply_drop(Reply r) { r.drop = true; return r; }

/* Quick exit.  Cross-site forms carry no Lax cookie, so what others can do by posting here is nothing. */
Reply reply_leave(Visit *v)
{
    session_end(v);
    cookie_set(v, "p", S(""), -1);
    cookie_set(v, "n", S(""), -1);
    cookie_set(v, "r", S(""), -1);
    return (Reply){ .status = 303, .location = v->network->exit_url, .leaving = true };
}

/* ---- to bytes ---- */

static void add(HttpReply *to, const char *name, Str value)
{
    if (to->header_count < COUNT(to->headers)) to->headers[to->header_count++] = (HttpHeader){ name, value };
}

void header_add(Visit *v, const char *name, Str value)
{
    if (v->header_count < COUNT(v->headers)) v->headers[v->header_count++] = (HttpHeader){ name, value };
}

static Str exit_origin(const Visit *v)
{
    Str u = v->network ? v->network->exit_url : S("");
    ptrdiff_t at = str_find(u, S("://"));
    if (at < 0) return S("");
    Str host = { u.at + at + 3, u.len - (size_t)at - 3 };
    return (Str){ u.at, (size_t)at + 3 + str_cut(&host, '/').len };
}

/* A form's answer may lead to the neutral site, and browsers hold form-action to where redirects lead. */
static void add_guards(Visit *v, HttpReply *to)
{
    add(to, "Content-Security-Policy", str_format(v->arena, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
        " media-src 'self'; connect-src 'self'; form-action 'self' %.*s; base-uri 'none'; frame-ancestors 'none';"
        " require-trusted-types-for 'script'%s", FMT(exit_origin(v)), to->file ? "; sandbox" : ""));
    add(to, "X-Content-Type-Options", S("nosniff"));
    add(to, "Referrer-Policy", S("no-referrer"));
    add(to, "Cross-Origin-Opener-Policy", S("same-origin"));
    add(to, "Cross-Origin-Resource-Policy", S("same-origin"));
    /* The one page that may record is the one where somebody answers by voice. */
    bool records = str_find(v->http->path, S("/add/")) > 0;
    add(to, "Permissions-Policy", str_format(v->arena, "camera=(), microphone=(%s), geolocation=(), payment=(), usb=(), browsing-topics=()", records ? "self" : ""));
    if (v->web->config.https) add(to, "Strict-Transport-Security", S("max-age=31536000; includeSubDomains"));
}

/* Names that others gave to files go into a header: only what can do no harm there. */
static Str plain_name(Arena *a, const char *name)
{
    Buf b = buf_open(a, 64);
    for (const char *p = name; *p && b.len < 100; p++)
        buf_byte(&b, (*p >= 'a' && *p <= 'z') || (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9') || *p == '.' || *p == '-' ? *p : '_');
    return buf_view(&b);
}

void reply_to_http(Visit *v, Reply r, HttpReply *to)
{
    bool own = v->who.person || v->formed || v->cookie_count;
    to->status = r.status, to->body = r.body, to->file = r.file, to->etag_is = r.etag;
    to->compress = !r.file, to->etag = !own && r.status == 200;
    if (r.type.len) add(to, "Content-Type", r.type);
    if (r.location.len) add(to, "Location", r.location);
    add(to, "Cache-Control", r.lasting ? S("public, max-age=31536000, immutable") : own ? S("no-store") : S("no-cache"));
    if (r.leaving) add(to, "Clear-Site-Data", S("\"cache\", \"cookies\", \"storage\""));
    if (r.status == 503) add(to, "Retry-After", v->http->crowded ? S("2") : S("30"));
    if (r.status == 429) add(to, "Retry-After", S("120"));
    if (r.status == 405) add(to, "Allow", S("GET, HEAD, POST"));
    if (r.filename) add(to, "Content-Disposition", str_format(v->arena, "attachment; filename=\"%.*s\"", FMT(plain_name(v->arena, r.filename))));
    add_guards(v, to);
    for (int i = 0; i < v->header_count; i++) add(to, v->headers[i].name, v->headers[i].value);
    for (int i = 0; i < v->cookie_count; i++) add(to, "Set-Cookie", v->cookies[i]);
}
