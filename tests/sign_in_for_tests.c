/* SPDX-License-Identifier: AGPL-3.0-or-later
 * An authenticator made of openssl, and short ways to sign in. */
#include "sign_in_for_tests.h"

#include <openssl/ec.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

const Network net = { .name = { "Hearth Network", 14 }, .short_name = { "Hearth", 6 }, .base_url = { "http://localhost:8080", 21 } };
const Str browser = { "AAAAAAAAAAAAAAAAAAAAAA", 22 };

Who as(i64 person) { return (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS }; }

/* ---- an authenticator ---- */

Device device(int kind)
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

Str auth_data(const Device *d, const char *site, bool fresh)
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

Str client_data(const PasskeyAsk *ask, const char *type)
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

PasskeyAsk ask_for(const char *what) { return (PasskeyAsk){ what, passkey_ticket(arena), browser, &net }; }

PasskeyWord add(Db *db, i64 person, const Device *d)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    PasskeyAsk ask = ask_for("add");
    PasskeyWord w = passkey_add(tx, as(person), &ask, &(PasskeyAnswer){ .client_data = client_data(&ask, "webauthn.create"), .auth_data = auth_data(d, "localhost", true) }, S("Blue"));
    keep(tx);
    return w;
}

PasskeyAnswer answer(const Device *d, const PasskeyAsk *ask, i64 person)
{
    PasskeyAnswer a = { .client_data = client_data(ask, "webauthn.get"), .auth_data = auth_data(d, "localhost", false), .credential = { d->id, sizeof d->id } };
    a.signature = signed_by(d, a.auth_data, a.client_data), a.handle = passkey_handle(arena, person);
    return a;
}

PasskeyWord go_in(Db *db, const PasskeyAsk *ask, const PasskeyAnswer *a, i64 *person)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    PasskeyWord w = passkey_sign_in(tx, NOBODY, ask, a, person);
    keep(tx);
    return w;
}

PasskeyWord press(Db *db, const Device *d, i64 person)
{
    i64 in = 0;
    PasskeyAsk ask = ask_for("sign-in");
    PasskeyAnswer a = answer(d, &ask, person);
    PasskeyWord w = go_in(db, &ask, &a, &in);
    assert_true((w == PASSKEY_FITS) == (in == person));
    return w;
}

/* ---- passphrases ---- */

void set_passphrase(Db *db, i64 person, const char *words)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    PassphraseTry *t = passphrase_new(tx, as(person), str_c(words));
    keep(tx);
    passphrase_work(t);
    tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(passphrase_set(tx, as(person), t, &net), DONE);
    keep(tx);
}

i64 whose(Db *db, const char *email, const char *words)
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

/* ---- letters: to whom, and the link inside ---- */

int letters_to(Db *db, const char *email, const char *purpose, Str *link)
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
