/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library's desk: pitches, pieces under way, what staff write, what stands on the shelves. */
#include "knowledge/views.h"

#include "files/files.h"

#include <stdio.h>
#include <unistd.h>

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static Reply changed_meanwhile(Visit *v) { return reply_conflict(v, S("That has changed meanwhile. Go back and look again: what you wrote is still there.")); }

/* ---- the list ---- */

static Reply show_list(Visit *v, const Editor *by, Faults f)
{
    Str state = query_str(v, "state");
    i64 page = 1;
    if (!str_int(query_str(v, "page"), &page) || page < 1 || page > 2000) page = 1;
    Works all = works_at_desk(v->tx, by, state, (int)(page - 1) * 40);
    DeskWorkRow *at = arena_array(v->arena, DeskWorkRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        Contributors c = contributors_of(v->tx, v->who, all.at[i].id);
        at[i] = (DeskWorkRow){ &all.at[i], names_of(v->arena, &c, S("")) };
    }
    DeskLibrary s = { .state = state, .at = at, .count = all.count, .waiting_meanings = meanings_waiting(v->tx, by).count, .collections = collections_seen_by(v->tx, v->who), .faults = f };
    s.collection = field("collection", "A new collection", "Works that belong together.", S(""), f);
    Str base = str_format(v->arena, "/desk/library?state=%.*s&page=", FMT(state));
    s.pager = (Pager){ .before_url = page > 1 ? str_format(v->arena, "%.*s%lld", FMT(base), page - 1) : S(""), .after_url = all.more ? str_format(v->arena, "%.*s%lld", FMT(base),
        page + 1) : S(""), .page = (int)page };
    Html *out = page_open(v, head(S("Library"), S("Desk"), S("/desk"), f));
    view_desk_library(out, &s);
    return reply_page(v, out, f.count ? 422 : 200);
}

static Reply get_list(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    return by ? show_list(v, by, NO_FAULTS) : reply_forbidden(v);
}

static Reply post_list(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Collection c = { .title = form_str(v, "collection"), .about = S(""), .content_note = S("") };
    if (!by) return reply_forbidden(v);
    switch (collection_put(v->tx, by, &c)) {
    case DONE: break;
    case INVALID: return show_list(v, by, fault("collection", S("Give it a name.")));
    case CONFLICT: case GONE: return show_list(v, by, fault("collection", S("There is one of that name.")));
    }
    notice_set(v, S("Made. Put works into it on their own pages here."));
    return reply_redirect(v, "/desk/library");
}

/* ---- one work ---- */

static void sentence_of(Visit *v, DeskWork *s)             /* the network's own words list, as advice */
{
    Str *at = arena_array(v->arena, Str, 40);
    Str all = house_words(v->tx, v->who), text = str_format(v->arena, " %.*s %.*s %.*s ", FMT(search_words(v->arena, s->w->title)), FMT(search_words(v->arena, s->w->summary)),
        FMT(search_words(v->arena, s->w->body)));
    while (all.len && s->advice_count < 40) {
        Str line = str_cut(&all, '\n'), word = str_trim(str_cut(&line, '=')), instead = str_trim(line), folded = search_words(v->arena, word);
        if (!folded.len || str_find(text, str_format(v->arena, " %.*s ", FMT(folded))) < 0) continue;
        at[s->advice_count++] = instead.len ? str_format(v->arena, "“%.*s”: this network says “%.*s”.", FMT(word), FMT(instead)) : str_format(v->arena, "“%.*s” is a word this network does not use.", FMT(word));
    }
    s->advice = at;
}

static Str topic_lines(Visit *v, i64 work)
{
    TopicWords t = topics_of_work(v->tx, v->who, work);
    Buf b = buf_open(v->arena, 100);
    for (int i = 0; i < t.count; i++) buf_format(&b, "%.*s\n", FMT(t.at[i].words));
    return buf_view(&b);
}

static Str signing_lines(Visit *v, i64 work)
{
    Contributors c = contributors_of(v->tx, v->who, work);
    Buf b = buf_open(v->arena, 100);
    for (int i = 0; i < c.count; i++) {
        if (str_is(c.at[i].role, "author")) buf_format(&b, "%.*s\n", FMT(c.at[i].by.name));
        else buf_format(&b, "%.*s: %.*s\n", FMT(c.at[i].role), FMT(c.at[i].by.name));
    }
    return buf_view(&b);
}

static void words_fields(DeskWork *s, const Work *w, Faults f)
{
    s->title = field("title", "Title", "", w->title, f), s->other_title = field("other_title", "Another title", "In another language, or a longer one.", w->other_title, f), s->summary = field("summary", "Summary", "Stands in lists, search, feeds and catalogues.", w->summary, f);
    s->body = field("body", "The text", "A line that begins with # is a heading, one with a hyphen a list; lines that begin with | are a table, the second one dashes.", w->body, f), s->body.rows = 18, s->body.longest = 200000;
    s->note = field("content_note", "Content note", "Before the text, never in front of it.", w->content_note, f), s->provenance = field("provenance", "How we know this", "In the words of its authors.", w->provenance, f);
    s->coverage = field("coverage", "Place and time it speaks of", "", w->coverage, f), s->language = field("language", "Language", "A short code: en, cy, ur.", w->language, f), s->language.width = "short";
    s->publisher = field("publisher", "Published by", "Empty: the network.", w->publisher, f), s->doi = field("doi", "DOI", "Where a partner gave it one.", w->doi, f), s->source = field("source", "Where it first appeared", "", w->source, f);
    s->changed = field("changed", "What changed, in one line", "Needed once it is shown; it stands under the work.", S(""), f);
    s->plain = box_spec("plain", S("Plain text: show it as it was typed, without marks"), S(""), w->plain);
}

static void work_choices(Visit *v, DeskWork *s, const Work *w, Faults f)
{
    static const Choice kinds_of_link[] = { CHOICE("goes with", "Goes with"), CHOICE("translation of", "Is a translation of"), CHOICE("replies to", "Replies to"), CHOICE("new edition of", "Is a new edition of") };
    static const Choice pays[] = { CHOICE("paid", "Paid"), CHOICE("in another form", "In another form"), CHOICE("not wanted", "Its author did not want to be paid"), CHOICE("not paid", "Not paid, and why") };
    Choice *kinds = arena_array(v->arena, Choice, 12), *forms = arena_array(v->arena, Choice, 12);
    int n = 0, m = 0;
    for (; work_kinds[n].slug; n++) kinds[n] = (Choice){ work_kinds[n].slug, str_c(work_kinds[n].one), S(""), str_is(w->kind, work_kinds[n].slug) };
    for (; form_kinds[m].slug; m++) forms[m] = (Choice){ form_kinds[m].slug, str_c(form_kinds[m].words), S(""), m == 0 };
    s->kind = (ChoiceSpec){ .name = "kind", .legend = S("What it is"), .hint = S(""), .fault = faults_of(f, "kind"), .at = kinds, .count = n };
    s->form = (ChoiceSpec){ .name = "form", .legend = S("Which form"), .hint = S(""), .fault = faults_of(f, "form"), .at = forms, .count = m };
    s->licence = licence_choice(v, w->licence, f), s->tombstone = tombstone_choice(v, f), s->link = choice_spec(v->arena, "link", S("How"), S("goes with"), kinds_of_link, COUNT(kinds_of_link)),
        s->pay = choice_spec(v->arena, "pay", S("What happened"), S("paid"), pays, COUNT(pays));
}

static void more_fields(Visit *v, const Editor *by, DeskWork *s, const Work *w, Faults f)
{
    s->topics = field("topics", "Topics", "One a line, in the words of its authors.", topic_lines(v, w->id), f);
    s->signing = field("signing", "Who made it", "One a line. “translator: Name” for another part in it. Names are kept as you write them.", signing_lines(v, w->id), f);
    s->fee = field("fee", "What we pay", "", S("150"), f), s->fee.width = "short", s->due = field("due", "By when", "", S(""), f), s->due.type = "date", s->due.width = "short";
    s->answer = field("answer", "A few kind words", "They go by mail.", S(""), f), s->edit_note = field("note", "What you suggest, and why", "", S(""), f);
    s->alone = field("alone", "Nobody else can read it: why it goes out all the same", "Only where you are the only editor.", S(""), f), s->day = field("day", "Show it on", "Empty: now.", S(""), f), s->day.type = "date", s->day.width = "short";
    s->alt = field("alt", "What is in the picture", "For whoever does not see it. A picture without these words is not shown.", S(""), f);
    s->form_words = field("words", "The words of this form", "Or a file instead.", S(""), f), s->form_words.rows = 6, s->form_words.longest = 200000;
    s->form_language = field("form_language", "Its language", "en, cy, bfi for British Sign Language.", w->language, f), s->form_language.width = "short", s->form_maker = field("maker", "Who made it", "", S(""), f);
    s->other = field("other", "The end of the other work’s address", "", S(""), f), s->pay_why = field("why", "Why, if it was not", "", S(""), f), s->checked = box_spec("checked", S("Its author has looked at it"), S(""), false);
    Compass all = compass_seen_by(v->tx, v->who), has = hopes_of_work(v->tx, v->who, w->id);
    BoxSpec *hopes = arena_array(v->arena, BoxSpec, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        bool now = false;
        if (!str_is(all.at[i].kind, "theme") && !str_is(all.at[i].kind, "hope")) continue;
        for (int k = 0; k < has.count; k++) now = now || has.at[k].id == all.at[i].id;
        hopes[s->hope_count++] = box_spec(str_format(v->arena, "hope-%lld", all.at[i].id).at, all.at[i].words, S(""), now);
    }
    s->hopes = hopes;
    s->role = role_choice(v), s->email = field("email", "Their e-mail address", "You are not told whether anybody has that address here. Whoever has gets a letter.", form_str(v, "email"), f), s->email.type = "email";
    static const Choice rules[] = { CHOICE("any", "Any of its authors, alone"), CHOICE("all", "All of its authors together; each can take their own name off at once") };
    s->rule = choice_spec(v->arena, "rule", S("If there are several authors: who can take it back?"), w->rule, rules, COUNT(rules)), s->asked = signings_waiting(v->tx, by, w->id);
    s->down_words = field("down-words", "Words for its address, if you chose that", "", form_text(v, "down-words"), f), s->down_words.rows = 2;
    s->down_why = field("down-why", "Why, to whoever wrote it", "If its author is somebody here, they get a letter with these words.", form_text(v, "down-why"), f);
    (void)by;
}

static Reply show_work(Visit *v, const Editor *by, const Work *w, Faults f)
{
    DeskWork *s = arena_new(v->arena, DeskWork);
    const WorkKind *k = work_kind(w->kind);
    *s = (DeskWork){ .w = w, .faults = f, .action = w->id ? str_format(v->arena, "/desk/library/%lld", w->id) : S("/desk/library/new"), .own = w->by_person == editor_id(by), .needs_second = k && k->staff && !w->second_reader };
    words_fields(s, w, f);
    work_choices(v, s, w, f);
    if (w->id) {
        EditRounds rounds = rounds_read(v->tx, by, w->id);
        RoundShown *shown = arena_array(v->arena, RoundShown, rounds.count + 1);
        for (int i = 0; i < rounds.count; i++) shown[i] = (RoundShown){ &rounds.at[i], text_diff(v->arena, rounds.at[i].was_body, rounds.at[i].body) };
        s->c = commission_read(v->tx, by, w->id), s->rounds = shown, s->round_count = rounds.count, s->forms = expressions_of(v->tx, v->who, w->id),
            s->pictures = pictures_of(v->tx, v->who, w->id), s->links = links_of_work(v->tx, v->who, w->id);
        s->collections = collections_seen_by(v->tx, v->who), s->commissioned = s->c != NULL, s->settled = s->c && s->c->approved_at.us, s->fee_words = s->c ? money_shown(v->arena, s->c->fee) : S(""),
            s->pitch_url = w->entry ? str_format(v->arena, "/desk/entries/%lld", w->entry) : S("");
        s->pictures_at = str_format(v->arena, "/knowledge/%.*s/pictures/", FMT(w->slug));
        s->may_publish = work_in(w, "settled") || work_in(w, "scheduled") || (work_in(w, "draft") && !s->commissioned && !s->needs_second);
        more_fields(v, by, s, w, f);
        sentence_of(v, s);
    }
    Html *page = page_open(v, head(w->id ? w->title : S("A new work"), S("Library"), S("/desk/library"), f));
    if (w->id) view_desk_work(page, s);
    else view_desk_work_new(page, s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Work empty_work(Visit *v)
{
    Str no = S("");
    return (Work){ .kind = S("article"), .state = S("draft"), .title = no, .other_title = no, .summary = no, .content_note = no, .provenance = no, .coverage = no,
        .language = v->network->language, .licence = S("by-nc"), .publisher = no, .doi = no, .source = no,
        .source_id = no, .body = no, .level = 2, .may_index = true, .may_harvest = true, .may_quote = true };
}

static void typed(Visit *v, Work *w)
{
    w->kind = form_str(v, "kind"), w->title = form_str(v, "title"), w->other_title = form_str(v, "other_title"), w->summary = form_text(v, "summary"), w->body = form_text(v, "body"), w->content_note = form_str(v, "content_note");
    w->provenance = form_text(v, "provenance"), w->coverage = form_str(v, "coverage"), w->language = form_str(v, "language"), w->licence = form_str(v, "licence"), w->publisher = form_str(v, "publisher"),
        w->doi = form_str(v, "doi"), w->source = form_str(v, "source");
    w->plain = form_box(v, "plain");
}

static Reply put(Visit *v, const Editor *by, Work *w)
{
    Work was = *w;
    typed(v, w);
    if (w->id && work_commissioned(v->tx, by, w->id)) w->title = was.title, w->body = was.body;      /* those change in rounds */
    if (w->id && work_settled(v->tx, by, w->id)) w->summary = was.summary, w->content_note = was.content_note, w->provenance = was.provenance, w->licence = was.licence;
    Str changed = form_str(v, "changed");
    switch (work_put(v->tx, by, w, changed)) {
    case DONE: break;
    case INVALID: {
        Faults f = work_faults(v->arena, w);
        if (!f.count) faults_add(&f, "changed", S("Say in one line what changed: it is shown already."));
        return show_work(v, by, w, f);
    }
    case CONFLICT: case GONE: return changed_meanwhile(v);
    }
    notice_set(v, S("Kept."));
    return reply_redirect(v, "/desk/library/%lld", w->id);
}

static Reply get_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Work w = empty_work(v);
    return by ? show_work(v, by, &w, NO_FAULTS) : reply_forbidden(v);
}

static Reply post_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Work w = empty_work(v);
    return by ? put(v, by, &w) : reply_forbidden(v);
}

static const Work *work_at(Visit *v, const Editor *by)
{
    const Work *w = by ? work_read(v->tx, by, path_id(v, 0)) : NULL;
    return w && !work_in(w, "taken back") ? w : NULL;
}

static Reply get_one(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_at(v, by);
    if (!by) return reply_forbidden(v);
    return w ? show_work(v, by, w, NO_FAULTS) : reply_not_found(v);
}

/* ---- acts on one ---- */

static Reply done(Visit *v, Outcome o, i64 work, Str words)
{
    switch (o) {
    case DONE: notice_set(v, words); return reply_redirect(v, "/desk/library/%lld", work);
    case INVALID: case CONFLICT: case GONE: break;
    }
    return changed_meanwhile(v);
}

static Reply mend(Visit *v, const Editor *by, const Work *w, Outcome o, Faults f, Str words)
{
    return o == INVALID ? show_work(v, by, w, f) : done(v, o, w->id, words);
}

static Time typed_day(Visit *v, const char *name)
{
    Time t = { 0 };
    return time_on_day(form_str(v, name), 9, &t) ? t : (Time){ 0 };
}

static void sign(Visit *v, const Editor *by, i64 work)
{
    Signing at[40];
    int count = 0;
    for (Str rest = form_text(v, "signing"); rest.len && count < COUNT(at); ) {
        Str line = str_trim(str_cut(&rest, '\n')), role = S("author");
        for (int i = 0; work_roles[i]; i++) {
            Str start = str_format(v->arena, "%s:", work_roles[i]);
            if (!str_starts(line, start)) continue;
            role = str_c(work_roles[i]);
            line = str_trim((Str){ line.at + start.len, line.len - start.len });
        }
        if (line.len) at[count++] = (Signing){ role, utf8_cut(line, 200) };
    }
    contributors_put(v->tx, by, work, at, count);
}

static Reply shelve(Visit *v, const Editor *by, const Work *w)
{
    i64 ids[40];
    int count = 0;
    Compass all = compass_seen_by(v->tx, v->who);
    for (int i = 0; i < all.count && count < COUNT(ids); i++) if (form_box(v, str_format(v->arena, "hope-%lld", all.at[i].id).at)) ids[count++] = all.at[i].id;
    sign(v, by, w->id);
    if (form_str(v, "rule").len) rule_put(v->tx, by, w->id, form_str(v, "rule"));
    topics_put(v->tx, by, w->id, form_text(v, "topics"));
    hopes_put(v->tx, by, w->id, ids, count);
    return done(v, DONE, w->id, S("Kept."));
}

static Reply ask_for(Visit *v, const Editor *by, const Work *w)
{
    i64 pence = 0;
    Str why = money_read(v->arena, form_str(v, "fee"), &pence);
    if (why.len) return show_work(v, by, w, fault("fee", why));
    Outcome o = piece_ask_for(v->tx, by, w->id, &(Asking){ pence, typed_day(v, "due"), form_text(v, "answer") });
    return o == GONE ? reply_conflict(v, S("Only a member can be asked for a piece, and whoever sent this was not signed in.")) : mend(v, by, w, o, fault("due", S("Choose a day to come.")), S("Asked for. Its author says yes or no to the fee."));
}

static Reply edit(Visit *v, const Editor *by, const Work *w)
{
    Work typed_in = *w;
    typed_in.title = form_str(v, "title"), typed_in.body = form_text(v, "body");
    Outcome o = piece_edit(v->tx, by, w->id, &(Edit){ typed_in.title, typed_in.body, form_text(v, "note") });
    return mend(v, by, &typed_in, o, fault("body", S("Nothing is different, or it is longer than there is room for.")), S("Sent to its author. Nothing is changed before they say yes."));
}

static Reply piece_act(Visit *v, const Editor *by, const Work *w, Str act)
{
    if (str_is(act, "ask for")) return ask_for(v, by, w);
    if (str_is(act, "later") || str_is(act, "decline"))
        return mend(v, by, w, piece_answer(v->tx, by, w->id, str_is(act, "later"), form_text(v, "answer"), v->network), fault("answer", S("Write a few kind words: they are the answer.")), S("Answered."));
    if (str_is(act, "edit")) return edit(v, by, w);
    if (str_is(act, "ready")) return done(v, piece_ready(v->tx, by, w->id), w->id, S("Its author settles it now."));
    if (str_is(act, "pay")) return mend(v, by, w, piece_pay(v->tx, by, w->id, form_str(v, "pay"), form_str(v, "why")), fault("why", S("Say why it was not paid.")), S("Written down."));
    return reply_not_found(v);
}

static Reply ask_name(Visit *v, const Editor *by, const Work *w)
{
    Outcome o = signing_ask(v->tx, by, w->id, form_str(v, "role"), form_str(v, "email"));
    if (o == CONFLICT) return reply_conflict(v, S("A piece’s author asks whoever wrote it with them, on their own page."));
    return mend(v, by, w, o, fault("email", S("Write their whole address, as in kit@example.org.")), S("If that is a member’s address, they are asked now. Which name stands there is theirs to choose."));
}

static Reply post_one(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_at(v, by);
    Str act = form_str(v, "act");
    i64 number = 0, collection = 0;
    if (!by) return reply_forbidden(v);
    if (!w) return reply_not_found(v);
    if (str_is(act, "put")) { Work changed = *w; return put(v, by, &changed); }
    if (str_is(act, "shelve")) return shelve(v, by, w);
    if (str_is(act, "ask name")) return ask_name(v, by, w);
    if (str_is(act, "second")) return done(v, work_read_second(v->tx, by, w->id, form_str(v, "alone")), w->id, S("Read by a second person."));
    if (str_is(act, "publish")) return done(v, work_publish(v->tx, by, w->id, typed_day(v, "day")), w->id, S("Done. Whoever may read it finds it from the day you chose."));
    if (str_is(act, "link")) return mend(v, by, w, link_put(v->tx, by, w->id, form_str(v, "other"), form_str(v, "link")), fault("other", S("There is no such work.")), S("Kept."));
    if (str_is(act, "collect") && str_int(form_str(v, "collection"), &collection)) return done(v, collection_add(v->tx, by, collection, w->slug, true), w->id, S("Put in."));
    if (str_is(act, "form")) {
        Expression e = { .kind = form_str(v, "form"), .language = form_str(v, "form_language"), .maker = form_str(v, "maker"), .words = form_text(v, "words"), .checked = form_box(v, "checked"), .file = S(""), .type = S("") };
        return mend(v, by, w, expression_put(v->tx, by, w->id, &e), fault("words", S("Write the words of this form, or send a file.")), S("Kept."));
    }
    if (str_is(act, "drop form") && str_int(form_str(v, "number"), &number)) { expression_drop(v->tx, by, w->id, number); return done(v, DONE, w->id, S("Taken away.")); }
    if (str_is(act, "take down")) {
        Outcome o = work_take_down(v->tx, by, w->id, &(TakingBack){ form_str(v, "tombstone"), form_text(v, "down-words") }, form_text(v, "down-why"));
        Faults f = NO_FAULTS;
        if (str_is(form_str(v, "tombstone"), "words") && str_blank(form_text(v, "down-words"))) faults_add(&f, "down-words", S("Write the words that its address shall say, or choose something else."));
        if (!f.count) faults_add(&f, "down-why", S("Tell its author why, in up to 2,000 letters: they are written to."));
        if (o != DONE) return mend(v, by, w, o, f, S(""));
        notice_set(v, S("Taken down, everywhere."));
        return reply_redirect(v, "/desk/library");
    }
    return piece_act(v, by, w, act);
}

/* ---- files: a form of the work, or a picture in it ---- */

typedef struct { Arena *arena; const char *from, *to; unsigned wanted; Media is; Str hash; } Cleaned;
static void clean_work_file(void *with) { Cleaned *c = with; c->is = media_clean(c->arena, c->from, c->to, c->wanted); }

static Reply keep_file(Visit *v, const Editor *by, const Work *w, Cleaned *c, i64 size)
{
    bool picture = str_is(form_str(v, "act"), "picture");
    if (c->is.kind == MEDIA_NONE) return show_work(v, by, w, fault(picture ? "picture" : "file", c->is.why_not));
    if (c->hash.len) file_again(v->tx, v->who, web_data_dir(v), c->hash, c->is.type);
    else c->hash = file_keep(v->tx, v->who, web_data_dir(v), str_c(c->to), c->is.type);
    if (!c->hash.len) return reply_full(v);
    if (picture) return mend(v, by, w, picture_add(v->tx, by, w->id, &(WorkPicture){ .file = c->hash, .type = c->is.type, .alt = form_str(v, "alt") }), fault("alt", S("Say in words what is in the picture.")), S("Kept. Whatever the file said about where and by whom it was made has been taken out."));
    Expression e = { .kind = form_str(v, "form"), .language = form_str(v, "form_language"), .maker = form_str(v, "maker"), .checked = form_box(v, "checked"), .words = S(""), .file = c->hash,
        .type = c->is.type, .size = size, .seconds = c->is.seconds };
    return mend(v, by, w, expression_put(v->tx, by, w->id, &e), fault("form_language", S("Say in which language it is: en, cy, bfi.")), S("Kept. Whatever the file said about where and by whom it was made has been taken out."));
}

static Reply post_file(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_at(v, by);
    const HttpField *sent = form_file(v, "file");
    if (!by) return reply_forbidden(v);
    if (!w) return reply_not_found(v);
    if ((!sent || !sent->size) && str_is(form_str(v, "act"), "form")) return post_one(v);      /* a form in words */
    if (!sent || !sent->size) return show_work(v, by, w, fault("file", S("Choose a file first.")));
    if (!v->worked) {
        Cleaned *c = arena_new(v->arena, Cleaned);
        bool picture = str_is(form_str(v, "act"), "picture");
        *c = (Cleaned){ v->arena, sent->path, str_format(v->arena, "%s.clean", sent->path).at, picture ? 1u << MEDIA_PICTURE : ~0u, { 0 }, S("") };
        return reply_after(clean_work_file, c);
    }
    Cleaned *c = v->worked;
    Reply r = keep_file(v, by, w, c, sent->size);
    if (!c->hash.len) unlink(c->to);
    return r;
}

const Route library_desk_routes[] = {
    { GET,  "/desk/library",           EDITORS, get_list },
    { POST, "/desk/library",           EDITORS, post_list },
    { GET,  "/desk/library/new",       EDITORS, get_new },
    { POST, "/desk/library/new",       EDITORS, post_new },
    { GET,  "/desk/library/:id",       EDITORS, get_one },
    { POST, "/desk/library/:id",       EDITORS, post_one },
    { POST, "/desk/library/:id/files", EDITORS, post_file },
    { 0 }
};
