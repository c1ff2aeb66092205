/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the files of Markdown share. */
#ifndef KITH_HTML_INSIDE_H
#define KITH_HTML_INSIDE_H

#include "html/html.h"

#include <cmark.h>

/* ---- lines, before libcmark sees them ---- */

/* What only looks like Markdown by accident is hidden from it: the sign is put down as one that nobody types (U+FDD0 and on), so
 * that it is taken for a letter wherever it stands, and revealed() puts it back in what the tree holds. */
Str as_meant(Arena *a, Str text);
Str revealed(Arena *a, Str s);                           /* without signs that turn the direction of what follows, too */
bool table_rule(Str line);                               /* "|---|:-:|" */

/* ---- addresses ---- */

bool address_is_fine(const char *url);
size_t address_length(Str s);                            /* of the address that begins here; 0: none does */
void link_bare(Arena *a, cmark_node *text);              /* addresses in running text become links */
void link_made(Arena *a, cmark_node *link);              /* as we write them */
bool inside_link(cmark_node *n);

/* ---- tables ---- */

enum { COLUMNS_MOST = 20, ROWS_MOST = 500 };
bool looks_like_table(Arena *a, Str lines);
Str table_html(Arena *a, Str lines, Str under, Str (*cell)(void *with, Str words), void *with);     /* under: the heading before it */
int table_cells(Str lines);                              /* how many it will have at most */

/* ---- the tree ---- */

cmark_node *markdown_tree(Str meant);                    /* text in one piece, signs back in place */
void unwrap(cmark_node *n);                              /* takes a node away and leaves its children in its place */

#endif
