/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of people/: persons, memberships, groups, the network's own pages. */
#ifndef KITH_PEOPLE_H
#define KITH_PEOPLE_H

#include "people/claims.h"
#include "people/group.h"
#include "people/group_contact.h"
#include "people/identity.h"
#include "people/joining.h"
#include "people/name.h"
#include "people/notice.h"
#include "people/page.h"
#include "people/person.h"
#include "people/place.h"
#include "people/room.h"
#include "people/sign_in_change.h"
#include "people/signin.h"
#include "people/stop.h"
#include "people/two_person.h"

extern const Room people_room;
extern const Route group_routes[], join_routes[], signin_routes[], means_routes[], freeze_routes[], address_routes[],
    me_routes[], self_routes[], page_routes[], desk_routes[], role_routes[], setting_routes[];

/* What a new network begins with: classes, wordings, roles, pages, Theory of Change. */
void people_begin_trusted(Tx *tx, Str network_name, Str country);

#endif
