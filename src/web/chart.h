/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A picture of numbers: bars drawn by the server, the sentence that says what they show, and the table beside them. */
#ifndef KITH_CHART_H
#define KITH_CHART_H

#include "html/html.h"

enum { CHART_SERIES = 3, CHART_ROWS = 24 };
typedef struct { Str label; i64 values[CHART_SERIES]; bool withheld[CHART_SERIES]; } ChartRow;   /* withheld: one to four, and not shown (SEC-26) */
typedef struct {
    const char *id;                     /* its own on the page: "chart-answered" */
    Str title, says, what;              /* says: the sentence; what: the head of the first column */
    Str series[CHART_SERIES]; int series_count;
    const ChartRow *rows; int count;    /* 24 at most; no totals are printed, so nothing that is withheld can be reckoned */
} Chart;

bool chart_withhold(ChartRow *rows, int count, int series);   /* was there any */
void view_chart(Html *h, const Chart *c);                /* @put chart(&s->chart) */

#endif
