/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A door: one way in for one thing that is asked of the network.  All of it is data. */
#ifndef KITH_DOOR_H
#define KITH_DOOR_H

#include "people/people.h"

typedef struct {
    i64 id;
    int position;
    Str slug, purpose, name, for_whom;
    Str needs_right;                    /* "": anybody; "member"; "ask", "apply", "pitch": a right of the class of membership */
    Str will_ask; int minutes; Str read_by, then_what;   /* what is said before it begins: what, how long, who reads, what happens next */
    int answer_days;                    /* the promise */
    Time opens_at, closes_at;           /* 0: no day */
    int grace_hours;                    /* after closing, for whoever is in the midst of it and said they need longer */
    int capacity;                       /* a month; 0: no limit */
    Str when_full;                      /* "not now": answered so at once; "waits": waits for the next month */
    Str sign;                           /* "open", "closed": what staff hung out */
    Str closed_words;                   /* a kind sentence */
    Str role;                           /* whose it is to read and decide: a role's slug; "": every decider */
    Str publishes;                      /* "nothing", "counts", "decisions" */
    Str leads_to;                       /* another page that does this; "" */
} Door;
typedef struct { const Door *at; int count; } Doors;

typedef enum { DOOR_OPEN = 1, DOOR_NOT_YET, DOOR_CLOSED, DOOR_FULL } DoorSign;
DoorSign door_sign(const Door *d, int used, Time now);   /* used: how many were taken in this month */
Time month_of(Time t);                                   /* its first moment, in UTC */
bool door_may_begin(DoorSign s, const Door *d);          /* full doors still take what is sent: it is answered "not now" or waits */

/* Proof that somebody looks after the doors. */
typedef struct DoorKeeper DoorKeeper;
MUST_USE const DoorKeeper *door_keeper(Tx *tx, Who who);
i64 door_keeper_id(const DoorKeeper *by) __attribute__((nonnull));
bool door_is_theirs(Tx *tx, const DoorKeeper *by, const Door *d) __attribute__((nonnull));    /* their role reads and decides here */

const Door *door_seen_by(Tx *tx, Who who, Str slug);     /* NULL: not there */
Doors doors_seen_by(Tx *tx, Who who);
const Door *door_trusted(Tx *tx, i64 id);
int door_used(Tx *tx, Who who, i64 door);                /* taken in this month */
bool door_lets_in(Tx *tx, Who who, const Door *d);       /* has the right that it needs */

typedef struct { Str slug, name; } RoleName;
typedef struct { const RoleName *at; int count; } Roles;
Roles roles_that_decide(Tx *tx, const DoorKeeper *by) __attribute__((nonnull));
Faults door_faults(const Door *d);
MUST_USE Outcome door_change(Tx *tx, const DoorKeeper *by, Door *d) __attribute__((nonnull(2)));   /* id 0: a new one; CONFLICT: its address is taken */
/* Later than now and than before; those who have sent something are told and may change it until then. */
typedef struct { i64 door; Time to; Str why; } Extending;
MUST_USE Outcome door_extend(Tx *tx, const DoorKeeper *by, const Extending *e, const Network *n) __attribute__((nonnull(2)));
typedef struct { Time at, from, to; Str why; } Extension;
typedef struct { const Extension *at; int count; } Extensions;
Extensions door_extensions(Tx *tx, Who who, i64 door);   /* anybody may read them */
i64 door_make_trusted(Tx *tx, const Door *d);            /* init and demo */

#endif
