/* SPDX-License-Identifier: AGPL-3.0-or-later
 * embed: puts files into the program.
 *   embed schema FILE...   db_migrations[], from schema/NNNN_name.sql in the order given
 *   embed files FILE...    house_files[]: name, bytes, and a hash of the bytes for names that may be kept for ever */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(const char *path, size_t *size)
{
    FILE *f = fopen(path, "rb");
    if (!f) { perror(path); exit(1); }
    char *to = NULL;
    size_t cap = 0, n = 0;
    do {
        if (n == cap && !(to = realloc(to, cap = cap ? cap * 2 : 65536))) abort();
        n += fread(to + n, 1, cap - n, f);
    } while (n == cap);
    fclose(f);
    *size = n;
    return to;
}

static void print_bytes(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++) printf("%d,%s", (int)(signed char)p[i], i % 32 == 31 ? "\n" : "");
    puts("0");
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void schema(int count, char **paths)
{
    puts("#include \"db/db.h\"\n");
    for (int i = 0; i < count; i++) {
        size_t n;
        char *p = read_all(paths[i], &n);
        printf("static const char sql_%d[] = {\n", i);
        print_bytes(p, n);
        puts("};");
        free(p);
    }
    puts("const Migration db_migrations[] = {");
    for (int i = 0; i < count; i++) {
        const char *name = base_name(paths[i]);
        printf("    { %d, \"%.*s\", sql_%d },\n", atoi(name), (int)(strcspn(name, ".") - 5), name + 5, i);
    }
    puts("    { 0, NULL, NULL }\n};");
}

static void files(int count, char **paths)
{
    puts("#include \"web/assets.h\"\n");
    for (int i = 0; i < count; i++) {
        size_t n;
        char *p = read_all(paths[i], &n);
        uint64_t h = 14695981039346656037u;               /* FNV-1a: a name for these bytes, not a secret */
        for (size_t k = 0; k < n; k++) h = (h ^ (unsigned char)p[k]) * 1099511628211u;
        printf("static const char file_%d[] = {\n", i);
        print_bytes(p, n);
        printf("};\n#define SIZE_%d %zu\n#define HASH_%d \"%016llx\"\n", i, n, i, (unsigned long long)h);
        free(p);
    }
    puts("const Asset house_files[] = {");
    for (int i = 0; i < count; i++) printf("    { \"%s\", HASH_%d, { file_%d, SIZE_%d } },\n", base_name(paths[i]), i, i, i);
    puts("    { NULL, NULL, { NULL, 0 } }\n};");
}

int main(int argc, char **argv)
{
    if (argc > 2 && !strcmp(argv[1], "schema")) schema(argc - 2, argv + 2);
    else if (argc > 2 && !strcmp(argv[1], "files")) files(argc - 2, argv + 2);
    else { fputs("use: embed schema|files FILE...\n", stderr); return 2; }
    return 0;
}
