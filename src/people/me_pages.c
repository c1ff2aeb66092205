/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A person's own pages: what is held, what was agreed to, leaving. */
#include "people/group.h"
#include "people/me_views.h"
#include "people/people.h"
#include "people/roles.h"
#include "people/room.h"
#include "people/views.h"

#include <jansson.h>
#include <stdlib.h>

static PageHead head(const char *title)
{
    bool first = !strcmp(title, "Your page");
    return (PageHead){ .title = str_c(title), .room = "", .crumb = first ? S("") : S("Your page"), .crumb_url = S("/me"), .noindex = true };
}

static Holdings holdings_of(Visit *v)
{
    Holdings h = { .arena = v->arena };
    for (const Room *const *r = house_rooms; *r; r++) (*r)->tell(v->tx, v->who.person, &h);
    return h;
}

static Reply get_me(Visit *v)
{
    MeShown s = { .person = person_of(v->tx, v->who), .memberships = memberships_of(v->tx, v->who), .groups = groups_kept_by(v->tx, v->who), .paused = paused_of(v->tx,
        v->who), .staff = v->who.staff };
    if (!s.person) return reply_not_found(v);
    Html *page = page_open(v, head("Your page"));
    view_me(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_data(Visit *v)
{
    Holdings h = holdings_of(v);
    Html *page = page_open(v, head("Everything held about you"));
    view_me_data(page, &h);
    return reply_page(v, page, 200);
}

static Reply get_data_json(Visit *v)
{
    Holdings h = holdings_of(v);
    json_t *list = json_array();
    for (int i = 0; i < h.count; i++) {
        json_t *o = json_object();
        json_object_set_new(o, "what", json_stringn(h.at[i].what.at, h.at[i].what.len));
        json_object_set_new(o, "words", json_stringn(h.at[i].words.at ? h.at[i].words.at : "", h.at[i].words.len));
        json_object_set_new(o, "since", json_stringn(h.at[i].since.at ? h.at[i].since.at : "", h.at[i].since.len));
        json_array_append_new(list, o);
    }
    json_t *whole = json_object();
    json_object_set_new(whole, "held", list);
    char *text = json_dumps(whole, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    Str body = str_copy(v->arena, str_c(text ? text : "{}"));
    free(text);
    json_decref(whole);
    return reply_download(reply_bytes(v, S("application/json"), body), "my-data.json");
}

/* ---- consents ---- */

static Reply get_consents(Visit *v)
{
    ConsentsShown s = { .rows = consents_of(v->tx, v->who) };
    Purposes all = purposes_to_agree(v->tx, v->who);
    for (int i = 0; i < all.count && s.offer_count < COUNT(s.offers); i++) {
        bool lives = false;
        for (int k = 0; k < s.rows.count; k++)
            if (str_eq(s.rows.at[k].purpose, all.at[i].purpose) && !s.rows.at[k].withdrawn_at.us) lives = true;
        if (!lives) s.offers[s.offer_count++] = (ConsentOffer){ all.at[i].purpose, all.at[i].words };
    }
    Html *page = page_open(v, head("What you agreed to"));
    view_me_consents(page, &s);
    return reply_page(v, page, 200);
}

static Reply post_consents(Visit *v)
{
    Str purpose = form_str(v, "purpose"), act = form_str(v, "act");
    Purposes all = purposes_to_agree(v->tx, v->who);
    bool known = false;
    for (int i = 0; i < all.count; i++) known = known || str_eq(purpose, all.at[i].purpose);
    if (known && str_is(act, "withdraw")) {
        consent_withdraw(v->tx, v->who, purpose);
        notice_set(v, S("Taken back. It holds from now on."));
    } else if (known && str_is(act, "give")) {
        consent_give(v->tx, v->who, purpose);
        notice_set(v, S("Thank you. You can take it back here at any time."));
    } else {
        return reply_words(v, 422, S("One thing to mend"), S("That is not one of the things to agree to here. Nothing was changed."));
    }
    return reply_redirect(v, "/me/consents");
}

/* ---- name ---- */

static Reply show_name(Visit *v, Str name, Faults faults)
{
    FieldSpec f = { .name = "name", .label = S("What should we call you?"), .hint = S("Any name you go by. We need it to greet you."), .value = name,
        .fault = faults_of(faults, "name"), .autocomplete = "nickname", .width = "mid", .longest = 200, .needed = true };
    PageHead h = head("Change your name");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_me_name(page, &f, faults);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_name(Visit *v)
{
    const Person *p = person_of(v->tx, v->who);
    return p ? show_name(v, p->name, NO_FAULTS) : reply_not_found(v);
}

static Reply post_name(Visit *v)
{
    Str name = form_str(v, "name");
    if (!name.len) return show_name(v, name, fault("name", S("Tell us what we should call you. Any name you go by is right.")));
    if (utf8_length(name) > 200) return show_name(v, name, fault("name", S("This is longer than 200 letters. A shorter form is enough for us.")));
    person_rename(v->tx, v->who, name);
    notice_set(v, S("Your name is changed."));
    return reply_redirect(v, "/me");
}

/* ---- leaving (W2): effects first, then one press ---- */

static Reply show_leave(Visit *v, Faults faults)
{
    LeaveShown s = { .faults = faults, .groups = groups_kept_by(v->tx, v->who) };
    const Person *p = person_of(v->tx, v->who);
    s.resting = p && p->state == PERSON_RESTING;
    s.stays.arena = v->arena;
    for (const Room *const *r = house_rooms; *r; r++) if ((*r)->stays) (*r)->stays(v->tx, v->who.person, &s.stays);
    PageHead h = head("Leave");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_me_leave(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_leave(Visit *v) { return show_leave(v, NO_FAULTS); }

static Reply leave_whole(Visit *v, bool forget)
{
    Who who = v->who;
    session_end(v);
    if (forget) {
        erase_me(v->tx, who);
        notice_set(v, S("You are erased here. Copies kept against accidents grow old and go within 30 days."));
    } else {
        leave_network(v->tx, who);
        notice_set(v, S("You have left. Nothing more comes from us. You can come back at any time."));
    }
    return reply_redirect(v, "/");
}

static Reply post_leave(Visit *v)
{
    Str how = form_str(v, "how");
    if (str_is(how, "bulletin")) {
        Purposes all = purposes_to_agree(v->tx, v->who);
        for (int i = 0; i < all.count; i++) if (all.at[i].by_mail) consent_withdraw(v->tx, v->who, all.at[i].purpose);
        notice_set(v, S("No more bulletins. You are still a member."));
        return reply_redirect(v, "/me");
    }
    if (str_is(how, "rest") || str_is(how, "back")) {
        bool rest = str_is(how, "rest");
        person_rest(v->tx, v->who, rest ? time_after(time_now(), DAYS(90)) : (Time){ 0 });
        notice_set(v, rest ? S("Quiet for 90 days. It ends by itself, or here whenever you like.") : S("Welcome back. Letters come again."));
        return reply_redirect(v, "/me");
    }
    if ((str_is(how, "leave") || str_is(how, "erase")) && administrator_alone(v->tx, v->who))
        return reply_conflict(v, S("You are the only administrator. Give that role to somebody else at the desk first, and then go."));
    if (str_is(how, "leave")) return leave_whole(v, false);
    if (str_is(how, "erase")) return leave_whole(v, true);
    return show_leave(v, fault("how", S("Choose one of these. Nothing was changed.")));
}

const Route me_routes[] = {
    { GET,  "/me",           MEMBERS, get_me },
    { GET,  "/me/data",      MEMBERS, get_data },
    { GET,  "/me/data.json", MEMBERS, get_data_json },
    { GET,  "/me/consents",  MEMBERS, get_consents },
    { POST, "/me/consents",  MEMBERS, post_consents },
    { GET,  "/me/name",      MEMBERS, get_name },
    { POST, "/me/name",      MEMBERS, post_name },
    { GET,  "/me/leave",     MEMBERS, get_leave },
    { POST, "/me/leave",     MEMBERS, post_leave },
    { 0 }
};
