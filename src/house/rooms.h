/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The rooms, their routes and their jobs, gathered. */
#ifndef KITH_ROOMS_H
#define KITH_ROOMS_H

#include "bulletin/bulletin.h"
#include "doors/doors.h"
#include "knowledge/knowledge.h"
#include "people/people.h"
#include "porch/porch.h"
#include "register/register.h"
#include "voice/voice.h"

extern const Route *const house_routes[];
const JobKind *const *house_jobs(void);
extern LongWork *const house_works[];
bool house_sound(Buf *faults);          /* every route has a gate, every room can tell and forget */

/* After an older version's data was migrated: rooms that it did not have are furnished as a new network's would be, and search is made anew. */
void rooms_brought_up_trusted(Tx *tx);

#endif
