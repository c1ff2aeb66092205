/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Pace: how often something may be done.  Counters live in memory under a keyed
 * hash whose key is made anew each day and never written: no address is kept.
 * A full bucket makes people wait; it never locks anybody out. */
#include "web/inside.h"

#include <pthread.h>
#include <sodium.h>

enum { SLOTS = 16384, TRIES = 8 };

static struct { uint64_t key; i64 filled; } slots[SLOTS];
static unsigned char day_key[16];
static i64 day_of_key = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static uint64_t key_for(const char *what, Str whom)
{
    unsigned char text[300];
    uint64_t h;
    i64 day = time_now().us / DAYS(1);
    if (day != day_of_key) randombytes_buf(day_key, sizeof day_key), day_of_key = day, memset(slots, 0, sizeof slots);
    size_t n = strlen(what);
    if (n > 60) n = 60;
    memcpy(text, what, n);
    text[n++] = 0;
    size_t m = whom.len < sizeof text - n ? whom.len : sizeof text - n;
    if (m) memcpy(text + n, whom.at, m);
    crypto_shorthash((unsigned char *)&h, text, n + m, day_key);
    return h | 1;
}

/* A leaky bucket kept as one number: the moment at which it will have run dry. */
bool pace_allows(Visit *v, const char *what, Str whom, int most, i64 per_us)
{
    i64 now = time_monotonic(), step = per_us / most;
    bool allowed = false;
    pthread_mutex_lock(&lock);
    uint64_t key = key_for(what, whom.len ? whom : v->http->peer);
    size_t found = SLOTS, oldest = key % SLOTS;
    for (size_t i = 0; i < TRIES; i++) {
        size_t at = (key + i) % SLOTS;
        if (slots[at].key == key) { found = at; break; }
        if (slots[at].filled < slots[oldest].filled) oldest = at;
    }
    if (found == SLOTS) found = oldest, slots[found].key = key, slots[found].filled = 0;
    i64 *filled = &slots[found].filled;
    if (*filled < now) *filled = now;
    allowed = *filled + step <= now + per_us;
    if (allowed) *filled += step;
    pthread_mutex_unlock(&lock);
    return allowed;
}
