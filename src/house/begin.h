/* SPDX-License-Identifier: AGPL-3.0-or-later
 * How a network begins: shared by init and demo. */
#ifndef KITH_BEGIN_H
#define KITH_BEGIN_H

#include "house/house.h"
#include "house/rooms.h"

Db *house_begin(House *h);              /* folder, key, schema; or says why not and exits 1 */
void house_furnish_trusted(Tx *tx, Str name, Str short_name, Str strapline);
i64 house_administrator_trusted(Tx *tx, Str email);
Str house_base_url(House *h);

#endif
