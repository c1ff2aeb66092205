/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Joining (W1): what somebody asks for, and its confirmation by e-mail or by voice. */
#ifndef KITH_JOINING_H
#define KITH_JOINING_H

#include "people/group.h"
#include "people/person.h"

/* What the join forms hold.  Nothing is preselected; only the first consent is needed, because without it nothing may be kept. */
typedef struct {
    Str kind;                           /* individual, group, supporter */
    Str name, email, place;
    bool keep, bulletin, counts;        /* consents: keep my details; the bulletin; anonymous counts */
    Group group;                        /* a group's own part */
    Str second_name, second_email;      /* its second contact person, who is asked before anything is kept */
    i64 group_id;                       /* which group a second contact person was named for */
    Str contact_way, phone, post;       /* by voice: how to reach somebody without e-mail */
} JoinDraft;

Faults join_faults(const JoinDraft *d, bool by_voice);

/* Keeps the draft sealed for seven days and posts one letter: to a new address the link that confirms, to a known one
 * a way in.  The answer to whoever asked is the same. */
void join_ask(Tx *tx, Who who, const JoinDraft *d, const Network *n);
/* What a link from a letter asks to confirm; NULL when it was used, is too old, or never was. */
void join_ask_contact_trusted(Tx *tx, Str name, Str email, i64 group, const Network *n);   /* by a letter; nothing is kept before they say yes */
void join_requests_reindex_trusted(Tx *tx);
const JoinDraft *join_asked(Tx *tx, Who who, Str token);
/* Makes the person (and group).  person 0: the link is spent.  fresh: they were not here before; somebody who was signs in
 * by the way made for it, because this link lives for days and asks for no signs. */
typedef struct { i64 person; bool fresh; } Joined;
Joined join_confirm(Tx *tx, Who who, Str token, const Network *n);

/* An officer keys in what somebody said on the phone or wrote on paper, and has read it back to them. */
MUST_USE Outcome join_by_voice(Tx *tx, const Officer *by, const JoinDraft *d, const Network *n) __attribute__((nonnull(2)));

void join_requests_expire_trusted(Tx *tx);

#endif
