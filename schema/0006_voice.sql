-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Voice: what is asked of the network, weighed by a matrix in words and never in points; what was answered; and whether anybody was heard.
create table matrix(id @id, number @int not null unique, state @text not null, by_person @int not null, made_at @int not null, published_at @int not null) @strict;
create table matrix_question(
    id @id, matrix @int not null references matrix(id), position @int not null, key @text not null, kind @text not null, words @text not null, help @text not null,
    unique (matrix, key)) @strict;
-- How much a question counts for a kind of ask: decisive, important, minor; "" for gates and notes.  An ordering word, never a number.
create table matrix_use(question @int not null references matrix_question(id), ask_kind @text not null, importance @text not null, primary key (question, ask_kind)) @strict;

create table issue(id @id, title @text not null, words @text not null, state @text not null, reason @text not null, by_person @int not null, made_at @int not null, changed_at @int not null) @strict;

create table ask(
    entry @int primary key references entry(id), kind @text not null, state @text not null, title @bytes not null, asker @bytes not null, asker_find @bytes not null, asker_kind @text not null,
    may_name @int not null, matrix @int not null, deadline @int not null, same_as @int not null, issue @int not null, zero @bytes not null, zero_by @int not null, zero_at @int not null,
    more_needed @bytes not null, sorted_at @int not null, sorted_by @int not null, changed_at @int not null) @strict;
create index ask_state on ask(state, changed_at);
create index ask_asker on ask(asker_find);
create index ask_issue on ask(issue) where issue <> 0;
create index ask_zero_by on ask(zero_by) where zero_by <> 0;
create index ask_sorted_by on ask(sorted_by) where sorted_by <> 0;
-- Whoever has a stake does not decide; that there was one is stated.
create table stake(id @id, ask @int not null references ask(entry), person @int not null, has @int not null, words @bytes not null, at @int not null, unique (ask, person)) @strict;
create index stake_person on stake(person);
create table consider(
    id @id, ask @int not null references ask(entry), person @int not null, cost @bytes not null, capacity @bytes not null, handed_in_at @int not null, begun_at @int not null, unique (ask,
        person)) @strict;
create index consider_person on consider(person);
create table consider_answer(id @id, consider @int not null references consider(id), question @int not null references matrix_question(id), verdict @text not null, reason @bytes not null,
    quiet @int not null,
    unique (consider, question)) @strict;

create table decision(
    id @id, ask @int not null unique references ask(entry), outcome @text not null, state @text not null, to_whom @text not null, limits @bytes not null, reasons_shared @bytes not null,
        reasons_private @bytes not null,
    by_rule @int not null, departs @text not null, departs_why @bytes not null, proposed_by @int not null, proposed_at @int not null, agreed_by @int not null, decided_at @int not null,
        review_on @int not null,
    reply @bytes not null, sent_by @int not null, sent_way @text not null, sent_at @int not null) @strict;
create index decision_proposed on decision(proposed_by) where proposed_by <> 0;
create index decision_agreed on decision(agreed_by) where agreed_by <> 0;
create index decision_sent_by on decision(sent_by) where sent_by <> 0;

-- The public log.  Entries are chained, and corrected by new ones.
create table decision_log(
    number @int primary key, at @int not null, ask @int not null, kind @text not null, asker @text not null, asked @text not null, outcome @text not null, reasons @text not null,
        by_words @text not null,
    review_on @int not null, days @int not null, corrects @int not null, chain @text not null) @strict;
create index decision_log_ask on decision_log(ask);

-- What a yes gave away: the name under a text, an endorsement, a seat.
create table given(
    id @id, ask @int not null references ask(entry), kind @text not null, title @text not null, words @text not null, hash @text not null, reservation @text not null, person @int not null,
        name @bytes not null,
    from_at @int not null, ends_at @int not null, check_at @int not null, fell_at @int not null, fell_why @text not null, note @bytes not null, by_person @int not null) @strict;
create index given_ask on given(ask);
create index given_person on given(person) where person <> 0;
create index given_by on given(by_person) where by_person <> 0;
create table look_back(
    id @id, ask @int not null references ask(entry), days @int not null, due_at @int not null, asked_at @int not null, theirs @bytes not null, theirs_at @int not null,
        ours @bytes not null, ours_by @int not null,
    ours_at @int not null) @strict;
create index look_back_due on look_back(due_at) where ours_at = 0;
create index look_back_ask on look_back(ask);
create index look_back_ours on look_back(ours_by) where ours_by <> 0;

-- A call for people to take part: a standard box of facts, two weeks at most, and a day on which they hear back.
create table call_out(
    id @id, slug @text not null unique, ask @int not null, title @text not null, purpose @text not null, run_by @text not null, payment @text not null, paid_when @text not null, access @text not null,
    anonymity @text not null, data_use @text not null, may_change @text not null, content_note @text not null, how @text not null, lived_led @int not null, own @int not null,
        runs_from @int not null, runs_to @int not null,
    hear_back_on @int not null, asked_back_at @int not null, heard_back @text not null, heard_back_at @int not null, by_person @int not null, made_at @int not null) @strict;
create index call_out_runs on call_out(runs_to);
create index call_out_ask on call_out(ask) where ask <> 0;

-- W5: what is agreed with a member who asked for support; they can stop it.
create table support(
    ask @int primary key references ask(entry), state @text not null, summary @bytes not null, summary_agreed_at @int not null, plan @bytes not null, quiet @bytes not null, stop_rule @bytes not null,
    plan_agreed_at @int not null, stopped_words @bytes not null, told_back @bytes not null, by_person @int not null, changed_at @int not null) @strict;

-- Were we heard?  Entries are answered, never deleted.
create table heard(
    id @id, slug @text not null unique, ask @int not null, said @text not null, link @text not null, body @text not null, body_slug @text not null, said_on @int not null,
        took_part @int not null, how_asked @text not null,
    dissent @text not null, hours @int not null, pence @int not null, cost_words @text not null, promised_on @int not null, body_email @bytes not null, reply_hash @bytes not null,
        made_by @int not null, made_at @int not null,
    asked_at @int not null) @strict;
create index heard_body on heard(body_slug);
create index heard_made_by on heard(made_by) where made_by <> 0;
create table heard_ask(id @id, heard @int not null references heard(id), position @int not null, words @text not null, ended @text not null, ended_at @int not null) @strict;
create index heard_ask_of on heard_ask(heard);
create table heard_entry(
    number @int primary key, heard @int not null references heard(id), at @int not null, kind @text not null, words @text not null, link @text not null, said_by @text not null,
        by_person @int not null, shown_from @int not null,
    chain @text not null) @strict;
create index heard_entry_of on heard_entry(heard);
create index heard_entry_by on heard_entry(by_person) where by_person <> 0;
create table heard_part(id @id, heard @int not null references heard(id), person @int not null, verdict @text not null, words @bytes not null, asked_at @int not null,
    said_at @int not null, unique (heard, person)) @strict;
create index heard_part_person on heard_part(person);

-- No hand, also not one at the database, takes something out of the ledger or the log unseen.
@sqlite create trigger heard_stays before delete on heard begin select raise(abort, 'the ledger is answered, never deleted'); end;
@sqlite create trigger heard_entry_stays before delete on heard_entry begin select raise(abort, 'the ledger is answered, never deleted'); end;
@sqlite create trigger decision_log_stays before delete on decision_log begin select raise(abort, 'the log is corrected by a new entry'); end;
@postgres create rule heard_stays as on delete to heard do instead nothing;
@postgres create rule heard_entry_stays as on delete to heard_entry do instead nothing;
@postgres create rule decision_log_stays as on delete to decision_log do instead nothing;
