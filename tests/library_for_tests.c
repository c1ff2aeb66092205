/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Works, pieces and names for unit tests of the library. */
#include "library_for_tests.h"

Who member(i64 person) { return (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS }; }
const Editor *desk(Tx *tx, i64 person) { return editor(tx, (Who){ .person = person, .gates = 1u << ANYONE | 1u << MEMBERS | 1u << DESK | 1u << EDITORS, .staff = true, .strong = true }); }

Work some_work(const char *title)
{
    Str no = S("");
    return (Work){ .kind = S("article"), .state = S("draft"), .title = str_c(title), .other_title = no, .summary = S("A summary."), .body = S("Canary words of it."), .content_note = no, .provenance = no, .coverage = no,
        .language = S("en"), .licence = S("by"), .publisher = no,
        .doi = no, .source = no, .source_id = no, .rule = S("any"), .level = 2, .may_index = true, .may_harvest = true, .may_quote = true };
}

i64 shown_under(Tx *tx, const char *title, const i64 *bylines, int count, const char *rule)
{
    Work w = some_work(title);
    w.rule = str_c(rule);
    i64 id = work_insert_trusted(tx, &w);
    for (int i = 0; i < count; i++) contributor_add_trusted(tx, id, S("author"), bylines[i]);
    work_show_trusted(tx, NULL, id, time_now());
    return id;
}

i64 shown_by(Tx *tx, const char *title, const i64 *bylines, int count) { return shown_under(tx, title, bylines, count, "any"); }

i64 pen_of(Tx *tx, i64 person, const char *name)
{
    assert_int_equal(pen_name_add(tx, member(person), str_c(name)), DONE);
    PenNames all = pen_names_of(tx, member(person));
    return byline_make_trusted(tx, S("pen"), all.at[all.count - 1].id, str_c(name));
}

i64 piece_of(Tx *tx, i64 person, const char *title, const char *state)
{
    Str whose = str_format(arena, "%lld", person);
    Work w = some_work(title);
    w.kind = S("member-blog"), w.state = str_c(state), w.body = S("Half of it.");
    i64 piece = work_insert_trusted(tx, &w);
    db_exec(tx, SQL("insert into commission(work, person, person_find, fee, due_at, way, state, why, offered_at, accepted_at, approved_at, paid_at, paid_by, paid_words) values ($1, $2, $3, 9000, 0, 'cash', $4, '', 1, 1, 0, 0, 0, '')"), I(piece),
        B(seal(arena, "commission.person", piece, whose)), B(seal_keyed(arena, "commission.person", whose)), T(str_is(w.state, "asked for") ? S("offered") : S("accepted")));
    return piece;
}

i64 letters_to(Tx *tx, i64 person) { return db_one_int(tx, SQL("select count(*) from outbox where person = $1"), I(person)); }
