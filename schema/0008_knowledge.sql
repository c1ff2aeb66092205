-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Search without the engines' own full text: a row for each stem, kind, level and block of 512 documents.
@sqlite drop table search_text;
@postgres drop index search_found;
@postgres alter table search_doc drop column found;
alter table search_doc add column number @int not null default 0;
update search_doc set number = n.n from (select id, row_number() over (order by id) as n from search_doc) n where n.id = search_doc.id;
create unique index search_doc_number on search_doc(number);
-- What is found is shown as people wrote it; until now it was kept folded.  The place of a group that meets in a home is blank there too.
update search_doc set title = g.name, words = g.about || ' ' || g.by_and_for || ' ' || g.place_words || ' ' || g.place || ' ' || g.languages || ' ' || g.access
    from member_group g where search_doc.kind = 'group' and g.id = search_doc.id;
update search_doc set title = l.asked, words = l.reasons from decision_log l where search_doc.kind = 'decision' and l.ask = search_doc.id;
update search_doc set title = c.title, words = c.purpose from call_out c where search_doc.kind = 'call' and c.id = search_doc.id;
update search_doc set title = h.body, words = h.said from heard h where search_doc.kind = 'heard' and h.id = search_doc.id;
update search_doc set title = i.title, words = i.body from item i where search_doc.kind = 'bulletin' and i.id = search_doc.id;
create table search_post(term @text not null, kind @text not null, level @int not null, block @int not null, entries @bytes not null, primary key (term, kind, level, block)) @keyed;
create table search_size(kind @text not null, level @int not null, docs @int not null, words @int not null, primary key (kind, level)) @keyed;
drop table search_word;
create table search_word(word @text not null, level @int not null, docs @int not null, primary key (word, level)) @keyed;
delete from search_near;

-- A file is kept as long as somebody holds it.
alter table file add column held @int not null default 0;
update file set held = (select count(*) from entry_file e where e.hash = file.hash);
-- Work stands under it: whoever drops the name would lose the work.
alter table pen_name add column used @int not null default 0;

-- A name that work stands under.  kind: person, pen, group, free; of_id: the pen name or group.
create table byline(id @id, kind @text not null, of_id @int not null, person @int not null, slug @text not null unique, name @text not null, about @text not null, made_at @int not null) @strict;
create index byline_of on byline(kind, of_id);
create index byline_person on byline(person) where person <> 0;
-- A work.  mark: its lasting random name, as in its ARK and its OAI identifier.  record_at: when what harvesters get of it last
-- changed; harvested_at: since when they got it, 0 never.  What was taken back keeps these, its kind and its language, nothing else.
create table work(
    id @id, mark @text not null unique, kind @text not null, state @text not null, title @text not null, other_title @text not null, summary @text not null,
        content_note @text not null, provenance @text not null,
    coverage @text not null, language @text not null, licence @text not null, publisher @text not null, doi @text not null, source @text not null, source_id @text not null,
        body @text not null, plain @int not null,
    level @int not null, may_index @int not null, may_harvest @int not null, may_quote @int not null, may_mine @int not null, rule @text not null, tombstone @text not null,
        tombstone_words @text not null,
    entry @int not null, by_person @int not null, second_reader @int not null, second_at @int not null, alone @text not null,
    publish_at @int not null, published_at @int not null, changed_at @int not null, record_at @int not null, harvested_at @int not null, made_at @int not null) @strict;
create index work_listed on work(state, published_at, mark);
create index work_kinds on work(state, level, kind);
create index work_first on work(harvested_at) where harvested_at > 0;
create index work_record on work(record_at, mark) where harvested_at > 0;
create index work_source on work(source_id) where source_id <> '';
create index work_entry on work(entry) where entry <> 0;
create index work_by on work(by_person) where by_person <> 0;
create index work_second on work(second_reader) where second_reader <> 0;
create index work_due on work(publish_at) where state = 'scheduled';
-- Addresses now and before; of what was taken back only the keyed hash is left, for the answer 410.
create table work_slug(hash @bytes primary key, slug @text not null, work @int not null references work(id), now @int not null) @strict;
create index work_slug_of on work_slug(work);
create table contributor(id @id, work @int not null references work(id), position @int not null, role @text not null, byline @int not null references byline(id),
    wants_gone_at @int not null, unique (work, byline, role)) @strict;
create index contributor_byline on contributor(byline);
-- Another equal form of a work: words in Markdown, or a file.
create table expression(
    id @id, work @int not null references work(id), number @int not null, kind @text not null, language @text not null, maker @text not null, checked @int not null, words @text not null,
    file @text not null, type @text not null, size @int not null, seconds @int not null, made_at @int not null, unique (work, number)) @strict;
create index expression_file on expression(file) where file <> '';
create table work_picture(id @id, work @int not null references work(id), number @int not null, file @text not null, type @text not null, alt @text not null,
    made_at @int not null, unique (work, number)) @strict;
create index work_picture_file on work_picture(file);
create table work_version(
    id @id, work @int not null references work(id), number @int not null, at @int not null, changed @text not null, title @text not null, summary @text not null,
        body @text not null, shown @int not null, unique (work, number)) @strict;
create table work_topic(work @int not null references work(id), slug @text not null, words @text not null, primary key (work, slug)) @keyed;
create index work_topic_slug on work_topic(slug);
create table work_hope(work @int not null references work(id), compass @int not null, primary key (work, compass)) @keyed;
create table work_link(work @int not null references work(id), other @int not null references work(id), kind @text not null, primary key (work, other)) @keyed;
create index work_link_other on work_link(other);
create table collection(id @id, slug @text not null unique, title @text not null, about @text not null, content_note @text not null, position @int not null, ended_at @int not null) @strict;
create table collection_work(collection @int not null references collection(id), work @int not null references work(id), position @int not null, primary key (collection, work)) @keyed;
create index collection_work_of on collection_work(work);

-- A piece that the network asked for: what is paid, and each round of changes that its author says yes to.
create table commission(
    work @int primary key references work(id), person @bytes not null, person_find @bytes not null, fee @int not null, due_at @int not null, way @text not null,
        state @text not null, why @text not null, offered_at @int not null, accepted_at @int not null,
    approved_at @int not null, paid_at @int not null, paid_by @int not null) @strict;
create index commission_paid on commission(paid_at);
create index commission_person on commission(person_find);
create index commission_by on commission(paid_by) where paid_by <> 0;
create table edit_round(
    id @id, work @int not null references work(id), number @int not null, by_person @int not null, at @int not null, title @text not null, body @text not null,
        was_title @text not null, was_body @text not null, note @text not null,
    state @text not null, said @text not null, said_at @int not null, unique (work, number)) @strict;
create index edit_round_by on edit_round(by_person) where by_person <> 0;

-- A word with several meanings, none of them the right one.
create table term(id @id, slug @text not null unique, name @text not null, also @text not null, summary @text not null, made_at @int not null) @strict;
create table term_link(term @int not null references term(id), other @int not null references term(id), kind @text not null, primary key (term, other)) @keyed;
-- state: offered, shown, declined, taken back.  byline 0: unsigned.  offered_by is sealed; instead: the meaning whose place it takes.
create table meaning(
    id @id, mark @text not null unique, term @int not null references term(id), words @text not null, byline @int not null, source @text not null, said_on @text not null,
        who_uses @text not null, who_rejects @text not null,
    state @text not null, instead @int not null, offered_by @bytes not null, offered_find @bytes not null, made_at @int not null, changed_at @int not null) @strict;
create index meaning_term on meaning(term, state);
create index meaning_byline on meaning(byline) where byline <> 0;
create index meaning_offered on meaning(offered_find);
