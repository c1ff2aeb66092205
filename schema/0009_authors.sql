-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Somebody is asked to put a name of theirs to a work; which name is theirs to choose.  person is sealed; the row goes when they have answered.
create table signing(
    id @id, work @int not null references work(id), role @text not null, person @bytes not null, person_find @bytes not null, asked_at @int not null, unique (work, person_find)) @strict;
create index signing_person on signing(person_find);
