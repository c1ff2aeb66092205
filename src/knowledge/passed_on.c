/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What of a work was passed on in a bulletin follows the work: its names, its words, and its going. */
#include "doors/doors.h"
#include "knowledge/cite.h"

static Str path_to(Tx *tx, Str slug) { return str_format(tx_arena(tx), "/knowledge/%.*s", FMT(slug)); }
static Str path_of(Tx *tx, const Work *w) { return path_to(tx, w->slug); }

static NewsChange change_of(Tx *tx, const Work *w)
{
    Contributors by = contributors_of(tx, NOBODY, w->id);
    return (NewsChange){ .kind = "work", .id = w->id, .run_by = names_of(tx_arena(tx), &by, S("")), .was = S(""), .now = S(""), .title = w->title, .words = w->summary,
        .content_note = w->content_note, .url = path_of(tx, w), .url_was = S("") };
}

void work_named_anew_trusted(Tx *tx, i64 work, Str was, Str now)
{
    const Work *w = work_trusted(tx, work);
    if (!w || !w->text_at.us) return;
    NewsChange c = change_of(tx, w);
    c.was = was, c.now = now;
    news_changed_trusted(tx, &c);
}

void work_said_anew_trusted(Tx *tx, i64 work, Str slug_was)
{
    const Work *w = work_trusted(tx, work);
    if (!w || !w->text_at.us) return;
    NewsChange c = change_of(tx, w);
    c.words_too = true, c.url_was = str_eq(slug_was, w->slug) ? S("") : path_to(tx, slug_was);
    news_changed_trusted(tx, &c);
}

void work_passed_on_no_more_trusted(Tx *tx, i64 work)
{
    const Work *w = work_trusted(tx, work);
    if (w) news_withdrawn_trusted(tx, "work", work, w->slug.len ? path_of(tx, w) : S(""));
}
