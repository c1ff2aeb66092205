/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A glossary of many meanings: a word has as many as people give it, signed or not, and none of them wins. */
#ifndef KITH_GLOSSARY_H
#define KITH_GLOSSARY_H

#include "knowledge/work.h"

typedef struct { i64 id; Str slug, name, also, summary; i64 meanings; Str first; /* the letter it stands under */ } Term;
typedef struct { const Term *at; int count; } Terms;
/* said_at: the day, where said_on is one. */
typedef struct { i64 id, term; Str mark, words, signed_by, signed_slug, source, said_on, who_uses, who_rejects, state, term_name; Time made_at, said_at; } Meaning;
typedef struct { const Meaning *at; int count; } Meanings;
typedef struct { Str slug, name, kind; } TermLink;       /* kind: "related", "opposed" */
typedef struct { const TermLink *at; int count; } TermLinks;

Terms terms_all(Tx *tx, Who who);                        /* by name */
const Term *term_seen_by(Tx *tx, Who who, Str slug);
const Term *term_numbered(Tx *tx, Who who, i64 id);
Meanings meanings_of(Tx *tx, Who who, i64 term);         /* shuffled anew each day, the same for everybody on that day */
Meanings meanings_earlier(Tx *tx, Who who, i64 term);    /* those that another took the place of */
const Meaning *meaning_seen_by(Tx *tx, Who who, i64 term, Str mark);       /* shown, or earlier; NULL: not there */
bool meaning_gone(Tx *tx, Who who, i64 term, Str mark);  /* it was there and was taken back */
Str meaning_after(Tx *tx, Who who, i64 meaning);         /* the mark of the one that took the place of an earlier one, or "" */
TermLinks term_links(Tx *tx, Who who, i64 term);
Terms terms_offered(Tx *tx, Who who, Str asked);         /* other words for what was searched for; at most four */

/* A member gives a meaning; it is read at the desk for what would harm somebody, not for whether it is right. */
Faults meaning_faults(const Meaning *m);
MUST_USE Outcome meaning_offer(Tx *tx, Who who, const Meaning *m, i64 byline, i64 instead);  /* byline 0: unsigned; instead: one of theirs that it replaces, under the same name */
Meanings meanings_mine(Tx *tx, Who who);
const Meaning *meaning_own(Tx *tx, Who who, i64 id);     /* NULL: not theirs, or not shown */
MUST_USE Outcome meaning_take_back(Tx *tx, Who who, i64 id);

Faults term_faults(const Term *t);
MUST_USE Outcome term_put(Tx *tx, const Editor *by, Term *t) __attribute__((nonnull(2)));
MUST_USE Outcome term_link_put(Tx *tx, const Editor *by, i64 term, Str other_slug, Str kind) __attribute__((nonnull(2)));
Meanings meanings_waiting(Tx *tx, const Editor *by) __attribute__((nonnull(2)));
MUST_USE Outcome meaning_read(Tx *tx, const Editor *by, i64 id, bool show) __attribute__((nonnull(2)));
void meaning_add(Tx *tx, const Editor *by, const Meaning *m) __attribute__((nonnull(2)));    /* as it was gathered, unsigned */

i64 term_make_trusted(Tx *tx, Term *t);
i64 meaning_make_trusted(Tx *tx, const Meaning *m, i64 byline, i64 person);
void term_link_trusted(Tx *tx, i64 term, i64 other, Str kind);
void terms_found_trusted(Tx *tx);                        /* all of them, into search */
void glossary_indexed_trusted(Tx *tx, i64 term);
void meanings_tell_trusted(Tx *tx, i64 person, Holdings *to);
i64 meanings_reindex_trusted(Tx *tx, i64 after, int most);      /* the last id done, 0 at the end */
void meanings_forget_trusted(Tx *tx, i64 person);
void meanings_hand_over_trusted(Tx *tx, const Handing *h);

#endif
