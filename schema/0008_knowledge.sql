-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Search without the engines' own full text: a row for each stem, kind, level and block of 512 documents.
@sqlite drop table search_text;
@postgres drop index search_found;
@postgres alter table search_doc drop column found;
alter table search_doc add column number @int not null default 0;
update search_doc set number = n.n from (select id, row_number() over (order by id) as n from search_doc) n where n.id = search_doc.id;
create unique index search_doc_number on search_doc(number);
create table search_post(term @text not null, kind @text not null, level @int not null, block @int not null, entries @bytes not null, primary key (term, kind, level, block)) @keyed;
create table search_size(kind @text not null, level @int not null, docs @int not null, words @int not null, primary key (kind, level)) @keyed;
drop table search_word;
create table search_word(word @text not null, level @int not null, docs @int not null, primary key (word, level)) @keyed;
delete from search_near;
