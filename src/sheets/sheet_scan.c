/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Splits text into rows and cells.  Nothing is changed or copied here: a row is a list
 * of spans, so that a row may be scanned again with more text, or given up, freely. */
#include "sheets/sheet_inside.h"

static bool line_end(char c) { return c == '\n' || c == '\r'; }

/* Steps over CRLF, LF or CR at i.  False: a CR ends the text, and its LF may be still to come. */
static bool step_line(Text t, size_t *i)
{
    bool cr = t.at.at[*i] == '\r';
    if (cr && *i + 1 == t.at.len && !t.last) return false;
    *i += cr && *i + 1 < t.at.len && t.at.at[*i + 1] == '\n' ? 2 : 1;
    return true;
}

static ScanResult scan_plain(Text t, size_t *i, Span *cell)
{
    const char *p = t.at.at;
    size_t n = *i, len = t.at.len;
    *cell = (Span){ .start = n };
    while (n < len && p[n] != t.delimiter && p[n] != '\n' && p[n] != '\r') n++;
    cell->end = *i = n;
    return n - cell->start > SHEET_CELL ? SCAN_LONG : SCAN_ROW;
}

/* Is the quote before i a closing one?  Only blanks may stand between it and the cell's end. */
static ScanResult closes(Text t, size_t *i)
{
    size_t n = *i;
    while (n < t.at.len && t.at.at[n] != t.delimiter && (t.at.at[n] == ' ' || t.at.at[n] == '\t')) n++;
    if (n == t.at.len && !t.last) return SCAN_MORE;
    if (n < t.at.len && t.at.at[n] != t.delimiter && !line_end(t.at.at[n])) return SCAN_OPEN;
    *i = n;
    return SCAN_ROW;
}

/* A quoted cell.  Programs double the quotes inside; people do not.  So a lone quote
 * inside is text as long as the cell stays on its line: "Ann "Annie" Lee".  In a cell of
 * several lines a lone quote is the opening one of a later row, which means that ours was
 * never closed.  A cell that had lone quotes and reaches its line's end unclosed was
 * never a quoted cell: "Annie" Lee. */
static ScanResult scan_quoted(Text t, size_t *i, Scan *to)
{
    const char *p = t.at.at;
    size_t n = *i + 1, len = t.at.len;
    bool lone = false;
    Span *cell = &to->cells[to->count - 1];
    *cell = (Span){ .start = n, .quoted = true };
    to->open_at = *i, to->open_lines = to->lines;
    for (;;) {
        while (n < len && p[n] != '"' && !line_end(p[n])) n++;
        if (n - *i > SHEET_CELL) return SCAN_LONG;
        if (n == len && !t.last) return SCAN_MORE;
        if (lone && (n == len || line_end(p[n]))) return scan_plain(t, i, cell);
        if (n == len) return SCAN_OPEN;
        if (line_end(p[n])) {
            if (!step_line(t, &n)) return SCAN_MORE;
            to->lines++;
            continue;
        }
        cell->end = n++;
        if (n < len && p[n] == '"') { n++; continue; }
        ScanResult end = closes(t, &n);
        if (end == SCAN_ROW) { *i = n; return SCAN_ROW; }
        if (end == SCAN_MORE || to->lines > to->open_lines) return end;
        lone = true;
    }
}

ScanResult scan_row(Text t, Scan *to)
{
    size_t i = 0;
    to->count = 0, to->lines = 0, to->used = 0, to->open_at = 0, to->open_lines = 0;
    if (!t.at.len) return t.last ? SCAN_END : SCAN_MORE;
    for (;;) {
        if (to->count == SHEET_COLUMNS) return SCAN_WIDE;
        Span *cell = &to->cells[to->count++];
        bool quoted = i < t.at.len && t.at.at[i] == '"';
        ScanResult r = quoted ? scan_quoted(t, &i, to) : scan_plain(t, &i, cell);
        if (r != SCAN_ROW) return r;
        if (i == t.at.len) break;
        if (line_end(t.at.at[i])) {
            if (!step_line(t, &i)) return SCAN_MORE;
            to->lines++, to->used = i;
            return SCAN_ROW;
        }
        i++;                                             /* the delimiter */
    }
    to->used = i;
    return t.last ? SCAN_ROW : SCAN_MORE;
}

void scan_skip_line(Text t, Scan *to)
{
    size_t i = to->open_at;
    while (i < t.at.len && !line_end(t.at.at[i])) i++;
    to->lines = to->open_lines;
    if (i < t.at.len) {
        to->lines++;
        if (!step_line(t, &i)) i++;
    }
    to->used = i;
}

/* ---- the delimiter -------------------------------------------------------------------------- */

typedef struct { int columns; i64 rows, alike; } Fit;

static bool row_empty(Text t, const Scan *scan)
{
    for (int c = 0; c < scan->count; c++)
        if (!str_blank((Str){ t.at.at + scan->cells[c].start, scan->cells[c].end - scan->cells[c].start })) return false;
    return true;
}

/* How well the text reads with this delimiter: the header's columns, and how many rows have as many. */
static Fit fit(Text t, Span *room)
{
    Fit f = { 0 };
    Scan scan = { .cells = room };
    int opened = 0;
    for (;;) {
        ScanResult r = scan_row(t, &scan);
        if (r == SCAN_OPEN && opened++ < 20) {
            scan_skip_line(t, &scan);
        } else if (r != SCAN_ROW) {
            return f;
        } else if (!row_empty(t, &scan)) {
            if (!f.columns) f.columns = scan.count;
            else f.rows++, f.alike += scan.count == f.columns;
        }
        t.at.at += scan.used, t.at.len -= scan.used;
    }
}

static bool fits_better(Fit a, Fit b)
{
    if (a.columns < 2 || b.columns < 2) return a.columns > 1 && b.columns < 2;
    i64 left = a.rows ? a.alike * 1000 / a.rows : 1000, right = b.rows ? b.alike * 1000 / b.rows : 1000;
    return left != right ? left > right : a.columns > b.columns;
}

char delimiter_find(Text t, Span *room)
{
    Fit best = { 0 };
    char found = ',';
    for (const char *c = ",;\t|"; *c; c++) {
        t.delimiter = *c;
        Fit f = fit(t, room);
        if (fits_better(f, best)) best = f, found = *c;
    }
    return found;
}

/* ---- cells ---------------------------------------------------------------------------------- */

Str cell_text(char *at, Span cell)
{
    char *from = at + cell.start, *end = at + cell.end, *to;
    if (!cell.quoted || !(to = memchr(from, '"', cell.end - cell.start)))
        return (Str){ from, cell.end - cell.start };
    for (char *p = to; p < end; p++) {
        *to++ = *p;
        if (*p == '"' && p + 1 < end && p[1] == '"') p++;
    }
    return (Str){ from, (size_t)(to - from) };
}

bool cell_is_formula(Str cell)
{
    if (!cell.len) return false;
    if (memchr("=+-@\t\r", cell.at[0], 6)) return true;
    return str_starts(cell, S("\uFF1D")) || str_starts(cell, S("\uFF0B"))
        || str_starts(cell, S("\uFF0D")) || str_starts(cell, S("\uFF20"));
}

bool cell_is_guarded(Str cell)
{
    if (!cell.len || cell.at[0] != '\'') return false;
    while (cell.len && cell.at[0] == '\'') cell.at++, cell.len--;
    return cell_is_formula(cell);
}
