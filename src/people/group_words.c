/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Groups in words: what views print, what forms hold. */
#include "people/group_views.h"

#include "people/place.h"

Str place_in_words(Arena *a, Str place, Str place_words)
{
    Str region = place_name(place);
    if (!place_words.len) return region;
    return region.len ? str_format(a, "%.*s, %.*s", FMT(place_words), FMT(region)) : place_words;
}

const char *online_in_words(Online o)
{
    return o == ONLINE_ONLY ? "Meets online" : o == ONLINE_ALSO ? "In person and online" : "In person";
}

const char *open_in_words(OpenToNew o)
{
    return o == OPEN_YES ? "Open to new people" : o == OPEN_NO ? "Not open to new people now" : "Ask first";
}

const char *directory_in_words(DirectoryChoice d)
{
    return d == DIRECTORY_PUBLIC ? "everybody" : d == DIRECTORY_MEMBERS ? "people who are signed in" : "nobody";
}

static int chosen(Str word, const char *const *words, int count, int otherwise)
{
    for (int i = 0; i < count; i++) if (*words[i] && str_is(word, words[i])) return i;
    return otherwise;
}

Group group_from_form(Visit *v, const char *name_field, const char *place_field)
{
    static const char *const onlines[] = { "no", "also", "only" }, *const opens[] = { "", "yes", "ask", "no" },
        *const directories[] = { "no", "members", "public" };
    return (Group){ .name = form_str(v, name_field), .about = form_text(v, "about"), .by_and_for = form_text(v, "by_and_for"),
        .place = place_known(form_str(v, place_field)), .place_words = form_str(v, "place_words"), .meets_privately = form_box(v, "private"),
        .online = (Online)chosen(form_str(v, "online"), onlines, 3, ONLINE_NO), .open_to_new = (OpenToNew)chosen(form_str(v, "open"), opens, 4, OPEN_ASK),
        .languages = form_str(v, "languages"), .access = form_text(v, "access"), .reach_email = form_str(v, "reach_email"),
        .reach_phone = form_str(v, "reach_phone"), .reach_web = form_str(v, "reach_web"), .how_made = form_str(v, "how_made"),
        .directory = (DirectoryChoice)chosen(form_str(v, "directory"), directories, 3, DIRECTORY_NO) };
}

static ChoiceSpec places(Visit *v, Str now, Str fault_words)
{
    const Place *at;
    int count = places_of(v->network->country, &at);
    Choice *c = arena_array(v->arena, Choice, count + 1);
    c[0] = (Choice){ "", S("Not said"), S(""), !now.len };
    for (int i = 0; i < count; i++) c[i + 1] = (Choice){ at[i].slug.at, at[i].name, S(""), str_eq(now, at[i].slug) };
    return (ChoiceSpec){ .name = "group_place", .legend = S("Part of the country"), .hint = S("Coarse is right: it helps people near you find the group."),
        .fault = fault_words, .at = c, .count = count + 1 };
}

static ChoiceSpec choices(Visit *v, ChoiceSpec spec, const Choice *at, int count, const char *now)
{
    Choice *c = arena_array(v->arena, Choice, count);
    for (int i = 0; i < count; i++) c[i] = at[i], c[i].chosen = !strcmp(at[i].value, now);
    spec.at = c, spec.count = count;
    return spec;
}

static const Choice online_choices[] = { { "no", S("In person"), S(""), false }, { "also", S("In person and online"), S(""), false },
    { "only", S("Online only"), S(""), false } };
static const Choice open_choices[] = { { "yes", S("Yes"), S("People can just come, or write to you."), false },
    { "ask", S("Ask first"), S("You would like to hear from people before they come."), false },
    { "no", S("Not now"), S("You can change this whenever you like."), false } };
static const Choice directory_choices[] = { { "no", S("Nowhere"), S("Only the network's staff know that your group is a member."), false },
    { "members", S("To people who are signed in"), S(""), false }, { "public", S("To everybody"), S("Also to search engines. You can change it at any time."), false } };
static const Choice made_choices[] = { { "", S("Not said"), S(""), false }, { "no structure", S("No fixed structure"), S(""), false },
    { "unincorporated", S("Some written rules, not registered"), S(""), false }, { "cic", S("Community interest company"), S(""), false },
    { "charity", S("Charity or CIO"), S(""), false }, { "hosted", S("Hosted by another body"), S(""), false }, { "other", S("Another way"), S(""), false } };

GroupForm group_form(Visit *v, const Group *g, Faults f, const char *name_field)
{
    const char *online = g->id || g->name.len || f.count ? online_word(g->online) : "", *open = g->open_to_new ? open_word(g->open_to_new) : "";
    const char *directory = g->id || f.count ? directory_word(g->directory) : "", *made = str_cstr(v->arena, g->how_made);
    return (GroupForm){ .faults = f,
        .name = { .name = name_field, .label = S("The group's name"), .hint = S("We need this to know what to call it."), .value = g->name, .fault = faults_of(f, name_field), .longest = 200, .needed = true },
        .by_and_for = { .name = "by_and_for", .label = S("By and for whom"), .hint = S("One sentence, in your own words. There is no list to choose from."), .value = g->by_and_for, .fault = faults_of(f, "by_and_for"), .rows = 2, .longest = 1000 },
        .about = { .name = "about", .label = S("About the group"), .hint = S("What you do and how. Leave an empty line between paragraphs."), .value = g->about, .fault = faults_of(f, "about"), .rows = 8 },
        .private_place = { .name = "private", .label = S("We meet in a home or another place that must stay unknown"), .hint = S("Then no place at all is shown or kept, not even the part of the country."), .fault = S(""), .ticked = g->meets_privately },
        .place = places(v, g->place, faults_of(f, "group_place")),
        .place_words = { .name = "place_words", .label = S("Town or area"), .hint = S("Never a street or a number."), .value = g->place_words, .fault = faults_of(f, "place_words"), .width = "mid", .longest = 200 },
        .online = choices(v, (ChoiceSpec){ .name = "online", .legend = S("How do you meet?"), .hint = S(""), .fault = S("") }, online_choices, 3, online),
        .open = choices(v, (ChoiceSpec){ .name = "open", .legend = S("Are you open to new people?"), .hint = S(""), .fault = S("") }, open_choices, 3, open),
        .languages = { .name = "languages", .label = S("Languages"), .hint = S("For example: English, Welsh, British Sign Language"), .value = g->languages, .fault = faults_of(f, "languages"), .width = "mid", .longest = 300 },
        .access = { .name = "access", .label = S("Access"), .hint = S("What people may want to know before they come: steps, toilets, quiet room, captions, breaks."), .value = g->access, .fault = faults_of(f, "access"), .rows = 4, .longest = 4000 },
        .reach_web = { .name = "reach_web", .label = S("Website"), .hint = S("Begins with https://"), .value = g->reach_web, .fault = faults_of(f, "reach_web"), .width = "mid", .type = "url", .inputmode = "url", .longest = 500 },
        .reach_email = { .name = "reach_email", .label = S("The group's e-mail address"), .hint = S("Shown on the group's page. Leave it empty if you would rather not."), .value = g->reach_email, .fault = faults_of(f, "reach_email"), .width = "mid", .type = "text", .inputmode = "email", .longest = 254 },
        .reach_phone = { .name = "reach_phone", .label = S("The group's phone"), .hint = S("Shown on the group's page."), .value = g->reach_phone, .fault = faults_of(f, "reach_phone"), .width = "short", .type = "tel", .inputmode = "tel", .longest = 60 },
        .how_made = choices(v, (ChoiceSpec){ .name = "how_made", .legend = S("How the group is made"), .hint = S("No way is better than another. It helps us find money that fits."), .fault = S("") }, made_choices, COUNT(made_choices), made),
        .directory = choices(v, (ChoiceSpec){ .name = "directory", .legend = S("Where may the group be shown?"), .hint = S("If you choose nothing it is shown nowhere."), .fault = S("") }, directory_choices, 3, directory) };
}
