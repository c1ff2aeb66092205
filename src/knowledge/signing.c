/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Asking for a name, and giving it. */
#include "knowledge/signing.h"

#include "knowledge/piece.h"
#include "seal/seal.h"

enum { WAITING_MOST = 40 };

static Str number_of(Arena *a, i64 person) { return str_format(a, "%lld", person); }
static Str find_of(Arena *a, i64 person) { return seal_keyed(a, "signing.person", number_of(a, person)); }

static bool known_role(Str role)
{
    for (int i = 0; work_roles[i]; i++) if (str_is(role, work_roles[i])) return true;
    return false;
}

static void ask_one(Tx *tx, i64 work, Str role, i64 person, Str email)
{
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    Str base = setting(tx, "base_url", S("")), name = setting(tx, "name", S(""));
    if (!db_exec(tx, SQL("insert into signing(id, work, role, person, person_find, asked_at) values ($1, $2, $3, $4, $5, $6) on conflict do nothing"), I(id), I(work), T(role), B(seal(a, "signing.person", id, number_of(a, person))),
        B(find_of(a, person)), AT(time_now()))) return;
    Str text = str_format(a, "Hello,\n\nyou had a part in something that is written here, and you are asked whether a name of yours shall stand under it. You choose which: your own, a pen name, your group's, or none. You can read it first:\n\n%.*s/me/works\n\n"
        "Nothing is written under your name before you say yes, and you can take it off again whenever you like.\n\n%.*s\n", FMT(base), FMT(name));
    notify_trusted(tx, &(Letter){ .to = email, .to_name = S(""), .subject = S("About what you are writing"), .text = text, .purpose = "writing", .person = person });
}

static Outcome ask(Tx *tx, i64 work, Str role, Str email)
{
    Str usual = email_usual(tx_arena(tx), email);
    if (!known_role(role) || email_fault(usual).len) return INVALID;
    if (db_one_int(tx, SQL("select count(*) from signing where work = $1"), I(work)) >= WAITING_MOST) return CONFLICT;
    People at = people_at_trusted(tx, usual);
    for (int i = 0; i < at.count; i++) if (at.at[i].state == PERSON_ACTIVE || at.at[i].state == PERSON_RESTING) ask_one(tx, work, role, at.at[i].id, usual);
    return DONE;
}

Outcome signing_ask(Tx *tx, const Editor *by, i64 work, Str role, Str email)
{
    if (work_commissioned(tx, by, work) && str_is(role, "author")) return CONFLICT;       /* whoever wrote it asks whoever wrote it with them */
    return ask(tx, work, role, email);
}

Outcome signing_ask_along(Tx *tx, const Author *by, Str role, Str email) { return ask(tx, author_work(by)->id, role, email); }

i64 signings_waiting(Tx *tx, const Editor *by, i64 work) { (void)by; return db_one_int(tx, SQL("select count(*) from signing where work = $1"), I(work)); }

/* ---- whoever is asked ---- */

#define SIGNING "select s.id, s.work, s.role, w.title, w.state, s.asked_at from signing s join work w on w.id = s.work where s.person_find = $1 and w.state <> 'taken back'"

static SigningsAsked read_asked(Query q)
{
    SigningAsked *at = arena_array(tx_arena(q.tx), SigningAsked, WAITING_MOST);
    int count = 0;
    while (count < WAITING_MOST && db_next(&q))
        at[count++] = (SigningAsked){ .id = db_int(&q, 0), .work = db_int(&q, 1), .role = db_str(&q, 2), .title = db_str(&q, 3), .state = db_str(&q, 4), .asked_at = db_time(&q, 5) };
    db_end(&q);
    return (SigningsAsked){ at, count };
}

SigningsAsked signings_mine(Tx *tx, Who who) { return read_asked(db_query(tx, SQL(SIGNING " order by s.id limit 40"), B(find_of(tx_arena(tx), who.person)))); }

const SigningAsked *signing_mine(Tx *tx, Who who, i64 id)
{
    SigningsAsked one = read_asked(db_query(tx, SQL(SIGNING " and s.id = $2"), B(find_of(tx_arena(tx), who.person)), I(id)));
    return who.person && one.count ? &one.at[0] : NULL;
}

const Work *signing_work(Tx *tx, Who who, i64 id)
{
    const SigningAsked *s = signing_mine(tx, who, id);
    return s ? work_trusted(tx, s->work) : NULL;
}

Outcome signing_yes(Tx *tx, Who who, i64 id, Str kind, i64 of)
{
    const SigningAsked *s = signing_mine(tx, who, id);
    i64 byline = 0;
    if (!s) return GONE;
    if (byline_take(tx, who, kind, of, &byline) != DONE) return INVALID;
    contributor_add_trusted(tx, s->work, s->role, byline);
    db_exec(tx, SQL("delete from signing where id = $1"), I(id));
    others_told_trusted(tx, s->work, who.person, "another name stands under something that you wrote: somebody was asked whether theirs shall stand there, and said yes.");
    work_changed_trusted(tx, s->work);
    work_named_anew_trusted(tx, s->work, S(""), S(""));
    return DONE;
}

Outcome signing_no(Tx *tx, Who who, i64 id)
{
    if (!signing_mine(tx, who, id)) return GONE;
    db_exec(tx, SQL("delete from signing where id = $1"), I(id));
    return DONE;
}

Outcome name_off(Tx *tx, Who who, i64 work)
{
    Contributors all = contributors_of(tx, who, work);
    bool theirs_before[60] = { false };
    i64 left = 0, own = 0;
    for (int i = 0; i < all.count; i++) {
        bool theirs = theirs_before[i] = byline_is_theirs(tx, who, all.at[i].by.id);
        own += theirs, left += !theirs && str_is(all.at[i].role, "author");
    }
    if (!own) return GONE;
    if (!left && !piece_of_another_trusted(tx, work, who.person)) return CONFLICT;
    for (int i = 0; i < all.count; i++) if (theirs_before[i]) db_exec(tx, SQL("delete from contributor where id = $1"), I(all.at[i].id));
    bylines_tidy_trusted(tx, &all);
    work_changed_trusted(tx, work);
    for (int i = 0; i < all.count; i++) if (theirs_before[i]) work_named_anew_trusted(tx, work, all.at[i].by.name, S("somebody"));
    job_add_once(tx, "tidy after erasure", 0);
    return DONE;
}

/* ---- people's data ---- */

void signings_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    SigningsAsked all = signings_mine(tx, (Who){ .person = person });
    for (int i = 0; i < all.count; i++) held_alone(to, S("You are asked whether a name of yours shall stand under a work"), all.at[i].title, all.at[i].asked_at);
}

void signings_forget_trusted(Tx *tx, i64 person) { db_exec(tx, SQL("delete from signing where person_find = $1"), B(find_of(tx_arena(tx), person))); }

/* Whoever was asked under both records is asked once. */
void signings_hand_over_trusted(Tx *tx, const Handing *h)
{
    Arena *a = tx_arena(tx);
    for (i64 id = 0; (id = db_one_int(tx, SQL("select coalesce(min(id), 0) from signing s where person_find = $1 and id > $2 and not exists (select 1 from signing o where o.work = s.work and o.person_find = $3)"),
        B(find_of(a, h->from)), I(id), B(find_of(a, h->to)))) && !tx_doomed(tx); )
        if (h->goes(tx, h, "signing", id))
            db_exec(tx, SQL("update signing set person = $2, person_find = $3 where id = $1"), I(id), B(seal(a, "signing.person", id, number_of(a, h->to))), B(find_of(a, h->to)));
}
