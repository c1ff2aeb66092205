/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The first page, search over everything, and what machines ask: is it up, how is it. */
#include "porch/porch.h"

#include <jansson.h>
#include <stdlib.h>

#include "knowledge/knowledge.h"
#include "people/group_views.h"
#include "porch/porch_views.h"
#include "porch/views.h"
#include "register/register.h"
#include "web/assets.h"

static Reply get_home(Visit *v)
{
    HomeShown s = { .network = v->network, .compass = compass_seen_by(v->tx, v->who), .about = page_seen_by(v->tx, v->who, S("about")), .signed_in = v->who.person != 0 };
    s.groups = groups_newest(v->tx, v->who);
    Works works = works_listed(v->tx, v->who, &(WorkFilter){ .kind = S(""), .topic = S(""), .language = S(""), .most = 4 });
    WorkRow *at = arena_array(v->arena, WorkRow, works.count + 1);
    for (int i = 0; i < works.count; i++) at[s.work_count++] = work_row(v, &works.at[i]);
    s.works = at;
    if (s.about) {
        ptrdiff_t end = str_find(s.about->body, S("\n\n"));     /* its first paragraph */
        s.opening = markdown_plain(v->arena, end < 0 ? s.about->body : (Str){ s.about->body.at, (size_t)end }, 400);
    }
    Html *page = page_open(v, (PageHead){ .title = S(""), .room = "" });
    view_home(page, &s);
    return reply_page(v, page, 200);
}

/* ---- search: what the reader may see, best first ---- */

enum { A_PAGE = 20, ASKED_MOST = 500 };

static Str place_of(Visit *v, const SearchHit *h)
{
    for (const Room *const *r = house_rooms; *r; r++) {
        Str at = (*r)->place ? (*r)->place(v->tx, h->kind, h->id) : S("");
        if (at.len) return at;
    }
    return S("");
}

const char *search_kind_words(Str kind)
{
    static const char *const words[][2] = { { "page", "About the network" }, { "group", "Groups" }, { "decision", "Decisions" }, { "call", "Calls to take part" }, { "heard", "Were we heard" }, { "bulletin", "Bulletins" }, { "term", "Glossary" },
        { "work", "Library" }, { "work.research", "Research" }, { "work.briefing", "Briefings" }, { "work.article", "Articles" }, { "work.member-blog", "Members’ blogs" }, { "work.staff-blog", "Staff blogs" }, { "work.news", "News" },
        { "work.toolkit", "Toolkits" }, { "work.position", "Policy positions" } };
    for (int i = 0; i < COUNT(words); i++) if (str_is(kind, words[i][0])) return words[i][1];
    return "Other";
}

static Str kind_alone(Str kind) { return str_cut(&kind, '.'); }      /* "work" of "work.research" */

/* One level is asked for, and what it may not see is in rows that are not read.  whole: with what a list of works says of each. */
static SearchShown find_all(Visit *v, i64 page, bool whole)
{
    Str q = utf8_cut(query_str(v, "q"), ASKED_MOST), kind = query_str(v, "kind");
    SearchShown s = { .q = q, .kind = kind, .asked = !str_blank(q) };
    if (!s.asked || kind.len > 40) return s;
    SearchAsk ask = { .kind = str_cstr(v->arena, kind), .level = directory_level(v->tx, v->who), .words = q, .skip = (int)(page - 1) * A_PAGE, .most = A_PAGE };
    SearchHits hits = search_find_trusted(v->tx, &ask);
    SearchRow *at = arena_array(v->arena, SearchRow, hits.count + 1);
    for (int i = 0; i < hits.count; i++) {
        Str url = place_of(v, &hits.at[i]);
        const Work *w = whole && url.len && str_is(kind_alone(hits.at[i].kind), "work") ? work_numbered(v->tx, v->who, hits.at[i].id) : NULL;
        if (!url.len) continue;
        at[s.count] = (SearchRow){ .kind = kind_alone(hits.at[i].kind), .title = hits.at[i].title, .url = url, .summary = search_snippet(v->arena, hits.at[i].words, hits.asked), .id = hits.at[i].id };
        if (w) at[s.count].work = work_row(v, w);
        s.count++;
    }
    s.at = at, s.all = hits.all, s.kinds = hits.kinds, s.kind_count = hits.kind_count, s.instead = hits.instead;
    s.pager = (Pager){ .before_url = S(""), .after_url = S(""), .page = (int)page };
    return s;
}

static i64 page_number(Visit *v)
{
    i64 n = 1;
    return str_int(query_str(v, "page"), &n) && n > 0 && n < 5001 ? n : 1;
}

static Str page_url(Visit *v, const char *path, const SearchShown *s, i64 page)
{
    Html *h = html_open(v->arena);
    html_lit(h, path, strlen(path)), html_lit(h, "?q=", 3), html_url_part(h, s->q);
    if (s->kind.len) html_lit(h, "&kind=", 6), html_url_part(h, s->kind);
    html_lit(h, "&page=", 6), html_int(h, page);
    return html_done(h);
}

static Reply get_search(Visit *v)
{
    i64 n = page_number(v);
    SearchShown s = find_all(v, n, true);
    if (n > 1) s.pager.before_url = page_url(v, "/search", &s, n - 1);
    if (s.all > n * A_PAGE) s.pager.after_url = page_url(v, "/search", &s, n + 1);
    Html *page = page_open(v, (PageHead){ .title = S("Search"), .room = "", .noindex = true, .feed_json = page_url(v, "/search.json", &s, n) });
    view_search(page, &s);
    return reply_page(v, page, 200);
}

static void put(json_t *o, const char *key, Str s) { json_object_set_new(o, key, json_stringn(s.at ? s.at : "", s.len)); }

static Reply get_search_json(Visit *v)
{
    i64 n = page_number(v);
    SearchShown s = find_all(v, n, false);
    json_t *list = json_array(), *kinds = json_object(), *whole = json_object();
    for (int i = 0; i < s.count; i++) {
        json_t *o = json_object();
        put(o, "kind", s.at[i].kind);
        put(o, "title", s.at[i].title);
        put(o, "url", str_format(v->arena, "%.*s%.*s", FMT(v->network->base_url), FMT(s.at[i].url)));
        put(o, "summary", snippet_plain(v->arena, &s.at[i].summary));
        Str source = str_is(s.at[i].kind, "work") ? work_source_id(v->tx, v->who, s.at[i].id) : S("");
        if (source.len) put(o, "source_id", source);
        json_array_append_new(list, o);
    }
    for (int i = 0; i < s.kind_count; i++) json_object_set_new(kinds, str_cstr(v->arena, s.kinds[i].kind), json_integer(s.kinds[i].count));
    json_object_set_new(whole, "results", list);
    json_object_set_new(whole, "total", json_integer(s.all));
    json_object_set_new(whole, "kinds", kinds);
    if (s.instead.len) put(whole, "searched_for", s.instead);
    if (s.all > n * A_PAGE) put(whole, "next", str_format(v->arena, "%.*s%.*s", FMT(v->network->base_url), FMT(page_url(v, "/search.json", &s, n + 1))));
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

static Reply get_api(Visit *v) { return reply_bytes(v, S("application/vnd.oai.openapi+json;version=3.1"), asset("openapi.json")->bytes); }

static Reply get_robots(Visit *v)
{
    return reply_bytes(v, S("text/plain; charset=utf-8"), str_format(v->arena, "User-agent: *\nDisallow: /me\nDisallow: /desk\nDisallow: /sign-in\nDisallow: /join/\nDisallow: /search\n\nSitemap: %.*s/sitemap.xml\n", FMT(v->network->base_url)));
}

const Route porch_routes[] = {
    { GET, "/",            ANYONE,   get_home },
    { GET, "/about/data",  ANYONE,   get_held },
    { GET, "/search",      ANYONE,   get_search },
    { GET, "/search.json", ANYONE,   get_search_json },
    { GET, "/api/openapi.json", ANYONE, get_api },
    { GET, "/healthz",     ANYONE,   get_health },
    { GET, "/metrics",     MACHINES, reply_metrics },
    { GET, "/robots.txt",  ANYONE,   get_robots },
    { POST, "/reading",    TOKENED,  reply_reading },
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
