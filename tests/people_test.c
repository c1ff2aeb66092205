/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The rules of people and groups, on either engine; search; what is told and forgotten. */
#include "house_for_tests.h"

#include "people/group_sheet.h"

static const Network net = { .name = { "Hearth", 6 }, .base_url = { "http://h.example", 16 } };

static Group some_group(const char *name)
{
    return (Group){ .name = str_c(name), .about = S("We mend kettles and write letters."), .place = S("wales"), .place_words = S("Bangor"), .open_to_new = OPEN_YES,
        .directory = DIRECTORY_PUBLIC, .state = GROUP_ACTIVE };
}

static void addresses(void **state)
{
    (void)state;
    static const char *const good[] = { "a@b.example", "o'connor@x.example", "zoe+news@x.example" }, *const bad[] = { "", "a@localhost", "a..b@x.example", "a@b@c.example",
        "a b@x.example", ".a@x.example", "a@x.example.", "\"q x\"@x.example" };
    for (int i = 0; i < COUNT(good); i++) assert_int_equal(email_fault(str_c(good[i])).len, 0);
    for (int i = 0; i < COUNT(bad); i++) if (!email_fault(str_c(bad[i])).len) fail_msg("%s was taken", bad[i]);
    assert_true(str_is(email_usual(arena, S("Zoe <ZOE@X.example>")), "zoe@x.example"));
}

static void couples_share_an_address(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 a = person_in(db, "Ada", "home@x.example"), b = person_in(db, "Bo", "HOME@x.example");
    assert_int_equal(number(db, "select count(*) from address"), 1);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(people_at_trusted(tx, S("home@X.example")).count, 2);
    people_forget_trusted(tx, a);
    assert_int_equal(people_at_trusted(tx, S("home@x.example")).count, 1);   /* the other is still reached */
    people_forget_trusted(tx, b);
    keep(tx);
    assert_int_equal(number(db, "select (select count(*) from person) + (select count(*) from address) + (select count(*) from consent) + (select count(*) from membership)"), 0);
    db_close(db);
}

static void joining(void **state)
{
    (void)state;
    Db *db = furnished_db();
    JoinDraft d = { .kind = S("individual"), .name = S("Ada"), .email = S("ada@x.example"), .bulletin = true };
    assert_int_equal(join_faults(&d, false).count, 1);                       /* keep was not ticked */
    d.keep = true;
    assert_int_equal(join_faults(&d, false).count, 0);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    join_ask(tx, NOBODY, &d, &net);
    keep(tx);
    assert_int_equal(number(db, "select count(*) from person"), 0);          /* nobody is in before they confirmed */
    assert_int_equal(number(db, "select count(*) from outbox"), 1);
    assert_int_equal(number(db, "select count(*) from join_request"), 1);
    tx = tx_open(arena, db, TX_WRITE);
    assert_null(join_asked(tx, NOBODY, S("AAAAAAAAAAAAAAAAAAAAAA")));
    assert_int_equal(join_confirm(tx, NOBODY, S("AAAAAAAAAAAAAAAAAAAAAA"), &net).person, 0);
    keep(tx);
    db_close(db);
}

static void links(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 person = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Str link = sign_in_link_make_trusted(tx, person, net.base_url), token = { link.at + link.len - 22, 22 };
    keep(tx);
    tx = tx_open(arena, db, TX_WRITE);
    assert_non_null(sign_in_link(tx, NOBODY, token, S("")));                 /* looking spends nothing */
    assert_int_equal(sign_in_use(tx, NOBODY, &(SignInTry){ token, S(""), S(""), person + 1 }), GONE);
    assert_int_equal(sign_in_use(tx, NOBODY, &(SignInTry){ token, S(""), S(""), person }), DONE);
    assert_int_equal(sign_in_use(tx, NOBODY, &(SignInTry){ token, S(""), S(""), person }), GONE);
    keep(tx);
    tx = tx_open(arena, db, TX_WRITE);
    link = sign_in_link_make_trusted(tx, person, net.base_url), token = (Str){ link.at + link.len - 22, 22 };
    time_pretend(time_after(time_now(), MINUTES(16)));
    assert_null(sign_in_link(tx, NOBODY, token, S("")));                     /* too old */
    time_pretend((Time){ 0 });
    time_pretend(time_after(time_now(), -DAYS(3650)));
    assert_null(sign_in_link(tx, NOBODY, token, S("")));                     /* and a clock that jumps back revives nothing */
    time_pretend((Time){ 0 });
    keep(tx);
    db_close(db);
}

static void directory(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 45; i++) {
        Group g = some_group(str_format(arena, "Kettle %02d", i).at);
        if (i == 7) g.meets_privately = true;
        if (i == 8) g.directory = DIRECTORY_MEMBERS;
        if (i == 9) g.state = GROUP_RESTING;
        group_make_trusted(tx, NULL, &g);
    }
    keep(tx);
    i64 ada = person_in(db, "Ada", "ada@x.example");
    tx = tx_open(arena, db, TX_READ);
    int seen = 0;
    Str at = S(""), back = S("");
    for (int pages = 0; pages < 5; pages++) {
        GroupPage p = groups_listed(tx, NOBODY, &(GroupFilter){ 0 }, at);
        seen += p.count, back = p.newer;
        for (int i = 0; i < p.count; i++) if (str_is(p.at[i].name, "Kettle 07")) assert_true(!p.at[i].place.len && !p.at[i].place_words.len);
        if (!p.older.len) break;
        at = p.older;
    }
    assert_int_equal(seen, 43);
    assert_int_equal(groups_listed(tx, NOBODY, &(GroupFilter){ 0 }, back).count, 20);
    assert_int_equal(groups_listed(tx, NOBODY, &(GroupFilter){ 0 }, S("3")).count, 3);
    Who member = { .person = ada, .gates = 1u << ANYONE | 1u << MEMBERS };
    assert_non_null(group_seen_by(tx, member, S("kettle-08")));
    assert_null(group_seen_by(tx, NOBODY, S("kettle-08")));
    assert_null(group_seen_by(tx, NOBODY, S("kettle-09")));
    keep(tx);
    db_close(db);
}

static int finds(Tx *tx, const char *words) { return groups_listed(tx, NOBODY, &(GroupFilter){ .q = str_c(words) }, S("")).count; }

static void searching(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    static const char *const names[] = { "The Quiet Caf\xC3\xA9", "\xC5\x81\xC3\xB3" "d\xC5\xBA Table", "\xD9\x85\xD8\xAC\xD9\x85\xD9\x88\xD8\xB9\xD8\xA9 \xD8\xA7\xD9\x84\xD8\xB4\xD8\xA7\xD9\x8A",
        "\xE8\x8C\xB6\xE5\xAE\xA4\xE5\xB0\x8F\xE7\xBB\x84", "O\xE2\x80\x99" "Connor Choir" };
    for (int i = 0; i < COUNT(names); i++) { Group g = some_group(names[i]); group_make_trusted(tx, NULL, &g); }
    keep(tx);
    tx = tx_open(arena, db, TX_READ);
    assert_int_equal(finds(tx, "cafe"), 1);
    assert_int_equal(finds(tx, "CAF\xC3\x89"), 1);
    assert_int_equal(finds(tx, "quiet caf"), 1);                             /* the last word may be unfinished */
    assert_int_equal(finds(tx, "quite"), 1);                                 /* swapped */
    assert_int_equal(finds(tx, "qiet"), 1);                                  /* left out */
    assert_int_equal(finds(tx, "quiiet"), 1);                                /* twice */
    assert_int_equal(finds(tx, "lodz"), 1);
    assert_int_equal(finds(tx, "\xD9\x85\xD8\xAC\xD9\x85\xD9\x88\xD8\xB9\xD9\x87"), 1);
    assert_int_equal(finds(tx, "\xE5\xB0\x8F\xE7\xBB\x84"), 1);
    assert_int_equal(finds(tx, "oconnor"), 1);
    assert_int_equal(finds(tx, "kettles"), 5);
    assert_int_equal(finds(tx, "zebra"), 0);
    assert_int_equal(finds(tx, "\" ' ) & | <-> * ("), 5);                 /* no words: all */
    keep(tx);
    db_close(db);
}

static void renamed_and_dropped(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Group g = some_group("Marmalade Union");
    group_make_trusted(tx, NULL, &g);
    g.name = S("Jam Union");
    group_save_trusted(tx, NULL, &g);
    keep(tx);
    tx = tx_open(arena, db, TX_WRITE);
    assert_true(str_is(group_slug_now(tx, NOBODY, S("marmalade-union")), "jam-union"));
    assert_int_equal(finds(tx, "marmalade"), 0);
    assert_int_equal(finds(tx, "jam"), 1);
    g.state = GROUP_CLOSED;
    group_save_trusted(tx, NULL, &g);
    assert_int_equal(finds(tx, "jam"), 0);
    keep(tx);
    assert_int_equal(number(db, "select count(*) from search_word where word in ('jam', 'marmalade', 'kettles')"), 0);
    db_close(db);
}

static void who_may(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Group g = some_group("Kettle");
    group_make_trusted(tx, NULL, &g);
    group_contact_add_trusted(tx, g.id, ada);
    Who contact = { .person = ada, .gates = 1u << MEMBERS }, other = { .person = 99, .gates = 1u << MEMBERS };
    assert_null(group_keeper(tx, NOBODY, g.id));
    assert_null(group_keeper(tx, other, g.id));
    assert_null(officer(tx, contact));
    const GroupKeeper *by = group_keeper(tx, contact, g.id);
    assert_non_null(by);
    Group to = g;
    to.state = GROUP_CLOSED, to.name = S("Kettle and Cup");
    assert_int_equal(group_change(tx, by, &to), DONE);
    assert_int_equal(group_trusted(tx, g.id)->state, GROUP_ACTIVE);          /* words change, state does not */
    to.name = S("");
    assert_int_equal(group_change(tx, by, &to), INVALID);
    assert_int_equal(group_rest(tx, by, GROUP_RESTING), DONE);
    assert_int_equal(group_rest(tx, by, GROUP_WAITING), INVALID);
    keep(tx);
    db_close(db);
}

static void told_and_forgotten(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada Canary", "canary@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Holdings h = { .arena = arena };
    for (const Room *const *r = house_rooms; *r; r++) (*r)->tell(tx, ada, &h);
    bool name = false, address = false;
    for (int i = 0; i < h.count; i++) name = name || str_is(h.at[i].words, "Ada Canary"), address = address || str_is(h.at[i].words, "canary@x.example");
    assert_true(name && address);
    for (const Room *const *r = house_rooms; *r; r++) (*r)->forget(tx, ada);
    h.count = 0;
    for (const Room *const *r = house_rooms; *r; r++) (*r)->tell(tx, ada, &h);
    assert_int_equal(h.count, 0);
    keep(tx);
    tx = tx_open(arena, db, TX_READ);
    Buf faults = buf_open(arena, 256);
    for (const Room *const *r = house_rooms; *r; r++) if ((*r)->check) assert_int_equal((*r)->check(tx, &faults), 0);
    keep(tx);
    db_close(db);
}

static void checks_bite(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Str why = S("");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Group g = some_group("Kettle");
    group_make_trusted(tx, NULL, &g);
    keep(tx);
    assert_true(db_script(db, "update member_group set meets_privately = 1, listed = 1;", &why, arena));
    Buf faults = buf_open(arena, 256);
    tx = tx_open(arena, db, TX_READ);
    assert_int_equal(people_room.check(tx, &faults), 3);                     /* a place, listed otherwise, found otherwise */
    keep(tx);
    db_close(db);
}

static void list_in(Db *db, const char *csv, ListImported *r)
{
    char path[] = "/tmp/kith-list-XXXXXX";
    int fd = mkstemp(path);
    Str why = S("");
    assert_true(write(fd, csv, strlen(csv)) == (ssize_t)strlen(csv));
    close(fd);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    *r = (ListImported){ 0 };
    bool ok = groups_import_trusted(tx, &(ListImport){ .path = path, .directory = DIRECTORY_PUBLIC }, r, &why);
    if (!ok) fail_msg("%.*s", FMT(why));
    keep(tx);
    unlink(path);
}

static void lists(void **state)
{
    (void)state;
    Db *db = furnished_db();
    ListImported r;
    const char *csv = "Group Name,Postcode,Website,Ref\nThe Kettle,LL57 1AA,kettle.example,A\n\"Cup, Saucer\",,not an address,\n,,,B\nthe kettle,,kettle.example,\n";
    list_in(db, csv, &r);
    assert_int_equal(r.rows, 4);
    assert_int_equal(r.added, 2);
    assert_int_equal(r.refused, 1);                                          /* no name */
    assert_int_equal(r.joined, 1);                                           /* the same name and website */
    assert_int_equal(number(db, "select count(*) from member_group where place = 'wales'"), 1);
    assert_int_equal(number(db, "select count(*) from member_group where extra like '%LL57%' or place_words like '%LL57%'"), 0);
    assert_int_equal(number(db, "select count(*) from member_group where extra like '%not an address%'"), 1);
    list_in(db, csv, &r);
    assert_int_equal(r.added, 0);                                            /* nothing twice */
    assert_int_equal(r.changed, 0);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(addresses), cmocka_unit_test(couples_share_an_address), cmocka_unit_test(joining), cmocka_unit_test(links),
        cmocka_unit_test(directory), cmocka_unit_test(searching), cmocka_unit_test(renamed_and_dropped), cmocka_unit_test(who_may),
        cmocka_unit_test(told_and_forgotten), cmocka_unit_test(checks_bite), cmocka_unit_test(lists) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
