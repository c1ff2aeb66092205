/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Joining two records of one person, and parting them again.  Each row that
 * moves is written down in merge_move; parting moves back those that are still
 * there, puts back what was double, and lets live again what the join ended. */
#include "register/likeness.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

typedef struct { Tx *tx; i64 id, kept, gone; Time at; } Join;

static void moved(const Join *j, const char *table, i64 row, i64 other, Str was)
{
    db_exec(j->tx, SQL("insert into merge_move(merge, tbl, row_id, other, was) values ($1, $2, $3, $4, $5) on conflict do nothing"), I(j->id), T(str_c(table)), I(row), I(other), B(was));
}

/* Tables whose rows have an id of their own.  A literal each, so that every one is tried against the schema. */
#define EVERY_TABLE(ACT) ACT("membership") ACT("consent") ACT("identity_line") ACT("access_need") ACT("staff_note") ACT("data_request") ACT("register_entry") ACT("entry") ACT("byline") ACT("given")
#define MOVE(t) \
    db_exec(j->tx, SQL("insert into merge_move(merge, tbl, row_id, other, was) select cast($1 as bigint), '" t "', id, 0, $3 from " t " where person = $2"), I(j->id), I(j->gone), B(S(""))); \
    db_exec(j->tx, SQL("update " t " set person = $2 where person = $1"), I(j->gone), I(j->kept));
#define MOVE_BACK(t) \
    db_exec(j->tx, SQL("update " t " set person = $2 where person = $3 and id in (select row_id from merge_move where merge = $1 and tbl = '" t "')"), I(j->id), I(j->gone), I(j->kept));

typedef struct { i64 at[1000], other[1000]; Str was[1000]; int count; } Rows;     /* more than anybody has */

static Rows rows_of(Query q)
{
    Rows r = { .count = 0 };
    while (r.count < COUNT(r.at) && db_next(&q)) {
        r.at[r.count] = db_int(&q, 0), r.other[r.count] = db_int(&q, 1), r.was[r.count] = db_str(&q, 2);
        r.count++;
    }
    db_end(&q);
    return r;
}

/* ---- what has no id of its own ---- */

static void join_addresses(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select address, main, confirmed_way from person_address where person = $1"), I(j->gone)));
    for (int i = 0; i < r.count; i++) {
        i64 n = db_exec(j->tx, SQL("update person_address set person = $2, main = 0 where person = $1 and address = $3"
            " and not exists (select 1 from person_address where person = $2 and address = $3)"), I(j->gone), I(j->kept), I(r.at[i]));
        i64 confirmed = n ? 0 : db_one_int(j->tx, SQL("select confirmed_at from person_address where person = $1 and address = $2"), I(j->gone), I(r.at[i]));
        moved(j, n ? "person_address" : "person_address twice", r.at[i], r.other[i], str_format(tx_arena(j->tx), "%lld %.*s", confirmed, FMT(r.was[i])));
    }
    db_exec(j->tx, SQL("delete from person_address where person = $1"), I(j->gone));
    if (!db_one_int(j->tx, SQL("select count(*) from person_address where person = $1 and main = 1"), I(j->kept)))
        db_exec(j->tx, SQL("update person_address set main = 1 where person = $1 and address = (select min(address) from person_address where person = $1)"), I(j->kept));
}

static void join_contacts(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select grp, since, '' from group_contact where person = $1"), I(j->gone)));
    for (int i = 0; i < r.count; i++) {
        i64 until = db_one_int(j->tx, SQL("select until from group_contact where person = $1 and grp = $2 and since = $3"), I(j->gone), I(r.at[i]), I(r.other[i]));
        i64 n = db_exec(j->tx, SQL("update group_contact set person = $2 where person = $1 and grp = $3 and since = $4 and not exists (select 1 from group_contact where person = $2 and grp = $3 and since = $4)"),
            I(j->gone), I(j->kept), I(r.at[i]), I(r.other[i]));
        moved(j, n ? "group_contact" : "group_contact twice", r.at[i], r.other[i], str_format(tx_arena(j->tx), "%lld", until));
    }
    db_exec(j->tx, SQL("delete from group_contact where person = $1"), I(j->gone));
}

/* Where one of them took something back later than the other agreed to it, it is taken back. */
static void join_consents(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select c.id, 0, '' from consent c where c.person = $1 and c.withdrawn_at = 0 and exists"
        " (select 1 from consent w where w.person = $1 and w.purpose = c.purpose and w.withdrawn_at > c.given_at)"), I(j->kept)));
    for (int i = 0; i < r.count; i++) {
        db_exec(j->tx, SQL("update consent set withdrawn_at = $2 where id = $1"), I(r.at[i]), AT(j->at));
        moved(j, "consent ended", r.at[i], 0, S(""));
    }
}

static void join_memberships(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select m.id, 0, '' from membership m join merge_move v on v.merge = $1 and v.tbl = 'membership' and v.row_id = m.id"
        " where m.ended_at = 0 and exists (select 1 from membership o where o.person = m.person and o.class = m.class and o.grp = m.grp and o.ended_at = 0 and o.id <> m.id)"), I(j->id)));
    for (int i = 0; i < r.count; i++) {
        db_exec(j->tx, SQL("update membership set ended_at = $2, ended_why = 'joined to another record' where id = $1"), I(r.at[i]), AT(time_now()));
        moved(j, "membership ended", r.at[i], 0, S(""));
    }
}

static void join_pens(const Join *j)
{
    PenNames pens = pen_names_of_trusted(j->tx, j->gone);
    for (int i = 0; i < pens.count; i++) moved(j, "pen_name", pens.at[i].id, 0, S(""));
    pen_names_give_trusted(j->tx, j->gone, j->kept);
}

/* Who took part in something under both records took part once: that row of the one that goes stays where it is. */
static void join_parts(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select id, 0, '' from heard_part where person = $1 and heard not in (select heard from heard_part where person = $2)"), I(j->gone), I(j->kept)));
    for (int i = 0; i < r.count; i++) {
        db_exec(j->tx, SQL("update heard_part set person = $2 where id = $1"), I(r.at[i]), I(j->kept));
        moved(j, "heard_part", r.at[i], 0, S(""));
    }
}

/* ---- what other rooms keep sealed or keyed ---- */

static bool goes_along(Tx *tx, const Handing *h, const char *table, i64 row)
{
    db_exec(tx, SQL("insert into merge_move(merge, tbl, row_id, other, was) values ($1, $2, $3, 0, $4) on conflict do nothing"), I(h->joining), T(str_c(table)), I(row), B(S("")));
    return true;
}

static bool came_along(Tx *tx, const Handing *h, const char *table, i64 row)
{
    return db_one_int(tx, SQL("select count(*) from merge_move where merge = $1 and tbl = $2 and row_id = $3"), I(h->joining), T(str_c(table)), I(row)) > 0;
}

static void hand_over(Tx *tx, const Handing *h)
{
    for (const Room *const *r = house_rooms; *r; r++) if ((*r)->hand_over) (*r)->hand_over(tx, h);
}

static void join_all(const Join *j, PersonState was)
{
    moved(j, "person", j->gone, was, S(""));
    hand_over(j->tx, &(Handing){ j->gone, j->kept, j->id, goes_along });       /* while its names are still its own */
    EVERY_TABLE(MOVE)
    join_addresses(j);
    join_contacts(j);
    join_consents(j);
    join_memberships(j);
    join_pens(j);
    join_parts(j);
    db_exec(j->tx, SQL("delete from session where person = $1"), I(j->gone));
    db_exec(j->tx, SQL("delete from sign_in_link where person = $1"), I(j->gone));
    db_exec(j->tx, SQL("update person set state = 4, changed_at = $2 where id = $1"), I(j->gone), AT(time_now()));
}

Outcome records_join(Tx *tx, const Looker *by, i64 kept, i64 gone)
{
    const Person *k = person_trusted(tx, kept), *g = person_trusted(tx, gone);
    if (!k || !g || kept == gone) return GONE;
    if (k->state == PERSON_JOINED || g->state == PERSON_JOINED || db_one_int(tx, SQL("select count(*) from role_held where person = $1"), I(gone))) return CONFLICT;
    Join j = { tx, id_new(), kept, gone, time_now() };
    db_exec(tx, SQL("insert into merge(id, kept, gone, at, by_person, ends_at, undone_at) values ($1, $2, $3, $4, $5, $6, 0)"), I(j.id), I(kept), I(gone), AT(j.at),
        I(looker_id(by)), AT(time_after(j.at, DAYS(30))));
    join_all(&j, g->state);
    db_exec(tx, SQL("update likeness set state = 3, by_person = $3, decided_at = $4 where state = 1 and ((a = $1 and b = $2) or (a = $2 and b = $1))"), I(kept), I(gone), I(looker_id(by)), AT(time_now()));
    noted_trusted(tx, looker_id(by), &(Noted){ "joined", kept, looker_reason(by) });
    return DONE;
}

/* ---- parting ---- */

static void part_addresses(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select row_id, other, was from merge_move where merge = $1 and tbl = 'person_address'"), I(j->id)));
    for (int i = 0; i < r.count; i++)
        db_exec(j->tx, SQL("update person_address set person = $3, main = $4 where person = $1 and address = $2"), I(j->kept), I(r.at[i]), I(j->gone), I(r.other[i]));
    r = rows_of(db_query(j->tx, SQL("select row_id, other, was from merge_move where merge = $1 and tbl = 'person_address twice'"), I(j->id)));
    for (int i = 0; i < r.count; i++) {
        Str way = r.was[i], when = str_cut(&way, ' ');
        i64 confirmed = 0;
        if (!str_int(when, &confirmed)) confirmed = 0;
        db_exec(j->tx, SQL("insert into person_address(person, address, main, confirmed_at, confirmed_way) select $1, address, $3, $6, $4 from person_address where person = $5 and address = $2"),
            I(j->gone), I(r.at[i]), I(r.other[i]), T(way), I(j->kept), I(confirmed));
    }
    if (!db_one_int(j->tx, SQL("select count(*) from person_address where person = $1 and main = 1"), I(j->kept)))
        db_exec(j->tx, SQL("update person_address set main = 1 where person = $1 and address = (select min(address) from person_address where person = $1)"), I(j->kept));
}

static void part_contacts(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select row_id, other, was from merge_move where merge = $1 and tbl = 'group_contact'"), I(j->id)));
    for (int i = 0; i < r.count; i++)
        db_exec(j->tx, SQL("update group_contact set person = $4 where person = $1 and grp = $2 and since = $3"), I(j->kept), I(r.at[i]), I(r.other[i]), I(j->gone));
    r = rows_of(db_query(j->tx, SQL("select row_id, other, was from merge_move where merge = $1 and tbl = 'group_contact twice'"), I(j->id)));
    for (int i = 0; i < r.count; i++) {
        i64 until = 0;
        if (!str_int(r.was[i], &until)) until = 0;
        db_exec(j->tx, SQL("insert into group_contact(grp, person, since, until) values ($1, $2, $3, $4) on conflict do nothing"), I(r.at[i]), I(j->gone), I(r.other[i]), I(until));
    }
}

static void part_pens(const Join *j)
{
    Rows r = rows_of(db_query(j->tx, SQL("select row_id, 0, '' from merge_move where merge = $1 and tbl = 'pen_name'"), I(j->id)));
    for (int i = 0; i < r.count; i++) pen_name_give_trusted(j->tx, r.at[i], j->kept, j->gone);
}

static void part_all(const Join *j)
{
    db_exec(j->tx, SQL("update consent set withdrawn_at = 0 where id in (select row_id from merge_move where merge = $1 and tbl = 'consent ended')"
        " and withdrawn_at = (select at from merge where id = $1)"), I(j->id));
    db_exec(j->tx, SQL("update membership set ended_at = 0, ended_why = '' where id in (select row_id from merge_move where merge = $1 and tbl = 'membership ended')"), I(j->id));
    hand_over(j->tx, &(Handing){ j->kept, j->gone, j->id, came_along });
    EVERY_TABLE(MOVE_BACK)
    MOVE_BACK("heard_part")
    part_addresses(j);
    part_contacts(j);
    part_pens(j);
    db_exec(j->tx, SQL("update person set state = coalesce((select other from merge_move where merge = $2 and tbl = 'person'), 1), changed_at = $3 where id = $1"), I(j->gone), I(j->id), AT(time_now()));
}

Outcome records_part(Tx *tx, const Looker *by, i64 merge)
{
    Join j = { .tx = tx, .id = merge };
    Query q = db_query(tx, SQL("select kept, gone from merge where id = $1 and undone_at = 0 and ends_at > $2"), I(merge), AT(time_now()));
    if (!db_next(&q)) return GONE;
    j.kept = db_int(&q, 0), j.gone = db_int(&q, 1);
    db_end(&q);
    const Person *k = person_trusted(tx, j.kept);
    if (k && k->state == PERSON_JOINED) return CONFLICT;  /* its rows lie with a third record: part that one first */
    part_all(&j);
    db_exec(tx, SQL("update merge set undone_at = $2 where id = $1"), I(merge), AT(time_now()));
    db_exec(tx, SQL("update likeness set state = 2, by_person = $3, decided_at = $4 where (a = $1 and b = $2) or (a = $2 and b = $1)"), I(j.kept), I(j.gone), I(looker_id(by)), AT(time_now()));
    noted_trusted(tx, looker_id(by), &(Noted){ "parted", j.kept, looker_reason(by) });
    noted_trusted(tx, looker_id(by), &(Noted){ "parted", j.gone, looker_reason(by) });
    return DONE;
}

Joinings joinings_lately(Tx *tx, const Looker *by)
{
    (void)by;
    Joining *at = arena_array(tx_arena(tx), Joining, 20);
    int count = 0;
    i64 gone[20], who[20];
    Query q = db_query(tx, SQL("select id, kept, gone, at, by_person, ends_at from merge where undone_at = 0 and ends_at > $1 order by id desc limit 20"), AT(time_now()));
    for (; db_next(&q); count++) {
        at[count] = (Joining){ .id = db_int(&q, 0), .kept = db_int(&q, 1), .at = db_time(&q, 3), .ends_at = db_time(&q, 5) };
        gone[count] = db_int(&q, 2), who[count] = db_int(&q, 4);
    }
    for (int i = 0; i < count; i++) {
        const Person *k = person_trusted(tx, at[i].kept), *g = person_trusted(tx, gone[i]);
        at[i].kept_name = k ? k->name : S(""), at[i].gone_name = g ? g->name : S(""), at[i].by = person_words_trusted(tx, who[i]);
    }
    return (Joinings){ at, count };
}

/* What a list knew of the empty record goes to the one that stays, where that has nothing of the kind; sealed anew, for
 * sealing binds to the row. */
static void hand_on(Tx *tx, const char *select, const char *insert, const char *column, i64 gone, i64 kept)
{
    Query q = db_query_(tx, select, (Arg[]){ I(gone), { .kind = ARG_END } });
    Str words = db_next(&q) ? seal_read(tx_arena(tx), column, gone, db_view(&q, 0)) : S("");
    db_end(&q);
    if (words.len) db_exec_(tx, insert, (Arg[]){ I(kept), B(seal(tx_arena(tx), column, kept, words)), I(gone), { .kind = ARG_END } });
}

static void settle(Tx *tx, i64 gone)
{
    i64 kept = db_one_int(tx, SQL("select kept from merge where gone = $1 and undone_at = 0"), I(gone));
    hand_on(tx, SQL("select words from person_extra where person = $1"), SQL("insert into person_extra(person, words) select $1, $2 where $3 <> 0 on conflict do nothing"), "person_extra.words", gone, kept);
    hand_on(tx, SQL("select words from household where person = $1"), SQL("insert into household(person, find, words) select $1, find, $2 from household where person = $3 on conflict do nothing"), "household.words", gone, kept);
    db_exec(tx, SQL("update member_reference set person = $2 where person = $1"), I(gone), I(kept));
    db_exec(tx, SQL("insert into segment_use(segment, person, at) select segment, $2, at from segment_use where person = $1 on conflict do nothing"), I(gone), I(kept));
    take_out_everywhere_trusted(tx, gone);
}

i64 joinings_settle_trusted(Tx *tx)
{
    i64 n = 0;
    for (i64 gone; n < 200 && (gone = db_one_int(tx, SQL("select gone from merge m where undone_at = 0 and ends_at <= $1 and exists (select 1 from person p where p.id = m.gone and p.state = 4) limit 1"), AT(time_now()))); n++)
        settle(tx, gone);
    return n;
}
