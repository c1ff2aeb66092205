/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Pieces that two people write: who is asked, paid and told, who says yes, and what becomes of it when one of them goes.  And all that
 * is held about whoever writes here: it is told to them, and gone when they are. */
#include "library_for_tests.h"

#include "knowledge/form.h"
#include "knowledge/glossary.h"
#include "knowledge/knowledge.h"

static Settling settling(const char *kind, i64 of) { return (Settling){ { S("A kettle"), S("All of it."), true }, str_c(kind), of, S(""), S(""), S(""), S("by"), { true, true, true, false, 2 } }; }

/* Bo wrote it with Ada, who was asked for it: a name of Bo's stands there. */
static i64 piece_with(Tx *tx, i64 ada, i64 bo, const char *state)
{
    i64 piece = piece_of(tx, ada, "A kettle", state);
    assert_int_equal(signing_ask_along(tx, author_of(tx, member(ada), piece), S("author"), S("bo@x.example")), DONE);
    assert_int_equal(signing_yes(tx, member(bo), signings_mine(tx, member(bo)).at[0].id, S("person"), bo), DONE);
    return piece;
}

static void written_by_two(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, marek);
    i64 asked = piece_with(tx, ada, bo, "asked for"), piece = piece_with(tx, ada, bo, "draft");
    const Author *first = author_of(tx, member(ada), piece), *second = author_of(tx, member(bo), piece);
    /* What is paid is of whoever was asked, and so is the yes. */
    assert_int_equal(piece_accept(tx, author_of(tx, member(bo), asked), true, S("voucher")), CONFLICT);
    assert_int_equal(piece_accept(tx, author_of(tx, member(ada), asked), true, S("voucher")), DONE);
    assert_true(commission_of(tx, first)->fee == 9000 && !commission_of(tx, first)->others);
    assert_true(commission_of(tx, second)->fee == 0 && commission_of(tx, second)->others && !commission_of(tx, second)->way.len);
    assert_int_equal(piece_longer(tx, second, time_after(time_now(), DAYS(9)), S("")), CONFLICT);
    assert_int_equal(piece_write(tx, second, &(PieceText){ S("A kettle"), S("Nearly all of it."), true }), DONE);      /* both write */
    assert_int_equal(piece_ready(tx, by, piece), DONE);
    Settling hers = settling("person", ada), his = settling("person", bo);
    assert_int_equal(piece_settle(tx, second, &his), CONFLICT);
    assert_int_equal(piece_settle_later(tx, second, &his), CONFLICT);
    assert_int_equal(work_take_back(tx, second, &(TakingBack){ S("nothing"), S("") }), GONE);      /* it is not his alone */
    i64 letters = letters_to(tx, bo);
    assert_int_equal(piece_settle(tx, first, &hers), DONE);
    assert_int_equal(letters_to(tx, bo), letters + 1);
    db_exec(tx, SQL("update work set entry = 77 where id = $1"), I(piece));
    pitch_gone_trusted(tx, 77);                                     /* settled under both names: it does not go with what one of them offered */
    assert_true(str_is(work_trusted(tx, piece)->state, "settled") && !work_trusted(tx, piece)->entry);
    assert_int_equal(name_off(tx, member(bo), asked), DONE);        /* though no other name stands there yet */
    assert_non_null(author_of(tx, member(ada), asked));
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Either changes what is shown, and the other is told. */
static void each_is_told(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 both[] = { byline_make_trusted(tx, S("person"), ada, S("Ada")), pen_of(tx, bo, "Wren") }, work = shown_by(tx, "A bench", both, 2);
    WorkUses same = { true, true, true, false, 2 }, other = { true, false, true, false, 2 };
    assert_int_equal(work_correct(tx, author_of(tx, member(bo), work), &(Correction){ S("A bank"), S(""), S("Words."), S(""), S(""), S("by"), S("It was a bank."), false }), DONE);
    assert_true(letters_to(tx, ada) == 1 && letters_to(tx, bo) == 0);
    assert_int_equal(work_allow(tx, author_of(tx, member(bo), work), &same), DONE);
    assert_int_equal(letters_to(tx, ada), 1);
    assert_int_equal(work_allow(tx, author_of(tx, member(ada), work), &other), DONE);
    assert_true(letters_to(tx, ada) == 1 && letters_to(tx, bo) == 1);
    assert_int_equal(work_pause(tx, author_of(tx, member(ada), work), true), DONE);
    assert_int_equal(work_pause(tx, author_of(tx, member(bo), work), false), DONE);
    assert_int_equal(work_take_back(tx, author_of(tx, member(ada), work), &(TakingBack){ S("nothing"), S("") }), DONE);
    assert_true(letters_to(tx, ada) == 2 && letters_to(tx, bo) == 3);
    keep(tx);
    db_close(db);
}

/* One of two goes: the other's work stays with them, and can be finished. */
static void one_of_two_goes(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example"), cy = person_in(db, "Cy", "cy@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, marek);
    i64 hers = piece_with(tx, ada, bo, "handed in"), his = piece_of(tx, cy, "A lamp", "draft"), alone = piece_of(tx, ada, "Alone", "draft");
    contributor_add_trusted(tx, his, S("author"), byline_make_trusted(tx, S("person"), ada, S("Ada")));
    forget_everywhere_trusted(tx, ada);
    assert_true(str_is(work_trusted(tx, hers)->state, "handed in") && str_is(work_trusted(tx, his)->state, "draft") && str_is(work_trusted(tx, alone)->state, "taken back"));
    assert_int_equal(contributors_of(tx, NOBODY, his).count, 0);
    assert_non_null(author_of(tx, member(cy), his));
    assert_int_equal(piece_ready(tx, by, hers), DONE);
    Settling s = settling("person", bo);
    assert_int_equal(piece_settle(tx, author_of(tx, member(bo), hers), &s), DONE);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Two names of one person go at once from what they wrote with others: no date that stays is the same for both. */
static void gone_apart(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 his = byline_make_trusted(tx, S("person"), bo, S("Bo")), one[] = { pen_of(tx, ada, "Marram"), his }, two[] = { pen_of(tx, ada, "Heron"), his };
    i64 sand = shown_by(tx, "Of sand", one, 2), water = shown_by(tx, "Of water", two, 2);
    keep(tx);
    time_pretend(time_after(time_now(), DAYS(300)));
    tx = tx_open(arena, db, TX_WRITE);
    forget_everywhere_trusted(tx, ada);
    const Work *w = work_trusted(tx, sand), *x = work_trusted(tx, water);
    assert_true(str_is(w->state, "public") && str_is(x->state, "public"));
    assert_true(w->changed_at.us / SECONDS(1) != x->changed_at.us / SECONDS(1) && w->record_at.us != x->record_at.us);
    keep(tx);
    time_pretend((Time){ 0 });
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* What the desk changes in what somebody wrote is told to them; whoever changed it is not told of it, and nothing is told where nothing changed. */
static void changed_at_the_desk(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, marek);
    i64 pen = pen_of(tx, ada, "Ash"), work = shown_by(tx, "A bench", &pen, 1), own = byline_make_trusted(tx, S("person"), marek, S("Marek")), his = shown_by(tx, "A lamp", &own, 1);
    Work w = *work_trusted(tx, work), lamp = *work_trusted(tx, his);
    assert_int_equal(work_put(tx, by, &w, S("")), DONE);
    assert_int_equal(letters_to(tx, ada), 0);
    w.summary = S("Another summary.");
    assert_int_equal(work_put(tx, by, &w, S("It said too little.")), DONE);
    assert_int_equal(letters_to(tx, ada), 1);
    w.kind = S("toolkit");
    assert_int_equal(work_put(tx, by, &w, S("")), DONE);
    assert_int_equal(letters_to(tx, ada), 2);
    Collection c = { .title = S("Benches"), .about = S(""), .content_note = S("") };
    assert_int_equal(collection_put(tx, by, &c), DONE);
    for (int i = 0; i < 2; i++) assert_int_equal(collection_add(tx, by, c.id, w.slug, true), DONE);
    assert_int_equal(letters_to(tx, ada), 3);
    assert_int_equal(link_put(tx, by, work, work_trusted(tx, his)->slug, S("goes with")), DONE);
    assert_int_equal(letters_to(tx, ada), 4);
    lamp.summary = S("Bright.");
    assert_int_equal(work_put(tx, by, &lamp, S("It is bright.")), DONE);
    assert_int_equal(letters_to(tx, marek), 0);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* What is gone is neither linked to nor collected, though its address is known. */
static void nothing_leads_to_what_is_gone(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, ada);
    i64 names[] = { byline_make_trusted(tx, S("free"), 0, S("Nobody here")), byline_make_trusted(tx, S("free"), 0, S("Somebody else")) };
    i64 work = shown_by(tx, "A bench", names, 1), gone = shown_by(tx, "A lamp", names, 2);
    Str slug = work_trusted(tx, gone)->slug;
    Collection c = { .title = S("Benches"), .about = S(""), .content_note = S("") };
    assert_int_equal(collection_put(tx, by, &c), DONE);
    work_take_back_trusted(tx, gone, &(TakingBack){ S("nothing"), S("") });
    assert_true(byline_trusted(tx, names[0]) && !byline_trusted(tx, names[1]));      /* the name under which nothing stands any more goes along */
    assert_int_equal(link_put(tx, by, work, slug, S("goes with")), GONE);
    assert_int_equal(collection_add(tx, by, c.id, slug, true), GONE);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Erased is erased: it cannot be shown again, by its author or at the desk. */
static void erased_versions(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 own = byline_make_trusted(tx, S("person"), ada, S("Ada")), work = shown_by(tx, "A bench", &own, 1);
    const Author *by = author_of(tx, member(ada), work);
    assert_int_equal(work_correct(tx, by, &(Correction){ S("A bank"), S(""), S("Words."), S(""), S(""), S("by"), S("It was a bank."), true }), DONE);
    assert_true(version_seen_by(tx, NOBODY, work, 1) && version_of(tx, by, 1));
    assert_int_equal(version_erase(tx, by, 1), DONE);
    versions_show(tx, by, 1, true);
    assert_true(!version_seen_by(tx, NOBODY, work, 1) && !version_of(tx, by, 1));
    keep(tx);
    db_close(db);
}

/* Whoever has their own name under it is no second reader of it. */
static void no_second_reader_of_ones_own(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 role = db_one_int(tx, SQL("select role from role_gate where gate = 'editors' order by role limit 1"));
    for (int i = 0; i < 2; i++) db_exec(tx, SQL("insert into role_held(role, person, since, given_by) values ($1, $2, 1, 0)"), I(role), I(i ? ada : marek));
    Work w = some_work("The news");
    w.kind = S("news");
    assert_int_equal(work_put(tx, desk(tx, marek), &w, S("")), DONE);
    contributor_add_trusted(tx, w.id, S("author"), byline_make_trusted(tx, S("person"), ada, S("Ada")));
    assert_int_equal(second_reading(tx, desk(tx, ada), w.id, S("")), CONFLICT);
    keep(tx);
    db_close(db);
}

/* ---- what is held ---- */

static bool tells(Tx *tx, i64 person, const char *words)
{
    Holdings h = { .arena = arena };
    knowledge_room.tell(tx, person, &h);
    for (int i = 0; i < h.count; i++) if (str_find(h.at[i].words, str_c(words)) >= 0) { assert_true(h.at[i].alone); return true; }
    return false;
}

/* Once it is shown nothing but a seal says who is paid: they are told all the same, and it goes when they go. */
static void who_is_paid(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, marek);
    i64 piece = piece_of(tx, ada, "A kettle", "to settle"), pen = byline_trusted(tx, pen_of(tx, ada, "Ash"))->of;
    Settling s = settling("pen", pen);
    assert_int_equal(piece_settle(tx, author_of(tx, member(ada), piece), &s), DONE);
    assert_int_equal(work_publish(tx, by, piece, (Time){ 0 }), DONE);
    assert_int_equal(piece_pay(tx, by, piece, S("in another form"), S("A tin of tea.")), DONE);
    assert_true(tells(tx, ada, "90 (settled, in another form) A tin of tea."));
    assert_int_equal(db_one_int(tx, SQL("select count(*) from commission where person <> $1"), B(S(""))), 1);
    forget_everywhere_trusted(tx, ada);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from commission where person <> $1 or paid_words <> ''"), B(S(""))), 0);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

static i64 said(Tx *tx, i64 person, i64 term, const char *words, i64 byline, i64 instead)
{
    assert_int_equal(meaning_offer(tx, member(person), &(Meaning){ .term = term, .words = str_c(words), .who_uses = S(""), .who_rejects = S("") }, byline, instead), DONE);
    return db_one_int(tx, SQL("select id from meaning where words = $1"), T(str_c(words)));
}

/* However many addresses say something in their words, none does when they are gone. */
static void many_tombstones(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 70; i++) {
        i64 own = byline_make_trusted(tx, S("person"), ada, S("Ada")), work = shown_by(tx, "One of many", &own, 1);
        assert_int_equal(work_take_back(tx, author_of(tx, member(ada), work), &(TakingBack){ S("words"), S("It was mine.") }), DONE);
    }
    forget_everywhere_trusted(tx, ada);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from work where tombstone_words <> ''")), 0);
    keep(tx);
    db_close(db);
}

/* Earlier wordings of a work, and what was said to suggestions, are told, and stand whole in the copy. */
static void wordings_before(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 pen = pen_of(tx, ada, "Ash"), work = shown_by(tx, "A bench", &pen, 1), piece = piece_of(tx, ada, "A kettle", "handed in");
    assert_int_equal(work_correct(tx, author_of(tx, member(ada), work), &(Correction){ S("A bank"), S(""), S("Words."), S(""), S(""), S("by"), S("It was a bank."), false }), DONE);
    assert_true(tells(tx, ada, "A bench (It was a bank.)"));
    assert_int_equal(piece_edit(tx, desk(tx, marek), piece, &(Edit){ S("A pot"), S("Half of it."), S("") }), DONE);
    assert_int_equal(round_say(tx, author_of(tx, member(ada), piece), 1, false, S("It is a kettle.")), DONE);
    assert_true(tells(tx, ada, "It is a kettle."));
    keep(tx);
    db_close(db);
}

/* What was said before is told too; what only waits is taken back alone; a new wording keeps the name. */
static void said_before(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), marek = person_in(db, "Marek", "marek@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Editor *by = desk(tx, marek);
    Term t = { .name = S("Care"), .also = S(""), .summary = S("") };
    term_make_trusted(tx, &t);
    i64 pens[] = { pen_of(tx, ada, "Marram"), pen_of(tx, ada, "Heron") }, first = said(tx, ada, t.id, "A kettle.", pens[0], 0);
    assert_int_equal(meaning_read(tx, by, first, true), DONE);
    i64 second = said(tx, ada, t.id, "Two kettles.", pens[1], first);
    assert_int_equal(meaning_take_back(tx, member(ada), second), DONE);
    assert_non_null(meaning_own(tx, member(ada), first));
    second = said(tx, ada, t.id, "Three kettles.", pens[1], first);
    assert_int_equal(meaning_read(tx, by, second, true), DONE);
    assert_true(str_is(meaning_own(tx, member(ada), second)->signed_by, "Marram"));        /* not Heron: everybody would see that they are one */
    /* Two that wait for the same place: the second takes that of the first, and one alone is shown. */
    i64 third = said(tx, ada, t.id, "Four kettles.", 0, second), fourth = said(tx, ada, t.id, "Five kettles.", 0, second);
    assert_int_equal(meaning_read(tx, by, third, true), DONE);
    assert_int_equal(meaning_read(tx, by, fourth, true), DONE);
    assert_int_equal(meanings_of(tx, NOBODY, t.id).count, 1);
    assert_int_equal(meanings_earlier(tx, NOBODY, t.id).count, 3);
    assert_true(tells(tx, ada, "A kettle.") && tells(tx, ada, "Three kettles."));
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Under the name of a group that they have left since: told all the same, and gone when they go. */
static void said_for_a_group(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Term t = { .name = S("Care"), .also = S(""), .summary = S("") };
    term_make_trusted(tx, &t);
    i64 group = byline_make_trusted(tx, S("group"), 7, S("The Tuesday Group"));
    meaning_make_trusted(tx, &(Meaning){ .term = t.id, .words = S("Our kettle."),
        .source = S(""), .said_on = S(""), .who_uses = S(""), .who_rejects = S(""), .state = S("shown") }, group, ada);
    assert_true(tells(tx, ada, "Our kettle."));
    forget_everywhere_trusted(tx, ada);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from meaning where offered_by <> $1"), B(S(""))), 0);
    keep(tx);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(written_by_two), cmocka_unit_test(each_is_told), cmocka_unit_test(one_of_two_goes), cmocka_unit_test(gone_apart),
        cmocka_unit_test(changed_at_the_desk), cmocka_unit_test(nothing_leads_to_what_is_gone), cmocka_unit_test(erased_versions), cmocka_unit_test(no_second_reader_of_ones_own),
        cmocka_unit_test(who_is_paid), cmocka_unit_test(wordings_before), cmocka_unit_test(many_tombstones), cmocka_unit_test(said_before), cmocka_unit_test(said_for_a_group) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
