/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The network's own pages, every version kept, and its Theory of Change. */
#ifndef KITH_PAGE_H
#define KITH_PAGE_H

#include "web/web.h"

typedef struct { i64 id; Str slug, title, body; bool in_menu; i64 version; Time at; i64 by; } Page;
typedef struct { const Page *at; int count; } Pages;

/* Proof that somebody edits the network's words. */
typedef struct Editor Editor;
MUST_USE const Editor *editor(Tx *tx, Who who);
i64 editor_id(const Editor *e) __attribute__((nonnull));

const Page *page_seen_by(Tx *tx, Who who, Str slug);     /* the newest version; NULL when there is none or it was withdrawn */
bool page_withdrawn(Tx *tx, Who who, Str slug);
Pages pages_seen_by(Tx *tx, Who who);                    /* those in the menu of /about, in order, without their bodies */
void pages_into_search_trusted(Tx *tx);                  /* all that are shown */
Pages pages_all(Tx *tx, const Editor *by) __attribute__((nonnull));
Pages page_versions(Tx *tx, const Editor *by, i64 page) __attribute__((nonnull));   /* newest first */
Faults page_faults(Arena *a, Str slug, Str title, Str body);
MUST_USE Outcome page_write(Tx *tx, const Editor *by, const Page *p) __attribute__((nonnull));   /* a new version, or a new page */
void page_put_trusted(Tx *tx, const Page *p, int position, i64 by);   /* init and demo */

typedef struct { i64 id; Str kind, slug, words, more; } CompassItem;    /* kind: theme, hope, ethos */
typedef struct { const CompassItem *at; int count; } Compass;
Compass compass_seen_by(Tx *tx, Who who);
MUST_USE Outcome compass_write(Tx *tx, const Editor *by, const CompassItem *item) __attribute__((nonnull));
void compass_put_trusted(Tx *tx, const CompassItem *item, int position);

#endif
