/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of porch/ (generated). */
#ifndef KITH_PORCH_WOVEN_H
#define KITH_PORCH_WOVEN_H

#include "porch/porch_views.h"
#include "web/views.h"

#include "porch_views.h.inc"

#endif
