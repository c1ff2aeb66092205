/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What is written and taken in for the library: Markdown of a work, lists of references, blocks of the index, what is searched for. */
#include "html/html.h"
#include "knowledge/bibliography.h"
#include "knowledge/captions.h"
#include "knowledge/piece.h"
#include "search/inside.h"

#include <stdlib.h>
#include <strings.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void expect(bool fine) { if (!fine) abort(); }

static void one(void *with, const Cited *c)
{
    int *seen = with;
    ++*seen;
    expect(c->name_count <= CITED_NAMES && c->form_count <= CITED_FORMS && utf8_valid(c->title) && utf8_valid(c->abstract) && utf8_valid(c->id) && utf8_valid(c->publisher));
    for (int i = 0; i < c->name_count; i++) expect(c->names[i].name.len > 0 && utf8_valid(c->names[i].name));
}

static bool among(const char *const *list, int n, Str what)
{
    for (int i = 0; i < n; i++) if (str_eq(what, str_c(list[i]))) return true;
    return false;
}

/* An address leads to a known kind of place, and never to another host by a second slash. */
static void address(Str url)
{
    expect(url.len > 0);
    for (size_t i = 0; i < url.len; i++) expect((unsigned char)url.at[i] > ' ' && url.at[i] != '\\');
    static const char *const good[] = { "https://", "http://", "mailto:", "tel:", "#" };
    for (int i = 0; i < COUNT(good); i++) if (url.len >= strlen(good[i]) && !strncasecmp(url.at, good[i], strlen(good[i]))) return;
    expect(*url.at == '/' && (url.len == 1 || url.at[1] != '/'));
}

static Str up_to(Str *rest, char end)
{
    const char *at = memchr(rest->at, end, rest->len);
    expect(at != NULL);
    return str_cut(rest, end);
}

static void attribute(Str tag, Str name, Str value)
{
    static const char *const known[] = { "class", "id", "title", "alt", "start", "scope", "tabindex", "role", "aria-label", "rel", "loading", "decoding" };
    if (str_eq(name, S("href"))) expect(str_eq(tag, S("a"))), address(value);
    else if (str_eq(name, S("src"))) expect(str_eq(tag, S("img")) && str_starts(value, S("/knowledge/x/pictures/")));
    else expect(among(known, COUNT(known), name));
}

/* The text may speak of anything; every tag and attribute in it is one that we make. */
static void only_ours(Str html)
{
    static const char *const tags[] = { "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "img", "br", "hr",
                                        "div", "table", "thead", "tbody", "tr", "th", "td" };
    while (memchr(html.at, '<', html.len)) {
        (void)up_to(&html, '<');
        Str inside = html, tag = { html.at, 0 };
        if (html.len && *html.at == '/') tag.at++, inside.at++, inside.len--;
        while (tag.len < inside.len && !strchr(" />", tag.at[tag.len])) tag.len++;
        expect(among(tags, COUNT(tags), tag));
        inside.at += tag.len, inside.len -= tag.len;
        while (inside.len && *inside.at == ' ' && inside.len > 1 && inside.at[1] != '/') {
            inside.at++, inside.len--;
            Str name = up_to(&inside, '=');
            expect(inside.len && *inside.at == '"');
            inside.at++, inside.len--;
            attribute(tag, name, up_to(&inside, '"'));
        }
        if (str_starts(inside, S(" /"))) inside.at += 2, inside.len -= 2;
        expect(inside.len && *inside.at == '>');
        html = (Str){ inside.at + 1, inside.len - 1 };
    }
}

static void rendered(Arena *a, Str tidy)
{
    Headings heads = { .count = 0 };
    Str html = markdown_work(a, tidy, &(MarkdownWork){ .heading = 2, .pictures = S("/knowledge/x/pictures/"), .headings = &heads }).html;
    expect(utf8_valid(html));
    only_ours(html);
    only_ours(plain_paragraphs(a, tidy).html);
    Str page = markdown(a, tidy, 3).html;
    only_ours(page);
    expect(str_find(page, S("<img")) < 0 && str_find(page, S("<h1")) < 0 && str_find(page, S("<h2")) < 0);
    expect(utf8_valid(markdown_plain(a, tidy, 200)));
}

/* What was written anew is read as the same, whatever it was written from. */
static void captioned(Arena *a, Str tidy)
{
    Str vtt = captions_vtt(a, tidy), text = captions_text(a, tidy);
    expect(utf8_valid(vtt) && utf8_valid(text));
    if (!vtt.len) return;
    expect(captions_are(vtt) && str_starts(vtt, S("WEBVTT\n\n")) && str_eq(captions_vtt(a, vtt), vtt) && str_eq(captions_text(a, vtt), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *a = arena_open();
    Str s = { (const char *)data, size }, why = S("");
    const Posting *at = NULL;
    int seen = 0, n = postings_read(a, s, &at);
    for (int i = 1; i < n; i++) if (at[i].number < at[i - 1].number && at[i].number >= 0 && at[i - 1].number >= 0 && at[i].number != at[i - 1].number && n > A_BLOCK) abort();
    if (utf8_valid(s)) {
        Str tidy = utf8_tidy(a, s);
        rendered(a, tidy);
        captioned(a, tidy);
        (void)bibtex_read(a, s, one, &seen, &why);
        (void)ris_read(a, s, one, &seen, &why);
        (void)csl_read(a, s, one, &seen, &why);
        Snippet cut = search_snippet(a, tidy, utf8_cut(tidy, 40));
        if (!utf8_valid(snippet_plain(a, &cut))) abort();
        DiffParts d = text_diff(a, utf8_cut(tidy, 60), tidy);
        for (int i = 0; i < d.count; i++) if (!utf8_valid(d.at[i].words)) abort();
    }
    arena_close(a);
    return 0;
}
