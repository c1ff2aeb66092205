/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Any bytes: reading ends, every cell is valid UTF-8 of bounded size, every row has the
 * header's cells or a fault, line numbers rise, and what is written safe reads back the same. */
#include "sheets/sheets.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool good) { if (!good) abort(); }

static Str read_and_write(Arena *a, Sheet *s, bool *faults)
{
    char *at = NULL;
    size_t len = 0;
    FILE *to = open_memstream(&at, &len);
    must(to != NULL);
    SheetOut *o = sheet_out_csv(a, to, true);
    SheetRow row;
    Str why;
    i64 line = 0;
    sheet_out_begin(o, sheet_header(s).at, sheet_header(s).count);
    while (sheet_next(s, &row)) {
        must(row.line >= line && row.line > 0);
        line = row.line;
        must(row.fault.len || row.count == sheet_header(s).count);
        for (int i = 0; i < row.count; i++) {
            must(utf8_valid(row.cells[i]) && (row.fault.len || row.cells[i].len <= SHEET_CELL));
            if (!row.fault.len) sheet_out_cell(o, row.cells[i]);
        }
        if (row.fault.len) *faults = true;
        else sheet_out_end_row(o);
    }
    must(sheet_out_finish(o, &why));
    must(sheet_progress(s) == 1000);
    fclose(to);
    Str copy = str_copy(a, (Str){ at, len });
    free(at);
    return copy;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 1) return 0;
    Arena *a = arena_open();
    Str why = S(""), bytes = { (const char *)data + 1, size - 1 };
    int known = 0;
    while (sheet_encodings[known]) known++;
    const char *named = data[0] < known ? sheet_encodings[data[0]] : NULL;
    Sheet *s = sheet_open_bytes(a, bytes, (SheetOptions){ named, 0 }, &why);
    must(s || why.len);
    if (s) {
        bool faults = false, again_faults = false;
        Str copy = read_and_write(a, s, &faults);
        Sheet *again = sheet_open_bytes(a, copy, (SheetOptions){ NULL, ',' }, &why);
        if (again && !memmem(copy.at, copy.len < 8 ? copy.len : 8, "=", 1)) {     /* a header may look like a web page, or like sep=; */
            must(str_eq(copy, read_and_write(a, again, &again_faults)));
            must(!again_faults);
        }
        sheet_close(again);
    }
    HeaderMap map;
    if (!map_parse(a, bytes, &map, &why)) must(why.len > 0);
    arena_close(a);
    return 0;
}
