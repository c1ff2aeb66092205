/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The directory and the pages of groups. */
#include "people/group_formats.h"
#include "people/group_contact.h"
#include "people/group_views.h"
#include "people/people.h"
#include "people/place.h"
#include "people/views.h"

static int number_of(Str word, const char *const *words, int count)
{
    for (int i = 1; i < count; i++) if (str_is(word, words[i])) return i;
    return 0;
}

static GroupFilter filter_of(Visit *v)
{
    static const char *const onlines[] = { "", "no", "also", "only" }, *const opens[] = { "", "yes", "ask", "no" };
    return (GroupFilter){ .q = utf8_cut(query_str(v, "q"), 200), .place = place_known(query_str(v, "place")),
        .language = utf8_cut(query_str(v, "language"), 60), .online = number_of(query_str(v, "online"), onlines, 4),
        .open = number_of(query_str(v, "open"), opens, 4) };
}

static void add_arg(Html *h, const char *name, Str value)
{
    if (!value.len) return;
    Str so_far = html_done(h);
    html_lit(h, memchr(so_far.at, '?', so_far.len) ? "&" : "?", 1);
    html_lit(h, name, strlen(name));
    html_lit(h, "=", 1);
    html_url_part(h, value);
}

static Str list_url(Visit *v, const char *path, Str page)
{
    static const char *const kept[] = { "q", "place", "online", "open", "language" };
    Html *h = html_open(v->arena);
    html_lit(h, path, strlen(path));
    for (int i = 0; i < COUNT(kept); i++) add_arg(h, kept[i], query_str(v, kept[i]));
    add_arg(h, "page", page);
    return html_done(h);
}

static ChoiceSpec pick(Visit *v, const char *name, const char *legend, const Choice *at, int count)
{
    Choice *c = arena_array(v->arena, Choice, count);
    Str now = query_str(v, name);
    for (int i = 0; i < count; i++) c[i] = at[i], c[i].chosen = str_is(now, at[i].value);
    return (ChoiceSpec){ .name = name, .legend = str_c(legend), .hint = S(""), .fault = S(""), .at = c, .count = count };
}

static ChoiceSpec pick_place(Visit *v)
{
    const Place *at;
    int count = places_of(v->network->country, &at);
    Choice *c = arena_array(v->arena, Choice, count + 1);
    c[0] = (Choice){ "", S("Anywhere"), S(""), false };
    for (int i = 0; i < count; i++) c[i + 1] = (Choice){ at[i].slug.at, at[i].name, S(""), false };
    return pick(v, "place", "Part of the country", c, count + 1);
}

static Reply get_groups(Visit *v)
{
    static const Choice onlines[] = { { "", S("Any way"), S(""), false }, { "no", S("In person"), S(""), false }, { "only", S("Online"), S(""), false } };
    static const Choice opens[] = { { "", S("Any"), S(""), false }, { "yes", S("Open to new people"), S(""), false }, { "ask", S("Ask first"), S(""), false } };
    GroupsShown s = { .filter = filter_of(v) };
    s.page = groups_listed(v->tx, v->who, &s.filter, query_str(v, "page"));
    s.filtered = s.filter.q.len || s.filter.place.len || s.filter.language.len || s.filter.online || s.filter.open;
    s.places = pick_place(v);
    s.online = pick(v, "online", "How they meet", onlines, COUNT(onlines));
    s.open = pick(v, "open", "New people", opens, COUNT(opens));
    s.language = (FieldSpec){ .name = "language", .label = S("Language"), .hint = S(""), .value = s.filter.language, .fault = S(""), .width = "mid", .longest = 60 };
    s.pager = (Pager){ .before_url = s.page.newer.len ? list_url(v, "/groups", s.page.newer) : S(""), .after_url = s.page.older.len ? list_url(v, "/groups", s.page.older) : S("") };
    Html *page = page_open(v, (PageHead){ .title = S("Groups"), .room = "membership", .feed_json = list_url(v, "/groups.json", S("")), .feed_csv = list_url(v, "/groups.csv", S("")) });
    view_groups(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_groups_json(Visit *v)
{
    GroupFilter f = filter_of(v);
    GroupPage page = groups_listed(v->tx, v->who, &f, query_str(v, "page"));
    return reply_bytes(v, S("application/json"), groups_json(v->arena, &page, v->network->base_url, page.older.len ? list_url(v, "/groups.json", page.older) : S("")));
}

static Reply get_groups_csv(Visit *v)
{
    GroupFilter f = filter_of(v);
    return reply_download(reply_bytes(v, S("text/csv; charset=utf-8"), groups_csv(v->tx, v->who, &f)), "groups.csv");
}

/* A group by the address it has or once had. */
static const Group *wanted(Visit *v, const char *ending, Reply *otherwise)
{
    const Group *g = group_seen_by(v->tx, v->who, path_str(v, 0));
    if (g) return g;
    Str now = group_slug_now(v->tx, v->who, path_str(v, 0));
    *otherwise = now.len ? reply_moved(v, str_format(v->arena, "/groups/%.*s%s", FMT(now), ending)) : reply_not_found(v);
    return NULL;
}

static Reply get_group(Visit *v)
{
    Reply otherwise;
    const Group *g = wanted(v, "", &otherwise);
    if (!g) return otherwise;
    GroupShown s = { .group = g, .about = markdown(v->arena, g->about, 2), .place = g->meets_privately ? S("") : place_in_words(v->arena, g->place, g->place_words) };
    const GroupKeeper *by = group_keeper(v->tx, v->who, g->id);
    s.keeper = by != NULL;
    if (by) s.contacts = group_contacts(v->tx, by, g->id);
    Html *page = page_open(v, (PageHead){ .title = g->name, .room = "membership", .crumb = S("Groups"), .crumb_url = S("/groups"),
        .noindex = g->listed < DIRECTORY_PUBLIC, .feed_json = g->listed ? str_format(v->arena, "/groups/%.*s.json", FMT(g->slug)) : S("") });
    view_group_page(page, &s);
    return reply_page(v, page, 200);
}

static Reply get_group_json(Visit *v)
{
    Reply otherwise;
    const Group *g = wanted(v, ".json", &otherwise);
    return g ? reply_bytes(v, S("application/json"), group_json(v->arena, g, v->network->base_url)) : otherwise;
}

static Reply get_group_card(Visit *v)
{
    Reply otherwise;
    const Group *g = wanted(v, ".vcf", &otherwise);
    return g ? reply_download(reply_bytes(v, S("text/vcard; charset=utf-8"), group_card(v->arena, g, v->network->base_url)), "group.vcf") : otherwise;
}

static Reply show_edit(Visit *v, const Group *there, const Group *typed, Faults faults)
{
    GroupForm f = group_form(v, typed, faults, "name");
    Html *page = page_open(v, (PageHead){ .title = S("Change a group"), .room = "membership", .crumb = there->name,
        .crumb_url = str_format(v->arena, "/groups/%.*s", FMT(there->slug)), .faulty = faults.count > 0, .noindex = true });
    view_group_edit(page, there, &f);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_group_edit(Visit *v)
{
    Reply otherwise;
    const Group *g = wanted(v, "/edit", &otherwise);
    if (!g) return otherwise;
    return group_keeper(v->tx, v->who, g->id) ? show_edit(v, g, g, NO_FAULTS) : reply_not_found(v);
}

static Reply post_group_edit(Visit *v)
{
    const Group *g = group_seen_by(v->tx, v->who, path_str(v, 0));
    const GroupKeeper *by = g ? group_keeper(v->tx, v->who, g->id) : NULL;
    if (!by) return reply_not_found(v);
    Group to = group_from_form(v, "name", "group_place");
    to.id = g->id;
    if (!str_int(form_str(v, "changed"), &to.changed_at.us)) to.changed_at = g->changed_at;
    switch (group_change(v->tx, by, &to)) {
    case DONE:
        notice_set(v, S("Your words are kept, and shown as you chose."));
        return reply_redirect(v, "/groups/%.*s", FMT(group_slug_of(v->tx, by)));
    case INVALID:  return show_edit(v, g, &to, group_faults(&to));
    case CONFLICT: return reply_conflict(v, S("Somebody changed this group while you were writing. Go back, copy your words, and look at it again."));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

static Reply post_group_state(Visit *v)
{
    const Group *g = group_seen_by(v->tx, v->who, path_str(v, 0));
    const GroupKeeper *by = g ? group_keeper(v->tx, v->who, g->id) : NULL;
    if (!by) return reply_not_found(v);
    Str word = form_str(v, "state");
    GroupState to = str_is(word, "active") ? GROUP_ACTIVE : str_is(word, "resting") ? GROUP_RESTING : str_is(word, "closed") ? GROUP_CLOSED : GROUP_WAITING;
    switch (group_rest(v->tx, by, to)) {
    case DONE:
        notice_set(v, to == GROUP_ACTIVE ? S("The group is active.") : to == GROUP_RESTING ? S("The group is resting. It is out of the lists until you change this.")
            : S("The group is closed. It is remembered here and out of the lists."));
        return reply_redirect(v, "/groups/%.*s", FMT(g->slug));
    case INVALID:  return reply_words(v, 422, S("One thing to mend"), S("Choose one of the three: active, resting or closed. Nothing was changed."));
    case CONFLICT: return reply_conflict(v, S("This group is still waiting to be read, so its state stays as it is."));
    case GONE:     return reply_not_found(v);
    }
    return reply_bug(v);
}

/* ---- contact people ---- */

static Reply show_people(Visit *v, const Group *g, const GroupKeeper *by, Faults faults)
{
    GroupPeople s = { .faults = faults, .group = g, .contacts = group_contacts(v->tx, by, g->id), .is_one = group_contact_is(v->tx, v->who, g->id) };
    s.name = (FieldSpec){ .name = "name", .label = S("Their name"), .hint = S("What they go by."), .value = form_str(v, "name"), .fault = faults_of(faults, "name"), .width = "mid", .longest = 200, .needed = true };
    s.email = (FieldSpec){ .name = "email", .label = S("Their e-mail address"), .hint = S("The letter goes there. Ask them first."), .value = form_str(v, "email"), .fault = faults_of(faults, "email"),
        .type = "text", .inputmode = "email", .width = "mid", .longest = 254, .needed = true };
    Html *page = page_open(v, (PageHead){ .title = S("Contact people"), .room = "membership", .crumb = g->name, .crumb_url = str_format(v->arena, "/groups/%.*s", FMT(g->slug)), .faulty = faults.count > 0, .noindex = true });
    view_group_people(page, &s);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_people(Visit *v)
{
    Reply otherwise;
    const Group *g = wanted(v, "/people", &otherwise);
    if (!g) return otherwise;
    const GroupKeeper *by = group_keeper(v->tx, v->who, g->id);
    return by ? show_people(v, g, by, NO_FAULTS) : reply_not_found(v);
}

static Reply step_back(Visit *v, const Group *g)
{
    switch (group_contact_step_back(v->tx, v->who, g->id)) {
    case DONE:
        notice_set(v, S("You have stepped back. Thank you for all you did."));
        return reply_redirect(v, "/me");
    case INVALID: case CONFLICT: case GONE: break;
    }
    return reply_conflict(v, S("You are none of its contact people now."));
}

static Reply post_people(Visit *v)
{
    const Group *g = group_seen_by(v->tx, v->who, path_str(v, 0));
    const GroupKeeper *by = g ? group_keeper(v->tx, v->who, g->id) : NULL;
    if (!by) return reply_not_found(v);
    if (str_is(form_str(v, "act"), "back")) return step_back(v, g);
    if (!pace_allows(v, "contact letter", S(""), 10, HOURS(1))) return reply_too_fast(v);
    switch (group_contact_ask(v->tx, by, form_str(v, "name"), form_str(v, "email"), v->network)) {
    case DONE:
        notice_set(v, S("They get a letter. Once they say yes they stand here."));
        return reply_redirect(v, "/groups/%.*s/people", FMT(g->slug));
    case INVALID: case CONFLICT: case GONE: break;
    }
    return show_people(v, g, by, group_contact_faults(form_str(v, "name"), email_usual(v->arena, form_str(v, "email"))));
}

const Route group_routes[] = {
    { GET,  "/groups",             ANYONE,  get_groups },
    { GET,  "/groups.json",        ANYONE,  get_groups_json },
    { GET,  "/groups.csv",         ANYONE,  get_groups_csv },
    { GET,  "/groups/:slug.json",  ANYONE,  get_group_json },
    { GET,  "/groups/:slug.vcf",   ANYONE,  get_group_card },
    { GET,  "/groups/:slug/edit",  MEMBERS, get_group_edit },
    { POST, "/groups/:slug/edit",  MEMBERS, post_group_edit },
    { POST, "/groups/:slug/state", MEMBERS, post_group_state },
    { GET,  "/groups/:slug/people", MEMBERS, get_people },
    { POST, "/groups/:slug/people", MEMBERS, post_people },
    { GET,  "/groups/:slug",       ANYONE,  get_group },
    { 0 }
};
