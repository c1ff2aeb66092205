/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Citations.  CSL names are `literal`, BibTeX names stand in braces, RIS takes them as they are. */
#include "knowledge/cite.h"

#include <jansson.h>

#include "knowledge/bibliography.h"

Str date_short(Arena *a, Time t) { return (Str){ time_rfc3339(a, t).at, 10 }; }

Str date_as_true(Arena *a, Time t)
{
    static const size_t length[] = { 4, 4, 7, 10 };
    return (Str){ date_short(a, t).at, length[date_precision(t)] };
}

Str date_true_words(Arena *a, Time t)
{
    static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December" };
    i64 past = (t.us % DAYS(1) + DAYS(1)) % DAYS(1);
    Str day = date_short(a, t);
    if (past > 3) return time_date_words(a, t);           /* shown through Kith: it has an hour, and so a zone */
    int precision = date_precision(t), month = (day.at[5] - '0') * 10 + day.at[6] - '0', d = (day.at[8] - '0') * 10 + day.at[9] - '0';
    if (precision == 1) return (Str){ day.at, 4 };
    return precision == 2 ? str_format(a, "%s %.4s", months[month - 1], day.at) : str_format(a, "%d %s %.4s", d, months[month - 1], day.at);
}

Str cite_id(const Work *w) { return w->source_id.len ? w->source_id : w->mark; }

/* A full stop ends the note, for people and for whoever reads it in again; so it has none inside. */
Str cite_abstract(Arena *a, const Work *w)
{
    Buf b = buf_open(a, w->summary.len + w->content_note.len + 40);
    Str note = str_trim(w->content_note);
    while (note.len && note.at[note.len - 1] == '.') note.len--;
    if (!note.len) return w->summary;
    buf_str(&b, S("Content note: "));
    for (size_t i = 0; i < note.len; i++) buf_byte(&b, note.at[i] == '.' && i + 1 < note.len && note.at[i + 1] == ' ' ? ';' : note.at[i]);
    buf_str(&b, S(". ")), buf_str(&b, w->summary);
    return str_trim(buf_view(&b));
}

Str ark_of(Tx *tx, Who who, Str mark)
{
    Str naan = setting(tx, "ark_naan", S("99999"));       /* for what has no number of its own yet */
    (void)who;
    return str_format(tx_arena(tx), "ark:/%.*s/%.*s", FMT(naan), FMT(mark));
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
static Str year(Arena *a, const WorkWhole *x) { return x->w->published_at.us ? (Str){ date_short(a, x->w->published_at).at, 4 } : S("n.d."); }

Str cite_words(Arena *a, const WorkWhole *x)
{
    Str doi = x->w->doi.len ? str_format(a, "https://doi.org/%.*s", FMT(x->w->doi)) : x->url;
    return str_format(a, "%.*s (%.*s). %.*s. %.*s. %.*s", FMT(names_of(a, &x->by, S(""))), FMT(year(a, x)), FMT(x->w->title), FMT(publisher(x)), FMT(doi));
}

/* ---- BibTeX ---- */

static void tex(Buf *b, Str s)
{
    static const char *const words[] = { "\\textbackslash", "~textasciitilde", "^textasciicircum", "{textbraceleft", "}textbraceright" };      /* BibTeX counts braces, also behind a backslash */
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        int k = 0;
        while (k < COUNT(words) && words[k][0] != c) k++;
        if (k < COUNT(words)) { buf_format(b, "\\%s{}", words[k] + 1); continue; }
        if (c == '\n' || c == '\r') c = ' ';
        if (strchr("%&$#_", c)) buf_byte(b, '\\');
        buf_byte(b, c);
    }
}

static void tex_field(Buf *b, const char *name, Str value, bool twice)
{
    if (!value.len) return;
    buf_format(b, ",\n  %s = {%s", name, twice ? "{" : "");
    tex(b, value);
    buf_format(b, "}%s", twice ? "}" : "");
}

/* Addresses are not TeX: as they are, but for what would end the field, begin a comment or be a command. */
static void address_field(Buf *b, const char *name, Str value)
{
    static const char hex_figures[] = "0123456789abcdefABCDEF";
    if (!value.len) return;
    buf_format(b, ",\n  %s = {", name);
    for (size_t i = 0; i < value.len; i++) {
        char c = value.at[i];
        bool coded = c == '%' && i + 2 < value.len && strchr(hex_figures, value.at[i + 1]) && strchr(hex_figures, value.at[i + 2]);
        if (strchr("{}%\\", c) && !coded) buf_format(b, "%%%02X", (unsigned)(unsigned char)c);
        else buf_byte(b, c);
    }
    buf_byte(b, '}');
}

static void tex_names(Buf *b, const WorkWhole *x, const char *role, const char *field)
{
    bool first = true;
    for (int i = 0; i < x->by.count; i++) {
        if (!str_is(x->by.at[i].role, role)) continue;
        if (first) buf_format(b, ",\n  %s = {{", field);
        else buf_str(b, S(" and {"));
        tex(b, x->by.at[i].by.name), buf_byte(b, '}');
        first = false;
    }
    if (!first) buf_byte(b, '}');
}

/* A key has no blanks and none of the signs that BibTeX reads; a work whose id has some goes by its mark. */
static Str bibtex_key(Arena *a, const Work *w)
{
    Str id = cite_id(w);
    for (size_t i = 0; i < id.len; i++) if ((unsigned char)id.at[i] <= ' ' || (id.at[i] & 0x80) || strchr("\"#%'(),={}~\\@", id.at[i])) return str_format(a, "kith-%.*s", FMT(w->mark));
    return id;
}

static Str topics_joined(Arena *a, const WorkWhole *x)
{
    Buf b = buf_open(a, 100);
    for (int i = 0; i < x->topics.count; i++) buf_format(&b, "%s%.*s", i ? ", " : "", FMT(x->topics.at[i].words));
    return buf_view(&b);
}

Str cite_bibtex(Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    Buf b = buf_open(a, 1000);
    bool report = k && k->research, article = str_is(w->kind, "article");
    Str day = date_as_true(a, w->published_at);
    buf_format(&b, "@%s{%.*s", report ? "techreport" : article ? "article" : "misc", FMT(bibtex_key(a, w)));
    tex_names(&b, x, "author", "author"), tex_names(&b, x, "editor", "editor"), tex_names(&b, x, "translator", "translator");
    tex_field(&b, "title", w->title, true);
    tex_field(&b, report ? "institution" : article ? "journal" : "publisher", publisher(x), true);
    if (w->published_at.us) tex_field(&b, "year", (Str){ day.at, 4 }, false);
    if (w->published_at.us && day.len >= 7) tex_field(&b, "month", (Str){ day.at + 5, 2 }, false);
    address_field(&b, "url", x->url), address_field(&b, "doi", w->doi);
    tex_field(&b, "language", w->language, false), tex_field(&b, "abstract", cite_abstract(a, w), false), tex_field(&b, "keywords", topics_joined(a, x), false);
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

static void ris_names(Buf *b, const WorkWhole *x, const char *role, const char *tag)
{
    for (int i = 0; i < x->by.count; i++) if (str_is(x->by.at[i].role, role)) ris(b, tag, x->by.at[i].by.name);
}

Str cite_ris(Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    Buf b = buf_open(a, 1000);
    Str day = date_as_true(a, w->published_at);
    ris(&b, "TY", k && k->research ? S("RPRT") : str_is(w->kind, "article") ? S("JOUR") : str_ends(w->kind, S("blog")) ? S("BLOG") : S("GEN"));
    ris(&b, "ID", cite_id(w));
    ris_names(&b, x, "author", "AU"), ris_names(&b, x, "editor", "A2"), ris_names(&b, x, "translator", "A4");
    ris(&b, "TI", w->title);
    if (w->published_at.us) ris(&b, "PY", (Str){ day.at, 4 });
    if (w->published_at.us && day.len >= 7) ris(&b, "DA", str_format(a, "%.4s/%.2s/%.2s/", day.at, day.at + 5, day.len == 10 ? day.at + 8 : ""));
    ris(&b, "PB", publisher(x)), ris(&b, "LA", w->language), ris(&b, "UR", x->url), ris(&b, "DO", w->doi);
    for (int i = 0; i < x->topics.count; i++) ris(&b, "KW", x->topics.at[i].words);
    ris(&b, "AB", cite_abstract(a, w));
    buf_str(&b, S("ER  - \r\n"));
    return buf_view(&b);
}

/* ---- CSL-JSON ---- */

static void put(json_t *o, const char *key, Str s) { if (s.len) json_object_set_new(o, key, json_stringn(s.at, s.len)); }
static void put_bool(json_t *o, const char *key, bool yes) { json_object_set_new(o, key, json_boolean(yes)); }

static void csl_names(json_t *o, const WorkWhole *x, const char *role)
{
    json_t *all = json_array();
    for (int i = 0; i < x->by.count; i++) if (str_is(x->by.at[i].role, role)) json_array_append_new(all, json_pack("{s:s%}", "literal", x->by.at[i].by.name.at, x->by.at[i].by.name.len));
    if (json_array_size(all) || !strcmp(role, "author")) json_object_set_new(o, role, all);
    else json_decref(all);
}

static void csl_date(Arena *a, json_t *o, Time t)
{
    static const size_t from[] = { 0, 5, 8 };
    Str day = date_as_true(a, t);
    json_t *parts = json_array();
    for (int i = 0; i < COUNT(from) && from[i] < day.len; i++) json_array_append_new(parts, json_integer(atoi(day.at + from[i])));
    json_object_set_new(o, "issued", json_pack("{s:[o]}", "date-parts", parts));
}

/* What a network that moves house takes along: beside the standard's fields, as works_import.c reads it. */
static void csl_own(json_t *o, Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    json_t *forms = json_array();
    put(o, "kind", w->kind), put(o, "state", w->state), put(o, "other_title", w->other_title), put(o, "text", w->body), put(o, "content_note", w->content_note), put(o, "provenance", w->provenance);
    put(o, "coverage", w->coverage), put(o, "source", w->source), put(o, "licence", w->licence), put(o, "ark", x->ark), put(o, "rule", w->rule);
    put(o, "level", w->level == 2 ? S("everybody") : S("members"));
    put_bool(o, "plain", w->plain), put_bool(o, "may_index", w->may_index), put_bool(o, "may_harvest", w->may_harvest), put_bool(o, "may_quote", w->may_quote), put_bool(o, "may_mine", w->may_mine);
    csl_names(o, x, "reader");
    for (int i = 0; i < x->forms.count; i++) {
        const Expression *e = &x->forms.at[i];
        if (!e->words.len) continue;                      /* files are in a backup */
        json_t *f = json_object();
        put(f, "kind", e->file.len ? S("transcript") : e->kind), put(f, "language", e->language), put(f, "maker", e->maker);
        put(f, "words", form_read(a, e)), put(f, "title", e->title), put(f, "summary", e->summary), put_bool(f, "checked", e->checked);
        json_array_append_new(forms, f);
    }
    if (json_array_size(forms)) json_object_set_new(o, "forms", forms);
    else json_decref(forms);
}

json_t *cite_csl(Arena *a, const WorkWhole *x, bool with_text)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    json_t *o = json_object();
    put(o, "id", cite_id(w));
    put(o, "type", k && k->research ? S("report") : str_ends(w->kind, S("blog")) ? S("post-weblog") : S("article-journal"));
    csl_names(o, x, "author"), csl_names(o, x, "editor"), csl_names(o, x, "interviewer"), csl_names(o, x, "translator"), csl_names(o, x, "illustrator");
    put(o, "title", w->title);
    if (w->published_at.us) csl_date(a, o, w->published_at);
    put(o, "publisher", publisher(x)), put(o, "language", w->language), put(o, "URL", x->url), put(o, "DOI", w->doi), put(o, "abstract", cite_abstract(a, w));
    put(o, "keyword", topics_joined(a, x));
    put(o, "note", w->content_note.len ? str_format(a, "Content note: %.*s", FMT(w->content_note)) : S(""));
    if (with_text) csl_own(o, a, x);
    return o;
}
