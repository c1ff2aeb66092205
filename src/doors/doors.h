/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of doors/: the intake machine for everything that is asked of the network. */
#ifndef KITH_DOORS_H
#define KITH_DOORS_H

#include "doors/entry.h"
#include "doors/facts.h"
#include "sheets/sheets.h"

/* What stands behind a door: a room above this one takes what was sent and says where it stands.  The house lists them. */
typedef struct {
    const char *purpose;
    void (*sent)(Tx *tx, const Entry *e, bool over, const Network *n);   /* over: the month was full, and the door answers "not now" */
    void (*taken_back)(Tx *tx, i64 entry);
    void (*stands)(Visit *v, Html *page, const Entry *e, Str base);      /* writes where it stands, for whoever sent it; forms in it go to base/said */
    Reply (*said)(Visit *v, const Filler *by, Str base);
} DoorUse;
extern const DoorUse *const house_door_uses[];           /* ends with NULL; house/rooms.c */
const DoorUse *door_use(Str purpose);                    /* NULL: nothing stands behind it */

bool entries_export_trusted(Tx *tx, SheetOut *out, i64 *count, Str *why);     /* a row for each answer; files by their hash */

extern const Room doors_room;
extern const Route ask_routes[], entry_routes[], door_desk_routes[];

#endif
