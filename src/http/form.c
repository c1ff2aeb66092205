/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Forms as they come: strict about escapes, NUL and UTF-8, bounded in number. */
#include "http/inside.h"

static int hex_value(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool percent_decode(Arena *a, Str s, bool plus, Str *to)
{
    char *out = arena_alloc(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '+' && plus) c = ' ';
        else if (c == '%') {
            int hi = i + 2 < s.len ? hex_value(s.at[i + 1]) : -1, lo = hi < 0 ? -1 : hex_value(s.at[i + 2]);
            if (lo < 0) return false;
            c = (char)(hi * 16 + lo), i += 2;
        }
        out[n++] = c;
    }
    *to = (Str){ out, n };
    return utf8_valid(*to);                               /* which refuses NUL too */
}

BodyFault form_parse(Arena *a, Str text, const HttpField **at, int *count)
{
    int most = 1;
    for (size_t i = 0; i < text.len; i++) most += text.at[i] == '&';
    if (most > FIELDS_MOST) return BODY_BAD_FORM;
    HttpField *fields = arena_array(a, HttpField, most);
    int n = 0;
    while (text.len) {
        Str value = str_cut(&text, '&'), name = str_cut(&value, '=');
        if (!name.len && !value.len) continue;
        if (!percent_decode(a, name, true, &fields[n].name) || !percent_decode(a, value, true, &fields[n].value)) return BODY_BAD_TEXT;
        if (fields[n].name.len > NAME_MOST) return BODY_BAD_FORM;
        n++;
    }
    *at = fields, *count = n;
    return BODY_FINE;
}

static Str find(const HttpField *at, int count, const char *name)
{
    for (int i = 0; i < count; i++) if (str_is(at[i].name, name)) return at[i].value;
    return S("");
}

Str http_arg(const HttpRequest *r, const char *name) { return find(r->args, r->arg_count, name); }
Str http_field(const HttpRequest *r, const char *name) { return find(r->fields, r->field_count, name); }

Str http_cookie(const HttpRequest *r, const char *name)
{
    Str rest = http_header(r, "Cookie");
    while (rest.len) {
        Str value = str_trim(str_cut(&rest, ';')), key = str_cut(&value, '=');
        if (str_is(key, name)) return value;
    }
    return S("");
}
