/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A work in a list, as any room shows it: its title is the room's to write, the line of facts under it is here. */
#ifndef KITH_WORK_VIEWS_H
#define KITH_WORK_VIEWS_H

#include "knowledge/work.h"
#include "search/search.h"

typedef struct {
    const Work *w;
    Str names, url, forms, date, day;   /* in words, and for machines: as precise as is known */
    Str title, summary, language;       /* of the form that the list leads to, where it has its own */
    const char *kind;                   /* "": the page says it */
    Snippet found;
    bool searched;
} WorkRow;
static inline Str in_sentence(Str s) { while (s.len && (s.at[s.len - 1] == '.' || s.at[s.len - 1] == ' ')) s.len--; return s; }     /* a dot follows */
WorkRow work_row(Visit *v, const Work *w);
void view_work_line(Html *h, const WorkRow *r);
void view_found_words(Html *h, const Snippet *s);

#endif
