/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The desk's side of the ledger, and of calls to take part. */
#include "voice/voice.h"

#include "voice/views.h"

static PageHead head(Str title, Str crumb, Str url, bool faulty) { return (PageHead){ .title = title, .room = "desk", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = faulty }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static FieldSpec day(const char *name, const char *label, Str value, Faults f)
{
    FieldSpec s = field(name, label, "", value, f);
    s.type = "date", s.width = "short";
    return s;
}

static FieldSpec figure(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    FieldSpec s = field(name, label, hint, value, f);
    s.width = "short", s.inputmode = "numeric", s.longest = 8;
    return s;
}

static Time typed_day(Visit *v, const char *name, bool end)
{
    Time t = { 0 };
    Str d = form_str(v, name);
    return d.len == 10 && time_from_rfc3339(d, &t) ? time_after(t, end ? DAYS(1) : 0) : (Time){ 0 };
}

static int typed_number(Visit *v, const char *name)
{
    i64 n;
    Str s = form_str(v, name);
    return !s.len ? 0 : str_int(s, &n) && n >= 0 && n < 10000000 ? (int)n : -1;
}

static i64 ask_named(Visit *v)
{
    i64 id;
    Str typed = v->http->method == HTTP_POST ? form_str(v, "ask") : query_str(v, "ask");
    return str_int(typed, &id) && id > 0 ? id : 0;
}

/* ---- the ledger ---- */

static const char *const ask_names[HEARD_ASKS] = { "ask-0", "ask-1", "ask-2", "ask-3", "ask-4", "ask-5" };

static Reply show_list(Visit *v, const DoorKeeper *by, Faults f)
{
    DeskHeards s = { .faults = f, .all = heards_public(v->tx, v->who, S(""), 0, 40), .due = heards_due(v->tx, by), .ask = ask_named(v) };
    s.said = field("said", "What we said", "In a few sentences.", form_text(v, "said"), f), s.link = field("link", "A link to the text", "", form_str(v, "link"), f);
    s.body = field("body", "To whom", "A body or a role, not a private person.", form_str(v, "body"), f), s.said_on = day("said_on", "When", form_str(v, "said_on"), f);
    s.took_part = figure("took_part", "How many took part", "", form_str(v, "took_part"), f), s.how_asked = field("how_asked", "How they were asked", "By web, by mail, at a meeting; and when.", form_str(v, "how_asked"), f);
    s.dissent = field("dissent", "Where others see it differently", "In words or as a link.", form_text(v, "dissent"), f), s.hours = figure("hours", "About how many hours it took", "", form_str(v, "hours"), f);
    s.cost = field("cost_words", "What it cost in feeling and in strength", "", form_text(v, "cost_words"), f), s.promised = day("promised_on", "An answer was promised by", form_str(v, "promised_on"), f);
    s.money = field("money", "About how much money it took", "", form_str(v, "money"), f), s.money.width = "short", s.money.inputmode = "decimal";
    s.email = field("body_email", "Their address, for the right of reply", "They read each entry fourteen days before it is shown, and their reply stands beside it.", form_str(v, "body_email"), f);
    for (int i = 0; i < HEARD_ASKS; i++) s.asks[i] = field(ask_names[i], str_format(v->arena, "Asked for (%d)", i + 1).at, "", form_str(v, ask_names[i]), f);
    Html *page = page_open(v, head(S("The ledger"), S("What is asked of us"), S("/desk/asks"), f.count > 0));
    view_desk_heards(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_list(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    return by ? show_list(v, by, NO_FAULTS) : reply_forbidden(v);
}

static Reply post_list(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    HeardAsk asks[HEARD_ASKS];
    if (!by) return reply_forbidden(v);
    Heard h = { .ask = ask_named(v), .said = form_text(v, "said"), .link = form_str(v, "link"), .body = form_str(v, "body"), .said_on = typed_day(v, "said_on", false), .took_part = typed_number(v, "took_part"),
        .how_asked = form_str(v, "how_asked"),
        .dissent = form_text(v, "dissent"), .hours = typed_number(v, "hours"), .cost_words = form_text(v, "cost_words"), .promised_on = typed_day(v, "promised_on", true), .body_email = form_str(v, "body_email"), .asks = asks };
    Str typed = form_str(v, "money"), unread = typed.len ? money_read(v->arena, typed, &h.pence) : S("");
    if (unread.len) return show_list(v, by, fault("money", unread));
    for (int i = 0; i < HEARD_ASKS; i++) {
        Str words = utf8_cut(form_str(v, ask_names[i]), 400);
        if (words.len) asks[h.ask_count++] = (HeardAsk){ .words = words, .ended = S("open") };
    }
    switch (heard_put(v->tx, by, &h, v->network)) {
    case DONE: notice_set(v, S("It stands in the ledger.")); return reply_redirect(v, "/desk/heard/%.*s", FMT(h.slug));
    case INVALID: return show_list(v, by, heard_faults(v->arena, &h));
    case CONFLICT: case GONE: break;
    }
    return reply_bug(v);
}

static ChoiceSpec words_to_pick(Visit *v, const char *name, Str legend, const char *const *words, int count)
{
    Choice *at = arena_array(v->arena, Choice, count);
    for (int i = 0; i < count; i++) at[i] = (Choice){ words[i], str_c(words[i]), S(""), false };
    return (ChoiceSpec){ .name = name, .legend = legend, .hint = S(""), .fault = S(""), .at = at, .count = count };
}

static Reply show_one(Visit *v, const Heard *h, Faults f)
{
    DeskHeard s = { .faults = f, .h = h, .kind = words_to_pick(v, "kind", S("What happened?"), heard_kinds, HEARD_KINDS), .ended = words_to_pick(v, "ended", S("How did it end?"), heard_ends, HEARD_ENDS) };
    s.kind.fault = faults_of(f, "kind");
    s.words = field("words", "In words", "For silence none are needed.", form_text(v, "words"), f), s.link = field("link", "A link", "", form_str(v, "link"), f);
    s.email = field("email", "Somebody who took part, by their address here", "They are asked whether they heard back. Nobody sees who they are.", S(""), f);
    Html *page = page_open(v, head(h->body, S("The ledger"), S("/desk/heard"), f.count > 0));
    view_desk_heard(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_one(Visit *v)
{
    const Heard *h = heard_seen_by(v->tx, v->who, path_str(v, 0));
    return h ? show_one(v, h, NO_FAULTS) : reply_not_found(v);
}

static Reply post_one(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    const Heard *h = heard_seen_by(v->tx, v->who, path_str(v, 0));
    Str act = form_str(v, "act");
    i64 ask = 0;
    if (!by) return reply_forbidden(v);
    if (!h) return reply_not_found(v);
    if (!str_int(form_str(v, "asked"), &ask)) ask = 0;
    Outcome o = str_is(act, "happened") ? heard_answer(v->tx, by, h->id, &(HeardSaying){ form_str(v, "kind"), form_text(v, "words"), form_str(v, "link") }, v->network)
        : str_is(act, "ended") ? heard_ask_end(v->tx, by, h->id, ask, form_str(v, "ended")) : str_is(act, "took-part") ? heard_invite(v->tx, by, h->id, form_str(v, "email")) : GONE;
    if (o == DONE) { notice_set(v, S("Written down.")); return reply_redirect(v, "/desk/heard/%.*s", FMT(h->slug)); }
    if (o == INVALID) return show_one(v, h, fault("words", S("Choose what happened and say it in a few words; say who thinks so, and not everybody.")));
    return str_is(act, "took-part") ? show_one(v, h, fault("email", S("Nobody here has this address."))) : reply_not_found(v);
}

/* ---- calls to take part ---- */

static CallOut typed_call(Visit *v)
{
    return (CallOut){ .ask = ask_named(v), .title = form_str(v, "title"), .purpose = form_text(v, "purpose"), .run_by = form_str(v, "run_by"), .payment = form_str(v, "payment"), .paid_when = form_str(v, "paid_when"),
        .access = form_text(v, "access"),
        .anonymity = form_text(v, "anonymity"), .data_use = form_text(v, "data_use"), .may_change = form_text(v, "may_change"), .content_note = form_str(v, "content_note"), .how = form_text(v, "how"), .lived_led = form_box(v, "lived_led"),
        .own = form_box(v, "own"), .runs_from = typed_day(v, "runs_from", false), .runs_to = typed_day(v, "runs_to", true), .hear_back_on = typed_day(v, "hear_back_on", false) };
}

static Reply show_calls(Visit *v, const DoorKeeper *by, Faults f)
{
    CallOut c = typed_call(v);
    Time now = time_now();
    DeskCalls s = { .all = call_outs_all(v->tx, by), .faults = f, .ask = c.ask };
    bool fresh = v->http->method != HTTP_POST;
    s.title = field("title", "Title", "", c.title, f), s.purpose = field("purpose", "What is it for?", "", c.purpose, f), s.run_by = field("run_by", "Who runs it?", "", c.run_by, f);
    s.payment = field("payment", "What is paid?", "Or: unpaid, and why.", c.payment, f), s.paid_when = field("paid_when", "In which form, and when?", "", c.paid_when, f), s.access = field("access", "So that people can take part", "", c.access, f);
    s.anonymity = field("anonymity", "Can people stay unnamed?", "", c.anonymity, f), s.data_use = field("data_use", "What happens to what they tell?", "Who holds it, for how long, what for.", c.data_use, f);
    s.may_change = field("may_change", "What can still change through it?", "", c.may_change, f), s.note = field("content_note", "It speaks of", "Shown before the rest.", c.content_note, f);
    s.how = field("how", "How do people get in touch themselves?", "Whoever runs it gets nobody's address from us.", c.how, f);
    s.from = day("runs_from", "From", fresh ? day_value(v->arena, now) : form_str(v, "runs_from"), f), s.to = day("runs_to", "Until the end of", fresh ? day_value(v->arena, time_after(now, DAYS(13))) : form_str(v, "runs_to"), f);
    s.back = day("hear_back_on", "Who took part hears back on", form_str(v, "hear_back_on"), f);
    s.lived = box_spec("lived_led", S("Led by people with lived experience"), S("Those stand first."), c.lived_led), s.own = box_spec("own", S("It is the network's own"), S("Then it may run for longer than two weeks."), c.own);
    Html *page = page_open(v, head(S("Calls to take part"), S("What is asked of us"), S("/desk/asks"), f.count > 0));
    view_desk_calls(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_calls(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    return by ? show_calls(v, by, NO_FAULTS) : reply_forbidden(v);
}

static Reply post_calls(Visit *v)
{
    const DoorKeeper *by = door_keeper(v->tx, v->who);
    i64 id;
    if (!by) return reply_forbidden(v);
    if (str_is(form_str(v, "act"), "heard") && str_int(form_str(v, "id"), &id)) {
        const char *name = str_format(v->arena, "back-%lld", id).at;
        if (call_out_heard(v->tx, by, id, form_str(v, name)) != DONE) return show_calls(v, by, fault(name, S("Write what came back, in a few words. That nothing did is an answer.")));
        notice_set(v, S("Written down. It is shown with the call, and when they ask again."));
        return reply_redirect(v, "/desk/call-outs");
    }
    CallOut c = typed_call(v);
    switch (call_out_put(v->tx, by, &c)) {
    case DONE: notice_set(v, S("The call is out.")); return reply_redirect(v, "/call-outs/%.*s", FMT(c.slug));
    case INVALID: return show_calls(v, by, call_out_faults(v->tx, by, &c));
    case CONFLICT: return reply_conflict(v, S("The ask behind it was not answered with a yes."));
    case GONE: break;
    }
    return reply_bug(v);
}

const Route heard_desk_routes[] = {
    { GET,  "/desk/heard",       DECIDERS, get_list },
    { POST, "/desk/heard",       DECIDERS, post_list },
    { GET,  "/desk/heard/:slug", DECIDERS, get_one },
    { POST, "/desk/heard/:slug", DECIDERS, post_one },
    { GET,  "/desk/call-outs",   DECIDERS, get_calls },
    { POST, "/desk/call-outs",   DECIDERS, post_calls },
    { 0 }
};
