/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Signing in and out. */
#include "people/passphrase.h"
#include "people/people.h"
#include "people/signin.h"
#include "people/signin_views.h"
#include "people/views.h"

static PageHead head(const char *title)
{
    return (PageHead){ .title = str_c(title), .room = "", .noindex = true };
}

/* Only a path of ours: a way back must not lead away. */
static Str back_of(Str said)
{
    bool ours = said.len && said.len < 200 && said.at[0] == '/' && !(said.len > 1 && (said.at[1] == '/' || said.at[1] == '\\'));
    return ours ? said : S("");
}

static Reply show_ask(Visit *v, Str email, Str back, Faults faults)
{
    SignInForm f = { .faults = faults, .back = back };
    f.email = (FieldSpec){ .name = "email", .label = S("E-mail address"), .hint = S("We send a link to it. There is no password to remember."), .value = email,
        .fault = faults_of(faults, "email"), .type = "text", .inputmode = "email", .autocomplete = "email", .width = "mid", .longest = 254, .needed = true };
    f.passkey = passkey_form_of(v, "sign-in", faults_of(faults, "passkey"));
    f.passkey.back = back;
    PageHead h = head("Sign in");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_sign_in(page, &f);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_sign_in(Visit *v) { return show_ask(v, S(""), back_of(query_str(v, "back")), NO_FAULTS); }

static Reply post_sign_in(Visit *v)
{
    Str email = email_usual(v->arena, form_str(v, "email")), words = email_fault(email), back = back_of(form_str(v, "back"));
    if (words.len) return show_ask(v, form_str(v, "email"), back, fault("email", words));
    if (!pace_allows(v, "sign-in", S(""), 20, MINUTES(10))) return reply_too_fast(v);
    if (pace_allows(v, "sign-in letter", email, 5, HOURS(1))) sign_in_ask(v->tx, v->who, email, v->pre_session, v->network);
    if (back.len) way_back_set(v, back);
    return reply_redirect(v, "/sign-in/sent");
}

static Reply get_sent(Visit *v)
{
    Html *page = page_open(v, head("Look at your e-mail"));
    view_sign_in_sent(page, v->pre_session.len ? sign_in_code(v->arena, v->pre_session) : S(""));
    return reply_page(v, page, 200);
}

static Reply spent(Visit *v)
{
    Html *page = page_open(v, head("This link has been used"));
    view_notice_page(page, S("This link has been used, or is too old"), S("Links work once, for 15 minutes, and only the newest one. One press sends you another."), S("/sign-in"), S("Send me a new link"));
    return reply_page(v, page, 404);
}

static Reply show_link(Visit *v, const SignInLink *l, Str code, Faults faults)
{
    SignInGo g = { .faults = faults, .token = path_str(v, 0), .needs_code = l->needs_code && !code.len, .carried_code = code, .people = l->people };
    g.code = (FieldSpec){ .name = "code", .label = S("The six signs from the other page"), .hint = S("You asked for this link in another browser or on another device. They are shown there."),
        .value = S(""), .fault = faults_of(faults, "code"), .width = "short", .longest = 20, .autocomplete = "one-time-code" };
    PageHead h = head("Sign in");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_sign_in_go(page, &g);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_go(Visit *v)
{
    const SignInLink *l = sign_in_link(v->tx, v->who, path_str(v, 0), v->pre_session);
    return l ? show_link(v, l, S(""), NO_FAULTS) : spent(v);
}

static Str code_usual(Arena *a, Str typed)
{
    Buf b = buf_open(a, typed.len + 1);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 32);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) buf_byte(&b, c);
    }
    return buf_view(&b);
}

/* Letters came back from an address of theirs: this is the moment to say so. */
static void tell_of_post(Visit *v, i64 person)
{
    if (paused_of(v->tx, (Who){ .person = person }).count) notice_set(v, S("Letters to an address of yours came back, so nothing more was sent to it. Your own page says which, and asks whether it is right."));
}

static Reply post_go(Visit *v)
{
    const SignInLink *l = sign_in_link(v->tx, v->who, path_str(v, 0), v->pre_session);
    i64 person = 0;
    if (!l) return spent(v);
    bool named = str_int(form_str(v, "person"), &person);
    if (!named) person = l->people.at[0].id;
    SignInTry t = { path_str(v, 0), v->pre_session, code_usual(v->arena, form_str(v, "code")), person };
    /* In another browser nobody's name is shown before the six signs were right. */
    if (!named && l->people.count > 1 && l->needs_code && sign_in_code_fits(v->tx, v->who, &t)) return show_link(v, l, t.code, NO_FAULTS);
    switch (sign_in_use(v->tx, v->who, &t)) {
    case DONE: {
        Str back = back_of(way_back_take(v));
        session_begin(v, person, "link", form_box(v, "stay"));
        tell_of_post(v, person);
        return back.len ? reply_redirect(v, "%.*s", FMT(back)) : reply_redirect(v, "/me");
    }
    case INVALID:                                         /* the try is counted, so it is kept */
        return reply_keep(show_link(v, l, S(""), fault("code", S("These are not the six signs. Look at the page where you asked for the link."))));
    case CONFLICT: case GONE: return spent(v);
    }
    return reply_bug(v);
}

/* ---- by passkey ---- */

static Reply go_in(Visit *v, i64 person, const char *means)
{
    Str back = back_of(form_str(v, "back"));
    session_begin(v, person, means, form_box(v, "stay"));
    tell_of_post(v, person);
    return back.len ? reply_redirect(v, "%.*s", FMT(back)) : reply_redirect(v, "/me");
}

static Reply post_passkey(Visit *v)
{
    i64 person = 0;
    if (!pace_allows(v, "passkey", S(""), 60, MINUTES(10))) return reply_too_fast(v);
    PasskeyAsk ask = passkey_ask_of(v, "sign-in");
    PasskeyAnswer from = passkey_answer_of(v);
    PasskeyWord w = passkey_sign_in(v->tx, v->who, &ask, &from, &person);
    if (w == PASSKEY_FITS) return go_in(v, person, "passkey");
    return reply_keep(show_ask(v, S(""), back_of(form_str(v, "back")), fault("passkey", passkey_refused(v, w))));   /* the challenge stays spent */
}

/* ---- by passphrase ---- */

static Reply show_passphrase(Visit *v, Str email, Str back, Faults faults)
{
    PassphraseForm f = { .faults = faults, .back = back };
    f.email = (FieldSpec){ .name = "email", .label = S("E-mail address"), .hint = S("The one that your letters come to."), .value = email,
        .fault = faults_of(faults, "email"), .inputmode = "email", .autocomplete = "username", .width = "mid", .longest = 254, .needed = true };
    f.passphrase = (FieldSpec){ .name = "passphrase", .label = S("Your passphrase"), .hint = S(""), .value = S(""), .fault = faults_of(faults, "passphrase"),
        .type = "password", .autocomplete = "current-password", .width = "mid", .longest = 400, .needed = true };
    f.stay = passkey_form_of(v, "sign-in", S("")).stay;
    PageHead h = head("Sign in");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_sign_in_passphrase(page, &f);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_passphrase(Visit *v) { return show_passphrase(v, S(""), back_of(query_str(v, "back")), NO_FAULTS); }

/* Slower, never locked: whoever tries one address, or many, from one place is stopped there; when an address, or the
 * whole site, is under such tries from many places, each place has a few left, so that the owner still gets in. */
static bool passphrase_pace(Visit *v, Str email)
{
    Str both = str_format(v->arena, "%.*s %.*s", FMT(v->http->peer), FMT(email));
    if (!pace_allows(v, "passphrase", both, 10, MINUTES(10)) || !pace_allows(v, "passphrases", S(""), 60, MINUTES(10))) return false;
    bool quiet = pace_allows(v, "passphrase of", email, 30, MINUTES(10)), calm = pace_allows(v, "passphrase anywhere", S("all"), 3000, MINUTES(10));
    return (quiet && calm) || pace_allows(v, "passphrase, slower", both, 3, MINUTES(10));
}

static Reply post_passphrase(Visit *v)
{
    Str email = email_usual(v->arena, form_str(v, "email")), passphrase = http_field(v->http, "passphrase"), back = back_of(form_str(v, "back"));
    if (email_fault(email).len) return show_passphrase(v, form_str(v, "email"), back, fault("email", email_fault(email)));
    if (!passphrase.len || utf8_length(passphrase) > 2 * PASSPHRASE_MOST) return show_passphrase(v, email, back, fault("passphrase", S("Write your passphrase here. If you have none, a link is the way in.")));
    if (!v->worked) {
        if (!passphrase_pace(v, email)) return reply_too_fast(v);
        return reply_after(passphrase_work, passphrase_try(v->tx, v->who, email, passphrase));
    }
    i64 person = passphrase_person(v->tx, v->who, v->worked);
    if (person) return go_in(v, person, "passphrase");
    return show_passphrase(v, email, back, fault("passphrase", S("This address and this passphrase do not go together. Look at both once more, or have a link sent instead.")));
}

static Reply post_sign_out(Visit *v)
{
    if (form_box(v, "everywhere")) session_end_all(v->tx, v->who.person);
    session_end(v);
    notice_set(v, S("You are signed out."));
    return reply_redirect(v, "/");
}

static Reply get_sign_out(Visit *v)
{
    Html *page = page_open(v, head("Sign out"));
    view_sign_out(page);
    return reply_page(v, page, 200);
}

const Route signin_routes[] = {
    { GET,  "/sign-in",           STRANGERS, get_sign_in },
    { POST, "/sign-in",           STRANGERS, post_sign_in },
    { POST, "/sign-in/passkey",   STRANGERS, post_passkey },
    { GET,  "/sign-in/passphrase", STRANGERS, get_passphrase },
    { POST, "/sign-in/passphrase", STRANGERS, post_passphrase },
    { GET,  "/sign-in/sent",      STRANGERS, get_sent },
    { GET,  "/sign-in/go/:token", ANYONE,    get_go },
    { POST, "/sign-in/go/:token", ANYONE,    post_go },
    { GET,  "/sign-out",          MEMBERS,   get_sign_out },
    { POST, "/sign-out",          MEMBERS,   post_sign_out },
    { 0 }
};
