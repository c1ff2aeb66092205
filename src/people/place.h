/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Coarse places: regions of a country, and how a postcode or a town leads to one.  The postcode is never kept. */
#ifndef KITH_PLACE_H
#define KITH_PLACE_H

#include "base/base.h"

typedef struct { Str slug, name; } Place;
int places_of(Str country, const Place **at);
Str place_name(Str slug);
Str place_known(Str slug);                               /* the slug if it is one, else "" */
Str place_from_postcode(Str postcode);
Str place_from_words(Str words);

#endif
