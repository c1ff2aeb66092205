/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The glossary's desk: words, what relates to what, meanings to read; and the words that the network itself avoids. */
#include "knowledge/glossary_desk.h"
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

static const MeaningRow *meaning_rows(Visit *v, const Meanings *all, const char *act, const char *label, const char *hint, Faults f)
{
    MeaningRow *at = arena_array(v->arena, MeaningRow, all->count + 1);
    for (int i = 0; i < all->count; i++) {
        const char *name = str_format(v->arena, "why-%.*s", FMT(all->at[i].mark)).at;
        at[i] = (MeaningRow){ &all->at[i], field(name, label, hint, typed_again(v, f, act, name, S("")), f) };
        at[i].why.rows = 2;
    }
    return at;
}

static Reply show_all(Visit *v, const Editor *by, const Term *t, Faults f)
{
    FieldSpec fields[3];
    term_fields(fields, t, f);
    Meanings waiting = meanings_waiting(v->tx, by);
    DeskGlossary s = { .all = terms_all(v->tx, v->who), .waiting = meaning_rows(v, &waiting, "decline", "If it is not this one: why", "Whoever gave it gets these words by letter, if they are somebody here. Empty: they see only that it was not put in.", f), .waiting_count = waiting.count,
        .name = fields[0], .also = fields[1], .summary = fields[2], .house = field("house_words",
        "Words this network avoids", "One a line: word = what is said instead. Whoever writes at the desk sees it beside the text, as advice.", typed_again(v, f, "words", "house_words", house_words(v->tx, v->who)), f), .faults = f, .same = f.count && t->name.len ? term_same(v->tx, by, t) : NULL };
    s.house.rows = 10, s.seen = fields_seen(v->arena, &(SeenField){ "house_words", house_words(v->tx, v->who), S("") }, 1);
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

static Str why_typed(Visit *v, const Meanings *all, i64 id, const char **field)
{
    for (int i = 0; i < all->count; i++) if (all->at[i].id == id) return form_text(v, *field = str_format(v->arena, "why-%.*s", FMT(all->at[i].mark)).at);
    return S("");
}

static Reply read_meaning(Visit *v, const Editor *by, bool put_in)
{
    i64 id = 0;
    const char *field = "words";
    Term none = no_term();
    Meanings waiting = meanings_waiting(v->tx, by);
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    Str why = why_typed(v, &waiting, id, &field);
    switch (put_in ? meaning_read(v->tx, by, id, true) : meaning_refuse(v->tx, by, id, why)) {
    case DONE: break;
    case INVALID: return show_all(v, by, &none, fault(field, S("Why is longer than 2,000 letters.")));
    case CONFLICT: case GONE: return reply_conflict(v, S("Somebody has read it already, or it was taken back."));
    }
    notice_set(v, put_in ? S("It stands beside the others.") : why.len ? S("Not put in. Whoever gave it has your words by letter, if they are somebody here.") : S("Not put in. Whoever gave it sees that on their own page."));
    return reply_redirect(v, "/desk/glossary");
}

static Reply post_all(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    if (str_is(act, "show") || str_is(act, "decline")) return read_meaning(v, by, str_is(act, "show"));
    if (str_is(act, "words")) {
        Faults over = seen_faults(v, &(SeenField){ "house_words", house_words(v->tx, v->who), form_text(v, "house_words") }, 1);
        Term none = no_term();
        if (over.count) return written_over(show_all(v, by, &none, over));
        if (utf8_length(form_text(v, "house_words")) > 20000) return show_all(v, by, &none, fault("house_words", S("The list is longer than 20,000 letters.")));
        setting_put(v->tx, "house_words", form_text(v, "house_words"));
        notice_set(v, S("Kept."));
        return reply_redirect(v, "/desk/glossary");
    }
    Term t = { .name = form_str(v, "name"), .also = form_text(v, "also"), .summary = form_text(v, "summary") };
    if (term_same(v->tx, by, &t)) return show_all(v, by, &t, fault("name", S("This word is in the glossary already. The link to it stands beside this form.")));
    if (term_put(v->tx, by, &t) != DONE) return show_all(v, by, &t, term_faults(&t));
    notice_set(v, S("Put in. Now people can say what it means to them."));
    return reply_redirect(v, "/desk/glossary/%lld", t.id);
}

/* ---- one word ---- */

static const Term *term_at(Visit *v) { return term_numbered(v->tx, v->who, path_id(v, 0)); }

typedef struct { SeenField at[3]; } TermSeen;
static TermSeen term_seen(const Term *now, const Term *typed) { return (TermSeen){ { { "name", now->name, typed->name }, { "also", now->also, typed->also }, { "summary", now->summary, typed->summary } } }; }

/* t: as it was sent, where there is something to mend. */
static Reply show_term(Visit *v, const Editor *by, const Term *t, Faults f)
{
    static const Choice kinds[] = { CHOICE("related", "Related"), CHOICE("opposed", "Opposed") };
    FieldSpec fields[3];
    const Term *kept = term_at(v);
    Meanings all = meanings_of(v->tx, v->who, t->id);
    term_fields(fields, t, f);
    DeskTerm s = { .t = kept ? kept : t, .name = fields[0], .also = fields[1], .summary = fields[2], .other = field("other", "The address of the other word", "As you copy it from its page, or the end of it.", picked_again(v, f, "link", "other", S("")), f),
        .words = field("words", "A meaning that was gathered elsewhere", "Unsigned. In the words of whoever gave it.", typed_again(v, f, "meaning", "words", S("")), f), .source = field("source", "Where it was gathered", "“Anonymous survey, summer 2024”", picked_again(v, f, "meaning", "source", S("")), f),
        .kind = choice_spec(v->arena, "kind", S("How they stand to each other"), picked_again(v, f, "link", "kind", S("related")), kinds, COUNT(kinds)), .faults = f, .same = f.count ? term_same(v->tx, by, t) : NULL };
    TermSeen seen = term_seen(s.t, t);
    s.seen = fields_seen(v->arena, seen.at, COUNT(seen.at));
    s.links = term_links(v->tx, v->who, t->id);
    s.meanings = meaning_rows(v, &all, "down", "Why", "Whoever gave it gets these words by letter, if they are somebody here.", f), s.meaning_count = all.count;
    Html *page = page_open(v, head(s.t->name, S("Glossary"), S("/desk/glossary"), f));
    view_desk_term(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_term(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Term *t = term_at(v);
    if (!by) return reply_forbidden(v);
    return t ? show_term(v, by, t, NO_FAULTS) : reply_not_found(v);
}

static Reply take_down(Visit *v, const Editor *by, const Term *t)
{
    i64 id = 0;
    const char *field = "words";
    Meanings all = meanings_of(v->tx, v->who, t->id);
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    Str why = why_typed(v, &all, id, &field);
    switch (meaning_take_down(v->tx, by, id, why)) {
    case DONE: break;
    case INVALID: return show_term(v, by, t, fault(field, S("Say why, in up to 2,000 letters: whoever gave it is told.")));
    case CONFLICT: case GONE: return reply_conflict(v, S("It does not stand there any more."));
    }
    notice_set(v, S("Taken down. Whoever gave it is told why, if they are somebody here."));
    return reply_redirect(v, "/desk/glossary/%lld", t->id);
}

static Reply post_term(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Term *t = term_at(v);
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    if (!t) return reply_not_found(v);
    if (str_is(act, "down")) return take_down(v, by, t);
    if (str_is(act, "link")) {
        if (term_link_put(v->tx, by, t->id, slug_typed(form_str(v, "other")), form_str(v, "kind")) != DONE) return show_term(v, by, t, fault("other", S("There is no other word at that address in the glossary.")));
    } else if (str_is(act, "meaning")) {
        Meaning m = { .term = t->id, .words = form_text(v, "words"), .source = form_str(v, "source"), .said_on = S(""), .who_uses = S(""), .who_rejects = S("") };
        Faults f = meaning_faults(&m);
        if (utf8_length(m.source) > 300) faults_add(&f, "source", S("Where it was gathered is longer than 300 letters."));
        if (f.count) return show_term(v, by, t, f);
        meaning_add(v->tx, by, &m);
    } else {
        Term changed = { .id = t->id, .name = form_str(v, "name"), .also = form_text(v, "also"), .summary = form_text(v, "summary") };
        TermSeen seen = term_seen(t, &changed);
        Faults over = seen_faults(v, seen.at, COUNT(seen.at));
        if (over.count) return written_over(show_term(v, by, &changed, over));
        if (term_same(v->tx, by, &changed)) return show_term(v, by, &changed, fault("name", S("Another word of this name is in the glossary already. The link to it stands beside this form.")));
        if (term_put(v->tx, by, &changed) != DONE) return show_term(v, by, &changed, term_faults(&changed));
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
