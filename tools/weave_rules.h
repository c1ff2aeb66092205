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
    bool filled, legend_next, caption_next, in_label;      /* holds something; what its first child must be */
} Open;

typedef struct { char id[300]; int line; } Id;

typedef struct {
    const char *file;
    int line, depth, heading, h1s;
    Open open[OPEN];
    Id *ids, *fors, *wants;                                /* ids seen; labels' for; controls that want a label */
    int id_count, for_count, want_count;
} View;

_Noreturn void refuse(View *v, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

void rule_expression(View *v, const char *e, bool condition);
void rule_value_expression(View *v, const char *attribute);
void rule_conditional(View *v, const char *attribute);
void rule_tag_name(View *v, const Tag *t);
void rule_attribute_name(View *v, const Tag *t, const Attribute *a);
bool rule_is_message(const View *v, const Attribute *a);   /* text that people see or hear */
void rule_open(View *v, const Tag *t);
void rule_close(View *v, const char *name);
void rule_text(View *v);                                   /* text stands here */
void rule_put(View *v);                                    /* another view stands here */
void rule_end(View *v);
bool rule_posts(const Tag *t);
void rules_free(View *v);

#endif
