/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a yes gave away.  A signature is of one text: when the text changes, it falls.  Seats and endorsements end. */
#include "voice/after.h"

#include "seal/seal.h"

enum { MOST = 60 };

#define COLUMNS "select id, ask, kind, title, words, hash, reservation, person, name, from_at, ends_at, check_at, fell_at, fell_why, note from given"

static NamesGiven read_givens(Tx *tx, Query q)
{
    NameGiven *at = arena_array(tx_arena(tx), NameGiven, MOST);
    int count = 0;
    while (count < MOST && db_next(&q)) {
        NameGiven *g = &at[count++];
        *g = (NameGiven){ .id = db_int(&q, 0), .ask = db_int(&q, 1), .kind = db_str(&q, 2), .title = db_str(&q, 3), .words = db_str(&q, 4), .hash = db_str(&q, 5), .reservation = db_str(&q,
            6), .person = db_int(&q, 7), .from_at = db_time(&q, 9),
            .ends_at = db_time(&q, 10), .check_at = db_time(&q, 11), .fell_at = db_time(&q, 12), .fell_why = db_str(&q, 13) };
        g->name = seal_read(tx_arena(tx), "given.name", g->id, db_view(&q, 8)), g->note = seal_read(tx_arena(tx), "given.note", g->id, db_view(&q, 14));
    }
    db_end(&q);
    return (NamesGiven){ at, count };
}

NamesGiven givens_of(Tx *tx, const DoorKeeper *by, i64 entry) { (void)by; return read_givens(tx, db_query(tx, SQL(COLUMNS " where ask = $1 order by id limit 60"), I(entry))); }

NamesGiven givens_due(Tx *tx, const DoorKeeper *by)
{
    (void)by;
    Time soon = time_after(time_now(), DAYS(14));
    return read_givens(tx, db_query(tx, SQL(COLUMNS " where fell_at = 0 and ((ends_at > 0 and ends_at < $1) or (check_at > 0 and check_at < $1)) order by case when check_at > 0 and (ends_at = 0 or check_at < ends_at) then check_at else ends_at end limit 60"), AT(soon)));
}

Str text_hash(Arena *a, Str text)
{
    Buf b = buf_open(a, text.len + 1);
    for (Str rest = utf8_tidy(a, text); rest.len; ) {
        Str line = utf8_line(a, str_cut(&rest, '\n'));
        if (line.len) buf_str(&b, line), buf_byte(&b, '\n');
    }
    return sha256_hex(a, buf_view(&b));
}

Faults given_faults(const NameGiven *g)
{
    Faults f = NO_FAULTS;
    bool sign = str_is(g->kind, "signature"), seat = str_is(g->kind, "seat"), endorse = str_is(g->kind, "endorsement");
    if (!sign && !seat && !endorse) faults_add(&f, "given_kind", S("Choose what was given."));
    if (utf8_length(g->title) < 3 || utf8_length(g->title) > 300) faults_add(&f, "given_title", S("Say in one line what it is."));
    if (sign && utf8_length(g->words) < 20) faults_add(&f, "given_words", S("Keep the exact text that was signed, every line of it."));
    if (g->words.len > 200000) faults_add(&f, "given_words", S("This is longer than there is room for."));
    if ((seat || endorse) && g->ends_at.us <= time_now().us) faults_add(&f, "given_ends", S("Say on which day it ends or is looked at again. Nothing is given for ever."));
    if (seat && utf8_length(g->name) < 2) faults_add(&f, "given_name", S("Say who sits there."));
    return f;
}

static bool said_yes(Tx *tx, i64 entry)
{
    return db_one_int(tx, SQL("select count(*) from decision where ask = $1 and state = 'decided' and outcome in ('yes', 'yes if', 'in part')"), I(entry)) > 0;
}

Outcome given_put(Tx *tx, const Decider *by, NameGiven *g)
{
    Arena *a = tx_arena(tx);
    if (given_faults(g).count) return INVALID;
    if (!said_yes(tx, decider_ask(by))) return CONFLICT;
    bool seat = str_is(g->kind, "seat");
    g->id = id_new(), g->ask = decider_ask(by), g->from_at = time_now(), g->hash = g->words.len ? text_hash(a, g->words) : S("");
    g->check_at = seat ? time_after(g->from_at, DAYS(182)) : (Time){ 0 };
    db_exec(tx, SQL("insert into given(id, ask, kind, title, words, hash, reservation, person, name, from_at, ends_at, check_at, fell_at, fell_why, note, by_person) values ($1, $2, $3, $4, $5, $6, $7, 0, $8, $9, $10, $11, 0, '', $12, $13)"), I(g->id),
        I(g->ask), T(g->kind), T(g->title), T(g->words), T(g->hash), T(g->reservation), B(seal(a, "given.name", g->id, g->name)), AT(g->from_at), AT(g->ends_at), AT(g->check_at), B(S("")), I(decider_id(by)));
    return DONE;
}

static const NameGiven *given_of(Tx *tx, const Decider *by, i64 id)
{
    NamesGiven one = read_givens(tx, db_query(tx, SQL(COLUMNS " where id = $1 and ask = $2"), I(id), I(decider_ask(by))));
    return one.count ? &one.at[0] : NULL;
}

static Outcome falls(Tx *tx, i64 id, Str why)
{
    return db_exec(tx, SQL("update given set fell_at = $2, fell_why = $3, check_at = 0 where id = $1 and fell_at = 0"), I(id), AT(time_now()), T(why)) ? DONE : CONFLICT;
}

Outcome given_compare(Tx *tx, const Decider *by, i64 id, Str text)
{
    const NameGiven *g = given_of(tx, by, id);
    if (!g || !g->hash.len) return GONE;
    if (utf8_length(text) < 20) return INVALID;
    if (str_eq(text_hash(tx_arena(tx), text), g->hash)) return DONE;
    Outcome o = falls(tx, id, S("The text was changed after it was signed."));
    (void)o;
    return CONFLICT;
}

Outcome given_end(Tx *tx, const Decider *by, i64 id, Str why)
{
    if (!given_of(tx, by, id)) return GONE;
    if (utf8_length(why) < 4 || utf8_length(why) > 2000) return INVALID;
    return falls(tx, id, why);
}

Outcome given_checked(Tx *tx, const Decider *by, i64 id, Str words)
{
    const NameGiven *g = given_of(tx, by, id);
    Arena *a = tx_arena(tx);
    if (!g || g->fell_at.us) return GONE;
    if (utf8_length(words) < 4 || utf8_length(words) > 4000) return INVALID;
    Str note = str_format(a, "%.*s%s%.*s: %.*s", FMT(g->note), g->note.len ? "\n\n" : "", FMT(time_date_words(a, time_now())), FMT(words));
    db_exec(tx, SQL("update given set note = $2, check_at = $3 where id = $1"), I(id), B(seal(a, "given.note", id, note)), AT(time_after(time_now(), DAYS(182))));
    return DONE;
}

/* ---- what happened ---- */

void look_back_plan_trusted(Tx *tx, i64 entry)
{
    static const int days[] = { 30, 180 };
    for (int i = 0; i < COUNT(days); i++)
        db_exec(tx, SQL("insert into look_back(id, ask, days, due_at, asked_at, theirs, theirs_at, ours, ours_by, ours_at) values ($1, $2, $3, $4, 0, $5, 0, $5, 0, 0)"), I(id_new()), I(entry), I(days[i]), AT(time_after(time_now(), DAYS(days[i]))), B(S("")));
}

#define LOOKS "select l.id, l.ask, l.days, e.ref, a.title, l.theirs, l.ours, l.due_at, l.theirs_at, l.ours_at from look_back l join ask a on a.entry = l.ask join entry e on e.id = l.ask"

static LookBacks read_looks(Tx *tx, Query q)
{
    Arena *a = tx_arena(tx);
    LookBack *at = arena_array(a, LookBack, MOST);
    int count = 0;
    while (count < MOST && db_next(&q)) {
        LookBack *l = &at[count++];
        *l = (LookBack){ .id = db_int(&q, 0), .ask = db_int(&q, 1), .days = (int)db_int(&q, 2), .ref = db_str(&q, 3), .due_at = db_time(&q, 7), .theirs_at = db_time(&q, 8),
            .ours_at = db_time(&q, 9) };
        l->title = seal_read(a, "ask.title", l->ask, db_view(&q, 4)), l->theirs = seal_read(a, "look_back.theirs", l->id, db_view(&q, 5)), l->ours = seal_read(a, "look_back.ours", l->id, db_view(&q, 6));
    }
    db_end(&q);
    return (LookBacks){ at, count };
}

LookBacks look_backs_due(Tx *tx, const DoorKeeper *by) { (void)by; return read_looks(tx, db_query(tx, SQL(LOOKS " where l.ours_at = 0 and l.due_at <= $1 order by l.due_at limit 60"), AT(time_now()))); }
LookBacks look_backs_of(Tx *tx, const DoorKeeper *by, i64 entry) { (void)by; return read_looks(tx, db_query(tx, SQL(LOOKS " where l.ask = $1 order by l.due_at limit 60"), I(entry))); }
LookBacks look_backs_asked(Tx *tx, const Filler *by) { return read_looks(tx, db_query(tx, SQL(LOOKS " where l.ask = $1 and l.due_at <= $2 order by l.due_at limit 60"), I(filler_entry(by)->id), AT(time_now()))); }

Outcome look_back_say(Tx *tx, const DoorKeeper *by, i64 id, Str words)
{
    if (utf8_length(words) < 4 || utf8_length(words) > 6000) return INVALID;
    return db_exec(tx, SQL("update look_back set ours = $2, ours_by = $3, ours_at = $4 where id = $1 and due_at <= $4"), I(id), B(seal(tx_arena(tx), "look_back.ours", id, words)), I(door_keeper_id(by)), AT(time_now())) ? DONE : GONE;
}

void look_back_told(Tx *tx, const Filler *by, i64 id, Str words)
{
    if (!words.len) return;
    db_exec(tx, SQL("update look_back set theirs = $3, theirs_at = $4 where id = $1 and ask = $2 and due_at <= $4"), I(id), I(filler_entry(by)->id), B(seal(tx_arena(tx), "look_back.theirs", id, utf8_cut(words, 6000))), AT(time_now()));
}

/* ---- telling, forgetting ---- */

void after_tell_trusted(Tx *tx, i64 person, Holdings *to)
{
    Query q = db_query(tx, SQL("select l.id, l.theirs, l.theirs_at from look_back l join entry e on e.id = l.ask where e.person = $1 and l.theirs_at > 0"), I(person));
    while (db_next(&q)) {
        Str words = seal_read(to->arena, "look_back.theirs", db_int(&q, 0), db_view(&q, 1));
        held(to, S("You told us what came of something"), words, db_time(&q, 2));
    }
}

void after_forget_trusted(Tx *tx, i64 person)
{
    db_exec(tx, SQL("update given set person = 0, name = $2, note = $2 where person = $1"), I(person), B(S("")));
    db_exec(tx, SQL("update given set by_person = 0 where by_person = $1"), I(person));
    db_exec(tx, SQL("update look_back set ours_by = 0 where ours_by = $1"), I(person));
    db_exec(tx, SQL("update call_out set by_person = 0 where by_person = $1"), I(person));
}
