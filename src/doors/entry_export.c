/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Giving out what came through the doors: a row for each answer, so that any spreadsheet can put it together again. */
#include "doors/doors.h"

static const char *const said[] = { "", "answered", "passed over", "rather not say" };

static void give(SheetOut *out, Arena *a, const Entry *e, const Question *q)
{
    const Answer *is = answer_to(&e->answers, q->key);
    Str files = S("");
    for (int i = 0; i < e->files.count; i++)
        if (str_eq(e->files.at[i].key, q->key)) files = str_format(a, "%.*s%s%.*s", FMT(files), files.len ? " " : "", FMT(e->files.at[i].hash));
    if (!is && !files.len) return;
    const Str cells[] = { e->ref, e->door->slug, e->state, e->way, e->sent_at.us ? time_rfc3339(a, e->sent_at) : S(""), e->due_at.us ? time_rfc3339(a, e->due_at) : S(""), e->answered_at.us
        ? time_rfc3339(a, e->answered_at) : S(""),
        e->name, e->reach, q->key, q->asks, str_c(said[is ? is->said : 0]), is ? answer_shown(a, q, is) : S(""), files };
    for (int i = 0; i < COUNT(cells); i++) sheet_out_cell(out, cells[i]);
    sheet_out_end_row(out);
}

bool entries_export_trusted(Tx *tx, SheetOut *out, i64 *count, Str *why)
{
    static const char *const heads[] = { "number", "door", "state", "way", "sent_at", "due_at", "answered_at", "name", "reach", "key", "question", "said", "answer", "files" };
    Str columns[COUNT(heads)];
    for (int i = 0; i < COUNT(heads); i++) columns[i] = str_c(heads[i]);
    sheet_out_begin(out, columns, COUNT(heads));
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    *count = 0;
    for (i64 last = 0; (last = db_one_int(tx, SQL("select min(id) from entry where id > $1 and state <> 'draft'"), I(last))); arena_reset(scratch)) {
        const Entry *e = entry_trusted(tx, last);
        for (int i = 0; e && i < e->set->count; i++) give(out, scratch, e, &e->set->at[i]);
        (*count)++;
    }
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return sheet_out_finish(out, why) && !tx_doomed(tx);
}
