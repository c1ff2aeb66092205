/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Names that are sealed and found, who was erased, the audit's chain, keys that turn, what lists claim, links that
 * stop, what needs two; on either engine. */
#include "house_for_tests.h"

#include "chronicle/chronicle.h"
#include "people/roles.h"
#include "people/stop.h"

#include <sys/stat.h>

static void holds_well(Db *db)
{
    Buf faults = checked(db);
    if (faults.len) fail_msg("%.*s", FMT(buf_view(&faults)));
}

static i64 called(Db *db, const char *name)
{
    static int made;
    return person_in(db, name, str_format(arena, "p%d@x.example", ++made).at);
}

static bool has(Ids ids, i64 person)
{
    for (int i = 0; i < ids.count; i++) if (ids.at[i] == person) return true;
    return false;
}

/* ---- names ---- */

static const char *const names[] = { "Zoë Ångström", "Zora Anderson", "محمد الفارسي",
    "王小明", "Madonna", "Nguyễn Thị Hạnh", "Siobhán O’Connor", "Ольга Іваненко", "Featherstonehaugh" };
enum { ZOE, ZORA, MUHAMMAD, XIAOMING, MADONNA, HANH, SIOBHAN, OLHA, FEATHER };

static const struct { const char *asked; int who, also; } askings[] = {
    { "zoe angstrom", ZOE, -1 }, { "ANG zo", ZOE, -1 }, { "zo an", ZOE, ZORA }, { "ångström", ZOE, -1 }, { "zora", ZORA, -1 }, { "ngstrom", -1, -1 },
    { "محم", MUHAMMAD, -1 }, { "الفار محمد", MUHAMMAD, -1 },
    { "王", XIAOMING, -1 }, { "小明", XIAOMING, -1 }, { "李", -1, -1 },
    { "madonna", MADONNA, -1 }, { "mado", MADONNA, -1 }, { "adonna", -1, -1 }, { "madonna zoe", -1, -1 },
    { "nguyen", HANH, -1 }, { "hanh thi nguyen", HANH, -1 }, { "oconn", SIOBHAN, -1 }, { "o'connor", SIOBHAN, -1 }, { "siobhan", SIOBHAN, -1 },
    { "ОЛЬГА", OLHA, -1 }, { "іван", OLHA, -1 }, { "featherstonehaugh", FEATHER, -1 }, { "feath", FEATHER, -1 },
    { "", -1, -1 }, { " ' % ", -1, -1 },
};

static void names_are_found_by_their_beginnings(void **state)
{
    (void)state;
    i64 ids[COUNT(names)];
    Db *db = furnished_db();
    for (int i = 0; i < COUNT(names); i++) ids[i] = called(db, names[i]);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < COUNT(askings); i++) {
        Ids found = names_found_trusted(tx, str_c(askings[i].asked), 20);
        int wanted = (askings[i].who >= 0) + (askings[i].also >= 0);
        bool right = found.count == wanted && !found.more && (wanted < 1 || has(found, ids[askings[i].who])) && (wanted < 2 || has(found, ids[askings[i].also]));
        if (!right) fail_msg("\"%s\" found %d and not %d", askings[i].asked, found.count, wanted);
    }
    assert_int_equal(db_one_int(tx, SQL("select count(*) from person_word where find = $1"), B(S("zoe"))), 0);
    person_rename_trusted(tx, ids[ZOE], S("Nova Quill"));
    assert_int_equal(names_found_trusted(tx, S("angstrom"), 20).count, 0);   /* the old name leads nowhere */
    assert_int_equal(names_found_trusted(tx, S("nov qui"), 20).count, 1);
    assert_true(name_indexed_trusted(tx, ids[ZOE], S("Nova Quill")) && !name_indexed_trusted(tx, ids[ZOE], S("Nova Quilling")));
    people_forget_trusted(tx, ids[ZOE]);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from person_word where person = $1"), I(ids[ZOE])), 0);
    keep(tx);
    for (int i = 0; i < 5; i++) called(db, "Kim");
    tx = tx_open(arena, db, TX_READ);
    Ids some = names_found_trusted(tx, S("kim"), 3);
    assert_true(some.count == 3 && some.more);
    keep(tx);
    holds_well(db);
    db_close(db);
}

static void names_that_are_alike(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 mueller = called(db, "Petra Müller"), miller = called(db, "Petra Miller"), baker = called(db, "Petra Baker"), turned = called(db, "Miller, Petra"), ming = called(db, "王小明");
    Tx *tx = tx_open(arena, db, TX_READ);
    Ids whole = name_alike_trusted(tx, S("PETRA miller"), true, 10), sound = name_alike_trusted(tx, S("Petra Muller"), false, 10);
    assert_true(whole.count == 2 && has(whole, miller) && has(whole, turned));       /* the same words in any order */
    assert_true(sound.count == 3 && has(sound, mueller) && !has(sound, baker));
    assert_true(has(name_alike_trusted(tx, S("王小明"), false, 10), ming));
    assert_int_equal(name_alike_trusted(tx, S("王大明"), false, 10).count, 0);
    assert_int_equal(name_alike_trusted(tx, S("?!"), true, 10).count, 0);
    keep(tx);
    assert_true(names_near(arena, S("J Smith"), S("John Smith")) && names_near(arena, S("Maria"), S("Maria Gonzalez")) && names_near(arena, S("Smith Ann"), S("ann smith")));
    assert_false(names_near(arena, S("Ann Smith"), S("Bob Smith")));         /* a couple */
    assert_false(names_near(arena, S("محمد"), S("أحمد")));
    assert_false(names_near(arena, S(""), S("Ann")));
    db_close(db);
}

/* ---- who was erased ---- */

static bool before(Tx *tx, const char *kind, const char *value, const char *name) { return erased_before_trusted(tx, str_c(kind), str_c(value), str_c(name)); }

static void erased_stays_erased(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ann = person_in(db, "Ann", "home@x.example"), bo = person_in(db, "Bo", "home@x.example"), cy = person_in(db, "Cy", "cy@x.example"), dee = person_in(db, "Dee", "dee@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    address_give_trusted(tx, cy, S("phone"), S("+44 1632 960 111"), S("test"));
    assert_false(before(tx, "email", "cy@x.example", "Cy"));
    forget_everywhere_trusted(tx, cy);
    assert_true(before(tx, "email", " CY@x.example", "Anybody at all"));     /* nobody else is there: the address alone */
    assert_true(before(tx, "phone", "01632 960111", "Anybody"));
    assert_false(before(tx, "phone", "cy@x.example", "Cy"));
    assert_false(before(tx, "email", "cyx@x.example", "Cy"));                /* a name alone is nobody */
    forget_everywhere_trusted(tx, ann);
    assert_true(before(tx, "email", "home@x.example", "ANN"));               /* Bo lives there still: address and name together */
    assert_false(before(tx, "email", "home@x.example", "Bo"));
    assert_false(before(tx, "email", "home@x.example", "Ann Marie"));
    forget_everywhere_trusted(tx, bo);
    assert_true(before(tx, "email", "home@x.example", "Ann Marie"));         /* the last one there */
    take_out_everywhere_trusted(tx, dee);
    assert_false(before(tx, "email", "dee@x.example", "Dee"));               /* undoing a list is no erasure */
    assert_true(erased_person_trusted(tx, ann) && erased_person_trusted(tx, cy) && !erased_person_trusted(tx, dee));
    keep(tx);
    assert_int_equal(number(db, "select count(*) from erased where length(find) <> 16"), 0);
    holds_well(db);
    db_close(db);
}

/* ---- the audit ---- */

enum { AUDITED = 6 };

static Db *audited(i64 *ada, i64 *bo)
{
    static const char *const reasons[AUDITED] = { "a call", "the October list", "a letter came back", "a call", "asked by post", "the last one" };
    Db *db = furnished_db();
    *ada = person_in(db, "Ada", "ada@x.example"), *bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < AUDITED; i++) noted_trusted(tx, i & 1 ? *ada : *bo, &(Noted){ "opened", i & 1 ? *bo : *ada, str_c(reasons[i]) });
    keep(tx);
    return db;
}

static void say(Tx *tx, const char *sql)
{
    Query q = db_query_text(tx, str_c(sql), (const Arg[]){ { .kind = ARG_END } });
    while (db_next(&q)) { }
    db_end(&q);
    if (tx_doomed(tx)) fail_msg("%s", sql);
}

static const struct { const char *sql, *says; } tamperings[] = {
    { "update audit set at = at + 1 where seq = 3", "row 3: it was changed" },
    { "update audit set actor = actor + 1 where seq = 3", "row 3: it was changed" },
    { "update audit set kind = 'found' where seq = 3", "row 3: it was changed" },
    { "update audit set subject = subject + 1 where seq = 3", "row 3: it was changed" },
    { "update audit set words = (select words from audit b where b.seq = 1) where seq = 4", "row 4: its words do not open" },
    { "update audit set digest = (select digest from audit b where b.seq = 1) where seq = 3", "row 3: it was changed" },
    { "update audit set chain = (select chain from audit b where b.seq = 1) where seq = 3", "row 3: it does not follow from the one before" },
    { "update audit set blanked = 1 where seq = 3", "row 3: it was changed" },
    { "update audit set blanked = 1, actor = 99 where seq = 3", "row 3: it was changed" },
    { "update audit set seq = 99 where seq = 3", "row 4: rows before it are missing" },
    { "delete from audit where seq = 3", "row 4: rows before it are missing" },
    { "delete from audit where seq = 1", "row 2: rows before it are missing" },
    { "delete from audit where seq = 6", "rows are missing after 5" },
    { "delete from audit where seq > 2", "rows are missing after 2" },
    { "delete from audit", "rows are missing after 0" },
    { "delete from setting where name = 'audit_head'", "its end is not the one that was written last" },
    { "insert into audit(seq, at, actor, kind, subject, words, blanked, digest, chain) select 7, at, actor, kind, subject, words, blanked, digest, chain from audit where seq = 6", "row 7: " },
};

static void expect_said(Tx *tx, const char *sql, const char *says)
{
    Buf faults = buf_open(arena, 256);
    int found = audit_check(tx, &faults);
    if (!found || str_find(buf_view(&faults), str_c(says)) < 0) fail_msg("%s: %d, \"%.*s\" and not \"%s\"", sql, found, FMT(buf_view(&faults)), says);
}

static void audit_tells_what_was_done_to_it(void **state)
{
    (void)state;
    i64 ada, bo;
    Db *db = audited(&ada, &bo);
    holds_well(db);
    for (int i = 0; i < COUNT(tamperings); i++) {
        Tx *tx = tx_open(arena, db, TX_WRITE);
        say(tx, tamperings[i].sql);
        expect_said(tx, tamperings[i].sql, tamperings[i].says);
        assert_int_equal(tx_close(tx, false), TX_DROPPED);
    }
    Tx *tx = tx_open(arena, db, TX_WRITE);                                   /* somebody with the key, and without the digest's */
    db_exec(tx, SQL("update audit set words = $1 where seq = 2"), B(seal(arena, "audit.words", 2, S("nothing at all"))));
    expect_said(tx, "other words", "row 2: it was changed");
    db_exec(tx, SQL("update audit set words = $1 where seq = 2"), B(S("")));
    expect_said(tx, "no words", "row 2: it was changed");
    assert_int_equal(tx_close(tx, false), TX_DROPPED);
    holds_well(db);
    db_close(db);
}

static void erasing_blanks_and_the_chain_holds(void **state)
{
    (void)state;
    i64 ada, bo;
    Db *db = audited(&ada, &bo);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(audit_of_trusted(tx, ada).count, 3);
    noted_trusted(tx, ada, &(Noted){ "changed", ada, S("Ada's own") });
    assert_int_equal(audit_of_trusted(tx, ada).count, 3);                    /* not what she did herself */
    forget_everywhere_trusted(tx, ada);
    AuditRows of_bo = audit_of_trusted(tx, bo);
    keep(tx);
    assert_int_equal(of_bo.count, 3);                                        /* he sees that somebody looked; who and why are gone */
    for (int i = 0; i < of_bo.count; i++) assert_true(of_bo.at[i].actor == 0 && !of_bo.at[i].words.len);
    assert_int_equal(number(db, "select count(*) from audit"), AUDITED + 1);
    assert_int_equal(number(db, "select count(*) from audit where blanked = 1"), AUDITED + 1);
    assert_int_equal(number(db, str_format(arena, "select count(*) from audit where actor = %lld or subject = %lld", ada, ada).at), 0);
    holds_well(db);
    static const char *const after[] = { "update audit set kind = 'found' where seq = 3", "update audit set at = 1 where seq = 3", "update audit set actor = 99 where seq = 4", "update audit set blanked = 0 where seq = 3" };
    for (int i = 0; i < COUNT(after); i++) {                                 /* what was blanked is guarded as before */
        tx = tx_open(arena, db, TX_WRITE);
        say(tx, after[i]);
        expect_said(tx, after[i], "it was changed");
        assert_int_equal(tx_close(tx, false), TX_DROPPED);
    }
    tx = tx_open(arena, db, TX_WRITE);
    forget_everywhere_trusted(tx, bo);                                       /* the other end of the same rows */
    noted_trusted(tx, 5, &(Noted){ "opened", 6, S("it goes on") });
    keep(tx);
    assert_int_equal(number(db, str_format(arena, "select count(*) from audit where actor = %lld or subject = %lld", bo, bo).at), 0);
    holds_well(db);
    db_close(db);
}

static void the_same_look_is_one_row(void **state)
{
    (void)state;
    i64 ada, bo;
    Db *db = audited(&ada, &bo);
    Who who = { .person = ada };
    Noted n = { "opened", bo, S("the last one") }, other = { "opened", bo, S("another reason") };
    Tx *tx = tx_open(arena, db, TX_READ);
    assert_true(noted_lately(tx, who, &n, MINUTES(10)));
    assert_false(noted_lately(tx, who, &other, MINUTES(10)));
    assert_false(noted_lately(tx, (Who){ .person = bo }, &n, MINUTES(10)));
    time_pretend(time_after(time_now(), MINUTES(11)));
    assert_false(noted_lately(tx, who, &n, MINUTES(10)));
    time_pretend((Time){ 0 });
    keep(tx);
    db_close(db);
}

/* ---- sealing in the database, and keys that turn ---- */

static void a_value_that_was_moved_does_not_open(void **state)
{
    (void)state;
    Str plain;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Who who = { .person = ada, .gates = 1u << MEMBERS };
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_int_equal(detail_put(tx, who, &(Detail){ S("they"), S("afternoons"), S("") }), DONE);
    db_exec(tx, SQL("update person set name = (select name from person where id = $1) where id = $2"), I(ada), I(bo));
    db_exec(tx, SQL("update person_detail set supporter = reach_words, reach_words = pronouns where person = $1"), I(ada));
    keep(tx);
    tx = tx_open(arena, db, TX_READ);
    assert_true(str_is(person_trusted(tx, ada)->name, "Ada"));
    assert_int_equal(person_trusted(tx, bo)->name.len, 0);                   /* another row */
    Detail d = detail_of_trusted(tx, ada);
    assert_true(str_is(d.pronouns, "they") && !d.reach_words.len && !d.supporter.len);       /* another column of the same row */
    Query q = db_query(tx, SQL("select name from person where id = $1"), I(ada));
    assert_true(db_next(&q) && seal_open(arena, "person.name", ada, db_view(&q, 0), &plain) && !seal_open(arena, "person.name", bo, db_view(&q, 0), &plain));
    db_end(&q);
    keep(tx);
    db_close(db);
}

typedef struct { const char *path; Str name, find, sign, token; i64 ada; } Old;

static Old before_the_turn(Db *db, const char *path)
{
    Str why = S("");
    Old o = { .path = path };
    if (!seal_make(path, &why, arena)) fail_msg("%.*s", FMT(why));
    struct stat st;
    assert_true(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    assert_false(seal_make(path, &why, arena));                              /* never over one that is there */
    o.ada = person_in(db, "Ada Quill", "ada@x.example");
    o.name = seal(arena, "person.name", 7, S("Ada")), o.find = seal_find(arena, "address.email", S("ada@x.example")), o.sign = seal_sign(arena, "n", S("words"));
    o.token = stop_token_trusted(arena, o.ada, S("keep"));
    assert_true(str_eq(o.find, seal_find_before(arena, "address.email", S("ada@x.example"))));
    return o;
}

static bool in(SealFinds f, Str find)
{
    for (int i = 0; i < f.count; i++) if (str_eq(f.at[i], find)) return true;
    return false;
}

static void old_ones_still_open(Db *db, const Old *o)
{
    Str plain = S("");
    assert_true(seal_open(arena, "person.name", 7, o->name, &plain) && str_is(plain, "Ada") && !seal_is_current(o->name));
    assert_true(in(seal_finds(arena, "address.email", S("ada@x.example")), o->find));
    assert_true(seal_signed("n", S("words"), o->sign));                      /* links in letters live on */
    Tx *tx = tx_open(arena, db, TX_READ);
    assert_non_null(stop_asked(tx, NOBODY, o->token));
    assert_true(str_is(person_trusted(tx, o->ada)->name, "Ada Quill"));
    assert_int_equal(address_find_trusted(tx, S("ada@x.example")) != 0, 1);
    assert_int_equal(names_found_trusted(tx, S("qui ada"), 5).count, 1);
    keep(tx);
}

static void keys_turn_and_nothing_is_lost(void **state)
{
    (void)state;
    Str why = S("");
    Db *db = furnished_db();
    char path[] = "/tmp/kith-keys-XXXXXX";
    assert_non_null(mkdtemp(path));
    Old o = before_the_turn(db, str_format(arena, "%s/secret.key", path).at);
    assert_true(seal_turn_begin(o.path, &why, arena));
    Str find = seal_find(arena, "address.email", S("ada@x.example"));
    assert_false(str_eq(find, o.find));
    assert_true(str_eq(seal_find_before(arena, "address.email", S("ada@x.example")), o.find));       /* rows may still carry it */
    assert_true(seal_is_current(seal(arena, "person.name", 7, S("new"))));
    old_ones_still_open(db, &o);
    assert_true(seal_turn_begin(o.path, &why, arena));                       /* interrupted and begun again: the same turn */
    assert_true(str_eq(seal_find(arena, "address.email", S("ada@x.example")), find));
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (i64 at = 1; at; ) at = people_room.reindex(tx, at, 1);
    keep(tx);
    assert_true(seal_turn_end(o.path, &why, arena));
    assert_true(str_eq(seal_find_before(arena, "address.email", S("ada@x.example")), find));         /* the old one is asked for no more */
    old_ones_still_open(db, &o);
    assert_true(seal_load(o.path, &why, arena));
    assert_true(str_eq(seal_find(arena, "address.email", S("ada@x.example")), find));
    assert_int_equal(chmod(o.path, 0640), 0);
    assert_false(seal_load(o.path, &why, arena));
    assert_true(str_find(why, S("chmod 600")) > 0);
    seal_pretend(7);
    unlink(o.path), rmdir(path);
    db_close(db);
}

/* Only those of before the turn are erased under the old key. */
static void erased_before_a_turn_is_known_after_it(void **state)
{
    (void)state;
    Str why = S("");
    Db *db = furnished_db();
    char path[] = "/tmp/kith-keys-XXXXXX";
    assert_non_null(mkdtemp(path));
    Old o = before_the_turn(db, str_format(arena, "%s/secret.key", path).at);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    forget_everywhere_trusted(tx, o.ada);
    keep(tx);
    assert_true(seal_turn_begin(o.path, &why, arena) && seal_turn_end(o.path, &why, arena));
    tx = tx_open(arena, db, TX_READ);
    assert_true(before(tx, "email", "ada@x.example", "Whoever") && erased_person_trusted(tx, o.ada));
    assert_false(before(tx, "email", "bo@x.example", "Whoever"));
    keep(tx);
    seal_pretend(7);
    unlink(o.path), rmdir(path);
    db_close(db);
}

/* ---- what a list claims was agreed to ---- */

static const Consent *newest(Tx *tx, i64 person, const char *purpose)
{
    Consents all = consents_of_trusted(tx, person);
    for (int i = 0; i < all.count; i++) if (str_is(all.at[i].purpose, purpose)) return &all.at[i];
    return NULL;
}

static void claims_give_way_to_what_was_taken_back(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Time day = { 1600000000 * SECONDS(1) };
    ConsentClaim claim = { ada, S("bulletin"), S("Yes, post me your news"), S("soft opt-in"), S("October list, 3"), day };
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_true(consent_claim_trusted(tx, &claim));
    const Consent *c = newest(tx, ada, "bulletin");
    assert_true(c && str_is(c->words, "Yes, post me your news") && str_is(c->basis, "soft opt-in") && str_is(c->source, "October list, 3") && c->given_at.us == day.us && !c->withdrawn_at.us);
    assert_true(str_find(c->way, S("list")) >= 0);                           /* claimed, and told apart from what was said here */
    assert_true(consent_claim_trusted(tx, &claim));                          /* the same list again */
    assert_int_equal(db_one_int(tx, SQL("select count(*) from consent where person = $1 and purpose = 'bulletin'"), I(ada)), 1);
    consent_withdraw_trusted(tx, ada, S("bulletin"));
    assert_false(consent_claim_trusted(tx, &claim));
    claim.at = (Time){ 0 };
    assert_false(consent_claim_trusted(tx, &claim));                         /* a list without days is no later */
    assert_false(consent_lives_trusted(tx, ada, S("bulletin")));
    assert_true(newest(tx, ada, "bulletin")->withdrawn_at.us > day.us);
    consent_give_trusted(tx, ada, S("bulletin"), S("own page"), 0);          /* the person may change their mind, the list may not */
    assert_true(consent_claim_trusted(tx, &claim) && str_is(newest(tx, ada, "bulletin")->way, "own page"));
    claim.person = bo, claim.words = S(""), claim.basis = S("consent");
    assert_true(consent_claim_trusted(tx, &claim));
    c = newest(tx, bo, "bulletin");
    assert_true(str_is(c->basis, "consent") && str_find(c->words, S("the words were not kept")) >= 0);
    consent_give_trusted(tx, bo, S("newsletter"), S("own page"), 0);
    Str now;
    wording_now_trusted(tx, S("newsletter"), &now);
    assert_true(str_eq(newest(tx, bo, "newsletter")->words, now));           /* a claim's words never become the network's own */
    keep(tx);
    holds_well(db);
    db_close(db);
}

/* ---- stopping by the link in a letter ---- */

static void stop_links(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 2; i++) consent_give_trusted(tx, i ? bo : ada, S("bulletin"), S("test"), 0), consent_give_trusted(tx, i ? bo : ada, S("newsletter"), S("test"), 0);
    Str token = stop_token_trusted(arena, ada, S("bulletin")), plain;
    assert_true(base64url_decode(arena, token, &plain) && str_find(plain, S("bulletin")) < 0 && str_find(plain, str_format(arena, "%lld", ada)) < 0);
    assert_false(str_eq(token, stop_token_trusted(arena, ada, S("bulletin"))));
    const Stop *s = stop_asked(tx, NOBODY, token);
    assert_true(s && s->count == 1 && s->people[0] == ada && str_is(s->purpose, "bulletin") && s->words.len && !s->over);
    assert_true(consent_lives_trusted(tx, ada, S("bulletin")));              /* asking changes nothing */
    for (size_t i = 0; i < token.len; i++) {
        char *other = arena_alloc(arena, token.len);
        memcpy(other, token.at, token.len);
        other[i] = other[i] == 'A' ? 'B' : 'A';
        if (stop_asked(tx, NOBODY, (Str){ other, token.len })) fail_msg("a link with another sign at %zu opens", i);
    }
    for (size_t n = 0; n < token.len; n++) assert_null(stop_asked(tx, NOBODY, (Str){ token.at, n }));
    assert_null(stop_asked(tx, NOBODY, S("A token with spaces and <b>")));
    stop_now(tx, NOBODY, s);
    assert_false(consent_lives_trusted(tx, ada, S("bulletin")));
    assert_true(consent_lives_trusted(tx, ada, S("newsletter")) && consent_lives_trusted(tx, ada, S("keep")));    /* nothing but this */
    assert_true(consent_lives_trusted(tx, bo, S("bulletin")));               /* of nobody else */
    Time when = newest(tx, ada, "bulletin")->withdrawn_at;
    s = stop_asked(tx, NOBODY, token);
    assert_true(s && s->over);
    time_pretend(time_after(time_now(), DAYS(1)));
    stop_now(tx, NOBODY, s);
    time_pretend((Time){ 0 });
    assert_int_equal(newest(tx, ada, "bulletin")->withdrawn_at.us, when.us); /* twice is calm */
    assert_null(stop_asked(tx, NOBODY, stop_token_trusted(arena, ada, S("never-agreed-to"))));
    s = stop_asked(tx, NOBODY, stop_token_trusted(arena, 12345, S("bulletin")));
    assert_true(s && s->over && !s->count);                                  /* of nobody: nothing comes, and the answer says so (R2) */
    Str of_bo = stop_token_trusted(arena, bo, S("bulletin"));
    assert_non_null(stop_asked(tx, NOBODY, of_bo));
    forget_everywhere_trusted(tx, bo);
    s = stop_asked(tx, NOBODY, of_bo);
    assert_true(s && s->over && !s->count);                                  /* nobody is behind it any more */
    keep(tx);
    holds_well(db);
    db_close(db);
}

/* ---- what needs two ---- */

static Who who_as(i64 person, unsigned gates) { return (Who){ .person = person, .session = person, .gates = gates | 1u << MEMBERS }; }
static const unsigned boss = 1u << DESK | 1u << OFFICERS | 1u << ADMINISTRATORS, clerk = 1u << DESK | 1u << OFFICERS;

static void two_people(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example"), cy = person_in(db, "Cy", "cy@x.example");
    TwoPerson list = { .kind = S("members list"), .detail = S("csv"), .words = S("for the printer") }, role = { .kind = S("role give"), .subject = cy, .detail = S("editor"), .words = S("she writes well") };
    Who asks = who_as(ada, clerk), says = who_as(bo, clerk), member = who_as(cy, 0);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_true(role_give_trusted(tx, ada, S("officer"), 0));
    assert_true(two_alone(tx, asks, list.kind));
    assert_true(role_give_trusted(tx, bo, S("officer"), 0));
    assert_false(two_alone(tx, asks, list.kind));
    assert_true(two_alone(tx, asks, role.kind));                             /* officers cannot say yes to a role */
    assert_int_equal(two_ask(tx, member, &list), 0);
    assert_int_equal(two_ask(tx, asks, &role), 0);
    i64 id = two_ask(tx, asks, &list);
    assert_true(id != 0);
    assert_null(two_named(tx, member, id));
    assert_int_equal(two_say(tx, member, id, true), GONE);
    assert_int_equal(two_say(tx, asks, id, true), CONFLICT);                 /* never one's own */
    assert_int_equal(two_named(tx, says, id)->state, TWO_ASKED);
    assert_true(str_is(two_named(tx, says, id)->words, "for the printer") && str_is(two_named(tx, says, id)->asker, "Ada"));
    assert_int_equal(two_say(tx, says, id, true), DONE);
    assert_int_equal(two_named(tx, asks, id)->state, TWO_YES);
    assert_int_equal(two_say(tx, says, id, false), GONE);                    /* decided is decided */
    i64 back = two_ask(tx, asks, &list), old = two_ask(tx, asks, &list);
    assert_int_equal(two_say(tx, asks, back, false), DONE);                  /* one may take one's own asking back */
    assert_int_equal(two_say(tx, says, back, true), GONE);
    time_pretend(time_after(time_now(), DAYS(7) + MINUTES(1)));
    assert_int_equal(two_say(tx, says, old, true), GONE);                    /* seven days */
    assert_int_equal(two_named(tx, says, old)->state, TWO_ASKED);
    time_pretend((Time){ 0 });
    assert_int_equal(two_lately(tx, says).count, 3);
    assert_int_equal(two_lately(tx, member).count, 0);
    forget_everywhere_trusted(tx, ada);
    assert_int_equal(two_named(tx, says, id)->asked_by, 0);
    time_pretend(time_after(time_now(), DAYS(367)));
    assert_int_equal(two_expire_trusted(tx), 3);
    time_pretend((Time){ 0 });
    keep(tx);
    holds_well(db);
    db_close(db);
}

static i64 holds_role(Tx *tx, i64 person, const char *slug)
{
    return db_one_int(tx, SQL("select count(*) from role_held h join role r on r.id = h.role where h.person = $1 and r.slug = $2"), I(person), T(str_c(slug)));
}

static i64 asked_for(Tx *tx) { return db_one_int(tx, SQL("select max(id) from two_person")); }

static void roles_need_two(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example"), cy = person_in(db, "Cy", "cy@x.example");
    Who first = who_as(ada, boss), second = who_as(bo, boss);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    assert_true(role_give_trusted(tx, ada, S("administrator"), 0));
    assert_null(administrator(tx, who_as(cy, clerk)));
    const Administrator *a = administrator(tx, first), *b = administrator(tx, second);
    RoleAsk ask = { .email = S("bo@x.example"), .role = S("administrator"), .why = S("so that we are two") };
    assert_int_equal(role_give(tx, first, a, &ask), DONE);
    assert_true(ask.at_once && holds_role(tx, bo, "administrator"));         /* nobody else could be asked */
    assert_false(administrator_alone(tx, first));
    ask = (RoleAsk){ .email = S("cy@x.example"), .role = S("editor"), .why = S("no") };
    assert_int_equal(role_give(tx, first, a, &ask), INVALID);                /* a reason that says nothing */
    ask.why = S("they write well"), ask.role = S("emperor");
    assert_int_equal(role_give(tx, first, a, &ask), INVALID);
    ask.role = S("editor"), ask.email = S("nobody@x.example");
    assert_int_equal(role_give(tx, first, a, &ask), GONE);
    ask.email = S("cy@x.example");
    assert_int_equal(role_give(tx, first, a, &ask), DONE);
    assert_true(!ask.at_once && !holds_role(tx, cy, "editor"));
    const TwoPerson *t = two_named(tx, second, asked_for(tx));
    assert_true(t && t->subject == cy && str_is(t->detail, "editor"));
    assert_int_equal(two_say(tx, first, t->id, true), CONFLICT);
    assert_int_equal(two_say(tx, second, t->id, true), DONE);
    role_agreed(tx, b, t);
    assert_true(holds_role(tx, cy, "editor"));
    assert_int_equal(two_named(tx, first, t->id)->state, TWO_DONE);
    assert_int_equal(role_give(tx, first, a, &ask), CONFLICT);               /* has it */
    assert_int_equal(db_one_int(tx, SQL("select count(*) from audit where kind = 'role' and subject = $1"), I(cy)), 1);
    ask = (RoleAsk){ .role = S("administrator"), .person = bo };
    assert_int_equal(role_take(tx, first, a, &ask), DONE);                   /* what could do harm goes at once */
    ask.person = ada;
    assert_int_equal(role_take(tx, first, a, &ask), CONFLICT);               /* the last one stays */
    assert_true(holds_role(tx, ada, "administrator") && !holds_role(tx, bo, "administrator"));
    keep(tx);
    holds_well(db);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(names_are_found_by_their_beginnings), cmocka_unit_test(names_that_are_alike), cmocka_unit_test(erased_stays_erased),
        cmocka_unit_test(audit_tells_what_was_done_to_it), cmocka_unit_test(erasing_blanks_and_the_chain_holds), cmocka_unit_test(the_same_look_is_one_row),
        cmocka_unit_test(a_value_that_was_moved_does_not_open), cmocka_unit_test(keys_turn_and_nothing_is_lost), cmocka_unit_test(erased_before_a_turn_is_known_after_it),
        cmocka_unit_test(claims_give_way_to_what_was_taken_back), cmocka_unit_test(stop_links), cmocka_unit_test(two_people), cmocka_unit_test(roles_need_two) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
