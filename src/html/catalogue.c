/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The catalogue: a page's words in its language.  English is what the templates
 * say; "x-loud" is no language but a test: every message shouts in brackets, so
 * what does not was never gathered. */
#include "html/catalogue.h"

#include <stdio.h>

static const Translation loud[] = { { NULL, NULL } };

const Translation *catalogue_for(Str language)
{
    for (const Catalogue *c = catalogues; c->language; c++) if (str_is(language, c->language)) return c->at;
    return str_is(language, "x-loud") ? loud : NULL;
}

/* Brackets round it and marks on its vowels; entities and %1 stay as they are. */
static const char *shouted(Arena *a, const char *s)
{
    static const char *const marked[] = { "a\xC3\xA1", "e\xC3\xA9", "i\xC3\xAD", "o\xC3\xB3", "u\xC3\xBA" };
    Buf b = buf_open(a, strlen(s) * 2 + 16);
    buf_str(&b, S("\xE2\x9F\xA6"));
    for (bool entity = false; *s; s++) {
        const char *instead = NULL;
        if (*s == '&') entity = true;
        if (!entity) for (int i = 0; i < COUNT(marked); i++) if (*s == marked[i][0]) instead = marked[i] + 1;
        if (*s == ';') entity = false;
        if (instead) buf_str(&b, str_c(instead));
        else buf_byte(&b, *s);
    }
    buf_str(&b, S("\xE2\x9F\xA7"));
    buf_byte(&b, 0);
    return b.at;
}

const char *catalogue_find(Arena *a, const Translation *in, const char *msgid)
{
    if (in == loud) return shouted(a, msgid);
    for (; in->msgid; in++) if (!strcmp(in->msgid, msgid)) return in->msgstr;
    return msgid;
}
