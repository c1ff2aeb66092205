/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Works that come in, gathered into parts: each part is one short turn to write, so that nobody else waits long. */
#ifndef KITH_WORKS_IMPORT_H
#define KITH_WORKS_IMPORT_H

#include "knowledge/bibliography.h"
#include "knowledge/knowledge.h"

typedef struct WorksIn WorksIn;
void works_take(void *with, const Cited *c);             /* with: WorksIn; a CitedTo */
bool works_stopped(const WorksIn *in);                   /* it could not be written down: no more is taken */
void works_part_done(WorksIn *in);                       /* what was gathered is written now */

/* Hashes of what was seen: ids of a list, tokens of a harvest. */
typedef struct { Arena *arena; uint64_t *at; size_t count, cap; } Seen;
bool seen_before(Seen *s, Str what);                     /* and from now on it was */

bool works_harvest(WorksIn *in, const WorksImport *from, Arena *a, Str *why);        /* OAI-PMH */
Str harvest_origin(Arena *a, const char *base);          /* the same for http, https, with and without a stroke at the end */

#endif
