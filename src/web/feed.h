/* SPDX-License-Identifier: AGPL-3.0-or-later
 * An Atom feed (RFC 4287) of what changed on a page. */
#ifndef KITH_FEED_H
#define KITH_FEED_H

#include "web/web.h"

typedef struct { Str title, url, id, words; Time at; } FeedItem;         /* url: a path of ours; id: what never changes about it; words: plain */
typedef struct { Str title, path; const FeedItem *at; int count; } Feed; /* path: of the page, "/decisions"; the feed is at path.atom */
Reply reply_atom(Visit *v, const Feed *f);

#endif
