/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Support.  Nothing is done in a member's name that they have not agreed to, and stopping it is one press. */
#include "voice/support.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"
#include "voice/decision.h"

enum { MOST = 100 };

static Support *support_of(Tx *tx, i64 entry)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select ask, state, summary, summary_agreed_at, plan, quiet, stop_rule, plan_agreed_at, stopped_words, told_back, changed_at from support where ask = $1"), I(entry));
    if (!db_next(&q)) return NULL;
    Support *s = arena_new(a, Support);
    *s = (Support){ .ask = db_int(&q, 0), .state = db_str(&q, 1), .summary_agreed_at = db_time(&q, 3), .plan_agreed_at = db_time(&q, 7), .changed_at = db_time(&q, 10) };
    s->summary = seal_read(a, "support.summary", s->ask, db_view(&q, 2)), s->plan = seal_read(a, "support.plan", s->ask, db_view(&q, 4)), s->quiet = seal_read(a, "support.quiet", s->ask, db_view(&q, 5));
    s->stop_rule = seal_read(a, "support.stop_rule", s->ask, db_view(&q, 6)), s->stopped_words = seal_read(a, "support.stopped_words", s->ask, db_view(&q, 8)), s->told_back = seal_read(a, "support.told_back", s->ask, db_view(&q, 9));
    db_end(&q);
    return s;
}

const Support *support_read(Tx *tx, const DoorKeeper *by, i64 entry) { (void)by; return support_of(tx, entry); }
const Support *support_own(Tx *tx, const Filler *by) { return support_of(tx, filler_entry(by)->id); }

static void tell_member(Tx *tx, i64 entry, const char *said, const Network *n)
{
    const Entry *e = entry_trusted(tx, entry);
    if (e) entry_letter_trusted(tx, e, S("About what you asked"), str_format(tx_arena(tx), "Hello,\n\n%s It is on your own page, or with your code and word here:\n\n%.*s/ask/back\n\n%.*s\n", said, FMT(n->base_url), FMT(n->name)));
}

static bool is_text(Str s) { return utf8_length(s) >= REASON_LEAST && utf8_length(s) <= 10000; }

Outcome support_understood(Tx *tx, const Decider *by, Str summary, const Network *n)
{
    i64 entry = decider_ask(by);
    const Support *s = support_of(tx, entry);
    Arena *a = tx_arena(tx);
    if (!is_text(summary)) return INVALID;
    if (s && !str_is(s->state, "understood")) return CONFLICT;
    db_exec(tx, SQL("insert into support(ask, state, summary, summary_agreed_at, plan, quiet, stop_rule, plan_agreed_at, stopped_words, told_back, by_person, changed_at) values ($1, 'understood', $2, 0, $3, $3, $3, 0, $3, $3, $4, $5)"
        " on conflict (ask) do update set summary = excluded.summary, changed_at = excluded.changed_at"), I(entry), B(seal(a, "support.summary", entry, summary)), B(S("")), I(decider_id(by)), AT(time_now()));
    tell_member(tx, entry, "we wrote down what we understood. Tell us whether it is right before anything else happens.", n);
    return DONE;
}

Outcome support_offer(Tx *tx, const Decider *by, const SupportPlan *p, const Network *n)
{
    i64 entry = decider_ask(by);
    Arena *a = tx_arena(tx);
    const Support *s = support_of(tx, entry);
    if (!is_text(p->plan) || utf8_length(p->stop_rule) < 4) return INVALID;
    if (!s || !s->summary_agreed_at.us || !outcome_is_yes(decision_outcome_trusted(tx, entry))) return GONE;
    i64 put = db_exec(tx, SQL("update support set state = 'offered', plan = $2, quiet = $3, stop_rule = $4, plan_agreed_at = 0, changed_at = $5 where ask = $1 and state in ('agreed summary', 'offered')"), I(entry), B(seal(a, "support.plan", entry, p->plan)),
        B(seal(a, "support.quiet", entry, p->quiet)), B(seal(a, "support.stop_rule", entry, p->stop_rule)), AT(time_now()));
    if (!put) return CONFLICT;
    tell_member(tx, entry, "there is a plan now: who does what, what stays quiet, and how it is stopped. Nothing begins before you say yes to it.", n);
    return DONE;
}

Outcome support_finish(Tx *tx, const Decider *by, Str told_back, const Network *n)
{
    i64 entry = decider_ask(by);
    if (!is_text(told_back)) return INVALID;
    i64 put = db_exec(tx, SQL("update support set state = case when state = 'stopped' then 'told back' else 'finished' end, told_back = $2, changed_at = $3 where ask = $1 and state in ('running', 'stopped')"), I(entry),
        B(seal(tx_arena(tx), "support.told_back", entry, told_back)), AT(time_now()));
    if (!put) return CONFLICT;
    db_exec(tx, SQL("update ask set state = 'done', changed_at = $2 where entry = $1 and state = 'doing'"), I(entry), AT(time_now()));
    tell_member(tx, entry, "we wrote down what was done and what came of it.", n);
    return DONE;
}

Outcome support_agree(Tx *tx, const Filler *by)
{
    i64 n = db_exec(tx, SQL("update support set summary_agreed_at = case when state = 'understood' then $2 else summary_agreed_at end, plan_agreed_at = case when state = 'offered' then $2 else plan_agreed_at end,"
        " state = case when state = 'understood' then 'agreed summary' else 'running' end, changed_at = $2 where ask = $1 and state in ('understood', 'offered')"), I(filler_entry(by)->id), AT(time_now()));
    return n ? DONE : CONFLICT;
}

Outcome support_stop(Tx *tx, const Filler *by, Str words)
{
    i64 entry = filler_entry(by)->id;
    i64 n = db_exec(tx, SQL("update support set state = 'stopped', stopped_words = $2, changed_at = $3 where ask = $1 and state in ('understood', 'agreed summary', 'offered', 'running')"), I(entry),
        B(seal(tx_arena(tx), "support.stopped_words", entry, utf8_cut(words, 4000))), AT(time_now()));
    if (n) happened_trusted(tx, &(Happens){ .kind = "support", .subject_kind = "ask", .subject = entry, .words = S("A member stopped what was being done for them.") });
    return n ? DONE : CONFLICT;
}

/* ---- issues ---- */

Issues issues_open(Tx *tx, const DoorKeeper *by)
{
    Issue *at = arena_array(tx_arena(tx), Issue, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select i.id, i.title, i.words, i.state, i.reason, i.changed_at, (select count(*) from ask a where a.issue = i.id) from issue i order by case when i.state = 'closed' then 1 else 0 end, i.changed_at desc limit 100"));
    while (count < MOST && db_next(&q))
        at[count++] = (Issue){ .id = db_int(&q, 0), .title = db_str(&q, 1), .words = db_str(&q, 2), .state = db_str(&q, 3), .reason = db_str(&q, 4), .changed_at = db_time(&q, 5),
            .joined = db_int(&q, 6) };
    db_end(&q);
    return (Issues){ at, count };
}

Faults issue_faults(const Issue *i)
{
    Faults f = NO_FAULTS;
    if (utf8_length(i->title) < 3 || utf8_length(i->title) > 200) faults_add(&f, "title", S("Say in one line what it is about."));
    if (!(str_is(i->state, "noted") || str_is(i->state, "watching") || str_is(i->state, "worked on") || str_is(i->state, "closed"))) faults_add(&f, "state", S("Choose what is done about it."));
    if (str_is(i->state, "closed") && utf8_length(i->reason) < REASON_LEAST) faults_add(&f, "reason", S("Say why it is closed: whoever told us of it may ask."));
    if (utf8_length(i->words) > 10000 || utf8_length(i->reason) > 4000) faults_add(&f, "words", S("This is longer than there is room for."));
    return f;
}

Outcome issue_put(Tx *tx, const DoorKeeper *by, Issue *i)
{
    if (issue_faults(i).count) return INVALID;
    if (i->id) return db_exec(tx, SQL("update issue set title = $2, words = $3, state = $4, reason = $5, changed_at = $6 where id = $1"), I(i->id), T(i->title), T(i->words), T(i->state), T(i->reason), AT(time_now())) ? DONE : GONE;
    i->id = id_new();
    db_exec(tx, SQL("insert into issue(id, title, words, state, reason, by_person, made_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $7)"), I(i->id), T(i->title), T(i->words), T(i->state), T(i->reason), I(door_keeper_id(by)), AT(time_now()));
    return DONE;
}
