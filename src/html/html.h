/* SPDX-License-Identifier: AGPL-3.0-or-later
 * HTML that grows in the visit's arena; everything is escaped unless a template said it literally. */
#ifndef KITH_HTML_H
#define KITH_HTML_H

#include "base/base.h"

typedef struct Html Html;
typedef struct { Str html; } SafeHtml;                   /* made only by markdown() and by views woven into a string */

Html *html_open(Arena *a);
Arena *html_arena(Html *h);
Str html_done(Html *h);                                  /* what was written so far */

/* What woven views call.  html_lit() writes template text as it stands. */
void html_lit(Html *h, const char *s, size_t n);
void html_str(Html *h, Str s);
void html_cstr(Html *h, const char *s);
void html_int(Html *h, i64 n);
void html_unsigned(Html *h, unsigned long long n);
void html_safe(Html *h, SafeHtml s);
void html_date(Html *h, Time t);                         /* <time datetime="...">23 November 2026</time> */
void html_url(Html *h, Str s);                           /* https, http, mailto, tel or a path of ours; else "#" */
void html_url_cstr(Html *h, const char *s);
void html_url_part(Html *h, Str s);                      /* percent-encoded: one piece of a path or query */
void html_url_part_int(Html *h, i64 n);
void html_url_part_cstr(Html *h, const char *s);
void html_csrf(Html *h);                                 /* the hidden fields of every POST form */
/* Where a page's forms take their token from; asked for at the first form, so a page without one needs no cookie.
 * Without it (the frame around a page, letters) forms get no token. */
void html_csrf_from(Html *h, Str (*token)(void *with), void *with);

/* Template text goes through the catalogue of the page's language; without one it is written as it stands.
 * A message with values in it ("%1 groups in %2") is written piece by piece: html_until() writes up to the next
 * value and says which it is, 0 at the end. */
void html_speak(Html *h, Str language);
void html_text(Html *h, const char *msgid, size_t len);
const char *html_message(Html *h, const char *msgid);
int html_until(Html *h, const char **rest);

#define html_put(h, x) _Generic((x), Str: html_str, const char *: html_cstr, char *: html_cstr, \
    int: html_int, long: html_int, i64: html_int, unsigned: html_unsigned, unsigned long: html_unsigned, \
    SafeHtml: html_safe, Time: html_date)((h), (x))      /* bool is left out on purpose: "1" is not a word */
/* In an attribute, <title> or <textarea>: the same without what writes tags. */
#define html_put_value(h, x) _Generic((x), Str: html_str, const char *: html_cstr, char *: html_cstr, \
    int: html_int, long: html_int, i64: html_int, unsigned: html_unsigned, unsigned long: html_unsigned)((h), (x))
#define html_put_url(h, x) _Generic((x), Str: html_url, const char *: html_url_cstr, char *: html_url_cstr)((h), (x))
#define html_put_url_part(h, x) _Generic((x), Str: html_url_part, int: html_url_part_int, long: html_url_part_int, \
    i64: html_url_part_int, const char *: html_url_part_cstr, char *: html_url_part_cstr)((h), (x))

/* Markdown as people write it: libcmark in safe mode, then our pass over its tree.  Nothing that was typed is swallowed: tags are
 * shown as text, "[Anna]: No." is no definition, line ends stay, and what only looks like Markdown (a year at the beginning of a
 * line, a line of dashes, blanks in front, 2*3*4) stays what it looks like.  Links lead to http, https, mailto, tel and our own
 * paths; bare addresses become links; tables have bounds.  `heading` is the level that the text's first level becomes (2 to 6). */
SafeHtml markdown(Arena *a, Str text, int heading);
Str markdown_plain(Arena *a, Str text, size_t points);   /* its words without marks, cut at a word's end */

/* A work of the library: as above, and images of its own with their words, headings that can be linked to.  Text that would
 * become too deep or too large comes out as plain paragraphs. */
typedef struct { Str words, id; int level; } Heading;
typedef struct { Heading at[60]; int count; } Headings;
typedef struct {
    int heading;
    Str pictures;                                        /* addresses of its own images begin so; "": none */
    Headings *headings;                                  /* or NULL */
    bool no_pictures;                                    /* nor links to any: their words alone */
} MarkdownWork;
SafeHtml markdown_work(Arena *a, Str text, const MarkdownWork *m);
SafeHtml plain_paragraphs(Arena *a, Str text);           /* no marks at all: paragraphs and line ends as typed */
enum { MARKDOWN_MOST = 262144 };                         /* bytes */

#endif
