/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A year of what was asked of the invented network, in the proportions of real ones: most answers are no.  Made through
 * the same rules as everybody's; about letters, buses and kettles. */
#include "house/demo_register.h"

#include "house/demo_draw.h"
#include "voice/voice.h"

enum { ASKS = 0xA5C5, OUTSIDE = 310, SUPPORTS = 64, ALERTS = 41, A_YEAR = 365 };

static const struct { const char *kind; int share; } shares[] = { { "study", 36 }, { "sign", 23 }, { "board", 12 }, { "endorse", 11 }, { "consultation", 9 }, { "media", 9 } };
static const char topics[] = "the number 7 bus|a library's hours|a day centre that closes|rents by the harbour|benefit letters|a rule about kettles|waiting rooms|a park bench|school dinners|the winter fund|fares|a ward's garden|night trains|a council's budget";
static const char bodies[] = "Fernhithe Council|Lampton University|The Evening Lamp|Alder and Sons|Northstead Trust|The Kettle Campaign|Harbour Health Board|Institute for Plain Words|Wexmere Radio|Sorrel Foundation|Tesselby College|Riders of the 7|Inver Marrel Assembly|Orrinwick Coalition";
static const char whys[] = "They want it to look as if riders had been asked.|We know more about this than they do.|Our name costs them nothing and helps them much.|They read our last letter.|Somebody on their side was a member once.|They ask everybody.";
static const char noes[] = "the outcome is settled already, and our name would only make it look otherwise.|nobody is paid, and it would take four evenings.|somebody else is better placed, and does it well.|it asks people to tell what they lived through, and promises nothing in return.|we do not agree with every line, and no reservation is possible.";
static const char yeses[] = "it says what members told us, and something can still change.|it is paid, people can leave, and they hear back.|few others stand beside it.";

typedef struct { Tx *tx; Draw *d; i64 one, two; Network n; Time today; } Year;

static Who deciding(i64 person) { return (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS | 1u << DESK | 1u << DECIDERS, .staff = true, .strong = true }; }
static void must(Outcome o, const char *what) { if (o != DONE) die("An invented %s could not be kept (%d).", what, (int)o); }

static Answer said(const char *key, Str words) { return (Answer){ .key = str_c(key), .said = words.len ? SAID : PASSED_OVER, .words = words }; }

/* Every needed question that is asked of them gets a short answer of the right shape. */
static int rest(const Entry *e, Answer *at, int count)
{
    for (int i = 0; i < e->set->count; i++) {
        const Question *q = &e->set->at[i];
        bool there = false;
        for (int k = 0; k < count; k++) there = there || str_eq(at[k].key, q->key);
        if (there || !q->needed) continue;
        Str first = q->choices, words = q->kind == ASKS_YES_NO ? S("yes") : q->kind == ASKS_ONE ? str_cut(&first, '\n') : q->kind == ASKS_CONSENT ? S("yes") : S("As the paper says, in short.");
        at[count++] = (Answer){ .key = q->key, .said = SAID, .words = words };
    }
    return count;
}

static i64 sent(Year *y, const char *slug, Who who, Answer *at, int count)
{
    const Door *d = door_seen_by(y->tx, who, str_c(slug));
    i64 id = 0;
    if (!d || entry_begin(y->tx, who, d, token_new(tx_arena(y->tx)), &id) != DONE) return 0;
    const Filler *by = entry_filler_trusted(y->tx, id);
    must(entry_save(y->tx, by, at, rest(filler_entry(by), at, count)), "answer");
    if (!who.person) must(entry_reach(y->tx, by, &(Reach){ S("The office"), S("email"), S("office@asker.example") }), "address");
    must(entry_send(y->tx, by, false, &y->n), "ask");
    return id;
}

static i64 nth_member(Tx *tx, i64 n)
{
    return db_one_int(tx, SQL("select m.person from membership m join member_class c on c.id = m.class where c.may_ask = 1 and m.ended_at = 0 and m.person <> 0 order by m.person limit 1 offset $1"), I(n));
}

/* ---- weighing ---- */

static void weigh(Year *y, i64 entry, i64 person, bool yes)
{
    Who who = deciding(person);
    const DoorKeeper *by = door_keeper(y->tx, who);
    must(stake_say(y->tx, by, entry, false, S("")), "stake");
    const Decider *d = decider(y->tx, who, entry);
    const Matrix *m = d ? matrix_of(y->tx, d) : NULL;
    const Ask *a = ask_trusted(y->tx, entry);
    int kind = a ? ask_kind_number(a->kind) : -1, count = 0;
    if (!m || kind < 0) die("An invented ask could not be weighed.");
    AskAnswer *at = arena_array(tx_arena(y->tx), AskAnswer, MATRIX_MOST);
    for (int i = 0; i < m->count; i++) {
        if (!m->at[i].used[kind]) continue;
        Verdict v = m->at[i].kind == MATRIX_GATE ? GATE_YES : m->at[i].kind == MATRIX_NOTE ? VERDICT_NONE : (yes ? SPEAKS_FOR : draw_percent(y->d, 20) ? SPEAKS_NOT : SPEAKS_AGAINST);
        at[count++] = (AskAnswer){ .question = m->at[i].id, .verdict = v, .reason = S("We read it twice, and talked to two who know.") };
    }
    Consideration c = { .cost = S("Two evenings, and little else."), .capacity = S("Whoever writes the bulletin this week."), .at = at, .count = count };
    must(consider_save(y->tx, d, &c, true), "weighing");
}

static Str outcome_of(Draw *d)
{
    static const int percent[] = { 21, 6, 9, 23, 41 };
    static const char *const words[] = { "yes", "in part", "pass on", "not now", "no" };
    return str_c(words[draw_share(d, percent, COUNT(percent))]);
}

static void decide(Year *y, i64 entry, Str outcome, bool publish)
{
    const Decider *d = decider(y->tx, deciding(y->one), entry);
    bool yes = outcome_is_yes(outcome);
    Deciding x = { .outcome = outcome, .to_whom = str_is(outcome, "pass on") ? S("the Riders of the 7") : S(""), .limits = str_is(outcome, "in part") ? S("the second half of it") : S(""), .reasons_shared = draw_of(y->d, yes ? yeses : noes),
        .reasons_private = S(""), .departs_why = S(""), .review_on = outcome_is_yes(outcome) ? time_after(time_now(), DAYS(300)) : (Time){ 0 } };
    if (str_is(outcome, "not now")) x.reasons_shared = S("this month has no evening left in it. Ask again in spring.");
    must(decision_make(y->tx, d, &x), "decision");
    must(answer_send(y->tx, d, answer_composed(y->tx, d, &y->n), S("letter"), &y->n), "answer");
    const Ask *a = ask_trusted(y->tx, entry);
    if (publish && a) must(decision_publish(y->tx, d, &(Publishing){ .asked = str_format(tx_arena(y->tx), "%s: %.*s", ask_kind_words(a->kind), FMT(a->title)), .reasons = x.reasons_shared,
        .name_asker = a->may_name }), "log entry");
}

/* ---- the three doors ---- */

static void outside_in(Year *y, Time at)
{
    Arena *a = tx_arena(y->tx);
    int percent[COUNT(shares)];
    for (int i = 0; i < COUNT(shares); i++) percent[i] = shares[i].share;
    const char *kind = shares[draw_share(y->d, percent, COUNT(shares))].kind;
    Str topic = draw_of(y->d, topics), body = draw_of(y->d, bodies), why = draw_of(y->d, whys), outcome = outcome_of(y->d);
    Answer to[QUESTIONS_MOST] = { said("kind", str_c(ask_kind_words(str_c(kind)))), said("title", str_format(a, "About %.*s", FMT(topic))), said("about", S("We would like the network beside us in this.")), said("organisation", body),
        said("organisation-kind", draw_percent(y->d, 30) ? S("A public body") : S("A university")), said("why-us", S("You know who it touches.")), said("influence", S("The text is not settled.")) };
    time_pretend(at);
    i64 entry = sent(y, "outside", NOBODY, to, 7);
    if (!entry || y->today.us - at.us < DAYS(12)) return;  /* the newest wait */
    const DoorKeeper *by = door_keeper(y->tx, deciding(y->one));
    const Ask *ask = ask_trusted(y->tx, entry);
    if (ask->answered_at.us) return;                      /* the month was full */
    must(ask_sort(y->tx, by, entry, &(Sorting){ .kind = ask->kind, .title = ask->title, .same_as = S("") }), "sorting");
    must(ask_zero(y->tx, by, entry, why), "question zero");
    int days = 2 + draw_below(y->d, 5), more = days + 1 + draw_below(y->d, 3) + (draw_percent(y->d, 30) ? draw_below(y->d, 26) : 0);
    if (time_after(at, DAYS(more)).us > y->today.us) return;
    time_pretend(time_after(at, DAYS(days)));
    bool yes = outcome_is_yes(outcome);
    weigh(y, entry, y->one, yes), weigh(y, entry, y->two, yes);
    time_pretend(time_after(at, DAYS(more)));
    decide(y, entry, outcome, draw_percent(y->d, 85));
}

static void member_in(Year *y, Time at, bool support, int index)
{
    Arena *a = tx_arena(y->tx);
    Str topic = draw_of(y->d, topics);
    Who who = { .person = nth_member(y->tx, 3 + index * 7 % 200), .gates = 1u << ANYONE | 1u << MEMBERS };
    Answer to[QUESTIONS_MOST] = { said("title", str_format(a, "%s %.*s", support ? "We work on" : "I saw something about", FMT(topic))), said("about", S("It began in spring, and nobody answers.")) };
    time_pretend(at);
    i64 entry = who.person ? sent(y, support ? "support" : "alert", who, to, 2) : 0;
    if (!entry || y->today.us - at.us < DAYS(20) || (y->today.us - at.us < DAYS(60) && draw_percent(y->d, 30))) return;
    const Ask *ask = ask_trusted(y->tx, entry);
    if (!ask || ask->answered_at.us) return;
    const DoorKeeper *by = door_keeper(y->tx, deciding(y->two));
    i64 issue = !support && index < 17 ? db_one_int(y->tx, SQL("select id from issue order by id limit 1 offset $1"), I(index % 5)) : 0;
    must(ask_sort(y->tx, by, entry, &(Sorting){ .kind = ask->kind, .title = ask->title, .same_as = S(""), .issue = issue }), "sorting");
    time_pretend(time_after(at, DAYS(6)));
    bool yes = draw_percent(y->d, 55);
    weigh(y, entry, y->one, yes);
    time_pretend(time_after(at, DAYS(9)));
    decide(y, entry, yes ? S("yes") : S("not now"), false);
}

static void issues_in(Year *y)
{
    static const char *const titles[] = { "The number 7 bus", "Benefit letters in the wrong language", "Day centres that close", "Library hours", "A rule about kettles" };
    static const char *const states[] = { "worked on", "watching", "worked on", "noted", "closed" };
    for (int i = 0; i < COUNT(titles); i++)
        must(issue_put(y->tx, door_keeper(y->tx, deciding(y->one)), &(Issue){ .title = str_c(titles[i]), .words = S("Several members tell us of it."), .state = str_c(states[i]), .reason = i == 4 ? S("The rule was taken back in March.") : S("") }), "issue");
}

/* A letter that chains: acknowledged, then nothing, then one clause changed. */
static void heard_in(Year *y)
{
    static const struct { const char *body, *said, *asks[2], *ends[2]; const char *happened[3]; } all[] = {
        { "Fernhithe Council", "A letter of 1,180 people and 96 groups about the number 7 bus was handed over.", { "Keep the number 7 as it is", "Ask those who ride it before anything changes" }, { "partly", "refused without reason" }, { "receipt only", "silence", "changed" } },
        { "Harbour Health Board", "Nine people told the board what its letters do.", { "Write letters that say what happens next", NULL }, { "open", NULL }, { "answered without substance", NULL, NULL } },
        { "Northstead Trust", "Two of us sat on the panel for the winter fund.", { "Pay people on the day", "Let groups without an account apply" }, { "taken up", "refused with reason" }, { "answered", NULL, NULL } },
    };
    for (int i = 0; i < COUNT(all); i++) {
        HeardAsk asks[HEARD_ASKS];
        Heard h = { .said = str_c(all[i].said), .link = S(""), .body = str_c(all[i].body), .said_on = time_after(y->today, -DAYS(300 - 60 * i)), .took_part = i ? 9 : 1180,
            .how_asked = S("By letter, by web and at two meetings."), .dissent = S("Four wanted the 9 instead; their words are in the letter."),
            .hours = 40, .cost_words = S("Three evenings; one of us would not do it again."), .promised_on = time_after(y->today, -DAYS(226 - 60 * i)), .body_email = S(""), .asks = asks };
        for (int k = 0; k < 2 && all[i].asks[k]; k++) asks[h.ask_count++] = (HeardAsk){ .words = str_c(all[i].asks[k]), .ended = str_c(all[i].ends[k]) };
        time_pretend(h.said_on);
        heard_put_trusted(y->tx, &h, y->one);
        for (int k = 0; k < 3 && all[i].happened[k]; k++) {
            time_pretend(time_after(h.said_on, DAYS(74 * (k + 1))));
            heard_entry_trusted(y->tx, &(HeardEntry){ .heard = h.id, .kind = str_c(all[i].happened[k]), .words = k == 1 ? S("") : S("In their own letter."), .link = S(""), .said_by = S("staff"),
                .shown_from = time_now() }, y->one);
        }
    }
}

static void calls_in(Year *y)
{
    for (int i = 0; i < 3; i++) {
        CallOut c = { .title = i ? S("Tell a university about waiting rooms") : S("Help to write our letter about buses"), .purpose = S("To know what people see while they wait."), .run_by = i ? S("Lampton University") : S("The network"), .payment = S("25 an hour"), .paid_when = S("By voucher or transfer, on the day"),
            .access = S("By phone, online or in writing; fares are paid before."), .anonymity = S("Yes, under any name."), .data_use = S("Notes are kept for a year by those who run it."), .may_change = S("The form of the rooms."), .content_note = S(""), .how = S("Write to rooms@lampton.example."),
            .lived_led = i != 1, .own = !i, .runs_from = time_after(y->today, -DAYS(i * 5)), .runs_to = time_after(y->today, DAYS(13 - i * 5)), .hear_back_on = time_after(y->today, DAYS(60)) };
        time_pretend(c.runs_from);
        must(call_out_put(y->tx, door_keeper(y->tx, deciding(y->one)), &c), "call");
    }
}

void demo_asks_in(Tx *tx, uint64_t seed, const Network *n)
{
    Draw d = draw_open(seed, ASKS, 0);
    Year y = { .tx = tx, .d = &d, .n = *n, .today = time_now() };
    i64 people = db_one_int(tx, SQL("select count(*) from person"));
    y.one = db_one_int(tx, SQL("select min(h.person) from role_held h join role_gate g on g.role = h.role where g.gate = 'deciders'"));
    y.two = db_one_int(tx, SQL("select max(h.person) from role_held h join role_gate g on g.role = h.role where g.gate = 'deciders'"));
    if (people < 300 || y.one == y.two) return;           /* a network of a few has no such past */
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    issues_in(&y);
    for (int i = 0; i < OUTSIDE; i++, arena_reset(scratch)) outside_in(&y, time_after(y.today, -DAYS(A_YEAR) + DAYS(A_YEAR) / OUTSIDE * i));
    for (int i = 0; i < SUPPORTS; i++, arena_reset(scratch)) member_in(&y, time_after(y.today, -DAYS(A_YEAR) + DAYS(A_YEAR) / SUPPORTS * i), true, i);
    for (int i = 0; i < ALERTS; i++, arena_reset(scratch)) member_in(&y, time_after(y.today, -DAYS(A_YEAR) + DAYS(A_YEAR) / ALERTS * i), false, i);
    heard_in(&y);
    calls_in(&y);
    tx_arena_swap(tx, own);
    arena_close(scratch);
    db_exec(tx, SQL("delete from outbox where purpose in ('ask', 'ledger')"));     /* nobody is written to about invented things */
    time_pretend(y.today);
}
