/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of the desk print. */
#ifndef KITH_DESK_VIEWS_H
#define KITH_DESK_VIEWS_H

#include "chronicle/chronicle.h"
#include "people/group_contact.h"
#include "people/page_views.h"
#include "people/two_person.h"

typedef struct { bool officer, editor, decider, administrator; i64 waiting; Str shelves; /* what waits in the room above, in its own words */ Happenings lately; } DeskShown;
typedef struct { Faults faults; Groups groups; GroupsAlone alone; } DeskGroups;
typedef struct { i64 person; Str name, role, slug; Time since; } RoleHeld;
typedef struct { Faults faults; const RoleHeld *at; int count; FieldSpec email, why, name, words; ChoiceSpec roles; BoxSpec gates[5]; } DeskRoles;
typedef struct { const char *heading; FieldSpec spec; } Setting;
typedef struct { Faults faults; const Setting *at; int count; Str logo_url, logo_fault; BoxSpec staff; } SettingsForm;

typedef struct { TwoPersons all; i64 me; } TwoShown;

static inline const char *two_state_words(TwoState s) { return s == TWO_NO ? "No, said" : s == TWO_YES ? "Yes, said" : s == TWO_DONE ? "Done. Yes, said" : "Waiting"; }
Str two_words(const TwoPerson *t);                       /* "Give the role editor to Odile"; lives until the next call on this thread */

static inline Time seven_days_after(Time t) { return time_after(t, DAYS(7)); }
static inline const char *compass_kind(Str kind)
{
    return str_is(kind, "theme") ? "A theme" : str_is(kind, "hope") ? "A long-term hope" : "A way we want to work";
}

#endif
