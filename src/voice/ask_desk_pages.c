/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Asks at the desk: what waits, one of them with its asker's past, sorted, and why we are asked. */
#include "voice/voice.h"

#include "voice/views.h"

static PageHead head(Str title, bool below, bool faulty)
{
    return (PageHead){ .title = title, .room = "desk", .crumb = below ? S("What is asked of us") : S("The desk"), .crumb_url = below ? S("/desk/asks") : S("/desk"), .noindex = true, .faulty = faulty };
}

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 4 };
}

/* ---- what waits ---- */

static const Choice states[] = { CHOICE("", "All that waits"), CHOICE("received", "To be sorted"), CHOICE("considering", "Being weighed"), CHOICE("more needed", "Waiting for them"), CHOICE("decided", "Decided, not answered yet"), CHOICE("doing", "Yes, being done"),
    CHOICE("done", "Done"), CHOICE("answered", "Answered"), CHOICE("withdrawn", "Taken back") };

static ChoiceSpec kinds_to_pick(Visit *v, Str now, bool any)
{
    Choice *at = arena_array(v->arena, Choice, ASK_KINDS + 1);
    int count = 0;
    if (any) at[count++] = (Choice){ "", S("Everything"), S(""), !now.len };
    for (int i = 0; i < ASK_KINDS; i++) at[count++] = (Choice){ ask_kinds[i], str_c(ask_kind_words(str_c(ask_kinds[i]))), S(""), str_is(now, ask_kinds[i]) };
    return (ChoiceSpec){ .name = "kind", .legend = S("What is asked"), .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static Str url_with(Visit *v, const AskFilter *f, i64 after)
{
    Html *h = html_open(v->arena);
    html_lit(h, "/desk/asks?state=", 17), html_url_part(h, f->state), html_lit(h, "&kind=", 6), html_url_part(h, f->kind), html_lit(h, "&page=", 6), html_int(h, after);
    return html_done(h);
}

static Reply get_asks(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    AskFilter f = { .state = query_str(v, "state"), .kind = query_str(v, "kind") };
    i64 after = 0;
    if (!by) return reply_forbidden(v);
    if (!str_int(query_str(v, "page"), &after) || after < 0) after = 0;
    if (!str_int(query_str(v, "issue"), &f.issue)) f.issue = 0;
    DeskAsks s = { .all = asks_at_desk(v->tx, by, &f, after), .counts = ask_counts(v->tx, by), .due = look_backs_due(v->tx, by),
        .given = givens_due(v->tx, by), .promised = heards_due(v->tx, by) };
    s.state = choice_spec(v->arena, "state", S("Where it stands"), f.state, states, COUNT(states)), s.kind = kinds_to_pick(v, f.kind, true);
    s.older = s.all.more ? url_with(v, &f, after + 40) : S(""), s.newer = after >= 40 ? url_with(v, &f, after - 40) : S("");
    Html *page = page_open(v, head(S("What is asked of us"), false, false));
    view_desk_asks(page, &s);
    return reply_page(v, page, 200);
}

/* ---- one of them ---- */

static ChoiceSpec issues_to_pick(Visit *v, const DoorKeeper *by, i64 now)
{
    Issues all = issues_open(v->tx, by);
    Choice *at = arena_array(v->arena, Choice, all.count + 1);
    at[0] = (Choice){ "0", S("None"), S(""), !now };
    for (int i = 0; i < all.count; i++) at[i + 1] = (Choice){ str_format(v->arena, "%lld", all.at[i].id).at, all.at[i].title, S(""), all.at[i].id == now };
    return (ChoiceSpec){ .name = "issue", .legend = S("Joined to an issue"), .hint = S("When several tell us of the same thing."), .fault = S(""), .at = at, .count = all.count + 1 };
}

static Answered *answers_of(Visit *v, const Entry *e, int *count)
{
    Answered *at = arena_array(v->arena, Answered, QUESTIONS_MOST);
    *count = 0;
    for (int i = 0; i < e->set->count; i++) {
        const Question *q = &e->set->at[i];
        Str words = answer_shown(v->arena, q, answer_to(&e->answers, q->key));
        if (words.len) at[(*count)++] = (Answered){ q->asks, words };
    }
    return at;
}

static Str ref_of(Visit *v, const DoorKeeper *by, i64 entry)
{
    const Ask *a = entry ? ask_read(v->tx, by, entry) : NULL;
    return a ? a->ref : S("");
}

static Reply show_ask(Visit *v, const DoorKeeper *by, Faults faults)
{
    i64 id = path_id(v, 0);
    const Entry *e = entry_read(v->tx, by, id);
    const Ask *a = e ? ask_read(v->tx, by, id) : NULL;
    if (!a) return reply_not_found(v);
    bool posted = v->http->method == HTTP_POST;
    DeskAsk s = { .faults = faults, .a = a, .e = e, .d = decision_read(v->tx, by, id), .past = ask_past(v->tx, by, a), .stakes = stakes_of(v->tx, by, id), .outside = ask_kind_outside(a->kind) };
    s.said = answers_of(v, e, &s.said_count);
    s.heard_before = bodies_named(v->tx, v->who, a->asker), s.body_slug = a->asker.len ? slug_from(v->arena, a->asker) : S("");
    s.may_weigh = decider(v->tx, v->who, id) != NULL, s.stake_said = stake_own(v->tx, by, id);
    s.open = !a->answered_at.us && !str_is(a->state, "withdrawn");
    s.kind = kinds_to_pick(v, a->kind, false), s.kind.fault = faults_of(faults, "kind");
    s.issue = issues_to_pick(v, by, a->issue);
    s.title = field("title", "In one line", "What is asked, as it stands in lists.", posted && form_str(v, "title").len ? form_str(v, "title") : a->title, faults), s.title.longest = 200;
    s.deadline = field("deadline", "Their own day", "After it an answer helps them less. They still get one.", day_value(v->arena, a->deadline), faults), s.deadline.type = "date", s.deadline.width = "short";
    s.same_as = field("same_as", "The same as number", "If it was asked already.", ref_of(v, by, a->same_as), faults), s.same_as.width = "short", s.same_as.longest = 12;
    s.zero = field("zero", "Why are we being asked?", "In words, before anything else: what would our name, time or people give them?", posted ? form_text(v, "zero") : a->zero, faults);
    s.more = field("more", "What do we need to know?", "They read it as you write it.", posted ? form_text(v, "more") : S(""), faults);
    s.stake = field("stake", "What is your stake?", "Stated in the record. Somebody else decides.", posted ? form_str(v, "stake") : S(""), faults), s.stake.longest = 500;
    Html *page = page_open(v, head(a->ref, true, faults.count > 0));
    view_desk_ask(page, &s);
    Reply r = reply_page(v, page, faults.count ? 422 : 200);
    return faults.count ? reply_keep(r) : r;
}

static Reply get_one(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    return by ? show_ask(v, by, NO_FAULTS) : reply_forbidden(v);
}

static Sorting typed_sorting(Visit *v)
{
    Sorting s = { .kind = form_str(v, "kind"), .title = form_str(v, "title"), .same_as = form_str(v, "same_as") };
    Time day;
    Str typed = form_str(v, "deadline");
    if (typed.len == 10 && time_from_rfc3339(typed, &day)) s.deadline = day;
    if (!str_int(form_str(v, "issue"), &s.issue)) s.issue = 0;
    return s;
}

static Reply done(Visit *v, Outcome o, Str words)
{
    switch (o) {
    case DONE: notice_set(v, words); return reply_redirect(v, "/desk/asks/%lld", path_id(v, 0));
    case CONFLICT: return reply_conflict(v, S("Somebody else has taken it further meanwhile. Go back and look again."));
    case GONE: case INVALID: break;
    }
    return reply_not_found(v);
}

static Reply sort_it(Visit *v, const DoorKeeper *by, i64 id)
{
    Sorting s = typed_sorting(v);
    Outcome o = ask_sort(v->tx, by, id, &s);
    if (o != INVALID) return done(v, o, S("Sorted."));
    Faults f = sorting_faults(&s);
    return show_ask(v, by, f.count ? f : fault("same_as", S("There is no ask of this number.")));
}

static Reply post_one(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    Str act = form_str(v, "act");
    i64 id = path_id(v, 0), file;
    Outcome o;
    if (!by) return reply_forbidden(v);
    if (str_is(act, "sort")) return sort_it(v, by, id);
    if (str_is(act, "zero")) return (o = ask_zero(v->tx, by, id, form_text(v, "zero"))) == INVALID ? show_ask(v, by, fault("zero", S("Write why, in a sentence at least. Nothing is weighed before."))) : done(v, o, S("Written down. Now it can be weighed."));
    if (str_is(act, "more")) return (o = ask_more_needed(v->tx, by, id, form_text(v, "more"), v->network)) == INVALID ? show_ask(v, by, fault("more", S("Say what is needed, in a few words."))) : done(v, o, S("They are asked."));
    if (str_is(act, "no-stake")) return done(v, stake_say(v->tx, by, id, false, S("")), S("Noted. You may weigh it."));
    if (str_is(act, "stake")) return (o = stake_say(v->tx, by, id, true, form_str(v, "stake"))) == INVALID ? show_ask(v, by, fault("stake", S("Say in a few words what it is."))) : done(v, o, S("Stated in the record. Somebody else decides."));
    if (str_is(act, "done")) return done(v, ask_done(v->tx, by, id), S("Done."));
    if (str_is(act, "transcript") && str_int(form_str(v, "file"), &file)) {
        o = transcript_put(v->tx, by, id, file, form_text(v, "words"));
        return o == INVALID ? reply_conflict(v, S("Write down what you heard first.")) : done(v, o, S("Kept. They see it and say whether it is right."));
    }
    return reply_not_found(v);
}

static Reply get_file(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Entry *e = by ? entry_read(v->tx, by, path_id(v, 0)) : NULL;
    for (int i = 0; e && i < e->files.count; i++) {
        const char *path = e->files.at[i].id == path_id(v, 1) ? file_path(v->arena, web_data_dir(v), e->files.at[i].hash) : NULL;
        if (path) return reply_download(reply_file(v, e->files.at[i].type, path), str_cstr(v->arena, e->files.at[i].name));
    }
    return reply_not_found(v);
}

/* ---- issues ---- */

static const Choice issue_states[] = { CHOICE("noted", "Noted"), CHOICE("watching", "Watched"), CHOICE("worked on", "Worked on"), CHOICE("closed", "Closed, with a reason") };

static Reply show_issues(Visit *v, const DoorKeeper *by, const Issue *now, Faults f)
{
    IssuesShown s = { .all = issues_open(v->tx, by), .faults = f, .editing = now->id };
    s.title = field("title", "What it is about", "", now->title, f), s.words = field("words", "What we know", "", now->words, f), s.reason = field("reason", "If it is closed: why", "", now->reason, f);
    s.state = choice_spec(v->arena, "state", S("What is done about it"), now->state, issue_states, COUNT(issue_states)), s.state.fault = faults_of(f, "state");
    Html *page = page_open(v, head(S("Issues"), true, f.count > 0));
    view_desk_issues(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_issues(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    i64 id = 0;
    if (!by) return reply_forbidden(v);
    Issue now = { .state = S("noted") };
    Issues all = issues_open(v->tx, by);
    if (str_int(query_str(v, "issue"), &id)) for (int i = 0; i < all.count; i++) if (all.at[i].id == id) now = all.at[i];
    return show_issues(v, by, &now, NO_FAULTS);
}

static Reply post_issues(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    Issue i = { .title = form_str(v, "title"), .words = form_text(v, "words"), .state = form_str(v, "state"), .reason = form_text(v, "reason") };
    if (!by) return reply_forbidden(v);
    if (!str_int(form_str(v, "id"), &i.id)) i.id = 0;
    switch (issue_put(v->tx, by, &i)) {
    case DONE: notice_set(v, S("Kept.")); return reply_redirect(v, "/desk/issues");
    case INVALID: return show_issues(v, by, &i, issue_faults(&i));
    case GONE: case CONFLICT: break;
    }
    return reply_not_found(v);
}

const Route ask_desk_routes[] = {
    { GET,   "/desk/asks",                DECIDERS, get_asks },
    { NOTED, "/desk/asks/:id",            DECIDERS, get_one },
    { POST,  "/desk/asks/:id",            DECIDERS, post_one },
    { NOTED, "/desk/asks/:id/file/:file", DECIDERS, get_file },
    { GET,   "/desk/issues",              DECIDERS, get_issues },
    { POST,  "/desk/issues",              DECIDERS, post_issues },
    { 0 }
};
