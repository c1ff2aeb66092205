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
/* Asks for it, and does it at once where there is no second administrator to ask; `at_once` says which.  why: 4 to 200 letters. */
typedef struct { Str email, role, why; i64 person; bool at_once; } RoleAsk;
MUST_USE Outcome role_give(Tx *tx, Who who, const Administrator *by, RoleAsk *ask) __attribute__((nonnull(3)));
MUST_USE Outcome role_take(Tx *tx, Who who, const Administrator *by, RoleAsk *ask) __attribute__((nonnull(3)));   /* CONFLICT: the last administrator */
void role_agreed(Tx *tx, const Administrator *by, const TwoPerson *t) __attribute__((nonnull(2)));             /* the second person said yes */

/* Roles are data: a network names its own and says which of the fixed gates they pass. */
typedef struct { Str name, words; bool desk, officers, editors, deciders, administrators; } RoleDraft;
Faults role_faults(const RoleDraft *d);
MUST_USE Outcome role_make(Tx *tx, const Administrator *by, const RoleDraft *d) __attribute__((nonnull(2)));   /* CONFLICT: there is one of this name */

bool administrator_alone(Tx *tx, Who who);                /* nobody else could give roles if they went */

#endif
