/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Who gets a copy is settled at the moment of sending, address by address, and what was settled is kept with its reason. */
#include "bulletin/readers.h"

#include "chronicle/chronicle.h"
#include "register/register.h"
#include "seal/seal.h"

static const struct { const char *why, *words; } reasons[] = {
    { "stopped", "it had not been agreed to, or that was taken back" }, { "rests", "a rest had been asked for" }, { "came back", "letters to the address had come back" },
    { "digest", "it comes once a month, as chosen" }, { "weekly", "it comes every week, as chosen" }, { "paper", "it comes by post, as chosen" }, { "nothing", "there was nothing in the parts that were chosen" },
    { "segment", "it was for some people alone" }, { "gone", "nobody is left at the address" }, { "gave up", "the mail server there did not take it" }, { "no address", "there is no confirmed e-mail address" }, { "later", "it was agreed to after this had been sent" },
};

const char *reader_why_words(Str why)
{
    for (int i = 0; i < COUNT(reasons); i++) if (str_is(why, reasons[i].why)) return reasons[i].words;
    return "";
}

/* ---- what people chose ---- */

static BulletinChoice choice_of(Tx *tx, i64 person, i64 bulletin)
{
    BulletinChoice c = { S("weekly"), S("") };
    Query q = db_query(tx, SQL("select rhythm, without from bulletin_choice where person = $1 and bulletin = $2"), I(person), I(bulletin));
    if (db_next(&q)) c = (BulletinChoice){ db_str(&q, 0), db_str(&q, 1) };
    db_end(&q);
    return c;
}

BulletinChoice bulletin_choice(Tx *tx, Who who, i64 bulletin) { return choice_of(tx, who.person, bulletin); }

void bulletin_choose(Tx *tx, Who who, i64 bulletin, const BulletinChoice *c)
{
    db_exec(tx, SQL("insert into bulletin_choice(person, bulletin, rhythm, without, changed_at) values ($1, $2, $3, $4, $5) on conflict (person, bulletin) do update set rhythm = excluded.rhythm, without = excluded.without, changed_at = excluded.changed_at"),
        I(who.person), I(bulletin), T(c->rhythm), T(c->without), AT(time_now()));
}

/* ---- one address, now ---- */

/* $3: the day before which nobody can have been asked to opt out (R1). */
#define SOFT_OPT_IN_SINCE ((Time){ (i64)1770249600 * 1000000 })
#define AT_ADDRESS "select p.id, p.state, coalesce(b.rhythm, 'weekly'), coalesce(b.without, ''), coalesce(c.plain, 0), coalesce(c.named, 0), coalesce(c.quiet_from, 0), coalesce(c.quiet_to, 0)," \
    " (select count(*) from consent k where k.person = p.id and k.purpose = $2 and k.withdrawn_at = 0 and (k.basis <> 'soft opt-in' or k.given_at >= $3))" \
    " from person_address a join person p on p.id = a.person left join bulletin_choice b on b.person = p.id and b.bulletin = $4 left join post_choice c on c.person = p.id" \
    " where a.address = $1 and a.confirmed_at > 0 order by p.id limit 12"

typedef struct { i64 person; PersonState state; Str rhythm, without; PostChoice post; bool agreed; } AtAddress;

static const char *not_for(Tx *tx, const Edition *e, const AtAddress *p)
{
    bool digest = str_is(e->kind, "digest");
    if (p->state == PERSON_RESTING) return "rests";
    if (p->state != PERSON_ACTIVE) return "gone";
    if (!p->agreed) return "stopped";
    if (e->segment && !segment_finds_trusted(tx, e->segment, p->person)) return "segment";
    if (str_is(p->rhythm, "paper")) return "paper";
    if (!e->segment && str_is(p->rhythm, "digest") != digest) return digest ? "weekly" : "digest";
    return NULL;
}

/* People share an address: one copy goes there, as soon as one of them gets it, and as that one chose. */
Reader reader_trusted(Tx *tx, const Edition *e, i64 address)
{
    Time now = time_now();
    Reader r = { .why = "gone", .without = S(""), .not_before = now };
    AtAddress at[12];
    int count = 0;
    if (db_one_int(tx, SQL("select paused_at from address where id = $1"), I(address))) return (Reader){ .why = "came back", .without = S("") };
    Query q = db_query(tx, SQL(AT_ADDRESS), I(address), T(e->bulletin->purpose), AT(SOFT_OPT_IN_SINCE), I(e->bulletin->id));
    for (; count < COUNT(at) && db_next(&q); count++)
        at[count] = (AtAddress){ db_int(&q, 0), (PersonState)db_int(&q, 1), db_str(&q, 2), db_str(&q, 3), { db_bool(&q, 4), db_bool(&q, 5), (int)db_int(&q, 6), (int)db_int(&q,
            7) }, db_int(&q, 8) > 0 };
    db_end(&q);
    for (int i = 0; i < count; i++) {
        const char *why = not_for(tx, e, &at[i]);
        if (r.why && (why == NULL || !r.person)) r = (Reader){ at[i].person, why, at[i].post.plain, at[i].post.named, at[i].without, quiet_until_trusted(&at[i].post, now) };
    }
    return r;
}

void copy_insert_trusted(Tx *tx, i64 edition, i64 address, i64 person)
{
    db_exec(tx, SQL("insert into edition_copy(id, edition, address, person, state, why, tries, next_at, done_at, holder) values ($1, $2, $3, $4, 1, '', 0, 0, 0, '') on conflict (edition, address) do nothing"),
        I(id_new()), I(edition), I(address), I(person));
}

/* ---- why, why not ---- */

enum { WHY_MOST = 12 };

static Str why_line(Arena *a, i64 state, Str why, Time at)
{
    switch (state) {
    case COPY_SENT: return str_format(a, "It was sent on %.*s, because of what was agreed to.", FMT(time_words(a, at)));
    case COPY_NOT: case COPY_GAVE_UP: return str_format(a, "It was not sent: %s.", reader_why_words(why));
    case COPY_UNKNOWN: return S("The server stopped just as it was handed over. Nobody knows whether it arrived.");
    default: return S("It has not been its turn yet.");
    }
}

/* No row: this address was not among those that could have got it. */
static Str never_line(Tx *tx, const Edition *e, i64 person)
{
    i64 given = db_one_int(tx, SQL("select max(given_at) from consent where person = $1 and purpose = $2"), I(person), T(e->bulletin->purpose));
    bool email = db_one_int(tx, SQL("select count(*) from person_address a join address d on d.id = a.address where a.person = $1 and d.kind = 'email' and a.confirmed_at > 0"), I(person)) > 0;
    const char *why = !email ? "no address" : given > e->began_at.us ? "later" : "stopped";
    return str_format(tx_arena(tx), "It was not sent: %s.", reader_why_words(str_c(why)));
}

static WhyLines why_lines(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    WhyLine *at = arena_array(a, WhyLine, WHY_MOST);
    int count = 0;
    Bulletins all = bulletins_seen_by(tx, NOBODY);
    for (int b = 0; b < all.count; b++) {
        Editions e = editions_public(tx, NOBODY, all.at[b].id, 4, 0);
        for (int i = 0; i < e.count && count < WHY_MOST; i++) {
            Query q = db_query(tx, SQL("select c.state, c.why, c.done_at from edition_copy c where c.edition = $1 and (c.person = $2 or c.address in (select address from person_address where person = $2)) order by c.state limit 1"), I(e.at[i].id), I(person));
            bool there = db_next(&q);
            i64 state = there ? db_int(&q, 0) : 0;
            Str words = there ? why_line(a, state, db_str(&q, 1), db_time(&q, 2)) : S("");
            db_end(&q);
            if (!there) words = never_line(tx, &e.at[i], person);
            at[count++] = (WhyLine){ all.at[b].name, e.at[i].title, str_format(a, "/bulletins/%.*s/%.*s", FMT(all.at[b].slug), FMT(e.at[i].slug)), words, state == COPY_SENT, e.at[i].began_at };
        }
    }
    return (WhyLines){ at, count };
}

WhyLines why_of(Tx *tx, Who who) { return why_lines(tx, who.person); }

WhyLines why_of_record(Tx *tx, const Editor *by, Str email)
{
    People at = people_at_trusted(tx, email);
    if (!at.count) return (WhyLines){ 0 };
    noted_trusted(tx, editor_id(by), &(Noted){ "post", at.at[0].id, S("asked why a bulletin came or did not") });
    return why_lines(tx, at.at[0].id);
}

CopyCounts copy_counts(Tx *tx, const Editor *by, i64 edition)
{
    CopyCounts c = { 0 };
    (void)by;
    Query q = db_query(tx, SQL("select state, count(*) from edition_copy where edition = $1 group by state"), I(edition));
    while (db_next(&q)) {
        i64 state = db_int(&q, 0), n = db_int(&q, 1);
        *(state == COPY_SENT ? &c.sent : state == COPY_NOT ? &c.not_sent : state == COPY_GAVE_UP ? &c.given_up : state == COPY_UNKNOWN ? &c.unknown : &c.waiting) += n;
    }
    return c;
}

Outcome copies_unknown_again(Tx *tx, const Editor *by, i64 edition, bool send)
{
    (void)by;
    if (!send) return db_exec(tx, SQL("update edition_copy set state = 3, done_at = $2 where edition = $1 and state = 6"), I(edition), AT(time_now())) ? DONE : GONE;
    i64 n = db_exec(tx, SQL("update edition_copy set state = 1, next_at = 0, holder = '' where edition = $1 and state = 6"), I(edition));
    db_exec(tx, SQL("update edition set state = 'sending' where id = $1 and state = 'sent'"), I(edition));
    return n ? DONE : GONE;
}

/* ---- on paper ---- */

PaperLabels paper_labels(Tx *tx, const Editor *by, const Bulletin *b)
{
    enum { MOST = 500 };
    PaperLabel *at = arena_array(tx_arena(tx), PaperLabel, MOST);
    i64 *people = arena_array(tx_arena(tx), i64, MOST);
    int count = 0, kept = 0;
    Query q = db_query(tx, SQL("select p.id from person p join bulletin_choice c on c.person = p.id and c.bulletin = $1 and c.rhythm = 'paper' where p.state = 1"
        " and exists (select 1 from consent k where k.person = p.id and k.purpose = $2 and k.withdrawn_at = 0) and exists (select 1 from consent k where k.person = p.id and k.purpose = 'post' and k.withdrawn_at = 0) order by p.id limit 500"), I(b->id), T(b->purpose));
    while (count < MOST && db_next(&q)) people[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        const Person *p = person_trusted(tx, people[i]);
        Addresses all = addresses_of_trusted(tx, people[i]);
        int k = 0;
        while (k < all.count && !str_is(all.at[k].kind, "post")) k++;
        if (!p || k == all.count) continue;
        at[kept++] = (PaperLabel){ p->name, all.at[k].value };
        noted_trusted(tx, editor_id(by), &(Noted){ "post", people[i], S("printed an address label for the bulletin") });
    }
    return (PaperLabels){ at, kept };
}

/* ---- people's data ---- */

void readers_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select b.name, c.rhythm, c.changed_at from bulletin_choice c join bulletin b on b.id = c.bulletin where c.person = $1 order by b.position"), I(person));
    while (db_next(&q)) held(to, S("How you get a bulletin"), str_format(to->arena, "%.*s: %.*s", FMT(db_view(&q, 0)), FMT(db_view(&q, 1))), db_time(&q, 2));
    q = db_query(tx, SQL("select e.title, c.state, c.why, c.done_at from edition_copy c join edition e on e.id = c.edition where c.person = $1 order by c.id desc limit 60"), I(person));
    while (db_next(&q)) {
        Str title = db_str(&q, 0), why = db_str(&q, 2);
        held(to, S("A bulletin"), str_format(to->arena, "%.*s. %.*s", FMT(title), FMT(why_line(to->arena, db_int(&q, 1), why, db_time(&q, 3)))), db_time(&q, 3));
    }
}

/* A copy that went to an address which somebody else has too stays theirs. */
void readers_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("delete from bulletin_choice where person = $1"), I(person));
    db_exec(tx, SQL("delete from edition_copy where address in (select address from person_address where person = $1) and not exists (select 1 from person_address o where o.address = edition_copy.address and o.person <> $1)"), I(person));
    db_exec(tx, SQL("update edition_copy set person = 0 where person = $1"), I(person));
}
