/* SPDX-License-Identifier: AGPL-3.0-or-later
 * "This was not me": stop everything, and later go on. */
#include "people/people.h"
#include "people/signin_views.h"
#include "people/views.h"

static PageHead head(const char *title) { return (PageHead){ .title = str_c(title), .room = "", .noindex = true }; }

static Reply spent(Visit *v)
{
    return reply_words(v, 404, S("This link is too old"), S("Links in these letters work for 30 days, and those that let you in again for an hour, once. If something is wrong, write to the people of the network."));
}

static Reply show(Visit *v, const ChangeTold *told, bool frozen, bool older)
{
    FreezeShown s = { .token = path_str(v, 0), .at = time_words(v->arena, told->at), .older = older };
    Html *page = page_open(v, head(frozen ? "Everything is stopped" : "Was this not you?"));
    if (frozen) view_frozen(page, &s);
    else view_freeze(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_freeze(Visit *v)
{
    const ChangeTold *told = change_told(v->tx, v->who, path_str(v, 0));
    return told ? show(v, told, told->frozen, false) : spent(v);
}

static Reply post_freeze(Visit *v)
{
    switch (freeze_use(v->tx, v->who, path_str(v, 0))) {
    case DONE: return reply_redirect(v, "/sign-in/freeze/%.*s", FMT(path_str(v, 0)));
    case INVALID: case CONFLICT: case GONE: return spent(v);
    }
    return reply_bug(v);
}

static Reply post_thaw_letter(Visit *v)
{
    const ChangeTold *told = change_told(v->tx, v->who, path_str(v, 0));
    if (!told) return spent(v);
    if (!pace_allows(v, "thaw letter", path_str(v, 0), 5, HOURS(1))) return reply_too_fast(v);
    switch (thaw_ask(v->tx, v->who, path_str(v, 0), v->network)) {
    case DONE: return reply_words(v, 200, S("Look at your e-mail"), S("A letter is on its way. Its subject is “Your link”. The link works once, within an hour."));
    case CONFLICT: return show(v, told, true, true);
    case INVALID: case GONE: return spent(v);
    }
    return reply_bug(v);
}

static Reply get_thaw(Visit *v)
{
    ThawShown s = { .arena = v->arena, .token = path_str(v, 0), .thaw = thaw_asked(v->tx, v->who, path_str(v, 0)) };
    if (!s.thaw) return spent(v);
    Html *page = page_open(v, head("Go on"));
    view_thaw(page, &s);
    return reply_page(v, page, 200);
}

static Reply post_thaw(Visit *v)
{
    Thawed t = thaw_use(v->tx, v->who, path_str(v, 0), form_box(v, "take_back"));
    if (!t.person) return spent(v);
    if (!t.sign_in) {
        notice_set(v, S("It goes on. Sign in with your passphrase or a passkey."));
        return reply_redirect(v, "/sign-in");
    }
    session_begin(v, t.person, "link", false);
    notice_set(v, S("It goes on, and you are signed in. Look through this page: is all of it yours?"));
    return reply_redirect(v, "/me/sign-in");
}

const Route freeze_routes[] = {
    { GET,  "/sign-in/freeze/:token",      ANYONE, get_freeze },
    { POST, "/sign-in/freeze/:token",      ANYONE, post_freeze },
    { POST, "/sign-in/freeze/:token/thaw", ANYONE, post_thaw_letter },
    { GET,  "/sign-in/thaw/:token",        ANYONE, get_thaw },
    { POST, "/sign-in/thaw/:token",        ANYONE, post_thaw },
    { 0 }
};
