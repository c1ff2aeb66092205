/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Calls for people to take part.  Whoever runs it has nobody's address: those who want to write first.  And the rounds
 * that ask what came of it. */
#include "search/search.h"
#include "seal/seal.h"
#include "voice/after.h"
#include "voice/heard.h"

enum { MOST = 60 };

#define COLUMNS "select id, slug, ask, title, purpose, run_by, payment, paid_when, access, anonymity, data_use, may_change, content_note, how, lived_led, own, runs_from, runs_to, hear_back_on, heard_back, heard_back_at, made_at from call_out"

static CallOuts read_calls(Tx *tx, Query q)
{
    CallOut *at = arena_array(tx_arena(tx), CallOut, MOST);
    int count = 0;
    while (count < MOST && db_next(&q))
        at[count++] = (CallOut){ .id = db_int(&q, 0), .slug = db_str(&q, 1), .ask = db_int(&q, 2), .title = db_str(&q, 3), .purpose = db_str(&q, 4), .run_by = db_str(&q, 5),
            .payment = db_str(&q, 6), .paid_when = db_str(&q, 7), .access = db_str(&q, 8),
            .anonymity = db_str(&q, 9), .data_use = db_str(&q, 10), .may_change = db_str(&q, 11), .content_note = db_str(&q, 12), .how = db_str(&q, 13), .lived_led = db_bool(&q, 14),
                .own = db_bool(&q, 15), .runs_from = db_time(&q, 16),
            .runs_to = db_time(&q, 17), .hear_back_on = db_time(&q, 18), .heard_back = db_str(&q, 19), .heard_back_at = db_time(&q, 20), .made_at = db_time(&q, 21) };
    db_end(&q);
    return (CallOuts){ at, count };
}

CallOuts call_outs_running(Tx *tx, Who who)
{
    (void)who;
    return read_calls(tx, db_query(tx, SQL(COLUMNS " where runs_from <= $1 and runs_to > $1 order by lived_led desc, own desc, runs_to, id limit 60"), AT(time_now())));
}

CallOuts call_outs_all(Tx *tx, const DoorKeeper *by) { (void)by; return read_calls(tx, db_query(tx, SQL(COLUMNS " order by id desc limit 60"))); }

const CallOut *call_out_seen_by(Tx *tx, Who who, Str slug)
{
    CallOuts one = read_calls(tx, db_query(tx, SQL(COLUMNS " where slug = $1 and (runs_from <= $2 or $3 = 1)"), T(slug), AT(time_now()), I(who_passes(who, DECIDERS))));
    return one.count ? &one.at[0] : NULL;
}

CallOuts call_outs_asked(Tx *tx, const Filler *by)
{
    return read_calls(tx, db_query(tx, SQL(COLUMNS " where ask = $1 and ask <> 0 and heard_back_at = 0 and hear_back_on > 0 and hear_back_on <= $2 order by id limit 60"), I(filler_entry(by)->id), AT(time_now())));
}

Outcome call_out_told(Tx *tx, const Filler *by, i64 id, Str words)
{
    if (utf8_length(words) < 4 || utf8_length(words) > 2000 || claim_fault(tx_arena(tx), words).len) return INVALID;
    return db_exec(tx, SQL("update call_out set heard_back = $2, heard_back_at = $3 where id = $1 and ask = $4 and heard_back_at = 0"), I(id), T(words), AT(time_now()), I(filler_entry(by)->id)) ? DONE : GONE;
}

/* ---- the box of facts ---- */

static FactsBox facts_of(const CallOut *c)
{
    return (FactsBox){ c->purpose, c->run_by, c->payment, c->paid_when, c->access, c->anonymity, c->data_use, c->may_change, c->hear_back_on };
}

Faults call_out_faults(Tx *tx, const DoorKeeper *by, const CallOut *c)
{
    Arena *a = tx_arena(tx);
    FactsBox facts = facts_of(c);
    Faults f = facts_faults(a, &facts, c->runs_from);
    (void)by;
    if (utf8_length(c->title) < 4 || utf8_length(c->title) > 2000) faults_add(&f, "title", S("Give it a title."));
    else if (claim_fault(a, c->title).len) faults_add(&f, "title", claim_fault(a, c->title));
    if (utf8_length(c->how) < 6 || utf8_length(c->how) > 2000) faults_add(&f, "how", S("Say how people get in touch themselves."));
    else if (claim_fault(a, c->how).len) faults_add(&f, "how", claim_fault(a, c->how));
    if (c->runs_to.us <= c->runs_from.us) faults_add(&f, "runs_to", S("It ends after it begins."));
    else if (!c->own && c->runs_to.us - c->runs_from.us > DAYS(14)) faults_add(&f, "runs_to", S("Two weeks at most, unless it is the network's own."));
    return f;
}

static Str slug_free(Tx *tx, Str title)
{
    Str base = slug_from(tx_arena(tx), title), slug = base;
    for (int n = 2; db_one_int(tx, SQL("select count(*) from call_out where slug = $1"), T(slug)); n++) slug = str_format(tx_arena(tx), "%.*s-%d", FMT(base), n);
    return slug;
}

static void into_search(Tx *tx, SearchBook *book, i64 id)
{
    Query q = db_query(tx, SQL("select title, purpose from call_out where id = $1"), I(id));
    if (db_next(&q)) search_put_trusted(tx, book, &(SearchDoc){ .id = id, .kind = "call", .level = 2, .title = db_str(&q, 0), .words = db_str(&q, 1) });
    db_end(&q);
}

void call_outs_found_trusted(Tx *tx) { search_put_each_trusted(tx, SQL("select id from call_out where id > $1 order by id limit 100"), into_search); }

Outcome call_out_put(Tx *tx, const DoorKeeper *by, CallOut *c)
{
    if (call_out_faults(tx, by, c).count) return INVALID;
    if (c->ask && !db_one_int(tx, SQL("select count(*) from decision where ask = $1 and state = 'decided' and outcome in ('yes', 'yes if', 'in part')"), I(c->ask))) return CONFLICT;
    c->id = id_new(), c->slug = slug_free(tx, c->title), c->made_at = time_now();
    db_exec(tx, SQL("insert into call_out(id, slug, ask, title, purpose, run_by, payment, paid_when, access, anonymity, data_use, may_change, content_note, how, lived_led, own, runs_from, runs_to, hear_back_on, asked_back_at, heard_back, heard_back_at, by_person, made_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, '', 0, $20, $21)"), I(c->id), T(c->slug), I(c->ask), T(c->title), T(c->purpose), T(c->run_by), T(c->payment), T(c->paid_when), T(c->access),
        T(c->anonymity), T(c->data_use), T(c->may_change), T(c->content_note), T(c->how), I(c->lived_led), I(c->own), AT(c->runs_from), AT(c->runs_to), AT(c->hear_back_on),
            I(door_keeper_id(by)), AT(c->made_at));
    into_search(tx, NULL, c->id);
    return DONE;
}

/* "Nothing came back" is an answer too, and is shown. */
Outcome call_out_heard(Tx *tx, const DoorKeeper *by, i64 id, Str words)
{
    (void)by;
    if (utf8_length(words) < 4 || utf8_length(words) > 2000) return INVALID;
    return db_exec(tx, SQL("update call_out set heard_back = $2, heard_back_at = $3 where id = $1"), I(id), T(words), AT(time_now())) ? DONE : GONE;
}

/* ---- for the bulletin ---- */

static void running(Tx *tx, NewsList *to)
{
    CallOuts all = call_outs_running(tx, NOBODY);
    for (int i = 0; i < all.count && to->count < NEWS_MOST; i++) {
        const CallOut *c = &all.at[i];
        to->at[to->count++] = (News){ .kind = "call", .id = c->id, .title = c->title, .words = c->how, .url = str_format(tx_arena(tx), "/call-outs/%.*s", FMT(c->slug)), .run_by = c->run_by,
            .content_note = c->content_note, .lived_led = c->lived_led, .own = c->own, .has_facts = true, .facts = facts_of(c), .runs_to = c->runs_to };
    }
}

const NewsSource call_outs_news = { running };

/* ---- rounds ---- */

typedef struct { i64 id, ask; } Due;
enum { A_ROUND = 100 };

static int due(Query q, Due *to)
{
    int n = 0;
    while (n < A_ROUND && db_next(&q)) to[n++] = (Due){ db_int(&q, 0), db_int(&q, 1) };
    db_end(&q);
    return n;
}

static void ask_what_happened(Tx *tx, const Due *d, const Network *n)
{
    const Entry *e = entry_trusted(tx, d->ask);
    db_exec(tx, SQL("update look_back set asked_at = $2 where id = $1"), I(d->id), AT(time_now()));
    if (e && str_is(e->state, "sent")) entry_letter_trusted(tx, e, S("What came of it?"), str_format(tx_arena(tx), "Hello,\n\nsome time ago you asked us something, and we said yes. What came of it? A sentence is enough, and “nothing yet” is an answer. You can write it here, with your code and word:\n\n%.*s/ask/back\n\n%.*s\n",
        FMT(n->base_url), FMT(n->name)));
}

static void ask_to_tell_people(Tx *tx, const Due *d, const Network *n)
{
    const Entry *e = d->ask ? entry_trusted(tx, d->ask) : NULL;
    db_exec(tx, SQL("update call_out set asked_back_at = $2 where id = $1"), I(d->id), AT(time_now()));
    if (e && str_is(e->state, "sent")) entry_letter_trusted(tx, e, S("A day that you named"), str_format(tx_arena(tx), "Hello,\n\ntoday is the day on which those who took part in what you ran hear what came of it. You named it yourself. Have they heard? Tell us here, with your code and word; it is shown beside what you ask next:\n\n%.*s/ask/back\n\n%.*s\n",
        FMT(n->base_url), FMT(n->name)));
}

void voice_round_trusted(Tx *tx, i64 about)
{
    Due at[A_ROUND];
    Time now = time_now();
    Network n = { .name = setting(tx, "name", S("")), .base_url = setting(tx, "base_url", S("")) };
    (void)about;
    int count = due(db_query(tx, SQL("select id, ask from look_back where asked_at = 0 and due_at <= $1 limit 100"), AT(now)), at);
    for (int i = 0; i < count; i++) ask_what_happened(tx, &at[i], &n);
    count = due(db_query(tx, SQL("select id, ask from call_out where asked_back_at = 0 and heard_back_at = 0 and hear_back_on > 0 and hear_back_on <= $1 limit 100"), AT(now)), at);
    for (int i = 0; i < count; i++) ask_to_tell_people(tx, &at[i], &n);
    heard_round_trusted(tx, &n);
}
