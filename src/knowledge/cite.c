/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Citations.  CSL names are `literal`, BibTeX names stand in braces, RIS takes them as they are. */
#include "knowledge/cite.h"

#include <jansson.h>

Str date_short(Arena *a, Time t) { return (Str){ time_rfc3339(a, t).at, 10 }; }

Str ark_of(Tx *tx, Who who, Str mark)
{
    (void)who;
    return str_format(tx_arena(tx), "ark:/%.*s/%.*s", FMT(setting(tx, "ark_naan", S("99999"))), FMT(mark));      /* 99999: for what has no number of its own yet */
}

Str url_part(Arena *a, Str s)
{
    Html *h = html_open(a);
    html_url_part(h, s);
    return html_done(h);
}

WorkWhole work_whole(Tx *tx, Who who, const Work *w, const Network *n)
{
    Arena *a = tx_arena(tx);
    Str ark = ark_of(tx, who, w->mark);
    return (WorkWhole){ .w = w, .by = contributors_of(tx, who, w->id), .forms = expressions_of(tx, who, w->id), .topics = topics_of_work(tx, who, w->id), .links = links_of_work(tx, who, w->id),
        .hopes = hopes_of_work(tx, who, w->id), .n = n, .versions = db_one_int(tx, SQL("select count(*) from work_version where work = $1"), I(w->id)),
        .url = str_format(a, "%.*s/knowledge/%.*s", FMT(n->base_url), FMT(url_part(a, w->slug))), .ark = ark, .ark_url = str_format(a, "%.*s/%.*s", FMT(n->base_url), FMT(ark)) };
}

static Str publisher(const WorkWhole *x) { return x->w->publisher.len ? x->w->publisher : x->n->name; }
static Str year(Arena *a, const WorkWhole *x) { return (Str){ time_rfc3339(a, x->w->published_at).at, 4 }; }

Str cite_words(Arena *a, const WorkWhole *x)
{
    Str doi = x->w->doi.len ? str_format(a, "https://doi.org/%.*s", FMT(x->w->doi)) : x->url;
    return str_format(a, "%.*s (%.*s). %.*s. %.*s. %.*s", FMT(names_of(a, &x->by, S(""))), FMT(year(a, x)), FMT(x->w->title), FMT(publisher(x)), FMT(doi));
}

/* ---- BibTeX ---- */

static void tex(Buf *b, Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '\\') buf_str(b, S("\\textbackslash{}"));
        else if (c == '~') buf_str(b, S("\\textasciitilde{}"));
        else if (c == '^') buf_str(b, S("\\textasciicircum{}"));
        else if (c == '\n' || c == '\r') buf_byte(b, ' ');
        else {
            if (strchr("{}%&$#_", c)) buf_byte(b, '\\');
            buf_byte(b, c);
        }
    }
}

static void tex_field(Buf *b, const char *name, Str value, bool twice)
{
    if (!value.len) return;
    buf_format(b, ",\n  %s = {%s", name, twice ? "{" : "");
    tex(b, value);
    buf_format(b, "}%s", twice ? "}" : "");
}

Str cite_bibtex(Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    Buf b = buf_open(a, 1000);
    bool report = k && k->research, article = str_is(w->kind, "article"), first = true;
    buf_format(&b, "@%s{kith-%.*s,\n  author = {", report ? "techreport" : article ? "article" : "misc", FMT(w->mark));
    for (int i = 0; i < x->by.count; i++) {
        if (!str_is(x->by.at[i].role, "author")) continue;
        buf_str(&b, first ? S("{") : S(" and {")), tex(&b, x->by.at[i].by.name), buf_byte(&b, '}');
        first = false;
    }
    buf_byte(&b, '}');
    tex_field(&b, "title", w->title, true);
    tex_field(&b, report ? "institution" : article ? "journal" : "publisher", publisher(x), true);
    tex_field(&b, "year", year(a, x), false);
    tex_field(&b, "month", (Str){ date_short(a, w->published_at).at + 5, 2 }, false);
    tex_field(&b, "url", x->url, false), tex_field(&b, "doi", w->doi, false), tex_field(&b, "language", w->language, false), tex_field(&b, "abstract", w->summary, false);
    buf_str(&b, S("\n}\n"));
    return buf_view(&b);
}

/* ---- RIS ---- */

static void ris(Buf *b, const char *tag, Str value)
{
    if (!value.len) return;
    buf_format(b, "%s  - ", tag);
    for (size_t i = 0; i < value.len; i++) buf_byte(b, value.at[i] == '\n' || value.at[i] == '\r' ? ' ' : value.at[i]);
    buf_str(b, S("\r\n"));
}

Str cite_ris(Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    Buf b = buf_open(a, 1000);
    Str day = date_short(a, w->published_at);
    ris(&b, "TY", k && k->research ? S("RPRT") : str_is(w->kind, "article") ? S("JOUR") : str_ends(w->kind, S("blog")) ? S("BLOG") : S("GEN"));
    for (int i = 0; i < x->by.count; i++) if (str_is(x->by.at[i].role, "author")) ris(&b, "AU", x->by.at[i].by.name);
    ris(&b, "TI", w->title), ris(&b, "PY", (Str){ day.at, 4 });
    ris(&b, "DA", str_format(a, "%.4s/%.2s/%.2s/", day.at, day.at + 5, day.at + 8));
    ris(&b, "PB", publisher(x)), ris(&b, "LA", w->language), ris(&b, "UR", x->url), ris(&b, "DO", w->doi);
    for (int i = 0; i < x->topics.count; i++) ris(&b, "KW", x->topics.at[i].words);
    Str note = w->content_note.len ? str_format(a, "Content note: %.*s. ", FMT(w->content_note)) : S("");
    ris(&b, "AB", str_format(a, "%.*s%.*s", FMT(note), FMT(w->summary)));
    buf_str(&b, S("ER  - \r\n"));
    return buf_view(&b);
}

/* ---- CSL-JSON ---- */

static void put(json_t *o, const char *key, Str s) { if (s.len) json_object_set_new(o, key, json_stringn(s.at, s.len)); }

json_t *cite_csl(Arena *a, const WorkWhole *x, bool with_text)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    json_t *o = json_object(), *authors = json_array();
    Str day = date_short(a, w->published_at.us ? w->published_at : w->made_at);
    put(o, "id", w->source_id.len ? w->source_id : w->mark);
    put(o, "type", k && k->research ? S("report") : str_ends(w->kind, S("blog")) ? S("post-weblog") : S("article-journal"));
    for (int i = 0; i < x->by.count; i++) if (str_is(x->by.at[i].role, "author")) json_array_append_new(authors, json_pack("{s:s%}", "literal", x->by.at[i].by.name.at, x->by.at[i].by.name.len));
    json_object_set_new(o, "author", authors);
    put(o, "title", w->title);
    json_object_set_new(o, "issued", json_pack("{s:[[i,i,i]]}", "date-parts", atoi(day.at), atoi(day.at + 5), atoi(day.at + 8)));
    put(o, "publisher", publisher(x)), put(o, "language", w->language), put(o, "URL", x->url), put(o, "DOI", w->doi), put(o, "abstract", w->summary);
    if (x->topics.count) {
        Buf b = buf_open(a, 100);
        for (int i = 0; i < x->topics.count; i++) buf_format(&b, "%s%.*s", i ? ", " : "", FMT(x->topics.at[i].words));
        put(o, "keyword", buf_view(&b));
    }
    put(o, "note", w->content_note.len ? str_format(a, "Content note: %.*s", FMT(w->content_note)) : S(""));
    if (!with_text) return o;
    put(o, "text", w->body), put(o, "kind", w->kind), put(o, "provenance", w->provenance), put(o, "content_note", w->content_note), put(o, "licence", w->licence), put(o, "ark", x->ark), put(o, "state", w->state);
    return o;
}
