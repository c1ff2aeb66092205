/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of doors/ print. */
#ifndef KITH_DOORS_VIEWS_H
#define KITH_DOORS_VIEWS_H

#include "doors/doors.h"
#include "web/chart.h"
#include "web/parts.h"

typedef struct { FieldSpec what, amount; } TwoFields;
typedef struct {
    const Question *q;
    Str label, hint, fault;             /* hint: why we ask, and about how long */
    FieldSpec line;
    ChoiceSpec choice;
    const BoxSpec *boxes; int box_count;
    const TwoFields *rows; int row_count;
    BoxSpec decline;
    const EntryFile *files; int file_count;
    Str base;                           /* "" where nothing can be added: a preview */
    int page;
} AskedField;

typedef struct { const Door *d; DoorSign sign; int used; DoorCounts counts; Str mine; } DoorRow;      /* mine: where what they began goes on */
typedef struct { const DoorRow *at; int count; DoorCounts all; bool signed_in; Chart burden; } AskShown;
typedef struct { DoorRow row; bool may_come_in, signed_in; Extensions longer; const Network *network; int questions; } DoorShown;

typedef struct {
    Faults faults;
    const Entry *e;
    Str base, topic, back, code, word, saved;
    int page, of, topic_page;           /* the how manieth of how many that are asked */
    const AskedField *at; int count;
    bool can_ask_longer;
} EntryPageShown;
typedef struct { Faults faults; const Entry *e; Str base, back; FieldSpec name, reach; ChoiceSpec kind; bool member; } ReachShown;
typedef struct { Str question, words; int page; bool asked_of; } CheckLine;
typedef struct { Str topic; int page, first, count; } CheckPart;
typedef struct { Faults faults; const Entry *e; Str base, reach; int reach_page; const CheckPart *parts; int part_count; const CheckLine *lines; BoxSpec read_back; bool keyed, closed; } CheckShown;
typedef struct { const Entry *e; Str base, code, word; } KeptShown;
typedef struct { Faults faults; FieldSpec code, word; } BackShown;
typedef struct { Faults faults; const Entry *e; const Question *q; Str base, action, back; const EntryFile *files; int file_count; bool recording; const char *records, *accept; } AddShown;
typedef struct { const Entry *e; Str base, code, word; const CheckLine *lines; int line_count; const EntryFile *heard; int heard_count; bool can_reopen, can_take_back; Faults faults; } SentShown;
typedef struct { const Door *d; const Network *network; const AskedField *at; int count; bool preview; int number; } PaperShown;
typedef struct { Entries all; } OwnEntries;

typedef struct { const DoorRow *at; int count; Entries keyed; ChoiceSpec doors, way; Faults faults; } DeskDoors;
typedef struct {
    Faults faults;
    const Door *d;
    bool fresh, preview;
    Str action;
    FieldSpec slug, name, for_whom, will_ask, minutes, read_by, then_what, answer_days, opens, closes, grace, capacity, closed_words, longer, why;
    ChoiceSpec right, when_full, sign, role, publishes;
    Extensions extended;
    const QuestionSet *versions; int version_count;
} DeskDoor;
typedef struct { Faults faults; bool opened; i64 id; FieldSpec topic, asks, why, choices, guide, when_is; ChoiceSpec kind, when; BoxSpec needed, decline; } QuestionForm;
typedef struct { const Door *d; const QuestionSet *set; const QuestionForm *forms; QuestionForm fresh; Faults faults; Str action; } DeskQuestions;

static inline const char *sign_words(DoorSign s)
{
    return s == DOOR_OPEN ? "Open" : s == DOOR_NOT_YET ? "Not open yet" : s == DOOR_FULL ? "Full this month" : "Closed";
}
static inline bool door_leads(const Door *d) { return d->leads_to.len > 0; }
static inline const char *entry_state(const Entry *e)
{
    return str_is(e->state, "draft") ? "Begun" : str_is(e->state, "waiting") ? "Waiting for room" : str_is(e->state, "taken back") ? "Taken back" : e->answered_at.us ? "Answered" : "Sent";
}
static inline bool entry_late(const Entry *e) { return str_is(e->state, "sent") && !e->answered_at.us && e->due_at.us && e->due_at.us < time_now().us; }

/* Fields from questions and what was kept; answers from what was typed. */
typedef struct { const Entry *e; Faults faults; Str base; int page; } Shown;
AskedField *asked_fields(Arena *a, const QuestionSet *s, int first, int count, const Shown *shown, int *made);   /* those that are asked of who answered so; e NULL: all, empty */
int answers_typed(Visit *v, const Entry *e, int first, int count, Answer *to);     /* of those that were asked of them */

#endif
