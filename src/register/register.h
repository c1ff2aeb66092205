/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of register/: what staff do with the records of people, and what the law asks of it. */
#ifndef KITH_REGISTER_H
#define KITH_REGISTER_H

#include "register/likeness.h"
#include "register/record.h"
#include "register/request.h"
#include "register/segment.h"

extern const Room register_room;
extern const Route record_routes[], request_routes[], lists_routes[], segment_routes[], policy_routes[];

#endif
