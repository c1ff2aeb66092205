/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Full text: what is best first (measured on the Cranfield collection where it is there), what a level may not see, what is
 * left of a text that was taken out, on either engine. */
#include "house_for_tests.h"

#include <jansson.h>
#include <math.h>
#include <time.h>

#include "house/house.h"
#include "knowledge/knowledge.h"
#include "search/search.h"

static void put(Tx *tx, i64 id, const char *kind, int level, const char *title, const char *words)
{
    search_put_trusted(tx, NULL, &(SearchDoc){ .id = id, .kind = kind, .level = level, .title = str_c(title), .words = str_c(words) });
}

static SearchHits ask(Tx *tx, const char *kind, int level, const char *words) { return search_find_trusted(tx, &(SearchAsk){ .kind = kind, .level = level, .words = str_c(words), .most = 10 }); }

static Tx *library(Db *db)
{
    Tx *tx = tx_open(arena, db, TX_WRITE);
    put(tx, 11, "work.research", 2, "Kettles and conversation", "What a kettle does for a meeting. People talk while the water boils.");
    put(tx, 12, "work.article", 2, "A bus timetable", "The number seven bus stops outside; a kettle is mentioned once, near the end of a longer text about buses, riders, stops and the depot.");
    put(tx, 13, "work.research", 1, "Marrowfat minutes", "Marrowfat kettle marrowfat, for members alone.");
    put(tx, 14, "group", 2, "Kettle Club", "We mend kettles on Thursdays.");
    return tx;
}

static void best_first(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = library(db);
    SearchHits h = ask(tx, "work", 2, "kettle meetings");
    assert_true(h.count == 2 && h.all == 2 && h.at[0].id == 11 && h.kind_count == 2);
    assert_int_equal(ask(tx, "", 2, "kettles").count, 3);
    assert_int_equal(ask(tx, "work.article", 2, "kettles").count, 1);
    assert_true(str_is(ask(tx, "work", 2, "timetabel").instead, "timetable"));
    assert_int_equal(ask(tx, "work", 2, "timet*").count, 1);
    assert_int_equal(ask(tx, "work", 2, "\"bus stops outside\"").count, 1);
    assert_int_equal(ask(tx, "work", 2, "\"stops bus outside\"").count, 0);
    assert_int_equal(ask(tx, "work", 2, "the of").count, 2);                 /* nothing but stop words: they are looked for */
    static const char *const odd[] = { "", "\"", "-x", "col:x", "(", "^", "*", "don't", "C++", "' OR 1=1", "\xE2\x80\x9C" };
    for (int i = 0; i < COUNT(odd); i++) (void)ask(tx, "", 2, odd[i]);
    assert_false(tx_doomed(tx));
    Snippet s = search_snippet(arena, S("One <b>two</b> kettles & more."), S("kettle"));
    assert_true(str_is(snippet_plain(arena, &s), "One <b>two</b> kettles & more.") && s.count == 3 && s.at[1].found && str_is(s.at[1].text, "kettles"));
    keep(tx);
    tx = tx_open(arena, db, TX_READ);
    Buf faults = buf_open(arena, 64);
    assert_int_equal(search_check(tx, &faults), 0);
    keep(tx);
    db_close(db);
}

/* Sixty that all hold the words, some of them in that order: every page has others, and together they are all. */
static void pages_hold_each_once(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 60; i++)
        put(tx, 1000 + i, "work.article", 2, "Notes", str_format(arena, "%s and%.*s more", i % 4 ? "heat, and then by transfer" : "heat transfer", 4 * (i % 7), " so on so on so on so on so on").at);
    bool seen[60] = { false };
    for (int skip = 0; skip < 60; skip += 10) {
        SearchHits h = search_find_trusted(tx, &(SearchAsk){ .kind = "work", .level = 2, .words = S("heat transfer"), .skip = skip, .most = 10 });
        assert_true(h.all == 60 && h.count == 10);
        for (int i = 0; i < h.count; i++) assert_false(seen[h.at[i].id - 1000]), seen[h.at[i].id - 1000] = true;
    }
    SearchHits h = search_find_trusted(tx, &(SearchAsk){ .kind = "work", .level = 2, .words = S("\xE2\x80\x9Cheat transfer\xE2\x80\x9D"), .skip = 10, .most = 10 });
    assert_true(h.all == 15 && h.count == 5 && h.kind_count == 1 && h.kinds[0].count == 15);
    assert_int_equal(ask(tx, "work", 2, "\"transfer heat\" notes").all, 0);
    keep(tx);
    db_close(db);
}

static void as_typed(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = library(db);
    put(tx, 20, "work.article", 2, "Selves", "A self and others; there are seven.");
    put(tx, 21, "work.article", 2, "On news", "New new new new things.");
    put(tx, 22, "work.article", 2, "Other", "The news of it, new and newest.");
    assert_true(ask(tx, "work", 2, "kettled").count == 2 && !ask(tx, "work", 2, "kettled").instead.len);     /* another form of a word that is there */
    assert_int_equal(ask(tx, "work", 2, "thery").count, 0);                          /* never to "there", "these" */
    assert_int_equal(ask(tx, "work", 2, "self").count, 1);
    assert_int_equal(ask(tx, "work", 2, "dont bus").count, 1);
    SearchHits h = ask(tx, "work", 2, "timetabel buses");
    assert_true(str_is(h.instead, "timetable buses") && str_find(h.asked, S("timetabel")) >= 0 && str_find(h.asked, S("timetable ")) >= 0);
    for (int i = 0; i < 40; i++) put(tx, 200 + i, "work.article", 2, "Bread bread", "bread bread bread");
    put(tx, 240, "work.article", 2, "Br\xC3\xA9""ad!", str_format(arena, "%0600d and %0600d rather long. One. Two. Three. Four. Five. Six. Seven. Eight. Nine. Ten. Eleven. Twelve", 1, 2).at);
    assert_true(ask(tx, "work", 2, "bread").at[0].id == 240);                        /* whose whole title it is */
    put(tx, 250, "work.article", 2, "Organising", "organising x y");
    put(tx, 251, "work.article", 2, "Organised z", "organised x y");
    assert_true(ask(tx, "work", 2, "organised x").at[0].id == 251 && ask(tx, "work", 2, "organising x").at[0].id == 250);
    keep(tx);
    db_close(db);
}

static void cut_as(Str text, const char *asked, const char *want, const char *found)
{
    Snippet s = search_snippet(arena, text, str_c(asked));
    Str plain = snippet_plain(arena, &s);
    bool marked = !*found;
    for (int i = 0; i < s.count; i++) marked = marked || (s.at[i].found && str_is(s.at[i].text, found));
    if (!utf8_valid(plain) || utf8_length(plain) > 310 || str_find(plain, str_c(want)) < 0 || !marked) fail_msg("%s: %.*s", asked, FMT(plain));
}

static void pieces_of_texts(void **state)
{
    (void)state;
    Buf b = buf_open(arena, 200000), cjk = buf_open(arena, 10000);
    for (int i = 0; i < 20000; i++) buf_format(&b, "word%d ", i);
    buf_str(&b, S("one two three four five six kettles boil\x1F Anna tail"));
    cut_as(buf_view(&b), "kettle boiling", "… two three four five six kettles boil", "kettles boil");       /* the whole text is looked at */
    cut_as(buf_view(&b), "anna", "word0 word1", "");                                  /* and what is behind the separator is not shown */
    for (int i = 0; i < 900; i++) buf_str(&cjk, S("\xE6\x9D\xB1\xE4\xBA\xAC"));
    buf_str(&cjk, S("\xE6\xB0\xB4"));
    cut_as(buf_view(&cjk), "\xE6\xB0\xB4", "\xE6\xB0\xB4", "\xE6\xB0\xB4");
    cut_as(str_format(arena, "%0900d%.*s", 7, FMT(buf_view(&cjk))), "zero", "0", "");
    cut_as(S("timetable of buses"), "timetabel timetable", "timetable of buses", "timetable");
}

/* What members alone may read changes nothing of what others are told: no hit, no count, no order, no spelling. */
static void no_leak(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = library(db);
    assert_int_equal(ask(tx, "work", 1, "marrowfat").count, 1);
    SearchHits h = ask(tx, "work", 2, "marrowfat");
    assert_true(h.count == 0 && h.all == 0 && h.instead.len == 0);
    h = ask(tx, "work", 2, "marowfat");
    assert_true(h.count == 0 && h.instead.len == 0);
    assert_int_equal(ask(tx, "work", 2, "marrow*").count, 0);
    SearchHits before = ask(tx, "work", 2, "kettle bus meeting");
    for (int i = 0; i < 40; i++) put(tx, 100 + i, "work.research", 1, "Bus bus bus", "bus meeting meeting kettle");
    SearchHits after = ask(tx, "work", 2, "kettle bus meeting");
    assert_true(after.count == before.count && after.all == before.all);
    for (int i = 0; i < after.count; i++) assert_true(after.at[i].id == before.at[i].id);
    keep(tx);
    db_close(db);
}

static i64 shelved(Tx *tx, SearchBook *book, const char *kind, int level, const char *topic, Str body)
{
    Str no = S("");
    Work w = { .kind = str_c(kind), .state = S("draft"), .title = S("Of a kettle"), .other_title = no, .summary = no, .body = body, .content_note = no, .provenance = no, .coverage = no,
        .language = S("en"), .licence = S("by"), .publisher = no, .doi = no, .source = no, .source_id = no, .rule = S("any"), .level = level, .may_index = true };
    i64 id = work_insert_trusted(tx, &w);
    topics_put_trusted(tx, id, str_c(topic));
    work_show_trusted(tx, book, id, time_now());
    return id;
}

/* Six hundred that say more of it than the three with the topic: within it all three are found and counted, and by whom they may be. */
static void within_a_topic(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Who member = { .person = person_in(db, "Ada", "ada@x.example"), .gates = 1u << ANYONE | 1u << MEMBERS };
    Tx *tx = tx_open(arena, db, TX_WRITE);
    SearchBook *book = search_book(arena);
    Buf few = buf_open(arena, 4000);
    for (int i = 0; i < 300; i++) buf_format(&few, "%s ", i % 2 ? "bus" : "depot");
    for (int i = 0; i < 600; i++) shelved(tx, book, i % 2 ? "article" : "research", 2, i % 3 ? "" : "rivers", S("kettle kettle kettle"));
    i64 last = 0;
    for (int i = 0; i < 4; i++) last = shelved(tx, book, i ? "article" : "research", i == 3 ? 1 : 2, "weirs", buf_view(&few));
    Expression welsh = { .kind = S("translation"), .language = S("cy"), .maker = S(""), .words = S("tegell"), .file = S(""), .type = S(""), .title = S(""), .summary = S("") };
    expression_add_trusted(tx, last, &welsh);
    search_book_close_trusted(tx, book);
    WorkFilter f = { .kind = S(""), .topic = S("weirs"), .form = S(""), .language = S(""), .most = 20 };
    SearchHits h = works_found(tx, NOBODY, S("kettle"), &f);
    assert_true(h.count == 3 && h.all == 3 && h.kind_count == 2 && h.kinds[0].count == 2 && h.kinds[1].count == 1);
    assert_int_equal(works_found(tx, member, S("kettle"), &f).all, 4);
    f.kind = S("research");
    assert_int_equal(works_found(tx, NOBODY, S("kettle"), &f).all, 1);
    f.kind = S(""), f.language = S("cy");
    assert_int_equal(works_found(tx, NOBODY, S("kettle"), &f).all, 0);         /* in Welsh there is the members' one alone */
    h = works_found(tx, member, S("kettle"), &f);
    assert_true(h.all == 1 && h.count == 1 && h.at[0].id == last);
    f.form = S("translation"), f.topic = S("rivers");
    assert_int_equal(works_found(tx, member, S("kettle"), &f).all, 0);
    f = (WorkFilter){ .kind = S(""), .topic = S("rivers"), .form = S(""), .language = S("en"), .skip = 190, .most = 20 };
    h = works_found(tx, NOBODY, S("kettle"), &f);
    assert_true(h.all == 200 && h.count == 10);
    keep(tx);
    db_close(db);
}

static void nothing_stays(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = library(db);
    put(tx, 13, "work.research", 2, "Marrowfat minutes", "Now for everybody.");
    assert_int_equal(ask(tx, "work", 2, "marrowfat").count, 1);
    search_drop_trusted(tx, NULL, 13);
    SearchBook *b = search_book(arena);                                      /* in and out within one book */
    search_put_trusted(tx, b, &(SearchDoc){ 15, "work.news", 2, S("Parsnip"), S("parsnip kettle") });
    search_drop_trusted(tx, b, 15);
    search_put_trusted(tx, b, &(SearchDoc){ 16, "work.news", 2, S("Turnip"), S("turnip kettle") });
    search_put_trusted(tx, b, &(SearchDoc){ 16, "work.news", 2, S("Swede"), S("swede kettle") });
    search_book_close_trusted(tx, b);
    assert_int_equal(ask(tx, "work", 2, "swede").count, 1);
    Buf faults = buf_open(arena, 64);
    assert_int_equal(search_check(tx, &faults), 0);
    keep(tx);
    assert_int_equal(number(db, "select count(*) from search_word where word in ('marrowfat', 'parsnip', 'turnip')"), 0);
    assert_int_equal(number(db, "select count(*) from search_near where word in ('marrowfat', 'parsnip', 'turnip')"), 0);
    assert_int_equal(number(db, "select count(*) from search_post where term in ('marrowfat', 'parsnip', 'turnip')"), 0);
    db_close(db);
}

/* Each of the four tables harmed in turn: it is seen, and the rebuild mends it. */
static void what_is_wrong_is_seen(void **state)
{
    (void)state;
    Db *db = furnished_db();
    keep(library(db));
    static const char *const harm[] = { "delete from search_post where term = 'kettl'", "update search_post set entries = (select entries from search_post where term = 'bus' limit 1) where term = 'kettl'",
        "insert into search_post(term, kind, level, block, entries) select 'marrowfat', kind, 2, block, entries from search_post where term = 'marrowfat'",
        "insert into search_word(word, level, docs) values ('leaked', 2, 1)", "update search_word set docs = docs + 1 where word = 'kettle'", "delete from search_near where word = 'kettle'",
        "insert into search_near(near, word) values (7, 'leaked')", "update search_size set words = words + 1", "update search_doc set words = 'other' where id = 12", "insert into setting(name, value) values ('search_language', 'cy') on conflict (name) do update set value = 'cy'" };
    for (int i = 0; i < COUNT(harm); i++) {
        Str why = S("");
        if (!db_script(db, harm[i], &why, arena)) fail_msg("%.*s", FMT(why));
        Buf faults = buf_open(arena, 64);
        Tx *tx = tx_open(arena, db, TX_WRITE);
        if (!search_check(tx, &faults)) fail_msg("not seen: %s", harm[i]);
        search_rebuild_trusted(tx);
        faults.len = 0;
        if (search_check(tx, &faults)) fail_msg("not mended: %s: %.*s", harm[i], FMT(buf_view(&faults)));
        keep(tx);
    }
    db_close(db);
}

static i64 shown_here(Tx *tx, const char *words) { return ask(tx, "", 2, words).all; }

/* search_doc itself is wrong: the rooms know what it should say. */
static void from_the_rooms(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 work = shelved(tx, NULL, "research", 2, "weirs", S("teasel")), hidden = shelved(tx, NULL, "article", 1, "weirs", S("sorrel"));
    Group g = { .name = S("Bramble Club"), .about = S("bramble"), .slug = S(""), .state = GROUP_ACTIVE, .directory = DIRECTORY_PUBLIC };
    i64 group = group_make_trusted(tx, NULL, &g);
    Term t = { .name = S("Yarrow"), .also = S(""), .summary = S("A word.") };
    term_make_trusted(tx, &t), glossary_indexed_trusted(tx, t.id);
    page_put_trusted(tx, &(Page){ .slug = S("fern"), .title = S("Fern"), .body = S("fern") }, 1, 0);
    Heard h = { .body = S("Burdock Council"), .said = S("burdock") };
    heard_put_trusted(tx, &h, 0);
    keep(tx);
    i64 before = number(db, "select count(*) from search_doc");
    const char *const harm[] = { "delete from search_doc", str_format(arena, "delete from search_doc where id = %lld", group).at, str_format(arena, "update search_doc set words = 'mugwort', level = 2 where id = %lld", hidden).at,
        str_format(arena, "update search_doc set title = 'mugwort', kind = 'work.news' where id = %lld", work).at, "insert into search_doc(id, kind, level, title, words, number) values (77, 'work.news', 2, 'mugwort', 'mugwort', 90001)" };
    static const char *const words[] = { "teasel", "bramble", "yarrow", "fern", "burdock" };
    House house = { .arena = arena };
    for (int i = 0; i < COUNT(harm); i++) {
        Str why = S("");
        if (!db_script(db, harm[i], &why, arena)) fail_msg("%.*s", FMT(why));
        assert_true(search_from_rooms(&house, db));
        tx = tx_open(arena, db, TX_READ);
        for (int k = 0; k < COUNT(words); k++) if (shown_here(tx, words[k]) != 1) fail_msg("%s: %s", harm[i], words[k]);
        if (shown_here(tx, "mugwort") || shown_here(tx, "sorrel") || ask(tx, "work.article", 1, "sorrel").all != 1) fail_msg("%s", harm[i]);
        Buf faults = buf_open(arena, 64);
        if (search_check(tx, &faults)) fail_msg("%s: %.*s", harm[i], FMT(buf_view(&faults)));
        keep(tx);
        assert_int_equal(number(db, "select count(*) from search_doc"), before);
    }
    db_close(db);
}

/* Rows are written several in one statement; what is left over, alone: the index is the same. */
static void long_works(void **state)
{
    (void)state;
    Db *db = furnished_db();
    static const char rows[] = "select (select count(*) from search_near) + (select count(*) from search_word) + (select count(*) from search_post)";
    i64 took[3], before = number(db, rows);
    for (int i = 0; i < 3; i++) {
        Buf b = buf_open(arena, 20000);
        for (int k = 0; k < 2000; k++) buf_format(&b, "w%c%c%dx ", 'a' + k % 26, 'a' + k * 7 % 25, k * (i ? 2 : 1) % (700 + i));
        Tx *tx = tx_open(arena, db, TX_WRITE);
        i64 began = time_monotonic();
        put(tx, 300 + (i ? 1 : 0), "work.article", 1 + i % 2, "Long", str_cstr(arena, buf_view(&b)));      /* the third in the place of the second */
        took[i] = (time_monotonic() - began) / 1000;
        Buf faults = buf_open(arena, 64);
        if (search_check(tx, &faults)) fail_msg("%.*s", FMT(buf_view(&faults)));
        keep(tx);
    }
    printf("a work of 2,000 words, 1,400 of them new: %lld ms, another %lld, changed %lld\n", took[0], took[1], took[2]);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Buf faults = buf_open(arena, 64);
    search_drop_trusted(tx, NULL, 300), search_drop_trusted(tx, NULL, 301);
    assert_int_equal(search_check(tx, &faults), 0);
    keep(tx);
    assert_int_equal(number(db, rows), before);
    db_close(db);
}

/* ---- Cranfield: 1,400 abstracts, 225 questions, and which are answers ---- */

static const char *shared(const char *file)
{
    const char *source = getenv("KITH_SOURCE");
    return str_format(arena, "%s/../shared/standards/search/cranfield/%s", source ? source : ".", file).at;
}

enum { QUESTIONS = 226, DOCS = 1500 };
static unsigned char graded[QUESTIONS][DOCS];

static double ndcg(Tx *tx, int question, Str words)
{
    double got = 0, best = 0;
    int answers = 0;
    SearchHits h = search_find_trusted(tx, &(SearchAsk){ .kind = "work", .level = 2, .words = words, .most = 10 });
    for (int i = 0; i < h.count; i++) if (h.at[i].id < DOCS && graded[question][h.at[i].id]) got += 1 / log2(i + 2);
    for (int i = 0; i < DOCS; i++) answers += graded[question][i] > 0;
    for (int i = 0; i < answers && i < 10; i++) best += 1 / log2(i + 2);
    return best > 0 ? got / best : -1;
}

static void cranfield(void **state)
{
    (void)state;
    char line[20000];
    FILE *docs = fopen(shared("docs.jsonl"), "r"), *answers = fopen(shared("qrels.tsv"), "r"), *questions = fopen(shared("queries.tsv"), "r");
    if (!docs || !answers || !questions) { puts("the Cranfield collection is not here"); skip(); }
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    SearchBook *book = search_book(arena);
    while (fgets(line, sizeof line, docs)) {
        json_t *d = json_loads(line, 0, NULL);
        search_put_trusted(tx, book, &(SearchDoc){
            .id = atoi(json_string_value(json_object_get(d, "id"))), .kind = "work.article", .level = 2, .title = str_copy(arena, str_c(json_string_value(json_object_get(d, "title")))),
            .words = str_format(arena, "%s %s", json_string_value(json_object_get(d, "author")), json_string_value(json_object_get(d, "text"))) });
        json_decref(d);
    }
    search_book_close_trusted(tx, book);
    for (int q, d, grade; fscanf(answers, "%d\t%d\t%d", &q, &d, &grade) == 3; ) if (grade > 0) graded[q][d] = (unsigned char)grade;
    double sum = 0;
    int asked = 0;
    i64 began = time_monotonic();
    while (fgets(line, sizeof line, questions)) {
        char *words = strchr(line, '\t');
        double one = words ? ndcg(tx, atoi(line), str_trim(str_c(words + 1))) : -1;
        if (one >= 0) sum += one, asked++;
    }
    printf("Cranfield: nDCG@10 %.4f over %d questions, %.2f ms each\n", sum / asked, asked, (double)(time_monotonic() - began) / 1000 / asked);
    assert_true(asked == 225 && sum / asked >= 0.529);
    keep(tx);
    (void)fclose(docs), (void)fclose(answers), (void)fclose(questions);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(best_first), cmocka_unit_test(pages_hold_each_once), cmocka_unit_test(as_typed), cmocka_unit_test(pieces_of_texts), cmocka_unit_test(no_leak),
        cmocka_unit_test(within_a_topic), cmocka_unit_test(nothing_stays), cmocka_unit_test(what_is_wrong_is_seen),
        cmocka_unit_test(from_the_rooms), cmocka_unit_test(long_works), cmocka_unit_test(cranfield) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
