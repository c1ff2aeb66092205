/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The chronicle. */
#include "chronicle/chronicle.h"

enum { MOST = 200 };

void happened_trusted(Tx *tx, const Happens *h)
{
    db_exec(tx, SQL("insert into happening(id, at, actor, kind, subject_kind, subject, words) values ($1, $2, $3, $4, $5, $6, $7)"),
        I(id_new()), AT(time_now()), I(h->actor), T(str_c(h->kind)), T(str_c(h->subject_kind)), I(h->subject), T(h->words));
}

static Happenings read_all(Query q, int most)
{
    Happening *at = arena_array(tx_arena(q.tx), Happening, most);
    int count = 0;
    while (count < most && db_next(&q))
        at[count++] = (Happening){ db_time(&q, 0), db_int(&q, 1), db_int(&q, 2), db_str(&q, 3), db_str(&q, 4), db_str(&q, 5) };
    db_end(&q);
    return (Happenings){ at, count };
}

void happened(Tx *tx, Who who, const Happens *h)
{
    Happens by = *h;
    by.actor = who.person;
    happened_trusted(tx, &by);
}

Happenings happenings_lately(Tx *tx, Who who, int most)
{
    if (!who_passes(who, DESK)) return (Happenings){ 0 };
    return read_all(db_query(tx, SQL("select at, actor, subject, kind, subject_kind, words from happening order by id desc limit $1"), I(most)), most);
}

Happenings happenings_by_trusted(Tx *tx, i64 actor)
{
    return read_all(db_query(tx, SQL("select at, actor, subject, kind, subject_kind, words from happening where actor = $1 order by id desc limit 200"), I(actor)), MOST);
}

void chronicle_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("update happening set actor = 0 where actor = $1"), I(person));
    db_exec(tx, SQL("delete from happening where subject_kind = 'person' and subject = $1"), I(person));
    audit_forget_trusted(tx, person);
}
