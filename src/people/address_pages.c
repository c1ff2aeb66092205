/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Changing where letters go. */
#include "people/own_address.h"
#include "people/people.h"
#include "people/signin_views.h"
#include "people/views.h"

static PageHead head(const char *title, bool faulty)
{
    return (PageHead){ .title = str_c(title), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .faulty = faulty, .noindex = true };
}

static Reply show(Visit *v, Str email, Faults faults)
{
    AddressesShown s = { .faults = faults, .rows = addresses_of(v->tx, v->who) };
    for (int i = 0; i < s.rows.count; i++) s.emails += str_is(s.rows.at[i].kind, "email");
    s.email = (FieldSpec){ .name = "email", .label = S("E-mail address"), .hint = S("We send a letter there. It counts once you pressed the button on its page."), .value = email,
        .fault = faults_of(faults, "email"), .inputmode = "email", .autocomplete = "email", .width = "mid", .longest = 254, .needed = true };
    Html *page = page_open(v, head("Your addresses", faults.count > 0));
    view_me_addresses(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_addresses(Visit *v) { return show(v, S(""), NO_FAULTS); }

static Reply post_addresses(Visit *v)
{
    Str email = email_usual(v->arena, form_str(v, "email")), words = email_fault(email);
    if (words.len) return show(v, form_str(v, "email"), fault("email", words));
    if (!pace_allows(v, "new address", str_format(v->arena, "p%lld", v->who.person), 6, HOURS(1))) return reply_too_fast(v);
    if (pace_allows(v, "new address letter", email, 5, HOURS(1))) address_ask(v->tx, v->who, email, v->network);   /* nobody's mailbox is flooded through us */
    notice_set(v, S("A letter is on its way there. Open its link and press the button."));
    return reply_redirect(v, "/me/addresses");
}

static Reply post_address(Visit *v)
{
    bool main = str_is(form_str(v, "act"), "main");
    switch (main ? address_make_main(v->tx, v->who, path_id(v, 0), v->network) : address_remove(v->tx, v->who, path_id(v, 0), v->network)) {
    case DONE: notice_set(v, main ? S("This is your main address now.") : S("The address is removed.")); return reply_redirect(v, "/me/addresses");
    case CONFLICT: return reply_conflict(v, S("This is the last e-mail address that reaches you. Add another first, and then remove this one."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply spent(Visit *v)
{
    return reply_words(v, 404, S("This link has been used, or is too old"), S("It works once, for seven days. On your page, under “Your addresses”, you can have another one sent."));
}

static Reply get_confirm(Visit *v)
{
    Str address = address_asked(v->tx, v->who, path_str(v, 0));
    if (!address.len) return spent(v);
    Html *page = page_open(v, head("Confirm an address", false));
    view_address_confirm(page, address, path_str(v, 0));
    return reply_page(v, page, 200);
}

static Reply post_confirm(Visit *v)
{
    switch (address_confirm(v->tx, v->who, path_str(v, 0), v->network)) {
    case DONE: notice_set(v, S("The address is confirmed.")); return reply_redirect(v, "/me/addresses");
    case CONFLICT: return reply_conflict(v, S("There are eight addresses already, and that is as many as we keep. Remove one first."));
    case INVALID: case GONE: return spent(v);
    }
    return reply_bug(v);
}

const Route address_routes[] = {
    { GET,  "/me/addresses",                MEMBERS, get_addresses },
    { POST, "/me/addresses",                MEMBERS, post_addresses },
    { GET,  "/me/addresses/confirm/:token", MEMBERS, get_confirm },
    { POST, "/me/addresses/confirm/:token", MEMBERS, post_confirm },
    { POST, "/me/addresses/:id",            MEMBERS, post_address },
    { 0 }
};
