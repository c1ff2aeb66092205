/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views that all rooms share (generated). */
#ifndef KITH_WEB_VIEWS_H
#define KITH_WEB_VIEWS_H

#include "web/parts.h"

#include "web_views.h.inc"

#endif
