/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the desk knows of pieces: what was offered, what was said beside the text, what waits for whom, what is to be paid, and
 * that a second person reads what staff write. */
#include "knowledge/piece.h"

#include "chronicle/chronicle.h"
#include "knowledge/glossary.h"

enum { WORDS_MOST = 40, A_PAGE = 40, PAY_MOST = 200 };

/* ---- said beside the text ---- */

void piece_say_trusted(Tx *tx, i64 work, const PieceWord *w)
{
    db_exec(tx, SQL("insert into piece_word(id, work, kind, words, day, said_at) values ($1, $2, $3, $4, $5, $6)"), I(id_new()), I(work), T(w->kind), T(w->words), AT(w->day), AT(time_now()));
}

static PieceWords words_of(Tx *tx, i64 work)
{
    PieceWord *at = arena_array(tx_arena(tx), PieceWord, WORDS_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select kind, words, day, said_at from piece_word where work = $1 order by id desc limit 40"), I(work));
    while (count < WORDS_MOST && db_next(&q)) at[count++] = (PieceWord){ db_str(&q, 0), db_str(&q, 1), db_time(&q, 2), db_time(&q, 3) };
    db_end(&q);
    return (PieceWords){ at, count };
}

PieceWords piece_words_of(Tx *tx, const Author *by) { return words_of(tx, author_work(by)->id); }
PieceWords piece_words_read(Tx *tx, const Editor *by, i64 work) { (void)by; return words_of(tx, work); }

PieceWords pitch_words(Tx *tx, const Filler *by)
{
    const Work *w = work_of_entry(tx, by);
    return w ? words_of(tx, w->id) : (PieceWords){ 0 };
}

/* ---- what was offered ---- */

/* A settled piece may stand under a pen name: from then on nothing here tells whose it is. */
const Entry *pitch_read(Tx *tx, const Editor *by, i64 work)
{
    const Work *w = work_trusted(tx, work);
    if (!w || !w->entry || str_is(w->state, "settled") || str_is(w->state, "scheduled") || str_is(w->state, "public") || str_is(w->state, "paused") || str_is(w->state, "taken back")) return NULL;
    if (db_one_int(tx, SQL("select count(*) from commission where work = $1 and approved_at > 0"), I(work))) return NULL;
    const Entry *e = entry_trusted(tx, w->entry);
    if (!e || (!str_is(e->state, "sent") && !str_is(e->state, "waiting"))) return NULL;
    Noted n = { "ask", e->person, S("To answer what they sent.") };
    if (e->person && e->person != editor_id(by) && !noted_lately(tx, (Who){ .person = editor_id(by) }, &n, HOURS(1))) noted_trusted(tx, editor_id(by), &n);
    return e;
}

bool pitch_by_letter(Tx *tx, const Editor *by, const Entry *e)
{
    (void)by;
    return str_is(e->reach_kind, "email") || (!e->reach_kind.len && e->person && person_email_trusted(tx, e->person).len);
}

Time pitch_due(Tx *tx, const Editor *by, i64 work)
{
    (void)by;
    return (Time){ db_one_int(tx, SQL("select coalesce(max(e.due_at), 0) from entry e join work w on w.entry = e.id where w.id = $1 and w.state = 'pitched' and e.answered_at = 0"), I(work)) };
}

static Works read_ids(Query q, int most)
{
    Tx *tx = q.tx;
    i64 *ids = arena_array(tx_arena(tx), i64, most + 1);
    Work *at = arena_array(tx_arena(tx), Work, most + 1);
    int count = 0, read = 0;
    while (count < most + 1 && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    for (int i = 0; i < count && i < most; i++) {
        const Work *w = work_trusted(tx, ids[i]);
        if (w) at[read] = *w, at[read++].body = S("");
    }
    return (Works){ at, read, count > most };
}

Works pitches_of(Tx *tx, Who who)
{
    return read_ids(db_query(tx, SQL("select w.id from work w join entry e on e.id = w.entry where e.person = $1 and e.person <> 0 and w.entry <> 0 and w.state in ('pitched', 'later', 'declined') and not exists (select 1 from commission c where c.work = w.id) order by w.id desc limit 41"),
        I(who.person)), A_PAGE);
}

Outcome piece_longer_yes(Tx *tx, const Editor *by, i64 work)
{
    i64 day = db_one_int(tx, SQL("select coalesce(max(day), 0) from piece_word where work = $1 and kind = 'longer'"), I(work));
    (void)by;
    if (!day || !db_exec(tx, SQL("update commission set due_at = $2 where work = $1 and approved_at = 0"), I(work), I(day))) return CONFLICT;
    db_exec(tx, SQL("delete from piece_word where work = $1 and kind = 'longer'"), I(work));
    authors_told_trusted(tx, work, "the day you asked for is fine.");
    return DONE;
}

/* ---- what waits ---- */

#define STAFF_KINDS "('research', 'briefing', 'staff-blog', 'news', 'position')"
#define SECOND "w.state = 'draft' and w.second_reader = 0 and w.kind in " STAFF_KINDS " and not exists (select 1 from commission c where c.work = w.id)"

DeskWaits desk_waits(Tx *tx, Who who)
{
    DeskWaits d = { 0 };
    const Editor *by = editor(tx, who);
    if (!by) return d;
    Query q = db_query(tx, SQL("select state, count(*) from work where state in ('pitched', 'handed in', 'settled') group by state"));
    while (db_next(&q)) {
        Str state = db_str(&q, 0);
        i64 count = db_int(&q, 1);
        if (str_is(state, "pitched")) d.pitched = count;
        else if (str_is(state, "handed in")) d.handed_in = count;
        else d.to_show = count;
    }
    db_end(&q);
    d.to_pay = db_one_int(tx, SQL("select count(*) from commission where approved_at > 0 and paid_at = 0"));
    d.second = db_one_int(tx, SQL("select count(*) from work w where " SECOND));
    d.meanings = db_one_int(tx, SQL("select count(*) from meaning where state = 'offered'"));
    return d;
}

static bool waits_for_us(Str state) { return str_is(state, "pitched") || str_is(state, "later") || str_is(state, "handed in") || str_is(state, "settled") || str_is(state, "scheduled"); }

Works desk_works(Tx *tx, const Editor *by, Str state, int skip)
{
    (void)by;
    if (str_is(state, "second")) return read_ids(db_query(tx, SQL("select w.id from work w where " SECOND " order by w.changed_at, w.id limit 41 offset $1"), I(skip)), A_PAGE);
    if (str_is(state, "taken back")) return (Works){ 0 };
    if (!state.len) return read_ids(db_query(tx, SQL("select w.id from work w where w.state <> 'taken back' order by w.changed_at desc, w.id limit 41 offset $1"), I(skip)), A_PAGE);
    if (waits_for_us(state)) return read_ids(db_query(tx, SQL("select w.id from work w where w.state = $1 order by w.changed_at, w.id limit 41 offset $2"), T(state), I(skip)), A_PAGE);
    return read_ids(db_query(tx, SQL("select w.id from work w where w.state = $1 order by w.changed_at desc, w.id limit 41 offset $2"), T(state), I(skip)), A_PAGE);
}

ToPays pieces_to_pay(Tx *tx, const Editor *by)
{
    ToPay *at = arena_array(tx_arena(tx), ToPay, PAY_MOST);
    int count = 0;
    (void)by;
    Query q = db_query(tx, SQL("select c.work, c.fee, w.title, c.way, c.approved_at, w.state from commission c join work w on w.id = c.work where c.approved_at > 0 and c.paid_at = 0 order by c.approved_at, c.work limit 200"));
    while (count < PAY_MOST && db_next(&q)) {
        at[count] = (ToPay){ .work = db_int(&q, 0), .fee = db_int(&q, 1), .title = db_str(&q, 2), .way = db_str(&q, 3), .approved_at = db_time(&q, 4) };
        Str state = db_str(&q, 5);
        at[count++].gone = str_is(state, "taken back");
    }
    db_end(&q);
    return (ToPays){ at, count };
}

/* ---- the day it is shown ---- */

Outcome work_unschedule(Tx *tx, const Editor *by, i64 work)
{
    (void)by;
    if (!db_exec(tx, SQL("update work set state = case when exists (select 1 from commission c where c.work = work.id) then 'settled' else 'draft' end, publish_at = 0, changed_at = $2 where id = $1 and state = 'scheduled'"), I(work), AT(time_now()))) return CONFLICT;
    authors_told_trusted(tx, work, "what you wrote is not shown on the day that was set. Nothing else about it changed.");
    return DONE;
}

/* ---- a second person reads what staff write ---- */

static bool staff_kind(Str kind)
{
    const WorkKind *k = work_kind(kind);
    return k && k->staff;
}

static bool anybody_else(Tx *tx, i64 person)
{
    return db_one_int(tx, SQL("select count(*) from role_held h join role_gate g on g.role = h.role where g.gate = 'editors' and h.person <> $1"), I(person)) > 0;
}

bool editor_alone(Tx *tx, const Editor *by) { return !anybody_else(tx, editor_id(by)); }

void second_again_trusted(Tx *tx, i64 work, i64 person)
{
    db_exec(tx, SQL("update work set second_reader = 0, second_at = 0, alone = '', publish_at = 0, by_person = case when $2 <> 0 then $2 else by_person end, state = 'draft' where id = $1 and state in ('draft', 'scheduled')"
        " and kind in " STAFF_KINDS " and not exists (select 1 from commission c where c.work = work.id)"), I(work), I(person));
}

/* Whoever changed it last is the one who wrote it: somebody else reads it then, the first writer perhaps. */
Outcome work_put_read(Tx *tx, const Editor *by, Work *w, Str changed)
{
    const Work *was = w->id ? work_trusted(tx, w->id) : NULL;
    if (!was) return work_put(tx, by, w, changed);
    bool shown = str_is(was->state, "public") || str_is(was->state, "paused"), kind = !str_eq(was->kind, w->kind);
    bool words = kind || !str_eq(was->title, w->title) || !str_eq(was->body, w->body) || !str_eq(was->summary, w->summary) || !str_eq(was->content_note, w->content_note);
    bool to_staff = kind && shown && staff_kind(w->kind) && !staff_kind(was->kind) && !work_commissioned(tx, by, w->id);
    bool text = !str_eq(was->title, w->title) || !str_eq(was->body, w->body);
    if (to_staff && (!was->second_reader || text)) return GONE;
    Outcome o = work_put(tx, by, w, changed);
    if (o == DONE && words && !shown) second_again_trusted(tx, w->id, editor_id(by));
    if (o == DONE && text && shown && !staff_kind(w->kind)) db_exec(tx, SQL("update work set second_reader = 0, second_at = 0, by_person = $2 where id = $1"), I(w->id), I(editor_id(by)));      /* what was read is not what it says now */
    return o;
}

/* They wrote it down here, changed it last, or their name stands under it. */
bool work_is_own(Tx *tx, const Editor *by, const Work *w) { return w->by_person == editor_id(by) || author_of(tx, (Who){ .person = editor_id(by) }, w->id); }

Outcome second_reading(Tx *tx, const Editor *by, i64 work, Str alone)
{
    const Work *w = work_trusted(tx, work);
    bool own = w && work_is_own(tx, by, w);
    if (!w) return GONE;
    if (own && anybody_else(tx, editor_id(by))) return CONFLICT;
    if (own && utf8_length(alone) < 4) return INVALID;
    return db_exec(tx, SQL("update work set second_reader = $2, second_at = $3, alone = $4 where id = $1 and state in ('draft', 'public', 'paused') and not exists (select 1 from commission c where c.work = work.id)"), I(work), I(editor_id(by)), AT(time_now()), T(own ? alone : S(""))) ? DONE : CONFLICT;
}

bool version_show_read(Tx *tx, const Editor *by, i64 work, i64 number, bool show)
{
    if (work_has_author_trusted(tx, work)) return false;
    db_exec(tx, SQL("update work_version set shown = $3 where work = $1 and number = $2 and title <> ''"), I(work), I(number), I(show));
    happened_trusted(tx, &(Happens){ .actor = editor_id(by), .kind = "version", .subject_kind = "work", .subject = work, .words = show ? S("An earlier version of a work can be read again.") : S("An earlier version of a work was hidden.") });
    return true;
}
