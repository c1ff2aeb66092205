/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What invented people say of themselves, and what the desk has done with some
 * of their records.  Most say nothing; what is said is about buses and kettles. */
#include "house/demo_register.h"

#include "chronicle/chronicle.h"
#include "house/demo_draw.h"
#include "register/register.h"
#include "seal/seal.h"

enum { SAYS = 0x5A15, HELPS = 0x6E1F, REACHED = 0x7EAC };

static const char *const pronouns[] = { "she/her", "he/him", "they/them", "she/they", "any", "just my name" };
static const char selves[] = "Carer|Gardener|Night owl|Reader|Retired bus driver|Student|Parent|Grandparent|Bell ringer|Knitter|Cook|Cyclist|Choir singer|Allotment keeper|Baker|Volunteer|Union rep|Care leaver"
    "|Signer|Neighbour|Organiser|Poet|Translator|Cat person|Early riser|Listener|Tinkerer|Walker|Drummer|Letter writer";
static const char how[] = "and proud of it|most days|when the bus comes|with a big family|in two languages|since school|on Tuesdays|and part of a group|in a small town|by the sea|on a long road|learning still|for the love of it|with friends|of my own sort"
    "|among others|slowly|out loud|in my own time|for twenty years";
static const char needs[] = "A break every forty minutes.|Somewhere quiet to sit.|Large print, dark on cream.|A text message before anybody calls.|The agenda three days before.|A chair with arms.|Captions when it is online.|Step-free, with the way described."
    "|No strip lights.|Fares paid before, not after.|Camera off is fine.|Somebody to meet me at the door.";
static const char reached[] = "Afternoons.|Never on Mondays.|Let it ring; it takes me a while.|No voicemail.|Write first, then call.|Do not say where you call from.";

static void line_in(Tx *tx, Draw *d, i64 person, bool segments)
{
    Arena *a = tx_arena(tx);
    Str first = draw_of(d, selves), then = draw_of(d, how);
    IdentityLine l = { .words = str_format(a, "%.*s, %.*s", FMT(first), FMT(then)), .staff_may_see = draw_percent(d, 60), .for_segments = segments && draw_percent(d, 70), .for_counts = draw_percent(d, 50) };
    if (identity_put(tx, (Who){ .person = person }, &l) != DONE) die("An invented line could not be kept.");
}

void demo_self_in(Tx *tx, const DemoPerson *p, i64 person, uint64_t seed, int index)
{
    Draw d = draw_open(seed, SAYS, index), h = draw_open(seed, HELPS, index), r = draw_open(seed, REACHED, index);
    Who self = { .person = person };
    int lines = draw_percent(&d, 61) ? 0 : draw_percent(&d, 56) ? 1 : 2 + draw_below(&d, 3);
    for (int i = 0; i < lines; i++) line_in(tx, &d, person, p->segments);
    if (draw_percent(&h, 12)) {
        AccessNeed n = { .words = draw_of(&h, needs), .for_what = S("everything"), .may_reuse = true };
        if (access_put(tx, self, &n) != DONE) die("An invented need could not be kept.");
    }
    bool says = draw_percent(&r, 30), when = draw_percent(&r, 6);
    if (!says && !when) return;
    Detail detail = { .pronouns = says ? p->pronouns.len ? p->pronouns : str_c(pronouns[draw_below(&r, COUNT(pronouns))]) : S(""), .reach_words = when ? draw_of(&r, reached) : S(""),
        .supporter = str_is(p->contact_way, "supporter") ? S("Through Tam at the Old Kettle Works.") : S("") };
    if (detail_put(tx, self, &detail) != DONE) die("Invented details could not be kept.");
}

/* ---- the desk ---- */

static i64 nth_person(Tx *tx, i64 n)
{
    return db_one_int(tx, SQL("select id from person where id not in (select person from role_held) order by id limit 1 offset $1"), I(n));
}

static void note_in(Tx *tx, i64 by, i64 person, Str words)
{
    i64 id = id_new();
    db_exec(tx, SQL("insert into staff_note(id, person, words, by_person, made_at, review_on, delete_on) values ($1, $2, $3, $4, $5, $6, $7)"), I(id), I(person), B(seal(tx_arena(tx), "staff_note.words", id, words)),
        I(by), AT(time_now()), AT(time_after(time_now(), DAYS(180))), AT(time_after(time_now(), DAYS(365))));
    noted_trusted(tx, by, &(Noted){ "note", person, S("After a call about the autumn meeting.") });
}

static void requests_in(Tx *tx, const Network *n)
{
    static const struct { const char *kind, *words; int person; } asked[] = {
        { "access", "", 40 }, { "correct", "I moved from Wales to the North West in spring.", 41 }, { "stop", "Do not call me for a while. Letters are fine.", 42 }, { "complaint", "A letter went to an address that I had taken away.", 43 },
    };
    for (int i = 0; i < COUNT(asked); i++) {
        Request r = { .kind = str_c(asked[i].kind), .words = str_c(asked[i].words) };
        if (!request_make(tx, (Who){ .person = nth_person(tx, asked[i].person) }, &r, n).len) die("An invented request could not be kept.");
    }
    Request r = { .kind = S("access"), .name = S("Tam"), .contact = S("01632 960 771"), .words = S("I was at a meeting in 2024 and signed a list.") };
    if (!request_make(tx, NOBODY, &r, n).len) die("An invented request could not be kept.");
    db_exec(tx, SQL("delete from outbox where purpose = 'request'"));     /* nobody is written to about invented things */
}

static void segments_in(Tx *tx, const Officer *by)
{
    Segment all[] = {
        { .name = S("Buses in the North"), .purpose = S("Asking people in the North West to tell a council about buses"), .class_kind = S("individual"), .place = S("north-west"), .ends_at = time_after(time_now(), DAYS(60)) },
        { .name = S("Carers for a reading group"), .purpose = S("A reading group for carers, three evenings, paid"), .word = S("carer"), .ends_at = time_after(time_now(), DAYS(90)) },
    };
    for (int i = 0; i < COUNT(all); i++) if (segment_make(tx, by, &all[i]) != DONE) die("An invented rule could not be kept.");
}

static void households_in(Tx *tx)
{
    for (int i = 0; i < 12; i++) {
        i64 person = nth_person(tx, 60 + i);
        Str words = str_format(tx_arena(tx), "Lamp Lane %d", 3 + i / 2);
        db_exec(tx, SQL("insert into household(person, find, words) values ($1, $2, $3) on conflict do nothing"), I(person), B(seal_keyed(tx_arena(tx), "household", words)), B(seal(tx_arena(tx), "household.words", person, words)));
    }
}

/* Somebody who joined twice, and a couple at one address: one looks alike, the other only shares. */
static void alike_in(Tx *tx)
{
    const MemberClass *in = class_open_trusted(tx, S("individual"));
    for (int i = 0; i < 6; i++) {
        const Person *p = person_trusted(tx, nth_person(tx, 80 + i));
        Str email = person_email_trusted(tx, p->id);
        i64 twice = person_make_trusted(tx, i % 2 ? S("Robin Sparrow") : p->name, S("email"), p->place);
        if (email.len) address_give_trusted(tx, twice, S("email"), email, S("email"));
        consent_give_trusted(tx, twice, S("keep"), S("email"), 0);
        if (in) membership_begin_trusted(tx, twice, 0, in, S("email"));
        likeness_look_trusted(tx, twice);
    }
}

static void resting_and_left_in(Tx *tx)
{
    for (int i = 0; i < 9; i++) person_rest_trusted(tx, nth_person(tx, 100 + 7 * i), time_after(time_now(), DAYS(60)));
    for (int i = 0; i < 6; i++) person_leave_trusted(tx, nth_person(tx, 200 + 5 * i), S("own wish"));
    person_died_trusted(tx, nth_person(tx, 260));
}

void demo_desk_in(Tx *tx, i64 officer_, const Network *n)
{
    Who who = { .person = officer_, .gates = 1u << ANYONE | 1u << MEMBERS | 1u << DESK | 1u << OFFICERS, .staff = true };
    const Officer *by = officer(tx, who);
    if (!by || db_one_int(tx, SQL("select count(*) from person")) < 300) return;     /* a network of a few has no such past */
    for (int i = 0; i < 40; i++) noted_trusted(tx, officer_, &(Noted){ i % 3 ? "opened" : "changed", nth_person(tx, 20 + i), i % 2 ? S("Welcome calls for the autumn meeting.") : S("They rang to change their address.") });
    note_in(tx, officer_, nth_person(tx, 21), S("Likes to be rung back in the afternoon; the doorbell is broken."));
    note_in(tx, officer_, nth_person(tx, 22), S("Brings the kettle to every meeting. Ask about fares beforehand."));
    requests_in(tx, n);
    segments_in(tx, by);
    households_in(tx);
    alike_in(tx);
    resting_and_left_in(tx);
}
