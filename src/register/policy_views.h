/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of segments, classes, the statutory register and retention print. */
#ifndef KITH_POLICY_VIEWS_H
#define KITH_POLICY_VIEWS_H

#include "register/class.h"
#include "register/retention.h"
#include "register/segment.h"
#include "register/statutory.h"
#include "web/parts.h"

typedef struct { Segment s; Str words; i64 people; } SegmentRow;
typedef struct { Faults faults; const SegmentRow *at; int count; FieldSpec name, purpose, ends, since, word; ChoiceSpec class_kind, places, consents; } SegmentsShown;
typedef struct { const Segment *s; Str words; SegmentPeople found; } SegmentShown;
typedef struct { Faults faults; Arena *arena; bool may_change; ClassVersions versions; EntitledOn entitled; Str on_day; FieldSpec on, name, who; ChoiceSpec kind; BoxSpec rights[6]; } ClassesShown;
typedef struct { Faults faults; bool on, may_switch; Str reason; RegisterEntries entries; Pager pager; FieldSpec person, legal_name, service_address, from; } RegisterShown;
typedef struct { Retentions all; } RetentionShown;

static inline const char *yes_no(bool b) { return b ? "yes" : "no"; }
static inline Str class_may(Arena *a, const MemberClass *c)
{
    Buf b = buf_open(a, 80);
    const struct { bool may; const char *what; } all[] = { { c->may_vote, "vote" }, { c->may_stand, "stand" }, { c->may_attend, "attend" }, { c->may_apply, "apply" }, { c->may_pitch, "pitch" }, { c->may_ask, "ask" } };
    for (int i = 0; i < COUNT(all); i++) if (all[i].may) buf_format(&b, "%s%s", b.len ? ", " : "", all[i].what);
    return b.len ? buf_view(&b) : S("nothing of its own");
}

#endif
