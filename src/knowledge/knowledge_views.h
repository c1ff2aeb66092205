/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of knowledge/ print. */
#ifndef KITH_KNOWLEDGE_VIEWS_H
#define KITH_KNOWLEDGE_VIEWS_H

#include "knowledge/cite.h"
#include "knowledge/knowledge.h"
#include "knowledge/shelves.h"
#include "knowledge/signing.h"
#include "knowledge/work_views.h"
#include "web/parts.h"

/* ---- the library, for everybody ---- */

typedef struct { Str url, words; i64 count; bool now; Str lang; const char *dir; } FacetLink;
typedef struct { Str q, kind, topic, form, language; bool within; } FindShown;
typedef struct { Str title, lead, words; FindShown find; } AbsentShown;
typedef struct {
    Str title, lead, q, instead, path;
    const WorkRow *at; int count; i64 all;
    const FacetLink *kinds; int kind_count;
    const FacetLink *topics; int topic_count;
    const FacetLink *ins; int in_count;
    WorkFilter f;                       /* by what it is narrowed */
    FindShown find;
    Collections collections; Terms offered;
    const Collection *collection; const Byline *byline;
    PaidYear paid; Str paid_words;
    Pager pager;
    bool front, first, narrowed, beyond, all_of_kind, blog, pitch_open;       /* first: the library's first page, with nothing asked */
} LibraryShown;
typedef struct { Str url, words, tongue, lang, size; const char *dir; bool now; } FormLink;    /* tongue: the language's own name, in lang */
typedef struct {
    WorkWhole x;
    const FormLink *forms; int form_count;
    const Expression *form;             /* this form's words are the page's; NULL: the text itself */
    const WorkVersion *version;         /* an earlier one; NULL: as it is */
    WorkVersions versions;
    SafeHtml body;
    Headings parts;
    Str title, summary, title_lang, summary_lang, kind_words, cite, minutes, lang, made, file_url, file_words, play_words, transcript_url, ark_path;       /* made: how this form came to be */
    const char *title_dir, *prose;      /* prose: "prose measure", and how easy read looks */
    bool sound, film;
    const Licence *licence;
    bool own;
} WorkShown;
const char *work_kind_words(Str kind);
Reply library_absent(Visit *v, int status, Str title, Str lead, Str words);     /* within the room, with its search */
Reply library_not_found(Visit *v);
static inline const char *link_words(Str kind)            /* before the other's title */
{
    return str_is(kind, "replies to") ? "This replies to" : str_is(kind, "translation of") ? "This is a translation of" : str_is(kind, "new edition of") ? "This is a new edition of" : str_is(kind, "answered by") ? "This is answered by"
        : str_is(kind, "translated as") ? "This is translated as" : str_is(kind, "earlier edition of") ? "This is an earlier edition of" : "";
}
static inline const char *collapsed(bool open) { return open ? "open" : ""; }

/* ---- the glossary ---- */

typedef struct { const Term *t; Str words; } TermRow;       /* words: its summary, else the first of the day's first meaning */
typedef struct { const TermRow *at; int count; bool signed_in; } GlossaryShown;
typedef struct { const Term *t; Str also; Meanings at, earlier; TermLinks links; FieldSpec words, uses, rejects; ChoiceSpec byline; Faults faults; Str base_url; bool signed_in; } TermShown;
typedef struct { const Term *t; const Meaning *m; Str cite, after; } MeaningShown;
typedef struct { i64 id; Str name; FieldSpec words, uses, rejects; ChoiceSpec byline; Faults faults; } MeaningAnew;
static inline bool new_letter(const GlossaryShown *s, int i) { return i == 0 || !str_eq(s->at[i].t->first, s->at[i - 1].t->first); }
static inline Str meaning_begins(const Meaning *m) { return utf8_cut(m->words, 60); }

ChoiceSpec byline_choice(Visit *v, Str now, bool unsigned_too);   /* each name that they may sign with, and none */
bool byline_typed(Visit *v, i64 *byline);                /* what was chosen; false: not theirs */

ChoiceSpec licence_choice(Visit *v, Str now, Faults f);
ChoiceSpec tombstone_choice(Visit *v, Faults f);

/* ---- one's own works ---- */

ChoiceSpec role_choice(Visit *v);
typedef struct { const Work *w; bool author; } MyWorkRow;          /* not its author: its translator, say */
typedef struct { const MyWorkRow *at; int count; Bylines names; Meanings meanings; SigningsAsked asked; } MyWorks;
typedef struct { const SigningAsked *asked; const Work *w; Str names; SafeHtml body; ChoiceSpec byline; Faults faults; } SigningShown;
static inline const char *work_role_article(Str role) { return str_is(role, "author") ? "one of its authors" : str_is(role, "editor") ? "its editor" : str_is(role, "interviewer") ? "its interviewer" : str_is(role, "translator") ? "its translator"
    : str_is(role, "reader") ? "whoever reads it aloud" : "its illustrator"; }
static inline const char *rule_words(Str rule) { return str_is(rule, "all") ? "Its authors together: it goes when each of them has said so. A name can go at once." : "Any of its authors, alone and at once."; }
typedef struct { const EditRound *r; DiffParts diff; } RoundShown;
typedef struct {
    const Work *w;
    const Commission *c;
    Faults faults;
    const RoundShown *rounds; int round_count;
    WorkVersions versions;
    FieldSpec title, body, summary, note, provenance, changed, words, said, email;
    ChoiceSpec way, licence, byline, tombstone, level, role;
    BoxSpec index, harvest, quote, mine, hand_in;
    Str fee;
    bool several;
} MyWork;
typedef struct { const Byline *b; FieldSpec name, about; Faults faults; } MyByline;
static inline bool work_in(const Work *w, const char *state) { return str_is(w->state, state); }
static inline bool work_is_shown(const Work *w) { return work_in(w, "public") || work_in(w, "paused"); }
static inline const char *work_state_words(const Work *w)
{
    return work_in(w, "pitched") ? "Offered; we read it soon" : work_in(w, "later") ? "Kept for later" : work_in(w, "declined") ? "Not taken up" : work_in(w, "asked for") ? "Asked for" : work_in(w, "draft") ? "Being written"
        : work_in(w, "handed in") ? "With the editors" : work_in(w, "round") ? "Changes suggested" : work_in(w, "to settle") ? "Ready for your yes" : work_in(w, "settled") ? "Settled" : work_in(w, "scheduled") ? "Will be shown"
        : work_in(w, "public") ? "Shown" : work_in(w, "paused") ? "Away for a while" : "Taken back";
}
static inline const char *round_words(const EditRound *r) { return str_is(r->state, "waiting") ? "Waits for a yes or a no" : str_is(r->state, "yes") ? "Its author said yes" : "Its author said no"; }
typedef struct { const Work *w; Str base; } PitchStands;

/* ---- the desk ---- */

typedef struct { const Work *w; Str names; } DeskWorkRow;
typedef struct { Str state; const DeskWorkRow *at; int count; i64 waiting_meanings; Pager pager; Collections collections; FieldSpec collection; Faults faults; } DeskLibrary;
typedef struct {
    const Work *w;
    Faults faults;
    const Commission *c;
    const RoundShown *rounds; int round_count;
    Expressions forms; WorkPictures pictures; WorkLinks links; Collections collections;
    FieldSpec title, other_title, summary, body, note, provenance, coverage, language, publisher, doi, source, topics, signing, changed, fee, due, answer, edit_note, alone,
        day, alt, email, down_words, down_why, form_words, form_language, form_maker, other, pay_why;
    ChoiceSpec kind, licence, form, link, tombstone, pay, role, rule;
    i64 asked;
    BoxSpec plain, checked;
    const BoxSpec *hopes; int hope_count;
    Str fee_words, pitch_url, action, pictures_at;
    const Str *advice; int advice_count;
    bool commissioned, settled, may_publish, needs_second, own;
} DeskWork;
typedef struct { Terms all; Meanings waiting; FieldSpec name, also, summary, house; Faults faults; } DeskGlossary;
Str house_words(Tx *tx, Who who);                        /* the network's own list, "word = instead" a line */
typedef struct { const Term *t; FieldSpec name, also, summary, other, words, source; ChoiceSpec kind; Faults faults; } DeskTerm;

#endif
