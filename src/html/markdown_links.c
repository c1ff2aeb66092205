/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Addresses: which may be followed, where one ends that stands in running text, and how a link is written. */
#include "html/inside.h"

#include <strings.h>

enum { LONGEST_ADDRESS = 2000, LINKS_MOST = 400 /* of one stretch of text */ };

/* Where it leads must be plain to see: a host, and nobody's name in front of it. */
static bool host_is_fine(const char *s)
{
    size_t n = strcspn(s, "/?#\\");
    return n && s[0] != ':' && s[0] != '.' && !memchr(s, '@', n);
}

bool address_is_fine(const char *url)
{
    static const char *const good[] = { "mailto:", "tel:", "#" }, *const hosts[] = { "https://", "http://" };
    if (url[0] == '/' && url[1] != '/' && url[1] != '\\') return true;
    for (int i = 0; i < COUNT(hosts); i++) if (!strncasecmp(url, hosts[i], strlen(hosts[i]))) return host_is_fine(url + strlen(hosts[i]));
    for (int i = 0; i < COUNT(good); i++) if (!strncasecmp(url, good[i], strlen(good[i]))) return true;
    return false;
}

static bool ends_address(Str s)
{
    unsigned char b = (unsigned char)*s.at;
    if (b < 0x80) return b <= ' ' || b == 0x7F || strchr("<>\"|\\^", b);
    uint32_t c = utf8_next(&s);
    return c == 0xA0 || c == 0xAB || c == 0xBB || (c >= 0x2000 && c < 0x2070) || (c >= 0x3000 && c < 0x3040) || (c >= 0xFF00 && c < 0xFFF0);
}

/* What ends a sentence is no part of it, nor is a bracket that was opened before it. */
static size_t without_ends(const char *p, size_t n)
{
    static const char brackets[] = "()[]{}";
    int open[3] = { 0 };
    for (size_t i = 0; i < n; i++) { const char *b = strchr(brackets, p[i]); if (b) open[(b - brackets) / 2] += (b - brackets) % 2 ? -1 : 1; }
    for (; n; n--) {
        const char *b = strchr(brackets, p[n - 1]);
        if (b && (b - brackets) % 2 && open[(b - brackets) / 2] < 0) open[(b - brackets) / 2]++;
        else if (b || !strchr(".,;:!?'*_~`", p[n - 1])) break;
    }
    return n;
}

size_t address_length(Str s)
{
    static const char *const begins[] = { "https://", "http://", "www." };
    size_t head = 0, n;
    for (int i = 0; i < COUNT(begins) && !head; i++) if (s.len > strlen(begins[i]) && !strncasecmp(s.at, begins[i], strlen(begins[i]))) head = strlen(begins[i]);
    if (!head) return 0;
    for (n = head; n < s.len && n < LONGEST_ADDRESS && !ends_address((Str){ s.at + n, s.len - n }); ) {
        Str one = { s.at + n, s.len - n };
        (void)utf8_next(&one);
        n = (size_t)(one.at - s.at);
    }
    n = without_ends(s.at, n);
    if (n <= head || strchr("/.:?#-@", s.at[head])) return 0;
    return head != 4 || memchr(s.at + head, '.', n - head) ? n : 0;
}

/* What an address may hold stands; the rest is written as its bytes. */
static void href_put(Buf *b, const char *url)
{
    for (; *url; url++) {
        unsigned char c = (unsigned char)*url;
        if (c == '&') buf_str(b, S("&amp;"));
        else if (c == '\'') buf_str(b, S("&#x27;"));
        else if ((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || strchr("-_.+!*(),%#@?=;:/$~", c)) buf_byte(b, (char)c);
        else buf_format(b, "%%%02X", c);
    }
}

static cmark_node *link_node(Arena *a, const char *url, bool bare)
{
    Buf b = buf_open(a, 120);
    buf_str(&b, S("<a href=\"")), href_put(&b, url), buf_byte(&b, '"');
    if (bare) buf_str(&b, S(" class=\"bare\""));
    if (!strncasecmp(url, "http", 4)) buf_str(&b, S(" rel=\"nofollow ugc noopener\""));      /* its writer speaks for it, the network does not */
    buf_byte(&b, '>');
    cmark_node *own = cmark_node_new(CMARK_NODE_CUSTOM_INLINE);
    cmark_node_set_on_enter(own, str_cstr(a, buf_view(&b))), cmark_node_set_on_exit(own, "</a>");
    return own;
}

static cmark_node *text_node(Arena *a, const char *from, const char *to)
{
    cmark_node *n = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(n, str_cstr(a, (Str){ from, (size_t)(to - from) }));
    return n;
}

/* "see https://kettle.example." becomes a link: people paste addresses. */
void link_bare(Arena *a, cmark_node *text)
{
    const char *s = cmark_node_get_literal(text);
    if (!s || (!strcasestr(s, "http") && !strcasestr(s, "www."))) return;
    Str all = str_copy(a, str_c(s));
    const char *from = all.at, *end = all.at + all.len;
    cmark_node *last = text;
    int links = 0;
    for (const char *p = from; p < end && links < LINKS_MOST; p++) {
        char before = p > all.at ? p[-1] : ' ';
        bool begins = (*p | 32) == 'h' || (*p | 32) == 'w';
        if (!begins || (before >= '0' && before <= '9') || ((before | 32) >= 'a' && (before | 32) <= 'z') || before == '@' || before == '/') continue;
        size_t n = address_length((Str){ p, (size_t)(end - p) });
        if (!n) continue;
        Str shown = { p, n };
        const char *url = str_format(a, "%s%.*s", (*p | 32) == 'w' ? "https://" : "", FMT(shown)).at;
        if (!address_is_fine(url)) continue;
        cmark_node *link = link_node(a, url, true);
        cmark_node_append_child(link, text_node(a, p, p + n));
        if (last == text) cmark_node_set_literal(text, str_cstr(a, (Str){ from, (size_t)(p - from) }));
        else if (p > from) { cmark_node *between = text_node(a, from, p); cmark_node_insert_after(last, between), last = between; }
        cmark_node_insert_after(last, link), last = link, links++;
        from = p + n, p = from - 1;
    }
    if (links && from < end) cmark_node_insert_after(last, text_node(a, from, end));
}

void link_made(Arena *a, cmark_node *n)
{
    const char *url = cmark_node_get_url(n);
    if (!address_is_fine(url)) { unwrap(n); return; }
    cmark_node *only = cmark_node_first_child(n);
    const char *words = only && !cmark_node_next(only) ? cmark_node_get_literal(only) : NULL;
    cmark_node *own = link_node(a, url, words && (!strcmp(words, url) || (!strncmp(url, "mailto:", 7) && !strcmp(words, url + 7))));
    for (cmark_node *c = cmark_node_first_child(n), *next; c; c = next) next = cmark_node_next(c), cmark_node_append_child(own, c);
    cmark_node_insert_before(n, own);
    cmark_node_unlink(n);
    cmark_node_free(n);
}

bool inside_link(cmark_node *n)
{
    for (n = cmark_node_parent(n); n; n = cmark_node_parent(n)) if (cmark_node_get_type(n) == CMARK_NODE_LINK) return true;
    return false;
}
