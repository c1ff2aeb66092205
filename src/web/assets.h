/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Files that are built into the program: the style sheet, the script, the default pages. */
#ifndef KITH_ASSETS_H
#define KITH_ASSETS_H

#include "base/base.h"

typedef struct { const char *name, *hash; Str bytes; } Asset;
extern const Asset house_files[];                         /* ends with a NULL name */
const Asset *asset(const char *name);                     /* NULL: there is none */
const char *asset_url(const char *name);                  /* "/assets/kith.0123456789abcdef.css": lasting, one for each content */

#endif
