/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Joining: three ways, one page each; confirmed by a letter, or by voice at the desk. */
#include "people/join_views.h"
#include "people/people.h"
#include "people/place.h"
#include "people/views.h"

static Str kind_of(Visit *v, Str word)
{
    (void)v;
    return str_is(word, "individual") || str_is(word, "group") || str_is(word, "supporter") ? word : S("");
}

static JoinDraft draft_of(Visit *v, Str kind)
{
    JoinDraft d = { .kind = kind, .name = form_str(v, "name"), .email = email_usual(v->arena, form_str(v, "email")), .place = place_known(form_str(v, "place")),
        .keep = form_box(v, "keep"), .bulletin = form_box(v, "bulletin"), .counts = form_box(v, "counts"),
        .second_name = form_str(v, "second_name"), .second_email = email_usual(v->arena, form_str(v, "second_email")),
        .phone = form_str(v, "phone"), .post = form_text(v, "post") };
    if (str_is(kind, "group")) d.group = group_from_form(v, "group_name", "group_place");
    d.contact_way = d.email.len ? S("email") : d.phone.len ? S("phone") : d.post.len ? S("post") : S("email");
    return d;
}

static void fill_words(JoinForm *f, Str kind, Str network)
{
    (void)network;
    if (str_is(kind, "group")) {
        f->title = S("Bring your group");
        f->lead = S("For groups that people lead for themselves, whatever shape they have. No constitution, bank account or number is needed.");
        f->asked = S("The group's name, and as many of its own words as you like. One or two people we can write to.");
        f->minutes = S("About ten minutes. Only the name and one address are needed.");
        f->readers = S("One of the few people who work for the network. What you choose to show is then in the directory.");
        f->next = S("We send you a letter with a button. Then somebody reads it within seven days and writes to you, with a reason if it is not listed.");
        f->press = S("Send our details");
    } else if (str_is(kind, "supporter")) {
        f->title = S("Join as a supporter");
        f->lead = S("For anybody who stands beside the network without own lived experience, or who would rather not say.");
        f->asked = S("A name to call you by and an e-mail address.");
        f->minutes = S("Two minutes.");
        f->readers = S("Nobody reads it unless you ask us something. The few people who work for the network can look it up, and that is written down.");
        f->next = S("We send you a letter with a button. Press it and you are a supporter.");
        f->press = S("Join as a supporter");
    } else {
        f->title = S("Join as an individual");
        f->lead = S("For people with first-hand experience of mental ill-health, distress or trauma, whatever words you use for it.");
        f->asked = S("A name to call you by and an e-mail address. No proof, no diagnosis, no date of birth, no reasons.");
        f->minutes = S("Two minutes.");
        f->readers = S("Nobody reads it unless you ask us something. The few people who work for the network can look it up, and that is written down.");
        f->next = S("We send you a letter with a button. Press it and you are a member.");
        f->press = S("Join the network");
    }
}

ChoiceSpec place_choice(Visit *v, Str now)
{
    const Place *at;
    int count = places_of(v->network->country, &at);
    Choice *c = arena_array(v->arena, Choice, count + 1);
    c[0] = (Choice){ "", S("I would rather not say"), S(""), !now.len };
    for (int i = 0; i < count; i++) c[i + 1] = (Choice){ at[i].slug.at, at[i].name, S(""), str_eq(now, at[i].slug) };
    return (ChoiceSpec){ .name = "place", .legend = S("Part of the country"), .hint = S("If you want news from near you. We never ask for a postcode."), .fault = S(""), .at = c, .count = count + 1 };
}

static BoxSpec box(const char *name, Str label, Str hint, Faults f, bool ticked)
{
    return (BoxSpec){ .name = name, .label = label, .hint = hint, .fault = faults_of(f, name), .ticked = ticked };
}

static Str words_for(Visit *v, const char *purpose)
{
    Str words;
    wording_now(v->tx, v->who, str_c(purpose), &words);
    return words;
}

static JoinForm form_for(Visit *v, const JoinDraft *d, Faults faults, bool by_voice)
{
    bool group = str_is(d->kind, "group"), supporter = str_is(d->kind, "supporter");
    JoinForm f = { .faults = faults, .by_voice = by_voice };
    fill_words(&f, d->kind, v->network->name);
    f.action = str_format(v->arena, "%s/%.*s", by_voice ? "/desk/join" : "/join", FMT(d->kind));
    f.declaration = words_for(v, group ? "declaration-group" : supporter ? "declaration-supporter" : "declaration-individual");
    if (group) {
        GroupForm *g = arena_new(v->arena, GroupForm);
        *g = group_form(v, &d->group, faults, "group_name");
        f.group = g;
    }
    f.name = (FieldSpec){ .name = "name", .label = group ? S("Your name") : S("What should we call you?"), .hint = S("Any name you go by. We need it to greet you."),
        .value = d->name, .fault = faults_of(faults, "name"), .autocomplete = "nickname", .width = "mid", .longest = 200, .needed = true };
    f.email = (FieldSpec){ .name = "email", .label = S("E-mail address"), .hint = by_voice ? S("Leave it empty if they have none.") : S("We need this to write to you. It is shown to nobody."),
        .value = d->email, .fault = faults_of(faults, "email"), .type = "text", .inputmode = "email", .autocomplete = "email", .width = "mid", .longest = 254, .needed = !by_voice };
    f.phone = (FieldSpec){ .name = "phone", .label = S("Phone"), .hint = S(""), .value = d->phone, .fault = faults_of(faults, "phone"), .type = "tel", .inputmode = "tel", .width = "short", .longest = 60 };
    f.post = (FieldSpec){ .name = "post", .label = S("Postal address"), .hint = S(""), .value = d->post, .fault = faults_of(faults, "post"), .rows = 4, .longest = 1000 };
    f.second_name = (FieldSpec){ .name = "second_name", .label = S("Their name"), .hint = S(""), .value = d->second_name, .fault = faults_of(faults, "second_name"), .width = "mid", .longest = 200 };
    f.second_email = (FieldSpec){ .name = "second_email", .label = S("Their e-mail address"), .hint = S(""), .value = d->second_email, .fault = faults_of(faults, "second_email"), .type = "text", .inputmode = "email", .width = "mid", .longest = 254 };
    f.place = place_choice(v, d->place);
    f.keep = box("keep", words_for(v, "keep"), S("We need this one: without it we may not keep what you write here."), faults, d->keep);
    f.bulletin = box("bulletin", words_for(v, supporter ? "newsletter" : "bulletin"), S(""), faults, d->bulletin);
    f.counts = box("counts", words_for(v, "counts"), S(""), faults, d->counts);
    return f;
}

static Reply show_form(Visit *v, const JoinDraft *d, Faults faults, bool by_voice)
{
    JoinForm *f = arena_new(v->arena, JoinForm);
    *f = form_for(v, d, faults, by_voice);
    Html *page = page_open(v, (PageHead){ .title = f->title, .room = by_voice ? "desk" : "membership", .crumb = by_voice ? S("Join by voice") : S("Join"),
        .crumb_url = by_voice ? S("/desk/join") : S("/join"), .faulty = faults.count > 0 });
    view_join_form(page, f);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_join(Visit *v)
{
    MemberClasses classes = classes_open(v->tx, v->who);
    Html *page = page_open(v, (PageHead){ .title = S("Join"), .room = "membership" });
    view_join(page, &classes);
    return reply_page(v, page, 200);
}

static Reply get_join_form(Visit *v)
{
    Str kind = kind_of(v, path_str(v, 0));
    return kind.len ? show_form(v, &(JoinDraft){ .kind = kind }, NO_FAULTS, false) : reply_not_found(v);
}

static Reply post_join(Visit *v)
{
    Str kind = kind_of(v, path_str(v, 0));
    if (!kind.len) return reply_not_found(v);
    JoinDraft d = draft_of(v, kind);
    Faults faults = join_faults(&d, false);
    if (faults.count) return show_form(v, &d, faults, false);
    if (!pace_allows(v, "join", S(""), 20, HOURS(1))) return reply_too_fast(v);
    if (pace_allows(v, "join letter", d.email, 3, DAYS(1))) join_ask(v->tx, v->who, &d, v->network);   /* nobody's mailbox is flooded through us */
    return reply_redirect(v, "/join/sent");
}

static Reply get_join_sent(Visit *v)
{
    Html *page = page_open(v, (PageHead){ .title = S("Look at your e-mail"), .room = "membership", .crumb = S("Join"), .crumb_url = S("/join"), .noindex = true });
    view_join_sent(page);
    return reply_page(v, page, 200);
}

static Reply link_is_spent(Visit *v)
{
    Html *page = page_open(v, (PageHead){ .title = S("This link has been used"), .room = "membership", .noindex = true });
    view_notice_page(page, S("This link has been used, or is too old"), S("If you pressed the button before, you are already in. If not, ask again: it takes two minutes."), S("/join"), S("Join"));
    return reply_page(v, page, 404);
}

static Reply get_confirm(Visit *v)
{
    const JoinDraft *d = join_asked(v->tx, v->who, path_str(v, 0));
    if (!d) return link_is_spent(v);
    Html *page = page_open(v, (PageHead){ .title = S("Confirm"), .room = "membership", .noindex = true });
    view_join_confirm(page, d, path_str(v, 0), str_is(d->kind, "contact"), str_is(d->kind, "group"));
    return reply_page(v, page, 200);
}

static Reply post_confirm(Visit *v)
{
    const JoinDraft *d = join_asked(v->tx, v->who, path_str(v, 0));
    Joined in = d ? join_confirm(v->tx, v->who, path_str(v, 0), v->network) : (Joined){ 0 };
    if (!in.person) return link_is_spent(v);
    if (!v->who.person && in.fresh) session_begin(v, in.person, "link", false);
    if (str_is(d->kind, "group")) notice_set(v, S("Thank you. Your group is with us. Somebody reads it within seven days and writes to you."));
    else if (str_is(d->kind, "contact")) notice_set(v, S("Thank you. You are a contact person of the group now."));
    else if (!in.fresh) notice_set(v, S("Confirmed. This address was with us before; sign in to go on."));
    else notice_set(v, S("You are in. Nothing else is asked of you. This is your page: everything we hold about you is here."));
    return reply_redirect(v, "/me");
}

/* ---- by voice: an officer keys in, reads back, and only then it is kept ---- */

static Reply get_desk_join(Visit *v)
{
    MemberClasses classes = classes_open(v->tx, v->who);
    Html *page = page_open(v, (PageHead){ .title = S("Join by voice"), .room = "desk", .crumb = S("Desk"), .crumb_url = S("/desk") });
    view_desk_join(page, &classes);
    return reply_page(v, page, 200);
}

static Reply get_desk_join_form(Visit *v)
{
    Str kind = kind_of(v, path_str(v, 0));
    return kind.len ? show_form(v, &(JoinDraft){ .kind = kind }, NO_FAULTS, true) : reply_not_found(v);
}

static Reply read_back(Visit *v, const JoinDraft *d)
{
    JoinForm *f = arena_new(v->arena, JoinForm);
    *f = form_for(v, d, NO_FAULTS, true);
    for (int i = 0; i < v->http->field_count && f->carried_count < COUNT(f->carried); i++) {
        const HttpField *x = &v->http->fields[i];
        if (str_is(x->name, "csrf") || str_is(x->name, "once") || str_is(x->name, "read_back")) continue;
        f->carried[f->carried_count++] = (Carried){ x->name, x->value };
    }
    Html *page = page_open(v, (PageHead){ .title = S("Read it back"), .room = "desk", .crumb = S("Join by voice"), .crumb_url = S("/desk/join") });
    view_join_read_back(page, f, d);
    return reply_page(v, page, 200);
}

static Reply post_desk_join(Visit *v)
{
    Str kind = kind_of(v, path_str(v, 0));
    const Officer *by = officer(v->tx, v->who);
    if (!kind.len) return reply_not_found(v);
    if (!by) return reply_forbidden(v);
    JoinDraft d = draft_of(v, kind);
    Faults faults = join_faults(&d, true);
    if (faults.count) return show_form(v, &d, faults, true);
    if (!form_box(v, "read_back")) return read_back(v, &d);
    switch (join_by_voice(v->tx, by, &d, v->network)) {
    case DONE:
        notice_set(v, S("They are in, confirmed by voice."));
        return reply_redirect(v, "/desk");
    case INVALID:  return show_form(v, &d, faults, true);
    case CONFLICT: return reply_conflict(v, S("Somebody keyed this in at the same moment. Look before you do it again."));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

const Route join_routes[] = {
    { GET,  "/join",                ANYONE,    get_join },
    { GET,  "/join/sent",           ANYONE,    get_join_sent },
    { GET,  "/join/confirm/:token", ANYONE,    get_confirm },
    { POST, "/join/confirm/:token", ANYONE,    post_confirm },
    { GET,  "/join/:kind",          ANYONE,    get_join_form },
    { POST, "/join/:kind",          ANYONE,    post_join },
    { GET,  "/desk/join",           OFFICERS,  get_desk_join },
    { GET,  "/desk/join/:kind",     OFFICERS,  get_desk_join_form },
    { POST, "/desk/join/:kind",     OFFICERS,  post_desk_join },
    { 0 }
};
