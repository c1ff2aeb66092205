/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a person may say of themselves: words, access, how to be reached, pen
 * names; and stopping something by the link in a letter. */
#include "people/people.h"
#include "people/place.h"
#include "people/self_views.h"
#include "people/stop.h"
#include "people/views.h"

static Html *open_page(Visit *v, const char *title, Faults faults)
{
    return page_open(v, (PageHead){ .title = str_c(title), .room = "", .crumb = S("Your page"), .crumb_url = S("/me"), .noindex = true, .faulty = faults.count > 0 });
}

static Reply answer(Visit *v, Html *page, Faults faults) { return reply_page(v, page, faults.count ? 422 : 200); }

/* ---- words ---- */

static Reply show_words(Visit *v, const IdentityLine *l, Faults faults)
{
    WordsShown s = { .faults = faults, .lines = identity_of(v->tx, v->who), .id = l->id };
    s.words = (FieldSpec){ .name = "words", .label = S("In your own words"), .hint = S("As you would say it. One thing a line is easiest to change later."), .value = l->words,
        .fault = faults_of(faults, "words"), .rows = 2, .longest = 300 };
    s.staff = box_spec("staff", S("Staff of the network may see this line"), S("If not, only you see it."), l->staff_may_see);
    s.segments = box_spec("segments", S("It may be used to find me for something particular"), S("Such as a call for people who speak a language. You can see each time it was used, and it needs your general yes under “What you agreed to”."), l->for_segments);
    s.counts = box_spec("counts", S("It may be counted, without my name"), S("Numbers under five are never shown."), l->for_counts);
    Html *page = open_page(v, l->id ? "Change this line" : "In your words", faults);
    view_me_words(page, &s);
    return answer(v, page, faults);
}

static IdentityLine line_typed(Visit *v, i64 id)
{
    return (IdentityLine){ .id = id, .words = form_str(v, "words"), .staff_may_see = form_box(v, "staff"), .for_segments = form_box(v, "segments"), .for_counts = form_box(v, "counts") };
}

static Reply get_words(Visit *v) { return show_words(v, &(IdentityLine){ .words = S("") }, NO_FAULTS); }

static Reply get_word(Visit *v)
{
    IdentityLines all = identity_of(v->tx, v->who);
    for (int i = 0; i < all.count; i++) if (all.at[i].id == path_id(v, 0)) return show_words(v, &all.at[i], NO_FAULTS);
    return reply_not_found(v);
}

static Reply put_words(Visit *v, i64 id)
{
    IdentityLine l = line_typed(v, id);
    switch (identity_put(v->tx, v->who, &l)) {
    case DONE:
        notice_set(v, S("Kept."));
        return reply_redirect(v, "/me/words");
    case INVALID:  return show_words(v, &l, identity_faults(&l));
    case CONFLICT: return show_words(v, &l, fault("words", S("There are forty lines here, which is all there is room for. Take one away first.")));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_words(Visit *v) { return put_words(v, 0); }

static Reply post_word(Visit *v)
{
    if (!path_id(v, 0)) return reply_not_found(v);
    if (!str_is(form_str(v, "act"), "drop")) return put_words(v, path_id(v, 0));
    identity_drop(v->tx, v->who, path_id(v, 0));
    notice_set(v, S("Taken away, also from searches."));
    return reply_redirect(v, "/me/words");
}

/* ---- access ---- */

static const Choice for_whats[] = {
    CHOICE("events", "Events and meetings"), CHOICE("post", "Letters and paper"), CHOICE("forms", "Forms"), CHOICE("payments", "Money"), CHOICE("everything", "Everything"),
};

/* review: the day as it was typed, also when it is none. */
static Reply show_access(Visit *v, const AccessNeed *n, Str review, Faults faults)
{
    AccessShown s = { .faults = faults, .needs = access_needs_of(v->tx, v->who), .id = n->id };
    s.words = (FieldSpec){ .name = "words", .label = S("What helps"), .hint = S("For example: breaks every 40 minutes, large print, a text before a call, somewhere quiet to sit."), .value = n->words,
        .fault = faults_of(faults, "words"), .rows = 3, .longest = 1000 };
    s.for_what = choice_spec(v->arena, "for_what", S("Where does it help?"), n->for_what, for_whats, COUNT(for_whats));
    s.for_what.fault = faults_of(faults, "for_what");
    s.reuse = box_spec("reuse", S("Fill it in for me next time"), S("Where a form asks what you need, this stands there already and you can change it."), n->may_reuse);
    s.review = (FieldSpec){ .name = "review", .label = S("Look at it again on"), .hint = S("If it may change. A day, such as 2027-03-01; or leave it empty."), .value = review,
        .fault = faults_of(faults, "review"), .width = "short", .longest = 10 };
    Html *page = open_page(v, n->id ? "Change what helps you" : "What helps you", faults);
    view_me_access(page, &s);
    return answer(v, page, faults);
}

static Reply get_accesses(Visit *v) { return show_access(v, &(AccessNeed){ .words = S(""), .for_what = S("everything"), .may_reuse = true }, S(""), NO_FAULTS); }

static Reply get_access(Visit *v)
{
    AccessNeeds all = access_needs_of(v->tx, v->who);
    for (int i = 0; i < all.count; i++) if (all.at[i].id == path_id(v, 0)) return show_access(v, &all.at[i], day_value(v->arena, all.at[i].review_on), NO_FAULTS);
    return reply_not_found(v);
}

static Reply put_access(Visit *v, i64 id)
{
    AccessNeed n = { .id = id, .words = form_text(v, "words"), .for_what = form_str(v, "for_what"), .may_reuse = form_box(v, "reuse") };
    Str review = form_str(v, "review");
    if (review.len && !time_from_rfc3339(review, &n.review_on)) {
        Faults faults = access_faults(&n);
        faults_add(&faults, "review", S("Write the day as year, month, day: 2027-03-01. Or leave it empty."));
        return show_access(v, &n, review, faults);
    }
    switch (access_put(v->tx, v->who, &n)) {
    case DONE:
        notice_set(v, S("Kept."));
        return reply_redirect(v, "/me/access");
    case INVALID:  return show_access(v, &n, review, access_faults(&n));
    case CONFLICT: return show_access(v, &n, review, fault("words", S("There are forty of these, which is all there is room for. Take one away first.")));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_accesses(Visit *v) { return put_access(v, 0); }

static Reply post_access(Visit *v)
{
    if (!path_id(v, 0)) return reply_not_found(v);
    if (!str_is(form_str(v, "act"), "drop")) return put_access(v, path_id(v, 0));
    access_drop(v->tx, v->who, path_id(v, 0));
    notice_set(v, S("Taken away."));
    return reply_redirect(v, "/me/access");
}

static Reply get_rider(Visit *v)
{
    const Person *p = person_of(v->tx, v->who);
    if (!p) return reply_not_found(v);
    RiderShown s = { .name = p->name, .pronouns = detail_of(v->tx, v->who).pronouns, .needs = access_needs_of(v->tx, v->who) };
    Html *page = open_page(v, "What helps you take part", NO_FAULTS);
    view_me_rider(page, &s);
    return reply_page(v, page, 200);
}

/* ---- how to be reached ---- */

static const Choice ways[] = {
    CHOICE("email", "By e-mail"), CHOICE("post", "By post"), CHOICE("phone", "By phone"), CHOICE("text", "By text message"), CHOICE("supporter", "Through somebody who supports me"),
};

typedef struct { Str way, place, quiet; Detail detail; } Reach;

static Reply show_reach(Visit *v, const Reach *r, Faults faults)
{
    ReachShown s = { .faults = faults, .way = choice_spec(v->arena, "way", S("How should we reach you?"), r->way, ways, COUNT(ways)), .place = place_choice(v, r->place) };
    s.way.fault = faults_of(faults, "way");
    s.reach_words = (FieldSpec){ .name = "reach_words", .label = S("When, and what to mind"), .hint = S("Such as: afternoons, no voicemail, do not say where you call from."), .value = r->detail.reach_words, .fault = faults_of(faults, "reach_words"), .rows = 3, .longest = 1000 };
    s.supporter = (FieldSpec){ .name = "supporter", .label = S("Who supports you, if we should go through them"), .hint = S("A name and how to reach them. Ask them first."), .value = r->detail.supporter, .fault = faults_of(faults, "supporter"), .rows = 2, .longest = 500 };
    s.quiet = (FieldSpec){ .name = "quiet", .label = S("Quiet until"), .hint = S("No letters until that day, such as 2027-03-01. It ends by itself. Leave it empty for none."), .value = r->quiet, .fault = faults_of(faults, "quiet"), .width = "short", .longest = 10 };
    s.pronouns = (FieldSpec){ .name = "pronouns", .label = S("Pronouns"), .hint = S("If you want us to know them. In your own words."), .value = r->detail.pronouns, .fault = faults_of(faults, "pronouns"), .width = "mid", .longest = 100 };
    Html *page = open_page(v, "How to reach you", faults);
    view_me_reach(page, &s);
    return answer(v, page, faults);
}

static Reply get_reach(Visit *v)
{
    const Person *p = person_of(v->tx, v->who);
    if (!p) return reply_not_found(v);
    Reach r = { p->contact_way, p->place, day_value(v->arena, p->quiet_until), detail_of(v->tx, v->who) };
    return show_reach(v, &r, NO_FAULTS);
}

static Faults reach_faults(const Reach *r, Time *quiet)
{
    Faults f = detail_faults(&r->detail);
    bool known = false;
    for (int i = 0; i < COUNT(ways); i++) known = known || str_is(r->way, ways[i].value);
    if (!known) faults_add(&f, "way", S("Choose one of these."));
    if (r->quiet.len && !time_from_rfc3339(r->quiet, quiet)) faults_add(&f, "quiet", S("Write the day as year, month, day: 2027-03-01. Or leave it empty."));
    else if (quiet->us > time_after(time_now(), DAYS(3660)).us) faults_add(&f, "quiet", S("This is more than ten years away. If you would rather leave, that is easy too."));
    return f;
}

static Reply post_reach(Visit *v)
{
    Time quiet = { 0 };
    Reach r = { form_str(v, "way"), place_known(form_str(v, "place")), form_str(v, "quiet"), { form_str(v, "pronouns"), form_text(v, "reach_words"), form_text(v, "supporter") } };
    Faults faults = reach_faults(&r, &quiet);
    if (faults.count) return show_reach(v, &r, faults);
    person_reach(v->tx, v->who, r.way, r.place);
    person_rest(v->tx, v->who, quiet.us > time_now().us ? quiet : (Time){ 0 });
    switch (detail_put(v->tx, v->who, &r.detail)) {
    case DONE:
        notice_set(v, S("Kept."));
        return reply_redirect(v, "/me");
    case INVALID: case CONFLICT: case GONE: return show_reach(v, &r, detail_faults(&r.detail));
    }
    return reply_bug(v);
}

/* ---- pen names ---- */

static Reply show_pens(Visit *v, Str name, Faults faults)
{
    PensShown s = { .faults = faults, .pens = pen_names_of(v->tx, v->who) };
    s.name = (FieldSpec){ .name = "name", .label = S("Another name to write under"), .hint = S("Any name. You choose it again each time you publish or speak."), .value = name, .fault = faults_of(faults, "name"), .width = "mid", .longest = 120 };
    Html *page = open_page(v, "Names you write under", faults);
    view_me_pens(page, &s);
    return answer(v, page, faults);
}

static Reply get_pens(Visit *v) { return show_pens(v, S(""), NO_FAULTS); }

static Reply post_pens(Visit *v)
{
    Str name = form_str(v, "name");
    i64 id = 0;
    if (str_is(form_str(v, "act"), "drop") && str_int(form_str(v, "id"), &id)) {
        if (pen_name_drop(v->tx, v->who, id) != DONE) return reply_conflict(v, S("Work of yours stands under this name. Take that work back, or change its name, and then this one can go."));
        notice_set(v, S("Taken away."));
        return reply_redirect(v, "/me/pens");
    }
    switch (pen_name_add(v->tx, v->who, name)) {
    case DONE:
        notice_set(v, S("Kept. Only you see that it is yours."));
        return reply_redirect(v, "/me/pens");
    case INVALID:  return show_pens(v, name, fault("name", name.len ? S("This is longer than 120 letters.") : S("Write a name, or go back.")));
    case CONFLICT: return show_pens(v, name, fault("name", S("There are ten names here, which is all there is room for. Take one away first.")));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

/* ---- what was typed after a session had ended ---- */

static Reply get_kept(Visit *v)
{
    const KeptForm *k = kept_form(v->tx, v->who, path_str(v, 0));
    if (!k) return reply_not_found(v);
    Html *page = open_page(v, "What you typed", NO_FAULTS);
    view_me_kept(page, k, path_str(v, 0));
    return reply_page(v, page, 200);
}

static Reply post_kept(Visit *v)
{
    kept_form_drop(v->tx, v->who, path_str(v, 0));
    notice_set(v, S("Thrown away."));
    return reply_redirect(v, "/me");
}

/* ---- stopping by the link in a letter: opening it changes nothing ---- */

static Reply show_stop(Visit *v, const Stop *s, bool done)
{
    StopShown shown = { .token = path_str(v, 0), .words = s->words, .over = s->over, .done = done };
    Html *page = page_open(v, (PageHead){ .title = S("Stop letters"), .room = "", .noindex = true });
    view_stop(page, &shown);
    return reply_page(v, page, 200);
}

static Reply get_stop(Visit *v)
{
    const Stop *s = stop_asked(v->tx, v->who, path_str(v, 0));
    return s ? show_stop(v, s, false) : reply_not_found(v);
}

static Reply post_stop(Visit *v)
{
    const Stop *s = stop_asked(v->tx, v->who, path_str(v, 0));
    if (!s) return reply_not_found(v);
    stop_now(v->tx, v->who, s);
    return show_stop(v, s, true);
}

const Route self_routes[] = {
    { GET,  "/me/words",      MEMBERS, get_words },
    { POST, "/me/words",      MEMBERS, post_words },
    { GET,  "/me/words/:id",  MEMBERS, get_word },
    { POST, "/me/words/:id",  MEMBERS, post_word },
    { GET,  "/me/access",     MEMBERS, get_accesses },
    { POST, "/me/access",     MEMBERS, post_accesses },
    { GET,  "/me/access/:id", MEMBERS, get_access },
    { POST, "/me/access/:id", MEMBERS, post_access },
    { GET,  "/me/rider",      MEMBERS, get_rider },
    { GET,  "/me/reach",      MEMBERS, get_reach },
    { POST, "/me/reach",      MEMBERS, post_reach },
    { GET,  "/me/pens",       MEMBERS, get_pens },
    { POST, "/me/pens",       MEMBERS, post_pens },
    { GET,  "/me/kept/:token", MEMBERS, get_kept },
    { POST, "/me/kept/:token", MEMBERS, post_kept },
    { GET,  "/stop/:token",   ANYONE,  get_stop },
    { POST, "/stop/:token",   TOKENED, post_stop },
    { 0 }
};
