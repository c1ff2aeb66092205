/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Bulletins for everybody: the archive, its feed, one edition as a page and as plain text. */
#include "bulletin/bulletin.h"

#include "bulletin/views.h"
#include "web/feed.h"

enum { A_PAGE = 20 };

static PageHead under(Str title, Str crumb, Str url) { return (PageHead){ .title = title, .room = "membership", .crumb = crumb, .crumb_url = url }; }

static Reply get_all(Visit *v)
{
    Bulletins all = bulletins_seen_by(v->tx, v->who);
    BulletinRow *at = arena_array(v->arena, BulletinRow, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = (BulletinRow){ &all.at[i], editions_public(v->tx, v->who, all.at[i].id, 4, 0) };
    BulletinsShown s = { at, all.count, v->who.person != 0 };
    Html *page = page_open(v, under(S("Bulletins"), S(""), S("")));
    view_bulletins(page, &s);
    return reply_page(v, page, 200);
}

static Reply feed_of(Visit *v, const Bulletin *b)
{
    Editions e = editions_public(v->tx, v->who, b->id, A_PAGE, 0);
    FeedItem *at = arena_array(v->arena, FeedItem, e.count + 1);
    for (int i = 0; i < e.count; i++)
        at[i] = (FeedItem){ .title = e.at[i].title, .url = str_format(v->arena, "/bulletins/%.*s/%.*s", FMT(b->slug), FMT(e.at[i].slug)), .id = str_format(v->arena, "edition-%lld", e.at[i].id),
            .words = e.at[i].intro, .at = e.at[i].began_at };
    return reply_atom(v, &(Feed){ .title = b->name, .path = str_format(v->arena, "/bulletins/%.*s", FMT(b->slug)), .at = at, .count = e.count });
}

static Str page_url(Visit *v, const Bulletin *b, i64 page) { return str_format(v->arena, "/bulletins/%.*s?page=%lld", FMT(b->slug), page); }

static Reply get_archive(Visit *v)
{
    Str slug = path_str(v, 0);
    bool atom = str_ends(slug, S(".atom"));
    if (atom) slug.len -= 5;
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, slug);
    i64 page = 1;
    if (!b) return reply_not_found(v);
    if (atom) return feed_of(v, b);
    if (!str_int(query_str(v, "page"), &page) || page < 1 || page > 1000) page = 1;
    ArchiveShown s = { .b = b, .all = editions_public(v->tx, v->who, b->id, A_PAGE + 1, (int)(page - 1) * A_PAGE), .older = S(""), .newer = S("") };
    if (s.all.count > A_PAGE) s.all.count = A_PAGE, s.older = page_url(v, b, page + 1);
    if (page > 1) s.newer = page_url(v, b, page - 1);
    PageHead h = under(b->name, S("Bulletins"), S("/bulletins"));
    h.feed_atom = str_format(v->arena, "/bulletins/%.*s.atom", FMT(b->slug));
    Html *out = page_open(v, h);
    view_archive(out, &s);
    return reply_page(v, out, 200);
}

static Reply get_edition(Visit *v)
{
    Str slug = path_str(v, 1);
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    bool text = str_ends(slug, S(".txt"));
    if (text) slug.len -= 4;
    const Edition *e = b ? edition_seen_by(v->tx, v->who, b->id, slug) : NULL;
    if (!e) return reply_not_found(v);
    PlacedItems items = edition_seen_items(v->tx, v->who, e);
    EditionShown s = { .e = e, .sheet = sheet_of(v->tx, v->who, e, &items, v->network), .placed = items.at, .preview = !edition_is_public(e), .text_url = str_format(v->arena,
        "/bulletins/%.*s/%.*s.txt", FMT(b->slug), FMT(e->slug)) };
    if (text) {
        s.sheet.why = S("This is from the archive, where everybody can read it.");
        return reply_bytes(v, S("text/plain; charset=utf-8"), sheet_text(v->arena, &s.sheet, S("")));
    }
    PageHead h = under(e->title, b->name, str_format(v->arena, "/bulletins/%.*s", FMT(b->slug)));
    h.noindex = s.preview;
    Html *page = page_open(v, h);
    view_edition(page, &s);
    return reply_page(v, page, 200);
}

const Route bulletin_routes[] = {
    { GET, "/bulletins",                   ANYONE, get_all },
    { GET, "/bulletins/:bulletin",         ANYONE, get_archive },
    { GET, "/bulletins/:bulletin/:edition", ANYONE, get_edition },
    { 0 }
};
