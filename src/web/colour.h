/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Colours that a network sets: whether they can be read (WCAG 2.2, 1.4.3), and the nearest that can. */
#ifndef KITH_COLOUR_H
#define KITH_COLOUR_H

#include "base/base.h"

bool colour_known(Str c);                                /* "#1a2b3c" */
double colour_contrast(Str a, Str b);                    /* 1 to 21 */
Str colour_nearest(Arena *a, Str c, Str paper, double least);   /* c, made darker or lighter until it passes */
Str colour_for_dark(Arena *a, Str c);                    /* the nearest that reads on dark paper */

#endif
