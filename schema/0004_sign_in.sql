-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Ways to sign in beside the e-mailed link, several addresses for one person, and what is told when any of it changes.
alter table session add column means @text not null default 'link';

-- One row for whoever set a passphrase or froze their account.  The passphrase is a sealed Argon2id string.
-- frozen_since: how long the address that froze it had been there.
create table sign_in_means(
    person @id references person(id), passphrase @bytes not null, passphrase_at @int not null,
    links_off @int not null, frozen_at @int not null, frozen_since @int not null) @strict;

-- Key, credential and name are sealed; a credential is found by its keyed hash and belongs to one account alone.
create table passkey(
    id @id, person @int not null references person(id), find @bytes not null unique, public_key @bytes not null,
    credential @bytes not null, name @bytes not null, counter @int not null, made_at @int not null, used_at @int not null) @strict;
create index passkey_of on passkey(person);
-- Challenges that were answered: each counts once.
create table passkey_challenge(hash @bytes primary key, at @int not null) @strict;

-- An address that somebody wants to add and has not confirmed yet; gone after seven days.
create table address_request(
    id @id, person @int not null references person(id), token_hash @bytes not null unique, address @bytes not null,
    made_at @int not null, ends_at @int not null) @strict;
create index address_request_of on address_request(person);

-- Each change, told to each address that was there before it: the letter's token freezes, the next one thaws.
create table sign_in_change(
    id @id, person @int not null references person(id), kind @text not null, at @int not null, token_hash @bytes not null unique,
    thaw_hash @bytes not null, thaw_ends @int not null, links_were_off @int not null, address @bytes not null, address_since @int not null, ends_at @int not null) @strict;
create index sign_in_change_of on sign_in_change(person, at);
create index sign_in_change_thaw on sign_in_change(thaw_hash);
