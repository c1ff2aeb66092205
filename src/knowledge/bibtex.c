/* SPDX-License-Identifier: AGPL-3.0-or-later
 * BibTeX in: @string and #, crossref, literals in braces, and what people's programs really write. */
#include "knowledge/bibliography.h"

enum { FIELDS = 80, MACROS = 500, INHERITED = 3 };
typedef struct { Str name, value; } Field;
typedef struct { Str key; size_t at; } Place;             /* where the fields of an entry begin */
typedef struct {
    Arena *kept, *one;
    Str all, rest;
    Field macros[MACROS]; int macro_count;
    Place *places; size_t place_count, place_cap;         /* a table by the hashes of their keys */
    bool open_ended;                                      /* a brace or a quotation mark was not closed */
} Bib;
typedef struct { Field at[FIELDS]; int count; } Fields;

static void step(Bib *b, size_t n) { b->rest.at += n, b->rest.len -= n; }
static void skip(Bib *b, const char *these) { while (b->rest.len && *b->rest.at && strchr(these, *b->rest.at)) step(b, 1); }
static bool at(const Bib *b, const char *these) { return b->rest.len && *b->rest.at && strchr(these, *b->rest.at); }

static Str run_until(Bib *b, const char *these)
{
    size_t n = 0;
    while (n < b->rest.len && !strchr(these, b->rest.at[n])) n++;
    Str s = { b->rest.at, n };
    step(b, n);
    return s;
}

static Str word(Bib *b) { return run_until(b, " \t\r\n,=(){}\"#@"); }

/* ---- values ---- */

/* Addresses and paths are not TeX: a backslash in them is one, and their braces are counted as they stand. */
static bool verbatim(Str name)
{
    static const char *const all[] = { "url", "doi", "file", "pdf", "local-url", "eprint", "howpublished" };
    for (int i = 0; i < COUNT(all); i++) if (str_is(name, all[i])) return true;
    return false;
}

/* What stands in braces or quotation marks, with the braces inside it counted. */
static Str enclosed(Bib *b, bool plain)
{
    char open = *b->rest.at;
    int depth = 0;
    for (size_t i = 1; i < b->rest.len && i < CITED_FIELD_MOST; i++) {
        char c = b->rest.at[i];
        if (c == '\\' && !plain && i + 1 < b->rest.len && b->rest.at[i + 1]) { i++; continue; }
        if (c == '{') depth++;
        if (depth == 0 && c == (open == '{' ? '}' : '"')) {
            Str s = { b->rest.at + 1, i - 1 };
            step(b, i + 1);
            return s;
        }
        if (c == '}') depth--;
    }
    b->open_ended = true;
    return S("");
}

static Str macro(Bib *b, Str name)
{
    Str low = str_lower_ascii(b->one, name);
    for (int i = b->macro_count - 1; i >= 0; i--) if (str_eq(b->macros[i].name, low)) return b->macros[i].value;
    return name;                                          /* a number; or the short name of a month, which dates understand */
}

/* One value or several joined by #. */
static Str value(Bib *b, Str name)
{
    Buf all = buf_open(b->one, 100);
    for (bool more = true; more && !b->open_ended; ) {
        skip(b, " \t\r\n");
        Str part = at(b, "{\"") ? enclosed(b, verbatim(name)) : macro(b, word(b));
        if (all.len + part.len > CITED_FIELD_MOST) part.len = 0;
        buf_str(&all, part);
        skip(b, " \t\r\n");
        more = at(b, "#");
        if (more) step(b, 1);
    }
    return buf_view(&all);
}

/* The fields of the entry whose key was just read, up to its end. */
static void fields(Bib *b, Fields *f)
{
    f->count = 0;
    for (skip(b, " \t\r\n,"); b->rest.len && !at(b, "})@") && !b->open_ended; skip(b, " \t\r\n,")) {
        Str name = str_lower_ascii(b->one, word(b));
        skip(b, " \t\r\n");
        if (!at(b, "=")) { if (!name.len) step(b, 1); continue; }
        step(b, 1);
        Str v = value(b, name);
        if (name.len && f->count < FIELDS) f->at[f->count++] = (Field){ name, v };
    }
}

static Str field(const Fields *f, const char *name)
{
    for (int i = 0; i < f->count; i++) if (str_is(f->at[i].name, name)) return f->at[i].value;
    return S("");
}

/* Some programs write \_ and \& in addresses all the same. */
static Str address(Arena *a, Str s)
{
    Buf b = buf_open(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) if (s.at[i] != '\\' || i + 1 == s.len || !strchr("_&%#~$", s.at[i + 1])) buf_byte(&b, s.at[i]);
    return utf8_line(a, buf_view(&b));
}

/* ---- names ---- */

static bool blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* A literal is a name whose first brace closes at its end: {The B and C Group}, and not {\"O}zge. */
static bool literal(Str s)
{
    int depth = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\\' && i + 1 < s.len) { i++; continue; }
        if (s.at[i] == '{') depth++;
        if (s.at[i] == '}' && --depth == 0) return i + 1 == s.len && s.at[0] == '{';
        if (i == 0 && !depth) return false;
    }
    return false;
}

static void one_name(Arena *a, Cited *c, const char *role, Str s)
{
    s = str_trim(s);
    Str name = untex(a, s);
    if (!str_is(name, "others")) cited_name(a, c, role, literal(s) ? name : name_turned(a, name));
}

/* "A and {The B and C Group} and Last, First": parted at `and` outside braces, with white space of any kind round it. */
static void names(Arena *a, Cited *c, const char *role, Str s)
{
    int depth = 0;
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == '\\' && i + 1 < s.len) { i++; continue; }
        if (s.at[i] == '{') depth++;
        if (s.at[i] == '}') depth--;
        bool and = depth == 0 && i + 4 < s.len && blank(s.at[i]) && (s.at[i + 1] | 0x20) == 'a' && (s.at[i + 2] | 0x20) == 'n' && (s.at[i + 3] | 0x20) == 'd' && blank(s.at[i + 4]);
        if (!and) continue;
        one_name(a, c, role, (Str){ s.at + from, i - from });
        from = i + 4, i += 3;                             /* the blank after it may stand before the next */
    }
    one_name(a, c, role, (Str){ s.at + from, s.len - from });
}

/* ---- entries ---- */

static void take(Arena *a, Cited *c, const Fields *f)
{
    static const struct { const char *name; size_t to; bool tex; } plain[] = {
        { "title", offsetof(Cited, title), true }, { "abstract", offsetof(Cited, abstract), true }, { "keywords", offsetof(Cited, keywords), true }, { "publisher", offsetof(Cited, publisher), true },
        { "institution", offsetof(Cited, publisher), true }, { "school", offsetof(Cited, publisher), true }, { "organization", offsetof(Cited, publisher), true }, { "journal", offsetof(Cited, publisher), true },
        { "journaltitle", offsetof(Cited, publisher), true }, { "language", offsetof(Cited, language), true }, { "langid", offsetof(Cited, language), true }, { "doi", offsetof(Cited, doi), false },
        { "url", offsetof(Cited, url), false },
    };
    static const char *const roles[][2] = { { "author", "author" }, { "editor", "editor" }, { "translator", "translator" } };
    for (int i = 0; i < COUNT(plain); i++) {
        Str *to = (Str *)((char *)c + plain[i].to), v = field(f, plain[i].name);
        if (!to->len && v.len) *to = plain[i].tex ? untex(a, v) : address(a, v);
    }
    for (int r = 0; r < COUNT(roles); r++) {
        bool there = false;
        for (int i = 0; i < c->name_count; i++) there = there || str_is(c->names[i].role, roles[r][1]);
        if (!there) names(a, c, roles[r][0], field(f, roles[r][0]));
    }
    Str year = untex(a, field(f, "year")), month = untex(a, field(f, "month")), date = untex(a, field(f, "date"));
    i64 n = 0;
    if (!c->issued.us && date.len) (void)cited_date(c, date);
    if (!c->issued.us && year.len) (void)cited_date(c, str_int(month, &n) ? str_format(a, "%.*s-%lld", FMT(year), n) : str_format(a, "%.*s %.*s", FMT(month), FMT(year)));
}

static uint64_t hash_of(Str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.len; i++) h = (h ^ (unsigned char)s.at[i]) * 1099511628211u;
    return h;
}

static Place *place_of(Bib *b, Str key)
{
    size_t i = (size_t)hash_of(key) & (b->place_cap - 1);
    while (b->places[i].at && !str_eq(b->places[i].key, key)) i = (i + 1) & (b->place_cap - 1);
    return &b->places[i];
}

static void place_add(Bib *b, Str key, size_t at_byte)
{
    if (b->place_count * 2 >= b->place_cap) {
        Place *old = b->places;
        size_t cap = b->place_cap;
        b->place_cap = cap ? cap * 2 : 1024, b->places = arena_array(b->kept, Place, b->place_cap);
        for (size_t i = 0; i < cap; i++) if (old[i].at) *place_of(b, old[i].key) = old[i];
    }
    Place *p = place_of(b, key);
    if (!p->at) *p = (Place){ key, at_byte }, b->place_count++;
}

/* What it lacks is its parent's: a chapter's publisher is its book's. */
static void inherit(Bib *b, Cited *c, Str parent, int depth)
{
    Place *p = parent.len && b->place_cap ? place_of(b, parent) : NULL;
    if (!p || !p->at || depth >= INHERITED) return;
    Bib there = { .kept = b->kept, .one = b->one, .all = b->all, .rest = { b->all.at + p->at, b->all.len - p->at }, .macro_count = b->macro_count };
    memcpy(there.macros, b->macros, sizeof(Field) * (size_t)b->macro_count);
    Fields *f = arena_new(b->one, Fields);
    Str title = c->title;
    fields(&there, f);
    take(b->one, c, f);
    if (title.len) c->title = title;
    inherit(b, c, untex(b->one, field(f, "crossref")), depth + 1);
}

/* Past one balanced pair of brackets; a @comment without one ends with its line. */
static void pass_over(Bib *b)
{
    if (at(b, "{")) (void)enclosed(b, true);
    else if (at(b, "(")) run_until(b, ")");
    else run_until(b, "\n");
}

static void macro_in(Bib *b)
{
    if (!at(b, "{(")) return;
    step(b, 1), skip(b, " \t\r\n");
    Str name = str_lower_ascii(b->kept, word(b));
    skip(b, " \t\r\n");
    if (!name.len || !at(b, "=")) return;
    step(b, 1);
    Str v = value(b, name);
    if (b->macro_count < MACROS) b->macros[b->macro_count++] = (Field){ name, str_copy(b->kept, v) };
    skip(b, " \t\r\n,");
    if (at(b, "})")) step(b, 1);
}

/* Up to the next entry's fields; its type and key.  False: there is none. */
static bool next_entry(Bib *b, Str *type, Str *key)
{
    while (b->rest.len) {
        str_cut(&b->rest, '@');
        if (!b->rest.len) return false;
        Str name = str_lower_ascii(b->one, word(b));
        skip(b, " \t\r\n");
        if (str_is(name, "comment") || str_is(name, "preamble")) { pass_over(b); b->open_ended = false; continue; }
        if (str_is(name, "string")) { macro_in(b); b->open_ended = false; continue; }
        if (!name.len || !at(b, "{(")) continue;          /* an address of mail between entries */
        bool round = at(b, "(");
        step(b, 1), skip(b, " \t\r\n");
        *type = name, *key = str_trim(run_until(b, round ? " \t\r\n,)" : " \t\r\n,}"));
        return true;
    }
    return false;
}

/* After an entry that does not end: from the next line that begins with @. */
static void next_line_with_entry(Bib *b, const char *from)
{
    b->rest = (Str){ from, (size_t)(b->all.at + b->all.len - from) };
    ptrdiff_t n = str_find(b->rest, S("\n@"));
    step(b, n < 0 ? b->rest.len : (size_t)n + 1);
    b->open_ended = false;
}

static void index_all(Bib *b)
{
    Str type, key;
    Fields *f = arena_new(b->kept, Fields);
    while (next_entry(b, &type, &key)) {
        const char *from = b->rest.at;
        if (key.len) place_add(b, key, (size_t)(from - b->all.at));
        fields(b, f);
        if (b->open_ended) next_line_with_entry(b, from);
        arena_reset(b->one);
    }
    b->rest = b->all, b->macro_count = 0, b->open_ended = false;
}

bool bibtex_read(Arena *a, Str all, CitedTo *to, void *with, Str *why)
{
    Bib *b = arena_new(a, Bib);
    Str type, key;
    i64 line = 1;
    int seen = 0;
    const char *counted = all.at;
    *b = (Bib){ .kept = arena_open(), .one = arena_open(), .all = all, .rest = all };
    if (str_find(all, S("crossref")) >= 0 || str_find(all, S("CROSSREF")) >= 0 || str_find(all, S("Crossref")) >= 0) index_all(b);
    while (next_entry(b, &type, &key)) {
        Cited c = cited_empty();
        Fields *f = arena_new(b->one, Fields);
        const char *from = b->rest.at;
        for (; counted < from; counted++) line += *counted == '\n';
        c.type = type, c.id = utf8_line(b->one, key), c.number = ++seen, c.line = line, c.at = from - all.at;
        fields(b, f);
        if (b->open_ended) c.fault = S("a brace or a quotation mark in it is not closed"), next_line_with_entry(b, from);
        take(b->one, &c, f);
        inherit(b, &c, untex(b->one, field(f, "crossref")), 0);
        cited_settled(b->one, &c);
        to(with, &c);
        arena_reset(b->one);
    }
    arena_close(b->one), arena_close(b->kept);
    if (!seen) *why = S("There is no entry in it: in BibTeX each one begins with a sign @.");
    return seen > 0;
}
