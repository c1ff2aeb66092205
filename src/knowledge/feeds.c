/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What is new in the library, for feed readers and search engines.  A summary and not the text, because readers keep copies
 * for ever; the content note first. */
#include "knowledge/cite.h"
#include "knowledge/knowledge.h"
#include "knowledge/views.h"
#include "web/feed.h"

enum { A_FEED = 30, A_MAP = 48000 };

static Str tag_of(Visit *v, Str mark)
{
    Str domain = library_domain(v->tx, v->who);
    return str_format(v->arena, "tag:%.*s,2026:work-%.*s", FMT(domain), FMT(mark));
}

static Feed feed_of(Visit *v, WorkFilter of, Str title, Str path)
{
    i64 page = 1;
    if (!str_int(query_str(v, "page"), &page) || page < 1 || page > 5000) page = 1;
    of.most = A_FEED, of.skip = (int)(page - 1) * A_FEED;
    Works all = works_listed(v->tx, NOBODY, &of);
    FeedItem *at = arena_array(v->arena, FeedItem, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        const Work *w = &all.at[i];
        Contributors by = contributors_of(v->tx, NOBODY, w->id);
        Html *url = html_open(v->arena);
        html_lit(url, "/knowledge/", 11), html_url_part(url, w->slug);
        Str note = w->content_note.len ? str_format(v->arena, "Content note: %.*s. ", FMT(w->content_note)) : S("");
        at[i] = (FeedItem){ .title = w->title, .url = html_done(url), .id = tag_of(v, w->mark), .words = str_format(v->arena, "%.*s%.*s", FMT(note), FMT(w->summary)),
            .author = names_of(v->arena, &by, S("")), .language = w->language, .at = w->published_at, .updated = w->changed_at };
    }
    GoneWorks gone = of.byline || page > 1 ? (GoneWorks){ 0 } : works_gone_lately(v->tx, NOBODY);      /* of one name nobody is told what went */
    FeedGone *ends = arena_array(v->arena, FeedGone, gone.count + 1);
    for (int i = 0; i < gone.count; i++) ends[i] = (FeedGone){ tag_of(v, gone.at[i].ref), gone.at[i].at };
    return (Feed){ .title = title, .path = path, .at = at, .count = all.count, .gone = ends, .gone_count = gone.count, .page = page, .more = all.more };
}

#define OF_KIND(k) .kind = k, .topic = S(""), .form = S(""), .language = S("")

/* The list as its page shows it: narrowed by the same words in its address, and called by the same name. */
static Reply narrowed(Visit *v, Reply (*as)(Visit *v, const Feed *f))
{
    LibraryAsked a = library_asked(v, NOBODY);
    if (!a.known) return reply_not_found(v);
    Feed f = feed_of(v, a.f, a.title, S("/knowledge"));
    f.query = a.query;
    return as(v, &f);
}

static Reply get_atom(Visit *v) { return narrowed(v, reply_atom); }
static Reply get_rss(Visit *v) { return narrowed(v, reply_rss); }
static Reply get_json(Visit *v) { return narrowed(v, reply_json_feed); }

static Reply of_kind(Visit *v, const char *kind, Str title, Str path)
{
    Feed f = feed_of(v, (WorkFilter){ OF_KIND(str_c(kind)) }, title, path);
    return reply_atom(v, &f);
}

static Reply get_news(Visit *v) { return of_kind(v, "news", S("News"), S("/news")); }
static Reply get_blog(Visit *v) { return of_kind(v, "member-blog", S("Members’ blogs"), S("/blog")); }

static Reply get_collection(Visit *v)
{
    const Collection *c = collection_seen_by(v->tx, NOBODY, path_str(v, 0));
    if (!c) return reply_not_found(v);
    Feed f = feed_of(v, (WorkFilter){ OF_KIND(S("")), .collection = c->id }, c->title, str_format(v->arena, "/knowledge/collections/%.*s", FMT(c->slug)));
    return reply_atom(v, &f);
}

/* A name of its own has a feed of its own. */
static Reply get_byline(Visit *v)
{
    const Byline *b = byline_seen_by(v->tx, NOBODY, path_str(v, 0));
    if (!b) return reply_not_found(v);
    Feed f = feed_of(v, (WorkFilter){ OF_KIND(S("")), .byline = b->id }, b->name, str_format(v->arena, "/knowledge/by/%.*s", FMT(b->slug)));
    return reply_atom(v, &f);
}

/* ---- the sitemap (sitemaps.org): what anybody may read and search engines may find ---- */

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

static void url_in(Visit *v, Html *h, const char *before, Str slug, Time at)
{
    lit(h, "<url><loc>"), html_str(h, v->network->base_url), lit(h, before), html_url_part(h, slug), lit(h, "</loc>");
    if (at.us) lit(h, "<lastmod>"), html_str(h, date_short(v->arena, at)), lit(h, "</lastmod>");
    lit(h, "</url>\n");
}

static const char head[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

static i64 works_in_map(Visit *v) { return db_one_int(v->tx, SQL("select count(*) from work where state = 'public' and level = 2 and may_index = 1")); }

static i64 maps_of(Visit *v) { i64 n = (works_in_map(v) + A_MAP - 1) / A_MAP; return n ? n : 1; }

static Reply works_map(Visit *v, i64 page)
{
    Html *h = html_open(v->arena);
    lit(h, head), lit(h, "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (int i = 0; page == 1 && i < 5; i++) url_in(v, h, (const char *const[]){ "/", "/groups", "/knowledge", "/glossary", "/about" }[i], S(""), (Time){ 0 });
    Query q = db_query(v->tx, SQL("select s.slug, w.text_at from work w join work_slug s on s.work = w.id and s.now = 1 where w.state = 'public' and w.level = 2 and w.may_index = 1 order by w.published_at, w.mark limit 48000 offset $1"), I((page - 1) * A_MAP));
    while (db_next(&q)) {
        Time at = db_time(&q, 1);
        url_in(v, h, "/knowledge/", db_view(&q, 0), at);
    }
    if (page == 1) {
        Terms all = terms_all(v->tx, NOBODY);
        for (int i = 0; i < all.count; i++) url_in(v, h, "/glossary/", all.at[i].slug, (Time){ 0 });
    }
    lit(h, "</urlset>\n");
    return reply_bytes(v, S("application/xml; charset=utf-8"), html_done(h));
}

static Reply get_sitemap(Visit *v)
{
    i64 pages = maps_of(v);
    if (pages == 1) return works_map(v, 1);
    Html *h = html_open(v->arena);
    lit(h, head), lit(h, "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (i64 i = 1; i <= pages; i++) lit(h, "<sitemap><loc>"), html_str(h, str_format(v->arena, "%.*s/sitemap/%lld.xml", FMT(v->network->base_url), i)), lit(h, "</loc></sitemap>\n");
    lit(h, "</sitemapindex>\n");
    return reply_bytes(v, S("application/xml; charset=utf-8"), html_done(h));
}

static Reply get_sitemap_page(Visit *v)
{
    i64 page = path_id(v, 0);
    return page > 0 && page <= maps_of(v) ? works_map(v, page) : reply_not_found(v);
}

const Route feed_routes[] = {
    { GET, "/knowledge.atom",     ANYONE, get_atom },
    { GET, "/knowledge.rss",      ANYONE, get_rss },
    { GET, "/knowledge.json",     ANYONE, get_json },
    { GET, "/news.atom",          ANYONE, get_news },
    { GET, "/blog.atom",          ANYONE, get_blog },
    { GET, "/knowledge/by/:byline.atom", ANYONE, get_byline },
    { GET, "/knowledge/collections/:collection.atom", ANYONE, get_collection },
    { GET, "/sitemap.xml",        ANYONE, get_sitemap },
    { GET, "/sitemap/:page.xml",  ANYONE, get_sitemap_page },
    { 0 }
};
