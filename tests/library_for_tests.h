/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Works, pieces and names for unit tests of the library. */
#ifndef KITH_LIBRARY_FOR_TESTS_H
#define KITH_LIBRARY_FOR_TESTS_H

#include "house_for_tests.h"

#include "knowledge/piece.h"
#include "knowledge/signing.h"

Who member(i64 person);
const Editor *desk(Tx *tx, i64 person);
Work some_work(const char *title);      /* an article, not written down yet */
i64 shown_by(Tx *tx, const char *title, const i64 *bylines, int count);      /* shown, any of its authors takes it back */
i64 shown_under(Tx *tx, const char *title, const i64 *bylines, int count, const char *rule);
i64 pen_of(Tx *tx, i64 person, const char *name);       /* the byline of a new pen name */
i64 piece_of(Tx *tx, i64 person, const char *title, const char *state);      /* asked for, for 90.00, and said yes to */
i64 letters_to(Tx *tx, i64 person);     /* how many have gone or wait */

#endif
