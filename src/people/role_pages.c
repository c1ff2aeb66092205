/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Roles, and what needs a second person. */
#include "people/desk_views.h"
#include "people/people.h"
#include "people/roles.h"
#include "people/views.h"

typedef struct { Str email, why; RoleDraft draft; Faults faults; } RolesTyped;

static PageHead head(const char *title, Faults faults)
{
    return (PageHead){ .title = str_c(title), .room = "desk", .crumb = S("The desk"), .crumb_url = S("/desk"), .noindex = true, .faulty = faults.count > 0 };
}

static BoxSpec gate_box(const char *name, Str label, bool ticked, Faults f)
{
    return (BoxSpec){ .name = name, .label = label, .hint = S(""), .fault = faults_of(f, name), .ticked = ticked };
}

static Reply show_roles(Visit *v, const RolesTyped *t)
{
    DeskRoles s = { .faults = t->faults };
    const Administrator *by = administrator(v->tx, v->who);
    if (!by) return reply_forbidden(v);
    s.at = roles_held(v->tx, by, &s.count);
    s.email = (FieldSpec){ .name = "email", .label = S("E-mail address of somebody who is in the network"), .hint = S(""), .value = t->email, .fault = faults_of(t->faults, "email"),
        .type = "text", .inputmode = "email", .width = "mid", .longest = 254, .needed = true };
    s.why = (FieldSpec){ .name = "why", .label = S("Why?"), .hint = S("Another administrator reads this before they say yes."), .value = t->why, .fault = faults_of(t->faults, "why"), .longest = 200, .needed = true };
    s.roles = (ChoiceSpec){ .name = "role", .legend = S("Which role?"), .hint = S(""), .fault = faults_of(t->faults, "role") };
    s.roles.at = role_choices(v->tx, by, &s.roles.count);
    s.name = (FieldSpec){ .name = "name", .label = S("Name of the role"), .hint = S(""), .value = t->draft.name, .fault = faults_of(t->faults, "name"), .width = "mid", .longest = 60 };
    s.words = (FieldSpec){ .name = "words", .label = S("What whoever has it does"), .hint = S(""), .value = t->draft.words, .fault = faults_of(t->faults, "words"), .longest = 300 };
    s.gates[0] = gate_box("desk", S("See the desk and what happened lately"), t->draft.desk, t->faults);
    s.gates[1] = gate_box("officers", S("Work with the register: people, groups, lists, requests about data"), t->draft.officers, t->faults);
    s.gates[2] = gate_box("editors", S("Write the network's own pages"), t->draft.editors, t->faults);
    s.gates[3] = gate_box("deciders", S("Read what comes through the doors, weigh it, answer it"), t->draft.deciders, t->faults);
    s.gates[4] = gate_box("administrators", S("Settings and roles"), t->draft.administrators, t->faults);
    Html *page = page_open(v, head("Roles", t->faults));
    view_desk_roles(page, &s);
    return reply_page(v, page, t->faults.count ? 422 : 200);
}

static Reply get_roles(Visit *v) { return show_roles(v, &(RolesTyped){ .email = S("") }); }

static Reply give_role(Visit *v, const Administrator *by)
{
    RoleAsk ask = { .email = email_usual(v->arena, form_str(v, "email")), .role = form_str(v, "role"), .why = form_str(v, "why") };
    RolesTyped t = { .email = ask.email, .why = ask.why };
    switch (role_give(v->tx, v->who, by, &ask)) {
    case DONE:
        notice_set(v, ask.at_once ? S("Given. It holds from their next page. You are the only administrator, so nobody else was asked.") : S("Asked for. Another administrator finds it under “What needs a second person”."));
        return reply_redirect(v, "/desk/roles");
    case INVALID:  t.faults = ask.role.len ? fault("why", S("Say why, in a few words. Another administrator reads it.")) : fault("role", S("Choose one of the roles.")); break;
    case CONFLICT: t.faults = fault("email", S("They have this role already.")); break;
    case GONE:     t.faults = fault("email", S("Nobody here has this address. They need to join first.")); break;
    }
    return show_roles(v, &t);
}

static Reply take_role(Visit *v, const Administrator *by)
{
    RoleAsk ask = { .role = form_str(v, "role") };
    if (!str_int(form_str(v, "person"), &ask.person)) return reply_not_found(v);
    switch (role_take(v->tx, v->who, by, &ask)) {
    case DONE:
        notice_set(v, S("Taken back. It holds at once."));
        return reply_redirect(v, "/desk/roles");
    case CONFLICT: return reply_conflict(v, S("This is the last administrator. Give the role to somebody else first."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply make_role(Visit *v, const Administrator *by)
{
    RolesTyped t = { .email = S(""), .draft = { form_str(v, "name"), form_str(v, "words"), form_box(v, "desk"), form_box(v, "officers"), form_box(v, "editors"), form_box(v, "deciders"), form_box(v, "administrators") } };
    switch (role_make(v->tx, by, &t.draft)) {
    case DONE:
        notice_set(v, S("The role is there. Nobody has it yet."));
        return reply_redirect(v, "/desk/roles");
    case CONFLICT: t.faults = fault("name", S("There is a role of this name. Choose another.")); break;
    case INVALID: case GONE: t.faults = role_faults(&t.draft); break;
    }
    return show_roles(v, &t);
}

static Reply post_roles(Visit *v)
{
    const Administrator *by = administrator(v->tx, v->who);
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    return str_is(act, "take") ? take_role(v, by) : str_is(act, "make") ? make_role(v, by) : give_role(v, by);
}

/* ---- what needs two ---- */

static Reply get_two(Visit *v)
{
    TwoShown s = { .all = two_lately(v->tx, v->who), .me = v->who.person };
    Html *page = page_open(v, head("What needs a second person", NO_FAULTS));
    view_desk_two(page, &s);
    return reply_page(v, page, 200);
}

static Reply post_two(Visit *v)
{
    const TwoPerson *t = two_named(v->tx, v->who, path_id(v, 0));
    bool yes = str_is(form_str(v, "say"), "yes");
    const Administrator *by = administrator(v->tx, v->who);
    if (!t) return reply_not_found(v);
    switch (two_say(v->tx, v->who, t->id, yes)) {
    case DONE:
        if (yes && by) role_agreed(v->tx, by, t);
        notice_set(v, yes ? S("Done, with both your names.") : S("It does not happen."));
        return reply_redirect(v, "/desk/two");
    case CONFLICT: return reply_conflict(v, S("You asked for this yourself, so somebody else has to say yes."));
    case INVALID: case GONE: return reply_conflict(v, S("This was decided already, or it is more than seven days old."));
    }
    return reply_bug(v);
}

const Route role_routes[] = {
    { GET,  "/desk/roles",   ADMINISTRATORS, get_roles },
    { POST, "/desk/roles",   ADMINISTRATORS, post_roles },
    { GET,  "/desk/two",     DESK,           get_two },
    { POST, "/desk/two/:id", DESK,           post_two },
    { 0 }
};
