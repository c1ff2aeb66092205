/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The letters that people/ sends.  Subjects are dull: they show on a phone that others see (SEC-18). */
#ifndef KITH_LETTERS_H
#define KITH_LETTERS_H

#include "people/joining.h"

void letter_join(Tx *tx, const JoinDraft *d, Str link, Str network, bool known);
void letter_second(Tx *tx, const JoinDraft *d, Str link, Str network);
void letter_sign_in(Tx *tx, Str to, Str link, Str network);
void letter_sign_in_unknown(Tx *tx, Str to, Str base_url, Str network);
void letter_sign_in_still(Tx *tx, Str to, Str base_url, Str network);       /* a link was asked for, and links are not the way in */
void letter_new_address(Tx *tx, Str to, Str link, Str network);
void letter_change(Tx *tx, Str to, i64 person, Str link, Str network);
void letter_thaw(Tx *tx, Str to, i64 person, Str link, Str network);
void letter_group_answer(Tx *tx, const Group *g, Str base_url, Str network);

#endif
