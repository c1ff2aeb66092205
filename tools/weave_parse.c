/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The parser of views: HTML with a stack of open tags, lines of control, and
 * expressions whose escaping follows from where they stand.
 *
 *   @view name(params)                 the first line
 *   @if (..)  @else if (..)  @else  @for (..)  @end     on lines of their own; tags balance within each
 *   @put other(args)                   another view, here
 *   {expression}                       a field path or one call; attr="{?condition}" for checked, selected, required ..
 *
 * Text from one tag to the next is a message, and so are alt, title, aria-label and the words of a button: it goes
 * through the catalogue, with %1 %2 for what stands in braces, so that a translator can turn the sentence round.
 * A tag inside of a sentence ends the message: sentences with a link in them are best made so that both halves stand. */
#include "weave.h"

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "weave_rules.h"

enum { DEEP = 100, PIECES = 9, RUN = 8000 };

typedef struct {
    View view;                          /* what the rules look at */
    const char *p;
    FILE *out;
    WeaveWhat what;
    jmp_buf stop;
    char *why;
    struct { bool loop; int tags, line, heading, h1s, most_h1s; } blocks[DEEP];   /* as things stood where it began */
    int block_count;
    char run[RUN];                      /* text gathered since the last tag */
    int run_len, run_line;
    struct { char text[600]; int line; } pieces[PIECES];
    int piece_count;
    const char *puts;                   /* what writes this run's values: text may hold SafeHtml, attributes may not */
    char pending[RUN]; size_t pending_len;   /* literal text not written yet: neighbours become one call */
    bool after_control;                 /* blanks after a line of control are only that line's end */
} Weaver;

_Noreturn void refuse(View *v, const char *fmt, ...)
{
    Weaver *w = (Weaver *)v;
    va_list ap;
    int n = snprintf(w->why, 300, "%.120s:%d: ", v->file, v->line);
    va_start(ap, fmt);
    vsnprintf(w->why + n, 300 - (size_t)n, fmt, ap);
    va_end(ap);
    longjmp(w->stop, 1);
}

/* ---- writing C ---- */

/* Bytes beyond ASCII as octal in C; a .pot says them as they are. */
static void c_string(FILE *out, const char *s, size_t n, bool plain)
{
    putc('"', out);
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '"' || c == '\\') fprintf(out, "\\%c", c);
        else if (c == '\n') fputs("\\n", out);
        else if (c < 0x20 || c == 0x7F || (c > 0x7F && !plain)) fprintf(out, "\\%03o", c);
        else putc(c, out);
    }
    putc('"', out);
}

static void flush(Weaver *w)
{
    if (!w->pending_len) return;
    fputs("    html_lit(out, ", w->out);
    c_string(w->out, w->pending, w->pending_len, false);
    fprintf(w->out, ", %zu);\n", w->pending_len);
    w->pending_len = 0;
}

static void lit(Weaver *w, const char *s, size_t n)
{
    if (w->what != WEAVE_C) return;
    for (size_t i = 0; i < n; i++) {
        if (w->pending_len == sizeof w->pending) flush(w);
        w->pending[w->pending_len++] = s[i];
    }
}

/* Before any line of C that is not literal text. */
static bool code(Weaver *w)
{
    if (w->what != WEAVE_C) return false;
    flush(w);
    return true;
}

static void lits(Weaver *w, const char *s) { lit(w, s, strlen(s)); }

static void at_line(Weaver *w, int line)
{
    if (code(w)) fprintf(w->out, "#line %d \"%s\"\n", line, w->view.file);
}

static void put(Weaver *w, const char *with, const char *expression, int line)
{
    if (!code(w)) return;
    at_line(w, line);
    fprintf(w->out, "    %s(out, %s);\n", with, expression);
}

/* One line each; weave_pot() makes a catalogue of them. */
static void message(Weaver *w, const char *id, size_t n, int line)
{
    if (w->what != WEAVE_MESSAGES) return;
    c_string(w->out, id, n, true);
    fprintf(w->out, "\t%s:%d\n", w->view.file, line);
}

/* ---- expressions ---- */

static void read_expression(Weaver *w, char *to, size_t cap, bool condition)
{
    size_t n = 0;
    bool quoted = false;
    for (bool escaped = false; *w->p && (quoted || *w->p != '}'); w->p++) {
        if (*w->p == '\n') refuse(&w->view, quoted ? "a quote in an expression that is not closed" : "'{' without '}'");
        if (*w->p == '"' && !escaped) quoted = !quoted;
        escaped = quoted && *w->p == '\\' && !escaped;
        if (n + 1 >= cap) refuse(&w->view, "this expression is too long: let the handler decide it");
        to[n++] = *w->p;
    }
    if (*w->p != '}') refuse(&w->view, "'{' without '}'");
    w->p++;
    to[n] = 0;
    if (!n) refuse(&w->view, "an empty expression");
    rule_expression(&w->view, to, condition);
}

/* ---- text ---- */

/* Dashes, dots and arrows are not words: U+0080..BF and U+2000..2BFF. */
static bool is_sign(const char *s) { return (unsigned char)s[0] == 0xC2 || ((unsigned char)s[0] == 0xE2 && (unsigned char)s[1] < 0xB0); }

static bool has_letter(const char *s, int n)
{
    bool entity = false;
    for (int i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (c == '&') entity = true;
        if (c >= 0x80 && i + 1 < n && is_sign(s + i)) { i += c == 0xC2 ? 1 : 2; continue; }
        if (!entity && (isalpha(c) || c >= 0x80)) return true;
        if (c == ';' || c == ' ') entity = false;
        if (c == '%') i++;
    }
    return false;
}

static void run_as_literals(Weaver *w, const char *s, int n)
{
    int from = 0;
    for (int i = 0; i < n; i++) {
        if (s[i] != '%') continue;
        lit(w, s + from, (size_t)(i - from));
        if (s[i + 1] == '%') lit(w, "%", 1);
        else put(w, w->puts, w->pieces[s[i + 1] - '1'].text, w->pieces[s[i + 1] - '1'].line);
        from = ++i + 1;
    }
    lit(w, s + from, (size_t)(n - from));
}

static void run_as_message(Weaver *w, const char *s, int n)
{
    message(w, s, (size_t)n, w->run_line);
    if (!code(w)) return;
    bool whole = !memchr(s, '%', (size_t)n);              /* nothing in it to be replaced: the quick way */
    fputs(whole ? "    html_text(out, " : "    for (const char *m_ = html_message(out, ", w->out);
    c_string(w->out, s, (size_t)n, false);
    if (whole) fprintf(w->out, ", %d);\n", n);
    else if (!w->piece_count) fputs("); *m_; ) html_until(out, &m_);\n", w->out);
    if (whole || !w->piece_count) return;
    fputs("); *m_; ) switch (html_until(out, &m_)) {\n", w->out);
    for (int i = 0; i < w->piece_count; i++) {
        fprintf(w->out, "    case %d:\n", i + 1);
        put(w, w->puts, w->pieces[i].text, w->pieces[i].line);
        fputs("        break;\n", w->out);
    }
    fputs("    }\n", w->out);
}

/* Any run of white space is one blank to a translator, and none at the ends. */
static int tighten(const Weaver *w, char *tight)
{
    int n = 0;
    for (int i = 0; i < w->run_len; i++) {
        bool blank = isspace((unsigned char)w->run[i]);
        if (!blank || (n && tight[n - 1] != ' ')) tight[n++] = blank ? ' ' : w->run[i];
    }
    return n && tight[n - 1] == ' ' ? n - 1 : n;
}

static void words(Weaver *w, const char *s, int n)
{
    if (has_letter(s, n)) run_as_message(w, s, n);
    else run_as_literals(w, s, n);
}

/* White space at the ends belongs to the page. */
static void end_run(Weaver *w)
{
    char tight[RUN];
    int n = tighten(w, tight), last = w->run_len - 1;
    w->puts = rule_text_alone(&w->view) ? "html_put_value" : "html_put";
    if (rule_verbatim(&w->view)) words(w, w->run, w->run_len);
    else if (n) {
        if (isspace((unsigned char)w->run[0]) && !w->after_control) lits(w, w->run[0] == '\n' ? "\n" : " ");
        words(w, tight, n);
        if (isspace((unsigned char)w->run[last])) lits(w, w->run[last] == '\n' ? "\n" : " ");
    } else if (w->run_len && !w->after_control) lits(w, memchr(w->run, '\n', (size_t)w->run_len) ? "\n" : " ");
    if (n) rule_text(&w->view), w->after_control = false;
    w->run_len = w->piece_count = 0;
}

static void run_add(Weaver *w, char c)
{
    if (!w->run_len) w->run_line = w->view.line;
    if (w->run_len + 2 >= RUN) refuse(&w->view, "this text is too long: part it with tags");
    if (c == '%') w->run[w->run_len++] = '%';
    w->run[w->run_len++] = c;
}

static void run_add_value(Weaver *w, const char *e)
{
    if (!w->run_len) w->run_line = w->view.line;
    if (w->run_len + 2 >= RUN) refuse(&w->view, "this text is too long: part it with tags");
    snprintf(w->pieces[w->piece_count].text, sizeof w->pieces->text, "%s", e);
    w->pieces[w->piece_count++].line = w->view.line;
    w->run[w->run_len++] = '%';
    w->run[w->run_len++] = (char)('0' + w->piece_count);
}

static void text_expression(Weaver *w)
{
    char e[600];
    w->p++;
    read_expression(w, e, sizeof e, false);
    if (w->piece_count == PIECES) end_run(w);
    run_add_value(w, e);
}

/* ---- tags ---- */

static void skip_blank(Weaver *w)
{
    for (; isspace((unsigned char)*w->p); w->p++) if (*w->p == '\n') w->view.line++;
}

static void read_name(Weaver *w, char *to, size_t cap)
{
    size_t n = 0;
    for (; isalnum((unsigned char)*w->p) || *w->p == '-'; w->p++) {
        if (n + 1 >= cap) refuse(&w->view, "this name is too long");
        to[n++] = (char)tolower((unsigned char)*w->p);
    }
    to[n] = 0;
    if (!n) refuse(&w->view, *w->p == '{' ? "a value may not stand in a tag outside quotes" : "a name was expected after '<' or in the tag");
}

static bool is_url(const char *name)
{
    return !strcmp(name, "href") || !strcmp(name, "src") || !strcmp(name, "action") || !strcmp(name, "cite");
}

/* A value in a value: an address by its place, words as part of the message, the rest as it comes. */
static void value_expression(Weaver *w, Attribute *a, bool spoken, bool first)
{
    char e[600];
    const char *from = w->p++;
    size_t raw = strlen(a->value);
    read_expression(w, e, sizeof e, false);
    rule_value_expression(&w->view, a->name);
    if (spoken && w->piece_count == PIECES) refuse(&w->view, "too many values in %s", a->name);
    if (spoken) run_add_value(w, e);
    else put(w, !is_url(a->name) ? "html_put_value" : first ? "html_put_url" : "html_put_url_part", e, w->view.line);
    for (; from < w->p && raw + 1 < sizeof a->value; from++) a->value[raw++] = *from;
    a->dynamic = true;
}

static void end_spoken(Weaver *w)
{
    char tight[RUN];
    int n = tighten(w, tight);
    w->puts = "html_put_value";
    words(w, tight, n);
    w->run_len = w->piece_count = 0;
}

/* The value between the quotes, written as it is read; kept as raw text for the rules. */
static void read_value(Weaver *w, const Tag *t, Attribute *a)
{
    char quote = *w->p++;
    const char *from = w->p;
    bool spoken = rule_is_message(t, a);
    size_t raw = 0;
    while (*w->p && *w->p != quote) {
        if (*w->p == '{' && w->p[1] != '{') {
            value_expression(w, a, spoken, w->p == from);
            raw = strlen(a->value);
            continue;
        }
        if (*w->p == '"') refuse(&w->view, "a \" in the value of %s: write &quot;", a->name);
        if (*w->p == '}' && w->p[1] != '}') refuse(&w->view, "a lone '}': write }}");
        if (*w->p == '{' || *w->p == '}') w->p++;
        if (*w->p == '\n') w->view.line++;
        if (raw + 1 < sizeof a->value) a->value[raw++] = *w->p;
        if (spoken) run_add(w, *w->p++);
        else lit(w, w->p++, 1);
    }
    if (!*w->p) refuse(&w->view, "a quote that is not closed");
    w->p++;
    if (spoken) end_spoken(w);
    if (is_url(a->name)) rule_address(&w->view, a->name, a->value);
}

/* checked="{?condition}": the attribute is there or not. */
static void conditional(Weaver *w, Attribute *a)
{
    char e[600], quote = *w->p;
    w->p += 3;
    read_expression(w, e, sizeof e, true);
    rule_conditional(&w->view, a->name);
    if (*w->p != quote) refuse(&w->view, "nothing may follow {?..} in %s", a->name);
    w->p++;
    a->dynamic = true;
    if (!code(w)) return;
    at_line(w, w->view.line);
    fprintf(w->out, "    if (%s) html_lit(out, \" %s\", %zu);\n", e, a->name, strlen(a->name) + 1);
}

static void read_attribute(Weaver *w, Tag *t)
{
    if (t->count == ATTRIBUTES) refuse(&w->view, "too many attributes");
    Attribute *a = &t->at[t->count++];
    memset(a, 0, sizeof *a);
    read_name(w, a->name, sizeof a->name);
    rule_attribute_name(&w->view, t, a);
    bool alone = rule_may_stand_alone(a->name) && (isspace((unsigned char)*w->p) || *w->p == '>');
    if (*w->p == '{') refuse(&w->view, "a value may not stand in a tag outside quotes");
    if (*w->p != '=' && !alone) refuse(&w->view, "%s has no value: write %s=\"\"", a->name, a->name);
    if (!alone && *++w->p != '"' && *w->p != '\'')
        refuse(&w->view, *w->p == '{' ? "a value may not stand in a tag outside quotes" : "the value of %s is not in quotes", a->name);
    if (!alone && w->p[1] == '{' && w->p[2] == '?') { conditional(w, a); return; }
    lits(w, " ");
    lits(w, a->name);
    if (alone) return;
    lits(w, "=\"");
    read_value(w, t, a);
    lits(w, "\"");
}

static void open_tag(Weaver *w)
{
    Tag t = { .line = w->view.line };
    w->p++;
    read_name(w, t.name, sizeof t.name);
    rule_tag_name(&w->view, &t);
    lits(w, "<"), lits(w, t.name);
    for (;;) {
        skip_blank(w);
        if (*w->p == '>') { w->p++; break; }
        if (*w->p == '/' || !*w->p) refuse(&w->view, *w->p ? "no '/>': void elements end in '>', others are closed" : "the file ends inside a tag");
        read_attribute(w, &t);
    }
    lits(w, ">");
    rule_open(&w->view, &t);
    if (!strcmp(t.name, "form") && rule_posts(&t) && code(w)) fputs("    html_csrf(out);\n", w->out);
}

static void close_tag(Weaver *w)
{
    char name[32];
    w->p += 2;
    read_name(w, name, sizeof name);
    skip_blank(w);
    if (*w->p != '>') refuse(&w->view, "</%s is not closed by '>'", name);
    w->p++;
    if (w->block_count && w->view.depth <= w->blocks[w->block_count - 1].tags) refuse(&w->view, "</%s> closes what was opened outside of this @if or @for", name);
    rule_close(&w->view, name);
    lits(w, "</"), lits(w, name), lits(w, ">");
}

static void declaration(Weaver *w)
{
    if (strncmp(w->p, "<!DOCTYPE html>", 15)) refuse(&w->view, "no comments: what is for us is an @comment line, what is for people is text");
    lits(w, "<!DOCTYPE html>");
    w->p += 15;
}

/* ---- lines of control ---- */

static void block_begins(Weaver *w, const char *words)
{
    if (w->block_count == DEEP) refuse(&w->view, "too deep");
    View *v = &w->view;
    w->blocks[w->block_count].loop = words[0] == 'f';
    w->blocks[w->block_count].tags = v->depth, w->blocks[w->block_count].line = v->line;
    w->blocks[w->block_count].heading = v->heading;
    w->blocks[w->block_count].h1s = w->blocks[w->block_count].most_h1s = v->h1s;
    w->block_count++;
    at_line(w, v->line);
    if (w->what == WEAVE_C) fprintf(w->out, "    %s {\n", words);
}

/* At @else and @end: what was opened is closed.  Each branch goes on from the headings above the @if. */
static void block_is_even(Weaver *w, const char *word)
{
    View *v = &w->view;
    if (!w->block_count || (word[2] == 'l' && w->blocks[w->block_count - 1].loop)) refuse(v, "%s without a beginning", word);
    if (w->blocks[w->block_count - 1].tags != v->depth) refuse(v, "<%s> is still open at %s", v->open[v->depth - 1].name, word);
    if (v->h1s > w->blocks[w->block_count - 1].most_h1s) w->blocks[w->block_count - 1].most_h1s = v->h1s;
    if (word[2] == 'l') v->h1s = w->blocks[w->block_count - 1].h1s, v->heading = w->blocks[w->block_count - 1].heading;
    else v->h1s = w->blocks[w->block_count - 1].most_h1s;
}

/* "(...)" and nothing after it. */
static void one_bracket(Weaver *w, const char *p, const char *shape)
{
    int deep = 0;
    bool quoted = false;
    for (; *p; p++) {
        if (*p == '"' && p[-1] != '\\') quoted = !quoted;
        if (!quoted && *p == '(') deep++;
        if (!quoted && *p == ')' && --deep == 0) break;
    }
    if (*p != ')' || p[1]) refuse(&w->view, "write %s on a line of its own", shape);
}

static void put_view(Weaver *w, const char *call)
{
    const char *paren = strchr(call, '(');
    if (!paren) refuse(&w->view, "write @put other(args) on a line of its own");
    one_bracket(w, paren, "@put other(args)");
    at_line(w, w->view.line);
    if (w->what == WEAVE_C) fprintf(w->out, "    view_%.*s(out%s%s;\n", (int)(paren - call), call, paren[1] == ')' ? "" : ", ", paren + 1);
    rule_text(&w->view);
    rule_put(&w->view);
}

static void control(Weaver *w)
{
    char line[600];
    size_t n = strcspn(w->p, "\n");
    if (n >= sizeof line) refuse(&w->view, "this line is too long");
    memcpy(line, w->p, n), line[n] = 0;
    while (n && isspace((unsigned char)line[n - 1])) line[--n] = 0;
    w->p += strcspn(w->p, "\n");
    if (!strncmp(line, "@if (", 5)) one_bracket(w, line + 4, "@if (..)");
    if (!strncmp(line, "@for (", 6)) one_bracket(w, line + 5, "@for (..)");
    if (!strncmp(line, "@else if (", 10)) one_bracket(w, line + 9, "@else if (..)");
    if (!strncmp(line, "@if (", 5) || !strncmp(line, "@for (", 6)) block_begins(w, line + 1);
    else if (!strncmp(line, "@else if (", 10) || !strcmp(line, "@else")) {
        block_is_even(w, "@else");
        if (code(w)) fprintf(w->out, "#line %d \"%s\"\n    } %s {\n", w->view.line, w->view.file, line + 1);
    } else if (!strcmp(line, "@end")) {
        block_is_even(w, "@end");
        w->block_count--;
        if (code(w)) fputs("    }\n", w->out);
    } else if (!strncmp(line, "@put ", 5)) put_view(w, line + 5);
    else if (strncmp(line, "@comment", 8)) refuse(&w->view, "unknown @ word");
}

static void signature(Weaver *w)
{
    const char *paren = strchr(w->p, '(');
    size_t n = strcspn(w->p, "\r\n");
    while (n && w->p[n - 1] == ' ') n--;
    if (strncmp(w->p, "@view ", 6) || w->p[n - 1] != ')' || !paren || (size_t)(paren - w->p) > n) refuse(&w->view, "@view name(params) must be the first line");
    for (const char *c = w->p + 6; c < paren; c++) if (!isalnum((unsigned char)*c) && *c != '_') refuse(&w->view, "@view name(params) must be the first line");
    if (w->what != WEAVE_MESSAGES)
        fprintf(w->out, "#line 1 \"%s\"\nvoid view_%.*s(Html *out%s%.*s%s", w->view.file, (int)(paren - w->p - 6), w->p + 6, paren[1] == ')' ? "" : ", ", (int)(w->p + n - paren - 1), paren + 1,
            w->what == WEAVE_HEADER ? ";\n" : "\n{\n");
    w->p += strcspn(w->p, "\n");
    w->after_control = true;
}

static void body(Weaver *w)
{
    bool fresh = true;                                    /* nothing but blanks since the line began */
    while (*w->p) {
        if (fresh && *w->p == '@') { end_run(w); control(w); w->after_control = true; continue; }
        if (*w->p == '\n') { run_add(w, '\n'); w->view.line++, w->p++, fresh = true; continue; }
        if (!isspace((unsigned char)*w->p)) fresh = false;
        if (*w->p == '{' && w->p[1] == '{') run_add(w, '{'), w->p += 2;
        else if (*w->p == '}' && w->p[1] == '}') run_add(w, '}'), w->p += 2;
        else if (*w->p == '}') refuse(&w->view, "a lone '}': write }}");
        else if (*w->p == '{') text_expression(w);
        else if (*w->p == '<') {
            end_run(w);
            w->after_control = false;
            if (w->p[1] == '/') close_tag(w);
            else if (w->p[1] == '!') declaration(w);
            else open_tag(w);
        } else if (*w->p == '>') refuse(&w->view, "a lone '>': write &gt;");
        else run_add(w, *w->p++);
    }
    end_run(w);
}

int weave(const char *file, const char *text, FILE *out, WeaveWhat what, char why[300])
{
    Weaver *w = calloc(1, sizeof *w);
    if (!w) abort();
    w->view.file = file, w->view.line = 1, w->p = text, w->out = out, w->what = what, w->why = why;
    int bad = setjmp(w->stop);
    if (!bad) {
        signature(w);
        if (what != WEAVE_HEADER) {
            body(w);
            if (w->block_count) w->view.line = w->blocks[w->block_count - 1].line, refuse(&w->view, "missing @end");
            rule_end(&w->view);
            if (code(w)) fputs("}\n", out);
        }
    }
    rules_free(&w->view);
    free(w);
    return bad;
}
