/* SPDX-License-Identifier: AGPL-3.0-or-later
 * TeX's way to write letters, read. */
#include "knowledge/bibliography.h"

typedef struct { const char *word, *is; } TexWord;

static const TexWord tex_words[] = {
    { "textbackslash", "\\" }, { "textasciitilde", "~" }, { "textasciicircum", "^" }, { "textbraceleft", "{" }, { "textbraceright", "}" }, { "lbrace", "{" }, { "rbrace", "}" }, { "textunderscore", "_" }, { "textdollar", "$" },
    { "textbar", "|" }, { "textless", "<" }, { "textgreater", ">" }, { "slash", "/" }, { "ss", "ß" }, { "o", "ø" }, { "O", "Ø" }, { "l", "ł" }, { "L", "Ł" }, { "ae", "æ" }, { "AE", "Æ" }, { "oe", "œ" }, { "OE", "Œ" },
    { "aa", "å" }, { "AA", "Å" }, { "i", "ı" }, { "j", "ȷ" }, { "th", "þ" }, { "TH", "Þ" }, { "dh", "ð" }, { "DH", "Ð" }, { "dj", "đ" }, { "DJ", "Đ" }, { "ng", "ŋ" }, { "NG", "Ŋ" },
    { "textendash", "–" }, { "textemdash", "—" }, { "textquoteleft", "‘" }, { "textquoteright", "’" }, { "textquotedblleft", "“" }, { "textquotedblright", "”" }, { "textquotesingle", "'" }, { "guillemotleft", "«" }, { "guillemotright", "»" },
    { "ldots", "…" }, { "dots", "…" }, { "textellipsis", "…" }, { "pounds", "£" }, { "textsterling", "£" }, { "euro", "€" }, { "texteuro", "€" }, { "copyright", "©" }, { "textregistered", "®" }, { "texttrademark", "™" },
    { "S", "§" }, { "P", "¶" }, { "textdegree", "°" }, { "textperiodcentered", "·" }, { "textbullet", "•" }, { "LaTeX", "LaTeX" }, { "TeX", "TeX" }, { "BibTeX", "BibTeX" },
};
/* Marks that are put over or under the letter that follows, as combining characters. */
static const struct { char mark; const char *combining; } tex_accents[] = {
    { '"', "\xCC\x88" }, { '\'', "\xCC\x81" }, { '`', "\xCC\x80" }, { '^', "\xCC\x82" }, { '~', "\xCC\x83" }, { '=', "\xCC\x84" }, { '.', "\xCC\x87" }, { 'c', "\xCC\xA7" }, { 'v', "\xCC\x8C" }, { 'u', "\xCC\x86" }, { 'H', "\xCC\x8B" },
    { 'k', "\xCC\xA8" }, { 'r', "\xCC\x8A" }, { 'd', "\xCC\xA3" }, { 'b', "\xCC\xB1" },
};

static bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

static size_t letters_at(Str s, size_t i)
{
    size_t n = 0;
    while (i + n < s.len && letter(s.at[i + n])) n++;
    return n;
}

/* The letter that an accent stands on, {\"o}, \'e, \c{c}, \^{\i}, and the accent after it; where the reading goes on, or 0. */
static size_t accented(Buf *b, Str s, size_t i, const char *combining)
{
    while (i < s.len && (s.at[i] == '{' || s.at[i] == ' ')) i++;
    if (i >= s.len || s.at[i] == '}') return 0;
    size_t n = 1;
    if (s.at[i] == '\\') {                                /* \i and \j give up their dots, \aa and the like stay what they are */
        size_t w = letters_at(s, i + 1);
        Str word = { s.at + i + 1, w }, is = word;
        for (int k = 0; k < COUNT(tex_words); k++) if (str_is(word, tex_words[k].word)) is = str_c(tex_words[k].is);
        if (!w) return 0;
        buf_str(b, str_is(word, "i") || str_is(word, "j") ? word : is);
        n = 1 + w;
    } else {
        while (i + n < s.len && ((unsigned char)s.at[i + n] & 0xC0) == 0x80) n++;
        buf_add(b, s.at + i, n);
    }
    buf_str(b, str_c(combining));
    return i + n;
}

/* What begins with a backslash at i; where the reading goes on. */
static size_t tex_command(Buf *b, Str s, size_t i)
{
    char next = s.at[i + 1];
    size_t n = letters_at(s, i + 1), to;
    Str word = { s.at + i + 1, n };
    for (int k = 0; k < COUNT(tex_accents); k++) {
        if (next != tex_accents[k].mark || n > 1) continue;
        to = accented(b, s, i + 2, tex_accents[k].combining);
        return to ? to : i + 2;
    }
    if (!n) {                                             /* \& \% \_ are the signs themselves; \\ and \, are blanks */
        if (strchr("\\, ;:", next)) buf_byte(b, ' ');
        else if (!strchr("-/!@", next)) buf_byte(b, next);
        return i + 2;
    }
    for (int k = 0; k < COUNT(tex_words); k++) if (str_is(word, tex_words[k].word)) buf_str(b, str_c(tex_words[k].is));
    to = i + 1 + n;
    if (str_is(word, "href") && to < s.len && s.at[to] == '{') while (to < s.len && s.at[to] != '}') to++;      /* what is read is its words */
    while (to < s.len && s.at[to] == ' ') to++;           /* a word takes the blanks after it; \emph and others we do not know leave what they hold */
    return to;
}

Str untex(Arena *a, Str s)
{
    static const struct { const char *from, *to; } signs[] = { { "---", "—" }, { "--", "–" }, { "``", "“" }, { "''", "”" }, { "~", " " }, { "{", "" }, { "}", "" } };
    Buf b = buf_open(a, s.len + 8);
    for (size_t i = 0; i < s.len; ) {
        if (s.at[i] == '\\' && i + 1 < s.len) { i = tex_command(&b, s, i); continue; }
        int k = 0;
        while (k < COUNT(signs) && !str_starts((Str){ s.at + i, s.len - i }, str_c(signs[k].from))) k++;
        if (k == COUNT(signs)) { buf_byte(&b, s.at[i++]); continue; }
        buf_str(&b, str_c(signs[k].to)), i += strlen(signs[k].from);
    }
    return utf8_line(a, buf_view(&b));
}
