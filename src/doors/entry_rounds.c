/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What happens to entries by themselves: those who wait are let in, drafts are told about and then go; and what the
 * room tells of a person, and forgets. */
#include "doors/doors.h"

#include "jobs/jobs.h"
#include "seal/seal.h"

enum { A_ROUND = 200 };
typedef struct { i64 at[A_ROUND]; int count; } Some;
typedef void HoldIt(Holdings *to, Str what, Str words, Time since);

static Some some(Query q)
{
    Some s = { .count = 0 };
    while (s.count < A_ROUND && db_next(&q)) s.at[s.count++] = db_int(&q, 0);
    db_end(&q);
    return s;
}

static Network network_of(Tx *tx) { return (Network){ .name = setting(tx, "name", S("")), .base_url = setting(tx, "base_url", S("")) }; }

/* ---- a month with room ---- */

static void let_in(Tx *tx, i64 id, const Network *n)
{
    const Entry *e = entry_trusted(tx, id);
    if (!e || (e->door->capacity && door_used(tx, NOBODY, e->door->id) >= e->door->capacity)) return;
    Time now = time_now(), due = time_after(now, DAYS(e->door->answer_days));
    if (!db_exec(tx, SQL("update entry set state = 'sent', counted_at = $2, due_at = $3 where id = $1 and state = 'waiting'"), I(id), AT(now), AT(due))) return;
    const Entry *in = entry_trusted(tx, id);
    const DoorUse *use = door_use(in->door->purpose);
    if (use) use->sent(tx, in, false, n);
    entry_letter_trusted(tx, in, S("About what you sent"), str_format(tx_arena(tx), "Hello,\n\nthere is room now for what you sent. It has been taken up, and you will have an answer by %.*s.\n\nWhere it stands:\n\n%.*s/ask/back\n\n%.*s\n",
        FMT(time_date_words(tx_arena(tx), due)), FMT(n->base_url), FMT(n->name)));
}

/* ---- drafts ---- */

static void warn(Tx *tx, i64 id, int times, const Network *n)
{
    const Entry *e = entry_trusted(tx, id);
    Arena *a = tx_arena(tx);
    if (!e) return;
    db_exec(tx, SQL("update entry set warned = $2 where id = $1"), I(id), I(times));
    entry_letter_trusted(tx, e, S("Something you began"), str_format(a, "Hello,\n\nyou began something and did not send it. It is kept until %.*s, and then it goes. To go on with it, or to take it away with you:\n\n%.*s/ask/back\n\n"
        "The code is %.*s and the word is %.*s. If you are done with it, you need do nothing.\n\n%.*s\n", FMT(time_date_words(a, e->keep_until)), FMT(n->base_url), FMT(entry_code(a, id)), FMT(entry_word(a, id)), FMT(n->name)));
}

static void remove_entry(Tx *tx, i64 id)
{
    db_exec(tx, SQL("update file set gone_at = $2 where hash in (select hash from entry_file where entry = $1) and not exists (select 1 from entry_file o where o.hash = file.hash and o.entry <> $1)"), I(id), AT(time_now()));
    db_exec(tx, SQL("delete from entry_file where entry = $1"), I(id));
    db_exec(tx, SQL("delete from entry_answer where entry = $1"), I(id));
    db_exec(tx, SQL("delete from entry where id = $1"), I(id));
}

void doors_round_trusted(Tx *tx, i64 about)
{
    Time now = time_now();
    Network n = network_of(tx);
    (void)about;
    Some wait = some(db_query(tx, SQL("select id from entry where state = 'waiting' order by sent_at, id limit 200")));
    for (int i = 0; i < wait.count; i++) let_in(tx, wait.at[i], &n);
    for (int times = 1; times <= 2; times++) {             /* two weeks before, and three days before (R34) */
        Some soon = some(db_query(tx, SQL("select id from entry where state = 'draft' and keep_until < $1 and keep_until > $2 and warned < $3 limit 200"), AT(time_after(now, times == 1 ? DAYS(14) : DAYS(3))), AT(now), I(times)));
        for (int i = 0; i < soon.count; i++) warn(tx, soon.at[i], times, &n);
    }
    Some over = some(db_query(tx, SQL("select id from entry where state = 'draft' and keep_until <= $1 limit 200"), AT(now)));
    for (int i = 0; i < over.count; i++) remove_entry(tx, over.at[i]);
    /* Begun and nothing written: there is nothing to keep. */
    Some empty = some(db_query(tx, SQL("select id from entry e where state = 'draft' and saved_at < $1 and reach_kind = '' and not exists (select 1 from entry_answer a where a.entry = e.id) and not exists (select 1 from entry_file f where f.entry = e.id) limit 200"), AT(time_after(now, -DAYS(3)))));
    for (int i = 0; i < empty.count; i++) remove_entry(tx, empty.at[i]);
    /* Who asked for an organisation is not a member: two years after the answer, their own name and address go. */
    db_exec(tx, SQL("update entry set name = $1, reach = $1, reach_kind = '' where person = 0 and answered_at > 0 and answered_at < $2 and length(reach) > 0"), B(S("")), AT(time_after(now, -DAYS(730))));
    if (over.count) job_add_once(tx, "files that go", 0);
}

void entries_told_longer_trusted(Tx *tx, const Door *d, const Extending *x, const Network *n)
{
    Arena *a = tx_arena(tx);
    for (i64 last = 0;;) {
        Some sent = some(db_query(tx, SQL("select id from entry where door = $1 and state in ('sent', 'waiting', 'draft') and id > $2 order by id limit 200"), I(d->id), I(last)));
        for (int i = 0; i < sent.count; i++) {
            const Entry *e = entry_trusted(tx, last = sent.at[i]);
            if (e) entry_letter_trusted(tx, e, S("More time than was said"), str_format(a, "Hello,\n\nwhat you sent or began can be changed for longer: until %.*s. If you have sent it, you may leave it as it is.\n\nThe reason: %.*s\n\nYours is here. It asks for your code and word:\n\n%.*s/ask/back\n\n%.*s\n",
                FMT(time_words(a, x->to)), FMT(x->why), FMT(n->base_url), FMT(n->name)));
        }
        if (sent.count < A_ROUND) return;
    }
}

/* ---- counts ---- */

DoorCounts door_counts(Tx *tx, Who who, i64 door, Time since)
{
    DoorCounts c = { .median_days = -1 };
    (void)who;                                            /* how well promises are kept is for everyone to read (R17) */
    Query q = db_query(tx, SQL("select count(*), sum(case when answered_at > 0 then 1 else 0 end), sum(case when answered_at = 0 and due_at > 0 and due_at < $3 then 1 else 0 end) from entry"
        " where ($1 = 0 or door = $1) and state = 'sent' and sent_at >= $2"), I(door), AT(since), AT(time_now()));
    if (db_next(&q)) c.sent = db_int(&q, 0), c.answered = db_int(&q, 1), c.overdue = db_int(&q, 2);
    db_end(&q);
    if (!c.answered) return c;
    c.median_days = db_one_int(tx, SQL("select (answered_at - sent_at) / 86400000000 from entry where ($1 = 0 or door = $1) and state = 'sent' and sent_at >= $2 and answered_at > 0"
        " order by answered_at - sent_at limit 1 offset $3"), I(door), AT(since), I((c.answered - 1) / 2));
    return c;
}

/* ---- telling and forgetting ---- */

static const char *where_it_stands(const Entry *e)
{
    if (str_is(e->state, "draft")) return "begun, and not sent";
    if (str_is(e->state, "waiting")) return "waiting for room";
    if (str_is(e->state, "taken back")) return "taken back; its words are gone";
    return e->answered_at.us ? "answered" : "sent";
}

void entries_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    for (i64 last = 0;;) {
        Some all = some(db_query(tx, SQL("select id from entry where person = $1 and id > $2 order by id limit 200"), I(person), I(last)));
        for (int i = 0; i < all.count; i++) {
            const Entry *e = entry_trusted(tx, last = all.at[i]);
            if (!e) continue;
            HoldIt *hold = str_is(e->door->purpose, "pitch") ? held_alone : held;     /* what somebody offers to write may come out under a pen name */
            hold(to, S("Something you put through a door"), str_format(to->arena, "%.*s: %s", FMT(e->door->name), where_it_stands(e)), e->started_at);
            for (int k = 0; k < e->set->count; k++) {
                Str words = answer_shown(to->arena, &e->set->at[k], answer_to(&e->answers, e->set->at[k].key));
                if (words.len) hold(to, e->set->at[k].asks, words, (Time){ 0 });
            }
            for (int k = 0; k < e->files.count; k++) hold(to, S("A file or recording that you sent"), e->files.at[k].name, e->files.at[k].added_at);
        }
        if (all.count < A_ROUND) break;
    }
    i64 wrote = db_one_int(tx, SQL("select count(*) from entry where keyed_by = $1"), I(person));
    if (wrote) held(to, S("You wrote something down for somebody"), str_format(to->arena, "%lld times", wrote), (Time){ 0 });
}

/* The row of what was sent stays as a number in counts, parted from the person; all words go. */
void entry_cut_off_trusted(Tx *tx, i64 id)
{
    Arena *a = tx_arena(tx);
    db_exec(tx, SQL("update entry set person = 0, state = case when state = 'draft' then 'taken back' else state end, name = $2, reach = $2, reach_kind = '', browser = $2, find = $3,"
        " answered_at = case when answered_at = 0 and sent_at > 0 then $4 else answered_at end where id = $1"), I(id), B(S("")), B(seal_hash(a, token_new(a))), AT(time_now()));
    db_exec(tx, SQL("update file set gone_at = $2 where hash in (select hash from entry_file where entry = $1) and not exists (select 1 from entry_file o where o.hash = file.hash and o.entry <> $1)"), I(id), AT(time_now()));
    db_exec(tx, SQL("delete from entry_file where entry = $1"), I(id));
    db_exec(tx, SQL("delete from entry_answer where entry = $1"), I(id));
    job_add_once(tx, "files that go", 0);
}

void entries_forget_trusted(Tx *tx, i64 person)
{
    for (;;) {
        Some all = some(db_query(tx, SQL("select id from entry where person = $1 limit 200"), I(person)));
        for (int i = 0; i < all.count; i++) {
            i64 id = all.at[i];
            const DoorUse *use = NULL;
            const Entry *e = entry_trusted(tx, id);
            if (e && str_is(e->state, "sent")) use = door_use(e->door->purpose);
            if (use) use->taken_back(tx, id);
            entry_cut_off_trusted(tx, id);
        }
        if (all.count < A_ROUND) break;
    }
    db_exec(tx, SQL("delete from entry_answer where entry in (select id from entry where keyed_by = $1 and state = 'draft')"), I(person));
    db_exec(tx, SQL("delete from entry_file where entry in (select id from entry where keyed_by = $1 and state = 'draft')"), I(person));
    db_exec(tx, SQL("delete from entry where keyed_by = $1 and state = 'draft'"), I(person));
    db_exec(tx, SQL("update entry set keyed_by = 0 where keyed_by = $1"), I(person));
    db_exec(tx, SQL("update entry_file set heard_by = 0 where heard_by = $1"), I(person));
    db_exec(tx, SQL("update question_set set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("update door_extension set by_person = 0 where by_person = $1"), I(person));
    job_add_once(tx, "files that go", 0);
}
