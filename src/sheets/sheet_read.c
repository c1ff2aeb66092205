/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Reads a table row by row.  The file is read twice: once whole, to know its encoding
 * and digest (survey), and once through a window of decoded text that holds the row at
 * hand and some more.  Memory is bounded by the window, never by the file. */
#include "sheets/sheet_inside.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIECE = 64 * 1024,
    FIRST_WINDOW = 512 * 1024,
    LONGEST_ROW = 8 * 1024 * 1024,
    SHOWN_LETTERS = 200,
};

struct Sheet {
    Arena *arena;
    Source from;
    Survey survey;
    char *window;                                        /* text not yet read lies from start to end */
    size_t start, end, cap;
    unsigned char piece[PIECE];
    bool last;                                           /* nothing follows the window */
    bool over;
    i64 line;
    Scan scan;
    Str *cells, *names;
    int columns;
    char delimiter;
    SheetNotes notes;
    char fault[64];
};

SheetHeader sheet_header(const Sheet *s) { return (SheetHeader){ s->names, s->columns }; }
const SheetNotes *sheet_notes(const Sheet *s) { return &s->notes; }

int sheet_progress(const Sheet *s)
{
    i64 done = s->from.at - (i64)(s->end - s->start);
    if (s->over || s->from.size <= 0) return 1000;
    return done <= 0 ? 0 : done >= s->from.size ? 1000 : (int)(done * 1000 / s->from.size);
}

/* ---- the window ---------------------------------------------------------------------------------- */

/* Makes room for one decoded piece: first by moving the rest to the front, then by growing. */
static bool window_room(Sheet *s)
{
    size_t rest = s->end - s->start;
    if (s->cap - s->end >= DECODED(PIECE)) return true;
    size_t cap = s->cap;
    while (cap - rest < DECODED(PIECE)) cap *= 2;
    if (cap > 2 * LONGEST_ROW) return false;
    char *to = cap > s->cap ? arena_alloc(s->arena, cap) : s->window;
    memmove(to, s->window + s->start, rest);
    s->window = to, s->cap = cap, s->start = 0, s->end = rest;
    return true;
}

static void window_piece(Sheet *s)
{
    ptrdiff_t n = source_read(&s->from, s->piece, PIECE);
    size_t skip = s->from.at == (i64)n ? s->survey.skip : 0;
    if (n > 0 && (size_t)n >= skip)
        s->end += decode(&s->survey.decoder, s->piece + skip, (size_t)n - skip, s->window + s->end);
    if (n == 0) s->last = true;
    if (n < 0 || s->survey.decoder.bad)
        s->notes.stopped = n < 0 ? S("The file could not be read to its end.") : S("The file was changed while it was read.");
}

/* Reads until there is twice as much text as before, so that scanning a long row again and
 * again costs no more than reading it twice.  False: the row is too long, or reading stopped. */
static bool window_more(Sheet *s)
{
    size_t want = 2 * (s->end - s->start);
    if (s->end - s->start > LONGEST_ROW) return false;
    do {
        if (!window_room(s)) return false;
        window_piece(s);
    } while (!s->last && !s->notes.stopped.len && s->end - s->start < want);
    return !s->notes.stopped.len;
}

static Text window_text(const Sheet *s)
{
    return (Text){ { s->window + s->start, s->end - s->start }, s->last, s->delimiter };
}

static ScanResult window_scan(Sheet *s)
{
    for (;;) {
        ScanResult r = scan_row(window_text(s), &s->scan);
        if (r != SCAN_MORE) return r;
        if (!window_more(s)) return SCAN_LONG;
    }
}

static void window_pass(Sheet *s)
{
    s->start += s->scan.used;
    s->line += s->scan.lines;
}

/* ---- rows ------------------------------------------------------------------------------------------ */

static Str shown(Arena *a, Str text) { return str_copy(a, utf8_cut(text, SHOWN_LETTERS)); }

static bool plain_ascii(Str s)
{
    for (size_t i = 0; i < s.len; i++) if ((unsigned char)s.at[i] >= 0x80) return false;
    return true;
}

/* Keeps the first cells that a person should look at. */
static void note_cell(Sheet *s, Str cell, int column)
{
    SheetNotes *n = &s->notes;
    bool table = s->survey.decoder.kind == ENCODING_TABLE;
    if (table ? n->odd_count == SHEET_SHOWN : n->twice_count == SHEET_SHOWN) return;
    if (plain_ascii(cell)) return;
    Str once = S("");
    if (!text_encoded_twice(s->arena, cell, &once) && !table) return;
    SheetOdd odd = { s->line, column, shown(s->arena, cell), shown(s->arena, once) };
    if (table) n->odd[n->odd_count++] = odd;
    else n->twice[n->twice_count++] = odd;
}

static bool has_control(Str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c < '\t' || (c > '\r' && c < ' ')) return true;
    }
    return false;
}

/* Cells of the row just scanned.  True: at least one is not blank. */
static bool take_cells(Sheet *s)
{
    bool any = false;
    for (int c = 0; c < s->scan.count; c++) {
        Str cell = cell_text(s->window + s->start, s->scan.cells[c]);
        if (cell_is_guarded(cell)) cell.at++, cell.len--;
        any |= !str_blank(cell);
        s->cells[c] = cell;
    }
    return any;
}

static void judge_row(Sheet *s, SheetRow *row)
{
    while (row->count > s->columns && str_blank(s->cells[row->count - 1])) row->count--;
    while (row->count < s->columns) s->cells[row->count++] = S("");
    int more = row->count - s->columns;
    if (more) {
        int len = snprintf(s->fault, sizeof s->fault, "has %d cell%s more than the header", more, more > 1 ? "s" : "");
        row->fault = (Str){ s->fault, (size_t)len };
    }
    for (int c = 0; c < row->count; c++) {
        if (!s->survey.plain) note_cell(s, s->cells[c], c);
        if (s->survey.controls) s->notes.control_cells += has_control(s->cells[c]);
    }
}

/* A quote that is never closed costs its own row only: reading goes on with the next line.
 * That is never slow: a later row with a quote of its own would have ended the search for
 * the closing one, so no text is searched again and again. */
static bool open_quote(Sheet *s, SheetRow *row)
{
    i64 line = s->line + s->scan.open_lines;
    scan_skip_line(window_text(s), &s->scan);
    s->cells[0] = str_trim((Str){ s->window + s->start, s->scan.used });
    *row = (SheetRow){ s->cells, 1, line, S("has an opening quotation mark that is never closed") };
    window_pass(s);
    s->notes.rows++;
    return true;
}

/* The last row that is given: why there are no more. */
static bool stop(Sheet *s, SheetRow *row)
{
    s->over = true;
    *row = (SheetRow){ s->cells, 0, s->line, s->notes.stopped };
    return true;
}

/* A quoted cell over the limit: a quote never closed if the next line reads as a row of this
 * table, else a cell that is too long. */
static bool long_is_open(Sheet *s)
{
    if (!s->scan.count || !s->scan.cells[s->scan.count - 1].quoted || s->scan.used) return false;
    Text t = window_text(s);
    Scan line = s->scan;
    scan_skip_line(t, &line);
    if (line.lines == s->scan.open_lines) return false;
    t.at.at += line.used, t.at.len -= line.used;
    size_t open_at = s->scan.open_at;
    i64 open_lines = s->scan.open_lines;
    bool row = scan_row(t, &s->scan) == SCAN_ROW && s->scan.count == s->columns;
    s->scan.open_at = open_at, s->scan.open_lines = open_lines;
    return row;
}

static void too_much(Sheet *s, bool wide)
{
    if (s->notes.stopped.len) return;
    s->notes.stopped = wide ? str_format(s->arena, "Line %lld has more than %d cells.", s->line, SHEET_COLUMNS)
        : str_format(s->arena, "Line %lld has a cell of more than 1 MiB, or the row is longer than 8 MiB.", s->line);
}

bool sheet_next(Sheet *s, SheetRow *row)
{
    while (!s->over) {
        if (s->notes.stopped.len) return stop(s, row);
        ScanResult r = window_scan(s);
        if (r == SCAN_END) { s->over = true; break; }
        if (r == SCAN_OPEN || (r == SCAN_LONG && !s->notes.stopped.len && long_is_open(s))) return open_quote(s, row);
        if (r != SCAN_ROW) { too_much(s, r == SCAN_WIDE); continue; }
        bool any = take_cells(s);
        *row = (SheetRow){ s->cells, s->scan.count, s->line, S("") };
        if (any) judge_row(s, row);
        window_pass(s);
        if (any) { s->notes.rows++; return true; }
        s->notes.empty_rows++;
    }
    return false;
}

/* ---- opening ---------------------------------------------------------------------------------------- */

static bool looks_html(Str text)
{
    static const char *const starts[] = { "<!doctype", "<html", "<head", "<body", "<table", "<?xml", "<!--" };
    text = str_trim(text);
    for (int i = 0; i < COUNT(starts); i++) {
        size_t n = strlen(starts[i]), k = 0;
        while (k < n && k < text.len && (text.at[k] | (text.at[k] >= 'A' && text.at[k] <= 'Z' ? 32 : 0)) == starts[i][k]) k++;
        if (k == n) return true;
    }
    return false;
}

/* "sep=;" on the first line is Excel's own way to say it. */
static void delimiter_settle(Sheet *s, char asked)
{
    Str text = { s->window, s->end }, line = text;
    size_t n = 0;
    while (n < text.len && text.at[n] != '\r' && text.at[n] != '\n') n++;
    line.len = n;
    if (line.len >= 2 && line.at[0] == '"' && line.at[n - 1] == '"') line.at++, line.len -= 2;
    bool said = line.len == 5 && (str_starts(line, S("sep=")) || str_starts(line, S("SEP=")) || str_starts(line, S("Sep=")))
        && memchr(",;\t|", line.at[4], 4);
    if (said) {
        s->delimiter = line.at[4];
        s->start = n;
        if (n < s->end && text.at[n] == '\r') s->start++;
        if (s->start < s->end && text.at[s->start] == '\n') s->start++;
        s->line++;
    }
    if (asked) s->delimiter = asked;
    else if (!said)
        s->delimiter = delimiter_find((Text){ { s->window, s->end < PIECE ? s->end : PIECE }, s->last && s->end <= PIECE, 0 },
            s->scan.cells);
    s->notes.delimiter = s->delimiter;
}

static bool read_header(Sheet *s, Str *why_not)
{
    for (;;) {
        ScanResult r = window_scan(s);
        if (r == SCAN_OPEN)
            *why_not = str_format(s->arena, "Line %lld: the header has an opening quotation mark that is never closed.",
                s->line + s->scan.open_lines);
        if (r == SCAN_END) *why_not = S("The file has no rows.");
        if (r == SCAN_LONG || r == SCAN_WIDE) {
            too_much(s, r == SCAN_WIDE);
            *why_not = s->notes.stopped;
        }
        if (r != SCAN_ROW) return false;
        bool any = take_cells(s);
        s->columns = s->scan.count;
        if (any) break;
        s->notes.empty_rows++;
        window_pass(s);
    }
    s->names = arena_array(s->arena, Str, s->columns);
    memcpy(s->names, s->cells, sizeof(Str) * (size_t)s->columns);
    headers_tidy(s->arena, s->names, s->columns);
    window_pass(s);
    return true;
}

static Sheet *open_source(Arena *a, Source from, SheetOptions options, Str *why_not)
{
    Sheet *s = arena_new(a, Sheet);
    *s = (Sheet){ .arena = a, .from = from, .cap = FIRST_WINDOW, .line = 1 };
    s->scan.cells = arena_array(a, Span, SHEET_COLUMNS);
    s->cells = arena_array(a, Str, SHEET_COLUMNS);
    s->window = arena_alloc(a, s->cap);
    bool good = !options.delimiter || strchr(",;\t|", options.delimiter);
    if (!good) *why_not = S("Cells can be told apart by a comma, a semicolon, a tab or a bar.");
    good = good && survey(a, &s->from, options.encoding, &s->survey, why_not);
    if (good && !source_rewind(&s->from)) good = false, *why_not = S("The file could not be read.");
    if (good) {
        s->notes.encoding = s->survey.name, s->notes.encoding_assumed = s->survey.assumed;
        s->notes.digest = s->survey.digest;
        while (!s->last && s->end < PIECE && !s->notes.stopped.len) window_piece(s);
        if (s->notes.stopped.len) good = false, *why_not = s->notes.stopped;
    }
    if (good && looks_html((Str){ s->window, s->end }))
        good = false, *why_not = S("This is a web page, not CSV, whatever its name says. Export the table as CSV where it came from.");
    if (good) {
        delimiter_settle(s, options.delimiter);
        good = read_header(s, why_not);
    }
    if (good) return s;
    sheet_close(s);
    return NULL;
}

Sheet *sheet_open_bytes(Arena *a, Str bytes, SheetOptions options, Str *why_not)
{
    return open_source(a, (Source){ .fd = -1, .memory = bytes, .size = (i64)bytes.len }, options, why_not);
}

Sheet *sheet_open(Arena *a, const char *path, SheetOptions options, Str *why_not)
{
    struct stat about;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);      /* do not wait for the writer of a pipe */
    if (fd < 0) {
        *why_not = str_format(a, "The file cannot be opened: %s.", strerror(errno));
        return NULL;
    }
    if (fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) {
        *why_not = S("This is not a file that can be read from its beginning to its end.");
        close(fd);
        return NULL;
    }
    return open_source(a, (Source){ .fd = fd, .size = (i64)about.st_size }, options, why_not);
}

void sheet_close(Sheet *s)
{
    if (!s || s->from.fd < 0) return;
    close(s->from.fd);
    s->from = (Source){ .fd = -1 };
}
