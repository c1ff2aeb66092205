/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Invented people and groups for the demonstration network.  Item i of a seed is
 * the same whatever number is asked for, so a network of 5,000 begins like one of
 * 300.  No real body, no real person, nobody's story: work, rooms, kettles,
 * letters, buses, budgets. */
#ifndef KITH_DEMO_WORDS_H
#define KITH_DEMO_WORDS_H

#include "people/people.h"

typedef struct {
    Str name, about, by_and_for, kind, how_made, income;
    Str place, place_words;                 /* both empty when meets_privately */
    bool meets_privately;
    Online online;
    OpenToNew open_to_new;
    Str languages, access, reach_email, reach_phone, reach_web;
    DirectoryChoice directory;
    GroupState state;                       /* active, resting or closed */
} DemoGroup;

typedef struct {
    Str name, pronouns, place;
    Str contact_way;                        /* email, post, phone, through a supporter */
    Str email, phone, post;                 /* only the one that the contact way needs */
    Str class_kind;                         /* individual, supporter */
    bool bulletin, counts, segments;        /* consents besides the first, which everybody gives */
} DemoPerson;

DemoGroup demo_group(Arena *a, uint64_t seed, int index);      /* names differ up to 800,000 groups */
DemoPerson demo_person(Arena *a, uint64_t seed, int index);    /* addresses differ always */

#endif
