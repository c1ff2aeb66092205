/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The ledger.  Entries are chained like the log of decisions: by plain hashes that anybody can reckon again. */
#include "voice/heard.h"

#include "chronicle/chronicle.h"
#include "search/search.h"
#include "seal/seal.h"

enum { MOST = 60, REPLY_DAYS = 14 };

const char *const heard_kinds[HEARD_KINDS] = { "silence", "receipt only", "answered without substance", "answered", "changed", "changed against us", "used our name wrongly", "withdrawn" };
const char *const heard_ends[HEARD_ENDS] = { "open", "taken up", "partly", "refused with reason", "refused without reason", "no answer" };

static bool is_among(Str s, const char *const *list, int count)
{
    for (int i = 0; i < count; i++) if (str_is(s, list[i])) return true;
    return false;
}

/* ---- reading ---- */

#define COLUMNS "select id, slug, ask, said, link, body, body_slug, said_on, took_part, how_asked, dissent, hours, pence, cost_words, promised_on, made_at from heard"

static void read_parts(Tx *tx, Heard *h, bool all)
{
    HeardAsk *asks = arena_array(tx_arena(tx), HeardAsk, HEARD_ASKS);
    HeardEntry *entries = arena_array(tx_arena(tx), HeardEntry, MOST);
    Query q = db_query(tx, SQL("select id, words, ended, ended_at from heard_ask where heard = $1 order by position limit 6"), I(h->id));
    while (h->ask_count < HEARD_ASKS && db_next(&q)) asks[h->ask_count++] = (HeardAsk){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_time(&q, 3) };
    db_end(&q);
    q = db_query(tx, SQL("select number, heard, at, shown_from, kind, words, link, said_by, chain from heard_entry where heard = $1 and ($3 = 1 or shown_from <= $2) order by number limit 60"), I(h->id), AT(time_now()), I(all));
    while (h->entry_count < MOST && db_next(&q))
        entries[h->entry_count++] = (HeardEntry){ db_int(&q, 0), db_int(&q, 1), db_time(&q, 2), db_time(&q, 3), db_str(&q, 4), db_str(&q, 5), db_str(&q, 6), db_str(&q, 7), db_str(&q, 8) };
    db_end(&q);
    q = db_query(tx, SQL("select verdict, count(*) from heard_part where heard = $1 and said_at > 0 group by verdict"), I(h->id));
    while (db_next(&q)) {
        Str v = db_view(&q, 0);
        int n = (int)db_int(&q, 1);
        if (str_is(v, "yes")) h->yes = n;
        else if (str_is(v, "partly")) h->partly = n;
        else h->no = n;
    }
    db_end(&q);
    h->asks = asks, h->entries = entries;
}

static Heards read_heards(Tx *tx, Query q, bool all)
{
    Heard *at = arena_array(tx_arena(tx), Heard, MOST + 1);
    int count = 0;
    while (count <= MOST && db_next(&q))
        at[count++] = (Heard){ .id = db_int(&q, 0), .slug = db_str(&q, 1), .ask = db_int(&q, 2), .said = db_str(&q, 3), .link = db_str(&q, 4), .body = db_str(&q, 5),
            .body_slug = db_str(&q, 6), .said_on = db_time(&q, 7), .took_part = (int)db_int(&q, 8),
            .how_asked = db_str(&q, 9), .dissent = db_str(&q, 10), .hours = (int)db_int(&q, 11), .pence = db_int(&q, 12), .cost_words = db_str(&q, 13), .promised_on = db_time(&q, 14),
                .made_at = db_time(&q, 15), .body_email = S("") };
    db_end(&q);
    for (int i = 0; i < count; i++) read_parts(tx, &at[i], all);
    return (Heards){ at, count, false };
}

Heards heards_public(Tx *tx, Who who, Str body, i64 before, int most)
{
    (void)who;
    if (most > MOST) most = MOST;
    Heards h = read_heards(tx, db_query(tx, SQL(COLUMNS " where ($1 = '' or body_slug = $1) and ($2 = 0 or id < $2) order by id desc limit $3"), T(body), I(before), I(most + 1)), false);
    if (h.count > most) h.more = true, h.count = most;
    return h;
}

static const Heard *first(Heards h) { return h.count ? &h.at[0] : NULL; }

const Heard *heard_seen_by(Tx *tx, Who who, Str slug) { return first(read_heards(tx, db_query(tx, SQL(COLUMNS " where slug = $1"), T(slug)), who_passes(who, DECIDERS))); }
static const Heard *heard_of(Tx *tx, i64 id) { return first(read_heards(tx, db_query(tx, SQL(COLUMNS " where id = $1"), I(id)), true)); }

BodySummary body_summary(Tx *tx, Who who, Str slug)
{
    BodySummary s = { .slug = slug, .body = S("") };
    (void)who;
    Query q = db_query(tx, SQL("select count(*), min(said_on), max(body) from heard where body_slug = $1"), T(slug));
    if (db_next(&q)) s.engagements = db_int(&q, 0), s.since = db_time(&q, 1), s.body = db_str(&q, 2);
    db_end(&q);
    q = db_query(tx, SQL("select a.ended, count(*) from heard_ask a join heard h on h.id = a.heard where h.body_slug = $1 group by a.ended"), T(slug));
    while (db_next(&q)) {
        Str ended = db_view(&q, 0);
        i64 n = db_int(&q, 1);
        s.asks += n;
        for (int i = 0; i < HEARD_ENDS; i++) if (str_is(ended, heard_ends[i])) s.ended[i] += n;
    }
    db_end(&q);
    return s;
}

i64 bodies_named(Tx *tx, Who who, Str name) { (void)who; return name.len ? db_one_int(tx, SQL("select count(*) from heard where body_slug = $1"), T(slug_from(tx_arena(tx), name))) : 0; }

/* ---- writing ---- */

static Str entry_chain(Arena *a, Str before, const HeardEntry *e)
{
    return sha256_hex(a, str_format(a, "%.*s\n%lld\n%lld\n%.*s\n%.*s\n%.*s\n%.*s\n%.*s\n", FMT(before), e->number, e->heard, FMT(time_rfc3339(a, e->at)), FMT(e->kind), FMT(e->words), FMT(e->link), FMT(e->said_by)));
}

void heard_entry_trusted(Tx *tx, HeardEntry *e, i64 by)
{
    Str before = S("");
    e->at = (Time){ time_now().us / 1000000 * 1000000 }, e->number = 1;
    Query q = db_query(tx, SQL("select number, chain from heard_entry order by number desc limit 1"));
    if (db_next(&q)) e->number = db_int(&q, 0) + 1, before = db_str(&q, 1);
    db_end(&q);
    db_exec(tx, SQL("insert into heard_entry(number, heard, at, kind, words, link, said_by, by_person, shown_from, chain) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"), I(e->number), I(e->heard), AT(e->at), T(e->kind), T(e->words), T(e->link),
        T(e->said_by), I(by), AT(e->shown_from), T(entry_chain(tx_arena(tx), before, e)));
}

Faults heard_faults(Arena *a, const Heard *h)
{
    Faults f = NO_FAULTS;
    Str claim = claim_fault(a, h->said);
    bool told = h->took_part > 0 && h->how_asked.len && h->said_on.us && h->dissent.len;
    if (utf8_length(h->said) < 6 || utf8_length(h->said) > 2000) faults_add(&f, "said", S("Say what was said, in a few sentences."));
    else if (claim.len && !told) faults_add(&f, "said", S("This speaks for everybody. Fill in how many took part, how they were asked and where others differ; or say who said it."));
    if (utf8_length(h->body) < 2 || utf8_length(h->body) > 120) faults_add(&f, "body", S("Name the body or the role it was said to, not a private person."));
    if (!h->said_on.us) faults_add(&f, "said_on", S("On which day?"));
    if (h->took_part < 0) faults_add(&f, "took_part", S("How many took part? A number, or 0."));
    if (h->hours < 0) faults_add(&f, "hours", S("About how many hours did it take? A number, or 0."));
    if (!h->ask_count) faults_add(&f, "ask-0", S("Write at least one thing that was asked for, as plainly as you can."));
    if (h->body_email.len && email_fault(h->body_email).len) faults_add(&f, "body_email", email_fault(h->body_email));
    return f;
}

static void into_search(Tx *tx, SearchBook *book, i64 id)
{
    Query q = db_query(tx, SQL("select body, said from heard where id = $1"), I(id));
    if (db_next(&q)) search_put_trusted(tx, book, &(SearchDoc){ .id = id, .kind = "heard", .level = 2, .title = db_str(&q, 0), .words = db_str(&q, 1) });
    db_end(&q);
}

void heard_found_trusted(Tx *tx) { search_put_each_trusted(tx, SQL("select id from heard where id > $1 order by id limit 100"), into_search); }

i64 heard_put_trusted(Tx *tx, Heard *h, i64 by)
{
    Arena *a = tx_arena(tx);
    Str day = (Str){ time_rfc3339(a, h->said_on).at, 10 };
    h->id = id_new(), h->body_slug = slug_from(a, h->body), h->made_at = time_now();
    h->slug = str_format(a, "%.*s-%.*s", FMT(utf8_cut(h->body_slug, 40)), FMT(day));
    for (int n = 2; db_one_int(tx, SQL("select count(*) from heard where slug = $1"), T(h->slug)); n++) h->slug = str_format(a, "%.*s-%.*s-%d", FMT(utf8_cut(h->body_slug, 40)), FMT(day), n);
    db_exec(tx, SQL("insert into heard(id, slug, ask, said, link, body, body_slug, said_on, took_part, how_asked, dissent, hours, pence, cost_words, promised_on, body_email, reply_hash, made_by, made_at, asked_at)"
        " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0)"), I(h->id), T(h->slug), I(h->ask), T(h->said), T(h->link), T(h->body), T(h->body_slug), AT(h->said_on), I(h->took_part), T(h->how_asked),
        T(h->dissent), I(h->hours), I(h->pence), T(h->cost_words), AT(h->promised_on), B(seal(a, "heard.body_email", h->id, h->body_email)), B(S("")), I(by), AT(h->made_at));
    for (int i = 0; i < h->ask_count; i++)
        db_exec(tx, SQL("insert into heard_ask(id, heard, position, words, ended, ended_at) values ($1, $2, $3, $4, $5, $6)"), I(id_new()), I(h->id), I(i), T(h->asks[i].words), T(h->asks[i].ended.len ? h->asks[i].ended : S("open")), AT(h->asks[i].ended_at));
    into_search(tx, NULL, h->id);
    return h->id;
}

Outcome heard_put(Tx *tx, const DoorKeeper *by, Heard *h, const Network *n)
{
    (void)n;
    if (heard_faults(tx_arena(tx), h).count) return INVALID;
    heard_put_trusted(tx, h, door_keeper_id(by));
    happened_trusted(tx, &(Happens){ .actor = door_keeper_id(by), .kind = "heard", .subject_kind = "heard", .subject = h->id, .words = str_format(tx_arena(tx), "Written into the ledger: what was said to %.*s.", FMT(h->body)) });
    return DONE;
}

/* Fourteen days in which the one it is about can reply; then both stand there, the reply as it came. */
static Time right_of_reply(Tx *tx, i64 heard, const Network *n)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select body_email from heard where id = $1"), I(heard));
    Str email = db_next(&q) ? seal_read(a, "heard.body_email", heard, db_view(&q, 0)) : S("");
    db_end(&q);
    if (!email.len) return time_now();
    Str token = token_new(a);
    db_exec(tx, SQL("update heard set reply_hash = $2 where id = $1"), I(heard), B(seal_hash(a, token)));
    letter_post(tx, &(Letter){ .to = email, .to_name = S(""), .subject = S("Before we publish this"), .purpose = "ledger", .text = str_format(a,
        "Hello,\n\nwe keep a public record of what was said to you, what was promised and what happened. Something new was written into it, and it is shown from %.*s. Until then, and after, you can answer it; your answer stands beside it, unedited:\n\n%.*s/heard/reply/%.*s\n\n%.*s\n",
        FMT(time_date_words(a, time_after(time_now(), DAYS(REPLY_DAYS)))), FMT(n->base_url), FMT(token), FMT(n->name)) });
    return time_after(time_now(), DAYS(REPLY_DAYS));
}

Outcome heard_answer(Tx *tx, const DoorKeeper *by, i64 heard, const HeardSaying *s, const Network *n)
{
    if (!heard_of(tx, heard)) return GONE;
    if (!is_among(s->kind, heard_kinds, HEARD_KINDS) || utf8_length(s->words) > 4000 || claim_fault(tx_arena(tx), s->words).len) return INVALID;
    if (!str_is(s->kind, "silence") && utf8_length(s->words) < 4) return INVALID;     /* that nothing happened needs no words */
    HeardEntry e = { .heard = heard, .kind = s->kind, .words = s->words, .link = s->link, .said_by = S("staff"), .shown_from = right_of_reply(tx, heard, n) };
    heard_entry_trusted(tx, &e, door_keeper_id(by));
    return DONE;
}

Outcome heard_ask_end(Tx *tx, const DoorKeeper *by, i64 heard, i64 ask, Str ended)
{
    (void)by;
    if (!is_among(ended, heard_ends, HEARD_ENDS)) return INVALID;
    return db_exec(tx, SQL("update heard_ask set ended = $3, ended_at = $4 where id = $1 and heard = $2"), I(ask), I(heard), T(ended), AT(time_now())) ? DONE : GONE;
}

Heards heards_due(Tx *tx, const DoorKeeper *by)
{
    (void)by;
    return read_heards(tx, db_query(tx, SQL(COLUMNS " where promised_on > 0 and promised_on < $1 and exists (select 1 from heard_ask a where a.heard = heard.id and a.ended = 'open') order by promised_on limit 40"), AT(time_now())), true);
}

/* ---- the one it is about ---- */

const Heard *heard_by_token(Tx *tx, Who who, Str token)
{
    (void)who;
    if (token.len != 22) return NULL;
    return first(read_heards(tx, db_query(tx, SQL(COLUMNS " where reply_hash = $1"), B(seal_hash(tx_arena(tx), token))), true));
}

Outcome heard_reply(Tx *tx, Who who, Str token, Str words)
{
    const Heard *h = heard_by_token(tx, who, token);
    if (!h) return GONE;
    if (utf8_length(words) < 4 || utf8_length(words) > 10000) return INVALID;
    HeardEntry e = { .heard = h->id, .kind = S("answered"), .words = words, .link = S(""), .said_by = S("body"), .shown_from = time_now() };
    heard_entry_trusted(tx, &e, 0);
    return DONE;
}

/* ---- those who took part ---- */

Outcome heard_invite(Tx *tx, const DoorKeeper *by, i64 heard, Str email)
{
    People there = people_at_trusted(tx, email_usual(tx_arena(tx), email));
    (void)by;
    if (!heard_of(tx, heard) || !there.count) return GONE;
    for (int i = 0; i < there.count; i++)
        db_exec(tx, SQL("insert into heard_part(id, heard, person, verdict, words, asked_at, said_at) values ($1, $2, $3, '', $4, 0, 0) on conflict (heard, person) do nothing"), I(id_new()), I(heard), I(there.at[i].id), B(S("")));
    return DONE;
}

Heards heards_of(Tx *tx, Who who)
{
    return read_heards(tx, db_query(tx, SQL(COLUMNS " where id in (select heard from heard_part where person = $1) order by id desc limit 60"), I(who.person ? who.person : -1)), false);
}

Outcome heard_verdict(Tx *tx, Who who, i64 heard, Str verdict, Str words)
{
    if (!(str_is(verdict, "yes") || str_is(verdict, "partly") || str_is(verdict, "no")) || utf8_length(words) > 4000) return INVALID;
    i64 id = db_one_int(tx, SQL("select id from heard_part where heard = $1 and person = $2"), I(heard), I(who.person ? who.person : -1));
    if (!id) return GONE;
    db_exec(tx, SQL("update heard_part set verdict = $2, words = $3, said_at = $4 where id = $1"), I(id), T(verdict), B(seal(tx_arena(tx), "heard_part.words", id, words)), AT(time_now()));
    return DONE;
}

/* When what was promised is due, and 30 and 180 days after it was said, those who took part are asked once each time. */
void heard_round_trusted(Tx *tx, const Network *n)
{
    Time now = time_now();
    Arena *a = tx_arena(tx);
    i64 ids[MOST], people[MOST], count = 0;
    Query q = db_query(tx, SQL("select p.id, p.person from heard_part p join heard h on h.id = p.heard where p.said_at = 0 and ((p.asked_at = 0 and h.said_on < $1) or (p.asked_at > 0 and p.asked_at < $2 and h.said_on < $3)"
        " or (p.asked_at > 0 and h.promised_on > 0 and h.promised_on < $4 and p.asked_at < h.promised_on)) order by p.id limit 60"), AT(time_after(now, -DAYS(30))), AT(time_after(now, -DAYS(120))), AT(time_after(now, -DAYS(180))), AT(now));
    while (count < MOST && db_next(&q)) ids[count] = db_int(&q, 0), people[count++] = db_int(&q, 1);
    db_end(&q);
    for (i64 i = 0; i < count; i++) {
        Str to = person_email_trusted(tx, people[i]);
        const Person *p = person_trusted(tx, people[i]);
        db_exec(tx, SQL("update heard_part set asked_at = $2 where id = $1"), I(ids[i]), AT(now));
        if (to.len && p && p->state == PERSON_ACTIVE) notify_trusted(tx, &(Letter){ .to = to, .to_name = S(""), .subject = S("Did you hear back?"), .purpose = "ledger", .person = people[i], .text = str_format(a,
            "Hello,\n\nyou took part in something some time ago. Did you hear what came of it? One press is enough, and “nothing” is an answer:\n\n%.*s/me/heard\n\n%.*s\n", FMT(n->base_url), FMT(n->name)) });
    }
}

/* ---- what must hold; telling; forgetting ---- */

int heard_check(Tx *tx, Buf *faults)
{
    Str before = S("");
    i64 expected = 1;
    int bad = 0;
    Query q = db_query(tx, SQL("select number, heard, at, shown_from, kind, words, link, said_by, chain from heard_entry order by number"));
    while (db_next(&q)) {
        HeardEntry e = { db_int(&q, 0), db_int(&q, 1), db_time(&q, 2), db_time(&q, 3), db_str(&q, 4), db_str(&q, 5), db_str(&q, 6), db_str(&q, 7), db_str(&q, 8) };
        Str chain = entry_chain(tx_arena(tx), before, &e);
        if (e.number != expected || !str_eq(chain, e.chain)) { buf_format(faults, "voice: entry %lld of the ledger is not as it was written, or one before it is missing\n", e.number); bad++; break; }
        before = e.chain, expected++;
    }
    db_end(&q);
    return bad;
}

void heard_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select p.id, h.body, p.verdict, p.words, h.said_on from heard_part p join heard h on h.id = p.heard where p.person = $1"), I(person));
    while (db_next(&q)) {
        i64 id = db_int(&q, 0);
        Str body = db_str(&q, 1), verdict = db_str(&q, 2), words = seal_read(to->arena, "heard_part.words", id, db_view(&q, 3));
        held(to, S("You took part in something that was said"), str_format(to->arena, "to %.*s%s%.*s %.*s", FMT(body), verdict.len ? "; whether you were heard: " : "", FMT(verdict), FMT(words)), db_time(&q, 4));
    }
}

void heard_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("delete from heard_part where person = $1"), I(person));
    db_exec(tx, SQL("update heard set made_by = 0 where made_by = $1"), I(person));
    db_exec(tx, SQL("update heard_entry set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("update issue set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("update matrix set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("update support set by_person = 0 where by_person = $1"), I(person));
}
