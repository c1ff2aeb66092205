/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The desk: lists of people in and out. */
#include "register/register.h"

#include "register/views.h"

enum { ROWS_SHOWN = 200, ODD_SHOWN = 20 };
typedef struct { Arena *a; RowTold *at; int count; bool more; } Rows;

/* Added without a word is what everybody expects; the rest is shown, up to two hundred. */
static void told(void *with, const RowTold *t)
{
    Rows *r = with;
    if (!t->reason.len && (!strcmp(t->outcome, "added") || !strcmp(t->outcome, "unchanged"))) return;
    if (r->count == ROWS_SHOWN) { r->more = true; return; }
    r->at[r->count++] = (RowTold){ t->line, t->outcome, str_copy(r->a, t->name), str_copy(r->a, t->reason) };
}

static const Choice classes[] = { CHOICE("individual", "Members, as individuals"), CHOICE("supporter", "Supporters"), CHOICE("", "Contacts, not members") };
static const Choice dates[] = { CHOICE("day", "the 3rd of April"), CHOICE("month", "the 4th of March") };

static Reply show(Visit *v, const Officer *by, ListsShown *s)
{
    TwoPersons all = two_lately(v->tx, v->who);
    TwoPerson *own = arena_array(v->arena, TwoPerson, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        const TwoPerson *t = &all.at[i];
        if (str_is(t->kind, "members list") && t->asked_by == v->who.person && (t->state == TWO_ASKED || t->state == TWO_YES) && t->ends_at.us > time_now().us) own[s->asked_count++] = *t;
    }
    s->asked = own, s->arena = v->arena, s->taken = taken_in_lately(v->tx, by);
    s->file_fault = faults_of(s->faults, "list");
    s->class_kind = choice_spec(v->arena, "class", S("Rows that do not say are"), form_str(v, "act").len ? form_str(v, "class") : S("individual"), classes, COUNT(classes));
    s->dates = choice_spec(v->arena, "dates", S("03/04/2024 means"), form_str(v, "dates").len ? form_str(v, "dates") : S("day"), dates, COUNT(dates));
    s->why = (FieldSpec){ .name = "why", .label = S("What is it for?"), .hint = S("Whoever says yes reads this, and it stays written down."), .value = form_str(v, "why"), .fault = faults_of(s->faults, "why"), .longest = 200 };
    Html *page = page_open(v, (PageHead){ .title = S("Lists of people"), .room = "desk", .crumb = S("The desk"), .crumb_url = S("/desk"), .noindex = true, .faulty = s->faults.count > 0 });
    view_desk_lists(page, s);
    return reply_page(v, page, s->faults.count ? 422 : 200);
}

static Reply get_lists(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    ListsShown s = { .looked = false };
    return by ? show(v, by, &s) : reply_forbidden(v);
}

static Reply show_fault(Visit *v, const Officer *by, const char *field, Str words)
{
    ListsShown s = { .faults = fault(field, words) };
    return show(v, by, &s);
}

/* ---- in ---- */

static Reply look_at(Visit *v, const Officer *by, const Rows *rows, const ListImported *to)
{
    ListsShown s = { .looked = true, .to = *to, .rows = rows->at, .row_count = rows->count, .more = rows->more };
    Str *odd = arena_array(v->arena, Str, ODD_SHOWN);
    for (int i = 0; to->notes->encoding_assumed && i < to->notes->odd_count && i < ODD_SHOWN; i++) odd[s.odd_count++] = utf8_cut(utf8_line(v->arena, to->notes->odd[i].text), 80);
    s.odd = odd;
    return reply_drop(show(v, by, &s));
}

static Reply read_list(Visit *v, const Officer *by, bool take)
{
    const HttpField *f = form_file(v, "list");
    const Looker *looks = looker(v->tx, v->who);
    Str why = S(""), class_kind = form_str(v, "class");
    Rows rows = { .a = v->arena, .at = arena_array(v->arena, RowTold, ROWS_SHOWN) };
    ListImported to = { .stopped = S(""), .unknown = S(""), .left_out = S("") };
    if (!looks) return reply_redirect(v, "/desk/people?back=/desk/lists");
    if (!f) return show_fault(v, by, "list", S("Choose a file."));
    ListImport from = { .path = f->path, .file_name = f->filename, .partial = true, .class_kind = str_is(class_kind, "supporter") ? "supporter" : str_is(class_kind, "individual") ? "individual" : "",
        .month_first = str_is(form_str(v, "dates"), "month"), .told = told, .with = &rows };
    if (!members_import(v->tx, looks, &from, &to, &why)) return show_fault(v, by, "list", why);
    if (to.stopped.len) return show_fault(v, by, "list", to.stopped);
    if (!take) return look_at(v, by, &rows, &to);
    notice_set(v, str_format(v->arena, "%lld added, %lld changed, %lld not taken. It can be taken out again for seven days.", to.added, to.changed, to.refused + to.held));
    return reply_redirect(v, "/desk/lists");
}

static Reply undo(Visit *v)
{
    const Looker *by = looker(v->tx, v->who);
    i64 id = 0;
    Undone u = { 0 };
    if (!by) return reply_redirect(v, "/desk/people?back=/desk/lists");
    switch (str_int(form_str(v, "id"), &id) ? members_undo(v->tx, by, id, &u) : GONE) {
    case DONE:
        notice_set(v, str_format(v->arena, "%lld taken out, %lld put back, %lld left as they are because they did something themselves since.", u.taken_out, u.put_back, u.spared));
        return reply_redirect(v, "/desk/lists");
    case CONFLICT: return reply_conflict(v, S("This list came in more than seven days ago. What it brought stays; records can be changed one by one."));
    case INVALID: case GONE: return reply_conflict(v, S("This list was taken out already."));
    }
    return reply_bug(v);
}

/* ---- out ---- */

static Reply ask(Visit *v, const Officer *by)
{
    Str why = form_str(v, "why");
    if (utf8_length(why) < 4 || utf8_length(why) > 200) return show_fault(v, by, "why", S("Say what the list is for, in a few words."));
    if (two_alone(v->tx, v->who, S("members list"))) return show_fault(v, by, "why", S("Nobody else here could say yes: a whole list needs two officers. Whoever runs the machine can give it out by the command line."));
    two_ask(v->tx, v->who, &(TwoPerson){ .kind = S("members list"), .detail = S("everybody, for a spreadsheet"), .words = why });
    notice_set(v, S("Asked for. Another officer finds it under “What needs a second person”."));
    return reply_redirect(v, "/desk/lists");
}

static Reply post_lists(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    Str act = form_str(v, "act");
    if (!by) return reply_forbidden(v);
    if (str_is(act, "look") || str_is(act, "take")) return read_list(v, by, str_is(act, "take"));
    if (str_is(act, "undo")) return undo(v);
    return str_is(act, "ask") ? ask(v, by) : reply_not_found(v);
}

static Reply get_given(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    const Given *g = by ? members_given(v->tx, v->who, by, path_id(v, 0)) : NULL;
    if (!by) return reply_forbidden(v);
    if (!g) return reply_not_found(v);
    return reply_download(reply_bytes(v, S("text/csv; charset=utf-8"), g->csv), "people.csv");
}

const Route lists_routes[] = {
    { GET,   "/desk/lists",     OFFICERS, get_lists },
    { POST,  "/desk/lists",     OFFICERS, post_lists },
    { NOTED, "/desk/lists/:id", OFFICERS, get_given },
    { 0 }
};
