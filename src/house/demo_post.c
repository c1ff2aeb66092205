/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A year of the invented network's weekly bulletin: what was offered, what was put in, what was kindly not; the last two as they
 * were sent, one being gathered, and a few letters that came back.  About kettles, buses and rooms. */
#include "house/demo_register.h"

#include "bulletin/bulletin.h"
#include "house/demo_draw.h"

enum { PRESS = 0xB0117, WEEKS = 48, SECTIONS = 6 };

static const char titles[] = "Tea and mending at the {place}|A walk along the {place}|The number {n} bus: what riders said|Letters to a council, and how to write them|A quiet room at the {place}|Drawing afternoon in the {place}|Minutes of the kettle meeting|An open evening at the {place}"
    "|A budget anyone can read|Six chairs and a lamp: a room to share|Singing on Thursdays|A reading corner at the {place}|How the {place} kept its hours|Seeds to swap|What a meeting costs";
static const char bodies[] = "Everybody who likes is welcome, for an hour or for all of it. There is a step at the door and a ramp beside it. Tea is there from two o'clock, and nobody has to talk.|We wrote down what happened, what we would do again and what we would not. It takes about ten minutes to read, and there is a short form of it at the top."
    "|The room is free on most weekdays. It has a kettle, a table for eight and a window that opens. Whoever wants it writes to the people who look after it.|Bring what you have, or nothing. We meet whatever the weather, and stop when it is dark. The bus stops outside, and somebody waits there."
    "|There were forty of us, and not all of one mind. Both views are in it, side by side, with the figures that each of them uses.";
static const char runners[] = "The Kettle Club|Riders of the 7|Harbour Table|The Mending Room|Quiet Evening Group|Lamp Lane Singers|Fernhithe Readers|The Bench Circle";
static const char notes[] = "hospital|money worries|a court case|being moved from a home";
static const char kindly[] = "There was more this time than there is room for.|It is a good thing, and not for this bulletin: it is about something that people buy.|It came after the day on which it was.|We passed on three like it this month, and leave room for others.";

typedef struct { Tx *tx; Draw *d; Who one, two; i64 first, second; const Bulletin *b; Sections sections; const Network *n; Time today; } Press;

static Who editing(i64 person) { return (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS | 1u << DESK | 1u << EDITORS, .staff = true, .strong = true }; }
static void must(bool ok, const char *what) { if (!ok) die("An invented %s could not be kept.", what); }

static Str told(Press *p, const char *choices)
{
    static const Rule rules[] = { { "place", "harbour|old works|library|park|market hall|towpath|station house|glass house" }, { "n", "7|12|40|83|9" } };
    Teller t = { tx_arena(p->tx), p->d, rules, COUNT(rules) };
    return tell_of(&t, choices);
}

static FactsBox facts_told(Press *p, Time from)
{
    return (FactsBox){ .purpose = told(p, "To ask those who ride it before the timetable changes.|To choose what the room is used for.|To read a report before it is printed."), .run_by = draw_of(p->d, runners), .payment = told(p, "20 pounds an hour|12 pounds an hour and a meal|unpaid: it is one evening, and travel is paid"),
        .paid_when = S("By transfer or voucher, within two weeks"), .access = S("Travel paid before, breaks every half an hour, a room to rest in, by phone too."), .anonymity = S("Yes, any name will do."), .data_use = S("Two of the group hold it for a year, for the report."),
        .may_change = S("What is done first, and when."), .hear_back_on = time_after(from, DAYS(30 + draw_below(p->d, 60))) };
}

static Item item_made_up(Press *p, const Section *s, Time from)
{
    Item i = { .section = s->id, .title = told(p, titles), .body = draw_of(p->d, bodies), .link = S(""), .content_note = draw_percent(p->d, 6) ? draw_of(p->d, notes) : S(""),
        .lived_led = draw_percent(p->d, 45),
        .own = s->position == 0, .own_words = s->position != 0 && draw_percent(p->d, 70), .runs_from = from, .runs_to = time_after(from, DAYS(ITEM_DAYS)) };
    i.facts = s->needs_facts ? facts_told(p, from) : (FactsBox){ .run_by = draw_of(p->d, runners) };
    return i;
}

/* ---- through the door ---- */

static void offered(Press *p, bool declined)
{
    Item i = item_made_up(p, &p->sections.at[1 + draw_below(p->d, SECTIONS - 1)], time_now());
    const Door *d = door_seen_by(p->tx, NOBODY, S("bulletin"));
    const FactsBox *x = &i.facts;
    i64 id = 0;
    Str section = S(""), hear = x->hear_back_on.us ? time_rfc3339(tx_arena(p->tx), x->hear_back_on) : S("");
    for (int k = 0; k < p->sections.count; k++) if (p->sections.at[k].id == i.section) section = p->sections.at[k].name;
    hear.len = hear.len < 10 ? hear.len : 10;
    const struct { const char *key; Str words; } said[] = { { "section", section }, { "title", i.title }, { "words", i.body }, { "run_by", x->run_by }, { "lived_led", i.lived_led ? S("yes") : S("no") }, { "purpose",
        x->purpose }, { "payment", x->payment },
        { "paid_when", x->paid_when }, { "access", x->access }, { "anonymity", x->anonymity }, { "data_use", x->data_use }, { "may_change", x->may_change }, { "hear_back", hear } };
    Answer at[COUNT(said)];
    int count = 0;
    for (int k = 0; k < COUNT(said); k++) if (said[k].words.len) at[count++] = (Answer){ .key = str_c(said[k].key), .said = SAID, .words = said[k].words };
    must(d && entry_begin(p->tx, NOBODY, d, token_new(tx_arena(p->tx)), &id) == DONE, "item");
    const Filler *by = entry_filler_trusted(p->tx, id);
    must(entry_save(p->tx, by, at, count) == DONE, "item");
    must(entry_reach(p->tx, by, &(Reach){ x->run_by, S("email"), str_format(tx_arena(p->tx), "hello@%.*s.example", FMT(slug_from(tx_arena(p->tx), x->run_by))) }) == DONE, "address");
    must(entry_send(p->tx, entry_filler_trusted(p->tx, id), false, p->n) == DONE, "item");
    i64 item = db_one_int(p->tx, SQL("select id from item where entry = $1 and entry <> 0"), I(id));
    const Editor *editor_ = editor(p->tx, p->one);
    time_pretend(time_after(time_now(), DAYS(1 + draw_below(p->d, 3))));
    if (declined) must(item_decline(p->tx, editor_, item, draw_of(p->d, kindly), p->n) == DONE, "answer");
}

/* ---- one week ---- */

static void week(Press *p, int ago)
{
    Arena *a = tx_arena(p->tx);
    Time at = time_next(time_after(p->today, -DAYS(7 * ago + 7)), p->b->send_day, p->b->send_hour), gathered = time_after(at, -DAYS(4));
    int items = 22 + draw_below(p->d, 13), declined = items * 37 / 63;
    for (int i = 0; i < declined; i++) { time_pretend(gathered); offered(p, true); }
    time_pretend(gathered);
    Edition e = { .bulletin = p->b, .kind = S("weekly"), .state = S("sent"), .send_at = at, .cut_off_at = gathered, .began_at = at, .sent_at = time_after(at, MINUTES(9)),
        .laid_by = p->first, .checked_by = p->second, .checked_at = time_after(at, -HOURS(20)), .made_at = gathered,
        .intro = S("Hello. This is what reached us this week. As always, those led by people with lived experience stand first in each part, and nothing here costs anything.") };
    Str day = time_rfc3339(a, at);
    e.slug = (Str){ day.at, 10 }, e.title = str_format(a, "%.*s of %.*s", FMT(p->b->name), FMT(time_date_words(a, at)));
    i64 id = edition_make_trusted(p->tx, &e);
    for (int k = 0; k < SECTIONS; k++) {
        Item at_hand[8];
        int here = items / SECTIONS + (k < items % SECTIONS), position = 0;
        if (here > 8) here = 8;
        for (int i = 0; i < here; i++) {
            at_hand[i] = item_made_up(p, &p->sections.at[k], gathered);
            must(item_put(p->tx, editor(p->tx, p->one), &at_hand[i]) == DONE, "item");
        }
        for (int led = 1; led >= 0; led--) for (int i = 0; i < here; i++) if (at_hand[i].lived_led == (led == 1)) edition_place_trusted(p->tx, id, at_hand[i].id, p->sections.at[k].id, position++);
    }
    edition_freeze_trusted(p->tx, edition_trusted(p->tx, id));
}

/* The last two, as the sending left them. */
static void copies(Press *p, int ago)
{
    i64 id = db_one_int(p->tx, SQL("select id from edition where bulletin = $1 and state = 'sent' order by began_at desc limit 1 offset $2"), I(p->b->id), I(ago));
    Time at = { db_one_int(p->tx, SQL("select began_at from edition where id = $1"), I(id)) };
    for (i64 after = 0; ; ) {
        i64 person = db_one_int(p->tx, SQL("select min(p.id) from person p where p.id > $2 and p.state = 1 and exists (select 1 from consent c where c.person = p.id and c.purpose = $1 and c.withdrawn_at = 0 and c.given_at < $3)"), T(p->b->purpose), I(after), AT(at));
        if (!person) break;
        i64 address = db_one_int(p->tx, SQL("select a.address from person_address a join address d on d.id = a.address where a.person = $1 and d.kind = 'email' order by a.main desc, d.id limit 1"), I(person));
        if (address) copy_insert_trusted(p->tx, id, address, person);
        after = person;
    }
    db_exec(p->tx, SQL("update edition_copy set state = 3, done_at = $2 where edition = $1"), I(id), AT(time_after(at, MINUTES(4))));
    db_exec(p->tx, SQL("update edition set filled = 1 where id = $1"), I(id));
}

/* A few choices, a few addresses that rest, letters to read, and the next edition on the table. */
static void this_week(Press *p)
{
    i64 made = 0;
    time_pretend(time_after(p->today, -DAYS(2)));
    for (int i = 0; i < 6; i++) { time_pretend(time_after(p->today, -DAYS(3))); offered(p, false); }
    time_pretend(p->today);
    db_exec(p->tx, SQL("update address set paused_at = $1, paused_why = 'a letter came back: the address is not known there' where id in (select d.id from address d join person_address a on a.address = d.id"
        " where d.kind = 'email' and not exists (select 1 from role_held h where h.person = a.person) order by d.id limit 9)"), AT(time_after(p->today, -DAYS(5))));
    const char *const letters[] = { "Thank you for the piece about the bus. Two of us would like to come to the walk; is there a seat half-way?", "Could the room at the old works be had on a Sunday? We are six.", "The link to the budget goes nowhere, or my old phone does not like it." };
    for (int i = 0; i < COUNT(letters); i++) {
        MailIn m = { .kind = MAIL_REPLY, .from = str_format(tx_arena(p->tx), "reader%d@post.example", i), .from_name = draw_of(p->d, "Bo|Noor|Ffion|Ade|Zofia"), .subject = str_c("Re: Weekly letter"), .text = str_c(letters[i]) };
        must(post_in_trusted(p->tx, &m, S("")) == POST_KEPT, "letter");
    }
    for (int k = 0; k < SECTIONS; k++) for (int i = 0; i < 2; i++) {
        Item item = item_made_up(p, &p->sections.at[k], p->today);
        must(item_put(p->tx, editor(p->tx, p->one), &item) == DONE, "item");
    }
    must(edition_begin(p->tx, editor(p->tx, p->one), p->b, &made) == DONE, "edition");
    Items all = items_at_desk(p->tx, editor(p->tx, p->one), p->b->id, S("accepted"), 0);
    for (int i = 0; i < all.count && i < 7; i++) if (edition_place(p->tx, editor(p->tx, p->one), made, all.at[i].id) == GONE) return;
}

void demo_post_in(Tx *tx, uint64_t seed, const Network *n)
{
    Draw d = draw_open(seed, PRESS, 0);
    Press p = { .tx = tx, .d = &d, .n = n, .today = time_now() };
    p.first = db_one_int(tx, SQL("select min(h.person) from role_held h join role r on r.id = h.role where r.slug = 'editor'"));
    p.second = db_one_int(tx, SQL("select min(h.person) from role_held h join role r on r.id = h.role where r.slug = 'administrator'"));
    p.one = editing(p.first), p.two = editing(p.second);
    p.b = bulletin_seen_by(tx, NOBODY, S("bulletin"));
    if (!p.b || db_one_int(tx, SQL("select count(*) from person")) < 300) return;
    p.sections = sections_of(tx, NOBODY, p.b->id);
    if (p.sections.count < SECTIONS) return;
    for (int ago = WEEKS - 1; ago >= 0; ago--) week(&p, ago);
    editions_found_trusted(tx);
    time_pretend(p.today);
    items_round_trusted(tx);
    for (int ago = 1; ago >= 0; ago--) copies(&p, ago);
    this_week(&p);
}
