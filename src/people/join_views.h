/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of joining print. */
#ifndef KITH_JOIN_VIEWS_H
#define KITH_JOIN_VIEWS_H

#include "people/group_views.h"
#include "people/joining.h"

typedef struct { Str name, value; } Carried;
typedef struct {
    Faults faults;
    Str title, lead, asked, minutes, readers, next, action, declaration, press;
    const GroupForm *group;             /* NULL for a person */
    bool by_voice;
    FieldSpec name, email, phone, post, second_name, second_email;
    ChoiceSpec place;
    BoxSpec keep, bulletin, counts;
    Carried carried[40]; int carried_count;   /* what was typed, while it is read back */
} JoinForm;

static inline const char *yes_or_no(bool b) { return b ? "Yes" : "No"; }

ChoiceSpec place_choice(Visit *v, Str now);              /* the country's parts, and rather not saying */

#endif
