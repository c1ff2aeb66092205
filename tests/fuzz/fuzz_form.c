/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What people send: forms, Markdown, text to fold and to search. */
#include "html/html.h"
#include "http/inside.h"
#include "people/person.h"
#include "search/search.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Arena *a = arena_open();
    Str s = { (const char *)data, size }, decoded;
    const HttpField *fields = NULL;
    int count = 0;
    if (form_parse(a, s, &fields, &count) == BODY_FINE)
        for (int i = 0; i < count; i++) if (!utf8_valid(fields[i].name) || !utf8_valid(fields[i].value)) abort();
    if (percent_decode(a, s, false, &decoded) && !utf8_valid(decoded)) abort();
    (void)base64url_decode(a, s, &decoded);
    if (utf8_valid(s)) {
        Str tidy = utf8_tidy(a, s), html = markdown(a, tidy, 2).html;
        if (!utf8_valid(tidy) || !utf8_valid(utf8_fold(a, s)) || !utf8_valid(slug_from(a, s)) || !utf8_valid(search_words(a, s))) abort();
        if (str_find(html, S("<script")) >= 0 || str_find(html, S("<img")) >= 0 || str_find(html, S("<iframe")) >= 0) abort();
        (void)markdown_plain(a, tidy, 100);
        (void)email_fault(email_usual(a, s));
    }
    arena_close(a);
    return 0;
}
