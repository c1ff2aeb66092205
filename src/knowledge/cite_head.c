/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What machines read in the head of a work's page.  Nothing of it joins two names of one person, and a work that is not to be
 * found by search engines says so. */
#include "knowledge/cite.h"

#include <jansson.h>
#include <stdlib.h>

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

static void meta(Html *h, const char *kind, const char *name, Str value)
{
    if (!value.len) return;
    lit(h, "<meta "), lit(h, kind), lit(h, "=\""), lit(h, name), lit(h, "\" content=\""), html_str(h, value), lit(h, "\">\n");
}

static Str date_slashed(Arena *a, Time t)
{
    Str d = date_short(a, t);
    return str_format(a, "%.4s/%.2s/%.2s", d.at, d.at + 5, d.at + 8);
}

/* Google Scholar's tags, for what Scholar takes: no blogs, no news. */
static void highwire(Html *h, Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    meta(h, "name", "citation_title", w->title);
    for (int i = 0; i < x->by.count; i++) if (str_is(x->by.at[i].role, "author")) meta(h, "name", "citation_author", x->by.at[i].by.name);
    meta(h, "name", "citation_publication_date", date_slashed(a, w->published_at)), meta(h, "name", "citation_online_date", date_slashed(a, w->published_at));
    meta(h, "name", "citation_technical_report_institution", w->publisher.len ? w->publisher : x->n->name);
    meta(h, "name", "citation_technical_report_number", w->mark), meta(h, "name", "citation_doi", w->doi), meta(h, "name", "citation_language", w->language);
    for (int i = 0; i < x->topics.count; i++) meta(h, "name", "citation_keywords", x->topics.at[i].words);
    meta(h, "name", "citation_abstract_html_url", x->url), meta(h, "name", "citation_public_url", x->url);
    for (int i = 0; i < x->forms.count; i++)
        if (str_is(x->forms.at[i].type, "application/pdf")) { meta(h, "name", "citation_pdf_url", str_format(a, "%.*s/files/%d", FMT(x->url), x->forms.at[i].number)); break; }
}

static void put(json_t *o, const char *key, Str s) { if (s.len) json_object_set_new(o, key, json_stringn(s.at, s.len)); }

static json_t *names(const WorkWhole *x, const char *role)
{
    json_t *all = json_array();
    for (int i = 0; i < x->by.count; i++) {
        if (!str_is(x->by.at[i].role, role)) continue;
        json_t *o = json_object();
        put(o, "@type", str_is(x->by.at[i].by.kind, "group") ? S("Organization") : S("Person")), put(o, "name", x->by.at[i].by.name);
        json_array_append_new(all, o);
    }
    return all;
}

static json_t *encodings(Arena *a, const WorkWhole *x)
{
    json_t *all = json_array();
    for (int i = 0; i < x->forms.count; i++) {
        const Expression *e = &x->forms.at[i];
        json_t *o = json_object();
        put(o, "@type", str_starts(e->type, S("audio/")) ? S("AudioObject") : str_starts(e->type, S("video/")) ? S("VideoObject") : S("MediaObject"));
        put(o, "name", str_c(form_words(e->kind))), put(o, "inLanguage", e->language);
        put(o, "contentUrl", str_format(a, "%.*s/%s%d", FMT(x->url), e->file.len ? "files/" : "", e->number));
        put(o, "encodingFormat", e->file.len ? e->type : S("text/html"));
        json_array_append_new(all, o);
    }
    return all;
}

/* A title may hold </script>. */
SafeHtml json_in_head(Arena *a, json_t *o)
{
    char *text = json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER);
    Html *h = html_open(a);
    lit(h, "<script type=\"application/ld+json\">");
    for (const char *p = text ? text : "{}"; *p; p++) html_lit(h, *p == '<' ? "\\u003c" : p, *p == '<' ? 6 : 1);
    lit(h, "</script>");
    free(text);
    json_decref(o);
    return (SafeHtml){ html_done(h) };
}

static SafeHtml linked(Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    json_t *o = json_object(), *modes = json_array();
    put(o, "@context", S("https://schema.org")), put(o, "@id", x->url), put(o, "url", x->url);
    put(o, "@type", k && k->research ? S("Report") : str_ends(w->kind, S("blog")) ? S("BlogPosting") : str_is(w->kind, "news") ? S("NewsArticle") : S("Article"));
    put(o, "headline", w->title), put(o, "name", w->title), put(o, "alternativeHeadline", w->other_title);
    json_object_set_new(o, "author", names(x, "author"));
    json_t *translators = names(x, "translator");
    if (json_array_size(translators)) json_object_set(o, "translator", translators);
    json_decref(translators);
    put(o, "datePublished", time_rfc3339(a, w->published_at)), put(o, "dateModified", time_rfc3339(a, w->changed_at)), put(o, "inLanguage", w->language);
    put(o, "abstract", w->summary), put(o, "license", str_c(licence_of(w->licence)->url)), put(o, "identifier", x->ark);
    json_object_set_new(o, "isAccessibleForFree", json_true());
    json_object_set_new(o, "publisher", json_pack("{s:s,s:s%}", "@type", "Organization", "name", x->n->name.at, x->n->name.len));
    if (x->topics.count) {
        json_t *words = json_array();
        for (int i = 0; i < x->topics.count; i++) json_array_append_new(words, json_stringn(x->topics.at[i].words.at, x->topics.at[i].words.len));
        json_object_set_new(o, "keywords", words);
    }
    json_array_append_new(modes, json_string("textual"));
    for (int i = 0; i < x->forms.count; i++)
        for (const FormKind *f = form_kinds; f->slug; f++) if (str_is(x->forms.at[i].kind, f->slug) && strcmp(f->code, "textual")) json_array_append_new(modes, json_string(f->code));
    json_object_set_new(o, "accessMode", modes);
    if (x->forms.count) json_object_set_new(o, "encoding", encodings(a, x));
    return json_in_head(a, o);
}

SafeHtml cite_head(Arena *a, const WorkWhole *x)
{
    Html *h = html_open(a);
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    Str note = w->content_note.len ? str_format(a, "Content note: %.*s. ", FMT(w->content_note)) : S("");
    Str about = utf8_cut(str_format(a, "%.*s%.*s", FMT(note), FMT(w->summary)), 300);
    if (w->level < 2) return (SafeHtml){ S("") };
    lit(h, "<link rel=\"canonical\" href=\""), html_str(h, x->url), lit(h, "\">\n");
    meta(h, "name", "description", about);
    meta(h, "property", "og:type", S("article")), meta(h, "property", "og:title", w->title), meta(h, "property", "og:url", x->url), meta(h, "property", "og:description", about), meta(h, "property", "og:site_name", x->n->name);
    if (k && k->research) highwire(h, a, x);
    lit(h, "<link rel=\"alternate\" type=\"application/x-bibtex\" title=\"BibTeX\" href=\""), html_str(h, x->url), lit(h, ".bib\">\n<link rel=\"alternate\" type=\"application/x-research-info-systems\" title=\"RIS\" href=\""), html_str(h, x->url);
    lit(h, ".ris\">\n");
    SafeHtml json = linked(a, x);
    html_lit(h, json.html.at, json.html.len);
    return (SafeHtml){ html_done(h) };
}

Str cite_links(Arena *a, const WorkWhole *x)
{
    Buf b = buf_open(a, 400);
    Str url = x->url;
    if (x->w->level < 2) return S("");
    buf_format(&b, "<%.*s>; rel=\"cite-as\", <%.*s.bib>; rel=\"describedby\"; type=\"application/x-bibtex\", <%.*s.json>; rel=\"describedby\"; type=\"application/vnd.citationstyles.csl+json\"", FMT(url), FMT(url), FMT(url));
    Str licence = str_c(licence_of(x->w->licence)->url);
    if (licence.len) buf_format(&b, ", <%.*s>; rel=\"license\"", FMT(licence));
    for (int i = 0; i < x->by.count && i < 8; i++) if (str_is(x->by.at[i].role, "author")) buf_format(&b, ", <%.*s/knowledge/by/%.*s>; rel=\"author\"", FMT(x->n->base_url), FMT(x->by.at[i].by.slug));
    for (int i = 0; i < x->forms.count && i < 8; i++) if (x->forms.at[i].file.len) buf_format(&b, ", <%.*s/files/%d>; rel=\"item\"; type=\"%.*s\"", FMT(url), x->forms.at[i].number, FMT(x->forms.at[i].type));
    for (size_t i = 0; i < b.len; i++) if (b.at[i] & 0x80) return S("");      /* headers are ASCII: a slug of another script is in the page's head */
    return buf_view(&b);
}
