/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What changed between two texts, word by word: the longest common run of words. */
#include "knowledge/piece.h"

enum { WORDS_MOST = 2400 };

typedef struct { Str at[WORDS_MOST + 1]; int count; bool more; } Words;

static void cut(Str text, Words *w)                       /* a word with the white space after it */
{
    size_t i = 0;
    while (i < text.len && w->count < WORDS_MOST) {
        size_t from = i;
        while (i < text.len && (unsigned char)text.at[i] > ' ') i++;
        while (i < text.len && (unsigned char)text.at[i] <= ' ') i++;
        w->at[w->count++] = (Str){ text.at + from, i - from };
    }
    w->more = i < text.len;
}

typedef struct { DiffPart *at; int count; } Out;

static void add(Out *o, Str words, DiffKind is)
{
    if (!words.len) return;
    DiffPart *last = o->count ? &o->at[o->count - 1] : NULL;
    if (last && last->is == is && last->words.at + last->words.len == words.at) last->words.len += words.len;
    else o->at[o->count++] = (DiffPart){ words, is };
}

DiffParts text_diff(Arena *a, Str was, Str now)
{
    Words *x = arena_new(a, Words), *y = arena_new(a, Words);
    cut(was, x), cut(now, y);
    Out o = { arena_array(a, DiffPart, x->count + y->count + 4), 0 };
    if (x->more || y->more) {
        add(&o, was, DIFF_GONE), add(&o, now, DIFF_NEW);
        return (DiffParts){ o.at, o.count };
    }
    int n = x->count, m = y->count;
    uint16_t *common = arena_alloc(a, sizeof *common * (size_t)(n + 1) * (size_t)(m + 1));      /* of what begins at i and k */
    #define COMMON(i, k) common[(size_t)(i) * (size_t)(m + 1) + (size_t)(k)]
    for (int i = n - 1; i >= 0; i--)
        for (int k = m - 1; k >= 0; k--)
            COMMON(i, k) = str_eq(x->at[i], y->at[k]) ? (uint16_t)(COMMON(i + 1, k + 1) + 1) : COMMON(i + 1, k) > COMMON(i, k + 1) ? COMMON(i + 1, k) : COMMON(i, k + 1);
    for (int i = 0, k = 0; i < n || k < m; ) {
        if (i < n && k < m && str_eq(x->at[i], y->at[k])) add(&o, x->at[i], DIFF_SAME), i++, k++;
        else if (k == m || (i < n && COMMON(i + 1, k) >= COMMON(i, k + 1))) add(&o, x->at[i++], DIFF_GONE);
        else add(&o, y->at[k++], DIFF_NEW);
    }
    #undef COMMON
    return (DiffParts){ o.at, o.count };
}
