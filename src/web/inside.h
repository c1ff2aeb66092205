/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the files of web/ know of each other and nobody else does. */
#ifndef KITH_WEB_INSIDE_H
#define KITH_WEB_INSIDE_H

#include "web/web.h"

struct Web {
    WebConfig config;
    Db **dbs;                           /* one for each worker */
    struct Faces *faces;                /* each worker's view of the settings */
    const HttpServer *server;
    i64 started;
};

const Route *route_find(const Route *const *rooms, Method m, Str path, Visit *v, bool *other_method);

void session_load(Visit *v);            /* cookie -> who */
bool csrf_holds(Visit *v);
Str cookie_name(const Visit *v, const char *dull);
void cookie_set(Visit *v, const char *dull, Str value, i64 seconds);

void network_load(Visit *v);            /* at the visit's beginning */
struct Faces *faces_open(int workers);
void faces_close(struct Faces *f, int workers);
void faces_changed(void);

Reply once_before(Visit *v, Str *key);  /* status 0: it was not pressed before */
void once_after(Visit *v, Str key, const Reply *r);

Reply keep_form(Visit *v);              /* what was typed, for after signing in again */
Str notice_take(Visit *v);
Reply reply_step_up(Visit *v);          /* a role, but not by a way that holds enough */
void reading_of(const Visit *v, Str *light, Str *type);
Reply look_sheet(Visit *v);
Reply answer_asset(Visit *v, Str name);
void reply_to_http(Visit *v, Reply r, HttpReply *to);

#endif
