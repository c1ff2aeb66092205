/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Markdown of a work: the tree that libcmark made of its lines.  Headings get names, tables and links are written by us, and
 * whatever could call elsewhere goes.  What comes out holds only elements that libcmark makes from such a tree, and ours. */
#include "html/inside.h"

#include <stdlib.h>

enum { DEEPEST = 40, OUT_MOST = 2 * 1024 * 1024, CELLS_MOST = 20000 };

/* ---- the tree ---- */

typedef struct { Arena *a; const MarkdownWork *m; Str text; const size_t *lines; int line_count, level, first, cells; Str under; /* the last heading */ } Pass;

/* Takes a node away and leaves its children in its place. */
void unwrap(cmark_node *n)
{
    for (cmark_node *c = cmark_node_first_child(n), *next; c; c = next) {
        next = cmark_node_next(c);
        cmark_node_insert_before(n, c);
    }
    cmark_node_unlink(n);
    cmark_node_free(n);
}

static int first_level(cmark_node *doc)                   /* the least of its headings' levels */
{
    int least = 6;
    for (cmark_node *n = cmark_node_first_child(doc); n; n = cmark_node_next(n))
        if (cmark_node_get_type(n) == CMARK_NODE_HEADING && cmark_node_get_heading_level(n) < least) least = cmark_node_get_heading_level(n);
    return least;
}

static bool as_it_was(const char *s)
{
    for (; s && *s; s++) if ((unsigned char)*s < 0x20 || (unsigned char)*s == 0x7F || (unsigned char)*s == 0xC2 || (unsigned char)*s == 0xE2 || (unsigned char)*s == 0xEF) return false;
    return true;
}

cmark_node *markdown_tree(Str meant)
{
    cmark_node *doc = cmark_parse_document(meant.at ? meant.at : "", meant.len, CMARK_OPT_VALIDATE_UTF8);
    cmark_consolidate_text_nodes(doc);
    Arena *scratch = arena_open();
    cmark_iter *it = cmark_iter_new(doc);
    for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE; ) {
        cmark_node *n = cmark_iter_get_node(it);
        cmark_node_type k = cmark_node_get_type(n);
        const char *s = cmark_node_get_literal(n), *url = k == CMARK_NODE_LINK || k == CMARK_NODE_IMAGE ? cmark_node_get_url(n) : NULL;
        if (ev != CMARK_EVENT_ENTER) continue;
        if (!as_it_was(s)) cmark_node_set_literal(n, str_cstr(scratch, revealed(scratch, str_c(s))));
        if (!as_it_was(url)) cmark_node_set_url(n, str_cstr(scratch, revealed(scratch, str_c(url))));
        arena_reset(scratch);
    }
    cmark_iter_free(it);
    arena_close(scratch);
    return doc;
}

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

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

static bool inside_image(cmark_node *n)
{
    for (n = cmark_node_parent(n); n; n = cmark_node_parent(n)) if (cmark_node_get_type(n) == CMARK_NODE_IMAGE) return true;
    return false;
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

static bool has_picture(cmark_node *n)                    /* changed by now into what is written for it */
{
    for (n = cmark_node_first_child(n); n; n = cmark_node_next(n)) if (cmark_node_get_type(n) == CMARK_NODE_CUSTOM_INLINE) return true;
    return false;
}

static void heading(Pass *p, cmark_node *n)
{
    int want = cmark_node_get_heading_level(n) - p->first + p->m->heading;
    Str words = words_of(p->a, n);
    if (str_blank(words) && !has_picture(n)) { cmark_node_unlink(n), cmark_node_free(n); return; }
    if (want > p->level + 1) want = p->level + 1;
    if (want < p->m->heading) want = p->m->heading;       /* one in a quote may be of a higher level than any outside */
    if (want > 6) want = 6;
    p->level = want;
    Headings *all = p->m->headings;
    Str id = str_format(p->a, "part-%d", all ? all->count + 1 : 0);
    p->under = words;
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

static void replace_inline(cmark_node *n, const char *html)
{
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    cmark_node_set_on_enter(own, html);
    cmark_node_insert_before(n, own);
    cmark_node_unlink(n);
    cmark_node_free(n);
}

/* "pictures/2", whatever the work is called today; or the whole path. */
static bool own_picture(const Pass *p, cmark_node *n)
{
    Str url = str_c(cmark_node_get_url(n)), alt = words_of(p->a, n), own = str_starts(url, S("/")) ? p->m->pictures : S("pictures/");
    i64 number = 0;
    if (!p->m->pictures.len || !str_starts(url, own) || !str_int((Str){ url.at + own.len, url.len - own.len }, &number) || number < 1 || str_blank(alt)) return false;
    Html *h = html_open(p->a);
    lit(h, "<img src=\""), html_str(h, p->m->pictures), html_int(h, number);
    lit(h, "\" alt=\""), html_str(h, alt), lit(h, "\" loading=\"lazy\" decoding=\"async\">");
    replace_inline(n, str_cstr(p->a, html_done(h)));
    return true;
}

static void image(const Pass *p, cmark_node *n)
{
    const char *url = cmark_node_get_url(n);
    if (own_picture(p, n)) return;
    if (!p->m->no_pictures && !inside_link(n) && address_is_fine(url) && cmark_node_first_child(n)) {      /* a picture from elsewhere would tell its owner who reads: a link does not */
        cmark_node *link = cmark_node_new(CMARK_NODE_LINK);
        cmark_node_set_url(link, url);
        for (cmark_node *c = cmark_node_first_child(n), *next; c; c = next) next = cmark_node_next(c), cmark_node_append_child(link, c);
        cmark_node_insert_before(n, link);
        cmark_node_unlink(n);
        cmark_node_free(n);
        link_made(p->a, link);
    } else unwrap(n);
}

static Str cell_html(void *with, Str words);

static void paragraph(Pass *p, cmark_node *n)
{
    Str lines = lines_of(p, n);
    if (!lines.len || *lines.at != '|' || cmark_node_get_type(cmark_node_parent(n)) != CMARK_NODE_DOCUMENT) return;
    int cells = table_cells(lines);
    if (cells > CELLS_MOST - p->cells || !looks_like_table(p->a, lines)) return;      /* it stays lines of text */
    p->cells += cells;
    replace_with(n, str_cstr(p->a, table_html(p->a, lines, p->under, cell_html, p)));
}

/* What is taken apart is gathered first: the iterator may not lose the node it stands on. */
static void change(Pass *p, cmark_node *n)
{
    switch (cmark_node_get_type(n)) {
    case CMARK_NODE_HEADING: heading(p, n); break;
    case CMARK_NODE_PARAGRAPH: paragraph(p, n); break;
    case CMARK_NODE_LINK: link_made(p->a, n); break;
    case CMARK_NODE_IMAGE: image(p, n); break;
    case CMARK_NODE_HTML_BLOCK: as_text(n, true); break;
    case CMARK_NODE_HTML_INLINE: as_text(n, false); break;
    case CMARK_NODE_TEXT: if (!inside_link(n) && !inside_image(n)) link_bare(p->a, n); break;
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
            cmark_node **more = arena_array(a, cmark_node *, all->cap = all->cap ? all->cap * 2 : 32);
            if (all->count) memcpy(more, all->at, sizeof *more * (size_t)all->count);
            all->at = more;
        }
        all->at[all->count++] = n;
    }
    cmark_iter_free(it);
    return fine;
}

/* A cell's words: bold, code, links; never a picture.  What would be more than a line of words stays as typed. */
static Str cell_html(void *with, Str words)
{
    Pass *p = with;
    bool marks = strpbrk(str_cstr(p->a, words), "*_`[<&\\!") || str_find(words, S("://")) >= 0 || str_find(words, S("www.")) >= 0 || str_find(words, S("WWW.")) >= 0;
    Html *h = html_open(p->a);
    cmark_node *doc = marks ? markdown_tree(words) : NULL, *para = doc ? cmark_node_first_child(doc) : NULL;
    Nodes all = { 0 };
    if (para && !cmark_node_next(para) && cmark_node_get_type(para) == CMARK_NODE_PARAGRAPH && gather(p->a, para, &all)) {
        Pass own = { .a = p->a, .m = &(MarkdownWork){ .heading = 2, .pictures = S(""), .no_pictures = p->m->no_pictures } };
        for (int i = 0; i < all.count; i++) if (all.at[i] != para) change(&own, all.at[i]);
        char *html = cmark_render_html(para, CMARK_OPT_HARDBREAKS);
        Str in = str_trim(str_c(html));
        if (str_starts(in, S("<p>")) && str_ends(in, S("</p>"))) html_lit(h, in.at + 3, in.len - 7);
        free(html);
    } else html_str(h, revealed(p->a, words));
    if (doc) cmark_node_free(doc);
    return html_done(h);
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
    cmark_node *doc = markdown_tree(p.text);
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
