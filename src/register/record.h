/* SPDX-License-Identifier: AGPL-3.0-or-later
 * One person's record as staff see it.  Every opening carries a reason and is written where the person sees it (R9, SEC-22). */
#ifndef KITH_RECORD_H
#define KITH_RECORD_H

#include "people/people.h"

/* Proof that a membership officer has said what they are doing just now. */
typedef struct Looker Looker;
MUST_USE const Looker *looker(Tx *tx, Who who);          /* NULL: no officer, or nothing was said in the last eight hours */
i64 looker_id(const Looker *by) __attribute__((nonnull));
Str looker_reason(const Looker *by) __attribute__((nonnull));
MUST_USE Outcome looker_says(Tx *tx, const Officer *by, Who who, Str words) __attribute__((nonnull(2)));   /* INVALID: under four letters or over 200 */

/* ---- finding ---- */

typedef struct { Str q, place, group; i64 page; } PeopleFilter;          /* page: 0, 1, .. with words; the id before it without */
typedef struct { i64 id; Str name, place, classes; PersonState state; } PersonBrief;
typedef struct { const PersonBrief *at; int count; i64 next; /* the page after this, 0: none */ bool too_many; } PeopleFound;
enum { PEOPLE_A_PAGE = 20, PEOPLE_FOUND = 200 };
PeopleFound people_find(Tx *tx, const Looker *by, const PeopleFilter *f) __attribute__((nonnull));   /* each who is shown is noted */

/* ---- the record ---- */

typedef struct { i64 id; Str words, by; Time made_at, review_on, delete_on; } Note;
typedef struct { const Note *at; int count; } Notes;
typedef struct { i64 group; Str name, slug; Time since, until; } ContactOf;
typedef struct { const ContactOf *at; int count; } ContactsOf;
typedef struct { Time at; Str who, what, why; } Seen;
typedef struct { const Seen *at; int count; } SeenRows;
typedef struct {
    const Person *person;
    Detail detail;
    Addresses addresses;
    Memberships memberships;
    Consents consents;
    IdentityLines lines;                /* those that staff may see */
    AccessNeeds needs;
    ContactsOf groups;
    Notes notes;
    SeenRows seen;
    Str roles, household, extra, source;
    i64 open_requests, sharers;         /* sharers: others at one of their addresses */
    bool frozen;
} Record;
const Record *record_open(Tx *tx, const Looker *by, i64 person) __attribute__((nonnull));   /* NULL: nobody */
SeenRows seen_of(Tx *tx, Who who);                       /* who looked at mine */
i64 whole_lists_given(Tx *tx, Who who);                  /* how often a whole list went out in the last twelve months: everybody may know */
Str person_words_trusted(Tx *tx, i64 person);            /* "Marek, Membership officer"; "the command line"; "somebody who has gone" */

/* ---- what officers do to it; each is noted ---- */

MUST_USE Outcome record_rename(Tx *tx, const Looker *by, i64 person, Str name) __attribute__((nonnull(2)));
MUST_USE Outcome record_address_add(Tx *tx, const Looker *by, i64 person, Str kind, Str value) __attribute__((nonnull(2)));
MUST_USE Outcome record_address_take(Tx *tx, const Looker *by, i64 person, i64 address) __attribute__((nonnull(2)));
MUST_USE Outcome record_move(Tx *tx, const Looker *by, i64 person, Str class_kind) __attribute__((nonnull(2)));   /* and the letter */
void moved_letter_trusted(Tx *tx, i64 person, const MemberClass *to);
MUST_USE Outcome record_end(Tx *tx, const Looker *by, i64 person, Str why) __attribute__((nonnull(2)));   /* "own wish", "unreachable", "died", "other" */
MUST_USE Outcome record_consent(Tx *tx, const Looker *by, i64 person, Str purpose, bool give) __attribute__((nonnull(2)));
MUST_USE Outcome record_contact(Tx *tx, const Looker *by, i64 person, Str group_slug, bool end) __attribute__((nonnull(2)));
MUST_USE Outcome record_note(Tx *tx, const Looker *by, i64 person, const Note *n) __attribute__((nonnull(2)));
void record_note_drop(Tx *tx, const Looker *by, i64 person, i64 note) __attribute__((nonnull(2)));
MUST_USE Outcome record_erase(Tx *tx, const Looker *by, i64 person) __attribute__((nonnull(2)));          /* CONFLICT: they have a role, which goes first */

void notes_forget_trusted(Tx *tx, i64 person);
i64 notes_expire_trusted(Tx *tx);

#endif
