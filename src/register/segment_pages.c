/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The desk: finding people for something particular. */
#include "register/register.h"

#include "register/views.h"

static PageHead head(const char *title, const char *crumb, const char *url, Faults faults)
{
    return (PageHead){ .title = str_c(title), .room = "desk", .crumb = str_c(crumb), .crumb_url = str_c(url), .noindex = true, .faulty = faults.count > 0 };
}

static const Choice classes[] = { CHOICE("", "Anybody"), CHOICE("individual", "Individual members"), CHOICE("supporter", "Supporters") };
static const Choice consents[] = { CHOICE("", "Nothing more"), CHOICE("bulletin", "The bulletin"), CHOICE("phone", "Being called"), CHOICE("post", "Letters by post") };

static Reply show_all(Visit *v, const Officer *by, const Segment *d, Faults faults)
{
    Segments all = segments_now(v->tx, by);
    SegmentRow *at = arena_array(v->arena, SegmentRow, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = (SegmentRow){ all.at[i], segment_words(v->arena, &all.at[i]), segment_count(v->tx, by, &all.at[i]) };
    SegmentsShown s = { .faults = faults, .at = at, .count = all.count };
    s.name = (FieldSpec){ .name = "name", .label = S("Name"), .hint = S(""), .value = d->name, .fault = faults_of(faults, "name"), .width = "mid", .longest = 100, .needed = true };
    s.purpose = (FieldSpec){ .name = "purpose", .label = S("What are they looked for?"), .hint = S("Each person who is found reads this."), .value = d->purpose, .fault = faults_of(faults, "purpose"), .longest = 300, .needed = true };
    s.ends = (FieldSpec){ .name = "ends", .label = S("It ends on"), .hint = S("Within a year, such as 2027-03-01."), .value = form_str(v, "ends"), .fault = faults_of(faults, "ends"), .width = "short", .longest = 10, .needed = true };
    s.class_kind = choice_spec(v->arena, "class", S("Who"), d->class_kind, classes, COUNT(classes));
    s.places = places_to_pick(v, d->place);
    s.since = (FieldSpec){ .name = "since", .label = S("Members since"), .hint = S("A day, or later; or leave it empty."), .value = form_str(v, "since"), .fault = faults_of(faults, "since"), .width = "short", .longest = 10 };
    s.consents = choice_spec(v->arena, "consent", S("Who also agreed to"), d->consent, consents, COUNT(consents));
    s.word = (FieldSpec){ .name = "word", .label = S("Who wrote this word of themselves"), .hint = S("One word, such as carers; or leave it empty. It looks only where people allow it."), .value = d->word, .fault = faults_of(faults, "word"), .width = "mid", .longest = 60 };
    Html *page = page_open(v, head("Finding people", "The desk", "/desk", faults));
    view_desk_segments(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_all(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    return by ? show_all(v, by, &(Segment){ .name = S("") }, NO_FAULTS) : reply_forbidden(v);
}

static Str one_of(Str typed, const Choice *from, int count)
{
    for (int i = 0; i < count; i++) if (str_is(typed, from[i].value)) return typed;
    return S("");
}

static Reply make(Visit *v, const Officer *by)
{
    Segment s = { .name = form_str(v, "name"), .purpose = form_str(v, "purpose"), .class_kind = one_of(form_str(v, "class"), classes, COUNT(classes)), .place = place_known(form_str(v, "place")),
        .consent = one_of(form_str(v, "consent"), consents, COUNT(consents)), .word = form_str(v, "word") };
    Str since = form_str(v, "since");
    if (!time_from_rfc3339(form_str(v, "ends"), &s.ends_at)) s.ends_at = (Time){ 0 };
    if (since.len && !time_from_rfc3339(since, &s.since)) return show_all(v, by, &s, fault("since", S("Write the day as year, month, day: 2024-03-01. Or leave it empty.")));
    switch (segment_make(v->tx, by, &s)) {
    case DONE:
        notice_set(v, S("Kept. Nobody was told yet: that happens when you look at the people."));
        return reply_redirect(v, "/desk/segments");
    case INVALID: case CONFLICT: case GONE: break;
    }
    return show_all(v, by, &s, segment_faults(&s));
}

static Reply post_all(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    i64 id = 0;
    if (!by) return reply_forbidden(v);
    if (!str_is(form_str(v, "act"), "end")) return make(v, by);
    switch (str_int(form_str(v, "id"), &id) ? segment_end(v->tx, by, id) : GONE) {
    case DONE:
        notice_set(v, S("Ended. It finds nobody any more."));
        return reply_redirect(v, "/desk/segments");
    case INVALID: case CONFLICT: case GONE: break;
    }
    return reply_not_found(v);
}

static Reply get_one(Visit *v)
{
    const Officer *officer_ = officer(v->tx, v->who);
    const Looker *by = looker(v->tx, v->who);
    if (!officer_) return reply_forbidden(v);
    if (!by) return reply_redirect(v, "/desk/people?back=/desk/segments/%lld", path_id(v, 0));
    const Segment *one = segment_named(v->tx, officer_, path_id(v, 0));
    if (!one) return reply_not_found(v);
    SegmentShown s = { .s = one, .words = segment_words(v->arena, one), .found = segment_people(v->tx, by, one) };
    Html *page = page_open(v, head("The people found", "Finding people", "/desk/segments", NO_FAULTS));
    view_desk_segment(page, &s);
    return reply_page(v, page, 200);
}

const Route segment_routes[] = {
    { GET,   "/desk/segments",     OFFICERS, get_all },
    { POST,  "/desk/segments",     OFFICERS, post_all },
    { NOTED, "/desk/segments/:id", OFFICERS, get_one },
    { 0 }
};
