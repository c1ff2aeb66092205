/* SPDX-License-Identifier: AGPL-3.0-or-later
 * How somebody signs in: passkeys, a passphrase, where they are signed in. */
#include "people/passphrase.h"
#include "people/people.h"
#include "people/signin_views.h"
#include "people/views.h"

static PageHead head(const char *title, bool faulty)
{
    bool first = !strcmp(title, "How you sign in");
    return (PageHead){ .title = str_c(title), .room = "", .crumb = first ? S("Your page") : S("How you sign in"), .crumb_url = first ? S("/me") : S("/me/sign-in"),
        .faulty = faulty, .noindex = true };
}

/* ---- passkey forms, here and on the sign-in page ---- */

static Str field_bytes(Visit *v, const char *name)
{
    Str to;
    return base64url_decode(v->arena, form_str(v, name), &to) ? to : S("");
}

PasskeyAnswer passkey_answer_of(Visit *v)
{
    return (PasskeyAnswer){ field_bytes(v, "client_data"), field_bytes(v, "auth_data"), field_bytes(v, "signature"), field_bytes(v, "credential"), field_bytes(v, "handle") };
}

PasskeyAsk passkey_ask_of(Visit *v, const char *what)
{
    return (PasskeyAsk){ what, form_str(v, "ticket"), browser_secret(v), v->network };
}

PasskeyForm passkey_form_of(Visit *v, const char *what, Str wrong)
{
    bool adds = !strcmp(what, "add");
    PasskeyAsk ask = { what, passkey_ticket(v->arena), browser_secret(v), v->network };
    Str challenge = passkey_challenge(v->arena, &ask);
    return (PasskeyForm){ .what = str_c(what), .action = adds ? S("/me/sign-in/passkey") : S("/sign-in/passkey"),
        .button = adds ? S("Add a passkey") : S("Sign in with a passkey"), .ticket = ask.ticket, .challenge = base64url(v->arena, challenge.at, challenge.len),
        .site = passkey_site(v->network), .network = v->network->short_name, .back = S(""), .fault = wrong, .handle = S(""), .person = S(""), .known = S(""),
        .stay = { .name = "stay", .label = S("This is my own device: keep me signed in for 60 days"), .hint = S("Leave it empty on a shared computer or phone. You are then signed out after 12 hours without a visit.") } };
}

Str passkey_refused(Visit *v, PasskeyWord why)
{
    (void)v;
    log_info("passkey", "not taken, reason=%s", passkey_word(why));
    if (why == PASSKEY_OLD || why == PASSKEY_SPENT) return S("The page had been open for a while. It is fresh now: press once more.");
    if (why == PASSKEY_TAKEN) return S("This passkey is here already.");
    if (why == PASSKEY_MANY) return S("You have twenty passkeys, and that is as many as we keep. Remove one first.");
    return S("This passkey did not fit, so nothing was changed. Press once more, or use another way.");
}

/* ---- the page ---- */

static Str known_of(Arena *a, const Passkeys *keys)
{
    Buf b = buf_open(a, 256);
    for (int i = 0; i < keys->count; i++) {
        if (i) buf_byte(&b, ' ');
        buf_str(&b, base64url(a, keys->at[i].credential.at, keys->at[i].credential.len));
    }
    return buf_view(&b);
}

static Reply show(Visit *v, Faults faults)
{
    const Person *p = person_of(v->tx, v->who);
    MeansShown s = { .arena = v->arena, .faults = faults, .means = means_of(v->tx, v->who), .passkeys = passkeys_of(v->tx, v->who),
        .sessions = sessions_of(v->tx, v->who), .changes = changes_of(v->tx, v->who) };
    if (!p) return reply_not_found(v);
    Str handle = passkey_handle(v->arena, v->who.person);
    s.links_off = s.means.links_off;
    s.add = passkey_form_of(v, "add", faults_of(faults, "passkey"));
    s.add.handle = base64url(v->arena, handle.at, handle.len), s.add.person = p->name, s.add.known = known_of(v->arena, &s.passkeys);
    s.add.name = (FieldSpec){ .name = "name", .label = S("A name for it"), .hint = S("So that you can tell it from others: my phone, the blue key."), .value = form_str(v, "name"),
        .fault = faults_of(faults, "name"), .width = "mid", .longest = 60 };
    Html *page = page_open(v, head("How you sign in", faults.count > 0));
    view_me_sign_in(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_means(Visit *v) { return show(v, NO_FAULTS); }

static Reply post_passkey(Visit *v)
{
    PasskeyAsk ask = passkey_ask_of(v, "add");
    PasskeyAnswer from = passkey_answer_of(v);
    Str name = utf8_cut(form_str(v, "name"), 60);
    PasskeyWord w = passkey_add(v->tx, v->who, &ask, &from, name.len ? name : S("My passkey"));
    if (w != PASSKEY_FITS) return reply_keep(show(v, fault("passkey", passkey_refused(v, w))));
    notice_set(v, S("Your passkey is added. The next time, press “Sign in with a passkey”."));
    return reply_redirect(v, "/me/sign-in");
}

static Reply post_passkey_remove(Visit *v)
{
    switch (passkey_remove(v->tx, v->who, path_id(v, 0), v->network)) {
    case DONE: notice_set(v, S("The passkey is removed.")); return reply_redirect(v, "/me/sign-in");
    case INVALID: case CONFLICT: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

/* ---- passphrase ---- */

static Reply show_passphrase(Visit *v, Faults faults)
{
    PassphraseForm f = { .faults = faults, .has = means_of(v->tx, v->who).passphrase };
    f.passphrase = (FieldSpec){ .name = "passphrase", .label = S("The passphrase"), .hint = S("We need at least 8 letters; 15 or more are better. Write it down where only you look, or let your browser keep it."),
        .value = S(""), .fault = faults_of(faults, "passphrase"), .type = "password", .autocomplete = "new-password", .width = "mid", .longest = 400, .needed = true };
    Html *page = page_open(v, head(f.has ? "Change your passphrase" : "Set a passphrase", faults.count > 0));
    view_me_passphrase(page, &f);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_passphrase(Visit *v) { return show_passphrase(v, NO_FAULTS); }

static Reply post_passphrase(Visit *v)
{
    Str passphrase = passphrase_tidy(v->arena, http_field(v->http, "passphrase")), words = passphrase_fault(v->tx, v->who, passphrase, v->network);
    if (words.len) return show_passphrase(v, fault("passphrase", words));
    if (!v->worked) return reply_after(passphrase_work, passphrase_new(v->tx, v->who, passphrase));
    switch (passphrase_set(v->tx, v->who, v->worked, v->network)) {
    case DONE: notice_set(v, S("Your passphrase is kept.")); return reply_redirect(v, "/me/sign-in");
    case INVALID: case CONFLICT: case GONE: return reply_busy(v);
    }
    return reply_bug(v);
}

static Reply post_passphrase_remove(Visit *v)
{
    switch (passphrase_remove(v->tx, v->who, v->network)) {
    case DONE: notice_set(v, S("Your passphrase is removed. A link by e-mail lets you in.")); return reply_redirect(v, "/me/sign-in");
    case INVALID: case CONFLICT: case GONE: return reply_redirect(v, "/me/sign-in");
    }
    return reply_bug(v);
}

static Reply post_links(Visit *v)
{
    bool off = str_is(form_str(v, "act"), "off");
    switch (links_switch(v->tx, v->who, off, v->network)) {
    case DONE: notice_set(v, off ? S("No more links for you. Your passphrase or a passkey lets you in.") : S("Links by e-mail let you in again.")); return reply_redirect(v, "/me/sign-in");
    case CONFLICT: return reply_conflict(v, S("Set a passphrase first, so that a way in is left."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

/* ---- where somebody is signed in ---- */

static Reply post_session(Visit *v)
{
    switch (session_end_one(v->tx, v->who, path_id(v, 0))) {
    case DONE: notice_set(v, S("Signed out there.")); return reply_redirect(v, "/me/sign-in");
    case INVALID: case CONFLICT: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_sessions(Visit *v)
{
    session_end_others(v->tx, v->who);
    notice_set(v, S("Signed out everywhere but here."));
    return reply_redirect(v, "/me/sign-in");
}

const Route means_routes[] = {
    { GET,  "/me/sign-in",                   MEMBERS, get_means },
    { POST, "/me/sign-in/passkey",           MEMBERS, post_passkey },
    { POST, "/me/sign-in/passkey/:id",       MEMBERS, post_passkey_remove },
    { GET,  "/me/sign-in/passphrase",        MEMBERS, get_passphrase },
    { POST, "/me/sign-in/passphrase",        MEMBERS, post_passphrase },
    { POST, "/me/sign-in/passphrase/remove", MEMBERS, post_passphrase_remove },
    { POST, "/me/sign-in/links",             MEMBERS, post_links },
    { POST, "/me/sign-in/session/:id",       MEMBERS, post_session },
    { POST, "/me/sign-in/sessions",          MEMBERS, post_sessions },
    { 0 }
};
