/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of a person's own pages print. */
#ifndef KITH_ME_VIEWS_H
#define KITH_ME_VIEWS_H

#include "people/group.h"
#include "people/notice.h"
#include "people/person.h"
#include "people/room.h"
#include "web/parts.h"

typedef struct { const Person *person; Memberships memberships; Groups groups; PausedAddresses paused; bool staff; } MeShown;
typedef struct { Str purpose, words; } ConsentOffer;
typedef struct { Consents rows; ConsentOffer offers[24]; int offer_count; } ConsentsShown;
typedef struct { Faults faults; Holdings stays; Groups groups; bool resting; } LeaveShown;

#endif
