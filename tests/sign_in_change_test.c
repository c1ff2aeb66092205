/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Links switched off, addresses that come and go, the letter about each change, stopping everything and letting it go on. */
#include "sign_in_for_tests.h"

static void links_switched_off(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "home@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(links_switch(tx, as(ada), true, &net), CONFLICT);                     /* nothing else would be left */
    keep(tx);
    set_passphrase(db, ada, "a kettle and a lamp");
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(links_switch(tx, as(ada), true, &net), DONE);
    sign_in_ask(tx, NOBODY, S("home@x.example"), browser, &net);
    keep(tx);
    Str token = S("");
    assert_int_equal(letters_to(db, "home@x.example", "sign-in", &token), 1);
    assert_int_equal(number(db, "select count(*) from sign_in_link where address > 0"), 0);
    i64 bo = person_in(db, "Bo", "home@x.example");
    tx = tx_open(arena, db, TX_WRITE);
    sign_in_ask(tx, NOBODY, S("home@x.example"), browser, &net);
    keep(tx);
    assert_int_equal(letters_to(db, "home@x.example", "sign-in", &token), 2);
    tx = tx_open(arena, db, TX_WRITE);
    const SignInLink *l = sign_in_link(tx, NOBODY, token, browser);
    assert_non_null(l);
    assert_int_equal(l->people.count, 1);                                                 /* whom the link lets in is the other */
    assert_int_equal(l->people.at[0].id, bo);
    assert_int_equal(sign_in_use(tx, NOBODY, &(SignInTry){ token, browser, S(""), ada }), GONE);
    assert_int_equal(passphrase_remove(tx, as(ada), &net), DONE);
    assert_false(means_of_trusted(tx, ada).links_off);
    keep(tx);
    db_close(db);
}

static void addresses_change(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "old@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 old = address_find_trusted(tx, S("old@x.example"));
    assert_int_equal(address_remove(tx, as(ada), old, &net), CONFLICT);
    address_ask(tx, as(ada), S("New@x.example"), &net);
    keep(tx);
    Str token = S("");
    assert_int_equal(letters_to(db, "new@x.example", "address", &token), 1);
    tx = tx_open(arena, db, TX_WRITE);
    assert_true(str_is(address_asked(tx, as(ada), token), "new@x.example"));
    assert_int_equal(people_at_trusted(tx, S("new@x.example")).count, 0);
    assert_int_equal(address_asked(tx, NOBODY, token).len, 0);                             /* the letter went astray: a stranger presses */
    assert_int_equal(address_confirm(tx, NOBODY, token, &net), GONE);
    assert_int_equal(address_confirm(tx, as(ada + 1), token, &net), GONE);
    assert_int_equal(people_at_trusted(tx, S("new@x.example")).count, 0);
    assert_int_equal(address_confirm(tx, as(ada), token, &net), DONE);
    assert_int_equal(address_confirm(tx, as(ada), token, &net), GONE);
    i64 new = address_find_trusted(tx, S("new@x.example"));
    assert_int_equal(people_of_address_trusted(tx, new).count, 1);
    keep(tx);
    assert_int_equal(letters_to(db, "old@x.example", "change", NULL), 1);                  /* to the one of before, and to it alone */
    assert_int_equal(letters_to(db, "new@x.example", "change", NULL), 0);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(address_make_main(tx, as(ada), new, &net), DONE);
    assert_true(str_is(person_email_trusted(tx, ada), "new@x.example"));
    assert_int_equal(address_remove(tx, as(ada + 1), old, &net), GONE);
    assert_int_equal(address_remove(tx, as(ada), old, &net), DONE);
    assert_int_equal(address_find_trusted(tx, S("old@x.example")), 0);
    keep(tx);
    assert_int_equal(letters_to(db, "old@x.example", "change", NULL), 3);
    assert_int_equal(letters_to(db, "new@x.example", "change", NULL), 2);
    db_close(db);
}

/* Somebody has got in, puts in an address, a passkey and a passphrase of theirs, and takes the owner's address away. */
static void freezing(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Device owners = device(ES256), thiefs = device(ES256);
    assert_int_equal(add(db, ada, &owners), PASSKEY_FITS);
    time_pretend(time_after(time_now(), HOURS(1)));
    Str token = S(""), first = S(""), thiefs_token = S(""), thaw = S("");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    address_ask(tx, as(ada), S("thief@x.example"), &net);
    keep(tx);
    letters_to(db, "thief@x.example", "address", &token);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(address_confirm(tx, as(ada), token, &net), DONE);
    keep(tx);
    letters_to(db, "ada@x.example", "change", &first);
    time_pretend(time_after(time_now(), MINUTES(1)));
    assert_int_equal(add(db, ada, &thiefs), PASSKEY_FITS);
    set_passphrase(db, ada, "the thief's kettle");
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(links_switch(tx, as(ada), true, &net), DONE);
    assert_int_equal(address_remove(tx, as(ada), address_find_trusted(tx, S("ada@x.example")), &net), DONE);
    keep(tx);
    letters_to(db, "thief@x.example", "change", &thiefs_token);
    tx = tx_open(arena, db, TX_WRITE);
    assert_false(change_told(tx, NOBODY, first)->frozen);                                  /* looking does nothing */
    assert_int_equal(thaw_ask(tx, NOBODY, first, &net), GONE);
    assert_int_equal(freeze_use(tx, NOBODY, S("AAAAAAAAAAAAAAAAAAAAAA")), GONE);
    assert_int_equal(freeze_use(tx, NOBODY, first), DONE);
    assert_true(person_frozen_trusted(tx, ada));
    assert_null(sign_in_link(tx, NOBODY, (Str){ sign_in_link_make_trusted(tx, ada, net.base_url).at + 38, 22 }, S("")));
    keep(tx);
    assert_int_equal(press(db, &owners, ada), PASSKEY_FROZEN);
    assert_int_equal(press(db, &thiefs, ada), PASSKEY_FROZEN);
    assert_int_equal(whose(db, "thief@x.example", "the thief's kettle"), 0);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(freeze_use(tx, NOBODY, thiefs_token), DONE);                          /* freezing it too does not make it the thief's */
    assert_int_equal(thaw_ask(tx, NOBODY, thiefs_token, &net), CONFLICT);
    assert_int_equal(thaw_ask(tx, NOBODY, first, &net), DONE);
    keep(tx);
    letters_to(db, "ada@x.example", "change", &thaw);
    tx = tx_open(arena, db, TX_WRITE);
    const Thaw *t = thaw_asked(tx, NOBODY, thaw);
    assert_non_null(t);
    assert_int_equal(t->changes.count, 5);
    Thawed in = thaw_use(tx, NOBODY, thaw, true);
    assert_int_equal(in.person, ada);
    assert_true(in.sign_in);
    assert_int_equal(thaw_use(tx, NOBODY, thaw, true).person, 0);
    assert_true(str_is(person_email_trusted(tx, ada), "ada@x.example"));
    assert_true(addresses_of_trusted(tx, ada).at[0].main);
    assert_true(addresses_of_trusted(tx, ada).at[0].confirmed_at.us < time_after(time_now(), -MINUTES(30)).us);   /* as old as it was */
    assert_int_equal(freeze_use(tx, NOBODY, thiefs_token), GONE);                          /* thrown out, with all letters */
    assert_null(change_told(tx, NOBODY, thiefs_token));
    assert_int_equal(address_find_trusted(tx, S("thief@x.example")), 0);
    assert_false(means_of_trusted(tx, ada).passphrase || means_of_trusted(tx, ada).links_off);
    keep(tx);
    assert_int_equal(press(db, &owners, ada), PASSKEY_FITS);
    assert_int_equal(press(db, &thiefs, ada), PASSKEY_UNKNOWN);
    time_pretend(time_after(time_now(), DAYS(31)));
    tx = tx_open(arena, db, TX_WRITE);
    assert_null(change_told(tx, NOBODY, first));
    changes_expire_trusted(tx);
    keep(tx);
    assert_int_equal(number(db, "select count(*) from sign_in_change"), 0);
    time_pretend((Time){ 0 });
    EVP_PKEY_free(owners.key), EVP_PKEY_free(thiefs.key);
    db_close(db);
}

/* The owner took the thief's address away; the letter about that went there too. */
static void thrown_out(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Str added = S(""), token = S(""), removed = S("");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    address_ask(tx, as(ada), S("thief@x.example"), &net);
    keep(tx);
    letters_to(db, "thief@x.example", "address", &token);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(address_confirm(tx, as(ada), token, &net), DONE);
    i64 thiefs = address_find_trusted(tx, S("thief@x.example"));
    assert_int_equal(address_make_main(tx, as(ada), thiefs, &net), DONE);
    assert_int_equal(address_remove(tx, as(ada), thiefs, &net), DONE);
    assert_true(addresses_of_trusted(tx, ada).at[0].main);
    keep(tx);
    letters_to(db, "thief@x.example", "change", &removed);
    letters_to(db, "ada@x.example", "change", &added);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(freeze_use(tx, NOBODY, removed), DONE);                               /* stops, but does not open */
    assert_int_equal(thaw_ask(tx, NOBODY, removed, &net), CONFLICT);
    assert_int_equal(thaw_ask(tx, NOBODY, added, &net), DONE);
    keep(tx);
    db_close(db);
}

/* The main address was the thief's: what is left is written to again. */
static void main_again(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Str first = S(""), token = S(""), thaw = S("");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    address_ask(tx, as(ada), S("thief@x.example"), &net);
    keep(tx);
    letters_to(db, "thief@x.example", "address", &token);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(address_confirm(tx, as(ada), token, &net), DONE);
    keep(tx);
    letters_to(db, "ada@x.example", "change", &first);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(address_make_main(tx, as(ada), address_find_trusted(tx, S("thief@x.example")), &net), DONE);
    address_give_trusted(tx, ada, S("email"), S("ada@x.example"), S("email"));             /* joined once more: it is as old as it was */
    assert_int_equal(freeze_use(tx, NOBODY, first), DONE);
    assert_int_equal(thaw_ask(tx, NOBODY, first, &net), DONE);
    keep(tx);
    letters_to(db, "ada@x.example", "change", &thaw);
    tx = tx_open(arena, db, TX_WRITE);
    assert_true(thaw_use(tx, NOBODY, thaw, true).sign_in);
    assert_int_equal(addresses_of_trusted(tx, ada).count, 1);
    assert_true(addresses_of_trusted(tx, ada).at[0].main);
    keep(tx);
    db_close(db);
}

/* The thief switched links off first: a letter from after that is not enough, the oldest one is. */
static void the_oldest_letter(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Str oldest = S(""), newest = S(""), thaw = S("");
    set_passphrase(db, ada, "the thief's kettle");
    letters_to(db, "ada@x.example", "change", &oldest);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(links_switch(tx, as(ada), true, &net), DONE);
    keep(tx);
    Device d = device(EDDSA);
    assert_int_equal(add(db, ada, &d), PASSKEY_FITS);
    letters_to(db, "ada@x.example", "change", &newest);
    for (int i = 0; i < 2; i++) {
        Str token = i ? oldest : newest;
        tx = tx_open(arena, db, TX_WRITE);
        assert_int_equal(freeze_use(tx, NOBODY, token), DONE);
        assert_int_equal(thaw_ask(tx, NOBODY, token, &net), DONE);
        keep(tx);
        letters_to(db, "ada@x.example", "change", &thaw);
        tx = tx_open(arena, db, TX_WRITE);
        assert_int_equal(thaw_use(tx, NOBODY, thaw, true).sign_in, i);
        assert_int_equal(means_of_trusted(tx, ada).passphrase, !i);
        assert_int_equal(means_of_trusted(tx, ada).links_off, !i);
        keep(tx);
    }
    assert_int_equal(press(db, &d, ada), PASSKEY_UNKNOWN);
    EVP_PKEY_free(d.key);
    db_close(db);
}

/* Stopped, and forgotten for months: nobody is locked out for ever. */
static void never_for_ever(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Str token = S(""), told = S("");
    Time began = time_now();
    set_passphrase(db, ada, "a kettle and a lamp");
    letters_to(db, "ada@x.example", "change", &token);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(freeze_use(tx, NOBODY, token), DONE);
    keep(tx);
    time_pretend(time_after(began, DAYS(90)));
    tx = tx_open(arena, db, TX_WRITE);
    changes_expire_trusted(tx);
    assert_non_null(change_told(tx, NOBODY, token));
    assert_int_equal(thaw_ask(tx, NOBODY, token, &net), DONE);
    assert_true(thaw_by_hand_trusted(tx, ada, &net));
    assert_false(thaw_by_hand_trusted(tx, ada, &net));
    assert_false(person_frozen_trusted(tx, ada));
    assert_int_equal(freeze_use(tx, NOBODY, token), GONE);                                 /* the letters of before open nothing */
    keep(tx);
    assert_int_equal(letters_to(db, "ada@x.example", "change", &told), 3);
    tx = tx_open(arena, db, TX_WRITE);
    assert_null(thaw_asked(tx, NOBODY, told));
    assert_non_null(change_told(tx, NOBODY, told));                                        /* and the one that tells of it does */
    keep(tx);
    time_pretend((Time){ 0 });
    db_close(db);
}

/* Where links were off before, the mailbox has other readers: a letter may stop everything, but lets nobody in. */
static void letters_are_not_enough(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "home@x.example");
    set_passphrase(db, ada, "a kettle and a lamp");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(links_switch(tx, as(ada), true, &net), DONE);
    keep(tx);
    Device d = device(EDDSA);
    assert_int_equal(add(db, ada, &d), PASSKEY_FITS);
    Str token = S(""), thaw = S("");
    letters_to(db, "home@x.example", "change", &token);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(freeze_use(tx, NOBODY, token), DONE);
    assert_int_equal(thaw_ask(tx, NOBODY, token, &net), DONE);
    keep(tx);
    letters_to(db, "home@x.example", "change", &thaw);
    tx = tx_open(arena, db, TX_WRITE);
    Thawed in = thaw_use(tx, NOBODY, thaw, true);
    assert_int_equal(in.person, ada);
    assert_false(in.sign_in);
    assert_true(means_of_trusted(tx, ada).links_off);
    keep(tx);
    assert_int_equal(press(db, &d, ada), PASSKEY_FITS);
    assert_int_equal(whose(db, "home@x.example", "a kettle and a lamp"), ada);
    EVP_PKEY_free(d.key);
    db_close(db);
}

static void told_and_forgotten(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Device d = device(ES256);
    assert_int_equal(add(db, ada, &d), PASSKEY_FITS);
    set_passphrase(db, ada, "a kettle and a lamp");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    address_ask(tx, as(ada), S("canary@x.example"), &net);
    Holdings h = { .arena = arena };
    people_room.tell(tx, ada, &h);
    static const char *const told[] = { "Blue", "canary@x.example", "A passkey was added", "A passphrase was set" };
    for (int i = 0; i < COUNT(told); i++) {
        bool found = false;
        for (int k = 0; k < h.count; k++) found = found || str_is(h.at[k].words, told[i]);
        if (!found) fail_msg("nothing told of “%s”", told[i]);
    }
    people_room.forget(tx, ada);
    keep(tx);
    assert_int_equal(number(db, "select (select count(*) from passkey) + (select count(*) from sign_in_means) + (select count(*) from sign_in_change)"
        " + (select count(*) from address_request) + (select count(*) from person)"), 0);
    EVP_PKEY_free(d.key);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(links_switched_off), cmocka_unit_test(addresses_change), cmocka_unit_test(freezing), cmocka_unit_test(thrown_out),
        cmocka_unit_test(main_again), cmocka_unit_test(the_oldest_letter), cmocka_unit_test(never_for_ever), cmocka_unit_test(letters_are_not_enough),
        cmocka_unit_test(told_and_forgotten) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
