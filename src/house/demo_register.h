/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What invented people say of themselves, and what the desk did with some of their records. */
#ifndef KITH_DEMO_REGISTER_H
#define KITH_DEMO_REGISTER_H

#include "house/demo_words.h"

void demo_self_in(Tx *tx, const DemoPerson *p, i64 person, uint64_t seed, int index);
void demo_desk_in(Tx *tx, i64 officer, const Network *n);      /* nothing where there are fewer than 300 people */

void demo_asks_in(Tx *tx, uint64_t seed, const Network *n);    /* a year of asks; nothing there either */

void demo_post_in(Tx *tx, uint64_t seed, const Network *n);    /* a year of bulletins; nothing there either */

void demo_library_in(Tx *tx, uint64_t seed, const Network *n, const char *data_dir);     /* the library and its glossary; nothing there either */

#endif
