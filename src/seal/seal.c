/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sealing.  Layout of a sealed value: one byte of version, 24 of nonce, then
 * ciphertext and tag.  The additional data is "table.column" and the row's id. */
#include "seal/seal.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, NONCE = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, TAG = crypto_aead_xchacha20poly1305_ietf_ABYTES };

static unsigned char master[crypto_kdf_KEYBYTES];
static bool loaded;

static void sub_key(const char *what, unsigned char key[32])
{
    if (!loaded) die("the key was not loaded before something was sealed");
    crypto_generichash(key, 32, (const unsigned char *)what, strlen(what), master, sizeof master);
}

bool seal_make(const char *path, Str *why_not, Arena *a)
{
    char text[64];
    unsigned char key[sizeof master];
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) { *why_not = str_format(a, "The key file %s cannot be made: %m.", path); return false; }
    randombytes_buf(key, sizeof key);
    sodium_bin2base64(text, sizeof text, key, sizeof key, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    size_t n = strlen(text);
    text[n++] = '\n';
    bool ok = write(fd, text, n) == (ssize_t)n && fsync(fd) == 0;
    close(fd);
    sodium_memzero(key, sizeof key);
    if (!ok) *why_not = str_format(a, "The key file %s cannot be written.", path);
    return ok && seal_load(path, why_not, a);
}

bool seal_load(const char *path, Str *why_not, Arena *a)
{
    char text[128] = "";
    struct stat st;
    size_t n = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        *why_not = str_format(a, "The key %s cannot be read: %m. Without it nothing that is sealed can be opened; put back the one that belongs to this data.", path);
        return false;
    }
    bool ok = fstat(fd, &st) == 0 && (st.st_mode & 077) == 0;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    if (!ok) { *why_not = str_format(a, "The key %s can be read by others. Run: chmod 600 %s", path, path); return false; }
    if (got <= 0 || sodium_base642bin(master, sizeof master, text, strcspn(text, "\r\n "), NULL, &n, NULL,
            sodium_base64_VARIANT_URLSAFE_NO_PADDING) || n != sizeof master) {
        *why_not = str_format(a, "The file %s does not hold a key of Kith.", path);
        return false;
    }
    sodium_memzero(text, sizeof text);
    return loaded = true;
}

void seal_pretend(uint64_t seed)
{
    memset(master, 7, sizeof master);
    memcpy(master, &seed, sizeof seed);
    loaded = true;
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
    Bound b = bound_to(column, row);
    unsigned char *to = arena_alloc(a, 1 + NONCE + plain.len + TAG);
    to[0] = VERSION;
    randombytes_buf(to + 1, NONCE);                       /* never from chance_pretend(): a nonce must not repeat */
    sub_key(column, key);
    crypto_aead_xchacha20poly1305_ietf_encrypt(to + 1 + NONCE, NULL, (const unsigned char *)plain.at, plain.len,
        (const unsigned char *)b.text, b.len, NULL, to + 1, key);
    sodium_memzero(key, sizeof key);
    return (Str){ (const char *)to, 1 + NONCE + plain.len + TAG };
}

bool seal_open(Arena *a, const char *column, i64 row, Str sealed, Str *plain)
{
    unsigned char key[32];
    const unsigned char *p = (const unsigned char *)sealed.at;
    if (!sealed.len) { *plain = S(""); return true; }
    if (sealed.len < 1 + NONCE + TAG || p[0] != VERSION) return false;
    Bound b = bound_to(column, row);
    unsigned char *to = arena_alloc(a, sealed.len);
    unsigned long long n = 0;
    sub_key(column, key);
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

Str seal_find(Arena *a, const char *what, Str folded)
{
    unsigned char key[32], *to = arena_alloc(a, 16);
    sub_key(what, key);
    crypto_generichash(to, 16, (const unsigned char *)folded.at, folded.len, key, sizeof key);
    return (Str){ (const char *)to, 16 };
}

Str seal_hash(Arena *a, Str token)
{
    unsigned char key[32], *to = arena_alloc(a, 32);
    sub_key("token", key);
    crypto_generichash(to, 32, (const unsigned char *)token.at, token.len, key, sizeof key);
    return (Str){ (const char *)to, 32 };
}

Str seal_sign(Arena *a, const char *what, Str text)
{
    return base64url(a, seal_find(a, what, text).at, 16);
}

bool seal_signed(const char *what, Str text, Str signature)
{
    unsigned char key[32], raw[16];
    char right[32];
    sub_key(what, key);
    crypto_generichash(raw, sizeof raw, (const unsigned char *)text.at, text.len, key, sizeof key);
    sodium_bin2base64(right, sizeof right, raw, sizeof raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return signature.len == strlen(right) && sodium_memcmp(right, signature.at, signature.len) == 0;
}

Str seal_stretch(Arena *a, Str passphrase, Str salt, i64 passes, i64 kib)
{
    unsigned char key[32], peppered[32], *to = arena_alloc(a, 32);
    if (salt.len != crypto_pwhash_SALTBYTES || passes < 1 || kib < 8) return S("");
    sub_key("passphrase pepper", key);
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
