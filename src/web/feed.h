/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Feeds of what changed on a page: Atom (RFC 4287), RSS 2.0, JSON Feed 1.1. */
#ifndef KITH_FEED_H
#define KITH_FEED_H

#include "web/web.h"

/* url: a path of ours; id: what never changes about it, "tag:" and all or a path of ours; words: plain; author "": the network; updated: when anything of it changed, 0: never since `at`. */
typedef struct { Str title, url, id, words, author, language; Time at, updated; } FeedItem;
typedef struct { Str id; Time at; } FeedGone;            /* what was taken back: RFC 6721 says so for ninety days */
/* path: of the page, "/decisions"; the feed is at path.atom.  query: what narrows both, "?kind=news", or ""; page: 1 and on; more: there is another after it. */
typedef struct { Str title, path, query; const FeedItem *at; int count; const FeedGone *gone; int gone_count; i64 page; bool more; } Feed;
Reply reply_atom(Visit *v, const Feed *f);
Reply reply_rss(Visit *v, const Feed *f);                /* RSS 2.0, at path.rss */
Reply reply_json_feed(Visit *v, const Feed *f);          /* JSON Feed 1.1, at path.json */

#endif
