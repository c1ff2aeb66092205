/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the inventing files share: draws that only a seed and an index decide, and
 * sentences told from a small grammar. */
#ifndef KITH_DEMO_DRAW_H
#define KITH_DEMO_DRAW_H

#include "base/base.h"

typedef struct { uint64_t state; } Draw;

Draw draw_open(uint64_t seed, uint64_t what, int index); /* what: keeps groups and people apart */
uint64_t draw_next(Draw *d);
int draw_below(Draw *d, int n);
bool draw_percent(Draw *d, int percent);
int draw_share(Draw *d, const int *percent, int count);  /* which of them; they add up to 100 */
Str draw_of(Draw *d, const char *choices);               /* one of "this|that|the other" */

typedef struct { const char *name, *choices; } Rule;
typedef struct { Arena *arena; Draw *draw; const Rule *own; int own_count; } Teller;    /* own rules go before the common ones */
Str tell_of(const Teller *t, const char *choices);       /* one of the choices, every {rule} in it told in turn */

Str demo_region(Draw *d);                                /* a region's slug, or "" for the one in a hundred who did not say */
Str demo_town(Arena *a, Draw *d, Str region);            /* a town that is on no map */
Str demo_person_name(Arena *a, Draw *d);

#endif
