/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library's rules one by one: who takes back what with whom, names, what a person's erasure reaches, what is told of money,
 * the order of meanings, what is kept for harvesters: on either engine. */
#include "house_for_tests.h"

#include "knowledge/knowledge.h"
#include "knowledge/signing.h"

static Who member(i64 person) { return (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS }; }

static Work some_work(const char *title)
{
    Str no = S("");
    return (Work){ .kind = S("article"), .state = S("draft"), .title = str_c(title), .other_title = no, .summary = S("A summary."), .body = S("Canary words of it."), .content_note = no, .provenance = no, .coverage = no,
        .language = S("en"), .licence = S("by"), .publisher = no,
        .doi = no, .source = no, .source_id = no, .rule = S("any"), .level = 2, .may_index = true, .may_harvest = true, .may_quote = true };
}

static i64 shown_by(Tx *tx, const char *title, const i64 *bylines, int count, const char *rule)
{
    Work w = some_work(title);
    w.rule = str_c(rule);
    i64 id = work_insert_trusted(tx, &w);
    for (int i = 0; i < count; i++) contributor_add_trusted(tx, id, S("author"), bylines[i]);
    work_show_trusted(tx, NULL, id, time_now());
    return id;
}

static i64 pen_of(Tx *tx, i64 person, const char *name)
{
    assert_int_equal(pen_name_add(tx, member(person), str_c(name)), DONE);
    PenNames all = pen_names_of(tx, member(person));
    return byline_make_trusted(tx, S("pen"), all.at[all.count - 1].id, str_c(name));
}

static int found(Tx *tx, const char *words) { return search_find_trusted(tx, &(SearchAsk){ .kind = "work", .level = 2, .words = str_c(words), .most = 9 }).count; }

static void several_authors(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example"), eve = person_in(db, "Eve", "eve@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 both[] = { byline_make_trusted(tx, S("person"), ada, S("Ada")), pen_of(tx, bo, "Wren") };
    i64 any = shown_by(tx, "One says", both, 2, "any"), all = shown_by(tx, "All say", both, 2, "all"), off = shown_by(tx, "A name", both, 2, "any"), alone = shown_by(tx, "Alone", both, 1, "any");
    assert_null(author_of(tx, member(eve), any));
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), any), &(TakingBack){ S("words"), S("") }), INVALID);
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), any), &(TakingBack){ S("author"), S("") }), DONE);
    assert_null(author_of(tx, member(bo), any));
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), all), &(TakingBack){ S("nothing"), S("") }), CONFLICT);
    assert_true(str_is(work_trusted(tx, all)->state, "public"));
    assert_int_equal(work_take_back(tx, author_of(tx, member(ada), all), &(TakingBack){ S("citation"), S("") }), DONE);
    assert_true(str_find(work_trusted(tx, all)->tombstone_words, S("Ada and Wren")) == 0);
    assert_int_equal(name_off(tx, member(ada), off), DONE);
    Contributors left = contributors_of(tx, NOBODY, off);
    assert_true(left.count == 1 && str_is(left.at[0].by.name, "Wren"));
    assert_int_equal(name_off(tx, member(ada), alone), CONFLICT);
    assert_int_equal(found(tx, "canary"), 2);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Erased: alone it goes, with others the name goes; a group's stays; harvesters are told; the pen name leaves nothing. */
static void erased(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 pen = pen_of(tx, ada, "Marram"), other = byline_make_trusted(tx, S("person"), bo, S("Bo")), both[] = { pen, other };
    i64 alone = shown_by(tx, "Marrows alone", &pen, 1, "any"), shared = shown_by(tx, "Shared", both, 2, "all");
    i64 record = work_trusted(tx, shared)->record_at.us;
    Term t = { .name = S("Care"), .also = S(""), .summary = S("") };
    term_make_trusted(tx, &t);
    assert_int_equal(meaning_offer(tx, member(ada), &(Meaning){ .term = t.id, .words = S("Gooseberry meaning"), .who_uses = S(""), .who_rejects = S("") }, pen, 0), DONE);
    keep(tx);
    time_pretend(time_after(time_now(), HOURS(1)));
    tx = tx_open(arena, db, TX_WRITE);
    forget_everywhere_trusted(tx, ada);
    keep(tx);
    time_pretend((Time){ 0 });
    tx = tx_open(arena, db, TX_READ);
    assert_true(str_is(work_trusted(tx, alone)->state, "taken back") && work_trusted(tx, alone)->harvested_at.us > 0);
    assert_true(str_is(work_trusted(tx, shared)->state, "public") && work_trusted(tx, shared)->record_at.us > record);
    assert_int_equal(contributors_of(tx, NOBODY, shared).count, 1);
    assert_null(byline_trusted(tx, pen));
    assert_int_equal(db_one_int(tx, SQL("select count(*) from meaning where words <> ''")), 0);
    assert_int_equal(found(tx, "marrows"), 0);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

static void renamed(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 pen = pen_of(tx, ada, "Marram"), work = shown_by(tx, "On sand", &pen, 1, "any");
    assert_int_equal(byline_rename(tx, member(ada), &(Renaming){ pen, S(""), S("") }), INVALID);
    assert_int_equal(byline_rename(tx, (Who){ .person = ada + 1 }, &(Renaming){ pen, S("X"), S("") }), GONE);
    assert_int_equal(found(tx, "marram"), 1);
    assert_int_equal(byline_rename(tx, member(ada), &(Renaming){ pen, S("Sea Holly"), S("") }), DONE);
    assert_int_equal(found(tx, "marram"), 0);
    assert_int_equal(found(tx, "holly"), 1);
    assert_null(byline_seen_by(tx, NOBODY, S("marram")));
    assert_true(str_is(pen_names_of(tx, member(ada)).at[0].name, "Sea Holly"));
    assert_int_equal(pen_name_drop(tx, member(ada), byline_trusted(tx, pen)->of), CONFLICT);
    work_take_back_trusted(tx, work, &(TakingBack){ S("nothing"), S("") });
    assert_int_equal(pen_name_drop(tx, member(ada), pen_names_of(tx, member(ada)).at[0].id), DONE);
    keep(tx);
    db_close(db);
}

/* What changes in the row and not in what harvesters get does not move the date; a work that never was public has no record. */
static void records(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 by = byline_make_trusted(tx, S("person"), ada, S("Ada")), open = shown_by(tx, "Open", &by, 1, "any");
    Work w = some_work("A draft"), closed = some_work("For members");
    closed.level = 1;
    i64 draft = work_insert_trusted(tx, &w), inside = work_insert_trusted(tx, &closed);
    contributor_add_trusted(tx, draft, S("author"), by), contributor_add_trusted(tx, inside, S("author"), by);
    work_show_trusted(tx, NULL, inside, time_now());
    assert_true(work_trusted(tx, draft)->harvested_at.us == 0 && work_trusted(tx, inside)->harvested_at.us == 0 && work_trusted(tx, open)->harvested_at.us > 0);
    i64 record = work_trusted(tx, open)->record_at.us;
    time_pretend(time_after(time_now(), HOURS(2)));
    versions_show(tx, author_of(tx, member(ada), open), 1, false);
    assert_true(work_trusted(tx, open)->record_at.us == record);
    assert_int_equal(work_allow(tx, author_of(tx, member(ada), open), &(WorkUses){ true, false, true, false, 2 }), DONE);
    assert_true(work_trusted(tx, open)->record_at.us > record);
    time_pretend((Time){ 0 });
    assert_true(work_numbered(tx, NOBODY, open) && !work_numbered(tx, NOBODY, inside) && work_numbered(tx, member(ada), inside));
    keep(tx);
    db_close(db);
}

static void small_sums_are_not_told(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(pieces_paid(tx, NOBODY).pieces, 0);
        Work w = some_work("Paid");
        i64 id = work_insert_trusted(tx, &w);
        db_exec(tx, SQL("insert into commission(work, person, person_find, fee, due_at, way, state, why, offered_at, accepted_at, approved_at, paid_at, paid_by) values ($1, $2, $2, 15000, 0, 'cash', 'settled', '', 0, 0, $3, $3, 0)"), I(id), B(S("")), AT(time_now()));
    }
    assert_true(pieces_paid(tx, NOBODY).pieces == 5 && pieces_paid(tx, NOBODY).pence == 75000);
    keep(tx);
    db_close(db);
}

static void drawn_by_lot(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Term t = { .name = S("Peer"), .also = S("equal"), .summary = S("") };
    term_make_trusted(tx, &t);
    for (int i = 0; i < 8; i++) meaning_make_trusted(tx, &(Meaning){ .term = t.id, .words = str_format(arena, "meaning %d", i), .source = S(""), .said_on = S(""), .who_uses = S(""),
        .who_rejects = S(""), .state = S("shown") }, 0, 0);
    int firsts[8] = { 0 }, different = 0;
    for (int day = 0; day < 60; day++) {
        time_pretend((Time){ DAYS(20000 + day) });
        Meanings one = meanings_of(tx, NOBODY, t.id), again = meanings_of(tx, NOBODY, t.id);
        assert_true(one.count == 8 && str_eq(one.at[0].words, again.at[0].words));       /* the same for everybody on that day */
        firsts[one.at[0].words.at[8] - '0']++;
    }
    time_pretend((Time){ 0 });
    for (int i = 0; i < 8; i++) different += firsts[i] > 0;
    assert_true(different >= 6);
    assert_int_equal(terms_offered(tx, NOBODY, S("an equal thing")).count, 1);
    assert_int_equal(terms_offered(tx, NOBODY, S("equality")).count, 0);
    keep(tx);
    db_close(db);
}

static void what_changed(void **state)
{
    (void)state;
    DiffParts d = text_diff(arena, S("one two three four"), S("one three FOUR four five"));
    Buf same = buf_open(arena, 40), gone = buf_open(arena, 40), fresh = buf_open(arena, 40);
    for (int i = 0; i < d.count; i++) buf_str(d.at[i].is == DIFF_SAME ? &same : d.at[i].is == DIFF_GONE ? &gone : &fresh, d.at[i].words);
    assert_true(str_find(buf_view(&same), S("one three")) == 0 && str_find(buf_view(&gone), S("two")) == 0 && str_find(buf_view(&fresh), S("FOUR")) == 0);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(several_authors), cmocka_unit_test(erased), cmocka_unit_test(renamed), cmocka_unit_test(records),
        cmocka_unit_test(small_sums_are_not_told), cmocka_unit_test(drawn_by_lot), cmocka_unit_test(what_changed) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
