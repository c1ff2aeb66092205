/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The post room's rules one by one: who gets a copy and why not, a month at once, what is taken back from elsewhere, tokens of return
 * paths, quiet hours, the journal of what is being sent: on either engine. */
#include "house_for_tests.h"

#include "bulletin/journal.h"

#include <dirent.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>

typedef struct { Db *db; i64 ada, bo; const Bulletin *b; Edition e; i64 address; } Post;

/* Two people at one address, one weekly edition. */
static Post post_up(Tx **tx)
{
    Post p = { .db = furnished_db() };
    p.ada = person_in(p.db, "Ada", "both@x.example"), p.bo = person_in(p.db, "Bo", "both@x.example");
    *tx = tx_open(arena, p.db, TX_WRITE);
    bulletin_begin_trusted(*tx);
    consent_give_trusted(*tx, p.ada, S("bulletin"), S("test"), 0);
    p.b = bulletin_seen_by(*tx, NOBODY, S("bulletin"));
    p.e = (Edition){ .bulletin = p.b, .kind = S("weekly"), .slug = S("one"), .title = S("One"), .intro = S(""), .state = S("sending"), .send_at = time_now(), .began_at = time_now() };
    p.e.id = edition_make_trusted(*tx, &p.e);
    p.address = address_find_trusted(*tx, S("both@x.example"));
    return p;
}

static void expect_why(Tx *tx, const Post *p, const char *why)
{
    Reader r = reader_trusted(tx, &p->e, p->address);
    if (why) assert_string_equal(r.why ? r.why : "it goes there", why);
    else assert_null(r.why);
}

static void one_copy_for_an_address(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    expect_why(tx, &p, NULL);
    assert_true(reader_trusted(tx, &p.e, p.address).person == p.ada);
    consent_give_trusted(tx, p.bo, S("bulletin"), S("test"), 0);
    copy_insert_trusted(tx, p.e.id, p.address, p.ada), copy_insert_trusted(tx, p.e.id, p.address, p.bo);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from edition_copy")), 1);
    consent_withdraw_trusted(tx, p.ada, S("bulletin"));
    assert_true(reader_trusted(tx, &p.e, p.address).person == p.bo);         /* the other one still gets it */
    const Stop *s = stop_asked(tx, NOBODY, stop_token_of_address_trusted(arena, p.address, S("bulletin")));
    assert_true(s && s->count == 1);
    consent_give_trusted(tx, p.ada, S("bulletin"), S("test"), 0);
    stop_now(tx, NOBODY, stop_asked(tx, NOBODY, stop_token_of_address_trusted(arena, p.address, S("bulletin"))));
    expect_why(tx, &p, "stopped");                                           /* one press stops it for the address (T22) */
    keep(tx);
    db_close(p.db);
}

static void each_reason(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    Who ada = { .person = p.ada };
    bulletin_choose(tx, ada, p.b->id, &(BulletinChoice){ S("digest"), S("") });
    expect_why(tx, &p, "digest");
    p.e.kind = S("digest");
    expect_why(tx, &p, NULL);
    bulletin_choose(tx, ada, p.b->id, &(BulletinChoice){ S("weekly"), S("") });
    expect_why(tx, &p, "weekly");
    p.e.kind = S("weekly");
    bulletin_choose(tx, ada, p.b->id, &(BulletinChoice){ S("paper"), S("") });
    expect_why(tx, &p, "paper");
    bulletin_choose(tx, ada, p.b->id, &(BulletinChoice){ S("weekly"), S("") });
    person_rest_trusted(tx, p.ada, time_after(time_now(), DAYS(30)));
    expect_why(tx, &p, "rests");
    person_rest_trusted(tx, p.ada, (Time){ 0 });
    came_back_trusted(tx, p.address, true, S("5.1.1"));
    expect_why(tx, &p, "came back");
    paused_resume(tx, ada, p.address);
    expect_why(tx, &p, NULL);
    p.e.segment = 99;                                                        /* one that is over finds nobody */
    expect_why(tx, &p, "segment");
    p.e.segment = 0;
    person_died_trusted(tx, p.ada);
    expect_why(tx, &p, "gone");
    for (const char *why = "stopped"; why; why = NULL) assert_true(*reader_why_words(str_c(why)));
    keep(tx);
    db_close(p.db);
}

/* R1: nobody could be asked to opt out before the fifth of February 2026. */
static void soft_opt_in(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    Time day = { 0 };
    consent_withdraw_trusted(tx, p.ada, S("bulletin"));
    assert_true(time_from_rfc3339(S("2026-02-04"), &day));
    assert_true(consent_claim_trusted(tx, &(ConsentClaim){ p.bo, S("bulletin"), S("a list"), S("soft opt-in"), S("a list"), day }));
    expect_why(tx, &p, "stopped");
    assert_true(time_from_rfc3339(S("2026-02-06"), &day));
    db_exec(tx, SQL("update consent set given_at = $1 where basis = 'soft opt-in'"), AT(day));
    expect_why(tx, &p, NULL);
    keep(tx);
    db_close(p.db);
}

static i64 item_in(Tx *tx, const Post *p, i64 edition, const char *kind, i64 source)
{
    Sections all = sections_of(tx, NOBODY, p->b->id);
    i64 id = id_new();
    db_exec(tx, SQL("insert into item(id, bulletin, section, entry, source_kind, source, state, title, body, link, run_by, own_words, lived_led, own, content_note, purpose, payment, paid_when, access, anonymity, data_use, may_change, hear_back_on,"
        " asked_back_at, heard_back, heard_back_at, poster, decline_words, runs_from, runs_to, by_person, made_at, decided_at)"
        " values ($1, $2, $3, 0, $4, $5, 'accepted', 'Canary kettle', 'Canary words', '', '', 0, 0, 1, '', '', '', '', '', '', '', '', 0, 0, '', 0, $6, '', $7, $8, 0, $7, $7)"), I(id), I(p->b->id), I(all.at[0].id), T(str_c(kind)), I(source), B(S("")),
        AT(time_now()), AT(time_after(time_now(), DAYS(14))));
    edition_place_trusted(tx, edition, id, all.at[0].id, 0);
    return id;
}

static void taken_back_elsewhere(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    i64 item = item_in(tx, &p, p.e.id, "work", 77), other = item_in(tx, &p, p.e.id, "work", 78);
    edition_freeze_trusted(tx, &p.e);
    edition_found_trusted(tx, NULL, &p.e);
    assert_int_equal(search_find_trusted(tx, &(SearchAsk){ .kind = "bulletin", .level = 2, .words = S("canary"), .most = 9 }).count, 2);
    news_withdrawn_trusted(tx, "work", 77, S(""));
    news_withdrawn_trusted(tx, "page", 78, S(""));                                  /* another kind of thing with the same number */
    assert_int_equal(search_find_trusted(tx, &(SearchAsk){ .kind = "bulletin", .level = 2, .words = S("canary"), .most = 9 }).count, 1);
    PlacedItems all = edition_items_trusted(tx, &p.e);
    for (int i = 0; i < all.count; i++) assert_true(all.at[i].gone == (all.at[i].item == item) && (all.at[i].item != other || all.at[i].words.len));
    assert_true(item_trusted(tx, item)->body.len == 0);
    db_exec(tx, SQL("update edition set state = 'sent' where id = $1"), I(p.e.id));
    keep(tx);
    assert_int_equal(checked(p.db).len, 0);
    tx = tx_open(arena, p.db, TX_WRITE);
    search_drop_trusted(tx, NULL, other);
    keep(tx);
    Buf said = checked(p.db);
    assert_true(str_find(buf_view(&said), S("items stand in bulletins and cannot be found")) >= 0);
    db_close(p.db);
}

static void a_month_at_once(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    Time first = { 0 };
    assert_true(time_from_rfc3339(S("2027-03-01T08:00:00Z"), &first));
    time_pretend(time_after(first, -DAYS(10)));
    p.e.slug = S("feb"), p.e.began_at = time_now(), p.e.state = S("sent"), p.e.sent_at = time_now();
    i64 week = edition_make_trusted(tx, &p.e), item = item_in(tx, &p, week, "", 0);
    edition_freeze_trusted(tx, edition_trusted(tx, week));
    time_pretend(first);
    digests_round_trusted(tx);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from edition where kind = 'digest'")), 0);        /* nobody wants one */
    bulletin_choose(tx, (Who){ .person = p.ada }, p.b->id, &(BulletinChoice){ S("digest"), S("") });
    time_pretend(time_after(first, DAYS(5)));
    digests_round_trusted(tx);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from edition where kind = 'digest'")), 0);        /* not on the sixth */
    time_pretend(first);
    for (int i = 0; i < 3; i++) digests_round_trusted(tx);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from edition where kind = 'digest' and state = 'scheduled'")), 1);
    assert_int_equal(db_one_int(tx, SQL("select x.item from edition_item x join edition e on e.id = x.edition where e.kind = 'digest' and x.words <> ''")), item);
    letters_hold_trusted(tx);
    editions_hold_trusted(tx);
    assert_int_equal(db_one_int(tx, SQL("select count(*) from edition where kind = 'digest' and state = 'held'")), 1);
    time_pretend((Time){ 0 });
    keep(tx);
    db_close(p.db);
}

static const char *file_words(const char *path)
{
    char *words = arena_alloc(arena, 1 << 16);
    FILE *f = fopen(path, "r");
    assert_non_null(f);
    words[fread(words, 1, (1 << 16) - 1, f)] = 0;
    (void)fclose(f);
    return words;
}

static const char *laid_out(int count, const char *dir)              /* waits until so many letters lie there, and reads the newest */
{
    for (int tries = 0; tries < 400; tries++, usleep(25000)) {
        int seen = 0;
        time_t newest = 0;
        const char *path = "";
        DIR *d = opendir(dir);
        for (struct dirent *e; d && (e = readdir(d)); ) {
            struct stat st;
            const char *p = str_format(arena, "%s/%s", dir, e->d_name).at;
            if (*e->d_name == '.' || strstr(e->d_name, ".tmp") || stat(p, &st) != 0) continue;
            seen++;
            if (st.st_mtime >= newest) newest = st.st_mtime, path = p;
        }
        if (d) closedir(d);
        if (seen >= count) return file_words(path);
    }
    return "";
}

static bool over;
static JobsConfig sent_from;
static void *send_all(void *with) { bulletins_send_due(with, &sent_from, &over); return NULL; }

/* R7: what is taken back, or slowed down, while a paced edition goes out is not in the letters that follow. */
static void taken_back_half_way(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    keep(tx);
    for (int i = 0; i < 3; i++) person_in(p.db, "Reader", str_format(arena, "reader%d@x.example", i).at);
    tx = tx_open(arena, p.db, TX_WRITE);
    item_in(tx, &p, p.e.id, "work", 77), item_in(tx, &p, p.e.id, "work", 78);
    for (i64 id = p.bo; id; id = db_one_int(tx, SQL("select coalesce(min(id), 0) from person where id > $1"), I(id))) consent_give_trusted(tx, id, S("bulletin"), S("test"), 0);
    db_exec(tx, SQL("update bulletin set per_minute = 60 where id = $1"), I(p.b->id));
    edition_freeze_trusted(tx, &p.e);
    keep(tx);
    char data[] = "/tmp/kith-sending-XXXXXX";
    assert_non_null(mkdtemp(data));
    const char *outbox = str_format(arena, "%s/outbox", data).at;
    assert_true(mkdir(outbox, 0700) == 0 && mkdir(str_format(arena, "%s/sending", data).at, 0700) == 0);
    sent_from = (JobsConfig){ .db_url = db_url, .data_dir = data };
    pthread_t sending;
    Db *theirs = another();
    assert_int_equal(pthread_create(&sending, NULL, send_all, theirs), 0);
    assert_non_null(strstr(laid_out(1, outbox), "Canary words"));
    tx = tx_open(arena, p.db, TX_WRITE);
    news_withdrawn_trusted(tx, "work", 77, S("")), news_withdrawn_trusted(tx, "work", 78, S(""));
    keep(tx);
    pthread_join(sending, NULL);
    db_close(theirs);
    assert_null(strstr(laid_out(4, outbox), "Canary words"));
    db_close(p.db);
}

/* Whatever another machine had in hand an hour ago, nobody knows: said so, and no longer waited for. */
static void in_hand_for_ever(void **state)
{
    (void)state;
    Tx *tx;
    Post p = post_up(&tx);
    edition_freeze_trusted(tx, &p.e);
    copy_insert_trusted(tx, p.e.id, p.address, p.ada);
    db_exec(tx, SQL("update edition set filled = 1 where id = $1"), I(p.e.id));
    db_exec(tx, SQL("update edition_copy set state = 2, holder = 'elsewhere', next_at = $1"), AT(time_after(time_now(), -HOURS(2))));
    keep(tx);
    char data[] = "/tmp/kith-sending-XXXXXX";
    assert_true(mkdtemp(data) && mkdir(str_format(arena, "%s/sending", data).at, 0700) == 0);
    bulletins_send_due(p.db, &(JobsConfig){ .db_url = db_url, .data_dir = data }, &over);
    assert_int_equal(number(p.db, "select state from edition_copy"), COPY_UNKNOWN);
    assert_int_equal(number(p.db, "select count(*) from edition where state = 'sent'"), 1);
    db_close(p.db);
}

static void quiet_hours(void **state)
{
    (void)state;
    Time t = { 0 };
    assert_true(time_from_rfc3339(S("2026-11-24T23:30:00Z"), &t));
    PostChoice night = { .quiet_from = 22, .quiet_to = 7 }, noon = { .quiet_from = 12, .quiet_to = 14 }, none = { .quiet_from = 5, .quiet_to = 5 };
    assert_string_equal(time_rfc3339(arena, quiet_until_trusted(&night, t)).at, "2026-11-25T07:00:00Z");
    assert_true(quiet_until_trusted(&noon, t).us == t.us && quiet_until_trusted(&none, t).us == t.us);
    assert_string_equal(time_rfc3339(arena, time_next(t, 1, 9)).at, "2026-11-30T09:00:00Z");               /* the next Monday */
    static const struct { const char *zone, *at; } zones[] = { { "UTC", "2027-03-01T09:00:00Z" }, { "Pacific/Auckland", "2027-02-28T20:00:00Z" }, { "America/New_York", "2027-03-01T14:00:00Z" } };
    for (int i = 0; i < COUNT(zones); i++) {
        assert_true(time_zone_set(zones[i].zone) && time_on_day(S("2027-03-01"), 9, &t));
        assert_string_equal(time_rfc3339(arena, t).at, zones[i].at);
    }
    assert_true(time_zone_set("Europe/London") && !time_on_day(S("2027-03-28"), 1, &t));                     /* an hour that is not there */
    assert_true(!time_on_day(S("2027-3-1"), 9, &t) && !time_on_day(S("2027-03-01"), 24, &t) && time_zone_set("UTC"));
}

static void return_paths(void **state)
{
    (void)state;
    seal_pretend(7);
    Str from = S("no-reply@x.example"), path = return_path(arena, from, S("Zoe@Home.Example "));
    Str upper = str_copy(arena, path);
    assert_true(path.len < 64 + 12 && return_path_ours(arena, from, path) && return_path_ours(arena, from, from) && !return_path_ours(arena, from, S("no-reply@elsewhere.example")));
    for (size_t i = 0; i < upper.len; i++) if (upper.at[i] >= 'a' && upper.at[i] <= 'z') ((char *)(uintptr_t)upper.at)[i] = (char)(upper.at[i] - 32);
    assert_true(str_eq(return_path_find(arena, from, upper), seal_find(arena, "address.email", S("zoe@home.example"))));    /* servers change case */
    for (size_t i = 9; i < path.len && path.at[i] != '@'; i++) {
        char *other = arena_alloc(arena, path.len);
        memcpy(other, path.at, path.len);
        other[i] = other[i] == 'a' ? 'b' : 'a';
        Str found = return_path_find(arena, from, (Str){ other, path.len });
        if (found.len && i + 1 < path.len && path.at[i + 1] != '@') fail_msg("a token with another sign at %zu is taken", i);
    }
}

/* ---- the journal ---- */

static int steps[8], seen;
static bool was_sure;
static void see(void *with, const char *journal, i64 letter, LetterStep step, bool sure) { (void)with, (void)journal, steps[letter] = (int)step, seen++, was_sure = sure; }
static bool settled(void *with) { (void)with; return true; }

static void a_journal_outlives_its_process(void **state)
{
    (void)state;
    char folder[] = "/tmp/kith-journal-XXXXXX";
    assert_non_null(mkdtemp(folder));
    pid_t child = fork();
    if (!child) {
        Journal *j = journal_open(arena, folder);
        journal_begin(j, (i64[]){ 1, 2, 3 }, 3);
        journal_step(j, 0, LETTER_TAKEN), journal_step(j, 1, LETTER_OUT), journal_step(j, 2, LETTER_BEGUN);
        raise(SIGKILL);
    }
    int status;
    assert_true(waitpid(child, &status, 0) == child && WIFSIGNALED(status));
    Journal *mine = journal_open(arena, folder);
    assert_int_equal(journals_recover(arena, folder, &(JournalReader){ see, settled, NULL }), 1);          /* not the one that somebody holds */
    assert_true(seen == 3 && was_sure && steps[1] == LETTER_TAKEN && steps[2] == LETTER_OUT && steps[3] == LETTER_BEGUN);
    assert_int_equal(journals_recover(arena, folder, &(JournalReader){ see, settled, NULL }), 0);
    journal_close(mine);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(one_copy_for_an_address), cmocka_unit_test(each_reason), cmocka_unit_test(soft_opt_in),
        cmocka_unit_test(taken_back_elsewhere), cmocka_unit_test(a_month_at_once), cmocka_unit_test(taken_back_half_way), cmocka_unit_test(in_hand_for_ever),
        cmocka_unit_test(quiet_hours), cmocka_unit_test(return_paths), cmocka_unit_test(a_journal_outlives_its_process) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
