/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Tables as people really keep them: the hard files T01 to T13, round trips, mapping, and
 * a real list of 4,203 organisations where ../shared/real is there. */
#include "sheets/sheets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static Arena *arena;
static int setup(void **state) { (void)state; arena = arena_open(); return 0; }
static int teardown(void **state) { (void)state; arena_close(arena); return 0; }

#define B(literal) ((Str){ literal, sizeof(literal) - 1 })

static Sheet *open_as(Str bytes, const char *encoding)
{
    Str why = S("");
    Sheet *s = sheet_open_bytes(arena, bytes, (SheetOptions){ encoding, 0 }, &why);
    if (!s) print_message("%.*s\n", FMT(why));
    assert_non_null(s);
    return s;
}

static void same(Str a, const char *b)
{
    if (!str_is(a, b)) print_message("got [%.*s] wanted [%s]\n", FMT(a), b);
    assert_true(str_is(a, b));
}

static void refused(Str bytes, const char *because)
{
    Str why = S("");
    assert_null(sheet_open_bytes(arena, bytes, (SheetOptions){ 0 }, &why));
    if (str_find(why, str_c(because)) < 0) print_message("got [%.*s] wanted [%s]\n", FMT(why), because);
    assert_true(str_find(why, str_c(because)) >= 0);
}

/* Everything in one line of text: header, then rows with line number, cells in brackets, !fault. */
static Str told(Sheet *s)
{
    Buf b = buf_open(arena, 1024);
    SheetRow row;
    for (int i = 0; i < sheet_header(s).count; i++) buf_format(&b, "{%.*s}", FMT(sheet_header(s).at[i]));
    while (sheet_next(s, &row)) {
        buf_format(&b, " %lld", row.line);
        for (int i = 0; i < row.count; i++) {
            assert_true(utf8_valid(row.cells[i]) || memchr(row.cells[i].at, 0, row.cells[i].len) != NULL);
            buf_format(&b, "[%.*s]", FMT(row.cells[i]));
        }
        if (row.fault.len) buf_format(&b, "!%.*s", FMT(row.fault));
    }
    assert_int_equal(sheet_progress(s), 1000);
    return buf_view(&b);
}

static void reads(Str bytes, const char *wanted) { same(told(open_as(bytes, NULL)), wanted); }

/* ---- T01 to T06: encodings -------------------------------------------------------------------- */

static const FieldName fields[] = { { "email", 1 }, { "email address", 1 }, { "full name", 2 }, { "prénom", 3 }, { "telephone", 4 } };

static void t01_mark_and_header(void **state)
{
    (void)state;
    Sheet *s = open_as(B("\xEF\xBB\xBF" "E-mail Address ,Full Name\r\nzoe@x.test,Zoe\r\n"), NULL);
    assert_int_equal(header_match(sheet_header(s).at[0], fields, COUNT(fields)), 1);
    assert_int_equal(header_match(sheet_header(s).at[1], fields, COUNT(fields)), 2);
    same(sheet_notes(s)->encoding, "utf-8");
    same(told(s), "{E-mail Address}{Full Name} 2[zoe@x.test][Zoe]");
    assert_int_equal(header_match(S("PRENOM:"), fields, COUNT(fields)), 3);
    assert_int_equal(header_match(S("—"), fields, COUNT(fields)), -1);
    assert_int_equal(header_match(S("Nickname"), fields, COUNT(fields)), -1);
    assert_true(header_same(S("e_mail"), S("E-Mail")));
}

static void t02_windows_1252_among_plain_rows(void **state)
{
    (void)state;
    static const int plain[] = { 10, 50, 100, 300, 20000 };
    for (int k = 0; k < COUNT(plain); k++) {
        Buf b = buf_open(arena, 1 << 16);
        buf_str(&b, S("name,email\r\n"));
        for (int i = 0; i < plain[k]; i++) buf_format(&b, "Person %d,p%d@x.test\r\n", i, i);
        buf_str(&b, B("Zo\xEB O\x92" "Connor,zoe@x.test\r\n"));
        Sheet *s = open_as(buf_view(&b), NULL);
        SheetRow row = { 0 };
        for (int i = 0; i <= plain[k]; i++) assert_true(sheet_next(s, &row));
        same(row.cells[0], "Zoë O’Connor");
        assert_int_equal(row.line, plain[k] + 2);
        assert_false(sheet_next(s, &row));
        const SheetNotes *n = sheet_notes(s);
        same(n->encoding, "windows-1252");
        assert_true(n->encoding_assumed);
        assert_int_equal(n->odd_count, 1);
        assert_int_equal(n->odd[0].line, plain[k] + 2);
        same(n->odd[0].text, "Zoë O’Connor");
    }
}

static void t03_utf8_without_mark(void **state)
{
    (void)state;
    Sheet *s = open_as(S("name,email\nZoë O’Connor,zoe@x.test\n王小明,w@x.test\n"), NULL);
    same(told(s), "{name}{email} 2[Zoë O’Connor][zoe@x.test] 3[王小明][w@x.test]");
    assert_false(sheet_notes(s)->encoding_assumed);
    assert_int_equal(sheet_notes(s)->odd_count + sheet_notes(s)->twice_count, 0);
}

static Str utf16(const char *ascii_and_e, bool little, bool mark)
{
    Buf b = buf_open(arena, 256);
    if (mark) buf_str(&b, little ? B("\xFF\xFE") : B("\xFE\xFF"));
    for (Str rest = str_c(ascii_and_e); rest.len; ) {
        uint32_t c = utf8_next(&rest), units[2] = { c, 0 };
        if (c > 0xFFFF) units[0] = 0xD7C0 + (c >> 10), units[1] = 0xDC00 + (c & 0x3FF);
        for (int u = 0; u < 2 && (u == 0 || units[1]); u++) {
            buf_byte(&b, (char)(little ? units[u] & 255 : units[u] >> 8));
            buf_byte(&b, (char)(little ? units[u] >> 8 : units[u] & 255));
        }
    }
    return buf_view(&b);
}

static void t04_utf16(void **state)
{
    (void)state;
    const char *text = "name\temail\tnote\r\nZoë\tz@x.test\t🌱, yes\r\n王小明\tw@x.test\t一\r\n";
    const char *wanted = "{name}{email}{note} 2[Zoë][z@x.test][🌱, yes] 3[王小明][w@x.test][一]";
    for (int k = 0; k < 4; k++) {
        Sheet *s = open_as(utf16(text, k & 1, k & 2), NULL);
        same(told(s), wanted);
        assert_int_equal(sheet_notes(s)->delimiter, '\t');
        same(sheet_notes(s)->encoding, k & 1 ? "utf-16le" : "utf-16be");
    }
    Sheet *arabic = open_as(utf16("الاسم,البريد\nمحمد علي حسن محمود,نعم\n", true, true), NULL);
    same(told(arabic), "{الاسم}{البريد} 2[محمد علي حسن محمود][نعم]");
    Str cut = utf16(text, true, true);
    cut.len--;
    refused(cut, "damaged or cut off");
}

static void t05_other_encodings(void **state)
{
    (void)state;
    refused(B("name,email\nZo\x91\x8D,z@x.test\n"), "8D");
    refused(B("name,email\nZo\x8D,z@x.test\n"), "Say which encoding");
    static const struct { const char *encoding; Str bytes; const char *name; } files[] = {
        { "macroman", B("name,email\nZo\x91,z@x.test\n"), "Zoë" }, { "cp850", B("name,email\nZo\x89,z@x.test\n"), "Zoë" },
        { "windows-1250", B("name,email\n\xA3ukasz,z@x.test\n"), "Łukasz" },
        { "iso-8859-2", B("name,email\n\xA3ukasz \xB9,z@x.test\n"), "Łukasz š" },
        { "windows-1251", B("name,email\n\xC0\xED\xED\xE0,z@x.test\n"), "Анна" },
        { "windows-1256", B("name,email\n\xE3\xCD\xE3\xCF,z@x.test\n"), "محمد" },
        { "iso-8859-1", B("name,email\nZo\xEB,z@x.test\n"), "Zoë" } };
    for (int i = 0; i < COUNT(files); i++) {
        Sheet *s = open_as(files[i].bytes, files[i].encoding);
        SheetRow row;
        assert_true(sheet_next(s, &row));
        same(row.cells[0], files[i].name);
        assert_false(sheet_notes(s)->encoding_assumed);
        assert_int_equal(sheet_notes(s)->odd_count, 1);
    }
    Str why;
    assert_null(sheet_open_bytes(arena, S("a,b\n"), (SheetOptions){ "klingon", 0 }, &why));
    assert_null(sheet_open_bytes(arena, B("a,b\nZo\x81,x\n"), (SheetOptions){ "windows-1252", 0 }, &why));
}

static void t06_encoded_twice(void **state)
{
    (void)state;
    Sheet *s = open_as(S("name,town\nZoÃ« Oâ€™Connor,León\nÉTÉ»,Ã la\n\xC3\x85\xC2\x81ukasz,x\n"), NULL);
    same(told(s), "{name}{town} 2[ZoÃ« Oâ€™Connor][León] 3[ÉTÉ»][Ã la] 4[\xC3\x85\xC2\x81ukasz][x]");
    const SheetNotes *n = sheet_notes(s);
    assert_int_equal(n->twice_count, 2);
    assert_int_equal(n->twice[0].line, 2);
    assert_int_equal(n->twice[0].column, 0);
    same(n->twice[0].text, "ZoÃ« Oâ€™Connor");
    same(n->twice[0].instead, "Zoë O’Connor");
    same(n->twice[1].instead, "Łukasz");
    s = open_as(B("name\nZo\xEB\nZo\xC3\xAB\n"), NULL);    /* two people saved this one, each in their own encoding */
    same(told(s), "{name} 2[Zoë] 3[ZoÃ«]");
    assert_int_equal(sheet_notes(s)->odd_count, 2);
    same(sheet_notes(s)->odd[0].instead, "");
    same(sheet_notes(s)->odd[1].instead, "Zoë");
    Str once = S("untouched");
    assert_false(text_encoded_twice(arena, S("Zoë 王小明 محمد"), &once));
    same(once, "untouched");
}

/* ---- T07 to T12: shapes ------------------------------------------------------------------------ */

static void t07_quoted(void **state)
{
    (void)state;
    reads(S("name,note,n\r\nAnn,\"one\r\n\r\ntwo, \"\"three\"\"\",1\r\nBob,\"\"\"\",2\r\nCy,\"\",3\r\n"),
        "{name}{note}{n} 2[Ann][one\r\n\r\ntwo, \"three\"][1] 5[Bob][\"][2] 6[Cy][][3]");
}

static void t08_line_ends(void **state)
{
    (void)state;
    reads(S("a,b\r\n1,2\n3,4\r\n5,6"), "{a}{b} 2[1][2] 3[3][4] 4[5][6]");
    reads(S("a,b\r1,2\r\"3\rx\",4\r5,6"), "{a}{b} 2[1][2] 3[3\rx][4] 5[5][6]");
    reads(S("a\nx\n"), "{a} 2[x]");
    reads(S("a,b\n1,"), "{a}{b} 2[1][]");
}

static void t09_delimiters(void **state)
{
    (void)state;
    reads(S("sep=;\r\na;b\r\n1,5;2\r\n"), "{a}{b} 3[1,5][2]");
    reads(S("\"sep=|\"\na|b\n1;2|3\n"), "{a}{b} 3[1;2][3]");
    reads(S("name;note;c\n\"Lee, Ann\";x, y, z;1\nBob;\"a;b\";2\n"), "{name}{note}{c} 2[Lee, Ann][x, y, z][1] 3[Bob][a;b][2]");
    reads(S("name\tnote\nAnn\ta, b\nBob\t10:30\n"), "{name}{note} 2[Ann][a, b] 3[Bob][10:30]");
    reads(S("name|note\nAnn|a, b; c\n"), "{name}{note} 2[Ann][a, b; c]");
    reads(S("time:of day\n10:30\n"), "{time:of day} 2[10:30]");
    Str why;
    Sheet *s = sheet_open_bytes(arena, S("a,b;c\n1,2;3\n"), (SheetOptions){ NULL, ';' }, &why);
    same(told(s), "{a,b}{c} 2[1,2][3]");
}

static void t10_stray_and_open_quotes(void **state)
{
    (void)state;
    reads(S("name,n\nAnn \"Annie\" Lee,1\n\"Ann \"Annie\" Lee\",2\n\"Annie\" Lee,3\n\"Ann\" ,4\n"),
        "{name}{n} 2[Ann \"Annie\" Lee][1] 3[Ann \"Annie\" Lee][2] 4[\"Annie\" Lee][3] 5[Ann][4]");
    for (int quoted = 0; quoted < 2; quoted++) {
        Buf b = buf_open(arena, 1 << 16);
        buf_str(&b, S("name,email\n"));
        for (int i = 1; i <= 500; i++)
            buf_format(&b, i == 3 ? "\"Person %d,p%d@x.test\n" : quoted ? "\"Person %d\",\"p%d@x.test\"\n" : "Person %d,p%d@x.test\n", i, i);
        Sheet *s = open_as(buf_view(&b), NULL);
        SheetRow row;
        for (int i = 1; i <= 500; i++) {
            assert_true(sheet_next(s, &row));
            assert_int_equal(row.line, i + 1);
            assert_int_equal(row.fault.len > 0, i == 3);
            if (i == 3) same(row.cells[0], "\"Person 3,p3@x.test");
            else same(row.cells[0], str_format(arena, "Person %d", i).at);
        }
        assert_false(sheet_next(s, &row));
    }
    refused(S("name,\"email\nAnn,b\n"), "Line 1: the header");
    reads(S("a,b\n\"x\ny\",\"open\n3,4\n"),
        "{a}{b} 3[\"x\ny\",\"open]!has an opening quotation mark that is never closed 4[3][4]");
}

static void t11_ragged(void **state)
{
    (void)state;
    Sheet *s = open_as(S("Name,Email,email,,Email\n\nAnn,a@x\n , ,,,\n1,2,3,4,5,6\n1,2,3,4,5,,,\n1,2,3,4,5,6,7\n,,,,\n"), NULL);
    same(told(s), "{Name}{Email}{email 2}{column 4}{Email 3} 3[Ann][a@x][][][] 5[1][2][3][4][5][6]!has 1 cell more than the header"
        " 6[1][2][3][4][5] 7[1][2][3][4][5][6][7]!has 2 cells more than the header");
    assert_int_equal(sheet_notes(s)->empty_rows, 3);
    assert_int_equal(sheet_notes(s)->rows, 4);
    reads(S("\n,,\nEmail,Email 2,Email\n1,2,3\n"), "{Email}{Email 2}{Email 2 (column 3)} 4[1][2][3]");
}

static void t12_not_tables(void **state)
{
    (void)state;
    refused(B(""), "empty");
    refused(B("\xEF\xBB\xBF"), "no rows");
    refused(B("\n\n,,\n"), "no rows");
    refused(B("PK\003\004 and so on"), "workbook");
    refused(B("\x1F\x8B\x08 and so on"), "gzip");
    refused(B("\xD0\xCF\x11\xE0\xA1\xB1 old"), "old Excel");
    refused(B("\r\n <!DOCTYPE html><table>"), "web page");
    refused(B("<HTML>"), "web page");
    refused(B("name,email\nAnn\0,b\n"), "NUL");
    refused(B("name,email\nAnn,\0b and so on and so on and more of it\n"), "NUL");
    refused(B("\0\0\0\1\2\3"), "NUL");
    refused(utf16("a,b\n", true, true).len ? B("\xFF\xFE" "a\0,\0\0\0") : S(""), "damaged");
    refused(B("\x89PNG\r\n\x1A\n\1\2\3\4\5\6\7\1\2\3\4\5\6\7"), "not a text file");
    Sheet *bullet = open_as(B("a,b\n1\x07,2\n3,4\n"), NULL);
    same(told(bullet), "{a}{b} 2[1\x07][2] 3[3][4]");
    assert_int_equal(sheet_notes(bullet)->control_cells, 1);
    Str why;
    assert_null(sheet_open(arena, "/", (SheetOptions){ 0 }, &why));
    assert_null(sheet_open(arena, "/no/such/file", (SheetOptions){ 0 }, &why));
}

static void repeat(Buf *b, const char *what, int times) { while (times-- > 0) buf_str(b, str_c(what)); }

static void t12_too_much(void **state)
{
    (void)state;
    SheetRow row;
    Buf b = buf_open(arena, 1 << 22);
    repeat(&b, "c,", 2000);
    refused(buf_view(&b), "more than 2000 cells");
    b.len = 0;
    buf_str(&b, S("a,b\n1,2\n"));
    repeat(&b, "x", SHEET_CELL);
    buf_str(&b, S(",fits\n"));
    repeat(&b, "x", SHEET_CELL + 1);
    buf_str(&b, S(",not\n5,6\n"));
    Sheet *s = open_as(buf_view(&b), NULL);
    assert_true(sheet_next(s, &row));
    assert_true(sheet_next(s, &row));
    assert_int_equal(row.cells[0].len, SHEET_CELL);
    assert_int_equal(row.fault.len, 0);
    assert_true(sheet_next(s, &row));
    assert_true(str_find(row.fault, S("Line 4 has a cell of more than 1 MiB")) == 0);
    assert_false(sheet_next(s, &row));
    assert_true(sheet_notes(s)->stopped.len > 0);

    b.len = 0;                                           /* an open quote in front of 3 MiB of rows is an open quote */
    buf_str(&b, S("a,b\n\"1,2\n"));
    repeat(&b, "some text,and more of it\n", 130000);
    s = open_as(buf_view(&b), NULL);
    assert_true(sheet_next(s, &row));
    assert_int_equal(row.line, 2);
    assert_true(row.fault.len > 0);
    int rows = 0;
    while (sheet_next(s, &row)) rows++, assert_int_equal(row.fault.len, 0);
    assert_int_equal(rows, 130000);

    b.len = 0;                                           /* but a long letter in quotes is a cell that is too long */
    buf_str(&b, S("a,b\n1,\""));
    repeat(&b, "a long letter\n", 130000);
    buf_str(&b, S("\"\n3,4\n"));
    s = open_as(buf_view(&b), NULL);
    assert_true(sheet_next(s, &row));
    assert_true(str_find(row.fault, S("1 MiB")) > 0);
    assert_false(sheet_next(s, &row));

    b.len = 0;                                           /* rows that all ask for reading ahead come to an end */
    buf_str(&b, S("a\n"));
    repeat(&b, "\"\"x\n", 600000);
    s = open_as(buf_view(&b), NULL);
    while (sheet_next(s, &row)) continue;
    assert_true(sheet_notes(s)->rows <= 600000);
}

/* ---- T13, T16: out and in again ------------------------------------------------------------------ */

static const char *const hard[] = { "=HYPERLINK(\"http://x.test\")", "+44 20 7946 0958", "-3", "@name", "\ttab-led", "\rcr-led",
    "＝1", "＋1", "－1", "＠x", "'=already", "''=twice", "'tis", "", " spaced ", "a,b;c|d\te", "\"quoted\"", "two\r\nlines\n\nhere",
    "Zoë O’Connor", "محمد", "null", "0012" };

static Str written(SheetOut *(*make)(Arena *, FILE *), int rows)
{
    char *at = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&at, &len);
    SheetOut *o = make(arena, to);
    Str columns[] = { S("name"), S("Text Kept"), S("n") }, why;
    sheet_out_begin(o, columns, 3);
    for (int i = 0; i < rows; i++) {
        sheet_out_cell(o, str_format(arena, "row %d", i));
        sheet_out_cell(o, str_c(hard[i % COUNT(hard)]));
        sheet_out_int(o, i - 1);
        sheet_out_end_row(o);
    }
    assert_true(sheet_out_finish(o, &why));
    fclose(to);
    Str s = str_copy(arena, (Str){ at, len });
    free(at);
    return s;
}

static SheetOut *safe(Arena *a, FILE *to) { return sheet_out_csv(a, to, true); }
static SheetOut *exact(Arena *a, FILE *to) { return sheet_out_csv(a, to, false); }

static void t13_formulas(void **state)
{
    (void)state;
    Str file = written(safe, COUNT(hard));
    assert_true(str_find(file, S(",\"'=HYPERLINK(\"\"http://x.test\"\")\",'-1\r\n")) > 0);
    assert_true(str_find(file, S(",'+44 20 7946 0958,0\r\n")) > 0);
    assert_true(str_find(file, S(",'＝1,")) > 0);
    Sheet *s = open_as(file, NULL);
    SheetRow row;
    for (int i = 0; i < COUNT(hard); i++) {
        assert_true(sheet_next(s, &row));
        same(row.cells[1], hard[i]);
        same(row.cells[2], str_format(arena, "%d", i - 1).at);
        assert_int_equal(row.fault.len, 0);
    }
    assert_false(sheet_next(s, &row));
    assert_true(str_find(written(exact, COUNT(hard)), S(",+44 20 7946 0958,")) > 0);
    assert_true(str_find(written(exact, COUNT(hard)), S("\"=HYPERLINK(\"\"http://x.test\"\")\",-1\r\n")) > 0);
}

/* Reads a sheet and writes it again; what it counts must agree with what it wrote. */
static Str copied(Sheet *s, int *rows)
{
    char *at = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&at, &len);
    SheetOut *o = sheet_out_csv(arena, to, true);
    SheetRow row;
    Str why;
    sheet_out_begin(o, sheet_header(s).at, sheet_header(s).count);
    for (*rows = 0; sheet_next(s, &row); ++*rows) {
        assert_int_equal(row.fault.len, 0);
        for (int i = 0; i < row.count; i++) sheet_out_cell(o, row.cells[i]);
        sheet_out_end_row(o);
    }
    assert_true(sheet_out_finish(o, &why));
    fclose(to);
    Str copy = str_copy(arena, (Str){ at, len });
    free(at);
    return copy;
}

static void t16_round_trip(void **state)
{
    (void)state;
    int rows;
    Str file = written(safe, 5000);
    assert_true(str_eq(file, copied(open_as(file, NULL), &rows)));
    assert_int_equal(rows, 5000);
    Str first = sheet_notes(open_as(file, NULL))->digest;
    assert_int_equal(first.len, 64);
    assert_true(str_eq(first, sheet_notes(open_as(file, NULL))->digest));
    assert_false(str_eq(first, sheet_notes(open_as((Str){ file.at, file.len - 1 }, NULL))->digest));
}

static void writes_json(void **state)
{
    (void)state;
    Str text = written(sheet_out_json, 2);
    same(text, "[\n{\"name\": \"row 0\", \"text_kept\": \"=HYPERLINK(\\\"http://x.test\\\")\", \"n\": -1},\n"
        "{\"name\": \"row 1\", \"text_kept\": \"+44 20 7946 0958\", \"n\": 0}\n]\n");
    same(written(sheet_out_json, 0), "[]\n");
}

static void writes_xlsx(void **state)
{
    (void)state;
    Str path = str_format(arena, "%s/kith-sheet-%d.xlsx", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp", (int)getpid()), why = S("");
    SheetOut *o = sheet_out_xlsx(arena, path.at);
    Str columns[] = { S("name"), S("n") };
    sheet_out_begin(o, columns, 2);
    for (int i = 0; i < COUNT(hard); i++) {
        sheet_out_cell(o, str_c(hard[i]));
        sheet_out_int(o, i % 2 ? i : id_new());
        sheet_out_end_row(o);
    }
    sheet_out_cell(o, B("control \x02 gone"));
    sheet_out_end_row(o);
    assert_true(sheet_out_finish(o, &why));
    assert_null(sheet_open(arena, path.at, (SheetOptions){ 0 }, &why));
    assert_true(str_find(why, S("workbook")) > 0);
    if (!getenv("KITH_KEEP")) unlink(path.at);

    FILE *full = fopen("/dev/full", "w");
    if (!full) return;
    o = sheet_out_csv(arena, full, true);
    sheet_out_begin(o, columns, 2);
    assert_false(sheet_out_finish(o, &why));
    fclose(full);
}

/* ---- mapping by hand ------------------------------------------------------------------------------ */

static void maps(void **state)
{
    (void)state;
    HeaderMap map;
    Str why;
    assert_true(map_parse(arena, S("E-mail Address=email, Name\\, full =name,a=b=c,"), &map, &why));
    assert_int_equal(map.count, 3);
    same(map.at[0].header, "E-mail Address"), same(map.at[0].field, "email");
    same(map.at[1].header, "Name, full"), same(map.at[1].field, "name");
    same(map.at[2].header, "a=b"), same(map.at[2].field, "c");
    assert_true(map_parse(arena, S(""), &map, &why));
    assert_int_equal(map.count, 0);
    assert_false(map_parse(arena, S("Name"), &map, &why));
    assert_false(map_parse(arena, S("=name"), &map, &why));
    assert_false(map_parse(arena, S("Name=,x=y"), &map, &why));
}

/* ---- the real list -------------------------------------------------------------------------------- */

static void real_list(void **state)
{
    (void)state;
    const char *shared = getenv("KITH_SHARED"), *source = getenv("KITH_SOURCE");
    Str path = shared ? str_format(arena, "%s/real/organisations-4203.csv", shared)
        : str_format(arena, "%s/../shared/real/organisations-4203.csv", source ? source : "."), why = S("");
    if (access(path.at, R_OK) != 0) {
        print_message("skipped: organisations-4203.csv is not here\n");
        skip();
    }
    Sheet *s = sheet_open(arena, path.at, (SheetOptions){ 0 }, &why);
    assert_non_null(s);
    assert_int_equal(sheet_header(s).count, 17);
    same(sheet_header(s).at[12], "Batch ID");
    int rows, again;
    Str copy = copied(s, &rows);
    assert_int_equal(rows, 4203);
    assert_int_equal(sheet_notes(s)->rows, 4203);
    assert_int_equal(sheet_notes(s)->empty_rows, 0);
    same(sheet_notes(s)->encoding, "utf-8");
    assert_int_equal(sheet_notes(s)->delimiter, ',');
    sheet_close(s);
    assert_true(str_eq(copy, copied(open_as(copy, NULL), &again)));
    assert_int_equal(again, 4203);
    s = sheet_open(arena, path.at, (SheetOptions){ 0 }, &why);
    SheetRow row;
    assert_true(sheet_next(s, &row));
    same(row.cells[2], "SOUTHERN AFRICA RESOURCES CENTRE");
    same(row.cells[16], "G20");
    sheet_close(s);
}

/* Windows far larger than one piece, with cells across every border. */
static void across_pieces(void **state)
{
    (void)state;
    Buf b = buf_open(arena, 1 << 20);
    buf_str(&b, S("a,b\r\n"));
    for (int i = 0; i < 40000; i++) buf_format(&b, "\"é%d \"\"q\"\"\r\nx\",%0*d\r\n", i, i % 97, i);
    Sheet *s = open_as(buf_view(&b), NULL);
    SheetRow row;
    int done = 0;
    for (int i = 0; i < 40000; i++) {
        assert_true(sheet_next(s, &row));
        assert_int_equal(row.line, 2 + 2 * i);
        assert_int_equal(row.fault.len, 0);
        same(row.cells[0], str_format(arena, "é%d \"q\"\r\nx", i).at);
        assert_true(sheet_progress(s) >= done);
        done = sheet_progress(s);
    }
    assert_false(sheet_next(s, &row));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = { T(t01_mark_and_header), T(t02_windows_1252_among_plain_rows), T(t03_utf8_without_mark),
        T(t04_utf16), T(t05_other_encodings), T(t06_encoded_twice), T(t07_quoted), T(t08_line_ends), T(t09_delimiters),
        T(t10_stray_and_open_quotes), T(t11_ragged), T(t12_not_tables), T(t12_too_much), T(t13_formulas), T(t16_round_trip),
        T(writes_json), T(writes_xlsx), T(maps), T(real_list), T(across_pieces) };
    return cmocka_run_group_tests_name("sheets", tests, NULL, NULL);
}
