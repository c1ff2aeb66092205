/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sending thousands.  A handful of copies is taken into hand in one commit, which reads every consent anew; each is handed
 * over; what became of the handful is kept in one more.  So there are two commits for a hundred letters, and a kill between
 * them is settled from the journal. */
#include "bulletin/readers.h"

#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

#include "bulletin/journal.h"
#include "mail/mail.h"
#include "register/register.h"
#include "seal/seal.h"

enum { HANDFUL = 100, FILL_ROUND = 1000, AT_MOST = 3, LANES = 6 };     /* a mail server that keeps each letter on its disk takes several at once as fast as one */

typedef struct { i64 id, address, tries; Str to; Reader reader; int state; Time next_at; bool hard; char status[12]; } Copy;
typedef struct { struct Sender *sender; Db *db; MailLine *line; int at; pthread_t thread; } Lane;      /* one connection, and what it has in hand */
typedef struct Sender {
    Db *db; const JobsConfig *config; const bool *ending;
    Arena *arena;                       /* of one edition */
    Journal *journal;
    Lane lanes[LANES]; int lane_count;
    const Edition *edition; EditionSheet sheet;      /* as they were when this handful was taken */
    Network network;
    Str from;
    Copy copies[HANDFUL]; int count, taken_up;
    Time next;                          /* when the next one may leave */
    bool lost;                          /* what became of a handful could not be kept: the journal stays for whoever comes next */
    bool halted;                        /* the mail server takes nothing just now, or somebody pressed stop */
} Sender;

static bool halted(const Sender *s) { return __atomic_load_n(&s->halted, __ATOMIC_RELAXED); }
static void halt(Sender *s) { __atomic_store_n(&s->halted, true, __ATOMIC_RELAXED); }
static bool ending(const Sender *s) { return __atomic_load_n(s->ending, __ATOMIC_RELAXED); }
static bool kept(Tx *tx) { return tx_close(tx, true) == TX_KEPT; }

/* ---- what a process that is no more had in its hands ---- */

typedef struct { Db *db; Arena *arena; Tx *tx; } Settling;

static void settle_letter(void *with, const char *journal, i64 letter, LetterStep step, bool sure)
{
    Settling *s = with;
    bool went = step == LETTER_OUT || step == LETTER_TAKEN;
    int state = !sure ? COPY_UNKNOWN : went ? COPY_SENT : COPY_WAITS;
    if (!s->tx) s->tx = tx_open(s->arena, s->db, TX_WRITE);
    db_exec(s->tx, SQL("update edition_copy set state = $3, done_at = $4, holder = '' where id = $1 and holder = $2 and state = 2"), I(letter), T(str_c(journal)), I(state), AT(state == COPY_WAITS ? (Time){ 0 } : time_now()));
}

static bool all_settled(void *with)                       /* only then may its journal go */
{
    Settling *s = with;
    Tx *tx = s->tx;
    s->tx = NULL;
    return !tx || kept(tx);
}

static void recover(Db *db, const JobsConfig *c)
{
    Arena *a = arena_open();
    Settling s = { .db = db, .arena = a };
    journals_recover(a, str_format(a, "%s/sending", c->data_dir).at, &(JournalReader){ settle_letter, all_settled, &s });
    arena_close(a);
}

/* In somebody's hands for an hour, and no journal of theirs was found here: it was another machine's. */
static Time an_hour_ago(void) { return time_after(time_now(), -HOURS(1)); }

static void give_up_waiting(Tx *tx)
{
    db_exec(tx, SQL("update edition_copy set state = 6, holder = '' where state = 2 and next_at < $1"), AT(an_hour_ago()));
}

/* ---- a row for each address ---- */

static bool fill_some(Db *db, i64 edition, const Bulletin *b)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_WRITE);
    struct { i64 person, address; } *at = arena_alloc(a, sizeof *at * FILL_ROUND);
    int count = 0;
    i64 after = db_one_int(tx, SQL("select filled_to from edition where id = $1"), I(edition));
    Query q = db_query(tx, SQL("select p.id, coalesce((select a.address from person_address a join address d on d.id = a.address where a.person = p.id and d.kind = 'email' and a.confirmed_at > 0 order by a.main desc, d.id limit 1), 0) from person p"
        " where p.id > $2 and p.state in (1, 2) and exists (select 1 from consent c where c.person = p.id and c.purpose = $1 and c.withdrawn_at = 0) order by p.id limit 1000"), T(b->purpose), I(after));
    for (; count < FILL_ROUND && db_next(&q); count++) at[count].person = db_int(&q, 0), at[count].address = db_int(&q, 1);
    db_end(&q);
    for (int i = 0; i < count; i++) if (at[i].address) copy_insert_trusted(tx, edition, at[i].address, at[i].person);
    bool full = count < FILL_ROUND;
    if (full) db_exec(tx, SQL("update edition set filled = 1 where id = $1"), I(edition));
    else db_exec(tx, SQL("update edition set filled_to = $2 where id = $1"), I(edition), I(at[count - 1].person));
    bool ok = kept(tx);
    arena_close(a);
    return ok && !full;
}

static void begin_due(Db *db)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_READ);
    i64 due = db_one_int(tx, SQL("select count(*) from edition where state = 'scheduled' and send_at <= $1"), AT(time_now()));
    if (!kept(tx) || !due) { arena_close(a); return; }
    tx = tx_open(a, db, TX_WRITE);
    if (letter_held(tx)) editions_hold_trusted(tx);
    else db_exec(tx, SQL("update edition set state = 'sending', began_at = $1, changed_at = $1 where state = 'scheduled' and send_at <= $1"), AT(time_now()));
    if (!kept(tx)) log_warn("bulletin", "could not be begun yet");
    arena_close(a);
}

/* ---- a handful ---- */

static int handful(const Sender *s)
{
    int pace = s->edition->bulletin->per_minute;
    return !pace || pace > 60 * HANDFUL ? HANDFUL : pace < 60 ? 1 : pace / 60;
}

static void take_one(Tx *tx, Sender *s, Copy *c)
{
    c->reader = reader_trusted(tx, s->edition, c->address);
    if (!c->reader.why && sheet_empty(&s->sheet, c->reader.without)) c->reader.why = "nothing";
    if (c->reader.why) {
        db_exec(tx, SQL("update edition_copy set state = 4, why = $2, done_at = $3 where id = $1"), I(c->id), T(str_c(c->reader.why)), AT(time_now()));
        return;
    }
    if (c->reader.not_before.us > time_now().us) {
        db_exec(tx, SQL("update edition_copy set next_at = $2 where id = $1"), I(c->id), AT(c->reader.not_before));
        c->reader.why = "quiet";
        return;
    }
    Query q = db_query(tx, SQL("select value from address where id = $1"), I(c->address));
    c->to = db_next(&q) ? seal_read(tx_arena(tx), "address.value", c->address, db_view(&q, 0)) : S("");
    db_end(&q);
    db_exec(tx, SQL("update edition_copy set state = 2, holder = $2, person = $3, next_at = $4 where id = $1"), I(c->id), T(str_c(journal_name(s->journal))), I(c->reader.person), AT(time_now()));
    if (s->edition->segment) segment_used_trusted(tx, s->edition->segment, c->reader.person, s->edition->checked_by);
}

/* The edition anew for each handful: an item that was taken back, or a pace that was changed, counts from the next one on (R7). */
static bool read_edition(Tx *tx, Sender *s, i64 id)
{
    s->edition = edition_trusted(tx, id);
    if (!s->edition) return false;
    PlacedItems items = edition_items_trusted(tx, s->edition);
    s->sheet = sheet_of(tx, NOBODY, s->edition, &items, &s->network);
    return true;
}

/* false: there is nothing to do now. */
static bool take_handful(Sender *s, Arena *a, i64 edition)
{
    i64 ids[HANDFUL];
    s->count = 0;
    Tx *tx = tx_open(a, s->db, TX_WRITE);
    if (!read_edition(tx, s, edition)) return kept(tx) && false;
    int count = 0, most = handful(s);
    bool on = db_one_int(tx, SQL("select count(*) from edition where id = $1 and state = 'sending'"), I(s->edition->id)) == 1;
    Query q = db_query(tx, SQL("select id, address, tries from edition_copy where edition = $1 and state = 1 and next_at <= $2 order by next_at, id limit $3"), I(s->edition->id), AT(time_now()), I(on ? most : 0));
    for (; count < most && db_next(&q); count++) s->copies[count] = (Copy){ .id = db_int(&q, 0), .address = db_int(&q, 1), .tries = db_int(&q, 2), .to = S("") };
    db_end(&q);
    for (int i = 0; i < count; i++) take_one(tx, s, &s->copies[i]);
    int taken = 0;
    for (int i = 0; i < count; i++) if (!s->copies[i].reader.why) ids[taken] = s->copies[i].id, s->copies[taken++] = s->copies[i];
    journal_begin(s->journal, ids, taken);
    s->count = taken;
    if (!kept(tx)) { journal_begin(s->journal, ids, 0); s->count = 0; return false; }
    return count > 0;
}

/* Once more, just before it leaves: what was taken back a moment ago counts, and so does a press on "stop". */
static bool still_wanted(Lane *l, Arena *a, const Copy *c)
{
    Sender *s = l->sender;
    Tx *tx = tx_open(a, l->db, TX_READ);
    if (db_one_int(tx, SQL("select count(*) from edition where id = $1 and state = 'sending'"), I(s->edition->id)) != 1) halt(s);
    bool wanted = !reader_trusted(tx, s->edition, c->address).why;
    return kept(tx) && wanted && !halted(s);
}

static Str compose(Sender *s, Arena *a, const Copy *c)
{
    const Bulletin *b = s->edition->bulletin;
    const Network *n = &s->network;
    EditionSheet sheet = s->sheet;
    bool named = c->reader.named;
    Str dull = str_format(a, "%.*s, %.*s", FMT(b->outside_name), FMT(sheet.date));
    if (!named) sheet.title = dull;                       /* the first words show on a locked phone too */
    sheet.stop_url = str_format(a, "%.*s/stop/%.*s", FMT(n->base_url), FMT(stop_token_of_address_trusted(a, c->address, b->purpose)));
    Mail m = { .from_name = named ? n->name : b->outside_name, .from = s->from, .to_name = S(""), .to = c->to, .subject = named ? s->edition->title : dull,
        .text = sheet_text(a, &sheet, c->reader.without), .plain = c->reader.plain, .language = n->language, .date = s->edition->began_at, .stop_url = sheet.stop_url,
            .stop_mail = return_path(a, s->from, c->to) };
    if (!m.plain) m.html = sheet_html(a, &sheet, c->reader.without);
    m.message_id = str_format(a, "%lld.%lld@%.*s", s->edition->id, c->id, FMT(host_of(n->base_url)));
    m.list_name = b->slug;
    m.list_id = str_format(a, "<%.*s.%.*s>", FMT(b->slug), FMT(host_of(n->base_url)));
    m.archive_url = str_format(a, "%.*s/bulletins/%.*s", FMT(n->base_url), FMT(b->slug));
    return mail_signed(a, s->config->signer, mail_compose(a, &m), time_now());
}

static void last_byte_out(void *with)
{
    Lane *l = with;
    journal_step(l->sender->journal, l->at, LETTER_OUT);
}

static MailAnswer deliver_copy(Lane *l, Arena *a, const Copy *c)
{
    Sender *s = l->sender;
    Str message = compose(s, a, c);
    journal_step(s->journal, l->at, LETTER_BEGUN);
    if (l->line) return mail_send(l->line, return_path(a, s->from, c->to), c->to, message);
    bool laid = mail_lay(a, str_format(a, "%s/outbox", s->config->data_dir).at, str_format(a, "%lld-%lld", s->edition->began_at.us / 1000000, c->id).at, message);
    return (MailAnswer){ laid ? MAIL_KEPT : MAIL_LATER, 0, false, laid ? "" : "the folder cannot be written to", false, "" };
}

static void hand_over(Lane *l, Arena *a)
{
    Sender *s = l->sender;
    Copy *c = &s->copies[l->at];
    c->state = COPY_WAITS, c->next_at = time_now();
    if (halted(s) || ending(s) || !still_wanted(l, a, c)) return;            /* back in the row; looked at anew */
    MailAnswer answer = deliver_copy(l, a, c);
    journal_step(s->journal, l->at, answer.end == MAIL_KEPT ? LETTER_TAKEN : LETTER_REFUSED);
    if (answer.end == MAIL_KEPT) { c->state = COPY_SENT; return; }
    bool old = s->edition->began_at.us < time_after(time_now(), -DAYS(5)).us;
    c->tries++, c->hard = answer.hard;
    memcpy(c->status, answer.status, sizeof c->status);
    c->state = answer.end == MAIL_NEVER || old ? COPY_GAVE_UP : COPY_WAITS;
    c->next_at = time_after(time_now(), answer.of_letter ? again_after(c->tries) : MINUTES(1));
    if (answer.end == MAIL_LATER && !answer.of_letter) halt(s);
    log_warn("bulletin", "copy=%lld try=%lld code=%d why=\"%s\" %s", c->id, c->tries, answer.code, answer.why, c->state == COPY_WAITS ? "again later" : "given up");
}

static void keep_one(Tx *tx, const Sender *s, const Copy *c)
{
    bool over = c->state == COPY_SENT || c->state == COPY_GAVE_UP;
    db_exec(tx, SQL("update edition_copy set state = $2, why = $3, tries = $4, next_at = $5, done_at = $6, holder = '' where id = $1 and state = 2 and holder = $7"), I(c->id), I(c->state), T(c->state == COPY_GAVE_UP ? S("gave up") : S("")), I(c->tries),
        AT(c->next_at), AT(over ? time_now() : (Time){ 0 }), T(str_c(journal_name(s->journal))));
    if (c->state == COPY_GAVE_UP) came_back_trusted(tx, c->address, c->hard, str_c(c->status));
}

static void keep_handful(Sender *s, Arena *a)
{
    bool ok = s->count == 0;
    for (int tries = 0; !ok && tries < AT_MOST; tries++) {
        Tx *tx = tx_open(a, s->db, TX_WRITE);
        for (int i = 0; i < s->count; i++) keep_one(tx, s, &s->copies[i]);
        ok = kept(tx);
    }
    if (!ok) log_warn("bulletin", "what became of %d copies could not be kept; they are settled from the journal", s->count), s->lost = true, halt(s);
}

/* At most so many a minute, if the desk said so. */
static void wait_turn(Sender *s)
{
    i64 pace = s->edition->bulletin->per_minute;
    Time now = time_now();
    if (!pace) return;
    for (; !ending(s) && now.us < s->next.us; now = time_now()) {
        i64 left = s->next.us - now.us;
        if (left > 2 * MINUTES(1)) s->next = now;          /* the clock was put back */
        usleep((useconds_t)(left < 100000 ? left : 100000));
    }
    s->next = time_after(s->next.us > time_after(now, -SECONDS(2)).us ? s->next : now, MINUTES(1) / pace);
}

static void *run_lane(void *with)
{
    Lane *l = with;
    Sender *s = l->sender;
    Arena *a = arena_open();
    while ((l->at = __atomic_fetch_add(&s->taken_up, 1, __ATOMIC_RELAXED)) < s->count) {
        if (!halted(s)) wait_turn(s);                      /* one that is paced has one lane */
        hand_over(l, a);
        arena_reset(a);
    }
    arena_close(a);
    return NULL;
}

static void run_lanes(Sender *s)
{
    bool running[LANES] = { false };
    s->taken_up = 0;
    for (int i = 1; i < s->lane_count && s->count > i; i++) running[i] = pthread_create(&s->lanes[i].thread, NULL, run_lane, &s->lanes[i]) == 0;
    run_lane(&s->lanes[0]);
    for (int i = 1; i < s->lane_count; i++) if (running[i]) pthread_join(s->lanes[i].thread, NULL);
}

static void open_lanes(Sender *s)
{
    bool many = !s->edition->bulletin->per_minute && s->config->smtp_url && *s->config->smtp_url;
    Str why = S("");
    for (int i = 0; i < (many ? LANES : 1); i++) {
        Lane *l = &s->lanes[s->lane_count];
        *l = (Lane){ .sender = s, .db = i ? db_open(s->config->db_url, &why, s->arena) : s->db };
        if (!l->db) return;
        l->line = jobs_mail_line(s->config);
        if (l->line) mail_line_watch(l->line, last_byte_out, l);
        s->lane_count++;
    }
}

static void close_lanes(Sender *s)
{
    for (int i = 0; i < s->lane_count; i++) {
        mail_line_close(s->lanes[i].line);
        if (i) db_close(s->lanes[i].db);
    }
}

static int send_edition(Sender *s, i64 edition)
{
    int sent = 0;
    open_lanes(s);
    for (bool more = true; more && !halted(s) && !ending(s); ) {
        Arena *a = arena_open();
        more = take_handful(s, a, edition);
        run_lanes(s);
        for (int i = 0; i < s->count; i++) sent += s->copies[i].state == COPY_SENT;
        keep_handful(s, a);
        if (!s->lost) journal_begin(s->journal, NULL, 0);
        arena_close(a);
    }
    close_lanes(s);
    return sent;
}

/* ---- all of it ---- */

static void finish(Db *db, const Edition *e)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_WRITE);
    if (!db_one_int(tx, SQL("select count(*) from edition_copy where edition = $1 and state in (1, 2)"), I(e->id)) && db_one_int(tx, SQL("select filled from edition where id = $1"), I(e->id))) {
        i64 over = db_exec(tx, SQL("update edition set state = 'sent', sent_at = $2, changed_at = $2 where id = $1 and state = 'sending'"), I(e->id), AT(time_now()));
        if (over) edition_found_trusted(tx, NULL, e);
    }
    if (!kept(tx)) log_warn("bulletin", "edition=%lld could not be closed yet", e->id);
    arena_close(a);
}

static int send_one(Db *db, const JobsConfig *c, const bool *over, i64 id)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_WRITE);
    give_up_waiting(tx);
    const Edition *e = edition_trusted(tx, id);
    Sender *s = arena_new(a, Sender);
    *s = (Sender){ .db = db, .config = c, .ending = over, .arena = a, .edition = e };
    s->network = (Network){ .name = setting(tx, "name", S("")), .base_url = setting(tx, "base_url", S("")), .language = setting(tx, "language", S("en")) };
    s->from = letter_from(tx);
    bool filled = e && db_one_int(tx, SQL("select filled from edition where id = $1"), I(id));
    int sent = 0;
    if (!kept(tx) || !e) { arena_close(a); return 0; }
    while (!filled && !__atomic_load_n(over, __ATOMIC_RELAXED) && fill_some(db, id, e->bulletin)) {}
    s->journal = journal_open(a, str_format(a, "%s/sending", c->data_dir).at);
    if (s->journal) {
        sent = send_edition(s, id);
        (s->lost ? journal_leave : journal_close)(s->journal);
        finish(db, e);
    } else log_warn("bulletin", "the folder for what is being sent cannot be written to");
    arena_close(a);
    return sent;
}

int bulletins_send_due(Db *db, const JobsConfig *c, const bool *over)
{
    enum { MOST = 8 };
    i64 ids[MOST];
    int count = 0, sent = 0;
    recover(db, c);
    begin_due(db);
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_READ);
    Query q = db_query(tx, SQL("select e.id from edition e where e.state = 'sending' and (e.filled = 0 or exists (select 1 from edition_copy c where c.edition = e.id and (c.state = 1 and c.next_at <= $1 or c.state = 2 and c.next_at < $2))"
        " or not exists (select 1 from edition_copy c where c.edition = e.id and c.state in (1, 2))) order by e.began_at, e.id limit 8"), AT(time_now()), AT(an_hour_ago()));
    while (count < MOST && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    bool ok = kept(tx);
    arena_close(a);
    for (int i = 0; ok && i < count && !__atomic_load_n(over, __ATOMIC_RELAXED); i++) sent += send_one(db, c, over, ids[i]);
    return sent;
}
