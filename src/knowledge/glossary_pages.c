/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The glossary for everybody, and how a member says what a word means to them. */
#include "knowledge/views.h"

#include <jansson.h>
#include <stdlib.h>

static Reply get_glossary(Visit *v)
{
    Terms all = terms_all(v->tx, v->who);
    TermRow *at = arena_array(v->arena, TermRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        Meanings said = all.at[i].summary.len ? (Meanings){ 0 } : meanings_of(v->tx, v->who, all.at[i].id);
        at[i] = (TermRow){ &all.at[i], said.count ? said.at[0].words : all.at[i].summary };
    }
    GlossaryShown s = { .at = at, .count = all.count, .signed_in = v->who.person != 0 };
    Html *page = page_open(v, (PageHead){ .title = S("Glossary"), .room = "knowledge", .feed_json = S("/glossary.json") });
    view_glossary(page, &s);
    return reply_page(v, page, 200);
}

static void put(json_t *o, const char *key, Str s) { if (s.len) json_object_set_new(o, key, json_stringn(s.at, s.len)); }

static Str meaning_url(Visit *v, const Term *t, const Meaning *m) { return str_format(v->arena, "%.*s/glossary/%.*s/%.*s", FMT(v->network->base_url), FMT(t->slug), FMT(m->mark)); }

/* A DefinedTerm for each meaning: none of them stands for the word. */
static json_t *meaning_json(Visit *v, const Term *t, const Meaning *m)
{
    json_t *o = json_object();
    put(o, "@type", S("DefinedTerm")), put(o, "@id", meaning_url(v, t, m)), put(o, "url", meaning_url(v, t, m)), put(o, "termCode", m->mark);
    put(o, "name", t->name), put(o, "description", m->words), put(o, "inDefinedTermSet", str_format(v->arena, "%.*s/glossary", FMT(v->network->base_url)));
    if (m->signed_by.len) json_object_set_new(o, "creator", json_pack("{s:s%}", "name", m->signed_by.at, m->signed_by.len));
    return o;
}

static void meanings_into(Visit *v, json_t *to, const Term *t)
{
    Meanings all = meanings_of(v->tx, v->who, t->id);
    for (int i = 0; i < all.count; i++) json_array_append_new(to, meaning_json(v, t, &all.at[i]));
}

static Reply get_glossary_json(Visit *v)
{
    json_t *set = json_object(), *all = json_array();
    Terms terms = terms_all(v->tx, v->who);
    for (int i = 0; i < terms.count; i++) meanings_into(v, all, &terms.at[i]);
    put(set, "@context", S("https://schema.org")), put(set, "@type", S("DefinedTermSet")), put(set, "@id", str_format(v->arena, "%.*s/glossary", FMT(v->network->base_url))), put(set, "name", S("Glossary"));
    json_object_set_new(set, "hasDefinedTerm", all);
    char *text = json_dumps(set, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str body = str_copy(v->arena, str_c(text ? text : "{}"));
    free(text);
    json_decref(set);
    return reply_bytes(v, S("application/ld+json"), body);
}

/* Each name that they may sign with, and none. */
ChoiceSpec byline_choice(Visit *v, Str now, bool unsigned_too)
{
    Bylines own = bylines_of(v->tx, v->who);
    Choice *at = arena_array(v->arena, Choice, own.count + 2);
    int count = 0;
    if (unsigned_too) at[count++] = (Choice){ "", S("Nobody’s: leave it unsigned"), S(""), !now.len };
    for (int i = 0; i < own.count; i++) {
        Str value = str_format(v->arena, "%.*s %lld", FMT(own.at[i].kind), own.at[i].of);
        at[count++] = (Choice){ value.at, own.at[i].name, str_is(own.at[i].kind, "pen") ? S("A pen name. Nothing public joins it to you.") : str_is(own.at[i].kind, "group") ? S("Your group") : S(""), str_eq(now, value) };
    }
    return (ChoiceSpec){ .name = "byline", .legend = S("Whose name stands under it?"), .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 4 };
}

static Str one_line(Arena *a, Str lines)
{
    Buf b = buf_open(a, lines.len + 8);
    while (lines.len) {
        Str one = str_trim(str_cut(&lines, '\n'));
        if (one.len) buf_format(&b, "%s%.*s", b.len ? ", " : "", FMT(one));
    }
    return buf_view(&b);
}

static Reply show_term(Visit *v, const Term *t, const Meaning *m, Faults f)
{
    TermShown s = { .t = t, .at = meanings_of(v->tx, v->who, t->id), .earlier = meanings_earlier(v->tx, v->who, t->id), .links = term_links(v->tx, v->who, t->id), .faults = f,
        .signed_in = v->who.person != 0 };
    s.also = one_line(v->arena, t->also);
    s.words = field("words", "What it means to you", "In your own words. It stands beside the others, not above or below them.", m->words, f);
    s.uses = field("who_uses", "Who uses it so?", "If you like.", m->who_uses, f), s.rejects = field("who_rejects", "Who does not, and why?", "If you like.", m->who_rejects, f);
    s.uses.rows = s.rejects.rows = 2;
    if (s.signed_in) s.byline = byline_choice(v, form_str(v, "byline"), true);
    Html *page = page_open(v, (PageHead){ .title = t->name, .room = "knowledge", .crumb = S("Glossary"), .crumb_url = S("/glossary"), .faulty = f.count > 0 });
    view_term(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_term(Visit *v)
{
    const Term *t = term_seen_by(v->tx, v->who, path_str(v, 0));
    return t ? show_term(v, t, &(Meaning){ 0 }, NO_FAULTS) : reply_not_found(v);
}

/* "pen 7123": which kind of name, and whose; 0: unsigned. */
bool byline_typed(Visit *v, i64 *byline)
{
    Str rest = form_str(v, "byline"), kind = str_cut(&rest, ' ');
    i64 of = 0;
    *byline = 0;
    return !kind.len || (str_int(rest, &of) && byline_take(v->tx, v->who, kind, of, byline) == DONE);
}

static Reply post_term(Visit *v)
{
    const Term *t = term_seen_by(v->tx, v->who, path_str(v, 0));
    i64 byline = 0;
    if (!t) return reply_not_found(v);
    Meaning m = { .term = t->id, .words = form_text(v, "words"), .who_uses = form_text(v, "who_uses"), .who_rejects = form_text(v, "who_rejects") };
    Faults f = meaning_faults(&m);
    if (f.count) return show_term(v, t, &m, f);
    if (!byline_typed(v, &byline)) return moved_on(v, v->http->path, S("That name is not one of yours any more. What you wrote stands below, to be copied."));
    switch (meaning_offer(v->tx, v->who, &m, byline, 0)) {
    case DONE: break;
    case INVALID: return show_term(v, t, &m, fault("words", S("Say in your words what it means to you.")));
    case CONFLICT: return moved_on(v, v->http->path, S("Twenty of yours wait to be read. We read those first. What you wrote stands below, to be copied."));
    case GONE: return moved_on(v, v->http->path, S("That name is not one of yours any more. What you wrote stands below, to be copied."));
    }
    notice_set(v, S("Thank you. Somebody reads it before it is shown, only for whether it could harm anybody. You find it under Your works, and can take it back."));
    return reply_redirect(v, "/glossary/%.*s", FMT(t->slug));
}

/* ---- one meaning, to be cited ---- */

/* "Ash (2026). “Distress”, one of several meanings. Glossary, Hearth Network. https://.." */
static Str meaning_cited(Visit *v, const Term *t, const Meaning *m)
{
    Str year = m->said_on.len >= 4 ? (Str){ m->said_on.at, 4 } : (Str){ time_rfc3339(v->arena, m->made_at).at, 4 };
    return str_format(v->arena, "%.*s (%.*s). “%.*s”, one of several meanings. Glossary, %.*s. %.*s", FMT(m->signed_by.len ? m->signed_by : S("Unsigned")), FMT(year), FMT(t->name), FMT(v->network->name), FMT(meaning_url(v, t, m)));
}

static Reply get_meaning(Visit *v)
{
    const Term *t = term_seen_by(v->tx, v->who, path_str(v, 0));
    if (!t) return reply_not_found(v);
    const Meaning *m = meaning_seen_by(v->tx, v->who, t->id, path_str(v, 1));
    if (!m && !meaning_gone(v->tx, v->who, t->id, path_str(v, 1))) return reply_not_found(v);
    if (!m) {
        header_add(v, "X-Robots-Tag", S("noindex, noarchive"));
        return reply_words(v, 410, S("This was taken back"), S("Somebody said here what a word means to them, and has taken it back."));
    }
    MeaningShown s = { .t = t, .m = m, .cite = meaning_cited(v, t, m), .after = str_is(m->state, "earlier") ? meaning_after(v->tx, v->who, m->id) : S("") };
    PageHead head = { .title = t->name, .room = "knowledge", .crumb = t->name, .crumb_url = str_format(v->arena, "/glossary/%.*s", FMT(t->slug)), .noindex = str_is(m->state, "earlier") };
    if (!head.noindex) {
        json_t *o = meaning_json(v, t, m);
        put(o, "@context", S("https://schema.org"));
        head.more = json_in_head(v->arena, o);
    }
    Html *page = page_open(v, head);
    view_meaning(page, &s);
    return reply_page(v, page, 200);
}

/* ---- saying it anew: the one before stays under it as an earlier wording ---- */

static Reply show_anew(Visit *v, const Meaning *was, const Meaning *m, Faults f)
{
    MeaningAnew s = { .id = was->id, .name = was->term_name, .signed_by = was->signed_by, .faults = f };
    s.words = field("words", "What it means to you", "What you said before stays to be read as an earlier wording. If you would rather have it gone, take it back instead.", m->words, f);
    s.uses = field("who_uses", "Who uses it so?", "If you like.", m->who_uses, f), s.rejects = field("who_rejects", "Who does not, and why?", "If you like.", m->who_rejects, f);
    Html *page = page_open(v, (PageHead){ .title = S("Say it anew"), .room = "", .crumb = S("Your works"), .crumb_url = S("/me/works"), .noindex = true, .faulty = f.count > 0 });
    view_meaning_anew(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_anew(Visit *v)
{
    const Meaning *m = meaning_own(v->tx, v->who, path_id(v, 0));
    return m ? show_anew(v, m, m, NO_FAULTS) : reply_not_found(v);
}

static Reply post_anew(Visit *v)
{
    const Meaning *was = meaning_own(v->tx, v->who, path_id(v, 0));
    if (!was) return reply_not_found(v);
    Meaning m = { .term = was->term, .words = form_text(v, "words"), .who_uses = form_text(v, "who_uses"), .who_rejects = form_text(v, "who_rejects") };
    Faults f = meaning_faults(&m);
    if (f.count) return show_anew(v, was, &m, f);
    switch (meaning_offer(v->tx, v->who, &m, 0, was->id)) {
    case DONE: break;
    case INVALID: return show_anew(v, was, &m, fault("words", S("Say in your words what it means to you.")));
    case CONFLICT: return moved_on(v, v->http->path, S("Twenty of yours wait to be read. We read those first. What you wrote stands below, to be copied."));
    case GONE: return moved_on(v, S("/me/works"), S("That has changed meanwhile. What you wrote stands below, to be copied."));
    }
    notice_set(v, S("Thank you. Somebody reads it before it takes the place of what you said before."));
    return reply_redirect(v, "/me/works");
}

const Route glossary_routes[] = {
    { GET,  "/glossary",                ANYONE,  get_glossary },
    { GET,  "/glossary.json",           ANYONE,  get_glossary_json },
    { GET,  "/glossary/:term",          ANYONE,  get_term },
    { POST, "/glossary/:term",          MEMBERS, post_term },
    { GET,  "/glossary/:term/:meaning", ANYONE,  get_meaning },
    { GET,  "/me/meanings/:id",         MEMBERS, get_anew },
    { POST, "/me/meanings/:id",         MEMBERS, post_anew },
    { 0 }
};
