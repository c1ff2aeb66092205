/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Giving out decisions with their reasons, and the whole ledger. */
#include "seal/seal.h"
#include "sheets/sheets.h"
#include "voice/voice.h"

static void begin(SheetOut *out, const char *heads)
{
    Str columns[20];
    int n = 0;
    for (Str rest = str_c(heads); rest.len && n < COUNT(columns); ) columns[n++] = str_cut(&rest, ' ');
    sheet_out_begin(out, columns, n);
}

static Str when(Arena *a, Time t) { return t.us ? time_rfc3339(a, t) : S(""); }

bool decisions_export_trusted(Tx *tx, SheetOut *out, Str *why)
{
    begin(out, "number kind title asker state matrix why_asked outcome departs reasons_shared reasons_private limits passed_on_to decided_at review_on sent_at answer");
    Arena *a = arena_open(), *own = tx_arena_swap(tx, a);
    for (i64 last = 0; (last = db_one_int(tx, SQL("select min(entry) from ask where entry > $1"), I(last))); arena_reset(a)) {
        const Ask *k = ask_trusted(tx, last);
        const Decision *d = decision_trusted(tx, last), none = { .outcome = S("") };
        if (!d) d = &none;
        const Str cells[] = { k->ref, k->kind, k->title, k->asker, k->state, str_format(a, "%lld", db_one_int(tx, SQL("select number from matrix where id = $1"), I(k->matrix))), k->zero, d->outcome, d->departs, d->reasons_shared,
            d->reasons_private, d->limits,
            d->to_whom, when(a, d->decided_at), when(a, d->review_on), when(a, d->sent_at), d->reply };
        for (int i = 0; i < COUNT(cells); i++) sheet_out_cell(out, cells[i]);
        sheet_out_end_row(out);
    }
    tx_arena_swap(tx, own);
    arena_close(a);
    return sheet_out_finish(out, why) && !tx_doomed(tx);
}

bool heard_export_trusted(Tx *tx, SheetOut *out, Str *why)
{
    begin(out, "number engagement to said_on said kind words link said_by at shown_from chain");
    Query q = db_query(tx, SQL("select e.number, h.slug, h.body, h.said_on, h.said, e.kind, e.words, e.link, e.said_by, e.at, e.shown_from, e.chain from heard h left join heard_entry e on e.heard = h.id order by h.id, e.number"));
    while (db_next(&q)) {
        Arena *a = arena_open();
        sheet_out_int(out, db_int(&q, 0));
        const Str cells[] = { db_view(&q, 1), db_view(&q, 2), when(a, db_time(&q, 3)), db_view(&q, 4), db_view(&q, 5), db_view(&q, 6), db_view(&q, 7), db_view(&q, 8), when(a, db_time(&q,
            9)), when(a, db_time(&q, 10)), db_view(&q, 11) };
        for (int i = 0; i < COUNT(cells); i++) sheet_out_cell(out, cells[i]);
        sheet_out_end_row(out);
        arena_close(a);
    }
    db_end(&q);
    return sheet_out_finish(out, why) && !tx_doomed(tx);
}
