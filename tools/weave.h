/* SPDX-License-Identifier: AGPL-3.0-or-later
 * weave as a library: one view in, C out.  The program, its tests and its fuzzer call this. */
#ifndef KITH_WEAVE_H
#define KITH_WEAVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

typedef enum { WEAVE_C, WEAVE_HEADER, WEAVE_MESSAGES } WeaveWhat;
/* 0: written to `out`.  1: refused, and `why` holds "file:line: reason". */
int weave(const char *file, const char *text, FILE *out, WeaveWhat what, char why[300]);
void weave_pot(char *lines, FILE *out);                    /* what WEAVE_MESSAGES wrote, to a gettext catalogue; cuts `lines` up */
int weave_po(const char *language, const char *text, FILE *out, char why[300]);   /* a .po file to a C table */

#endif
