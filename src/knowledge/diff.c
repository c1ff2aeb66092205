/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What changed between two texts: line by line, and word by word where lines differ, by the longest common run. */
#include "knowledge/piece.h"

enum { PIECES_MOST = 2400, CELLS_MOST = 2000000 /* in one text: what differs beyond that is not looked into */ };

typedef struct { Str *at; int count; bool more; } Pieces;

static bool is_space(char c) { return (unsigned char)c <= ' '; }

static size_t piece_end(Str text, size_t i, bool lines)   /* a line with its end, or a word with the white space after it */
{
    if (lines) {
        while (i < text.len && text.at[i] != '\n') i++;
        return i < text.len ? i + 1 : i;
    }
    while (i < text.len && !is_space(text.at[i])) i++;
    while (i < text.len && is_space(text.at[i])) i++;
    return i;
}

static int words_most(Str s)
{
    int n = 2;
    for (size_t i = 0; i < s.len; i++) n += is_space(s.at[i]);
    return n;
}

static void cut(Arena *a, Str text, bool lines, Pieces *p)
{
    size_t i = 0;
    int most = words_most(text) < PIECES_MOST ? words_most(text) : PIECES_MOST;
    p->at = arena_array(a, Str, most);
    while (i < text.len && p->count < most) {
        size_t from = i;
        i = piece_end(text, i, lines);
        p->at[p->count++] = (Str){ text.at + from, i - from };
    }
    p->more = i < text.len;
}

typedef struct { DiffPart *at; int count, cells; Arena *scratch; } Out;     /* cells: how many are left */

static void add(Out *o, Str words, DiffKind is)
{
    if (!words.len) return;
    DiffPart *last = o->count ? &o->at[o->count - 1] : NULL;
    if (last && last->is == is && last->words.at + last->words.len == words.at) last->words.len += words.len;
    else o->at[o->count++] = (DiffPart){ words, is };
}

/* ---- the longest common run of pieces ---- */

typedef struct { const Pieces *was, *now; uint16_t *common; } Table;      /* common: how many are, of what begins at i and k */

static uint16_t *cell(const Table *t, int i, int k) { return &t->common[(size_t)i * (size_t)(t->now->count + 1) + (size_t)k]; }

static uint16_t longest(const Table *t, int i, int k)
{
    if (i == t->was->count || k == t->now->count) return 0;
    if (str_eq(t->was->at[i], t->now->at[k])) return (uint16_t)(*cell(t, i + 1, k + 1) + 1);
    return *cell(t, i + 1, k) > *cell(t, i, k + 1) ? *cell(t, i + 1, k) : *cell(t, i, k + 1);
}

static bool table_fill(Out *o, Str was, Str now, bool lines, Table *t)  /* false: more than there is room for */
{
    Arena *a = o->scratch;
    Pieces *x = arena_new(a, Pieces), *y = arena_new(a, Pieces);
    cut(a, was, lines, x), cut(a, now, lines, y);
    if (x->more || y->more || (x->count + 1) * (y->count + 1) > o->cells) return false;
    o->cells -= (x->count + 1) * (y->count + 1);
    *t = (Table){ x, y, arena_alloc(a, sizeof(uint16_t) * (size_t)(x->count + 1) * (size_t)(y->count + 1)) };
    for (int i = x->count; i >= 0; i--)
        for (int k = y->count; k >= 0; k--)
            *cell(t, i, k) = longest(t, i, k);
    return true;
}

static bool goes_first(const Table *t, int i, int k)
{
    if (k == t->now->count || i == t->was->count) return k == t->now->count;
    return *cell(t, i + 1, k) >= *cell(t, i, k + 1);
}

static bool stays(const Table *t, int i, int k) { return i < t->was->count && k < t->now->count && str_eq(t->was->at[i], t->now->at[k]); }

/* ---- words ---- */

static Str from(Str s, size_t n) { return (Str){ s.at + n, s.len - n }; }

static size_t same_front(Str a, Str b)                    /* in whole words */
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.at[n] == b.at[n]) n++;
    if (n == a.len && n == b.len) return n;
    while (n && !is_space(a.at[n - 1])) n--;
    return n;
}

static bool word_begins(Str s, size_t n) { return n == s.len || (!is_space(s.at[n]) && (!n || is_space(s.at[n - 1]))); }

static size_t same_back(Str a, Str b)
{
    size_t n = 0;
    while (n < a.len && n < b.len && a.at[a.len - 1 - n] == b.at[b.len - 1 - n]) n++;
    while (n && !(word_begins(a, a.len - n) && word_begins(b, b.len - n))) n--;
    return n;
}

static void words_differ(Out *o, Str was, Str now)
{
    Table t;
    size_t front = same_front(was, now);
    add(o, (Str){ was.at, front }, DIFF_SAME);
    was = from(was, front), now = from(now, front);
    size_t back = same_back(was, now);
    Str end = from(was, was.len - back);
    was.len -= back, now.len -= back;
    if (!was.len || !now.len || !table_fill(o, was, now, false, &t)) add(o, was, DIFF_GONE), add(o, now, DIFF_NEW);
    else for (int i = 0, k = 0; i < t.was->count || k < t.now->count; ) {
        if (stays(&t, i, k)) add(o, t.was->at[i], DIFF_SAME), i++, k++;
        else if (goes_first(&t, i, k)) add(o, t.was->at[i++], DIFF_GONE);
        else add(o, t.now->at[k++], DIFF_NEW);
    }
    add(o, end, DIFF_SAME);
}

/* ---- lines ---- */

static Str run(const Pieces *p, int first, int after)     /* pieces lie one after the other in the text */
{
    return first == after ? S("") : (Str){ p->at[first].at, (size_t)(p->at[after - 1].at + p->at[after - 1].len - p->at[first].at) };
}

DiffParts text_diff(Arena *a, Str was, Str now)
{
    Table t;
    Out o = { arena_array(a, DiffPart, words_most(was) + words_most(now)), 0, CELLS_MOST, arena_open() };
    if (!table_fill(&o, was, now, true, &t)) words_differ(&o, was, now);
    else for (int i = 0, k = 0; i < t.was->count || k < t.now->count; ) {
        int first = i, fresh = k;
        while ((i < t.was->count || k < t.now->count) && !stays(&t, i, k)) *(goes_first(&t, i, k) ? &i : &k) += 1;
        words_differ(&o, run(t.was, first, i), run(t.now, fresh, k));
        if (i < t.was->count && k < t.now->count) add(&o, t.was->at[i], DIFF_SAME), i++, k++;
    }
    arena_close(o.scratch);
    return (DiffParts){ o.at, o.count };
}
