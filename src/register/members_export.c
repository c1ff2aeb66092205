/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Giving out everybody: our own fields first, then every column that a list had
 * and Kith has no field for.  What people wrote of themselves, their access
 * needs and their pen names are in no list: they are given out by the person. */
#include "register/members_sheet.h"

#include "chronicle/chronicle.h"

#include "seal/seal.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const own[] = { "name", "reference", "state", "class", "joined", "email", "phone", "post", "place", "contact way", "household", "groups", "given out" };
static const char *const purposes[] = { "keep", "bulletin", "newsletter", "counts", "segments", "phone", "post" };
static const char *const parts[] = { "", " date", " words", " basis" };
enum { MOST_EXTRA = 500, CONSENT_CELLS = COUNT(purposes) * COUNT(parts) };

typedef struct { Tx *tx; SheetOut *out; Arena *a /* the whole */, *row; Str mark; Str extra[MOST_EXTRA]; int count; i64 people; } Export;

static void learn(Export *e, Str text)
{
    json_t *o = json_loadb(text.at, text.len, 0, NULL), *value;
    const char *key;
    json_object_foreach(o, key, value) {
        bool known = false;
        for (int i = 0; i < e->count && !known; i++) known = str_is(e->extra[i], key);
        if (!known && e->count < MOST_EXTRA) e->extra[e->count++] = str_copy(e->a, str_c(key));
    }
    json_decref(o);
}

static void learn_all(Export *e)
{
    i64 last = INT64_MIN;
    for (int got = 1; got; arena_reset(e->row)) {
        got = 0;
        Query q = db_query(e->tx, SQL("select person, words from person_extra where person > $1 order by person limit 500"), I(last));
        for (; db_next(&q); got++) last = db_int(&q, 0), learn(e, seal_read(e->row, "person_extra.words", last, db_view(&q, 1)));
        db_end(&q);
    }
}

static Str addresses_cell(Export *e, i64 person, const char *kind)
{
    Buf b = buf_open(e->row, 64);
    Addresses all = addresses_of_trusted(e->tx, person);
    for (int i = 0; i < all.count; i++)
        if (str_is(all.at[i].kind, kind)) buf_format(&b, "%s%.*s", b.len ? "; " : "", FMT(all.at[i].value));
    return buf_view(&b);
}

static Str list_cell(Export *e, Query q, const char *column, i64 person)
{
    Buf b = buf_open(e->row, 64);
    while (db_next(&q)) {
        Str one = column ? seal_read(e->row, column, person, db_view(&q, 0)) : db_view(&q, 0);
        buf_format(&b, "%s%.*s", b.len ? "; " : "", FMT(one));
    }
    db_end(&q);
    return buf_view(&b);
}

static void class_cells(Export *e, i64 person)
{
    Memberships all = memberships_of_trusted(e->tx, person);
    const Membership *now = NULL;
    for (int i = 0; i < all.count; i++) if (!now || (now->ended_at.us && !all.at[i].ended_at.us)) now = &all.at[i];
    sheet_out_cell(e->out, now ? now->class_kind : S("none"));
    sheet_out_cell(e->out, now ? (Str){ time_rfc3339(e->row, now->joined_at).at, 10 } : S(""));
}

static void consent_cells(Export *e, i64 person)
{
    Consents all = consents_of_trusted(e->tx, person);
    for (int p = 0; p < COUNT(purposes); p++) {
        const Consent *c = NULL;
        for (int i = 0; !c && i < all.count; i++) if (str_is(all.at[i].purpose, purposes[p])) c = &all.at[i];
        Time at = c && c->withdrawn_at.us ? c->withdrawn_at : c ? c->given_at : (Time){ 0 };
        sheet_out_cell(e->out, !c ? S("") : c->withdrawn_at.us ? S("no") : S("yes"));
        sheet_out_cell(e->out, c ? (Str){ time_rfc3339(e->row, at).at, 10 } : S(""));
        sheet_out_cell(e->out, c ? c->words : S(""));
        sheet_out_cell(e->out, c ? c->basis : S(""));
    }
}

static void extra_cells(Export *e, i64 person)
{
    Query q = db_query(e->tx, SQL("select words from person_extra where person = $1"), I(person));
    Str text = db_next(&q) ? seal_read(e->row, "person_extra.words", person, db_view(&q, 0)) : S("{}");
    db_end(&q);
    json_t *o = json_loadb(text.at, text.len, 0, NULL);
    for (int i = 0; i < e->count; i++) {
        json_t *v = json_object_get(o, e->extra[i].at);
        sheet_out_cell(e->out, v ? str_copy(e->row, (Str){ json_string_value(v), json_string_length(v) }) : S(""));
    }
    json_decref(o);
}

static void give(Export *e, i64 id)
{
    const Person *p = person_trusted(e->tx, id);
    if (!p) return;
    sheet_out_cell(e->out, p->name);
    sheet_out_cell(e->out, list_cell(e, db_query(e->tx, SQL("select reference from member_reference where person = $1 and reference not like '~%' order by reference limit 1"), I(id)), NULL, id));
    sheet_out_cell(e->out, str_c(person_state_word(p->state)));
    class_cells(e, id);
    sheet_out_cell(e->out, addresses_cell(e, id, "email"));
    sheet_out_cell(e->out, addresses_cell(e, id, "phone"));
    sheet_out_cell(e->out, addresses_cell(e, id, "post"));
    sheet_out_cell(e->out, p->place);
    sheet_out_cell(e->out, p->contact_way);
    sheet_out_cell(e->out, list_cell(e, db_query(e->tx, SQL("select words from household where person = $1"), I(id)), "household.words", id));
    sheet_out_cell(e->out, list_cell(e, db_query(e->tx, SQL("select g.slug from group_contact c join member_group g on g.id = c.grp where c.person = $1 and c.until = 0 order by g.slug"), I(id)), NULL, id));
    sheet_out_cell(e->out, e->mark);
    consent_cells(e, id);
    extra_cells(e, id);
    sheet_out_end_row(e->out);
    e->people++;
}

static void give_all(Export *e)
{
    i64 last = INT64_MIN;
    enum { BATCH = 100 };
    for (int got = BATCH; got == BATCH && !tx_doomed(e->tx); arena_reset(e->row)) {
        i64 ids[BATCH];
        got = 0;
        Query q = db_query(e->tx, SQL("select id from person where id > $1 and state <> 4 order by id limit 100"), I(last));
        while (got < BATCH && db_next(&q)) ids[got++] = last = db_int(&q, 0);
        db_end(&q);
        for (int i = 0; i < got; i++) give(e, ids[i]);
    }
}

bool members_export_trusted(Tx *tx, SheetOut *to, Str mark, i64 *count, Str *why_not)
{
    Export *e = arena_new(tx_arena(tx), Export);
    Arena *whole = tx_arena(tx);
    e->tx = tx, e->out = to, e->a = whole, e->row = arena_open(), e->mark = mark;
    tx_arena_swap(tx, e->row);
    learn_all(e);
    Str heads[COUNT(own) + CONSENT_CELLS + MOST_EXTRA];
    int columns = 0;
    for (int i = 0; i < COUNT(own); i++) heads[columns++] = str_c(own[i]);
    for (int i = 0; i < CONSENT_CELLS; i++) heads[columns++] = str_format(whole, "consent %s%s", purposes[i / COUNT(parts)], parts[i % COUNT(parts)]);
    for (int i = 0; i < e->count; i++) heads[columns++] = e->extra[i];
    sheet_out_begin(to, heads, columns);
    give_all(e);
    tx_arena_swap(tx, whole);
    arena_close(e->row);
    *count = e->people;
    return sheet_out_finish(to, why_not) && !tx_doomed(tx);
}

static const Given *given(Tx *tx, const Officer *by, const TwoPerson *t)
{
    char *text = NULL;
    size_t len = 0;
    Str why = S("");
    Given *g = arena_new(tx_arena(tx), Given);
    FILE *to = open_memstream(&text, &len);
    if (!to) return NULL;
    g->mark = str_format(tx_arena(tx), "G-%lld", t->id);
    bool whole = members_export_trusted(tx, sheet_out_csv(tx_arena(tx), to, true), g->mark, &g->count, &why);
    whole = !fclose(to) && whole;
    g->csv = str_copy(tx_arena(tx), (Str){ text, len });
    free(text);
    if (!whole) return NULL;
    two_done_trusted(tx, t->id, g->count);
    noted_trusted(tx, officer_id(by), &(Noted){ "exported", 0, str_format(tx_arena(tx), "%.*s, %lld people. %.*s", FMT(g->mark), g->count, FMT(t->words)) });
    happened_trusted(tx, &(Happens){ .actor = officer_id(by), .kind = "members list", .subject_kind = "", .words = str_format(tx_arena(tx), "A whole list of people was given out: %lld.", g->count) });
    return g;
}

const Given *members_given(Tx *tx, Who who, const Officer *by, i64 two_person)
{
    const TwoPerson *t = two_named(tx, who, two_person);
    bool theirs = t && str_is(t->kind, "members list") && t->asked_by == who.person && t->state == TWO_YES && t->ends_at.us > time_now().us;
    return theirs ? given(tx, by, t) : NULL;
}
