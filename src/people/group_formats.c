/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Groups for other programs.  Only what the group chose to show goes out. */
#include "people/group_formats.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "people/place.h"
#include "sheets/sheets.h"

static void put(json_t *o, const char *key, Str s)
{
    json_object_set_new(o, key, json_stringn(s.at ? s.at : "", s.len));
}

static Str dumped(Arena *a, json_t *o)
{
    char *text = json_dumps(o, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str s = str_copy(a, str_c(text ? text : "{}"));
    free(text);
    json_decref(o);
    return s;
}

static Str url_of(Arena *a, Str base_url, Str slug)
{
    Html *h = html_open(a);
    html_lit(h, base_url.at, base_url.len);
    html_lit(h, "/groups/", 8);
    html_url_part(h, slug);
    return html_done(h);
}

Str group_json(Arena *a, const Group *g, Str base_url)
{
    json_t *o = json_object();
    put(o, "slug", g->slug);
    put(o, "url", url_of(a, base_url, g->slug));
    put(o, "name", g->name);
    put(o, "by_and_for", g->by_and_for);
    put(o, "about", g->about);
    put(o, "place", g->meets_privately ? S("") : g->place);
    put(o, "place_name", g->meets_privately ? S("") : place_name(g->place));
    put(o, "place_words", g->meets_privately ? S("") : g->place_words);
    put(o, "online", str_c(online_word(g->online)));
    put(o, "open_to_new", str_c(open_word(g->open_to_new)));
    put(o, "languages", g->languages);
    put(o, "access", g->access);
    put(o, "website", g->reach_web);
    put(o, "email", g->reach_email);
    put(o, "phone", g->reach_phone);
    put(o, "changed_at", time_rfc3339(a, g->changed_at));
    return dumped(a, o);
}

Str groups_json(Arena *a, const GroupPage *page, Str base_url, Str next_url)
{
    json_t *whole = json_object(), *list = json_array();
    for (int i = 0; i < page->count; i++) {
        const GroupBrief *g = &page->at[i];
        json_t *o = json_object();
        put(o, "slug", g->slug);
        put(o, "url", url_of(a, base_url, g->slug));
        put(o, "name", g->name);
        put(o, "summary", g->teaser);
        put(o, "place", g->place);
        put(o, "place_name", place_name(g->place));
        put(o, "place_words", g->place_words);
        put(o, "online", str_c(online_word(g->online)));
        put(o, "open_to_new", str_c(open_word(g->open_to_new)));
        put(o, "languages", g->languages);
        json_array_append_new(list, o);
    }
    json_object_set_new(whole, "groups", list);
    if (page->instead.len) put(whole, "searched_for", page->instead);
    if (next_url.len) put(whole, "next", str_format(a, "%.*s%.*s", FMT(base_url), FMT(next_url)));
    return dumped(a, whole);
}

/* ---- CSV of all that is listed and matches: walked page by page, so memory holds the text and not the rows ---- */

typedef struct { const char *name; Str (*of)(Arena *a, const GroupBrief *g); } Column;

static Str c_name(Arena *a, const GroupBrief *g) { (void)a; return g->name; }
static Str c_slug(Arena *a, const GroupBrief *g) { (void)a; return g->slug; }
static Str c_summary(Arena *a, const GroupBrief *g) { (void)a; return g->teaser; }
static Str c_place(Arena *a, const GroupBrief *g) { (void)a; return place_name(g->place); }
static Str c_place_words(Arena *a, const GroupBrief *g) { (void)a; return g->place_words; }
static Str c_online(Arena *a, const GroupBrief *g) { (void)a; return str_c(online_word(g->online)); }
static Str c_open(Arena *a, const GroupBrief *g) { (void)a; return str_c(open_word(g->open_to_new)); }
static Str c_languages(Arena *a, const GroupBrief *g) { (void)a; return g->languages; }

static const Column columns[] = { { "name", c_name }, { "slug", c_slug }, { "summary", c_summary }, { "place", c_place },
    { "place_words", c_place_words }, { "online", c_online }, { "open_to_new", c_open }, { "languages", c_languages } };

enum { PAGES_IN_A_FILE = 5000 };

Str groups_csv(Tx *tx, Who who, const GroupFilter *f)
{
    Arena *a = tx_arena(tx);
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);
    if (!to) return S("");
    SheetOut *out = sheet_out_csv(a, to, true);
    Str heads[COUNT(columns)], at = S(""), why;
    for (int c = 0; c < COUNT(columns); c++) heads[c] = str_c(columns[c].name);
    sheet_out_begin(out, heads, COUNT(columns));
    for (int n = 0; n < PAGES_IN_A_FILE; n++) {
        GroupPage page = groups_listed(tx, who, f, at);
        for (int i = 0; i < page.count; i++) {
            for (int c = 0; c < COUNT(columns); c++) sheet_out_cell(out, columns[c].of(a, &page.at[i]));
            sheet_out_end_row(out);
        }
        if (!page.older.len) break;
        at = page.older;
    }
    bool whole = sheet_out_finish(out, &why);
    fclose(to);
    Str csv = whole ? str_copy(a, (Str){ text, size }) : S("");
    free(text);
    return csv;
}

/* ---- vCard: lines of at most 75 bytes, folded between letters ---- */

static void card_line(Buf *b, const char *name, Str value)
{
    if (!value.len) return;
    Buf line = buf_open(b->arena, value.len + 64);
    buf_format(&line, "%s:", name);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        if (c == '\n') buf_str(&line, S("\\n"));
        else if (c == ',' || c == ';' || c == '\\') buf_format(&line, "\\%c", c);
        else buf_byte(&line, c);
    }
    Str rest = buf_view(&line);
    for (size_t room = 75; rest.len > room; room = 74) {
        size_t cut = room;
        while (cut && ((unsigned char)rest.at[cut] & 0xC0) == 0x80) cut--;
        buf_add(b, rest.at, cut);
        buf_str(b, S("\r\n "));
        rest.at += cut, rest.len -= cut;
    }
    buf_str(b, rest);
    buf_str(b, S("\r\n"));
}

Str group_card(Arena *a, const Group *g, Str base_url)
{
    Buf b = buf_open(a, 1024);
    buf_str(&b, S("BEGIN:VCARD\r\nVERSION:4.0\r\nKIND:org\r\n"));
    card_line(&b, "FN", g->name);
    card_line(&b, "ORG", g->name);
    card_line(&b, "NOTE", g->teaser);
    card_line(&b, "EMAIL", g->reach_email);
    card_line(&b, "TEL;VALUE=text", g->reach_phone);
    card_line(&b, "URL", g->reach_web);
    card_line(&b, "SOURCE", url_of(a, base_url, g->slug));
    card_line(&b, "REV", time_rfc3339(a, g->changed_at));
    buf_str(&b, S("END:VCARD\r\n"));
    return buf_view(&b);
}
