/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The public log of decisions.  Each entry carries the hash of the one before and of its own words, without any key:
 * whoever has the JSON can reckon it again.  What was wrong is corrected by a new entry. */
#include "search/search.h"
#include "seal/seal.h"
#include "voice/decision.h"

enum { MOST = 200 };

/* One line for each field, in this order; README.md says so to whoever checks it from outside. */
static Str chain_of(Arena *a, Str before, const LogEntry *e)
{
    return sha256_hex(a, str_format(a, "%.*s\n%lld\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n%lld\n%d\n%lld\n", FMT(before), e->number, FMT(time_rfc3339(a, e->at)), FMT(e->kind), FMT(e->asker), FMT(e->asked), FMT(e->outcome),
        FMT(e->reasons), FMT(e->by_words), e->review_on.us / 1000000, e->days, e->corrects));
}

Faults publishing_faults(Arena *a, const Publishing *p)
{
    Faults f = NO_FAULTS;
    if (utf8_length(p->asked) < 6 || utf8_length(p->asked) > 500) faults_add(&f, "asked", S("Say in public words what was asked, in at most 500 letters."));
    if (utf8_length(p->reasons) < REASON_LEAST || utf8_length(p->reasons) > 2000) faults_add(&f, "reasons", S("Say in public words why, in at most 2,000 letters."));
    if (claim_fault(a, p->reasons).len) faults_add(&f, "reasons", claim_fault(a, p->reasons));
    return f;
}

static Str who_decided(Tx *tx, i64 entry, bool by_rule)
{
    if (by_rule) return S("By rule: the month was full");
    i64 people = db_one_int(tx, SQL("select count(*) from consider where ask = $1 and handed_in_at > 0"), I(entry)), stakes = db_one_int(tx, SQL("select count(*) from stake where ask = $1 and has = 1"), I(entry));
    return str_format(tx_arena(tx), "%lld of those who decide%s", people, stakes ? "; somebody with a stake stood aside" : "");
}

/* What was said last of an ask is what is found. */
static void into_search(Tx *tx, SearchBook *book, i64 ask)
{
    Query q = db_query(tx, SQL("select asked, reasons from decision_log where ask = $1 order by number desc limit 1"), I(ask));
    if (db_next(&q)) search_put_trusted(tx, book, &(SearchDoc){ .id = ask, .kind = "decision", .level = 2, .title = db_str(&q, 0), .words = db_str(&q, 1) });
    db_end(&q);
}

void decisions_found_trusted(Tx *tx) { search_put_each_trusted(tx, SQL("select distinct ask from decision_log where ask > $1 order by ask limit 100"), into_search); }

static void put_log(Tx *tx, LogEntry *e)
{
    Str before = S("");
    e->at = (Time){ time_now().us / 1000000 * 1000000 }, e->number = 1;
    Query q = db_query(tx, SQL("select number, chain from decision_log order by number desc limit 1"));
    if (db_next(&q)) e->number = db_int(&q, 0) + 1, before = db_str(&q, 1);
    db_end(&q);
    e->review_on.us = e->review_on.us / 1000000 * 1000000;
    db_exec(tx, SQL("insert into decision_log(number, at, ask, kind, asker, asked, outcome, reasons, by_words, review_on, days, corrects, chain) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"), I(e->number), AT(e->at), I(e->ask),
        T(e->kind), T(e->asker), T(e->asked), T(e->outcome), T(e->reasons), T(e->by_words), AT(e->review_on), I(e->days), I(e->corrects), T(chain_of(tx_arena(tx), before, e)));
    into_search(tx, NULL, e->ask);
}

Outcome decision_publish(Tx *tx, const Decider *by, const Publishing *p)
{
    i64 entry = decider_ask(by);
    const Ask *a = ask_trusted(tx, entry);
    Query q = db_query(tx, SQL("select outcome, by_rule, review_on, sent_at from decision where ask = $1 and sent_at > 0"), I(entry));
    if (!a || !db_next(&q)) return GONE;
    LogEntry e = { .ask = entry, .kind = a->kind, .outcome = db_str(&q, 0), .asked = p->asked, .reasons = p->reasons, .review_on = db_time(&q, 2), .corrects = p->corrects };
    bool by_rule = db_bool(&q, 1);
    e.days = (int)((db_int(&q, 3) - a->sent_at.us) / DAYS(1));
    db_end(&q);
    if (publishing_faults(tx_arena(tx), p).count || !str_is(a->publishes, "decisions")) return INVALID;
    i64 there = db_one_int(tx, SQL("select coalesce(max(number), 0) from decision_log where ask = $1"), I(entry));
    if (there && p->corrects != there) return CONFLICT;
    if (!there) e.corrects = 0;
    e.asker = p->name_asker && a->may_name ? a->asker : a->asker_kind.len ? a->asker_kind : S("A member");
    e.by_words = who_decided(tx, entry, by_rule);
    put_log(tx, &e);
    return DONE;
}

i64 decision_logged(Tx *tx, const Decider *by) { return db_one_int(tx, SQL("select coalesce(max(number), 0) from decision_log where ask = $1"), I(decider_ask(by))); }

/* ---- reading ---- */

#define COLUMNS "select number, at, ask, kind, asker, asked, outcome, reasons, by_words, review_on, days, corrects, chain from decision_log"

static LogEntry read_log(Query *q)
{
    return (LogEntry){ .number = db_int(q, 0), .at = db_time(q, 1), .ask = db_int(q, 2), .kind = db_str(q, 3), .asker = db_str(q, 4), .asked = db_str(q, 5), .outcome = db_str(q, 6),
        .reasons = db_str(q, 7), .by_words = db_str(q, 8),
        .review_on = db_time(q, 9), .days = (int)db_int(q, 10), .corrects = db_int(q, 11), .chain = db_str(q, 12) };
}

LogEntries decisions_public(Tx *tx, Who who, const LogFilter *f)
{
    int most = f->most > 0 && f->most < MOST ? f->most : MOST, count = 0;
    LogEntry *at = arena_array(tx_arena(tx), LogEntry, most + 1);
    (void)who;
    Query q = db_query(tx, SQL(COLUMNS " where ($1 = '' or kind = $1) and ($2 = '' or outcome = $2) and ($3 = 0 or number < $3) order by number desc limit $4"), T(f->kind), T(f->outcome), I(f->before), I(most + 1));
    while (count <= most && db_next(&q)) at[count++] = read_log(&q);
    db_end(&q);
    return (LogEntries){ at, count > most ? most : count, count > most };
}

i64 decisions_unpublished(Tx *tx, Who who)
{
    (void)who;
    return db_one_int(tx, SQL("select count(*) from decision d where d.sent_at > 0 and not exists (select 1 from decision_log l where l.ask = d.ask)"));
}

OutcomeRows decision_outcomes(Tx *tx, Who who, Time since)
{
    OutcomeRow *at = arena_array(tx_arena(tx), OutcomeRow, ASK_KINDS);
    int count = 0;
    (void)who;
    for (int k = 0; k < ASK_KINDS; k++) {
        OutcomeRow r = { .kind = str_c(ask_kinds[k]) };
        Query q = db_query(tx, SQL("select sum(case when d.outcome = 'yes' or d.outcome = 'yes if' then 1 else 0 end), sum(case when d.outcome = 'in part' then 1 else 0 end), sum(case when d.outcome = 'pass on' then 1 else 0 end),"
            " sum(case when d.outcome = 'not now' then 1 else 0 end), sum(case when d.outcome = 'no' then 1 else 0 end), sum(case when d.sent_at is null or d.sent_at = 0 then 1 else 0 end)"
            " from ask a join entry e on e.id = a.entry left join decision d on d.ask = a.entry and d.sent_at > 0 where a.kind = $1 and e.sent_at >= $2 and a.state <> 'withdrawn'"), T(r.kind), AT(since));
        if (db_next(&q)) r.yes = db_int(&q, 0), r.part = db_int(&q, 1), r.pass = db_int(&q, 2), r.not_now = db_int(&q, 3), r.no = db_int(&q, 4), r.waiting = db_int(&q, 5);
        db_end(&q);
        if (r.yes + r.part + r.pass + r.not_now + r.no + r.waiting) at[count++] = r;
    }
    return (OutcomeRows){ at, count };
}

AnswerTimes decision_times(Tx *tx, Who who, Time since)
{
    AnswerTimes t = { { 0 } };
    (void)who;
    Query q = db_query(tx, SQL("select (answered_at - sent_at) / 86400000000, count(*) from entry where state = 'sent' and answered_at > 0 and sent_at >= $1 group by 1"), AT(since));
    while (db_next(&q)) {
        i64 days = db_int(&q, 0);
        t.within[days < 7 ? 0 : days < 14 ? 1 : days < 30 ? 2 : days < 60 ? 3 : 4] += db_int(&q, 1);
    }
    db_end(&q);
    return t;
}

int decisions_check(Tx *tx, Buf *faults)
{
    Str before = S("");
    i64 expected = 1;
    int bad = 0;
    Query q = db_query(tx, SQL(COLUMNS " order by number"));
    while (db_next(&q)) {
        LogEntry e = read_log(&q);
        Str chain = chain_of(tx_arena(tx), before, &e);
        if (e.number != expected || !str_eq(chain, e.chain)) { buf_format(faults, "voice: entry %lld of the log of decisions is not as it was written, or one before it is missing\n", e.number); bad++; break; }
        before = e.chain, expected++;
    }
    db_end(&q);
    return bad;
}
