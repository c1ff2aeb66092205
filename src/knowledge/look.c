/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A text while it is made: how it will read, what changed in a round, which of its words the network does not use; what was found of one. */
#include "knowledge/views.h"

/* ---- how it will read ---- */

Reply show_look(Visit *v, const Work *w, Str back, const char *room)
{
    Contributors by = contributors_of(v->tx, v->who, w->id);
    MarkdownWork m = { .heading = 2, .pictures = str_format(v->arena, "/knowledge/%.*s/pictures/", FMT(w->slug)), .headings = NULL };
    WorkLook s = { .w = w, .back = back, .names = names_of(v->arena, &by, S("")), .licence = licence_of(w->licence),
        .body = w->plain ? plain_paragraphs(v->arena, w->body) : markdown_work(v->arena, w->body, &m) };
    header_add(v, "X-Robots-Tag", S("noindex"));
    Html *page = page_open(v, (PageHead){ .title = S("How it will read"), .room = room, .crumb = w->title, .crumb_url = back, .noindex = true });
    view_work_look(page, &s);
    return reply_page(v, page, 200);
}

/* ---- what changed in a round: one run of text, with words for those who cannot see lines ---- */

enum { LONG = 700, BESIDE = 200 };                        /* letters: what is folded, and what stays beside a change */

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

static size_t without_end(Str s)                          /* its length without the white space at its end */
{
    while (s.len && (unsigned char)s.at[s.len - 1] <= ' ') s.len--;
    return s.len;
}

/* Where a paragraph ends near here, else a word. */
static size_t end_after(Str s, size_t n)
{
    size_t k = n, most = n + 2 * BESIDE < s.len ? n + 2 * BESIDE : s.len;
    while (k < most && s.at[k] != '\n') k++;
    if (k < most) return k;
    while (n < s.len && (unsigned char)s.at[n] > ' ') n++;
    return n;
}

static size_t begin_before(Str s, size_t n)
{
    size_t k = n, least = n > 2 * BESIDE ? n - 2 * BESIDE : 0;
    while (k > least && s.at[k - 1] != '\n') k--;
    if (k > least) return k;
    while (n && (unsigned char)s.at[n - 1] > ' ') n--;
    return n;
}

/* Line ends are said, not left to the style sheet: lynx and ears know paragraphs then too. */
static void as_lines(Html *h, Str s)
{
    while (s.len) {
        size_t n = 0;
        while (n < s.len && s.at[n] != '\n') n++;
        html_str(h, (Str){ s.at, n });
        if (n < s.len) lit(h, "<br>"), n++;
        s.at += n, s.len -= n;
    }
}

/* Of a long passage the ends beside a change are read with it; the rest can be opened. */
static void stays(Html *h, Str s, bool first, bool last)
{
    size_t from = first ? 0 : end_after(s, BESIDE), to = last ? s.len : begin_before(s, s.len > BESIDE ? s.len - BESIDE : 0);
    if (s.len < LONG || to < from + BESIDE) { as_lines(h, s); return; }
    Str folded = str_trim((Str){ s.at + from, to - from });
    as_lines(h, (Str){ s.at, without_end((Str){ s.at, from }) });
    lit(h, first ? "<details class=\"opens\"><summary>" : "<br><details class=\"opens\"><summary>"), html_int(h, words_in(folded)), lit(h, " words stay as they are</summary><p>"), as_lines(h, folded), lit(h, "</p></details>");
    as_lines(h, (Str){ s.at + to, s.len - to });
}

static SafeHtml changes(Arena *a, Str was, Str now, bool folds)
{
    Html *h = html_open(a);
    DiffParts d = text_diff(a, was, now);
    for (int i = 0; i < d.count; i++) {
        const DiffPart *p = &d.at[i];
        size_t n = without_end(p->words);
        if (p->is == DIFF_SAME && folds) stays(h, p->words, i == 0, i == d.count - 1);
        else if (p->is == DIFF_SAME) html_str(h, p->words);
        else {
            lit(h, p->is == DIFF_GONE ? "<del><span class=\"hidden\">taken out: </span>" : "<ins><span class=\"hidden\">put in: </span>");
            as_lines(h, (Str){ p->words.at, n });
            lit(h, p->is == DIFF_GONE ? "</del>" : "</ins>");
            if (p->is == DIFF_GONE && i + 1 < d.count && d.at[i + 1].is == DIFF_NEW) lit(h, " ");      /* what took its place stands beside it */
            else as_lines(h, (Str){ p->words.at + n, p->words.len - n });
        }
    }
    return (SafeHtml){ html_done(h) };
}

const RoundShown *rounds_shown(Arena *a, EditRounds all)
{
    RoundShown *at = arena_array(a, RoundShown, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = (RoundShown){ &all.at[i], changes(a, all.at[i].was_title, all.at[i].title, false), changes(a, all.at[i].was_body, all.at[i].body, true) };
    return at;
}

/* ---- what was found: by hand, so that nothing stands between a word and the dot after it ---- */

void view_found_words(Html *h, const Snippet *s)
{
    lit(h, "<p class=\"clip\" dir=\"auto\">");
    for (int i = 0; i < s->count; i++) {
        if (s->at[i].found) lit(h, "<mark>");
        html_str(h, s->at[i].text);
        if (s->at[i].found) lit(h, "</mark>");
    }
    lit(h, "</p>\n");
}

/* ---- the network's own list of words, as advice ---- */

Advice words_advice(Visit *v, const Work *w)
{
    Str *at = arena_array(v->arena, Str, 40);
    int count = 0;
    Str all = house_words(v->tx, v->who), title = search_words(v->arena, w->title), summary = search_words(v->arena, w->summary), body = search_words(v->arena, w->body);
    Str text = str_format(v->arena, " %.*s %.*s %.*s ", FMT(title), FMT(summary), FMT(body));
    while (all.len && count < 40) {
        Str line = str_cut(&all, '\n'), word = str_trim(str_cut(&line, '=')), instead = str_trim(line), folded = search_words(v->arena, word);
        if (!folded.len || str_find(text, str_format(v->arena, " %.*s ", FMT(folded))) < 0) continue;
        at[count++] = instead.len ? str_format(v->arena, "“%.*s”: this network says “%.*s”.", FMT(word), FMT(instead)) : str_format(v->arena, "“%.*s” is a word this network does not use.", FMT(word));
    }
    return (Advice){ at, count };
}
