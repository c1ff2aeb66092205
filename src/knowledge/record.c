/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What harvesters get of a work (oai_dc), and when that last changed.  A hash of what they got is kept: the date of a record
 * moves when the record does, and only then, whatever was saved meanwhile. */
#include "knowledge/cite.h"

#include "seal/seal.h"

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

static void dc_in(Html *h, const char *name, Str language, Str words)
{
    if (!words.len) return;
    lit(h, "<dc:"), lit(h, name);
    if (language.len) lit(h, " xml:lang=\""), html_str(h, language), lit(h, "\"");
    lit(h, ">"), html_str(h, words), lit(h, "</dc:"), lit(h, name), lit(h, ">");
}
static void dc(Html *h, const char *name, Str words) { dc_in(h, name, S(""), words); }

/* ---- people, kinds, forms ---- */

static void people_in(Html *h, Arena *a, const WorkWhole *x)
{
    for (int i = 0; i < x->by.count; i++) {
        bool author = str_is(x->by.at[i].role, "author");
        dc(h, author ? "creator" : "contributor", author ? x->by.at[i].by.name : str_format(a, "%.*s (%.*s)", FMT(x->by.at[i].by.name), FMT(x->by.at[i].role)));
    }
    for (int i = 0; i < x->forms.count; i++)
        if (x->forms.at[i].maker.len) dc(h, "contributor", str_format(a, "%.*s (%s)", FMT(x->forms.at[i].maker), form_words(x->forms.at[i].kind)));
}

static bool any_type(const WorkWhole *x, const char *start)
{
    for (int i = 0; i < x->forms.count; i++) if (str_starts(x->forms.at[i].type, str_c(start))) return true;
    return false;
}

/* DCMI's type vocabulary, then COAR's resource types. */
static void types_in(Html *h, const WorkWhole *x)
{
    static const char *const coar[][2] = { { "research", "c_18ws" }, { "briefing", "c_93fc" }, { "position", "c_186u" }, { "member-blog", "c_6947" }, { "staff-blog", "c_6947" } };
    const char *code = "c_18cf";                          /* "text" */
    for (int i = 0; i < COUNT(coar); i++) if (str_is(x->w->kind, coar[i][0])) code = coar[i][1];
    dc(h, "type", S("Text"));
    if (any_type(x, "audio/")) dc(h, "type", S("Sound"));
    if (any_type(x, "video/")) dc(h, "type", S("MovingImage"));
    lit(h, "<dc:type>http://purl.org/coar/resource_type/"), lit(h, code), lit(h, "</dc:type>");
}

/* Of each form's language or type one, however many forms have it. */
static void once_each(Html *h, const char *name, const WorkWhole *x, bool types)
{
    Str first = types ? S("text/html") : x->w->language;
    dc(h, name, first);
    for (int i = 0; i < x->forms.count; i++) {
        Str one = types ? x->forms.at[i].type : x->forms.at[i].language;
        bool said = str_eq(one, first);
        for (int k = 0; k < i; k++) said = said || str_eq(one, types ? x->forms.at[k].type : x->forms.at[k].language);
        if (!said) dc(h, name, one);
    }
}

static void identifiers_in(Html *h, Arena *a, const WorkWhole *x)
{
    dc(h, "identifier", x->url), dc(h, "identifier", x->ark_url);
    if (x->w->doi.len) dc(h, "identifier", str_format(a, "https://doi.org/%.*s", FMT(x->w->doi)));
    for (int i = 0; i < x->forms.count; i++) dc(h, "identifier", str_format(a, "%.*s/%s%d", FMT(x->url), x->forms.at[i].file.len ? "files/" : "", x->forms.at[i].number));
}

void record_metadata(Html *h, Arena *a, const WorkWhole *x)
{
    const Work *w = x->w;
    lit(h, "<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
        " xsi:schemaLocation=\"http://www.openarchives.org/OAI/2.0/oai_dc/ http://www.openarchives.org/OAI/2.0/oai_dc.xsd\">");
    dc_in(h, "title", w->language, w->title), dc(h, "title", w->other_title);
    people_in(h, a, x);
    if (w->content_note.len) dc(h, "description", str_format(a, "Content note: %.*s", FMT(w->content_note)));
    dc_in(h, "description", w->language, w->summary);
    for (int i = 0; i < x->topics.count; i++) dc(h, "subject", x->topics.at[i].words);
    dc(h, "publisher", w->publisher.len ? w->publisher : x->n->name);
    dc(h, "date", date_as_true(a, w->published_at));
    if (!str_eq(date_short(a, w->text_at), date_short(a, w->published_at)) && w->text_at.us > w->published_at.us && x->versions) dc(h, "date", date_short(a, w->text_at));
    types_in(h, x);
    once_each(h, "format", x, true);
    identifiers_in(h, a, x);
    once_each(h, "language", x, false);
    for (int i = 0; i < x->links.count; i++) if (x->links.at[i].harvested) dc(h, "relation", x->links.at[i].ark_url);
    dc(h, "coverage", w->coverage), dc(h, "source", w->source);
    dc(h, "rights", str_c(licence_of(w->licence)->url)), dc(h, "rights", str_c(licence_of(w->licence)->words));
    lit(h, "</oai_dc:dc>");
}

/* ---- when it changed ---- */

/* The site's own address is left out: a site that moves changes every record, and its harvesters are told that elsewhere. */
static Str record_as(Tx *tx, const Work *w)
{
    Arena *a = tx_arena(tx);
    if (!str_is(w->state, "public") || w->level != 2 || !w->may_harvest) return S("");
    Network n = { .name = setting(tx, "name", S("")), .base_url = S("") };
    WorkWhole x = work_whole(tx, NOBODY, w, &n);
    Html *h = html_open(a);
    record_metadata(h, a, &x);
    html_str(h, w->kind);                                 /* its sets */
    for (int i = 0; i < x.hopes.count; i++) html_str(h, x.hopes.at[i].slug);
    return sha256_hex(a, html_done(h));
}

void record_anew_trusted(Tx *tx, i64 work, Time told)
{
    const Work *w = work_trusted(tx, work);
    if (!w) return;
    Str as = record_as(tx, w);
    Time now = time_now(), second = { now.us / 1000000 * 1000000 };
    Time at = { told.us > now.us ? told.us / 1000000 * 1000000 : second.us };
    bool open = str_is(w->state, "public") && w->level == 2;
    db_exec(tx, SQL("update work set record_at = case when record_as <> $2 then $3 else record_at end, record_as = $2, harvested_at = case when harvested_at = 0 and $2 <> '' then $4 else harvested_at end,"
        " public_at = case when public_at = 0 and $5 = 1 then $4 else public_at end, gone_at = case when $5 = 1 or public_at = 0 then 0 when gone_at = 0 then $3 else gone_at end where id = $1"),
        I(work), T(as), AT(at), AT(second), I(open));
}
