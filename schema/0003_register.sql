-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What a person says of themselves, who looked at it, what staff do with the register, and what the law asks of both.

-- Names are found by keyed hashes of their folded words, of the beginnings of these, and of the whole: see people/README.md for what that leaks.
create table person_word(find @bytes not null, person @int not null, primary key (find, person)) @keyed;

alter table consent add column basis @text not null default 'consent';
alter table consent add column source @text not null default '';
-- Forgetting one of many looks for each place that may name them.
create index consent_keyed_by on consent(keyed_by) where keyed_by <> 0;
create index membership_class on membership(class) where ended_at = 0;
create index outbox_person on outbox(person) where person <> 0;
create index sign_in_link_person on sign_in_link(person) where person <> 0;

-- Sealed: pronouns, how and when to reach somebody, through whom, and which pen names are theirs.
create table person_detail(
    person @int primary key references person(id), pronouns @bytes not null, reach_words @bytes not null, supporter @bytes not null,
    pens @bytes not null, changed_at @int not null) @strict;
create table identity_line(
    id @id, person @int not null references person(id), words @bytes not null, for_segments @int not null, for_counts @int not null,
    seen_by @text not null, made_at @int not null) @strict;
create index identity_line_of on identity_line(person);
create table identity_word(find @bytes not null, line @int not null, primary key (find, line)) @keyed;
create table access_need(
    id @id, person @int not null references person(id), words @bytes not null, for_what @text not null, may_reuse @int not null,
    review_on @int not null, made_at @int not null) @strict;
create index access_need_of on access_need(person);
-- Neither row names the other in the clear: a stolen database joins no two pen names of one person.
create table pen_name(id @id, name @bytes not null, owner @bytes not null, made_at @int not null) @strict;

-- Who did or saw what of whom.  Rows are chained; one whose person was erased is blanked and keeps its digest.
create table audit(
    seq @int primary key, at @int not null, actor @int not null, kind @text not null, subject @int not null, words @bytes not null,
    blanked @int not null, digest @bytes not null, chain @bytes not null) @strict;
create index audit_subject on audit(subject, seq);
create index audit_actor on audit(actor, seq);
-- What somebody at the desk is doing just now: it stands beside every record that they open.
create table desk_reason(session @int primary key, person @int not null, words @bytes not null, since @int not null) @strict;

create table staff_note(
    id @id, person @int not null references person(id), words @bytes not null, by_person @int not null, made_at @int not null,
    review_on @int not null, delete_on @int not null) @strict;
create index staff_note_of on staff_note(person);
create index staff_note_delete on staff_note(delete_on);
create index staff_note_by on staff_note(by_person);

-- W12: what somebody asks of the network about their data, member or not, with the law's clock.
create table data_request(
    id @id, token_hash @bytes not null unique, kind @text not null, person @int not null, name @bytes not null, contact @bytes not null,
    words @bytes not null, way @text not null, state @text not null, received_at @int not null, acknowledged_at @int not null,
    due_at @int not null, paused_at @int not null, paused_why @text not null, answer @bytes not null, closed_at @int not null, keyed_by @int not null) @strict;
create index data_request_person on data_request(person);
create index data_request_due on data_request(state, due_at);

create table likeness(
    a @int not null references person(id), b @int not null references person(id), why @text not null, found_at @int not null, state @int not null, by_person @int not null,
    decided_at @int not null, primary key (a, b)) @strict;
create index likeness_b on likeness(b);
create index likeness_by on likeness(by_person) where by_person <> 0;
create index likeness_open on likeness(state, found_at);
create table merge(
    id @id, kept @int not null, gone @int not null, at @int not null, by_person @int not null, ends_at @int not null, undone_at @int not null) @strict;
create index merge_kept on merge(kept);
create index merge_gone on merge(gone);
create table merge_move(merge @int not null references merge(id), tbl @text not null, row_id @int not null, other @int not null, was @bytes not null,
    primary key (merge, tbl, row_id, other)) @strict;

create table member_import(
    id @id, at @int not null, by_person @int not null, file_name @text not null, digest @text not null, added @int not null, changed @int not null,
    undone_at @int not null) @strict;
create table member_import_row(
    import @int not null references member_import(id), person @int not null, act @text not null, before @bytes not null,
    primary key (import, person)) @strict;
create index member_import_row_person on member_import_row(person);
create table member_reference(reference @text primary key, person @int not null references person(id)) @strict;
create index member_reference_of on member_reference(person);
create table household(person @int primary key references person(id), find @bytes not null, words @bytes not null) @strict;
create index household_find on household(find);
create table person_extra(person @int primary key references person(id), words @bytes not null) @strict;

-- Keyed hashes of who was erased, so that no list and no old backup brings them back.  Nothing can be read from them.
create table erased(find @bytes primary key, kind @text not null, at @int not null) @keyed;

create table segment(
    id @id, name @text not null, purpose @text not null, class_kind @text not null, place @text not null, since @int not null,
    consent @text not null, words @bytes not null, by_person @int not null, made_at @int not null, ends_at @int not null) @strict;
create table segment_use(segment @int not null references segment(id), person @int not null, at @int not null, primary key (segment, person)) @strict;
create index segment_use_of on segment_use(person);

-- The statutory register is a module of its own: the name that the law wants is only here.
create table register_entry(
    id @id, person @int not null, legal_name @bytes not null, service_address @bytes not null, class @int not null,
    from_at @int not null, to_at @int not null) @strict;
create index register_entry_of on register_entry(person);

-- What needs two: a whole list given out, a role given or taken, somebody's account opened again.
create table two_person(
    id @id, kind @text not null, subject @int not null, detail @text not null, words @bytes not null, asked_by @int not null, asked_at @int not null,
    state @int not null, decided_by @int not null, decided_at @int not null, ends_at @int not null, taken_at @int not null, amount @int not null) @strict;
create index two_person_state on two_person(state, kind, asked_at);
create index two_person_subject on two_person(subject);
create index two_person_asked on two_person(asked_by);
create index two_person_decided on two_person(decided_by);

-- A form that came after its session had ended: sealed, for the same person to send again.
create table kept_form(
    id @id, token_hash @bytes not null unique, person @int not null, path @text not null, fields @bytes not null, made_at @int not null, ends_at @int not null) @strict;
create index kept_form_person on kept_form(person);
create index kept_form_ends on kept_form(ends_at);

-- Nobody speaks for this group any more: somebody at the desk looks after it.
create table group_alone(grp @int primary key references member_group(id), since @int not null) @strict;

create table retention_run(id @id, rule @text not null, at @int not null, gone @int not null) @strict;

insert into wording(id, purpose, version, words, since) values
    (3001, 'segments', 1, 'When you look for people for something particular, you may look at the words I allowed for it. I can see each time it happened.', 0),
    (3002, 'phone', 1, 'You may call me on the number I gave.', 0),
    (3003, 'post', 1, 'You may write to me by post.', 0);
