/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Built-in files under names that hold their hash, and the colours that a network set itself. */
#include "web/assets.h"

#include <stdio.h>

#include "web/colour.h"
#include "web/inside.h"

const Asset *asset(const char *name)
{
    for (const Asset *f = house_files; f->name; f++) if (!strcmp(f->name, name)) return f;
    return NULL;
}

/* "kith.css" is served as /assets/HASH/kith.css */
const char *asset_url(const char *name)
{
    static struct { const char *name; char url[64]; } known[8];
    const Asset *f = asset(name);
    for (int i = 0; f && i < COUNT(known); i++) {
        if (known[i].name == f->name) return known[i].url;
        if (known[i].name) continue;
        snprintf(known[i].url, sizeof known[i].url, "/assets/%s/%s", f->hash, f->name);
        known[i].name = f->name;
        return known[i].url;
    }
    return "";
}

static Str type_of(const char *name)
{
    Str n = str_c(name);
    return str_ends(n, S(".css")) ? S("text/css; charset=utf-8") : str_ends(n, S(".js")) ? S("text/javascript; charset=utf-8") : S("text/plain; charset=utf-8");
}

Reply answer_asset(Visit *v, Str name)
{
    Str hash = str_cut(&name, '/');
    for (const Asset *f = house_files; f->name; f++)
        if (str_is(name, f->name) && str_is(hash, f->hash))
            return (Reply){ .status = 200, .type = type_of(f->name), .body = f->bytes, .etag = f->hash, .lasting = true };
    return reply_not_found(v);
}

/* The network's own colours, which were checked when they were kept. */
Reply look_sheet(Visit *v)
{
    static const char *const tokens[] = { "membership", "knowledge", "collaboration", "voice", "resourcing" };
    Buf b = buf_open(v->arena, 1024);
    buf_str(&b, S(":root {"));
    for (int i = 0; i < COUNT(tokens); i++) {
        Str c = setting(v->tx, str_format(v->arena, "colour_%s", tokens[i]).at, S(""));
        if (colour_known(c)) buf_format(&b, " --l-%s: %.*s; --d-%s: %.*s;", tokens[i], FMT(c), tokens[i], FMT(colour_for_dark(v->arena, c)));
    }
    buf_str(&b, S(" }\n"));
    return (Reply){ .status = 200, .type = S("text/css; charset=utf-8"), .body = buf_view(&b), .lasting = true };
}
