/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Giving out all groups: our own fields first, then every column that an
 * imported list had and Kith has no field for, under the name it came with. */
#include "people/group_sheet.h"

#include <jansson.h>

static const char *const own[] = { "name", "slug", "about", "by_and_for", "place", "place_words", "meets_privately", "online", "open_to_new", "languages",
    "access", "email", "phone", "website", "how_made", "directory", "state", "reference", "joined_at", "changed_at" };
enum { MOST_EXTRA = 500 };

typedef struct { SheetOut *out; Arena *a; Str extra[MOST_EXTRA]; int count; } Export;

static void learn(Export *e, Str text)
{
    json_t *o = json_loadb(text.at, text.len, 0, NULL);
    const char *key;
    json_t *value;
    json_object_foreach(o, key, value) {
        bool known = false;
        for (int i = 0; i < e->count && !known; i++) known = str_is(e->extra[i], key);
        if (!known && e->count < MOST_EXTRA) e->extra[e->count++] = str_copy(e->a, str_c(key));
    }
    json_decref(o);
}

static void give(void *with, const Group *g)
{
    Export *e = with;
    Arena *a = arena_open();
    const Str cells[] = { g->name, g->slug, g->about, g->by_and_for, g->place, g->place_words, g->meets_privately ? S("yes") : S("no"), str_c(online_word(g->online)),
        str_c(open_word(g->open_to_new)), g->languages, g->access, g->reach_email, g->reach_phone, g->reach_web, g->how_made, str_c(directory_word(g->directory)),
        str_c(group_state_word(g->state)), g->reference, time_rfc3339(a, g->made_at), time_rfc3339(a, g->changed_at) };
    json_t *o = json_loadb(g->extra.at, g->extra.len, 0, NULL);
    for (int i = 0; i < COUNT(cells); i++) sheet_out_cell(e->out, cells[i]);
    for (int i = 0; i < e->count; i++) {
        json_t *v = json_object_get(o, e->extra[i].at);
        sheet_out_cell(e->out, v ? (Str){ json_string_value(v), json_string_length(v) } : S(""));
    }
    sheet_out_end_row(e->out);
    json_decref(o);
    arena_close(a);
}

bool groups_export_trusted(Tx *tx, SheetOut *to, Str *why_not)
{
    Export *e = arena_new(tx_arena(tx), Export);
    e->out = to, e->a = tx_arena(tx);
    Query q = db_query(tx, SQL("select distinct extra from member_group where extra <> '{}'"));
    while (db_next(&q)) learn(e, db_view(&q, 0));
    Str heads[COUNT(own) + MOST_EXTRA];
    for (int i = 0; i < COUNT(own); i++) heads[i] = str_c(own[i]);
    for (int i = 0; i < e->count; i++) heads[COUNT(own) + i] = e->extra[i];
    sheet_out_begin(to, heads, COUNT(own) + e->count);
    groups_every_trusted(tx, give, e);
    return sheet_out_finish(to, why_not) && !tx_doomed(tx);
}
