/* SPDX-License-Identifier: AGPL-3.0-or-later
 * weave: turns a view (.html with C expressions) into a C function.
 *
 *   @view name(params)      first line; becomes void view_name(Html *out, params)
 *   @if (..) @for (..) @else @end     lines of control, plain C conditions
 *   {expression}            written escaped; in href/src/action it is also URL-checked
 *
 * Refused, because no escaping is safe there or our CSP forbids it: <script>,
 * <style>, on...= and style= attributes, and {..} in an unquoted attribute.
 * Every <form method="post"> gets its CSRF field without anyone asking.      */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *file;
static int line;
static enum { TEXT, TAG, VALUE } at;       /* where in the HTML are we */
static char tag[32], attr[32], quote;
static int is_post, first_in_value;

static void refuse(const char *why) { fprintf(stderr, "%s:%d: %s\n", file, line, why); exit(1); }

static void lit(const char *s, size_t n)
{
    if (!n) return;
    printf("    html_lit(out, \"");
    for (size_t i = 0; i < n; i++)
        if (s[i] == '"' || s[i] == '\\') printf("\\%c", s[i]);
        else if (s[i] == '\n') printf("\\n");
        else putchar(s[i]);
    printf("\", %zu);\n", n);
}

static const char *word(const char *p, char *into, size_t cap)
{
    size_t n = 0;
    for (; isalnum((unsigned char)*p) || *p == '-' || *p == '/'; p++)
        if (n + 1 < cap) into[n++] = (char)tolower((unsigned char)*p);
    into[n] = 0;
    return p;
}

static void expression(const char *p, size_t n)
{
    if (at == TAG) refuse("a value may not stand in a tag outside quotes");
    int url = at == VALUE && (!strcmp(attr, "href") || !strcmp(attr, "src") || !strcmp(attr, "action"));
    printf("#line %d \"%s\"\n", line, file);
    printf("    %s(out, %.*s);\n", url ? (first_in_value ? "html_put_url" : "html_put_url_part") : "html_put", (int)n, p);
}

static void html_line(const char *p)
{
    const char *from = p;
    for (; *p; ) {
        if (*p == '{') {
            const char *end = strchr(p, '}');
            if (!end) refuse("'{' without '}'");
            lit(from, (size_t)(p - from));
            expression(p + 1, (size_t)(end - p - 1));
            from = p = end + 1;
            first_in_value = 0;
        } else if (at == TEXT && *p == '<') {
            p = word(p + 1, tag, sizeof tag);
            if (!strcmp(tag, "style")) refuse("no inline script or style");
            at = TAG, is_post = 0;
        } else if (at == TAG && *p == '>') {
            at = TEXT, p++;
            if (!strcmp(tag, "form") && is_post) {
                lit(from, (size_t)(p - from));
                puts("    html_csrf(out);");
                from = p;
            }
        } else if (at == TAG && isalpha((unsigned char)*p)) {
            p = word(p, attr, sizeof attr);
            if (!strncmp(attr, "on", 2) || !strcmp(attr, "style")) refuse("no on...= or style= attributes");
        } else if (at == TAG && p[0] == '"' && p[1] == '{' && p[2] == '?') {
            const char *end = strchr(p, '}');
            lit(from, (size_t)(p - from) - strlen(attr) - 2);
            printf("#line %d \"%s\"\n    if (%.*s) html_lit(out, \" %s\", %zu);\n", line, file, (int)(end - p - 3), p + 3, attr, strlen(attr) + 1);
            from = p = end + 2;
        } else if (at == TAG && (*p == '"' || *p == '\'')) {
            quote = *p++, at = VALUE, first_in_value = 1;
            if (!strcmp(attr, "method") && !strncmp(p, "post", 4)) is_post = 1;
        } else if (at == VALUE && *p == quote) {
            at = TAG, p++;
        } else {
            if (at == VALUE) first_in_value = 0;
            p++;
        }
    }
    lit(from, (size_t)(p - from));
}

int main(int argc, char **argv)
{
    int header = argc == 3 && !strcmp(argv[1], "-h");
    if (argc != 2 && !header) { fputs("use: weave [-h] view.html\n", stderr); return 2; }
    file = argv[argc - 1];
    FILE *in = fopen(file, "r");
    if (!in) { perror(file); return 1; }
    char buf[4096], *s;
    int depth = 0;
    while (fgets(buf, sizeof buf, in)) {
        line++;
        for (s = buf; *s == ' '; s++) {}
        if (*s != '@') { if (!header) html_line(buf); continue; }
        s[strcspn(s, "\n")] = 0;
        if (!strncmp(s, "@view ", 6)) {
            char *paren = strchr(s, '(');
            if (!paren || line != 1) refuse("@view name(params) must be the first line");
            printf("void view_%.*s(Html *out%s%s", (int)(paren - s - 6), s + 6, paren[1] == ')' ? "" : ", ", paren + 1);
            puts(header ? ";" : "\n{");
            if (header) return 0;
        } else if (!strncmp(s, "@if", 3) || !strncmp(s, "@for", 4)) {
            printf("#line %d \"%s\"\n    %s {\n", line, file, s + 1), depth++;
        } else if (!strncmp(s, "@else if", 8)) printf("#line %d \"%s\"\n    } else if %s {\n", line, file, s + 8);
        else if (!strcmp(s, "@else")) puts("    } else {");
        else if (!strncmp(s, "@put ", 5)) { char *paren = strchr(s, '('); int none = paren[1] == ')'; printf("#line %d \"%s\"\n    view_%.*s(out%s%s;\n", line, file, (int)(paren - s - 5), s + 5, none ? "" : ", ", paren + 1); }
        else if (!strcmp(s, "@end")) { puts("    }"); if (--depth < 0) refuse("@end without a beginning"); }
        else refuse("unknown @ word");
    }
    if (depth) refuse("missing @end");
    if (at != TEXT) refuse("file ends inside a tag");
    puts("}");
    return 0;
}
