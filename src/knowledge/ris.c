/* SPDX-License-Identifier: AGPL-3.0-or-later
 * RIS in.  As people's programs write it: TY begins an entry, whether or not ER ended the one before. */
#include "knowledge/bibliography.h"

typedef struct { Arena *one; CitedTo *to; void *with; Cited c; Buf words; Str journal; char tag[3]; Buf field; bool open; int seen; } Ris;

static void ris_role(Ris *r, const char *role, Str v)
{
    while (v.len && strchr(", ", v.at[v.len - 1])) v.len--;
    cited_name(r->one, &r->c, role, name_turned(r->one, v));
}

static void ris_field(Ris *r)
{
    Cited *c = &r->c;
    Str v = utf8_line(r->one, buf_view(&r->field)), t = { r->tag, strlen(r->tag) };
    if (!t.len || !v.len) { r->tag[0] = 0; return; }
    if (str_is(t, "TY")) c->type = v;
    else if (str_is(t, "ID")) c->id = v;
    else if (str_is(t, "AU") || str_is(t, "A1")) ris_role(r, "author", v);
    else if (str_is(t, "A2") || str_is(t, "ED")) ris_role(r, "editor", v);
    else if (str_is(t, "A4")) ris_role(r, "translator", v);
    else if ((str_is(t, "TI") || str_is(t, "T1")) && !c->title.len) c->title = v;
    else if (str_is(t, "AB") || (str_is(t, "N2") && !c->abstract.len)) c->abstract = v;
    else if (str_is(t, "N1") && str_starts(v, S("Content note: "))) c->content_note = (Str){ v.at + 14, v.len - 14 };
    else if (str_is(t, "DA") || ((str_is(t, "PY") || str_is(t, "Y1")) && !c->issued.us)) (void)cited_date(c, v);
    else if (str_is(t, "KW")) buf_str(&r->words, v), buf_byte(&r->words, '\n');
    else if (str_is(t, "PB")) c->publisher = v;
    else if ((str_is(t, "JO") || str_is(t, "JF") || str_is(t, "T2")) && !r->journal.len) r->journal = v;
    else if (str_is(t, "LA")) c->language = v;
    else if (str_is(t, "DO")) c->doi = v;
    else if (str_is(t, "UR") && !c->url.len) c->url = v;
    r->tag[0] = 0;
}

static void ris_end(Ris *r)
{
    ris_field(r);
    if (r->open) {
        r->c.keywords = buf_view(&r->words);
        if (!r->c.publisher.len) r->c.publisher = r->journal;
        r->c.number = ++r->seen;
        cited_settled(r->one, &r->c);
        r->to(r->with, &r->c);
    }
    arena_reset(r->one);
    r->c = cited_empty(), r->words = buf_open(r->one, 100), r->field = buf_open(r->one, 200), r->journal = S(""), r->open = false;
}

/* Lines end with LF, CRLF or CR. */
static Str line_of(Str *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->at[n] != '\n' && rest->at[n] != '\r') n++;
    Str line = { rest->at, n };
    n += n + 1 < rest->len && rest->at[n] == '\r' && rest->at[n + 1] == '\n' ? 2 : n < rest->len;
    rest->at += n, rest->len -= n;
    return line;
}

/* "TY  - x", with one blank or two; the length of what stands before the value, 0: no tag. */
static size_t ris_tag(Str l)
{
    size_t n = 2;
    if (l.len < 4 || l.at[0] < 'A' || l.at[0] > 'Z' || !((l.at[1] >= 'A' && l.at[1] <= 'Z') || (l.at[1] >= '0' && l.at[1] <= '9'))) return 0;
    while (n < l.len && n < 4 && l.at[n] == ' ') n++;
    if (n == 2 || n == l.len || l.at[n] != '-') return 0;
    return n + 1 == l.len || l.at[n + 1] == ' ' ? n + 1 : 0;
}

bool ris_read(Arena *a, Str all, CitedTo *to, void *with, Str *why)
{
    Ris r = { .one = arena_open(), .to = to, .with = with };
    i64 line = 0;
    const char *from = all.at;
    (void)a;
    ris_end(&r);
    while (all.len) {
        const char *at = all.at;
        Str l = str_trim(line_of(&all));
        size_t n = ris_tag(l);
        line++;
        if (!n) {                                         /* a line without a tag goes on with the field before */
            if (r.tag[0] && l.len && r.field.len < CITED_FIELD_MOST) buf_byte(&r.field, ' '), buf_str(&r.field, l);
            continue;
        }
        bool begins = !memcmp(l.at, "TY", 2), ends = !memcmp(l.at, "ER", 2);
        if (begins || ends) ris_end(&r);
        else ris_field(&r);
        if (ends) continue;
        if (!r.open) r.open = true, r.c.line = line, r.c.at = at - from;
        memcpy(r.tag, l.at, 2);
        r.field.len = 0, buf_str(&r.field, (Str){ l.at + n, l.len - n });
    }
    ris_end(&r);
    arena_close(r.one);
    if (!r.seen) *why = S("There is no entry in it: in RIS each one begins with a line TY  - .");
    return r.seen > 0;
}
