-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What desk and author say to each other beside the text of a piece.  kind: "later", "declined", the desk's answer to a pitch; "no", its author
-- does not write it; "longer", they need until that day; "not yet", they stopped it before it was shown.
create table piece_word(id @id, work @int not null references work(id), kind @text not null, words @text not null, day @int not null, said_at @int not null) @strict;
create index piece_word_of on piece_word(work);
-- What was asked stays readable; what is written down about paying it has its own place.
alter table commission add column paid_words @text not null default '';
