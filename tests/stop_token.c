/* SPDX-License-Identifier: AGPL-3.0-or-later
 * stop_token KEY_FILE PERSON PURPOSE: prints what stands behind /stop/ in a letter, for journeys. */
#include <sodium.h>
#include <stdio.h>

#include "people/stop.h"
#include "seal/seal.h"

int main(int argc, char **argv)
{
    Arena *a = arena_open();
    Str why = S("");
    i64 person = 0;
    if (argc != 4 || sodium_init() < 0 || !str_int(str_c(argv[2]), &person)) return 2;
    if (!seal_load(argv[1], &why, a)) die("%.*s", FMT(why));
    printf("%.*s\n", FMT(stop_token_trusted(a, person, str_c(argv[3]))));
    arena_close(a);
    return 0;
}
