/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The lines of a text before libcmark reads them: a year at the beginning, a line of dashes, "[Anna]: No.", a tag, 2*3*4 are
 * made safe from it, so that nothing that somebody typed is swallowed or numbered anew. */
#include "html/inside.h"

#include <strings.h>

enum { COLUMNS_COUNTED = 64, DEFINITIONS_MOST = 100, LABEL_MOST = 1000, ADDRESS_MOST = 2000 };

/* ---- signs that are hidden ---- */

static const char hidden[] = "<*_[.)-=~`";

static void hide(Buf *b, char c)
{
    const char *at = strchr(hidden, c);
    char sign[3] = { '\xEF', '\xB7', (char)(0x90 + (at - hidden)) };
    buf_add(b, sign, 3);
}

static bool is_hidden(Str s) { return s.len > 2 && s.at[0] == '\xEF' && s.at[1] == '\xB7' && (unsigned char)s.at[2] >= 0x90 && (unsigned char)s.at[2] < 0xB0; }

static bool turns(uint32_t c)
{
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || c == 0x2028 || c == 0x2029;
}

Str revealed(Arena *a, Str s)
{
    Buf b = buf_open(a, s.len + 1);
    while (s.len) {
        if (is_hidden(s)) {
            size_t which = (unsigned char)s.at[2] - 0x90u;
            if (which < sizeof hidden - 1) buf_byte(&b, hidden[which]);
            s.at += 3, s.len -= 3;
            continue;
        }
        const char *from = s.at;
        uint32_t c = utf8_next(&s);
        if (!turns(c)) buf_add(&b, from, (size_t)(s.at - from));
    }
    return buf_view(&b);
}

/* ---- within a line ---- */

static bool ascii_letter(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/* Of scripts that have blanks between words: where there are none, ** stands between letters as it is meant. */
static bool letter_at(Str s, size_t i)
{
    if (i >= s.len) return false;
    if ((unsigned char)s.at[i] < 0x80) return ascii_letter(s.at[i]);
    Str rest = { s.at + i, s.len - i };
    uint32_t c = utf8_next(&rest);
    return c >= 0xC0 && c < 0x2E80 && !(c >= 0x2000 && c < 0x2070);
}

static bool letter_before(Str s, size_t i)
{
    while (i-- > 0) if (((unsigned char)s.at[i] & 0xC0) != 0x80) return letter_at(s, i);
    return false;
}

static size_t autolink(Str s)                            /* "<https://...>", "<ash@x.example>" */
{
    Str in = { s.at + 1, s.len - 1 };
    size_t n = 0;
    bool at = false, mail = true;
    for (; n < in.len && n < ADDRESS_MOST && in.at[n] != '>'; n++) {
        if ((unsigned char)in.at[n] <= ' ' || in.at[n] == '<') return 0;
        at = at || (n && in.at[n] == '@'), mail = mail && (ascii_letter(in.at[n]) || strchr("@.-_+", in.at[n]));
    }
    if (n == in.len || n == ADDRESS_MOST) return 0;
    static const char *const begins[] = { "https://", "http://", "mailto:", "tel:" };
    for (int i = 0; i < COUNT(begins); i++) if (n > strlen(begins[i]) && !strncasecmp(in.at, begins[i], strlen(begins[i]))) return n + 2;
    return at && mail ? n + 2 : 0;
}

static void address_put(Buf *b, Str s)
{
    for (size_t i = 0; i < s.len; i++) if (strchr("*_~`", s.at[i])) hide(b, s.at[i]); else buf_byte(b, s.at[i]);
}

static void words_put(Buf *b, Str s)
{
    for (size_t i = 0, n; i < s.len; i += n) {
        Str rest = { s.at + i, s.len - i };
        char c = *rest.at;
        bool plain = i && s.at[i - 1] == '\\';
        n = 1;
        if (c == '<' && !plain) {
            if ((n = autolink(rest))) buf_add(b, rest.at, n);
            else n = 1, hide(b, c);
        } else if (c == '*' && !plain) {
            while (n < rest.len && rest.at[n] == '*') n++;
            bool within = letter_before(s, i) && letter_at(s, i + n);
            for (size_t k = 0; k < n; k++) if (within) hide(b, '*'); else buf_byte(b, '*');
        } else if ((c == 'h' || c == 'H' || c == 'w' || c == 'W') && !(i && ascii_letter(s.at[i - 1])) && (n = address_length(rest))) address_put(b, (Str){ rest.at, n });
        else if (is_hidden(rest)) n = 3;
        else n = 1, buf_byte(b, c);
    }
}

/* ---- lines ---- */

typedef struct {
    Buf b; Str text;
    bool list, blank, table;
    char fence; size_t fence_length, unclosed[2];         /* from so many signs on no fence of that kind is closed any more */
    int next[COLUMNS_COUNTED];                            /* the number that a list of that column goes on with */
    int definitions;
} Lines;

static size_t only(Str line, char of)                     /* how many, if there is nothing else but blanks */
{
    size_t n = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] == of) n++;
        else if (line.at[i] != ' ' && line.at[i] != '\t') return 0;
    }
    return n;
}

static size_t fence_of(Str bare, char *of)
{
    size_t n = 0;
    *of = bare.len ? *bare.at : 0;
    if (*of != '`' && *of != '~') return 0;
    while (n < bare.len && bare.at[n] == *of) n++;
    return n >= 3 && !(*of == '`' && memchr(bare.at + n, '`', bare.len - n)) ? n : 0;
}

static bool closed_later(Lines *l, Str rest, char of, size_t n)
{
    size_t *none = &l->unclosed[of == '~'];
    if (*none && n >= *none) return false;
    while (rest.len) {
        Str bare = str_trim(str_cut(&rest, '\n'));
        if (bare.len >= n && only(bare, of) == bare.len) return true;
    }
    *none = n;
    return false;
}

/* Numbers run 1, 2, 3; any other is what somebody meant to write. */
static bool in_order(Lines *l, size_t column, Str figures)
{
    i64 n = 0;
    int at = column < COLUMNS_COUNTED ? (int)column : COLUMNS_COUNTED - 1;
    if (figures.len > 6 || !str_int(figures, &n) || (n != 1 && n != l->next[at])) return false;
    l->next[at] = (int)n + 1;
    for (int k = at + 1; k < COLUMNS_COUNTED; k++) l->next[k] = 0;
    return true;
}

static size_t bullet(Str s)                               /* as word processors write them */
{
    static const char *const signs[] = { "\xE2\x80\xA2", "\xE2\x97\xA6", "\xE2\x96\xAA", "\xE2\x80\xA3", "\xE2\x81\x83", "\xE2\x97\x8F" };
    for (int i = 0; i < COUNT(signs); i++) if (str_starts(s, str_c(signs[i]))) return strlen(signs[i]);
    return 0;
}

static bool gap_at(Str s, size_t i) { return i >= s.len || s.at[i] == ' ' || s.at[i] == '\t'; }

/* Quotes, bullets and numbers in front, one in another; what follows them is words. */
static size_t marks_put(Lines *l, Str line)
{
    for (size_t i = 0; ; ) {
        for (; i < line.len && gap_at(line, i); i++) buf_byte(&l->b, line.at[i]);
        Str s = { line.at + i, line.len - i };
        size_t n = bullet(s), figures = 0;
        if (!s.len || only(s, '-') > 2 || only(s, '*') > 2) return i;
        while (figures < s.len && s.at[figures] >= '0' && s.at[figures] <= '9') figures++;
        if (n) {
            buf_str(&l->b, S("- "));
            for (i += n; i < line.len && gap_at(line, i); ) i++;
        } else if (*s.at == '>' || (strchr("-*+", *s.at) && s.len > 1 && gap_at(s, 1))) buf_byte(&l->b, *s.at), i++;
        else if (figures && figures < s.len && (s.at[figures] == '.' || s.at[figures] == ')') && gap_at(s, figures + 1)) {
            bool item = in_order(l, i, (Str){ s.at, figures });
            buf_add(&l->b, s.at, figures), i += figures + 1;
            if (item) buf_byte(&l->b, s.at[figures]);
            else { hide(&l->b, s.at[figures]); return i; }
        } else return i;
    }
}

/* "[words]:" and no address, or one that nobody points at: libcmark would take it out of the text. */
static bool only_looks_defined(Lines *l, Str s)
{
    Str wide = { s.at, (size_t)(l->text.at + l->text.len - s.at) };
    if (wide.len > LABEL_MOST) wide.len = LABEL_MOST;
    const char *end = memchr(wide.at, ']', wide.len);
    size_t n = end ? (size_t)(end - wide.at) + 1 : 0;
    if (!n || n >= wide.len || wide.at[n] != ':') return false;
    Str after = str_trim((Str){ wide.at + n + 1, wide.len - n - 1 }), label = { wide.at, n };
    if (str_starts(after, S("<"))) after.at++, after.len--;
    static const char *const begins[] = { "https://", "http://", "mailto:", "tel:", "/", "#", "pictures/" };
    bool leads = false;
    for (int i = 0; i < COUNT(begins); i++) leads = leads || str_starts(after, str_c(begins[i]));
    if (!leads || ++l->definitions > DEFINITIONS_MOST) return true;
    ptrdiff_t first = str_find(l->text, label);
    Str rest = { l->text.at + first + (ptrdiff_t)n, l->text.len - (size_t)first - n };
    return str_find(rest, label) < 0;
}

bool table_rule(Str line)
{
    line = str_trim(line);
    if (line.len < 2 || *line.at != '|' || !memchr(line.at, '-', line.len)) return false;
    for (size_t i = 0; i < line.len; i++) if (!strchr("|-: \t", line.at[i])) return false;
    return true;
}

static void meant_line(Lines *l, Str line)
{
    Str bare = str_trim(line);
    bool blanks = line.at[0] == ' ' || line.at[0] == '\t';
    if (blanks && !l->list) line = (Str){ bare.at, (size_t)(line.at + line.len - bare.at) };
    if (only(bare, '-') > 2 && !l->blank) buf_byte(&l->b, '\n');       /* a line under a line is a rule, not a heading */
    size_t from = l->b.len, n = marks_put(l, line);
    bool marked = n > 0 && (!blanks || l->list) && !str_blank((Str){ line.at, n });
    if (!blanks || !l->list) l->list = marked && l->b.len > from && *bare.at != '>';
    Str words = { line.at + n, line.len - n };
    size_t dashes = only(words, '-');
    if (only(words, '=') || (dashes && (dashes < 3 || (marked && !l->blank)))) {
        Str sign = str_trim(words);
        hide(&l->b, *sign.at), words = (Str){ sign.at + 1, sign.len - 1 };
    } else if (words.len && *words.at == '[' && only_looks_defined(l, words)) hide(&l->b, '['), words.at++, words.len--;
    words_put(&l->b, words);
}

/* Rows of a table are a paragraph of their own, wherever they stand. */
static bool table_line(Lines *l, Str bare, Str rest)
{
    bool row = bare.len && *bare.at == '|';
    bool begins = row && !l->table && !l->list && table_rule(str_cut(&rest, '\n'));
    if (begins) l->table = true, (void)(l->blank || (buf_byte(&l->b, '\n'), true));
    if (l->table && !row) l->table = false, (void)(!bare.len || (buf_byte(&l->b, '\n'), l->blank = true));
    if (l->table) words_put(&l->b, bare);
    return l->table;
}

Str as_meant(Arena *a, Str text)
{
    Lines *l = arena_new(a, Lines);
    l->b = buf_open(a, text.len + text.len / 4 + 256), l->text = text, l->blank = true;
    for (Str rest = text; rest.len; ) {
        Str line = str_cut(&rest, '\n'), bare = str_trim(line);
        char of;
        size_t n = fence_of(bare, &of);
        if (l->fence) {
            if (of == l->fence && n >= l->fence_length && only(bare, of) == bare.len) l->fence = 0;
            buf_str(&l->b, line);
        } else if (n && !closed_later(l, rest, of, n)) hide(&l->b, of), words_put(&l->b, (Str){ bare.at + 1, bare.len - 1 });
        else if (n) l->fence = of, l->fence_length = n, l->table = false, buf_str(&l->b, l->list ? line : bare);
        else if (!table_line(l, bare, rest) && bare.len) meant_line(l, line);
        buf_byte(&l->b, '\n');
        l->blank = !bare.len;
    }
    return buf_view(&l->b);
}
