/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of what a person says of themselves print. */
#ifndef KITH_SELF_VIEWS_H
#define KITH_SELF_VIEWS_H

#include "people/identity.h"
#include "web/parts.h"

typedef struct { Faults faults; IdentityLines lines; i64 id; FieldSpec words; BoxSpec staff, segments, counts; } WordsShown;
typedef struct { Faults faults; AccessNeeds needs; i64 id; FieldSpec words, review; ChoiceSpec for_what; BoxSpec reuse; } AccessShown;
typedef struct { Faults faults; ChoiceSpec way, place; FieldSpec pronouns, reach_words, supporter, quiet; } ReachShown;
typedef struct { Faults faults; PenNames pens; FieldSpec name; } PensShown;
typedef struct { Str name, pronouns; AccessNeeds needs; } RiderShown;
typedef struct { Str token, words; bool over, done; const char *what; } StopShown;

static inline const char *for_what_words(Str f)
{
    return str_is(f, "events") ? "At events and meetings" : str_is(f, "post") ? "In letters and on paper" : str_is(f, "forms") ? "With forms"
        : str_is(f, "payments") ? "With money" : "Everywhere";
}

#endif
