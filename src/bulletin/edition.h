/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Editions: one week's bulletin from gathering to the archive, and the sheet of words that every form of it is made from. */
#ifndef KITH_EDITION_H
#define KITH_EDITION_H

#include "bulletin/item.h"

/* state: "gathering", "laid out", "checked", "scheduled", "sending", "stopped", "sent"; "held": put back from a backup.
 * kind: "weekly", "digest" (made by itself from what was sent in a month).  alone: why nobody else looked, where nobody else could. */
typedef struct {
    i64 id, segment, laid_by, checked_by;
    const Bulletin *bulletin;
    Str slug, kind, title, intro, state, alone;
    Time cut_off_at, send_at, began_at, sent_at, checked_at, made_at;
} Edition;
typedef struct { const Edition *at; int count; } Editions;
enum { EDITION_ITEMS_MOST = 60 };
bool edition_is_public(const Edition *e);                /* it has begun to be sent */
bool edition_is_open(const Edition *e);                  /* gathering: may still be changed */

/* One item in an edition.  words: as they will stand there, or stood when it was frozen; gone: it was taken back. */
typedef struct { i64 id, item, section; Str title, words; bool lived_led, own, gone; } Placed;
typedef struct { const Placed *at; int count; } PlacedItems;

Editions editions_at_desk(Tx *tx, const Editor *by, i64 bulletin) __attribute__((nonnull));       /* newest first */
const Edition *edition_read(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull));
const Edition *edition_trusted(Tx *tx, i64 id);
PlacedItems edition_items_trusted(Tx *tx, const Edition *e);              /* by section, as they stand */
PlacedItems edition_items(Tx *tx, const Editor *by, const Edition *e) __attribute__((nonnull));
Items edition_offers(Tx *tx, const Editor *by, const Edition *e) __attribute__((nonnull));        /* accepted, running, not in it */
Editions editions_public(Tx *tx, Who who, i64 bulletin, int most, int after);
const Edition *edition_seen_by(Tx *tx, Who who, i64 bulletin, Str slug);
PlacedItems edition_seen_items(Tx *tx, Who who, const Edition *e);

MUST_USE Outcome edition_begin(Tx *tx, const Editor *by, const Bulletin *b, i64 *made) __attribute__((nonnull(2)));       /* CONFLICT: one is being made already */
typedef struct { i64 id; Str title, intro; i64 segment; } EditionWords;
Faults edition_faults(Arena *a, const EditionWords *w);
MUST_USE Outcome edition_write(Tx *tx, const Editor *by, const EditionWords *w) __attribute__((nonnull(2)));      /* GONE: it is laid out */
MUST_USE Outcome edition_place(Tx *tx, const Editor *by, i64 edition, i64 item) __attribute__((nonnull(2)));      /* INVALID: the section is full; CONFLICT: it is there */
MUST_USE Outcome edition_take_out(Tx *tx, const Editor *by, i64 edition, i64 placed) __attribute__((nonnull(2)));
MUST_USE Outcome edition_move(Tx *tx, const Editor *by, i64 edition, i64 placed, bool up) __attribute__((nonnull(2)));    /* INVALID: those led by lived experience stay first (R25) */
MUST_USE Outcome edition_order(Tx *tx, const Editor *by, i64 edition, const i64 *placed, int count) __attribute__((nonnull(2)));   /* as they were dragged; the rule about who comes first holds */

MUST_USE Outcome edition_lay_out(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));          /* INVALID: nothing is in it */
MUST_USE Outcome edition_open_again(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));       /* before anything was sent */
/* By another person than who laid it out (CONFLICT); where nobody else could, `alone` says why it goes out all the same. */
MUST_USE Outcome edition_check(Tx *tx, const Editor *by, i64 id, Str alone) __attribute__((nonnull(2)));
bool edition_check_alone(Tx *tx, const Editor *by) __attribute__((nonnull));
MUST_USE Outcome edition_schedule(Tx *tx, const Editor *by, i64 id, Time at) __attribute__((nonnull(2)));        /* frozen from here on; INVALID: the time has passed by more than an hour */
MUST_USE Outcome edition_stop(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));
MUST_USE Outcome edition_go_on(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));            /* what was stopped, or held after a backup was put back */
MUST_USE Outcome edition_test(Tx *tx, const Editor *by, const Edition *e, const Network *n) __attribute__((nonnull(2)));  /* a copy to whoever asks */
void editions_hold_trusted(Tx *tx);                      /* kith restore */
void edition_freeze_trusted(Tx *tx, const Edition *e);
void editions_found_trusted(Tx *tx);                     /* of all that were sent, into search */
void edition_found_trusted(Tx *tx, SearchBook *book, const Edition *e);   /* its items can be searched for from now on */
i64 edition_make_trusted(Tx *tx, const Edition *e);      /* demonstration data, digests */
void edition_place_trusted(Tx *tx, i64 edition, i64 item, i64 section, int position);
void digests_round_trusted(Tx *tx);                      /* once, in the first days of a month */

/* ---- the sheet: what every form of an edition is made from ---- */

typedef enum { BLOCK_NOTE = 1, BLOCK_WORDS, BLOCK_FACT, BLOCK_LINK } BlockKind;
typedef struct { BlockKind kind; Str label, words; } Block;              /* a link's words: its address */
typedef struct { const Block *at; int count; } Blocks;
Str blocks_written(Arena *a, const Item *i, Str base_url);               /* as edition_item keeps them */
Blocks blocks_read(Arena *a, Str written);

typedef struct { i64 section; Str section_name, title; Blocks blocks; bool gone; } SheetItem;
typedef struct {
    Str name, date, title, intro, network;
    Str help_url, web_url, stop_url, choose_url, why;    /* stop_url "": a test copy */
    Str language;
    const SheetItem *at; int count;
} EditionSheet;
EditionSheet sheet_of(Tx *tx, Who who, const Edition *e, const PlacedItems *items, const Network *n);
Str sheet_text(Arena *a, const EditionSheet *s, Str without);   /* without: sections a reader does not want, ids parted by blanks */
Str sheet_html(Arena *a, const EditionSheet *s, Str without);
bool sheet_empty(const EditionSheet *s, Str without);           /* nothing is left for this reader */
bool section_unwanted(Str without, i64 section);

#endif
