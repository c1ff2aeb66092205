/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Whoever is asked for a name reads the work first, and says yes or no. */
#include "knowledge/views.h"

ChoiceSpec role_choice(Visit *v)
{
    Choice *at = arena_array(v->arena, Choice, 8);
    int n = 0;
    Str now = form_str(v, "role");
    for (; work_roles[n]; n++) at[n] = (Choice){ work_roles[n], str_c(work_role_words(str_c(work_roles[n]))), S(""), now.len ? str_is(now, work_roles[n]) : n == 0 };
    return (ChoiceSpec){ .name = "role", .legend = S("What their part in it was"), .hint = S(""), .fault = S(""), .at = at, .count = n };
}

static Reply show(Visit *v, const SigningAsked *asked, const Work *w, Faults f)
{
    Contributors by = contributors_of(v->tx, v->who, w->id);
    SigningShown s = { .asked = asked, .w = w, .names = names_of(v->arena, &by, S("")), .byline = byline_choice(v, form_str(v, "byline"), false), .faults = f,
        .body = w->plain ? plain_paragraphs(v->arena, w->body) : markdown_work(v->arena, w->body, &(MarkdownWork){ .heading = 2, .pictures = S(""), .headings = NULL }) };
    s.byline.fault = faults_of(f, "byline");
    Html *page = page_open(v, (PageHead){ .title = S("A name under a work"), .room = "", .crumb = S("Your works"), .crumb_url = S("/me/works"), .noindex = true, .faulty = f.count > 0 });
    view_me_signing(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_signing(Visit *v)
{
    const SigningAsked *asked = signing_mine(v->tx, v->who, path_id(v, 0));
    const Work *w = asked ? signing_work(v->tx, v->who, asked->id) : NULL;
    return w ? show(v, asked, w, NO_FAULTS) : reply_not_found(v);
}

static Reply answered(Visit *v, Str words)
{
    notice_set(v, words);
    return reply_redirect(v, "/me/works");
}

static Reply post_signing(Visit *v)
{
    const SigningAsked *asked = signing_mine(v->tx, v->who, path_id(v, 0));
    const Work *w = asked ? signing_work(v->tx, v->who, asked->id) : NULL;
    Str rest = form_str(v, "byline"), kind = str_cut(&rest, ' ');
    i64 of = 0;
    if (!w) return reply_not_found(v);
    bool yes = !str_is(form_str(v, "act"), "no");
    switch (yes ? (str_int(rest, &of) ? signing_yes(v->tx, v->who, asked->id, kind, of) : INVALID) : signing_no(v->tx, v->who, asked->id)) {
    case DONE: return answered(v, yes ? S("It stands there now. You can take it off again whenever you like.") : S("Your name stays off it. Nobody is told why."));
    case INVALID: return show(v, asked, w, fault("byline", S("Choose the name that shall stand there.")));
    case CONFLICT: case GONE: break;
    }
    return reply_not_found(v);
}

const Route signing_routes[] = {
    { GET,  "/me/signings/:id", MEMBERS, get_signing },
    { POST, "/me/signings/:id", MEMBERS, post_signing },
    { 0 }
};
