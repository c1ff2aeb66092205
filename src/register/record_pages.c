/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The desk: finding people, one record, records that look alike; and for the person, who looked. */
#include "register/register.h"

#include "jobs/jobs.h"
#include "register/views.h"

static PageHead head(const char *title, const char *crumb, const char *crumb_url, Faults faults)
{
    return (PageHead){ .title = str_c(title), .room = "desk", .crumb = str_c(crumb), .crumb_url = str_c(crumb_url), .noindex = true, .faulty = faults.count > 0 };
}

/* ---- first: what are you doing ---- */

static ReasonShown reason_shown(Visit *v, const Looker *by, Str back, Str typed, Faults faults)
{
    ReasonShown s = { .said = by != NULL, .reason = by ? looker_reason(by) : S(""), .back = back, .faults = faults };
    s.why = (FieldSpec){ .name = "why", .label = S("What are you doing?"), .hint = S("Such as: “Marek asked on the phone to change his address”, or “welcome calls for November”."), .value = typed,
        .fault = faults_of(faults, "why"), .longest = 200, .needed = true };
    (void)v;
    return s;
}

static Reply ask_reason(Visit *v, Str typed, Faults faults)
{
    Str asked = v->http->method == HTTP_POST ? form_str(v, "back") : query_str(v, "back"), back = asked.len ? asked : v->http->path;
    PeopleShown s = { .reason = reason_shown(v, NULL, back, typed, faults) };
    Html *page = page_open(v, head("People", "The desk", "/desk", faults));
    view_desk_people(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply post_reason(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    Str back = form_str(v, "back");
    if (!by) return reply_forbidden(v);
    switch (looker_says(v->tx, by, v->who, form_str(v, "why"))) {
    case DONE:
        if (!str_starts(back, S("/desk/"))) back = S("/desk/people");
        return reply_redirect(v, "%.*s", FMT(back));
    case INVALID: case CONFLICT: case GONE: break;
    }
    return ask_reason(v, form_str(v, "why"), fault("why", S("Say it in a few words, four letters at least and 200 at most.")));
}

/* ---- finding ---- */

ChoiceSpec places_to_pick(Visit *v, Str now)
{
    const Place *all;
    int count = places_of(v->network->country, &all);
    Choice *at = arena_array(v->arena, Choice, count + 1);
    at[0] = (Choice){ .value = "", .label = S("Anywhere"), .hint = S("") };
    for (int i = 0; i < count; i++) at[i + 1] = (Choice){ .value = all[i].slug.at, .label = all[i].name, .hint = S(""), .chosen = str_eq(now, all[i].slug) };
    return (ChoiceSpec){ .name = "place", .legend = S("Part of the country"), .hint = S(""), .fault = S(""), .at = at, .count = count + 1 };
}

static Str next_url(Visit *v, const PeopleFilter *f, i64 next)
{
    Html *h = html_open(v->arena);
    html_lit(h, "/desk/people?q=", 15), html_url_part(h, f->q);
    html_lit(h, "&place=", 7), html_url_part(h, f->place);
    html_lit(h, "&group=", 7), html_url_part(h, f->group);
    html_lit(h, "&page=", 6), html_int(h, next);
    return html_done(h);
}

static Reply get_people(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    if (!by) return officer(v->tx, v->who) ? ask_reason(v, S(""), NO_FAULTS) : reply_forbidden(v);
    PeopleShown s = { .reason = reason_shown(v, by, S("/desk/people"), S(""), NO_FAULTS),
        .filter = { .q = utf8_cut(query_str(v, "q"), 200), .place = place_known(query_str(v, "place")), .group = utf8_cut(query_str(v, "group"), 100) } };
    if (!str_int(query_str(v, "page"), &s.filter.page) || s.filter.page < 0) s.filter.page = 0;
    if (s.filter.q.len && s.filter.page > PEOPLE_FOUND) s.filter.page = 0;
    s.places = places_to_pick(v, s.filter.place);
    s.group = (FieldSpec){ .name = "group", .label = S("A contact of the group"), .hint = S("The beginning of its name is enough."), .value = s.filter.group, .fault = S(""), .width = "mid", .longest = 100 };
    s.asked = s.filter.q.len || s.filter.place.len || s.filter.group.len;
    if (s.asked) s.found = people_find(v->tx, by, &s.filter);
    s.pager = (Pager){ .before_url = S(""), .after_url = s.found.next ? next_url(v, &s.filter, s.found.next) : S(""), .page = 1 };
    Html *page = page_open(v, head("People", "The desk", "/desk", NO_FAULTS));
    view_desk_people(page, &s);
    return reply_page(v, page, 200);
}

/* ---- one record ---- */

static const Choice kinds[] = { CHOICE("email", "E-mail"), CHOICE("phone", "Phone"), CHOICE("post", "Post") };
static const Choice whys[] = { CHOICE("own wish", "They asked for it"), CHOICE("unreachable", "Nothing reaches them"), CHOICE("died", "They died"), CHOICE("other", "Another reason") };

static ChoiceSpec classes_offered(Visit *v)
{
    MemberClasses all = classes_open(v->tx, v->who);
    Choice *at = arena_array(v->arena, Choice, all.count + 1);
    int count = 0;
    for (int i = 0; i < all.count; i++)
        if (!str_is(all.at[i].kind, "group"))
            at[count++] = (Choice){ .value = str_cstr(v->arena, all.at[i].kind), .label = all.at[i].name, .hint = S(""), .chosen = str_eq(all.at[i].kind, form_str(v, "class")) };
    return (ChoiceSpec){ .name = "class", .legend = S("The class"), .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static ChoiceSpec purposes_offered(Visit *v)
{
    static const char *const purposes[] = { "bulletin", "newsletter", "counts", "segments", "phone", "post" };
    Choice *at = arena_array(v->arena, Choice, COUNT(purposes));
    int count = 0;
    Str words;
    for (int i = 0; i < COUNT(purposes); i++)
        if (wording_now(v->tx, v->who, str_c(purposes[i]), &words)) at[count++] = (Choice){ .value = purposes[i], .label = words, .hint = S("") };
    return (ChoiceSpec){ .name = "purpose", .legend = S("Read these words to them"), .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static void fields_of(Visit *v, RecordShown *s)
{
    Faults f = s->faults;
    Str name = form_str(v, "name");
    s->name = (FieldSpec){ .name = "name", .label = S("Name"), .hint = S("As they say it."), .value = name.len ? name : s->r->person->name, .fault = faults_of(f, "name"), .width = "mid", .longest = 200 };
    s->kind = choice_spec(v->arena, "kind", S("What kind"), form_str(v, "kind"), kinds, COUNT(kinds));
    s->value = (FieldSpec){ .name = "value", .label = S("The address or number"), .hint = S("Read it back to them."), .value = form_str(v, "value"), .fault = faults_of(f, "value"), .longest = 500 };
    s->classes = classes_offered(v), s->classes.fault = faults_of(f, "class");
    s->why = choice_spec(v->arena, "why", S("Why"), form_str(v, "why"), whys, COUNT(whys)), s->why.fault = faults_of(f, "why");
    s->purposes = purposes_offered(v), s->purposes.fault = faults_of(f, "purpose");
    s->group = (FieldSpec){ .name = "group", .label = S("The group's address, after /groups/"), .hint = S(""), .value = form_str(v, "group"), .fault = faults_of(f, "group"), .width = "mid", .longest = 100 };
    s->note = (FieldSpec){ .name = "note", .label = S("The note"), .hint = S("The person can read this on their own page."), .value = form_text(v, "note"), .fault = faults_of(f, "note"), .rows = 3, .longest = 2000 };
    s->review = (FieldSpec){ .name = "review", .label = S("Look at it again on"), .hint = S("A day, such as 2027-03-01; or leave it empty."), .value = form_str(v, "review"), .fault = faults_of(f, "review"), .width = "short", .longest = 10 };
    s->until = (FieldSpec){ .name = "until", .label = S("It goes on"), .hint = S("Within two years."), .value = form_str(v, "until").len ? form_str(v, "until") : day_value(v->arena, time_after(time_now(), DAYS(365))),
        .fault = faults_of(f, "until"), .width = "short", .longest = 10 };
    s->sure = box_spec("sure", S("They asked for this, and I am sure who they are"), S(""), false), s->sure.fault = faults_of(f, "sure");
}

static Reply show_record(Visit *v, const Looker *by, Faults faults)
{
    RecordShown s = { .faults = faults, .reason = looker_reason(by), .r = record_open(v->tx, by, path_id(v, 0)) };
    if (!s.r) return reply_not_found(v);
    fields_of(v, &s);
    Html *page = page_open(v, head("One record", "People", "/desk/people", faults));
    view_desk_record(page, &s);
    Reply r = reply_page(v, page, faults.count ? 422 : 200);
    return faults.count ? reply_keep(r) : r;              /* that it was shown stays written down */
}

static Reply get_record(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    if (!by) return officer(v->tx, v->who) ? ask_reason(v, S(""), NO_FAULTS) : reply_forbidden(v);
    return show_record(v, by, NO_FAULTS);
}

static i64 number_typed(Visit *v, const char *name)
{
    i64 n = 0;
    return str_int(form_str(v, name), &n) ? n : 0;
}

static Outcome act_name(Visit *v, const Looker *by, i64 p) { return record_rename(v->tx, by, p, form_str(v, "name")); }
static Outcome act_address_add(Visit *v, const Looker *by, i64 p) { return record_address_add(v->tx, by, p, form_str(v, "kind"), form_str(v, "value")); }
static Outcome act_address_take(Visit *v, const Looker *by, i64 p) { return record_address_take(v->tx, by, p, number_typed(v, "address")); }
static Outcome act_class(Visit *v, const Looker *by, i64 p) { return record_move(v->tx, by, p, form_str(v, "class")); }
static Outcome act_end(Visit *v, const Looker *by, i64 p) { return record_end(v->tx, by, p, form_str(v, "why")); }
static Outcome act_give(Visit *v, const Looker *by, i64 p) { return record_consent(v->tx, by, p, form_str(v, "purpose"), true); }
static Outcome act_take(Visit *v, const Looker *by, i64 p) { return record_consent(v->tx, by, p, form_str(v, "purpose"), false); }
static Outcome act_contact(Visit *v, const Looker *by, i64 p) { return record_contact(v->tx, by, p, form_str(v, "group"), false); }
static Outcome act_contact_end(Visit *v, const Looker *by, i64 p) { return record_contact(v->tx, by, p, form_str(v, "group"), true); }
static Outcome act_erase(Visit *v, const Looker *by, i64 p) { return form_box(v, "sure") ? record_erase(v->tx, by, p) : INVALID; }

static Outcome act_note(Visit *v, const Looker *by, i64 p)
{
    Note n = { .words = form_text(v, "note") };
    if (!time_from_rfc3339(form_str(v, "until"), &n.delete_on) || (form_str(v, "review").len && !time_from_rfc3339(form_str(v, "review"), &n.review_on))) return INVALID;
    return record_note(v->tx, by, p, &n);
}

static Outcome act_note_drop(Visit *v, const Looker *by, i64 p)
{
    record_note_drop(v->tx, by, p, number_typed(v, "id"));
    return DONE;
}

static const struct {
    const char *act;
    Outcome (*run)(Visit *v, const Looker *by, i64 person);
    const char *field, *done, *invalid, *conflict;
} acts[] = {
    { "name", act_name, "name", "The name is changed.", "A name has one letter at least and 200 at most.", "" },
    { "address-add", act_address_add, "value", "The address is there.", "This does not look like a whole address or number. Read it back once more.", "" },
    { "address-take", act_address_take, "value", "Taken away.", "", "" },
    { "class", act_class, "class", "Moved. A letter tells them what changes and what does not.", "Choose one of the classes for people.", "They are in this class already." },
    { "end", act_end, "why", "Ended. Nothing more is sent to them.", "Choose why.", "They have a role here. Take it back first." },
    { "consent-give", act_give, "purpose", "Written down, as agreed by voice.", "Choose one of these.", "" },
    { "consent-take", act_take, "purpose", "Taken back. It holds from now on.", "This one ends with the membership.", "" },
    { "contact-add", act_contact, "group", "They are a contact of this group now.", "No group has this address. Copy what stands after /groups/ on its page.", "They are a contact of it already." },
    { "contact-end", act_contact_end, "group", "No longer a contact. The group stays as it is.", "No group has this address.", "" },
    { "note", act_note, "note", "Kept, until the day you gave.", "Write the note, and a day within two years on which it goes: 2027-03-01. Looking again comes before that day.", "" },
    { "note-drop", act_note_drop, "note", "The note is gone.", "", "" },
    { "erase", act_erase, "sure", "Erased. Copies kept against accidents grow old and go within 30 days.", "Tick this if you are sure.", "They have a role here. Take it back first." },
};

static Reply post_record(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    Str act = form_str(v, "act");
    if (!by) return officer(v->tx, v->who) ? ask_reason(v, S(""), NO_FAULTS) : reply_forbidden(v);
    for (int i = 0; i < COUNT(acts); i++) {
        if (!str_is(act, acts[i].act)) continue;
        switch (acts[i].run(v, by, path_id(v, 0))) {
        case DONE:
            notice_set(v, str_c(acts[i].done));
            if (str_is(act, "erase")) return reply_redirect(v, "/desk/people");
            return reply_redirect(v, "/desk/people/%lld", path_id(v, 0));
        case INVALID:  return show_record(v, by, fault(acts[i].field, str_c(acts[i].invalid)));
        case CONFLICT: return show_record(v, by, fault(acts[i].field, str_c(acts[i].conflict)));
        case GONE:     return reply_not_found(v);
        }
    }
    return reply_not_found(v);
}

/* ---- records that look alike ---- */

static Reply get_likeness(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    if (!by) return officer(v->tx, v->who) ? ask_reason(v, S(""), NO_FAULTS) : reply_forbidden(v);
    LikenessShown s = { .reason = looker_reason(by), .open = likenesses_open(v->tx, by), .lately = joinings_lately(v->tx, by) };
    Html *page = page_open(v, head("Records that look alike", "The desk", "/desk", NO_FAULTS));
    view_desk_likeness(page, &s);
    return reply_page(v, page, 200);
}

static Reply post_likeness(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    Str act = form_str(v, "act");
    i64 a = number_typed(v, "a"), b = number_typed(v, "b");
    if (!by) return officer(v->tx, v->who) ? ask_reason(v, S(""), NO_FAULTS) : reply_forbidden(v);
    bool first = str_is(act, "into-a"), second = str_is(act, "into-b"), apart = str_is(act, "apart");
    if (!first && !second && !apart && !str_is(act, "part")) return reply_not_found(v);
    Outcome o = apart ? likeness_apart(v->tx, by, a, b) : first ? records_join(v->tx, by, a, b) : second ? records_join(v->tx, by, b, a) : records_part(v->tx, by, number_typed(v, "merge"));
    switch (o) {
    case DONE:
        notice_set(v, apart ? S("Kept apart, also when the next list comes.") : first || second ? S("Joined. It can be undone for thirty days.") : S("Parted. Each has its own again."));
        return reply_redirect(v, "/desk/likeness");
    case CONFLICT: if (str_is(act, "part")) return reply_conflict(v, S("The record that was kept has been joined to a third since. Part those two first."));
        return reply_conflict(v, S("The record that would go has a role here, or was joined to another already. Keep the other one, or take the role back first."));
    case INVALID: case GONE: return reply_conflict(v, S("Somebody has already decided this, or the thirty days have passed."));
    }
    return reply_bug(v);
}

/* ---- who looked ---- */

static Reply get_viewed(Visit *v)
{
    ViewedShown s = { .rows = seen_of(v->tx, v->who), .whole_lists = whole_lists_given(v->tx, v->who) };
    Html *page = page_open(v, (PageHead){ .title = S("Who looked"), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .noindex = true });
    view_me_viewed(page, &s);
    return reply_page(v, page, 200);
}

const Route record_routes[] = {
    { NOTED, "/desk/people",        OFFICERS, get_people },
    { POST,  "/desk/people/reason", OFFICERS, post_reason },
    { NOTED, "/desk/people/:id",    OFFICERS, get_record },
    { POST,  "/desk/people/:id",    OFFICERS, post_record },
    { NOTED, "/desk/likeness",      OFFICERS, get_likeness },
    { POST,  "/desk/likeness",      OFFICERS, post_likeness },
    { GET,   "/me/viewed",          MEMBERS,  get_viewed },
    { 0 }
};
