/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library's rules one by one: who takes back what with whom, names, what a person's erasure reaches, what is told of money,
 * the order of meanings, what is kept for harvesters: on either engine. */
#include "library_for_tests.h"

#include "knowledge/bibliography.h"
#include "knowledge/captions.h"
#include "knowledge/cite.h"
#include "knowledge/knowledge.h"

#include <jansson.h>

static int found(Tx *tx, const char *words) { return search_find_trusted(tx, &(SearchAsk){ .kind = "work", .level = 2, .words = str_c(words), .most = 9 }).count; }

static void several_authors(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example"), eve = person_in(db, "Eve", "eve@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 both[] = { byline_make_trusted(tx, S("person"), ada, S("Ada")), pen_of(tx, bo, "Wren") };
    i64 any = shown_under(tx, "One says", both, 2, "any"), all = shown_under(tx, "All say", both, 2, "all"), off = shown_under(tx, "A name", both, 2, "any"), alone = shown_under(tx, "Alone", both, 1, "any");
    assert_null(author_of(tx, member(eve), any));
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), any), &(TakingBack){ S("words"), S("") }), INVALID);
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), any), &(TakingBack){ S("author"), S("") }), DONE);
    assert_null(author_of(tx, member(bo), any));
    assert_int_equal(work_take_back(tx, author_of(tx, member(bo), all), &(TakingBack){ S("nothing"), S("") }), CONFLICT);
    assert_true(str_is(work_trusted(tx, all)->state, "public"));
    assert_int_equal(work_take_back(tx, author_of(tx, member(ada), all), &(TakingBack){ S("citation"), S("") }), DONE);
    assert_true(str_find(work_trusted(tx, all)->tombstone_words, S("Ada and Wren")) == 0);
    assert_int_equal(name_off(tx, member(ada), off), DONE);
    Contributors left = contributors_of(tx, NOBODY, off);
    assert_true(left.count == 1 && str_is(left.at[0].by.name, "Wren"));
    assert_int_equal(name_off(tx, member(ada), alone), CONFLICT);
    assert_int_equal(found(tx, "canary"), 2);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

/* Erased: alone it goes, with others the name goes; a group's stays; harvesters are told; the pen name leaves nothing. */
static void erased(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example"), bo = person_in(db, "Bo", "bo@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 pen = pen_of(tx, ada, "Marram"), other = byline_make_trusted(tx, S("person"), bo, S("Bo")), both[] = { pen, other };
    i64 alone = shown_under(tx, "Marrows alone", &pen, 1, "any"), shared = shown_under(tx, "Shared", both, 2, "all");
    i64 record = work_trusted(tx, shared)->record_at.us;
    Term t = { .name = S("Care"), .also = S(""), .summary = S("") };
    term_make_trusted(tx, &t);
    assert_int_equal(meaning_offer(tx, member(ada), &(Meaning){ .term = t.id, .words = S("Gooseberry meaning"), .who_uses = S(""), .who_rejects = S("") }, pen, 0), DONE);
    keep(tx);
    time_pretend(time_after(time_now(), HOURS(1)));
    tx = tx_open(arena, db, TX_WRITE);
    forget_everywhere_trusted(tx, ada);
    keep(tx);
    time_pretend((Time){ 0 });
    tx = tx_open(arena, db, TX_READ);
    assert_true(str_is(work_trusted(tx, alone)->state, "taken back") && work_trusted(tx, alone)->harvested_at.us > 0);
    assert_true(str_is(work_trusted(tx, shared)->state, "public") && work_trusted(tx, shared)->record_at.us > record);
    assert_int_equal(contributors_of(tx, NOBODY, shared).count, 1);
    assert_null(byline_trusted(tx, pen));
    assert_int_equal(db_one_int(tx, SQL("select count(*) from meaning where words <> ''")), 0);
    assert_int_equal(found(tx, "marrows"), 0);
    keep(tx);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

static void renamed(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 pen = pen_of(tx, ada, "Marram"), work = shown_under(tx, "On sand", &pen, 1, "any");
    assert_int_equal(byline_rename(tx, member(ada), &(Renaming){ pen, S(""), S("") }), INVALID);
    assert_int_equal(byline_rename(tx, (Who){ .person = ada + 1 }, &(Renaming){ pen, S("X"), S("") }), GONE);
    assert_int_equal(found(tx, "marram"), 1);
    assert_int_equal(byline_rename(tx, member(ada), &(Renaming){ pen, S("Sea Holly"), S("") }), DONE);
    assert_int_equal(found(tx, "marram"), 0);
    assert_int_equal(found(tx, "holly"), 1);
    assert_null(byline_seen_by(tx, NOBODY, S("marram")));
    assert_true(str_is(pen_names_of(tx, member(ada)).at[0].name, "Sea Holly"));
    assert_int_equal(pen_name_drop(tx, member(ada), byline_trusted(tx, pen)->of), CONFLICT);
    work_take_back_trusted(tx, work, &(TakingBack){ S("nothing"), S("") });
    assert_int_equal(pen_name_drop(tx, member(ada), pen_names_of(tx, member(ada)).at[0].id), DONE);
    keep(tx);
    db_close(db);
}

/* However a list is narrowed, each work stands in it once, the newest first; of those that may not be read nothing does. */
static void narrowed(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 by = byline_make_trusted(tx, S("free"), 0, S("Nobody here")), works[3];
    for (int i = 0; i < 3; i++) {
        works[i] = shown_under(tx, i ? "Another" : "One", &by, 1, "any");
        topics_put_trusted(tx, works[i], S("benches"));
        Expression e = { .kind = S("easy-read"), .language = S("cy"), .maker = S(""), .words = S("Hawdd."), .file = S(""), .type = S(""), .title = S(""), .summary = S("") };
        for (int k = 0; k < 2; k++) expression_add_trusted(tx, works[i], &e);
        db_exec(tx, SQL("update work set published_at = $2, language = $3, level = $4 where id = $1"), I(works[i]), I(i + 1), T(i ? S("en") : S("cy")), I(i == 2 ? 1 : 2));
    }
    const WorkFilter lists[] = { { .topic = S("benches") }, { .form = S("easy-read") }, { .language = S("cy") }, { .kind = S("article") }, { .byline = by },
        { .kind = S("article"), .topic = S("benches"), .form = S("easy-read"), .language = S("cy") } };
    for (int i = 0; i < COUNT(lists); i++) {
        Works all = works_listed(tx, NOBODY, &lists[i]);
        assert_true(all.count == 2 && all.at[0].id == works[1] && all.at[1].id == works[0]);
        assert_int_equal(works_listed(tx, member(ada), &lists[i]).count, 3);
    }
    const WorkFilter none[] = { { .topic = S("lamps") }, { .form = S("sign") }, { .language = S("ur") }, { .kind = S("news") } };
    for (int i = 0; i < COUNT(none); i++) assert_int_equal(works_listed(tx, NOBODY, &none[i]).count, 0);
    keep(tx);
    db_close(db);
}

/* What changes in the row and not in what harvesters get does not move the date; a work that never was public has no record. */
static void records(void **state)
{
    (void)state;
    Db *db = furnished_db();
    i64 ada = person_in(db, "Ada", "ada@x.example");
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 by = byline_make_trusted(tx, S("person"), ada, S("Ada")), open = shown_under(tx, "Open", &by, 1, "any");
    Work w = some_work("A draft"), closed = some_work("For members");
    closed.level = 1;
    i64 draft = work_insert_trusted(tx, &w), inside = work_insert_trusted(tx, &closed);
    contributor_add_trusted(tx, draft, S("author"), by), contributor_add_trusted(tx, inside, S("author"), by);
    work_show_trusted(tx, NULL, inside, time_now());
    assert_true(work_trusted(tx, draft)->harvested_at.us == 0 && work_trusted(tx, inside)->harvested_at.us == 0 && work_trusted(tx, open)->harvested_at.us > 0);
    i64 record = work_trusted(tx, open)->record_at.us;
    time_pretend(time_after(time_now(), HOURS(2)));
    versions_show(tx, author_of(tx, member(ada), open), 1, false);
    assert_true(work_trusted(tx, open)->record_at.us == record);
    assert_int_equal(work_allow(tx, author_of(tx, member(ada), open), &(WorkUses){ true, false, true, false, 2 }), DONE);
    assert_true(work_trusted(tx, open)->record_at.us > record);
    time_pretend((Time){ 0 });
    assert_true(work_numbered(tx, NOBODY, open) && !work_numbered(tx, NOBODY, inside) && work_numbered(tx, member(ada), inside));
    keep(tx);
    db_close(db);
}

static void small_sums_are_not_told(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(pieces_paid(tx, NOBODY).pieces, 0);
        Work w = some_work("Paid");
        i64 id = work_insert_trusted(tx, &w);
        db_exec(tx, SQL("insert into commission(work, person, person_find, fee, due_at, way, state, why, offered_at, accepted_at, approved_at, paid_at, paid_by) values ($1, $2, $2, 15000, 0, 'cash', 'settled', '', 0, 0, $3, $3, 0)"), I(id), B(S("")), AT(time_now()));
    }
    assert_true(pieces_paid(tx, NOBODY).pieces == 5 && pieces_paid(tx, NOBODY).pence == 75000);
    keep(tx);
    db_close(db);
}

static void drawn_by_lot(void **state)
{
    (void)state;
    Db *db = furnished_db();
    Tx *tx = tx_open(arena, db, TX_WRITE);
    Term t = { .name = S("Peer"), .also = S("equal"), .summary = S("") };
    term_make_trusted(tx, &t);
    for (int i = 0; i < 8; i++) meaning_make_trusted(tx, &(Meaning){ .term = t.id, .words = str_format(arena, "meaning %d", i), .source = S(""), .said_on = S(""), .who_uses = S(""),
        .who_rejects = S(""), .state = S("shown") }, 0, 0);
    int firsts[8] = { 0 }, different = 0;
    for (int day = 0; day < 60; day++) {
        time_pretend((Time){ DAYS(20000 + day) });
        Meanings one = meanings_of(tx, NOBODY, t.id), again = meanings_of(tx, NOBODY, t.id);
        assert_true(one.count == 8 && str_eq(one.at[0].words, again.at[0].words));       /* the same for everybody on that day */
        firsts[one.at[0].words.at[8] - '0']++;
    }
    time_pretend((Time){ 0 });
    for (int i = 0; i < 8; i++) different += firsts[i] > 0;
    assert_true(different >= 6);
    assert_int_equal(terms_offered(tx, NOBODY, S("an equal thing")).count, 1);
    assert_int_equal(terms_offered(tx, NOBODY, S("equality")).count, 0);
    keep(tx);
    db_close(db);
}

static void what_changed(void **state)
{
    (void)state;
    DiffParts d = text_diff(arena, S("one two three four"), S("one three FOUR four five"));
    Buf same = buf_open(arena, 40), gone = buf_open(arena, 40), fresh = buf_open(arena, 40);
    for (int i = 0; i < d.count; i++) buf_str(d.at[i].is == DIFF_SAME ? &same : d.at[i].is == DIFF_GONE ? &gone : &fresh, d.at[i].words);
    assert_true(str_find(buf_view(&same), S("one three")) == 0 && str_find(buf_view(&gone), S("two")) == 0 && str_find(buf_view(&fresh), S("FOUR")) == 0);
}

/* A long text of which two words changed, far from each other: those, and not the whole of it; on many lines and on one. */
static void what_changed_in_much(void **state)
{
    (void)state;
    for (int one_line = 0; one_line < 2; one_line++) {
        Buf was = buf_open(arena, 1000), now = buf_open(arena, 1000), gone = buf_open(arena, 40), fresh = buf_open(arena, 40);
        for (int i = 0; i < 500; i++) {
            bool changes = i == 3 || (i == 490 && !one_line);
            buf_format(&was, "On day %d somebody filled the kettle at four.%s", i, one_line ? " " : "\n\n");
            buf_format(&now, "On day %d somebody filled the kettle at %s.%s", i, changes ? "five" : "four", one_line ? " " : "\n\n");
        }
        DiffParts d = text_diff(arena, buf_view(&was), buf_view(&now));
        for (int i = 0; i < d.count; i++) if (d.at[i].is != DIFF_SAME) buf_str(d.at[i].is == DIFF_GONE ? &gone : &fresh, d.at[i].words);
        assert_string_equal(str_cstr(arena, str_trim(buf_view(&gone))), one_line ? "four." : "four.\nfour.");
        assert_string_equal(str_cstr(arena, str_trim(buf_view(&fresh))), one_line ? "five." : "five.\nfive.");
    }
}

/* ---- lists of references ---- */

typedef struct { Cited at[12]; int count; } Read;
static void read_one(void *with, const Cited *c) { Read *r = with; if (r->count < COUNT(r->at)) r->at[r->count++] = cited_copy(arena, c); }

typedef bool ListReader(Arena *a, Str all, CitedTo *to, void *with, Str *why);
static const Read *read_all(ListReader *reader, const char *words)
{
    Read *r = arena_new(arena, Read);
    Str why = S("");
    assert_true(reader(arena, str_c(words), read_one, r, &why));
    return r;
}

static void is(Str s, const char *what) { assert_string_equal(str_cstr(arena, s), what); }
static void dated(const char *said, const char *as, const char *words)
{
    Cited c = cited_empty();
    assert_int_equal(cited_date(&c, str_c(said)), *as != 0);
    if (*as) is(date_as_true(arena, c.issued), as), is(date_true_words(arena, c.issued), words);
}

/* As precise as what was said; nothing where nothing was; 1970 is a year like others. */
static void dates(void **state)
{
    (void)state;
    dated("1970", "1970", "1970"), dated("1970-01-01", "1970-01-01", "1 January 1970"), dated("1969-05", "1969-05", "May 1969"), dated("2011-05-03T10:00:00Z", "2011-05-03", "3 May 2011");
    dated("2026/11/24/", "2026-11-24", "24 November 2026"), dated("2026//", "2026", "2026"), dated("24 Nov 2026", "2026-11-24", "24 November 2026"), dated("Sept. 3, 1998", "1998-09-03", "3 September 1998");
    dated("c. 1850", "1850", "1850"), dated("Spring 2004", "2004", "2004"), dated("2008-02-31", "2008-02", "February 2008"), dated("2008-13-01", "2008", "2008"), dated("24/11/2026", "2026-11-24", "24 November 2026");
    dated("03/04/2020", "2020", "2020"), dated("2020-02-29", "2020-02-29", "29 February 2020"), dated("2021-02-29", "2021-02", "February 2021"), dated("1998-99", "1998", "1998");
    dated("in press", "", ""), dated("n.d.", "", ""), dated("98", "", ""), dated("0999", "", ""), dated("2101", "", ""), dated("12026", "", ""), dated("", "", "");
    is(date_as_true(arena, (Time){ DAYS(20000) + HOURS(9) }), "2024-10-04");
}

static void names_turned(void **state)
{
    static const char *const all[][2] = { { "Moss, Kit", "Kit Moss" }, { "van den Berg, Jo", "Jo van den Berg" }, { "King, Martin Luther, Jr.", "Martin Luther King Jr." }, { "King, Jr., Martin", "Martin King Jr." },
        { "Women, Peace and Security Group", NULL }, { "Apple, Inc.", NULL }, { "Art, Craft, Design", NULL }, { "Ash", NULL }, { "The Tuesday Group, Fernhithe", NULL } };
    (void)state;
    for (int i = 0; i < COUNT(all); i++) is(name_turned(arena, str_c(all[i][0])), all[i][1] ? all[i][1] : all[i][0]);
}

static void bibtex(void **state)
{
    (void)state;
    const Read *r = read_all(bibtex_read, "@comment{ @article{no, title={No}} }\n@string{fer = \"Fernhithe \" # \"Press\"}\nwrite to a@b.example\n"
        "@article{a1, author = {{\\\"O}zge, Kit AND {Women, Peace and Security Group}\nand\tMoss, Kit and others}, title = {{\\O}re \\L{}\\'odz \\AE on \\H{o} \\k{a} \\u{g} \\.z \\v{s} \\'{\\i} A~B --- c \\{d\\} \\textbraceleft{}},"
        " publisher = fer, year = 1998, month = 10 # \"~\" # mar, doi = {https://doi.org/10.1000/a_b}, url = \"http://x.example/a_b%20c~d\", file = {C:\\x\\}, abstract = {Content note: loss. What we did.}}\n"
        "@inbook{a2, title = {Child}, crossref = {a3}}\n@book{a3, title = {Parent}, publisher = {House}, editor = {{A Group}}, year = 2001}\n@misc{a4, title = {Open {never, year = 2000}\n@misc(a5, title = {Round}, year = 98)\n");
    assert_int_equal(r->count, 5);
    const Cited *c = &r->at[0];
    assert_true(c->name_count == 3);
    is(c->names[0].name, "Kit Özge"), is(c->names[1].name, "Women, Peace and Security Group"), is(c->names[2].name, "Kit Moss");
    is(c->title, "Øre Łódz Æon ő ą ğ ż š í A B — c {d} {"), is(c->publisher, "Fernhithe Press"), is(c->doi, "10.1000/a_b"), is(c->url, "http://x.example/a_b%20c~d");
    is(date_as_true(arena, c->issued), "1998-03-10"), is(c->content_note, "loss"), is(c->abstract, "What we did.");
    is(r->at[1].title, "Child"), is(r->at[1].publisher, "House"), is(r->at[1].names[0].name, "A Group"), is(r->at[1].names[0].role, "editor");
    assert_true(r->at[3].fault.len > 0);
    is(r->at[4].title, "Round");
    assert_true(r->at[4].issued.us == 0);
}

static void ris_lists(void **state)
{
    (void)state;
    const Read *r = read_all(ris_read, "Provider: x\rTY  - RPRT\rA1  - Moss, Kit\rAU  - \rAU  - Women, Peace and Security Group\rT1  - One title\rgoes on\rY1  - 1970\rN2  - Ab\rJO  - J\rTY - JOUR\rTI - Two\rPY - 2008/02/31/\rLA - eng\rER -\rTY  - GEN\rTI  - Three");
    assert_int_equal(r->count, 3);
    assert_int_equal(r->at[0].name_count, 2);
    is(r->at[0].names[0].name, "Kit Moss"), is(r->at[0].names[1].name, "Women, Peace and Security Group"), is(r->at[0].title, "One title goes on"), is(r->at[0].abstract, "Ab"), is(r->at[0].publisher, "J");
    is(date_as_true(arena, r->at[0].issued), "1970"), is(date_as_true(arena, r->at[1].issued), "2008-02"), is(r->at[1].language, "en"), is(r->at[2].title, "Three");
}

static void csl_lists(void **state)
{
    (void)state;
    const Read *r = read_all(csl_read, "{\"config\": {\"items\": 3}, \"items\": [\n{\"id\":1,\"title\":\"<i>T</i> a<b\",\"author\":[{\"family\":\"Berg\",\"given\":\"Jo\",\"non-dropping-particle\":\"van den\",\"suffix\":\"Jr.\"},{}],\"issued\":{\"raw\":\"in press\"},"
        "\"keyword\":[\"a\",\"b\"],\"abstract\":\"<jats:p>x &lt; y</jats:p><jats:p>q</jats:p>\",\"DOI\":\"https://doi.org/10.1/xx\",\"language\":\"English (UK)\"},\n"
        "{\"id\":2,\"title\":\"Two ] } \\\" , \",\"editor\":[{\"literal\":\"Ed\"}],\"issued\":\"1970\",\"language\":\"Klingonish\",\"DOI\":\"none\"},\n{\"id\":3,\"title\":\"x\",},\n7,\n{\"id\":4,\"issued\":{\"date-parts\":[[\"2020\",\"2\",\"31\"]]},\"level\":\"board\"}\n]}");
    assert_int_equal(r->count, 5);
    is(r->at[0].title, "T a<b"), is(r->at[0].names[0].name, "Jo van den Berg Jr."), is(r->at[0].abstract, "x < y\nq"), is(r->at[0].doi, "10.1/xx"), is(r->at[0].language, "en"), is(r->at[0].keywords, "a\nb\n");
    assert_true(r->at[0].name_count == 1 && r->at[0].issued.us == 0);
    is(r->at[1].title, "Two ] } \" ,"), is(date_as_true(arena, r->at[1].issued), "1970"), is(r->at[1].language, ""), is(r->at[1].doi, ""), is(r->at[1].names[0].role, "editor");
    assert_true(r->at[2].fault.len && r->at[2].line == 4 && r->at[3].fault.len);
    assert_true(date_precision(r->at[4].issued) == 2 && r->at[4].level == 1);
    Cited many = cited_empty();
    for (int i = 0; i < CITED_NAMES; i++) cited_name(arena, &many, "author", S("Ash"));
    assert_false(many.names_cut);
    cited_name(arena, &many, "author", S(" ")), cited_name(arena, &many, "author", S("Bo"));
    assert_true(many.names_cut && many.name_count == CITED_NAMES);
    Str why = S("");
    assert_false(csl_read(arena, S("[{\"id\":1}"), read_one, arena_new(arena, Read), &why));
    is(utf8_tidy(arena, S("a\xEF\xBF\xBE\xEF\xBF\xBF\xEF\xB7\x90\xF0\x9F\xBF\xBF" "b")), "ab");
}

static const char *file_of(const char *name, const char *words)
{
    const char *path = str_format(arena, "/tmp/kith-list-%d-%s", (int)getpid(), name).at;
    FILE *f = fopen(path, "w");
    assert_true(f && fputs(words, f) >= 0 && fclose(f) == 0);
    return path;
}

static WorksImported taken_in(Db *db, const char *path, bool publish)
{
    WorksImported r = { 0 };
    Str why = S("");
    assert_true(works_import_trusted(arena, db, &(WorksImport){ .path = path, .publish = publish }, &r, &why));
    return r;
}

/* Dates stay with drafts; what is here is known again whatever list it stands in; what was taken back stays so. */
static void known_again(void **state)
{
    (void)state;
    Db *db = furnished_db();
    const char *ris = file_of("a.ris", "TY  - RPRT\nAU  - Ash\nTI  - No id of its own\nPY  - 2008\nER  - \nTY  - RPRT\nID  - old-1\nTI  - With one\nPY  - 2009/05\nER  - \n");
    WorksImported r = taken_in(db, ris, false);
    assert_true(r.added == 2 && r.shown == 0);
    assert_int_equal(taken_in(db, ris, true).twice, 2);
    Tx *tx = tx_open(arena, db, TX_WRITE);
    i64 one = db_one_int(tx, SQL("select id from work where title = 'No id of its own'")), two = db_one_int(tx, SQL("select id from work where source_id = 'old-1'"));
    const Work *w = work_trusted(tx, one);
    is(date_as_true(arena, w->published_at), "2008"), is(w->state, "draft");
    Network n = { .name = S("N"), .base_url = S("https://n.example") };
    WorkWhole x = work_whole(tx, NOBODY, w, &n);
    const char *own = file_of("own.ris", str_cstr(arena, cite_ris(arena, &x))), *bib = file_of("own.bib", str_cstr(arena, cite_bibtex(arena, &x)));
    keep(tx);
    assert_int_equal(taken_in(db, own, false).twice, 1);
    assert_int_equal(taken_in(db, bib, false).twice, 1);
    tx = tx_open(arena, db, TX_WRITE);
    work_take_back_trusted(tx, one, &(TakingBack){ S("nothing"), S("") });
    work_take_back_trusted(tx, two, &(TakingBack){ S("nothing"), S("") });
    keep(tx);
    assert_int_equal(taken_in(db, ris, true).held, 2);
    assert_int_equal(taken_in(db, own, true).held, 1);
    assert_int_equal(number(db, "select count(*) from work"), 2);
    assert_int_equal(checked(db).len, 0);
    (void)unlink(ris), (void)unlink(own), (void)unlink(bib);
    db_close(db);
}

/* What says of itself that it was not public is not shown; all that a network had is there again in its new house. */
static void not_shown(void **state)
{
    (void)state;
    Db *db = furnished_db();
    const char *csl = file_of("a.json", "[{\"id\":\"a\",\"title\":\"Open\",\"state\":\"public\",\"kind\":\"news\",\"level\":\"members\",\"may_mine\":true,\"may_harvest\":false,\"rule\":\"all\",\"translator\":[{\"literal\":\"Tam\"}],\"ark\":\"ark:/99999/bcdfghjkmn\","
        "\"licence\":\"by-sa\",\"forms\":[{\"kind\":\"easy-read\",\"language\":\"cy\",\"maker\":\"Mo\",\"words\":\"Hawdd.\",\"title\":\"Agor\",\"summary\":\"Byr.\",\"checked\":true}]},{\"id\":\"b\",\"title\":\"Draft\",\"state\":\"draft\"},{\"id\":\"c\",\"title\":\"Paused\",\"state\":\"paused\"},{\"id\":\"d\",\"title\":\"Old\"}]");
    WorksImported r = taken_in(db, csl, true);
    assert_true(r.added == 4 && r.shown == 2);
    Tx *tx = tx_open(arena, db, TX_READ);
    const Work *w = work_trusted(tx, work_of_mark(tx, NOBODY, S("bcdfghjkmn")));
    assert_true(w && w->level == 1 && w->may_mine && !w->may_harvest && w->may_index && str_is(w->rule, "all") && str_is(w->kind, "news") && str_is(w->licence, "by-sa"));
    Contributors by = contributors_of(tx, NOBODY, w->id);
    Expressions forms = expressions_of(tx, NOBODY, w->id);
    assert_true(by.count == 2 && str_is(by.at[0].by.name, "Unsigned") && str_is(by.at[1].role, "translator"));
    assert_true(forms.count == 1 && str_is(forms.at[0].words, "Hawdd.") && str_is(forms.at[0].maker, "Mo") && forms.at[0].checked);
    assert_true(str_is(forms.at[0].title, "Agor") && str_is(forms.at[0].summary, "Byr."));
    Network n = { .name = S("N"), .base_url = S("https://n.example") };
    WorkWhole x = work_whole(tx, NOBODY, w, &n);
    json_t *out = cite_csl(arena, &x, true), *form = json_array_get(json_object_get(out, "forms"), 0);
    assert_string_equal(json_string_value(json_object_get(form, "title")), "Agor");      /* and goes out again */
    json_decref(out);
    keep(tx);
    (void)unlink(csl);
    assert_int_equal(checked(db).len, 0);
    db_close(db);
}

static void captions(void **state)
{
    (void)state;
    Str vtt = S("\nWEBVTT - of a film\n\nSTYLE\n::cue { color: red }\n\nNOTE made in a kitchen\n\n1\n00:01.000 --> 00:03.500 align:start\n<v Ash>The <i>kettle</i> &amp; the\ncups\n\n00:00:03.500 --> 00:00:05.000\n- So?\n\n01:00:00.000 --> 01:00:01.000\n<c.loud>5 &lt; 6</c>\n\n00:09.000 --> 00:08.000\nback in time\n");
    Str srt = S("1\n00:00:01,000 --> 00:00:03,500\nThe kettle\n\n2\n00:00:03,600 --> 00:00:05,000\nThe kettle\n\n3\n00:00:05,100 --> 00:00:06,000\nand the cups");
    assert_true(captions_are(vtt) && captions_are(srt) && captions_are(S("00:01.000 --> 00:02.000\nx")) && !captions_are(S("12\nmen")) && !captions_are(S("At 00:01.000 --> there")) && !captions_are(S("")));
    assert_true(str_is(captions_text(arena, vtt), "Ash: The kettle & the cups\n- So?\n\n5 < 6"));
    assert_true(str_is(captions_vtt(arena, vtt), "WEBVTT\n\n00:00:01.000 --> 00:00:03.500\nAsh: The kettle &amp; the\ncups\n\n00:00:03.500 --> 00:00:05.000\n- So?\n\n01:00:00.000 --> 01:00:01.000\n5 &lt; 6\n"));
    assert_true(str_is(captions_text(arena, srt), "The kettle\nand the cups"));
    static const char *const none[] = { "WEBVTT", "WEBVTT\n\n00:01 --> 00:02\nno thousandths", "WEBVTT\n\n00:01.000 -> 00:02.000\nx", "WEBVTT\n\n00:61.000 --> 00:62.000\nx", "WEBVTT\n\n00:01.000 --> 00:02.000\n\nx", "WEBVTT\n\n00:01.000 --> 00:02.000\n<b></b>" };
    for (int i = 0; i < COUNT(none); i++) if (captions_vtt(arena, str_c(none[i])).len || captions_text(arena, str_c(none[i])).len) fail_msg("%s", none[i]);
    Buf open = buf_open(arena, 400000);                                             /* marks that never end take no longer than others */
    buf_str(&open, S("WEBVTT\n\n00:01.000 --> 00:02.000\n"));
    for (int i = 0; i < 200000; i++) buf_byte(&open, '<');
    assert_int_equal(captions_text(arena, buf_view(&open)).len, 200000);
    Expression film = { .kind = S("sign"), .type = S("video/webm"), .file = S("x"), .words = vtt }, paper = { .kind = S("plain"), .type = S(""), .file = S(""), .words = vtt };
    assert_true(str_eq(form_read(arena, &film), captions_text(arena, vtt)) && str_eq(form_read(arena, &paper), vtt));
}

int main(void)
{
    const struct CMUnitTest all[] = { cmocka_unit_test(several_authors), cmocka_unit_test(erased), cmocka_unit_test(renamed), cmocka_unit_test(narrowed), cmocka_unit_test(records),
        cmocka_unit_test(small_sums_are_not_told), cmocka_unit_test(drawn_by_lot), cmocka_unit_test(what_changed), cmocka_unit_test(what_changed_in_much),
        cmocka_unit_test(dates), cmocka_unit_test(names_turned),
        cmocka_unit_test(bibtex), cmocka_unit_test(ris_lists), cmocka_unit_test(csl_lists), cmocka_unit_test(known_again), cmocka_unit_test(not_shown), cmocka_unit_test(captions) };
    return cmocka_run_group_tests(all, house_up, house_down);
}
