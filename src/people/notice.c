/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What people chose about letters, and what waits for the one letter a day. */
#include "people/notice.h"

#include "people/person.h"
#include "seal/seal.h"

const NoticeKind notice_kinds[] = {
    { "ask", "What you asked of the network, or began" },
    { "ledger", "Whether you heard back, after you took part" },
    { "writing", "What you write for the library" },
    { "group", "Your group and its place in the directory" },
    { 0 },
};

static const char *const hows[] = { "", "at once", "daily", "never" };

static NoticeHow how_of(Tx *tx, i64 person, const char *kind)
{
    NoticeHow how = NOTICE_AT_ONCE;
    Query q = db_query(tx, SQL("select how from notice_choice where person = $1 and kind = $2"), I(person), T(str_c(kind)));
    if (db_next(&q)) for (int i = NOTICE_AT_ONCE; i <= NOTICE_NEVER; i++) if (str_is(db_view(&q, 0), hows[i])) how = (NoticeHow)i;
    db_end(&q);
    return how;
}

NoticeHow notice_how(Tx *tx, Who who, const char *kind) { return how_of(tx, who.person, kind); }

void notice_choose(Tx *tx, Who who, const char *kind, NoticeHow how)
{
    db_exec(tx, SQL("insert into notice_choice(person, kind, how) values ($1, $2, $3) on conflict (person, kind) do update set how = excluded.how"), I(who.person), T(str_c(kind)), T(str_c(hows[how])));
    if (how == NOTICE_NEVER) db_exec(tx, SQL("delete from notice_waiting where person = $1 and kind = $2"), I(who.person), T(str_c(kind)));
}

static void gather(Tx *tx, const Letter *l)
{
    i64 id = id_new();
    db_exec(tx, SQL("insert into notice_waiting(id, person, kind, subject, words, made_at) values ($1, $2, $3, $4, $5, $6)"), I(id), I(l->person), T(str_c(l->purpose)), T(l->subject),
        B(seal(tx_arena(tx), "notice_waiting.words", id, l->text)), AT(time_now()));
}

void notify_trusted(Tx *tx, const Letter *l)
{
    const Person *p = l->person ? person_trusted(tx, l->person) : NULL;
    if (!p) { letter_post(tx, l); return; }
    if (p->state == PERSON_DIED || p->state == PERSON_JOINED) return;
    NoticeHow how = how_of(tx, p->id, l->purpose);
    if (how == NOTICE_NEVER) return;
    /* Whoever rests gets it when they are back, and so does whoever has not yet said whether their address is right. */
    if (how == NOTICE_DAILY || p->state == PERSON_RESTING || address_rests_trusted(tx, l->to)) { gather(tx, l); return; }
    PostChoice c = post_choice_trusted(tx, p->id);
    Letter one = *l;
    one.not_before = quiet_until_trusted(&c, time_now());
    letter_post(tx, &one);
}

/* ---- once a day ---- */

enum { PEOPLE_A_ROUND = 200, IN_ONE_LETTER = 40 };

static void send_gathered(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    Buf b = buf_open(a, 2048);
    i64 last = 0;
    int count = 0;
    Str to = person_email_trusted(tx, person);
    if (!to.len || address_rests_trusted(tx, to)) return;
    buf_str(&b, S("Hello,\n\nthis is what there was since the last letter. You chose to have it together, once a day.\n\n"));
    Query q = db_query(tx, SQL("select id, subject, words from notice_waiting where person = $1 order by id limit 40"), I(person));
    while (count < IN_ONE_LETTER && db_next(&q)) {
        last = db_int(&q, 0), count++;
        Str words = seal_read(a, "notice_waiting.words", last, db_view(&q, 2));
        if (str_starts(words, S("Hello,\n\n"))) words.at += 8, words.len -= 8;
        buf_format(&b, "* %.*s\n\n%.*s\n\n", FMT(db_view(&q, 1)), FMT(words));
    }
    db_end(&q);
    if (!count) return;
    PostChoice c = post_choice_trusted(tx, person);
    letter_post(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("Your letter of the day"), .text = buf_view(&b), .purpose = "day", .person = person, .not_before = quiet_until_trusted(&c, time_now()) });
    db_exec(tx, SQL("delete from notice_waiting where person = $1 and id <= $2"), I(person), I(last));
}

void notices_round_trusted(Tx *tx, i64 about)
{
    i64 people[PEOPLE_A_ROUND];
    int count;
    (void)about;
    db_exec(tx, SQL("delete from notice_waiting where made_at < $1"), AT(time_after(time_now(), -DAYS(90))));
    for (i64 after = 0; ; after = people[count - 1]) {
        count = 0;
        Query q = db_query(tx, SQL("select distinct w.person from notice_waiting w join person p on p.id = w.person where p.state = 1 and w.person > $1 order by w.person limit 200"), I(after));
        while (count < PEOPLE_A_ROUND && db_next(&q)) people[count++] = db_int(&q, 0);
        db_end(&q);
        for (int i = 0; i < count; i++) send_gathered(tx, people[i]);
        if (count < PEOPLE_A_ROUND) return;
    }
}

/* ---- hours and forms ---- */

PostChoice post_choice_trusted(Tx *tx, i64 person)
{
    PostChoice c = { 0 };
    Query q = db_query(tx, SQL("select plain, named, quiet_from, quiet_to from post_choice where person = $1"), I(person));
    if (db_next(&q)) c = (PostChoice){ db_bool(&q, 0), db_bool(&q, 1), (int)db_int(&q, 2), (int)db_int(&q, 3) };
    db_end(&q);
    return c;
}

PostChoice post_choice(Tx *tx, Who who) { return post_choice_trusted(tx, who.person); }

void post_choose(Tx *tx, Who who, const PostChoice *c)
{
    db_exec(tx, SQL("insert into post_choice(person, plain, named, quiet_from, quiet_to, changed_at) values ($1, $2, $3, $4, $5, $6) on conflict (person) do update set plain = excluded.plain, named = excluded.named,"
        " quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, changed_at = excluded.changed_at"), I(who.person), I(c->plain), I(c->named), I(c->quiet_from), I(c->quiet_to), AT(time_now()));
}

Time quiet_until_trusted(const PostChoice *c, Time now)
{
    int hour = time_hour(now), from = c->quiet_from, to = c->quiet_to;
    bool quiet = from < to ? hour >= from && hour < to : from > to && (hour >= from || hour < to);
    return quiet ? time_next(now, -1, to) : now;
}
