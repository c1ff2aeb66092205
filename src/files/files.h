/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Uploads, kept by the hash of what they hold; pictures are drawn anew before they are kept. */
#ifndef KITH_FILES_H
#define KITH_FILES_H

#include "web/web.h"

/* Draws a PNG anew, without whatever else was in the file, in a process of its own that can read one file, write one
 * file and nothing else.  False: it is not a picture that can be read, or larger than 4,000 by 4,000. */
MUST_USE bool picture_redraw(const char *from, const char *to);

/* What a file really is, by what it holds, never by its name or what the sender said. */
typedef enum { MEDIA_NONE, MEDIA_PICTURE, MEDIA_DOCUMENT, MEDIA_SOUND, MEDIA_FILM } MediaKind;
typedef struct { MediaKind kind; Str type, suffix; int seconds; Str why_not; } Media;
MUST_USE Media media_clean(Arena *a, const char *from, const char *to, unsigned wanted);

/* Takes a finished file into the store: renames it to data_dir/files/HASH and writes its row.  "" when the disk said no. */
Str file_keep(Tx *tx, Who who, const char *data_dir, Str path, Str type);
void file_again(Tx *tx, Who who, const char *data_dir, Str hash, Str type);    /* its row anew, for a visit that is run again after it took the file */
const char *file_path(Arena *a, const char *data_dir, Str hash);     /* NULL: not a hash */

/* Whoever names a file in a row of theirs holds it; a file that the last holder let go of leaves the disk after that was
 * committed, when the job "files that go" is asked for. */
void file_hold_trusted(Tx *tx, Str hash);
void file_let_go_trusted(Tx *tx, Str hash);
void files_at(const char *data_dir);                     /* where files lie; before that none goes */
void files_go_trusted(Tx *tx);

#endif
