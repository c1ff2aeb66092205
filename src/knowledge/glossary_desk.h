/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the desk does with meanings beyond reading them: saying no with words, taking one down; and a word that is there already. */
#ifndef KITH_GLOSSARY_DESK_H
#define KITH_GLOSSARY_DESK_H

#include "knowledge/glossary.h"

const Term *term_same(Tx *tx, const Editor *by, const Term *t) __attribute__((nonnull(2)));      /* another one of the same name, however it is written; NULL: none */
MUST_USE Outcome meaning_refuse(Tx *tx, const Editor *by, i64 id, Str why) __attribute__((nonnull(2)));      /* its giver, if somebody here, has the words by letter; "": no letter */
MUST_USE Outcome meaning_take_down(Tx *tx, const Editor *by, i64 id, Str why) __attribute__((nonnull(2)));   /* INVALID: without a reason */

#endif
