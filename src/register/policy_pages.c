/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The desk: classes over time, the register that the law asks for, what goes by itself. */
#include "register/register.h"

#include "register/views.h"

static PageHead head(const char *title, Faults faults)
{
    return (PageHead){ .title = str_c(title), .room = "desk", .crumb = S("The desk"), .crumb_url = S("/desk"), .noindex = true, .faulty = faults.count > 0 };
}

/* ---- classes ---- */

static const Choice kinds[] = { CHOICE("individual", "Individuals"), CHOICE("group", "Groups"), CHOICE("supporter", "Supporters") };

static void rights_of(BoxSpec to[6], const ClassDraft *d)
{
    to[0] = box_spec("vote", S("Vote at general meetings"), S(""), d->may_vote);
    to[1] = box_spec("stand", S("Stand for the board"), S(""), d->may_stand);
    to[2] = box_spec("attend", S("Attend and speak at general meetings"), S(""), d->may_attend);
    to[3] = box_spec("apply", S("Apply for funds"), S(""), d->may_apply);
    to[4] = box_spec("pitch", S("Pitch articles"), S(""), d->may_pitch);
    to[5] = box_spec("ask", S("Ask the network to take something up"), S(""), d->may_ask);
}

static Reply show_classes(Visit *v, const Officer *by, const ClassDraft *d, Faults faults)
{
    ClassesShown s = { .faults = faults, .arena = v->arena, .may_change = who_passes(v->who, ADMINISTRATORS), .versions = class_versions(v->tx, by) };
    Str on = query_str(v, "on");
    Time day = { 0 };
    if (on.len == 10 && time_from_rfc3339(on, &day)) s.entitled = entitled_on(v->tx, by, time_after(day, DAYS(1) - 1)), s.on_day = time_date_words(v->arena, day);
    s.on = (FieldSpec){ .name = "on", .label = S("The record date"), .hint = S("A day, such as 2026-11-01. Whoever was a member at its end counts."), .value = on, .fault = S(""), .width = "short", .longest = 10 };
    s.kind = choice_spec(v->arena, "kind", S("Of which class?"), d->kind, kinds, COUNT(kinds)), s.kind.fault = faults_of(faults, "kind");
    s.name = (FieldSpec){ .name = "name", .label = S("Its name"), .hint = S("What each person in it is called."), .value = d->name, .fault = faults_of(faults, "name"), .width = "mid", .longest = 80, .needed = true };
    s.who = (FieldSpec){ .name = "who", .label = S("Who is it for?"), .hint = S("In the words that people see when they join."), .value = d->who, .fault = faults_of(faults, "who"), .longest = 300, .needed = true };
    rights_of(s.rights, d);
    Html *page = page_open(v, head("Classes of membership", faults));
    view_desk_classes(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_classes(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    return by ? show_classes(v, by, &(ClassDraft){ .kind = S("individual") }, NO_FAULTS) : reply_forbidden(v);
}

static Reply move_all(Visit *v)
{
    i64 id = 0;
    switch (str_int(form_str(v, "id"), &id) ? class_move_all(v->tx, v->who, id) : GONE) {
    case DONE:
        notice_set(v, S("They are being moved, a few hundred at a time. Each gets a letter."));
        return reply_redirect(v, "/desk/classes");
    case CONFLICT: return reply_conflict(v, S("They are in the version that holds now."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_classes(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    ClassDraft d = { form_str(v, "kind"), form_str(v, "name"), form_str(v, "who"), form_box(v, "vote"), form_box(v, "stand"), form_box(v, "attend"), form_box(v, "apply"), form_box(v, "pitch"), form_box(v, "ask") };
    if (!by || !who_passes(v->who, ADMINISTRATORS)) return reply_forbidden(v);
    if (str_is(form_str(v, "act"), "move")) return move_all(v);
    switch (class_renew(v->tx, v->who, &d)) {
    case DONE:
        notice_set(v, S("This version holds from now on for whoever joins."));
        return reply_redirect(v, "/desk/classes");
    case CONFLICT: return show_classes(v, by, &d, fault("name", S("The version that holds now says the very same.")));
    case INVALID:  return show_classes(v, by, &d, class_faults(&d));
    case GONE:     return show_classes(v, by, &d, fault("kind", S("Choose one of these.")));
    }
    return reply_bug(v);
}

/* ---- the register that the law asks for ---- */

static Reply show_register(Visit *v, const Looker *by, const RegisterEntry *e, Faults faults)
{
    i64 after = 0;
    RegisterShown s = { .faults = faults, .on = statutory_on(v->tx, v->who), .may_switch = who_passes(v->who, ADMINISTRATORS), .reason = by ? looker_reason(by) : S("") };
    if (!str_int(query_str(v, "after"), &after)) after = 0;
    if (s.on && by) s.entries = statutory_entries(v->tx, by, after);
    s.pager = (Pager){ .before_url = S(""), .after_url = s.entries.count == 50 ? str_format(v->arena, "/desk/register?after=%lld", s.entries.at[49].id) : S(""), .page = 1 };
    s.person = (FieldSpec){ .name = "person", .label = S("Which record?"), .hint = S("The number at the end of its address: /desk/people/123…"), .value = form_str(v, "person"), .fault = faults_of(faults, "person"), .width = "mid", .longest = 25, .needed = true };
    s.legal_name = (FieldSpec){ .name = "legal_name", .label = S("The name that the law asks for"), .hint = S(""), .value = e->legal_name, .fault = faults_of(faults, "legal_name"), .width = "mid", .longest = 200, .needed = true };
    s.service_address = (FieldSpec){ .name = "service_address", .label = S("Address for service"), .hint = S("It may be the network's own."), .value = e->service_address, .fault = faults_of(faults, "service_address"), .rows = 3, .longest = 500 };
    s.from = (FieldSpec){ .name = "from", .label = S("Entered on"), .hint = S("A day, such as 2026-11-01."), .value = form_str(v, "from"), .fault = faults_of(faults, "from"), .width = "short", .longest = 10, .needed = true };
    Html *page = page_open(v, head("The register that the law asks for", faults));
    view_desk_register(page, &s);
    Reply r = reply_page(v, page, faults.count ? 422 : 200);
    return faults.count ? reply_keep(r) : r;
}

static Reply get_register(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    if (statutory_on(v->tx, v->who) && !by) return reply_redirect(v, "/desk/people?back=/desk/register");
    return show_register(v, by, &(RegisterEntry){ .legal_name = S("") }, NO_FAULTS);
}

static Reply enter(Visit *v, const Looker *by)
{
    RegisterEntry e = { .legal_name = form_str(v, "legal_name"), .service_address = form_text(v, "service_address") };
    if (!str_int(form_str(v, "person"), &e.person)) e.person = 0;
    if (!time_from_rfc3339(form_str(v, "from"), &e.from)) e.from = (Time){ 0 };
    switch (statutory_enter(v->tx, by, &e)) {
    case DONE:
        notice_set(v, S("Entered. They read on their own page that they are in it."));
        return reply_redirect(v, "/desk/register");
    case INVALID:  return show_register(v, by, &e, statutory_faults(&e));
    case CONFLICT: return show_register(v, by, &e, fault("person", S("They are in it already.")));
    case GONE:     return show_register(v, by, &e, fault("person", S("There is no such record.")));
    }
    return reply_bug(v);
}

static Reply post_register(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    Str act = form_str(v, "act");
    i64 id = 0;
    if (str_is(act, "on") || str_is(act, "off")) {
        if (!who_passes(v->who, ADMINISTRATORS)) return reply_forbidden(v);
        statutory_switch(v->tx, v->who, str_is(act, "on"));
        return reply_redirect(v, "/desk/register");
    }
    if (!statutory_on(v->tx, v->who)) return reply_not_found(v);
    if (!by) return reply_redirect(v, "/desk/people?back=/desk/register");
    if (!str_is(act, "cease")) return enter(v, by);
    switch (str_int(form_str(v, "id"), &id) ? statutory_cease(v->tx, by, id) : GONE) {
    case DONE:
        notice_set(v, S("Written down with today's date. The entry stays for ten years, as the law asks."));
        return reply_redirect(v, "/desk/register");
    case INVALID: case CONFLICT: case GONE: break;
    }
    return reply_not_found(v);
}

/* ---- what goes by itself ---- */

static Reply get_retention(Visit *v)
{
    RetentionShown s = { retentions(v->tx, v->who) };
    Html *page = page_open(v, head("What goes by itself", NO_FAULTS));
    view_desk_retention(page, &s);
    return reply_page(v, page, 200);
}

const Route policy_routes[] = {
    { GET,   "/desk/classes",   OFFICERS, get_classes },
    { POST,  "/desk/classes",   ADMINISTRATORS, post_classes },
    { NOTED, "/desk/register",  OFFICERS, get_register },
    { POST,  "/desk/register",  OFFICERS, post_register },
    { GET,   "/desk/retention", DESK,     get_retention },
    { 0 }
};
