-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The post room: bulletins and what stands in them, who chose to get what, one row for each copy, and what came back.
-- `purpose` is the consent that it is sent by; outside_name is all that shows on a locked phone.
create table bulletin(
    id @id, slug @text not null unique, position @int not null, purpose @text not null unique, name @text not null, about @text not null, outside_name @text not null, kind @text not null,
    cut_off_day @int not null, cut_off_hour @int not null, send_day @int not null, send_hour @int not null, per_minute @int not null, decline_in_words @int not null,
        ended_at @int not null, made_at @int not null) @strict;
create table section(
    id @id, bulletin @int not null references bulletin(id), position @int not null, slug @text not null, name @text not null, most @int not null, needs_facts @int not null, ended_at @int not null,
    unique (bulletin, slug)) @strict;
-- `poster` is a keyed hash: who offered it, for the record of telling people what came of it.  source_kind and source: a thing of another room.
create table item(
    id @id, bulletin @int not null references bulletin(id), section @int not null references section(id), entry @int not null, source_kind @text not null, source @int not null, state @text not null,
    title @text not null, body @text not null, link @text not null, run_by @text not null, own_words @int not null, lived_led @int not null, own @int not null, content_note @text not null,
    purpose @text not null, payment @text not null, paid_when @text not null, access @text not null, anonymity @text not null, data_use @text not null, may_change @text not null,
    hear_back_on @int not null, asked_back_at @int not null, heard_back @text not null, heard_back_at @int not null, poster @bytes not null, decline_words @text not null,
    runs_from @int not null, runs_to @int not null, by_person @int not null, made_at @int not null, decided_at @int not null) @strict;
create index item_desk on item(bulletin, state, made_at);
create index item_entry on item(entry) where entry <> 0;
create index item_source on item(source_kind, source) where source <> 0;
create index item_poster on item(poster);
create index item_by on item(by_person) where by_person <> 0;
create index item_runs on item(runs_to) where state = 'accepted';
-- state: gathering, laid out, checked, scheduled, sending, stopped, sent, archived; held: put back from a backup, until somebody looks.
create table edition(
    id @id, bulletin @int not null references bulletin(id), slug @text not null, kind @text not null, title @text not null, intro @text not null, state @text not null, segment @int not null,
    cut_off_at @int not null, send_at @int not null, laid_by @int not null, checked_by @int not null, checked_at @int not null, alone @text not null, filled_to @int not null, filled @int not null,
    began_at @int not null, sent_at @int not null, made_at @int not null, changed_at @int not null, unique (bulletin, slug)) @strict;
create index edition_due on edition(state, send_at);
create index edition_laid_by on edition(laid_by) where laid_by <> 0;
create index edition_checked_by on edition(checked_by) where checked_by <> 0;
-- words: what was frozen of the item; "" before, and again when it was taken back.
create table edition_item(
    id @id, edition @int not null references edition(id), item @int not null references item(id), section @int not null references section(id), position @int not null,
    title @text not null, words @text not null, gone_at @int not null, unique (edition, item)) @strict;
create index edition_item_item on edition_item(item);
-- One copy for each address.  state: 1 waits, 2 in somebody's hands, 3 accepted by a mail server, 4 not sent and why, 5 given up, 6 nobody knows.
create table edition_copy(
    id @id, edition @int not null references edition(id), address @int not null, person @int not null, state @int not null, why @text not null, tries @int not null, next_at @int not null,
    done_at @int not null, holder @text not null, unique (edition, address)) @strict;
create index edition_copy_waits on edition_copy(edition, state, next_at);
create index edition_copy_person on edition_copy(person) where person <> 0;
create index edition_copy_address on edition_copy(address);
create index edition_copy_held on edition_copy(holder) where state = 2;

-- What people chose.  No row is the usual: at once, weekly, every section, both forms of the letter, dull outside.
create table post_choice(person @int primary key references person(id), plain @int not null, named @int not null, quiet_from @int not null, quiet_to @int not null, changed_at @int not null) @strict;
create table bulletin_choice(
    person @int not null references person(id), bulletin @int not null references bulletin(id), rhythm @text not null, without @text not null, changed_at @int not null,
        primary key (person, bulletin)) @strict;
create table notice_choice(person @int not null references person(id), kind @text not null, how @text not null, primary key (person, kind)) @strict;
create table notice_waiting(id @id, person @int not null references person(id), kind @text not null, subject @text not null, words @bytes not null, made_at @int not null) @strict;
create index notice_waiting_of on notice_waiting(person, made_at);

-- An address that letters came back from rests until somebody there says that it is right.
alter table address add column paused_at @int not null default 0;
alter table address add column paused_why @text not null default '';
create table came_back(id @id, address @int not null, kind @text not null, status @text not null, at @int not null) @strict;
create index came_back_of on came_back(address, at);
create table letter_in(
    id @id, from_address @bytes not null, from_name @bytes not null, subject @bytes not null, words @bytes not null, find @bytes not null, state @text not null,
        by_person @int not null, came_at @int not null,
    done_at @int not null) @strict;
create index letter_in_state on letter_in(state, came_at);
create index letter_in_find on letter_in(find);
create index letter_in_by on letter_in(by_person) where by_person <> 0;
