/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Asking about one's data: anybody, members, and the desk that answers. */
#include "register/register.h"

#include "register/views.h"

static const Choice kinds[] = {
    CHOICE("access", "A copy of what is held about me"), CHOICE("correct", "Something is wrong, or missing"), CHOICE("erase", "Erase me"),
    CHOICE("stop", "Stop using something about me, or stop and wait"), CHOICE("complaint", "A complaint about how my data was used"),
};
static const Choice ways[] = { CHOICE("phone", "By phone"), CHOICE("post", "By post"), CHOICE("in person", "In person"), CHOICE("email", "By e-mail") };

static Request typed(Visit *v)
{
    return (Request){ .kind = form_str(v, "kind"), .name = form_str(v, "name"), .contact = form_str(v, "contact"), .words = form_text(v, "words"), .way = form_str(v, "way"), .person = v->who.person };
}

static RequestForm form_for(Visit *v, const Request *r, Faults faults, bool stranger)
{
    RequestForm f = { .faults = faults, .stranger = stranger, .action = stranger ? "/data-request" : "/me/requests", .back = stranger ? "/" : "/me" };
    f.kind = choice_spec(v->arena, "kind", S("What do you ask for?"), r->kind, kinds, COUNT(kinds)), f.kind.fault = faults_of(faults, "kind");
    f.name = (FieldSpec){ .name = "name", .label = S("What should we call you?"), .hint = S("We need it to answer you. If we know you under another name, say so below."), .value = r->name, .fault = faults_of(faults, "name"), .width = "mid", .longest = 200, .needed = true };
    f.contact = (FieldSpec){ .name = "contact", .label = S("How does the answer reach you?"), .hint = S("An e-mail address, a phone number or a postal address that is safe for you. We need one."), .value = r->contact, .fault = faults_of(faults, "contact"), .longest = 500, .needed = true };
    f.words = (FieldSpec){ .name = "words", .label = S("In your own words"), .hint = S("What it is about, if there is something to say."), .value = r->words, .fault = faults_of(faults, "words"), .rows = 5, .longest = 10000 };
    return f;
}

static Reply answer(Visit *v, Html *page, Faults f) { return reply_page(v, page, f.count ? 422 : 200); }
static RequestState state_of(Visit *v, const Request *r, const char *action) { return (RequestState){ r, action, str_is(v->network->country, "GB") }; }

/* ---- anybody ---- */

static Reply show_ask(Visit *v, const Request *r, Faults faults)
{
    RequestForm f = form_for(v, r, faults, true);
    Html *page = page_open(v, (PageHead){ .title = S("Ask about your data"), .room = "", .faulty = faults.count > 0 });
    view_data_request(page, &f);
    return answer(v, page, faults);
}

static Reply get_ask(Visit *v) { return show_ask(v, &(Request){ .kind = S("access") }, NO_FAULTS); }

static Reply post_ask(Visit *v)
{
    Request r = typed(v);
    r.person = 0;                                         /* who is signed in asks on their own page; here nobody is known */
    Faults faults = request_faults(&r);
    if (faults.count) return show_ask(v, &r, faults);
    if (!pace_allows(v, "data request", S(""), 10, HOURS(1))) return reply_too_fast(v);
    Str token = request_make(v->tx, NOBODY, &r, v->network);
    notice_set(v, S("Received. This page shows where it stands."));
    return reply_redirect(v, "/data-request/%.*s", FMT(token));
}

static Reply get_state(Visit *v)
{
    const Request *r = request_by_token(v->tx, v->who, path_str(v, 0));
    if (!r) return reply_not_found(v);
    RequestState s = state_of(v, r, str_format(v->arena, "/data-request/%.*s", FMT(path_str(v, 0))).at);
    Html *page = page_open(v, (PageHead){ .title = S("What you asked"), .room = "", .noindex = true });
    view_data_request_page(page, &s);
    return reply_page(v, page, 200);
}

static Reply withdrawn(Visit *v, Outcome o, Str where)
{
    switch (o) {
    case DONE:
        notice_set(v, S("Taken back. Nobody works on it any more."));
        return reply_redirect(v, "%.*s", FMT(where));
    case CONFLICT: return reply_conflict(v, S("It is closed already."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_state(Visit *v)
{
    return withdrawn(v, request_withdraw(v->tx, v->who, path_str(v, 0)), str_format(v->arena, "/data-request/%.*s", FMT(path_str(v, 0))));
}

/* ---- members ---- */

static Reply show_own(Visit *v, const Request *r, Faults faults)
{
    Requests all = requests_of(v->tx, v->who);
    RequestState *at = arena_array(v->arena, RequestState, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = state_of(v, &all.at[i], "/me/requests");
    OwnRequests s = { .form = form_for(v, r, faults, false), .at = at, .count = all.count };
    Html *page = page_open(v, (PageHead){ .title = S("Ask about your data"), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .noindex = true, .faulty = faults.count > 0 });
    view_me_requests(page, &s);
    return answer(v, page, faults);
}

static Reply get_own(Visit *v) { return show_own(v, &(Request){ .kind = S("correct") }, NO_FAULTS); }

static Reply post_own(Visit *v)
{
    Request r = typed(v);
    i64 id = 0;
    if (str_is(form_str(v, "act"), "withdraw")) return withdrawn(v, str_int(form_str(v, "id"), &id) ? request_withdraw_own(v->tx, v->who, id) : GONE, S("/me/requests"));
    r.name = S(""), r.contact = S("");
    Faults faults = request_faults(&r);
    if (faults.count) return show_own(v, &r, faults);
    if (!pace_allows(v, "data request", S(""), 10, HOURS(1))) return reply_too_fast(v);
    Str token = request_make(v->tx, v->who, &r, v->network);
    notice_set(v, token.len ? S("Received. It stands below with its date.") : S("Nothing was kept."));
    return reply_redirect(v, "/me/requests");
}

/* ---- the desk ---- */

static Reply go_say(Visit *v)
{
    if (!officer(v->tx, v->who)) return reply_forbidden(v);
    return reply_redirect(v, "/desk/people?back=/desk/requests");
}

static Reply show_desk(Visit *v, const Looker *by, const Request *r, Faults faults)
{
    Requests all = requests_open(v->tx, by);
    RequestRow *at = arena_array(v->arena, RequestRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        const char *a = str_format(v->arena, "answer-%lld", all.at[i].id).at, *p = str_format(v->arena, "pause-%lld", all.at[i].id).at;
        at[i].r = all.at[i];
        at[i].answer = (FieldSpec){ .name = a, .label = S("The answer"),
            .hint = S("In plain words. Look first whether it tells anything about somebody else."), .value = form_text(v, a), .fault = faults_of(faults, a), .rows = 5, .longest = 20000 };
        at[i].pause = (FieldSpec){ .name = p, .label = S("What do we need from them?"), .hint = S("Only what is needed to know that it is them, or what they mean. The clock stands still meanwhile."), .value = form_str(v, p), .fault = faults_of(faults, p), .longest = 500 };
    }
    DeskRequests s = { .faults = faults, .reason = looker_reason(by), .at = at, .count = all.count, .form = form_for(v, r, faults, true),
        .way = choice_spec(v->arena, "way", S("How did it come?"), r->way, ways, COUNT(ways)) };
    s.form.kind.legend = S("What do they ask for?"), s.form.name.label = S("Name"), s.form.contact.label = S("How does the answer reach them?"), s.form.words.label = S("In their words");
    s.form.name.hint = s.form.contact.hint = s.form.words.hint = S("");
    s.way.fault = faults_of(faults, "way");
    Html *page = page_open(v, (PageHead){ .title = S("Requests about data"), .room = "desk", .crumb = S("The desk"), .crumb_url = S("/desk"), .noindex = true, .faulty = faults.count > 0 });
    view_desk_requests(page, &s);
    Reply done = answer(v, page, faults);
    return faults.count ? reply_keep(done) : done;
}

static Reply get_desk(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    return by ? show_desk(v, by, &(Request){ .kind = S("access"), .way = S("phone") }, NO_FAULTS) : go_say(v);
}

static Reply key_in(Visit *v, const Looker *by)
{
    Request r = typed(v);
    r.person = 0;
    switch (request_key_in(v->tx, by, &r, v->network)) {
    case DONE:
        notice_set(v, S("Written down. Its clock has begun."));
        return reply_redirect(v, "/desk/requests");
    case INVALID: case CONFLICT: case GONE: break;
    }
    Faults f = request_faults(&r);
    return show_desk(v, by, &r, f.count ? f : fault("way", S("Choose how it came.")));
}

static Reply post_desk(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    Str act = form_str(v, "act"), done = S("");
    i64 id = 0;
    if (!by) return go_say(v);
    if (str_is(act, "key-in")) return key_in(v, by);
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    const char *a = str_format(v->arena, "answer-%lld", id).at, *p = str_format(v->arena, "pause-%lld", id).at, *field = p;
    Outcome o = GONE;
    if (str_is(act, "acknowledge")) o = request_acknowledge(v->tx, by, id, v->network), done = S("They are told that somebody works on it.");
    else if (str_is(act, "go-on")) o = request_pause(v->tx, by, id, S(""), v->network), done = S("The clock goes on, later by as long as it stood.");
    else if (str_is(act, "pause")) o = form_str(v, p).len ? request_pause(v->tx, by, id, form_str(v, p), v->network) : INVALID, done = S("They are asked. The clock stands still.");
    else if (str_is(act, "answer")) o = request_close(v->tx, by, id, form_text(v, a), v->network), done = S("Answered. They are told where to read it."), field = a;
    switch (o) {
    case DONE:
        notice_set(v, done);
        return reply_redirect(v, "/desk/requests");
    case INVALID:  return show_desk(v, by, &(Request){ .kind = S("access"), .way = S("phone") }, fault(field, field == a ? S("Write the answer.") : S("Say what is needed, in a few words.")));
    case CONFLICT: return reply_conflict(v, S("Somebody else has done this already."));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply get_copy(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    if (!by) return go_say(v);
    const Record *r = record_open(v->tx, by, path_id(v, 0));
    if (!r) return reply_not_found(v);
    CopyShown s = { .name = r->person->name, .today = time_date_words(v->arena, time_now()), .held = record_copy(v->tx, by, path_id(v, 0)) };
    Html *page = page_open(v, (PageHead){ .title = S("Everything held about one person"), .room = "desk", .crumb = S("Requests about data"), .crumb_url = S("/desk/requests"), .noindex = true });
    view_record_copy(page, &s);
    return reply_page(v, page, 200);
}

const Route request_routes[] = {
    { GET,   "/data-request",         ANYONE,   get_ask },
    { POST,  "/data-request",         ANYONE,   post_ask },
    { GET,   "/data-request/:token",  ANYONE,   get_state },
    { POST,  "/data-request/:token",  ANYONE,   post_state },
    { GET,   "/me/requests",          MEMBERS,  get_own },
    { POST,  "/me/requests",          MEMBERS,  post_own },
    { NOTED, "/desk/requests",        OFFICERS, get_desk },
    { POST,  "/desk/requests",        OFFICERS, post_desk },
    { NOTED, "/desk/people/:id/copy", OFFICERS, get_copy },
    { 0 }
};
