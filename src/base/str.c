/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Text views and buffers. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

Str str_trim(Str s)
{
    while (s.len && is_space(s.at[0])) s.at++, s.len--;
    while (s.len && is_space(s.at[s.len - 1])) s.len--;
    return s;
}

bool str_blank(Str s) { return str_trim(s).len == 0; }
bool str_starts(Str s, Str with) { return with.len == 0 || (s.len >= with.len && !memcmp(s.at, with.at, with.len)); }
bool str_ends(Str s, Str with) { return with.len == 0 || (s.len >= with.len && !memcmp(s.at + s.len - with.len, with.at, with.len)); }

ptrdiff_t str_find(Str in, Str what)
{
    if (!what.len) return 0;
    const char *p = in.len ? memmem(in.at, in.len, what.at, what.len) : NULL;
    return p ? p - in.at : -1;
}

Str str_cut(Str *rest, char at)
{
    if (!rest->len) return *rest;
    const char *p = memchr(rest->at, at, rest->len);
    Str piece = { rest->at, p ? (size_t)(p - rest->at) : rest->len };
    size_t gone = piece.len + (p ? 1 : 0);
    rest->at += gone, rest->len -= gone;
    return piece;
}

bool str_int(Str s, i64 *to)
{
    bool minus = s.len > 1 && s.at[0] == '-';
    i64 n = 0;
    if (s.len == 0 || s.len > 19) return false;
    for (size_t i = minus; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9') return false;
        if (__builtin_mul_overflow(n, 10, &n) || __builtin_add_overflow(n, s.at[i] - '0', &n)) return false;
    }
    *to = minus ? -n : n;
    return true;
}

int str_cmp(Str a, Str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.at, b.at, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

Str str_copy(Arena *a, Str s)
{
    char *to = arena_alloc(a, s.len + 1);
    if (s.len) memcpy(to, s.at, s.len);
    return (Str){ to, s.len };
}

const char *str_cstr(Arena *a, Str s) { return str_copy(a, s).at; }

Str str_format(Arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    va_list again;
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0) n = 0;
    char *to = arena_alloc(a, (size_t)n + 1);
    vsnprintf(to, (size_t)n + 1, fmt, again);
    va_end(again);
    return (Str){ to, (size_t)n };
}

Str str_join(Arena *a, const Str *parts, int count, Str between)
{
    Buf b = buf_open(a, 64);
    for (int i = 0; i < count; i++) {
        if (i) buf_str(&b, between);
        buf_str(&b, parts[i]);
    }
    return buf_view(&b);
}

Str str_lower_ascii(Arena *a, Str s)
{
    char *to = arena_alloc(a, s.len + 1);
    for (size_t i = 0; i < s.len; i++) to[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] + 32) : s.at[i];
    return (Str){ to, s.len };
}

/* ---- buffers ---- */

Buf buf_open(Arena *a, size_t first_cap)
{
    return (Buf){ .arena = a, .at = arena_alloc(a, first_cap), .cap = first_cap };
}

void buf_grow(Buf *b, size_t more)
{
    size_t cap = (b->cap + more) * 2;
    char *to = arena_alloc(b->arena, cap);
    if (b->len) memcpy(to, b->at, b->len);
    b->at = to, b->cap = cap;
}

void buf_format(Buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(b->at + b->len, b->cap - b->len, fmt, ap);
    va_end(ap);
    if (n > 0 && (size_t)n >= b->cap - b->len) {
        buf_grow(b, (size_t)n + 1);
        n = vsnprintf(b->at + b->len, b->cap - b->len, fmt, again);
    }
    va_end(again);
    if (n > 0) b->len += (size_t)n;
}

void buf_int(Buf *b, i64 n)
{
    char digits[24], *p = digits + sizeof digits;
    unsigned long long u = n < 0 ? 0ULL - (unsigned long long)n : (unsigned long long)n;
    do *--p = (char)('0' + u % 10); while (u /= 10);
    if (n < 0) *--p = '-';
    buf_add(b, p, (size_t)(digits + sizeof digits - p));
}
