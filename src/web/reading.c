/* SPDX-License-Identifier: AGPL-3.0-or-later
 * How somebody likes to read, light or dark, with serifs or without: in a cookie that knows no person, and nowhere else. */
#include "web/inside.h"

#include "web/parts.h"

static Str known(Str said, const char *one, const char *other) { return str_is(said, one) || str_is(said, other) ? said : S(""); }

void reading_of(const Visit *v, Str *light, Str *type)
{
    Str rest = http_cookie(v->http, str_cstr(v->arena, cookie_name(v, "r"))), first = str_cut(&rest, '-');
    *light = known(first, "dark", "light"), *type = known(rest, "sans", "sans");
}

/* Where the form stood: a path of ours, as it was asked for. */
static Str back(Visit *v)
{
    Str to = http_field(v->http, "back");
    bool fine = to.len && to.len < 2000 && to.at[0] == '/' && !(to.len > 1 && (to.at[1] == '/' || to.at[1] == '\\'));
    for (size_t i = 0; fine && i < to.len; i++) fine = to.at[i] > ' ' && to.at[i] < 127;
    return fine ? to : S("/");
}

/* Nothing of this could harm anybody, so that it needs no token, and a page that is read needs no cookie for its foot. */
Reply reply_reading(Visit *v)
{
    Str light, type, what = http_field(v->http, "what");
    reading_of(v, &light, &type);
    if (str_is(what, "serif") || str_is(what, "sans")) type = known(what, "sans", "sans");
    else light = known(what, "dark", "light");
    bool any = light.len || type.len;
    cookie_set(v, "r", any ? str_format(v->arena, "%.*s-%.*s", FMT(light), FMT(type)) : S(""), any ? 31536000 : -1);
    return (Reply){ .status = 303, .location = back(v) };
}
