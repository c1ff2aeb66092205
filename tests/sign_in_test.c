/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Ways to sign in: passkeys with keys made here, passphrases. */
#include "sign_in_for_tests.h"

static void passkeys(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    for (int kind = ES256; kind <= EDDSA; kind++) {
        Device d = device(kind), other = device(kind);
        assert_int_equal(add(db, ada, &d), PASSKEY_FITS);
        assert_int_equal(press(db, &d, ada), PASSKEY_FITS);
        assert_int_equal(press(db, &d, ada), PASSKEY_FITS);                  /* zero and zero: this device counts nothing */
        assert_int_equal(press(db, &d, bo), PASSKEY_OF_ANOTHER);
        assert_int_equal(add(db, bo, &d), PASSKEY_TAKEN);
        memcpy(other.id, d.id, sizeof d.id);
        assert_int_equal(press(db, &other, ada), PASSKEY_SIGNATURE);         /* the right id, another key */
        d.counter = 7;
        assert_int_equal(press(db, &d, ada), PASSKEY_FITS);
        assert_int_equal(press(db, &d, ada), PASSKEY_COUNTER);
        d.counter = 6;
        assert_int_equal(press(db, &d, ada), PASSKEY_COUNTER);
        d.counter = 8, d.flags = 0x01;
        assert_int_equal(press(db, &d, ada), PASSKEY_NOT_VERIFIED);
        d.flags = 0x04;
        assert_int_equal(press(db, &d, ada), PASSKEY_NOBODY_THERE);
        EVP_PKEY_free(d.key), EVP_PKEY_free(other.key);
    }
    assert_int_equal(number(db, "select count(*) from passkey where counter = 7"), 3);
    db_close(db);
}

/* A record that was joined to another lies still, and its passkey with it. */
static void record_lies_still(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Device d = device(ES256);
    assert_int_equal(add(db, ada, &d), PASSKEY_FITS);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    db_exec_(tx, "update person set state = 4 where id = $1", (const Arg[]){ I(ada), { .kind = ARG_END } });
    keep(tx);
    assert_int_equal(press(db, &d, ada), PASSKEY_UNKNOWN);
    EVP_PKEY_free(d.key);
    db_close(db);
}

static void challenges(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), in = 0;
    Device d = device(ES256);
    assert_int_equal(add(db, ada, &d), PASSKEY_FITS);
    PasskeyAsk ask = ask_for("sign-in");
    assert_int_equal(passkey_challenge(arena, &ask).len, 32);
    PasskeyAnswer a = answer(&d, &ask, ada);
    assert_int_equal(go_in(db, &ask, &a, &in), PASSKEY_FITS);
    assert_int_equal(go_in(db, &ask, &a, &in), PASSKEY_SPENT);
    ask = ask_for("sign-in");
    assert_int_equal(go_in(db, &ask, &a, &in), PASSKEY_CHALLENGE);           /* an old answer to a new one */
    a = answer(&d, &ask, ada);
    PasskeyAsk elsewhere = ask;
    elsewhere.secret = S("BBBBBBBBBBBBBBBBBBBBBB");
    assert_int_equal(go_in(db, &elsewhere, &a, &in), PASSKEY_CHALLENGE);
    PasskeyAsk adding = ask;
    adding.what = "add";
    assert_int_equal(passkey_client_data(arena, &adding, a.client_data), PASSKEY_TYPE);
    assert_int_equal(passkey_client_data(arena, &adding, client_data(&ask, "webauthn.create")), PASSKEY_CHALLENGE);
    Time made = time_now();
    time_pretend(time_after(made, MINUTES(5) + SECONDS(2)));
    assert_int_equal(go_in(db, &ask, &a, &in), PASSKEY_OLD);
    time_pretend(time_after(made, -MINUTES(3)));
    assert_int_equal(go_in(db, &ask, &a, &in), PASSKEY_OLD);                 /* from a time that has not come */
    time_pretend(time_after(made, MINUTES(4)));
    assert_int_equal(go_in(db, &ask, &a, &in), PASSKEY_FITS);
    time_pretend((Time){ 0 });
    EVP_PKEY_free(d.key);
    db_close(db);
}

static void client_words(void **state)
{
    (void)state;
    PasskeyAsk ask = ask_for("sign-in");
    Str good = client_data(&ask, "webauthn.get"), head = { good.at, good.len - strlen(",\"crossOrigin\":false}") };
    static const struct { const char *tail; PasskeyWord word; } tails[] = { { "}", PASSKEY_FITS }, { ",\"crossOrigin\":false}", PASSKEY_FITS },
        { ",\"crossOrigin\":false,\"more\":1}", PASSKEY_FITS }, { ",\"crossOrigin\":true}", PASSKEY_FRAMED }, { ",\"crossOrigin\":falsetrue}", PASSKEY_FRAMED },
        { ",\"topOrigin\":\"http://x\"}", PASSKEY_FRAMED }, { "", PASSKEY_FRAMED } };
    for (int i = 0; i < COUNT(tails); i++)
        assert_int_equal(passkey_client_data(arena, &ask, str_format(arena, "%.*s%s", FMT(head), tails[i].tail)), tails[i].word);
    Network other = net;
    other.base_url = S("https://localhost:8080");
    PasskeyAsk there = ask;
    there.network = &other;
    assert_int_equal(passkey_client_data(arena, &there, good), PASSKEY_ORIGIN);
    other.base_url = S("http://localhost:80");
    assert_int_equal(passkey_client_data(arena, &there, good), PASSKEY_ORIGIN);
    assert_int_equal(passkey_client_data(arena, &ask, S("")), PASSKEY_TYPE);
    Device d = device(EDDSA);
    assert_int_equal(passkey_auth_data(&net, auth_data(&d, "localhos", false)), PASSKEY_SITE);
    assert_int_equal(passkey_auth_data(&net, S("short")), PASSKEY_KEY);
    PasskeyAsk adding = ask_for("add");
    Str whole = auth_data(&d, "localhost", true);
    NewPasskey fresh;
    for (size_t n = 0; n < whole.len; n++) {                                 /* cut anywhere, it is no key */
        PasskeyAnswer cut = { .client_data = client_data(&adding, "webauthn.create"), .auth_data = str_copy(arena, (Str){ whole.at, n }) };
        assert_int_not_equal(passkey_read_new(arena, &adding, &cut, &fresh), PASSKEY_FITS);
    }
    EVP_PKEY_free(d.key);
}

/* ---- passphrases ---- */

static void which_passphrases(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "zebrafinch@x.example");
    static const char *const taken[] = { "kettle on the hob", "eight ch", "        x", "\xD9\x83\xD8\xA3\xD8\xB3 \xD8\xA7\xD9\x84\xD8\xB4\xD8\xA7\xD9\x8A", "12345678 and a bird", "qwertzuiopasd",
        "\xE8\x8C\xB6\xE8\x8C\xB6\xE8\x8C\xB6\xE5\x8F\xB6\xE8\x8C\xB6\xE5\xAE\xA4\xE5\xB0\x8F\xE7\xBB\x84", "correct-horse" };
    static const char *const refused[] = { "", "seven77", "password", "PASSWORD", "Password123", "12345678", "1234567890", "iloveyou", "qwertyuiop", " letmein1 ", "hearth is warm", "my HEARTH network",
        "zebrafinch sings", "Zebrafinch@x.example" };
    Tx *tx = tx_open(arena, db, TX_READ);
    for (int i = 0; i < COUNT(taken); i++) if (passphrase_fault(tx, as(ada), str_c(taken[i]), &net).len) fail_msg("“%s” was refused", taken[i]);
    for (int i = 0; i < COUNT(refused); i++) if (!passphrase_fault(tx, as(ada), str_c(refused[i]), &net).len) fail_msg("“%s” was taken", refused[i]);
    char many[202 * 3];
    for (int i = 0; i < 202; i++) memcpy(many + 3 * i, "\xE8\x8C\xB6", 3);
    assert_int_equal(passphrase_fault(tx, as(ada), (Str){ many, 600 }, &net).len, 0);
    assert_true(passphrase_fault(tx, as(ada), (Str){ many, 603 }, &net).len > 0);
    keep(tx);
    db_close(db);
}

static void passphrases(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "home@x.example"), bo = person_in(db, "Bo", "home@x.example");
    set_passphrase(db, ada, "kettle caf\xC3\xA9 lamp");
    set_passphrase(db, bo, "another kettle lamp");
    assert_int_equal(whose(db, "HOME@x.example", "kettle cafe\xCC\x81 lamp"), ada);       /* composed or not, it is the same */
    assert_int_equal(whose(db, "home@x.example", "another kettle lamp"), bo);
    assert_int_equal(whose(db, "home@x.example", "kettle caf\xC3\xA9 lamp "), 0);
    assert_int_equal(whose(db, "away@x.example", "kettle caf\xC3\xA9 lamp"), 0);
    Tx *tx = tx_open(arena, db, TX_READ);
    Query q = db_query_text(tx, S("select person, passphrase from sign_in_means order by person"), (const Arg[]){ { .kind = ARG_END } });
    Str salts[2];
    for (int i = 0; i < 2; i++) {
        assert_true(db_next(&q));
        assert_true(str_find(db_view(&q, 1), S("argon2id")) < 0);                         /* sealed */
        Str text = seal_read(arena, "sign_in_means.passphrase", db_int(&q, 0), db_view(&q, 1));
        assert_true(str_starts(text, S("argon2id 2 19456 ")));
        str_cut(&text, ' '), str_cut(&text, ' '), str_cut(&text, ' ');
        salts[i] = str_cut(&text, ' ');
    }
    assert_true(str_eq(salts[0], salts[1]));                                              /* one address, one stretching */
    keep(tx);
    db_close(db);
}

static void cost_rises(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Str salt = seal_salt(arena), hash = seal_stretch(arena, S("an old kettle"), salt, 1, 8192);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    means_row_trusted(tx, ada);
    Str old = str_format(arena, "argon2id 1 8192 %.*s %.*s", FMT(base64url(arena, salt.at, salt.len)), FMT(base64url(arena, hash.at, hash.len)));
    db_exec_(tx, "update sign_in_means set passphrase = $2, passphrase_at = 5 where person = $1", (const Arg[]){ I(ada), B(seal(arena, "sign_in_means.passphrase", ada, old)), { .kind = ARG_END } });
    keep(tx);
    assert_int_equal(whose(db, "ada@x.example", "a new kettle"), 0);
    assert_int_equal(whose(db, "ada@x.example", "an old kettle"), ada);
    tx = tx_open(arena, db, TX_READ);
    Query q = db_query_text(tx, S("select passphrase from sign_in_means"), (const Arg[]){ { .kind = ARG_END } });
    assert_true(db_next(&q));
    assert_true(str_starts(seal_read(arena, "sign_in_means.passphrase", ada, db_view(&q, 0)), S("argon2id 2 19456 ")));
    keep(tx);
    assert_int_equal(whose(db, "ada@x.example", "an old kettle"), ada);
    assert_int_equal(number(db, "select passphrase_at from sign_in_means"), 5);           /* the words are as old as they were */
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(passkeys), cmocka_unit_test(record_lies_still), cmocka_unit_test(challenges), cmocka_unit_test(client_words),
        cmocka_unit_test(which_passphrases), cmocka_unit_test(passphrases), cmocka_unit_test(cost_rises) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
