/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Any view: woven or refused with a place and a reason, its messages gathered, never a crash; any translation likewise. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../tools/weave.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static FILE *nowhere;
    if (!nowhere && !(nowhere = fopen("/dev/null", "w"))) abort();
    char *text = malloc(size + 16), why[300] = "";
    if (!text) return 0;
    memcpy(text, "@view x(Str s)\n", 15);
    memcpy(text + 15, data, size);
    text[size + 15] = 0;
    if (weave("x.html", text, nowhere, WEAVE_C, why) && strncmp(why, "x.html:", 7)) abort();
    char *lines = NULL;
    size_t length = 0;
    FILE *said = open_memstream(&lines, &length);
    if (!said) abort();
    int refused = weave("x.html", text, said, WEAVE_MESSAGES, why);
    fclose(said);
    if (!refused) weave_pot(lines, nowhere);
    free(lines);
    if (size && weave_po("xx", text + 15, nowhere, why) && strncmp(why, "xx.po:", 6)) abort();
    free(text);
    return 0;
}
