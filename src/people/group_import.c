/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Taking in a list of groups.  Every row ends as added, changed, unchanged or
 * refused, and says so.  A column that Kith has no field for is kept as it
 * stands in `extra` and given out again; a postcode is the exception: it tells
 * the part of the country and is not kept, because it may be somebody's home. */
#include "people/group_sheet.h"

#include <jansson.h>
#include <stdlib.h>

#include "people/place.h"

typedef enum { F_NAME, F_ABOUT, F_BY_AND_FOR, F_PLACE, F_POSTCODE, F_PLACE_WORDS, F_PRIVATE, F_ONLINE, F_OPEN, F_LANGUAGES, F_ACCESS,
    F_EMAIL, F_PHONE, F_WEB, F_HOW_MADE, F_DIRECTORY, F_STATE, F_REFERENCE, F_EXTRA, F_IGNORE } Field;

/* The first name of a field is the one that --map and our own exports use. */
static const FieldName names[] = {
    { "name", F_NAME }, { "group name", F_NAME }, { "group", F_NAME }, { "organisation", F_NAME }, { "organization", F_NAME }, { "organisation name", F_NAME },
    { "charity name", F_NAME }, { "title", F_NAME }, { "about", F_ABOUT }, { "description", F_ABOUT }, { "activities", F_ABOUT }, { "what we do", F_ABOUT },
    { "summary", F_ABOUT }, { "in own words", F_ABOUT }, { "by and for", F_BY_AND_FOR }, { "by_and_for", F_BY_AND_FOR }, { "who for", F_BY_AND_FOR }, { "who it is for", F_BY_AND_FOR },
    { "place", F_PLACE }, { "region", F_PLACE }, { "postcode", F_POSTCODE }, { "post code", F_POSTCODE }, { "zip", F_POSTCODE },
    { "place words", F_PLACE_WORDS }, { "place_words", F_PLACE_WORDS }, { "town", F_PLACE_WORDS }, { "city", F_PLACE_WORDS }, { "area", F_PLACE_WORDS }, { "location", F_PLACE_WORDS },
    { "meets privately", F_PRIVATE }, { "meets_privately", F_PRIVATE }, { "online", F_ONLINE }, { "open to new", F_OPEN }, { "open_to_new", F_OPEN }, { "open", F_OPEN },
    { "languages", F_LANGUAGES }, { "language", F_LANGUAGES }, { "access", F_ACCESS }, { "accessibility", F_ACCESS },
    { "email", F_EMAIL }, { "e-mail", F_EMAIL }, { "e-mail address", F_EMAIL }, { "email address", F_EMAIL }, { "phone", F_PHONE }, { "telephone", F_PHONE }, { "tel", F_PHONE },
    { "website", F_WEB }, { "web", F_WEB }, { "web address", F_WEB }, { "url", F_WEB }, { "homepage", F_WEB },
    { "how made", F_HOW_MADE }, { "how_made", F_HOW_MADE }, { "legal form", F_HOW_MADE }, { "directory", F_DIRECTORY }, { "state", F_STATE }, { "status", F_STATE }, { "active", F_STATE },
    { "reference", F_REFERENCE }, { "id", F_REFERENCE }, { "org id", F_REFERENCE }, { "org_id", F_REFERENCE }, { "our reference", F_REFERENCE },
    { "postal code", F_POSTCODE }, { "extra", F_EXTRA }, { "ignore", F_IGNORE },
    { "slug", F_IGNORE }, { "joined_at", F_IGNORE }, { "changed_at", F_IGNORE },      /* what our own export adds */
};

typedef struct {
    Tx *tx;
    Arena *rows;                        /* emptied after each row */
    const ListImport *from;
    ListImported *to;
    SheetHeader header;
    int field[SHEET_COLUMNS];
    SearchBook *book;
    SheetOut *report;
    i64 source;
} Import;

static bool map_columns(Import *m, Str *why_not)
{
    const ColumnRules rules = { m->from->map, names, COUNT(names), F_EXTRA, F_EXTRA, F_IGNORE, "name, about, by_and_for, place, postcode, place_words, meets_privately, online,"
        " open_to_new, languages, access, email, phone, website, how_made, directory, state, reference, extra, ignore" };
    if (!columns_map(tx_arena(m->tx), &rules, m->header, m->field, why_not)) return false;
    for (int c = 0; c < m->header.count; c++) if (m->field[c] == F_NAME) return true;
    *why_not = S("No column holds the groups' names. Say which: --map 'Header=name'");
    return false;
}

/* ---- one row ---- */

static Str cell(const Import *m, const SheetRow *row, Field f)
{
    for (int c = 0; c < row->count && c < m->header.count; c++) if (m->field[c] == (int)f) return row->cells[c];
    return S("");
}

static Str line_cell(const Import *m, const SheetRow *row, Field f) { return utf8_line(m->rows, cell(m, row, f)); }
static Str text_cell(const Import *m, const SheetRow *row, Field f) { return str_trim(utf8_tidy(m->rows, cell(m, row, f))); }

static bool says(Arena *a, Str word, const char *const *any)
{
    Str w = utf8_fold(a, word);
    for (; *any; any++) if (str_is(w, *any)) return true;
    return false;
}

static const char *const yes[] = { "yes", "y", "true", "1", "active", "registered", "open", NULL }, *const no[] = { "no", "n", "false", "0", "closed", "removed", "inactive", "ended", NULL },
    *const resting[] = { "resting", "paused", NULL }, *const only[] = { "only", "online", "online only", NULL }, *const also[] = { "also", "both", "yes", "true", NULL }, *const members[] = { "members", NULL }, *const public[] = { "public", "yes", "everybody", NULL };

static Str web_address(Arena *a, Str s)
{
    if (!s.len || str_find(s, S("://")) >= 0) return s;
    return str_find(s, S(".")) > 0 && str_find(s, S(" ")) < 0 ? str_format(a, "https://%.*s", FMT(s)) : s;
}

static Str extra_of(const Import *m, const SheetRow *row)
{
    json_t *o = json_object();
    for (int c = 0; c < row->count && c < m->header.count; c++) {
        Str h = m->header.at[c], v = row->cells[c];
        if (m->field[c] == F_EXTRA && v.len) json_object_set_new(o, str_cstr(m->rows, h), json_stringn(v.at, v.len));
    }
    char *text = json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER);
    Str s = str_copy(m->rows, str_c(text ? text : "{}"));
    free(text);
    json_decref(o);
    return s;
}

static Str place_of(const Import *m, const SheetRow *row)
{
    Str words = line_cell(m, row, F_PLACE), slug = place_known(words);
    if (!slug.len) slug = place_from_words(words);
    if (!slug.len) slug = place_from_postcode(line_cell(m, row, F_POSTCODE));
    if (!slug.len) slug = place_from_words(line_cell(m, row, F_PLACE_WORDS));
    return slug;
}

static Group group_of(const Import *m, const SheetRow *row)
{
    Arena *a = m->rows;
    Str online = line_cell(m, row, F_ONLINE), open = line_cell(m, row, F_OPEN), dir = line_cell(m, row, F_DIRECTORY), state = line_cell(m, row, F_STATE);
    return (Group){ .name = line_cell(m, row, F_NAME), .about = text_cell(m, row, F_ABOUT), .by_and_for = text_cell(m, row, F_BY_AND_FOR), .place = place_of(m, row),
        .place_words = line_cell(m, row, F_PLACE_WORDS), .meets_privately = says(a, line_cell(m, row, F_PRIVATE), yes),
        .online = says(a, online, only) ? ONLINE_ONLY : says(a, online, also) ? ONLINE_ALSO : ONLINE_NO,
        .open_to_new = says(a, open, yes) ? OPEN_YES : says(a, open, no) ? OPEN_NO : OPEN_ASK, .languages = line_cell(m, row, F_LANGUAGES),
        .access = text_cell(m, row, F_ACCESS), .reach_email = line_cell(m, row, F_EMAIL), .reach_phone = line_cell(m, row, F_PHONE),
        .reach_web = web_address(a, line_cell(m, row, F_WEB)), .how_made = line_cell(m, row, F_HOW_MADE),
        .directory = says(a, dir, public) ? DIRECTORY_PUBLIC : says(a, dir, members) ? DIRECTORY_MEMBERS : says(a, dir, no) ? DIRECTORY_NO : m->from->directory,
        .state = says(a, state, no) ? GROUP_CLOSED : says(a, state, resting) ? GROUP_RESTING : GROUP_ACTIVE,
        .reference = line_cell(m, row, F_REFERENCE), .extra = extra_of(m, row), .source = m->source };
}

static void report(Import *m, i64 line, const char *outcome, Str name, Str reason)
{
    if (!m->report) return;
    sheet_out_int(m->report, line);
    sheet_out_cell(m->report, str_c(outcome));
    sheet_out_cell(m->report, name);
    sheet_out_cell(m->report, reason);
    sheet_out_end_row(m->report);
}

static void refuse(Import *m, i64 line, Str name, Str reason)
{
    m->to->refused++;
    report(m, line, "refused", name, reason);
}

/* A web address or an e-mail that cannot be used must not lose the whole row: it is kept among the extras, and told. */
static Str mend(Import *m, Group *g)
{
    Faults f = group_faults(g);
    Str words = S("");
    for (int i = 0; i < f.count; i++) {
        Str *at = !strcmp(f.at[i].field, "reach_web") ? &g->reach_web : !strcmp(f.at[i].field, "reach_email") ? &g->reach_email : !strcmp(f.at[i].field, "reach_phone") ? &g->reach_phone : NULL;
        if (!at) continue;
        json_t *o = json_loadb(g->extra.at, g->extra.len, 0, NULL);
        json_object_set_new(o, f.at[i].field + 6, json_stringn(at->at, at->len));
        char *text = json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER);
        g->extra = str_copy(m->rows, str_c(text ? text : "{}"));
        free(text);
        json_decref(o);
        words = str_format(m->rows, "%.*s%s%.*s kept beside, not shown: %.*s", FMT(words), words.len ? "; " : "", FMT(*at), FMT(f.at[i].words));
        *at = S("");
    }
    return words;
}

static bool same(const Group *a, const Group *b)
{
    const Str x[] = { a->name, a->about, a->by_and_for, a->place, a->place_words, a->languages, a->access, a->reach_email, a->reach_phone, a->reach_web, a->how_made, a->extra };
    const Str y[] = { b->name, b->about, b->by_and_for, b->place, b->place_words, b->languages, b->access, b->reach_email, b->reach_phone, b->reach_web, b->how_made, b->extra };
    for (int i = 0; i < COUNT(x); i++) if (!str_eq(x[i], y[i])) return false;
    return a->online == b->online && a->open_to_new == b->open_to_new && a->meets_privately == b->meets_privately && a->state == b->state && a->directory == b->directory;
}

static bool holds_piece(Str whole, Str piece)
{
    for (ptrdiff_t at; whole.len; ) {
        at = str_find(whole, S(" | "));
        Str one = { whole.at, at < 0 ? whole.len : (size_t)at };
        if (str_eq(one, piece)) return true;
        size_t gone = at < 0 ? whole.len : (size_t)at + 3;
        whole.at += gone, whole.len -= gone;
    }
    return false;
}

/* What a second row says of the same group is added beside what the first said: nothing of the list is lost. */
static Str extras_joined(Import *m, Str now, Str new, bool same_list)
{
    json_t *to = json_loadb(now.at, now.len, 0, NULL), *from = json_loadb(new.at, new.len, 0, NULL), *value;
    const char *key;
    if (!to) to = json_object();
    json_object_foreach(from, key, value) {
        json_t *there = json_object_get(to, key);
        Str a = there ? (Str){ json_string_value(there), json_string_length(there) } : S(""), b = { json_string_value(value), json_string_length(value) };
        if (a.len && holds_piece(a, b)) continue;
        Str both = a.len && same_list ? str_format(m->rows, "%.*s | %.*s", FMT(a), FMT(b)) : b;
        json_object_set_new(to, key, json_stringn(both.at, both.len));
    }
    char *text = json_dumps(to, JSON_COMPACT | JSON_PRESERVE_ORDER);
    Str s = str_copy(m->rows, str_c(text ? text : "{}"));
    free(text);
    json_decref(to);
    json_decref(from);
    return s;
}

/* An empty cell never empties what is there; and what the group has said itself since then stands. */
static Group onto(Import *m, const Group *now, const Group *new)
{
    Group g = *now;
    Str *to[] = { &g.name, &g.about, &g.by_and_for, &g.place, &g.place_words, &g.languages, &g.access, &g.reach_email, &g.reach_phone, &g.reach_web, &g.how_made };
    const Str from[] = { new->name, new->about, new->by_and_for, new->place, new->place_words, new->languages, new->access, new->reach_email, new->reach_phone, new->reach_web, new->how_made };
    bool again = now->source == m->source;                /* a second row of the same list fills gaps and changes nothing */
    for (int i = 0; i < COUNT(from); i++) if (from[i].len && !(again && to[i]->len)) *to[i] = from[i];
    g.extra = extras_joined(m, now->extra, new->extra, again);
    if (g.meets_privately) g.place = g.place_words = S("");
    if (!again) g.state = new->state;
    return g;
}

static i64 twin_of(Import *m, const Group *g, bool *certain)
{
    i64 id = group_by_reference_trusted(m->tx, g->reference);
    *certain = id != 0;
    return id ? id : group_twin_trusted(m->tx, g, certain);
}

static void take(Import *m, const SheetRow *row)
{
    Group g = group_of(m, row);
    Str mended = mend(m, &g), note = mended;
    Faults f = group_faults(&g);
    bool certain = false;
    if (f.count) { refuse(m, row->line, g.name, f.at[0].words); return; }
    i64 twin = twin_of(m, &g, &certain);
    const Group *now = certain ? group_trusted(m->tx, twin) : NULL;
    if (now) {
        bool again = now->source == m->source;            /* it stands further up in this very list */
        Group next = onto(m, now, &g);
        const char *outcome = again ? "joined" : same(now, &next) ? "unchanged" : "changed";
        *(again ? &m->to->joined : same(now, &next) ? &m->to->unchanged : &m->to->changed) += 1;
        if (!same(now, &next)) {
            next.source = m->source;
            group_save_trusted(m->tx, m->book, &next);
        } else if (!again) {
            db_exec(m->tx, SQL("update member_group set source = $2 where id = $1"), I(now->id), I(m->source));
        }
        report(m, row->line, outcome, g.name, again ? S("the same group stands further up in this list; what this row says more was added to it") : note);
        return;
    }
    if (twin) {
        const Group *like = group_trusted(m->tx, twin);
        m->to->likely++;
        note = str_format(m->rows, "%.*s%slikely the same as “%.*s”: look at both", FMT(note), note.len ? "; " : "", FMT(like->name));
    }
    group_make_trusted(m->tx, m->book, &g);
    m->to->added++;
    report(m, row->line, twin ? "added, likely twice" : "added", g.name, note);
}

/* ---- the whole list ---- */

static void walk(Import *m, Sheet *s)
{
    Arena *whole = tx_arena(m->tx);
    SheetRow row;
    while (sheet_next(s, &row)) {
        m->to->rows++;
        if (row.fault.len) refuse(m, row.line, S(""), row.fault);
        else {
            tx_arena_swap(m->tx, m->rows);                  /* what one row needs is gone before the next */
            take(m, &row);
            tx_arena_swap(m->tx, whole);
            arena_reset(m->rows);
        }
        if (m->from->progress && m->to->rows % 64 == 0) m->from->progress("Reading", sheet_progress(s), 1000);
        if (tx_doomed(m->tx)) break;
    }
    if (m->from->progress) m->from->progress("Reading", 1000, 1000);
}

static Str unknown_columns(const Import *m, Arena *a)
{
    Buf b = buf_open(a, 256);
    for (int c = 0; c < m->header.count; c++)
        if (m->field[c] == F_EXTRA) buf_format(&b, "%s%.*s", b.len ? ", " : "", FMT(m->header.at[c]));
    return buf_view(&b);
}

bool groups_import_trusted(Tx *tx, const ListImport *from, ListImported *to, Str *why_not)
{
    Arena *a = tx_arena(tx);
    Sheet *s = sheet_open(a, from->path, (SheetOptions){ .encoding = from->encoding }, why_not);
    if (!s) return false;
    static Import m;
    m = (Import){ .tx = tx, .rows = arena_open(), .from = from, .to = to, .header = sheet_header(s), .book = search_book(a), .source = id_new() };
    bool ok = map_columns(&m, why_not);
    if (ok && from->report) {
        const Str heads[] = { S("line"), S("outcome"), S("name"), S("reason") };
        m.report = sheet_out_csv(a, from->report, true);
        sheet_out_begin(m.report, heads, COUNT(heads));
    }
    if (ok) {
        walk(&m, s);
        to->notes = sheet_notes(s), to->stopped = sheet_notes(s)->stopped, to->unknown = unknown_columns(&m, a);
        to->again = db_one_int(tx, SQL("select count(*) from group_import where digest = $1"), T(to->notes->digest)) > 0;
        db_exec(tx, SQL("insert into group_import(id, at, file_name, digest, added, changed) values ($1, $2, $3, $4, $5, $6)"),
            I(m.source), AT(time_now()), T(str_c(from->path)), T(to->notes->digest), I(to->added), I(to->changed));
    }
    search_book_close_trusted(tx, m.book);
    if (m.report && !sheet_out_finish(m.report, why_not)) ok = false;
    sheet_close(s);
    arena_close(m.rows);
    return ok;
}
