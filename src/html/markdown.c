/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Markdown as people write it, by libcmark in safe mode and then our pass over
 * its tree.  What comes out holds only the elements that libcmark makes from a
 * tree without images, raw HTML or addresses of other schemes. */
#include "html/html.h"

#include <cmark.h>
#include <stdio.h>
#include <stdlib.h>

#include "html/inside.h"

enum { LONGEST = MARKDOWN_MOST };

bool address_is_fine(const char *url)
{
    static const char *const good[] = { "https://", "http://", "mailto:", "tel:", "#" };
    if (url[0] == '/' && url[1] != '/' && url[1] != '\\') return true;
    for (int i = 0; i < COUNT(good); i++) if (!strncasecmp(url, good[i], strlen(good[i]))) return true;
    return false;
}

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

static size_t address_length(const char *p)
{
    size_t n = strcspn(p, " \t\r\n<>\"");
    while (n && strchr(".,;:!?)'", p[n - 1])) n--;
    return n;
}

/* "see https://kettle.example." becomes a link: people paste addresses. */
void link_bare(cmark_node *text)
{
    int most = 400;                                       /* links of one stretch of text */
    for (const char *s; most-- && (s = cmark_node_get_literal(text)); ) {
        const char *p = strstr(s, "https://"), *q = strstr(s, "http://");
        if (!p || (q && q < p)) p = q;
        size_t n = p ? address_length(p) : 0;
        if (!p || n < 10) return;
        char *before = strndup(s, (size_t)(p - s)), *url = strndup(p, n), *after = strdup(p + n);
        cmark_node *link = cmark_node_new(CMARK_NODE_LINK), *words = cmark_node_new(CMARK_NODE_TEXT), *rest = cmark_node_new(CMARK_NODE_TEXT);
        cmark_node_set_url(link, url), cmark_node_set_literal(words, url), cmark_node_set_literal(rest, after);
        cmark_node_append_child(link, words);
        cmark_node_insert_after(text, link), cmark_node_insert_after(link, rest);
        cmark_node_set_literal(text, before);
        free(before), free(url), free(after);
        text = rest;
    }
}

bool inside_link(cmark_node *n)
{
    for (; n; n = cmark_node_parent(n)) if (cmark_node_get_type(n) == CMARK_NODE_LINK) return true;
    return false;
}

int first_level(cmark_node *doc)
{
    int least = 6;
    for (cmark_node *n = cmark_node_first_child(doc); n; n = cmark_node_next(n))
        if (cmark_node_get_type(n) == CMARK_NODE_HEADING && cmark_node_get_heading_level(n) < least) least = cmark_node_get_heading_level(n);
    return least;
}

static void clean(cmark_node *doc, int heading)
{
    cmark_iter *it = cmark_iter_new(doc);
    int level = heading - 1, first = first_level(doc);
    for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE; ) {
        cmark_node *n = cmark_iter_get_node(it);
        switch (cmark_node_get_type(n)) {
        case CMARK_NODE_HEADING:                          /* headings follow on from the page's own and skip no level */
            if (ev != CMARK_EVENT_ENTER) break;
            int want = cmark_node_get_heading_level(n) - first + heading;
            if (want > level + 1) want = level + 1;
            if (want > 6) want = 6;
            cmark_node_set_heading_level(n, level = want);
            break;
        case CMARK_NODE_LINK:
            if (ev == CMARK_EVENT_EXIT && !address_is_fine(cmark_node_get_url(n))) unwrap(n);
            break;
        case CMARK_NODE_IMAGE:
            if (ev == CMARK_EVENT_EXIT) unwrap(n);
            break;
        case CMARK_NODE_HTML_BLOCK: case CMARK_NODE_HTML_INLINE:
            cmark_node_unlink(n);
            cmark_node_free(n);
            break;
        case CMARK_NODE_TEXT:
            if (!inside_link(n)) link_bare(n);
            break;
        default: break;
        }
    }
    cmark_iter_free(it);
}

static cmark_node *parsed(Str text)
{
    if (text.len > LONGEST) text.len = LONGEST;
    return cmark_parse_document(text.at ? text.at : "", text.len, CMARK_OPT_VALIDATE_UTF8);
}

SafeHtml markdown(Arena *a, Str text, int heading)
{
    cmark_node *doc = parsed(text);
    clean(doc, heading);
    char *html = cmark_render_html(doc, CMARK_OPT_DEFAULT);   /* safe unless CMARK_OPT_UNSAFE is asked for */
    SafeHtml safe = { str_copy(a, str_c(html)) };
    free(html);
    cmark_node_free(doc);
    return safe;
}

Str markdown_plain(Arena *a, Str text, size_t points)
{
    cmark_node *doc = parsed(text);
    cmark_iter *it = cmark_iter_new(doc);
    Buf b = buf_open(a, text.len + 1);
    for (cmark_event_type ev; (ev = cmark_iter_next(it)) != CMARK_EVENT_DONE; ) {
        cmark_node *n = cmark_iter_get_node(it);
        cmark_node_type k = cmark_node_get_type(n);
        if ((k == CMARK_NODE_TEXT || k == CMARK_NODE_CODE || k == CMARK_NODE_CODE_BLOCK) && ev == CMARK_EVENT_ENTER)
            buf_str(&b, str_c(cmark_node_get_literal(n)));
        else if (k == CMARK_NODE_SOFTBREAK || k == CMARK_NODE_LINEBREAK || (ev == CMARK_EVENT_EXIT && k != CMARK_NODE_DOCUMENT
                && (k == CMARK_NODE_PARAGRAPH || k == CMARK_NODE_HEADING)))
            buf_byte(&b, ' ');
    }
    cmark_iter_free(it);
    cmark_node_free(doc);
    Str all = str_trim(buf_view(&b)), cut = utf8_cut(all, points);
    if (cut.len == all.len) return all;
    while (cut.len && cut.at[cut.len - 1] != ' ') cut.len--;
    return str_format(a, "%.*s…", FMT(str_trim(cut)));
}
