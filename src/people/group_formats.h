/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Groups for other programs: JSON, CSV, vCard 4.0 (RFC 6350). */
#ifndef KITH_GROUP_FORMATS_H
#define KITH_GROUP_FORMATS_H

#include "people/group.h"

Str group_json(Arena *a, const Group *g, Str base_url);
Str groups_json(Arena *a, const GroupPage *page, Str base_url, Str next_url);
Str groups_csv(Tx *tx, Who who, const GroupFilter *f);
Str group_card(Arena *a, const Group *g, Str base_url);

#endif
