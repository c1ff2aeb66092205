/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a browser answers, verified: type, challenge, origin, site, presence, verification, signature.  No data is touched. */
#include "people/passkey.h"

#include "seal/seal.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <openssl/sha.h>

enum { SITE_HASH = 32, FLAGS_AT = 32, PRESENT = 0x01, VERIFIED = 0x04, AUTH_LEAST = 37 };

/* The first byte of a key as we keep it says which of these it is. */
static const int algorithms[] = { COSE_ES256, COSE_RS256, COSE_EDDSA };

const char *passkey_word(PasskeyWord w)
{
    switch (w) {
    case PASSKEY_FITS: return "fits";
    case PASSKEY_TYPE: return "type";
    case PASSKEY_CHALLENGE: return "challenge";
    case PASSKEY_OLD: return "too-old";
    case PASSKEY_SPENT: return "spent";
    case PASSKEY_ORIGIN: return "origin";
    case PASSKEY_FRAMED: return "framed";
    case PASSKEY_SITE: return "site";
    case PASSKEY_NOBODY_THERE: return "not-present";
    case PASSKEY_NOT_VERIFIED: return "not-verified";
    case PASSKEY_KEY: return "key";
    case PASSKEY_SIGNATURE: return "signature";
    case PASSKEY_COUNTER: return "counter";
    case PASSKEY_UNKNOWN: return "unknown";
    case PASSKEY_TAKEN: return "taken";
    case PASSKEY_OF_ANOTHER: return "of-another";
    case PASSKEY_FROZEN: return "frozen";
    case PASSKEY_MANY: return "many";
    }
    return "";
}

/* ---- challenges ---- */

Str passkey_ticket(Arena *a) { return str_format(a, "%lld.%.*s", time_now().us, FMT(token_new(a))); }

Str passkey_challenge(Arena *a, const PasskeyAsk *ask)
{
    return seal_hash(a, str_format(a, "passkey %s %.*s %.*s", ask->what, FMT(ask->secret), FMT(ask->ticket)));
}

static bool too_old(Str ticket)
{
    i64 made = 0, now = time_now().us;
    return !str_int(str_cut(&ticket, '.'), &made) || made > now + MINUTES(1) || now - made > MINUTES(5);
}

/* ---- what the browser says it signed for ---- */

static Str origin_of(const Network *n)
{
    Str u = n->base_url;
    ptrdiff_t at = str_find(u, S("://"));
    if (at < 0) return S("");
    Str host = { u.at + at + 3, u.len - (size_t)at - 3 };
    return (Str){ u.at, (size_t)at + 3 + str_cut(&host, '/').len };
}

Str passkey_site(const Network *n)
{
    Str o = origin_of(n);
    ptrdiff_t at = str_find(o, S("://"));
    Str host = at < 0 ? S("") : (Str){ o.at + at + 3, o.len - (size_t)at - 3 };
    return str_cut(&host, ':');
}

static bool goes_on(Str *rest, Str with)
{
    if (!str_starts(*rest, with)) return false;
    rest->at += with.len, rest->len -= with.len;
    return true;
}

/* WebAuthn level 2, 5.8.1.1 fixes how this JSON is written, so that it can be compared and nobody has to parse it. */
PasskeyWord passkey_client_data(Arena *a, const PasskeyAsk *ask, Str client_data)
{
    Str rest = client_data, challenge = passkey_challenge(a, ask);
    if (!goes_on(&rest, !strcmp(ask->what, "add") ? S("{\"type\":\"webauthn.create\",\"challenge\":\"") : S("{\"type\":\"webauthn.get\",\"challenge\":\"")))
        return PASSKEY_TYPE;
    if (!goes_on(&rest, base64url(a, challenge.at, challenge.len)) || !goes_on(&rest, S("\",\"origin\":\""))) return PASSKEY_CHALLENGE;
    if (too_old(ask->ticket)) return PASSKEY_OLD;
    if (!goes_on(&rest, origin_of(ask->network)) || !goes_on(&rest, S("\""))) return PASSKEY_ORIGIN;
    if (str_is(rest, "}")) return PASSKEY_FITS;
    return goes_on(&rest, S(",\"crossOrigin\":false")) && (str_is(rest, "}") || str_starts(rest, S(","))) ? PASSKEY_FITS : PASSKEY_FRAMED;
}

/* ---- what the authenticator says ---- */

PasskeyWord passkey_auth_data(const Network *n, Str auth_data)
{
    unsigned char site[SITE_HASH];
    Str id = passkey_site(n);
    if (auth_data.len < AUTH_LEAST) return PASSKEY_KEY;
    SHA256((const unsigned char *)id.at, id.len, site);
    if (memcmp(auth_data.at, site, sizeof site)) return PASSKEY_SITE;
    if (!(auth_data.at[FLAGS_AT] & PRESENT)) return PASSKEY_NOBODY_THERE;
    return auth_data.at[FLAGS_AT] & VERIFIED ? PASSKEY_FITS : PASSKEY_NOT_VERIFIED;
}

static Str bytes(Arena *a, const unsigned char *p, size_t n) { return str_copy(a, (Str){ (const char *)p, n }); }
static const unsigned char *raw(Str s) { return (const unsigned char *)s.at; }

/* Attestation is "none": who made the authenticator is not asked, so there is no statement to verify. */
PasskeyWord passkey_read_new(Arena *a, const PasskeyAsk *ask, const PasskeyAnswer *from, NewPasskey *to)
{
    PasskeyWord w = passkey_client_data(a, ask, from->client_data);
    if (w == PASSKEY_FITS) w = passkey_auth_data(ask->network, from->auth_data);
    if (w != PASSKEY_FITS) return w;
    for (int i = 0; i < COUNT(algorithms); i++) {
        fido_cred_t *c = fido_cred_new();
        bool read = c && fido_cred_set_type(c, algorithms[i]) == FIDO_OK && fido_cred_set_authdata_raw(c, raw(from->auth_data), from->auth_data.len) == FIDO_OK
            && fido_cred_pubkey_len(c) && fido_cred_id_len(c);
        if (read) {
            Str key = bytes(a, fido_cred_pubkey_ptr(c), fido_cred_pubkey_len(c));
            to->key = str_format(a, "%d", i);
            to->key = str_join(a, (const Str[]){ to->key, key }, 2, S(""));
            to->credential = bytes(a, fido_cred_id_ptr(c), fido_cred_id_len(c));
            to->counter = fido_cred_sigcount(c);
        }
        fido_cred_free(&c);
        if (read) return PASSKEY_FITS;
    }
    return PASSKEY_KEY;
}

/* ---- signatures ---- */

static int verify_with(const fido_assert_t *f, int which, Str key)
{
    int said = FIDO_ERR_INTERNAL;
    if (algorithms[which] == COSE_ES256) {
        es256_pk_t *k = es256_pk_new();
        if (k && es256_pk_from_ptr(k, key.at, key.len) == FIDO_OK) said = fido_assert_verify(f, 0, COSE_ES256, k);
        es256_pk_free(&k);
    } else if (algorithms[which] == COSE_RS256) {
        rs256_pk_t *k = rs256_pk_new();
        if (k && rs256_pk_from_ptr(k, key.at, key.len) == FIDO_OK) said = fido_assert_verify(f, 0, COSE_RS256, k);
        rs256_pk_free(&k);
    } else {
        eddsa_pk_t *k = eddsa_pk_new();
        if (k && eddsa_pk_from_ptr(k, key.at, key.len) == FIDO_OK) said = fido_assert_verify(f, 0, COSE_EDDSA, k);
        eddsa_pk_free(&k);
    }
    return said;
}

PasskeyWord passkey_verify(Arena *a, const PasskeyAsk *ask, const PasskeyAnswer *from, Str key)
{
    int which = key.len > 1 ? key.at[0] - '0' : -1;
    PasskeyWord w = passkey_auth_data(ask->network, from->auth_data);
    if (w != PASSKEY_FITS) return w;
    if (which < 0 || which >= COUNT(algorithms) || !from->signature.len) return PASSKEY_SIGNATURE;
    fido_assert_t *f = fido_assert_new();
    bool set = f && fido_assert_set_rp(f, str_cstr(a, passkey_site(ask->network))) == FIDO_OK && fido_assert_set_count(f, 1) == FIDO_OK
        && fido_assert_set_clientdata(f, raw(from->client_data), from->client_data.len) == FIDO_OK
        && fido_assert_set_authdata_raw(f, 0, raw(from->auth_data), from->auth_data.len) == FIDO_OK
        && fido_assert_set_sig(f, 0, raw(from->signature), from->signature.len) == FIDO_OK
        && fido_assert_set_up(f, FIDO_OPT_TRUE) == FIDO_OK && fido_assert_set_uv(f, FIDO_OPT_TRUE) == FIDO_OK;
    int said = set ? verify_with(f, which, (Str){ key.at + 1, key.len - 1 }) : FIDO_ERR_INTERNAL;
    fido_assert_free(&f);
    return said == FIDO_OK ? PASSKEY_FITS : PASSKEY_SIGNATURE;
}
