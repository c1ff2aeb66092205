/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Roles: given and taken by an administrator, and written down. */
#ifndef KITH_ROLES_H
#define KITH_ROLES_H

#include "people/desk_views.h"

/* Proof that somebody is an administrator of the network. */
typedef struct Administrator Administrator;
MUST_USE const Administrator *administrator(Tx *tx, Who who);
i64 administrator_id(const Administrator *by) __attribute__((nonnull));

const RoleHeld *roles_held(Tx *tx, const Administrator *by, int *count) __attribute__((nonnull));
const Choice *role_choices(Tx *tx, const Administrator *by, int *count) __attribute__((nonnull));
MUST_USE Outcome role_give(Tx *tx, const Administrator *by, Str email, Str role) __attribute__((nonnull(2)));
MUST_USE Outcome role_take(Tx *tx, const Administrator *by, i64 person, Str role) __attribute__((nonnull(2)));   /* CONFLICT: the last administrator */

bool administrator_alone(Tx *tx, Who who);                /* nobody else could give roles if they went */

#endif
