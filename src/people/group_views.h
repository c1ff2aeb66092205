/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of groups print: words for what is kept as numbers. */
#ifndef KITH_GROUP_VIEWS_H
#define KITH_GROUP_VIEWS_H

#include "people/group.h"
#include "web/parts.h"

typedef struct {
    GroupFilter filter;
    GroupPage page;
    Pager pager;
    ChoiceSpec places, online, open;
    FieldSpec language;
    bool filtered, signed_in;
    Str json_url, csv_url;
} GroupsShown;

typedef struct {
    const Group *group;
    SafeHtml about;
    bool keeper;
    Str place;                          /* in words; "" for a group that shows none */
    GroupContacts contacts;             /* for its keepers alone */
} GroupShown;

typedef struct { Faults faults; const Group *group; GroupContacts contacts; bool is_one; FieldSpec name, email; } GroupPeople;

typedef struct {
    Faults faults;
    Str action, name_field;             /* "name", or "group_name" on the page that joins */
    FieldSpec name, about, by_and_for, place_words, languages, access, reach_email, reach_phone, reach_web;
    ChoiceSpec place, online, open, how_made, directory;
    BoxSpec private_place;
} GroupForm;

Str place_in_words(Arena *a, Str place, Str place_words);
const char *online_in_words(Online o);
const char *open_in_words(OpenToNew o);
const char *directory_in_words(DirectoryChoice d);
Group group_from_form(Visit *v, const char *name_field, const char *place_field);
GroupForm group_form(Visit *v, const Group *g, Faults faults, const char *name_field);

#endif
