/* SPDX-License-Identifier: AGPL-3.0-or-later
 * W12: what somebody asks of the network about their data, member or not, and by when the law wants an answer. */
#ifndef KITH_REQUEST_H
#define KITH_REQUEST_H

#include "register/record.h"

/* kind: "access", "correct", "erase", "stop", "complaint".  state: "received", "acknowledged", "waiting" (the clock stands
 * still until they answer us), "answered", "withdrawn". */
typedef struct {
    i64 id, person;
    Str kind, name, contact, words, way, state, paused_why, answer, subject_name;
    Time received_at, acknowledged_at, due_at, paused_at, closed_at;
} Request;
typedef struct { const Request *at; int count; } Requests;

const char *request_kind_words(Str kind);                /* "A copy of what is held" */
const char *request_state_words(const Request *r);
bool request_late(const Request *r);

Faults request_faults(const Request *r);                 /* without a person somebody must be reachable */
/* Access, correction, erasure, objection: one calendar month (UK GDPR article 12(3)).  A complaint: acknowledged within
 * 30 days (Data (Use and Access) Act 2025), answered within 90 as we promise.  The token opens the page of its state; "" when there are faults. */
Str request_make(Tx *tx, Who who, const Request *r, const Network *n);
const Request *request_by_token(Tx *tx, Who who, Str token);     /* NULL: no such page */
Requests requests_of(Tx *tx, Who who);                   /* one's own, newest first */
MUST_USE Outcome request_withdraw(Tx *tx, Who who, Str token);
MUST_USE Outcome request_withdraw_own(Tx *tx, Who who, i64 id);

/* At the desk.  Each that is about somebody in the register is noted there. */
Requests requests_open(Tx *tx, const Looker *by) __attribute__((nonnull));           /* fifty, the one due first is first; then lately closed ones */
i64 requests_waiting(Tx *tx, Who who);                   /* how many are not closed: nothing about whom */
MUST_USE Outcome request_key_in(Tx *tx, const Looker *by, const Request *r, const Network *n) __attribute__((nonnull(2)));
MUST_USE Outcome request_acknowledge(Tx *tx, const Looker *by, i64 id, const Network *n) __attribute__((nonnull(2)));
MUST_USE Outcome request_pause(Tx *tx, const Looker *by, i64 id, Str why, const Network *n) __attribute__((nonnull(2)));   /* why "": go on */
MUST_USE Outcome request_close(Tx *tx, const Looker *by, i64 id, Str words, const Network *n) __attribute__((nonnull(2)));
Holdings record_copy(Tx *tx, const Looker *by, i64 person) __attribute__((nonnull));  /* everything held, to print or post */

i64 requests_expire_trusted(Tx *tx);                     /* a year after they were closed */

#endif
