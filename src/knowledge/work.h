/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A work of the library: what it says, in which equal forms, by whom, what its authors allow; and how it is taken back. */
#ifndef KITH_WORK_H
#define KITH_WORK_H

#include "knowledge/byline.h"

typedef struct { const char *slug, *one, *many; bool research; /* cited by Scholar's rules: research, briefings */ bool staff; /* a second person reads it first */ } WorkKind;
extern const WorkKind work_kinds[];                      /* ends with a zero row */
const WorkKind *work_kind(Str slug);                     /* NULL: there is none */

typedef struct { const char *slug, *words, *code; } FormKind;    /* code: how schema.org says how it is taken in */
extern const FormKind form_kinds[];                      /* plain language, easy read, audio ..; ends with a zero row */
const char *form_words(Str slug);
const char *work_role_words(Str role);                   /* "Author" */
extern const char *const work_roles[];                   /* "author", "editor" ..; ends with NULL */
typedef struct { const char *slug, *name, *url, *words; } Licence;
extern const Licence licences[];                         /* ends with a zero row */
const Licence *licence_of(Str slug);

typedef struct { i64 id; Byline by; Str role; bool wants_gone; } Contributor;
typedef struct { const Contributor *at; int count; } Contributors;
/* Another equal form: words (Markdown) or a file.  Of a recording words are what is said in it. */
typedef struct { i64 id; int number; Str kind, language, maker, words, file, type; bool checked, says_text; /* a recording: the text, or a transcript, says the same */ i64 size; int seconds;
    Str title, summary; /* of its own, as a translation has; "": the work's */ } Expression;
typedef struct { const Expression *at; int count; } Expressions;
static inline bool form_sounds(const Expression *e) { return str_starts(e->type, S("audio/")); }
static inline bool form_moves(const Expression *e) { return str_starts(e->type, S("video/")); }
static inline bool form_plays(const Expression *e) { return form_sounds(e) || form_moves(e); }
Str form_read(Arena *a, const Expression *e);            /* its words; of captions, what is said in them */
typedef struct { Str slug, words; } WorkTopic;
typedef struct { const WorkTopic *at; int count; } TopicWords;
typedef struct { i64 id; Str kind, slug, title, ark_url; bool harvested; } WorkLink;      /* kind: as this work sees the other */
typedef struct { const WorkLink *at; int count; } WorkLinks;
typedef struct { int number; Time at; Str changed, title, summary, body; bool shown; } WorkVersion;
typedef struct { const WorkVersion *at; int count; } WorkVersions;

/* state: pitched, later, declined, asked for, draft, handed in, round (its author looks at changes), to settle, settled,
 * scheduled, public, paused, taken back. */
typedef struct {
    i64 id, entry, by_person, second_reader;
    Str mark, slug, kind, state, title, other_title, summary, content_note, provenance, coverage, language, licence, publisher, doi, source, source_id, body, alone;
    bool plain;                         /* no Markdown */
    int level;                          /* 1 members, 2 everybody */
    bool may_index, may_harvest, may_quote, may_mine;
    Str rule;                           /* who of several authors takes it back: "any", "all" */
    Str tombstone, tombstone_words;     /* "nothing", "author", "words", "citation" */
    Time publish_at, published_at, changed_at, record_at, harvested_at, made_at, public_at, gone_at, text_at;     /* schema/0009; text_at 0: it never was shown */
} Work;
typedef struct { const Work *at; int count; bool more; } Works;

/* ---- reading ---- */

const Work *work_seen_by(Tx *tx, Who who, Str slug);     /* NULL: not there, or not for them; work_gone() tells which */
const Work *work_numbered(Tx *tx, Who who, i64 id);      /* the same by its number */
const Work *work_in_making(Tx *tx, Who who, i64 id);     /* in any state, for whoever wrote it, and edits it; NULL for others */
const Work *work_trusted(Tx *tx, i64 id);
i64 work_of_slug(Tx *tx, Who who, Str slug, bool *now);  /* also one that was taken back; 0: never was; now: this is its address today */
i64 work_of_mark(Tx *tx, Who who, Str mark);
Contributors contributors_of(Tx *tx, Who who, i64 work);
Expressions expressions_of(Tx *tx, Who who, i64 work);   /* with their words */
TopicWords topics_of_work(Tx *tx, Who who, i64 work);
WorkLinks links_of_work(Tx *tx, Who who, i64 work);      /* to works that they may read */
WorkVersions versions_of(Tx *tx, Who who, i64 work);     /* without their bodies, newest first; those that its authors show */
const WorkVersion *version_seen_by(Tx *tx, Who who, i64 work, i64 number);
Compass hopes_of_work(Tx *tx, Who who, i64 work);
Str library_domain(Tx *tx, Who who);                     /* the name in lasting identifiers: fixed when the first work is shown, so that a site that moves keeps it */
Str names_of(Arena *a, const Contributors *all, Str role);       /* "Ash, The Tuesday Group and Bo"; role "": who wrote it */

typedef struct { Str kind, topic, language, form; /* language: of the work, or of a form of it */ i64 byline, collection; int skip, most; } WorkFilter;
Works works_listed(Tx *tx, Who who, const WorkFilter *f);        /* newest first */
SearchHits works_found(Tx *tx, Who who, Str words, const WorkFilter *f);     /* best first; of f: kind, topic, form, language, skip, most */
typedef struct { Str key, words; i64 count; } Facet;
typedef struct { const Facet *at; int count; } Facets;
Facets topics_used(Tx *tx, Who who);                     /* the most used, at most forty */
typedef struct { i64 id; Str slug, title, about, content_note; i64 works; } Collection;
typedef struct { const Collection *at; int count; } Collections;
Collections collections_seen_by(Tx *tx, Who who);
const Collection *collection_seen_by(Tx *tx, Who who, Str slug);

/* ---- what is left of one that was taken back ---- */

typedef struct { bool gone, paused; Str words; bool cited; /* the words are how it was cited */ } Tombstone;
Tombstone work_gone(Tx *tx, Who who, i64 id);
typedef struct { Str ref; Time at; } GoneWork;           /* for feeds: for ninety days */
typedef struct { const GoneWork *at; int count; } GoneWorks;
GoneWorks works_gone_lately(Tx *tx, Who who);

/* ---- its authors ---- */

/* Proof that they wrote it: it stands under a name of theirs, or the network asked them for it. */
typedef struct Author Author;
MUST_USE const Author *author_of(Tx *tx, Who who, i64 work);
const Work *author_work(const Author *by) __attribute__((nonnull));
Who author_who(const Author *by) __attribute__((nonnull));
Works works_of(Tx *tx, Who who);                         /* one's own in any state, newest first */
MUST_USE Outcome work_pause(Tx *tx, const Author *by, bool pause) __attribute__((nonnull(2)));
typedef struct { Str tombstone, words; } TakingBack;
MUST_USE Outcome work_take_back(Tx *tx, const Author *by, const TakingBack *t) __attribute__((nonnull(2)));   /* CONFLICT: its other authors have to say so too; theirs is noted */
/* What its address says from then on can be changed by whoever took it back. */
typedef struct { i64 work; Str tombstone, words; Time at; } TombstoneMine;
typedef struct { const TombstoneMine *at; int count; } TombstonesMine;
TombstonesMine tombstones_mine(Tx *tx, Who who);         /* those that say something */
MUST_USE Outcome tombstone_change(Tx *tx, Who who, i64 work, const TakingBack *t);
void tombstones_hand_over_trusted(Tx *tx, const struct Handing *h);

typedef struct { bool index, harvest, quote, mine; int level; } WorkUses;
MUST_USE Outcome work_allow(Tx *tx, const Author *by, const WorkUses *u) __attribute__((nonnull(2)));
void versions_show(Tx *tx, const Author *by, i64 number, bool show) __attribute__((nonnull(2)));     /* not one that was erased */
const WorkVersion *version_of(Tx *tx, const Author *by, i64 number) __attribute__((nonnull(2)));     /* shown or hidden */

/* ---- at the desk ---- */

Faults work_faults(Arena *a, const Work *w);
bool work_with_author(Tx *tx, const Editor *by, const Work *w) __attribute__((nonnull));      /* a piece that is being written, or waits for its yes: nobody else reads it then */
Str topics_fault(Str lines);                             /* what there is to mend in them, or "" */
bool work_commissioned(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));     /* a member's piece: its text and its names are its author's */
bool work_settled(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));          /* .. and they have said yes to note, summary, provenance and licence */
MUST_USE Outcome work_put(Tx *tx, const Editor *by, Work *w, Str changed) __attribute__((nonnull(2)));   /* id 0: a new one; changed: what a version of a public work is about */
void work_desk_changed(Tx *tx, const Editor *by, i64 work, const char *what) __attribute__((nonnull(2)));     /* its authors are told, once they have said yes to it or wrote it unasked */
MUST_USE Outcome work_publish(Tx *tx, const Editor *by, i64 work, Time at) __attribute__((nonnull(2)));  /* at 0: now; CONFLICT: not ready, or a second person has to read it */
MUST_USE Outcome work_take_down(Tx *tx, const Editor *by, i64 work, const TakingBack *t, Str why) __attribute__((nonnull(2)));  /* an author who is somebody here is told why */
typedef struct { Str role, name; } Signing;
void contributors_put(Tx *tx, const Editor *by, i64 work, const Signing *at, int count) __attribute__((nonnull(2)));     /* names that stand there already keep whose they are */
void rule_put(Tx *tx, const Editor *by, i64 work, Str rule) __attribute__((nonnull(2)));   /* "any", "all"; not once somebody's own name stands under it: they said yes to that rule */
void topics_put(Tx *tx, const Editor *by, i64 work, Str lines) __attribute__((nonnull(2)));
void hopes_put(Tx *tx, const Editor *by, i64 work, const i64 *compass, int count) __attribute__((nonnull(2)));
WorkLinks links_read(Tx *tx, const Editor *by, i64 work) __attribute__((nonnull(2)));     /* also to works that are not shown */
MUST_USE Outcome link_put(Tx *tx, const Editor *by, i64 work, Str other_slug, Str kind) __attribute__((nonnull(2)));
MUST_USE Outcome link_part(Tx *tx, const Editor *by, i64 work, Str other_slug) __attribute__((nonnull(2)));      /* from whichever side it was made */
typedef struct { int number; Str file, type, alt; } WorkPicture;
typedef struct { const WorkPicture *at; int count; } WorkPictures;
WorkPictures pictures_of(Tx *tx, Who who, i64 work);
const Work *work_read(Tx *tx, const Editor *by, i64 id) __attribute__((nonnull(2)));
MUST_USE Outcome collection_put(Tx *tx, const Editor *by, Collection *c) __attribute__((nonnull(2)));
MUST_USE Outcome collection_add(Tx *tx, const Editor *by, i64 collection, Str slug, bool in) __attribute__((nonnull(2)));

/* ---- the room's own ---- */

i64 work_insert_trusted(Tx *tx, Work *w);                /* id, mark, slug; as it is given, nothing shown yet */
void work_address_trusted(Tx *tx, i64 work, Str title);    /* its address is made from its title; the one before leads on */
void bylines_tidy_trusted(Tx *tx, const Contributors *were);     /* byline_tidy_trusted() of each */
void contributor_add_trusted(Tx *tx, i64 work, Str role, i64 byline);
void topics_put_trusted(Tx *tx, i64 work, Str lines);
i64 expression_add_trusted(Tx *tx, i64 work, const Expression *e);       /* its number, which no other form of this work had */
void picture_add_trusted(Tx *tx, i64 work, const WorkPicture *p);    /* likewise */
void work_show_trusted(Tx *tx, SearchBook *book, i64 work, Time at);     /* public from now on */
void work_version_trusted(Tx *tx, const Work *was, Str changed);         /* as it was before a change */
void record_anew_trusted(Tx *tx, i64 work, Time told);   /* its date for harvesters and feeds, where what they get is another; told: not before that */
void work_changed_trusted(Tx *tx, i64 work);             /* after any change: search, records and those of works that name it follow */
void work_indexed_trusted(Tx *tx, SearchBook *book, i64 work);
void work_take_back_trusted(Tx *tx, i64 work, const TakingBack *t);      /* everything of it, everywhere, by bytes */
void work_take_back_later_told_trusted(Tx *tx, i64 work, const TakingBack *t, Time told);     /* .. and dated `told` for harvesters and feeds, where that is later */
void work_named_anew_trusted(Tx *tx, i64 work, Str was, Str now);        /* what was passed on of it in bulletins: a name, */
void work_said_anew_trusted(Tx *tx, i64 work, Str slug_was);     /* title, summary and note, and its address, */
void work_passed_on_no_more_trusted(Tx *tx, i64 work);   /* or all of it */
bool work_has_author_trusted(Tx *tx, i64 work);          /* one who can be written to */
void authors_told_trusted(Tx *tx, i64 work, const char *said);           /* one letter to each of its authors who is somebody here; a sentence without its title */
void works_sources_reindex_trusted(Tx *tx);
void works_round_trusted(Tx *tx, i64 about);             /* what was to be shown by now */

#endif
