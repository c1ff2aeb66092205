/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The doors as people see them: which there are, what each asks, on paper too, and coming back by code and word. */
#include "doors/doors.h"

#include "doors/views.h"

static Time year_before(void) { return time_after(time_now(), -DAYS(365)); }

static DoorRow row_of(Visit *v, const Door *d)
{
    DoorRow r = { .d = d, .used = door_used(v->tx, v->who, d->id), .counts = door_counts(v->tx, v->who, d->id, year_before()), .mine = S("") };
    r.sign = door_sign(d, r.used, time_now());
    return r;
}

/* Minutes are the time of people who are mostly answered no: what a door asks of them altogether is told. */
static Chart burden(Visit *v, const DoorRow *rows, int count)
{
    ChartRow *at = arena_array(v->arena, ChartRow, CHART_ROWS);
    i64 hours = 0;
    int made = 0;
    bool few = false;
    for (int i = 0; i < count && made < CHART_ROWS; i++) {
        if (rows[i].d->leads_to.len) continue;
        i64 sent = rows[i].counts.sent, took = (sent * rows[i].d->minutes + 59) / 60;
        at[made] = (ChartRow){ .label = rows[i].d->name, .values = { took } };
        at[made].withheld[0] = sent > 0 && sent < 5;
        few = few || at[made++].withheld[0];
        hours += took;
    }
    Str says = few ? S("Hours that people spent in twelve months, as the doors reckon them.") : str_format(v->arena, "People spent about %lld hours in twelve months, as the doors reckon them.", hours);
    return (Chart){ .id = "chart-burden", .title = S("What the doors ask of people"), .says = says, .what = S("Door"), .series = { S("hours") }, .series_count = 1, .rows = at, .count = made };
}

static Reply get_ask(Visit *v)
{
    Doors all = doors_seen_by(v->tx, v->who);
    DoorRow *at = arena_array(v->arena, DoorRow, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = row_of(v, &all.at[i]);
    AskShown s = { .at = at, .count = all.count, .all = door_counts(v->tx, v->who, 0, year_before()), .signed_in = v->who.person != 0 };
    s.burden = burden(v, at, all.count);
    Html *page = page_open(v, (PageHead){ .title = S("Ask"), .room = "voice" });
    view_ask(page, &s);
    return reply_page(v, page, 200);
}

static Reply show_door(Visit *v, const Door *d)
{
    const QuestionSet *set = questions_asked(v->tx, v->who, d);
    DoorShown s = { .row = row_of(v, d), .may_come_in = door_lets_in(v->tx, v->who, d), .signed_in = v->who.person != 0, .longer = door_extensions(v->tx, v->who, d->id),
        .network = v->network, .questions = set ? set->count : 0 };
    const Filler *by = entry_mine(v->tx, v->who, d, v->who.person || v->pre_session.len ? browser_secret(v) : S(""));
    if (by) s.row.mine = str_is(filler_entry(by)->state, "draft") ? S("1") : S("sent");
    Html *page = page_open(v, (PageHead){ .title = d->name, .room = "voice", .crumb = S("Ask"), .crumb_url = S("/ask") });
    view_door(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_door(Visit *v)
{
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    return d ? show_door(v, d) : reply_not_found(v);
}

static Reply post_door(Visit *v)
{
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    i64 made = 0;
    if (!d) return reply_not_found(v);
    const Filler *by = entry_mine(v->tx, v->who, d, browser_secret(v));
    if (by && str_is(filler_entry(by)->state, "draft")) return reply_redirect(v, "/ask/%.*s/1", FMT(d->slug));
    if (!pace_allows(v, "begin", S(""), 30, HOURS(1))) return reply_too_fast(v);
    switch (entry_begin(v->tx, v->who, d, browser_secret(v), &made)) {
    case DONE: return reply_redirect(v, "/ask/%.*s/1", FMT(d->slug));
    case INVALID:
        if (v->who.person) return reply_forbidden(v);
        way_back_set(v, str_format(v->arena, "/ask/%.*s", FMT(d->slug)));
        notice_set(v, S("This door is for members. Sign in, and you are back here."));
        return reply_redirect(v, "/sign-in");
    case GONE: case CONFLICT: break;
    }
    return reply_redirect(v, "/ask/%.*s", FMT(d->slug));
}

/* ---- on paper ---- */

static Reply get_paper(Visit *v)
{
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    const QuestionSet *set = d && !d->leads_to.len ? questions_asked(v->tx, v->who, d) : NULL;
    if (!set) return reply_not_found(v);
    int made = 0;
    PaperShown s = { .d = d, .network = v->network, .number = set->number };
    s.at = asked_fields(v->arena, set, 0, set->count, &(Shown){ .base = S("") }, &made), s.count = made;
    Html *page = page_open(v, (PageHead){ .title = d->name, .room = "voice", .crumb = S("Ask"), .crumb_url = S("/ask"), .noindex = true });
    view_door_paper(page, &s);
    return reply_page(v, page, 200);
}

/* ---- coming back ---- */

static Reply show_back(Visit *v, Faults faults)
{
    BackShown s = { .faults = faults };
    s.code = (FieldSpec){ .name = "code", .label = S("Your code"), .hint = S("Eight signs, like K7QX-2MPD. Large or small letters do not matter."), .value = utf8_cut(form_str(v, "code"), 20), .fault = faults_of(faults, "code"), .width = "short", .longest = 20, .needed = true };
    s.word = (FieldSpec){ .name = "word", .label = S("Your word"), .hint = S(""), .value = utf8_cut(form_str(v, "word"), 20), .fault = faults_of(faults, "word"), .width = "short", .longest = 20, .needed = true };
    Html *page = page_open(v, (PageHead){ .title = S("Come back to it"), .room = "voice", .crumb = S("Ask"), .crumb_url = S("/ask"), .noindex = true, .faulty = faults.count > 0 });
    view_entry_back(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_back(Visit *v) { return show_back(v, NO_FAULTS); }

/* A code and a word hold 46 bits: guessing is slowed for each address and for all together. */
static Reply post_back(Visit *v)
{
    if (!pace_allows(v, "come back", S(""), 20, MINUTES(10)) || !pace_allows(v, "come back", S("all"), 2000, HOURS(1))) return reply_too_fast(v);
    const Filler *by = entry_back(v->tx, v->who, form_str(v, "code"), form_str(v, "word"), browser_secret(v));
    if (!by) return show_back(v, fault("code", S("Nothing is kept under this code and this word. Look whether both are as they were shown. If somebody else is signed in here, sign out first.")));
    const Entry *e = filler_entry(by);
    bool draft = str_is(e->state, "draft");
    notice_set(v, draft ? S("Here it is, as you left it.") : S("Here is what you sent."));
    return e->person && e->person == v->who.person && !draft ? reply_redirect(v, "/me/asks/%lld/sent", e->id) : reply_redirect(v, "/ask/%.*s/%s", FMT(e->door->slug), draft ? "1" : "sent");
}

const Route ask_routes[] = {
    { GET,  "/ask",             ANYONE, get_ask },
    { GET,  "/ask/back",        ANYONE, get_back },
    { POST, "/ask/back",        ANYONE, post_back },
    { GET,  "/ask/:slug",       ANYONE, get_door },
    { POST, "/ask/:slug",       ANYONE, post_door },
    { GET,  "/ask/:slug/paper", ANYONE, get_paper },
    { 0 }
};
