/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Bulletins, their sections, and the items that may stand in them (W3). */
#ifndef KITH_ITEM_H
#define KITH_ITEM_H

#include "doors/doors.h"

/* kind: "members", "supporters", "project" (a hosted project's own letter).  purpose: the consent that it is sent by.
 * outside_name: what shows on a locked phone, as sender and subject.  Days: 0 Sunday .. 6. */
typedef struct {
    i64 id;
    Str slug, purpose, name, about, outside_name, kind;
    int position, cut_off_day, cut_off_hour, send_day, send_hour, per_minute;    /* per_minute 0: as fast as the mail server takes them */
    bool decline_in_words, ended;
} Bulletin;
typedef struct { const Bulletin *at; int count; } Bulletins;
typedef struct { i64 id, bulletin; Str slug, name; int position, most; bool needs_facts; } Section;      /* most 0: no limit */
typedef struct { const Section *at; int count; } Sections;
enum { BULLETINS_MOST = 12, SECTIONS_MOST = 12, ITEM_DAYS = 14 };

Bulletins bulletins_seen_by(Tx *tx, Who who);            /* those that are not ended */
const Bulletin *bulletin_seen_by(Tx *tx, Who who, Str slug);
const Bulletin *bulletin_trusted(Tx *tx, i64 id);
Sections sections_of(Tx *tx, Who who, i64 bulletin);
Faults bulletin_faults(const Bulletin *b);
MUST_USE Outcome bulletin_change(Tx *tx, const Editor *by, Bulletin *b) __attribute__((nonnull(2)));         /* id 0: a new one, for a hosted project; CONFLICT: its address is taken */
Faults section_faults(const Section *s);
MUST_USE Outcome section_change(Tx *tx, const Editor *by, Section *s) __attribute__((nonnull(2)));           /* id 0: a new one */
void bulletin_begin_trusted(Tx *tx);                     /* a new network's two bulletins, their sections and the door; nothing where there are bulletins */

/* state: "offered", "accepted", "declined", "taken back", "over". */
typedef struct {
    i64 id, bulletin, section, entry, source, by;
    Str section_slug, section_name, source_kind, state, title, body, link, content_note, heard_back, decline_words;
    FactsBox facts;                     /* run_by is asked of every item: whose it is */
    bool needs_facts, own_words, lived_led, own;         /* own_words: in the source's wording; own: the network's, exempt from two weeks */
    Time runs_from, runs_to, made_at, decided_at, heard_back_at;
} Item;
typedef struct { const Item *at; int count; bool more; } Items;
Items items_at_desk(Tx *tx, const Editor *by, i64 bulletin, Str state, int after) __attribute__((nonnull));
const Item *item_read(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull));    /* NULL: not there */
const Item *item_trusted(Tx *tx, i64 id);
Faults item_faults(Tx *tx, Who who, const Item *i);      /* what stands between it and being accepted (R23, R24, R27) */
MUST_USE Outcome item_put(Tx *tx, const Editor *by, Item *i) __attribute__((nonnull(2)));                /* id 0: a new one,
    accepted at once; INVALID: see item_faults(); CONFLICT: it stands in what was sent */
MUST_USE Outcome item_accept(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));              /* INVALID: see item_faults(); GONE: it was decided */
MUST_USE Outcome item_decline(Tx *tx, const Editor *by, i64 id, Str words, const Network *n) __attribute__((nonnull(2)));     /* words "": without a letter, where the bulletin is so */
MUST_USE Outcome item_take_up(Tx *tx, const Editor *by, i64 section, const News *n, i64 *made) __attribute__((nonnull(2)));
MUST_USE Outcome item_take_back(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));           /* from everything that was sent, too */
NewsList news_running(Tx *tx, const Editor *by) __attribute__((nonnull));                                /* of other rooms, without what was taken up */

/* Did whoever offers this tell people what came of it, the times before?  (R26) */
typedef struct { int offered, run, due, told; Str last; } PosterPast;
PosterPast poster_past(Tx *tx, const Editor *by, const Item *i) __attribute__((nonnull));
Items items_asked_back(Tx *tx, const Filler *by) __attribute__((nonnull));           /* whose day has come, of whoever offered them */
MUST_USE Outcome item_told(Tx *tx, const Filler *by, i64 id, Str words) __attribute__((nonnull(2)));

/* What the door calls. */
void item_came_trusted(Tx *tx, const Entry *e, bool over, const Network *n);
void item_gone_trusted(Tx *tx, i64 entry);
void item_said_anew_trusted(Tx *tx, i64 id, const NewsChange *c);      /* what it tells of is called otherwise: also where it was printed */
void item_drop_trusted(Tx *tx, i64 id);                  /* out of whatever it stands in, and its words with it */
const Item *item_of_entry(Tx *tx, const Filler *by) __attribute__((nonnull));        /* NULL: not an item */

void items_round_trusted(Tx *tx);                        /* what is over is over; posters are asked; what was declined a year ago goes */

#endif
