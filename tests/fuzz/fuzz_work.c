/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What is written and taken in for the library: Markdown of a work, lists of references, blocks of the index, what is searched for. */
#include "html/html.h"
#include "knowledge/bibliography.h"
#include "knowledge/piece.h"
#include "search/inside.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void one(void *with, const Cited *c)
{
    int *seen = with;
    ++*seen;
    if (c->author_count > CITED_AUTHORS) abort();
}

/* Only what we make ourselves may call elsewhere, and only our own pictures are shown. */
static void rendered(Arena *a, Str tidy)
{
    static const char *const never[] = { "<script", "<iframe", "<style", "<object", "javascript:", "<input", "onerror=" };
    Headings heads = { .count = 0 };
    Str html = markdown_work(a, tidy, &(MarkdownWork){ 2, S("/knowledge/x/pictures/"), &heads }).html, low = str_lower_ascii(a, html);
    for (int i = 0; i < COUNT(never); i++) if (str_find(low, str_c(never[i])) >= 0 && str_find(str_lower_ascii(a, tidy), str_c(never[i])) < 0) abort();
    for (Str rest = html; rest.len; ) {
        ptrdiff_t at = str_find(rest, S("<img "));
        if (at < 0) break;
        rest.at += at + 5, rest.len -= (size_t)at + 5;
        if (!str_starts(rest, S("src=\"/knowledge/x/pictures/"))) abort();
    }
    if (!utf8_valid(html) || str_find(html, S("<script")) >= 0 || str_find(html, S("href=\"//")) >= 0) abort();
    (void)plain_paragraphs(a, tidy);
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
