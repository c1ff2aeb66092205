/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What is said in a recording, where it was given as captions: WebVTT (W3C), or SubRip as many programs write it.  Of either only the
 * times and the words are kept to; styles, places and notes are let go. */
#ifndef KITH_CAPTIONS_H
#define KITH_CAPTIONS_H

#include "base/base.h"

bool captions_are(Str words);                            /* they begin as captions do */
Str captions_vtt(Arena *a, Str words);                   /* written anew for the player; "" when no time in them can be read */
Str captions_text(Arena *a, Str words);                  /* to be read: a line for each, a new paragraph after a pause of two seconds; "" likewise */

#endif
