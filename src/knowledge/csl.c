/* SPDX-License-Identifier: AGPL-3.0-or-later
 * CSL-JSON in, one item after the other: the ends of items are found by a small scanner, so that a list of any length takes the
 * memory of its longest item. */
#include "knowledge/bibliography.h"

#include <jansson.h>

enum { ITEM_MOST = 16 * 1024 * 1024 };

/* ---- one item ---- */

static Str as_written(Arena *a, const json_t *v, bool lines)
{
    if (json_is_integer(v)) return str_format(a, "%lld", (i64)json_integer_value(v));
    if (!json_is_string(v)) return S("");
    Str s = { json_string_value(v), json_string_length(v) };
    return lines ? utf8_tidy(a, s) : utf8_line(a, s);
}

static Str said(Arena *a, const json_t *o, const char *key, bool lines) { return as_written(a, json_object_get(o, key), lines); }

static void csl_name(Arena *a, Cited *c, const char *role, const json_t *o)
{
    static const char *const parts[] = { "given", "dropping-particle", "non-dropping-particle", "family", "suffix" };
    Str literal = json_is_string(o) ? as_written(a, o, false) : said(a, o, "literal", false);
    Buf b = buf_open(a, 80);
    for (int i = 0; !literal.len && i < COUNT(parts); i++) {
        Str part = said(a, o, parts[i], false);
        if (part.len) buf_format(&b, "%s%.*s", b.len ? " " : "", FMT(part));
    }
    cited_name(a, c, role, literal.len ? literal : buf_view(&b));
}

/* Other programs' words for what people did; what is written by Kith has its own. */
static void csl_names(Arena *a, Cited *c, const json_t *o)
{
    static const char *const roles[][2] = { { "author", "author" }, { "editor", "editor" }, { "collection-editor", "editor" }, { "interviewer", "interviewer" }, { "translator", "translator" },
        { "reader", "reader" }, { "narrator", "reader" }, { "illustrator", "illustrator" } };
    for (int r = 0; r < COUNT(roles); r++) {
        const json_t *all = json_object_get(o, roles[r][0]);
        for (size_t i = 0; i < json_array_size(all); i++) csl_name(a, c, roles[r][1], json_array_get(all, i));
    }
}

static int part_of(const json_t *parts, size_t i)
{
    const json_t *n = json_array_get(parts, i);
    i64 value = 0;
    if (json_is_integer(n)) value = json_integer_value(n);
    else if (json_is_string(n) && !str_int(str_c(json_string_value(n)), &value)) value = 0;
    return value > 0 && value < 10000 ? (int)value : 0;
}

/* {"date-parts": [[2011, 5]]}, {"raw": ..}, {"literal": ..}, or a plain string or number. */
static void csl_date(Arena *a, Cited *c, const json_t *d)
{
    static const char *const written[] = { "raw", "literal" };
    const json_t *parts = json_array_get(json_object_get(d, "date-parts"), 0);
    if (json_array_size(parts)) c->issued = date_of_parts(part_of(parts, 0), part_of(parts, 1), part_of(parts, 2));
    for (int i = 0; i < COUNT(written) && !c->issued.us; i++) (void)cited_date(c, said(a, d, written[i], false));
    if (!c->issued.us) (void)cited_date(c, as_written(a, d, false));
}

/* JATS and HTML as publishers leave them in abstracts. */
static Str untagged(Arena *a, Str s)
{
    static const char tags[] = "|p|i|b|u|em|strong|sub|sup|br|title|sec|italic|bold|sc|span|div|ul|ol|li|a|list|list-item|underline|xref|label|caption|";
    static const char *const entities[][2] = { { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" }, { "&#39;", "'" }, { "&nbsp;", " " }, { "&amp;", "&" } };
    static const char blocks[] = "|p|br|title|sec|div|li|list-item|";
    Buf b = buf_open(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) {
        size_t from = i + 1, n = 0;
        if (s.at[i] == '&')
            for (int k = 0; k < COUNT(entities); k++) {
                Str e = str_c(entities[k][0]);
                if (i + e.len > s.len || memcmp(s.at + i, e.at, e.len)) continue;
                buf_str(&b, str_c(entities[k][1])), i += e.len - 1, from = 0;
                break;
            }
        if (!from) continue;
        if (s.at[i] != '<') { buf_byte(&b, s.at[i]); continue; }
        if (from < s.len && s.at[from] == '/') from++;
        if (from + 5 < s.len && !memcmp(s.at + from, "jats:", 5)) from += 5;
        while (from + n < s.len && n < 12 && !strchr(" />", s.at[from + n])) n++;
        Str name = str_lower_ascii(a, (Str){ s.at + from, n });
        size_t end = from + n;
        while (end < s.len && end < from + 300 && s.at[end] != '>' && s.at[end] != '<') end++;
        Str look = str_format(a, "|%.*s|", FMT(name));
        if (!n || end == s.len || s.at[end] != '>' || !strstr(tags, look.at)) { buf_byte(&b, s.at[i]); continue; }
        if (strstr(blocks, look.at) && b.len && b.at[b.len - 1] != '\n') buf_byte(&b, '\n');
        i = end;
    }
    return str_trim(buf_view(&b));
}

static Str keywords(Arena *a, const json_t *v)
{
    if (!json_is_array(v)) return as_written(a, v, true);
    Buf b = buf_open(a, 100);
    for (size_t i = 0; i < json_array_size(v); i++) buf_str(&b, as_written(a, json_array_get(v, i), false)), buf_byte(&b, '\n');
    return buf_view(&b);
}

static int yes_no(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_boolean(v) ? json_is_true(v) : json_is_integer(v) ? json_integer_value(v) != 0 : -1;
}

/* What Kith itself writes beside the standard's fields. */
static void own_fields(Arena *a, Cited *c, const json_t *o)
{
    const json_t *level = json_object_get(o, "level"), *forms = json_object_get(o, "forms");
    c->kind = said(a, o, "kind", false), c->other_title = said(a, o, "other_title", false), c->text = said(a, o, "text", true), c->content_note = said(a, o, "content_note", false);
    c->provenance = said(a, o, "provenance", true), c->coverage = said(a, o, "coverage", false), c->source = said(a, o, "source", false), c->licence = said(a, o, "licence", false);
    c->ark = said(a, o, "ark", false), c->state = said(a, o, "state", false), c->rule = said(a, o, "rule", false);
    Str words = as_written(a, level, false);
    c->level = str_is(words, "members") || str_is(words, "1") ? 1 : str_is(words, "everybody") || str_is(words, "2") ? 2 : level ? 1 : -1;     /* what it says and we do not understand is not for everybody */
    c->index = yes_no(o, "may_index"), c->harvest = yes_no(o, "may_harvest"), c->quote = yes_no(o, "may_quote"), c->mine = yes_no(o, "may_mine"), c->plain = yes_no(o, "plain");
    c->own = c->kind.len && c->state.len;
    if (json_array_size(forms)) c->forms = arena_array(a, CitedForm, CITED_FORMS);
    for (size_t i = 0; i < json_array_size(forms) && c->form_count < CITED_FORMS; i++) {
        const json_t *f = json_array_get(forms, i);
        c->forms[c->form_count++] = (CitedForm){ said(a, f, "kind", false), said(a, f, "language", false), said(a, f, "maker", false), said(a, f, "words", true), said(a, f, "title", false), said(a, f, "summary", true),
            yes_no(f, "checked") == 1 };
    }
}

static void csl_item(Arena *a, const json_t *o, Cited *c)
{
    Str note = said(a, o, "note", false), journal = said(a, o, "container-title", false);
    own_fields(a, c, o);
    c->id = said(a, o, "id", false), c->type = said(a, o, "type", false), c->title = said(a, o, "title", false), c->abstract = said(a, o, "abstract", true);
    c->language = said(a, o, "language", false), c->publisher = said(a, o, "publisher", false), c->doi = said(a, o, "DOI", false), c->url = said(a, o, "URL", false);
    c->keywords = keywords(a, json_object_get(o, "keyword"));
    if (!c->publisher.len) c->publisher = journal;
    if (!c->own) c->abstract = untagged(a, c->abstract), c->title = utf8_line(a, untagged(a, c->title));
    if (!c->content_note.len && str_starts(note, S("Content note: "))) c->content_note = (Str){ note.at + 14, note.len - 14 };
    csl_names(a, c, o);
    csl_date(a, c, json_object_get(o, "issued"));
    cited_settled(a, c);
}

/* ---- the list ---- */

/* How long the value is that begins here, strings and brackets counted; 0: it does not end. */
static size_t value_length(Str s)
{
    int depth = 0;
    bool in = false;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (in) {
            if (c == '\\') i++;
            else if (c == '"') in = false;
        } else if (c == '"') in = true;
        else if (c == '{' || c == '[') depth++;
        else if (c == '}' || c == ']') { if (depth == 0) return i; depth--; }
        else if (c == ',' && depth == 0) return i;
        if (!in && depth == 0 && strchr("}]\"", c) && i < s.len) {
            size_t next = i + 1;
            while (next < s.len && strchr(" \t\r\n", s.at[next])) next++;
            if (next == s.len || strchr(",]}:", s.at[next])) return i + 1;
        }
    }
    return 0;
}

static void blanks_off(Str *s) { while (s->len && strchr(" \t\r\n", *s->at)) s->at++, s->len--; }

/* The list inside {"items": [..]}, as Zotero's own format has it; or nothing. */
static bool find_items(Str all, Str *list)
{
    Str rest = { all.at + 1, all.len - 1 };
    for (blanks_off(&rest); rest.len && *rest.at == '"'; blanks_off(&rest)) {
        size_t n = value_length(rest);
        bool items = n == 7 && !memcmp(rest.at, "\"items\"", 7);
        if (!n) return false;
        rest.at += n, rest.len -= n, blanks_off(&rest);
        if (!rest.len || *rest.at != ':') return false;
        rest.at++, rest.len--, blanks_off(&rest);
        if (items && rest.len && *rest.at == '[') { *list = rest; return true; }
        n = value_length(rest);
        if (!n) return false;
        rest.at += n, rest.len -= n, blanks_off(&rest);
        if (rest.len && *rest.at == ',') rest.at++, rest.len--;
    }
    return false;
}

typedef struct { Arena *one; CitedTo *to; void *with; int seen; const char *from, *lines_to; i64 line; } Csl;

static i64 line_at(Csl *r, const char *at)
{
    for (; r->lines_to < at; r->lines_to++) r->line += *r->lines_to == '\n';
    return r->line;
}

static void hand_on(Csl *r, Str item)
{
    json_error_t e = { .line = 1 };
    Cited c = cited_empty();
    json_t *o = item.len <= ITEM_MOST ? json_loadb(item.at, item.len, 0, &e) : NULL;
    c.number = ++r->seen, c.line = line_at(r, item.at), c.at = item.at - r->from;
    if (item.len > ITEM_MOST) c.fault = S("it is longer than 16 MB");
    else if (!o) c.fault = str_format(r->one, "line %lld is not JSON: %s", c.line + e.line - 1, e.text);
    else if (!json_is_object(o)) c.fault = S("it is not an entry of CSL-JSON");
    else csl_item(r->one, o, &c);
    r->to(r->with, &c);
    json_decref(o);
    arena_reset(r->one);
}

/* Whether the list is closed is looked at before anything of it is taken. */
static bool closed(Str list)
{
    size_t n = value_length(list);
    return n && list.at[n - 1] == ']';
}

bool csl_read(Arena *a, Str all, CitedTo *to, void *with, Str *why)
{
    Csl r = { .to = to, .with = with, .from = all.at, .lines_to = all.at, .line = 1 };
    (void)a;
    blanks_off(&all);
    Str list = all;
    if (!all.len || (*all.at != '[' && *all.at != '{')) return *why = S("This is not JSON: CSL-JSON is a list of entries, and begins with a sign [."), false;
    bool one = *all.at == '{' && !find_items(all, &list);
    if (!one && !closed(list)) return *why = S("The list has no end: there is no sign ] for the [ it begins with, or a quotation mark is missing. Perhaps not all of it was copied."), false;
    r.one = arena_open();
    if (one) hand_on(&r, all);
    else list.at++, list.len--, blanks_off(&list);
    while (!one && list.len && *list.at != ']') {
        size_t n = value_length(list);
        Str item = str_trim((Str){ list.at, n });
        if (item.len) hand_on(&r, item);
        list.at += n, list.len -= n, blanks_off(&list);
        if (list.len && *list.at == ',') list.at++, list.len--, blanks_off(&list);
        else if (!n) break;
    }
    arena_close(r.one);
    return true;
}
