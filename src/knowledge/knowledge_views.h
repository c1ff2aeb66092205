/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of knowledge/ print. */
#ifndef KITH_KNOWLEDGE_VIEWS_H
#define KITH_KNOWLEDGE_VIEWS_H

#include "knowledge/cite.h"
#include "knowledge/form.h"
#include "knowledge/knowledge.h"
#include "knowledge/shelves.h"
#include "knowledge/signing.h"
#include "knowledge/work_views.h"
#include "web/parts.h"

/* ---- the library, for everybody ---- */

typedef struct { Str url, words; i64 count; bool now; Str lang; const char *dir; } FacetLink;
typedef struct { Str q, kind, topic, form, language; bool within; } FindShown;
typedef struct { Str title, lead, words; const char *whose; FindShown find; } AbsentShown;      /* whose: what is said before the words */
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
    Str title, summary, title_lang, summary_lang, kind_words, cite, minutes;
    Str date, day, lang, made, file_url, file_words, play_words, transcript_url, captions_url, ark_path;       /* made: how this form came to be; captions_url "": it has none */
    const char *title_dir, *prose;      /* prose: "prose measure", and how easy read looks */
    bool sound, film;
    const Licence *licence;
    bool own;
} WorkShown;
const char *work_kind_words(Str kind);
Reply library_absent(Visit *v, int status, const AbsentShown *s);     /* within the room, with its search */
/* By what the list's address narrows it, for the page and its feeds.  query: the same again, "?kind=news", or "". */
typedef struct { WorkFilter f; Str title, query; bool known, narrowed; } LibraryAsked;
LibraryAsked library_asked(Visit *v, Who who);
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
typedef struct { i64 id; Str name, signed_by; FieldSpec words, uses, rejects; Faults faults; } MeaningAnew;
static inline const char *term_link_words(Str kind) { return str_is(kind, "opposed") ? "Opposed" : "Related"; }
static inline bool new_letter(const GlossaryShown *s, int i) { return i == 0 || !str_eq(s->at[i].t->first, s->at[i - 1].t->first); }
static inline Str meaning_begins(const Meaning *m)        /* in whole words */
{
    Str s = utf8_cut(m->words, 60);
    size_t n = s.len;
    while (n && s.len < m->words.len && s.at[n - 1] != ' ') n--;
    return n ? (Str){ s.at, n } : s;
}

ChoiceSpec byline_choice(Visit *v, Str now, bool unsigned_too);   /* each name that they may sign with, and none */
bool byline_typed(Visit *v, i64 *byline);                /* what was chosen; false: not theirs */

ChoiceSpec licence_choice(Visit *v, Str now, Faults f);
typedef enum { TOMBSTONE_AUTHOR, TOMBSTONE_LATER, /* a citation cannot be made of what is gone */ TOMBSTONE_DESK /* .. and the desk does not speak for an author */ } TombstoneSaid;
ChoiceSpec tombstone_choice(Visit *v, TombstoneSaid who, Str now, Faults f);
typedef struct { TombstoneMine at; Faults faults; ChoiceSpec tombstone; FieldSpec words; } MyTombstone;
Str tombstone_typed(Visit *v, Str words);                /* whoever wrote words chose them */

/* ---- forms that come back ---- */

bool came_back(Visit *v, Faults f, const char *acts);    /* one of these acts ("a|b") was sent and there is something to mend */
Str typed_again(Visit *v, Faults f, const char *acts, const char *name, Str otherwise);      /* then what was typed, else what is kept */
Str picked_again(Visit *v, Faults f, const char *acts, const char *name, Str otherwise);
typedef struct { Str label, words; int rows; } TypedField;
typedef struct { Str words, back; const TypedField *at; int count; } TypedKept;
Reply moved_on(Visit *v, Str back, Str words);           /* 409, and everything that was typed, to be copied */
Str work_seen(Arena *a, const Work *w, bool whole);      /* what a form was made from: its text, or all of its words; sent along, so that nobody writes over somebody */
/* The same for a form of a few fields.  now: what stands there; typed: what was sent. */
typedef struct { const char *name; Str now, typed; } SeenField;
Str fields_seen(Arena *a, const SeenField *at, int count);
Faults seen_faults(Visit *v, const SeenField *at, int count);    /* the form was made from something else: each fault says what stands there now */
Reply written_over(Reply r);                             /* .. and 409 */

/* ---- forms of a work, made by its author or at the desk ---- */

typedef struct {
    Str action;
    Expressions forms; WorkPictures pictures;
    FieldSpec language, maker, words, alt;
    ChoiceSpec form;
    BoxSpec checked, said;
    const Str *seen;                    /* of each form, as it was when the page was made */
    Str pictures_at, file_fault, picture_fault, files_at;
    bool author, may_tick, open_form, open_picture, desk;
} WorkForms;
typedef struct { Faults faults; const Expression *e; Str action, back, seen; FieldSpec language, maker, words; BoxSpec checked, said; bool may_tick; } FormEdit;
WorkForms work_forms(Visit *v, const Maker *by, Str action, Faults f);
Reply forms_acted(Visit *v, const Maker *by, Str action, Reply (*again)(Visit *v, Faults f));       /* of the acts on forms and pictures; the page again where there is something to mend */
bool forms_act(Str act);                                 /* is it one of those */
typedef struct { const Work *w; Str names, back, role_of; SafeHtml body; const Licence *licence; } WorkLook;
Reply show_look(Visit *v, const Work *w, Str back, const char *room);      /* as it will read */
typedef struct { const Str *at; int count; } Advice;
Advice words_advice(Visit *v, const Work *w);            /* by the network's own list */

/* ---- one's own works ---- */

ChoiceSpec role_choice(Visit *v);
Str topic_lines(Visit *v, i64 work);                     /* one a line, as they are typed */
typedef struct { const Work *w; bool author, going; } MyWorkRow;   /* author false: its translator, say; going: somebody who wrote it too would have it gone */
typedef struct { const MyWorkRow *at; int count; Works pitches; Bylines names; Meanings meanings; SigningsAsked asked; TombstonesMine gone; } MyWorks;
Reply take_name_off(Visit *v, i64 work);
typedef struct { const SigningAsked *asked; const Work *w; Str names; SafeHtml body; ChoiceSpec byline; Faults faults; } SigningShown;
static inline const char *work_role_article(Str role) { return str_is(role, "author") ? "one of its authors" : str_is(role, "editor") ? "its editor" : str_is(role, "interviewer") ? "its interviewer" : str_is(role, "translator") ? "its translator"
    : str_is(role, "reader") ? "whoever reads it aloud" : "its illustrator"; }
static inline const char *rule_words(Str rule) { return str_is(rule, "all") ? "Its authors together: it goes when each of them has said so. A name can go at once." : "Any of its authors, alone and at once."; }
typedef struct { const EditRound *r; SafeHtml title, words; } RoundShown;
typedef struct {
    const Work *w;
    const Commission *c;
    Faults faults;
    const RoundShown *rounds; int round_count;
    WorkVersions versions;
    PieceWords said_beside;
    FieldSpec title, body, summary, note, provenance, changed, words, said, email, no_words, longer, longer_why, not_yet, language, topics;
    ChoiceSpec way, licence, byline, level, role;
    BoxSpec index, harvest, quote, mine, hand_in, keep_before;
    WorkForms forms;
    Going going;
    const Work *other;                  /* what somebody wrote meanwhile */
    Str fee, seen, seen_around, seen_uses, names;
    SafeHtml reads;
    bool several, on_shelf, settles, goes;      /* settles: it waits for their yes; goes: they may take it back */
} MyWork;
typedef struct { const Work *w; Faults faults; FieldSpec words; ChoiceSpec tombstone; Going going; bool was_shown, several; } TakeBack;
typedef struct { const Byline *b; FieldSpec name, about; Faults faults; Str seen; } MyByline;
static inline bool work_in(const Work *w, const char *state) { return str_is(w->state, state); }
static inline bool work_is_shown(const Work *w) { return work_in(w, "public") || work_in(w, "paused"); }
static inline const char *work_state_words(const Work *w)         /* to whoever wrote it */
{
    return work_in(w, "pitched") ? "Offered; we read it soon" : work_in(w, "later") ? "Kept for later" : work_in(w, "declined") ? "Not taken up" : work_in(w, "asked for") ? "Asked for" : work_in(w, "draft") ? "Being written"
        : work_in(w, "handed in") ? "With the editors" : work_in(w, "round") ? "Changes suggested" : work_in(w, "to settle") ? "Ready for your yes" : work_in(w, "settled") ? "Settled" : work_in(w, "scheduled") ? "Will be shown"
        : work_in(w, "public") ? "Shown" : work_in(w, "paused") ? "Away for a while" : "Taken back";
}
static inline const char *desk_state_words(const Work *w)         /* to whoever edits it */
{
    return work_in(w, "pitched") ? "Offered: read it and answer" : work_in(w, "later") ? "Kept for later" : work_in(w, "declined") ? "Not taken up" : work_in(w, "asked for") ? "Asked for: its author says yes or no" : work_in(w, "draft") ? "Being written"
        : work_in(w, "handed in") ? "With us: read it" : work_in(w, "round") ? "Changes suggested: its author looks at them" : work_in(w, "to settle") ? "Its author looks at it once more" : work_in(w, "settled") ? "Settled: it can be shown" : work_in(w, "scheduled") ? "Has a day"
        : work_in(w, "public") ? "Shown" : work_in(w, "paused") ? "Its author has put it away for a while" : "Taken back";
}
static inline bool work_is_offer(const Work *w) { return work_in(w, "pitched") || work_in(w, "later") || work_in(w, "declined") || work_in(w, "asked for"); }     /* there is no text yet */
static inline bool work_is_settled(const Work *w) { return work_in(w, "settled") || work_in(w, "scheduled"); }
static inline const char *round_words(const EditRound *r) { return str_is(r->state, "waiting") ? "Waits for a yes or a no" : str_is(r->state, "yes") ? "Its author said yes" : "Its author said no"; }
typedef struct { const Work *w; Str base; PieceWords words; } PitchStands;
static inline const char *piece_word_said(Str kind, bool own)     /* own: to whoever wrote the piece */
{
    if (own && (str_is(kind, "longer") || str_is(kind, "not yet"))) return str_is(kind, "longer") ? "You asked for longer:" : "You stopped it before it was shown:";
    return str_is(kind, "later") ? "We wrote that we keep it for later:" : str_is(kind, "declined") ? "We wrote that we do not take it up this time:" : str_is(kind, "no") ? "Its author does not write it, and says:" : str_is(kind, "longer") ? "Its author needs longer:" : "Its author stopped it before it was shown:";
}

/* ---- the desk ---- */

typedef struct { const Work *w; Str names; Time due; const EditRound *no; } DeskWorkRow;      /* due: the answer that was promised; no: the last round, where its author said no */
typedef struct { Str state, words; i64 count; } DeskFilter;
typedef struct { ToPay p; Str fee; ChoiceSpec pay; FieldSpec why; } ToPayRow;
typedef struct {
    Str state;
    const DeskFilter *filters; int filter_count;
    const DeskWorkRow *at; int count;
    const ToPayRow *pays; int pay_count;
    DeskWaits waits;
    Str glossary_words;
    Pager pager; Collections collections; FieldSpec collection; Faults faults;
} DeskLibrary;
typedef struct { Str asks, words; } PitchLine;
typedef struct { const Entry *e; const PitchLine *at; int count; Str reach, base; bool by_letter; } PitchShown;
typedef struct { const Collection *k; bool in; } DeskCollection;
typedef struct { const Collection *k; Faults faults; FieldSpec title, about, note; ShelvedAll works; Str seen, seen_order; } DeskCollectionShown;
typedef struct {
    const Work *w;
    Faults faults;
    const Commission *c;
    const PitchShown *pitch;            /* NULL: nothing was offered, or it is settled */
    PieceWords said_beside;
    const RoundShown *rounds; int round_count;
    WorkForms forms; WorkLinks links; WorkVersions versions;
    const DeskCollection *collections; int collection_count;
    const Work *other;
    FieldSpec title, other_title, summary, body, note, provenance, coverage, language, publisher, doi, source, topics, signing, changed, fee, due, answer, edit_note, alone,
        day, email, down_words, down_why, link_to, pay_why;
    ChoiceSpec kind, licence, link, tombstone, pay, role, rule;
    i64 asked;
    BoxSpec plain;
    const BoxSpec *hopes; int hope_count;
    Str own_names;                      /* of those who put their own names there */
    Str fee_words, action, seen, seen_text, seen_shelf, seen_offer;
    Advice advice;
    bool commissioned, settled, may_publish, wants_second, may_read_second, own, alone_here, own_piece, open_name, hides_versions, longer, with_author;
} DeskWork;
ChoiceSpec pay_choice(Visit *v, Str now);
Reply desk_work_shown(Visit *v, const Editor *by, const Work *w, Faults f, const Work *other);
Reply desk_piece_act(Visit *v, const Editor *by, const Work *w, Str act);  /* what is done with a member's piece */
Reply desk_act_done(Visit *v, Outcome o, const Work *w, Str words);
Faults offer_written_over(Visit *v, const Commission *c);        /* another editor changed what is offered meanwhile */
Time day_typed(Visit *v, const char *name);              /* nine in the morning; 0: none, or no such day */
const RoundShown *rounds_shown(Arena *a, EditRounds all);
typedef struct { const Meaning *m; FieldSpec why; } MeaningRow;
typedef struct { Terms all; const MeaningRow *waiting; int waiting_count; FieldSpec name, also, summary, house; Faults faults; const Term *same; Str seen; } DeskGlossary;
Str house_words(Tx *tx, Who who);                        /* the network's own list, "word = instead" a line */
typedef struct {
    const Term *t;
    FieldSpec name, also, summary, other, words, source;
    ChoiceSpec kind;
    Faults faults;
    const MeaningRow *meanings; int meaning_count;
    const Term *same;
    TermLinks links;
    Str seen;
} DeskTerm;

#endif
