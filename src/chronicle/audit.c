/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The audit.  digest = keyed hash of the row's own content; chain = keyed hash
 * of the chain before and this digest.  The setting `audit_head` signs the last
 * row, so that rows cannot be cut off the end either.  Where a person was
 * erased the content goes and the digest stays: the chain still holds.  In the
 * place of the words stands a sealed digest of what is left, or anybody with
 * the database could call a row blanked and write into it what they like. */
#include "chronicle/chronicle.h"

#include "seal/seal.h"

enum { MOST = 200, BATCH = 500 };

static Str digest_of(Arena *a, const AuditRow *r)
{
    return seal_keyed(a, "audit", str_format(a, "%lld|%lld|%lld|%.*s|%lld|%.*s", r->seq, r->at.us, r->actor, FMT(r->kind), r->subject, FMT(r->words)));
}

static Str chain_of(Arena *a, Str before, Str digest)
{
    Buf b = buf_open(a, 64);
    buf_str(&b, before), buf_str(&b, digest);
    return seal_keyed(a, "audit.chain", buf_view(&b));
}

static Str head_of(Arena *a, i64 seq, Str chain)
{
    return str_format(a, "%lld.%.*s", seq, FMT(seal_sign(a, "audit.head", str_format(a, "%lld.%.*s", seq, FMT(base64url(a, chain.at, chain.len))))));
}

void noted_trusted(Tx *tx, i64 actor, const Noted *n)
{
    Arena *a = tx_arena(tx);
    Str before = S("");
    AuditRow r = { .seq = 1, .actor = actor, .subject = n->subject, .at = time_now(), .kind = str_c(n->kind), .words = n->words };
    Query q = db_query(tx, SQL("select seq, chain from audit order by seq desc limit 1"));
    if (db_next(&q)) r.seq = db_int(&q, 0) + 1, before = db_str(&q, 1);
    db_end(&q);
    Str digest = digest_of(a, &r), chain = chain_of(a, before, digest);
    db_exec(tx, SQL("insert into audit(seq, at, actor, kind, subject, words, blanked, digest, chain) values ($1, $2, $3, $4, $5, $6, 0, $7, $8)"),
        I(r.seq), AT(r.at), I(actor), T(r.kind), I(r.subject), B(seal(a, "audit.words", r.seq, r.words)), B(digest), B(chain));
    db_exec(tx, SQL("insert into setting(name, value) values ('audit_head', $1) on conflict (name) do update set value = excluded.value"), T(head_of(a, r.seq, chain)));
}

void noted(Tx *tx, Who who, const Noted *n) { noted_trusted(tx, who.person, n); }

static AuditRow read_row(Query *q)
{
    AuditRow r = { .seq = db_int(q, 0), .at = db_time(q, 1), .actor = db_int(q, 2), .kind = db_str(q, 3), .subject = db_int(q, 4) };
    bool blanked = db_bool(q, 6);
    Str sealed = db_view(q, 5);
    r.words = blanked ? S("") : seal_read(tx_arena(q->tx), "audit.words", r.seq, sealed);
    return r;
}

bool noted_lately(Tx *tx, Who who, const Noted *n, i64 within_us)
{
    Query q = db_query(tx, SQL("select seq, at, actor, kind, subject, words, blanked from audit where subject = $1 and actor = $2 and kind = $3 and at > $4 order by seq desc limit 1"),
        I(n->subject), I(who.person), T(str_c(n->kind)), AT(time_after(time_now(), -within_us)));
    bool same = db_next(&q) && str_eq(read_row(&q).words, n->words);
    db_end(&q);
    return same;
}

AuditRows audit_of_trusted(Tx *tx, i64 subject)
{
    AuditRow *at = arena_array(tx_arena(tx), AuditRow, MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select seq, at, actor, kind, subject, words, blanked from audit where subject = $1 and actor <> $1 order by seq desc limit 200"), I(subject));
    while (db_next(&q)) at[count++] = read_row(&q);
    return (AuditRows){ at, count };
}

void audit_every_trusted(Tx *tx, void (*each)(void *with, const AuditRow *r), void *with)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    i64 last = 0;
    for (int got = BATCH; got == BATCH; ) {
        got = 0;
        Query q = db_query(tx, SQL("select seq, at, actor, kind, subject, words, blanked from audit where seq > $1 order by seq limit 500"), I(last));
        while (db_next(&q)) {
            AuditRow r = read_row(&q);
            each(with, &r);
            last = r.seq, got++;
        }
        db_end(&q);
        arena_reset(scratch);
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
}

/* ---- when a person is erased ---- */

static void blank(Tx *tx, i64 seq, i64 person)
{
    Arena *a = tx_arena(tx);
    AuditRow r = { .words = S("") };
    Query q = db_query(tx, SQL("select seq, at, actor, kind, subject from audit where seq = $1"), I(seq));
    if (db_next(&q)) r.seq = db_int(&q, 0), r.at = db_time(&q, 1), r.actor = db_int(&q, 2), r.kind = db_str(&q, 3), r.subject = db_int(&q, 4);
    db_end(&q);
    if (r.actor == person) r.actor = 0;
    if (r.subject == person) r.subject = 0;
    db_exec(tx, SQL("update audit set blanked = 1, actor = $2, subject = $3, words = $4 where seq = $1"), I(seq), I(r.actor), I(r.subject),
        B(seal(a, "audit.words", seq, digest_of(a, &r))));
}

void audit_forget_trusted(Tx *tx, i64 person)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    i64 seq;
    for (; (seq = db_one_int(tx, SQL("select seq from audit where subject = $1 order by seq limit 1"), I(person))); arena_reset(scratch)) blank(tx, seq, person);
    for (; (seq = db_one_int(tx, SQL("select seq from audit where actor = $1 order by seq limit 1"), I(person))); arena_reset(scratch)) blank(tx, seq, person);
    tx_arena_swap(tx, own);
    arena_close(scratch);
}

/* ---- does the chain hold ---- */

typedef struct { i64 last; unsigned char chain[16]; size_t chain_len; int bad; } Walk;

static const char *fault_of(Arena *a, const Walk *w, Query *q)
{
    bool blanked = db_bool(q, 6);
    Str digest = db_str(q, 7), chain = db_str(q, 8), words, sealed = db_str(q, 5);
    AuditRow r = { .seq = db_int(q, 0), .at = db_time(q, 1), .actor = db_int(q, 2), .kind = db_str(q, 3), .subject = db_int(q, 4) };
    if (r.seq != w->last + 1) return "rows before it are missing";
    if (!seal_open(a, "audit.words", r.seq, sealed, &words)) return "its words do not open";
    r.words = blanked ? S("") : words;
    if (!str_eq(digest_of(a, &r), blanked ? words : digest)) return "it was changed";
    if (!str_eq(chain_of(a, (Str){ (const char *)w->chain, w->chain_len }, digest), chain)) return "it does not follow from the one before";
    return NULL;
}

static void check_some(Tx *tx, Buf *faults, Walk *w, int *got)
{
    Arena *a = tx_arena(tx);
    Query q = db_query(tx, SQL("select seq, at, actor, kind, subject, words, blanked, digest, chain from audit where seq > $1 order by seq limit 500"), I(w->last));
    for (*got = 0; db_next(&q); (*got)++) {
        const char *fault = fault_of(a, w, &q);
        w->last = db_int(&q, 0);
        Str chain = db_str(&q, 8);
        w->chain_len = chain.len < sizeof w->chain ? chain.len : sizeof w->chain;
        memcpy(w->chain, chain.at, w->chain_len);
        if (fault && w->bad++ < 20) buf_format(faults, "audit: row %lld: %s\n", w->last, fault);
    }
    db_end(&q);
}

int audit_check(Tx *tx, Buf *faults)
{
    Walk w = { 0 };
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    for (int got = BATCH; got == BATCH && !tx_doomed(tx); arena_reset(scratch)) check_some(tx, faults, &w, &got);
    Str head = setting(tx, "audit_head", S(""));
    bool ends_well = w.last ? str_eq(head, head_of(scratch, w.last, (Str){ (const char *)w.chain, w.chain_len })) : !head.len;
    if (!ends_well) w.bad++, buf_format(faults, "audit: its end is not the one that was written last; rows are missing after %lld\n", w.last);
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return w.bad;
}
