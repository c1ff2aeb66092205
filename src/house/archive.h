/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A backup as a file: a gzip-compressed tar of tables/NAME.jsonl and files/HASH, with manifest.json last.
 * The manifest names everything with its size and SHA-256; an archive without it was not finished. */
#ifndef KITH_ARCHIVE_H
#define KITH_ARCHIVE_H

#include "base/base.h"

enum { ARCHIVE_FORMAT = 1 };

typedef struct { Str path; i64 rows, size; Str sha256; } Part;         /* rows: lines of a table, 0 for a file */
typedef struct { int format, schema; Str made_at; Part *parts; int count; i64 rows, files; } Manifest;

/* Writing: to a new file beside `path`, which gets its name only when everything in it was read again and found right. */
typedef struct ArcOut ArcOut;
ArcOut *arc_create(const char *path, Arena *a, Str *why_not);          /* NULL: `path` is there already, or cannot be made */
bool arc_put(ArcOut *o, Str path, int fd);                             /* all of fd, from its beginning */
bool arc_finish(ArcOut *o, int schema, Manifest *m, Str *why_not);     /* closes in every case; leaves nothing behind if false */
void arc_drop(ArcOut *o, Str *why_not);                                /* gives it up; says why, if the archive itself is why */
int arc_spool(const char *beside, Str *why_not, Arena *a);             /* a nameless file that is gone when it is closed; or -1 */

/* Reading.  What is taken is not yet known to be right until arc_read() has said true. */
typedef struct {
    bool (*part)(void *to, Str path, i64 size);                        /* false ends the reading */
    bool (*bytes)(void *to, Str bytes);
    bool (*done)(void *to);
    void *to;
} Taker;
MUST_USE bool arc_read(const char *path, const Taker *taker /* NULL: only look */, Manifest *m, Arena *a, Str *why_not);

Str file_sha256(Arena *a, int fd);                                     /* in hexadecimal; "" if it cannot be read */
bool sync_folder_of(const char *path);                                 /* so that a new name outlives a power cut */

#endif
