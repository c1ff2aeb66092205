/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: what it holds about a person, how it forgets, what must be true of it. */
#include "people/people.h"

#include "chronicle/chronicle.h"
#include "people/means.h"
#include "people/own_address.h"
#include "people/passkey.h"
#include "people/sign_in_change.h"
#include "seal/seal.h"

void held(Holdings *h, Str what, Str words, Time since)
{
    if (h->count == h->cap) {
        int cap = h->cap ? h->cap * 2 : 32;
        Held *to = arena_array(h->arena, Held, cap);
        if (h->count) memcpy(to, h->at, sizeof *to * (size_t)h->count);
        h->at = to, h->cap = cap;
    }
    h->at[h->count++] = (Held){ what, words, since.us ? time_date_words(h->arena, since) : S("") };
}

static void tell_sessions(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select begun_at, seen_at, stays, means from session where person = $1 order by begun_at"), I(person));
    while (db_next(&q)) {
        Time begun = db_time(&q, 0), seen = db_time(&q, 1);
        held(to, S("A place where you are signed in"), str_format(to->arena, "last used %.*s%s, by %.*s", FMT(time_words(to->arena, seen)),
            db_bool(&q, 2) ? ", stays signed in" : "", FMT(db_view(&q, 3))), begun);
    }
}

static void tell_means(Tx *tx, i64 person, Holdings *to)
{
    Passkeys keys = passkeys_of(tx, (Who){ .person = person });
    for (int i = 0; i < keys.count; i++) held(to, S("A passkey of yours"), keys.at[i].name, keys.at[i].made_at);
    Means m = means_of_trusted(tx, person);
    if (m.passphrase) held(to, S("Your passphrase"), S("kept so that nobody can read it, not even we"), m.passphrase_at);
    if (m.links_off) held(to, S("Links by e-mail"), S("switched off by you"), (Time){ 0 });
    if (m.frozen) held(to, S("Signing in"), S("stopped, because somebody pressed so in a letter of ours"), (Time){ 0 });
    Changes c = changes_of(tx, (Who){ .person = person });
    for (int i = 0; i < c.count; i++) held(to, S("How you sign in was changed, kept for 30 days"), c.at[i].words, c.at[i].at);
    Query q = db_query(tx, SQL("select id, address, made_at from address_request where person = $1 order by made_at"), I(person));
    while (db_next(&q)) {
        Str address = seal_read(to->arena, "address_request.address", db_int(&q, 0), db_view(&q, 1));
        held(to, S("An address you want to add and did not confirm yet"), address, db_time(&q, 2));
    }
}

static void tell_groups(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select g.name, c.since, c.until from group_contact c join member_group g on g.id = c.grp where c.person = $1"), I(person));
    while (db_next(&q)) {
        Str name = db_str(&q, 0);
        Time since = db_time(&q, 1);
        held(to, db_int(&q, 2) ? S("You were a contact person of") : S("You are a contact person of"), name, since);
    }
    Query r = db_query(tx, SQL("select r.name, h.since from role_held h join role r on r.id = h.role where h.person = $1"), I(person));
    while (db_next(&r)) {
        Str name = db_str(&r, 0);
        held(to, S("Your role in the network"), name, db_time(&r, 1));
    }
}

static void tell_letters(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select purpose, made_at from outbox where person = $1 order by id"), I(person));
    while (db_next(&q)) {
        Str purpose = db_str(&q, 0);
        held(to, S("A letter to you, kept for a week"), purpose, db_time(&q, 1));
    }
    Query j = db_query(tx, SQL("select r.made_at from join_request r join address d on d.find = r.find join person_address a on a.address = d.id"
        " where a.person = $1"), I(person));
    while (db_next(&j)) held(to, S("Something you asked for and did not confirm yet"), S("it goes after seven days"), db_time(&j, 0));
}

static void tell(Tx *tx, i64 person, Holdings *to)
{
    const Person *p = person_trusted(tx, person);
    if (!p) return;
    held(to, S("What we call you"), p->name, p->made_at);
    Addresses all = addresses_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++)
        held(to, str_is(all.at[i].kind, "email") ? S("Your e-mail address") : str_is(all.at[i].kind, "phone") ? S("Your phone") : S("Your postal address"),
            all.at[i].value, all.at[i].confirmed_at);
    held(to, S("How we reach you"), p->contact_way, p->made_at);
    if (p->place.len) held(to, S("Your part of the country"), p->place, p->made_at);
    if (p->quiet_until.us) held(to, S("Quiet until"), time_date_words(to->arena, p->quiet_until), (Time){ 0 });
    Memberships m = memberships_of_trusted(tx, person);
    for (int i = 0; i < m.count; i++)
        held(to, m.at[i].ended_at.us ? S("You were a member as") : S("You are a member as"), str_format(to->arena, "%.*s, confirmed by %.*s",
            FMT(m.at[i].class_name), FMT(m.at[i].way)), m.at[i].joined_at);
    Consents c = consents_of_trusted(tx, person);
    for (int i = 0; i < c.count; i++)
        held(to, c.at[i].withdrawn_at.us ? S("You agreed, and took it back") : S("You agreed to"), c.at[i].words, c.at[i].given_at);
    tell_groups(tx, person, to);
    tell_means(tx, person, to);
    tell_sessions(tx, person, to);
    tell_letters(tx, person, to);
}

/* ---- what must hold ---- */

static int complain(Tx *tx, Buf *faults, i64 count, const char *words)
{
    (void)tx;
    if (!count) return 0;
    buf_format(faults, "people: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = 0;
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from membership m where m.person <> 0 and not exists (select 1 from person p where p.id = m.person)")),
        "memberships of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from membership m where m.grp <> 0 and not exists (select 1 from member_group g where g.id = m.grp)")),
        "memberships of a group that is not there");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from membership where person = 0 and grp = 0")), "memberships of neither a person nor a group");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from member_group where listed <> case when state = 2 then directory else 0 end")),
        "groups are listed otherwise than they chose");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from member_group where meets_privately = 1 and (place <> '' or place_words <> '')")),
        "groups that meet in a home have a place");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from member_group g where listed > 0 and not exists (select 1 from search_doc d where d.id = g.id and d.level = g.listed)")),
        "listed groups cannot be found by searching");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from search_doc d where d.kind = 'group' and not exists (select 1 from member_group g where g.id = d.id and g.listed > 0)")),
        "groups can be found that are not listed");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from session s where not exists (select 1 from person p where p.id = s.person)")), "sessions of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from sign_in_means m where m.links_off = 1 and length(m.passphrase) = 0")), "people have no way to sign in");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from address a where not exists (select 1 from person_address x where x.address = a.id)")), "addresses of nobody");
    bad += complain(tx, faults, db_one_int(tx, SQL("select count(*) from person p where state <> 3 and not exists (select 1 from consent c where c.person = p.id and c.purpose = 'keep' and c.withdrawn_at = 0)")),
        "people are kept without having agreed to it");
    return bad;
}

/* ---- what comes round by itself ---- */

static void expire(Tx *tx, i64 about)
{
    (void)about;
    join_requests_expire_trusted(tx);
    sign_in_links_expire_trusted(tx);
    passkey_challenges_expire_trusted(tx);
    address_requests_expire_trusted(tx);
    changes_expire_trusted(tx);
    db_exec(tx, SQL("delete from session where ends_at < $1 or seen_at < $2"), AT(time_now()), AT(time_after(time_now(), -DAYS(60))));
    db_exec(tx, SQL("delete from done_once where at < $1"), AT(time_after(time_now(), -DAYS(2))));
}

static void end_rests(Tx *tx, i64 about)
{
    (void)about;
    db_exec(tx, SQL("update person set state = 1, quiet_until = 0 where state = 2 and quiet_until < $1"), AT(time_now()));
}

static const JobKind jobs[] = { { "expire", expire, HOURS(1) }, { "end rests", end_rests, HOURS(6) }, { 0 } };

const Room people_room = { .name = "people", .jobs = jobs, .tell = tell, .forget = people_forget_trusted, .check = check };
