/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of the register print. */
#ifndef KITH_RECORD_VIEWS_H
#define KITH_RECORD_VIEWS_H

#include "register/likeness.h"
#include "register/members_sheet.h"
#include "register/request.h"
#include "web/parts.h"

typedef struct {
    Str reason, back;
    bool said;                          /* they said what they are doing: the rest may be shown */
    Faults faults;
    FieldSpec why;
} ReasonShown;

typedef struct { ReasonShown reason; PeopleFilter filter; ChoiceSpec places; FieldSpec group; PeopleFound found; bool asked; Pager pager; } PeopleShown;
typedef struct {
    Faults faults;
    const Record *r;
    Str reason;
    FieldSpec name, value, group, note, review, until;
    ChoiceSpec kind, classes, why, purposes;
    BoxSpec sure;
} RecordShown;
typedef struct { Str reason; Likenesses open; Joinings lately; } LikenessShown;
typedef struct { SeenRows rows; i64 whole_lists; } ViewedShown;

typedef struct { Faults faults; bool stranger; const char *action, *back; ChoiceSpec kind; FieldSpec name, contact, words; } RequestForm;
typedef struct { const Request *r; const char *action; bool ico; } RequestState;
typedef struct { RequestForm form; const RequestState *at; int count; } OwnRequests;
typedef struct { Request r; FieldSpec answer, pause; } RequestRow;
typedef struct { Faults faults; Str reason; const RequestRow *at; int count; RequestForm form; ChoiceSpec way; } DeskRequests;
typedef struct { Str name, today; Holdings held; } CopyShown;

typedef struct {
    Faults faults;
    Arena *arena;
    bool looked, more;                  /* looked: what the list that was sent would do */
    ListImported to;
    const RowTold *rows; int row_count;
    const Str *odd; int odd_count;
    TakenIns taken;
    const TwoPerson *asked; int asked_count;
    Str file_fault;
    ChoiceSpec class_kind, dates;
    FieldSpec why;
} ListsShown;

ChoiceSpec places_to_pick(Visit *v, Str now);           /* the country's parts, and anywhere */

static inline const char *address_word(Str kind) { return str_is(kind, "email") ? "E-mail" : str_is(kind, "phone") ? "Phone" : "Post"; }
static inline const char *reach_word(Str way)
{
    return str_is(way, "post") ? "by post" : str_is(way, "phone") ? "by phone" : str_is(way, "text") ? "by text message" : str_is(way, "supporter") ? "through somebody who supports them" : "by e-mail";
}
static inline bool record_rests(const Record *r) { return r->person->state == PERSON_RESTING; }

#endif
