/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Atom.  XML's five characters are those that the page's escaping writes, and text was tidied of the rest when it came in. */
#include "web/feed.h"

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }
static void element(Html *h, const char *open, Str words, const char *close) { lit(h, open), html_str(h, words), lit(h, close); }

Reply reply_atom(Visit *v, const Feed *f)
{
    Html *h = html_open(v->arena);
    Str base = v->network->base_url;
    Time newest = { 0 };
    for (int i = 0; i < f->count; i++) if (f->at[i].at.us > newest.us) newest = f->at[i].at;
    lit(h, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\""), html_str(h, v->network->language), lit(h, "\">\n");
    element(h, "<title>", str_format(v->arena, "%.*s - %.*s", FMT(f->title), FMT(v->network->name)), "</title>\n");
    element(h, "<id>", str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->path)), "</id>\n");
    element(h, "<link rel=\"alternate\" type=\"text/html\" href=\"", str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->path)), "\"/>\n");
    element(h, "<link rel=\"self\" type=\"application/atom+xml\" href=\"", str_format(v->arena, "%.*s%.*s.atom", FMT(base), FMT(f->path)), "\"/>\n");
    element(h, "<updated>", time_rfc3339(v->arena, newest), "</updated>\n");
    element(h, "<author><name>", v->network->name, "</name></author>\n");
    for (int i = 0; i < f->count; i++) {
        Str url = str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->at[i].url));
        lit(h, "<entry>");
        element(h, "<title>", f->at[i].title, "</title>");
        element(h, "<id>", f->at[i].id.len ? str_format(v->arena, "%.*s%.*s", FMT(base), FMT(f->at[i].id)) : url, "</id>");
        element(h, "<link href=\"", url, "\"/>");
        element(h, "<updated>", time_rfc3339(v->arena, f->at[i].at), "</updated>");
        element(h, "<summary type=\"text\">", f->at[i].words, "</summary></entry>\n");
    }
    lit(h, "</feed>\n");
    return reply_bytes(v, S("application/atom+xml; charset=utf-8"), html_done(h));
}
