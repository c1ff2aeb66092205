/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The one work of the invented library that has everything: forms, languages, pictures, a sound, versions. */
#ifndef KITH_DEMO_SHELF_H
#define KITH_DEMO_SHELF_H

#include "knowledge/knowledge.h"

Work demo_rich_work(Arena *a);                           /* as it was first shown */
void demo_rich_forms(Tx *tx, i64 work, const char *data_dir);
void demo_rich_changes(Tx *tx, i64 work, Time from, Time today);     /* once the index is closed: each change is a version */

typedef enum { DRAWN_KETTLE, DRAWN_BENCH, DRAWN_BUS } Drawn;
MUST_USE bool demo_picture(Arena *a, Drawn which, const char *path);      /* a PNG of flat shapes */
MUST_USE bool demo_sound(Arena *a, const char *path);    /* a WAV: a kettle comes to the boil, eight seconds */
enum { DEMO_SOUND_SECONDS = 8 };

#endif
