/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Asks: from the door to the desk, sorted, and question zero before anything else. */
#include "voice/ask.h"

#include "chronicle/chronicle.h"
#include "jobs/jobs.h"
#include "seal/seal.h"
#include "voice/decision.h"

enum { A_PAGE = 40, MOST = 40 };

/* ---- reading ---- */

#define COLUMNS "select a.entry, e.ref, a.kind, a.state, a.title, a.asker, a.asker_kind, a.may_name, a.matrix, a.deadline, a.same_as, a.issue, a.zero, a.zero_at, a.more_needed, a.sorted_at, e.person, e.sent_at, e.due_at," \
    " e.answered_at, d.name, d.slug, d.publishes, e.way from ask a join entry e on e.id = a.entry join door d on d.id = e.door"

static Ask read_ask(Query *q)
{
    Arena *a = tx_arena(q->tx);
    Ask x = { .entry = db_int(q, 0), .ref = db_str(q, 1), .kind = db_str(q, 2), .state = db_str(q, 3), .asker_kind = db_str(q, 6), .may_name = db_bool(q, 7), .matrix = db_int(q, 8),
        .deadline = db_time(q, 9), .same_as = db_int(q, 10),
        .issue = db_int(q, 11), .zero_at = db_time(q, 13), .sorted_at = db_time(q, 15), .person = db_int(q, 16), .sent_at = db_time(q, 17), .due_at = db_time(q, 18),
            .answered_at = db_time(q, 19), .door_name = db_str(q, 20),
        .door_slug = db_str(q, 21), .publishes = db_str(q, 22), .way = db_str(q, 23) };
    x.title = seal_read(a, "ask.title", x.entry, db_view(q, 4)), x.asker = seal_read(a, "ask.asker", x.entry, db_view(q, 5));
    x.zero = seal_read(a, "ask.zero", x.entry, db_view(q, 12)), x.more_needed = seal_read(a, "ask.more_needed", x.entry, db_view(q, 14));
    return x;
}

const Ask *ask_trusted(Tx *tx, i64 entry)
{
    Query q = db_query(tx, SQL(COLUMNS " where a.entry = $1"), I(entry));
    if (!db_next(&q)) return NULL;
    Ask *a = arena_new(tx_arena(tx), Ask);
    *a = read_ask(&q);
    db_end(&q);
    return a;
}

const Ask *ask_read(Tx *tx, const DoorKeeper *by, i64 entry)
{
    const Entry *e = entry_read(tx, by, entry);
    return e ? ask_trusted(tx, entry) : NULL;
}

/* What waits comes first by its promise; what was answered, newest first. */
Asks asks_at_desk(Tx *tx, const DoorKeeper *by, const AskFilter *f, i64 after)
{
    Ask *at = arena_array(tx_arena(tx), Ask, A_PAGE + 1);
    int count = 0;
    Query q = db_query(tx, SQL(COLUMNS " where ($1 = '' and a.state in ('received', 'considering', 'decided', 'more needed') or a.state = $1) and ($2 = '' or a.kind = $2) and ($5 = 0 or a.issue = $5)"
        " and (d.role = '' or exists (select 1 from role_held h join role r on r.id = h.role where h.person = $4 and r.slug = d.role))"
        " order by case when $1 = '' then e.due_at else -e.sent_at end, a.entry limit 41 offset $3"), T(f->state), T(f->kind), I(after), I(door_keeper_id(by)), I(f->issue));
    while (count <= A_PAGE && db_next(&q)) at[count++] = read_ask(&q);
    db_end(&q);
    return (Asks){ at, count > A_PAGE ? A_PAGE : count, count > A_PAGE };
}

AskCounts ask_counts(Tx *tx, const DoorKeeper *by)
{
    AskCounts c = { 0, 0, 0 };
    (void)by;                                             /* overdue promises are everybody's at the desk (R17) */
    Query q = db_query(tx, SQL("select count(*), sum(case when e.due_at < $1 then 1 else 0 end), sum(case when a.deadline > 0 and a.deadline < $2 then 1 else 0 end) from ask a join entry e on e.id = a.entry"
        " where a.state in ('received', 'considering', 'decided', 'more needed')"), AT(time_now()), AT(time_after(time_now(), DAYS(7))));
    if (db_next(&q)) c = (AskCounts){ db_int(&q, 0), db_int(&q, 1), db_int(&q, 2) };
    db_end(&q);
    return c;
}

PastAsks ask_past(Tx *tx, const DoorKeeper *by, const Ask *a)
{
    PastAsk *at = arena_array(tx_arena(tx), PastAsk, MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select a.entry, e.ref, a.kind, coalesce(d.outcome, ''), e.sent_at, coalesce((select min(case when c.heard_back_at = 0 and c.hear_back_on < $2 and c.hear_back_on > 0 then 0 else 1 end) from call_out c where c.ask = a.entry), 1),"
        " coalesce((select max(c.heard_back) from call_out c where c.ask = a.entry), '') from ask a join entry e on e.id = a.entry left join decision d on d.ask = a.entry"
        " where a.entry <> $1 and a.asker_find = (select asker_find from ask where entry = $1) and length(a.asker_find) > 0 order by e.sent_at desc limit 40"), I(a->entry), AT(time_now()));
    while (count < MOST && db_next(&q))
        at[count++] = (PastAsk){ .entry = db_int(&q, 0), .ref = db_str(&q, 1), .kind = db_str(&q, 2), .outcome = db_str(&q, 3), .at = db_time(&q, 4), .heard_back_missing = db_int(&q,
            5) == 0, .heard_back = db_str(&q, 6) };
    db_end(&q);
    return (PastAsks){ at, count };
}

/* ---- from the door ---- */

static Str kind_from(const Entry *e)
{
    if (str_is(e->door->purpose, "support") || str_is(e->door->purpose, "alert")) return e->door->purpose;
    Str said = answer_words(&e->answers, S("kind"));
    for (int i = 0; i < ASK_KINDS; i++) if (str_is(said, ask_kind_words(str_c(ask_kinds[i])))) return str_c(ask_kinds[i]);
    return S("plain");
}

static Str asker_find(Arena *a, const Entry *e, Str organisation)
{
    if (organisation.len) return seal_keyed(a, "ask.asker", utf8_fold(a, organisation));
    return e->person ? seal_keyed(a, "ask.asker", str_format(a, "member %lld", e->person)) : S("");
}

static Time day_answered(const Entry *e, const char *key)
{
    Time t = { 0 };
    Str day = answer_words(&e->answers, str_c(key));
    return day.len == 10 && time_from_rfc3339(day, &t) ? time_after(t, DAYS(1)) : (Time){ 0 };
}

void ask_came_trusted(Tx *tx, const Entry *e, bool over, const Network *n)
{
    Arena *a = tx_arena(tx);
    const Matrix *m = matrix_now_trusted(tx);
    Str title = answer_words(&e->answers, S("title")), organisation = answer_words(&e->answers, S("organisation")), sort = answer_words(&e->answers, S("organisation-kind"));
    bool named = str_is(sort, "A public body") || str_is(answer_words(&e->answers, S("may-name")), "yes");
    db_exec(tx, SQL("insert into ask(entry, kind, state, title, asker, asker_find, asker_kind, may_name, matrix, deadline, same_as, issue, zero, zero_by, zero_at, more_needed, sorted_at, sorted_by, changed_at)"
        " values ($1, $2, 'received', $3, $4, $5, $6, $7, $8, $9, 0, 0, $10, 0, 0, $10, 0, 0, $11)"), I(e->id), T(kind_from(e)), B(seal(a, "ask.title", e->id, utf8_cut(title.len ? title : e->door->name, 200))),
        B(seal(a, "ask.asker", e->id, organisation)), B(asker_find(a, e, organisation)), T(sort), I(named), I(m ? m->id : 0), AT(day_answered(e, "deadline")), B(S("")), AT(time_now()));
    if (over) decision_over_capacity_trusted(tx, e->id, n);
}

/* What was decided and answered stays in counts; what waits is nobody's to answer any more. */
void ask_taken_back_trusted(Tx *tx, i64 entry)
{
    Arena *a = tx_arena(tx);
    db_exec(tx, SQL("update ask set state = case when state in ('received', 'considering', 'decided', 'more needed') then 'withdrawn' else state end, title = $2, asker = $3, asker_find = $3, more_needed = $3, changed_at = $4 where entry = $1"),
        I(entry), B(seal(a, "ask.title", entry, S("Taken back"))), B(S("")), AT(time_now()));
    db_exec(tx, SQL("update look_back set theirs = $2 where ask = $1"), I(entry), B(S("")));
    db_exec(tx, SQL("delete from support where ask = $1"), I(entry));
}

/* ---- sorting ---- */

Faults sorting_faults(const Sorting *s)
{
    Faults f = NO_FAULTS;
    if (ask_kind_number(s->kind) < 0) faults_add(&f, "kind", S("Choose what is asked."));
    if (utf8_length(s->title) < 3 || utf8_length(s->title) > 200) faults_add(&f, "title", S("Say in one line what is asked."));
    if (s->same_as.len > 12) faults_add(&f, "same_as", S("The number of the other ask has six signs."));
    return f;
}

Outcome ask_sort(Tx *tx, const DoorKeeper *by, i64 entry, const Sorting *s)
{
    Arena *a = tx_arena(tx);
    const Ask *ask = ask_read(tx, by, entry);
    if (!ask) return GONE;
    if (sorting_faults(s).count) return INVALID;
    i64 same = s->same_as.len ? db_one_int(tx, SQL("select a.entry from ask a join entry e on e.id = a.entry where e.ref = $1 and a.entry <> $2"), T(s->same_as), I(entry)) : 0;
    if (s->same_as.len && !same) return INVALID;
    if (s->issue && !db_one_int(tx, SQL("select count(*) from issue where id = $1"), I(s->issue))) return INVALID;
    bool handed = db_one_int(tx, SQL("select count(*) from consider where ask = $1 and handed_in_at > 0"), I(entry)) > 0;
    if (handed && !str_eq(s->kind, ask->kind)) return CONFLICT;       /* it was weighed as what it was */
    i64 n = db_exec(tx, SQL("update ask set kind = $2, title = $3, deadline = $4, same_as = $5, issue = $6, sorted_at = case when sorted_at = 0 then $7 else sorted_at end, sorted_by = $8, changed_at = $7,"
        " state = case when state = 'received' and ($2 = 'support' or $2 = 'alert' or $2 = 'plain') then 'considering' else state end where entry = $1 and state in ('received', 'considering', 'more needed')"),
        I(entry), T(s->kind), B(seal(a, "ask.title", entry, s->title)), AT(s->deadline), I(same), I(s->issue), AT(time_now()), I(door_keeper_id(by)));
    return n == 1 ? DONE : CONFLICT;
}

Outcome ask_zero(Tx *tx, const DoorKeeper *by, i64 entry, Str words)
{
    const Ask *ask = ask_read(tx, by, entry);
    if (!ask) return GONE;
    if (utf8_length(words) < REASON_LEAST || utf8_length(words) > 4000) return INVALID;
    i64 n = db_exec(tx, SQL("update ask set zero = $2, zero_by = $3, zero_at = $4, changed_at = $4, state = case when state = 'received' then 'considering' else state end"
        " where entry = $1 and sorted_at > 0 and state in ('received', 'considering', 'more needed')"), I(entry), B(seal(tx_arena(tx), "ask.zero", entry, words)), I(door_keeper_id(by)), AT(time_now()));
    return n == 1 ? DONE : CONFLICT;
}

Outcome ask_more_needed(Tx *tx, const DoorKeeper *by, i64 entry, Str words, const Network *n)
{
    Arena *a = tx_arena(tx);
    const Entry *e = entry_read(tx, by, entry);
    if (!e) return GONE;
    if (utf8_length(words) < 4 || utf8_length(words) > 4000) return INVALID;
    if (!db_exec(tx, SQL("update ask set state = 'more needed', more_needed = $2, changed_at = $3 where entry = $1 and state in ('received', 'considering')"), I(entry), B(seal(a, "ask.more_needed", entry, words)), AT(time_now()))) return CONFLICT;
    entry_letter_trusted(tx, e, S("About what you asked"), str_format(a, "Hello,\n\nbefore we can answer we need to know something from you. It is written here, and you can answer there. It asks for your code and word:\n\n%.*s/ask/back\n\n%.*s\n", FMT(n->base_url), FMT(n->name)));
    return DONE;
}

void ask_more_given(Tx *tx, const Filler *by, Str words)
{
    Arena *a = tx_arena(tx);
    const Entry *e = filler_entry(by);
    const Ask *ask = ask_trusted(tx, e->id);
    if (!ask || !str_is(ask->state, "more needed") || !words.len) return;
    Str both = str_format(a, "%.*s\n\nTheir answer, %.*s:\n%.*s", FMT(ask->more_needed), FMT(time_date_words(a, time_now())), FMT(utf8_cut(words, 10000)));
    db_exec(tx, SQL("update ask set more_needed = $2, changed_at = $3, state = case when zero_at > 0 then 'considering' else 'received' end where entry = $1 and state = 'more needed'"), I(e->id), B(seal(a, "ask.more_needed", e->id, both)), AT(time_now()));
}

Outcome ask_done(Tx *tx, const DoorKeeper *by, i64 entry)
{
    if (!ask_read(tx, by, entry)) return GONE;
    return db_exec(tx, SQL("update ask set state = 'done', changed_at = $2 where entry = $1 and state = 'doing'"), I(entry), AT(time_now())) ? DONE : CONFLICT;
}

/* ---- telling and forgetting ---- */

void asks_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select a.entry, a.kind, a.more_needed, e.sent_at from ask a join entry e on e.id = a.entry where e.person = $1 order by a.entry"), I(person));
    while (db_next(&q)) {
        Str kind = db_str(&q, 1), more = seal_read(to->arena, "ask.more_needed", db_int(&q, 0), db_view(&q, 2));
        held(to, S("Something you asked of the network"), str_format(to->arena, "%s%s%.*s", ask_kind_words(kind), more.len ? ". We asked you: " : "", FMT(more)), db_time(&q, 3));
    }
    db_end(&q);
    q = db_query(tx, SQL("select s.id, s.has, s.words, s.at from stake s where s.person = $1"), I(person));
    while (db_next(&q)) {
        Str words = seal_read(to->arena, "stake.words", db_int(&q, 0), db_view(&q, 2));
        held(to, db_bool(&q, 1) ? S("You said that you have a stake in an ask") : S("You said that you have no stake in an ask"), words, db_time(&q, 3));
    }
    db_end(&q);
    q = db_query(tx, SQL("select id, cost, capacity, begun_at from consider where person = $1 order by id"), I(person));
    while (db_next(&q)) {
        i64 id = db_int(&q, 0);
        Str cost = seal_read(to->arena, "consider.cost", id, db_view(&q, 1)), capacity = seal_read(to->arena, "consider.capacity", id, db_view(&q, 2));
        held(to, S("You weighed an ask"), str_format(to->arena, "%.*s %.*s", FMT(cost), FMT(capacity)), db_time(&q, 3));
    }
}

/* What they weighed for the network stays as the network's reasons, without their name. */
void asks_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("update ask set zero_by = 0 where zero_by = $1"), I(person));
    db_exec(tx, SQL("update ask set sorted_by = 0 where sorted_by = $1"), I(person));
    db_exec(tx, SQL("delete from stake where person = $1"), I(person));
    db_exec(tx, SQL("delete from consider_answer where consider in (select id from consider where person = $1 and handed_in_at = 0)"), I(person));
    db_exec(tx, SQL("delete from consider where person = $1 and handed_in_at = 0"), I(person));
    /* Two who are erased weighed the same ask: each row keeps a place of its own. */
    db_exec(tx, SQL("update consider set person = -id where person = $1"), I(person));
}
