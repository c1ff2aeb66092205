/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of bulletin/ print. */
#ifndef KITH_BULLETIN_VIEWS_H
#define KITH_BULLETIN_VIEWS_H

#include "bulletin/bulletin.h"
#include "web/parts.h"

typedef struct { const Bulletin *b; Editions last; } BulletinRow;
typedef struct { const BulletinRow *at; int count; bool signed_in; } BulletinsShown;
typedef struct { const Bulletin *b; Editions all; Str older, newer; } ArchiveShown;
typedef struct { const Edition *e; EditionSheet sheet; const Placed *placed; bool preview; Str text_url; } EditionShown;
typedef struct { const Item *item; Items asked; Str base; } ItemStands;

typedef struct { const Bulletin *b; bool agreed; Str words; ChoiceSpec rhythm; const BoxSpec *sections; int section_count; } PostBulletin;
typedef struct { const PostBulletin *at; int count; BoxSpec plain, named; ChoiceSpec quiet_from,
    quiet_to; const ChoiceSpec *kinds; int kind_count; WhyLines why; PausedAddresses paused; Faults faults; } MePostShown;

typedef struct { const Bulletin *b; Editions editions; i64 offered, accepted; } DeskBulletinRow;
typedef struct { const DeskBulletinRow *at; int count; FieldSpec name, about, outside; Faults faults; i64 letters, held; } DeskBulletins;
typedef struct { const Section *s; FieldSpec name, most; BoxSpec facts; } SectionForm;
typedef struct {
    const Bulletin *b;
    Faults faults;
    Editions editions;
    FieldSpec name, about, outside, pace, fresh_name;
    ChoiceSpec cut_day, cut_hour, send_day, send_hour;
    BoxSpec declines;
    const SectionForm *sections; int section_count;
} DeskBulletin;
typedef struct { const Bulletin *b; Items offered, accepted; NewsList news; Sections sections; Faults faults; } DeskItems;
typedef struct {
    const Item *i;                      /* id 0: a new one */
    const Bulletin *b;
    Faults faults;
    ChoiceSpec section;
    FieldSpec title, body, link, run_by, note, purpose, payment, paid_when, access, anonymity, data_use, may_change, back, from, to, decline;
    BoxSpec own_words, lived, own;
    PosterPast past;
    Str action;
} DeskItem;
typedef struct { Str name; i64 id; int most, there; const Placed *at; int count; } DeskSection;
typedef struct {
    const Edition *e;
    Faults faults;
    FieldSpec title, intro, day, alone;
    ChoiceSpec segment, hour;
    Str goes_out;
    const DeskSection *sections; int section_count;
    Items offers;
    CopyCounts counts;
    bool may_check, must_say_alone;
} DeskEdition;
typedef struct { EditionShown shown; PaperLabels labels; } EditionPaper;
typedef struct { LettersIn fresh, done; bool held; i64 held_letters; CameBackCounts came_back; FieldSpec email; WhyLines why; bool asked; Str why_words; } DeskPost;

static inline bool edition_in(const Edition *e, const char *state) { return str_is(e->state, state); }
static inline bool block_is(const Block *b, BlockKind kind) { return b->kind == kind; }
static inline bool has_facts(const SheetItem *i)
{
    for (int k = 0; k < i->blocks.count; k++) if (i->blocks.at[k].kind == BLOCK_FACT) return true;
    return false;
}
static inline bool new_section(const EditionSheet *s, int i) { return i == 0 || s->at[i].section != s->at[i - 1].section; }
static inline const char *edition_words(const Edition *e)
{
    return edition_in(e, "gathering") ? "Being gathered" : edition_in(e, "laid out") ? "Laid out; somebody else reads it next" : edition_in(e, "checked") ? "Read; it can be sent" : edition_in(e, "scheduled") ? "Will be sent" : edition_in(e, "sending") ? "Being sent"
        : edition_in(e, "stopped") ? "Stopped" : edition_in(e, "held") ? "Held, because a backup was put back" : "Sent";
}
static inline const char *item_words(const Item *i)
{
    return str_is(i->state, "offered") ? "We have it, and read it soon." : str_is(i->state, "declined") ? "We do not put it in this time." : str_is(i->state, "over") ? "It ran, and is over." : str_is(i->state, "taken back") ? "You took it back." : "It goes into the bulletin.";
}

#endif
