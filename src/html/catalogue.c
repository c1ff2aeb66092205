/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The catalogue: a page's words in its language.  English is what the templates
 * say; "x-loud" is no language but a test: every message shouts in brackets, so
 * what does not was never gathered. */
#include "html/catalogue.h"

#include <stdlib.h>

static const Catalogue loud = { "x-loud", NULL, 0 };

const Catalogue *catalogue_for(Str language)
{
    for (const Catalogue *const *c = catalogues; *c; c++) if (str_is(language, (*c)->language)) return *c;
    return str_is(language, loud.language) ? &loud : NULL;
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

static int by_msgid(const void *msgid, const void *row) { return strcmp(msgid, ((const Translation *)row)->msgid); }

const char *catalogue_find(Arena *a, const Catalogue *in, const char *msgid)
{
    if (in == &loud) return shouted(a, msgid);
    const Translation *t = in->count ? bsearch(msgid, in->at, (size_t)in->count, sizeof *in->at, by_msgid) : NULL;
    return t ? t->msgstr : msgid;
}
