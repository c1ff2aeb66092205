-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A form has a title and a summary of its own, as a translation does; "" is the work's.  Lists are narrowed by form and by language.
alter table expression add column title @text not null default '';
alter table expression add column summary @text not null default '';
create index work_language on work(state, language);
create index expression_kind on expression(kind, work);
create index expression_language on expression(language, work);
