/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Writes tables as CSV (RFC 4180), JSON and xlsx, row by row.  Trouble on the way is
 * kept, everything after it is let pass, and finish tells. */
#include "sheets/sheet_inside.h"

#include <errno.h>
#include <jansson.h>
#include <xlsxwriter.h>

typedef enum { OUT_CSV, OUT_CSV_SAFE, OUT_JSON, OUT_XLSX } OutKind;

struct SheetOut {
    Arena *arena;
    OutKind kind;
    FILE *to;
    lxw_workbook *book;
    lxw_worksheet *page;
    Str *columns;
    int count, at;                                       /* columns, and cells already in this row */
    i64 rows;
    Buf room;                                            /* a cell in the making */
    Str trouble;
};

enum { XLSX_ROWS = 1048576, XLSX_COLUMNS = 16384, XLSX_LETTERS = 32767 };

static SheetOut *out_new(Arena *a, OutKind kind, FILE *to)
{
    SheetOut *o = arena_new(a, SheetOut);
    *o = (SheetOut){ .arena = a, .kind = kind, .to = to, .room = buf_open(a, 4096) };
    return o;
}

SheetOut *sheet_out_csv(Arena *a, FILE *to, bool for_spreadsheets)
{
    return out_new(a, for_spreadsheets ? OUT_CSV_SAFE : OUT_CSV, to);
}

SheetOut *sheet_out_json(Arena *a, FILE *to) { return out_new(a, OUT_JSON, to); }

/* What the library puts aside while writing lies beside the file itself, not in a folder
 * that others may read. */
SheetOut *sheet_out_xlsx(Arena *a, const char *path)
{
    SheetOut *o = out_new(a, OUT_XLSX, NULL);
    const char *slash = strrchr(path, '/');
    Str folder = slash ? (Str){ path, (size_t)(slash - path) + 1 } : S(".");
    char *beside = arena_alloc(a, folder.len + 1);
    memcpy(beside, folder.at, folder.len);
    lxw_workbook_options options = { .constant_memory = 1, .tmpdir = beside };
    o->book = workbook_new_opt(path, &options);
    o->page = o->book ? workbook_add_worksheet(o->book, NULL) : NULL;
    if (!o->page) o->trouble = S("The workbook could not be begun.");
    return o;
}

/* ---- CSV ----------------------------------------------------------------------------------------- */

/* Reading takes one apostrophe off what begins with apostrophes and then a formula; so the
 * safe file gives one more to every such cell, and comes back as it was. */
static void csv_cell(SheetOut *o, Str text)
{
    bool guard = o->kind == OUT_CSV_SAFE && (cell_is_formula(text) || cell_is_guarded(text));
    bool quote = (!text.len && o->count == 1) || (text.len && (text.at[0] == ' ' || text.at[text.len - 1] == ' '));
    for (size_t i = 0; i < text.len && !quote; i++) quote = memchr(",;\"\r\n\t|", text.at[i], 7) != NULL;
    if (o->at) putc(',', o->to);
    if (quote) putc('"', o->to);
    if (guard) putc('\'', o->to);
    while (quote && text.len) {
        const char *next = memchr(text.at, '"', text.len);
        size_t n = next ? (size_t)(next - text.at) + 1 : text.len;
        fwrite(text.at, 1, n, o->to);
        if (next) putc('"', o->to);
        text.at += n, text.len -= n;
    }
    if (text.len) fwrite(text.at, 1, text.len, o->to);
    if (quote) putc('"', o->to);
}

/* ---- JSON ---------------------------------------------------------------------------------------- */

/* "Date joined" is date_joined; a name that is snake_case already stays. */
static Str snake_case(Arena *a, Str name)
{
    Buf b = buf_open(a, name.len + 1);
    Str folded = utf8_fold(a, name);
    bool gap = false;
    for (size_t i = 0; i < folded.len; i++) {
        char c = folded.at[i];
        bool letter = (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter && gap && b.len) buf_byte(&b, '_');
        if (letter) buf_byte(&b, c);
        gap = !letter;
    }
    return b.len ? buf_view(&b) : S("column");
}

static void json_text(SheetOut *o, Str text)
{
    json_t *value = json_stringn(text.len ? text.at : "", text.len);
    if (value && json_dumpf(value, o->to, JSON_ENCODE_ANY) == 0) {
        json_decref(value);
        return;
    }
    json_decref(value);
    o->trouble = str_format(o->arena, "Row %lld could not be written as JSON.", o->rows + 1);
}

static void json_key(SheetOut *o)
{
    fputs(o->at ? ", " : o->rows ? ",\n{" : "\n{", o->to);
    json_text(o, o->columns[o->at]);
    fputs(": ", o->to);
}

/* ---- xlsx ---------------------------------------------------------------------------------------- */

/* XML has no control characters, not even written as references. */
static const char *xlsx_text(SheetOut *o, Str text)
{
    o->room.len = 0;
    for (Str rest = text; rest.len; ) {
        const char *start = rest.at;
        uint32_t c = utf8_next(&rest);
        bool good = c >= 0x20 ? c != 0xFFFE && c != 0xFFFF : c == '\t' || c == '\n' || c == '\r';
        if (good) buf_add(&o->room, start, (size_t)(rest.at - start));
    }
    buf_byte(&o->room, 0);
    return o->room.at;
}

static void xlsx_cell(SheetOut *o, i64 row, Str text)
{
    if (utf8_length(text) > XLSX_LETTERS) {
        o->trouble = str_format(o->arena, "Row %lld has a cell of more than %d letters, which a workbook cannot hold. CSV and JSON can.",
            row, XLSX_LETTERS);
    } else if (text.len) {
        worksheet_write_string(o->page, (lxw_row_t)row, (lxw_col_t)o->at, xlsx_text(o, text), NULL);
    }
}

/* ---- one interface ------------------------------------------------------------------------------- */

static bool may_write(SheetOut *o)
{
    if (o->trouble.len) return false;
    if (o->at >= o->count) o->trouble = S("A row has more cells than there are columns.");
    if (o->kind == OUT_XLSX && o->rows + 1 >= XLSX_ROWS) o->trouble = S("A workbook cannot hold so many rows. CSV and JSON can.");
    return !o->trouble.len;
}

void sheet_out_begin(SheetOut *o, const Str *columns, int count)
{
    o->count = count;
    o->columns = arena_array(o->arena, Str, count);
    if (o->kind == OUT_XLSX && count > XLSX_COLUMNS) o->trouble = S("A workbook cannot hold so many columns.");
    for (int i = 0; i < count; i++) o->columns[i] = o->kind == OUT_JSON ? snake_case(o->arena, columns[i]) : columns[i];
    if (o->kind == OUT_JSON) { putc('[', o->to); return; }
    for (; o->at < count && !o->trouble.len; o->at++) {
        if (o->kind == OUT_XLSX) xlsx_cell(o, 0, columns[o->at]);
        else csv_cell(o, columns[o->at]);
    }
    if (o->kind != OUT_XLSX) fputs("\r\n", o->to);
    o->at = 0;
}

void sheet_out_cell(SheetOut *o, Str text)
{
    if (!may_write(o)) return;
    switch (o->kind) {
    case OUT_CSV: case OUT_CSV_SAFE: csv_cell(o, text); break;
    case OUT_JSON: json_key(o); json_text(o, text); break;
    case OUT_XLSX: xlsx_cell(o, o->rows + 1, text); break;
    }
    o->at++;
}

/* In a workbook whole numbers beyond 2^53 would lose digits: they go in as text.  A negative
 * number is no formula in any spreadsheet, but the safe file keeps its promise for every cell. */
void sheet_out_int(SheetOut *o, i64 number)
{
    char text[24];
    int n = snprintf(text, sizeof text, "%lld", number);
    bool exact = number < (1LL << 53) && number > -(1LL << 53);
    if (o->kind == OUT_CSV || o->kind == OUT_CSV_SAFE || (o->kind == OUT_XLSX && !exact)) {
        sheet_out_cell(o, (Str){ text, (size_t)n });
        return;
    }
    if (!may_write(o)) return;
    if (o->kind == OUT_JSON) {
        json_key(o);
        fputs(text, o->to);
    } else {
        worksheet_write_number(o->page, (lxw_row_t)(o->rows + 1), (lxw_col_t)o->at, (double)number, NULL);
    }
    o->at++;
}

void sheet_out_end_row(SheetOut *o)
{
    while (o->at < o->count && !o->trouble.len) sheet_out_cell(o, S(""));
    if (o->kind == OUT_JSON && !o->trouble.len) fputs(o->count ? "}" : "{}", o->to);
    if (o->kind == OUT_CSV || o->kind == OUT_CSV_SAFE) fputs("\r\n", o->to);
    o->rows++, o->at = 0;
}

bool sheet_out_finish(SheetOut *o, Str *why_not)
{
    if (o->kind == OUT_XLSX) {
        lxw_error e = o->book ? workbook_close(o->book) : LXW_NO_ERROR;
        if (e != LXW_NO_ERROR && !o->trouble.len)
            o->trouble = str_format(o->arena, "The workbook could not be written: %s", lxw_strerror(e));
    } else {
        if (o->kind == OUT_JSON) fputs(o->rows ? "\n]\n" : "]\n", o->to);
        if ((fflush(o->to) != 0 || ferror(o->to)) && !o->trouble.len)
            o->trouble = str_format(o->arena, "The file could not be written to its end: %s.", strerror(errno));
    }
    if (o->trouble.len) *why_not = o->trouble;
    return !o->trouble.len;
}
