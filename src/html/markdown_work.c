/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Markdown of a work.  First the lines: what only looks like Markdown by accident is made safe from it.  Then the tree:
 * headings get names, tables are made by us within bounds, and whatever could call elsewhere goes. */
#include "html/inside.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEEPEST = 40, OUT_MOST = 2 * 1024 * 1024, COLUMNS = 20, ROWS = 500 };

/* ---- lines ---- */

static bool is_rule(Str line, char of)
{
    size_t n = 0;
    for (size_t i = 0; i < line.len; i++) {
        if (line.at[i] == of) n++;
        else if (line.at[i] != ' ') return false;
    }
    return n >= 2;
}

static bool fence(Str line) { return str_starts(line, S("```")) || str_starts(line, S("~~~")); }
static bool in_list(Str line) { return line.len > 1 && ((strchr("-*+", line.at[0]) && line.at[1] == ' ') || (line.at[0] >= '0' && line.at[0] <= '9')); }

/* A year, a house number: more than two figures and a dot begin no list. */
static size_t number_length(Str line)
{
    size_t n = 0;
    while (n < line.len && line.at[n] >= '0' && line.at[n] <= '9') n++;
    return n > 2 && n < line.len && (line.at[n] == '.' || line.at[n] == ')') ? n : 0;
}

static Str as_meant(Arena *a, Str text)
{
    Buf b = buf_open(a, text.len + 256);
    bool code = false, list = false, blank = true;
    for (Str rest = text; rest.len; ) {
        Str line = str_cut(&rest, '\n'), bare = str_trim(line);
        if (fence(bare)) code = !code;
        else if (!code && bare.len) {
            size_t n = number_length(line);
            bool blanks = line.at[0] == ' ' || line.at[0] == '\t';
            if (!blanks) list = in_list(line) && !n;
            if ((is_rule(bare, '-') || is_rule(bare, '=')) && !blank) buf_byte(&b, '\n');    /* a line under a line is a rule, not a heading */
            if (is_rule(bare, '=')) buf_byte(&b, '\\');
            if (blanks && !list) line = bare, n = number_length(line);
            if (n) buf_add(&b, line.at, n), buf_byte(&b, '\\'), line.at += n, line.len -= n;
        }
        buf_str(&b, line), buf_byte(&b, '\n');
        blank = !bare.len;
    }
    return buf_view(&b);
}

/* ---- tables: lines that begin with a bar, the second of them dashes ---- */

static bool looks_like_table(Str lines)
{
    int n = 0;
    if (!lines.len || *lines.at != '|') return false;
    for (; lines.len; n++) {
        Str line = str_trim(str_cut(&lines, '\n'));
        if (!line.len || line.at[0] != '|') return false;
        for (size_t i = 0; n == 1 && i < line.len; i++) if (!strchr("|-: ", line.at[i])) return false;
    }
    return n > 1 && n <= ROWS + 2;
}

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

static Str table_html(Arena *a, Str lines)
{
    Html *h = html_open(a);
    lit(h, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>");
    for (int n = 0; lines.len; n++) {
        Str line = str_trim(str_cut(&lines, '\n'));
        if (n == 1) continue;
        line.at++, line.len--;
        if (str_ends(line, S("|"))) line.len--;
        lit(h, n ? "<tr>" : "<thead><tr>");
        for (int c = 0; c < COLUMNS && (line.len || !c); c++) {
            lit(h, n ? "<td>" : "<th scope=\"col\">");
            html_str(h, str_trim(str_cut(&line, '|')));
            lit(h, n ? "</td>" : "</th>");
        }
        if (n) lit(h, "</tr>");
        else lit(h, "</tr></thead><tbody>");
    }
    lit(h, "</tbody></table></div>\n");
    return html_done(h);
}

/* ---- the tree ---- */

typedef struct { Arena *a; const MarkdownWork *m; Str text; const size_t *lines; int line_count, level, first; } Pass;

static const size_t *lines_begin(Arena *a, Str text, int *count)
{
    int n = 1, k = 1;
    for (size_t i = 0; i < text.len; i++) n += text.at[i] == '\n';
    size_t *at = arena_array(a, size_t, n + 1);
    for (size_t i = 0; i < text.len; i++) if (text.at[i] == '\n') at[k++] = i + 1;
    at[n] = text.len;
    *count = n;
    return at;
}

static Str lines_of(const Pass *p, cmark_node *n)
{
    int from = cmark_node_get_start_line(n) - 1, to = cmark_node_get_end_line(n);
    if (from < 0 || to > p->line_count || from >= to) return S("");
    return (Str){ p->text.at + p->lines[from], p->lines[to] - p->lines[from] };
}

static void replace_with(cmark_node *n, const char *html)
{
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node_set_on_enter(own, html);
    cmark_node_insert_before(n, own);
    cmark_node_unlink(n);
    cmark_node_free(n);
}

static Str words_of(Arena *a, cmark_node *n)
{
    Buf b = buf_open(a, 80);
    cmark_iter *it = cmark_iter_new(n);
    for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE; ) {
        const char *s = cmark_node_get_literal(cmark_iter_get_node(it));
        if (ev == CMARK_EVENT_ENTER && s) buf_str(&b, str_c(s));
    }
    cmark_iter_free(it);
    return buf_view(&b);
}

static void heading(Pass *p, cmark_node *n)
{
    int want = cmark_node_get_heading_level(n) - p->first + p->m->heading;
    if (want > p->level + 1) want = p->level + 1;
    if (want > 6) want = 6;
    p->level = want;
    Headings *all = p->m->headings;
    Str words = words_of(p->a, n), id = str_format(p->a, "part-%d", all ? all->count + 1 : 0);
    if (all && all->count < COUNT(all->at) && words.len) all->at[all->count++] = (Heading){ words, id, want };
    else id.len = 0;
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK);
    cmark_node *inner = cmark_node_new(CMARK_NODE_HEADING);      /* custom blocks take blocks, so the heading stays one */
    cmark_node_set_heading_level(inner, want);
    for (cmark_node *c = cmark_node_first_child(n), *next; c; c = next) next = cmark_node_next(c), cmark_node_append_child(inner, c);
    if (id.len) cmark_node_set_on_enter(own, str_format(p->a, "<div id=\"%.*s\">", FMT(id)).at), cmark_node_set_on_exit(own, "</div>");
    cmark_node_insert_before(n, own);
    cmark_node_append_child(own, inner);
    cmark_node_unlink(n);
    cmark_node_free(n);
}

static void as_text(cmark_node *n, bool block)            /* a member's words are shown, not swallowed */
{
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, cmark_node_get_literal(n));
    if (block) {
        cmark_node *para = cmark_node_new(CMARK_NODE_PARAGRAPH);
        cmark_node_append_child(para, text);
        text = para;
    }
    cmark_node_insert_before(n, text);
    cmark_node_unlink(n);
    cmark_node_free(n);
}

/* "pictures/2", whatever the work is called today; or the whole path. */
static bool own_picture(const Pass *p, cmark_node *n)
{
    Str url = str_c(cmark_node_get_url(n)), alt = words_of(p->a, n), own = str_starts(url, S("/")) ? p->m->pictures : S("pictures/");
    i64 number = 0;
    if (!p->m->pictures.len || !str_starts(url, own) || !str_int((Str){ url.at + own.len, url.len - own.len }, &number) || number < 1 || str_blank(alt)) return false;
    cmark_node_set_url(n, str_format(p->a, "%.*s%lld", FMT(p->m->pictures), number).at);
    return true;
}

static void image(const Pass *p, cmark_node *n)
{
    const char *url = cmark_node_get_url(n);
    if (own_picture(p, n)) return;
    if (address_is_fine(url) && cmark_node_first_child(n)) {      /* a picture from elsewhere would tell its owner who reads: a link does not */
        cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
        cmark_node_set_url(link, url);
        for (cmark_node *c = cmark_node_first_child(n), *next; c; c = next) next = cmark_node_next(c), cmark_node_append_child(link, c);
        cmark_node_insert_before(n, link);
        cmark_node_unlink(n);
        cmark_node_free(n);
    } else unwrap(n);
}

/* What is taken apart is gathered first: the iterator may not lose the node it stands on. */
static void change(Pass *p, cmark_node *n)
{
    switch (cmark_node_get_type(n)) {
    case CMARK_NODE_HEADING: heading(p, n); break;
    case CMARK_NODE_PARAGRAPH: {
        Str lines = lines_of(p, n);
        if (cmark_node_get_type(cmark_node_parent(n)) == CMARK_NODE_DOCUMENT && looks_like_table(lines)) replace_with(n, str_cstr(p->a, table_html(p->a, lines)));
        break;
    }
    case CMARK_NODE_LINK: if (!address_is_fine(cmark_node_get_url(n))) unwrap(n); break;
    case CMARK_NODE_IMAGE: image(p, n); break;
    case CMARK_NODE_HTML_BLOCK: as_text(n, true); break;
    case CMARK_NODE_HTML_INLINE: as_text(n, false); break;
    case CMARK_NODE_TEXT: if (!inside_link(n)) link_bare(n); break;
    default: break;
    }
}

typedef struct { cmark_node **at; int count, cap; } Nodes;

static bool gather(Arena *a, cmark_node *doc, Nodes *all)
{
    int depth = 0;
    bool fine = true;
    cmark_iter *it = cmark_iter_new(doc);
    for (cmark_event_type ev; fine && (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE; ) {
        cmark_node *n = cmark_iter_get_node(it);
        cmark_node_type k = cmark_node_get_type(n);
        bool leaf = k == CMARK_NODE_TEXT || k == CMARK_NODE_HTML_BLOCK || k == CMARK_NODE_HTML_INLINE;
        bool whole = k == CMARK_NODE_HEADING || k == CMARK_NODE_PARAGRAPH || k == CMARK_NODE_LINK || k == CMARK_NODE_IMAGE;
        if (cmark_node_first_child(n)) depth += ev == CMARK_EVENT_ENTER ? 1 : -1;
        fine = depth <= DEEPEST;
        if (!(leaf && ev == CMARK_EVENT_ENTER) && !(whole && ev == CMARK_EVENT_EXIT)) continue;
        if (all->count == all->cap) {
            cmark_node **more = arena_array(a, cmark_node *, all->cap = all->cap ? all->cap * 2 : 1024);
            if (all->count) memcpy(more, all->at, sizeof *more * (size_t)all->count);
            all->at = more;
        }
        all->at[all->count++] = n;
    }
    cmark_iter_free(it);
    return fine;
}

SafeHtml plain_paragraphs(Arena *a, Str text)
{
    Html *h = html_open(a);
    while (text.len) {
        ptrdiff_t end = str_find(text, S("\n\n"));
        Str para = { text.at, end < 0 ? text.len : (size_t)end };
        text.at += para.len, text.len -= para.len;
        para = str_trim(para);
        while (text.len && (*text.at == '\n' || *text.at == ' ')) text.at++, text.len--;
        if (!para.len) continue;
        lit(h, "<p class=\"as-typed\">"), html_str(h, para), lit(h, "</p>\n");
    }
    return (SafeHtml){ html_done(h) };
}

SafeHtml markdown_work(Arena *a, Str text, const MarkdownWork *m)
{
    if (text.len > MARKDOWN_MOST) text.len = MARKDOWN_MOST;
    Pass p = { .a = a, .m = m, .text = as_meant(a, text), .level = m->heading - 1 };
    p.lines = lines_begin(a, p.text, &p.line_count);
    cmark_node *doc = cmark_parse_document(p.text.at, p.text.len, CMARK_OPT_VALIDATE_UTF8);
    Nodes all = { 0 };
    bool fine = gather(a, doc, &all);
    p.first = first_level(doc);
    for (int i = 0; fine && i < all.count; i++) change(&p, all.at[i]);
    char *html = fine ? cmark_render_html(doc, CMARK_OPT_HARDBREAKS) : NULL;
    cmark_node_free(doc);
    size_t n = html ? strlen(html) : OUT_MOST + 1;
    SafeHtml safe = n <= OUT_MOST ? (SafeHtml){ str_copy(a, (Str){ html, n }) } : (SafeHtml){ { 0 } };
    free(html);
    return n <= OUT_MOST ? safe : plain_paragraphs(a, text);
}
