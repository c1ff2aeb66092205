/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Captions are a list of cues: from when to when, and what is said. */
#include "knowledge/captions.h"

enum { A_PAUSE = 2000, HOURS_MOST = 99 };

typedef struct { i64 from, to; Str text; } Cue;          /* in thousandths of a second; text: its lines, as given */

static Str line_of(Str *rest) { return str_trim(str_cut(rest, '\n')); }

static bool figures(Str *s, int least, int most, i64 *to)
{
    int n = 0;
    for (*to = 0; n < most && s->len && *s->at >= '0' && *s->at <= '9'; n++, s->at++, s->len--) *to = *to * 10 + (*s->at - '0');
    return n >= least;
}

static bool sign(Str *s, const char *any)
{
    if (!s->len || !strchr(any, *s->at) || !*s->at) return false;
    s->at++, s->len--;
    return true;
}

/* "01:02.345" or "00:01:02,345" */
static bool stamp(Str *s, i64 *to)
{
    i64 h = 0, m, sec, part;
    if (!figures(s, 1, 2, &m) || !sign(s, ":") || !figures(s, 2, 2, &sec)) return false;
    if (sign(s, ":")) { h = m, m = sec; if (!figures(s, 2, 2, &sec)) return false; }
    if (!sign(s, ".,") || !figures(s, 3, 3, &part) || h > HOURS_MOST || m > 59 || sec > 59) return false;
    *to = ((h * 60 + m) * 60 + sec) * 1000 + part;
    return true;
}

static bool times(Str line, Cue *c)
{
    if (!stamp(&line, &c->from)) return false;
    line = str_trim(line);
    if (!str_starts(line, S("-->"))) return false;
    line.at += 3, line.len -= 3, line = str_trim(line);
    return stamp(&line, &c->to) && c->to >= c->from;
}

static bool next_cue(Str *rest, Cue *c)
{
    while (rest->len) {
        if (!times(line_of(rest), c)) continue;
        const char *from = rest->at, *to = from;
        while (rest->len && line_of(rest).len) to = rest->at;
        c->text = str_trim((Str){ from, (size_t)(to - from) });
        if (c->text.len) return true;
    }
    return false;
}

/* "<v Ash>" is who speaks; other marks are how it looks. */
static void mark(Arena *a, Buf *b, Str in)
{
    if (!str_starts(in, S("v ")) && !str_starts(in, S("v."))) return;
    str_cut(&in, ' ');
    Str name = utf8_line(a, in);
    if (name.len) buf_format(b, "%.*s: ", FMT(name));
}

static Str said(Arena *a, Str text, char between)
{
    static const struct { const char *code, *sign; } codes[] = { { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&nbsp;", " " } };
    Buf b = buf_open(a, text.len + 8);
    bool marks = true;                                    /* no longer, once one does not end */
    while (text.len) {
        ptrdiff_t end = marks && *text.at == '<' ? str_find(text, S(">")) : -1;
        if (*text.at == '<') marks = end > 0;
        if (end > 0) { mark(a, &b, (Str){ text.at + 1, (size_t)end - 1 }), text.at += end + 1, text.len -= (size_t)end + 1; continue; }
        int k = 0;
        while (k < COUNT(codes) && !str_starts(text, str_c(codes[k].code))) k++;
        if (k < COUNT(codes)) { buf_str(&b, str_c(codes[k].sign)), text.at += strlen(codes[k].code), text.len -= strlen(codes[k].code); continue; }
        buf_byte(&b, *text.at == '\n' ? between : *text.at);
        text.at++, text.len--;
    }
    return str_trim(buf_view(&b));
}

bool captions_are(Str words)
{
    Str rest = str_trim(words);
    Cue c;
    if (str_starts(rest, S("WEBVTT"))) return true;
    Str first = line_of(&rest);
    i64 number;
    return times(first, &c) || (str_int(first, &number) && times(line_of(&rest), &c));
}

static void put_time(Buf *b, i64 t) { buf_format(b, "%02lld:%02lld:%02lld.%03lld", t / 3600000, t / 60000 % 60, t / 1000 % 60, t % 1000); }

Str captions_vtt(Arena *a, Str words)
{
    Buf b = buf_open(a, words.len + 16);
    Cue c;
    buf_str(&b, S("WEBVTT\n"));
    size_t none = b.len;
    while (next_cue(&words, &c)) {
        Str text = said(a, c.text, '\n');
        if (!text.len) continue;
        buf_byte(&b, '\n'), put_time(&b, c.from), buf_str(&b, S(" --> ")), put_time(&b, c.to), buf_byte(&b, '\n');
        for (size_t i = 0; i < text.len; i++) {
            char at = text.at[i];
            if (at == '<' || at == '>' || at == '&') buf_str(&b, at == '<' ? S("&lt;") : at == '>' ? S("&gt;") : S("&amp;"));
            else buf_byte(&b, at);
        }
        buf_byte(&b, '\n');
    }
    return b.len > none ? buf_view(&b) : S("");
}

Str captions_text(Arena *a, Str words)
{
    Buf b = buf_open(a, words.len + 1);
    Cue c;
    Str last = S("");
    i64 until = 0;
    while (next_cue(&words, &c)) {
        Str text = said(a, c.text, ' ');
        bool again = str_eq(text, last);                  /* captions that roll say each line twice */
        if (text.len && !again) buf_format(&b, "%s%.*s", !b.len ? "" : c.from - until > A_PAUSE ? "\n\n" : "\n", FMT(text));
        last = text, until = c.to;
    }
    return buf_view(&b);
}
