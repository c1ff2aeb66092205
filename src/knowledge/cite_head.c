/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What machines read in the head of a work's page.  Nothing of it joins two names of one person, and a work that is not to be
 * found by search engines says so. */
#include "knowledge/bibliography.h"
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
    Str d = date_as_true(a, t);
    return d.len == 4 ? d : d.len == 7 ? str_format(a, "%.4s/%.2s", d.at, d.at + 5) : str_format(a, "%.4s/%.2s/%.2s", d.at, d.at + 5, d.at + 8);
}

static Str publisher_of(const WorkWhole *x) { return x->w->publisher.len ? x->w->publisher : x->n->name; }

/* Google Scholar's tags, for what Scholar takes: no blogs, no news. */
static void highwire(Html *h, Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    meta(h, "name", "citation_title", w->title);
    for (int i = 0; i < x->by.count; i++) if (str_is(x->by.at[i].role, "author")) meta(h, "name", "citation_author", x->by.at[i].by.name);
    meta(h, "name", "citation_publication_date", date_slashed(a, w->published_at)), meta(h, "name", "citation_online_date", date_slashed(a, w->published_at));
    meta(h, "name", "citation_technical_report_institution", publisher_of(x));
    meta(h, "name", "citation_technical_report_number", w->mark), meta(h, "name", "citation_doi", w->doi), meta(h, "name", "citation_language", w->language);
    for (int i = 0; i < x->topics.count; i++) meta(h, "name", "citation_keywords", x->topics.at[i].words);
    meta(h, "name", "citation_abstract_html_url", x->url), meta(h, "name", "citation_public_url", x->url);
    for (int i = 0; i < x->forms.count; i++)             /* the text itself as a PDF: not a translation, not large print */
        if (str_is(x->forms.at[i].type, "application/pdf") && str_is(x->forms.at[i].kind, "text")) { meta(h, "name", "citation_pdf_url", str_format(a, "%.*s/files/%d", FMT(x->url), x->forms.at[i].number)); break; }
}

static void put(json_t *o, const char *key, Str s) { if (s.len) json_object_set_new(o, key, json_stringn(s.at, s.len)); }

static json_t *names(const WorkWhole *x, const char *role)
{
    json_t *all = json_array();
    for (int i = 0; i < x->by.count; i++) {
        if (!str_is(x->by.at[i].role, role)) continue;
        json_t *o = json_object();
        put(o, "@type", str_is(x->by.at[i].by.kind, "group") || (str_is(x->by.at[i].by.kind, "free") && named_like_group(x->by.at[i].by.name)) ? S("Organization") : S("Person")), put(o, "name", x->by.at[i].by.name);
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

static bool has_mode(const WorkWhole *x, const char *code)
{
    for (int i = 0; i < x->forms.count; i++)
        for (const FormKind *f = form_kinds; f->slug; f++) if (str_is(x->forms.at[i].kind, f->slug) && !strcmp(f->code, code)) return true;
    return false;
}

static bool has_feature(const WorkWhole *x, const char *kind)
{
    for (int i = 0; i < x->forms.count; i++) {
        const Expression *e = &x->forms.at[i];
        if (str_is(e->kind, kind) || (!strcmp(kind, "transcript") && form_plays(e) && (e->words.len || e->says_text))) return true;
    }
    return false;
}

/* The text is enough by itself; other ways to take it in stand beside it (schema.org, accessibility terms of the W3C group). */
static void taken_in(json_t *o, const WorkWhole *x)
{
    static const char *const features[][2] = { { "transcript", "transcript" }, { "sign", "signLanguage" }, { "large-print", "largePrint" } };
    static const char *const codes[] = { "textual", "auditory", "visual" };
    json_t *modes = json_array(), *enough = json_array(), *has = json_array();
    for (int i = 0; i < COUNT(codes); i++) if (!i || has_mode(x, codes[i])) json_array_append_new(modes, json_string(codes[i])), json_array_append_new(enough, json_string(codes[i]));
    for (int i = 0; i < COUNT(features); i++) if (has_feature(x, features[i][0])) json_array_append_new(has, json_string(features[i][1]));
    json_object_set_new(o, "accessMode", modes), json_object_set_new(o, "accessModeSufficient", enough);
    if (json_array_size(has)) json_object_set(o, "accessibilityFeature", has);
    json_decref(has);
}

static void related(json_t *o, const WorkWhole *x)
{
    for (int i = 0; i < x->links.count; i++) {
        const char *key = str_is(x->links.at[i].kind, "translation of") ? "translationOfWork" : str_is(x->links.at[i].kind, "translated as") ? "workTranslation" : NULL;
        if (!key || !x->links.at[i].harvested) continue;
        json_object_set_new(o, key, json_pack("{s:s, s:s%}", "@type", "CreativeWork", "@id", x->links.at[i].ark_url.at, x->links.at[i].ark_url.len));
    }
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

/* With its hour where it was shown through Kith; a past library's dates are no more precise than is known. */
static Str published(Arena *a, Time t)
{
    Str day = date_as_true(a, t), whole = time_rfc3339(a, t);
    return day.len < 10 || str_find(whole, S("T00:00:00")) > 0 ? day : whole;
}

static SafeHtml linked(Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    const WorkKind *k = work_kind(w->kind);
    json_t *o = json_object();
    put(o, "@context", S("https://schema.org")), put(o, "@id", x->url), put(o, "url", x->url);
    put(o, "@type", k && k->research ? S("Report") : str_ends(w->kind, S("blog")) ? S("BlogPosting") : str_is(w->kind, "news") ? S("NewsArticle") : S("Article"));
    put(o, "headline", w->title), put(o, "name", w->title), put(o, "alternativeHeadline", w->other_title);
    json_object_set_new(o, "author", names(x, "author"));
    json_t *translators = names(x, "translator");
    if (json_array_size(translators)) json_object_set(o, "translator", translators);
    json_decref(translators);
    put(o, "datePublished", published(a, w->published_at)), put(o, "dateModified", time_rfc3339(a, w->text_at)), put(o, "inLanguage", w->language);
    put(o, "abstract", w->summary), put(o, "license", str_c(licence_of(w->licence)->url)), put(o, "identifier", x->ark_url);
    if (w->doi.len) put(o, "sameAs", str_format(a, "https://doi.org/%.*s", FMT(w->doi)));
    if (x->versions) put(o, "version", str_format(a, "%lld", 1 + x->versions));
    json_object_set_new(o, "isAccessibleForFree", json_true());
    json_object_set_new(o, "publisher", json_pack("{s:s,s:s%}", "@type", "Organization", "name", publisher_of(x).at, publisher_of(x).len));
    if (x->topics.count) {
        json_t *words = json_array();
        for (int i = 0; i < x->topics.count; i++) json_array_append_new(words, json_stringn(x->topics.at[i].words.at, x->topics.at[i].words.len));
        json_object_set_new(o, "keywords", words);
    }
    taken_in(o, x);
    related(o, x);
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
    if (k && k->research && w->may_index && w->may_harvest) highwire(h, a, x);
    static const char *const others[][3] = { { "application/x-bibtex", "BibTeX", ".bib" }, { "application/x-research-info-systems", "RIS", ".ris" }, { "application/vnd.citationstyles.csl+json", "CSL-JSON", ".json" } };
    for (int i = 0; i < COUNT(others) && w->may_harvest; i++)
        lit(h, "<link rel=\"alternate\" type=\""), lit(h, others[i][0]), lit(h, "\" title=\""), lit(h, others[i][1]), lit(h, "\" href=\""), html_str(h, x->url), lit(h, others[i][2]), lit(h, "\">\n");
    SafeHtml json = linked(a, x);
    html_lit(h, json.html.at, json.html.len);
    return (SafeHtml){ html_done(h) };
}

static void link_in(Buf *b, const char *rel, Str url, Str type)
{
    if (!url.len) return;
    buf_format(b, "%s<%.*s>; rel=\"%s\"", b->len ? ", " : "", FMT(url), rel);
    Str bare = str_cut(&type, ';');
    if (bare.len) buf_format(b, "; type=\"%.*s\"", FMT(bare));
}

/* Signposting (signposting.org): cited as what outlives its address today. */
Str cite_links(Arena *a, const WorkWhole *x)
{
    Buf b = buf_open(a, 600);
    const WorkKind *k = work_kind(x->w->kind);
    if (x->w->level < 2) return S("");
    link_in(&b, "cite-as", x->w->doi.len ? str_format(a, "https://doi.org/%.*s", FMT(x->w->doi)) : x->ark_url, S(""));
    link_in(&b, "type", k && k->research ? S("https://schema.org/Report") : S("https://schema.org/Article"), S(""));
    if (x->w->may_harvest) {
        link_in(&b, "describedby", str_format(a, "%.*s.bib", FMT(x->url)), S("application/x-bibtex"));
        link_in(&b, "describedby", str_format(a, "%.*s.ris", FMT(x->url)), S("application/x-research-info-systems"));
        link_in(&b, "describedby", str_format(a, "%.*s.json", FMT(x->url)), S("application/vnd.citationstyles.csl+json"));
    }
    link_in(&b, "license", str_c(licence_of(x->w->licence)->url), S(""));
    for (int i = 0; i < x->by.count && i < 8; i++)
        if (str_is(x->by.at[i].role, "author")) link_in(&b, "author", str_format(a, "%.*s/knowledge/by/%.*s", FMT(x->n->base_url), FMT(url_part(a, x->by.at[i].by.slug))), S(""));
    for (int i = 0; i < x->forms.count && i < 8; i++)
        link_in(&b, x->forms.at[i].file.len ? "item" : "alternate", str_format(a, "%.*s/%s%d", FMT(x->url), x->forms.at[i].file.len ? "files/" : "", x->forms.at[i].number), x->forms.at[i].type);
    return buf_view(&b);
}
