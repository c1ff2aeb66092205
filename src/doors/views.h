/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of doors/ (generated; one line for each .html file). */
#ifndef KITH_DOOR_VIEWS_H
#define KITH_DOOR_VIEWS_H

#include "doors/doors_views.h"
#include "web/views.h"

#include "doors_views.h.inc"

#endif
