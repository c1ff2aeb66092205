/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a view may not hold.  Three kinds of reasons: no escaping is safe there
 * or our Content-Security-Policy forbids it; somebody could not see, hear or
 * reach it; or it hides what the handler should have decided. */
#include "weave_rules.h"

#include <stdlib.h>
#include <string.h>

static bool among(const char *word, const char *const *list)
{
    for (; *list; list++) if (!strcmp(word, *list)) return true;
    return false;
}

/* ---- values ---- */

void rule_value_expression(View *v, const char *a)
{
    static const char *const never[] = { "http-equiv", "data", "rel", "method", "enctype", "target", NULL };
    if (among(a, never)) refuse(v, "no value of ours may stand in %s", a);
}

/* What the template itself says at the front of an address.  Values are checked when the page is made. */
void rule_address(View *v, const char *attribute, const char *front)
{
    static const char *const good[] = { "https", "http", "mailto", "tel", NULL };
    char scheme[12] = "";
    size_t n = strcspn(front, ":/?#{");
    if (!strncmp(front, "//", 2)) refuse(v, "%s begins with //: say https:", attribute);
    if (front[n] != ':') return;
    if (n < sizeof scheme) memcpy(scheme, front, n), scheme[n] = 0;
    if (!among(scheme, good)) refuse(v, "%s may only be https, http, mailto, tel or a path", attribute);
}

bool rule_may_stand_alone(const char *attribute)
{
    static const char *const may[] = { "checked", "selected", "required", "multiple", "hidden", "open", "defer", "novalidate", "controls", "readonly", "autofocus", "reversed", "download", NULL };
    return among(attribute, may);
}

void rule_conditional(View *v, const char *a)
{
    static const char *const may[] = { "checked", "selected", "required", "multiple", "hidden", "open", NULL };
    if (!among(a, may)) refuse(v, "%s may not be conditional", a);
}

/* ---- names ---- */

void rule_tag_name(View *v, const Tag *t)
{
    static const char *const never[] = { "style", "iframe", "object", "embed", "base", "marquee", "blink", "frame", "frameset", "applet", "svg", "math", "template",
        "noscript", "plaintext", "xmp", "center", "font", "dialog", "portal", NULL };
    if (!strcmp(t->name, "style")) refuse(v, "no inline style: it belongs in assets/kith.css");
    if (among(t->name, never)) refuse(v, "<%s> has no place in a view", t->name);
}

void rule_attribute_name(View *v, const Tag *t, const Attribute *a)
{
    static const char *const never[] = { "srcdoc", "formaction", "ping", "poster", "srcset", "background", "manifest", "nonce", "is", "slot", "user-select", "unselectable", NULL };
    for (int i = 0; i < t->count - 1; i++) if (!strcmp(t->at[i].name, a->name)) refuse(v, "%s stands twice in this tag", a->name);
    if (!strncmp(a->name, "on", 2)) refuse(v, "no on...= attributes: pages work without script");
    if (!strcmp(a->name, "style")) refuse(v, "no style= attribute: it belongs in assets/kith.css");
    if (!strcmp(a->name, "placeholder")) refuse(v, "no placeholder: it vanishes when people begin to write; use a hint");
    if (!strcmp(a->name, "disabled")) refuse(v, "nothing is disabled: say what is missing instead");
    if (among(a->name, never)) refuse(v, "%s has no place in a view", a->name);
}

/* ---- one tag ---- */

static const Attribute *find(const Tag *t, const char *name)
{
    for (int i = 0; i < t->count; i++) if (!strcmp(t->at[i].name, name)) return &t->at[i];
    return NULL;
}

static bool is(const Tag *t, const char *name, const char *value)
{
    const Attribute *a = find(t, name);
    return a && !strcmp(a->value, value);
}

bool rule_posts(const Tag *t) { return is(t, "method", "post"); }

static bool presses(const Tag *t) { return is(t, "type", "submit") || is(t, "type", "button") || is(t, "type", "reset"); }

bool rule_is_message(const Tag *t, const Attribute *a)
{
    if (!strcmp(a->name, "value")) return !strcmp(t->name, "input") && presses(t);
    return !strcmp(a->name, "alt") || !strcmp(a->name, "title") || !strcmp(a->name, "aria-label");
}

static void remember(View *v, Id **list, int *count, const char *id)
{
    if (!*list && !(*list = calloc(IDS, sizeof **list))) abort();
    if (*count == IDS) refuse(v, "too many ids in one view");
    strncpy((*list)[*count].id, id, sizeof (*list)->id - 1);
    (*list)[(*count)++].line = v->line;
}

static bool inside(const View *v, const char *name)
{
    for (int i = 0; i < v->depth; i++) if (!strcmp(v->open[i].name, name)) return true;
    return false;
}

static bool listed(const Id *list, int count, const char *id)
{
    for (int i = 0; i < count; i++) if (!strcmp(list[i].id, id)) return true;
    return false;
}

/* Several radios or boxes are one question, and a question needs its words: the legend. */
static void check_group(View *v, const Tag *t)
{
    const Attribute *name = find(t, "name");
    for (int i = 0; i < v->depth; i++) if (v->open[i].group) return;
    if (is(t, "type", "radio")) refuse(v, "a radio outside of a <fieldset>");
    if (!is(t, "type", "checkbox") || !name) return;
    if (listed(v->boxes, v->box_count, name->value)) refuse(v, "several boxes named %s outside of a <fieldset>", name->value);
    remember(v, &v->boxes, &v->box_count, name->value);
}

static void check_control(View *v, const Tag *t)
{
    const Attribute *type = find(t, "type"), *id = find(t, "id"), *value = find(t, "value");
    if (is(t, "type", "image")) refuse(v, "no picture as a button");
    if (presses(t) && (!value || !value->value[0])) refuse(v, "<input type=\"%s\"> holds no words", type->value);
    if (presses(t) && value < type) refuse(v, "type stands before value");
    if (presses(t) || is(t, "type", "hidden")) return;
    check_group(v, t);
    if ((is(t, "type", "password") || is(t, "type", "email")) && is(t, "autocomplete", "off")) refuse(v, "autocomplete=\"off\" keeps managers out");
    if (find(t, "aria-label") || find(t, "aria-labelledby") || inside(v, "label")) return;
    if (!id) refuse(v, "<%s> has no label: give it an id and a <label for>", t->name);
    remember(v, &v->wants, &v->want_count, id->value);
}

static void check_heading(View *v, const Tag *t)
{
    int level = t->name[1] - '0';
    if (level == 1 && ++v->h1s > 1) refuse(v, "a second <h1>");
    if (v->heading && level > v->heading + 1) refuse(v, "<h%d> after <h%d>: a level is skipped", level, v->heading);
    v->heading = level;
}

static void check_links(View *v, const Tag *t)
{
    if (!strcmp(t->name, "a") && !find(t, "href")) refuse(v, "<a> without href");
    if (is(t, "target", "_blank")) refuse(v, "target=\"_blank\" takes people away without telling");
    if (!strcmp(t->name, "img")) {
        if (!find(t, "alt")) refuse(v, "<img> without alt");
        if (!find(t, "height") && !find(t, "width")) refuse(v, "<img> without a size: the page would jump");
    }
    if (!strcmp(t->name, "script") && !find(t, "src")) refuse(v, "no inline script: our policy forbids it");
    if (!strcmp(t->name, "meta") && find(t, "http-equiv")) refuse(v, "no meta http-equiv");
}

static void check_forms(View *v, const Tag *t)
{
    if (!strcmp(t->name, "form")) {
        if (!is(t, "method", "get") && !is(t, "method", "post")) refuse(v, "<form> without method get or post");
        if (!find(t, "action")) refuse(v, "<form> without action");
    }
    if (!strcmp(t->name, "input") || !strcmp(t->name, "select") || !strcmp(t->name, "textarea")) check_control(v, t);
    if (!strcmp(t->name, "label") && find(t, "for")) remember(v, &v->fors, &v->for_count, find(t, "for")->value);
}

static void check_seen_and_heard(View *v, const Tag *t)
{
    const Attribute *tab = find(t, "tabindex"), *id = find(t, "id");
    if (!strcmp(t->name, "html") && !find(t, "lang")) refuse(v, "<html> without lang");
    if (!strcmp(t->name, "th") && !find(t, "scope")) refuse(v, "<th> without scope");
    if (tab && (tab->dynamic || atoi(tab->value) > 0)) refuse(v, "tabindex above 0 changes the order that people expect");
    if (find(t, "autofocus") && !is(t, "tabindex", "-1")) refuse(v, "autofocus takes people past what they have not read");
    if (t->name[0] == 'h' && t->name[1] >= '1' && t->name[1] <= '6' && !t->name[2]) check_heading(v, t);
    if (id && !id->dynamic) {
        for (int i = 0; i < v->id_count; i++) if (!strcmp(v->ids[i].id, id->value)) refuse(v, "the id %s stands twice in this view", id->value);
        remember(v, &v->ids, &v->id_count, id->value);
    }
}

static const char *const voids[] = { "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr", NULL };

static void first_child(View *v, const char *name)
{
    if (!v->depth) return;
    Open *parent = &v->open[v->depth - 1];
    if (parent->legend_next && strcmp(name, "legend")) refuse(v, "<fieldset> does not begin with its <legend>");
    if (parent->caption_next && strcmp(name, "caption")) refuse(v, "<table> does not begin with its <caption>");
    parent->legend_next = parent->caption_next = false;
}

/* What a browser's parser would close by itself or move elsewhere, so that the page was not what the view says. */
static void check_nesting(View *v, const Tag *t)
{
    static const char *const blocks[] = { "p", "div", "ul", "ol", "dl", "table", "form", "section", "article", "aside", "h1", "h2", "h3", "h4", "h5", "h6",
        "fieldset", "nav", "main", "header", "footer", "pre", "blockquote", "figure", "details", "address", "hr", "search", "hgroup", "menu", NULL };
    static const char *const text_alone[] = { "script", "textarea", "title", "option", NULL };
    static const char *const never_in_itself[] = { "a", "button", "form", "label", NULL };
    static const char *const pairs[][2] = { { "li", "li" }, { "tr", "tr" }, { "td", "td" }, { "td", "th" }, { "th", "td" }, { "th", "th" },
        { "dt", "dt" }, { "dt", "dd" }, { "dd", "dt" }, { "dd", "dd" }, { "option", "option" } };
    const char *parent = v->depth ? v->open[v->depth - 1].name : "";
    if (among(parent, text_alone)) refuse(v, "<%s> inside <%s>, which holds text alone", t->name, parent);
    for (int i = 0; i < (int)(sizeof pairs / sizeof *pairs); i++)
        if (!strcmp(parent, pairs[i][0]) && !strcmp(t->name, pairs[i][1])) refuse(v, "<%s> inside <%s>: close it first", t->name, parent);
    if (among(t->name, never_in_itself) && inside(v, t->name)) refuse(v, "<%s> inside <%s>", t->name, t->name);
    if (!strcmp(t->name, "a") && inside(v, "button")) refuse(v, "<a> inside <button>");
    if (!strcmp(t->name, "button") && inside(v, "a")) refuse(v, "<button> inside <a>");
    if (inside(v, "p") && among(t->name, blocks)) refuse(v, "<%s> inside <p>: close the paragraph first", t->name);
}

void rule_open(View *v, const Tag *t)
{
    first_child(v, t->name);
    check_nesting(v, t);
    check_links(v, t);
    check_forms(v, t);
    check_seen_and_heard(v, t);
    if (!strcmp(t->name, "img") && find(t, "alt")->value[0]) rule_text(v);
    if (among(t->name, voids)) return;
    if (v->depth == OPEN) refuse(v, "too deep");
    Open *o = &v->open[v->depth++];
    *o = (Open){ .line = v->line, .legend_next = !strcmp(t->name, "fieldset"), .caption_next = !strcmp(t->name, "table"),
        .group = !strcmp(t->name, "fieldset") || is(t, "role", "group") || is(t, "role", "radiogroup") };
    strcpy(o->name, t->name);
    if (find(t, "aria-label") || find(t, "aria-labelledby")) o->filled = true;
}

bool rule_text_alone(const View *v)
{
    static const char *const names[] = { "textarea", "title", "option", "script", NULL };
    return v->depth && among(v->open[v->depth - 1].name, names);
}

bool rule_verbatim(const View *v) { return inside(v, "pre") || inside(v, "textarea"); }

void rule_close(View *v, const char *name)
{
    if (among(name, voids)) refuse(v, "<%s> is void and is not closed", name);
    if (!v->depth) refuse(v, "</%s> closes nothing", name);
    Open *o = &v->open[v->depth - 1];
    if (strcmp(o->name, name)) refuse(v, "</%s> where <%s> of line %d is open", name, o->name, o->line);
    if (!strcmp(name, "script") && o->filled) refuse(v, "no inline script: our policy forbids it");
    if ((!strcmp(name, "a") || !strcmp(name, "button") || !strcmp(name, "label") || !strcmp(name, "legend") || !strcmp(name, "caption")) && !o->filled) refuse(v, "<%s> holds no words", name);
    if (o->legend_next) refuse(v, "<fieldset> does not begin with its <legend>");
    if (o->caption_next) refuse(v, "<table> does not begin with its <caption>");
    v->depth--;
}

void rule_text(View *v)
{
    if (v->depth && (v->open[v->depth - 1].legend_next || v->open[v->depth - 1].caption_next)) first_child(v, "#text");
    for (int i = 0; i < v->depth; i++) v->open[i].filled = true;
}

void rule_put(View *v) { if (v->depth) first_child(v, "#view"); }

/* ---- the whole view ---- */

void rule_end(View *v)
{
    if (v->depth) v->line = v->open[v->depth - 1].line, refuse(v, "<%s> is never closed", v->open[v->depth - 1].name);
    for (int i = 0; i < v->want_count; i++)
        if (!listed(v->fors, v->for_count, v->wants[i].id)) v->line = v->wants[i].line, refuse(v, "no <label for=\"%s\">", v->wants[i].id);
    for (int i = 0; i < v->for_count; i++)
        if (!listed(v->wants, v->want_count, v->fors[i].id) && !listed(v->ids, v->id_count, v->fors[i].id)) v->line = v->fors[i].line, refuse(v, "<label for=\"%s\"> matches nothing", v->fors[i].id);
}

void rules_free(View *v) { free(v->ids), free(v->fors), free(v->wants), free(v->boxes); }
