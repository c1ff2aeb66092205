/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What stands under one's own names: writing it, saying yes or no to changes, what is allowed, taking it back; and the names. */
#include "knowledge/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static Reply get_all(Visit *v)
{
    Works all = works_of(v->tx, v->who);
    MyWorkRow *at = arena_array(v->arena, MyWorkRow, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = (MyWorkRow){ &all.at[i], author_of(v->tx, v->who, all.at[i].id) != NULL };
    MyWorks s = { .at = at, .count = all.count, .names = bylines_of(v->tx, v->who), .meanings = meanings_mine(v->tx, v->who), .asked = signings_mine(v->tx, v->who) };
    Html *page = page_open(v, head(S("Your works"), S("Your page"), S("/me"), NO_FAULTS));
    view_me_works(page, &s);
    return reply_page(v, page, 200);
}

static Reply take_name_off(Visit *v, i64 work)
{
    switch (name_off(v->tx, v->who, work)) {
    case DONE: break;
    case CONFLICT: return reply_conflict(v, S("Yours is the only name on it. Take the work back, or change the name."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    notice_set(v, S("Your name is gone from it."));
    return reply_redirect(v, "/me/works");
}

static Reply post_all(Visit *v)
{
    i64 id = 0;
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    if (str_is(form_str(v, "act"), "name off")) return take_name_off(v, id);
    if (!str_is(form_str(v, "act"), "meaning")) return reply_not_found(v);
    if (meaning_take_back(v->tx, v->who, id) != DONE) return reply_conflict(v, S("It was taken back already."));
    notice_set(v, S("Taken back. It is in the glossary no more."));
    return reply_redirect(v, "/me/works");
}

/* ---- one ---- */

static ChoiceSpec ways(Visit *v, Str now, Faults f)
{
    Choice *at = arena_array(v->arena, Choice, 8);
    int n = 0;
    for (; pay_ways[n]; n++) at[n] = (Choice){ pay_ways[n], str_c(pay_ways[n]), S(""), str_is(now, pay_ways[n]) };
    return (ChoiceSpec){ .name = "way", .legend = S("How would you like to be paid?"), .hint = S("Payment can change what benefits somebody gets, and the rules differ. We cannot advise; an independent adviser can. We write a letter about it for you if you ask."), .fault = faults_of(f, "way"), .at = at, .count = n };
}

ChoiceSpec licence_choice(Visit *v, Str now, Faults f)
{
    Choice *at = arena_array(v->arena, Choice, 8);
    int n = 0;
    for (; licences[n].slug; n++) at[n] = (Choice){ licences[n].slug, str_c(licences[n].name), str_c(licences[n].words), str_is(now, licences[n].slug) };
    return (ChoiceSpec){ .name = "licence", .legend = S("What may others do with it?"), .hint = S(""), .fault = faults_of(f, "licence"), .at = at, .count = n };
}

ChoiceSpec tombstone_choice(Visit *v, Faults f)
{
    static const Choice all[] = { CHOICE("nothing", "Nothing: only that something stood here"), CHOICE("author", "That its author took it back"), CHOICE("words", "Words of your own"), CHOICE("citation", "Its name, its author and its year") };
    ChoiceSpec s = choice_spec(v->arena, "tombstone", S("What shall its address say from then on?"), S("nothing"), all, COUNT(all));
    s.fault = faults_of(f, "tombstone");
    return s;
}

static Reply show_one(Visit *v, const Author *by, const Work *w, Faults f)
{
    MyWork *s = arena_new(v->arena, MyWork);
    EditRounds rounds = rounds_of(v->tx, by);
    RoundShown *shown = arena_array(v->arena, RoundShown, rounds.count + 1);
    static const Choice levels[] = { CHOICE("2", "Everybody"), CHOICE("1", "Members alone") };
    for (int i = 0; i < rounds.count; i++) shown[i] = (RoundShown){ &rounds.at[i], text_diff(v->arena, rounds.at[i].was_body, rounds.at[i].body) };
    *s = (MyWork){ .w = w, .c = commission_of(v->tx, by), .faults = f, .rounds = shown, .round_count = rounds.count, .versions = versions_of(v->tx, v->who, w->id) };
    s->fee = s->c ? money_shown(v->arena, s->c->fee) : S("");
    s->title = field("title", "Title", "", w->title, f), s->body = field("body", "The text", "Paragraphs are parted by a blank line. A line that begins with # is a heading, one with a hyphen a list.", w->body, f), s->body.rows = 20, s->body.longest = 200000;
    s->summary = field("summary", "In two or three sentences", "It stands in lists and in search.", w->summary, f), s->note = field("content_note", "Content note", "What people may want to know before they read. It stands before the text, never in front of it.", w->content_note, f);
    s->provenance = field("provenance", "How do you know this?", "Lived experience, asking others, reading: in your words, if you like.", w->provenance, f);
    s->changed = field("changed", "What changed, in one line", "It stands under the work, with its date.", S(""), f), s->words = field("words", "Your own words for its address", "If you chose that.", S(""), f);
    s->said = field("said", "Anything you want to say to it", "", S(""), f);
    s->way = ways(v, s->c ? s->c->way : S(""), f), s->licence = licence_choice(v, w->licence, f), s->byline = byline_choice(v, form_str(v, "byline"), false), s->tombstone = tombstone_choice(v, f);
    s->level = choice_spec(v->arena, "level", S("Who may read it?"), w->level == 1 ? S("1") : S("2"), levels, COUNT(levels));
    s->index = box_spec("index", S("Search engines may show it"), S(""), w->may_index), s->harvest = box_spec("harvest", S("Libraries and archives may list it"), S("They take its name, its author as named here and its summary."), w->may_harvest);
    s->quote = box_spec("quote", S("The bulletin may tell of it"), S("Letters that were sent cannot be called back."), w->may_quote);
    s->mine = box_spec("mine", S("Machines may learn from it"), S("We can only ask them not to. Some do not listen."), w->may_mine);
    Contributors all = contributors_of(v->tx, v->who, w->id);
    int authors = 0;
    for (int i = 0; i < all.count; i++) authors += str_is(all.at[i].role, "author");
    s->several = authors > 1;
    s->role = role_choice(v), s->email = field("email", "Their e-mail address", "They are asked by a letter, and choose the name themselves. You are not told whether anybody has that address here.", form_str(v, "email"), f);
    s->email.type = "email";
    Html *page = page_open(v, head(w->title, S("Your works"), S("/me/works"), f));
    view_me_work(page, s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_one(Visit *v)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    return by ? show_one(v, by, author_work(by), NO_FAULTS) : reply_not_found(v);
}

static Reply changed_meanwhile(Visit *v) { return reply_conflict(v, S("That has changed meanwhile. Go back and look again: what you wrote is still there.")); }

static Reply done(Visit *v, Outcome o, i64 work, Str words)
{
    switch (o) {
    case DONE: notice_set(v, words); return reply_redirect(v, "/me/works/%lld", work);
    case INVALID: case CONFLICT: case GONE: break;
    }
    return changed_meanwhile(v);
}

static Reply accept(Visit *v, const Author *by, bool yes)
{
    switch (piece_accept(v->tx, by, yes, form_str(v, "way"))) {
    case DONE: notice_set(v, yes ? S("Thank you. Write it here, in your own time.") : S("That is fine. Thank you for offering it.")); break;
    case INVALID: return show_one(v, by, author_work(by), fault("way", S("Choose how you would like to be paid. “No payment” is a choice too.")));
    case CONFLICT: case GONE: return changed_meanwhile(v);
    }
    return yes ? reply_redirect(v, "/me/works/%lld", author_work(by)->id) : reply_redirect(v, "/me/works");
}

static Reply write_down(Visit *v, const Author *by, bool hand_in)
{
    Work w = *author_work(by);
    w.title = form_str(v, "title"), w.body = form_text(v, "body");
    switch (piece_write(v->tx, by, &(PieceText){ w.title, w.body, hand_in })) {
    case DONE: break;
    case INVALID: return show_one(v, by, &w, piece_text_faults(&(PieceText){ w.title, w.body, hand_in }));
    case CONFLICT: case GONE: return changed_meanwhile(v);
    }
    notice_set(v, hand_in ? S("Sent. The editors read it, and nothing is changed without your yes.") : S("Kept."));
    return reply_redirect(v, "/me/works/%lld", w.id);
}

static WorkUses uses_typed(Visit *v) { return (WorkUses){ form_box(v, "index"), form_box(v, "harvest"), form_box(v, "quote"), form_box(v, "mine"), str_is(form_str(v, "level"), "1") ? 1 : 2 }; }

static void around_typed(Visit *v, Work *w)               /* what stands around the text */
{
    w->summary = form_text(v, "summary"), w->content_note = form_str(v, "content_note"), w->provenance = form_text(v, "provenance"), w->licence = form_str(v, "licence");
}

static Reply settle(Visit *v, const Author *by)
{
    Work w = *author_work(by);
    Str rest = form_str(v, "byline"), kind = str_cut(&rest, ' ');
    i64 of = 0;
    WorkUses uses = uses_typed(v);
    around_typed(v, &w);
    w.level = uses.level, w.may_index = uses.index, w.may_harvest = uses.harvest, w.may_quote = uses.quote, w.may_mine = uses.mine;
    if (!str_int(rest, &of)) return show_one(v, by, &w, fault("byline", S("Choose the name that it stands under.")));
    switch (piece_settle(v->tx, by, &(Settling){ kind, of, w.summary, w.content_note, w.provenance, w.licence, uses })) {
    case DONE: break;
    case INVALID: return show_one(v, by, &w, piece_around_faults(w.summary, w.content_note, w.provenance, w.licence));
    case CONFLICT: case GONE: return changed_meanwhile(v);
    }
    notice_set(v, S("Settled. It is paid now, whether it is shown sooner or later."));
    return reply_redirect(v, "/me/works/%lld", w.id);
}

static Reply correct(Visit *v, const Author *by)
{
    Work w = *author_work(by);
    Str changed = form_str(v, "changed");
    w.title = form_str(v, "title"), w.body = form_text(v, "body");
    around_typed(v, &w);
    switch (work_correct(v->tx, by, &(Correction){ w.title, w.summary, w.body, w.content_note, w.provenance, w.licence, changed })) {
    case DONE: break;
    case INVALID: {
        Faults f = piece_text_faults(&(PieceText){ w.title, w.body, false }), around = piece_around_faults(w.summary, w.content_note, w.provenance, w.licence);
        for (int i = 0; i < around.count; i++) faults_add(&f, around.at[i].field, around.at[i].words);
        if (str_blank(changed)) faults_add(&f, "changed", S("Say in one line what changed. It stands under the work."));
        return show_one(v, by, &w, f);
    }
    case CONFLICT: case GONE: return changed_meanwhile(v);
    }
    notice_set(v, S("Put right, everywhere."));
    return reply_redirect(v, "/me/works/%lld", w.id);
}

static Reply take_back(Visit *v, const Author *by)
{
    switch (work_take_back(v->tx, by, &(TakingBack){ form_str(v, "tombstone"), form_text(v, "words") })) {
    case DONE: break;
    case INVALID: return show_one(v, by, author_work(by), fault("words", S("Write the words that its address shall say, up to 1,000 letters, or choose something else.")));
    case CONFLICT: notice_set(v, S("Written down. It goes when its other authors say so too. Your name can go at once.")); return reply_redirect(v, "/me/works/%lld", author_work(by)->id);
    case GONE: return changed_meanwhile(v);
    }
    notice_set(v, S("Taken back: page, files, search, feeds, lists of libraries, bulletins. Letters that were sent stay where they are, and so does what others copied."));
    return reply_redirect(v, "/me/works");
}

static Reply round_said(Visit *v, const Author *by, bool yes)
{
    i64 number = 0;
    if (!str_int(form_str(v, "number"), &number)) return reply_not_found(v);
    return done(v, round_say(v->tx, by, number, yes, form_text(v, "said")), author_work(by)->id, yes ? S("Thank you. It is changed so.") : S("Nothing was changed. It is with you again."));
}

static Reply ask_along(Visit *v, const Author *by)
{
    switch (signing_ask_along(v->tx, by, form_str(v, "role"), form_str(v, "email"))) {
    case DONE: break;
    case INVALID: return show_one(v, by, author_work(by), fault("email", S("Write their whole address, as in kit@example.org.")));
    case CONFLICT: case GONE: return reply_conflict(v, S("Many people are asked already. Wait until some have answered."));
    }
    notice_set(v, S("If that is a member’s address, they are asked now. Which name stands there is theirs to choose."));
    return reply_redirect(v, "/me/works/%lld", author_work(by)->id);
}

static Reply post_one(Visit *v)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    Str act = form_str(v, "act");
    i64 number = 0;
    if (!by) return reply_not_found(v);
    i64 work = author_work(by)->id;
    if (str_is(act, "accept") || str_is(act, "refuse")) return accept(v, by, str_is(act, "accept"));
    if (str_is(act, "keep") || str_is(act, "hand in")) return write_down(v, by, str_is(act, "hand in"));
    if (str_is(act, "yes") || str_is(act, "no")) return round_said(v, by, str_is(act, "yes"));
    if (str_is(act, "settle")) return settle(v, by);
    if (str_is(act, "correct")) return correct(v, by);
    if (str_is(act, "pause") || str_is(act, "back")) return done(v, work_pause(v->tx, by, str_is(act, "pause")), work, str_is(act, "pause") ? S("Away. Nobody finds it until you bring it back.") : S("It is shown again."));
    WorkUses uses = uses_typed(v);
    if (str_is(act, "allow")) return done(v, work_allow(v->tx, by, &uses), work, S("Kept. It counts from now on."));
    if (str_is(act, "take back")) return take_back(v, by);
    if (str_is(act, "name off")) return take_name_off(v, work);
    if (str_is(act, "ask along")) return ask_along(v, by);
    if (!str_is(act, "version") || !str_int(form_str(v, "number"), &number)) return reply_not_found(v);
    versions_show(v->tx, by, number, str_is(form_str(v, "show"), "1"));
    return done(v, DONE, work, S("Kept."));
}

/* ---- names ---- */

static Reply show_byline(Visit *v, const Byline *b, Faults f)
{
    MyByline s = { .b = b, .faults = f, .name = field("name", "The name as it shall stand", "It changes in every work under it, in exports and in lists of libraries. Nothing says what it was.", b->name, f), .about = field("about", "A few words about whoever it is", "If you like.", b->about, f) };
    Html *page = page_open(v, head(S("A name you write under"), S("Your works"), S("/me/works"), f));
    view_me_byline(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_byline(Visit *v)
{
    const Byline *b = byline_own(v->tx, v->who, path_id(v, 0));
    return b ? show_byline(v, b, NO_FAULTS) : reply_not_found(v);
}

static Reply post_byline(Visit *v)
{
    Renaming r = { path_id(v, 0), form_str(v, "name"), form_text(v, "about") };
    Byline b = { .id = r.id, .name = r.name, .about = r.about };
    if (!byline_is_theirs(v->tx, v->who, r.id)) return reply_not_found(v);
    switch (byline_rename(v->tx, v->who, &r)) {
    case DONE: break;
    case INVALID: return show_byline(v, &b, byline_faults(&r));
    case CONFLICT: case GONE: return changed_meanwhile(v);
    }
    notice_set(v, S("Changed, in everything that stands under it."));
    return reply_redirect(v, "/me/works");
}

const Route works_routes[] = {
    { GET,  "/me/works",       MEMBERS, get_all },
    { POST, "/me/works",       MEMBERS, post_all },
    { GET,  "/me/works/:id",   MEMBERS, get_one },
    { POST, "/me/works/:id",   MEMBERS, post_one },
    { GET,  "/me/bylines/:id", MEMBERS, get_byline },
    { POST, "/me/bylines/:id", MEMBERS, post_byline },
    { 0 }
};
