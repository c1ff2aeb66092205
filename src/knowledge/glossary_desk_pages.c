/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The glossary's desk: words, what relates to what, meanings to read; and the words that the network itself avoids. */
#include "knowledge/views.h"

#include "web/assets.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

Str house_words(Tx *tx, Who who)
{
    const Asset *a = asset("house_words.txt");
    (void)who;
    return setting(tx, "house_words", a ? a->bytes : S(""));
}

static void term_fields(FieldSpec to[3], const Term *t, Faults f)
{
    to[0] = field("name", "The word", "", t->name, f), to[1] = field("also", "Other words for the same", "One a line. Whoever searches for one is offered the others.", t->also, f), to[2] = field("summary", "What it is about, in a sentence", "Not what it means: that people say themselves.", t->summary, f);
}

static Reply show_all(Visit *v, const Editor *by, const Term *t, Faults f)
{
    FieldSpec fields[3];
    term_fields(fields, t, f);
    DeskGlossary s = { .all = terms_all(v->tx, v->who), .waiting = meanings_waiting(v->tx, by), .name = fields[0], .also = fields[1], .summary = fields[2], .house = field("house_words",
        "Words this network avoids", "One a line: word = what is said instead. Whoever writes at the desk sees it beside the text, as advice.", house_words(v->tx, v->who), f), .faults = f };
    s.house.rows = 10;
    Html *page = page_open(v, head(S("Glossary"), S("Library"), S("/desk/library"), f));
    view_desk_glossary(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Term no_term(void) { return (Term){ .name = S(""), .also = S(""), .summary = S("") }; }

static Reply get_all(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Term t = no_term();
    return by ? show_all(v, by, &t, NO_FAULTS) : reply_forbidden(v);
}

static Reply read_meaning(Visit *v, const Editor *by, bool put_in)
{
    i64 id = 0;
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    if (meaning_read(v->tx, by, id, put_in) != DONE) return reply_conflict(v, S("Somebody has read it already, or it was taken back."));
    notice_set(v, put_in ? S("It stands beside the others.") : S("Not put in. Whoever gave it sees that on their own page."));
    return reply_redirect(v, "/desk/glossary");
}

static Reply post_all(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    if (str_is(act, "show") || str_is(act, "decline")) return read_meaning(v, by, str_is(act, "show"));
    if (str_is(act, "words")) {
        setting_put(v->tx, "house_words", utf8_cut(form_text(v, "house_words"), 20000));
        notice_set(v, S("Kept."));
        return reply_redirect(v, "/desk/glossary");
    }
    Term t = { .name = form_str(v, "name"), .also = form_text(v, "also"), .summary = form_text(v, "summary") };
    if (term_put(v->tx, by, &t) != DONE) return show_all(v, by, &t, term_faults(&t));
    notice_set(v, S("Put in. Now people can say what it means to them."));
    return reply_redirect(v, "/desk/glossary/%lld", t.id);
}

/* ---- one word ---- */

static const Term *term_at(Visit *v)
{
    Terms all = terms_all(v->tx, v->who);
    for (int i = 0; i < all.count; i++) if (all.at[i].id == path_id(v, 0)) return &all.at[i];
    return NULL;
}

static Reply show_term(Visit *v, const Term *t, Faults f)
{
    static const Choice kinds[] = { CHOICE("related", "Related"), CHOICE("opposed", "Opposed") };
    FieldSpec fields[3];
    term_fields(fields, t, f);
    DeskTerm s = { .t = t, .name = fields[0], .also = fields[1], .summary = fields[2], .other = field("other", "The end of the other word’s address", "", S(""), f), .words = field("words", "A meaning that was gathered elsewhere", "Unsigned. In the words of whoever gave it.", S(""), f),
        .source = field("source", "Where it was gathered", "“Anonymous survey, summer 2024”", S(""), f), .kind = choice_spec(v->arena, "kind", S("How they stand to each other"), S("related"), kinds, COUNT(kinds)), .faults = f };
    Html *page = page_open(v, head(t->name, S("Glossary"), S("/desk/glossary"), f));
    view_desk_term(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_term(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Term *t = term_at(v);
    if (!by) return reply_forbidden(v);
    return t ? show_term(v, t, NO_FAULTS) : reply_not_found(v);
}

static Reply post_term(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Term *t = term_at(v);
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    if (!t) return reply_not_found(v);
    if (str_is(act, "link")) {
        if (term_link_put(v->tx, by, t->id, form_str(v, "other"), form_str(v, "kind")) != DONE) return show_term(v, t, fault("other", S("There is no such word in the glossary.")));
    } else if (str_is(act, "meaning")) {
        Meaning m = { .term = t->id, .words = form_text(v, "words"), .source = utf8_cut(form_str(v, "source"), 300), .said_on = S(""), .who_uses = S(""), .who_rejects = S("") };
        if (meaning_faults(&m).count) return show_term(v, t, meaning_faults(&m));
        meaning_add(v->tx, by, &m);
    } else {
        Term changed = { .id = t->id, .name = form_str(v, "name"), .also = form_text(v, "also"), .summary = form_text(v, "summary") };
        if (term_put(v->tx, by, &changed) != DONE) return show_term(v, t, term_faults(&changed));
    }
    notice_set(v, S("Kept."));
    return reply_redirect(v, "/desk/glossary/%lld", t->id);
}

const Route glossary_desk_routes[] = {
    { GET,  "/desk/glossary",     EDITORS, get_all },
    { POST, "/desk/glossary",     EDITORS, post_all },
    { GET,  "/desk/glossary/:id", EDITORS, get_term },
    { POST, "/desk/glossary/:id", EDITORS, post_term },
    { 0 }
};
