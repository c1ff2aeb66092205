/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What groups of one kind are called, do, and say of themselves. */
#ifndef KITH_DEMO_GROUP_H
#define KITH_DEMO_GROUP_H

#include "house/demo_draw.h"

enum { DEMO_KINDS = 10, DEMO_DOINGS = 12, DEMO_SURVIVORS = 8 };

/* `doings`: twelve, and no doing stands in two kinds, for a group's name is told apart by its doing.  One that ends in *
 * can stand without a word such as "Group" after it.  `each` has a first sentence for each doing, `any` some that fit all
 * of them; `whom`, where it is not empty, has the people for each doing, and otherwise `by_and_for` fits all. */
typedef struct { const char *word; int percent; const char *doings, *each, *any, *by_and_for, *whom; } DemoKind;
extern const DemoKind demo_kinds[DEMO_KINDS];

/* Names in other languages and scripts, twelve each, so that searching in them can be tried. */
typedef struct { const char *language, *names, *about; } DemoTongue;
extern const DemoTongue demo_tongues[];
extern const int demo_tongue_count;

#endif
