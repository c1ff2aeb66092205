/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A work as others take it in: citations, what machines read in the head of its page, feeds.  Names go out as they are
 * written, whole, never cut into first and last. */
#ifndef KITH_CITE_H
#define KITH_CITE_H

#include "knowledge/work.h"

/* All that is said of one work, read once. */
typedef struct {
    const Work *w; Contributors by; Expressions forms; TopicWords topics; WorkLinks links; Compass hopes; const Network *n;
    i64 versions;
    Str url, ark, ark_url;              /* url, ark_url: absolute, ASCII */
} WorkWhole;
WorkWhole work_whole(Tx *tx, Who who, const Work *w, const Network *n);
Str ark_of(Tx *tx, Who who, Str mark);                   /* "ark:/99999/kx3b..": the naming number is a setting */

Str cite_words(Arena *a, const WorkWhole *x);            /* "Ash and The Tuesday Group (2026). A title. Hearth Network. https://.." */
Str cite_bibtex(Arena *a, const WorkWhole *x);
Str cite_ris(Arena *a, const WorkWhole *x);
struct json_t *cite_csl(Arena *a, const WorkWhole *x, bool with_text);   /* one item; the caller lets it go */
SafeHtml json_in_head(Arena *a, struct json_t *o);           /* JSON-LD as an element of the head; lets the object go */
SafeHtml cite_head(Arena *a, const WorkWhole *x);        /* canonical, Open Graph, Highwire on research alone, JSON-LD */
Str cite_links(Arena *a, const WorkWhole *x);            /* the Link header (Signposting) */
Str url_part(Arena *a, Str s);                           /* percent-encoded, as part of an address */
Str date_short(Arena *a, Time t);                        /* 2026-11-24 */
Str date_as_true(Arena *a, Time t);                      /* "2026", "2026-11", "2026-11-24": as precise as is known (bibliography.h) */
Str date_true_words(Arena *a, Time t);                   /* "2026", "November 2026", "24 November 2026": the same for pages; a day that is known only as a day is not moved by a time zone */
Str cite_id(const Work *w);                              /* one id in every list: that of the list it came from, else its mark */
Str cite_abstract(Arena *a, const Work *w);              /* the content note first */

/* What harvesters get: oai_dc (4.2 of the notes on Dublin Core: the content note first, names whole). */
void record_metadata(Html *h, Arena *a, const WorkWhole *x);

#endif
