/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of voice/ print. */
#ifndef KITH_VOICE_VIEWS_H
#define KITH_VOICE_VIEWS_H

#include "voice/voice.h"
#include "web/chart.h"
#include "web/parts.h"

/* ---- for everybody ---- */

typedef struct { Doors doors; LogEntries decisions; Heards heard; CallOuts calls; DoorCounts counts; } VoiceShown;
typedef struct { LogEntries log; ChoiceSpec kind, outcome; Chart came, times; i64 unpublished; DoorCounts counts; Str older; } DecisionsShown;
typedef struct { const Matrix *m; } MatrixShown;
typedef struct { Heards all; Str older, body; BodySummary of; } HeardsShown;
typedef struct { const Heard *h; BodySummary of; Str took; } HeardShown;
typedef struct { Faults faults; const Heard *h; Str token; FieldSpec words; } ReplyShown;
typedef struct { CallOuts all; } CallsShown;
typedef struct { Heards all; Faults faults; } OwnHeard;
typedef struct {
    const Ask *a;
    const Decision *d;
    const Support *s;
    LookBacks asked;
    CallOuts calls;
    Str base;
    bool awaiting_us;
} StandsShown;

/* ---- the desk ---- */

typedef struct { Asks all; AskCounts counts; ChoiceSpec state, kind; Str older, newer; LookBacks due; NamesGiven given; Heards promised; } DeskAsks;
typedef struct { Str asks, words; } Answered;
typedef struct {
    Faults faults;
    const Ask *a;
    const Entry *e;
    const Decision *d;
    const Answered *said; int said_count;
    PastAsks past;
    i64 heard_before; Str body_slug;
    Stakes stakes;
    bool outside, may_weigh, stake_said, open;
    Str suggestion;
    ChoiceSpec kind, issue;
    FieldSpec title, deadline, same_as, zero, more, stake;
} DeskAsk;

typedef struct { const MatrixQuestion *q; Str importance; ChoiceSpec verdict; FieldSpec reason; BoxSpec quiet; } WeighField;
typedef struct { const MatrixQuestion *q; Str importance; const Str *verdicts, *reasons; bool differ; } SideBySide;
typedef struct {
    Faults faults;
    const Ask *a;
    const WeighField *at; int count;
    FieldSpec cost, capacity;
    Considerations all;
    const SideBySide *sides; int side_count;
    Str suggestion;
    bool handed_in;
} WeighShown;
typedef struct {
    Faults faults;
    const Ask *a;
    const Decision *d;
    Str suggestion, me_name;
    bool mine;                          /* whoever looks proposed it */
    ChoiceSpec outcome;
    FieldSpec to_whom, limits, shared, priv, departs_why, review;
} DecideShown;
typedef struct {
    Faults faults;
    const Ask *a;
    const Decision *d;
    Str reach;
    FieldSpec reply, asked, reasons;
    ChoiceSpec way;
    BoxSpec name_asker;
    bool may_publish, published;
    i64 log_number;
} AnswerShown;
typedef struct {
    Faults faults;
    const Ask *a;
    const Decision *d;
    NamesGiven given;
    LookBacks looks;
    const Support *s;
    bool is_support;
    ChoiceSpec kind;
    FieldSpec title, words, reservation, name, ends, summary, plan, quiet, stop_rule, told_back;
} AfterShown;
typedef struct { Issues all; Faults faults; FieldSpec title, words, reason; ChoiceSpec state; i64 editing; } IssuesShown;
typedef struct { i64 id; bool opened; FieldSpec words, help; ChoiceSpec kind; ChoiceSpec uses[ASK_KINDS]; } MatrixForm;
typedef struct { const Matrix *m; Faults faults; const MatrixForm *forms; MatrixForm fresh; bool written; Hindsights hindsight; } DeskMatrix;
typedef struct { CallOuts all; Faults faults; FieldSpec title, purpose, run_by, payment, paid_when, access, anonymity, data_use, may_change, note, how, from, to, back; BoxSpec lived,
    own; i64 ask; } DeskCalls;
typedef struct { Faults faults; Heards all, due; FieldSpec said, link, body, said_on, took_part, how_asked, dissent, hours, money, cost, promised, email, asks[HEARD_ASKS]; i64 ask; } DeskHeards;
typedef struct { Faults faults; const Heard *h; ChoiceSpec kind, ended; FieldSpec words, link, email; } DeskHeard;

static inline bool ask_late(const Ask *a) { return !a->answered_at.us && a->due_at.us && a->due_at.us < time_now().us; }
static inline bool ask_lapsed(const Ask *a) { return !a->answered_at.us && a->deadline.us && a->deadline.us < time_now().us; }
static inline const char *ask_state_words(Str s)
{
    return str_is(s, "received") ? "To be sorted" : str_is(s, "considering") ? "Being weighed" : str_is(s, "decided") ? "Decided, not answered yet" : str_is(s, "answered") ? "Answered" : str_is(s, "doing") ? "Yes, being done"
        : str_is(s, "done") ? "Done" : str_is(s, "more needed") ? "Waiting for them" : "Taken back";
}
static inline const char *said_by_words(Str by) { return str_is(by, "body") ? "Their reply, as it came" : str_is(by, "taking part") ? "Somebody who took part" : "The network"; }
static inline Str heard_last(const Heard *h) { return h->entry_count ? h->entries[h->entry_count - 1].kind : S("nothing yet"); }
static inline bool has_day(Time t) { return t.us != 0; }

#endif
