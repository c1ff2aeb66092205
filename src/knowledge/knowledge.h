/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The front door of knowledge/: the library, how a piece comes into it, the glossary. */
#ifndef KITH_KNOWLEDGE_H
#define KITH_KNOWLEDGE_H

#include <stdio.h>

#include "doors/doors.h"
#include "knowledge/glossary.h"
#include "knowledge/piece.h"

extern const Room knowledge_room;
extern const DoorUse pitch_use;
extern const NewsSource works_news;
extern const Route library_routes[], work_routes[], feed_routes[], oai_routes[], glossary_routes[], works_routes[], my_work_routes[], signing_routes[],
    library_desk_routes[], desk_work_routes[], form_routes[], glossary_desk_routes[];

void knowledge_begin_trusted(Tx *tx);                    /* the door for pitches; nothing where there is one */
Str work_source_id(Tx *tx, Who who, i64 work);           /* of one that search found: its id in the list it came from, or "" */

/* kith import works and kith export works.  What comes in is written in parts, each whole or not at all; what was written when
 * something stopped it stays, and importing again goes on from there. */
typedef struct { i64 added, shown, twice, again, held, refused, changed, gone, cut; } WorksImported;     /* twice: here already; again: twice in the list; held: once taken back */
typedef struct { const char *path, *oai; bool publish, dry_run; FILE *notes; void (*progress)(const char *what, i64 done, i64 of); } WorksImport;
bool works_import_trusted(Arena *a, Db *db, const WorksImport *from, WorksImported *to, Str *why);
bool works_export_trusted(Tx *tx, SheetOut *out, Str *why);
bool works_export_json_trusted(Tx *tx, FILE *to, Str *why);      /* CSL-JSON with the texts, as import takes it in */

#endif
