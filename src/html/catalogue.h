/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Translations of the words in templates: po/LANG.po, made by `weave -m LANG` into the Catalogue catalogue_LANG. */
#ifndef KITH_CATALOGUE_H
#define KITH_CATALOGUE_H

#include "base/base.h"

typedef struct { const char *msgid, *msgstr; } Translation;
typedef struct { const char *language; const Translation *at; int count; } Catalogue;   /* sorted by msgid */
extern const Catalogue *const catalogues[];               /* built in; ends with NULL */

const Catalogue *catalogue_for(Str language);             /* NULL: the templates' own English */
const char *catalogue_find(Arena *a, const Catalogue *in, const char *msgid);

#endif
