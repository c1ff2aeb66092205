/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What people type into doors: amounts, answers of every kind, conditions, words that speak for all. */
#include <stdlib.h>

#include "doors/doors.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Str all = { (const char *)data, size };
    if (!utf8_valid(all)) return 0;
    Arena *a = arena_open();
    Str typed = utf8_tidy(a, all), choices = str_cut(&typed, '|');
    i64 pence = 0;
    if (!money_read(a, typed, &pence).len && pence < 0) abort();
    for (int k = ASKS_SHORT; k <= ASKS_KINDS; k++) {
        Question q = { .key = S("k"), .kind = (AsksKind)k, .choices = choices, .when_key = S("k"), .when_is = choices, .needed = true };
        Answer is = { S("k"), SAID, typed };
        (void)answer_fault(a, &q, &is, 0);
        (void)answer_shown(a, &q, &is);
        (void)question_open(&q, &(Answers){ &is, 1 });
    }
    (void)claim_fault(a, typed);
    (void)words_in(typed);
    arena_close(a);
    return 0;
}
