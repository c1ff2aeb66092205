/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One edition at the desk: laid out by dragging, by pressing up and down, or by keyboard alone; read by a second person;
 * tried, sent, stopped, let go on; and on paper. */
#include "bulletin/bulletin.h"

#include "bulletin/views.h"
#include "register/register.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 5 };
}

/* Segments are for officers to make; whoever edits and is one of them may send to one. */
static ChoiceSpec segment_choice(Visit *v, i64 now)
{
    const Officer *by = officer(v->tx, v->who);
    Segments all = by ? segments_now(v->tx, by) : (Segments){ 0 };
    Choice *at = arena_array(v->arena, Choice, all.count + 1);
    at[0] = (Choice){ "0", S("Everybody who agreed to it"), S(""), now == 0 };
    for (int i = 0; i < all.count; i++) at[i + 1] = (Choice){ str_format(v->arena, "%lld", all.at[i].id).at, all.at[i].name, S(""), all.at[i].id == now };
    return (ChoiceSpec){ .name = "segment", .legend = S("To whom"), .hint = S("To some alone: each of them reads for what they were looked for, and it does not go into the archive."), .fault = S(""), .at = at, .count = all.count + 1 };
}

static int sections_shown(Visit *v, const Edition *e, const PlacedItems *placed, DeskSection *to)
{
    Sections all = sections_of(v->tx, v->who, e->bulletin->id);
    for (int i = 0; i < all.count; i++) {
        Placed *at = arena_array(v->arena, Placed, placed->count + 1);
        to[i] = (DeskSection){ .name = all.at[i].name, .id = all.at[i].id, .most = all.at[i].most, .at = at };
        for (int k = 0; k < placed->count; k++) if (placed->at[k].section == all.at[i].id) at[to[i].count++] = placed->at[k];
        to[i].there = to[i].count;
    }
    return all.count;
}

static ChoiceSpec hour_choice(Visit *v, int now)
{
    Choice *at = arena_array(v->arena, Choice, 24);
    for (int i = 0; i < 24; i++) at[i] = (Choice){ str_format(v->arena, "%d", i).at, str_format(v->arena, "%d.00", i), S(""), i == now };
    return (ChoiceSpec){ .name = "hour", .legend = S("at"), .hint = S(""), .fault = S(""), .at = at, .count = 24 };
}

static Reply show(Visit *v, const Editor *by, i64 id, Faults f)
{
    const Edition *e = edition_read(v->tx, by, id);
    if (!e) return reply_not_found(v);
    PlacedItems placed = edition_items(v->tx, by, e);
    DeskSection sections[SECTIONS_MOST];
    DeskEdition s = { .e = e, .faults = f, .counts = copy_counts(v->tx, by, id), .segment = segment_choice(v, e->segment), .sections = sections };
    s.section_count = sections_shown(v, e, &placed, sections);
    s.title = field("title", "Title", "It is the subject only for those who chose that the name may show outside.", e->title, f), s.intro = field("intro", "Introduction", "A few words at the top. May be left empty.", e->intro, f);
    bool mine = e->laid_by == editor_id(by), alone = mine && edition_check_alone(v->tx, by);
    s.may_check = !mine || alone, s.must_say_alone = alone;
    s.alone = field("alone", "Why nobody else reads it", "Nobody else here may. We need a reason, because it stands beside the bulletin at the desk.", form_str(v, "alone"), f);
    s.day = field("day", "It goes out on", "", day_value(v->arena, e->send_at), f), s.day.type = "date", s.day.width = "short";
    s.hour = hour_choice(v, time_hour(e->send_at)), s.goes_out = time_words(v->arena, e->send_at);
    if (edition_is_open(e)) s.offers = edition_offers(v->tx, by, e);
    Html *page = page_open(v, head(e->title, e->bulletin->name, str_format(v->arena, "/desk/bulletins/%.*s", FMT(e->bulletin->slug)), f));
    view_desk_edition(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_edition(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    return by ? show(v, by, path_id(v, 0), NO_FAULTS) : reply_forbidden(v);
}

/* ---- what was pressed ---- */

static Reply after(Visit *v, i64 id, Outcome o, Str done)
{
    switch (o) {
    case DONE: notice_set(v, done); return reply_redirect(v, "/desk/editions/%lld", id);
    case INVALID: return reply_conflict(v, S("That does not go: a part is full, or those led by people with lived experience would not come first, or nothing is in it. Go back and look again."));
    case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("That has changed meanwhile, or it is not yours to do. Go back and look again."));
}

static Reply order(Visit *v, const Editor *by, i64 id, Str typed)
{
    i64 ids[EDITION_ITEMS_MOST];
    int count = 0;
    while (typed.len && count < EDITION_ITEMS_MOST) if (str_int(str_cut(&typed, ' '), &ids[count])) count++;
    return after(v, id, edition_order(v->tx, by, id, ids, count), S("Kept in this order. Those led by people with lived experience stand first."));
}

static bool pressed(Visit *v, const char *name, i64 *which) { return str_int(form_str(v, name), which); }

static Reply write_words(Visit *v, const Editor *by, i64 id)
{
    EditionWords w = { .id = id, .title = form_str(v, "title"), .intro = form_text(v, "intro") };
    i64 wanted = 0;
    if (str_int(form_str(v, "segment"), &wanted) && wanted) {
        const Officer *officer_ = officer(v->tx, v->who);
        if (officer_ && segment_named(v->tx, officer_, wanted)) w.segment = wanted;
    }
    if (edition_faults(v->arena, &w).count) return show(v, by, id, edition_faults(v->arena, &w));
    return after(v, id, edition_write(v->tx, by, &w), S("Kept."));
}

static Reply schedule(Visit *v, const Editor *by, i64 id, bool now)
{
    i64 hour = 0;
    Time at = time_now();
    bool known = now || (str_int(form_str(v, "hour"), &hour) && time_on_day(form_str(v, "day"), (int)hour, &at));
    if (!known) return show(v, by, id, fault("day", S("Write the day as year, month, day: 2027-03-01.")));
    switch (edition_schedule(v->tx, by, id, at)) {
    case DONE: notice_set(v, S("Its words are frozen, and it goes out then.")); return reply_redirect(v, "/desk/editions/%lld", id);
    case INVALID: return show(v, by, id, fault("day", S("That has passed, or is more than two months away. Choose another day and hour, or send it now.")));
    case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("That has changed meanwhile. Go back and look again."));
}

static Reply check(Visit *v, const Editor *by, i64 id)
{
    switch (edition_check(v->tx, by, id, form_str(v, "alone"))) {
    case DONE: notice_set(v, S("Read. Now say when it goes out.")); return reply_redirect(v, "/desk/editions/%lld", id);
    case INVALID: return show(v, by, id, fault("alone", S("Say in a few words why nobody else reads it.")));
    case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("You laid it out, so somebody else reads it; or it has changed meanwhile."));
}

static Reply act(Visit *v, const Editor *by, i64 id, Str what)
{
    const Edition *e = edition_read(v->tx, by, id);
    if (!e) return reply_not_found(v);
    if (str_is(what, "write")) return write_words(v, by, id);
    if (str_is(what, "lay out")) return after(v, id, edition_lay_out(v->tx, by, id), S("Laid out. Somebody else reads it next."));
    if (str_is(what, "open")) return after(v, id, edition_open_again(v->tx, by, id), S("Open again. It has to be read again before it goes."));
    if (str_is(what, "check")) return check(v, by, id);
    if (str_is(what, "schedule") || str_is(what, "now")) return schedule(v, by, id, str_is(what, "now"));
    if (str_is(what, "stop")) return after(v, id, edition_stop(v->tx, by, id), S("Stopped."));
    if (str_is(what, "go on")) return after(v, id, edition_go_on(v->tx, by, id), S("It goes on."));
    if (str_is(what, "test")) return after(v, id, edition_test(v->tx, by, e, v->network), S("A test copy is on its way to you."));
    if (str_is(what, "unknown again")) return after(v, id, copies_unknown_again(v->tx, by, id, true), S("They are sent once more."));
    if (str_is(what, "unknown leave")) return after(v, id, copies_unknown_again(v->tx, by, id, false), S("Left as it is."));
    return reply_not_found(v);
}

static Reply post_edition(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    i64 id = path_id(v, 0), which = 0;
    Str dragged = form_str(v, "order");
    if (!by) return reply_forbidden(v);
    if (pressed(v, "up", &which)) return after(v, id, edition_move(v->tx, by, id, which, true), S("One up."));
    if (pressed(v, "down", &which)) return after(v, id, edition_move(v->tx, by, id, which, false), S("One down."));
    if (pressed(v, "out", &which)) return after(v, id, edition_take_out(v->tx, by, id, which), S("Taken out. It can go in again."));
    if (pressed(v, "in", &which)) return after(v, id, edition_place(v->tx, by, id, which), S("It is in."));
    if (dragged.len) return order(v, by, id, dragged);
    return act(v, by, id, form_str(v, "act"));
}

static Reply get_paper(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Edition *e = by ? edition_read(v->tx, by, path_id(v, 0)) : NULL;
    if (!by) return reply_forbidden(v);
    if (!e) return reply_not_found(v);
    PlacedItems items = edition_items(v->tx, by, e);
    EditionPaper s = { .labels = paper_labels(v->tx, by, e->bulletin) };
    s.shown = (EditionShown){ .e = e, .sheet = sheet_of(v->tx, v->who, e, &items, v->network), .placed = items.at, .text_url = str_format(v->arena, "/bulletins/%.*s/%.*s.txt", FMT(e->bulletin->slug), FMT(e->slug)) };
    Html *page = page_open(v, head(S("On paper"), e->title, str_format(v->arena, "/desk/editions/%lld", e->id), NO_FAULTS));
    view_desk_paper(page, &s);
    return reply_page(v, page, 200);
}

const Route edition_routes[] = {
    { GET,   "/desk/editions/:id",       EDITORS, get_edition },
    { POST,  "/desk/editions/:id",       EDITORS, post_edition },
    { NOTED, "/desk/editions/:id/paper", EDITORS, get_paper },
    { 0 }
};
