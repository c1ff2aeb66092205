/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The first page, search over everything, and what machines ask: is it up, how is it. */
#include "porch/porch.h"

#include <jansson.h>
#include <stdlib.h>

#include "people/group_views.h"
#include "porch/porch_views.h"
#include "porch/views.h"
#include "register/register.h"
#include "bulletin/bulletin.h"
#include "voice/voice.h"

static Reply get_home(Visit *v)
{
    HomeShown s = { .network = v->network, .compass = compass_seen_by(v->tx, v->who), .about = page_seen_by(v->tx, v->who, S("about")), .signed_in = v->who.person != 0 };
    s.groups = groups_newest(v->tx, v->who);
    if (s.about) {
        ptrdiff_t end = str_find(s.about->body, S("\n\n"));     /* its first paragraph */
        s.opening = markdown_plain(v->arena, end < 0 ? s.about->body : (Str){ s.about->body.at, (size_t)end }, 400);
    }
    Html *page = page_open(v, (PageHead){ .title = S(""), .room = "" });
    view_home(page, &s);
    return reply_page(v, page, 200);
}

/* ---- search: what the reader may see, best first ---- */

enum { A_PAGE = 20 };

typedef struct { SearchRow at[A_PAGE * 3]; int count; bool more; Str instead; } Found;

static Str group_url(Arena *a, Str slug) { return str_format(a, "/groups/%.*s", FMT(slug)); }

static void find_groups(Visit *v, Str q, Str page, Found *f)
{
    GroupPage g = groups_listed(v->tx, v->who, &(GroupFilter){ .q = q }, page);
    for (int i = 0; i < g.count; i++)
        f->at[f->count++] = (SearchRow){ S("group"), g.at[i].name, group_url(v->arena, g.at[i].slug), g.at[i].teaser };
    f->more = g.older.len > 0, f->instead = g.instead;
}

static Found find_all(Visit *v, Str q, i64 page)
{
    Found f = { .instead = S("") };
    if (str_blank(q)) return f;
    Str kind = query_str(v, "kind");
    bool pages = !kind.len || str_is(kind, "page"), groups = !kind.len || str_is(kind, "group");
    if (pages && page == 1) {
        Pages p = pages_found(v->tx, v->who, q);
        for (int i = 0; i < p.count && i < A_PAGE; i++)
            f.at[f.count++] = (SearchRow){ S("page"), p.at[i].title, str_is(p.at[i].slug, "help-now") ? S("/help-now") : str_format(v->arena, "/about/%.*s", FMT(p.at[i].slug)),
                markdown_plain(v->arena, p.at[i].body, 200) };
    }
    VoicesFound voices = page == 1 ? voice_found(v->tx, v->who, q) : (VoicesFound){ 0 };
    for (int i = 0; i < voices.count && f.count < A_PAGE; i++)
        if (!kind.len || str_is(kind, voices.at[i].kind)) f.at[f.count++] = (SearchRow){ str_c(voices.at[i].kind), voices.at[i].title, voices.at[i].url, utf8_cut(voices.at[i].words, 200) };
    ItemsFound items = page == 1 && (!kind.len || str_is(kind, "bulletin")) ? items_found(v->tx, v->who, q) : (ItemsFound){ 0 };
    for (int i = 0; i < items.count && f.count < A_PAGE; i++) f.at[f.count++] = (SearchRow){ S("bulletin"), items.at[i].title, items.at[i].url, utf8_cut(items.at[i].words, 200) };
    if (groups) find_groups(v, q, str_format(v->arena, "%lld", page), &f);
    return f;
}

static i64 page_number(Visit *v)
{
    i64 n = 1;
    return str_int(query_str(v, "page"), &n) && n > 0 && n < 21 ? n : 1;
}

static Str page_url(Visit *v, const char *path, Str q, i64 page)
{
    Html *h = html_open(v->arena);
    html_lit(h, path, strlen(path));
    html_lit(h, "?q=", 3);
    html_url_part(h, q);
    html_lit(h, "&page=", 6);
    html_int(h, page);
    return html_done(h);
}

static Reply get_search(Visit *v)
{
    Str q = utf8_cut(query_str(v, "q"), 200);
    i64 n = page_number(v);
    Found f = find_all(v, q, n);
    SearchShown s = { .q = q, .at = f.at, .count = f.count, .instead = f.instead, .asked = !str_blank(q) };
    s.pager = (Pager){ .before_url = n > 1 ? page_url(v, "/search", q, n - 1) : S(""), .after_url = f.more ? page_url(v, "/search", q, n + 1) : S(""), .page = (int)n };
    Html *page = page_open(v, (PageHead){ .title = S("Search"), .room = "", .noindex = true, .feed_json = page_url(v, "/search.json", q, n) });
    view_search(page, &s);
    return reply_page(v, page, 200);
}

static void put(json_t *o, const char *key, Str s) { json_object_set_new(o, key, json_stringn(s.at ? s.at : "", s.len)); }

static Reply get_search_json(Visit *v)
{
    Str q = utf8_cut(query_str(v, "q"), 200);
    i64 n = page_number(v);
    Found f = find_all(v, q, n);
    json_t *list = json_array(), *whole = json_object();
    for (int i = 0; i < f.count; i++) {
        json_t *o = json_object();
        put(o, "kind", f.at[i].kind);
        put(o, "title", f.at[i].title);
        put(o, "url", str_format(v->arena, "%.*s%.*s", FMT(v->network->base_url), FMT(f.at[i].url)));
        put(o, "summary", f.at[i].summary);
        json_array_append_new(list, o);
    }
    json_object_set_new(whole, "results", list);
    if (f.instead.len) put(whole, "searched_for", f.instead);
    if (f.more) put(whole, "next", str_format(v->arena, "%.*s%.*s", FMT(v->network->base_url), FMT(page_url(v, "/search.json", q, n + 1))));
    char *text = json_dumps(whole, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str body = str_copy(v->arena, str_c(text ? text : "{}"));
    free(text);
    json_decref(whole);
    return reply_bytes(v, S("application/json"), body);
}

/* ---- what is held here, from the live schema and what the rooms say of it ---- */

static const TableFacts *facts_of(Str table)
{
    for (const Room *const *r = house_rooms; *r; r++)
        for (const TableFacts *f = (*r)->facts; f && f->table; f++) if (str_is(table, f->table)) return f;
    return NULL;
}

typedef struct { HeldTable at[200]; Buf columns[200], others; int count; Str last; } Gathered;

static void gather(Gathered *g, Arena *a, Str table, Str column)
{
    const TableFacts *f = facts_of(table);
    bool same = str_eq(g->last, table);
    if (!same) g->last = str_copy(a, table);
    if (!f || !*f->what) {
        if (!same) buf_format(&g->others, "%s%.*s", g->others.len ? ", " : "", FMT(table));
        return;
    }
    if (!same && g->count == COUNT(g->at)) return;
    if (!same) g->columns[g->count] = buf_open(a, 100), g->at[g->count++] = (HeldTable){ str_c(f->what), str_c(f->why), str_c(f->kept), str_c(f->sealed), g->last, S("") };
    Buf *b = &g->columns[g->count - 1];
    buf_format(b, "%s%.*s", b->len ? ", " : "", FMT(column));
}

static Reply get_held(Visit *v)
{
    Gathered *g = arena_new(v->arena, Gathered);
    g->others = buf_open(v->arena, 200), g->last = S("");
    Query q = db_catalogue(v->tx);
    while (db_next(&q)) {
        Str table = db_view(&q, 0), column = db_view(&q, 1);
        (void)db_view(&q, 2), (void)db_int(&q, 3);
        gather(g, v->arena, table, column);
    }
    for (int i = 0; i < g->count; i++) g->at[i].columns = buf_view(&g->columns[i]);
    HeldHere s = { .at = g->at, .count = g->count, .others = buf_view(&g->others), .lists_given = whole_lists_given(v->tx, v->who) };
    Html *page = page_open(v, (PageHead){ .title = S("What is held here"), .room = "", .crumb = S("About"), .crumb_url = S("/about") });
    view_held_here(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_health(Visit *v) { return reply_bytes(v, S("text/plain; charset=utf-8"), S("ok\n")); }

static Reply get_robots(Visit *v)
{
    return reply_bytes(v, S("text/plain; charset=utf-8"), S("User-agent: *\nDisallow: /me\nDisallow: /desk\nDisallow: /sign-in\nDisallow: /join/\nDisallow: /search\n"));
}

const Route porch_routes[] = {
    { GET, "/",            ANYONE,   get_home },
    { GET, "/about/data",  ANYONE,   get_held },
    { GET, "/search",      ANYONE,   get_search },
    { GET, "/search.json", ANYONE,   get_search_json },
    { GET, "/healthz",     ANYONE,   get_health },
    { GET, "/metrics",     MACHINES, reply_metrics },
    { GET, "/robots.txt",  ANYONE,   get_robots },
    { 0 }
};

/* What happened is told and forgotten here, because the chronicle is of all rooms. */
static void tell(Tx *tx, i64 person, Holdings *to)
{
    Happenings all = happenings_by_trusted(tx, person);
    for (int i = 0; i < all.count; i++) held(to, S("Something you did for the network"), all.at[i].words, all.at[i].at);
}

/* Index, WAL and slack are cleared by the house once this is committed. */
static void tidy(Tx *tx, i64 about) { (void)about; erased_list_write_trusted(tx); }

static const JobKind jobs[] = { { "tidy after erasure", tidy, 0 }, { 0 } };

static const TableFacts facts[] = {
    { "session", "Where somebody is signed in, and when they last used it; no address of a machine", "to stay signed in", "sixty days after the last use", "", NULL },
    { "outbox", "Letters on their way, sealed; then that one was sent, to whom and what for", "to send it, once", "a week", "letter", NULL },
    { "happening", "What was done at the desk and by whom, in words that name nobody else", "to answer for the network's work", "as long as the network lasts; by whom goes when the person is erased", "", NULL },
    { "file", "", "", "", "", NULL }, { "setting", "", "", "", "", NULL }, { "role", "", "", "", "", NULL }, { "role_gate", "", "", "", "", NULL },
    { "job", "", "", "", "", NULL }, { "done_once", "", "", "", "", NULL }, { "search_doc", "", "", "", "", NULL },
    { 0 },
};

const Room porch_room = { .name = "porch", .routes = porch_routes, .jobs = jobs, .tell = tell, .forget = chronicle_forget_trusted, .facts = facts };
