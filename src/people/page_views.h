/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the views of pages print. */
#ifndef KITH_PAGE_VIEWS_H
#define KITH_PAGE_VIEWS_H

#include "people/page.h"
#include "web/parts.h"

typedef struct { Faults faults; bool fresh; i64 version; Str action; FieldSpec title, slug, body; BoxSpec in_menu; } PageForm;

#endif
