/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A group's contact people come and go.  They prove nothing but each other's word: one asks another by a letter, and
 * steps back whenever they like.  A group with nobody left stays, and is looked after at the desk. */
#ifndef KITH_GROUP_CONTACT_H
#define KITH_GROUP_CONTACT_H

#include "people/group.h"

Faults group_contact_faults(Str name, Str email);
MUST_USE Outcome group_contact_ask(Tx *tx, const GroupKeeper *by, Str name, Str email, const Network *n) __attribute__((nonnull));   /* INVALID: see group_contact_faults() */
MUST_USE Outcome group_contact_step_back(Tx *tx, Who who, i64 group);    /* GONE: they are none of its contact people */
bool group_contact_is(Tx *tx, Who who, i64 group);

/* Ends what somebody is for every group (group 0) or one, and writes down which groups have nobody left. */
void group_contact_end_trusted(Tx *tx, i64 person, i64 group);
typedef struct { i64 id; Str name, slug; Time since; } GroupAlone;
typedef struct { const GroupAlone *at; int count; } GroupsAlone;
GroupsAlone groups_alone(Tx *tx, const Officer *by) __attribute__((nonnull));

#endif
