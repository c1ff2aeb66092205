-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is said in a recording can be read: its own words stand in expression.words, or 1: the text of the work, or a transcript beside it, says the same.
alter table expression add column says_text @int not null default 0;
