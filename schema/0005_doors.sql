-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Doors: one way in for everything that is asked of the network.  What a door asks is data, in versions: one that was published never changes.
create table door(
    id @id, slug @text not null unique, position @int not null, purpose @text not null, name @text not null, for_whom @text not null, needs_right @text not null,
    will_ask @text not null, minutes @int not null, read_by @text not null, then_what @text not null, answer_days @int not null,
    opens_at @int not null, closes_at @int not null, grace_hours @int not null, capacity @int not null, when_full @text not null, sign @text not null,
    closed_words @text not null, role @text not null, publishes @text not null, leads_to @text not null, made_at @int not null, changed_at @int not null) @strict;
create table question_set(
    id @id, door @int not null references door(id), number @int not null, state @text not null, by_person @int not null, made_at @int not null,
    published_at @int not null, unique (door, number)) @strict;
create table question(
    id @id, qset @int not null references question_set(id), position @int not null, key @text not null, topic @text not null, kind @text not null,
    asks @text not null, why @text not null, choices @text not null, words_guide @int not null, needed @int not null, may_decline @int not null,
    when_key @text not null, when_is @text not null, unique (qset, key)) @strict;
create table door_extension(
    id @id, door @int not null references door(id), at @int not null, from_at @int not null, to_at @int not null, why @text not null, by_person @int not null) @strict;
create index door_extension_of on door_extension(door);

-- What somebody puts through a door.  `find` is the keyed hash of the code and word that bring it back; both are made from the id
-- by a key outside the database.  `browser` is the hash of what the browser that began it holds.
create table entry(
    id @id, ref @text not null unique, door @int not null references door(id), qset @int not null references question_set(id), person @int not null,
    keyed_by @int not null, way @text not null, state @text not null, find @bytes not null unique, browser @bytes not null,
    name @bytes not null, reach_kind @text not null, reach @bytes not null, more_time @int not null, read_back @int not null,
    started_at @int not null, saved_at @int not null, sent_at @int not null, counted_at @int not null, due_at @int not null, answered_at @int not null,
    keep_until @int not null, warned @int not null) @strict;
create index entry_person on entry(person) where person <> 0;
create index entry_keyed_by on entry(keyed_by) where keyed_by <> 0;
create index entry_browser on entry(browser, door);
create index entry_door on entry(door, state, sent_at);
create index entry_keep on entry(keep_until) where state = 'draft';
create index entry_due on entry(due_at) where answered_at = 0 and sent_at > 0;
-- said: 1 answered, 2 passed over, 3 would rather not say.
create table entry_answer(
    id @id, entry @int not null references entry(id), key @text not null, said @int not null, words @bytes not null, saved_at @int not null,
    unique (entry, key)) @strict;
create table entry_file(
    id @id, entry @int not null references entry(id), key @text not null, hash @text not null, type @text not null, name @bytes not null, size @int not null,
    seconds @int not null, transcript @bytes not null, heard_by @int not null, approved_at @int not null, added_at @int not null) @strict;
create index entry_file_of on entry_file(entry);
create index entry_file_hash on entry_file(hash);
create index entry_file_heard on entry_file(heard_by) where heard_by <> 0;

-- A file that nothing names any more: taken from the disk by a job.
alter table file add column gone_at @int not null default 0;
create index file_gone on file(gone_at) where gone_at > 0;

-- Whoever runs a network that is older than its doors may look after them.
insert into role_gate(role, gate) select role, 'deciders' from role_gate where gate = 'administrators';
