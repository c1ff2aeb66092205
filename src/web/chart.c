/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Charts.  Nothing here is taken from outside but numbers and words, and both go through the escaping; colours are the
 * page's own ink, and what parts the series is a pattern and a word. */
#include "web/chart.h"

enum { WIDE = 320, BAR = 12, LONGEST = 200, LABEL = 18, GAP = 8 };

static void lit(Html *h, const char *s) { html_lit(h, s, strlen(s)); }

bool chart_withhold(ChartRow *rows, int count, int series)
{
    bool any = false;
    for (int i = 0; i < count; i++)
        for (int k = 0; k < series; k++) any = (rows[i].withheld[k] = rows[i].values[k] > 0 && rows[i].values[k] < 5) || any;
    return any;
}

static i64 most_of(const Chart *c)
{
    i64 most = 1;
    for (int i = 0; i < c->count; i++)
        for (int k = 0; k < c->series_count; k++) if (!c->rows[i].withheld[k] && c->rows[i].values[k] > most) most = c->rows[i].values[k];
    return most;
}

static void number(Html *h, const ChartRow *r, int k)
{
    if (r->withheld[k]) lit(h, "fewer than 5");
    else html_int(h, r->values[k]);
}

static void bar(Html *h, const Chart *c, const ChartRow *r, int k, int y)
{
    i64 width = r->withheld[k] ? 0 : r->values[k] * LONGEST / most_of(c);
    lit(h, "<rect x=\"1\" y=\""), html_int(h, y), lit(h, "\" height=\"12\" stroke=\"currentColor\" width=\""), html_int(h, width > 0 ? width : 1), lit(h, "\" fill=\"");
    if (k == 0) lit(h, "currentColor");
    else if (k == 1) lit(h, "url(#"), html_cstr(h, c->id), lit(h, "-hatch)");
    else lit(h, "none");
    lit(h, "\"/><text x=\""), html_int(h, width + 8), lit(h, "\" y=\""), html_int(h, y + 11), lit(h, "\" font-size=\"13\" fill=\"currentColor\">"), number(h, r, k);
    if (c->series_count > 1) lit(h, " "), html_str(h, c->series[k]);
    lit(h, "</text>");
}

static void drawing(Html *h, const Chart *c)
{
    int row = LABEL + c->series_count * (BAR + 4) + GAP;
    lit(h, "<svg role=\"img\" aria-labelledby=\""), html_cstr(h, c->id), lit(h, "-title\" viewBox=\"0 0 320 "), html_int(h, c->count * row), lit(h, "\" width=\"320\" height=\""), html_int(h, c->count * row), lit(h, "\">");
    lit(h, "<defs><pattern id=\""), html_cstr(h, c->id), lit(h, "-hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\"><path d=\"M0 5L5 0\" stroke=\"currentColor\" stroke-width=\"1.5\"/></pattern></defs>");
    for (int i = 0; i < c->count; i++) {
        lit(h, "<text x=\"0\" y=\""), html_int(h, i * row + 13), lit(h, "\" font-size=\"14\" font-weight=\"700\" fill=\"currentColor\">"), html_str(h, utf8_cut(c->rows[i].label, 40)), lit(h, "</text>");
        for (int k = 0; k < c->series_count; k++) bar(h, c, &c->rows[i], k, i * row + LABEL + k * (BAR + 4));
    }
    lit(h, "</svg>");
}

static void table(Html *h, const Chart *c)
{
    lit(h, "<details class=\"opens\"><summary>The numbers as a table</summary><table><caption>"), html_str(h, c->title), lit(h, "</caption><thead><tr><th scope=\"col\">"), html_str(h, c->what), lit(h, "</th>");
    for (int k = 0; k < c->series_count; k++) lit(h, "<th scope=\"col\" class=\"num\">"), html_str(h, c->series[k]), lit(h, "</th>");
    lit(h, "</tr></thead><tbody>");
    for (int i = 0; i < c->count; i++) {
        lit(h, "<tr><th scope=\"row\">"), html_str(h, c->rows[i].label), lit(h, "</th>");
        for (int k = 0; k < c->series_count; k++) lit(h, "<td class=\"num\">"), number(h, &c->rows[i], k), lit(h, "</td>");
        lit(h, "</tr>");
    }
    lit(h, "</tbody></table></details>");
}

void view_chart(Html *h, const Chart *c)
{
    lit(h, "<figure class=\"chart\"><figcaption id=\""), html_cstr(h, c->id), lit(h, "-title\"><strong>"), html_str(h, c->title), lit(h, ".</strong> "), html_str(h, c->says), lit(h, "</figcaption>");
    if (c->count) drawing(h, c), table(h, c);
    else lit(h, "<p class=\"quiet\">Nothing to show yet.</p>");
    lit(h, "</figure>");
}
