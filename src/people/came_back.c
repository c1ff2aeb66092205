/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Addresses that letters came back from.  One that does not exist rests at once; one that is full or slow rests after
 * five times in thirty days.  What was refused because of us (5.7) is for whoever runs the network and rests nobody. */
#include "people/notice.h"

#include "people/person.h"
#include "people/room.h"
#include "seal/seal.h"

i64 address_of_find_trusted(Tx *tx, Str find)
{
    return find.len ? db_one_int(tx, SQL("select id from address where kind = 'email' and find = $1"), B(find)) : 0;
}

void came_back_trusted(Tx *tx, i64 address, bool hard, Str status)
{
    Time now = time_now();
    bool about_us = !hard && str_starts(status, S("5.7."));
    db_exec(tx, SQL("insert into came_back(id, address, kind, status, at) values ($1, $2, $3, $4, $5)"), I(id_new()), I(address), T(hard ? S("hard") : about_us ? S("about us") : S("soft")), T(utf8_cut(status, 12)), AT(now));
    i64 soft = db_one_int(tx, SQL("select count(*) from came_back where address = $1 and kind = 'soft' and at > $2"), I(address), AT(time_after(now, -DAYS(30))));
    if (hard || soft >= SOFT_MOST)
        db_exec(tx, SQL("update address set paused_at = $2, paused_why = $3 where id = $1 and paused_at = 0"), I(address), AT(now),
            T(hard ? S("a letter came back: the address is not known there") : S("letters came back several times: the mailbox was full, or did not answer")));
}

PausedAddresses paused_of(Tx *tx, Who who)
{
    enum { MOST = 12 };
    PausedAddress *at = arena_array(tx_arena(tx), PausedAddress, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select d.id, d.value, d.paused_why, d.paused_at from person_address a join address d on d.id = a.address where a.person = $1 and d.paused_at > 0 order by d.id limit 12"), I(who.person));
    for (; count < MOST && db_next(&q); count++)
        at[count] = (PausedAddress){ db_int(&q, 0), seal_read(tx_arena(tx), "address.value", db_int(&q, 0), db_view(&q, 1)), db_str(&q, 2), db_time(&q, 3) };
    db_end(&q);
    return (PausedAddresses){ at, count };
}

void paused_resume(Tx *tx, Who who, i64 address)
{
    i64 own = db_exec(tx, SQL("update address set paused_at = 0, paused_why = '' where id = $1 and exists (select 1 from person_address a where a.address = $1 and a.person = $2)"), I(address), I(who.person));
    if (own) db_exec(tx, SQL("delete from came_back where address = $1"), I(address));
}

bool address_rests_trusted(Tx *tx, Str email)
{
    i64 id = address_find_trusted(tx, email);
    return id && db_one_int(tx, SQL("select count(*) from address where id = $1 and paused_at > 0"), I(id));
}

CameBackCounts came_back_counts(Tx *tx, Who who)
{
    CameBackCounts c = { 0, 0 };
    if (!who_passes(who, DESK)) return c;
    c.resting = db_one_int(tx, SQL("select count(*) from address where paused_at > 0"));
    c.about_us = db_one_int(tx, SQL("select count(*) from came_back where kind = 'about us' and at > $1"), AT(time_after(time_now(), -DAYS(7))));
    return c;
}

void came_back_clear_trusted(Tx *tx)
{
    db_exec(tx, SQL("delete from came_back where at < $1 or not exists (select 1 from address d where d.id = came_back.address)"), AT(time_after(time_now(), -DAYS(90))));
}

/* ---- people's data ---- */

static void tell_choices(Tx *tx, i64 person, Holdings *to)
{
    PostChoice c = post_choice_trusted(tx, person);
    if (c.plain) held(to, S("How letters come"), S("Plain text only"), (Time){ 0 });
    if (c.named) held(to, S("How letters come"), S("The network's name may show outside"), (Time){ 0 });
    if (c.quiet_from != c.quiet_to) held(to, S("Quiet hours"), str_format(to->arena, "from %d to %d o'clock", c.quiet_from, c.quiet_to), (Time){ 0 });
    Query q = db_query(tx, SQL("select kind, how from notice_choice where person = $1 order by kind"), I(person));
    while (db_next(&q)) held(to, S("Letters about"), str_format(to->arena, "%.*s: %.*s", FMT(db_view(&q, 0)), FMT(db_view(&q, 1))), (Time){ 0 });
    q = db_query(tx, SQL("select subject, made_at from notice_waiting where person = $1 order by id"), I(person));
    while (db_next(&q)) held(to, S("Waits for your letter of the day"), db_str(&q, 0), db_time(&q, 1));
}

void post_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    tell_choices(tx, person, to);
    Query q = db_query(tx, SQL("select d.id, d.value, d.paused_why, d.paused_at from person_address a join address d on d.id = a.address where a.person = $1 and d.paused_at > 0"), I(person));
    while (db_next(&q)) held(to, S("An address that rests"), str_format(to->arena, "%.*s: %.*s", FMT(seal_read(to->arena, "address.value", db_int(&q, 0), db_view(&q, 1))), FMT(db_view(&q, 2))), db_time(&q, 3));
    q = db_query(tx, SQL("select c.kind, c.status, c.at from came_back c join person_address a on a.address = c.address where a.person = $1 order by c.at"), I(person));
    while (db_next(&q)) held(to, S("A letter came back"), str_format(to->arena, "%.*s %.*s", FMT(db_view(&q, 0)), FMT(db_view(&q, 1))), db_time(&q, 2));
}

void post_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("delete from post_choice where person = $1"), I(person));
    db_exec(tx, SQL("delete from notice_choice where person = $1"), I(person));
    db_exec(tx, SQL("delete from notice_waiting where person = $1"), I(person));
    db_exec(tx, SQL("delete from came_back where address in (select address from person_address where person = $1) and not exists (select 1 from person_address o where o.address = came_back.address and o.person <> $1)"), I(person));
}
