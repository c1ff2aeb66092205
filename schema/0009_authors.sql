-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Somebody is asked to put a name of theirs to a work; which name is theirs to choose.  person is sealed; the row goes when they have answered.
create table signing(
    id @id, work @int not null references work(id), role @text not null, person @bytes not null, person_find @bytes not null, asked_at @int not null, unique (work, person_find)) @strict;
create index signing_person on signing(person_find);
-- record_as: what harvesters last got of it, as a hash, '' nothing; public_at: since when everybody could read it; gone_at: since when
-- not everybody can any more; text_at: when its words were last changed; source_hash: its id in the list it came from, keyed, which
-- stays when it is taken back, so that no list brings it in again.
alter table work add column record_as @text not null default '';
alter table work add column public_at @int not null default 0;
alter table work add column gone_at @int not null default 0;
alter table work add column text_at @int not null default 0;
@sqlite alter table work add column source_hash blob not null default x'';
@postgres alter table work add column source_hash bytea not null default '';
update work set record_as = '-' where harvested_at > 0 and state = 'public' and level = 2 and may_harvest = 1;
update work set public_at = made_at where state in ('public', 'paused', 'taken back') and level = 2 and published_at <> 0;
update work set gone_at = changed_at where state in ('paused', 'taken back') and public_at > 0;
update work set text_at = coalesce((select max(at) from work_version v where v.work = work.id), published_at);
create index work_gone on work(gone_at) where gone_at > 0;
create index work_source_hash on work(source_hash);
-- Whoever took a work back may still change what its address says; keyed by person and work, so that two works of one person have nothing in common.
create table tombstone_owner(work @int not null references work(id), find @bytes not null, primary key (work, find)) @keyed;
-- source_from: which repository it was harvested from, keyed: only that one changes it or takes it back.
@sqlite alter table work add column source_from blob not null default x'';
@postgres alter table work add column source_from bytea not null default '';
create index work_doi on work(doi) where doi <> '';
-- Who may find a work under its topics: as the work's own level while it is shown, else 0; so that topics are counted by an index alone.
alter table work_topic add column level @int not null default 0;
update work_topic set level = coalesce((select w.level from work w where w.id = work_topic.work and w.state = 'public'), 0);
create index work_topic_counted on work_topic(slug, level, words);
drop index work_topic_slug;
create index work_topic_works on work_topic(slug, work);
