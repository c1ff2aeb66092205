/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sealing.  Layout of a sealed value: one byte that names the key, 24 of nonce,
 * then ciphertext and tag.  The additional data is "table.column" and the row's id. */
#include "seal/keys.h"

#include <sodium.h>
#include <stdio.h>

enum { NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };

static void sub_key(const Key *k, const char *what, unsigned char key[32])
{
    crypto_generichash(key, 32, (const unsigned char *)what, strlen(what), k->bytes, KEY_BYTES);
}

typedef struct { char text[120]; size_t len; } Bound;

static Bound bound_to(const char *column, i64 row)
{
    Bound b;
    int n = snprintf(b.text, sizeof b.text, "%s#%lld", column, row);
    b.len = n < 0 ? 0 : (size_t)n;
    return b;
}

Str seal(Arena *a, const char *column, i64 row, Str plain)
{
    unsigned char key[32];
    if (!plain.len) return S("");
    const Key *k = ring_now()->current;
    Bound b = bound_to(column, row);
    unsigned char *to = arena_alloc(a, 1 + NONCE + plain.len + TAG);
    to[0] = (unsigned char)k->number;
    randombytes_buf(to + 1, NONCE);                       /* never from chance_pretend(): a nonce must not repeat */
    sub_key(k, column, key);
    crypto_aead_xchacha20poly1305_ietf_encrypt(to + 1 + NONCE, NULL, (const unsigned char *)plain.at, plain.len,
        (const unsigned char *)b.text, b.len, NULL, to + 1, key);
    sodium_memzero(key, sizeof key);
    return (Str){ (const char *)to, 1 + NONCE + plain.len + TAG };
}

static const Key *key_named(const Ring *r, int number)
{
    for (int i = 0; i < r->count; i++) if (r->at[i].number == number) return &r->at[i];
    return NULL;
}

bool seal_open(Arena *a, const char *column, i64 row, Str sealed, Str *plain)
{
    unsigned char key[32];
    const unsigned char *p = (const unsigned char *)sealed.at;
    if (!sealed.len) { *plain = S(""); return true; }
    if (sealed.len < 1 + NONCE + TAG) return false;
    const Key *k = key_named(ring_now(), p[0]);
    if (!k) k = key_named(ring_again(), p[0]);
    if (!k) return false;
    Bound b = bound_to(column, row);
    unsigned char *to = arena_alloc(a, sealed.len);
    unsigned long long n = 0;
    sub_key(k, column, key);
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(to, &n, NULL, p + 1 + NONCE, sealed.len - 1 - NONCE,
        (const unsigned char *)b.text, b.len, p + 1, key);
    sodium_memzero(key, sizeof key);
    if (rc) return false;
    *plain = (Str){ (const char *)to, n };
    return true;
}

Str seal_read(Arena *a, const char *column, i64 row, Str sealed)
{
    Str plain = S("");
    if (!seal_open(a, column, row, sealed, &plain)) log_warn("seal", "column=%s does not open", column);
    return plain;
}

bool seal_is_current(Str sealed)
{
    return !sealed.len || (unsigned char)sealed.at[0] == ring_now()->current->number;
}

/* ---- what is found again ---- */

static Str hashed(Arena *a, const Key *k, const char *what, Str text, size_t size)
{
    unsigned char key[32], *to = arena_alloc(a, size);
    sub_key(k, what, key);
    crypto_generichash(to, size, (const unsigned char *)text.at, text.len, key, sizeof key);
    sodium_memzero(key, sizeof key);
    return (Str){ (const char *)to, size };
}

Str seal_find(Arena *a, const char *what, Str folded) { return hashed(a, ring_now()->current, what, folded, 16); }
Str seal_find_before(Arena *a, const char *what, Str folded) { return hashed(a, ring_now()->before, what, folded, 16); }

SealFinds seal_finds(Arena *a, const char *what, Str folded)
{
    const Ring *r = ring_now();
    SealFinds f = { .count = 0 };
    for (int i = 0; i < r->count; i++) f.at[f.count++] = hashed(a, &r->at[i], what, folded, 16);
    return f;
}

/* ---- tokens ---- */

Str seal_hash(Arena *a, Str token) { return hashed(a, ring_now()->first, "token", token, 32); }
Str seal_keyed(Arena *a, const char *what, Str token) { return hashed(a, ring_now()->first, what, token, 16); }
Str seal_sign(Arena *a, const char *what, Str text) { return base64url(a, seal_keyed(a, what, text).at, 16); }

bool seal_signed(const char *what, Str text, Str signature)
{
    Arena *a = arena_open();
    Str right = seal_sign(a, what, text);
    bool same = signature.len == right.len && sodium_memcmp(right.at, signature.at, right.len) == 0;
    arena_close(a);
    return same;
}

Str seal_stretch(Arena *a, Str passphrase, Str salt, i64 passes, i64 kib)
{
    unsigned char key[32], peppered[32], *to = arena_alloc(a, 32);
    if (salt.len != crypto_pwhash_SALTBYTES || passes < 1 || kib < 8) return S("");
    sub_key(ring_now()->first, "passphrase pepper", key);
    crypto_generichash(peppered, sizeof peppered, (const unsigned char *)passphrase.at, passphrase.len, key, sizeof key);
    int refused = crypto_pwhash(to, 32, (const char *)peppered, sizeof peppered, (const unsigned char *)salt.at, (unsigned long long)passes,
        (size_t)kib * 1024, crypto_pwhash_ALG_ARGON2ID13);
    sodium_memzero(key, sizeof key), sodium_memzero(peppered, sizeof peppered);
    return refused ? S("") : (Str){ (const char *)to, 32 };
}

Str seal_salt(Arena *a)
{
    unsigned char *to = arena_alloc(a, crypto_pwhash_SALTBYTES);
    random_bytes(to, crypto_pwhash_SALTBYTES);
    return (Str){ (const char *)to, crypto_pwhash_SALTBYTES };
}

bool seal_same(Str a, Str b) { return a.len == b.len && sodium_memcmp(a.at, b.at, a.len) == 0; }

Str sha256_hex(Arena *a, Str bytes)
{
    unsigned char raw[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(raw, (const unsigned char *)bytes.at, bytes.len);
    return hex(a, raw, sizeof raw);
}
