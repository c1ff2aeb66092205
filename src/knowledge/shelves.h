/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Ways into the library: how many works of each kind a narrowed list holds, which forms and languages there are, and in which
 * else a work can be read, heard or watched. */
#ifndef KITH_SHELVES_H
#define KITH_SHELVES_H

#include "knowledge/work.h"

Str language_name(Str code);                             /* as it calls itself: "Cymraeg"; else the code */
const char *language_dir(Str code);                      /* "ltr", "rtl" */
const char *form_name(Str kind);                         /* "Easy read" */
const char *form_low(Str kind);                          /* within a sentence: "easy read" */
const char *form_slug(Str asked);                        /* one by which lists are narrowed; NULL: none of them */

Facets kinds_shelved(Tx *tx, Who who, const WorkFilter *f);      /* of f: topic, form, language; the most first */
Facets forms_shelved(Tx *tx, Who who);                   /* those in which anything is; without counts */
Facets languages_shelved(Tx *tx, Who who, Str own);      /* the same; not that of the network */
Str topic_words(Tx *tx, Who who, Str slug);              /* "": nothing stands under it */

typedef struct { int number; Str kind, language; bool file; } FormSeen;
typedef struct { FormSeen at[40]; int count; } FormsSeen;
FormsSeen forms_of_work(Tx *tx, Who who, i64 work);      /* without their words */
Str forms_line(Arena *a, const FormsSeen *all);          /* "Also easy read, audio, Cymraeg", or "" */

#endif
