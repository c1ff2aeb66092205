/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A person, the addresses that reach them, and what they agreed to. */
#ifndef KITH_PERSON_H
#define KITH_PERSON_H

#include "web/web.h"

/* Joined: the record was found to be another's twice over, and lies still until that can no longer be undone. */
typedef enum { PERSON_ACTIVE = 1, PERSON_RESTING, PERSON_LEFT, PERSON_JOINED, PERSON_DIED } PersonState;
const char *person_state_word(PersonState s);            /* "here", "resting", "left", "joined to another record", "died" */

typedef struct { i64 id; Str name, contact_way, place, language; PersonState state; Time quiet_until, made_at; } Person;
typedef struct { const Person *at; int count; } People;
typedef struct { i64 id; Str kind, value; bool main; Time confirmed_at; Str way; } Address;
typedef struct { const Address *at; int count; } Addresses;

/* The words for a fault, or "" when it is an address that mail can go to. */
Str email_fault(Str email);
Str email_usual(Arena *a, Str email);                    /* lower case, trimmed; "Zoë <zoe@x.test>" gives what is in the brackets */
Str address_usual(Arena *a, Str kind, Str value);        /* how two spellings of one address become the same */

/* All of these see one person's own sealed rows for the person's own visit, for jobs or for commands; none lists people. */
const Person *person_trusted(Tx *tx, i64 id);
People people_at_trusted(Tx *tx, Str email);             /* couples share addresses; confirmed ones only */
i64 address_find_trusted(Tx *tx, Str email);             /* 0: not here */
i64 address_named_trusted(Tx *tx, Str kind, Str value);
void address_reindex_trusted(Tx *tx, const Address *d);
void address_take_trusted(Tx *tx, i64 person, i64 address);    /* it goes when nobody is left at it */
People people_of_address_trusted(Tx *tx, i64 address);
Addresses addresses_of_trusted(Tx *tx, i64 person);
Str person_email_trusted(Tx *tx, i64 person);            /* the main one, or "" */
i64 person_make_trusted(Tx *tx, Str name, Str contact_way, Str place);
i64 address_give_trusted(Tx *tx, i64 person, Str kind, Str value, Str way);   /* a confirmed one; found again if it is here */
void person_rename_trusted(Tx *tx, i64 person, Str name);
void person_rest_trusted(Tx *tx, i64 person, Time until);   /* 0: back again */
void person_leave_trusted(Tx *tx, i64 person, Str why);     /* memberships and consents end; the record stays */
void person_died_trusted(Tx *tx, i64 person);               /* the same, and nothing is ever sent again */
void people_forget_trusted(Tx *tx, i64 person);             /* everything goes; see README for what must stay */
void erased_write_trusted(Tx *tx, i64 person);              /* before it goes: so that no list brings them back */
/* Was somebody erased who had this address, or this address and this name?  No list brings them back. */
bool erased_before_trusted(Tx *tx, Str kind, Str value, Str name);
bool erased_person_trusted(Tx *tx, i64 person);             /* for a backup that is older than the erasure */
void erased_list_at(const char *path);                      /* where the hashes are kept beside the database; before that, nowhere */
void erased_list_write_trusted(Tx *tx);
i64 erased_list_read_trusted(Tx *tx, const char *path);     /* how many were new; a file that is not there has none */
i64 erased_replay_trusted(Tx *tx);                          /* erases those again whom the list names; how many */

/* The same for the person who asks, about themselves. */
const Person *person_of(Tx *tx, Who who);
void person_rename(Tx *tx, Who who, Str name);
void person_rest(Tx *tx, Who who, Time until);
void person_reach(Tx *tx, Who who, Str contact_way, Str place);
void leave_network(Tx *tx, Who who);
void erase_me(Tx *tx, Who who);

bool role_give_trusted(Tx *tx, i64 person, Str role_slug, i64 by);
void role_take_trusted(Tx *tx, i64 person, Str role_slug);

/* ---- classes, memberships, wordings, consents ---- */

typedef struct { i64 id; Str slug, kind, name, who; bool may_vote, may_stand, may_attend, may_apply, may_pitch, may_ask; Str receives; } MemberClass;
typedef struct { const MemberClass *at; int count; } MemberClasses;
MemberClasses classes_open_trusted(Tx *tx);              /* those that can be joined today */
const MemberClass *class_open_trusted(Tx *tx, Str kind);

typedef struct { i64 id; Str class_name, class_kind; Time joined_at, ended_at; Str way, ended_why; } Membership;
typedef struct { const Membership *at; int count; } Memberships;
Memberships memberships_of_trusted(Tx *tx, i64 person);
void membership_begin_trusted(Tx *tx, i64 person, i64 group, const MemberClass *in, Str way);

void membership_claim_trusted(Tx *tx, i64 person, const MemberClass *in, Time joined);   /* what a list says; 0: today */

i64 wording_now_trusted(Tx *tx, Str purpose, Str *words);   /* the newest wording of a purpose; 0 when there is none */
i64 wording_set_trusted(Tx *tx, Str purpose, Str words);    /* a new version if the words are new */

typedef struct { i64 id; Str purpose, words; Time given_at, withdrawn_at; Str way, basis, source; } Consent;
typedef struct { const Consent *at; int count; } Consents;
Consents consents_of_trusted(Tx *tx, i64 person);        /* newest first, one row for each act */
void consent_give_trusted(Tx *tx, i64 person, Str purpose, Str way, i64 keyed_by);
/* What a list says was agreed to somewhere else: claimed, with the words and the day that the list gives.  basis: "consent"
 * or "soft opt-in".  False: the person took it back here, and it stays so. */
typedef struct { i64 person; Str purpose, words, basis, source; Time at; } ConsentClaim;
bool consent_claim_trusted(Tx *tx, const ConsentClaim *c);
void consent_withdraw_trusted(Tx *tx, i64 person, Str purpose);
bool consent_lives_trusted(Tx *tx, i64 person, Str purpose);

/* The same for whoever asks: what anybody may read, and what is one's own. */
MemberClasses classes_open(Tx *tx, Who who);
i64 wording_now(Tx *tx, Who who, Str purpose, Str *words);
Memberships memberships_of(Tx *tx, Who who);
Consents consents_of(Tx *tx, Who who);
/* What can be agreed to and taken back one by one; by_mail: a letter to many, of the network or of a hosted project. */
typedef struct { Str purpose, words; bool by_mail; } Purpose;
typedef struct { Purpose at[24]; int count; } Purposes;
Purposes purposes_to_agree(Tx *tx, Who who);
void consent_give(Tx *tx, Who who, Str purpose);
void consent_withdraw(Tx *tx, Who who, Str purpose);

#endif
