/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Markdown of groups and pages, and the words of a text without its marks. */
#include "html/inside.h"

SafeHtml markdown(Arena *a, Str text, int heading) { return markdown_work(a, text, &(MarkdownWork){ .heading = heading, .pictures = S(""), .no_pictures = true }); }

static bool only_bars(Str s)
{
    for (size_t i = 0; i < s.len; i++) if (!strchr("|-: \t", s.at[i])) return false;
    return true;
}

static void words_put(Buf *b, Str s, bool table)
{
    if (!table) { buf_str(b, s); return; }
    if (only_bars(s)) return;
    for (size_t i = 0; i < s.len; i++) buf_byte(b, s.at[i] == '|' ? ' ' : s.at[i]);
}

Str markdown_plain(Arena *a, Str text, size_t points)
{
    if (text.len > MARKDOWN_MOST) text.len = MARKDOWN_MOST;
    cmark_node *doc = markdown_tree(as_meant(a, text));
    cmark_iter *it = cmark_iter_new(doc);
    Buf b = buf_open(a, text.len + 1);
    bool table = false, first = false;
    for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE; ) {
        cmark_node *n = cmark_iter_get_node(it);
        cmark_node_type k = cmark_node_get_type(n);
        const char *words = ev == CMARK_EVENT_ENTER ? cmark_node_get_literal(n) : NULL;
        if (k == CMARK_NODE_PARAGRAPH) table = false, first = ev == CMARK_EVENT_ENTER;
        if (words) table = table || (first && *words == '|'), first = false, words_put(&b, str_c(words), table);
        if (k == CMARK_NODE_SOFTBREAK || k == CMARK_NODE_LINEBREAK || k == CMARK_NODE_CODE_BLOCK || k == CMARK_NODE_HTML_BLOCK
            || (ev == CMARK_EVENT_EXIT && (k == CMARK_NODE_PARAGRAPH || k == CMARK_NODE_HEADING))) buf_byte(&b, ' ');
    }
    cmark_iter_free(it);
    cmark_node_free(doc);
    Str all = str_trim(buf_view(&b)), cut = utf8_cut(all, points);
    if (cut.len == all.len) return all;
    while (cut.len && cut.at[cut.len - 1] != ' ') cut.len--;
    return str_format(a, "%.*s…", FMT(str_trim(cut)));
}
