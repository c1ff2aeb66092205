/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The item desk: what is offered, what is written here, what is taken up from other rooms. */
#include "bulletin/bulletin.h"

#include "bulletin/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static FieldSpec day(Visit *v, const char *name, const char *label, const char *hint, Time value, Faults f)
{
    FieldSpec s = field(name, label, hint, day_value(v->arena, value), f);
    s.type = "date", s.width = "short";
    return s;
}

static Time typed_day(Visit *v, const char *name)
{
    Time t = { 0 };
    Str d = form_str(v, name);
    return d.len == 10 && time_from_rfc3339(d, &t) ? t : (Time){ 0 };
}

/* ---- lists ---- */

static Reply show_items(Visit *v, const Editor *by, const Bulletin *b, Faults f)
{
    DeskItems s = { .b = b, .offered = items_at_desk(v->tx, by, b->id, S("offered"), 0), .accepted = items_at_desk(v->tx, by, b->id, S("accepted"), 0), .news = news_running(v->tx, by),
        .sections = sections_of(v->tx, v->who, b->id), .faults = f };
    Html *page = page_open(v, head(S("Items"), b->name, str_format(v->arena, "/desk/bulletins/%.*s", FMT(b->slug)), f));
    view_desk_items(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_items(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    return b ? show_items(v, by, b, NO_FAULTS) : reply_not_found(v);
}

static Reply post_items(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    i64 id = 0, section = 0, made = 0;
    if (!by) return reply_forbidden(v);
    if (!b || !str_int(form_str(v, "id"), &id) || !str_int(form_str(v, "section"), &section)) return reply_not_found(v);
    NewsList all = news_running(v->tx, by);
    const News *n = NULL;
    for (int i = 0; i < all.count; i++) if (all.at[i].id == id && str_is(form_str(v, "kind"), all.at[i].kind)) n = &all.at[i];
    if (!n) return reply_conflict(v, S("It is over, or somebody has taken it up already."));
    switch (item_take_up(v->tx, by, section, n, &made)) {
    case DONE: notice_set(v, S("Taken up. Change its words here if you like.")); return reply_redirect(v, "/desk/items/%lld", made);
    case INVALID: return show_items(v, by, b, fault("section", S("This cannot go in as it is: a part that needs facts needs all of them, and nobody speaks for everybody.")));
    case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("It is over, or somebody has taken it up already."));
}

/* ---- one ---- */

static ChoiceSpec section_choice(Visit *v, const Bulletin *b, i64 now, Faults f)
{
    Sections all = sections_of(v->tx, v->who, b->id);
    Choice *at = arena_array(v->arena, Choice, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = (Choice){ str_format(v->arena, "%lld", all.at[i].id).at, all.at[i].needs_facts ? str_format(v->arena, "%.*s (with the box of facts)",
        FMT(all.at[i].name)) : all.at[i].name, S(""), all.at[i].id == now };
    return (ChoiceSpec){ .name = "section", .legend = S("In which part"), .hint = S(""), .fault = faults_of(f, "section"), .at = at, .count = all.count };
}

static void fill_fields(Visit *v, DeskItem *s, const Item *i, Faults f)
{
    const FactsBox *x = &i->facts;
    s->title = field("title", "Title", "", i->title, f), s->body = field("body", "In a few sentences", "Paragraphs are parted by a blank line.", i->body, f), s->link = field("link", "A page about it", "", i->link, f);
    s->body.rows = 6, s->run_by = field("run_by", "Who runs it", "As it may be shown.", x->run_by, f), s->note = field("content_note", "Content note", "Said before the text, never in front of it.", i->content_note, f);
    s->purpose = field("purpose", "What it is for", "", x->purpose, f), s->payment = field("payment", "What is paid", "Or “unpaid”, and why.", x->payment, f), s->paid_when = field("paid_when", "In which form, and when", "", x->paid_when, f);
    s->access = field("access", "So that people can take part", "", x->access, f), s->anonymity = field("anonymity", "Staying unnamed", "", x->anonymity, f), s->data_use = field("data_use", "Who holds what people tell, how long, what for", "", x->data_use, f);
    s->may_change = field("may_change", "What can still change", "", x->may_change, f), s->back = day(v, "hear_back_on", "On which day those who took part hear what came of it", "", x->hear_back_on, f);
    s->from = day(v, "runs_from", "Runs from", "", i->runs_from, f), s->to = day(v, "runs_to", "until", "Two weeks at most, unless it is the network’s own.", i->runs_to, f);
    s->own_words = box_spec("own_words", S("These are the words of whoever sent it"), S("Marked as theirs. Untick it where you rewrote them."), i->own_words);
    s->lived = box_spec("lived_led", S("Led by people with lived experience"), S("Stands first in its part."), i->lived_led), s->own = box_spec("own", S("The network’s own"), S("May run longer than two weeks."), i->own);
}

static Reply show_item(Visit *v, const Editor *by, const Item *i, Faults f)
{
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    Bulletins all = bulletins_seen_by(v->tx, v->who);
    for (int k = 0; k < all.count; k++) if (all.at[k].id == i->bulletin) b = &all.at[k];
    if (!b) return reply_not_found(v);
    DeskItem s = { .i = i, .b = b, .faults = f, .section = section_choice(v, b, i->section, f), .action = i->id ? str_format(v->arena, "/desk/items/%lld", i->id) : str_format(v->arena, "/desk/items/new/%.*s", FMT(b->slug)) };
    fill_fields(v, &s, i, f);
    s.decline = field("decline", "A kind sentence to whoever sent it", b->decline_in_words ? "They get it by mail, with thanks." : "This bulletin answers without words; leave it empty, or write some all the same.",
        b->decline_in_words ? S("There was more this time than there is room for, and this one is not for this bulletin.") : S(""), f);
    if (i->id) s.past = poster_past(v->tx, by, i);
    Html *page = page_open(v, head(i->id ? i->title : S("Write an item"), S("Items"), str_format(v->arena, "/desk/items/of/%.*s", FMT(b->slug)), f));
    view_desk_item(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    Time now = time_now();
    if (!by) return reply_forbidden(v);
    if (!b) return reply_not_found(v);
    return show_item(v, by, &(Item){ .bulletin = b->id, .state = S(""), .title = S(""), .own = true, .runs_from = now, .runs_to = time_after(now, DAYS(ITEM_DAYS)) }, NO_FAULTS);
}

static void typed_item(Visit *v, Item *i)
{
    i->title = form_str(v, "title"), i->body = form_text(v, "body"), i->link = form_str(v, "link"), i->content_note = form_str(v, "content_note");
    i->own_words = form_box(v, "own_words"), i->lived_led = form_box(v, "lived_led"), i->own = form_box(v, "own");
    i->facts = (FactsBox){ .purpose = form_text(v, "purpose"), .run_by = form_str(v, "run_by"), .payment = form_str(v, "payment"), .paid_when = form_str(v, "paid_when"), .access = form_text(v, "access"), .anonymity = form_str(v, "anonymity"),
        .data_use = form_text(v, "data_use"), .may_change = form_text(v, "may_change"), .hear_back_on = typed_day(v, "hear_back_on") };
    i->runs_from = typed_day(v, "runs_from"), i->runs_to = typed_day(v, "runs_to");
    if (!str_int(form_str(v, "section"), &i->section)) i->section = 0;
    Sections all = sections_of(v->tx, v->who, i->bulletin);
    for (int k = 0; k < all.count; k++) if (all.at[k].id == i->section) i->needs_facts = all.at[k].needs_facts;
}

static Reply put(Visit *v, const Editor *by, Item *i)
{
    bool accept = str_is(form_str(v, "then"), "accept");
    typed_item(v, i);
    switch (item_put(v->tx, by, i)) {
    case DONE: break;
    case INVALID: return show_item(v, by, i, item_faults(v->tx, v->who, i));
    case CONFLICT: return reply_conflict(v, S("It stands in a bulletin that was sent, and those words stay as they are. Take it back, or write a new one."));
    case GONE: return reply_conflict(v, S("That has changed meanwhile. Go back and look again."));
    }
    if (accept && item_accept(v->tx, by, i->id) == DONE) notice_set(v, S("Accepted. It can go into the next bulletin."));
    else notice_set(v, S("Kept."));
    return reply_redirect(v, "/desk/items/%lld", i->id);
}

static Reply post_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    if (!b) return reply_not_found(v);
    Item i = { .bulletin = b->id, .state = S("") };
    return put(v, by, &i);
}

static Reply get_item(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Item *i = by ? item_read(v->tx, by, path_id(v, 0)) : NULL;
    if (!by) return reply_forbidden(v);
    return i ? show_item(v, by, i, NO_FAULTS) : reply_not_found(v);
}

static Str bulletin_slug(Visit *v, i64 id)
{
    Bulletins all = bulletins_seen_by(v->tx, v->who);
    for (int k = 0; k < all.count; k++) if (all.at[k].id == id) return all.at[k].slug;
    return S("bulletin");
}

static Reply decline(Visit *v, const Editor *by, const Item *i)
{
    switch (item_decline(v->tx, by, i->id, form_text(v, "decline"), v->network)) {
    case DONE: notice_set(v, S("It is not put in.")); return reply_redirect(v, "/desk/items/of/%.*s", FMT(bulletin_slug(v, i->bulletin)));
    case INVALID: return show_item(v, by, i, fault("decline", S("Up to 1,000 letters.")));
    case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("That has changed meanwhile. Go back and look again."));
}

static Reply post_item(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Item *found = by ? item_read(v->tx, by, path_id(v, 0)) : NULL;
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    if (!found) return reply_not_found(v);
    if (str_is(act, "decline")) return decline(v, by, found);
    if (str_is(act, "back")) {
        if (item_take_back(v->tx, by, found->id) != DONE) return reply_conflict(v, S("It was taken back already."));
        notice_set(v, S("Taken back everywhere."));
        return reply_redirect(v, "/desk/bulletins");
    }
    Item i = *found;
    return put(v, by, &i);
}

const Route item_routes[] = {
    { GET,  "/desk/items/of/:bulletin",  EDITORS, get_items },
    { POST, "/desk/items/of/:bulletin",  EDITORS, post_items },
    { GET,  "/desk/items/new/:bulletin", EDITORS, get_new },
    { POST, "/desk/items/new/:bulletin", EDITORS, post_new },
    { GET,  "/desk/items/:id",           EDITORS, get_item },
    { POST, "/desk/items/:id",           EDITORS, post_item },
    { 0 }
};
