/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Doors: which handler answers which address, and who may knock. */
#include "web/inside.h"

static const char *const gate_names[] = { "UNSET", "anyone", "strangers", "members", "desk", "editors", "officers", "deciders",
    "administrators", "machines", "tokened" };

const char *gate_name(Gate g) { return gate_names[g]; }

/* ":word" matches one piece up to '/' or, where the pattern goes on with '.', up to the last '.'. */
static bool matches(const char *pat, Str path, Visit *v)
{
    const char *p = path.at, *end = p + path.len;
    v->param_count = 0;
    while (*pat) {
        if (*pat != ':') {
            if (p >= end || *p++ != *pat++) return false;
            continue;
        }
        pat += strcspn(pat, "/.");
        const char *stop = memchr(p, '/', (size_t)(end - p));
        if (!stop) stop = end;
        if (*pat == '.') {
            const char *dot = memrchr(p, '.', (size_t)(stop - p));
            if (!dot) return false;
            stop = dot;
        }
        if (stop == p || v->param_count >= COUNT(v->params)) return false;
        v->params[v->param_count++] = (Str){ p, (size_t)(stop - p) };
        p = stop;
    }
    return p == end;
}

const Route *route_find(const Route *const *rooms, Method m, Str path, Visit *v, bool *other_method)
{
    for (; *rooms; rooms++)
        for (const Route *r = *rooms; r->pattern; r++) {
            if (!matches(r->pattern, path, v)) continue;
            if (r->method == m || (r->method == NOTED && m == GET) || (r->method == ASKED && m == POST)) return r;
            *other_method = true;
        }
    return NULL;
}

bool routes_sound(const Route *const *rooms, Buf *faults)
{
    bool ok = true;
    for (; *rooms; rooms++)
        for (const Route *r = *rooms; r->pattern; r++) {
            if (r->gate != GATE_UNSET && r->handler && r->pattern[0] == '/') continue;
            buf_format(faults, "The route %s has no gate.\n", r->pattern);
            ok = false;
        }
    return ok;
}

void routes_print(const Route *const *rooms, Buf *to)
{
    for (; *rooms; rooms++)
        for (const Route *r = *rooms; r->pattern; r++)
            buf_format(to, "%s\t%s\t%s%s\n", r->method == POST || r->method == ASKED ? "POST" : "GET", r->pattern, gate_name(r->gate), r->method == NOTED ? "\tnoted" : "");
}

Str path_str(const Visit *v, int which) { return which < v->param_count ? v->params[which] : S(""); }

i64 path_id(const Visit *v, int which)
{
    i64 id = 0;
    return str_int(path_str(v, which), &id) && id > 0 ? id : 0;
}
