/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What authors are promised: a name that changes follows everywhere, dates of records tell no more than that a record is new, what was
 * passed on follows, what a tombstone says can be changed, nobody's name is put or taken by somebody else. */
#include "library_for_tests.h"

#include "bulletin/bulletin.h"
#include "bulletin/item.h"
#include "knowledge/knowledge.h"
#include "register/likeness.h"
#include "seal/seal.h"

static Str names(Tx *tx, i64 work) { Contributors c = contributors_of(tx, NOBODY, work); return names_of(arena, &c, S("")); }

/* Saved again without a change, or changed where harvesters do not see it: the date stands.  What they see: it moves. */
static void dates_of_records(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, ada);
    i64 own = byline_make_trusted(tx, S("free"), 0, S("Nobody here")), work = shown_by(tx, "A bench", &own, 1), other = shown_by(tx, "A lamp", &own, 1);
    topics_put(tx, by, work, S("benches"));
    i64 before = work_trusted(tx, work)->record_at.us;
    time_pretend(time_after(time_now(), HOURS(1)));
    Work w = *work_trusted(tx, work);
    assert_int_equal(work_put(tx, by, &w, S("")), DONE);
    topics_put(tx, by, work, S("benches"));
    hopes_put(tx, by, work, NULL, 0);
    contributors_put(tx, by, work, &(Signing){ S("author"), S("Nobody here") }, 1);
    w.provenance = S("We sat on it.");
    assert_int_equal(work_put(tx, by, &w, S("")), DONE);
    assert_true(work_trusted(tx, work)->record_at.us == before);
    w.content_note = S("rain");
    assert_int_equal(work_put(tx, by, &w, S("")), DONE);
    i64 noted = work_trusted(tx, work)->record_at.us;
    assert_true(noted > before);
    /* A related work that is shown, or goes, changes the record of the one that names it. */
    Work later = some_work("Later");
    i64 unseen = work_insert_trusted(tx, &later);
    contributor_add_trusted(tx, unseen, S("author"), own);
    assert_int_equal(link_put(tx, by, work, work_trusted(tx, unseen)->slug, S("goes with")), DONE);
    assert_true(work_trusted(tx, work)->record_at.us == noted);
    time_pretend(time_after(time_now(), HOURS(1)));
    work_show_trusted(tx, NULL, unseen, time_now());
    assert_true(work_trusted(tx, work)->record_at.us > noted);
    time_pretend(time_after(time_now(), HOURS(1)));
    assert_int_equal(link_put(tx, by, work, work_trusted(tx, other)->slug, S("replies to")), DONE);
    i64 linked = work_trusted(tx, work)->record_at.us;
    assert_true(linked > noted && links_of_work(tx, NOBODY, other).count == 1 && str_is(links_of_work(tx, NOBODY, other).at[0].kind, "answered by"));
    i64 from_there = work_trusted(tx, other)->record_at.us;
    time_pretend(time_after(time_now(), HOURS(1)));
    assert_int_equal(link_part(tx, by, work, work_trusted(tx, other)->slug), DONE);
    assert_true(work_trusted(tx, work)->record_at.us > linked && work_trusted(tx, other)->record_at.us > from_there);
    assert_int_equal(link_put(tx, by, work, work_trusted(tx, other)->slug, S("replies to")), DONE);
    assert_int_equal(links_read(tx, by, unseen).count, 1);
    linked = work_trusted(tx, work)->record_at.us;
    time_pretend(time_after(time_now(), HOURS(1)));
    work_take_back_trusted(tx, other, &(TakingBack){ S("nothing"), S("") });
    assert_true(work_trusted(tx, work)->record_at.us > linked);
    i64 gone = work_trusted(tx, other)->record_at.us;
    time_pretend(time_after(time_now(), HOURS(1)));
    work_changed_trusted(tx, other);
    assert_true(work_trusted(tx, other)->record_at.us == gone);        /* of what is gone, the day it went */
    time_pretend((Time){ 0 });
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Everybody's, then members' alone: feeds say that it went; and back: that it is there. */
static void told_by_feeds(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 own = byline_make_trusted(tx, S("person"), ada, S("Ada")), work = shown_by(tx, "A bench", &own, 1);
    assert_int_equal(works_gone_lately(tx, NOBODY).count, 0);
    assert_int_equal(work_allow(tx, author_of(tx, member(ada), work), &(WorkUses){ true, true, true, false, 1 }), DONE);
    assert_int_equal(works_gone_lately(tx, NOBODY).count, 1);
    assert_int_equal(work_pause(tx, author_of(tx, member(ada), work), true), DONE);
    assert_int_equal(works_gone_lately(tx, NOBODY).count, 1);
    assert_int_equal(work_pause(tx, author_of(tx, member(ada), work), false), DONE);
    assert_int_equal(work_allow(tx, author_of(tx, member(ada), work), &(WorkUses){ true, true, true, false, 2 }), DONE);
    assert_int_equal(works_gone_lately(tx, NOBODY).count, 0);
    keep(tx);
    db_close(db);
}

/* Two names of one person who is erased: no second of harvesters or feeds is the same for both. */
static void erased_apart(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 pens[] = { pen_of(tx, ada, "Marram"), pen_of(tx, ada, "Heron") }, works[] = { shown_by(tx, "Of sand", &pens[0], 1), shown_by(tx, "Of water", &pens[1], 1) };
    for (int i = 0; i < 130; i++) shown_by(tx, "One of many", &pens[0], 1);
    keep(tx);
    time_pretend(time_after(time_now(), MINUTES(5)));
    tx = tx_open(arena, db, TX_WRITE);
    forget_everywhere_trusted(tx, ada);
    keep(tx);
    tx = tx_open(arena, db, TX_READ);
    const Work *one = work_trusted(tx, works[0]), *two = work_trusted(tx, works[1]);
    assert_true(str_is(one->state, "taken back") && str_is(two->state, "taken back") && !one->title.len && !two->title.len);
    i64 apart = one->record_at.us - two->record_at.us;
    assert_true(apart > MINUTES(50) || apart < -MINUTES(50));
    assert_true(one->gone_at.us != two->gone_at.us);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from work where state = 'public'")), 0);
    keep(tx);
    time_pretend((Time){ 0 });
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* At /me/name: what stands under the name as it was follows; what stands under another does not. */
static void called_otherwise(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 own = byline_make_trusted(tx, S("person"), ada, S("Ada")), pen = pen_of(tx, ada, "Marram");
    i64 work = shown_by(tx, "A bench", &own, 1), other = shown_by(tx, "A lamp", &pen, 1);
    person_rename(tx, member(ada), S("Adrian"));
    assert_true(str_is(names(tx, work), "Adrian") && str_is(names(tx, other), "Marram"));
    assert_null(byline_seen_by(tx, NOBODY, S("ada")));
    assert_non_null(byline_seen_by(tx, NOBODY, S("adrian")));
    assert_int_equal(search_find_trusted(tx, &(SearchAsk){ .kind = "work", .level = 2, .words = S("ada"), .most = 9 }).count, 0);
    keep(tx);
    db_close(db);
}

static i64 passed_on(Tx *tx, const Editor *by, i64 work)
{
    NewsList all = { .count = 0 };
    i64 section = db_one_int(tx, SQL("select min(id) from section where needs_facts = 0")), made = 0;
    works_news.running(tx, &all);
    for (int i = 0; i < all.count; i++) if (all.at[i].id == work) assert_int_equal(item_take_up(tx, by, section, &all.at[i], &made), DONE);
    assert_true(made > 0);
    return made;
}

static void bulletins_follow(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, ada);
    bulletin_begin_trusted(tx);
    i64 pen = pen_of(tx, ada, "Ash"), work = shown_by(tx, "A bench", &pen, 1), item = passed_on(tx, by, work);
    db_exec(tx, SQL("update item set body = 'By Ash, who burns no ashes.' where id = $1"), I(item));
    assert_int_equal(byline_rename(tx, member(ada), &(Renaming){ pen, S("Rowan"), S("") }), DONE);
    const Item *i = item_trusted(tx, item);
    assert_true(str_is(i->facts.run_by, "Rowan") && str_is(i->body, "By Rowan, who burns no ashes."));
    assert_int_equal(work_correct(tx, author_of(tx, member(ada), work), &(Correction){ S("A bank"), S("Put right."), S("Words."), S("water"), S(""), S("by"), S("It was a bank."), false }), DONE);
    i = item_trusted(tx, item);
    assert_true(str_is(i->title, "A bank") && str_is(i->body, "Put right.") && str_is(i->content_note, "water") && str_is(i->link, "/knowledge/a-bank"));
    setting_put(tx, "base_url", S("https://hearth.example"));
    i64 hand = passed_on(tx, by, shown_by(tx, "By hand", &pen, 1));
    db_exec(tx, SQL("update item set source_kind = '', source = 0, link = 'https://hearth.example/knowledge/a-bank' where id = $1"), I(hand));
    assert_int_equal(work_correct(tx, author_of(tx, member(ada), work), &(Correction){ S("A bank of sand"), S("Put right."), S("Words."), S("water"), S(""), S("by"), S("Of sand."), false }), DONE);
    assert_true(str_is(item_trusted(tx, hand)->link, "https://hearth.example/knowledge/a-bank-of-sand"));      /* so that it is found when the work goes */
    assert_int_equal(work_take_back(tx, author_of(tx, member(ada), work), &(TakingBack){ S("author"), S("") }), DONE);
    assert_true(!item_trusted(tx, item)->title.len && !item_trusted(tx, hand)->title.len);
    keep(tx);
    db_close(db);
}

static void what_a_tombstone_says(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 both[] = { byline_make_trusted(tx, S("person"), ada, S("Ada")), byline_make_trusted(tx, S("person"), bo, S("Bo")) }, work = shown_by(tx, "A bench", both, 2);
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), work), &(TakingBack){ S("citation"), S("") }), DONE);
    assert_true(str_starts(work_gone(tx, NOBODY, work).words, S("Bo and others (")));     /* Ada did not ask to stand there */
    assert_int_equal(tombstones_mine(tx, member(bo)).count, 1);
    assert_int_equal(tombstones_mine(tx, member(ada)).count, 0);
    assert_int_equal(tombstone_change(tx, member(ada), work, &(TakingBack){ S("nothing"), S("") }), GONE);
    assert_int_equal(tombstone_change(tx, member(bo), work, &(TakingBack){ S("words"), S("") }), INVALID);
    assert_int_equal(tombstone_change(tx, member(bo), work, &(TakingBack){ S("words"), S("It has done its work.") }), DONE);
    assert_true(str_is(work_gone(tx, NOBODY, work).words, "It has done its work."));
    assert_int_equal(tombstone_change(tx, member(bo), work, &(TakingBack){ S("nothing"), S("") }), DONE);
    assert_true(!work_gone(tx, NOBODY, work).words.len && tombstones_mine(tx, member(bo)).count == 0);
    keep(tx);
    db_close(db);
}

static void nobody_signs_for_another(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, ada);
    i64 own = byline_make_trusted(tx, S("person"), ada, S("Ada")), pen = byline_trusted(tx, pen_of(tx, bo, "Wren"))->of, work = shown_by(tx, "A bench", &own, 1);
    contributors_put(tx, by, work, &(Signing){ S("author"), S("Somebody else") }, 1);
    assert_true(str_is(names(tx, work), "Ada and Somebody else"));          /* the owner's stays */
    contributors_put(tx, by, work, NULL, 0);
    assert_int_equal(signing_ask(tx, by, work, S("author"), S("nobody@x.example")), DONE);     /* whether somebody is there is not told */
    assert_int_equal(signings_waiting(tx, by, work), 0);
    assert_int_equal(signing_ask(tx, by, work, S("painter"), S("bo@x.example")), INVALID);
    assert_int_equal(signing_ask(tx, by, work, S("author"), S("bo@x.example")), DONE);
    assert_int_equal(signings_mine(tx, member(ada)).count, 0);
    i64 asked = signings_mine(tx, member(bo)).at[0].id;
    assert_int_equal(signing_yes(tx, member(ada), asked, S("person"), ada), GONE);
    assert_int_equal(signing_yes(tx, member(bo), asked, S("person"), ada), INVALID);
    assert_int_equal(signing_yes(tx, member(bo), asked, S("pen"), pen), DONE);
    assert_true(str_is(names(tx, work), "Ada and Wren") && author_of(tx, member(bo), work) != NULL);
    rule_put(tx, by, work, S("all"));
    assert_true(str_is(work_trusted(tx, work)->rule, "any"));               /* they signed under another rule */
    assert_int_equal(name_off(tx, member(bo), work), DONE);
    assert_int_equal(name_off(tx, member(ada), work), CONFLICT);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

static void meanings_under_names(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, ada);
    i64 pens[] = { pen_of(tx, ada, "Marram"), pen_of(tx, ada, "Heron") };
    Term t = { .name = S("Care"), .also = S(""), .summary = S("") };
    term_make_trusted(tx, &t);
    for (int i = 0; i < 2; i++) assert_int_equal(meaning_offer(tx, member(ada), &(Meaning){ .term = t.id, .words = S("A kettle."), .who_uses = S(""), .who_rejects = S("") }, pens[i], 0), DONE);
    assert_int_equal(db_one_int(tx, SQL("select count(distinct offered_find) from meaning")), 2);
    Meanings mine = meanings_mine(tx, member(ada));
    assert_int_equal(mine.count, 2);
    assert_int_equal(meaning_read(tx, by, mine.at[0].id, true), DONE);
    const Meaning *first = meaning_own(tx, member(ada), mine.at[0].id);
    assert_non_null(first);
    assert_int_equal(meaning_offer(tx, member(ada), &(Meaning){ .term = t.id, .words = S("Two kettles."), .who_uses = S(""), .who_rejects = S("") }, pens[0], first->id), DONE);
    i64 anew = db_one_int(tx, SQL("select id from meaning where instead <> 0"));
    assert_int_equal(meaning_read(tx, by, anew, true), DONE);
    assert_true(str_is(meaning_seen_by(tx, NOBODY, t.id, first->mark)->state, "earlier") && meaning_after(tx, NOBODY, first->id).len);
    assert_int_equal(meaning_take_back(tx, member(ada), anew), DONE);       /* and what it was before goes with it */
    assert_true(!meaning_seen_by(tx, NOBODY, t.id, first->mark) && meaning_gone(tx, NOBODY, t.id, first->mark));
    keep(tx);
    db_close(db);
}

/* ---- two records of one person ---- */

static const Looker *clerk(Tx *tx, i64 person)
{
    Who who = { .person = person, .session = 77, .gates = 1u << MEMBERS | 1u << DESK | 1u << OFFICERS };
    assert_int_equal(looker_says(tx, officer(tx, who), who, S("two of one person")), DONE);
    return looker(tx, who);
}

/* A piece on its way, a meaning unsigned and one under a pen name, a name that is asked for, a tombstone that says something. */
static i64 writes(Tx *tx, const Editor *by, i64 person, i64 term)
{
    Str no = S("");
    i64 piece = piece_of(tx, person, "A kettle", "draft"), pen = pen_of(tx, person, "Kestrel"), named[] = { pen, 0 };
    for (int i = 0; i < 2; i++) assert_int_equal(meaning_offer(tx, member(person), &(Meaning){ .term = term, .words = S("A kettle."), .who_uses = no, .who_rejects = no }, named[i], 0), DONE);
    i64 asked = shown_by(tx, "A bench", named, 1), gone = shown_by(tx, "A lamp", named, 1);
    assert_int_equal(signing_ask(tx, by, asked, S("author"), S("old@x.example")), DONE);
    assert_int_equal(work_take_back(tx, author_of(tx, member(person), gone), &(TakingBack){ S("words"), S("It was mine.") }), DONE);
    return piece;
}

static void has_all(Tx *tx, i64 person, int times)
{
    Works on_their_way = works_of(tx, member(person));
    int drafts = 0;
    for (int i = 0; i < on_their_way.count; i++) drafts += str_is(on_their_way.at[i].state, "draft");
    assert_int_equal(drafts, times);
    assert_int_equal(meanings_mine(tx, member(person)).count, 2 * times);
    assert_int_equal(signings_mine(tx, member(person)).count, times);
    assert_int_equal(tombstones_mine(tx, member(person)).count, times);
}

static void joined_and_parted(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 marek = person_in(db, "Marek", "marek@x.example"), ada = person_in(db, "Ada", "ada@x.example"), old = person_in(db, "Ada L", "old@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, marek);
    Term t = { .name = S("Care"), .also = S(""), .summary = S("") };
    assert_int_equal(term_put(tx, by, &t), DONE);
    i64 piece = writes(tx, by, old, t.id);
    has_all(tx, old, 1), has_all(tx, ada, 0);
    assert_int_equal(records_join(tx, clerk(tx, marek), ada, old), DONE);
    has_all(tx, old, 0), has_all(tx, ada, 1);
    assert_int_equal(records_part(tx, clerk(tx, marek), db_one_int(tx, SQL("select max(id) from merge"))), DONE);
    has_all(tx, old, 1), has_all(tx, ada, 0);
    assert_int_equal(records_join(tx, clerk(tx, marek), ada, old), DONE);
    db_exec(tx, SQL("update commission set person_find = $2 where work = $1"), I(piece), B(S("")));      /* as when it is shown: who is paid is sealed alone */
    time_pretend(time_after(time_now(), DAYS(31)));
    assert_int_equal(joinings_settle_trusted(tx), 1);
    assert_true(str_is(work_trusted(tx, piece)->state, "draft"));       /* what they wrote did not go with the empty record */
    assert_int_equal(meanings_mine(tx, member(ada)).count, 2);
    assert_int_equal(tombstones_mine(tx, member(ada)).count, 1);
    Query q = db_query(tx, SQL("select person from commission where work = $1"), I(piece));
    assert_true(db_next(&q) && str_eq(seal_read(arena, "commission.person", piece, db_view(&q, 0)), str_format(arena, "%lld", ada)));
    db_end(&q);
    time_pretend((Time){ 0 });
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Of what was taken back no byte stays in the database's own files, on either engine.  (The log of PostgreSQL keeps what it keeps.) */
static void no_byte_is_left(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Str nonce = str_format(arena, "Quillfeather%d", (int)getpid());         /* a cluster holds the databases of other runs too */
    i64 pen = pen_of(tx, ada, nonce.at), work = shown_by(tx, str_format(arena, "%s on sand", nonce.at).at, &pen, 1);
    db_exec(tx, SQL("update work set body = $2 where id = $1"), I(work), T(nonce));
    keep(tx);
    const char *host = strstr(db_url, "host="), *end = host ? strchr(host, '&') : NULL, *sqlite = strchr(db_url, ':');
    Str folder = host ? str_format(arena, "%.*s/data/base", (int)((end ? end : host + strlen(host)) - host) - 5, host + 5) : S(""), look = host ? str_format(arena, "grep -rq %s %s", nonce.at, folder.at)
        : str_format(arena, "cat %s %s-wal | grep -q %s", sqlite + 1, sqlite + 1, nonce.at);
    if (host && access(folder.at, R_OK | X_OK)) { print_message("the files of PostgreSQL are not ours to read\n"); db_close(db); return; }
    Str flush = str_format(arena, "psql -q '%s' -c checkpoint", db_url);      /* what is in memory alone is on no disk yet */
    if (host) assert_int_equal(system(flush.at), 0);
    assert_int_equal(system(look.at), 0);                 /* it was there first */
    tx = tx_open(arena, db, TX_WRITE);
    work_take_back_trusted(tx, work, &(TakingBack){ S("nothing"), S("") });
    assert_int_equal(pen_name_drop(tx, member(ada), pen_names_of(tx, member(ada)).at[0].id), DONE);
    keep(tx);
    assert_true(db_tidy_after_erasure(db));
    if (host) assert_int_equal(system(flush.at), 0);
    assert_int_not_equal(system(look.at), 0);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(dates_of_records), cmocka_unit_test(told_by_feeds), cmocka_unit_test(erased_apart), cmocka_unit_test(called_otherwise),
        cmocka_unit_test(bulletins_follow), cmocka_unit_test(what_a_tombstone_says), cmocka_unit_test(nobody_signs_for_another), cmocka_unit_test(meanings_under_names),
        cmocka_unit_test(joined_and_parted), cmocka_unit_test(no_byte_is_left) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
