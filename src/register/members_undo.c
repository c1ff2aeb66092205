/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Taking a whole list out again within seven days.  Whoever did something
 * themselves since then keeps their record as it is. */
#include "register/members_sheet.h"

#include "chronicle/chronicle.h"
#include "seal/seal.h"

#include <jansson.h>

enum { DAYS_TO_UNDO = 7 };
typedef struct { Tx *tx; i64 id; Time at; Str source; Undone *to; } Undo;

static i64 own_rows(Tx *tx, i64 p, i64 at)
{
    return db_one_int(tx, SQL("select (select count(*) from person where id = $1 and changed_at > $2) + (select count(*) from session where person = $1) + (select count(*) from identity_line where person = $1)"
        " + (select count(*) from access_need where person = $1) + (select count(*) from person_detail where person = $1) + (select count(*) from passkey where person = $1) + (select count(*) from sign_in_means where person = $1)"
        " + (select count(*) from consent where person = $1 and source = '') + (select count(*) from data_request where person = $1) + (select count(*) from staff_note where person = $1)"
        " + (select count(*) from role_held where person = $1) + (select count(*) from member_import_row r join member_import i on i.id = r.import where r.person = $1 and i.at > $2 and i.undone_at = 0)"), I(p), I(at));
}

static void put_back(const Undo *u, i64 person, Str before)
{
    json_t *did = json_loadb(before.at, before.len, 0, NULL), *name = json_object_get(did, "name"), *place = json_object_get(did, "place"), *one;
    size_t i;
    if (name) person_rename_trusted(u->tx, person, (Str){ json_string_value(name), json_string_length(name) });
    if (place) db_exec(u->tx, SQL("update person set place = $2 where id = $1"), I(person), T(((Str){ json_string_value(place), json_string_length(place) })));
    json_array_foreach(json_object_get(did, "addresses"), i, one) address_take_trusted(u->tx, person, json_integer_value(one));
    json_array_foreach(json_object_get(did, "groups"), i, one) db_exec(u->tx, SQL("delete from group_contact where person = $1 and grp = $2"), I(person), I(json_integer_value(one)));
    db_exec(u->tx, SQL("delete from consent where person = $1 and source = $2"), I(person), T(u->source));
    json_decref(did);
}

static void undo_one(const Undo *u, i64 person, Str act, Str before)
{
    if (own_rows(u->tx, person, u->at.us)) { u->to->spared++; return; }
    if (str_is(act, "added")) take_out_everywhere_trusted(u->tx, person), u->to->taken_out++;
    else if (str_is(act, "changed")) put_back(u, person, before), u->to->put_back++;
}

/* A few hundred at a time, each batch in its own scratch. */
static void undo_all(const Undo *u)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(u->tx, scratch);
    enum { BATCH = 200 };
    i64 last = INT64_MIN;
    for (int got = BATCH; got == BATCH && !tx_doomed(u->tx); arena_reset(scratch)) {
        struct { i64 person; Str act, before; } at[BATCH];
        got = 0;
        Query q = db_query(u->tx, SQL("select person, act, before from member_import_row where import = $1 and person > $2 order by person limit 200"), I(u->id), I(last));
        while (got < BATCH && db_next(&q)) {
            at[got].person = last = db_int(&q, 0), at[got].act = db_str(&q, 1);
            at[got].before = seal_read(scratch, "member_import_row.before", last, db_view(&q, 2));
            got++;
        }
        db_end(&q);
        for (int i = 0; i < got; i++) undo_one(u, at[i].person, at[i].act, at[i].before);
    }
    tx_arena_swap(u->tx, own);
    arena_close(scratch);
}

Outcome members_undo_trusted(Tx *tx, i64 import, i64 actor, Undone *to)
{
    Undo u = { .tx = tx, .id = import, .to = to };
    Query q = db_query(tx, SQL("select at, file_name from member_import where id = $1 and undone_at = 0"), I(import));
    if (!db_next(&q)) return GONE;
    u.at = db_time(&q, 0), u.source = str_format(tx_arena(tx), "%.*s (list %lld)", FMT(utf8_cut(db_view(&q, 1), 100)), import);
    db_end(&q);
    if (u.at.us < time_after(time_now(), -DAYS(DAYS_TO_UNDO)).us) return CONFLICT;
    undo_all(&u);
    db_exec(tx, SQL("update member_import set undone_at = $2, digest = '' where id = $1"), I(import), AT(time_now()));
    db_exec(tx, SQL("update member_import_row set before = $2 where import = $1"), I(import), B(S("")));
    happened_trusted(tx, &(Happens){ .actor = actor, .kind = "members list in", .subject_kind = "", .words = str_format(tx_arena(tx), "A list of people was taken out again: %lld taken out, %lld put back, %lld spared because they did something themselves.",
        to->taken_out, to->put_back, to->spared) });
    return DONE;
}

Outcome members_undo(Tx *tx, const Looker *by, i64 import, Undone *to) { return members_undo_trusted(tx, import, looker_id(by), to); }

i64 imports_settle_trusted(Tx *tx)
{
    return db_exec(tx, SQL("update member_import_row set before = $2 where length(before) > 0 and import in (select id from member_import where at < $1)"), AT(time_after(time_now(), -DAYS(DAYS_TO_UNDO))), B(S("")));
}

TakenIns taken_in_lately_trusted(Tx *tx)
{
    TakenIn *at = arena_array(tx_arena(tx), TakenIn, 20);
    i64 who[20];
    int count = 0;
    Query q = db_query(tx, SQL("select id, added, changed, at, undone_at, file_name, by_person from member_import order by at desc limit 20"));
    for (; count < 20 && db_next(&q); count++) {
        at[count] = (TakenIn){ db_int(&q, 0), db_int(&q, 1), db_int(&q, 2), db_time(&q, 3), db_time(&q, 4), db_str(&q, 5), S(""), false };
        at[count].may_undo = !at[count].undone_at.us && at[count].at.us > time_after(time_now(), -DAYS(DAYS_TO_UNDO)).us;
        who[count] = db_int(&q, 6);
    }
    db_end(&q);
    for (int i = 0; i < count; i++) at[i].by = person_words_trusted(tx, who[i]);
    return (TakenIns){ at, count };
}

TakenIns taken_in_lately(Tx *tx, const Officer *by) { (void)by; return taken_in_lately_trusted(tx); }
