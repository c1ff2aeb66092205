/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a person wrote: without what they quote, without the lines that programs put around it, without a signature. */
#include "mail/incoming.h"

enum { LINES_MOST = 4000, HEADER_LINES = 4, SIGNATURE_LINES = 8 };
typedef struct { Str at[LINES_MOST]; bool gone[LINES_MOST]; int count; } Lines;

static Str tail_trimmed(Str s)
{
    while (s.len && strchr(" \t\r", s.at[s.len - 1])) s.len--;
    return s;
}

static bool is_quote(Str line)
{
    Str s = str_trim(line);
    return s.len && s.at[0] == '>';
}

static bool is_rule(Str line, char of, size_t least)
{
    Str s = str_trim(line);
    for (size_t i = 0; i < s.len; i++) if (s.at[i] != of) return false;
    return s.len >= least;
}

/* "On Tue, 1 March 2011, somebody wrote:" in a few languages, over up to four lines and without a blank one. */
static int attribution_at(const Lines *l, int i)
{
    static const struct { const char *begins, *ends; } ways[] = {
        { "On ", "wrote:" }, { "Le ", "écrit :" }, { "Le ", "écrit\xc2\xa0:" }, { "Am ", ":" }, { "El ", "escribió:" }, { "Il ", "scritto:" }, { "Op ", "schreef:" }, { "W dniu", "napisał:" },
    };
    for (int w = 0; w < COUNT(ways); w++) {
        if (!str_starts(str_trim(l->at[i]), str_c(ways[w].begins))) continue;
        for (int n = 0; n < HEADER_LINES && i + n < l->count && !str_blank(l->at[i + n]); n++) {
            Str s = str_trim(l->at[i + n]);
            bool german = ways[w].begins[0] == 'A', ends = str_ends(s, str_c(ways[w].ends));
            if (ends && (!german || str_find(s, S("schrieb")) >= 0)) return n + 1;
        }
    }
    return 0;
}

static bool head_line(Str line, const char *name)
{
    Str s = str_trim(line);
    while (s.len && s.at[0] == '*') s.at++, s.len--;
    return str_starts(s, str_c(name));
}

/* The heads that Outlook and its kin put over what they quote: From, and one of its fellows within the next lines. */
static bool quoted_head_at(const Lines *l, int i)
{
    static const char *const begins[] = { "From:", "Von:", "De :", "De:", "Van:" }, *const fellows[] = { "Sent:", "Date:", "To:", "Subject:", "Gesendet:", "Envoyé", "Enviado", "Verzonden:" };
    bool head = false;
    for (int b = 0; b < COUNT(begins); b++) if (head_line(l->at[i], begins[b])) head = true;
    for (int n = 1; head && n < HEADER_LINES && i + n < l->count; n++)
        for (int f = 0; f < COUNT(fellows); f++) if (head_line(l->at[i + n], fellows[f])) return true;
    return false;
}

static bool original_line(Str line)
{
    Str s = str_trim(line);
    return str_starts(s, S("-----")) && (str_find(s, S("Original Message")) >= 0 || str_find(s, S("Original message")) >= 0 || str_find(s, S("Forwarded message")) >= 0
        || str_find(s, S("Ursprüngliche Nachricht")) >= 0 || str_find(s, S("Message d'origine")) >= 0);
}

/* From here on nothing was written by whoever sends it. */
static bool ends_all(const Lines *l, int i)
{
    if (is_rule(l->at[i], '_', 20) || original_line(l->at[i]) || quoted_head_at(l, i)) return true;
    if (!is_rule(l->at[i], '-', 2)) return false;
    Str bare = str_trim(l->at[i]);
    if (bare.len == 2) return (l->at[i].len > 2 && l->at[i].at[2] == ' ') || l->count - i <= SIGNATURE_LINES;
    for (int n = i + 1; n < l->count; n++) {              /* a line drawn over a quoted head */
        if (str_blank(l->at[n])) continue;
        return quoted_head_at(l, n);
    }
    return false;
}

/* "Sent from my telephone" is a program's line; "sent from my desk, which is easier" is not. */
static bool device_line(Str line)
{
    static const char *const begins[] = { "Sent from my ", "Sent from Yahoo", "Sent from Mail", "Sent from Outlook", "Get Outlook for", "Envoyé de mon ", "Von meinem ", "Enviado desde mi " };
    Str s = str_trim(line);
    int words = 1;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] == ',' || s.at[i] == '.') return false;
        words += s.at[i] == ' ';
    }
    for (int b = 0; b < COUNT(begins); b++) if (str_starts(s, str_c(begins[b]))) return words <= 7;
    return false;
}

static bool name_line(Str line)                           /* "-Abhishek Kona" */
{
    Str s = str_trim(line);
    if (s.len < 3 || s.len > 40 || s.at[0] != '-' || s.at[1] == ' ' || s.at[1] == '-') return false;
    int words = 1;
    for (size_t i = 0; i < s.len; i++) words += s.at[i] == ' ';
    return words <= 3 && str_find(s, S(":")) < 0;
}

static int last_standing(const Lines *l)
{
    int last = l->count - 1;
    while (last >= 0 && (l->gone[last] || str_blank(l->at[last]))) last--;
    return last;
}

static void mark_gone(Lines *l)
{
    for (int i = 0; i < l->count; i++) {
        if (l->gone[i]) continue;
        if (ends_all(l, i)) {
            for (int n = i; n < l->count; n++) l->gone[n] = true;
            break;
        }
        if (is_quote(l->at[i])) l->gone[i] = true;
        int head = attribution_at(l, i);
        for (int n = 0; n < head; n++) l->gone[i + n] = true;
        if (!head) continue;
        int next = i + head;
        while (next < l->count && str_blank(l->at[next])) next++;
        if (next < l->count && !is_quote(l->at[next]))    /* quoted without a mark: all of the rest is */
            for (int n = next; n < l->count; n++) l->gone[n] = true;
    }
    for (int last = last_standing(l); last > 0 && (device_line(l->at[last]) || name_line(l->at[last])); last = last_standing(l)) l->gone[last] = true;
}

Str mail_written(Arena *a, Str text)
{
    Lines *l = arena_new(a, Lines);
    Buf b = buf_open(a, text.len < 65536 ? text.len + 1 : 65536);
    int blank = 0;
    while (text.len && l->count < LINES_MOST) l->at[l->count++] = str_cut(&text, '\n');
    for (int i = 0; i < l->count; i++) if (l->at[i].len && l->at[i].at[l->at[i].len - 1] == '\r') l->at[i].len--;
    mark_gone(l);
    for (int i = 0; i < l->count; i++) {
        if (l->gone[i]) continue;
        blank = str_blank(l->at[i]) ? blank + 1 : 0;
        if (blank > 1) continue;
        buf_str(&b, tail_trimmed(l->at[i]));
        buf_byte(&b, '\n');
    }
    return str_trim(buf_view(&b));
}

/* ---- a letter that came as HTML alone ---- */

static bool tag_is(Str tag, const char *name)
{
    size_t n = strlen(name);
    return tag.len >= n && !strncasecmp(tag.at, name, n) && (tag.len == n || strchr(" \t\r\n/>", tag.at[n]));
}

static size_t entity(Str s, Buf *b)
{
    static const struct { const char *name, *is; } known[] = { { "&nbsp;", " " }, { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&apos;", "'" } };
    for (int i = 0; i < COUNT(known); i++)
        if (str_starts(s, str_c(known[i].name))) return buf_str(b, str_c(known[i].is)), strlen(known[i].name);
    return buf_byte(b, '&'), 1;
}

/* Past the end of an element whose content is nobody's words, or of a quotation. */
static size_t skip_to(Str s, const char *end)
{
    size_t n = strlen(end);
    for (size_t i = 0; i + n <= s.len; i++) if (!strncasecmp(s.at + i, end, n)) return i;
    return s.len;
}

Str mail_text_of_html(Arena *a, Str s)
{
    static const struct { const char *tag, *end; } skipped[] = { { "style", "</style" }, { "script", "</script" }, { "head", "</head" }, { "blockquote", "</blockquote" }, { "title", "</title" } };
    static const char *const breaks[] = { "br", "p", "/p", "div", "/div", "li", "tr", "h1", "h2", "h3" };
    Buf b = buf_open(a, s.len < 65536 ? s.len + 1 : 65536);
    while (s.len && b.len < 1024 * 1024) {
        size_t take = 1;
        if (s.at[0] == '&') take = entity(s, &b);
        else if (s.at[0] != '<') buf_byte(&b, s.at[0] == '\r' ? ' ' : s.at[0]);
        else {
            Str tag = { s.at + 1, s.len - 1 };
            const char *close = memchr(s.at, '>', s.len);
            take = close ? (size_t)(close - s.at) + 1 : s.len;
            for (int i = 0; i < COUNT(breaks); i++) if (tag_is(tag, breaks[i])) { buf_byte(&b, '\n'); break; }
            for (int i = 0; i < COUNT(skipped); i++) if (tag_is(tag, skipped[i].tag)) take = skip_to(s, skipped[i].end);
        }
        if (take > s.len || !take) take = s.len;
        s.at += take, s.len -= take;
    }
    return buf_view(&b);
}
