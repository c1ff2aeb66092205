/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Records that look alike; two that are joined and parted again, row by row; and that nothing names somebody who was
 * erased, in any column of any table; on either engine. */
#include "bulletin/bulletin.h"
#include "house_for_tests.h"

#include "house/tables.h"
#include "people/stop.h"
#include "register/retention.h"

static void holds_well(Db *db)
{
    Buf faults = checked(db);
    if (faults.len) fail_msg("%.*s", FMT(buf_view(&faults)));
}

static i64 officer_in(Db *db) { return person_in(db, "Marek Officer", "marek@x.example"); }

/* Proof that an officer said what they are doing. */
static const Looker *looks(Tx *tx, i64 officer_id_)
{
    Who who = { .person = officer_id_, .session = 77, .gates = 1u << MEMBERS | 1u << DESK | 1u << OFFICERS };
    assert_int_equal(looker_says(tx, officer(tx, who), who, S("the October list")), DONE);
    const Looker *by = looker(tx, who);
    assert_non_null(by);
    return by;
}

/* ---- alike ---- */

static i64 open_pairs(Db *db) { return number(db, "select count(*) from likeness where state = 1"); }

static int alike(Db *db, i64 person)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    int new = likeness_look_trusted(tx, person);
    keep(tx);
    return new;
}

static void placed(Db *db, i64 person, const char *place)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    db_exec(tx, SQL("update person set place = $2 where id = $1"), I(person), T(str_c(place)));
    keep(tx);
}

static void found_alike(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ann = person_in(db, "Ann Smith", "home@x.example"), bob = person_in(db, "Bob Smith", "home@x.example"), a = person_in(db, "A. Smith", "home@x.example");
    assert_int_equal(alike(db, bob), 0);                                     /* a couple: one address, two names */
    assert_int_equal(alike(db, ann), 1);                                     /* Ann and A. */
    assert_int_equal(alike(db, a), 0);                                       /* found once, from either side */
    assert_int_equal(number(db, str_format(arena, "select count(*) from likeness where a = %lld and b = %lld and state = 1", ann, a).at), 1);
    i64 one = person_in(db, "Petra Miller", "p1@x.example"), two = person_in(db, "miller PETRA", "p2@x.example"), far = person_in(db, "Petra Miller", "p3@x.example");
    assert_int_equal(alike(db, one), 0);                                     /* a name alone is nobody */
    placed(db, one, "wales"), placed(db, two, "wales"), placed(db, far, "london");
    assert_int_equal(alike(db, two), 1);
    assert_int_equal(alike(db, far), 0);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 2; i++)
        db_exec(tx, SQL("insert into household(person, find, words) values ($1, $2, $3)"), I(i ? far : one), B(S("0123456789abcdef")), B(S("")));
    keep(tx);
    assert_int_equal(alike(db, far), 1);                                     /* one household of an old list */
    for (int i = 0; i < 14; i++) placed(db, person_in(db, "John Jones", str_format(arena, "j%d@x.example", i).at), "wales");
    assert_int_equal(alike(db, number(db, "select max(id) from person")), 0);/* a name that many have tells nothing */
    assert_int_equal(open_pairs(db), 3);
    holds_well(db);
    db_close(db);
}

static void kept_apart_stays_apart(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 marek = officer_in(db), ann = person_in(db, "Ann Smith", "home@x.example"), twin = person_in(db, "Anne Smith", "home@x.example");
    assert_int_equal(alike(db, twin), 1);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    const Looker *by = looks(tx, marek);
    Likenesses all = likenesses_open(tx, by);
    assert_true(all.count == 1 && all.all == 1 && all.at[0].a.id == ann && all.at[0].b.id == twin && str_is(all.at[0].a.name, "Ann Smith") && str_find(all.at[0].b_addresses, S("home@x.example")) >= 0);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from audit where kind = 'found' and actor = $1"), I(marek)), 2);    /* both names were shown */
    assert_int_equal(likeness_apart(tx, by, ann, twin), DONE);
    assert_int_equal(likeness_apart(tx, by, ann, twin), GONE);
    assert_int_equal(likenesses_open(tx, by).count, 0);
    keep(tx);
    assert_int_equal(alike(db, twin), 0);                                    /* the next list changes nothing in that */
    assert_int_equal(alike(db, ann), 0);
    assert_int_equal(open_pairs(db), 0);
    holds_well(db);
    db_close(db);
}

/* ---- every row, with what is sealed opened ---- */

static const TableFacts *facts_of(Str table)
{
    for (const Room *const *r = house_rooms; *r; r++)
        for (const TableFacts *f = (*r)->facts; f && f->table; f++) if (str_is(table, f->table)) return f;
    return NULL;
}

static bool is_one_of(Str word, const char *words)
{
    for (Str rest = str_c(words); rest.len; ) if (str_eq(str_cut(&rest, ' '), word)) return true;
    return false;
}

static int column_named(const Table *t, const char *name)
{
    for (int i = 0; i < t->count; i++) if (str_is(t->columns[i].name, name)) return i;
    return -1;
}

static void put_value(Buf *b, const Query *q, int i, const Table *t, const TableFacts *f, i64 key)
{
    Str plain, value;
    switch (t->columns[i].type) {
    case DB_INT: buf_format(b, "%lld", db_int(q, i)); return;
    case DB_TEXT: buf_str(b, db_view(q, i)); return;
    case DB_BYTES: break;
    case DB_NULL: return;
    }
    value = db_view(q, i);
    const char *column = str_format(arena, "%.*s.%.*s", FMT(t->name), FMT(t->columns[i].name)).at;
    if (!f || !is_one_of(t->columns[i].name, f->sealed)) buf_str(b, hex(arena, value.at, value.len));
    else if (seal_open(arena, column, key, value, &plain)) buf_str(b, plain);
    else fail_msg("%s of %lld does not open", column, key);
}

static void put_table(Buf *b, Tx *tx, const Table *t)
{
    const TableFacts *f = facts_of(t->name);
    int key = column_named(t, f && f->key ? f->key : "id");
    Buf sql = buf_open(arena, 256);
    for (int i = 0; i < t->count; i++) buf_format(&sql, "%s\"%.*s\"", i ? ", " : "select ", FMT(t->columns[i].name));
    buf_format(&sql, " from \"%.*s\" order by %.*s", FMT(t->name), FMT(t->order));
    Query q = db_query_text(tx, buf_view(&sql), (const Arg[]){ { .kind = ARG_END } });
    while (db_next(&q)) {
        i64 id = key >= 0 && t->columns[key].type == DB_INT ? db_int(&q, key) : 0;
        buf_str(b, t->name);
        for (int i = 0; i < t->count; i++) {
            buf_format(b, " %.*s=", FMT(t->columns[i].name));
            if (str_is(t->columns[i].name, "changed_at")) (void)db_int(&q, i);
            else put_value(b, &q, i, t, f, id);
        }
        buf_byte(b, '\n');
    }
}

/* All but what tells that it happened. */
static Str dump(Db *db)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    Tables all = tables_trusted(tx);
    Buf b = buf_open(arena, 1 << 16);
    for (int i = 0; i < all.count; i++) if (!is_one_of(all.at[i].name, "audit merge merge_move likeness setting desk_reason")) put_table(&b, tx, &all.at[i]);
    keep(tx);
    return buf_view(&b);
}

static void expect_same(Str was, Str now)
{
    while (was.len || now.len) {
        Str x = str_cut(&was, '\n'), y = str_cut(&now, '\n');
        if (!str_eq(x, y)) fail_msg("before: %.*s\nafter:  %.*s", FMT(x), FMT(y));
    }
}

/* ---- joined, and parted again ---- */

typedef struct { Db *db; i64 marek, kept, gone, shared, alone, tea; } Two;

static i64 group_in(Tx *tx, const char *name)
{
    Group g = { .name = str_c(name), .about = S("We meet."), .online = ONLINE_ALSO, .open_to_new = OPEN_YES, .directory = DIRECTORY_PUBLIC, .state = GROUP_ACTIVE };
    group_make_trusted(tx, NULL, &g);
    return g.id;
}

static void says_of_herself(Tx *tx, i64 person, const char *words)
{
    Who who = { .person = person, .gates = 1u << MEMBERS };
    assert_int_equal(identity_put(tx, who, &(IdentityLine){ .words = str_c(words), .for_segments = true }), DONE);
    assert_int_equal(access_put(tx, who, &(AccessNeed){ .words = str_c(words), .for_what = S("events") }), DONE);
    assert_int_equal(pen_name_add(tx, who, str_format(arena, "Pen of %s", words)), DONE);
}

/* Two records of one person: an address, a group, agreements and memberships of both, and what each has alone. */
static Two two_records(void)
{
    Two t = { .db = furnished_db() };
    t.marek = officer_in(t.db);
    t.kept = person_in(t.db, "Ann Smith", "shared@x.example"), t.alone = person_in(t.db, "Someone Else", "else@x.example");
    time_pretend(time_after(time_now(), -DAYS(400)));
    t.gone = person_in(t.db, "A. Smith", "old@x.example");
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    t.tea = group_in(tx, "Tea");
    i64 chess = group_in(tx, "Chess");
    t.shared = address_give_trusted(tx, t.gone, S("email"), S("shared@x.example"), S("an old letter"));
    address_give_trusted(tx, t.kept, S("phone"), S("01632 960 111"), S("voice"));
    address_give_trusted(tx, t.gone, S("post"), S("1 Quiet Street"), S("voice"));
    group_contact_add_trusted(tx, t.tea, t.kept), group_contact_add_trusted(tx, t.tea, t.gone), group_contact_add_trusted(tx, chess, t.gone);
    consent_give_trusted(tx, t.gone, S("bulletin"), S("form"), t.marek), consent_give_trusted(tx, t.gone, S("counts"), S("form"), 0);
    keep(tx);
    time_pretend((Time){ 0 });
    tx = tx_open(arena, t.db, TX_WRITE);
    consent_give_trusted(tx, t.kept, S("bulletin"), S("own page"), 0);
    consent_withdraw_trusted(tx, t.kept, S("bulletin"));                     /* later than the other record agreed */
    consent_give_trusted(tx, t.kept, S("newsletter"), S("own page"), 0);
    says_of_herself(tx, t.kept, "kept"), says_of_herself(tx, t.gone, "gone");
    const Looker *by = looks(tx, t.marek);
    for (int i = 0; i < 2; i++) assert_int_equal(record_note(tx, by, i ? t.gone : t.kept, &(Note){ .words = S("Knock twice"), .delete_on = time_after(time_now(), DAYS(30)) }), DONE);
    db_exec(tx, SQL("insert into data_request(id, token_hash, kind, person, name, contact, words, way, state, received_at, acknowledged_at, due_at, paused_at, paused_why, answer, closed_at, keyed_by)"
        " values ($1, $2, 'copy', $3, $4, $4, $4, 'page', 'received', 1, 0, 1, 0, '', $4, 1, 0)"), I(id_new()), B(S("token")), I(t.gone), B(S("")));
    assert_int_equal(likeness_look_trusted(tx, t.kept), 1);
    keep(tx);
    holds_well(t.db);
    return t;
}

static i64 join(const Two *t, i64 kept, i64 gone, Outcome wanted)
{
    Tx *tx = tx_open(arena, t->db, TX_WRITE);
    assert_int_equal(records_join(tx, looks(tx, t->marek), kept, gone), wanted);
    i64 id = db_one_int(tx, SQL("select max(id) from merge"));
    keep(tx);
    return id;
}

static void part(const Two *t, i64 merge, Outcome wanted)
{
    Tx *tx = tx_open(arena, t->db, TX_WRITE);
    assert_int_equal(records_part(tx, looks(tx, t->marek), merge), wanted);
    keep(tx);
}

static i64 count_of(const Two *t, const char *what, i64 person) { return number(t->db, str_format(arena, "select count(*) from %s%lld", what, person).at); }

static void joined_is_one_person(void **state)
{
    (void)state;
    Two t = two_records();
    join(&t, t.kept, t.gone, DONE);
    Tx *tx = tx_open(arena, t.db, TX_READ);
    Addresses all = addresses_of_trusted(tx, t.kept);
    int main = 0;
    for (int i = 0; i < all.count; i++) main += all.at[i].main;
    assert_int_equal(all.count, 4);                                          /* shared, phone, old, post */
    assert_int_equal(main, 1);
    assert_int_equal(addresses_of_trusted(tx, t.gone).count, 0);
    assert_false(consent_lives_trusted(tx, t.kept, S("bulletin")));          /* the later and stricter act */
    assert_true(consent_lives_trusted(tx, t.kept, S("counts")) && consent_lives_trusted(tx, t.kept, S("newsletter")) && consent_lives_trusted(tx, t.kept, S("keep")));
    assert_int_equal(identity_of_trusted(tx, t.kept).count, 2);
    assert_int_equal(pen_names_of_trusted(tx, t.kept).count, 2);
    assert_int_equal(pen_names_of_trusted(tx, t.gone).count, 0);
    assert_int_equal(person_trusted(tx, t.gone)->state, PERSON_JOINED);
    assert_int_equal(people_at_trusted(tx, S("shared@x.example")).count, 1); /* nobody is asked which of the two they are */
    assert_int_equal(people_at_trusted(tx, S("old@x.example")).at[0].id, t.kept);
    assert_int_equal(likeness_look_trusted(tx, t.kept), 0);
    keep(tx);
    assert_int_equal(count_of(&t, "membership where ended_at = 0 and person = ", t.kept), 1);        /* one vote */
    assert_int_equal(count_of(&t, "membership where person = ", t.kept), 2);
    assert_int_equal(count_of(&t, "group_contact where person = ", t.kept), 2);            /* tea, where both were, and chess */
    assert_int_equal(count_of(&t, "staff_note where person = ", t.kept), 2);
    assert_int_equal(count_of(&t, "data_request where person = ", t.kept), 1);
    assert_int_equal(count_of(&t, "audit where kind = 'joined' and subject = ", t.kept), 1);
    join(&t, t.kept, t.gone, CONFLICT);
    join(&t, t.alone, t.gone, CONFLICT);
    join(&t, t.kept, t.kept, GONE);
    join(&t, t.kept, 4711, GONE);
    holds_well(t.db);
    db_close(t.db);
}

static void parting_is_exact(void **state)
{
    (void)state;
    for (int turn = 0; turn < 2; turn++) {                                   /* whichever of the two is kept */
        Two t = two_records();
        i64 kept = turn ? t.gone : t.kept, gone = turn ? t.kept : t.gone;
        Str was = dump(t.db);
        assert_true(str_find(was, S("Pen of gone")) > 0);
        i64 merge = join(&t, kept, gone, DONE);
        holds_well(t.db);
        part(&t, merge, DONE);
        expect_same(was, dump(t.db));
        part(&t, merge, GONE);
        assert_int_equal(count_of(&t, "audit where kind = 'parted' and subject = ", t.gone), 1);
        assert_int_equal(alike(t.db, t.kept), 0);                            /* parted is kept apart */
        holds_well(t.db);
        merge = join(&t, kept, gone, DONE);                                  /* and once more */
        part(&t, merge, DONE);
        expect_same(was, dump(t.db));
        db_close(t.db);
    }
}

/* A record of a list: no detail, no address, nothing agreed to. */
static void parting_a_bare_record(void **state)
{
    (void)state;
    Two t = two_records();
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    i64 bare = person_make_trusted(tx, S("Ann Smith"), S("email"), S(""));
    consent_give_trusted(tx, bare, S("keep"), S("test"), 0);
    keep(tx);
    Str was = dump(t.db);
    i64 merge = join(&t, bare, t.gone, DONE);
    assert_int_equal(count_of(&t, "person_address where main = 1 and person = ", bare), 1);
    part(&t, merge, DONE);
    expect_same(was, dump(t.db));
    merge = join(&t, t.kept, bare, DONE);
    part(&t, merge, DONE);
    expect_same(was, dump(t.db));
    holds_well(t.db);
    db_close(t.db);
}

static void what_came_after_stays(void **state)
{
    (void)state;
    Two t = two_records();
    i64 merge = join(&t, t.kept, t.gone, DONE);
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    says_of_herself(tx, t.kept, "since then");
    consent_withdraw_trusted(tx, t.kept, S("counts"));
    keep(tx);
    part(&t, merge, DONE);
    tx = tx_open(arena, t.db, TX_READ);
    assert_int_equal(identity_of_trusted(tx, t.kept).count, 2);              /* her own and what she wrote since */
    assert_int_equal(pen_names_of_trusted(tx, t.kept).count, 2);
    assert_int_equal(identity_of_trusted(tx, t.gone).count, 1);
    assert_false(consent_lives_trusted(tx, t.gone, S("counts")));            /* taken back is taken back */
    assert_true(consent_lives_trusted(tx, t.gone, S("bulletin")));           /* what the joining alone had ended */
    keep(tx);
    holds_well(t.db);
    db_close(t.db);
}

static void joined_twice_parts_in_turn(void **state)
{
    (void)state;
    Two t = two_records();
    Str was = dump(t.db);
    i64 first = join(&t, t.kept, t.gone, DONE), second = join(&t, t.alone, t.kept, DONE);
    part(&t, first, CONFLICT);                                               /* its rows lie with a third record now */
    holds_well(t.db);
    part(&t, second, DONE);
    part(&t, first, DONE);
    expect_same(was, dump(t.db));
    holds_well(t.db);
    db_close(t.db);
}

static void a_letter_from_before_stops_it_still(void **state)
{
    (void)state;
    Two t = two_records();
    Str token = stop_token_trusted(arena, t.gone, S("counts"));
    i64 merge = join(&t, t.kept, t.gone, DONE);
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    const Stop *s = stop_asked(tx, NOBODY, token);
    assert_true(s && s->count == 1 && s->people[0] == t.kept && !s->over);
    stop_now(tx, NOBODY, s);
    assert_false(consent_lives_trusted(tx, t.kept, S("counts")));
    keep(tx);
    part(&t, merge, DONE);
    tx = tx_open(arena, t.db, TX_READ);
    s = stop_asked(tx, NOBODY, token);
    assert_true(s && s->count == 0 && s->over);                        /* what was stopped stays so */
    keep(tx);
    holds_well(t.db);
    db_close(t.db);
}

static void a_role_is_taken_back_first(void **state)
{
    (void)state;
    Two t = two_records();
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    assert_true(role_give_trusted(tx, t.gone, S("editor"), 0));
    keep(tx);
    Str was = dump(t.db);
    join(&t, t.kept, t.gone, CONFLICT);
    expect_same(was, dump(t.db));
    db_close(t.db);
}

static void after_thirty_days(void **state)
{
    (void)state;
    Two t = two_records();
    i64 merge = join(&t, t.kept, t.gone, DONE);
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    assert_int_equal(joinings_settle_trusted(tx), 0);
    time_pretend(time_after(time_now(), DAYS(30) + MINUTES(1)));
    assert_int_equal(records_part(tx, looks(tx, t.marek), merge), GONE);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from desk_reason")), 1);
    retention_run_trusted(tx, 0);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from desk_reason")), 1);    /* said just now */
    time_pretend(time_after(time_now(), HOURS(8) + MINUTES(1)));
    retention_run_trusted(tx, 0);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from desk_reason")), 0);
    assert_int_equal(db_one_int(tx, SQL("select gone from retention_run where rule = 'joined records'")), 1);
    assert_null(person_trusted(tx, t.gone));
    assert_int_equal(addresses_of_trusted(tx, t.kept).count, 4);
    assert_int_equal(pen_names_of_trusted(tx, t.kept).count, 2);
    assert_false(erased_before_trusted(tx, S("email"), S("old@x.example"), S("A. Smith")));          /* nobody was erased */
    time_pretend((Time){ 0 });
    keep(tx);
    holds_well(t.db);
    db_close(t.db);
}

/* ---- nothing names somebody who was erased ---- */

/* Columns that name a person.  A new table that says it otherwise is added here, or in what forgetting reads. */
static const char person_columns[] = "person actor subject given_by by_person keyed_by asked_by decided_by kept gone a b zero_by sorted_by proposed_by agreed_by sent_by ours_by heard_by made_by laid_by checked_by second_reader paid_by";
static bool names_somebody(const Column *c) { return c->type == DB_INT && is_one_of(c->name, person_columns); }

static i64 how_many(Tx *tx, Str table, Str column, i64 person)
{
    Query q = db_query_text(tx, str_format(arena, "select count(*) from \"%.*s\" where \"%.*s\" = $1", FMT(table), FMT(column)), (const Arg[]){ I(person), { .kind = ARG_END } });
    i64 n = db_next(&q) ? db_int(&q, 0) : -1;
    db_end(&q);
    return n;
}

/* What the rows point at. */
typedef struct { const char *column, *sql; } Link;
static const Link links[] = { { "class", "select min(id) from member_class" }, { "declaration", "select min(id) from wording" }, { "wording", "select min(id) from wording" },
    { "role", "select min(id) from role" }, { "address", "select min(id) from address" }, { "grp", "select min(id) from member_group" }, { "page", "select min(id) from page" },
    { "import", "select min(id) from member_import" }, { "segment", "select min(id) from segment" }, { "merge", "select min(id) from merge" }, { "door", "select min(id) from door" }, { "qset", "select min(id) from question_set" },
    { "entry", "select min(id) from entry where id not in (select entry from ask)" }, { "ask", "select min(entry) from ask where entry not in (select ask from decision) and entry not in (select ask from support)" },
    { "heard", "select min(id) from heard" },
    { "bulletin", "select min(id) from bulletin" }, { "section", "select min(id) from section" }, { "edition", "select min(id) from edition" }, { "item", "select min(id) from item" },
    { "work", "select min(w.id) from work w where not exists (select 1 from commission c where c.work = w.id)" } };

/* Asks of nobody, for what hangs on an ask. */
static void asks_in(Tx *tx)
{
    for (int i = 0; i < 9; i++) {
        i64 id = id_new();
        db_exec(tx, SQL("insert into entry(id, ref, door, qset, person, keyed_by, way, state, find, browser, name, reach_kind, reach, more_time, read_back, started_at, saved_at, sent_at, counted_at, due_at, answered_at, keep_until, warned)"
            " select $1, $2, s.door, s.id, 0, 0, 'web', 'sent', $3, $4, $4, '', $4, 0, 0, 1, 1, 1, 1, 1, 0, 1, 0 from question_set s order by s.id limit 1"), I(id), T(str_format(arena, "R%d", i)), B(seal_hash(arena, str_format(arena, "%d", i))), B(S("")));
        if (i < 6) db_exec(tx, SQL("insert into ask(entry, kind, state, title, asker, asker_find, asker_kind, may_name, matrix, deadline, same_as, issue, zero, zero_by, zero_at, more_needed, sorted_at, sorted_by, changed_at)"
            " values ($1, 'sign', 'received', $2, $2, $2, '', 0, 0, 0, 0, 0, $2, 0, 0, $2, 0, 0, 1)"), I(id), B(S("")));
    }
}

static i64 linked(Tx *tx, Str column, i64 otherwise)
{
    for (int i = 0; i < COUNT(links); i++) {
        if (!str_is(column, links[i].column)) continue;
        Query q = db_query_text(tx, str_c(links[i].sql), (const Arg[]){ { .kind = ARG_END } });
        i64 id = db_next(&q) ? db_int(&q, 0) : 0;
        db_end(&q);
        if (id) return id;
    }
    return otherwise;
}

/* A row in which this one column names the person; where others do, they name somebody else. */
static void furnish(Tx *tx, const Table *t, int which, i64 person, i64 other)
{
    static int made = 500;
    Arg args[64];
    for (int i = 0; i < t->count; i++) {
        const Column *c = &t->columns[i];
        Str text = str_format(arena, "made %d", ++made);
        if (c->type == DB_BYTES) args[i] = B(text);
        else if (c->type == DB_TEXT) args[i] = T(str_is(c->name, "subject_kind") ? S("person") : text);
        else args[i] = I(i == which ? person : names_somebody(c) ? other : linked(tx, c->name, made));
    }
    args[t->count] = (Arg){ .kind = ARG_END };
    Query q = db_query_text(tx, str_c(t->insert), args);
    while (db_next(&q)) { }
    db_end(&q);
    if (tx_doomed(tx)) fail_msg("%.*s", FMT(t->name));
}

static bool left_alone(const Table *t) { return is_one_of(t->name, "person person_word setting schema_version search_doc search_text retention_run"); }

static void every_column_names(Db *db, i64 person, i64 other)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Tables all = tables_trusted(tx);
    int columns = 0;
    asks_in(tx);
    bulletin_begin_trusted(tx);
    for (int pass = 0; pass < 2; pass++)                                     /* first what others point at */
        for (int i = 0; i < all.count; i++) {
            const Table *t = &all.at[i];
            if (left_alone(t) || is_one_of(t->name, "merge member_import segment heard item edition work") != !pass) continue;
            for (int k = 0; k < t->count; k++) {
                if (!names_somebody(&t->columns[k])) continue;
                if (!how_many(tx, t->name, t->columns[k].name, person)) furnish(tx, t, k, person, other);
                assert_true(how_many(tx, t->name, t->columns[k].name, person) > 0);
                columns++;
            }
        }
    assert_true(columns > 40);
    keep(tx);
}

static void nowhere(Db *db, i64 person)
{
    Tx *tx = tx_open(arena, db, TX_READ);
    Tables all = tables_trusted(tx);
    Str id = str_format(arena, "%lld", person);
    for (int i = 0; i < all.count; i++)
        for (int k = 0; k < all.at[i].count; k++) {
            const Column *c = &all.at[i].columns[k];
            if (c->type == DB_INT && how_many(tx, all.at[i].name, c->name, person)) fail_msg("%.*s.%.*s names somebody who was erased", FMT(all.at[i].name), FMT(c->name));
        }
    static const char *const words[] = { "Canary", "canary" };
    for (int i = 0; i < all.count; i++) if (!is_one_of(all.at[i].name, "audit")) {
        const Table *t = &all.at[i];
        for (int k = 0; k < t->count; k++) {
            if (t->columns[k].type == DB_INT || t->columns[k].type == DB_NULL) continue;
            Query q = db_query_text(tx, str_format(arena, "select \"%.*s\" from \"%.*s\"", FMT(t->columns[k].name), FMT(t->name)), (const Arg[]){ { .kind = ARG_END } });
            while (db_next(&q)) {
                Str value = db_view(&q, 0);
                bool told = str_find(value, id) >= 0;
                for (int w = 0; w < COUNT(words); w++) told = told || str_find(value, str_c(words[w])) >= 0;
                if (told) fail_msg("%.*s.%.*s tells of somebody who was erased", FMT(t->name), FMT(t->columns[k].name));
            }
            db_end(&q);
        }
    }
    keep(tx);
}

static i64 rows_of_others(Db *db, i64 other)
{
    i64 n = 0;
    Tx *tx = tx_open(arena, db, TX_READ);
    Tables all = tables_trusted(tx);
    for (int i = 0; i < all.count; i++)
        for (int k = 0; k < all.at[i].count; k++) if (names_somebody(&all.at[i].columns[k])) n += how_many(tx, all.at[i].name, all.at[i].columns[k].name, other);
    keep(tx);
    return n;
}

static void erased_everywhere(void **state)
{
    (void)state;
    Two t = two_records();
    i64 ada = person_in(t.db, "Ada Canary", "canary@x.example"), merge = join(&t, ada, t.gone, DONE);
    Tx *tx = tx_open(arena, t.db, TX_WRITE);
    says_of_herself(tx, ada, "canary");
    assert_true(role_give_trusted(tx, ada, S("editor"), 0));
    keep(tx);
    assert_true(merge != 0);
    every_column_names(t.db, ada, t.alone);
    i64 others = rows_of_others(t.db, t.alone);
    assert_true(others > 12);
    tx = tx_open(arena, t.db, TX_WRITE);
    forget_everywhere_trusted(tx, ada);
    keep(tx);
    nowhere(t.db, ada);
    assert_true(rows_of_others(t.db, t.alone) > others / 3);                 /* what is of others stays */
    assert_int_equal(number(t.db, "select count(*) from staff_note where by_person = 0 and person <> 0"), 1);
    assert_int_equal(number(t.db, "select count(*) from consent where keyed_by = 0 and person <> 0 and purpose like 'made %'"), 1);
    assert_true(number(t.db, "select count(*) from audit where subject = 0 or actor = 0") > 0);
    db_close(t.db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(found_alike), cmocka_unit_test(kept_apart_stays_apart), cmocka_unit_test(joined_is_one_person), cmocka_unit_test(parting_is_exact),
        cmocka_unit_test(parting_a_bare_record), cmocka_unit_test(what_came_after_stays), cmocka_unit_test(joined_twice_parts_in_turn), cmocka_unit_test(a_letter_from_before_stops_it_still),
        cmocka_unit_test(a_role_is_taken_back_first),
        cmocka_unit_test(after_thirty_days), cmocka_unit_test(erased_everywhere) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
