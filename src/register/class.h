/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Classes of membership over time.  A class is never changed: a new version takes its place for whoever joins from now on;
 * those who are in the version before stay in it, with its rights, until they are moved, with a letter. */
#ifndef KITH_CLASS_H
#define KITH_CLASS_H

#include "register/record.h"

typedef struct { MemberClass of; Time from, to; i64 position, members; } ClassVersion;
typedef struct { const ClassVersion *at; int count; } ClassVersions;
ClassVersions class_versions(Tx *tx, const Officer *by) __attribute__((nonnull));     /* with how many are in each now */

typedef struct { Str kind, name, who; bool may_vote, may_stand, may_attend, may_apply, may_pitch, may_ask; } ClassDraft;
Faults class_faults(const ClassDraft *d);
MUST_USE Outcome class_renew(Tx *tx, Who who, const ClassDraft *d);       /* administrators; GONE: no such kind; CONFLICT: the version that holds says the same */
/* All who are in this version go to the one that holds now, a few hundred at a time by a job, each with the letter.  CONFLICT: it is that one. */
MUST_USE Outcome class_move_all(Tx *tx, Who who, i64 from);
void class_move_some_trusted(Tx *tx, i64 from);          /* the job */

/* A record date: who is entitled to vote at a meeting is settled by the end of that day (domain.md W13). */
typedef struct { Str class_name; i64 people, groups; bool may_vote, may_attend; } Entitled;
typedef struct { const Entitled *at; int count; i64 votes; } EntitledOn;
EntitledOn entitled_on(Tx *tx, const Officer *by, Time end_of_day) __attribute__((nonnull));

#endif
