/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A gettext .po file to a C table: { msgid, msgstr } in the file's order; what is not translated is left out. */
#include "weave.h"

#include <string.h>

static void c_text(FILE *out, const char *s)
{
    putc('"', out);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c == '\n') fputs("\\n", out);
        else if (c < 0x20 || c > 0x7E) fprintf(out, "\\%03o", c);
        else putc(c, out);
    }
    putc('"', out);
}

/* "..." with \n \" \\ onto `to`; false where the quote does not end. */
static int take(const char *line, char *to, size_t cap)
{
    size_t n = strlen(to);
    const char *p = strchr(line, '"');
    if (!p) return 0;
    for (p++; *p && *p != '"' && *p != '\n'; p++) {
        if (*p == '\\' && p[1]) p++;
        if (n + 1 >= cap) return 0;
        to[n++] = *p == 'n' && p[-1] == '\\' ? '\n' : *p;
    }
    to[n] = 0;
    return *p == '"';
}

int weave_po(const char *language, const char *text, FILE *out, char why[300])
{
    static char id[8000], str[8000];
    char *now = NULL;
    int line = 0;
    id[0] = str[0] = 0;
    fprintf(out, "const Translation catalogue_%s[] = {\n", language);
    for (const char *p = text; ; p += strcspn(p, "\n"), p += *p == '\n') {
        line++;
        bool begins = !strncmp(p, "msgid ", 6);
        if ((begins || !*p) && *id && *str) fputs("    { ", out), c_text(out, id), fputs(", ", out), c_text(out, str), fputs(" },\n", out);
        if (begins) id[0] = str[0] = 0, now = id;
        if (!strncmp(p, "msgstr ", 7)) now = str, str[0] = 0;
        if ((begins || now) && (begins || !strncmp(p, "msgstr ", 7) || *p == '"') && !take(p, now, sizeof id)) {
            snprintf(why, 300, "%.60s.po:%d: a quote that is not closed, or too long", language, line);
            return 1;
        }
        if (!*p) break;
    }
    fputs("    { 0, 0 }\n};\n", out);
    return 0;
}
