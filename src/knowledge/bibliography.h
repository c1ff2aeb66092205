/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Lists of references as other programs write them, read one entry at a time.  What is not understood is passed over; what is
 * understood is bounded and tidied. */
#ifndef KITH_BIBLIOGRAPHY_H
#define KITH_BIBLIOGRAPHY_H

#include "base/base.h"

enum { CITED_NAMES = 60, CITED_FORMS = 40, CITED_FIELD_MOST = 4 * 1024 * 1024 };
typedef struct { Str role, name; } CitedName;            /* role: as in work_roles */
typedef struct { Str kind, language, maker, words, title, summary; bool checked; } CitedForm;
typedef struct {
    Str id, type, kind, title, other_title, abstract, language, publisher, doi, url, keywords, text;     /* keywords: parted by commas, semicolons or lines */
    Str content_note, provenance, coverage, source, licence, ark, state, rule, fault;        /* fault: why this one cannot be taken; "" it can */
    CitedName names[CITED_NAMES]; int name_count;
    CitedForm *forms; int form_count;
    int level, index, harvest, quote, mine, plain;       /* -1: it does not say */
    int number; i64 line, at;                            /* the how-manieth; the line and the byte it begins at */
    Time issued, record_at;
    bool own, gone, names_cut;                           /* written by Kith; no longer there; there were more names, or longer ones */
} Cited;
Cited cited_empty(void);
Cited cited_copy(Arena *a, const Cited *c);
void cited_name(Arena *a, Cited *c, const char *role, Str name);      /* an empty one is passed over */
/* "Moss, Kit" and "Moss, Kit, Jr." are turned round where both parts look like a person's; "Women, Peace and Security Group" stays. */
Str name_turned(Arena *a, Str name);
void cited_settled(Arena *a, Cited *c);                  /* DOI bare or none, language a code or "", the content note out of the abstract */

/* Dates are as precise as what was said, and none where none was said: years from 1000 to 2100, days that there were.  How
 * precise stands in the last microseconds of a time at midnight: 1 a year, 2 a month, 3 a day (0 too, but for 1 January, which
 * was a year in older lists).  What is shown through Kith has a time of day, so nothing is mistaken. */
bool cited_date(Cited *c, Str said);                     /* "2026", "2026-11-24", "2026/11/24/", "24 Nov 2026", "c. 1998"; false: "in press", "n.d.", "98" */
Time date_of_parts(int year, int month, int day);        /* month and day 0: not known; us 0: there was no such day */
int date_precision(Time t);                              /* 1 year, 2 month, 3 day */

typedef void CitedTo(void *with, const Cited *c);
/* False and a plain sentence where the whole cannot be read; what is handed on lives until the next. */
MUST_USE bool csl_read(Arena *a, Str all, CitedTo *to, void *with, Str *why);
MUST_USE bool bibtex_read(Arena *a, Str all, CitedTo *to, void *with, Str *why);
MUST_USE bool ris_read(Arena *a, Str all, CitedTo *to, void *with, Str *why);
Str untex(Arena *a, Str s);                              /* TeX's marks out: {\"o} is a letter, \& is & */

bool named_like_group(Str name);                         /* "The Tuesday Group": words that people do not have in their names */

#endif
