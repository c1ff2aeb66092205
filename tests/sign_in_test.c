/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Ways to sign in: passkeys with keys made here, passphrases, sessions, addresses, notice of change, freezing. */
#include "house_for_tests.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <stdlib.h>

#include "people/letters.h"
#include "people/means.h"
#include "people/own_address.h"
#include "people/passkey.h"
#include "people/passphrase.h"
#include "people/people.h"
#include "people/sign_in_change.h"
#include "seal/seal.h"

static const Network net = { .name = { "Hearth Network", 14 }, .short_name = { "Hearth", 6 }, .base_url = { "http://localhost:8080", 21 } };
static const Str browser = { "AAAAAAAAAAAAAAAAAAAAAA", 22 };

static Who as(i64 person) { return (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS }; }

static i64 person_in(Db *db, const char *name, const char *email)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 id = person_make_trusted(tx, str_c(name), S("email"), S(""));
    address_give_trusted(tx, id, S("email"), str_c(email), S("test"));
    consent_give_trusted(tx, id, S("keep"), S("test"), 0);
    keep(tx);
    return id;
}

/* ---- an authenticator ---- */

enum { ES256, RS256, EDDSA };
typedef struct { int kind; EVP_PKEY *key; char id[16]; uint32_t counter; unsigned char flags; } Device;

static Device device(int kind)
{
    Device d = { .kind = kind, .flags = 0x05 };
    d.key = kind == ES256 ? EVP_EC_gen("P-256") : kind == RS256 ? EVP_RSA_gen(2048) : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    random_bytes(d.id, sizeof d.id);
    return d;
}

static void number_of(const EVP_PKEY *key, const char *name, unsigned char *to, int size)
{
    BIGNUM *n = NULL;
    assert_true(EVP_PKEY_get_bn_param(key, name, &n));
    BN_bn2binpad(n, to, size);
    BN_free(n);
}

static void cose_key(const Device *d, Buf *b)
{
    unsigned char x[256], y[32];
    size_t n = 32;
    if (d->kind == ES256) {
        number_of(d->key, "qx", x, 32), number_of(d->key, "qy", y, 32);
        buf_str(b, S("\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20")), buf_add(b, (char *)x, 32), buf_str(b, S("\x22\x58\x20")), buf_add(b, (char *)y, 32);
    } else if (d->kind == EDDSA) {
        assert_true(EVP_PKEY_get_raw_public_key(d->key, x, &n));
        buf_str(b, S("\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20")), buf_add(b, (char *)x, 32);
    } else {
        number_of(d->key, "n", x, 256);
        buf_add(b, "\xa4\x01\x03\x03\x39\x01\x00\x20\x59\x01\x00", 11), buf_add(b, (char *)x, 256), buf_str(b, S("\x21\x43\x01\x00\x01"));
    }
}

static Str auth_data(const Device *d, const char *site, bool fresh)
{
    unsigned char hash[32];
    Buf b = buf_open(arena, 512);
    SHA256((const unsigned char *)site, strlen(site), hash);
    buf_add(&b, (char *)hash, 32);
    buf_byte(&b, (char)(d->flags | (fresh ? 0x40 : 0)));
    for (int i = 24; i >= 0; i -= 8) buf_byte(&b, (char)(d->counter >> i & 255));
    if (fresh) {
        buf_add(&b, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10", 18);
        buf_add(&b, d->id, sizeof d->id);
        cose_key(d, &b);
    }
    return buf_view(&b);
}

static Str client_data(const PasskeyAsk *ask, const char *type)
{
    Str c = passkey_challenge(arena, ask);
    return str_format(arena, "{\"type\":\"%s\",\"challenge\":\"%.*s\",\"origin\":\"%.*s\",\"crossOrigin\":false}", type, FMT(base64url(arena, c.at, c.len)), FMT(net.base_url));
}

static Str signed_by(const Device *d, Str auth, Str client)
{
    unsigned char hash[32], to[512];
    size_t n = sizeof to;
    SHA256((const unsigned char *)client.at, client.len, hash);
    Str both = str_join(arena, (const Str[]){ auth, { (char *)hash, 32 } }, 2, S(""));
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    assert_true(EVP_DigestSignInit(c, NULL, d->kind == EDDSA ? NULL : EVP_sha256(), NULL, d->key));
    assert_true(EVP_DigestSign(c, to, &n, (const unsigned char *)both.at, both.len));
    EVP_MD_CTX_free(c);
    return str_copy(arena, (Str){ (char *)to, n });
}

static PasskeyAsk ask_for(const char *what) { return (PasskeyAsk){ what, passkey_ticket(arena), browser, &net }; }

static PasskeyWord add(Db *db, i64 person, const Device *d)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    PasskeyAsk ask = ask_for("add");
    PasskeyWord w = passkey_add(tx, as(person), &ask, &(PasskeyAnswer){ .client_data = client_data(&ask, "webauthn.create"), .auth_data = auth_data(d, "localhost", true) }, S("Blue"));
    keep(tx);
    return w;
}

static PasskeyAnswer answer(const Device *d, const PasskeyAsk *ask, i64 person)
{
    PasskeyAnswer a = { .client_data = client_data(ask, "webauthn.get"), .auth_data = auth_data(d, "localhost", false), .credential = { d->id, sizeof d->id } };
    a.signature = signed_by(d, a.auth_data, a.client_data), a.handle = passkey_handle(arena, person);
    return a;
}

static PasskeyWord go_in(Db *db, const PasskeyAsk *ask, const PasskeyAnswer *a, i64 *person)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    PasskeyWord w = passkey_sign_in(tx, NOBODY, ask, a, person);
    keep(tx);
    return w;
}

static PasskeyWord press(Db *db, const Device *d, i64 person)
{
    i64 in = 0;
    PasskeyAsk ask = ask_for("sign-in");
    PasskeyAnswer a = answer(d, &ask, person);
    PasskeyWord w = go_in(db, &ask, &a, &in);
    assert_true((w == PASSKEY_FITS) == (in == person));
    return w;
}

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

static void set_passphrase(Db *db, i64 person, const char *words)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    PassphraseTry *t = passphrase_new(tx, as(person), str_c(words));
    keep(tx);
    passphrase_work(t);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(passphrase_set(tx, as(person), t, &net), DONE);
    keep(tx);
}

static i64 whose(Db *db, const char *email, const char *words)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    PassphraseTry *t = passphrase_try(tx, NOBODY, str_c(email), str_c(words));
    keep(tx);
    passphrase_work(t);
    tx = tx_open(arena, db, TX_WRITE);
    i64 person = passphrase_person(tx, NOBODY, t);
    keep(tx);
    return person;
}

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

/* ---- letters: to whom, and the link inside ---- */

static int letters_to(Db *db, const char *email, const char *purpose, Str *link)
{
    int count = 0;
    Tx *tx = tx_open(arena, db, TX_READ);
    Query q = db_query_text(tx, S("select id, letter, purpose from outbox order by id"), (const Arg[]){ { .kind = ARG_END } });
    while (db_next(&q)) {
        Str raw = seal_read(arena, "outbox.letter", db_int(&q, 0), db_view(&q, 1));
        if (!str_is(db_view(&q, 2), purpose) || str_find(raw, str_format(arena, "%s", email)) < 0) continue;
        count++;
        ptrdiff_t at = str_find(raw, S("http://localhost:8080/"));
        if (link && at >= 0) {
            Str rest = { raw.at + at, raw.len - (size_t)at };
            size_t n = strcspn(rest.at, " \r\n\\\"<");
            *link = str_copy(arena, (Str){ rest.at + n - 22, 22 });
        }
    }
    keep(tx);
    return count;
}

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
    assert_true(str_is(address_asked(tx, NOBODY, token), "new@x.example"));
    assert_int_equal(people_at_trusted(tx, S("new@x.example")).count, 0);
    assert_int_equal(address_confirm(tx, NOBODY, token, &net), DONE);
    assert_int_equal(address_confirm(tx, NOBODY, token, &net), GONE);
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
    assert_int_equal(address_confirm(tx, NOBODY, token, &net), DONE);
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
    const struct CMUnitTest all[] = { cmocka_unit_test(passkeys), cmocka_unit_test(challenges), cmocka_unit_test(client_words), cmocka_unit_test(which_passphrases),
        cmocka_unit_test(passphrases), cmocka_unit_test(cost_rises), cmocka_unit_test(links_switched_off), cmocka_unit_test(addresses_change), cmocka_unit_test(freezing),
        cmocka_unit_test(letters_are_not_enough), cmocka_unit_test(told_and_forgotten) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
