/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Feeds.  XML's five characters are those that the page's escaping writes, and text was tidied of the rest when it came in. */
#include "web/feed.h"

#include <jansson.h>
#include <stdlib.h>

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }
static void element(Html *h, const char *open, Str words, const char *close) { lit(h, open), html_str(h, words), lit(h, close); }

static Time updated(const FeedItem *i) { return i->updated.us > i->at.us ? i->updated : i->at; }

static Str id_of(Visit *v, const FeedItem *i, Str url)
{
    return !i->id.len ? url : str_starts(i->id, S("tag:")) ? i->id : str_format(v->arena, "%.*s%.*s", FMT(v->network->base_url), FMT(i->id));
}

/* The page's address with suffix ".atom" and so on, or without; 0: as the first page. */
static Str address(Visit *v, const Feed *f, const char *suffix, i64 page)
{
    Str query = f->query.at ? f->query : S("");
    Str whole = str_format(v->arena, "%.*s%.*s%s%.*s", FMT(v->network->base_url), FMT(f->path), suffix, FMT(query));
    return page > 1 ? str_format(v->arena, "%.*s%spage=%lld", FMT(whole), query.len ? "&" : "?", page) : whole;
}

Reply reply_atom(Visit *v, const Feed *f)
{
    Html *h = html_open(v->arena);
    Str base = v->network->base_url;
    Time newest = { 0 };
    for (int i = 0; i < f->count; i++) if (updated(&f->at[i]).us > newest.us) newest = updated(&f->at[i]);
    for (int i = 0; i < f->gone_count; i++) if (f->gone[i].at.us > newest.us) newest = f->gone[i].at;
    lit(h, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" xml:lang=\""), html_str(h, v->network->language), lit(h, "\">\n");
    element(h, "<title>", str_format(v->arena, "%.*s - %.*s", FMT(f->title), FMT(v->network->name)), "</title>\n");
    element(h, "<id>", address(v, f, "", 0), "</id>\n");
    element(h, "<link rel=\"alternate\" type=\"text/html\" href=\"", address(v, f, "", 0), "\"/>\n");
    element(h, "<link rel=\"self\" type=\"application/atom+xml\" href=\"", address(v, f, ".atom", f->page), "\"/>\n");
    if (f->more) element(h, "<link rel=\"next\" type=\"application/atom+xml\" href=\"", address(v, f, ".atom", f->page + 1), "\"/>\n");
    element(h, "<updated>", time_rfc3339(v->arena, newest), "</updated>\n");
    element(h, "<author><name>", v->network->name, "</name></author>\n");
    for (int i = 0; i < f->count; i++) {
        Str url = str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->at[i].url));
        if (f->at[i].language.len) element(h, "<entry xml:lang=\"", f->at[i].language, "\">");
        else lit(h, "<entry>");
        element(h, "<title>", f->at[i].title, "</title>");
        element(h, "<id>", id_of(v, &f->at[i], url), "</id>");
        if (f->at[i].author.len) element(h, "<author><name>", f->at[i].author, "</name></author>");
        element(h, "<link href=\"", url, "\"/>");
        element(h, "<published>", time_rfc3339(v->arena, f->at[i].at), "</published>");
        element(h, "<updated>", time_rfc3339(v->arena, updated(&f->at[i])), "</updated>");
        element(h, "<summary type=\"text\">", f->at[i].words, "</summary></entry>\n");
    }
    for (int i = 0; i < f->gone_count; i++) {
        element(h, "<at:deleted-entry ref=\"", f->gone[i].id, "\" when=\"");
        html_str(h, time_rfc3339(v->arena, f->gone[i].at)), lit(h, "\"/>\n");
    }
    lit(h, "</feed>\n");
    return reply_bytes(v, S("application/atom+xml; charset=utf-8"), html_done(h));
}

Reply reply_rss(Visit *v, const Feed *f)
{
    Html *h = html_open(v->arena);
    Str base = v->network->base_url;
    lit(h, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel>\n");
    element(h, "<title>", str_format(v->arena, "%.*s - %.*s", FMT(f->title), FMT(v->network->name)), "</title>");
    element(h, "<link>", address(v, f, "", 0), "</link>");
    element(h, "<description>", f->title, "</description>");
    element(h, "<language>", v->network->language, "</language>");
    element(h, "<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"", address(v, f, ".rss", f->page), "\"/>\n");
    if (f->more) element(h, "<atom:link rel=\"next\" type=\"application/rss+xml\" href=\"", address(v, f, ".rss", f->page + 1), "\"/>\n");
    for (int i = 0; i < f->count; i++) {
        Str url = str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->at[i].url));
        element(h, "<item><title>", f->at[i].title, "</title>");
        element(h, "<link>", url, "</link>");
        element(h, "<guid isPermaLink=\"false\">", id_of(v, &f->at[i], url), "</guid>");
        element(h, "<pubDate>", time_http(v->arena, f->at[i].at), "</pubDate>");
        if (f->at[i].author.len) element(h, "<dc:creator>", f->at[i].author, "</dc:creator>");
        element(h, "<description>", f->at[i].words, "</description></item>\n");
    }
    lit(h, "</channel></rss>\n");
    return reply_bytes(v, S("application/rss+xml; charset=utf-8"), html_done(h));
}

static void put(json_t *o, const char *key, Str s) { if (s.len) json_object_set_new(o, key, json_stringn(s.at, s.len)); }

Reply reply_json_feed(Visit *v, const Feed *f)
{
    json_t *whole = json_object(), *items = json_array();
    Str base = v->network->base_url;
    put(whole, "version", S("https://jsonfeed.org/version/1.1")), put(whole, "title", str_format(v->arena, "%.*s - %.*s", FMT(f->title), FMT(v->network->name)));
    put(whole, "home_page_url", address(v, f, "", 0)), put(whole, "feed_url", address(v, f, ".json", f->page)), put(whole, "language", v->network->language);
    if (f->more) put(whole, "next_url", address(v, f, ".json", f->page + 1));
    for (int i = 0; i < f->count; i++) {
        json_t *o = json_object();
        Str url = str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->at[i].url));
        put(o, "id", id_of(v, &f->at[i], url)), put(o, "url", url), put(o, "title", f->at[i].title);
        json_object_set_new(o, "content_text", json_stringn(f->at[i].words.at ? f->at[i].words.at : "", f->at[i].words.len));
        put(o, "date_published", time_rfc3339(v->arena, f->at[i].at)), put(o, "date_modified", time_rfc3339(v->arena, updated(&f->at[i]))), put(o, "language", f->at[i].language);
        if (f->at[i].author.len) json_object_set_new(o, "authors", json_pack("[{s:s%}]", "name", f->at[i].author.at, f->at[i].author.len));
        json_array_append_new(items, o);
    }
    json_object_set_new(whole, "items", items);
    char *text = json_dumps(whole, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str body = str_copy(v->arena, str_c(text ? text : "{}"));
    free(text);
    json_decref(whole);
    return reply_bytes(v, S("application/feed+json; charset=utf-8"), body);
}
