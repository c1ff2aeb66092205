/* SPDX-License-Identifier: AGPL-3.0-or-later
 * CSL-JSON, RIS and BibTeX in. */
#include "knowledge/bibliography.h"

#include <jansson.h>
#include <stdlib.h>

Cited cited_empty(void)
{
    Str no = S("");
    return (Cited){ .id = no, .type = no, .kind = no, .title = no, .abstract = no, .language = no, .publisher = no, .doi = no, .url = no, .keywords = no, .text = no,
        .content_note = no, .provenance = no, .licence = no };
}

void cited_date(Cited *c, Str d)
{
    char day[11] = "0000-01-01";
    int at = 0;
    static const int from[] = { 0, 5, 8 }, width[] = { 4, 2, 2 };
    for (int part = 0; part < 3 && d.len; part++) {
        size_t n = 0;
        while (n < d.len && d.at[n] >= '0' && d.at[n] <= '9') n++;
        if (n && (int)n <= width[part]) memcpy(day + from[part] + width[part] - (int)n, d.at, n), at++;
        else break;
        n += n < d.len;
        d.at += n, d.len -= n;
    }
    if (at) (void)time_from_rfc3339(str_c(day), &c->issued);
}

/* ---- CSL-JSON ---- */

static Str said(Arena *a, const json_t *o, const char *key, bool lines)
{
    const json_t *v = json_object_get(o, key);
    if (json_is_integer(v)) return str_format(a, "%lld", (i64)json_integer_value(v));
    if (!json_is_string(v)) return S("");
    Str s = { json_string_value(v), json_string_length(v) };
    return lines ? utf8_tidy(a, s) : utf8_line(a, s);
}

static void csl_author(Arena *a, Cited *c, const json_t *o)
{
    Str literal = said(a, o, "literal", false), given = said(a, o, "given", false), family = said(a, o, "family", false);
    Str name = literal.len ? literal : given.len && family.len ? str_format(a, "%.*s %.*s", FMT(given), FMT(family)) : family.len ? family : given;
    if (name.len && c->author_count < CITED_AUTHORS) c->authors[c->author_count++] = utf8_cut(name, 200);
}

static void csl_one(Arena *a, const json_t *o, CitedTo *to, void *with)
{
    Cited c = cited_empty();
    const json_t *authors = json_object_get(o, "author"), *issued = json_object_get(o, "issued");
    c.id = said(a, o, "id", false), c.type = said(a, o, "type", false), c.kind = said(a, o, "kind", false), c.title = said(a, o, "title", false), c.abstract = said(a, o, "abstract", true),
        c.language = said(a, o, "language", false);
    c.publisher = said(a, o, "publisher", false), c.doi = said(a, o, "DOI", false), c.url = said(a, o, "URL", false), c.keywords = said(a, o, "keyword", true), c.text = said(a, o, "text", true);
    c.content_note = said(a, o, "content_note", false), c.provenance = said(a, o, "provenance", true), c.licence = said(a, o, "licence", false);
    for (size_t i = 0; i < json_array_size(authors); i++) csl_author(a, &c, json_array_get(authors, i));
    const json_t *parts = json_array_get(json_object_get(issued, "date-parts"), 0);
    if (json_array_size(parts)) {
        i64 p[3] = { 0, 1, 1 };
        for (size_t i = 0; i < 3 && i < json_array_size(parts); i++) {
            const json_t *n = json_array_get(parts, i);
            p[i] = json_is_string(n) ? atoll(json_string_value(n)) : json_integer_value(n);
        }
        cited_date(&c, str_format(a, "%04lld-%02lld-%02lld", p[0], p[1], p[2]));
    }
    to(with, &c);
}

bool csl_read(Arena *a, Str all, CitedTo *to, void *with, Str *why)
{
    json_error_t e;
    json_t *whole = json_loadb(all.at ? all.at : "", all.len, 0, &e);
    Arena *one = arena_open();
    bool list = json_is_array(whole);
    if (!whole) *why = str_format(a, "Line %d is not JSON: %s.", e.line, e.text);
    else if (!list && !json_is_object(whole)) *why = S("CSL-JSON is a list of entries.");
    for (size_t i = 0; !why->len && i < (list ? json_array_size(whole) : 1); i++) {
        const json_t *o = list ? json_array_get(whole, i) : whole;
        if (json_is_object(o)) csl_one(one, o, to, with);
        arena_reset(one);
    }
    json_decref(whole);
    arena_close(one);
    return !why->len;
}

/* ---- RIS ---- */

static void ris_tag(Arena *a, Cited *c, Str tag, Str v, Buf *words)
{
    if (str_is(tag, "TY")) c->type = v;
    else if (str_is(tag, "ID")) c->id = v;
    else if ((str_is(tag, "AU") || str_is(tag, "A1")) && c->author_count < CITED_AUTHORS) {
        ptrdiff_t comma = str_find(v, S(", "));           /* "Family, Given" is turned round; a group has no comma */
        c->authors[c->author_count++] = comma > 0 ? str_format(a, "%.*s %.*s", FMT(((Str){ v.at + comma + 2, v.len - (size_t)comma - 2 })), (int)comma, v.at) : v;
    }
    else if ((str_is(tag, "TI") || str_is(tag, "T1")) && !c->title.len) c->title = v;
    else if (str_is(tag, "AB") || str_is(tag, "N2")) c->abstract = v;
    else if (str_is(tag, "DA") || ((str_is(tag, "PY") || str_is(tag, "Y1")) && !c->issued.us)) cited_date(c, v);
    else if (str_is(tag, "KW")) buf_format(words, "%.*s\n", FMT(v));
    else if (str_is(tag, "PB")) c->publisher = v;
    else if (str_is(tag, "LA")) c->language = v;
    else if (str_is(tag, "DO")) c->doi = v;
    else if (str_is(tag, "UR") && !c->url.len) c->url = v;
}

bool ris_read(Arena *a, Str all, CitedTo *to, void *with, Str *why)
{
    Arena *one = arena_open();
    Cited c = cited_empty();
    Buf words = buf_open(one, 100);
    int seen = 0;
    (void)a;
    while (all.len) {
        Str line = str_trim(str_cut(&all, '\n'));
        bool tagged = line.len >= 5 && line.at[2] == ' ' && line.at[3] == ' ' && line.at[4] == '-';
        if (!tagged) continue;
        Str tag = { line.at, 2 }, value = utf8_line(one, str_trim((Str){ line.at + 5, line.len - 5 }));
        if (!str_is(tag, "ER")) { ris_tag(one, &c, tag, value, &words); continue; }
        c.keywords = buf_view(&words);
        to(with, &c);
        seen++;
        arena_reset(one);
        c = cited_empty(), words = buf_open(one, 100);
    }
    arena_close(one);
    if (!seen) *why = S("There is no entry in it: in RIS each one ends with a line ER  - .");
    return seen > 0;
}

/* ---- BibTeX ---- */

typedef struct { Str rest; } Bib;

static void skip_blank(Bib *b) { while (b->rest.len && strchr(" \t\r\n,", *b->rest.at)) b->rest.at++, b->rest.len--; }

static Str bib_name(Bib *b)
{
    size_t n = 0;
    while (n < b->rest.len && !strchr(" \t\r\n,=(){}\"#", b->rest.at[n])) n++;
    Str s = { b->rest.at, n };
    b->rest.at += n, b->rest.len -= n;
    return s;
}

/* What stands in braces or quotes, with the braces inside it counted. */
static Str bib_value(Bib *b)
{
    skip_blank(b);
    if (!b->rest.len) return S("");
    char open = *b->rest.at;
    if (open != '{' && open != '"') return bib_name(b);
    int depth = 0;
    for (size_t i = 1; i < b->rest.len; i++) {
        char c = b->rest.at[i];
        if (c == '\\') { i++; continue; }
        if (c == '{') depth++;
        if ((open == '{' ? c == '}' : c == '"') && depth == 0) {
            Str s = { b->rest.at + 1, i - 1 };
            b->rest.at += i + 1, b->rest.len -= i + 1;
            return s;
        }
        if (c == '}') depth--;
    }
    Str s = { b->rest.at + 1, b->rest.len - 1 };
    b->rest.len = 0;
    return s;
}

/* TeX's marks out: {\"o} and \'{e} become letters with their accents, \& becomes &, braces go. */
static Str untex(Arena *a, Str s)
{
    static const struct { char mark; const char *combining; } accents[] = { { '"', "\xCC\x88" }, { '\'', "\xCC\x81" }, { '`', "\xCC\x80" }, { '^', "\xCC\x82" }, { '~', "\xCC\x83" }, { 'c', "\xCC\xA7" }, { 'v', "\xCC\x8C" }, { '=', "\xCC\x84" } };
    static const struct { const char *word, *is; } words[] = { { "textbackslash", "\\" }, { "textasciitilde", "~" }, { "textasciicircum", "^" }, { "ss", "\xC3\x9F" }, { "o", "\xC3\xB8" }, { "l", "\xC5\x82" }, { "ae", "\xC3\xA6" }, { "aa", "\xC3\xA5" } };
    Buf b = buf_open(a, s.len + 8);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '{' || c == '}') continue;
        if (c == '-' && i + 1 < s.len && s.at[i + 1] == '-') { buf_str(&b, S("\xE2\x80\x93")); i++; continue; }
        if (c != '\\' || i + 1 >= s.len) { buf_byte(&b, c); continue; }
        char next = s.at[++i];
        size_t n = 0;
        while (i + n < s.len && ((s.at[i + n] >= 'a' && s.at[i + n] <= 'z') || (s.at[i + n] >= 'A' && s.at[i + n] <= 'Z'))) n++;
        bool done = false;
        for (int w = 0; n && !done && w < COUNT(words); w++) if (str_is((Str){ s.at + i, n }, words[w].word)) buf_str(&b, str_c(words[w].is)), i += n - 1, done = true;
        for (int k = 0; !done && k < COUNT(accents) && (n <= 1 || !n); k++) {
            if (next != accents[k].mark) continue;
            size_t at = i + 1;
            while (at < s.len && (s.at[at] == '{' || s.at[at] == ' ')) at++;
            if (at < s.len) buf_byte(&b, s.at[at] == '\\' ? 'i' : s.at[at]), buf_str(&b, str_c(accents[k].combining)), i = at, done = true;
        }
        if (!done && !n) buf_byte(&b, next);
        else if (!done) i += n - 1;
    }
    return utf8_line(a, buf_view(&b));
}

/* "A and {The B and C Group} and Last, First": parted at `and` outside braces. */
static void bib_authors(Arena *a, Cited *c, Str s)
{
    int depth = 0;
    size_t from = 0;
    for (size_t i = 0; i <= s.len && c->author_count < CITED_AUTHORS; i++) {
        bool end = i == s.len, cut = end || (depth == 0 && i + 5 <= s.len && !memcmp(s.at + i, " and ", 5));
        if (!end && s.at[i] == '{') depth++;
        if (!end && s.at[i] == '}') depth--;
        if (!cut) continue;
        Str one = str_trim((Str){ s.at + from, i - from });
        ptrdiff_t comma = one.len && *one.at == '{' ? -1 : str_find(one, S(", "));
        Str name = comma > 0 ? untex(a, str_format(a, "%.*s %.*s", FMT(((Str){ one.at + comma + 2, one.len - (size_t)comma - 2 })), (int)comma, one.at)) : untex(a, one);
        if (name.len) c->authors[c->author_count++] = utf8_cut(name, 200);
        from = i + 5, i += 4;                             /* the next name begins after it, so "and and" is no name of its own */
    }
}

static void bib_field(Arena *a, Cited *c, Str name, Str value, Str *date)
{
    Str n = str_lower_ascii(a, name);
    if (str_is(n, "author")) bib_authors(a, c, value);
    else if (str_is(n, "title")) c->title = untex(a, value);
    else if (str_is(n, "abstract")) c->abstract = untex(a, value);
    else if (str_is(n, "year")) date[0] = untex(a, value);
    else if (str_is(n, "month")) date[1] = untex(a, value);
    else if (str_is(n, "date")) cited_date(c, untex(a, value));
    else if (str_is(n, "keywords")) c->keywords = untex(a, value);
    else if (str_is(n, "publisher") || str_is(n, "institution") || str_is(n, "journal")) c->publisher = untex(a, value);
    else if (str_is(n, "language")) c->language = untex(a, value);
    else if (str_is(n, "doi")) c->doi = untex(a, value);
    else if (str_is(n, "url")) c->url = untex(a, value);
}

static Str month_number(Arena *a, Str m)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    i64 n = 0;
    if (str_int(m, &n) && n > 0 && n < 13) return str_format(a, "%02lld", n);
    m = str_lower_ascii(a, (Str){ m.at, m.len < 3 ? m.len : 3 });
    for (int i = 0; m.len == 3 && i < 12; i++) if (!memcmp(names + i * 3, m.at, 3)) return str_format(a, "%02d", i + 1);
    return S("01");
}

bool bibtex_read(Arena *a, Str all, CitedTo *to, void *with, Str *why)
{
    Arena *one = arena_open();
    Bib b = { all };
    int seen = 0;
    (void)a;
    while (b.rest.len) {
        str_cut(&b.rest, '@');
        if (!b.rest.len) break;
        Cited c = cited_empty();
        Str date[2] = { S(""), S("") };
        c.type = str_lower_ascii(one, bib_name(&b));
        skip_blank(&b);
        if (!b.rest.len || (*b.rest.at != '{' && *b.rest.at != '(') || str_is(c.type, "comment") || str_is(c.type, "string") || str_is(c.type, "preamble")) continue;
        b.rest.at++, b.rest.len--;
        skip_blank(&b);
        c.id = utf8_line(one, bib_name(&b));
        for (skip_blank(&b); b.rest.len && *b.rest.at != '}' && *b.rest.at != ')' && *b.rest.at != '@'; skip_blank(&b)) {
            Str name = bib_name(&b);
            while (b.rest.len && strchr(" \t\r\n=", *b.rest.at)) b.rest.at++, b.rest.len--;
            Str value = bib_value(&b);
            if (!name.len && !value.len) break;           /* nothing that we can go on from */
            bib_field(one, &c, name, value, date);
        }
        if (!c.issued.us && date[0].len) cited_date(&c, str_format(one, "%.*s-%.*s", FMT(date[0]), FMT(month_number(one, date[1]))));
        to(with, &c);
        seen++;
        arena_reset(one);
    }
    arena_close(one);
    if (!seen) *why = S("There is no entry in it: in BibTeX each one begins with a sign @.");
    return seen > 0;
}
