/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of knowledge/ (generated; one line for each .html file). */
#ifndef KITH_KNOWLEDGE_WOVEN_H
#define KITH_KNOWLEDGE_WOVEN_H

#include "knowledge/knowledge_views.h"
#include "web/views.h"

#include "knowledge_views.h.inc"

#endif
