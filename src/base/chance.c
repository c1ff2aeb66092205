/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Ids and chance.  An id is 42 bits of milliseconds since 2020 and 21 bits that
 * count on from a random start, so rows made later sort later and two servers on
 * one PostgreSQL rarely meet; a primary key refuses the rest. */
#include "base/base.h"

#include <sodium.h>

static _Thread_local bool pretending;
static _Thread_local uint64_t pretend_state;

static uint64_t pretend_next(void)                        /* splitmix64 */
{
    uint64_t z = (pretend_state += 0x9E3779B97F4A7C15u);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

void chance_pretend(uint64_t seed) { pretending = seed != 0, pretend_state = seed; }

void random_bytes(void *to, size_t n)
{
    if (!pretending) { randombytes_buf(to, n); return; }
    for (unsigned char *p = to; n; ) {
        uint64_t r = pretend_next();
        size_t k = n < sizeof r ? n : sizeof r;
        memcpy(p, &r, k);
        p += k, n -= k;
    }
}

uint32_t chance_below(uint32_t n)
{
    if (n < 2) return 0;
    uint32_t r, top = UINT32_MAX - UINT32_MAX % n;
    do random_bytes(&r, sizeof r); while (r >= top);
    return r % n;
}

i64 id_new(void)
{
    static _Thread_local i64 last_ms;
    static _Thread_local uint32_t low;
    i64 ms = time_now().us / 1000 - 1577836800000LL;
    if (ms < 1) ms = 1;
    if (pretending) {                                     /* invented clocks come back to the same moment: count on through all of them */
        low = (low + 1) & 0x1FFFFF;
        return ms << 21 | (i64)low;
    }
    if (ms != last_ms) {
        last_ms = ms;
        random_bytes(&low, sizeof low);
        low &= 0xFFFFF;                                   /* half of the range: room to count on */
    } else if (++low > 0x1FFFFF) {
        last_ms = ++ms, low = 0;
    }
    return ms << 21 | (i64)low;
}

Str hex(Arena *a, const void *bytes, size_t n)
{
    char *to = arena_alloc(a, n * 2 + 1);
    sodium_bin2hex(to, n * 2 + 1, bytes, n);
    return (Str){ to, n * 2 };
}

Str base64url(Arena *a, const void *bytes, size_t n)
{
    size_t cap = sodium_base64_encoded_len(n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *to = arena_alloc(a, cap);
    sodium_bin2base64(to, cap, bytes, n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (Str){ to, cap - 1 };
}

bool base64url_decode(Arena *a, Str s, Str *to)
{
    unsigned char *p = arena_alloc(a, s.len + 1);
    size_t n = 0;
    if (sodium_base642bin(p, s.len + 1, s.at, s.len, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING)) return false;
    *to = (Str){ (const char *)p, n };
    return true;
}

Str token_new(Arena *a)
{
    unsigned char raw[16];
    random_bytes(raw, sizeof raw);
    return base64url(a, raw, sizeof raw);
}
