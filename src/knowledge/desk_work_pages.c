/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One work at the desk: what it says, who made it, where it belongs, when it is shown, and how it is taken down. */
#include "knowledge/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static FieldSpec dated(FieldSpec f) { f.type = "date", f.width = "short"; return f; }

Time day_typed(Visit *v, const char *name)
{
    Time t = { 0 };
    return time_on_day(form_str(v, name), 9, &t) ? t : (Time){ 0 };
}

static Str work_at_desk(Visit *v, const Work *w) { return w->id ? str_format(v->arena, "/desk/library/%lld", w->id) : S("/desk/library/new"); }

/* ---- its fields ---- */

Str topic_lines(Visit *v, i64 work)
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
        if (!str_is(c.at[i].by.kind, "free")) continue;   /* whoever is somebody here puts and takes their own */
        if (str_is(c.at[i].role, "author")) buf_format(&b, "%.*s\n", FMT(c.at[i].by.name));
        else buf_format(&b, "%.*s: %.*s\n", FMT(c.at[i].role), FMT(c.at[i].by.name));
    }
    return buf_view(&b);
}

static Str own_names(Visit *v, i64 work)
{
    Contributors c = contributors_of(v->tx, v->who, work);
    Buf b = buf_open(v->arena, 100);
    for (int i = 0; i < c.count; i++)
        if (!str_is(c.at[i].by.kind, "free")) buf_format(&b, "%s%.*s (%.*s)", b.len ? ", " : "", FMT(c.at[i].by.name), FMT(c.at[i].role));
    return buf_view(&b);
}

static void words_fields(Visit *v, DeskWork *s, const Work *w, Faults f)
{
    s->title = field("title", "Title", "", w->title, f), s->other_title = field("other_title", "Another title", "In another language, or a longer one.", w->other_title, f), s->summary = field("summary", "Summary", "Stands in lists, search, feeds and catalogues.", w->summary, f);
    s->body = field("body", "The text", "A line that begins with # is a heading, one with a hyphen a list; lines that begin with | are a table, the second one dashes.", w->body, f), s->body.rows = 18, s->body.longest = 200000;
    s->note = field("content_note", "Content note", "Before the text, never in front of it.", w->content_note, f), s->provenance = field("provenance", "How we know this", "In the words of its authors.", w->provenance, f);
    s->coverage = field("coverage", "Place and time it speaks of", "", w->coverage, f), s->language = field("language", "Language", "Its name, or a short code: English, cy, ur.", w->language, f), s->language.width = "short";
    s->publisher = field("publisher", "Published by", "Empty: the network.", w->publisher, f), s->doi = field("doi", "DOI", "Where a partner gave it one.", w->doi, f), s->source = field("source", "Where it first appeared", "", w->source, f);
    s->changed = field("changed", "What changed, in one line", "Needed once it is shown; it stands under the work.", picked_again(v, f, "put", "changed", S("")), f);
    s->plain = box_spec("plain", S("Plain text: show it as it was typed, without marks"), S(""), w->plain);
    Choice *kinds = arena_array(v->arena, Choice, 12);
    int n = 0;
    for (; work_kinds[n].slug; n++) kinds[n] = (Choice){ work_kinds[n].slug, str_c(work_kinds[n].one), S(""), str_is(w->kind, work_kinds[n].slug) };
    s->kind = (ChoiceSpec){ .name = "kind", .legend = S("What it is"), .hint = S(""), .fault = faults_of(f, "kind"), .at = kinds, .count = n }, s->licence = licence_choice(v, w->licence, f);
}

static void hopes_fields(Visit *v, DeskWork *s, i64 work, bool again)
{
    Compass all = compass_seen_by(v->tx, v->who), has = hopes_of_work(v->tx, v->who, work);
    BoxSpec *hopes = arena_array(v->arena, BoxSpec, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        bool now = false;
        const char *name = str_format(v->arena, "hope-%lld", all.at[i].id).at;
        if (!str_is(all.at[i].kind, "theme") && !str_is(all.at[i].kind, "hope")) continue;
        for (int k = 0; k < has.count; k++) now = now || has.at[k].id == all.at[i].id;
        hopes[s->hope_count++] = box_spec(name, all.at[i].words, S(""), again ? form_box(v, name) : now);
    }
    s->hopes = hopes;
}

/* ---- nobody writes over somebody ---- */

/* The words of themes and hopes: those that it has, or those that were ticked. */
static Str hope_lines(Visit *v, i64 work, bool ticked)
{
    Compass all = ticked ? compass_seen_by(v->tx, v->who) : hopes_of_work(v->tx, v->who, work);
    Buf b = buf_open(v->arena, 100);
    for (int i = 0; i < all.count; i++) if (!ticked || form_box(v, str_format(v->arena, "hope-%lld", all.at[i].id).at)) buf_format(&b, "%.*s\n", FMT(all.at[i].words));
    return buf_view(&b);
}

typedef struct { SeenField at[4]; } ShelfSeen;

static ShelfSeen shelf_seen(Visit *v, const Work *w)
{
    Str rule = form_str(v, "rule");
    return (ShelfSeen){ { { "topics", str_trim(topic_lines(v, w->id)), str_trim(form_text(v, "topics")) }, { "signing", str_trim(signing_lines(v, w->id)), str_trim(form_text(v, "signing")) },
        { "hopes", hope_lines(v, w->id, false), hope_lines(v, w->id, true) }, { "rule", str_c(rule_words(w->rule)), str_c(rule_words(rule.len ? rule : w->rule)) } } };
}

typedef struct { SeenField at[3]; } OfferSeen;

static Str pounds_value(Arena *a, i64 pence) { return str_format(a, "%lld.%02lld", pence / 100, pence % 100); }

static OfferSeen offer_seen(Visit *v, const Commission *c)
{
    return (OfferSeen){ { { "fee", pounds_value(v->arena, c->fee), form_str(v, "fee") }, { "due", day_value(v->arena, c->due_at), form_str(v, "due") }, { "answer", c->why, form_text(v, "answer") } } };
}

Faults offer_written_over(Visit *v, const Commission *c)
{
    OfferSeen seen = offer_seen(v, c);
    return seen_faults(v, seen.at, COUNT(seen.at));
}

/* ---- where it belongs, and what is paid ---- */

static void shelf_fields(Visit *v, DeskWork *s, Faults f)
{
    static const Choice rules[] = { CHOICE("any", "Any of its authors, alone"), CHOICE("all", "All of its authors together; each can take their own name off at once") };
    static const Choice kinds_of_link[] = { CHOICE("goes with", "Goes with"), CHOICE("translation of", "Is a translation of"), CHOICE("replies to", "Replies to"), CHOICE("new edition of", "Is a new edition of") };
    const Work *w = s->w;
    ShelfSeen seen = shelf_seen(v, w);
    s->seen_shelf = fields_seen(v->arena, seen.at, COUNT(seen.at));
    s->topics = field("topics", "Topics", "One a line, in the words of its authors.", typed_again(v, f, "shelve", "topics", topic_lines(v, w->id)), f);
    s->own_names = own_names(v, w->id);
    s->signing = field("signing", s->own_names.len ? "Who else made it" : "Who made it", "One a line. “translator: Name” for another part in it. Names are kept as you write them.", typed_again(v, f, "shelve", "signing", signing_lines(v, w->id)), f);
    hopes_fields(v, s, w->id, came_back(v, f, "shelve"));
    s->rule = choice_spec(v->arena, "rule", S("If there are several authors: who can take it back?"), picked_again(v, f, "shelve", "rule", w->rule), rules, COUNT(rules)), s->rule.fault = faults_of(f, "rule");
    s->role = role_choice(v), s->email = field("email", "Their e-mail address", "You are not told whether anybody has that address here. Whoever has gets a letter.", picked_again(v, f, "ask name", "email", S("")), f), s->email.type = "email";
    s->open_name = came_back(v, f, "ask name");
    s->link = choice_spec(v->arena, "link", S("How"), picked_again(v, f, "link", "link", S("goes with")), kinds_of_link, COUNT(kinds_of_link));
    s->link_to = field("other", "The address of the other work", "As you copy it from its page, or the end of it.", picked_again(v, f, "link", "other", S("")), f);
    s->tombstone = tombstone_choice(v, TOMBSTONE_DESK, came_back(v, f, "take down") ? tombstone_typed(v, form_text(v, "down-words")) : S(""), f);
    s->down_words = field("down-words", "Words for its address", "If you write some, these are what it says.", typed_again(v, f, "take down", "down-words", S("")), f), s->down_words.rows = 2;
    s->down_why = field("down-why", "Why, to whoever wrote it", "If its author is somebody here, they get a letter with these words.", typed_again(v, f, "take down", "down-why", S("")), f);
}

static void piece_fields(Visit *v, DeskWork *s, Faults f)
{
    const char *asks = "ask for|later|decline|offer";
    bool answered = work_in(s->w, "asked for") && s->c;
    OfferSeen seen = s->c ? offer_seen(v, s->c) : (OfferSeen){ 0 };
    s->seen_offer = fields_seen(v->arena, seen.at, s->c ? COUNT(seen.at) : 0);
    s->fee = field("fee", "What we pay", "", picked_again(v, f, asks, "fee", answered ? pounds_value(v->arena, s->c->fee) : S("150")), f), s->fee.width = "short";
    s->due = dated(field("due", "By when", "", picked_again(v, f, asks, "due", answered ? day_value(v->arena, s->c->due_at) : S("")), f));
    s->answer = field("answer", answered ? "What we ask for" : "A few kind words", answered ? "They read it on their page." : s->pitch && !s->pitch->by_letter ? "They are kept here. No letter goes: tell them the way they chose." : "They go by mail, and are kept here.",
        typed_again(v, f, asks, "answer", answered ? s->c->why : S("")), f);
    s->edit_note = field("note", "What you suggest, and why", "", typed_again(v, f, "edit|ready|advice", "note", S("")), f);
    s->alone = field("alone", "Nobody else can read it: why it goes out all the same", "Only where you are the only editor.", picked_again(v, f, "second", "alone", S("")), f);
    s->day = dated(field("day", "Show it on", "Empty: now.", picked_again(v, f, "publish", "day", work_in(s->w, "scheduled") ? day_value(v->arena, s->w->publish_at) : S("")), f));
    s->pay = pay_choice(v, picked_again(v, f, "pay", "pay", S("")));
    s->pay_why = field("why", "Why, if it was not", "", picked_again(v, f, "pay", "why", S("")), f);
}

/* ---- what was offered ---- */

static const PitchShown *pitch_shown(Visit *v, const Editor *by, const Work *w)
{
    const Entry *e = pitch_read(v->tx, by, w->id);
    if (!e) return NULL;
    PitchShown *s = arena_new(v->arena, PitchShown);
    PitchLine *at = arena_array(v->arena, PitchLine, QUESTIONS_MOST);
    *s = (PitchShown){ .e = e, .at = at, .base = work_at_desk(v, w), .by_letter = pitch_by_letter(v->tx, by, e) };
    for (int i = 0; i < e->set->count; i++) {
        Str words = answer_shown(v->arena, &e->set->at[i], answer_to(&e->answers, e->set->at[i].key));
        if (words.len) at[s->count++] = (PitchLine){ e->set->at[i].asks, words };
    }
    const char *way = str_is(e->reach_kind, "phone") ? "by phone" : str_is(e->reach_kind, "post") ? "by post" : "by e-mail";
    s->reach = e->reach.len ? str_format(v->arena, "%s: %.*s", way, FMT(e->reach)) : s->by_letter ? S("by e-mail, at the address they joined with") : S("they gave no address; look at their record");
    return s;
}

/* ---- the page ---- */

static void what_may_be_done(Tx *tx, DeskWork *s, const Editor *by)
{
    const Work *w = s->w;
    const WorkKind *k = work_kind(w->kind);
    bool staff = k && k->staff;
    s->own = work_is_own(tx, by, w);
    s->wants_second = staff && !w->second_reader && work_in(w, "draft") && !s->commissioned;
    s->may_read_second = !s->commissioned && !w->second_reader && (s->wants_second || work_is_shown(w));
    s->may_publish = work_is_settled(w) || (work_in(w, "draft") && !s->commissioned && !s->wants_second);
}

/* What the form on its page is made from: nothing that its author has not sent. */
static const Work *desk_reads(Visit *v, const Editor *by, const Work *w)
{
    if (!w->id || !work_with_author(v->tx, by, w)) return w;
    Work *sent = arena_new(v->arena, Work);
    *sent = *w;
    sent->title = sent->body = sent->summary = sent->content_note = sent->provenance = S(""), sent->licence = S("kept");
    return sent;
}

static void belonging(Visit *v, const Editor *by, DeskWork *s)
{
    Collections all = collections_seen_by(v->tx, v->who);
    DeskCollection *at = arena_array(v->arena, DeskCollection, all.count + 1);
    for (int i = 0; i < all.count; i++) at[i] = (DeskCollection){ &all.at[i], collection_has(v->tx, by, all.at[i].id, s->w->id) };
    s->collections = at, s->collection_count = all.count, s->links = links_read(v->tx, by, s->w->id), s->versions = versions_of(v->tx, v->who, s->w->id);
    s->hides_versions = s->versions.count && maker_may_tick(v->tx, maker_editor(v->tx, v->who, s->w->id));
}

/* w: as it was sent, where there is something to mend; other: what somebody else made of it meanwhile. */
Reply desk_work_shown(Visit *v, const Editor *by, const Work *w, Faults f, const Work *other)
{
    DeskWork *s = arena_new(v->arena, DeskWork);
    const Work *kept = w->id ? work_read(v->tx, by, w->id) : w;
    *s = (DeskWork){ .w = kept ? kept : w, .faults = f, .action = work_at_desk(v, w), .other = other };
    s->commissioned = w->id && work_commissioned(v->tx, by, w->id), s->with_author = w->id && work_with_author(v->tx, by, s->w);
    if (!s->with_author) s->advice = words_advice(v, w);
    words_fields(v, s, w, f);
    if (w->id) {
        EditRounds rounds = rounds_read(v->tx, by, w->id);
        const Maker *maker = maker_editor(v->tx, v->who, w->id);
        s->c = commission_read(v->tx, by, w->id), s->rounds = rounds_shown(v->arena, rounds), s->round_count = rounds.count;
        s->said_beside = piece_words_read(v->tx, by, w->id), s->pitch = pitch_shown(v, by, s->w);
        s->settled = work_settled(v->tx, by, w->id), s->fee_words = s->c ? money_shown(v->arena, s->c->fee) : S(""), s->own_piece = piece_is_own(v->tx, by, w->id);
        for (int i = 0; i < s->said_beside.count; i++) s->longer = s->longer || str_is(s->said_beside.at[i].kind, "longer");
        s->seen = work_seen(v->arena, desk_reads(v, by, s->w), true), s->seen_text = work_seen(v->arena, s->w, false);
        if (maker) s->forms = work_forms(v, maker, s->action, f), belonging(v, by, s);
        piece_fields(v, s, f), shelf_fields(v, s, f), s->asked = signings_waiting(v->tx, by, w->id);
        what_may_be_done(v->tx, s, by), s->alone_here = editor_alone(v->tx, by);
    }
    Html *page = page_open(v, head(w->id ? s->w->title : S("A new work"), S("Library"), S("/desk/library"), f));
    if (w->id) view_desk_work(page, s);
    else view_desk_work_new(page, s);
    return reply_page(v, page, other ? 409 : f.count ? 422 : 200);
}

static const Work *work_here(Visit *v, const Editor *by)
{
    const Work *w = by ? work_read(v->tx, by, path_id(v, 0)) : NULL;
    return w && !work_in(w, "taken back") ? w : NULL;
}

static Reply get_one(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_here(v, by);
    if (!by) return reply_forbidden(v);
    return w ? desk_work_shown(v, by, w, NO_FAULTS, NULL) : reply_not_found(v);
}

static Reply get_look(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_here(v, by);
    if (!w) return reply_not_found(v);
    return work_with_author(v->tx, by, w) ? reply_conflict(v, S("It is with its author, and theirs alone until they send it. You read it then.")) : show_look(v, w, work_at_desk(v, w), "desk");
}

static Reply get_said(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Entry *e = by ? pitch_read(v->tx, by, path_id(v, 0)) : NULL;
    for (int i = 0; e && i < e->files.count; i++) {
        const char *path = e->files.at[i].id == path_id(v, 1) ? file_path(v->arena, web_data_dir(v), e->files.at[i].hash) : NULL;
        if (path) return reply_download(reply_file(v, e->files.at[i].type, path), str_cstr(v->arena, e->files.at[i].name));
    }
    return reply_not_found(v);
}

/* ---- writing it ---- */

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

static Faults put_faults(Visit *v, const Work *w, Str changed)
{
    Faults f = work_faults(v->arena, w);
    if (!f.count && utf8_length(changed) > 500) faults_add(&f, "changed", S("What changed is longer than 500 letters."));
    if (!f.count) faults_add(&f, "changed", S("Say in one line what changed: it is shown already."));
    return f;
}

static Reply put(Visit *v, const Editor *by, Work *w)
{
    const Work was = *w;
    Str changed = form_str(v, "changed");
    typed(v, w);
    if (w->id && work_is_offer(&was)) return moved_on(v, work_at_desk(v, &was), S("This is what somebody offered. There is no text to change yet."));
    if (w->id && work_commissioned(v->tx, by, w->id)) w->title = was.title, w->body = was.body, w->plain = was.plain;    /* those change in rounds */
    bool theirs = w->id && work_with_author(v->tx, by, &was), moved = w->id && !str_eq(form_str(v, "seen"), work_seen(v->arena, desk_reads(v, by, &was), true));
    if (moved && theirs) return moved_on(v, work_at_desk(v, &was), S("This has moved on: it is with its author now, or another editor changed it. Nothing was written over. What you wrote stands below, to be copied."));
    if (w->id && (theirs || work_settled(v->tx, by, w->id))) w->summary = was.summary, w->content_note = was.content_note, w->provenance = was.provenance, w->licence = was.licence;
    if (moved)
        return desk_work_shown(v, by, w, fault("title", S("Somebody changed this meanwhile. What stands there now is on this page too; what you wrote is in the fields. Keep it, and yours takes its place.")), &was);
    Str code = language_code(v->arena, w->language);
    if (!code.len) return desk_work_shown(v, by, w, fault("language", S("Write the language’s name in English, or its short code: en, cy, ur.")), NULL);
    w->language = code;
    bool read = w->id && was.second_reader && work_kind(w->kind) && work_kind(w->kind)->staff;
    switch (work_put_read(v->tx, by, w, changed)) {
    case DONE: break;
    case INVALID: return desk_work_shown(v, by, w, put_faults(v, w, changed), NULL);
    case GONE: return desk_work_shown(v, by, w, fault("kind", S("A second person reads a work of this kind before it stands there as one. Ask another editor to press “I have read it” on this page, then change what it is.")), NULL);
    case CONFLICT: return moved_on(v, work_at_desk(v, &was), S("Its author has it now, or has said yes to it meanwhile. What you wrote stands below, to be copied."));
    }
    const Work *now = work_read(v->tx, by, w->id);
    notice_set(v, read && now && !now->second_reader ? S("Kept. A second person had read it as it was: somebody else reads it once more before it is shown.") : S("Kept."));
    return reply_redirect(v, "/desk/library/%lld", w->id);
}

static Reply get_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Work w = empty_work(v);
    return by ? desk_work_shown(v, by, &w, NO_FAULTS, NULL) : reply_forbidden(v);
}

static Reply post_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    Work w = empty_work(v);
    if (!by) return reply_forbidden(v);
    if (!str_is(form_str(v, "act"), "advice")) return put(v, by, &w);
    typed(v, &w);
    return reply_drop(desk_work_shown(v, by, &w, NO_FAULTS, NULL));
}

/* ---- acts on one ---- */

Reply desk_act_done(Visit *v, Outcome o, const Work *w, Str words)
{
    switch (o) {
    case DONE: notice_set(v, words); return reply_redirect(v, "/desk/library/%lld", w->id);
    case INVALID: case CONFLICT: case GONE: break;
    }
    return moved_on(v, work_at_desk(v, w), S("This has moved on: its author or another editor did something with it. Nothing was written over. What you wrote stands below, to be copied."));
}

static Reply mend(Visit *v, const Editor *by, const Work *w, Outcome o, Faults f, Str words)
{
    return o == INVALID ? desk_work_shown(v, by, w, f, NULL) : desk_act_done(v, o, w, words);
}

static const char *role_named(Visit *v, Str typed)
{
    Str low = str_lower_ascii(v->arena, typed);
    for (int i = 0; work_roles[i]; i++) if (str_is(low, work_roles[i])) return work_roles[i];
    return NULL;
}

/* "Translator : Kit" is a translator; "Rethink: the group" has no part that is known, and is asked about. */
static Str signing_typed(Visit *v, Signing *at, int most, int *count)
{
    for (Str rest = form_text(v, "signing"); rest.len; ) {
        Str name = str_trim(str_cut(&rest, '\n')), role = S("author");
        ptrdiff_t colon = str_find(name, S(":"));
        if (colon > 0) {
            Str before = str_trim((Str){ name.at, (size_t)colon });
            const char *known = role_named(v, before);
            if (!known) return str_format(v->arena, "“%.*s” is no part that is known here. These are: author, editor, interviewer, translator, reader, illustrator. A name with a colon in it is written “author: Name”.", FMT(before));
            role = str_c(known), name = str_trim((Str){ name.at + colon + 1, name.len - (size_t)colon - 1 });
        }
        if (utf8_length(name) > 200) return S("A name is longer than 200 letters.");
        if (name.len && *count == most) return S("These are more than 40 names.");
        if (name.len) at[(*count)++] = (Signing){ role, name };
    }
    return S("");
}

static Reply shelve(Visit *v, const Editor *by, const Work *w)
{
    i64 ids[40];
    Signing at[40];
    int count = 0, names = 0;
    Str unknown = signing_typed(v, at, COUNT(at), &names);
    ShelfSeen seen = shelf_seen(v, w);
    Faults over = seen_faults(v, seen.at, COUNT(seen.at));
    if (over.count) return written_over(desk_work_shown(v, by, w, over, NULL));
    Str topics = topics_fault(form_text(v, "topics"));
    if (unknown.len) return desk_work_shown(v, by, w, fault("signing", unknown), NULL);
    if (topics.len) return desk_work_shown(v, by, w, fault("topics", topics), NULL);
    Compass all = compass_seen_by(v->tx, v->who);
    for (int i = 0; i < all.count && count < COUNT(ids); i++) if (form_box(v, str_format(v->arena, "hope-%lld", all.at[i].id).at)) ids[count++] = all.at[i].id;
    contributors_put(v->tx, by, w->id, at, names);
    if (form_str(v, "rule").len) rule_put(v->tx, by, w->id, form_str(v, "rule"));
    topics_put(v->tx, by, w->id, form_text(v, "topics"));
    hopes_put(v->tx, by, w->id, ids, count);
    bool differs = false;
    for (int i = 0; i < COUNT(seen.at); i++) differs = differs || !str_eq(seen.at[i].now, seen.at[i].typed);
    if (differs) work_desk_changed(v->tx, by, w->id, "its topics, its themes, or who else is named there");
    return desk_act_done(v, DONE, w, S("Kept."));
}

static Reply ask_name(Visit *v, const Editor *by, const Work *w)
{
    Outcome o = signing_ask(v->tx, by, w->id, form_str(v, "role"), form_str(v, "email"));
    if (o == CONFLICT) return reply_conflict(v, S("A piece’s author asks whoever wrote it with them, on their own page."));
    return mend(v, by, w, o, fault("email", S("Write their whole address, as in kit@example.org.")), S("If that is a member’s address, they are asked now. Which name stands there is theirs to choose."));
}

static Reply publish(Visit *v, const Editor *by, const Work *w)
{
    Str typed_day = form_str(v, "day"), today = (Str){ time_rfc3339(v->arena, time_now()).at, 10 };
    Time day = day_typed(v, "day");
    if (typed_day.len && !day.us) return desk_work_shown(v, by, w, fault("day", S("There is no such day. Choose one, or leave it empty to show it now.")), NULL);
    if (typed_day.len && str_cmp(typed_day, today) < 0) return desk_work_shown(v, by, w, fault("day", S("That day is past. Choose one to come, or leave it empty to show it now.")), NULL);
    Contributors by_whom = contributors_of(v->tx, v->who, w->id);
    if (!names_of(v->arena, &by_whom, S("")).len) return desk_work_shown(v, by, w, fault("signing", S("Say first who made it.")), NULL);
    return desk_act_done(v, work_publish(v->tx, by, w->id, day), w, day.us > time_now().us ? S("Done. It is shown on the day you chose; until then you can move the day or take it away.") : S("Done. Whoever may read it finds it now."));
}

static Reply link_act(Visit *v, const Editor *by, const Work *w, bool drop)
{
    if (drop) return desk_act_done(v, link_part(v->tx, by, w->id, form_str(v, "other")), w, S("Taken away. The other work stays as it is."));
    Str slug = slug_typed(form_str(v, "other"));
    Outcome o = slug.len ? link_put(v->tx, by, w->id, slug, form_str(v, "link")) : GONE;
    if (o == GONE) o = INVALID;
    return mend(v, by, w, o, fault("other", S("There is no other work at that address. Open its page and copy its address whole.")), S("Kept."));
}

static Reply take_down(Visit *v, const Editor *by, const Work *w)
{
    Str words = form_text(v, "down-words"), tombstone = tombstone_typed(v, words);
    Outcome o = work_take_down(v->tx, by, w->id, &(TakingBack){ tombstone, words }, form_text(v, "down-why"));
    Faults f = NO_FAULTS;
    if (str_is(tombstone, "words") && str_blank(words)) faults_add(&f, "down-words", S("Write the words that its address shall say, or choose something else."));
    if (utf8_length(words) > 1000) faults_add(&f, "down-words", S("The words for its address are longer than 1,000 letters."));
    if (!f.count) faults_add(&f, "down-why", S("Tell its author why, in up to 2,000 letters: they are written to."));
    if (o != DONE) return mend(v, by, w, o, f, S(""));
    notice_set(v, S("Taken down, everywhere."));
    return reply_redirect(v, "/desk/library");
}

static Reply second(Visit *v, const Editor *by, const Work *w)
{
    Outcome o = second_reading(v->tx, by, w->id, form_str(v, "alone"));
    if (o == CONFLICT && work_is_own(v->tx, by, w)) return reply_conflict(v, S("You wrote it, changed it last, or your name stands under it. Somebody else reads it."));
    return mend(v, by, w, o, fault("alone", S("Say why nobody else can read it.")), S("Read by a second person."));
}

static Reply show_mended(Visit *v, Faults f)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_here(v, by);
    return w ? desk_work_shown(v, by, w, f, NULL) : reply_not_found(v);
}

static Reply post_one(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Work *w = work_here(v, by);
    Str act = form_str(v, "act");
    i64 number = 0, collection = 0;
    if (!by) return reply_forbidden(v);
    if (!w) return reply_not_found(v);
    if (str_is(act, "put")) { Work changed = *w; return put(v, by, &changed); }
    if (str_is(act, "shelve")) return shelve(v, by, w);
    if (str_is(act, "ask name")) return ask_name(v, by, w);
    if (str_is(act, "second")) return second(v, by, w);
    if (str_is(act, "publish")) return publish(v, by, w);
    if (str_is(act, "no day")) return desk_act_done(v, work_unschedule(v->tx, by, w->id), w, S("It is not shown on that day. It waits here."));
    if (str_is(act, "link") || str_is(act, "drop link")) return link_act(v, by, w, str_is(act, "drop link"));
    if ((str_is(act, "collect") || str_is(act, "out")) && str_int(form_str(v, "collection"), &collection))
        return desk_act_done(v, collection_add(v->tx, by, collection, w->slug, str_is(act, "collect")), w, str_is(act, "collect") ? S("Put in.") : S("Taken out."));
    if (str_is(act, "version") && str_int(form_str(v, "number"), &number))
        return desk_act_done(v, version_show_read(v->tx, by, w->id, number, str_is(form_str(v, "show"), "1")) ? DONE : CONFLICT, w, S("Kept."));
    if (str_is(act, "take down")) return take_down(v, by, w);
    const Maker *maker = forms_act(act) && !str_is(act, "looked") ? maker_editor(v->tx, v->who, w->id) : NULL;
    return maker ? forms_acted(v, maker, work_at_desk(v, w), show_mended) : desk_piece_act(v, by, w, act);
}

const Route desk_work_routes[] = {
    { GET,   "/desk/library/new",            EDITORS, get_new },
    { POST,  "/desk/library/new",            EDITORS, post_new },
    { NOTED, "/desk/library/:id",            EDITORS, get_one },
    { POST,  "/desk/library/:id",            EDITORS, post_one },
    { POST,  "/desk/library/:id/files",      EDITORS, post_one },
    { GET,   "/desk/library/:id/look",       EDITORS, get_look },
    { NOTED, "/desk/library/:id/said/:file", EDITORS, get_said },
    { 0 }
};
