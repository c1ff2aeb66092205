/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One work of one's own: writing it, saying yes or no to changes, settling it, what is allowed, taking it back. */
#include "knowledge/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static Str own_url(Visit *v, i64 work) { return str_format(v->arena, "/me/works/%lld", work); }

/* ---- what is chosen ---- */

static ChoiceSpec ways(Visit *v, Str now, Faults f)
{
    Choice *at = arena_array(v->arena, Choice, 8);
    int n = 0;
    for (; pay_ways[n]; n++) at[n] = (Choice){ pay_ways[n], str_format(v->arena, "%c%s", pay_ways[n][0] - 'a' + 'A', pay_ways[n] + 1), S(""), str_is(now, pay_ways[n]) };
    return (ChoiceSpec){ .name = "way", .legend = S("How would you like to be paid?"), .hint = S("Payment can change what benefits somebody gets, and the rules differ. We cannot advise; an independent adviser can. We write a letter about it for you if you ask. Where the money shall go we ask by letter, when it is due: no account"
        " number is kept here."), .fault = faults_of(f, "way"), .at = at, .count = n };
}

ChoiceSpec licence_choice(Visit *v, Str now, Faults f)
{
    Choice *at = arena_array(v->arena, Choice, 8);
    int n = 0;
    for (; licences[n].slug; n++) at[n] = (Choice){ licences[n].slug, str_c(licences[n].name), str_c(licences[n].words), str_is(now, licences[n].slug) };
    return (ChoiceSpec){ .name = "licence", .legend = S("What may others do with it?"), .hint = S(""), .fault = faults_of(f, "licence"), .at = at, .count = n };
}

ChoiceSpec tombstone_choice(Visit *v, TombstoneSaid who, Str now, Faults f)
{
    static const Choice all[] = { CHOICE("nothing", "Nothing: only that something stood here"), CHOICE("words", "Words of your own"), CHOICE("author", "That its author took it back"), CHOICE("citation", "Its name, its author and its year") };
    ChoiceSpec s = choice_spec(v->arena, "tombstone", S("What shall its address say from then on?"), now.len ? now : S("nothing"), all, who == TOMBSTONE_DESK ? 2 : who == TOMBSTONE_LATER ? 3 : 4);
    s.fault = faults_of(f, "tombstone");
    return s;
}

Str tombstone_typed(Visit *v, Str words) { return str_blank(words) ? form_str(v, "tombstone") : S("words"); }

/* ---- the page ---- */

static void text_fields(MyWork *s, const Work *w, Faults f)
{
    s->title = field("title", "Title", "", w->title, f);
    s->body = field("body", "The text", "Paragraphs are parted by a blank line. A line that begins with # is a heading, one with a hyphen a list.", w->body, f), s->body.rows = 20, s->body.longest = 200000;
    s->summary = field("summary", "In two or three sentences", "It stands in lists and in search.", w->summary, f);
    s->note = field("content_note", "Content note", "What people may want to know before they read. It stands before the text, never in front of it.", w->content_note, f);
    s->provenance = field("provenance", "How do you know this?", "Lived experience, asking others, reading: in your words, if you like.", w->provenance, f);
}

typedef struct { SeenField at[2]; } AroundSeen;

static AroundSeen around_seen(Visit *v, const Work *w)
{
    return (AroundSeen){ { { "language", w->language, language_code(v->arena, form_str(v, "language")) }, { "topics", str_trim(topic_lines(v, w->id)), str_trim(form_text(v, "topics")) } } };
}

static Str uses_words(Arena *a, const WorkUses *u)
{
    return str_format(a, "%s%s%s%s%s", u->level == 1 ? "members alone" : "everybody", u->index ? ", search engines" : "", u->harvest ? ", libraries" : "", u->quote ? ", the bulletin" : "", u->mine ? ", machines that learn" : "");
}

static SeenField uses_seen(Visit *v, const Work *w, const WorkUses *typed)
{
    WorkUses now = { w->may_index, w->may_harvest, w->may_quote, w->may_mine, w->level };
    return (SeenField){ "level", uses_words(v->arena, &now), uses_words(v->arena, typed) };
}

static void other_fields(Visit *v, MyWork *s, Faults f)
{
    s->changed = field("changed", "What changed, in one line", "It stands under the work, with its date.", picked_again(v, f, "correct", "changed", S("")), f);
    s->keep_before = box_spec("keep_before", S("Keep the version before readable"), S("Otherwise only that something changed is said, and when."), came_back(v, f, "correct") && form_box(v, "keep_before"));
    s->said = field("said", "Anything you want to say to it", "", typed_again(v, f, "yes|no", "said", S("")), f);
    s->no_words = field("no_words", "If it is a no: anything you want to say", "You need not.", typed_again(v, f, "accept|refuse", "no_words", S("")), f);
    s->longer = field("longer", "Until when?", "", picked_again(v, f, "longer", "longer", S("")), f), s->longer.type = "date", s->longer.width = "short";
    s->longer_why = field("longer_why", "Anything you want to say to it", "You need not.", typed_again(v, f, "longer", "longer_why", S("")), f);
    s->not_yet = field("not_yet", "Anything you want to say to it", "You need not.", typed_again(v, f, "not yet", "not_yet", S("")), f);
    s->email = field("email", "Their e-mail address", "They are asked by a letter, and choose the name themselves. You are not told whether anybody has that address here.", picked_again(v, f, "ask along", "email", S("")), f);
    s->email.type = "email";
    AroundSeen seen = around_seen(v, s->w);
    SeenField uses = uses_seen(v, s->w, &(WorkUses){ 0 });
    s->seen_around = fields_seen(v->arena, seen.at, COUNT(seen.at)), s->seen_uses = fields_seen(v->arena, &uses, 1);
    s->language = field("language", "Language", "Its name, or a short code: English, cy, ur.", picked_again(v, f, "around", "language", s->w->language), f), s->language.width = "short";
    s->topics = field("topics", "Topics", "One a line, in your words.", typed_again(v, f, "around", "topics", topic_lines(v, s->w->id)), f);
}

static void choices(Visit *v, MyWork *s, const Work *w, Faults f)
{
    static const Choice levels[] = { CHOICE("2", "Everybody"), CHOICE("1", "Members alone") };
    s->way = ways(v, picked_again(v, f, "accept", "way", s->c ? s->c->way : S("")), f), s->licence = licence_choice(v, w->licence, f), s->role = role_choice(v);
    s->byline = byline_choice(v, form_str(v, "byline"), false), s->byline.fault = faults_of(f, "byline");
    s->level = choice_spec(v->arena, "level", S("Who may read it?"), w->level == 1 ? S("1") : S("2"), levels, COUNT(levels)), s->level.fault = faults_of(f, "level");
    s->index = box_spec("index", S("Search engines may show it"), S(""), w->may_index), s->harvest = box_spec("harvest", S("Libraries and archives may list it"), S("They take its name, its author as named here and its summary."), w->may_harvest);
    s->quote = box_spec("quote", S("The bulletin may tell of it"), S("Letters that were sent cannot be called back."), w->may_quote);
    s->mine = box_spec("mine", S("Machines may learn from it"), S("We can only ask them not to. Some do not listen."), w->may_mine);
}

/* typed: as it was sent, where there is something to mend; other: what somebody else made of it meanwhile. */
static Reply show_one(Visit *v, const Author *by, const Work *typed, Faults f, const Work *other)
{
    MyWork *s = arena_new(v->arena, MyWork);
    const Work *w = author_work(by);
    const Maker *maker = maker_author(v->tx, v->who, w->id);
    EditRounds rounds = rounds_of(v->tx, by);
    Contributors all = contributors_of(v->tx, v->who, w->id);
    int authors = 0;
    *s = (MyWork){ .w = w, .c = commission_of(v->tx, by), .faults = f, .rounds = rounds_shown(v->arena, rounds), .round_count = rounds.count, .versions = versions_of(v->tx, v->who, w->id),
        .said_beside = piece_words_of(v->tx, by),
        .going = going_of(v->tx, by), .other = other, .on_shelf = work_is_shown(w), .settles = piece_is_theirs_to_settle(v->tx, by), .goes = !piece_of_another(v->tx, by) };
    s->fee = s->c ? money_shown(v->arena, s->c->fee) : S(""), s->seen = work_seen(v->arena, w, work_in(w, "to settle") || s->on_shelf);
    text_fields(s, typed, f), other_fields(v, s, f), choices(v, s, typed, f);
    if (maker) s->forms = work_forms(v, maker, own_url(v, w->id), f);
    for (int i = 0; i < all.count; i++) authors += str_is(all.at[i].role, "author");
    s->several = authors > (s->goes ? 1 : 0), s->names = names_of(v->arena, &all, S(""));
    MarkdownWork m = { .heading = 3, .pictures = str_format(v->arena, "/knowledge/%.*s/pictures/", FMT(w->slug)), .headings = NULL };
    s->reads = w->plain ? plain_paragraphs(v->arena, w->body) : markdown_work(v->arena, w->body, &m);
    Html *page = page_open(v, head(w->title, S("Your works"), S("/me/works"), f));
    view_me_work(page, s);
    return reply_page(v, page, other ? 409 : f.count ? 422 : 200);
}

static Reply show_mended(Visit *v, Faults f)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    return by ? show_one(v, by, author_work(by), f, NULL) : reply_not_found(v);
}

/* Whoever knows no such page has nothing to copy here: their text as a file, to keep. */
static Reply give_text(Visit *v, Str id)
{
    i64 number = 0;
    const Author *by = str_int(id, &number) ? author_of(v->tx, v->who, number) : NULL;
    if (!by) return reply_not_found(v);
    const Work *w = author_work(by);
    Contributors all = contributors_of(v->tx, v->who, w->id);
    Str names = names_of(v->arena, &all, S(""));
    const Str parts[] = { names, w->content_note, w->summary, w->body, w->provenance };
    Buf b = buf_open(v->arena, w->body.len + 1000);
    buf_format(&b, "# %.*s\n", FMT(w->title));
    for (int i = 0; i < COUNT(parts); i++) if (parts[i].len) buf_byte(&b, '\n'), buf_str(&b, parts[i]), buf_byte(&b, '\n');
    WorkVersions before = versions_of(v->tx, v->who, w->id);
    for (int i = 0; i < before.count; i++) {
        const WorkVersion *was = version_of(v->tx, by, before.at[i].number);
        if (was) buf_format(&b, "\n# Before %.*s: %.*s\n\n%.*s\n\n%.*s\n", FMT(time_date_words(v->arena, was->at)), FMT(was->title), FMT(was->summary), FMT(was->body));
    }
    return reply_download(reply_bytes(v, S("text/markdown; charset=utf-8"), buf_view(&b)), "my-words.md");
}

static Reply get_one(Visit *v)
{
    Str id = path_str(v, 0);
    if (str_ends(id, S(".md"))) return give_text(v, (Str){ id.at, id.len - 3 });
    return show_mended(v, NO_FAULTS);
}

static Reply get_look(Visit *v)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    return by ? show_look(v, author_work(by), own_url(v, author_work(by)->id), "") : reply_not_found(v);
}

/* ---- what is done ---- */

static Reply elsewhere(Visit *v, const Author *by)
{
    return moved_on(v, own_url(v, author_work(by)->id), S("This has moved on: in another window perhaps, or at the editors’ desk. Nothing was written over. What you wrote stands below, to be copied."));
}

static Reply done(Visit *v, const Author *by, Outcome o, Str words)
{
    switch (o) {
    case DONE: notice_set(v, words); return reply_redirect(v, "/me/works/%lld", author_work(by)->id);
    case INVALID: case CONFLICT: case GONE: break;
    }
    return elsewhere(v, by);
}

static Reply mend(Visit *v, const Author *by, Outcome o, Faults f, Str words) { return o == INVALID ? show_one(v, by, author_work(by), f, NULL) : done(v, by, o, words); }

/* What the form was made from is not what stands there now. */
static bool of_another(Visit *v, const Work *now, bool whole) { return !str_eq(form_str(v, "seen"), work_seen(v->arena, now, whole)); }

static Reply accept(Visit *v, const Author *by)
{
    const Commission *c = commission_of(v->tx, by);
    i64 fee = 0, due = 0;
    if (c && (!str_int(form_str(v, "fee"), &fee) || !str_int(form_str(v, "due"), &due) || fee != c->fee || due != c->due_at.us) && work_in(author_work(by), "asked for"))
        return show_one(v, by, author_work(by), fault("way", S("What we offer has changed since you opened this page. Read it again: it stands above as it is now.")), NULL);
    return mend(v, by, piece_accept(v->tx, by, true, form_str(v, "way")), fault("way", S("Choose how you would like to be paid. “No payment” is a choice too.")), S("Thank you. Write it here, in your own time."));
}

static Reply refuse(Visit *v, const Author *by)
{
    Outcome o = piece_refuse(v->tx, by, form_text(v, "no_words"));
    if (o != DONE) return mend(v, by, o, fault("no_words", S("Your words are longer than 2,000 letters.")), S(""));
    notice_set(v, S("That is fine. Thank you for offering it."));
    return reply_redirect(v, "/me/works");
}

static Reply write_down(Visit *v, const Author *by, bool hand_in)
{
    Work w = *author_work(by);
    PieceText t = { form_str(v, "title"), form_text(v, "body"), hand_in };
    w.title = t.title, w.body = t.body;
    if ((work_in(&w, "draft") || work_in(&w, "to settle")) && of_another(v, author_work(by), false)) return show_one(v, by, &w, fault("body", S("This was changed meanwhile, in another window perhaps. What stands there now is on this page too; what you wrote is in the fields. Keep it, and yours takes its place.")), author_work(by));
    switch (piece_write(v->tx, by, &t)) {
    case DONE: break;
    case INVALID: return show_one(v, by, &w, piece_text_faults(&t), NULL);
    case CONFLICT: case GONE: return elsewhere(v, by);
    }
    return done(v, by, DONE, hand_in ? S("Sent. The editors read it, and nothing is changed without your yes.") : S("Kept."));
}

static WorkUses uses_typed(Visit *v) { return (WorkUses){ form_box(v, "index"), form_box(v, "harvest"), form_box(v, "quote"), form_box(v, "mine"), str_is(form_str(v, "level"), "1") ? 1 : 2 }; }

static void around_typed(Visit *v, Work *w)               /* what stands around the text */
{
    w->title = form_str(v, "title"), w->body = form_text(v, "body");
    w->summary = form_text(v, "summary"), w->content_note = form_str(v, "content_note"), w->provenance = form_text(v, "provenance"), w->licence = form_str(v, "licence");
}

static Reply settle(Visit *v, const Author *by, Str act)
{
    Work w = *author_work(by);
    Str rest = form_str(v, "byline"), kind = str_cut(&rest, ' ');
    WorkUses u = uses_typed(v);
    bool yes = str_is(act, "settle");
    around_typed(v, &w);
    w.level = u.level, w.may_index = u.index, w.may_harvest = u.harvest, w.may_quote = u.quote, w.may_mine = u.mine;
    Settling s = { { w.title, w.body, str_is(act, "settle hand in") || yes }, kind, 0, w.summary, w.content_note, w.provenance, w.licence, u };
    Faults f = piece_settling_faults(&s);
    if (work_in(&w, "to settle") && of_another(v, author_work(by), true)) return show_one(v, by, &w, fault("body", S("This was changed meanwhile. What stands there now is on this page too; what you wrote is in the fields. Say yes once more, and yours takes its place.")), author_work(by));
    if (!str_int(rest, &s.byline_of) && yes) faults_add(&f, "byline", S("Choose the name that it stands under."));
    if (f.count) return show_one(v, by, &w, f, NULL);
    switch (yes ? piece_settle(v->tx, by, &s) : piece_settle_later(v->tx, by, &s)) {
    case DONE: break;
    case GONE: return show_one(v, by, &w, fault("byline", S("That name is not one of yours any more. Choose another.")), NULL);
    case INVALID: case CONFLICT: return elsewhere(v, by);
    }
    return done(v, by, DONE, yes ? S("Settled. What we pay is due now, whether it is shown sooner or later.") : s.text.hand_in ? S("Sent. The editors read it once more.") : S("Kept. Say yes when it is as you want it."));
}

static Reply correct(Visit *v, const Author *by)
{
    Work w = *author_work(by);
    Str changed = form_str(v, "changed");
    around_typed(v, &w);
    if (of_another(v, author_work(by), true)) return show_one(v, by, &w, fault("body", S("This was changed meanwhile. What stands there now is on this page too; what you wrote is in the fields. Put it right once more, and yours takes its place.")), author_work(by));
    switch (work_correct(v->tx, by, &(Correction){ w.title, w.summary, w.body, w.content_note, w.provenance, w.licence, changed, form_box(v, "keep_before") })) {
    case DONE: break;
    case INVALID: {
        Faults f = piece_text_faults(&(PieceText){ w.title, w.body, false }), around = piece_around_faults(w.summary, w.content_note, w.provenance, w.licence);
        for (int i = 0; i < around.count; i++) faults_add(&f, around.at[i].field, around.at[i].words);
        if (str_blank(changed)) faults_add(&f, "changed", S("Say in one line what changed. It stands under the work."));
        if (utf8_length(changed) > 500) faults_add(&f, "changed", S("What changed is longer than 500 letters."));
        return show_one(v, by, &w, f, NULL);
    }
    case CONFLICT: case GONE: return elsewhere(v, by);
    }
    return done(v, by, DONE, S("Put right, everywhere."));
}

static Reply around(Visit *v, const Author *by)
{
    Around a = { language_code(v->arena, form_str(v, "language")), form_text(v, "topics") };
    AroundSeen seen = around_seen(v, author_work(by));
    Faults over = seen_faults(v, seen.at, COUNT(seen.at));
    Str topics = topics_fault(a.topics);
    if (over.count) return written_over(show_one(v, by, author_work(by), over, NULL));
    if (topics.len) return show_one(v, by, author_work(by), fault("topics", topics), NULL);
    return mend(v, by, around_put(v->tx, by, &a), fault("language", S("Write the language’s name in English, or its short code: en, cy, ur.")), S("Kept."));
}

static Reply round_said(Visit *v, const Author *by, bool yes)
{
    i64 number = 0;
    if (!str_int(form_str(v, "number"), &number)) return reply_not_found(v);
    return mend(v, by, round_say(v->tx, by, number, yes, form_text(v, "said")), fault("said", S("Your words are longer than 4,000 letters.")), yes ? S("Thank you. It is changed so, and is with the editors.") : S("Nothing was changed. It is with you again: change it yourself, or send it to the editors as it is."));
}

static Reply ask_along(Visit *v, const Author *by)
{
    switch (signing_ask_along(v->tx, by, form_str(v, "role"), form_str(v, "email"))) {
    case DONE: break;
    case INVALID: return show_one(v, by, author_work(by), fault("email", S("Write their whole address, as in kit@example.org.")), NULL);
    case CONFLICT: case GONE: return reply_conflict(v, S("Many people are asked already. Wait until some have answered."));
    }
    return done(v, by, DONE, S("If that is a member’s address, they are asked now. Which name stands there is theirs to choose."));
}

static Reply version(Visit *v, const Author *by, Str act)
{
    i64 number = 0;
    if (!str_int(form_str(v, "number"), &number)) return reply_not_found(v);
    if (str_is(act, "erase version")) return done(v, by, version_erase(v->tx, by, number), S("Erased. What it said is gone; that something changed stays to be read."));
    versions_show(v->tx, by, number, str_is(form_str(v, "show"), "1"));
    return done(v, by, DONE, S("Kept."));
}

static Reply allow(Visit *v, const Author *by)
{
    Work typed = *author_work(by);
    WorkUses u = uses_typed(v);
    SeenField seen = uses_seen(v, author_work(by), &u);
    Faults over = seen_faults(v, &seen, 1);
    typed.level = u.level, typed.may_index = u.index, typed.may_harvest = u.harvest, typed.may_quote = u.quote, typed.may_mine = u.mine;
    if (over.count) return written_over(show_one(v, by, &typed, over, NULL));
    return done(v, by, work_allow(v->tx, by, &u), S("Kept. It counts from now on."));
}

static Reply post_one(Visit *v)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    Str act = form_str(v, "act");
    if (!by) return reply_not_found(v);
    if (str_is(act, "accept")) return accept(v, by);
    if (str_is(act, "refuse")) return refuse(v, by);
    if (str_is(act, "keep") || str_is(act, "hand in")) return write_down(v, by, str_is(act, "hand in"));
    if (str_is(act, "call back")) return done(v, by, piece_call_back(v->tx, by), S("It is with you again. Send it to the editors when it is as you want it."));
    if (str_is(act, "longer")) return mend(v, by, piece_longer(v->tx, by, day_typed(v, "longer"), form_text(v, "longer_why")), fault("longer", S("Choose a day to come.")), S("Noted. The editors see the day, and nobody asks why."));
    if (str_is(act, "yes") || str_is(act, "no")) return round_said(v, by, str_is(act, "yes"));
    if (str_starts(act, S("settle"))) return settle(v, by, act);
    if (str_is(act, "not yet")) return mend(v, by, piece_not_yet(v->tx, by, form_text(v, "not_yet")), fault("not_yet", S("Your words are longer than 1,000 letters.")), S("It is not shown. It waits until you say yes to it again."));
    if (str_is(act, "correct")) return correct(v, by);
    if (str_is(act, "around")) return around(v, by);
    if (str_is(act, "pause") || str_is(act, "back")) return done(v, by, work_pause(v->tx, by, str_is(act, "pause")), str_is(act, "pause") ? S("Away. Nobody finds it until you bring it back.") : S("It is shown again."));
    if (str_is(act, "allow")) return allow(v, by);
    if (str_is(act, "stay")) return done(v, by, going_undo(v->tx, by), S("It stays, as far as you are concerned."));
    if (str_is(act, "name off")) return take_name_off(v, author_work(by)->id);
    if (str_is(act, "ask along")) return ask_along(v, by);
    if (str_is(act, "version") || str_is(act, "erase version")) return version(v, by, act);
    const Maker *maker = forms_act(act) ? maker_author(v->tx, v->who, path_id(v, 0)) : NULL;
    return maker ? forms_acted(v, maker, own_url(v, author_work(by)->id), show_mended) : reply_not_found(v);
}

/* ---- taking it back: a page before the act ---- */

static Reply show_take_back(Visit *v, const Author *by, Faults f)
{
    const Work *w = author_work(by);
    Contributors all = contributors_of(v->tx, v->who, w->id);
    Str words = f.count ? form_text(v, "words") : S("");
    TakeBack s = { .w = w, .faults = f, .going = going_of(v->tx, by), .was_shown = w->text_at.us > 0 };
    for (int i = 0, n = 0; i < all.count; i++) s.several = s.several || (str_is(all.at[i].role, "author") && ++n > 1);
    s.tombstone = tombstone_choice(v, TOMBSTONE_AUTHOR, f.count ? tombstone_typed(v, words) : S(""), f);
    s.words = field("words", "Your own words for its address", "If you write some, these are what it says.", words, f);
    Html *page = page_open(v, head(S("Take it back for good"), w->title, own_url(v, w->id), f));
    view_me_take_back(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_take_back(Visit *v)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    return by && !piece_of_another(v->tx, by) ? show_take_back(v, by, NO_FAULTS) : reply_not_found(v);
}

static Reply post_take_back(Visit *v)
{
    const Author *by = author_of(v->tx, v->who, path_id(v, 0));
    if (!by) return reply_not_found(v);
    bool shown = author_work(by)->text_at.us > 0, first = going_of(v->tx, by).own == 0;
    Str words = form_text(v, "words");
    switch (work_take_back(v->tx, by, &(TakingBack){ shown ? tombstone_typed(v, words) : S("nothing"), words })) {
    case DONE: break;
    case INVALID: return show_take_back(v, by, utf8_length(words) > 1000 ? fault("words", S("Your words for its address are longer than 1,000 letters.")) : str_is(form_str(v, "tombstone"), "words") ? fault("words", S("Write the words that its address shall say, or choose something else.")) : fault("tombstone", S("Choose what its address shall say.")));
    case CONFLICT:
        if (first) going_told(v->tx, by);
        return done(v, by, DONE, S("Written down. It goes when its other authors say so too: they are told. Your name can go at once."));
    case GONE: return elsewhere(v, by);
    }
    notice_set(v, shown ? S("Taken back: page, files, search, feeds, lists of libraries, bulletins. Letters that were sent stay where they are, and so does what others copied.") : S("Gone. Nothing of it is kept."));
    return reply_redirect(v, "/me/works");
}

const Route my_work_routes[] = {
    { GET,  "/me/works/:id",           MEMBERS, get_one },
    { POST, "/me/works/:id",           MEMBERS, post_one },
    { POST, "/me/works/:id/files",     MEMBERS, post_one },
    { GET,  "/me/works/:id/look",      MEMBERS, get_look },
    { GET,  "/me/works/:id/take-back", MEMBERS, get_take_back },
    { POST, "/me/works/:id/take-back", MEMBERS, post_take_back },
    { 0 }
};
