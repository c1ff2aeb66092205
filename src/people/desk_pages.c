/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The desk: groups that wait to be read, the network's pages, roles. */
#include "people/desk_views.h"
#include "people/letters.h"
#include "people/people.h"
#include "people/roles.h"
#include "people/room.h"
#include "people/views.h"

static PageHead head(const char *title)
{
    bool first = !strcmp(title, "The desk");
    return (PageHead){ .title = str_c(title), .room = "desk", .crumb = first ? S("") : S("The desk"), .crumb_url = S("/desk"), .noindex = true };
}

static Str waits_in(Visit *v, const char *room)
{
    for (const Room *const *r = house_rooms; *r; r++) if (!strcmp((*r)->name, room) && (*r)->waits) return (*r)->waits(v->tx, v->who);
    return S("");
}

static Reply get_desk(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    DeskShown s = { .officer = by != NULL, .editor = who_passes(v->who, EDITORS), .decider = who_passes(v->who, DECIDERS), .administrator = who_passes(v->who, ADMINISTRATORS) };
    if (by) s.waiting = groups_waiting(v->tx, by).count;
    s.shelves = s.editor ? waits_in(v, "knowledge") : S("");
    s.lately = happenings_lately(v->tx, v->who, 20);
    Html *page = page_open(v, head("The desk"));
    view_desk(page, &s);
    return reply_page(v, page, 200);
}

/* ---- groups ---- */

static Reply show_waiting(Visit *v, const Officer *by, Faults faults)
{
    DeskGroups s = { .faults = faults, .groups = groups_waiting(v->tx, by), .alone = groups_alone(v->tx, by) };
    PageHead h = head("Groups waiting to be read");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_desk_groups(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_waiting(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    return by ? show_waiting(v, by, NO_FAULTS) : reply_forbidden(v);
}

static Reply post_waiting(Visit *v)
{
    const Officer *by = officer(v->tx, v->who);
    if (!by) return reply_forbidden(v);
    bool list = str_is(form_str(v, "list"), "yes");
    i64 id = path_id(v, 0);
    switch (group_read(v->tx, by, id, list, form_text(v, "why_not"))) {
    case DONE:
        group_answer(v->tx, by, id, v->network);
        notice_set(v, list ? S("Listed as it chose. Its contact people get a letter.") : S("Not listed. Its contact people get your words."));
        return reply_redirect(v, "/desk/groups");
    case INVALID:  return show_waiting(v, by, fault(str_format(v->arena, "why-%lld", id).at, S("Say why it is not listed, in plain words to the group.")));
    case CONFLICT: return reply_conflict(v, S("Somebody else has already read this one."));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

/* ---- pages ---- */

static Reply get_pages(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    if (!by) return reply_forbidden(v);
    Pages all = pages_all(v->tx, by);
    Html *page = page_open(v, head("Pages"));
    view_desk_pages(page, &all);
    return reply_page(v, page, 200);
}

static Reply show_page_form(Visit *v, const Editor *by, const Page *p, Faults faults)
{
    PageForm f = { .faults = faults, .fresh = !p->version, .version = p->version };
    f.action = f.fresh ? S("/desk/pages/new") : str_format(v->arena, "/desk/pages/%.*s", FMT(p->slug));
    f.title = (FieldSpec){ .name = "title", .label = S("Title"), .hint = S(""), .value = p->title, .fault = faults_of(faults, "title"), .longest = 200, .needed = true };
    f.slug = (FieldSpec){ .name = "slug", .label = S("Address, after /about/"), .hint = S("Small letters, numbers and hyphens. It lasts."), .value = p->slug, .fault = faults_of(faults, "slug"), .width = "mid", .longest = 60, .needed = true };
    f.body = (FieldSpec){ .name = "body", .label = S("What the page says"), .hint = S("An empty line parts paragraphs. ## before a line makes a heading, * a list, [words](https://...) a link."), .value = p->body, .fault = faults_of(faults, "body"), .rows = 20, .longest = 200000, .needed = true };
    f.in_menu = (BoxSpec){ .name = "in_menu", .label = S("Name it on the About page"), .hint = S(""), .fault = S(""), .ticked = p->in_menu };
    Pages versions = p->id ? page_versions(v->tx, by, p->id) : (Pages){ 0 };
    PageHead h = head(f.fresh ? "Write a new page" : "Change a page");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_desk_page(page, &f, &versions);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_page_new(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    return by ? show_page_form(v, by, &(Page){ .in_menu = true }, NO_FAULTS) : reply_forbidden(v);
}

static Reply get_page_edit(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    const Page *p = page_seen_by(v->tx, v->who, path_str(v, 0));
    if (!by) return reply_forbidden(v);
    return p ? show_page_form(v, by, p, NO_FAULTS) : reply_not_found(v);
}

static Reply write_page(Visit *v, Page *p)
{
    const Editor *by = editor(v->tx, v->who);
    if (!by) return reply_forbidden(v);
    p->title = form_str(v, "title"), p->body = form_text(v, "body"), p->in_menu = form_box(v, "in_menu");
    switch (page_write(v->tx, by, p)) {
    case DONE:
        happened(v->tx, v->who, &(Happens){ .kind = "page", .subject_kind = "page", .words = str_format(v->arena, "The page “%.*s” has a new version.", FMT(p->title)) });
        notice_set(v, S("This version is what people read now."));
        return reply_redirect(v, "/desk/pages");
    case INVALID:  return show_page_form(v, by, p, page_faults(v->arena, p->slug, p->title, p->body));
    case CONFLICT: return p->version ? reply_conflict(v, S("Somebody wrote a newer version while you were writing. Go back, copy your words, and look at theirs first."))
        : show_page_form(v, by, p, fault("slug", S("There is a page at this address. Choose another.")));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_page_new(Visit *v)
{
    Page p = { .slug = form_str(v, "slug") };
    return write_page(v, &p);
}

static Reply post_page_edit(Visit *v)
{
    const Page *now = page_seen_by(v->tx, v->who, path_str(v, 0));
    if (!now) return reply_not_found(v);
    Page p = { .id = now->id, .slug = now->slug };
    if (!str_int(form_str(v, "version"), &p.version)) p.version = now->version;
    return write_page(v, &p);
}

/* ---- Theory of Change ---- */

static Reply show_compass(Visit *v, Faults faults)
{
    Compass c = compass_seen_by(v->tx, v->who);
    PageHead h = head("Theory of Change");
    h.faulty = faults.count > 0;
    Html *page = page_open(v, h);
    view_desk_compass(page, &c, faults);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_desk_compass(Visit *v) { return show_compass(v, NO_FAULTS); }

static Reply post_desk_compass(Visit *v)
{
    const Editor *by = editor(v->tx, v->who);
    CompassItem item = { .kind = form_str(v, "kind"), .words = utf8_cut(form_str(v, "words"), 300), .more = utf8_cut(form_text(v, "more"), 2000) };
    if (!by) return reply_forbidden(v);
    if (!str_int(form_str(v, "id"), &item.id)) item.id = 0;
    const char *field = item.id ? str_format(v->arena, "words-%lld", item.id).at : "words";
    switch (compass_write(v->tx, by, &item)) {
    case DONE:
        notice_set(v, S("Kept. It reads like this everywhere now."));
        return reply_redirect(v, "/desk/compass");
    case INVALID:  return show_compass(v, fault(field, S("Say it in a few words.")));
    case CONFLICT: return show_compass(v, fault(field, S("There is one with these words. Choose others.")));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

const Route desk_routes[] = {
    { GET,  "/desk",             DESK,           get_desk },
    { GET,  "/desk/groups",      OFFICERS,       get_waiting },
    { POST, "/desk/groups/:id",  OFFICERS,       post_waiting },
    { GET,  "/desk/pages",       EDITORS,        get_pages },
    { GET,  "/desk/pages/new",   EDITORS,        get_page_new },
    { POST, "/desk/pages/new",   EDITORS,        post_page_new },
    { GET,  "/desk/pages/:slug", EDITORS,        get_page_edit },
    { POST, "/desk/pages/:slug", EDITORS,        post_page_edit },
    { GET,  "/desk/compass",     EDITORS,        get_desk_compass },
    { POST, "/desk/compass",     EDITORS,        post_desk_compass },
    { 0 }
};
