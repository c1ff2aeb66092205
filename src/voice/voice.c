/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: what stands behind its doors, what it holds about a person, how it forgets, what must be true of it. */
#include "voice/voice.h"

#include "voice/views.h"

/* ---- for whoever asked ---- */

static void stands(Visit *v, Html *page, const Entry *e, Str base)
{
    const Filler *by = entry_mine(v->tx, v->who, e->door, browser_secret(v));
    if (!by || filler_entry(by)->id != e->id) by = entry_own(v->tx, v->who, e->id);
    AskStanding s = ask_standing(v->tx, by, e->id);
    StandsShown shown = { .a = s.ask, .d = s.decision, .base = base };
    if (!by || !s.ask) return;
    shown.s = support_own(v->tx, by), shown.asked = look_backs_asked(v->tx, by), shown.calls = call_outs_asked(v->tx, by);
    view_stands(page, &shown);
}

static Reply said(Visit *v, const Filler *by, Str base)
{
    Str act = form_str(v, "act"), words = form_text(v, "words");
    i64 id = 0;
    Outcome o = DONE;
    if (str_is(act, "more")) ask_more_given(v->tx, by, words);
    else if (str_is(act, "agree")) o = support_agree(v->tx, by);
    else if (str_is(act, "stop")) o = support_stop(v->tx, by, words);
    else if (str_is(act, "came") && str_int(form_str(v, "id"), &id)) look_back_told(v->tx, by, id, words);
    else if (str_is(act, "told") && str_int(form_str(v, "id"), &id)) o = call_out_told(v->tx, by, id, words);
    else return reply_not_found(v);
    if (o == INVALID) return reply_conflict(v, S("Say it in a few words, and for whom; not for everybody. Go back: what you wrote is still there."));
    if (o != DONE) return reply_conflict(v, S("That has changed meanwhile. Go back and look again."));
    notice_set(v, str_is(act, "stop") ? S("Stopped. Nobody does anything more for this.") : S("Thank you. It is written down."));
    return reply_redirect(v, "%.*s/sent", FMT(base));
}

const DoorUse outside_use = { "outside", ask_came_trusted, ask_taken_back_trusted, stands, said };
const DoorUse support_use = { "support", ask_came_trusted, ask_taken_back_trusted, stands, said };
const DoorUse alert_use = { "alert", ask_came_trusted, ask_taken_back_trusted, stands, said };
const DoorUse plain_use = { "plain", ask_came_trusted, ask_taken_back_trusted, stands, said };

/* ---- search ---- */

static Str place(Tx *tx, Str kind, i64 id)
{
    Arena *a = tx_arena(tx);
    bool call = str_is(kind, "call");
    if (str_is(kind, "decision")) return str_format(a, "/decisions#decision-%lld", db_one_int(tx, SQL("select max(number) from decision_log where ask = $1"), I(id)));
    if (!call && !str_is(kind, "heard")) return S("");
    Query q = call ? db_query(tx, SQL("select slug from call_out where id = $1"), I(id)) : db_query(tx, SQL("select slug from heard where id = $1"), I(id));
    Str at = db_next(&q) ? str_format(a, "%s%.*s", call ? "/call-outs/" : "/heard/", FMT(db_view(&q, 0))) : S("");
    db_end(&q);
    return at;
}

static void found(Tx *tx) { call_outs_found_trusted(tx), decisions_found_trusted(tx), heard_found_trusted(tx); }

/* ---- people's data ---- */

static void tell(Tx *tx, i64 person, Holdings *to)
{
    asks_tell_trusted(tx, person, to);
    after_tell_trusted(tx, person, to);
    heard_tell_trusted(tx, person, to);
    i64 decided = db_one_int(tx, SQL("select count(*) from decision where proposed_by = $1 or agreed_by = $1 or sent_by = $1"), I(person));
    if (decided) held(to, S("You decided or answered for the network"), str_format(to->arena, "%lld times", decided), (Time){ 0 });
}

static void forget(Tx *tx, i64 person)
{
    asks_forget_trusted(tx, person);
    decisions_forget_trusted(tx, person);
    after_forget_trusted(tx, person);
    heard_forget_trusted(tx, person);
}

/* ---- what must hold ---- */

static int complain(Buf *faults, i64 count, const char *words)
{
    if (!count) return 0;
    buf_format(faults, "voice: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = decisions_check(tx, faults) + heard_check(tx, faults);
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from decision d join ask a on a.entry = d.ask where d.by_rule = 0 and a.zero_at = 0 and a.kind in ('sign', 'endorse', 'board', 'consultation', 'study', 'media')")),
        "decisions were made before anybody said why we were asked");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from decision where state = 'decided' and departs <> '' and (agreed_by = 0 or agreed_by = proposed_by) and proposed_by <> 0 and agreed_by <> 0")), "decisions depart from the matrix by one person alone");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from entry e join door d on d.id = e.door where e.state = 'sent' and d.purpose in ('outside', 'support', 'alert', 'plain') and not exists (select 1 from ask a where a.entry = e.id)")), "entries came to nobody's desk");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from decision d join stake s on s.ask = d.ask and s.has = 1 and (s.person = d.proposed_by or s.person = d.agreed_by)")), "decisions were made by somebody with a stake");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from given where kind in ('seat', 'endorsement') and ends_at = 0")), "seats or endorsements have no end");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from call_out where own = 0 and runs_to - runs_from > 1209600000000")), "calls run for longer than two weeks");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from (select state from matrix where state = 'published' group by state having count(*) > 1) m")), "matrices are in force at once");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from decision d join entry e on e.id = d.ask where d.sent_at > 0 and e.answered_at = 0 and e.state = 'sent'")), "answers were sent that nobody got");
    return bad;
}

static const TableFacts facts[] = {
    { "ask", "What was asked of the network and by whom", "to weigh and answer it", "as long as the network lasts; a member's words go when they take it back or are erased", "title asker zero more_needed", "entry" },
    { "stake", "Who said that they have a stake in an ask, or none", "so that nobody decides what touches themselves", "until the person is erased", "words", NULL },
    { "consider", "Who weighed what, and what it would cost", "to decide", "as long as the network lasts; by whom goes when the person is erased", "cost capacity", NULL },
    { "consider_answer", "What was answered to each question of the matrix, with its reason", "to decide, and to say why", "as long as the network lasts", "reason", NULL },
    { "decision", "What was decided, why, by whom, and the answer", "to answer, and to answer for it", "as long as the network lasts; by whom goes when the person is erased", "limits reasons_shared reasons_private departs_why reply", NULL },
    { "given", "What the network's name stands under, and who sits where for it", "so that it ends, and falls when the text changes", "as long as the network lasts; names go when the person is erased", "name note", NULL },
    { "look_back", "What came of it, in the words of who asked and of staff", "to know whether it was worth it", "as long as the network lasts", "theirs ours", NULL },
    { "support", "What was agreed with a member who asked for support", "to do that and nothing else", "until the member takes it back or is erased", "summary plan quiet stop_rule stopped_words told_back", "ask" },
    { "heard_part", "Who took part in something that was said, and whether they were heard", "to ask them, and to show it beside what staff say", "until the person is erased", "words", NULL },
    { "heard", "What the network said to whom, and what was promised", "a public record", "as long as the network lasts", "body_email", NULL },
    { "matrix", "", "", "", "", NULL }, { "matrix_question", "", "", "", "", NULL }, { "matrix_use", "", "", "", "", NULL }, { "issue", "", "", "", "", NULL }, { "decision_log", "", "", "", "", NULL },
    { "call_out", "", "", "", "", NULL }, { "heard_ask", "", "", "", "", NULL }, { "heard_entry", "", "", "", "", NULL },
    { 0 },
};

static const JobKind jobs[] = { { "voice", voice_round_trusted, HOURS(6) }, { 0 } };

const Room voice_room = { .name = "voice", .jobs = jobs, .tell = tell, .forget = forget, .check = check, .found = found, .place = place, .facts = facts };
