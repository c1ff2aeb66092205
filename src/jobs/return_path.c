/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Where a letter goes that cannot be delivered: the sender's address with a token in it that names whom it was for (VERP).
 * The token is the address's blind index and a signature; mail servers may change its case, so it is written in base 32. */
#include "jobs/jobs.h"

#include "mail/mail.h"
#include "seal/seal.h"

enum { FIND = 16, SIGN = 6, TOKEN = (FIND + SIGN) * 8 / 5 + 1 };
static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

static Str base32(Arena *a, const unsigned char *at, size_t n)
{
    Buf b = buf_open(a, n * 2);
    unsigned bits = 0, held = 0;
    for (size_t i = 0; i < n; i++) {
        held = held << 8 | at[i], bits += 8;
        for (; bits >= 5; bits -= 5) buf_byte(&b, digits[held >> (bits - 5) & 31]);
        held &= (1u << bits) - 1;
    }
    if (bits) buf_byte(&b, digits[held << (5 - bits) & 31]);
    return buf_view(&b);
}

static bool base32_read(Str s, unsigned char *to, size_t n)
{
    unsigned bits = 0, held = 0;
    size_t made = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *d = s.at[i] ? strchr(digits, s.at[i]) : NULL;
        if (!d) return false;
        held = held << 5 | (unsigned)(d - digits), bits += 5;
        if (bits < 8) continue;
        if (made == n) return false;
        bits -= 8, to[made++] = (unsigned char)(held >> bits);
        held &= (1u << bits) - 1;
    }
    return made == n;
}

static Str signature(Arena *a, Str find)
{
    Str whole = seal_keyed(a, "return path", find);
    return (Str){ whole.at, SIGN };
}

Str return_path(Arena *a, Str from, Str to)
{
    Str host = from, local = str_cut(&host, '@'), find = seal_find(a, "address.email", str_lower_ascii(a, str_trim(to)));
    if (find.len != FIND || !host.len || local.len + 1 + TOKEN > 64) return from;
    Str both = str_join(a, (Str[]){ find, signature(a, find) }, 2, S(""));
    return str_format(a, "%.*s+%.*s@%.*s", FMT(local), FMT(base32(a, (const unsigned char *)both.at, both.len)), FMT(host));
}

bool return_path_ours(Arena *a, Str from, Str address)
{
    Str host = str_lower_ascii(a, address), local = str_cut(&host, '@'), own_host = str_lower_ascii(a, from), own = str_cut(&own_host, '@');
    return str_eq(host, own_host) && str_eq(str_cut(&local, '+'), own);
}

Str return_path_find(Arena *a, Str from, Str address)
{
    unsigned char *bytes = arena_alloc(a, FIND + SIGN);
    Str local = str_lower_ascii(a, address);
    if (!return_path_ours(a, from, address)) return S("");
    local = str_cut(&local, '@'), str_cut(&local, '+');
    if (!base32_read(local, bytes, FIND + SIGN)) return S("");
    Str find = { (char *)bytes, FIND };
    return seal_same(signature(a, find), (Str){ (char *)bytes + FIND, SIGN }) ? find : S("");
}
