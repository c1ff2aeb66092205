/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The room: what stands behind its door, what it holds about a person, how it forgets, what must be true of it. */
#include "bulletin/bulletin.h"

#include "bulletin/views.h"
#include "seal/seal.h"

/* ---- for whoever offered something ---- */

static void stands(Visit *v, Html *page, const Entry *e, Str base)
{
    const Filler *by = entry_mine(v->tx, v->who, e->door, browser_secret(v));
    if (!by || filler_entry(by)->id != e->id) by = entry_own(v->tx, v->who, e->id);
    ItemStands s = { .item = by ? item_of_entry(v->tx, by) : NULL, .base = base };
    if (!s.item) return;
    s.asked = items_asked_back(v->tx, by);
    view_item_stands(page, &s);
}

static Reply said(Visit *v, const Filler *by, Str base)
{
    i64 id = 0;
    if (!str_is(form_str(v, "act"), "told") || !str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    switch (item_told(v->tx, by, id, form_text(v, "words"))) {
    case DONE: break;
    case INVALID: return reply_conflict(v, S("Say it in a few words, and for whom; not for everybody. Go back: what you wrote is still there."));
    case CONFLICT: case GONE: return reply_conflict(v, S("That has changed meanwhile. Go back and look again."));
    }
    notice_set(v, S("Thank you. It is written down."));
    return reply_redirect(v, "%.*s/sent", FMT(base));
}

const DoorUse bulletin_use = { "bulletin", item_came_trusted, item_gone_trusted, stands, said };

/* Also what an editor wrote by hand and linked there. */
static void withdrawn(Tx *tx, const char *kind, i64 id, Str path)
{
    i64 item;
    while ((item = db_one_int(tx, SQL("select id from item where source_kind = $1 and source = $2 and state <> 'taken back'"), T(str_c(kind)), I(id))) && !tx_doomed(tx)) item_drop_trusted(tx, item);
    while (path.len && (item = db_one_int(tx, SQL("select id from item where state <> 'taken back' and (link = $1 or (link like '%//%' and substr(link, length(link) - length($1) + 1) = $1))"), T(path))) && !tx_doomed(tx)) item_drop_trusted(tx, item);
}

static void changed(Tx *tx, const NewsChange *c)
{
    enum { MOST = 200 };
    i64 items[MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select id from item where source_kind = $1 and source = $2 and state <> 'taken back' order by id limit 200"), T(str_c(c->kind)), I(c->id));
    while (count < MOST && db_next(&q)) items[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) item_said_anew_trusted(tx, items[i], c);
    if (!c->url_was.len) return;
    Str base = setting(tx, "base_url", S(""));            /* what was written by hand follows too, so that it goes when that goes */
    const Str heads[] = { S(""), base };
    for (int i = 0; i < COUNT(heads); i++)
        db_exec(tx, SQL("update item set link = $2 where link = $1"), T(str_format(tx_arena(tx), "%.*s%.*s", FMT(heads[i]), FMT(c->url_was))), T(str_format(tx_arena(tx), "%.*s%.*s", FMT(heads[i]), FMT(c->url))));
}

const NewsPaper bulletin_paper = { withdrawn, changed };

/* ---- search ---- */

static Str place(Tx *tx, Str kind, i64 id)
{
    if (!str_is(kind, "bulletin")) return S("");
    Query q = db_query(tx, SQL("select b.slug, e.slug, x.id from edition_item x join edition e on e.id = x.edition and e.began_at > 0 and e.segment = 0 and e.kind = 'weekly'"
        " join bulletin b on b.id = e.bulletin where x.item = $1 and x.gone_at = 0 order by e.began_at desc limit 1"), I(id));
    Str at = db_next(&q) ? str_format(tx_arena(tx), "/bulletins/%.*s/%.*s#item-%lld", FMT(db_view(&q, 0)), FMT(db_view(&q, 1)), db_int(&q, 2)) : S("");
    db_end(&q);
    return at;
}

/* ---- people's data ---- */

static Str poster_find(Tx *tx, i64 person) { return seal_keyed(tx_arena(tx), "item.poster", str_format(tx_arena(tx), "member %lld", person)); }

static void tell(Tx *tx, i64 person, Holdings *to)
{
    readers_tell_trusted(tx, person, to);
    letters_in_tell_trusted(tx, person, to);
    Query q = db_query(tx, SQL("select title, state, made_at from item where poster = $1 order by id"), B(poster_find(tx, person)));
    while (db_next(&q)) held(to, S("You offered this for the bulletin"), str_format(to->arena, "%.*s (%.*s)", FMT(db_view(&q, 0)), FMT(db_view(&q, 1))), db_time(&q, 2));
    i64 made = db_one_int(tx, SQL("select count(*) from edition where laid_by = $1 or checked_by = $1"), I(person)) + db_one_int(tx, SQL("select count(*) from item where by_person = $1"), I(person));
    if (made) held(to, S("You worked on the bulletin"), str_format(to->arena, "%lld times", made), (Time){ 0 });
}

static void forget(Tx *tx, i64 person)
{
    readers_forget_trusted(tx, person);
    letters_in_forget_trusted(tx, person);
    db_exec(tx, SQL("update item set poster = $2 where poster = $1"), B(poster_find(tx, person)), B(S("")));
    db_exec(tx, SQL("update item set by_person = 0 where by_person = $1 and by_person <> 0"), I(person));
    db_exec(tx, SQL("update edition set laid_by = 0 where laid_by = $1 and laid_by <> 0"), I(person));
    db_exec(tx, SQL("update edition set checked_by = 0 where checked_by = $1 and checked_by <> 0"), I(person));
}

static void hand_over(Tx *tx, const Handing *h)
{
    Str from = poster_find(tx, h->from), to = poster_find(tx, h->to);
    for (i64 id = 0; (id = db_one_int(tx, SQL("select coalesce(min(id), 0) from item where poster = $1 and id > $2"), B(from), I(id))) && !tx_doomed(tx); )
        if (h->goes(tx, h, "item", id)) db_exec(tx, SQL("update item set poster = $2 where id = $1"), I(id), B(to));
}

/* ---- what must hold ---- */

static int complain(Buf *faults, i64 count, const char *words)
{
    if (!count) return 0;
    buf_format(faults, "bulletin: %lld %s\n", count, words);
    return 1;
}

static int check(Tx *tx, Buf *faults)
{
    int bad = 0;
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from item i join section s on s.id = i.section where i.state in ('accepted', 'over') and s.needs_facts = 1 and (i.purpose = '' or i.run_by = '' or i.payment = '' or i.paid_when = '' or i.access = ''"
        " or i.anonymity = '' or i.data_use = '' or i.may_change = '' or i.hear_back_on = 0)")), "items were accepted without their box of facts");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from item where own = 0 and state in ('accepted', 'over') and runs_to - runs_from > 1209600000000")), "items run for longer than two weeks");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from edition where state in ('checked', 'scheduled', 'sending', 'sent') and kind = 'weekly' and laid_by = checked_by and laid_by <> 0 and alone = ''")), "editions were looked at by nobody else");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from edition_item x join edition e on e.id = x.edition where e.began_at > 0 and x.gone_at = 0 and x.words = ''")), "items that were sent are not frozen");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from edition_item where gone_at > 0 and (words <> '' or title <> '')")), "items were taken back and stand there still");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from item where state = 'taken back' and (body <> '' or title <> '')")), "items were taken back and their words kept");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from edition e where e.state = 'sent' and exists (select 1 from edition_copy c where c.edition = e.id and c.state in (1, 2))")), "editions are called sent and are not");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from search_doc d where d.kind = 'bulletin' and not exists (select 1 from edition_item x join edition e on e.id = x.edition where x.item = d.id and x.gone_at = 0 and e.began_at > 0)")),
        "items can be found that are in no bulletin");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from edition_item x join edition e on e.id = x.edition where e.state = 'sent' and e.kind <> 'digest' and e.segment = 0 and x.gone_at = 0 and not exists (select 1 from search_doc d where d.id = x.item)")),
        "items stand in bulletins and cannot be found");
    bad += complain(faults, db_one_int(tx, SQL("select count(*) from edition_item a join edition_item b on a.edition = b.edition and a.section = b.section and a.position > b.position join item i on i.id = a.item join item j on j.id = b.item"
        " where i.lived_led = 1 and j.lived_led = 0 and a.gone_at = 0 and b.gone_at = 0")), "items led by lived experience do not come first");
    return bad;
}

static const TableFacts facts[] = {
    { "bulletin", "", "", "", "", NULL }, { "section", "", "", "", "", NULL },
    { "item", "What stands in bulletins; a keyed hash of who offered it", "to print it, and to ask what came of it", "as long as the network lasts, or until it is taken back; what was declined, a year", "", NULL },
    { "edition", "Who laid a bulletin out and who read it before it went", "so that two people looked", "as long as the network lasts; by whom goes when the person is erased", "", NULL },
    { "edition_item", "", "", "", "", NULL },
    { "edition_copy", "Whether a bulletin was sent to an address, and why not", "so that nobody gets it twice and everybody can ask why", "a year; or until nobody is at the address", "", NULL },
    { "bulletin_choice", "How often somebody gets a bulletin, and which parts", "because the person chose it", "until the person is erased", "", NULL },
    { "letter_in", "What people wrote back", "so that a person reads it", "ninety days after it was dealt with", "from_address from_name subject words", NULL },
    { 0 },
};

static void round_trusted(Tx *tx, i64 about)
{
    (void)about;
    items_round_trusted(tx);
    digests_round_trusted(tx);
    letters_in_clear_trusted(tx);
    db_exec(tx, SQL("delete from edition_copy where done_at > 0 and done_at < $1"), AT(time_after(time_now(), -DAYS(365))));
}

static i64 reindex(Tx *tx, i64 after, int most)
{
    (void)after, (void)most;
    letters_in_reindex_trusted(tx);
    return 0;
}

static const JobKind jobs[] = { { "bulletin", round_trusted, HOURS(1) }, { 0 } };

const Room bulletin_room = { .name = "bulletin", .jobs = jobs, .tell = tell, .forget = forget, .check = check,
    .found = editions_found_trusted, .place = place, .hand_over = hand_over, .facts = facts, .reindex = reindex };
