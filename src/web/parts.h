/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the shared views print: the layout around every page, fields of forms, pagers.
 * docs/look.md shows how they are used.  A `const char *` left NULL takes the usual value. */
#ifndef KITH_PARTS_H
#define KITH_PARTS_H

#include "web/web.h"

static inline const char *or_else(const char *s, const char *otherwise) { return s && *s ? s : otherwise; }

/* ---- around every page ---------------------------------------------------------- */

typedef struct {
    PageHead head;
    const Network *network;
    bool signed_in, staff;
    Str notice;                         /* one sentence about what was just done, or "" */
    const char *css, *js;
    Str path, look_css, logo_url;
    bool posts;                         /* a form that is sent stands in it */
    Str back;                           /* this page's address, to come back to */
    Str light, type;                    /* what the reader chose: "dark", "light"; "sans"; "" leaves it to the device */
    struct { bool knowledge, spaces, voice, funds, search, feeds; } has;   /* the rooms that can be entered */
} Layout;

static inline const char *layout_dir(const Layout *l)    /* which way the page's language is written */
{
    static const char rtl[] = " ar dv fa he ku ps ur yi ";
    Str lang = l->network->language;
    for (const char *p = rtl; lang.len >= 2 && *p; p++)
        if (p[0] == ' ' && p[1] == lang.at[0] && p[2] == lang.at[1] && (lang.len == 2 || lang.at[2] == '-')) return "rtl";
    return "ltr";
}
static inline Str layout_short_name(const Layout *l)
{
    return l->network->short_name.len ? l->network->short_name : l->network->name;
}
static inline bool layout_in(const Layout *l, const char *under)   /* is this page at that address or below it */
{
    size_t n = strlen(under);
    return l->path.len >= n && !memcmp(l->path.at, under, n) && (l->path.len == n || l->path.at[n] == '/');
}
static inline bool layout_room(const Layout *l, const char *room) { return !strcmp(or_else(l->head.room, ""), room); }
static inline const char *layout_home(const Layout *l) { return str_is(l->path, "/") ? "home" : ""; }
static inline const char *layout_hung(const Layout *l) { return str_is(l->path, "/") || layout_room(l, "desk") ? "" : "hung"; }     /* where you are hangs in the margin */
static inline bool layout_themed(const Layout *l)       /* is this one of the five rooms */
{
    return *or_else(l->head.room, "") && !layout_room(l, "desk");
}

/* ---- forms ---------------------------------------------------------------------- */

/* One line (field_line) or several (field_text).  Its id is its name; the fault summary links there. */
typedef struct {
    const char *name;
    Str label, hint, value, fault;      /* hint: why we ask; fault: faults_of(), "" when there is nothing to mend */
    const char *type, *autocomplete, *inputmode;   /* "text", "off", "text" */
    const char *width;                  /* "" as wide as the text, "mid", "short" */
    int longest, rows;                  /* characters at most, 0: 1000 (field_text: 20000); lines of field_text, 0: 6 */
    bool needed;                        /* then the hint says what for: "We need this to ..." */
} FieldSpec;

static inline const char *field_mended(Str fault) { return fault.len ? "true" : "false"; }   /* for aria-invalid */
static inline bool field_is_day(const FieldSpec *f) { return f->type && !strcmp(f->type, "date"); }
static inline int field_number(int n, int otherwise) { return n ? n : otherwise; }

typedef struct { const char *value; Str label, hint; bool chosen; } Choice;
typedef struct {                        /* one of several: field_choice (radios), field_pick (a list that opens) */
    const char *name;
    Str legend, hint, fault;
    const Choice *at;
    int count;
    bool needed;
} ChoiceSpec;

ChoiceSpec choice_spec(Arena *a, const char *name, Str legend, Str now, const Choice *from, int count);   /* the one whose value is `now` is chosen */
#define CHOICE(value, label) { value, { label, sizeof label - 1 }, { "", 0 }, false }

typedef struct { const char *name; Str label, hint, fault; bool ticked; } BoxSpec;   /* sends "1" */
static inline BoxSpec box_spec(const char *name, Str label, Str hint, bool ticked) { return (BoxSpec){ name, label, hint, S(""), ticked }; }
Str day_value(Arena *a, Time t);        /* "2027-03-01", or "" */

/* ---- lists ------------------------------------------------------------------------ */

typedef struct {
    Str before_url, after_url;          /* "" at either end */
    int page, pages;                    /* pages 0: not counted */
    bool by_date;                       /* "Newer" and "Older" instead of "Page before" and "Next page" */
} Pager;

#endif
