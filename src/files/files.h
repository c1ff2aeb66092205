/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Uploads, kept by the hash of what they hold; pictures are drawn anew before they are kept. */
#ifndef KITH_FILES_H
#define KITH_FILES_H

#include "web/web.h"

/* Draws a PNG anew, without whatever else was in the file, in a process of its own that can read one file, write one
 * file and nothing else.  False: it is not a picture that can be read, or larger than 4,000 by 4,000. */
MUST_USE bool picture_redraw(const char *from, const char *to);

/* Takes a finished file into the store: renames it to data_dir/files/HASH and writes its row.  "" when the disk said no. */
Str file_keep(Tx *tx, Who who, const char *data_dir, Str path, Str type);
const char *file_path(Arena *a, const char *data_dir, Str hash);     /* NULL: not a hash */

#endif
