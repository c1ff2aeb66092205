/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Coarse places: the nation or region, never more.  A postcode goes in and a
 * region comes out; the postcode itself is kept nowhere. */
#ifndef KITH_PLACE_H
#define KITH_PLACE_H

#include "base/base.h"

typedef struct { Str slug, name; } Place;

int places_of(Str country, const Place **at);            /* "GB" has twelve; other countries use free words and have none */
Str place_name(Str slug);                                /* "" when there is no such place */
Str place_known(Str slug);                               /* the slug itself if it is one of ours, else "" */
Str place_from_postcode(Str postcode);                   /* a slug, or "" when it is not a British postcode */
Str place_from_words(Str words);                         /* a slug from "Salford, Gtr Manchester" and the like, or "" */

#endif
