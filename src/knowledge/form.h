/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The forms and pictures of a work as they are made and changed: by its author, or by an editor. */
#ifndef KITH_FORM_H
#define KITH_FORM_H

#include "files/files.h"
#include "knowledge/work.h"

/* Proof that they may add to a work. */
typedef struct Maker Maker;
MUST_USE const Maker *maker_author(Tx *tx, Who who, i64 work);
MUST_USE const Maker *maker_editor(Tx *tx, Who who, i64 work);
const Work *maker_work(const Maker *by) __attribute__((nonnull));
bool maker_is_author(const Maker *by) __attribute__((nonnull));
bool maker_may_tick(Tx *tx, const Maker *by) __attribute__((nonnull));      /* "its author has looked at it": where no author is here, the desk says it */

Str language_code(Arena *a, Str typed);                  /* "English" is en, "EN-gb" en-GB; "": it is none */
Faults form_faults(const Expression *e, bool file);      /* what there is to mend before a file is looked at; file: one was sent, or is there */
Faults form_file_faults(Tx *tx, const Maker *by, const Expression *e, MediaKind is) __attribute__((nonnull));      /* .. and once it is known what it holds: it fits its
    form, and what is said in a recording can be read (A11Y-13) */
Faults picture_faults(Str alt);

MUST_USE Outcome form_add(Tx *tx, const Maker *by, Expression *e) __attribute__((nonnull(2)));      /* CONFLICT: there are forty */
MUST_USE Outcome form_change(Tx *tx, const Maker *by, const Expression *e) __attribute__((nonnull(2)));     /* its language, maker and words; a file stays the file */
MUST_USE Outcome form_looked(Tx *tx, const Maker *by, i64 number) __attribute__((nonnull(2)));      /* its author has looked at it */
MUST_USE Outcome form_drop(Tx *tx, const Maker *by, i64 number) __attribute__((nonnull(2)));
MUST_USE Outcome picture_put(Tx *tx, const Maker *by, const WorkPicture *p) __attribute__((nonnull(2)));
MUST_USE Outcome picture_drop(Tx *tx, const Maker *by, i64 number) __attribute__((nonnull(2)));

/* What else its author changes of a work, whoever entered it. */
typedef struct { Str language, topics; } Around;
MUST_USE Outcome around_put(Tx *tx, const Author *by, const Around *a) __attribute__((nonnull(2)));
MUST_USE Outcome version_erase(Tx *tx, const Author *by, i64 number) __attribute__((nonnull(2)));   /* its words go; that something changed stays */

/* Where the rule is "all": who has said that it shall go. */
typedef struct { i64 own, others, left; } Going;         /* own: they have; others: how many others have; left: how many have not */
Going going_of(Tx *tx, const Author *by) __attribute__((nonnull(2)));
MUST_USE Outcome going_undo(Tx *tx, const Author *by) __attribute__((nonnull(2)));
void going_told(Tx *tx, const Author *by) __attribute__((nonnull(2)));      /* the others get a letter */

/* ---- where it belongs ---- */

Str slug_typed(Str typed);                               /* the end of an address, or a whole one */
typedef struct { i64 work; Str slug, title; int position; } Shelved;
typedef struct { const Shelved *at; int count; } ShelvedAll;
ShelvedAll collection_works(Tx *tx, const Editor *by, i64 collection) __attribute__((nonnull(2)));      /* in their order, whatever their state */
void collection_order(Tx *tx, const Editor *by, i64 collection, i64 work, i64 position) __attribute__((nonnull(2)));
bool collection_has(Tx *tx, const Editor *by, i64 collection, i64 work) __attribute__((nonnull(2)));

#endif
