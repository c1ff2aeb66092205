/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Entries: begun, saved as people go, found again, sent once.  Everything that somebody typed is sealed. */
#include "doors/doors.h"

#include <stdlib.h>

#include "chronicle/chronicle.h"
#include "jobs/jobs.h"
#include "seal/seal.h"

struct Filler { Entry *e; };
enum { MOST = 100, FREE_DAYS = 180, AFTER_CLOSING = 90 };

/* ---- reading ---- */

#define COLUMNS "select id, ref, door, qset, person, keyed_by, way, state, name, reach_kind, reach, more_time, read_back, started_at, saved_at, sent_at, counted_at, due_at, answered_at, keep_until from entry"

static Entry *read_entry(Tx *tx, Query *q)
{
    Arena *a = tx_arena(tx);
    if (!db_next(q)) return NULL;
    Entry *e = arena_new(a, Entry);
    *e = (Entry){ .id = db_int(q, 0), .ref = db_str(q, 1), .person = db_int(q, 4), .keyed_by = db_int(q, 5), .way = db_str(q, 6), .state = db_str(q, 7), .reach_kind = db_str(q, 9),
        .more_time = db_bool(q, 11), .read_back = db_bool(q, 12), .started_at = db_time(q, 13), .saved_at = db_time(q, 14), .sent_at = db_time(q, 15), .counted_at = db_time(q, 16),
        .due_at = db_time(q, 17), .answered_at = db_time(q, 18), .keep_until = db_time(q, 19) };
    e->name = seal_read(a, "entry.name", e->id, db_view(q, 8)), e->reach = seal_read(a, "entry.reach", e->id, db_view(q, 10));
    i64 door = db_int(q, 2), set = db_int(q, 3);
    db_end(q);
    e->door = door_trusted(tx, door), e->set = question_set_trusted(tx, set);
    return e;
}

static void read_answers(Tx *tx, Entry *e)
{
    Answer *at = arena_array(tx_arena(tx), Answer, QUESTIONS_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select id, key, said, words from entry_answer where entry = $1 order by id limit 60"), I(e->id));
    while (count < QUESTIONS_MOST && db_next(&q)) {
        i64 id = db_int(&q, 0);
        at[count++] = (Answer){ .key = db_str(&q, 1), .said = (Said)db_int(&q, 2), .words = seal_read(tx_arena(tx), "entry_answer.words", id, db_view(&q, 3)) };
    }
    db_end(&q);
    e->answers = (Answers){ at, count };
}

static void read_files(Tx *tx, Entry *e)
{
    EntryFile *at = arena_array(tx_arena(tx), EntryFile, ENTRY_FILES_MOST);
    int count = 0;
    Query q = db_query(tx, SQL("select id, key, hash, type, name, size, seconds, transcript, approved_at, added_at from entry_file where entry = $1 order by id limit 12"), I(e->id));
    while (count < ENTRY_FILES_MOST && db_next(&q)) {
        EntryFile *f = &at[count++];
        *f = (EntryFile){ .id = db_int(&q, 0), .key = db_str(&q, 1), .hash = db_str(&q, 2), .type = db_str(&q, 3), .size = db_int(&q, 5), .seconds = (int)db_int(&q, 6),
            .approved_at = db_time(&q, 8), .added_at = db_time(&q, 9) };
        f->name = seal_read(tx_arena(tx), "entry_file.name", f->id, db_view(&q, 4)), f->transcript = seal_read(tx_arena(tx), "entry_file.transcript", f->id, db_view(&q, 7));
    }
    db_end(&q);
    e->files = (EntryFiles){ at, count };
}

static Entry *whole(Tx *tx, Query q)
{
    Entry *e = read_entry(tx, &q);
    if (!e || !e->door || !e->set) return NULL;
    read_answers(tx, e);
    read_files(tx, e);
    return e;
}

const Entry *entry_trusted(Tx *tx, i64 id) { return whole(tx, db_query(tx, SQL(COLUMNS " where id = $1"), I(id))); }

/* ---- whose it is ---- */

static const Filler *fills(Tx *tx, Entry *e)
{
    if (!e) return NULL;
    Filler *by = arena_new(tx_arena(tx), Filler);
    by->e = e;
    return by;
}

const Entry *filler_entry(const Filler *by) { return by->e; }
static Str browser_hash(Arena *a, Str browser) { return browser.len ? seal_keyed(a, "entry.browser", browser) : S("-"); }

const Filler *entry_mine(Tx *tx, Who who, const Door *d, Str browser)
{
    if (who.person)
        return fills(tx, whole(tx, db_query(tx, SQL(COLUMNS " where person = $1 and keyed_by = 0 and door = $2 and state in ('draft', 'sent', 'waiting') order by case when state = 'draft' then 0 else 1 end, id desc limit 1"),
            I(who.person), I(d->id))));
    return fills(tx, whole(tx, db_query(tx, SQL(COLUMNS " where browser = $1 and door = $2 and (keyed_by = 0 or state <> 'draft') and state in ('draft', 'sent', 'waiting')"
        " order by case when state = 'draft' then 0 else 1 end, saved_at desc limit 1"), B(browser_hash(tx_arena(tx), browser)), I(d->id))));
}

const Filler *entry_own(Tx *tx, Who who, i64 id)
{
    return fills(tx, whole(tx, db_query(tx, SQL(COLUMNS " where id = $1 and person = $2 and person <> 0 and (keyed_by = 0 or state <> 'draft')"), I(id), I(who.person))));
}

const Filler *entry_keyed(Tx *tx, Who who, i64 id)
{
    return who_passes(who, DECIDERS) ? fills(tx, whole(tx, db_query(tx, SQL(COLUMNS " where id = $1 and keyed_by = $2 and state = 'draft'"), I(id), I(who.person)))) : NULL;
}

/* Typed on a phone, read out, written on the back of a hand: case, blanks and hyphens do not matter. */
static Str find_of(Arena *a, Str code, Str word)
{
    Buf b = buf_open(a, 40);
    for (size_t i = 0; i < code.len && b.len < 16; i++) {
        char c = code.at[i];
        if (c >= 'a' && c <= 'z') c = (char)(c - 32);
        if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) buf_byte(&b, c);
    }
    buf_byte(&b, ' ');
    buf_str(&b, str_lower_ascii(a, utf8_cut(str_trim(word), 20)));
    return seal_hash(a, buf_view(&b));
}

const Filler *entry_back(Tx *tx, Who who, Str code, Str word, Str browser)
{
    Arena *a = tx_arena(tx);
    Entry *e = whole(tx, db_query(tx, SQL(COLUMNS " where find = $1 and state <> 'taken back'"), B(find_of(a, code, word))));
    if (!e || (str_is(e->state, "draft") && (e->keyed_by || e->keep_until.us < time_now().us))) return NULL;
    if (who.person && e->person && e->person != who.person) return NULL;     /* signed in as somebody else */
    if (who.person) { entry_kin_trusted(tx, e->id, who.person); e->person = who.person; }
    else db_exec(tx, SQL("update entry set browser = $2 where id = $1"), I(e->id), B(browser_hash(a, browser)));
    return fills(tx, e);
}

void entry_put_down(Tx *tx, const Filler *by) { db_exec(tx, SQL("update entry set browser = $2 where id = $1"), I(by->e->id), B(S(""))); }

const Filler *entry_filler_trusted(Tx *tx, i64 id) { return fills(tx, whole(tx, db_query(tx, SQL(COLUMNS " where id = $1"), I(id)))); }

bool entry_in_time(const Entry *e, Time now)
{
    const Door *d = e->door;
    if (str_is(d->sign, "closed")) return e->keyed_by || e->more_time ? now.us < e->started_at.us + DAYS(1) : false;
    if (!d->closes_at.us || now.us < d->closes_at.us) return d->opens_at.us <= now.us;
    bool grace = e->keyed_by || e->more_time;             /* a call under way, or somebody who said that they need longer (R36) */
    return grace && e->started_at.us < d->closes_at.us && now.us < d->closes_at.us + HOURS(d->grace_hours);
}

/* ---- beginning ---- */

static Str ref_new(Arena *a)
{
    static const char signs[] = "23456789BCDFGHJKMNPQRSTVWXYZ";
    char ref[6];
    for (int i = 0; i < 6; i++) ref[i] = signs[chance_below(28)];
    return str_copy(a, (Str){ ref, sizeof ref });
}

static i64 insert(Tx *tx, const Door *d, const Entry *e, Str browser)
{
    Arena *a = tx_arena(tx);
    const QuestionSet *set = question_set_of_trusted(tx, d->id);
    i64 id = id_new();
    Time now = time_now(), keep = d->closes_at.us ? time_after(d->closes_at, DAYS(AFTER_CLOSING)) : time_after(now, DAYS(FREE_DAYS));
    if (!set) return 0;
    db_exec(tx, SQL("insert into entry(id, ref, door, qset, person, keyed_by, way, state, find, browser, name, reach_kind, reach, more_time, read_back, started_at, saved_at, sent_at, counted_at, due_at, answered_at, keep_until, warned)"
        " values ($1, $2, $3, $4, $5, $6, $7, 'draft', $8, $9, $10, '', $10, 0, 0, $11, $11, 0, 0, 0, 0, $12, 0)"), I(id), T(ref_new(a)), I(d->id), I(set->id), I(e->person), I(e->keyed_by), T(e->way),
        B(find_of(a, entry_code(a, id), entry_word(a, id))), B(browser.len ? browser_hash(a, browser) : S("")), B(S("")), AT(now), AT(keep));
    return id;
}

Outcome entry_begin(Tx *tx, Who who, const Door *d, Str browser, i64 *made)
{
    if (!door_may_begin(door_sign(d, door_used(tx, who, d->id), time_now()), d)) return GONE;
    if (!door_lets_in(tx, who, d)) return INVALID;
    i64 id = insert(tx, d, &(Entry){ .person = who.person, .way = S("web") }, who.person ? S("") : browser);
    if (!id) return GONE;
    *made = id;
    return DONE;
}

Outcome entry_key_in(Tx *tx, const DoorKeeper *by, const Door *d, Str way, i64 *made)
{
    if (!(str_is(way, "phone") || str_is(way, "paper") || str_is(way, "in person"))) return INVALID;
    if (!door_may_begin(door_sign(d, 0, time_now()), d)) return GONE;
    i64 id = insert(tx, d, &(Entry){ .keyed_by = door_keeper_id(by), .way = way }, S(""));
    if (!id) return GONE;
    *made = id;
    return DONE;
}

static Entries list(Tx *tx, Query q)
{
    Entry *at = arena_array(tx_arena(tx), Entry, MOST);
    i64 ids[MOST];
    int count = 0;
    while (count < MOST && db_next(&q)) ids[count++] = db_int(&q, 0);
    db_end(&q);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        Query one = db_query(tx, SQL(COLUMNS " where id = $1"), I(ids[i]));
        Entry *e = read_entry(tx, &one);
        if (e && e->door) at[kept++] = *e;
    }
    return (Entries){ at, kept };
}

Entries entries_of(Tx *tx, Who who)
{
    return list(tx, db_query(tx, SQL("select id from entry where person = $1 and state <> 'taken back' and (keyed_by = 0 or state <> 'draft') order by id desc limit 100"), I(who.person ? who.person : -1)));
}

Entries entries_keyed_by(Tx *tx, const DoorKeeper *by)
{
    return list(tx, db_query(tx, SQL("select id from entry where keyed_by = $1 and state = 'draft' order by id desc limit 100"), I(door_keeper_id(by))));
}

/* ---- saving ---- */

/* The guard that everything else hangs on: it is a draft still, and this writer has it. */
static bool touch(Tx *tx, const Entry *e)
{
    Time now = time_now(), keep = e->door->closes_at.us ? time_after(e->door->closes_at, DAYS(AFTER_CLOSING)) : time_after(now, DAYS(FREE_DAYS));
    return db_exec(tx, SQL("update entry set saved_at = $2, keep_until = case when keep_until < $3 then $3 else keep_until end, warned = 0 where id = $1 and state = 'draft'"), I(e->id), AT(now), AT(keep)) == 1;
}

Outcome entry_save(Tx *tx, const Filler *by, const Answer *at, int count)
{
    Entry *e = by->e;
    if (!touch(tx, e)) return CONFLICT;
    for (int i = 0; i < count; i++) {
        const Answer *was = answer_to(&e->answers, at[i].key);
        if (was && was->said == at[i].said && str_eq(was->words, at[i].words)) continue;
        i64 id = was ? db_one_int(tx, SQL("select id from entry_answer where entry = $1 and key = $2"), I(e->id), T(at[i].key)) : 0;
        if (!id) id = id_new();
        db_exec(tx, SQL("insert into entry_answer(id, entry, key, said, words, saved_at) values ($1, $2, $3, $4, $5, $6) on conflict (entry, key) do update set said = excluded.said, words = excluded.words, saved_at = excluded.saved_at"),
            I(id), I(e->id), T(at[i].key), I(at[i].said), B(seal(tx_arena(tx), "entry_answer.words", id, at[i].words)), AT(time_now()));
    }
    read_answers(tx, e);
    return DONE;
}

Faults reach_faults(const Reach *r, bool member)
{
    Faults f = NO_FAULTS;
    bool none = !r->value.len;
    if (utf8_length(r->name) > 200) faults_add(&f, "name", S("This is longer than 200 letters."));
    if (!member && !r->name.len) faults_add(&f, "name", S("Tell us what to call you. Any name is right."));
    if (member && none) return f;
    if (!(str_is(r->kind, "email") || str_is(r->kind, "phone") || str_is(r->kind, "post"))) faults_add(&f, "reach_kind", S("Choose how the answer reaches you."));
    else if (none) faults_add(&f, "reach", S("We need one way to reach you with the answer."));
    else if (str_is(r->kind, "email") && email_fault(r->value).len) faults_add(&f, "reach", email_fault(r->value));
    else if (utf8_length(r->value) > 500) faults_add(&f, "reach", S("This is longer than 500 letters."));
    return f;
}

Outcome entry_reach(Tx *tx, const Filler *by, const Reach *r)
{
    Entry *e = by->e;
    Arena *a = tx_arena(tx);
    if (!touch(tx, e)) return CONFLICT;
    Str value = str_is(r->kind, "email") ? email_usual(a, r->value) : r->value, kind = value.len ? r->kind : S("");
    db_exec(tx, SQL("update entry set name = $2, reach_kind = $3, reach = $4 where id = $1"), I(e->id), B(seal(a, "entry.name", e->id, r->name)), T(kind), B(seal(a, "entry.reach", e->id, value)));
    e->name = r->name, e->reach_kind = kind, e->reach = value;
    return DONE;
}

void entry_more_time(Tx *tx, const Filler *by)
{
    db_exec(tx, SQL("update entry set more_time = 1 where id = $1 and state = 'draft'"), I(by->e->id));
    by->e->more_time = true;
}

static int files_for(const Entry *e, Str key)
{
    int n = 0;
    for (int i = 0; i < e->files.count; i++) n += str_eq(e->files.at[i].key, key);
    return n;
}

Faults entry_faults(Tx *tx, const Filler *by)
{
    const Entry *e = by->e;
    Faults f = NO_FAULTS;
    for (int i = 0; i < e->set->count; i++) {
        const Question *q = &e->set->at[i];
        if (!question_open(q, &e->answers)) continue;
        Str words = answer_fault(tx_arena(tx), q, answer_to(&e->answers, q->key), files_for(e, q->key));
        if (words.len) faults_add(&f, str_format(tx_arena(tx), "q-%.*s", FMT(q->key)).at, words);
    }
    Faults r = reach_faults(&(Reach){ e->name, e->reach_kind, e->reach }, e->person != 0);
    for (int i = 0; i < r.count; i++) faults_add(&f, r.at[i].field, r.at[i].words);
    return f;
}

/* ---- sending ---- */

void entry_letter_trusted(Tx *tx, const Entry *e, Str subject, Str text)
{
    Str to = str_is(e->reach_kind, "email") ? e->reach : !e->reach_kind.len && e->person ? person_email_trusted(tx, e->person) : S("");
    const Person *p = e->person ? person_trusted(tx, e->person) : NULL;
    if (!to.len || email_fault(to).len || (p && p->state == PERSON_DIED)) return;
    notify_trusted(tx, &(Letter){ .to = to, .to_name = S(""), .subject = subject, .text = text, .purpose = "ask", .person = e->person });
}

static void letter_arrived(Tx *tx, const Entry *e, const Network *n)
{
    Arena *a = tx_arena(tx);
    Str when = e->due_at.us ? str_format(a, "You will have an answer by %.*s.", FMT(time_date_words(a, e->due_at))) : S("This month is full. It waits, and we take it up when there is room; you need do nothing.");
    entry_letter_trusted(tx, e, S("We have what you sent"), str_format(a,
        "Hello,\n\nwhat you sent has arrived. %.*s\n\nWhere it stands, and your own words, are here. It asks for a code and a word:\n\n%.*s/ask/back\n\nThe code is %.*s and the word is %.*s.\n\n"
        "If you did not send anything, write back to us and we look into it.\n\n%.*s\n", FMT(when), FMT(n->base_url), FMT(entry_code(a, e->id)), FMT(entry_word(a, e->id)), FMT(n->name)));
}

const DoorUse *door_use(Str purpose)
{
    for (const DoorUse *const *u = house_door_uses; *u; u++) if (str_is(purpose, (*u)->purpose)) return *u;
    return NULL;
}

/* Asked here and not at the beginning: the last one in gets the last place.  Full, and the door answers at once "not
 * now" or lets wait; both are said in the letter (R18). */
static bool take_in(Tx *tx, Entry *e)
{
    const Door *d = e->door;
    bool room = !d->capacity || door_used(tx, NOBODY, d->id) < d->capacity, waits = !room && str_is(d->when_full, "waits");
    e->sent_at = time_now(), e->counted_at = room ? e->sent_at : (Time){ 0 }, e->due_at = waits ? (Time){ 0 } : time_after(e->sent_at, DAYS(d->answer_days));
    e->state = waits ? S("waiting") : S("sent");
    return room || waits;
}

/* Keyed in for somebody whose address is known: it is theirs then, and stands on their page. */
static void find_kin(Tx *tx, Entry *e)
{
    if (e->person || !str_is(e->reach_kind, "email") || !e->keyed_by) return;
    People there = people_at_trusted(tx, e->reach);
    if (there.count == 1) e->person = there.at[0].id;
}

static void write_down(Tx *tx, const Entry *e)
{
    if (e->keyed_by) happened_trusted(tx, &(Happens){ .actor = e->keyed_by, .kind = "entry", .subject_kind = "entry", .subject = e->id, .words = str_format(tx_arena(tx), "Something was written down for somebody: %.*s.", FMT(e->ref)) });
}

Outcome entry_send(Tx *tx, const Filler *by, bool read_back, const Network *n)
{
    Entry *e = by->e;
    if (!str_is(e->state, "draft")) return CONFLICT;
    if (!entry_in_time(e, time_now())) return GONE;
    if (entry_faults(tx, by).count || (e->keyed_by && !read_back)) return INVALID;
    bool taken = take_in(tx, e);
    find_kin(tx, e);
    i64 mine = db_exec(tx, SQL("update entry set state = $2, sent_at = $3, counted_at = $4, due_at = $5, saved_at = $3, read_back = $6, person = $7 where id = $1 and state = 'draft'"), I(e->id), T(e->state), AT(e->sent_at),
        AT(e->counted_at), AT(e->due_at), I(read_back), I(e->person));
    if (!mine) return CONFLICT;
    for (int i = 0; i < e->set->count; i++) {              /* what was not asked of them after all is not kept */
        const Question *q = &e->set->at[i];
        if (!question_open(q, &e->answers)) db_exec(tx, SQL("delete from entry_answer where entry = $1 and key = $2"), I(e->id), T(q->key));
    }
    read_answers(tx, e);
    const DoorUse *use = door_use(e->door->purpose);
    if (taken) letter_arrived(tx, e, n);
    if (use && str_is(e->state, "sent")) use->sent(tx, e, !taken, n);
    write_down(tx, e);
    return DONE;
}

static void words_gone(Tx *tx, i64 id)
{
    Str held[ENTRY_FILES_MOST];
    int count = 0;
    Query q = db_query(tx, SQL("delete from entry_file where entry = $1 returning hash"), I(id));
    while (count < COUNT(held) && db_next(&q)) held[count++] = db_str(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) file_let_go_trusted(tx, held[i]);
    db_exec(tx, SQL("delete from entry_answer where entry = $1"), I(id));
    job_add_once(tx, "files that go", 0);
}

static void behind(Tx *tx, const Entry *e)
{
    const DoorUse *use = door_use(e->door->purpose);
    if (use && str_is(e->state, "sent")) use->taken_back(tx, e->id);
}

Outcome entry_take_back(Tx *tx, const Filler *by)
{
    Entry *e = by->e;
    i64 gone = db_exec(tx, SQL("update entry set state = 'taken back', name = $2, reach = $2, reach_kind = '', browser = $2, answered_at = case when answered_at = 0 and sent_at > 0 then $3 else answered_at end"
        " where id = $1 and state in ('draft', 'sent', 'waiting')"), I(e->id), B(S("")), AT(time_now()));
    if (!gone) return CONFLICT;
    behind(tx, e);
    words_gone(tx, e->id);
    return DONE;
}

Outcome entry_reopen(Tx *tx, const Filler *by)
{
    Entry *e = by->e;
    if (!e->door->closes_at.us || time_now().us >= e->door->closes_at.us || e->answered_at.us) return GONE;
    i64 back = db_exec(tx, SQL("update entry set state = 'draft', sent_at = 0, counted_at = 0, due_at = 0 where id = $1 and state in ('sent', 'waiting') and answered_at = 0"), I(e->id));
    if (!back) return CONFLICT;
    behind(tx, e);
    e->state = S("draft");
    return DONE;
}

/* ---- files ---- */

Outcome entry_file_add(Tx *tx, const Filler *by, const EntryFile *f)
{
    Entry *e = by->e;
    Arena *a = tx_arena(tx);
    if (e->files.count >= ENTRY_FILES_MOST || !touch(tx, e)) return CONFLICT;
    i64 id = id_new();
    db_exec(tx, SQL("insert into entry_file(id, entry, key, hash, type, name, size, seconds, transcript, heard_by, approved_at, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0, $10)"), I(id), I(e->id), T(f->key), T(f->hash),
        T(f->type), B(seal(a, "entry_file.name", id, f->name)), I(f->size), I(f->seconds), B(S("")), AT(time_now()));
    file_hold_trusted(tx, f->hash);
    read_files(tx, e);
    return DONE;
}

void entry_file_drop(Tx *tx, const Filler *by, i64 id)
{
    if (!touch(tx, by->e)) return;
    Query q = db_query(tx, SQL("delete from entry_file where id = $1 and entry = $2 returning hash"), I(id), I(by->e->id));
    Str hash = db_next(&q) ? db_str(&q, 0) : S("");
    db_end(&q);
    if (!hash.len) return;
    file_let_go_trusted(tx, hash);
    job_add_once(tx, "files that go", 0);
    read_files(tx, by->e);
}

static bool transcript_write(Tx *tx, i64 entry, i64 file, Str words, Arg heard, Arg approved)
{
    return db_exec(tx, SQL("update entry_file set transcript = $3, heard_by = case when $4 = 0 then heard_by else $4 end, approved_at = $5 where id = $1 and entry = $2"), I(file), I(entry),
        B(seal(tx_arena(tx), "entry_file.transcript", file, words)), heard, approved) == 1;
}

Outcome transcript_approve(Tx *tx, const Filler *by, i64 file, Str words)
{
    if (!words.len || utf8_length(words) > 30000) return INVALID;
    return transcript_write(tx, by->e->id, file, words, I(0), AT(time_now())) ? DONE : GONE;
}

/* ---- for whoever reads and answers ---- */

const Entry *entry_read(Tx *tx, const DoorKeeper *by, i64 id)
{
    Entry *e = whole(tx, db_query(tx, SQL(COLUMNS " where id = $1 and state in ('sent', 'waiting', 'taken back')"), I(id)));
    if (!e || !door_is_theirs(tx, by, e->door)) return NULL;
    Noted n = { "ask", e->person, S("To answer what they sent.") };
    if (e->person && !noted_lately(tx, (Who){ .person = door_keeper_id(by) }, &n, HOURS(1))) noted_trusted(tx, door_keeper_id(by), &n);
    return e;
}

/* What staff heard is a proposal: it counts when the person said yes to it. */
Outcome transcript_put(Tx *tx, const DoorKeeper *by, i64 entry, i64 file, Str words)
{
    const Entry *e = entry_read(tx, by, entry);
    if (!e) return GONE;
    if (!words.len || utf8_length(words) > 30000) return INVALID;
    for (int i = 0; i < e->files.count; i++) if (e->files.at[i].id == file && e->files.at[i].approved_at.us) return CONFLICT;
    return transcript_write(tx, entry, file, words, I(door_keeper_id(by)), I(0)) ? DONE : GONE;
}

bool entry_answered_trusted(Tx *tx, i64 id) { return db_exec(tx, SQL("update entry set answered_at = $2 where id = $1 and answered_at = 0 and state = 'sent'"), I(id), AT(time_now())) == 1; }
void entry_kin_trusted(Tx *tx, i64 entry, i64 person) { db_exec(tx, SQL("update entry set person = $2 where id = $1 and person = 0"), I(entry), I(person)); }
