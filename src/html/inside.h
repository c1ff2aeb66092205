/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the two readers of Markdown share. */
#ifndef KITH_HTML_INSIDE_H
#define KITH_HTML_INSIDE_H

#include "html/html.h"

#include <cmark.h>

bool address_is_fine(const char *url);
void unwrap(cmark_node *n);                              /* takes a node away and leaves its children in its place */
void link_bare(cmark_node *text);                        /* addresses in running text become links */
bool inside_link(cmark_node *n);
int first_level(cmark_node *doc);                        /* the least of its headings' levels */

#endif
