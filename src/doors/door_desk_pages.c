/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Doors at the desk: what hangs on them, what they ask, how it will look; and writing down what somebody says. */
#include "doors/doors.h"

#include "doors/views.h"

static PageHead head(Str title, bool below, bool faulty)
{
    return (PageHead){ .title = title, .room = "desk", .crumb = below ? S("Doors") : S("The desk"), .crumb_url = below ? S("/desk/doors") : S("/desk"), .noindex = true, .faulty = faulty };
}

/* ---- all of them ---- */

static const Choice ways[] = { CHOICE("phone", "They are on the phone"), CHOICE("paper", "They sent a paper form"), CHOICE("in person", "They are here") };

static Reply show_doors(Visit *v, const DoorKeeper *by, Faults faults)
{
    Doors all = doors_seen_by(v->tx, v->who);
    DoorRow *at = arena_array(v->arena, DoorRow, all.count + 1);
    Choice *open = arena_array(v->arena, Choice, all.count + 1);
    int count = 0;
    for (int i = 0; i < all.count; i++) {
        const Door *d = &all.at[i];
        at[i] = (DoorRow){ .d = d, .used = door_used(v->tx, v->who, d->id), .counts = door_counts(v->tx, v->who, d->id, time_after(time_now(), -DAYS(365))) };
        at[i].sign = door_sign(d, at[i].used, time_now());
        if (!d->leads_to.len) open[count++] = (Choice){ str_cstr(v->arena, d->slug), d->name, S(""), false };
    }
    DeskDoors s = { .at = at, .count = all.count, .keyed = entries_keyed_by(v->tx, by), .faults = faults };
    s.doors = (ChoiceSpec){ .name = "door", .legend = S("Which door?"), .at = open, .count = count, .fault = faults_of(faults, "door") };
    s.way = choice_spec(v->arena, "way", S("How do they reach us?"), S("phone"), ways, COUNT(ways));
    Html *page = page_open(v, head(S("Doors"), false, faults.count > 0));
    view_desk_doors(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_doors(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    return by ? show_doors(v, by, NO_FAULTS) : reply_forbidden(v);
}

static Reply begin_key_in(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Door *d = door_seen_by(v->tx, v->who, form_str(v, "door"));
    i64 made = 0;
    if (!by) return reply_forbidden(v);
    if (!d) return show_doors(v, by, fault("door", S("Choose the door.")));
    switch (entry_key_in(v->tx, by, d, form_str(v, "way"), &made)) {
    case DONE: return reply_redirect(v, "/desk/key-in/%lld/1", made);
    case GONE: return show_doors(v, by, fault("door", S("This door is closed. Tell them when it opens, or change its sign first.")));
    case INVALID: case CONFLICT: break;
    }
    return show_doors(v, by, fault("way", S("Choose how they reach us.")));
}

/* ---- one of them ---- */

static const Choice rights[] = { CHOICE("", "Anybody"), CHOICE("member", "Whoever has joined"), CHOICE("ask", "Members who may ask for support"), CHOICE("apply", "Members who may apply"), CHOICE("pitch", "Members who may pitch") };
static const Choice full[] = { CHOICE("not now", "It is answered “not now” at once"), CHOICE("waits", "It waits for a month with room") };
static const Choice signs[] = { CHOICE("open", "Open, within its days"), CHOICE("closed", "Closed") };
static const Choice published[] = { CHOICE("nothing", "Nothing"), CHOICE("counts", "Counts"), CHOICE("decisions", "Counts, and each decision with its reason") };

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, int longest)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = S(""), .longest = longest, .rows = 3, .width = longest <= 10 ? "short" : longest <= 80
        ? "mid" : "" };
}

static Str figure(Arena *a, int n) { return str_format(a, "%d", n); }

static ChoiceSpec roles_to_pick(Visit *v, const DoorKeeper *by, Str now)
{
    Choice *at = arena_array(v->arena, Choice, 40);
    int count = 0;
    at[count++] = (Choice){ "", S("Everybody whose role opens this part of the desk"), S(""), !now.len };
    Roles all = roles_that_decide(v->tx, by);
    for (int i = 0; i < all.count && count < 40; i++) at[count++] = (Choice){ str_cstr(v->arena, all.at[i].slug), all.at[i].name, S(""), str_eq(now, all.at[i].slug) };
    return (ChoiceSpec){ .name = "role", .legend = S("Who reads and decides?"), .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static void spec_faults(DeskDoor *s)
{
    FieldSpec *all[] = { &s->slug, &s->name, &s->for_whom, &s->will_ask, &s->minutes, &s->read_by, &s->then_what, &s->answer_days, &s->opens, &s->closes, &s->grace, &s->capacity,
        &s->closed_words, &s->longer, &s->why };
    ChoiceSpec *choices[] = { &s->right, &s->when_full, &s->sign, &s->role, &s->publishes };
    for (int i = 0; i < COUNT(all); i++) all[i]->fault = faults_of(s->faults, all[i]->name);
    for (int i = 0; i < COUNT(choices); i++) choices[i]->fault = faults_of(s->faults, choices[i]->name);
}

static Reply show_edit(Visit *v, const DoorKeeper *by, const Door *d, Faults faults)
{
    Arena *a = v->arena;
    DeskDoor s = { .faults = faults, .d = d, .fresh = !d->id, .preview = str_is(form_str(v, "act"), "preview"), .action = d->id ? str_format(a, "/desk/doors/%.*s", FMT(d->slug)) : S("/desk/doors/new") };
    s.name = field("name", "Name", "What is asked, as people would say it.", d->name, 80);
    s.slug = field("slug", "Address, after /ask/", "Small letters, numbers and hyphens. It lasts.", d->slug, 60);
    s.for_whom = field("for_whom", "For whom it is", "", d->for_whom, 400);
    s.will_ask = field("will_ask", "What it will ask", "Said before anybody begins.", d->will_ask, 1000);
    s.minutes = field("minutes", "About how many minutes it takes", "", figure(a, d->minutes), 4);
    s.read_by = field("read_by", "Who reads it", "", d->read_by, 400);
    s.then_what = field("then_what", "What happens next", "", d->then_what, 1000);
    s.answer_days = field("answer_days", "Days until there is an answer", "A promise: what is late stands here first, and is counted in public.", figure(a, d->answer_days), 4);
    s.opens = field("opens", "Opens on", "Leave it empty and it is open.", day_value(a, d->opens_at), 10), s.opens.type = "date";
    s.closes = field("closes", "Closes at the end of", "Leave it empty for a door that stays open. Once set it is moved by “longer” below, so that people are told.", d->closes_at.us ? day_value(a, time_after(d->closes_at, -1)) : S(""), 10), s.closes.type = "date";
    s.grace = field("grace", "Hours of grace", "After closing, for whoever is on the phone with us or said that they need longer. The same for every way in.", figure(a, d->grace_hours), 4);
    s.capacity = field("capacity", "How many a month", "0 for no limit. What comes beyond it is answered or waits, never left.", figure(a, d->capacity), 6);
    s.closed_words = field("closed_words", "What it says when it is closed", "A kind sentence.", d->closed_words, 600);
    s.longer = field("longer", "Until the end of", "", S(""), 10), s.longer.type = "date";
    s.why = field("why", "Why", "Everybody who sent or began something reads it.", S(""), 400);
    s.right = choice_spec(a, "needs_right", S("Who may come in?"), d->needs_right, rights, COUNT(rights));
    s.when_full = choice_spec(a, "when_full", S("When the month is full"), d->when_full, full, COUNT(full));
    s.sign = choice_spec(a, "sign", S("Which sign hangs out?"), d->sign, signs, COUNT(signs));
    s.publishes = choice_spec(a, "publishes", S("What is told of it in public?"), d->publishes, published, COUNT(published));
    s.role = roles_to_pick(v, by, d->role);
    if (d->id) s.extended = door_extensions(v->tx, v->who, d->id), s.versions = question_sets(v->tx, by, d->id, &s.version_count);
    spec_faults(&s);
    Html *page = page_open(v, head(s.fresh ? S("A new door") : d->name, true, faults.count > 0));
    view_desk_door(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static int typed_figure(Visit *v, const char *name)
{
    i64 n;
    return str_int(form_str(v, name), &n) && n >= 0 && n < 1000000 ? (int)n : -1;
}

/* The whole of a day counts: what closes on a day closes when it ends. */
static Time typed_day(Visit *v, const char *name, bool end)
{
    Time t = { 0 };
    Str day = form_str(v, name);
    return day.len == 10 && time_from_rfc3339(day, &t) ? time_after(t, end ? DAYS(1) : 0) : (Time){ 0 };
}

static Door typed_door(Visit *v, const Door *was)
{
    Door d = was ? *was : (Door){ 0 };
    if (!was) d.slug = form_str(v, "slug");
    d.name = form_str(v, "name"), d.for_whom = form_text(v, "for_whom"), d.will_ask = form_text(v, "will_ask"), d.minutes = typed_figure(v, "minutes"), d.read_by = form_text(v, "read_by"), d.then_what = form_text(v, "then_what");
    d.answer_days = typed_figure(v, "answer_days"), d.opens_at = typed_day(v, "opens", false), d.grace_hours = typed_figure(v, "grace"), d.capacity = typed_figure(v, "capacity"), d.closed_words = form_text(v, "closed_words");
    if (!d.closes_at.us) d.closes_at = typed_day(v, "closes", true);
    d.needs_right = form_str(v, "needs_right"), d.when_full = form_str(v, "when_full"), d.sign = form_str(v, "sign"), d.publishes = form_str(v, "publishes"), d.role = form_str(v, "role");
    return d;
}

static Reply change(Visit *v, const DoorKeeper *by, const Door *was)
{
    Door d = typed_door(v, was);
    if (str_is(form_str(v, "act"), "preview")) return reply_drop(show_edit(v, by, &d, door_faults(&d)));
    switch (door_change(v->tx, by, &d)) {
    case DONE:
        notice_set(v, was ? S("Kept. It reads so from now on.") : S("There is a new door. Now write what it asks."));
        return was ? reply_redirect(v, "/desk/doors/%.*s", FMT(d.slug)) : reply_redirect(v, "/desk/doors/%.*s/questions", FMT(d.slug));
    case CONFLICT: return show_edit(v, by, &d, fault("slug", S("There is a door at this address. Choose another.")));
    case GONE:     return reply_not_found(v);
    case INVALID: break;
    }
    return show_edit(v, by, &d, door_faults(&d));
}

static Reply extend(Visit *v, const DoorKeeper *by, const Door *d)
{
    switch (door_extend(v->tx, by, &(Extending){ d->id, typed_day(v, "longer", true), form_str(v, "why") }, v->network)) {
    case DONE:
        notice_set(v, S("Open for longer. Everybody who sent or began something is told."));
        return reply_redirect(v, "/desk/doors/%.*s", FMT(d->slug));
    case CONFLICT: return reply_conflict(v, S("Somebody else moved it just now. Look again first."));
    case GONE: return reply_not_found(v);
    case INVALID: break;
    }
    return show_edit(v, by, d, fault("longer", S("Choose a day after the one on which it closes now, and say why, in a few words.")));
}

static Reply get_door_new(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    Door d = { .minutes = 15, .answer_days = 14, .when_full = S("not now"), .sign = S("closed"), .publishes = S("counts"), .grace_hours = 48, .closed_words = S("This door is closed just now.") };
    return by ? show_edit(v, by, &d, NO_FAULTS) : reply_forbidden(v);
}

static Reply post_door_new(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    return by ? change(v, by, NULL) : reply_forbidden(v);
}

static Reply get_door_edit(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    return d ? show_edit(v, by, d, NO_FAULTS) : reply_not_found(v);
}

static Reply post_door_edit(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    if (!d) return reply_not_found(v);
    return str_is(form_str(v, "act"), "longer") ? extend(v, by, d) : change(v, by, d);
}

/* ---- what it asks ---- */

static QuestionForm form_for(Visit *v, const QuestionSet *set, const Question *q, Faults faults)
{
    Arena *a = v->arena;
    Choice *kinds = arena_array(a, Choice, ASKS_KINDS), *on = arena_array(a, Choice, QUESTIONS_MOST + 1);
    int count = 0;
    for (int i = 1; i <= ASKS_KINDS; i++) kinds[i - 1] = (Choice){ asks_word((AsksKind)i), str_c(asks_words((AsksKind)i)), S(""), q->kind == (AsksKind)i };
    on[count++] = (Choice){ "", S("Everybody"), S(""), !q->when_key.len };
    for (int i = 0; i < set->count && set->at[i].id != q->id; i++)
        on[count++] = (Choice){ str_cstr(a, set->at[i].key), utf8_cut(set->at[i].asks, 80), S(""), str_eq(q->when_key, set->at[i].key) };
    const char *n = q->id ? str_format(a, "-%lld", q->id).at : "";
    QuestionForm f = { .faults = faults, .id = q->id, .opened = faults.count > 0 };
    f.asks = field(str_format(a, "asks%s", n).at, "The question", "", q->asks, 300);
    f.topic = field(str_format(a, "topic%s", n).at, "What its page is about", "Questions with the same words here stand on one page.", q->topic, 80);
    f.why = field(str_format(a, "why%s", n).at, "Why we ask", "Shown under the question.", q->why, 600);
    f.choices = field(str_format(a, "choices%s", n).at, "Choices, one a line", "Only for one or any of several.", q->choices, 4000);
    f.guide = field(str_format(a, "guide%s", n).at, "About how many words", "0 for no guide.", figure(a, q->words_guide), 5);
    f.when_is = field(str_format(a, "when_is%s", n).at, "… and answered this, one a line", "", q->when_is, 2000);
    f.kind = (ChoiceSpec){ .name = str_format(a, "kind%s", n).at, .legend = S("How it is answered"), .at = kinds, .count = ASKS_KINDS };
    f.when = (ChoiceSpec){ .name = str_format(a, "when_key%s", n).at, .legend = S("Asked of whoever was asked this …"), .at = on, .count = count };
    f.needed = box_spec(str_format(a, "needed%s", n).at, S("We cannot answer without it"), S(""), q->needed);
    f.decline = box_spec(str_format(a, "decline%s", n).at, S("Offer “I would rather not say”"), S(""), q->may_decline);
    FieldSpec *fields[] = { &f.asks, &f.topic, &f.why, &f.choices, &f.guide, &f.when_is };
    static const char *const plain[] = { "asks", "topic", "why", "choices", "words_guide", "when_is" };
    for (int i = 0; i < COUNT(fields); i++) fields[i]->fault = faults_of(faults, plain[i]);
    f.kind.fault = faults_of(faults, "kind"), f.when.fault = faults_of(faults, "when_key");
    for (int i = 0; i < f.faults.count; i++) f.faults.at[i].field = str_format(a, "%s%s", strcmp(f.faults.at[i].field, "words_guide") ? f.faults.at[i].field : "guide", n).at;
    return f;
}

static Reply show_questions(Visit *v, const DoorKeeper *by, const Door *d, const Question *typed, Faults faults)
{
    const QuestionSet *now = questions_asked(v->tx, v->who, d), *set = question_written(v->tx, by, d->id);
    if (!set) set = now ? now : arena_new(v->arena, QuestionSet);
    QuestionForm *forms = arena_array(v->arena, QuestionForm, set->count + 1);
    for (int i = 0; i < set->count; i++) forms[i] = typed && typed->id == set->at[i].id ? form_for(v, set, typed, faults) : form_for(v, set, &set->at[i], NO_FAULTS);
    DeskQuestions s = { .d = d, .set = set, .forms = forms, .action = str_format(v->arena, "/desk/doors/%.*s/questions", FMT(d->slug)) };
    s.fresh = form_for(v, set, typed && !typed->id ? typed : &(Question){ .kind = ASKS_LONG, .topic = set->count ? set->at[set->count - 1].topic : S("") }, typed && !typed->id ? faults : NO_FAULTS);
    for (int i = 0; i < set->count; i++) if (forms[i].faults.count) s.faults = forms[i].faults;
    if (s.fresh.faults.count) s.faults = s.fresh.faults;
    Html *page = page_open(v, head(S("What it asks"), true, faults.count > 0));
    view_desk_questions(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_questions(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    return d ? show_questions(v, by, d, NULL, NO_FAULTS) : reply_not_found(v);
}

static Question typed_question(Visit *v, i64 id)
{
    Arena *a = v->arena;
    const char *n = id ? str_format(a, "-%lld", id).at : "";
    Question q = { .id = id };
    q.asks = form_str(v, str_format(a, "asks%s", n).at), q.topic = form_str(v, str_format(a, "topic%s", n).at), q.why = form_text(v, str_format(a, "why%s", n).at), q.choices = form_text(v, str_format(a, "choices%s", n).at);
    q.kind = asks_from(form_str(v, str_format(a, "kind%s", n).at)), q.words_guide = typed_figure(v, str_format(a, "guide%s", n).at), q.needed = form_box(v, str_format(a, "needed%s", n).at);
    q.may_decline = form_box(v, str_format(a, "decline%s", n).at), q.when_key = form_str(v, str_format(a, "when_key%s", n).at), q.when_is = form_text(v, str_format(a, "when_is%s", n).at);
    return q;
}

static Reply put_question(Visit *v, const DoorKeeper *by, const Door *d, i64 id)
{
    Question q = typed_question(v, id);
    Outcome o = question_put(v->tx, by, d->id, &q);
    if (o == GONE) return reply_not_found(v);
    if (o == CONFLICT) return reply_conflict(v, S("Sixty questions are more than anybody can answer. Take one away first."));
    if (o == INVALID) return show_questions(v, by, d, &q, question_faults(question_draft(v->tx, by, d->id), &q));
    notice_set(v, S("Kept in the version that is being written. Nobody is asked it before it is published."));
    return reply_redirect(v, "/desk/doors/%.*s/questions", FMT(d->slug));
}

static Reply post_questions(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    Str act = form_str(v, "act"), done = S("");
    i64 id = 0;
    Outcome o = GONE;
    if (!by) return reply_forbidden(v);
    if (!d) return reply_not_found(v);
    if (!str_int(form_str(v, "id"), &id)) id = 0;
    if (str_is(act, "write")) { const QuestionSet *set = question_draft(v->tx, by, d->id); o = set ? DONE : GONE, done = S("A new version is being written. The old one is asked until you publish it."); }
    else if (str_is(act, "put")) return put_question(v, by, d, id);
    else if (str_is(act, "drop")) o = question_drop(v->tx, by, d->id, id), done = S("Taken out of the version that is being written.");
    else if (str_is(act, "up") || str_is(act, "down")) o = question_move(v->tx, by, d->id, id, str_is(act, "up")), done = S("Moved.");
    else if (str_is(act, "publish")) o = question_publish(v->tx, by, d->id), done = S("Published. Whoever began before goes on with the questions they began with.");
    switch (o) {
    case DONE: notice_set(v, done); return reply_redirect(v, "/desk/doors/%.*s/questions", FMT(d->slug));
    case INVALID: return reply_conflict(v, str_is(act, "publish") ? S("There is no question yet.") : S("It would stand above the question that it hangs on."));
    case CONFLICT: return reply_conflict(v, str_is(act, "drop") ? S("Another question hangs on its answer. Change that one first.") : S("It is at the end already."));
    case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply get_preview(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Door *d = door_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    const QuestionSet *set = d ? question_written(v->tx, by, d->id) : NULL;
    if (d && !set) set = questions_asked(v->tx, v->who, d);
    if (!set) return reply_not_found(v);
    PaperShown s = { .d = d, .network = v->network, .preview = true, .number = set->number };
    s.at = asked_fields(v->arena, set, 0, set->count, &(Shown){ .base = S("") }, &s.count);
    Html *page = page_open(v, head(S("How it will read"), true, false));
    view_door_paper(page, &s);
    return reply_page(v, page, 200);
}

const Route door_desk_routes[] = {
    { GET,  "/desk/doors",                 DECIDERS, get_doors },
    { POST, "/desk/key-in",                DECIDERS, begin_key_in },
    { GET,  "/desk/doors/new",             DECIDERS, get_door_new },
    { POST, "/desk/doors/new",             DECIDERS, post_door_new },
    { GET,  "/desk/doors/:slug",           DECIDERS, get_door_edit },
    { POST, "/desk/doors/:slug",           DECIDERS, post_door_edit },
    { GET,  "/desk/doors/:slug/questions", DECIDERS, get_questions },
    { POST, "/desk/doors/:slug/questions", DECIDERS, post_questions },
    { GET,  "/desk/doors/:slug/preview",   DECIDERS, get_preview },
    { 0 }
};
