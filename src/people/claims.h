/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Many voices: the words for a fault where a text speaks for all members at once. */
#ifndef KITH_CLAIMS_H
#define KITH_CLAIMS_H

#include "base/base.h"

Str claim_fault(Arena *a, Str text);                     /* "" where it does not, or says how many, how, when, and where others differ */

#endif
