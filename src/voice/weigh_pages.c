/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Weighing, deciding, answering, and what came of it: a page each, all by whoever said that they have no stake. */
#include "voice/voice.h"

#include "voice/views.h"

static PageHead head(const Ask *a, bool faulty)
{
    (void)a;
    return (PageHead){ .title = a->ref, .room = "desk", .crumb = S("What is asked of us"), .crumb_url = S("/desk/asks"), .noindex = true, .faulty = faulty };
}

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 4 };
}

static Reply finish(Visit *v, Html *page, Faults f)
{
    Reply r = reply_page(v, page, f.count ? 422 : 200);
    return f.count ? reply_keep(r) : r;
}

/* Whoever has not said whether they have a stake says it first. */
static const Decider *weighs(Visit *v, const DoorKeeper **by, const Ask **a, Reply *otherwise)
{
    i64 id = path_id(v, 0);
    *by = door_keeper(v->tx, v->who);
    if (!*by) { *otherwise = reply_forbidden(v); return NULL; }
    *a = ask_read(v->tx, *by, id);
    if (!*a) { *otherwise = reply_not_found(v); return NULL; }
    const Decider *d = decider(v->tx, v->who, id);
    if (!d) {
        notice_set(v, S("First say whether you have a stake in this. Whoever has one does not weigh it."));
        *otherwise = reply_redirect(v, "/desk/asks/%lld", id);
    }
    return d;
}

/* ---- weighing ---- */

static const Choice gate_verdicts[] = { CHOICE("yes", "Yes"), CHOICE("no", "No"), CHOICE("unknown", "Not known") };
static const Choice weighed_verdicts[] = { CHOICE("for", "Speaks for"), CHOICE("against", "Speaks against"), CHOICE("mixed", "Both ways"), CHOICE("none", "Does not apply") };

static const AskAnswer *said_to(const Consideration *c, i64 question)
{
    for (int i = 0; c && i < c->count; i++) if (c->at[i].question == question) return &c->at[i];
    return NULL;
}

static const Consideration *own_of(const Considerations *all, i64 person)
{
    for (int i = 0; i < all->count; i++) if (all->at[i].person == person) return &all->at[i];
    return NULL;
}

static WeighField *weigh_fields(Visit *v, const Matrix *m, int kind, const Consideration *own, Faults f, int *count)
{
    WeighField *at = arena_array(v->arena, WeighField, MATRIX_MOST);
    *count = 0;
    for (int i = 0; i < m->count; i++) {
        const MatrixQuestion *q = &m->at[i];
        const AskAnswer *s = said_to(own, q->id);
        bool gate = q->kind == MATRIX_GATE;
        if (!q->used[kind]) continue;
        WeighField *w = &at[(*count)++];
        const char *verdict = str_format(v->arena, "v-%lld", q->id).at, *reason = str_format(v->arena, "r-%lld", q->id).at, *quiet = str_format(v->arena, "q-%lld", q->id).at;
        *w = (WeighField){ .q = q, .importance = str_c(importance_word(q->importance[kind])) };
        w->verdict = choice_spec(v->arena, verdict, q->words, s ? str_c(verdict_word(s->verdict)) : S(""), gate ? gate_verdicts : weighed_verdicts, gate ? COUNT(gate_verdicts)
            : COUNT(weighed_verdicts));
        w->verdict.hint = q->help, w->verdict.fault = faults_of(f, verdict);
        w->reason = field(reason, q->kind == MATRIX_NOTE ? "In words" : "Because", "", s ? s->reason : S(""), f), w->reason.rows = 2;
        w->quiet = box_spec(quiet, S("Keep this reason out of what is shared"), S(""), s && s->quiet);
    }
    return at;
}

static SideBySide *sides_of(Visit *v, const Matrix *m, int kind, const Considerations *all, int *count)
{
    SideBySide *at = arena_array(v->arena, SideBySide, MATRIX_MOST);
    *count = 0;
    for (int i = 0; i < m->count; i++) {
        Str *verdicts = arena_array(v->arena, Str, all->count + 1), *reasons = arena_array(v->arena, Str, all->count + 1);
        if (!m->at[i].used[kind]) continue;
        SideBySide *s = &at[(*count)++];
        *s = (SideBySide){ &m->at[i], str_c(importance_word(m->at[i].importance[kind])), verdicts, reasons, false };
        for (int k = 0; k < all->count; k++) {
            const AskAnswer *a = said_to(&all->at[k], m->at[i].id);
            verdicts[k] = m->at[i].kind == MATRIX_NOTE ? S("") : str_format(v->arena, "%s.", verdict_words(a ? a->verdict : VERDICT_NONE)), reasons[k] = a ? a->reason : S("");
            if (k && !str_eq(verdicts[k], verdicts[0])) s->differ = true;
        }
    }
    return at;
}

static Reply show_weigh(Visit *v, const Decider *d, const Ask *a, const Consideration *typed, Faults f)
{
    const Matrix *m = matrix_of(v->tx, d);
    int kind = ask_kind_number(a->kind);
    if (!m || kind < 0) return reply_not_found(v);
    WeighShown s = { .faults = f, .a = a, .all = considered(v->tx, d) };
    const Consideration *own = own_of(&s.all, decider_id(d));
    s.handed_in = own && own->handed_in_at.us;
    if (s.all.open) s.sides = sides_of(v, m, kind, &s.all, &s.side_count), s.suggestion = str_c(suggestion_words(ask_suggestion(v->tx, d)));
    if (typed) own = typed;
    if (!s.handed_in) s.at = weigh_fields(v, m, kind, own, f, &s.count);
    s.cost = field("cost", "What would it cost us in feeling and in strength?", "For whom, and who would be there for them.", own ? own->cost : S(""), f);
    s.capacity = field("capacity", "Who would do it, and what would wait?", "", own ? own->capacity : S(""), f);
    Html *page = page_open(v, head(a, f.count > 0));
    view_desk_weigh(page, &s);
    return finish(v, page, f);
}

static Reply get_weigh(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    const Decider *d = weighs(v, &by, &a, &r);
    return d ? show_weigh(v, d, a, NULL, NO_FAULTS) : r;
}

static Consideration typed_consideration(Visit *v, const Matrix *m, int kind)
{
    AskAnswer *at = arena_array(v->arena, AskAnswer, MATRIX_MOST);
    Consideration c = { .cost = form_text(v, "cost"), .capacity = form_text(v, "capacity"), .at = at };
    for (int i = 0; m && i < m->count; i++) {
        i64 id = m->at[i].id;
        if (!m->at[i].used[kind]) continue;
        at[c.count++] = (AskAnswer){ .question = id, .key = m->at[i].key, .verdict = verdict_from(form_str(v, str_format(v->arena, "v-%lld", id).at)), .reason = form_text(v, str_format(v->arena,
            "r-%lld", id).at),
            .quiet = form_box(v, str_format(v->arena, "q-%lld", id).at) };
    }
    return c;
}

static Reply post_weigh(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    const Decider *d = weighs(v, &by, &a, &r);
    int kind = d ? ask_kind_number(a->kind) : -1;
    if (!d) return r;
    const Matrix *m = matrix_of(v->tx, d);
    if (!m || kind < 0) return reply_not_found(v);
    Consideration c = typed_consideration(v, m, kind);
    bool hand_in = str_is(form_str(v, "act"), "hand-in");
    switch (consider_save(v->tx, d, &c, hand_in)) {
    case DONE:
        if (str_is(form_str(v, "act"), "keep")) return reply_bytes(v, S("text/plain; charset=utf-8"), S("kept\n"));
        notice_set(v, hand_in ? S("Handed in. You see what others said once enough have handed in theirs.") : S("Kept. Nobody sees it before you hand it in."));
        return reply_redirect(v, "/desk/asks/%lld/weigh", a->entry);
    case INVALID:  return show_weigh(v, d, a, &c, consider_faults(v->arena, m, kind, &c));
    case CONFLICT: return reply_conflict(v, a->zero_at.us || !ask_kind_outside(a->kind) ? S("You handed it in already, or it is decided.") : S("First somebody writes down why we are being asked."));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

/* ---- deciding ---- */

static const Choice outcomes[] = { CHOICE("yes", "Yes"), CHOICE("yes if", "Yes, within limits"), CHOICE("in part", "In part"), CHOICE("pass on", "Pass it on"), CHOICE("not now", "Not now"), CHOICE("no", "No") };

static Reply show_decide(Visit *v, const Decider *d, const DoorKeeper *by, const Ask *a, const Deciding *typed, Faults f)
{
    Deciding none = { .outcome = S(""), .to_whom = S(""), .limits = S(""), .reasons_shared = S(""), .reasons_private = S(""), .departs_why = S("") };
    const Deciding *x = typed ? typed : &none;
    DecideShown s = { .faults = f, .a = a, .d = decision_read(v->tx, by, a->entry), .suggestion = str_c(suggestion_words(ask_suggestion(v->tx, d))) };
    s.mine = s.d && s.d->proposed_by == decider_id(d);
    s.outcome = choice_spec(v->arena, "outcome", S("What is decided?"), x->outcome, outcomes, COUNT(outcomes)), s.outcome.fault = faults_of(f, "outcome");
    s.to_whom = field("to_whom", "Passed on to whom?", "", x->to_whom, f), s.limits = field("limits", "Within which limits, or which part?", "", x->limits, f);
    s.shared = field("reasons_shared", "The reason that they read", "Plain words, one true sentence at least. It goes into the answer.", x->reasons_shared, f);
    s.priv = field("reasons_private", "What stays among us", "Not in the answer and not in the log.", x->reasons_private, f);
    s.departs_why = field("departs_why", "If it departs from what was weighed: why?", "A second person reads it and agrees, or does not.", x->departs_why, f);
    s.review = field("review_on", "Looked at again on", "A seat and an endorsement need one.", day_value(v->arena, x->review_on), f), s.review.type = "date", s.review.width = "short";
    Html *page = page_open(v, head(a, f.count > 0));
    view_desk_decide(page, &s);
    return finish(v, page, f);
}

static Reply get_decide(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    const Decider *d = weighs(v, &by, &a, &r);
    return d ? show_decide(v, d, by, a, NULL, NO_FAULTS) : r;
}

static Time typed_day(Visit *v, const char *name)
{
    Time t = { 0 };
    Str day = form_str(v, name);
    return day.len == 10 && time_from_rfc3339(day, &t) ? t : (Time){ 0 };
}

static Reply agree(Visit *v, const Decider *d, const Ask *a, bool yes)
{
    switch (decision_agree(v->tx, d, yes)) {
    case DONE: notice_set(v, yes ? S("Agreed. It can be answered now.") : S("Not agreed. It is weighed again.")); return reply_redirect(v, "/desk/asks/%lld/decide", a->entry);
    case INVALID: return reply_conflict(v, S("You proposed this yourself. Somebody else reads it."));
    case CONFLICT: return reply_conflict(v, S("Somebody else has said so already."));
    case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_decide(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    const Decider *d = weighs(v, &by, &a, &r);
    Str act = form_str(v, "act");
    if (!d) return r;
    if (str_is(act, "agree") || str_is(act, "disagree")) return agree(v, d, a, str_is(act, "agree"));
    Deciding x = { .outcome = form_str(v, "outcome"), .to_whom = form_str(v, "to_whom"), .limits = form_text(v, "limits"), .reasons_shared = form_text(v, "reasons_shared"), .reasons_private = form_text(v, "reasons_private"),
        .departs_why = form_text(v, "departs_why"), .review_on = typed_day(v, "review_on") };
    switch (decision_make(v->tx, d, &x)) {
    case DONE:
        notice_set(v, S("Written down. Where it departs from what was weighed, a second person is needed; otherwise it can be answered now."));
        return reply_redirect(v, "/desk/asks/%lld/decide", a->entry);
    case INVALID:  return show_decide(v, d, by, a, &x, deciding_faults(v->arena, &x, a, decision_departs(ask_suggestion(v->tx, d), x.outcome)));
    case CONFLICT: return reply_conflict(v, S("Somebody else has decided this one."));
    case GONE:     return show_decide(v, d, by, a, &x, fault("outcome", ask_kind_outside(a->kind) && !a->zero_at.us ? S("Nobody has written down yet why we are being asked.") : S("Too few have handed in what they think.")));
    }
    return reply_bug(v);
}

/* ---- answering ---- */

static const Choice ways[] = { CHOICE("letter", "By e-mail, now"), CHOICE("phone", "I told them on the phone"), CHOICE("post", "I posted it") };

static Reply show_answer(Visit *v, const Decider *d, const DoorKeeper *by, const Ask *a, Faults f)
{
    const Entry *e = entry_read(v->tx, by, a->entry);
    bool posted = v->http->method == HTTP_POST, mail = e && (str_is(e->reach_kind, "email") || (!e->reach_kind.len && e->person));
    AnswerShown s = { .faults = f, .a = a, .d = decision_read(v->tx, by, a->entry) };
    s.reach = e && e->reach.len ? str_format(v->arena, "%.*s %.*s", FMT(e->name), FMT(e->reach)) : S("the way the register says");
    s.reply = field("reply", "The answer, as they read it", "Made from the decision. Change whatever does not sound like you.", posted && form_text(v, "reply").len ? form_text(v, "reply") : answer_composed(v->tx, d, v->network), f), s.reply.rows = 14;
    s.way = choice_spec(v->arena, "way", S("How does it get there?"), mail ? S("letter") : S("phone"), ways, COUNT(ways));
    s.may_publish = s.d && s.d->sent_at.us && str_is(a->publishes, "decisions");
    s.log_number = decision_logged(v->tx, d);
    s.asked = field("asked", "What was asked, in public words", "No name of a person.", posted ? form_text(v, "asked") : ask_kind_outside(a->kind) ? a->title : S(""), f);
    s.reasons = field("reasons", "Why, in public words", "", posted ? form_text(v, "reasons") : s.d ? s.d->reasons_shared : S(""), f);
    s.name_asker = box_spec("name_asker", S("Name who asked"), a->may_name ? S("They are a public body, or agreed to it.") : S("They did not agree to it: only what kind of body they are is told."), a->may_name);
    Html *page = page_open(v, head(a, f.count > 0));
    view_desk_answer(page, &s);
    return finish(v, page, f);
}

static Reply get_answer(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    const Decider *d = weighs(v, &by, &a, &r);
    return d ? show_answer(v, d, by, a, NO_FAULTS) : r;
}

static Reply publish(Visit *v, const Decider *d, const DoorKeeper *by, const Ask *a)
{
    Publishing p = { .asked = form_text(v, "asked"), .reasons = form_text(v, "reasons"), .name_asker = form_box(v, "name_asker"), .corrects = decision_logged(v->tx, d) };
    switch (decision_publish(v->tx, d, &p)) {
    case DONE: notice_set(v, S("It stands in the public log.")); return reply_redirect(v, "/desk/asks/%lld/answer", a->entry);
    case INVALID: return show_answer(v, d, by, a, publishing_faults(v->arena, &p));
    case CONFLICT: return reply_conflict(v, S("It stands in the log already."));
    case GONE: return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_answer(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    const Decider *d = weighs(v, &by, &a, &r);
    if (!d) return r;
    if (str_is(form_str(v, "act"), "publish")) return publish(v, d, by, a);
    Str reply = form_text(v, "reply");
    switch (answer_send(v->tx, d, reply, form_str(v, "way"), v->network)) {
    case DONE: notice_set(v, S("Answered.")); return reply_redirect(v, "/desk/asks/%lld/answer", a->entry);
    case INVALID: { Faults f = answer_check(v->tx, d, reply); return show_answer(v, d, by, a, f.count ? f : fault("way", S("Choose how it gets there."))); }
    case CONFLICT: return reply_conflict(v, S("Somebody else answered it just now. Nothing was sent a second time."));
    case GONE: return reply_conflict(v, S("It is not decided yet."));
    }
    return reply_bug(v);
}

/* ---- what came of it ---- */

static const Choice given_kinds[] = { CHOICE("signature", "Our name under a text"), CHOICE("endorsement", "An endorsement"), CHOICE("seat", "A seat") };

static Reply show_after(Visit *v, const DoorKeeper *by, const Ask *a, Faults f)
{
    AfterShown s = { .faults = f, .a = a, .d = decision_read(v->tx, by, a->entry), .given = givens_of(v->tx, by, a->entry), .looks = look_backs_of(v->tx, by, a->entry),
        .s = support_read(v->tx, by, a->entry), .is_support = str_is(a->kind, "support") };
    s.kind = choice_spec(v->arena, "given_kind", S("What was given?"), form_str(v, "given_kind"), given_kinds, COUNT(given_kinds)), s.kind.fault = faults_of(f, "given_kind");
    s.title = field("given_title", "In one line", "", form_str(v, "given_title"), f), s.words = field("given_words", "The exact text that was signed", "Every line of it. If it is changed, our name is not under it any more.", form_text(v, "given_words"), f);
    s.reservation = field("reservation", "With which reservation", "", form_text(v, "reservation"), f), s.reservation.rows = 2, s.name = field("given_name", "Who sits there", "", form_str(v, "given_name"), f);
    s.ends = field("given_ends", "Ends, or is looked at again, on", "", form_str(v, "given_ends"), f), s.ends.type = "date", s.ends.width = "short";
    s.summary = field("summary", "What we understood", "They say whether it is right before anything else happens.", form_text(v, "summary").len ? form_text(v, "summary") : s.s ? s.s->summary : S(""), f);
    s.plan = field("plan", "Who does what", "", form_text(v, "plan").len ? form_text(v, "plan") : s.s ? s.s->plan : S(""), f), s.quiet = field("quiet", "What stays quiet", "", form_text(v, "quiet").len ? form_text(v, "quiet") : s.s ? s.s->quiet : S(""),
        f);
    s.stop_rule = field("stop_rule", "How it is stopped", "", form_text(v, "stop_rule").len ? form_text(v, "stop_rule") : s.s ? s.s->stop_rule : S(""), f);
    s.told_back = field("told_back", "What was done, and what came of it", "", form_text(v, "told_back"), f);
    Html *page = page_open(v, head(a, f.count > 0));
    view_desk_after(page, &s);
    return finish(v, page, f);
}

static Reply get_after(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    return weighs(v, &by, &a, &r) ? show_after(v, by, a, NO_FAULTS) : r;
}

static Outcome act_after(Visit *v, const Decider *d, const DoorKeeper *by, Str act, Faults *f)
{
    i64 id = 0;
    Str words = form_text(v, "words");
    if (!str_int(form_str(v, "id"), &id)) id = 0;
    const char *field_of = str_format(v->arena, "words-%lld", id).at;
    *f = fault(field_of, S("Write it down, in a few words."));
    if (str_is(act, "give")) {
        NameGiven g = { .kind = form_str(v, "given_kind"), .title = form_str(v, "given_title"), .words = form_text(v, "given_words"), .reservation = form_text(v, "reservation"), .name = form_str(v, "given_name"), .ends_at = typed_day(v, "given_ends") };
        *f = given_faults(&g);
        return given_put(v->tx, d, &g);
    }
    if (str_is(act, "compare")) return given_compare(v->tx, d, id, words);
    if (str_is(act, "end")) return given_end(v->tx, d, id, words);
    if (str_is(act, "checked")) return given_checked(v->tx, d, id, words);
    if (str_is(act, "look")) return look_back_say(v->tx, by, id, words);
    if (str_is(act, "understood")) { *f = fault("summary", S("Write down what you understood.")); return support_understood(v->tx, d, form_text(v, "summary"), v->network); }
    if (str_is(act, "offer")) { *f = fault("plan", S("Write who does what, and how it is stopped.")); return support_offer(v->tx, d, &(SupportPlan){ form_text(v, "plan"), form_text(v, "quiet"), form_text(v, "stop_rule") }, v->network); }
    if (str_is(act, "finish")) { *f = fault("told_back", S("Write what was done and what came of it.")); return support_finish(v->tx, d, form_text(v, "told_back"), v->network); }
    return GONE;
}

static Reply post_after(Visit *v)
{
    const DoorKeeper *by;
    const Ask *a;
    Reply r;
    Faults f;
    const Decider *d = weighs(v, &by, &a, &r);
    Str act = form_str(v, "act");
    if (!d) return r;
    Outcome o = act_after(v, d, by, act, &f);
    bool compare = str_is(act, "compare");
    if (o == INVALID) return show_after(v, by, a, f);
    if (o == GONE) return reply_conflict(v, str_is(act, "offer") ? S("First they agree to what we understood, and the answer has to be a yes.") : S("That is not there any more, or not yet."));
    if (o == CONFLICT && !compare) return reply_conflict(v, S("That does not go with where it stands now. Go back and look again."));
    notice_set(v, !compare ? S("Written down.") : o == DONE ? S("It is the same text, word for word. The signature stands.") : S("The text is another one. The signature has fallen; tell them so."));
    return reply_redirect(v, "/desk/asks/%lld/after", a->entry);
}

const Route weigh_routes[] = {
    { NOTED, "/desk/asks/:id/weigh",  DECIDERS, get_weigh },
    { POST,  "/desk/asks/:id/weigh",  DECIDERS, post_weigh },
    { NOTED, "/desk/asks/:id/decide", DECIDERS, get_decide },
    { POST,  "/desk/asks/:id/decide", DECIDERS, post_decide },
    { NOTED, "/desk/asks/:id/answer", DECIDERS, get_answer },
    { POST,  "/desk/asks/:id/answer", DECIDERS, post_answer },
    { NOTED, "/desk/asks/:id/after",  DECIDERS, get_after },
    { POST,  "/desk/asks/:id/after",  DECIDERS, post_after },
    { 0 }
};
