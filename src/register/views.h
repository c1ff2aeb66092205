/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of register/ (generated; one line for each .html file). */
#ifndef KITH_REGISTER_VIEWS_H
#define KITH_REGISTER_VIEWS_H

#include "register/policy_views.h"
#include "register/record_views.h"
#include "web/views.h"

#include "register_views.h.inc"

#endif
