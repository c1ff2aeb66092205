/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of people/ (generated; one line for each .html file). */
#ifndef KITH_PEOPLE_VIEWS_H
#define KITH_PEOPLE_VIEWS_H

#include "people/desk_views.h"
#include "people/group_views.h"
#include "people/join_views.h"
#include "people/me_views.h"
#include "people/page_views.h"
#include "people/self_views.h"
#include "people/signin_views.h"
#include "web/parts.h"
#include "web/views.h"

#include "people_views.h.inc"

#endif
