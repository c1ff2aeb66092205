/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The little grammar of what may stand in braces.  It is poor on purpose: a
 * view shows what the handler found, it decides nothing.
 *
 *   {value}         value:  path | call | "text"
 *                   path:   name, then .name  ->name  [path or number]
 *                   call:   name(argument, ...)       argument:  value | number | &path
 *   {?condition}    values, numbers, ! ( ) == != < <= > >= && ||; chooses an attribute, never a value */
#include "weave_rules.h"

#include <ctype.h>
#include <string.h>

typedef struct { const char *p; } Reader;   /* p stops at the first character that does not fit */

static void blanks(Reader *r) { while (*r->p == ' ') r->p++; }

static bool take(Reader *r, const char *what)
{
    blanks(r);
    size_t n = strlen(what);
    if (strncmp(r->p, what, n)) return false;
    r->p += n;
    return true;
}

static bool name(Reader *r)
{
    blanks(r);
    if (!isalpha((unsigned char)*r->p) && *r->p != '_') return false;
    while (isalnum((unsigned char)*r->p) || *r->p == '_') r->p++;
    return true;
}

static bool number(Reader *r)
{
    blanks(r);
    if (!isdigit((unsigned char)*r->p)) return false;
    while (isdigit((unsigned char)*r->p)) r->p++;
    return true;
}

static bool text(Reader *r)
{
    if (!take(r, "\"")) return false;
    for (; *r->p && *r->p != '"'; r->p++) if (*r->p == '\\' && r->p[1]) r->p++;
    if (*r->p != '"') return false;
    r->p++;
    return true;
}

static bool path(Reader *r);

static bool steps(Reader *r)
{
    for (;;) {
        if (take(r, "->") || take(r, ".")) {
            if (!name(r)) return false;
        } else if (take(r, "[")) {
            if (!number(r) && !path(r)) return false;
            if (!take(r, "]")) return false;
        } else return true;
    }
}

static bool path(Reader *r) { return name(r) && steps(r); }

static bool value(Reader *r);

static bool argument(Reader *r)
{
    if (number(r)) return true;
    return take(r, "&") ? path(r) : value(r);
}

static bool value(Reader *r)
{
    blanks(r);
    if (*r->p == '"') return text(r);
    if (!name(r)) return false;
    if (!take(r, "(")) return steps(r);
    if (take(r, ")")) return true;
    do if (!argument(r)) return false; while (take(r, ","));
    return take(r, ")");
}

static bool either(Reader *r);

static bool compared(Reader *r)
{
    static const char *const between[] = { "==", "!=", "<=", ">=", "<", ">" };
    if (take(r, "!")) return compared(r);
    if (take(r, "(")) return either(r) && take(r, ")");
    if (!number(r) && !value(r)) return false;
    for (int i = 0; i < 6; i++) if (take(r, between[i])) return number(r) || value(r);
    return true;
}

static bool both(Reader *r)
{
    do if (!compared(r)) return false; while (take(r, "&&"));
    return true;
}

static bool either(Reader *r)
{
    do if (!both(r)) return false; while (take(r, "||"));
    return true;
}

void rule_expression(View *v, const char *e, bool condition)
{
    Reader r = { e };
    bool fits = condition ? either(&r) : value(&r);
    blanks(&r);
    if (fits && !*r.p) return;
    const char *mark = condition ? "?" : "";
    if (condition && *r.p == '=') refuse(v, "an assignment in {?%s}", e);
    if (*r.p && strchr("+-*/%=<>?:|!~^&", *r.p)) refuse(v, "an operator in {%s%s}: let the handler decide it", mark, e);
    refuse(v, "{%s%s} is neither a field nor a call", mark, e);
}
