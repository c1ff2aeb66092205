/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sessions and the tokens of forms.  The cookie is 128 random bits; the
 * database knows its hash.  Reading must not write, so when a session was last
 * used is tallied in memory and flushed once a minute. */
#include "web/inside.h"

#include "seal/seal.h"

#include <pthread.h>

enum { TALLY = 4096 };

/* Members 12 hours idle; on their own device, by choice, 60 days; whoever has a role, 30 minutes, always. */
static const i64 idle_member = HOURS(12), idle_stays = DAYS(60), idle_staff = MINUTES(30), absolute = DAYS(180);

static struct { i64 session, at; bool fresh; } tally[TALLY];
static pthread_mutex_t tally_lock = PTHREAD_MUTEX_INITIALIZER;

static i64 tally_seen(i64 session, i64 stored)
{
    i64 at = stored;
    size_t slot = (size_t)session % TALLY;
    pthread_mutex_lock(&tally_lock);
    if (tally[slot].session == session && tally[slot].at > at) at = tally[slot].at;
    pthread_mutex_unlock(&tally_lock);
    return at;
}

static void tally_note(i64 session, Time now)
{
    size_t slot = (size_t)session % TALLY;
    pthread_mutex_lock(&tally_lock);
    tally[slot].session = session, tally[slot].at = now.us, tally[slot].fresh = true;
    pthread_mutex_unlock(&tally_lock);
}

void session_flush(Tx *tx)
{
    for (int i = 0; i < TALLY; i++) {
        pthread_mutex_lock(&tally_lock);
        i64 session = tally[i].fresh ? tally[i].session : 0, at = tally[i].at;
        tally[i].fresh = false;
        pthread_mutex_unlock(&tally_lock);
        if (session) db_exec(tx, SQL("update session set seen_at = $2 where id = $1 and seen_at < $2"), I(session), I(at));
    }
}

static unsigned gates_of(Tx *tx, i64 person)
{
    unsigned gates = 1u << ANYONE | 1u << MEMBERS;
    Query q = db_query(tx, SQL("select g.gate from role_held h join role_gate g on g.role = h.role where h.person = $1"), I(person));
    while (db_next(&q)) {
        Str name = db_view(&q, 0);
        for (Gate g = DESK; g <= ADMINISTRATORS; g++)
            if (str_is(name, gate_name(g))) gates |= 1u << g | 1u << DESK;
    }
    return gates;
}

Str cookie_name(const Visit *v, const char *dull)
{
    return v->web->config.https ? str_format(v->arena, "__Host-%s", dull) : str_c(dull);
}

void cookie_set(Visit *v, const char *dull, Str value, i64 seconds)
{
    if (v->cookie_count >= COUNT(v->cookies)) return;
    Str age = seconds ? str_format(v->arena, "; Max-Age=%lld", seconds < 0 ? 0 : seconds) : S("");
    v->cookies[v->cookie_count++] = str_format(v->arena, "%.*s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%.*s",
        FMT(cookie_name(v, dull)), FMT(value), v->web->config.https ? "; Secure" : "", FMT(age));
}

/* A clock that jumped back must not keep a session alive: times ahead of now end it too. */
static bool still_good(const Who *who, i64 seen, i64 begun, i64 ends, bool stays)
{
    i64 now = time_now().us, idle = who->staff ? idle_staff : stays ? idle_stays : idle_member;
    return now < ends && now - seen < idle && begun <= now + MINUTES(5);
}

void session_load(Visit *v)
{
    v->who = NOBODY;
    Str cookie = http_cookie(v->http, str_cstr(v->arena, cookie_name(v, "s")));
    v->pre_session = http_cookie(v->http, str_cstr(v->arena, cookie_name(v, "p")));
    if (v->pre_session.len != 22) v->pre_session = S("");
    if (cookie.len != 22) return;
    Query q = db_query(v->tx, SQL("select id, person, begun_at, seen_at, ends_at, stays, means from session where token_hash = $1"),
        B(seal_hash(v->arena, cookie)));
    if (!db_next(&q)) return;
    Who who = { .session = db_int(&q, 0), .person = db_int(&q, 1) };
    i64 begun = db_int(&q, 2), seen = tally_seen(who.session, db_int(&q, 3)), ends = db_int(&q, 4);
    bool stays = db_bool(&q, 5);
    who.strong = !str_is(db_view(&q, 6), "link");
    db_end(&q);
    who.gates = gates_of(v->tx, who.person);
    who.staff = who_passes(who, DESK);
    if (!still_good(&who, seen, begun, ends, stays)) {
        if (time_now().us < ends && begun <= time_now().us) v->idle.person = who.person, v->idle.token = cookie;
        return;
    }
    if (!who.strong && str_is(v->network->staff_need_passkey, "yes")) who.gates &= 1u << ANYONE | 1u << MEMBERS;
    tally_note(who.session, time_now());
    v->who = who;
    v->session_token = cookie;
}

void session_begin(Visit *v, i64 person, const char *means, bool stay)
{
    Time now = time_now();
    if (v->who.session) db_exec(v->tx, SQL("delete from session where id = $1"), I(v->who.session));
    v->session_token = token_new(v->arena);
    db_exec(v->tx, SQL("insert into session(id, token_hash, person, begun_at, seen_at, ends_at, stays, means) values ($1, $2, $3, $4, $4, $5, $6, $7)"),
        I(id_new()), B(seal_hash(v->arena, v->session_token)), I(person), AT(now), AT(time_after(now, absolute)), I(stay), T(str_c(means)));
    cookie_set(v, "s", v->session_token, stay ? idle_stays / 1000000 : 0);
    cookie_set(v, "p", S(""), -1);
    v->began_session = true;
}

void session_end(Visit *v)
{
    if (v->who.session) db_exec(v->tx, SQL("delete from session where id = $1"), I(v->who.session));
    cookie_set(v, "s", S(""), -1);
    v->who = NOBODY;
}

void session_end_all(Tx *tx, i64 person) { db_exec(tx, SQL("delete from session where person = $1"), I(person)); }

/* ---- tokens of forms: a signature of the visitor's cookie, under a fresh mask each time, so that a compressed page
 * tells nothing about it by its length ---- */

static Str secret_of(Visit *v) { return v->session_token.len ? v->session_token : v->pre_session; }

Str browser_secret(Visit *v)
{
    if (!secret_of(v).len) {
        v->pre_session = token_new(v->arena);
        cookie_set(v, "p", v->pre_session, 0);
    }
    v->formed = true;
    return secret_of(v);
}

Str csrf_token(Visit *v)
{
    unsigned char both[32];
    Str right = seal_keyed(v->arena, "csrf", browser_secret(v));
    random_bytes(both, 16);
    for (int i = 0; i < 16; i++) both[16 + i] = (unsigned char)(both[i] ^ (unsigned char)right.at[i]);
    return base64url(v->arena, both, sizeof both);
}

static bool csrf_is_of(Visit *v, Str both, Str secret)
{
    if (!secret.len) return false;
    Str right = seal_keyed(v->arena, "csrf", secret);
    unsigned char differs = 0;
    for (int i = 0; i < 16; i++) differs |= (unsigned char)((unsigned char)both.at[i] ^ (unsigned char)both.at[16 + i] ^ (unsigned char)right.at[i]);
    return differs == 0;
}

/* A browser that still sends the cookie of a session gone still may send a form of then, to be kept, or one of now. */
bool csrf_holds(Visit *v)
{
    Str both;
    if (!base64url_decode(v->arena, http_field(v->http, "csrf"), &both) || both.len != 32) return false;
    if (v->session_token.len) return csrf_is_of(v, both, v->session_token);
    return csrf_is_of(v, both, v->idle.token) || csrf_is_of(v, both, v->pre_session);
}
