/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Signing in and out. */
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
        session_begin(v, person, form_box(v, "stay"));
        return back.len ? reply_redirect(v, "%.*s", FMT(back)) : reply_redirect(v, "/me");
    }
    case INVALID:                                         /* the try is counted, so it is kept */
        return reply_keep(show_link(v, l, S(""), fault("code", S("These are not the six signs. Look at the page where you asked for the link."))));
    case CONFLICT: case GONE: return spent(v);
    }
    return reply_bug(v);
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
    { GET,  "/sign-in/sent",      STRANGERS, get_sent },
    { GET,  "/sign-in/go/:token", ANYONE,    get_go },
    { POST, "/sign-in/go/:token", ANYONE,    post_go },
    { GET,  "/sign-out",          MEMBERS,   get_sign_out },
    { POST, "/sign-out",          MEMBERS,   post_sign_out },
    { 0 }
};
