/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of porch/: pages that look into all rooms, and addresses for machines. */
#ifndef KITH_PORCH_H
#define KITH_PORCH_H

#include "people/people.h"

extern const Route porch_routes[];
extern const Room porch_room;

#endif
