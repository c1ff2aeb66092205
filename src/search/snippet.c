/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A piece of a text around what was asked for.  The whole text is looked at; what stands behind the separator (names, topics)
 * is found by the index and never shown. */
#include "search/inside.h"

enum { SOUGHT_MOST = 32, FOUND_MOST = 2000, SIGNS = 300, STRETCH = 240, WORDS_BEFORE = 5, SIGNS_BEFORE = 60, PIECE_MOST = 60 };

typedef struct { Str stems[SOUGHT_MOST]; int count; bool first[256]; Stems s; Arena *scratch; unsigned looked; } Sought;

static void sought(Sought *s, Arena *a, Str asked)
{
    for (Str rest = search_words(a, asked); rest.len && s->count < SOUGHT_MOST; ) {
        Str w = str_cut(&rest, ' ');
        if (is_stop_word(w) && (rest.len || s->count)) continue;
        s->stems[s->count] = stem_of(a, &s->s, w);
        s->first[(unsigned char)s->stems[s->count++].at[0]] = true;
    }
}

/* Does a word in it begin as one that is sought?  Folding and stemming are left to the few that do; endings alone are cut off. */
static bool may_hold(const Sought *s, Str piece)
{
    bool begins = true;
    for (size_t i = 0; i < piece.len; i++) {
        unsigned char c = (unsigned char)piece.at[i];
        if (c >= 0x80) return true;
        if (c >= 'A' && c <= 'Z') c = (unsigned char)(c + 32);
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter && begins && s->first[c]) return true;
        if (c != '\'' && c != '`') begins = !letter;
    }
    return false;
}

static unsigned held_by(Sought *s, Str piece)             /* a bit for each that is in it */
{
    unsigned which = 0;
    if (!may_hold(s, piece)) return 0;
    for (Str w = search_words(s->scratch, piece); w.len; ) {
        Str word = str_cut(&w, ' ');
        if (!word.len || !s->first[(unsigned char)*word.at]) continue;
        Str stem = stem_of(s->scratch, &s->s, word);
        for (int i = 0; i < s->count; i++) if (str_eq(s->stems[i], stem)) which |= 1u << i;
    }
    if (++s->looked % 64 == 0) arena_reset(s->scratch);
    return which;
}

/* Up to the next blank; a sign of a script without blanks alone; of a long run as much as a word may have. */
static Str next_piece(Str *rest)
{
    while (rest->len && (unsigned char)*rest->at <= ' ') rest->at++, rest->len--;
    const char *from = rest->at, *end = from + (rest->len < PIECE_MOST ? rest->len : PIECE_MOST), *p = from;
    while (p < end && (unsigned char)*p > ' ' && (unsigned char)*p < 0x80) p++;                      /* plain letters, which most are: no sign has to be read */
    rest->len -= (size_t)(p - from), rest->at = p;
    while (rest->len && (unsigned char)*rest->at > ' ') {
        Str after = { rest->at + 1, rest->len - 1 };
        bool alone = false;
        if ((unsigned char)*rest->at >= 0x80) after = *rest, alone = stands_alone(utf8_next(&after));
        if (rest->at != from && (alone || after.at - from > PIECE_MOST)) break;
        *rest = after;
        if (alone) break;
    }
    return (Str){ from, (size_t)(rest->at - from) };
}

typedef struct { const char *at; size_t sign; unsigned which; } Found;

static size_t signs_between(const char *from, const char *to)
{
    size_t n = 0;
    for (; from < to; from++) n += ((unsigned char)*from & 0xC0) != 0x80;
    return n;
}

static int gathered(Sought *s, Str text, Found *at)
{
    int n = 0;
    size_t sign = 0;
    const char *last = text.at;
    for (Str rest = text; rest.len && n < FOUND_MOST; ) {
        Str piece = next_piece(&rest);
        unsigned which = piece.len ? held_by(s, piece) : 0;
        if (!which) continue;
        sign += signs_between(last, piece.at), last = piece.at;
        at[n++] = (Found){ piece.at, sign, which };
    }
    return n;
}

/* Where the stretch begins that holds most of what is sought: each word once before one of them often. */
static const char *best_stretch(const Found *at, int count)
{
    int most = -1, best = 0;
    for (int i = 0; i < count; i++) {
        unsigned which = 0;
        int k = i;
        for (; k < count && at[k].sign - at[i].sign < STRETCH; k++) which |= at[k].which;
        int worth = __builtin_popcount(which) * STRETCH + (k - i);
        if (worth > most) most = worth, best = i;
    }
    return at[best].at;
}

static const char *some_words_before(const char *p, const char *begin)
{
    size_t signs = 0;
    for (int words = 0; words < WORDS_BEFORE && p > begin && signs < SIGNS_BEFORE; words++) {
        while (p > begin && (unsigned char)p[-1] <= ' ') p--;
        for (; p > begin && (unsigned char)p[-1] > ' ' && signs < SIGNS_BEFORE; p--) signs += ((unsigned char)p[-1] & 0xC0) != 0x80;
    }
    while (p > begin && ((unsigned char)*p & 0xC0) == 0x80) p--;
    return p;
}

static void part_add(Snippet *s, const char *from, const char *to, bool found)
{
    if (from < to && s->count < COUNT(s->at)) s->at[s->count++] = (SnippetPart){ { from, (size_t)(to - from) }, found };
}

static bool is_sign(char c) { return (unsigned char)c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')); }

static void found_add(Snippet *s, const char **plain, Str word)
{
    while (word.len > 1 && is_sign(*word.at)) word.at++, word.len--;
    while (word.len > 1 && is_sign(word.at[word.len - 1])) word.len--;
    SnippetPart *last = s->count ? &s->at[s->count - 1] : NULL;
    if (last && last->found && str_blank((Str){ *plain, (size_t)(word.at - *plain) })) last->text.len = (size_t)(word.at + word.len - last->text.at);      /* next to each other: marked as one */
    else part_add(s, *plain, word.at, false), part_add(s, word.at, word.at + word.len, true);
    *plain = word.at + word.len;
}

static void cut_up(Sought *s, Snippet *out, const char *from, const char *end)
{
    const char *plain = from, *last = from;
    size_t signs = 0;
    for (Str rest = { from, (size_t)(end - from) }; rest.len && out->count < COUNT(out->at) - 4; ) {
        Str piece = next_piece(&rest);
        if (!piece.len) break;
        signs += signs_between(last, piece.at + piece.len);
        if (signs > SIGNS) break;
        last = piece.at + piece.len;
        if (held_by(s, piece)) found_add(out, &plain, piece);
    }
    part_add(out, plain, last, false);
    if (!str_blank((Str){ last, (size_t)(end - last) })) out->at[out->count++] = (SnippetPart){ S(" …"), false };
}

Snippet search_snippet(Arena *a, Str text, Str asked)
{
    Snippet out = { .count = 0 };
    Sought *s = arena_new(a, Sought);
    Found *found = arena_array(a, Found, FOUND_MOST);
    const char *tail = text.len ? memchr(text.at, SEARCH_TAIL, text.len) : NULL;
    if (tail) text.len = (size_t)(tail - text.at);
    text = str_trim(text);
    if (!text.len) return out;
    s->s = stems_open(), s->scratch = arena_open();
    sought(s, a, asked);
    int n = gathered(s, text, found);
    const char *from = n ? some_words_before(best_stretch(found, n), text.at) : text.at;
    if (from > text.at) out.at[out.count++] = (SnippetPart){ S("… "), false };
    while ((unsigned char)*from <= ' ') from++;
    cut_up(s, &out, from, text.at + text.len);
    arena_close(s->scratch);
    stems_close(&s->s);
    return out;
}

Str snippet_plain(Arena *a, const Snippet *s)
{
    Buf b = buf_open(a, 300);
    for (int i = 0; i < s->count; i++) buf_str(&b, s->at[i].text);
    return str_trim(buf_view(&b));
}
