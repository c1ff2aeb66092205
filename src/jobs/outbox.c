/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The outbox.  A letter is a row of the act that wrote it, sealed; it leaves
 * after the act was committed, at least once, always under the same Message-ID,
 * so that a mail server that saw it before can tell. */
#include "jobs/outbox.h"

#include <stdlib.h>

#include "jobs/jobs.h"
#include "mail/mail.h"
#include "seal/seal.h"

enum { WAITING = 1, SENT = 2, GIVEN_UP = 3 };

static Str setting_of(Tx *tx, const char *name, Str otherwise)
{
    Query q = db_query(tx, SQL("select value from setting where name = $1"), T(str_c(name)));
    Str value = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    return value.len ? value : otherwise;
}

static Str host_of(Str url)
{
    ptrdiff_t at = str_find(url, S("://"));
    Str rest = at < 0 ? url : (Str){ url.at + at + 3, url.len - (size_t)at - 3 }, host = str_cut(&rest, '/');
    host = str_cut(&host, ':');
    return host.len ? host : S("localhost");
}

void letter_post(Tx *tx, const Letter *l)
{
    Arena *a = tx_arena(tx);
    i64 id = id_new();
    if (!mail_address_fits(l->to)) { log_warn("letter", "purpose=%s not to an address that mail can take", l->purpose); return; }
    Mail m = { .from_name = setting_of(tx, "mail_name", S("Post")), .from = setting_of(tx, "mail_from", S("no-reply@localhost.localdomain")),
        .to_name = l->to_name, .to = l->to, .subject = l->subject, .text = l->text, .language = setting_of(tx, "language", S("en")), .date = time_now() };
    m.message_id = str_format(a, "%lld.%.*s@%.*s", id, FMT(token_new(a)), FMT(host_of(setting_of(tx, "base_url", S("")))));
    Str whole = str_format(a, "%.*s\n%.*s\n%.*s", FMT(m.from), FMT(l->to), FMT(mail_compose(a, &m)));
    db_exec(tx, SQL("insert into outbox(id, message_id, letter, person, purpose, made_at, next_at, tries, state, last_words)"
        " values ($1, $2, $3, $4, $5, $6, $6, 0, 1, '')"), I(id), T(m.message_id), B(seal(a, "outbox.letter", id, whole)), I(l->person),
        T(str_c(l->purpose)), AT(time_now()));
}

/* ---- sending ---- */

typedef struct { i64 id, tries; Str letter; } Row;

/* Claimed by moving its next try on: two servers never hold the same letter, and one that dies gives it back by itself. */
static bool claim(Db *db, Arena *a, Row *r)
{
    Time now = time_now();
    Tx *look = tx_open(a, db, TX_READ);                   /* most times there is nothing: do not ask for the turn to write */
    i64 due = db_one_int(look, SQL("select count(*) from outbox where state = 1 and next_at <= $1"), AT(now));
    if (tx_close(look, true) != TX_KEPT || !due) return false;
    Tx *tx = tx_open(a, db, TX_WRITE);
    Query q = db_query(tx, SQL("update outbox set next_at = $2 where id = (select id from outbox where state = 1 and next_at <= $1 order by next_at, id limit 1)"
        " and state = 1 and next_at <= $1 returning id, tries, letter"), AT(now), AT(time_after(now, MINUTES(10))));
    bool found = db_next(&q);
    if (found) *r = (Row){ db_int(&q, 0), db_int(&q, 1), db_str(&q, 2) };
    while (found && db_next(&q)) {}
    db_end(&q);
    return tx_close(tx, found) == TX_KEPT && found;
}

static i64 delay_after(i64 tries)
{
    i64 delay = MINUTES(1);
    for (i64 i = 0; i < tries && delay < HOURS(6); i++) delay *= 2;
    return delay < HOURS(6) ? delay : HOURS(6);
}

static void settle(Db *db, Arena *a, const Row *r, MailAnswer answer)
{
    Tx *tx = tx_open(a, db, TX_WRITE);
    bool over = answer.end == MAIL_NEVER || r->tries >= 24;                    /* about five days */
    Str words = str_format(a, "%d", answer.code);
    if (answer.end == MAIL_KEPT || over)
        db_exec(tx, SQL("update outbox set state = $2, letter = $3, tries = tries + 1, last_words = $4, next_at = $5 where id = $1"),
            I(r->id), I(answer.end == MAIL_KEPT ? SENT : GIVEN_UP), B(S("")), T(words), AT(time_now()));
    else
        db_exec(tx, SQL("update outbox set tries = tries + 1, last_words = $2, next_at = $3 where id = $1 and state = 1"),
            I(r->id), T(words), AT(time_after(time_now(), delay_after(r->tries))));
    if (tx_close(tx, true) != TX_KEPT) log_warn("outbox", "id=%lld could not be settled", r->id);
    if (over) log_warn("outbox", "id=%lld given up, code=%d", r->id, answer.code);
}

static const char *from_env(const char *name, const char *otherwise)
{
    const char *v = getenv(name);
    return v && *v ? v : otherwise;
}

int outbox_send_due(Db *db, const char *data_dir)
{
    MailServer server = { .url = from_env("KITH_SMTP_URL", NULL), .user = from_env("KITH_SMTP_USER", NULL), .password = from_env("KITH_SMTP_PASSWORD", ""),
        .plain = !strcmp(from_env("KITH_SMTP_TLS", ""), "none") };
    int sent = 0;
    for (Row r; ; sent++) {
        Arena *a = arena_open();
        if (!claim(db, a, &r)) { arena_close(a); return sent; }
        Str rest = seal_read(a, "outbox.letter", r.id, r.letter), from = str_cut(&rest, '\n'), to = str_cut(&rest, '\n');
        MailAnswer answer = { MAIL_NEVER, 0 };
        if (rest.len && server.url) answer = mail_send(&server, from, to, rest);
        else if (rest.len) answer.end = mail_lay(a, str_format(a, "%s/outbox", data_dir).at, r.id, rest) ? MAIL_KEPT : MAIL_LATER;
        settle(db, a, &r, answer);
        arena_close(a);
    }
}

void outbox_expire(Tx *tx)
{
    db_exec(tx, SQL("delete from outbox where state <> 1 and next_at < $1"), AT(time_after(time_now(), -DAYS(7))));
}
