/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The ring of keys, between the two files of this room. */
#ifndef KITH_KEYS_H
#define KITH_KEYS_H

#include "seal/seal.h"

enum { KEY_BYTES = 32, KEYS_MOST = 16 };
typedef enum { KEY_CURRENT = 1, KEY_LEAVING, KEY_RETIRED } KeyState;
typedef struct { unsigned char bytes[KEY_BYTES]; int number; KeyState state; } Key;
typedef struct Ring Ring;
struct Ring { const Ring *older; Key at[KEYS_MOST]; int count; const Key *current, *before /* leaving, or the current one */, *first; };

const Ring *ring_now(void);                              /* looks once a second whether the file is another */
const Ring *ring_again(void);                            /* looks now: a value came that an unknown key sealed */

#endif
