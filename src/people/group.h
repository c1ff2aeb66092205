/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A group that people lead for themselves, and its entry in the directory if it wants one. */
#ifndef KITH_GROUP_H
#define KITH_GROUP_H

#include "search/search.h"
#include "web/web.h"

typedef enum { GROUP_WAITING = 1, GROUP_ACTIVE, GROUP_RESTING, GROUP_CLOSED, GROUP_NOT_LISTED } GroupState;
typedef enum { DIRECTORY_NO, DIRECTORY_MEMBERS, DIRECTORY_PUBLIC } DirectoryChoice;
typedef enum { ONLINE_NO, ONLINE_ALSO, ONLINE_ONLY } Online;
typedef enum { OPEN_YES = 1, OPEN_ASK, OPEN_NO } OpenToNew;

/* All that is held of a group.  A group that meets in a home or a refuge (meets_privately) shows no place at all. */
typedef struct {
    i64 id;
    Str slug, name, about, teaser, by_and_for, place, place_words;
    bool meets_privately;
    Online online;
    OpenToNew open_to_new;
    Str languages, access, reach_email, reach_phone, reach_web, how_made;
    DirectoryChoice directory;
    GroupState state;
    int listed;                         /* 0 nowhere, 1 members, 2 everybody: what directory and state come to */
    Str why_not, reference, extra;      /* extra: columns of an imported list that Kith has no field for, as JSON */
    i64 source;
    Time made_at, changed_at, confirmed_at;
} Group;

Faults group_faults(const Group *g);                     /* what its people typed; shared by pages and import */

/* ---- the directory ---- */

typedef struct { Str q, place, language; int online, open; } GroupFilter;   /* 0 or "": no matter */
typedef struct { Str slug, name, teaser, place, place_words; Online online; OpenToNew open_to_new; Str languages; } GroupBrief;
typedef struct { const GroupBrief *at; int count; Str older, newer; /* page tokens, "" at the end */ Str instead; } GroupPage;
enum { GROUPS_A_PAGE = 20 };
int directory_level(Tx *tx, Who who);                    /* what they may read: DIRECTORY_MEMBERS or DIRECTORY_PUBLIC */
GroupPage groups_listed(Tx *tx, Who who, const GroupFilter *f, Str page);
GroupPage groups_newest(Tx *tx, Who who);                /* three */
const Group *group_seen_by(Tx *tx, Who who, Str slug);   /* listed for them, or they are a contact or an officer; NULL: not there, or not theirs */
Str group_slug_now(Tx *tx, Who who, Str old_slug);       /* where it moved to, or "" */

/* ---- who may do what ---- */

/* Proof that somebody is one of the group's contact people now, or an officer of the network. */
typedef struct GroupKeeper GroupKeeper;
MUST_USE const GroupKeeper *group_keeper(Tx *tx, Who who, i64 group);
i64 group_kept(const GroupKeeper *by) __attribute__((nonnull));
Str group_slug_of(Tx *tx, const GroupKeeper *by) __attribute__((nonnull));   /* its address now */
/* Proof that somebody is a membership officer of the network. */
typedef struct Officer Officer;
MUST_USE const Officer *officer(Tx *tx, Who who);
i64 officer_id(const Officer *o) __attribute__((nonnull));

MUST_USE Outcome group_change(Tx *tx, const GroupKeeper *by, const Group *to) __attribute__((nonnull(2)));
MUST_USE Outcome group_rest(Tx *tx, const GroupKeeper *by, GroupState state) __attribute__((nonnull(2)));  /* active, resting or closed */
MUST_USE Outcome group_read(Tx *tx, const Officer *by, i64 group, bool list, Str why_not) __attribute__((nonnull(2)));

void group_answer(Tx *tx, const Officer *by, i64 group, const Network *n) __attribute__((nonnull(2)));   /* the letter to its contact people */
typedef struct { const Group *at; int count; } Groups;
Groups groups_waiting(Tx *tx, const Officer *by);        /* oldest first: promised within seven days */
Groups groups_kept_by(Tx *tx, Who who);                  /* those one is a contact of */
typedef struct { Str name; Time since; } GroupContact;
typedef struct { const GroupContact *at; int count; } GroupContacts;
GroupContacts group_contacts(Tx *tx, const GroupKeeper *by, i64 group);

/* ---- for joining, imports, demonstration data ---- */

i64 group_make_trusted(Tx *tx, SearchBook *book, Group *g);   /* fills in id, slug and what follows from the rest */
void group_save_trusted(Tx *tx, SearchBook *book, Group *g);  /* all fields of g->id */
const Group *group_trusted(Tx *tx, i64 id);
void groups_found_trusted(Tx *tx);                       /* all that are listed, into search */
i64 group_by_reference_trusted(Tx *tx, Str reference);
i64 group_twin_trusted(Tx *tx, const Group *g, bool *certain);   /* one that is, or is likely, the same; 0: none */
void group_contact_add_trusted(Tx *tx, i64 group, i64 person);
void groups_every_trusted(Tx *tx, void (*each)(void *with, const Group *g), void *with);   /* resting and closed too: exports */

/* ---- words for the enums, both ways (pages, CSV, JSON) ---- */
const char *group_state_word(GroupState s);              /* "active", "resting" ... */
const char *online_word(Online o);                       /* "no", "also", "only" */
const char *open_word(OpenToNew o);                      /* "yes", "ask", "no" */
const char *directory_word(DirectoryChoice d);           /* "no", "members", "public" */

#endif
