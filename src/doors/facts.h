/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The box of facts without which nothing is passed on that asks people to take part or to work (R23). */
#ifndef KITH_FACTS_H
#define KITH_FACTS_H

#include "web/web.h"

typedef struct { Str purpose, run_by, payment, paid_when, access, anonymity, data_use, may_change; Time hear_back_on; } FactsBox;
/* Each of the nine, in words; "unpaid" with its reason; the day later than `from`; nobody speaks for all (R27). */
Faults facts_faults(Arena *a, const FactsBox *f, Time from);

/* ---- what other rooms have that could be passed on ---- */

/* Something that runs now.  A room lists what it has; the bulletin's desk may take it up.  words: plain. */
typedef struct { const char *kind; i64 id; Str title, words, url, run_by, content_note; bool lived_led, own, has_facts; FactsBox facts; Time runs_to; } News;
enum { NEWS_MOST = 60 };
typedef struct { News at[NEWS_MOST]; int count; } NewsList;
typedef struct { void (*running)(Tx *tx, NewsList *to); } NewsSource;
extern const NewsSource *const house_news_sources[];     /* ends with NULL; house/rooms.c */
/* What was passed on is called otherwise now: a name under it (was, now), or all of its words too. */
typedef struct { const char *kind; i64 id; Str run_by, was, now; bool words_too; Str title, words, content_note, url, url_was /* "": as it is */; } NewsChange;
/* A room took something back, or changed it: wherever it was passed on, that follows, also in what was printed already. */
typedef struct { void (*withdrawn)(Tx *tx, const char *kind, i64 id, Str path); void (*changed)(Tx *tx, const NewsChange *c); } NewsPaper;
extern const NewsPaper *const house_news_papers[];       /* ends with NULL; house/rooms.c */
void news_withdrawn_trusted(Tx *tx, const char *kind, i64 id, Str path);     /* path: its page, or "": what was written by hand and links there goes too */
void news_changed_trusted(Tx *tx, const NewsChange *c);

#endif
