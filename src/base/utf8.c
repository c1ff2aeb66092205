/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Unicode by utf8proc: what is let in, and how two spellings are known as one. */
#include "base/base.h"

#include <stdlib.h>
#include <utf8proc.h>

static bool ascii_only(Str s)
{
    for (size_t i = 0; i < s.len; i++) if ((unsigned char)s.at[i] >= 0x80) return false;
    return true;
}

bool utf8_valid(Str s)
{
    const utf8proc_uint8_t *p = (const utf8proc_uint8_t *)s.at;
    for (size_t i = 0; i < s.len; ) {
        if (p[i] && p[i] < 0x80) { i++; continue; }
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate(p + i, (utf8proc_ssize_t)(s.len - i), &c);
        if (n <= 0 || c == 0) return false;
        i += (size_t)n;
    }
    return true;
}

uint32_t utf8_next(Str *rest)
{
    utf8proc_int32_t c = 0;
    if (!rest->len) return 0;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)rest->at, (utf8proc_ssize_t)rest->len, &c);
    if (n <= 0) n = 1, c = 0xFFFD;
    rest->at += n, rest->len -= (size_t)n;
    return (uint32_t)c;
}

size_t utf8_length(Str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) n += ((unsigned char)s.at[i] & 0xC0) != 0x80;
    return n;
}

Str utf8_cut(Str s, size_t points)
{
    for (size_t i = 0; i < s.len; i++)
        if (((unsigned char)s.at[i] & 0xC0) != 0x80 && points-- == 0) return (Str){ s.at, i };
    return s;
}

static void put(Buf *b, uint32_t c)
{
    utf8proc_uint8_t out[4];
    utf8proc_ssize_t n = utf8proc_encode_char((utf8proc_int32_t)c, out);
    buf_add(b, (const char *)out, (size_t)n);
}

/* Control characters, those that turn the direction of what follows (they could make a page say something else than it
 * holds), and what Unicode keeps from being characters, which XML cannot hold.  Joiners (Persian, Hindi, emoji) are letters' work and stay. */
static bool unwanted(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || c == 0x2028 || c == 0x2029 || (c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF);
}

Str utf8_tidy(Arena *a, Str s)
{
    Buf b = buf_open(a, s.len + 16);
    for (Str rest = s; rest.len; ) {
        uint32_t c = utf8_next(&rest);
        if (c == '\r') { if (!rest.len || rest.at[0] != '\n') buf_byte(&b, '\n'); continue; }
        if (!unwanted(c)) put(&b, c);
    }
    Str plain = buf_view(&b);
    if (ascii_only(plain)) return plain;
    utf8proc_uint8_t *nfc = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)plain.at, (utf8proc_ssize_t)plain.len, &nfc,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    if (n >= 0) plain = str_copy(a, (Str){ (const char *)nfc, (size_t)n });
    free(nfc);                                            /* utf8proc's own memory, not the arena's */
    return plain;
}

Str utf8_line(Arena *a, Str s)
{
    Str t = utf8_tidy(a, s);
    Buf b = buf_open(a, t.len + 1);
    bool gap = false;
    for (size_t i = 0; i < t.len; i++) {
        if (t.at[i] == ' ' || t.at[i] == '\n' || t.at[i] == '\t') { gap = true; continue; }
        if (gap && b.len) buf_byte(&b, ' ');
        gap = false;
        buf_byte(&b, t.at[i]);
    }
    return buf_view(&b);
}

/* Letters that normal forms keep apart but people type alike. */
static const char *extra_fold(uint32_t c)
{
    switch (c) {
    case 0x0142: case 0x0141: return "l";                 /* Polish l */
    case 0x00F8: case 0x00D8: return "o";
    case 0x0111: case 0x0110: case 0x00F0: return "d";
    case 0x00FE: return "th";
    case 0x00E6: return "ae";
    case 0x0153: return "oe";
    case 0x0131: case 0x0130: return "i";
    case 0x0127: return "h";
    case 0x0640: return "";                               /* Arabic kashida */
    case 0x0622: case 0x0623: case 0x0625: case 0x0671: return "\xD8\xA7";   /* alef */
    case 0x0649: return "\xD9\x8A";                       /* alef maksura, as yeh */
    case 0x0629: return "\xD9\x87";                       /* teh marbuta, as heh */
    case 0x200C: case 0x200D: return "";
    case '\'': case 0x2019: case 0x2018: case 0x02BC: case 0x02B9: case 0x2032: case 0x0060: case 0x00B4: return "";
    default: return NULL;
    }
}

static Str fold_ascii(Arena *a, Str s)
{
    char *to = arena_alloc(a, s.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '\'' || c == '`') continue;
        to[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    return (Str){ to, n };
}

Str utf8_fold(Arena *a, Str s)
{
    if (ascii_only(s)) return fold_ascii(a, s);
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.at, (utf8proc_ssize_t)s.len, &folded,
        UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK | UTF8PROC_IGNORE);
    if (n < 0) return fold_ascii(a, s);
    Buf b = buf_open(a, (size_t)n + 8);
    for (Str rest = { (const char *)folded, (size_t)n }; rest.len; ) {
        uint32_t c = utf8_next(&rest);
        const char *instead = extra_fold(c);
        if (instead) buf_str(&b, str_c(instead));
        else put(&b, c);
    }
    free(folded);
    return buf_view(&b);
}

/* An address keeps the letters of its own script: a group that writes Arabic has an Arabic address. */
Str slug_from(Arena *a, Str name)
{
    Str f = utf8_fold(a, name);
    Buf b = buf_open(a, 64);
    bool gap = false;
    for (Str rest = f; rest.len && b.len < 56; ) {
        uint32_t c = utf8_next(&rest);
        utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);
        bool letter = (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO) || k == UTF8PROC_CATEGORY_ND;
        if (!letter) { gap = true; continue; }
        if (gap && b.len) buf_byte(&b, '-');
        gap = false;
        put(&b, c);
    }
    return b.len ? buf_view(&b) : S("group");
}
