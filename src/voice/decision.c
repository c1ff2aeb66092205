/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Decisions.  The suggestion is never the decision; a decision that departs from it, or from what a gate says, waits
 * for a second person.  One answer leaves, however many press the button. */
#include "voice/decision.h"

#include "chronicle/chronicle.h"
#include "jobs/jobs.h"
#include "seal/seal.h"
#include "voice/after.h"

static const struct { const char *outcome, *words; } outcomes[] = {
    { "yes", "Yes" }, { "yes if", "Yes, within limits" }, { "in part", "In part" }, { "pass on", "Passed on" }, { "not now", "Not now" }, { "no", "No" },
};

static int number_of(Str outcome)
{
    for (int i = 0; i < COUNT(outcomes); i++) if (str_is(outcome, outcomes[i].outcome)) return i;
    return -1;
}

const char *outcome_words(Str outcome) { int n = number_of(outcome); return n < 0 ? "Not decided" : outcomes[n].words; }
bool outcome_is_yes(Str outcome) { int n = number_of(outcome); return n >= 0 && n <= 2; }

Str decision_departs(Suggestion s, Str outcome)
{
    if (s == SUGGESTS_NO && outcome_is_yes(outcome)) return S("a gate, or everything that is decisive, says no");
    if (s == SUGGESTS_ASKING_BACK && outcome_is_yes(outcome)) return S("something that has to be known is not known");
    if (s == SUGGESTS_YES && str_is(outcome, "no")) return S("everything that is decisive speaks for it");
    return S("");
}

/* ---- reading ---- */

#define COLUMNS "select id, ask, outcome, state, to_whom, limits, reasons_shared, reasons_private, by_rule, departs, departs_why, proposed_by, proposed_at, agreed_by, decided_at, review_on, reply, sent_by, sent_way, sent_at from decision"

static Str person_called(Tx *tx, i64 id)
{
    const Person *p = id ? person_trusted(tx, id) : NULL;
    return p ? p->name : S("");
}

static Decision *decision_of(Tx *tx, i64 entry)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL(COLUMNS " where ask = $1"), I(entry));
    if (!db_next(&q)) return NULL;
    Decision *d = arena_new(a, Decision);
    *d = (Decision){ .id = db_int(&q, 0), .ask = db_int(&q, 1), .outcome = db_str(&q, 2), .state = db_str(&q, 3), .to_whom = db_str(&q, 4), .by_rule = db_bool(&q, 8), .departs = db_str(&q,
        9), .proposed_by = db_int(&q, 11),
        .proposed_at = db_time(&q, 12), .agreed_by = db_int(&q, 13), .decided_at = db_time(&q, 14), .review_on = db_time(&q, 15), .sent_by = db_int(&q, 17), .sent_way = db_str(&q, 18),
            .sent_at = db_time(&q, 19) };
    d->limits = seal_read(a, "decision.limits", d->id, db_view(&q, 5)), d->reasons_shared = seal_read(a, "decision.reasons_shared", d->id, db_view(&q, 6)), d->reasons_private = seal_read(a, "decision.reasons_private", d->id, db_view(&q, 7));
    d->departs_why = seal_read(a, "decision.departs_why", d->id, db_view(&q, 10)), d->reply = seal_read(a, "decision.reply", d->id, db_view(&q, 16));
    db_end(&q);
    d->proposer = person_called(tx, d->proposed_by), d->agreer = person_called(tx, d->agreed_by);
    return d;
}

const Decision *decision_trusted(Tx *tx, i64 entry) { return decision_of(tx, entry); }
const Decision *decision_read(Tx *tx, const DoorKeeper *by, i64 entry) { (void)by; return decision_of(tx, entry); }

AskStanding ask_standing(Tx *tx, const Filler *by, i64 entry)
{
    AskStanding s = { NULL, NULL };
    if (!by || filler_entry(by)->id != entry) return s;
    Decision *d = decision_of(tx, entry);
    s.ask = ask_trusted(tx, entry);
    if (d && d->sent_at.us) d->reasons_private = d->departs_why = d->proposer = d->agreer = S(""), s.decision = d;
    return s;
}

Str decision_outcome_trusted(Tx *tx, i64 entry)
{
    const Decision *d = decision_of(tx, entry);
    return d && str_is(d->state, "decided") ? d->outcome : S("");
}

/* ---- deciding ---- */

Faults deciding_faults(Arena *a, const Deciding *d, const Ask *ask, Str departs)
{
    Faults f = NO_FAULTS;
    bool lasts = (str_is(ask->kind, "endorse") || str_is(ask->kind, "board")) && outcome_is_yes(d->outcome);
    if (number_of(d->outcome) < 0) faults_add(&f, "outcome", S("Choose what was decided."));
    if (utf8_length(d->reasons_shared) < REASON_LEAST) faults_add(&f, "reasons_shared", S("Write the reason that they will read, in plain words. A no without a reason is silence."));
    if (utf8_length(d->reasons_shared) > 6000 || utf8_length(d->reasons_private) > 6000) faults_add(&f, "reasons_shared", S("This is longer than 6,000 letters."));
    if (str_is(d->outcome, "pass on") && utf8_length(d->to_whom) < 2) faults_add(&f, "to_whom", S("Say to whom it is passed on."));
    if ((str_is(d->outcome, "yes if") || str_is(d->outcome, "in part")) && utf8_length(d->limits) < 4) faults_add(&f, "limits", S("Say within which limits, or which part."));
    if (lasts && d->review_on.us <= time_now().us) faults_add(&f, "review_on", S("A seat and an endorsement have a day on which they end or are looked at again."));
    if (departs.len && utf8_length(d->departs_why) < REASON_LEAST) faults_add(&f, "departs_why", str_format(a, "This departs from what was weighed: %.*s. Write why; a second person reads it and agrees, or does not.", FMT(departs)));
    Str claim = claim_fault(a, d->reasons_shared);
    if (claim.len) faults_add(&f, "reasons_shared", claim);
    return f;
}

static bool enough_weighed(Tx *tx, const Ask *a)
{
    return db_one_int(tx, SQL("select count(*) from consider where ask = $1 and handed_in_at > 0"), I(a->entry)) >= considering_wanted_trusted(tx, a);
}

static i64 insert(Tx *tx, i64 ask, const Deciding *d, Str departs, i64 by)
{
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    bool waits = departs.len > 0;
    i64 made = db_exec(tx, SQL("insert into decision(id, ask, outcome, state, to_whom, limits, reasons_shared, reasons_private, by_rule, departs, departs_why, proposed_by, proposed_at, agreed_by, decided_at, review_on, reply, sent_by, sent_way, sent_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, $15, $16, 0, '', 0) on conflict (ask) do nothing"), I(id), I(ask), T(d->outcome), T(waits ? S("proposed") : S("decided")), T(d->to_whom),
        B(seal(a, "decision.limits", id, d->limits)), B(seal(a, "decision.reasons_shared", id, d->reasons_shared)), B(seal(a, "decision.reasons_private", id, d->reasons_private)), I(by == 0), T(departs),
        B(seal(a, "decision.departs_why", id, d->departs_why)), I(by), AT(time_now()), I(waits ? 0 : time_now().us), AT(d->review_on), B(S("")));
    return made ? id : 0;
}

Outcome decision_make(Tx *tx, const Decider *by, const Deciding *d)
{
    const Ask *a = ask_trusted(tx, decider_ask(by));
    if (!a || !str_is(a->state, "considering")) return CONFLICT;
    if (ask_kind_outside(a->kind) && !a->zero_at.us) return GONE;
    if (!enough_weighed(tx, a)) return GONE;
    Str departs = decision_departs(ask_suggests_trusted(tx, a), d->outcome);
    if (deciding_faults(tx_arena(tx), d, a, departs).count) return INVALID;
    if (!insert(tx, a->entry, d, departs, decider_id(by))) return CONFLICT;
    if (!departs.len) db_exec(tx, SQL("update ask set state = 'decided', changed_at = $2 where entry = $1"), I(a->entry), AT(time_now()));
    happened_trusted(tx, &(Happens){ .actor = decider_id(by), .kind = "decision", .subject_kind = "ask", .subject = a->entry,
        .words = str_format(tx_arena(tx), departs.len ? "%.*s: a decision waits for a second person." : "%.*s was decided.", FMT(a->ref)) });
    return DONE;
}

Outcome decision_agree(Tx *tx, const Decider *by, bool yes)
{
    const Decision *d = decision_of(tx, decider_ask(by));
    if (!d || !str_is(d->state, "proposed")) return CONFLICT;
    if (d->proposed_by == decider_id(by)) return INVALID;
    i64 done = yes ? db_exec(tx, SQL("update decision set state = 'decided', agreed_by = $2, decided_at = $3 where id = $1 and state = 'proposed'"), I(d->id), I(decider_id(by)), AT(time_now()))
                   : db_exec(tx, SQL("delete from decision where id = $1 and state = 'proposed'"), I(d->id));
    if (!done) return CONFLICT;
    if (yes) db_exec(tx, SQL("update ask set state = 'decided', changed_at = $2 where entry = $1"), I(d->ask), AT(time_now()));
    happened_trusted(tx, &(Happens){ .actor = decider_id(by), .kind = "decision", .subject_kind = "ask", .subject = d->ask, .words = yes ? S("A second person agreed to a decision.") : S("A second person did not agree; it is weighed again.") });
    return DONE;
}

/* ---- the answer ---- */

static Str opening(Arena *a, const Decision *d)
{
    if (str_is(d->outcome, "yes")) return S("yes: we will do what you asked.");
    if (str_is(d->outcome, "yes if")) return str_format(a, "yes, within these limits:\n\n%.*s", FMT(d->limits));
    if (str_is(d->outcome, "in part")) return str_format(a, "we will do part of what you asked:\n\n%.*s", FMT(d->limits));
    if (str_is(d->outcome, "pass on")) return str_format(a, "this is not for us to do, and we know who may: %.*s.", FMT(d->to_whom));
    if (str_is(d->outcome, "not now")) return S("we cannot take this on now. That is about what we can carry, and not about what you asked.");
    return S("we will not take this on. We know that a no is a disappointment, so here is the reason.");
}

static Str compose(Tx *tx, const Ask *ask, const Decision *d, Str network)
{
    Arena *a = tx_arena(tx);
    Str review = d->review_on.us ? str_format(a, "\n\nWe look at this again on %.*s.", FMT(time_date_words(a, d->review_on))) : S("");
    return str_format(a, "Hello,\n\nyou asked us something on %.*s, and here is our answer: %.*s\n\nThe reason: %.*s%.*s\n\nIf you see it otherwise, or something has changed, answer us: a person reads it.\n\n%.*s\n",
        FMT(time_date_words(a, ask->sent_at)), FMT(opening(a, d)), FMT(d->reasons_shared), FMT(review), FMT(network));
}

Str answer_composed(Tx *tx, const Decider *by, const Network *n)
{
    const Decision *d = decision_of(tx, decider_ask(by));
    const Ask *a = ask_trusted(tx, decider_ask(by));
    return d && a ? compose(tx, a, d, n->name) : S("");
}

static bool addressy(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("@._+-", c) != NULL; }
static bool phony(char c) { return (c >= '0' && c <= '9') || c == ' ' || c == '+' || c == '(' || c == ')' || c == '-'; }

static bool in_register(Tx *tx, const char *kind, Str value) { return address_named_trusted(tx, str_c(kind), value) != 0; }

/* Every word with an @ and every run of figures is looked up in the register. */
static bool tells_of_members(Tx *tx, Str text)
{
    for (size_t i = 0; i < text.len; ) {
        size_t end = i;
        while (end < text.len && addressy(text.at[end])) end++;
        Str word = { text.at + i, end - i };
        while (word.len && (word.at[word.len - 1] == '.' || word.at[word.len - 1] == '-')) word.len--;
        if (word.len && memchr(word.at, '@', word.len) && in_register(tx, "email", word)) return true;
        i = end > i ? end : i + 1;
    }
    for (size_t i = 0; i < text.len; ) {
        size_t end = i, digits = 0;
        while (end < text.len && phony(text.at[end])) digits += text.at[end] >= '0' && text.at[end] <= '9', end++;
        if (digits >= 7 && in_register(tx, "phone", str_trim((Str){ text.at + i, end - i }))) return true;
        i = end > i ? end : i + 1;
    }
    return false;
}

Faults answer_faults_trusted(Tx *tx, const Ask *a, Str reply)
{
    Str claim = claim_fault(tx_arena(tx), reply);
    if (utf8_length(reply) < 20) return fault("reply", S("Write the answer that they will read."));
    if (utf8_length(reply) > 10000) return fault("reply", S("This is longer than 10,000 letters."));
    if ((str_is(a->kind, "media") || str_is(a->kind, "study")) && tells_of_members(tx, reply)) return fault("reply", S("There is an address or a number of a member in this. None goes to a journalist or a researcher: put out a call, and members write first."));
    return claim.len ? fault("reply", claim) : NO_FAULTS;
}

Faults answer_check(Tx *tx, const Decider *by, Str reply)
{
    const Ask *a = ask_trusted(tx, decider_ask(by));
    return a ? answer_faults_trusted(tx, a, reply) : NO_FAULTS;
}

static void answered(Tx *tx, const Ask *a, const Decision *d)
{
    bool yes = outcome_is_yes(d->outcome);
    db_exec(tx, SQL("update ask set state = $2, changed_at = $3 where entry = $1"), I(a->entry), T(yes ? S("doing") : S("answered")), AT(time_now()));
    if (yes) look_back_plan_trusted(tx, a->entry);
}

/* The guard is the entry's own row: whoever answers second finds it answered, and nothing leaves (R17). */
Outcome answer_send(Tx *tx, const Decider *by, Str reply, Str way, const Network *n)
{
    i64 entry = decider_ask(by);
    const Ask *a = ask_trusted(tx, entry);
    const Decision *d = decision_of(tx, entry);
    const Entry *e = entry_trusted(tx, entry);
    (void)n;
    if (!a || !d || !e || !str_is(d->state, "decided")) return GONE;
    if (d->sent_at.us || !str_is(a->state, "decided")) return CONFLICT;
    if (answer_faults_trusted(tx, a, reply).count || !(str_is(way, "letter") || str_is(way, "phone") || str_is(way, "post"))) return INVALID;
    i64 mine = db_exec(tx, SQL("update decision set reply = $2, sent_by = $3, sent_way = $4, sent_at = $5 where id = $1 and sent_at = 0"), I(d->id), B(seal(tx_arena(tx), "decision.reply", d->id, reply)), I(decider_id(by)), T(way), AT(time_now()));
    if (!mine || !entry_answered_trusted(tx, entry)) return CONFLICT;
    if (str_is(way, "letter")) {
        /* A member's answer is read where only they read; an organisation gets it in the letter itself. */
        if (e->person) entry_letter_trusted(tx, e, S("About what you asked"), str_format(tx_arena(tx), "Hello,\n\nthere is an answer to what you asked. It is on your own page, or with your code and word here:\n\n%.*s/ask/back\n\n%.*s\n", FMT(n->base_url), FMT(n->name)));
        else entry_letter_trusted(tx, e, S("About what you asked"), reply);
    }
    answered(tx, a, d);
    happened_trusted(tx, &(Happens){ .actor = decider_id(by), .kind = "decision", .subject_kind = "ask", .subject = entry, .words = str_format(tx_arena(tx), "%.*s was answered.", FMT(a->ref)) });
    return DONE;
}

/* The month was full: answered the same moment, without being weighed, and the reason is the true one (R18). */
void decision_over_capacity_trusted(Tx *tx, i64 entry, const Network *n)
{
    const Ask *a = ask_trusted(tx, entry);
    const Entry *e = entry_trusted(tx, entry);
    Deciding d = { .outcome = S("not now"), .to_whom = S(""), .limits = S(""), .reasons_private = S(""), .departs_why = S("") };
    d.reasons_shared = str_format(tx_arena(tx), "this month we have taken on all that we can answer well, %d at this door. Nobody has weighed what you asked; it was not turned down for what it is. You can ask again from the first day of next month.", e->door->capacity);
    if (!a || !insert(tx, entry, &d, S(""), 0)) return;
    const Decision *made = decision_of(tx, entry);
    Str reply = compose(tx, a, made, n->name);
    db_exec(tx, SQL("update decision set reply = $2, sent_way = 'letter', sent_at = $3 where id = $1"), I(made->id), B(seal(tx_arena(tx), "decision.reply", made->id, reply)), AT(time_now()));
    if (entry_answered_trusted(tx, entry)) entry_letter_trusted(tx, e, S("About what you asked"), reply);
    db_exec(tx, SQL("update ask set state = 'answered', changed_at = $2 where entry = $1"), I(entry), AT(time_now()));
}

void decisions_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("update decision set proposed_by = 0 where proposed_by = $1"), I(person));
    db_exec(tx, SQL("update decision set agreed_by = 0 where agreed_by = $1"), I(person));
    db_exec(tx, SQL("update decision set sent_by = 0 where sent_by = $1"), I(person));
}
