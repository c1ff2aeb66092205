/* SPDX-License-Identifier: AGPL-3.0-or-later
 * HTML in the making.  Escaping copies runs, not letters: most text needs none. */
#include "html/html.h"

#include "html/catalogue.h"

struct Html { Arena *arena; Buf out; Str (*token)(void *with); void *with; const Catalogue *speaks; };

Html *html_open(Arena *a)
{
    Html *h = arena_new(a, Html);
    h->arena = a;
    h->out = buf_open(a, 8192);
    return h;
}

Arena *html_arena(Html *h) { return h->arena; }
Str html_done(Html *h) { return buf_view(&h->out); }
void html_lit(Html *h, const char *s, size_t n) { buf_add(&h->out, s, n); }

static const char *escape_of(char c, size_t *len)
{
    switch (c) {
    case '&': *len = 5; return "&amp;";
    case '<': *len = 4; return "&lt;";
    case '>': *len = 4; return "&gt;";
    case '"': *len = 6; return "&quot;";
    case '\'': *len = 5; return "&#39;";
    default: return NULL;
    }
}

void html_str(Html *h, Str s)
{
    size_t from = 0, len = 0;
    if (!s.len) return;
    for (size_t i = 0; i < s.len; i++) {
        const char *instead = escape_of(s.at[i], &len);
        if (!instead) continue;
        buf_add(&h->out, s.at + from, i - from);
        buf_add(&h->out, instead, len);
        from = i + 1;
    }
    if (s.len) buf_add(&h->out, s.at + from, s.len - from);
}

void html_cstr(Html *h, const char *s) { html_str(h, str_c(s)); }
void html_int(Html *h, i64 n) { buf_int(&h->out, n); }
void html_unsigned(Html *h, unsigned long long n) { buf_format(&h->out, "%llu", n); }
void html_safe(Html *h, SafeHtml s) { buf_str(&h->out, s.html); }

void html_date(Html *h, Time t)
{
    Str iso = time_rfc3339(h->arena, t);
    html_lit(h, "<time datetime=\"", 16);
    html_lit(h, iso.at, iso.len);
    html_lit(h, "\">", 2);
    html_str(h, time_date_words(h->arena, t));
    html_lit(h, "</time>", 7);
}

/* Only addresses that a browser cannot be made to run: a scheme of the list, or a path of ours.
 * "//host" and "/\host" would leave for another host while looking like a path. */
void html_url(Html *h, Str s)
{
    static const Str good[] = { { "https://", 8 }, { "http://", 7 }, { "mailto:", 7 }, { "tel:", 4 }, { "#", 1 }, { "?", 1 } };
    bool ours = s.len && s.at[0] == '/' && !(s.len > 1 && (s.at[1] == '/' || s.at[1] == '\\'));
    for (int i = 0; !ours && i < COUNT(good); i++) ours = str_starts(s, good[i]);
    for (size_t i = 0; ours && i < s.len; i++) if ((unsigned char)s.at[i] <= 0x20) ours = false;
    if (ours) html_str(h, s);
    else html_lit(h, "#", 1);
}

void html_url_cstr(Html *h, const char *s) { html_url(h, str_c(s)); }

void html_url_part(Html *h, Str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        char coded[3] = { '%', digits[c >> 4], digits[c & 15] };
        buf_add(&h->out, plain ? s.at + i : coded, plain ? 1 : 3);
    }
}

void html_url_part_int(Html *h, i64 n) { buf_int(&h->out, n); }
void html_csrf_from(Html *h, Str (*token)(void *with), void *with) { h->token = token, h->with = with; }

/* The second field makes a form that is pressed twice act once. */
void html_csrf(Html *h)
{
    if (!h->token) return;
    html_lit(h, "<input type=\"hidden\" name=\"csrf\" value=\"", 40);
    html_str(h, h->token(h->with));
    html_lit(h, "\"><input type=\"hidden\" name=\"once\" value=\"", 42);
    html_str(h, token_new(h->arena));
    html_lit(h, "\">", 2);
}

void html_url_part_cstr(Html *h, const char *s) { html_url_part(h, str_c(s)); }

/* ---- messages ---- */

void html_speak(Html *h, Str language) { h->speaks = catalogue_for(language); }

static void plain_message(Html *h, const char *s)
{
    while (*s) if (html_until(h, &s)) {}
}

void html_text(Html *h, const char *msgid, size_t len)
{
    if (!h->speaks) html_lit(h, msgid, len);               /* weave sends what holds a "%" through html_message() */
    else plain_message(h, html_message(h, msgid));
}

const char *html_message(Html *h, const char *msgid) { return h->speaks ? catalogue_find(h->arena, h->speaks, msgid) : msgid; }

int html_until(Html *h, const char **rest)
{
    const char *p = *rest;
    size_t n = strcspn(p, "%");
    html_lit(h, p, n);
    p += n;
    *rest = p;
    if (!*p) return 0;
    if (p[1] == '%') { html_lit(h, "%", 1); *rest = p + 2; return 0; }
    if (p[1] < '1' || p[1] > '9') { html_lit(h, "%", 1); *rest = p + 1; return 0; }
    *rest = p + 2;
    return p[1] - '0';
}
