/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The network's own pages: /about, the Theory of Change, where help is. */
#include "people/page.h"
#include "people/page_views.h"
#include "people/people.h"
#include "people/views.h"

static Reply get_about(Visit *v)
{
    Pages all = pages_seen_by(v->tx, v->who);
    const Page *about = page_seen_by(v->tx, v->who, S("about"));
    Html *page = page_open(v, (PageHead){ .title = S("About"), .room = "" });
    view_about(page, about, about ? markdown(v->arena, about->body, 2) : (SafeHtml){ S("") }, &all);
    return reply_page(v, page, 200);
}

static Reply show_page(Visit *v, const Page *p, Str crumb, Str crumb_url)
{
    Html *page = page_open(v, (PageHead){ .title = p->title, .room = "", .crumb = crumb, .crumb_url = crumb_url });
    view_page(page, p, markdown(v->arena, p->body, 2));
    return reply_page(v, page, 200);
}

static Reply get_page(Visit *v)
{
    const Page *p = page_seen_by(v->tx, v->who, path_str(v, 0));
    if (p && !str_is(p->slug, "help-now")) return show_page(v, p, S("About"), S("/about"));
    return page_withdrawn(v->tx, v->who, path_str(v, 0)) ? reply_gone(v) : reply_not_found(v);
}

static Reply get_help_now(Visit *v)
{
    const Page *p = page_seen_by(v->tx, v->who, S("help-now"));
    return p ? show_page(v, p, S(""), S("")) : reply_not_found(v);
}

static Reply get_compass(Visit *v)
{
    Compass c = compass_seen_by(v->tx, v->who);
    Html *page = page_open(v, (PageHead){ .title = S("Theory of Change"), .room = "", .crumb = S("About"), .crumb_url = S("/about") });
    view_compass(page, &c);
    return reply_page(v, page, 200);
}

const Route page_routes[] = {
    { GET, "/about",                  ANYONE, get_about },
    { GET, "/about/theory-of-change", ANYONE, get_compass },
    { GET, "/about/:slug",            ANYONE, get_page },
    { GET, "/help-now",               ANYONE, get_help_now },
    { 0 }
};
