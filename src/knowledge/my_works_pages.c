/* SPDX-License-Identifier: AGPL-3.0-or-later
 * All that stands under one's own names, what was offered and is not asked for yet, and the names. One work is in my_work_pages.c. */
#include "knowledge/views.h"

static PageHead head(Str title, Str crumb, Str url, Faults f) { return (PageHead){ .title = title, .room = "", .crumb = crumb, .crumb_url = url, .noindex = true, .faulty = f.count > 0 }; }

static FieldSpec field(const char *name, const char *label, const char *hint, Str value, Faults f)
{
    return (FieldSpec){ .name = name, .label = str_c(label), .hint = str_c(hint), .value = value, .fault = faults_of(f, name), .rows = 3 };
}

static Reply get_all(Visit *v)
{
    Works all = works_of(v->tx, v->who);
    MyWorkRow *at = arena_array(v->arena, MyWorkRow, all.count + 1);
    for (int i = 0; i < all.count; i++) {
        const Author *by = author_of(v->tx, v->who, all.at[i].id);
        at[i] = (MyWorkRow){ &all.at[i], by != NULL, by && going_of(v->tx, by).others > 0 };
    }
    MyWorks s = { .at = at, .count = all.count, .pitches = pitches_of(v->tx, v->who),
        .names = bylines_of(v->tx, v->who), .meanings = meanings_mine(v->tx, v->who), .asked = signings_mine(v->tx, v->who), .gone = tombstones_mine(v->tx, v->who) };
    Html *page = page_open(v, head(S("Your works"), S("Your page"), S("/me"), NO_FAULTS));
    view_me_works(page, &s);
    return reply_page(v, page, 200);
}

Reply take_name_off(Visit *v, i64 work)
{
    switch (name_off(v->tx, v->who, work)) {
    case DONE: break;
    case CONFLICT: return reply_conflict(v, S("Yours is the only name on it. Take the work back, or change the name."));
    case INVALID: case GONE: return reply_not_found(v);
    }
    notice_set(v, S("Your name is gone from it."));
    return reply_redirect(v, "/me/works");
}

static Reply post_all(Visit *v)
{
    i64 id = 0;
    if (!str_int(form_str(v, "id"), &id)) return reply_not_found(v);
    if (str_is(form_str(v, "act"), "name off")) return take_name_off(v, id);
    if (!str_is(form_str(v, "act"), "meaning")) return reply_not_found(v);
    if (meaning_take_back(v->tx, v->who, id) != DONE) return reply_conflict(v, S("It was taken back already."));
    notice_set(v, S("Taken back. It is in the glossary no more."));
    return reply_redirect(v, "/me/works");
}

/* ---- names ---- */

typedef struct { SeenField at[2]; } BylineSeen;

static BylineSeen byline_seen(Visit *v, i64 id, const Byline *typed)
{
    const Byline *b = byline_own(v->tx, v->who, id);
    return (BylineSeen){ { { "name", b ? b->name : S(""), typed->name }, { "about", b ? b->about : S(""), typed->about } } };
}

static Reply show_byline(Visit *v, const Byline *b, Faults f)
{
    BylineSeen seen = byline_seen(v, b->id, b);
    MyByline s = { .b = b, .faults = f, .seen = fields_seen(v->arena, seen.at, COUNT(seen.at)), .name = field("name", "The name as it shall stand", "It changes in every work under it, in exports and in lists of libraries. Nothing says what it was.", b->name, f), .about = field("about", "A few words about whoever it is", "If you like.", b->about, f) };
    Html *page = page_open(v, head(S("A name you write under"), S("Your works"), S("/me/works"), f));
    view_me_byline(page, &s);
    return reply_page(v, page, f.count ? 422 : 200);
}

static Reply get_byline(Visit *v)
{
    const Byline *b = byline_own(v->tx, v->who, path_id(v, 0));
    return b ? show_byline(v, b, NO_FAULTS) : reply_not_found(v);
}

static Reply post_byline(Visit *v)
{
    Renaming r = { path_id(v, 0), form_str(v, "name"), form_text(v, "about") };
    Byline b = { .id = r.id, .name = r.name, .about = r.about };
    if (!byline_is_theirs(v->tx, v->who, r.id)) return reply_not_found(v);
    BylineSeen seen = byline_seen(v, r.id, &b);
    Faults over = seen_faults(v, seen.at, COUNT(seen.at));
    if (over.count) return written_over(show_byline(v, &b, over));
    switch (byline_rename(v->tx, v->who, &r)) {
    case DONE: break;
    case INVALID: return show_byline(v, &b, byline_faults(&r));
    case CONFLICT: case GONE: return moved_on(v, S("/me/works"), S("That name is not there any more. What you wrote stands below, to be copied."));
    }
    notice_set(v, S("Changed, in everything that stands under it."));
    return reply_redirect(v, "/me/works");
}

/* ---- what the address of something taken back says ---- */

static Reply show_tombstone(Visit *v, i64 work, Faults f)
{
    TombstonesMine all = tombstones_mine(v->tx, v->who);
    for (int i = 0; i < all.count; i++) {
        if (all.at[i].work != work) continue;
        Str words = f.count ? form_text(v, "words") : str_is(all.at[i].tombstone, "words") ? all.at[i].words : S("");
        MyTombstone s = { .at = all.at[i], .faults = f, .tombstone = tombstone_choice(v, TOMBSTONE_LATER, f.count ? form_str(v, "tombstone") : all.at[i].tombstone, f) };
        s.words = field("words", "Your own words for it", "Up to 1,000 letters. They count if you chose that.", words, f);
        Html *page = page_open(v, head(S("What its address says"), S("Your works"), S("/me/works"), f));
        view_me_tombstone(page, &s);
        return reply_page(v, page, f.count ? 422 : 200);
    }
    return reply_not_found(v);
}

static Reply get_tombstone(Visit *v) { return show_tombstone(v, path_id(v, 0), NO_FAULTS); }

static Reply post_tombstone(Visit *v)
{
    i64 work = path_id(v, 0);
    switch (tombstone_change(v->tx, v->who, work, &(TakingBack){ form_str(v, "tombstone"), form_text(v, "words") })) {
    case DONE: break;
    case INVALID: return show_tombstone(v, work, fault("words", S("Write the words that its address shall say, up to 1,000 letters, or choose something else.")));
    case CONFLICT: case GONE: return reply_not_found(v);
    }
    notice_set(v, S("It says that from now on."));
    return reply_redirect(v, "/me/works");
}

const Route works_routes[] = {
    { GET,  "/me/works",       MEMBERS, get_all },
    { POST, "/me/works",       MEMBERS, post_all },
    { GET,  "/me/bylines/:id", MEMBERS, get_byline },
    { POST, "/me/bylines/:id", MEMBERS, post_byline },
    { GET,  "/me/tombstones/:id", MEMBERS, get_tombstone },
    { POST, "/me/tombstones/:id", MEMBERS, post_tombstone },
    { 0 }
};
