-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is said in a recording can be read: its own words stand in expression.words, or 1: the text of the work, or a transcript beside it, says the same.
alter table expression add column says_text @int not null default 0;
-- A number is not given twice: what stood at its address would seem to stand there again.
alter table work add column forms_made @int not null default 0;
alter table work add column pictures_made @int not null default 0;
update work set forms_made = coalesce((select max(e.number) from expression e where e.work = work.id), 0),
    pictures_made = coalesce((select max(p.number) from work_picture p where p.work = work.id), 0);
-- What is long stands last in a row: within a topic the number of each document is read, and its words are not.
create table search_doc_next(id @id, number @int not null, kind @text not null, level @int not null, title @text not null, words @text not null) @strict;
insert into search_doc_next(id, number, kind, level, title, words) select id, number, kind, level, title, words from search_doc;
drop table search_doc;
alter table search_doc_next rename to search_doc;
create unique index search_doc_number on search_doc(number);
