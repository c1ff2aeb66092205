/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The library goes out: a table, or CSL-JSON with the texts, which kith import works takes in again. */
#include "knowledge/cite.h"
#include "knowledge/knowledge.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

enum { AT_ONCE = 100 };

typedef void Each(void *with, Tx *tx, const Work *w);

/* All but those taken back, some at a time. */
static void every_work(Tx *tx, Each *each, void *with)
{
    Arena *scratch = arena_open(), *before = tx_arena_swap(tx, scratch);
    i64 after = 0;
    for (int count = AT_ONCE; count == AT_ONCE && !tx_doomed(tx); arena_reset(scratch)) {
        i64 ids[AT_ONCE];
        Query q = db_query(tx, SQL("select id from work where id > $1 and state <> 'taken back' order by id limit 100"), I(after));
        for (count = 0; count < AT_ONCE && db_next(&q); count++) ids[count] = after = db_int(&q, 0);
        db_end(&q);
        for (int i = 0; i < count; i++) each(with, tx, work_trusted(tx, ids[i]));
    }
    tx_arena_swap(tx, before);
    arena_close(scratch);
}

typedef struct { SheetOut *out; FILE *json; const Network *n; i64 count; } Going;

static Str yes(bool is) { return is ? S("yes") : S("no"); }

static void row(void *with, Tx *tx, const Work *w)
{
    Going *g = with;
    Arena *a = tx_arena(tx);
    Contributors by = contributors_of(tx, NOBODY, w->id);
    TopicWords t = topics_of_work(tx, NOBODY, w->id);
    Buf topics = buf_open(a, 100);
    for (int i = 0; i < t.count; i++) buf_format(&topics, "%s%.*s", i ? "; " : "", FMT(t.at[i].words));
    Time at = w->published_at;
    bool has_hour = (at.us % DAYS(1) + DAYS(1)) % DAYS(1) > 3;        /* bibliography.h: what came in with a list is known to the day, the month or the year */
    const Str cells[] = { w->source_id, w->mark, w->kind, w->state, w->title, names_of(a, &by, S("")), !at.us ? S("") : has_hour ? time_rfc3339(a, at) : date_as_true(a, at),
        w->language, w->licence, w->summary, w->content_note, buf_view(&topics), w->doi, w->slug,
        w->level == 2 ? S("everybody") : S("members"), yes(w->may_index), yes(w->may_harvest), yes(w->may_quote), yes(w->may_mine), w->rule };
    for (int i = 0; i < COUNT(cells); i++) sheet_out_cell(g->out, cells[i]);
    sheet_out_end_row(g->out);
}

bool works_export_trusted(Tx *tx, SheetOut *out, Str *why)
{
    static const char *const heads[] = { "source_id", "mark", "kind", "state", "title", "authors", "published_at", "language", "licence", "summary", "content_note", "topics", "doi", "address", "level", "may_index", "may_harvest",
        "may_quote", "may_mine", "rule" };
    Str names[COUNT(heads)];
    Going g = { .out = out };
    for (int i = 0; i < COUNT(heads); i++) names[i] = str_c(heads[i]);
    sheet_out_begin(out, names, COUNT(heads));
    every_work(tx, row, &g);
    return sheet_out_finish(out, why) && !tx_doomed(tx);
}

static void item(void *with, Tx *tx, const Work *w)
{
    Going *g = with;
    WorkWhole x = work_whole(tx, NOBODY, w, g->n);
    json_t *o = cite_csl(tx_arena(tx), &x, true);
    char *text = json_dumps(o, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    fprintf(g->json, "%s%s", g->count++ ? ",\n" : "", text ? text : "{}");
    free(text);
    json_decref(o);
}

bool works_export_json_trusted(Tx *tx, FILE *to, Str *why)
{
    Network n = { .name = setting(tx, "name", S("")), .base_url = setting(tx, "base_url", S("")) };
    Going g = { .json = to, .n = &n };
    (void)why;
    fputs("[\n", to);
    every_work(tx, item, &g);
    fputs("\n]\n", to);
    return !ferror(to) && !tx_doomed(tx);
}
