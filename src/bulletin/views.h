/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of bulletin/ (generated; one line for each .html file). */
#ifndef KITH_BULLETIN_WOVEN_H
#define KITH_BULLETIN_WOVEN_H

#include "bulletin/bulletin_views.h"
#include "web/views.h"

#include "bulletin_views.h.inc"

#endif
