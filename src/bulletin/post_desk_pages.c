/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The post room's first page, a bulletin's own settings, and what came back. */
#include "bulletin/bulletin.h"

#include "bulletin/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

/* ---- all of them ---- */

static Reply show_all(Visit *v, const Editor *by, const Bulletin *typed, Faults f)
{
    Bulletins all = bulletins_seen_by(v->tx, v->who);
    DeskBulletinRow *at = arena_array(v->arena, DeskBulletinRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        Editions e = editions_at_desk(v->tx, by, all.at[i].id);
        if (e.count > 2) e.count = 2;
        at[i] = (DeskBulletinRow){ &all.at[i], e, items_at_desk(v->tx, by, all.at[i].id, S("offered"), 0).count, items_at_desk(v->tx, by, all.at[i].id, S("accepted"), 0).count };
    }
    DeskBulletins s = { .at = at, .count = all.count, .faults = f, .letters = letters_in(v->tx, by, false).count, .held = letter_held(v->tx) ? letter_held_count(v->tx) : 0 };
    s.name = field("name", "Its name", "", typed->name, f), s.about = field("about", "What comes in it", "People read this when they agree to get it.", typed->about, f);
    s.outside = field("outside_name", "What shows on a locked phone", "As sender and subject. Keep it dull.", typed->outside_name, f);
    Html *page = page_open(v, head(S("The post room"), S("The desk"), S("/desk"), f));
    view_desk_bulletins(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static const Bulletin nothing = { .name = { "", 0 }, .about = { "", 0 }, .outside_name = { "", 0 } };

static Reply get_all(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    return by ? show_all(v, by, &nothing, NO_FAULTS) : reply_forbidden(v);
}

static Reply begin_next(Visit *v, const Editor *by)
{
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, form_str(v, "bulletin"));
    i64 made = 0;
    if (!b) return reply_not_found(v);
    switch (edition_begin(v->tx, by, b, &made)) {
    case DONE: notice_set(v, S("Begun. Put in what was accepted.")); return reply_redirect(v, "/desk/editions/%lld", made);
    case INVALID: case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("One is being made already. Finish it first."));
}

static Reply post_all(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    if (!by) return reply_forbidden(v);
    if (str_is(form_str(v, "act"), "begin")) return begin_next(v, by);
    Bulletin b = { .name = form_str(v, "name"), .about = form_text(v, "about"), .outside_name = form_str(v, "outside_name"), .cut_off_day = 4, .cut_off_hour = 17, .send_day = 1, .send_hour = 9,
        .per_minute = 600, .decline_in_words = true };
    switch (bulletin_change(v->tx, by, &b)) {
    case DONE: notice_set(v, S("Made. People can agree to it on their own page.")); return reply_redirect(v, "/desk/bulletins/%.*s", FMT(b.slug));
    case INVALID: return show_all(v, by, &b, bulletin_faults(&b));
    case CONFLICT: return show_all(v, by, &b, fault("name", S("There is one of this name, or there are twelve already.")));
    case GONE: break;
    }
    return reply_not_found(v);
}

/* ---- one ---- */

static const char *const days[] = { "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday" };

static ChoiceSpec numbers(Visit *v, const char *name, const char *legend, int now, int count)
{
    Choice *at = arena_array(v->arena, Choice, count);
    for (int i = 0; i < count; i++) at[i] = (Choice){ str_format(v->arena, "%d", i).at, count == 7 ? str_c(days[i]) : str_format(v->arena, "%d.00", i), S(""), i == now };
    return (ChoiceSpec){ .name = name, .legend = str_c(legend), .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static SectionForm *section_forms(Visit *v, const Sections *all, Faults f)
{
    SectionForm *at = arena_array(v->arena, SectionForm, all->count + 1);
    for (int i = 0; i < all->count; i++) {
        const Section *s = &all->at[i];
        at[i] = (SectionForm){ .s = s, .name = field(str_format(v->arena, "section-%lld", s->id).at, "Name", "", s->name, f), .most = field(str_format(v->arena, "most-%lld", s->id).at, "How many at most", "0: no limit.",
            str_format(v->arena, "%d", s->most), f),
            .facts = box_spec(str_format(v->arena, "facts-%lld", s->id).at, S("Asks people to take part or to work: only with the whole box of facts"), S(""), s->needs_facts) };
        at[i].most.width = "short", at[i].most.inputmode = "numeric";
    }
    return at;
}

static Reply show_one(Visit *v, const Editor *by, const Bulletin *b, Faults f)
{
    Sections all = sections_of(v->tx, v->who, b->id);
    DeskBulletin s = { .b = b, .faults = f, .editions = editions_at_desk(v->tx, by, b->id), .sections = section_forms(v, &all, f), .section_count = all.count };
    s.name = field("name", "Its name", "", b->name, f), s.about = field("about", "What comes in it", "", b->about, f), s.outside = field("outside_name", "What shows on a locked phone", "As sender and subject. Keep it dull.", b->outside_name, f);
    s.pace = field("per_minute", "How many a minute", "0: as fast as the mail server takes them. Many providers want fewer.", str_format(v->arena, "%d", b->per_minute), f), s.pace.width = "short", s.pace.inputmode = "numeric";
    s.cut_day = numbers(v, "cut_off_day", "Nothing is added after", b->cut_off_day, 7), s.cut_hour = numbers(v, "cut_off_hour", "at", b->cut_off_hour, 24);
    s.send_day = numbers(v, "send_day", "It goes out on", b->send_day, 7), s.send_hour = numbers(v, "send_hour", "at", b->send_hour, 24);
    s.declines = box_spec("decline_in_words", S("Whoever is not put in gets a kind sentence"), S("Otherwise nothing is sent; they see it where they sent it."), b->decline_in_words);
    s.fresh_name = field("section", "Its name", "", S(""), f);
    Html *page = page_open(v, head(b->name, S("The post room"), S("/desk/bulletins"), f));
    view_desk_bulletin(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_one(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Bulletin *b = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    return b ? show_one(v, by, b, NO_FAULTS) : reply_not_found(v);
}

static int typed_number(Visit *v, const char *name)
{
    i64 n;
    return str_int(form_str(v, name), &n) && n >= 0 && n < 1000000 ? (int)n : -1;
}

static Reply change_section(Visit *v, const Editor *by, const Bulletin *b)
{
    Section s = { .bulletin = b->id };
    if (!str_int(form_str(v, "id"), &s.id)) s.id = 0;
    const char *name = s.id ? str_format(v->arena, "section-%lld", s.id).at : "section";
    s.name = form_str(v, name);
    if (s.id) s.most = typed_number(v, str_format(v->arena, "most-%lld", s.id).at), s.needs_facts = form_box(v, str_format(v->arena, "facts-%lld", s.id).at);
    switch (section_change(v->tx, by, &s)) {
    case DONE: notice_set(v, S("Kept.")); return reply_redirect(v, "/desk/bulletins/%.*s", FMT(b->slug));
    case INVALID: return show_one(v, by, b, fault(name, S("Give it a name of up to 60 letters, and a number of up to 60.")));
    case CONFLICT: return show_one(v, by, b, fault(name, S("There is one of this name, or there are twelve already.")));
    case GONE: break;
    }
    return reply_not_found(v);
}

static Reply post_one(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Bulletin *found = bulletin_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    if (!found) return reply_not_found(v);
    if (str_is(form_str(v, "act"), "section")) return change_section(v, by, found);
    Bulletin b = *found;
    b.name = form_str(v, "name"), b.about = form_text(v, "about"), b.outside_name = form_str(v, "outside_name"), b.per_minute = typed_number(v, "per_minute"), b.decline_in_words = form_box(v, "decline_in_words");
    b.cut_off_day = typed_number(v, "cut_off_day"), b.cut_off_hour = typed_number(v, "cut_off_hour"), b.send_day = typed_number(v, "send_day"), b.send_hour = typed_number(v, "send_hour");
    switch (bulletin_change(v->tx, by, &b)) {
    case DONE: notice_set(v, S("Kept.")); return reply_redirect(v, "/desk/bulletins/%.*s", FMT(b.slug));
    case INVALID: return show_one(v, by, &b, bulletin_faults(&b));
    case CONFLICT: case GONE: break;
    }
    return reply_not_found(v);
}

/* ---- what came back ---- */

static Reply show_post(Visit *v, const Editor *by, Str email)
{
    DeskPost s = { .fresh = letters_in(v->tx, by, false), .done = letters_in(v->tx, by, true), .held = letter_held(v->tx), .held_letters = letter_held_count(v->tx),
        .came_back = came_back_counts(v->tx, v->who), .asked = email.len > 0 };
    if (s.done.count > 10) s.done.count = 10;
    s.email = field("email", "Their e-mail address", "They see that you asked.", email, NO_FAULTS), s.email.width = "mid";
    if (s.asked) s.why = why_of_record(v->tx, by, email);
    Html *page = page_open(v, head(S("What came back"), S("The post room"), S("/desk/bulletins"), NO_FAULTS));
    view_desk_post(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_post(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    return by ? show_post(v, by, S("")) : reply_forbidden(v);
}

static Reply post_post(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Str act = form_str(v, "act");
    i64 id = 0;
    if (!by) return reply_forbidden(v);
    if (str_is(act, "why")) return show_post(v, by, form_str(v, "email"));
    if (str_is(act, "let go") || str_is(act, "throw away")) {
        letter_let_go(v->tx, str_is(act, "let go"));
        notice_set(v, S("Letters go out as usual again. A bulletin that was held is let go on its own page."));
    } else if (!str_int(form_str(v, "id"), &id) || letter_in_done(v->tx, by, id) != DONE) return reply_conflict(v, S("Somebody has dealt with it already."));
    else notice_set(v, S("Dealt with. It is kept for ninety days."));
    return reply_redirect(v, "/desk/post");
}

const Route post_desk_routes[] = {
    { GET,  "/desk/bulletins",           EDITORS, get_all },
    { POST, "/desk/bulletins",           EDITORS, post_all },
    { GET,  "/desk/bulletins/:bulletin", EDITORS, get_one },
    { POST, "/desk/bulletins/:bulletin", EDITORS, post_one },
    { GET,  "/desk/post",                EDITORS, get_post },
    { POST, "/desk/post",                EDITORS, post_post },
    { 0 }
};
