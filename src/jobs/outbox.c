/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The outbox.  A letter is a row of the act that wrote it, sealed; it leaves
 * after the act was committed, at least once, always under the same Message-ID,
 * so that a mail server that saw it before can tell. */
#include "jobs/outbox.h"

#include "mail/mail.h"
#include "seal/seal.h"

enum { WAITING = 1, SENT = 2, GIVEN_UP = 3, HELD = 4 };
enum { A_ROUND = 50, AT_MOST = 3 };                      /* letters between two looks at the jobs; runs of a write that was in another's way */

static Str setting_of(Tx *tx, const char *name, Str otherwise)
{
    Query q = db_query(tx, SQL("select value from setting where name = $1"), T(str_c(name)));
    Str value = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return value.len ? value : otherwise;
}

/* If a Message-ID can hold it. */
Str host_of(Str url)
{
    ptrdiff_t at = str_find(url, S("://"));
    Str rest = at < 0 ? url : (Str){ url.at + at + 3, url.len - (size_t)at - 3 }, host = str_cut(&rest, '/');
    host = str_cut(&host, ':');
    for (size_t i = 0; i < host.len; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-", host.at[i])) return S("localhost");
    return host.len ? host : S("localhost");
}

Str letter_from(Tx *tx)
{
    Str from = setting_of(tx, "mail_from", S("no-reply@localhost"));
    return mail_address_fits(from) ? from : S("no-reply@localhost");
}

/* ---- after a backup was put back ---- */

bool letter_held(Tx *tx) { return setting_of(tx, "letters_held", S("")).len > 0; }
i64 letter_held_count(Tx *tx) { return db_one_int(tx, SQL("select count(*) from outbox where state = 4")); }

void letters_hold_trusted(Tx *tx)
{
    db_exec(tx, SQL("insert into setting(name, value) values ('letters_held', 'yes') on conflict (name) do update set value = excluded.value"));
    db_exec(tx, SQL("update outbox set state = 4 where state = 1"));
}

void letter_let_go(Tx *tx, bool send)
{
    db_exec(tx, SQL("delete from setting where name = 'letters_held'"));
    if (send) db_exec(tx, SQL("update outbox set state = 1, next_at = $1 where state = 4"), AT(time_now()));
    else db_exec(tx, SQL("delete from outbox where state = 4"));
}

/* Somebody asked for these a moment ago. */
static bool asked_for_now(const char *purpose)
{
    static const char *const now[] = { "sign-in", "joining", "address", "change" };
    for (int i = 0; i < COUNT(now); i++) if (!strcmp(purpose, now[i])) return true;
    return false;
}

/* ---- writing ---- */

void letter_post(Tx *tx, const Letter *l)
{
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    Time now = time_now();
    if (!mail_address_fits(l->to)) { log_warn("letter", "purpose=\"%s\" not to an address that mail can take", l->purpose); return; }
    Mail m = { .from_name = setting_of(tx, "mail_name", S("Post")), .from = letter_from(tx),
        .to_name = l->to_name, .to = l->to, .subject = l->subject, .text = l->text, .html = l->html, .language = setting_of(tx, "language", S("en")), .date = now };
    Str token = token_new(a), host = host_of(setting_of(tx, "base_url", S(""))), back = return_path(a, m.from, m.to);
    m.message_id = str_format(a, "%lld.%.*s@%.*s", id, FMT(token), FMT(host));
    Str letter = mail_compose(a, &m), whole = str_format(a, "%.*s\n%.*s\n%.*s", FMT(back), FMT(m.to), FMT(letter));
    int state = letter_held(tx) && !asked_for_now(l->purpose) ? HELD : WAITING;
    db_exec(tx, SQL("insert into outbox(id, message_id, letter, person, purpose, made_at, next_at, tries, state, last_words)"
        " values ($1, $2, $3, $4, $5, $6, $7, 0, $8, '')"), I(id), T(m.message_id), B(seal(a, "outbox.letter", id, whole)), I(l->person),
        T(str_c(l->purpose)), AT(now), AT(l->not_before.us > now.us ? l->not_before : now), I(state));
}

/* ---- sending ---- */

typedef struct { i64 id, tries; Time made_at; Str letter; } Row;

/* Claimed by moving its next try on, if nobody else moved it meanwhile: two servers never hold the same letter, and one
 * that dies gives it back by itself.  The look comes first because most times there is nothing, and only one may write. */
static bool claim(Db *db, Arena *a, Row *r)
{
    for (int tries = 0; tries < AT_MOST; tries++) {
        Time now = time_now();
        Tx *tx = tx_open(a, db, TX_READ);
        Query q = db_query(tx, SQL("select id, next_at from outbox where state = 1 and next_at <= $1 order by next_at, id limit 1"), AT(now));
        bool found = db_next(&q);
        i64 id = found ? db_int(&q, 0) : 0;
        Time due = found ? db_time(&q, 1) : now;
        if (tx_close(tx, true) != TX_KEPT || !found) return false;

        tx = tx_open(a, db, TX_WRITE);
        q = db_query(tx, SQL("update outbox set next_at = $3 where id = $1 and next_at = $2 and state = 1 returning id, tries, made_at, letter"),
            I(id), AT(due), AT(time_after(now, MINUTES(10))));
        found = db_next(&q);
        if (found) *r = (Row){ db_int(&q, 0), db_int(&q, 1), db_time(&q, 2), db_str(&q, 3) };
        while (found && db_next(&q)) {}
        TxEnd end = tx_close(tx, found);
        if (end == TX_KEPT) return true;
        if (end != TX_AGAIN && end != TX_DROPPED) return false;
    }
    return false;
}

i64 again_after(i64 tries)
{
    i64 delay = MINUTES(1);
    for (i64 i = 0; i < tries && delay < HOURS(6); i++) delay *= 2;
    return delay < HOURS(6) ? delay : HOURS(6);
}

typedef struct { int state; Time next_at; Str words; } Next;

/* What is over is emptied here and now: the letter held an address and often a link. */
static bool note(Db *db, Arena *a, const Row *r, const Next *n)
{
    TxEnd end = TX_AGAIN;
    for (int tries = 0; tries < AT_MOST && end == TX_AGAIN; tries++) {
        Tx *tx = tx_open(a, db, TX_WRITE);
        if (n->state == WAITING)
            db_exec(tx, SQL("update outbox set tries = $2, last_words = $3, next_at = $4 where id = $1 and state = 1"),
                I(r->id), I(r->tries + 1), T(n->words), AT(n->next_at));
        else
            db_exec(tx, SQL("update outbox set tries = $2, last_words = $3, next_at = $4, state = $5, letter = $6 where id = $1 and state = 1"),
                I(r->id), I(r->tries + 1), T(n->words), AT(n->next_at), I(n->state), B(S("")));
        end = tx_close(tx, true);
    }
    return end == TX_KEPT;
}

static void settle(Db *db, Arena *a, const Row *r, MailAnswer answer)
{
    Time now = time_now();
    Next n = { .state = SENT, .next_at = now, .words = str_format(a, "%d %s", answer.code, answer.why) };
    if (answer.end != MAIL_KEPT) {
        Time again = time_after(now, again_after(r->tries));
        n.state = answer.end == MAIL_NEVER || again.us > r->made_at.us + DAYS(5) ? GIVEN_UP : WAITING;
        n.next_at = n.state == WAITING ? again : now;
        log_warn("letter", "id=%lld try=%lld code=%d why=\"%s\" %s", r->id, r->tries + 1, answer.code, answer.why,
            n.state == WAITING ? "again later" : "given up");
    }
    if (!note(db, a, r, &n)) log_warn("letter", "id=%lld what became of it could not be kept, so it is tried again", r->id);
}

static MailAnswer deliver(Arena *a, const JobsConfig *c, MailLine *line, const Row *r)
{
    Str rest = seal_read(a, "outbox.letter", r->id, r->letter), from = str_cut(&rest, '\n'), to = str_cut(&rest, '\n');
    if (!rest.len) return (MailAnswer){ MAIL_LATER, 0, true, "does not open", false, "" };      /* the right key may be put back */
    rest = mail_signed(a, c->signer, rest, time_now());
    if (line) return mail_send(line, from, to, rest);
    bool laid = mail_lay(a, str_format(a, "%s/outbox", c->data_dir).at, str_format(a, "%lld-%lld", r->made_at.us / 1000000, r->id).at, rest);
    return (MailAnswer){ laid ? MAIL_KEPT : MAIL_LATER, 0, false, laid ? "" : "the folder cannot be written to", false, "" };
}

/* A silent server must not hold up the jobs, and one that knows no such password must not be asked once for each letter. */
static void hold_the_others(Db *db, Arena *a)
{
    Time now = time_now();
    Tx *tx = tx_open(a, db, TX_WRITE);
    db_exec(tx, SQL("update outbox set next_at = $2 where state = 1 and next_at <= $1"), AT(now), AT(time_after(now, MINUTES(1))));
    if (tx_close(tx, true) != TX_KEPT) log_warn("letter", "the others are tried without a pause");
}

MailLine *jobs_mail_line(const JobsConfig *c)
{
    return c->smtp_url && *c->smtp_url ? mail_line_open(&(MailServer){ .url = c->smtp_url, .user = c->smtp_user, .password = c->smtp_password,
        .ca = c->smtp_ca, .plain = c->smtp_tls && !strcmp(c->smtp_tls, "none"), .seconds = c->smtp_seconds }) : NULL;
}

int outbox_send_due(Db *db, const JobsConfig *c)
{
    MailLine *line = jobs_mail_line(c);
    int tried = 0;
    for (bool answers = true; answers && tried < A_ROUND; tried++) {
        Arena *a = arena_open();
        Row r = { 0 };
        bool found = claim(db, a, &r);
        if (found) {
            MailAnswer answer = deliver(a, c, line, &r);
            settle(db, a, &r, answer);
            answers = answer.end != MAIL_LATER || answer.of_letter;
            if (!answers) hold_the_others(db, a);
        }
        arena_close(a);
        if (!found) break;
    }
    mail_line_close(line);
    return tried;
}

static void clear(Tx *tx, i64 about)
{
    (void)about;
    db_exec(tx, SQL("delete from outbox where state in (2, 3) and next_at < $1"), AT(time_after(time_now(), -DAYS(7))));
}

const JobKind outbox_jobs[] = { { "clear the outbox", clear, HOURS(1) }, { 0 } };
