/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Lists of references as other programs write them, read one entry at a time.  What is not understood is passed over; what is
 * understood is bounded and tidied. */
#ifndef KITH_BIBLIOGRAPHY_H
#define KITH_BIBLIOGRAPHY_H

#include "base/base.h"

enum { CITED_AUTHORS = 60 };
typedef struct {
    Str id, type, kind, title, abstract, language, publisher, doi, url, keywords, text, content_note, provenance, licence;     /* keywords: parted by commas, semicolons or lines */
    Str authors[CITED_AUTHORS]; int author_count;
    Time issued;
} Cited;
Cited cited_empty(void);
void cited_date(Cited *c, Str date);                     /* "2026", "2026-11", "2026-11-24", "2026/11/24/" */

typedef void CitedTo(void *with, const Cited *c);
/* False and a plain sentence where the whole cannot be read; pieces of `all` and of the arena are handed on. */
MUST_USE bool csl_read(Arena *a, Str all, CitedTo *to, void *with, Str *why);
MUST_USE bool bibtex_read(Arena *a, Str all, CitedTo *to, void *with, Str *why);
MUST_USE bool ris_read(Arena *a, Str all, CitedTo *to, void *with, Str *why);

#endif
