/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Settings: the network's face. */
#include "chronicle/chronicle.h"
#include "files/files.h"
#include "people/desk_views.h"
#include "people/people.h"
#include "people/roles.h"
#include "people/views.h"
#include "web/colour.h"

#include <stdio.h>
#include <unistd.h>

static const struct { const char *heading, *name, *label, *hint; int longest; bool needed; } asked[] = {
    { NULL, "name", "Name of the network", "", 120, true },
    { NULL, "short_name", "Short name", "Stands in the title of every page, where others may read it: keep it dull.", 40, true },
    { NULL, "strapline", "Strapline", "One line under the name.", 200, false },
    { "Where and in which language", "language", "Language", "A short code: en, cy, ur.", 12, true },
    { NULL, "country", "Country", "Two letters: GB, IE. It decides the list of regions.", 2, true },
    { NULL, "time_zone", "Time zone", "For example Europe/London.", 60, true },
    { "How people reach you", "contact_email", "E-mail address", "", 254, false },
    { NULL, "contact_phone", "Phone", "", 60, false },
    { NULL, "contact_post", "Postal address", "Printed on paper forms.", 300, false },
    { NULL, "mail_from", "Letters come from this address", "For example no-reply@your-domain.", 254, false },
    { NULL, "mail_name", "Letters come from this name", "It shows on a locked phone: keep it dull.", 60, false },
    { "Leaving in a hurry", "exit_url", "Where “Leave this site” leads", "A neutral page that answers at this very address.", 300, true },
    { "Colours", "colour_membership", "Membership", "Like #0b5c4a. Leave empty for Kith's own.", 7, false },
    { NULL, "colour_knowledge", "Knowledge", "", 7, false }, { NULL, "colour_collaboration", "Collaboration", "", 7, false },
    { NULL, "colour_voice", "Voice", "", 7, false }, { NULL, "colour_resourcing", "Resourcing", "", 7, false },
};

static const char paper[] = "#FBF7EF";

static Str colour_words(Arena *a, Str c)
{
    if (!c.len) return S("");
    if (!colour_known(c)) return S("A colour is written like #0b5c4a.");
    if (colour_contrast(c, str_c(paper)) >= 4.5) return S("");
    return str_format(a, "Words in this colour are hard to read on the page. The nearest that passes is %.*s.", FMT(colour_nearest(a, c, str_c(paper), 4.5)));
}

static Str words_about(Arena *a, const char *name, Str value, bool needed)
{
    if (!value.len) return needed ? S("This one is needed.") : S("");
    if (!strncmp(name, "colour_", 7)) return colour_words(a, value);
    if (!strcmp(name, "exit_url") && !str_starts(value, S("https://"))) return S("A web address that begins with https://");
    if (!strcmp(name, "time_zone") && !time_zone_set(str_cstr(a, value))) return S("This time zone is not known here. Write it like Europe/London.");
    if ((!strcmp(name, "contact_email") || !strcmp(name, "mail_from")) && email_fault(value).len) return email_fault(value);
    if (!strcmp(name, "country") && value.len != 2) return S("Two letters, such as GB.");
    return S("");
}

static Reply show(Visit *v, Faults faults, bool typed)
{
    Setting *at = arena_array(v->arena, Setting, COUNT(asked));
    for (int i = 0; i < COUNT(asked); i++) {
        Str value = typed ? form_str(v, asked[i].name) : setting(v->tx, asked[i].name, S(""));
        at[i] = (Setting){ asked[i].heading, { .name = asked[i].name, .label = str_c(asked[i].label), .hint = str_c(asked[i].hint), .value = value,
            .fault = faults_of(faults, asked[i].name), .longest = asked[i].longest, .needed = asked[i].needed, .width = asked[i].longest > 60 ? "mid" : "short" } };
    }
    SettingsForm f = { .faults = faults, .at = at, .count = COUNT(asked), .logo_fault = faults_of(faults, "logo") };
    f.staff = (BoxSpec){ .name = "staff_need_passkey", .label = S("The desk opens only after signing in with a passkey or a passphrase"),
        .hint = S("A link by e-mail then opens one's own page, not the desk. It holds for everybody with a role, for administrators too: add your own passkey first."),
        .ticked = typed ? form_box(v, "staff_need_passkey") : str_is(setting(v->tx, "staff_need_passkey", S("no")), "yes") };
    if (v->network->logo.len) f.logo_url = str_format(v->arena, "/logo/%.*s", FMT(v->network->logo));
    Html *page = page_open(v, (PageHead){ .title = S("Settings"), .room = "desk", .crumb = S("The desk"), .crumb_url = S("/desk"), .faulty = faults.count > 0, .noindex = true });
    view_desk_settings(page, &f);
    return reply_page(v, page, faults.count ? 422 : 200);
}

static Reply get_settings(Visit *v) { return show(v, NO_FAULTS, false); }

/* The picture is drawn anew before the first query: it takes long, and a write holds the only turn there is. */
static Str logo_drawn(Visit *v, Faults *faults)
{
    const HttpField *f = form_file(v, "logo");
    if (!f) return S("");
    Str to = str_format(v->arena, "%s.drawn", f->path);
    if (picture_redraw(f->path, to.at)) return to;
    faults_add(faults, "logo", S("This is not a PNG picture that can be read, or it is larger than 2 MB. The logo stays as it was."));
    return S("");
}

static Reply post_settings(Visit *v)
{
    Faults faults = NO_FAULTS;
    Str drawn = logo_drawn(v, &faults);
    const Administrator *by = administrator(v->tx, v->who);
    if (!by) return reply_forbidden(v);
    for (int i = 0; i < COUNT(asked); i++) {
        Str words = words_about(v->arena, asked[i].name, form_str(v, asked[i].name), asked[i].needed);
        if (words.len) faults_add(&faults, asked[i].name, words);
    }
    if (faults.count) { if (drawn.len) unlink(drawn.at); return show(v, faults, true); }
    Buf look = buf_open(v->arena, 200);
    for (int i = 0; i < COUNT(asked); i++) {
        Str value = utf8_cut(form_str(v, asked[i].name), (size_t)asked[i].longest);
        setting_put(v->tx, asked[i].name, value);
        if (!strncmp(asked[i].name, "colour_", 7)) buf_str(&look, value);
    }
    setting_put(v->tx, "staff_need_passkey", form_box(v, "staff_need_passkey") ? S("yes") : S("no"));
    Str tag = buf_view(&look);
    setting_put(v->tx, "look", tag.len ? hex(v->arena, tag.at, tag.len < 40 ? tag.len : 40) : S(""));
    if (drawn.len) {
        Str hash = file_keep(v->tx, v->who, web_data_dir(v), drawn, S("image/png"));
        if (hash.len) setting_put(v->tx, "logo", hash);
    }
    happened(v->tx, v->who, &(Happens){ .kind = "settings", .subject_kind = "network", .words = S("The settings were changed.") });
    notice_set(v, S("Kept. Everybody sees it so from now on."));
    return reply_redirect(v, "/desk/settings");
}

static Reply get_logo(Visit *v)
{
    if (!str_eq(path_str(v, 0), v->network->logo)) return reply_not_found(v);
    const char *path = file_path(v->arena, web_data_dir(v), path_str(v, 0));
    if (!path) return reply_not_found(v);
    Reply r = reply_file(v, S("image/png"), path);
    r.etag = str_cstr(v->arena, utf8_cut(path_str(v, 0), 16)), r.lasting = true;
    return r;
}

const Route setting_routes[] = {
    { GET,  "/desk/settings", ADMINISTRATORS, get_settings },
    { POST, "/desk/settings", ADMINISTRATORS, post_settings },
    { GET,  "/logo/:hash",    ANYONE,         get_logo },
    { 0 }
};
