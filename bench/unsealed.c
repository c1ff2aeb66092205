/* SPDX-License-Identifier: AGPL-3.0-or-later
 * For bench/register alone: libsodium's sealing and hashing replaced by copying and a cheap hash, so that the same run
 * without sealing shows what sealing costs.  Nothing that a network would keep may ever be written with this. */
#include <stdint.h>
#include <string.h>

int crypto_aead_xchacha20poly1305_ietf_encrypt(unsigned char *c, unsigned long long *clen, const unsigned char *m, unsigned long long mlen, const unsigned char *ad, unsigned long long adlen,
    const unsigned char *nsec, const unsigned char *npub, const unsigned char *k)
{
    (void)ad, (void)adlen, (void)nsec, (void)npub, (void)k;
    if (mlen) memcpy(c, m, mlen);
    memset(c + mlen, 0, 16);
    if (clen) *clen = mlen + 16;
    return 0;
}

int crypto_aead_xchacha20poly1305_ietf_decrypt(unsigned char *m, unsigned long long *mlen, unsigned char *nsec, const unsigned char *c, unsigned long long clen, const unsigned char *ad,
    unsigned long long adlen, const unsigned char *npub, const unsigned char *k)
{
    (void)ad, (void)adlen, (void)nsec, (void)npub, (void)k;
    if (clen < 16) return -1;
    if (clen > 16) memcpy(m, c, clen - 16);
    if (mlen) *mlen = clen - 16;
    return 0;
}

int crypto_generichash(unsigned char *out, size_t outlen, const unsigned char *in, unsigned long long inlen, const unsigned char *key, size_t keylen)
{
    uint64_t h = 1469598103934665603u;
    for (size_t i = 0; i < keylen; i++) h = (h ^ key[i]) * 1099511628211u;
    for (unsigned long long i = 0; i < inlen; i++) h = (h ^ in[i]) * 1099511628211u;
    for (size_t i = 0; i < outlen; i++, h = h * 6364136223846793005u + 1442695040888963407u) out[i] = (unsigned char)(h >> 56);
    return 0;
}
