-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The house: settings, roles, sessions, jobs, the outbox, what happened, files, search.
create table setting(name @text primary key, value @text not null) @strict;

-- Which role passes which gate is data: a network names its own roles.
create table role(id @id, slug @text not null unique, name @text not null, words @text not null) @strict;
create table role_gate(role @int not null references role(id), gate @text not null, primary key (role, gate)) @strict;

-- A session is known by the hash of its cookie: the cookie's own bytes are nowhere.
create table session(
    id @id, token_hash @bytes not null unique, person @int not null,
    begun_at @int not null, seen_at @int not null, ends_at @int not null, stays @int not null) @strict;
create index session_of on session(person);

create table job(
    id @id, kind @text not null, about @int not null, run_at @int not null, tries @int not null, last_words @text not null) @strict;
create index job_due on job(run_at);

-- Mail leaves after the act it belongs to was committed.  The letter is sealed: it holds an address and often a link.
create table outbox(
    id @id, message_id @text not null, letter @bytes not null, person @int not null, purpose @text not null,
    made_at @int not null, next_at @int not null, tries @int not null, state @int not null, last_words @text not null) @strict;
create index outbox_due on outbox(state, next_at);

-- What happened: who did what to what.  Rooms meet here.
create table happening(
    id @id, at @int not null, actor @int not null, kind @text not null,
    subject_kind @text not null, subject @int not null, words @text not null) @strict;
create index happening_subject on happening(subject_kind, subject);
create index happening_actor on happening(actor);

create table file(hash @text primary key, size @int not null, type @text not null, made_at @int not null) @strict;

-- A form that was pressed twice acts once (REL-03).
create table done_once(key_hash @bytes primary key, at @int not null, location @text not null) @strict;

-- Search: the words of everything that can be found, folded, with who may find it (1 members, 2 everybody).
create table search_doc(
    id @id, kind @text not null, level @int not null, title @text not null, words @text not null) @strict;
@sqlite create virtual table search_text using fts5(title, words, content='search_doc', content_rowid='id', tokenize="unicode61 remove_diacritics 0");
@postgres alter table search_doc add column found tsvector;
@postgres create index search_found on search_doc using gin(found);
-- Every word that occurs, and the hash of each of its spellings with one letter left out: a typing error is found by
-- looking up the same of what was typed.
create table search_word(word @text primary key) @keyed;
create table search_near(near @int not null, word @text not null, primary key (near, word)) @keyed;
