/* SPDX-License-Identifier: AGPL-3.0-or-later
 * weave: turns a view (.html with C expressions) into a C function.
 *   weave VIEW.html      the function        weave -h VIEW.html     its prototype
 *   weave -t VIEW.html.. the messages (.pot) weave -m LANG FILE.po  a table of translations
 * What it reads, what it refuses and why is told in weave_parse.c. */
#include "weave.h"

#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(1); }
    char *to = NULL;
    size_t cap = 0, n = 0;
    do {
        if (n + 1 >= cap && !(to = realloc(to, cap = cap ? cap * 2 : 65536))) abort();
        n += fread(to + n, 1, cap - n - 1, f);
    } while (n + 1 == cap);
    to[n] = 0;
    if (strlen(to) != n) { fprintf(stderr, "%s:1: holds a NUL\n", path); exit(1); }
    fclose(f);
    return to;
}

static int weave_views(WeaveWhat what, char **paths, char why[300])
{
    char *lines = NULL;
    size_t size = 0;
    int bad = 0;
    FILE *out = what == WEAVE_MESSAGES ? open_memstream(&lines, &size) : stdout;
    if (!out) abort();
    for (; *paths && !bad; paths++) {
        char *text = read_all(*paths);
        bad = weave(*paths, text, out, what, why);
        free(text);
    }
    if (what != WEAVE_MESSAGES) return bad;
    fclose(out);
    if (!bad) weave_pot(lines, stdout);
    free(lines);
    return bad;
}

int main(int argc, char **argv)
{
    char why[300] = "";
    int bad = 0;
    if (argc == 4 && !strcmp(argv[1], "-m")) {
        char *text = read_all(argv[3]);
        bad = weave_po(argv[2], text, stdout, why);
        free(text);
    } else if (argc >= 2 && strcmp(argv[1], "-m")) {
        WeaveWhat what = !strcmp(argv[1], "-h") ? WEAVE_HEADER : !strcmp(argv[1], "-t") ? WEAVE_MESSAGES : WEAVE_C;
        bad = weave_views(what, argv + (what == WEAVE_C ? 1 : 2), why);
    } else {
        fputs("use: weave [-h|-t] VIEW.html... | weave -m LANG FILE.po\n", stderr);
        return 2;
    }
    if (bad) fprintf(stderr, "%s\n", why);
    return bad;
}
