/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What weave_parse.c tells the rules, and what the rules refuse. */
#ifndef KITH_WEAVE_RULES_H
#define KITH_WEAVE_RULES_H

#include <stdbool.h>

enum { ATTRIBUTES = 24, OPEN = 100, IDS = 200 };

typedef struct { char name[32], value[300]; bool dynamic; } Attribute;
typedef struct { char name[32]; int line, count; Attribute at[ATTRIBUTES]; } Tag;

typedef struct {
    char name[32];
    int line;
    bool filled, legend_next, caption_next, group;         /* holds something; what its first child must be; ties radios together */
} Open;

typedef struct { char id[300]; int line; } Id;

typedef struct {
    const char *file;
    int line, depth, heading, h1s;
    Open open[OPEN];
    Id *ids, *fors, *wants, *boxes;                        /* ids seen; labels' for; controls that want a label; boxes that stand alone */
    int id_count, for_count, want_count, box_count;
} View;

_Noreturn void refuse(View *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void rule_expression(View *v, const char *e, bool condition);   /* weave_expression.c */
void rule_value_expression(View *v, const char *attribute);
void rule_conditional(View *v, const char *attribute);
void rule_tag_name(View *v, const Tag *t);
void rule_attribute_name(View *v, const Tag *t, const Attribute *a);
void rule_address(View *v, const char *attribute, const char *front);
bool rule_may_stand_alone(const char *attribute);          /* without ="" */
bool rule_is_message(const Tag *t, const Attribute *a);    /* text that people see or hear */
void rule_open(View *v, const Tag *t);
void rule_close(View *v, const char *name);
void rule_text(View *v);                                   /* text stands here */
void rule_put(View *v);                                    /* another view stands here */
void rule_end(View *v);
bool rule_posts(const Tag *t);
bool rule_text_alone(const View *v);                       /* here no tag can stand, so none may come in by a value */
bool rule_verbatim(const View *v);                         /* here every blank counts */
void rules_free(View *v);

#endif
