/* SPDX-License-Identifier: AGPL-3.0-or-later
 * How letters come to somebody: which kinds at once, once a day or not at all, in which hours, and what shows outside. */
#ifndef KITH_NOTICE_H
#define KITH_NOTICE_H

#include "people/room.h"

/* Kinds that one can choose about.  Links to sign in, changes of the way in and answers that the law asks for always come. */
typedef struct { const char *kind, *words; } NoticeKind;
extern const NoticeKind notice_kinds[];                  /* ends with a zero row */
enum { NOTICE_KINDS = 4 };
/* The letter's purpose is its kind.  It leaves as the person chose: at once outside their quiet hours, in one letter a day,
 * or never; what it tells stands on their own pages in any case.  person 0: at once. */
void notify_trusted(Tx *tx, const Letter *l);
typedef enum { NOTICE_AT_ONCE = 1, NOTICE_DAILY, NOTICE_NEVER } NoticeHow;
NoticeHow notice_how(Tx *tx, Who who, const char *kind);
void notice_choose(Tx *tx, Who who, const char *kind, NoticeHow how);
void notices_round_trusted(Tx *tx, i64 about);           /* daily: what was gathered, a letter each */

typedef struct { bool plain, named; int quiet_from, quiet_to; } PostChoice;   /* named: the network's name may show outside; quiet hours, equal: none */
PostChoice post_choice_trusted(Tx *tx, i64 person);
PostChoice post_choice(Tx *tx, Who who);
void post_choose(Tx *tx, Who who, const PostChoice *c);
Time quiet_until_trusted(const PostChoice *c, Time now); /* now, when it is not quiet */

/* ---- letters that came back ---- */

enum { SOFT_MOST = 5 };                                  /* within thirty days; then the address rests too */
void came_back_trusted(Tx *tx, i64 address, bool hard, Str status);
i64 address_of_find_trusted(Tx *tx, Str find);           /* 0: not here */
typedef struct { i64 address; Str value, why; Time since; } PausedAddress;
typedef struct { const PausedAddress *at; int count; } PausedAddresses;
PausedAddresses paused_of(Tx *tx, Who who);              /* one's own */
void paused_resume(Tx *tx, Who who, i64 address);        /* "it is right": only one's own */
bool address_rests_trusted(Tx *tx, Str email);
typedef struct { i64 resting, about_us; } CameBackCounts;
CameBackCounts came_back_counts(Tx *tx, Who who);        /* for the desk: addresses that rest; letters of a week that were refused because of us */
void came_back_clear_trusted(Tx *tx);

void post_tell_trusted(Tx *tx, i64 person, Holdings *to);
void post_forget_trusted(Tx *tx, i64 person);

#endif
