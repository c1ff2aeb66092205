/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of bulletin/, the post room: bulletins and what stands in them, sending, and what comes back. */
#ifndef KITH_BULLETIN_H
#define KITH_BULLETIN_H

#include "bulletin/post_in.h"

extern const Room bulletin_room;
extern const DoorUse bulletin_use;
extern const NewsPaper bulletin_paper;
extern const Route bulletin_routes[], item_routes[], edition_routes[], post_routes[], post_desk_routes[];


#endif
