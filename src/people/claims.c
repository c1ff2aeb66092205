/* SPDX-License-Identifier: AGPL-3.0-or-later
 * "Members think": nothing here says so unless it says how many, asked how, when, and where others see it differently (R27). */
#include "people/claims.h"

static bool among(Str word, const char *list)
{
    for (Str rest = str_c(list); rest.len; ) if (str_eq(word, str_cut(&rest, ' '))) return true;
    return false;
}

static Str word_off(Str *rest)                            /* the next word of folded text, without what stands around it */
{
    while (rest->len && !((rest->at[0] >= 'a' && rest->at[0] <= 'z') || (rest->at[0] >= '0' && rest->at[0] <= '9'))) rest->at++, rest->len--;
    Str w = { rest->at, 0 };
    while (w.len < rest->len && ((w.at[w.len] >= 'a' && w.at[w.len] <= 'z') || (w.at[w.len] >= '0' && w.at[w.len] <= '9'))) w.len++;
    rest->at += w.len, rest->len -= w.len;
    return w;
}

typedef struct { bool speaks, count, year, method; } Seen;

static Seen look(Str folded)
{
    Seen s = { false, false, false, false };
    Str before = S("");
    for (Str w; (w = word_off(&folded)).len; before = w) {
        i64 n;
        if (among(before, "members membership community survivors people") && among(w, "think thinks believe believes feel feels want wants say says agree agrees demand demands oppose opposes")) s.speaks = !str_is(before, "people") || s.speaks;
        if (!str_int(w, &n)) { s.method = s.method || among(w, "web mail email post phone survey vote voted ballot meeting meetings asked answered"); continue; }
        if (w.len == 4 && n >= 1990 && n < 2100) s.year = true;
        else s.count = true;
    }
    return s;
}

Str claim_fault(Arena *a, Str text)
{
    while (text.len) {
        ptrdiff_t end = str_find(text, S("\n\n"));
        Str part = end < 0 ? text : (Str){ text.at, (size_t)end };
        text = end < 0 ? S("") : (Str){ text.at + end + 2, text.len - (size_t)end - 2 };
        Seen s = look(utf8_fold(a, part));
        bool link = str_find(part, S("https://")) >= 0 || str_find(part, S("](/")) >= 0;
        if (s.speaks && !(s.count && s.year && s.method && link))
            return S("This speaks for everybody. Say in the same paragraph how many, asked how, in which year, and give a link to where others see it differently; or say who it is that thinks so.");
    }
    return S("");
}
