/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The register that company law asks of some networks: a module of its own, off until an administrator switches it on
 * (R12).  The name that the law wants stands only here; what people are called elsewhere is never printed from it.  UK:
 * Companies Act 2006, sections 113 (what is in it), 121 (former members: ten years). */
#ifndef KITH_STATUTORY_H
#define KITH_STATUTORY_H

#include "register/record.h"

typedef struct { i64 id, person; Str legal_name, service_address; Time from, to; } RegisterEntry;
typedef struct { const RegisterEntry *at; int count; i64 all; } RegisterEntries;

bool statutory_on(Tx *tx, Who who);
void statutory_switch(Tx *tx, Who who, bool on);         /* administrators; entries stay */
RegisterEntries statutory_entries(Tx *tx, const Looker *by, i64 after) __attribute__((nonnull));     /* fifty; that it was looked at is noted */
Faults statutory_faults(const RegisterEntry *e);
MUST_USE Outcome statutory_enter(Tx *tx, const Looker *by, const RegisterEntry *e) __attribute__((nonnull(2)));    /* GONE: nobody; CONFLICT: in it already */
MUST_USE Outcome statutory_cease(Tx *tx, const Looker *by, i64 id) __attribute__((nonnull));
void statutory_forget_trusted(Tx *tx, i64 person);       /* the law keeps a former member's entry for ten years: it stays, parted from the person */
i64 statutory_expire_trusted(Tx *tx);

#endif
