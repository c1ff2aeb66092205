/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Translations of the words in templates (po/LANG.po, made into tables by weave -m). */
#ifndef KITH_CATALOGUE_H
#define KITH_CATALOGUE_H

#include "base/base.h"

typedef struct { const char *msgid, *msgstr; } Translation;
typedef struct { const char *language; const Translation *at; } Catalogue;
extern const Catalogue catalogues[];                      /* built in; ends with NULL */

const Translation *catalogue_for(Str language);           /* NULL: the templates' own English */
const char *catalogue_find(Arena *a, const Translation *in, const char *msgid);

#endif
