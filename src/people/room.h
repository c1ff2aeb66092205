/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A room as a value: what every room of the house must be able to answer. */
#ifndef KITH_ROOM_H
#define KITH_ROOM_H

#include "jobs/jobs.h"
#include "web/web.h"

/* One thing that is held about a person, in plain words. */
typedef struct { Str what, words, since; } Held;
typedef struct { Held *at; int count, cap; Arena *arena; } Holdings;
void held(Holdings *h, Str what, Str words, Time since);

typedef struct Room {
    const char *name;
    const Route *routes;
    const JobKind *jobs;
    void (*tell)(Tx *tx, i64 person, Holdings *to);      /* what do you hold about this person; never NULL */
    void (*forget)(Tx *tx, i64 person);                  /* erase it; never NULL */
    int (*check)(Tx *tx, Buf *faults);                   /* what must hold in this room's data; how many faults */
} Room;
extern const Room *const house_rooms[];                  /* ends with NULL; house/rooms.c */

#endif
