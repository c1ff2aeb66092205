/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Requests about data.  Letters hold no word that somebody else typed: they say
 * that something was received or answered, and where to read it. */
#include "register/request.h"

#include "chronicle/chronicle.h"
#include "jobs/jobs.h"
#include "seal/seal.h"

enum { MOST = 50 };

static const struct { const char *kind, *words; } kinds[] = {
    { "access", "A copy of what is held" }, { "correct", "Something is wrong" }, { "erase", "Erase me" }, { "stop", "Stop using something" }, { "complaint", "A complaint" },
};

const char *request_kind_words(Str kind)
{
    for (int i = 0; i < COUNT(kinds); i++) if (str_is(kind, kinds[i].kind)) return kinds[i].words;
    return "Something else";
}

const char *request_state_words(const Request *r)
{
    if (str_is(r->state, "answered")) return "Answered";
    if (str_is(r->state, "withdrawn")) return "Taken back";
    if (str_is(r->state, "waiting")) return "Waiting for you";
    return str_is(r->state, "acknowledged") ? "Being worked on" : "Received";
}

bool request_late(const Request *r) { return !r->closed_at.us && !r->paused_at.us && r->due_at.us < time_now().us; }

Faults request_faults(const Request *r)
{
    Faults f = NO_FAULTS;
    bool known = false;
    for (int i = 0; i < COUNT(kinds); i++) known = known || str_is(r->kind, kinds[i].kind);
    if (!known) faults_add(&f, "kind", S("Choose what you ask for."));
    if (!r->person && !r->name.len) faults_add(&f, "name", S("Tell us what to call you. Any name is right."));
    if (utf8_length(r->name) > 200) faults_add(&f, "name", S("This is longer than 200 letters."));
    if (!r->person && utf8_length(r->contact) < 5) faults_add(&f, "contact", S("Give an e-mail address, a phone number or a postal address, so that the answer reaches you."));
    if (utf8_length(r->contact) > 500) faults_add(&f, "contact", S("This is longer than 500 letters."));
    if (!r->words.len && !str_is(r->kind, "access") && !str_is(r->kind, "erase")) faults_add(&f, "words", S("Say in your own words what it is about. One sentence is enough."));
    if (utf8_length(r->words) > 10000) faults_add(&f, "words", S("This is longer than 10,000 letters. Send the most important part; we ask for the rest."));
    return f;
}

/* ---- letters ---- */

static void tell_asker(Tx *tx, const Request *r, Str said, Str where, const Network *n)
{
    Str to = r->person ? person_email_trusted(tx, r->person) : email_usual(tx_arena(tx), r->contact);
    if (email_fault(to).len) return;                      /* by phone or by post: the desk sees how */
    letter_post(tx, &(Letter){ .to = to, .subject = S("About what you asked"), .purpose = "request", .person = r->person, .text = str_format(tx_arena(tx),
        "Hello,\n\n%.*s\n\n%.*s%.*s\n\nIf you did not ask for anything, write back to us and we look into it.\n\n%.*s\n", FMT(said), FMT(n->base_url), FMT(where), FMT(n->name)) });
}

/* The page of its state is made from the id; the token is not kept, so it is made anew as a signature. */
static Str token_of(Arena *a, i64 id) { return str_format(a, "%lld.%.*s", id, FMT(seal_sign(a, "data_request", str_format(a, "%lld", id)))); }

static Str page_of(Arena *a, const Request *r)
{
    return r->person ? S("/me/requests") : str_format(a, "/data-request/%.*s", FMT(token_of(a, r->id)));
}

/* ---- asking ---- */

static Request *make(Tx *tx, const Request *from, Str way, i64 keyed_by)
{
    Arena *a = tx_arena(tx);
    Request *r = arena_new(a, Request);
    *r = *from;
    r->id = id_new(), r->received_at = time_now(), r->way = way;
    r->due_at = str_is(r->kind, "complaint") ? time_after(r->received_at, DAYS(30)) : time_month_after(r->received_at);
    db_exec(tx, SQL("insert into data_request(id, token_hash, kind, person, name, contact, words, way, state, received_at, acknowledged_at, due_at, paused_at, paused_why, answer, closed_at, keyed_by)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, 'received', $9, 0, $10, 0, '', $11, 0, $12)"),
        I(r->id), B(seal_hash(a, token_of(a, r->id))), T(r->kind), I(r->person), B(seal(a, "data_request.name", r->id, r->name)), B(seal(a, "data_request.contact", r->id, r->contact)),
        B(seal(a, "data_request.words", r->id, r->words)), T(way), AT(r->received_at), AT(r->due_at), B(S("")), I(keyed_by));
    return r;
}

Str request_make(Tx *tx, Who who, const Request *from, const Network *n)
{
    Request own = *from;
    own.person = who.person;
    if (request_faults(&own).count) return S("");
    Request *r = make(tx, &own, S("web"), 0);
    tell_asker(tx, r, S("somebody, probably you, asked us something about data. It is here, with the date by which there is an answer. Keep this link; it is yours alone:"), page_of(tx_arena(tx), r), n);
    return token_of(tx_arena(tx), r->id);
}

Outcome request_key_in(Tx *tx, const Looker *by, const Request *from, const Network *n)
{
    if (request_faults(from).count || !(str_is(from->way, "phone") || str_is(from->way, "post") || str_is(from->way, "in person") || str_is(from->way, "email"))) return INVALID;
    if (from->person && !person_trusted(tx, from->person)) return GONE;
    Request *r = make(tx, from, from->way, looker_id(by));
    if (r->person) noted_trusted(tx, looker_id(by), &(Noted){ "request", r->person, looker_reason(by) });
    tell_asker(tx, r, S("what you asked us is written down. It is here, with the date by which there is an answer:"), page_of(tx_arena(tx), r), n);
    return DONE;
}

/* ---- reading ---- */

#define COLUMNS "select id, kind, person, name, contact, words, way, state, received_at, acknowledged_at, due_at, paused_at, paused_why, answer, closed_at from data_request"

static Request read_request(Query *q)
{
    Arena *a = tx_arena(q->tx);
    Request r = { .id = db_int(q, 0), .kind = db_str(q, 1), .person = db_int(q, 2), .way = db_str(q, 6), .state = db_str(q, 7), .received_at = db_time(q, 8), .acknowledged_at = db_time(q, 9),
        .due_at = db_time(q, 10), .paused_at = db_time(q, 11), .paused_why = db_str(q, 12), .closed_at = db_time(q, 14), .subject_name = S("") };
    r.name = seal_read(a, "data_request.name", r.id, db_view(q, 3)), r.contact = seal_read(a, "data_request.contact", r.id, db_view(q, 4));
    r.words = seal_read(a, "data_request.words", r.id, db_view(q, 5)), r.answer = seal_read(a, "data_request.answer", r.id, db_view(q, 13));
    return r;
}

static Requests read_all(Tx *tx, Query q)
{
    Request *at = arena_array(tx_arena(tx), Request, MOST);
    int count = 0;
    while (count < MOST && db_next(&q)) at[count++] = read_request(&q);
    db_end(&q);
    return (Requests){ at, count };
}

static const Request *request_of(Tx *tx, i64 id)
{
    Requests one = read_all(tx, db_query(tx, SQL(COLUMNS " where id = $1"), I(id)));
    return one.count ? &one.at[0] : NULL;
}

const Request *request_by_token(Tx *tx, Who who, Str token)
{
    (void)who;
    if (token.len > 60) return NULL;
    Requests one = read_all(tx, db_query(tx, SQL(COLUMNS " where token_hash = $1"), B(seal_hash(tx_arena(tx), token))));
    return one.count ? &one.at[0] : NULL;
}

Requests requests_of(Tx *tx, Who who)
{
    return read_all(tx, db_query(tx, SQL(COLUMNS " where person = $1 order by id desc limit 50"), I(who.person ? who.person : -1)));
}

Requests requests_open(Tx *tx, const Looker *by)
{
    Requests all = read_all(tx, db_query(tx, SQL(COLUMNS " where closed_at = 0 or closed_at > $1 order by case when closed_at = 0 then 0 else 1 end, due_at, id limit 50"), AT(time_after(time_now(), -DAYS(14)))));
    Request *at = arena_array(tx_arena(tx), Request, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        at[i] = all.at[i];
        if (!at[i].person) continue;
        const Person *p = person_trusted(tx, at[i].person);
        Noted n = { "request", at[i].person, looker_reason(by) };
        at[i].subject_name = p ? p->name : S("");
        if (!noted_lately(tx, (Who){ .person = looker_id(by) }, &n, HOURS(1))) noted_trusted(tx, looker_id(by), &n);
    }
    return (Requests){ at, all.count };
}

i64 requests_waiting(Tx *tx, Who who) { return who.staff ? db_one_int(tx, SQL("select count(*) from data_request where closed_at = 0")) : 0; }

/* ---- working on it ---- */

static void note(Tx *tx, const Looker *by, const Request *r)
{
    if (r->person) noted_trusted(tx, looker_id(by), &(Noted){ "request", r->person, looker_reason(by) });
}

Outcome request_acknowledge(Tx *tx, const Looker *by, i64 id, const Network *n)
{
    const Request *r = request_of(tx, id);
    if (!r) return GONE;
    if (!str_is(r->state, "received")) return CONFLICT;
    Time due = str_is(r->kind, "complaint") ? time_after(r->received_at, DAYS(90)) : r->due_at;
    db_exec(tx, SQL("update data_request set state = 'acknowledged', acknowledged_at = $2, due_at = $3 where id = $1"), I(id), AT(time_now()), AT(due));
    tell_asker(tx, r, S("somebody is working on what you asked. Where it stands, and by when there is an answer:"), page_of(tx_arena(tx), r), n);
    note(tx, by, r);
    return DONE;
}

static void go_on(Tx *tx, const Request *r)
{
    db_exec(tx, SQL("update data_request set state = 'acknowledged', paused_at = 0, paused_why = '', due_at = due_at + $2 - paused_at where id = $1 and paused_at > 0"), I(r->id), AT(time_now()));
}

Outcome request_pause(Tx *tx, const Looker *by, i64 id, Str why, const Network *n)
{
    const Request *r = request_of(tx, id);
    if (!r) return GONE;
    if (r->closed_at.us || (!why.len && !r->paused_at.us) || (why.len && r->paused_at.us)) return CONFLICT;
    if (why.len && (utf8_length(why) < 4 || utf8_length(why) > 500)) return INVALID;
    if (!why.len) {
        go_on(tx, r);
    } else {
        db_exec(tx, SQL("update data_request set state = 'waiting', paused_at = $2, paused_why = $3, acknowledged_at = case when acknowledged_at = 0 then $2 else acknowledged_at end where id = $1"), I(id), AT(time_now()), T(why));
        tell_asker(tx, r, S("before we can go on with what you asked, we need something from you. It is written here, and the clock stands still until then:"), page_of(tx_arena(tx), r), n);
    }
    note(tx, by, r);
    return DONE;
}

Outcome request_close(Tx *tx, const Looker *by, i64 id, Str words, const Network *n)
{
    const Request *r = request_of(tx, id);
    if (!r) return GONE;
    if (r->closed_at.us) return CONFLICT;
    if (!words.len || utf8_length(words) > 20000) return INVALID;
    db_exec(tx, SQL("update data_request set state = 'answered', answer = $2, closed_at = $3, paused_at = 0, acknowledged_at = case when acknowledged_at = 0 then $3 else acknowledged_at end where id = $1"),
        I(id), B(seal(tx_arena(tx), "data_request.answer", id, words)), AT(time_now()));
    tell_asker(tx, r, S("there is an answer to what you asked. Read it here:"), page_of(tx_arena(tx), r), n);
    note(tx, by, r);
    return DONE;
}

static Outcome withdraw(Tx *tx, const Request *r)
{
    if (!r) return GONE;
    if (r->closed_at.us) return CONFLICT;
    db_exec(tx, SQL("update data_request set state = 'withdrawn', closed_at = $2, paused_at = 0 where id = $1"), I(r->id), AT(time_now()));
    return DONE;
}

Outcome request_withdraw(Tx *tx, Who who, Str token) { return withdraw(tx, request_by_token(tx, who, token)); }

Outcome request_withdraw_own(Tx *tx, Who who, i64 id)
{
    const Request *r = request_of(tx, id);
    return r && r->person == who.person ? withdraw(tx, r) : GONE;
}

Holdings record_copy(Tx *tx, const Looker *by, i64 person)
{
    Holdings h = { .arena = tx_arena(tx) };
    for (const Room *const *r = house_rooms; *r; r++) (*r)->tell(tx, person, &h);
    for (int i = 0; i < h.count; i++) if (h.at[i].alone) h.at[i].words = S("(for them alone; they read it on their own page)");
    noted_trusted(tx, looker_id(by), &(Noted){ "opened", person, looker_reason(by) });
    return h;
}

i64 requests_expire_trusted(Tx *tx)
{
    return db_exec(tx, SQL("delete from data_request where closed_at > 0 and closed_at < $1"), AT(time_after(time_now(), -DAYS(365))));
}
