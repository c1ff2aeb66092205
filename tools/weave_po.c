/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Messages out and translations in.  weave_pot() merges what the views say into
 * a gettext catalogue; weave_po() turns a translated one into a C table sorted by
 * msgid, for html/catalogue.c to search.  A translation is text: it can bring no
 * tag and no end of an attribute, and takes only values that its message has. */
#include "weave.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

/* ---- out ---- */

void weave_pot(char *lines, FILE *out)
{
    struct { char *id, *place; } *all = NULL;
    int count = 0;
    for (char *p = lines; *p; count++) {
        if (!(count & (count - 1)) && !(all = realloc(all, sizeof *all * (size_t)(count ? count * 2 : 1)))) abort();
        all[count].id = p;
        p = strchr(p, '\t'), *p++ = 0;
        all[count].place = p;
        p = strchr(p, '\n'), *p++ = 0;
    }
    fputs("msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n", out);
    for (int i = 0; i < count; i++) {
        if (!all[i].id) continue;
        fputc('\n', out);
        for (int j = i; j < count; j++) {
            if (!all[j].id || strcmp(all[i].id, all[j].id)) continue;
            fprintf(out, "#: %s\n", all[j].place);
            if (j > i) all[j].id = NULL;
        }
        fprintf(out, "msgid %s\nmsgstr \"\"\n", all[i].id);
    }
    free(all);
}

/* ---- in ---- */

enum { LONGEST = 8000 };
typedef struct { char *id, *str; } Pair;

typedef struct {
    const char *language;
    int line, count;
    Pair *at;
    char id[LONGEST], str[LONGEST], *now;       /* the entry that is being read, and which half of it */
    bool fuzzy;
    char *why;
    jmp_buf stop;
} Po;

static _Noreturn void stop(Po *po, const char *reason)
{
    snprintf(po->why, 300, "%.60s.po:%d: %s", po->language, po->line, reason);
    longjmp(po->stop, 1);
}

static void c_text(FILE *out, const char *s)
{
    putc('"', out);
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c < 0x20 || c > 0x7E) fprintf(out, "\\%03o", c);
        else putc(c, out);
    }
    putc('"', out);
}

/* "..." with \n \t \" \\ onto the half that is being read. */
static void take(Po *po, const char *p)
{
    size_t n = strlen(po->now);
    while (*p == ' ') p++;
    if (*p++ != '"') stop(po, "a quote was expected");
    for (; *p && *p != '"' && *p != '\n'; p++) {
        char c = *p;
        if (c == '\\') {
            c = *++p;
            if (c == 'n') c = '\n';
            else if (c == 't') c = '\t';
            else if (c != '"' && c != '\\') stop(po, "only \\n, \\t, \\\" and \\\\ are known");
        }
        if (n + 1 >= LONGEST) stop(po, "this message is too long");
        po->now[n++] = c;
    }
    po->now[n] = 0;
    if (*p != '"') stop(po, "a quote that is not closed");
}

static bool has_value(const char *s, char digit)
{
    for (; *s; s++) if (*s == '%' && s[1]) { if (s[1] == digit) return true; s++; }
    return false;
}

static void check_values(Po *po)
{
    for (const char *p = po->str; *p; p++) {
        if (*p != '%') continue;
        p++;
        if (*p == '%') continue;
        if (*p < '1' || *p > '9') stop(po, "a lone %: write %%");
        if (!has_value(po->id, *p)) stop(po, "a value in the translation that its message does not have");
    }
    for (char d = '1'; d <= '9'; d++) if (has_value(po->id, d) && !has_value(po->str, d)) stop(po, "a value of the message is missing from its translation");
}

/* What would be a tag or end an attribute becomes its entity; entities stay. */
static char *as_text(const char *s)
{
    size_t n = 0;
    char *to = malloc(strlen(s) * 6 + 1);
    if (!to) abort();
    for (; *s; s++) {
        const char *entity = *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : *s == '"' ? "&quot;" : NULL;
        if (entity) strcpy(to + n, entity), n += strlen(entity);
        else to[n++] = *s;
    }
    to[n] = 0;
    return to;
}

static void entry_ends(Po *po)
{
    if (*po->id && *po->str && !po->fuzzy) {
        check_values(po);
        if (!(po->count & (po->count - 1)) && !(po->at = realloc(po->at, sizeof *po->at * (size_t)(po->count ? po->count * 2 : 1)))) abort();
        char *id = strdup(po->id);
        if (!id) abort();
        po->at[po->count++] = (Pair){ id, as_text(po->str) };
    }
    po->id[0] = po->str[0] = 0, po->now = NULL, po->fuzzy = false;
}

static void po_line(Po *po, const char *p)
{
    size_t n = strcspn(p, "\r\n");
    if (!strncmp(p, "#,", 2)) {
        entry_ends(po);
        const char *f = strstr(p, "fuzzy");
        po->fuzzy = f && f < p + n;
    } else if (*p == '#') {
        if (po->now) entry_ends(po);
    } else if (!strncmp(p, "msgid ", 6)) {
        if (po->now) entry_ends(po);
        po->now = po->id, take(po, p + 6);
    } else if (!strncmp(p, "msgstr ", 7)) {
        if (po->now != po->id) stop(po, "msgstr without its msgid");
        po->now = po->str, take(po, p + 7);
    } else if (*p == '"') {
        if (!po->now) stop(po, "text that belongs to no message");
        take(po, p);
    } else if (n) stop(po, "only msgid and msgstr are known");
}

static int by_id(const void *a, const void *b) { return strcmp(((const Pair *)a)->id, ((const Pair *)b)->id); }

static void print_table(Po *po, FILE *out)
{
    char name[60];
    size_t n = 0;
    for (const char *p = po->language; *p && n + 1 < sizeof name; p++) name[n++] = *p == '-' ? '_' : *p;
    name[n] = 0;
    if (po->count) qsort(po->at, (size_t)po->count, sizeof *po->at, by_id);
    for (int i = 1; i < po->count; i++) if (!strcmp(po->at[i - 1].id, po->at[i].id)) stop(po, "a message stands twice in this file");
    fprintf(out, "static const Translation words_%s[] = {\n", name);
    for (int i = 0; i < po->count; i++)
        fputs("    { ", out), c_text(out, po->at[i].id), fputs(", ", out), c_text(out, po->at[i].str), fputs(" },\n", out);
    fprintf(out, "    { 0, 0 }\n};\nextern const Catalogue catalogue_%s;\nconst Catalogue catalogue_%s = { \"%s\", words_%s, %d };\n", name, name, po->language, name, po->count);
}

int weave_po(const char *language, const char *text, FILE *out, char why[300])
{
    Po *po = calloc(1, sizeof *po);
    if (!po) abort();
    po->language = language, po->why = why;
    int bad = setjmp(po->stop);
    if (!bad) {
        for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') po->line++, po_line(po, p);
        entry_ends(po);
        print_table(po, out);
    }
    for (int i = 0; i < po->count; i++) free(po->at[i].id), free(po->at[i].str);
    free(po->at);
    free(po);
    return bad;
}
