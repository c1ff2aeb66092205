/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The woven views of voice/ (generated; one line for each .html file). */
#ifndef KITH_VOICE_WOVEN_H
#define KITH_VOICE_WOVEN_H

#include "voice/voice_views.h"
#include "web/views.h"

#include "voice_views.h.inc"

#endif
