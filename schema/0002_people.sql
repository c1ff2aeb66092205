-- SPDX-License-Identifier: AGPL-3.0-or-later
-- People, their addresses, memberships and consents; groups and their directory entries; the network's own pages.
-- Person, address, membership and consent are different things: couples share an address, one person has several.
create table person(
    id @id, name @bytes not null, contact_way @text not null, place @text not null, language @text not null,
    state @int not null, quiet_until @int not null, made_at @int not null, changed_at @int not null) @strict;

create table role_held(
    person @int not null references person(id), role @int not null references role(id), since @int not null,
    given_by @int not null, primary key (person, role)) @strict;

-- `value` is sealed, `find` the keyed hash of its usual spelling.
create table address(
    id @id, kind @text not null, value @bytes not null, find @bytes not null, made_at @int not null) @strict;
create unique index address_find on address(kind, find);
create table person_address(
    person @int not null references person(id), address @int not null references address(id), main @int not null,
    confirmed_at @int not null, confirmed_way @text not null, primary key (person, address)) @strict;
create index person_address_of on person_address(address);

create table wording(
    id @id, purpose @text not null, version @int not null, words @text not null, since @int not null,
    unique (purpose, version)) @strict;

-- Classes and their rights are dated data: the same word has meant two things within three years.
create table member_class(
    id @id, slug @text not null, kind @text not null, name @text not null, who @text not null, position @int not null,
    may_vote @int not null, may_stand @int not null, may_attend @int not null, may_apply @int not null, may_pitch @int not null,
    may_ask @int not null, receives @text not null, valid_from @int not null, valid_to @int not null) @strict;

create table member_group(
    id @id, slug @text not null unique, name @text not null, sort_key @text not null, about @text not null,
    by_and_for @text not null, place @text not null, place_words @text not null, meets_privately @int not null,
    online @int not null, open_to_new @int not null, languages @text not null, languages_key @text not null, access @text not null,
    reach_email @text not null, reach_phone @text not null, reach_web @text not null, how_made @text not null,
    directory @int not null, state @int not null, listed @int not null, why_not @text not null,
    teaser @text not null, reference @text not null, source @int not null, extra @text not null,
    made_at @int not null, changed_at @int not null, confirmed_at @int not null) @strict;
-- listed is what directory and state come to: 0 nowhere, 1 members, 2 everybody.  Lists walk these and stop.
create index group_list on member_group(sort_key, id) where listed > 0;
create index group_list_place on member_group(place, sort_key, id) where listed > 0;
create index group_state on member_group(state, made_at);
create index group_reference on member_group(reference);
create index group_same on member_group(sort_key);
create table group_slug(slug @text primary key, grp @int not null references member_group(id)) @strict;
create index group_slug_of on group_slug(grp);
create table group_contact(
    grp @int not null references member_group(id), person @int not null references person(id), since @int not null,
    until @int not null, primary key (grp, person, since)) @strict;
create index group_contact_of on group_contact(person);
create table group_import(
    id @id, at @int not null, file_name @text not null, digest @text not null, added @int not null, changed @int not null) @strict;

create table membership(
    id @id, person @int not null, grp @int not null, class @int not null references member_class(id),
    declaration @int not null references wording(id), joined_at @int not null, confirmed_way @text not null,
    ended_at @int not null, ended_why @text not null) @strict;
create index membership_person on membership(person);
create index membership_group on membership(grp);

create table consent(
    id @id, person @int not null references person(id), purpose @text not null, wording @int not null references wording(id),
    given_at @int not null, way @text not null, keyed_by @int not null, withdrawn_at @int not null) @strict;
create index consent_of on consent(person, purpose);

-- What somebody asked for and has not confirmed yet: sealed whole, gone after seven days.
create table join_request(
    id @id, token_hash @bytes not null unique, find @bytes not null, kind @text not null, draft @bytes not null,
    made_at @int not null, ends_at @int not null) @strict;
create index join_request_find on join_request(find);
create index join_request_ends on join_request(ends_at);

create table sign_in_link(
    id @id, token_hash @bytes not null unique, address @int not null, person @int not null, asked_by @bytes not null,
    code_hash @bytes not null, made_at @int not null, ends_at @int not null, used_at @int not null, tries @int not null) @strict;
create index sign_in_link_address on sign_in_link(address);
create index sign_in_link_ends on sign_in_link(ends_at);

-- The network's own pages, with every version kept.
create table page(id @id, slug @text not null unique, position @int not null, in_menu @int not null, withdrawn_at @int not null) @strict;
create table page_version(
    id @id, page @int not null references page(id), title @text not null, body @text not null, by_person @int not null,
    at @int not null) @strict;
create index page_version_of on page_version(page);

-- Theory of Change: themes, long-term hopes, ethos.  Anything can point to one by its slug.
create table compass(
    id @id, kind @text not null, slug @text not null unique, position @int not null, words @text not null,
    more @text not null, ended_at @int not null) @strict;
