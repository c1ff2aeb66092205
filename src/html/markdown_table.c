/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Tables: lines that begin with a bar, the second of them dashes.  libcmark knows none; ours are bounded, because what comes out
 * grows with columns times rows. */
#include "html/inside.h"

typedef struct { Str at[COLUMNS_MOST + 1]; int count; } Row;

enum { SPAN_MOST = 2000 };

static size_t code_span(Str s)                            /* the length of `code | code`; 0: it is not closed */
{
    size_t n = 0;
    while (n < s.len && s.at[n] == '`') n++;
    for (size_t i = n, run = 0; i <= s.len && i < SPAN_MOST; i++) {
        if (i < s.len && s.at[i] == '`') { run++; continue; }
        if (run == n) return i;
        run = 0;
    }
    return 0;
}

/* Bars part cells, but not "\|" and not within code.  The last cell holds whatever is too many. */
static Row row_of(Arena *a, Str line, int most)
{
    Row r = { .count = 0 };
    Buf cell = buf_open(a, 32);
    line = str_trim(line);
    for (size_t i = 1, n; i < line.len; i += n) {
        Str rest = { line.at + i, line.len - i };
        bool bar = str_starts(rest, S("\\|"));
        n = bar ? 2 : *rest.at == '`' ? code_span(rest) : 1;
        if (!n) n = 1;
        if (bar) buf_byte(&cell, '|');
        else if (*rest.at == '|' && (i + 1 == line.len || r.count + 1 < most)) {
            r.at[r.count++] = str_trim(buf_view(&cell)), cell = buf_open(a, 32);
            if (i + 1 == line.len) return r;
        } else buf_add(&cell, rest.at, n);
    }
    if (r.count < most) r.at[r.count++] = str_trim(buf_view(&cell));
    return r;
}

static int rows_in(Str lines)
{
    int n = 0;
    for (; lines.len; n++) str_cut(&lines, '\n');
    return n;
}

int table_cells(Str lines)
{
    int bars = 0;
    for (size_t i = 0; i < lines.len && lines.at[i] != '\n'; i++) bars += lines.at[i] == '|';
    return rows_in(lines) * (bars + 1);
}

bool looks_like_table(Arena *a, Str lines)
{
    int n = 0;
    if (!lines.len || *lines.at != '|' || rows_in(lines) > ROWS_MOST + 2) return false;
    if (row_of(a, str_cut(&(Str){ lines.at, lines.len }, '\n'), COLUMNS_MOST + 1).count > COLUMNS_MOST) return false;
    for (; lines.len; n++) {
        Str line = str_trim(str_cut(&lines, '\n'));
        if (!line.len || *line.at != '|' || (n == 1 && !table_rule(line))) return false;
    }
    return n > 1;
}

static bool only_figures(Str s)
{
    bool any = false;
    while (s.len) {
        uint32_t c = utf8_next(&s);
        if (c >= '0' && c <= '9') any = true;
        else if (c >= 0x80 ? c != 0xA3 && c != 0x20AC && c != 0x2212 && c != 0x2013 && c != 0xA0 : !strchr(".,%+-$ ()", (int)c)) return false;
    }
    return any;
}

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

typedef struct { Html *h; int columns; bool named /* the first column says what a row is of */, right[COLUMNS_MOST]; Str (*cell)(void *with, Str words); void *with; } Table;

static void row_put(Table *t, const Row *r, bool head)
{
    lit(t->h, "<tr>");
    for (int c = 0; c < t->columns; c++) {
        Str words = c < r->count ? r->at[c] : S("");
        bool th = words.len && (head || (t->named && !c)), num = t->right[c] || (!head && only_figures(words));
        lit(t->h, th ? "<th scope=" : "<td");
        if (th) lit(t->h, head ? "\"col\"" : "\"row\"");
        lit(t->h, num ? " class=\"num\">" : ">");
        Str html = t->cell(t->with, words);
        html_lit(t->h, html.at, html.len);
        lit(t->h, th ? "</th>" : "</td>");
    }
    lit(t->h, "</tr>");
}

static bool first_is_words(Arena *a, Str rows, int columns)
{
    bool words = columns > 1;
    while (words && rows.len) {
        Row r = row_of(a, str_cut(&rows, '\n'), columns);
        words = !r.count || !only_figures(r.at[0]);
    }
    return words;
}

Str table_html(Arena *a, Str lines, Str under, Str (*cell)(void *with, Str words), void *with)
{
    Html *h = html_open(a);
    Row head = row_of(a, str_cut(&lines, '\n'), COLUMNS_MOST), rule = row_of(a, str_cut(&lines, '\n'), COLUMNS_MOST);
    Table t = { .h = h, .columns = head.count, .cell = cell, .with = with };
    t.named = first_is_words(a, lines, head.count);
    for (int c = 0; c < head.count && c < rule.count; c++) t.right[c] = str_ends(rule.at[c], S(":")) && !str_starts(rule.at[c], S(":"));
    lit(h, "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table");
    if (under.len) lit(h, ": "), html_str(h, under);
    lit(h, "\"><table><thead>");
    row_put(&t, &head, true);
    lit(h, "</thead><tbody>");
    while (lines.len) {
        Row r = row_of(a, str_cut(&lines, '\n'), head.count);
        row_put(&t, &r, false);
    }
    lit(h, "</tbody></table></div>\n");
    return html_done(h);
}
