/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a new network begins with.  Everything here is data that the network
 * changes at its desk; the words come from assets/. */
#include "people/people.h"

#include "web/assets.h"

static const struct { const char *slug, *kind, *name, *who; bool vote, stand, attend, apply, pitch, ask; const char *receives; } classes[] = {
    { "individual", "individual", "Individual member", "For people with first-hand experience of mental ill-health, distress or trauma, in whatever words they use.", 1, 1, 1, 1, 1, 1, "bulletin" },
    { "group", "group", "Member group", "For groups that people lead for themselves, with or without any legal form.", 1, 0, 1, 1, 1, 1, "bulletin" },
    { "supporter", "supporter", "Supporter", "For anybody who stands beside the network. Supporters have no vote.", 0, 0, 0, 0, 0, 0, "newsletter" },
};

static const struct { const char *purpose, *words; } wordings[] = {
    { "keep", "You may keep my name, my address and the fact that I joined, so that I can be part of the network." },
    { "bulletin", "Send me the bulletin by e-mail." },
    { "newsletter", "Send me the supporters' newsletter by e-mail." },
    { "counts", "Count me, without my name, when you say how many people are in the network and from where." },
};

static const struct { const char *slug, *name, *words, *gates[5]; } roles[] = {
    { "administrator", "Administrator", "Settings, roles, and everything the others do.", { "administrators", "officers", "editors", "deciders", "desk" } },
    { "editor", "Editor", "The network's own pages and its Theory of Change.", { "editors", "desk" } },
    { "officer", "Membership officer", "Groups that wait to be read, and joining by voice.", { "officers", "desk" } },
    { "policy", "Policy lead", "What comes through the doors: weighing it, answering it, and what came of it.", { "deciders", "desk" } },
};

static const struct { const char *file, *slug; bool menu; } pages[] = {
    { "about.md", "about", true }, { "mission.md", "mission", true }, { "history.md", "history", true }, { "language.md", "language", true },
    { "joining.md", "joining", true }, { "privacy.md", "privacy", true }, { "accessibility.md", "accessibility", true }, { "contact.md", "contact", true },
};

static Str with_name(Arena *a, Str text, Str network)
{
    Buf b = buf_open(a, text.len + 64);
    for (ptrdiff_t at; (at = str_find(text, S("{network}"))) >= 0; ) {
        buf_add(&b, text.at, (size_t)at);
        buf_str(&b, network);
        text.at += at + 9, text.len -= (size_t)at + 9;
    }
    buf_str(&b, text);
    return buf_view(&b);
}

/* The first line of a page is "# Title"; the rest is the page. */
static Page page_from(Arena *a, const char *file, Str network)
{
    const Asset *f = asset(file);
    Str rest = f ? with_name(a, f->bytes, network) : S("");
    Str title = str_cut(&rest, '\n');
    while (title.len && (title.at[0] == '#' || title.at[0] == ' ')) title.at++, title.len--;
    return (Page){ .title = str_trim(title), .body = str_trim(rest) };
}

static void begin_classes(Tx *tx)
{
    for (int i = 0; i < COUNT(classes); i++)
        db_exec(tx, SQL("insert into member_class(id, slug, kind, name, who, position, may_vote, may_stand, may_attend, may_apply, may_pitch, may_ask, receives, valid_from, valid_to)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0)"), I(id_new()), T(str_c(classes[i].slug)), T(str_c(classes[i].kind)),
            T(str_c(classes[i].name)), T(str_c(classes[i].who)), I(i), I(classes[i].vote), I(classes[i].stand), I(classes[i].attend), I(classes[i].apply),
            I(classes[i].pitch), I(classes[i].ask), T(str_c(classes[i].receives)), I(0));
}

static void begin_roles(Tx *tx)
{
    for (int i = 0; i < COUNT(roles); i++) {
        i64 id = id_new();
        db_exec(tx, SQL("insert into role(id, slug, name, words) values ($1, $2, $3, $4)"), I(id), T(str_c(roles[i].slug)), T(str_c(roles[i].name)), T(str_c(roles[i].words)));
        for (int g = 0; g < COUNT(roles[i].gates) && roles[i].gates[g]; g++)
            db_exec(tx, SQL("insert into role_gate(role, gate) values ($1, $2)"), I(id), T(str_c(roles[i].gates[g])));
    }
}

static void begin_words(Tx *tx, Str network)
{
    static const char *const kinds[] = { "individual", "group", "supporter" };
    Arena *a = tx_arena(tx);
    for (int i = 0; i < COUNT(wordings); i++) wording_set_trusted(tx, str_c(wordings[i].purpose), str_c(wordings[i].words));
    for (int i = 0; i < COUNT(kinds); i++) {
        Page p = page_from(a, str_format(a, "declaration-%s.md", kinds[i]).at, network);
        wording_set_trusted(tx, str_format(a, "declaration-%s", kinds[i]), utf8_line(a, p.body));
    }
    wording_set_trusted(tx, S("declaration-contact"), S("I am a contact person of this group."));
}

static void begin_compass(Tx *tx)
{
    const Asset *f = asset("compass.tsv");
    Str rest = f ? f->bytes : S("");
    for (int position = 0; rest.len; position++) {
        Str line = str_cut(&rest, '\n');
        Str kind = str_cut(&line, '\t'), slug = str_cut(&line, '\t'), words = str_cut(&line, '\t');
        if (words.len) compass_put_trusted(tx, &(CompassItem){ .kind = kind, .slug = slug, .words = words, .more = str_trim(line) }, position);
    }
}

void people_begin_trusted(Tx *tx, Str network, Str country)
{
    begin_classes(tx);
    begin_roles(tx);
    begin_words(tx, network);
    begin_compass(tx);
    for (int i = 0; i < COUNT(pages); i++) {
        Page p = page_from(tx_arena(tx), pages[i].file, network);
        p.slug = str_c(pages[i].slug), p.in_menu = pages[i].menu;
        page_put_trusted(tx, &p, i, 0);
    }
    Page help = page_from(tx_arena(tx), str_is(country, "GB") ? "help-now-gb.md" : "help-now-any.md", network);
    help.slug = S("help-now");
    page_put_trusted(tx, &help, 90, 0);
}
