/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A room as a value: what every room of the house must be able to answer. */
#ifndef KITH_ROOM_H
#define KITH_ROOM_H

#include "jobs/jobs.h"
#include "web/web.h"

/* One thing that is held about a person, in plain words. */
typedef struct { Str what, words, since; bool alone; /* for the person alone: staff who print a copy do not see it */ } Held;
typedef struct Holdings { Held *at; int count, cap; Arena *arena; } Holdings;
void held(Holdings *h, Str what, Str words, Time since);
void held_alone(Holdings *h, Str what, Str words, Time since);

/* What a table holds, in plain words: the record of processing, the privacy notice and the change of keys are made from it. */
typedef struct {
    const char *table, *what, *why, *kept;               /* what "": nothing of people */
    const char *sealed;                                  /* its sealed columns, parted by spaces; "" */
    const char *key;                                     /* the column that sealing binds to; NULL: id */
} TableFacts;

/* What is sealed or keyed to FROM goes to TO: two records of one person are joined, or parted again.  goes: asked of each row before it
 * goes, which writes down that it went, or when they are parted says whether it was one that came. */
typedef struct Handing { i64 from, to, joining; bool (*goes)(Tx *tx, const struct Handing *h, const char *table, i64 row); } Handing;

typedef struct Room {
    const char *name;
    const Route *routes;
    const JobKind *jobs;
    void (*tell)(Tx *tx, i64 person, Holdings *to);      /* what do you hold about this person; never NULL */
    void (*forget)(Tx *tx, i64 person);                  /* erase it; never NULL */
    void (*stays)(Tx *tx, i64 person, Holdings *to);     /* what has to be kept after that, why and until when; NULL: nothing */
    int (*check)(Tx *tx, Buf *faults);                   /* what must hold in this room's data; how many faults */
    void (*found)(Tx *tx);                               /* puts everything of this room that can be found into search, which is empty; NULL: nothing here is found */
    Str (*place)(Tx *tx, Str kind, i64 id);              /* the address of something of this room that search found; "" for others'; NULL: nothing here is found */
    void (*renamed)(Tx *tx, Str kind, i64 of, Str was, Str now);         /* a person or a group is called otherwise; NULL: nothing here says their name */
    void (*hand_over)(Tx *tx, const Handing *h);         /* NULL: nothing here is sealed or keyed to a person */
    Str (*waits)(Tx *tx, Who who);                       /* what waits at its desk, in a sentence for whoever may do it; NULL: the desk does not ask */
    const TableFacts *facts;                             /* each of its tables; ends with a zero row */
    i64 (*reindex)(Tx *tx, i64 after, int most);         /* reckons blind indexes anew from what is sealed; the last id done, 0 at the end */
} Room;
extern const Room *const house_rooms[];                  /* ends with NULL; house/rooms.c */

/* Every room forgets, from the top of the house down; what is left is a keyed hash that no import and no old backup gets
 * past.  The bytes go from index and slack in the job "tidy after erasure". */
void forget_everywhere_trusted(Tx *tx, i64 person);
void renamed_everywhere_trusted(Tx *tx, Str kind, i64 of, Str was, Str now);        /* kind: "person", "group" */
void take_out_everywhere_trusted(Tx *tx, i64 person);    /* the same, and they may come with the next list: undoing one, a record joined to another */

#endif
