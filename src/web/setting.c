/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The network's face: settings, seen by each worker anew at most once a second. */
#include "web/inside.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct Faces { Arena *arena; Network network; i64 read_at; int generation; } Face;

static atomic_int generation = 1;

struct Faces *faces_open(int workers)
{
    Face *f = calloc((size_t)workers, sizeof *f);
    if (!f) abort();
    return f;
}

void faces_close(Face *f, int workers)
{
    for (int i = 0; f && i < workers; i++) arena_close(f[i].arena);
    free(f);
}

void faces_changed(void) { atomic_fetch_add(&generation, 1); }

static const struct { const char *name; size_t at; const char *otherwise; } parts[] = {
    { "name", offsetof(Network, name), "The network" }, { "short_name", offsetof(Network, short_name), "" },
    { "strapline", offsetof(Network, strapline), "" }, { "language", offsetof(Network, language), "en" },
    { "country", offsetof(Network, country), "GB" }, { "time_zone", offsetof(Network, time_zone), "Europe/London" },
    { "contact_email", offsetof(Network, contact_email), "" }, { "contact_post", offsetof(Network, contact_post), "" },
    { "contact_phone", offsetof(Network, contact_phone), "" }, { "exit_url", offsetof(Network, exit_url), "https://www.wikipedia.org/" },
    { "logo", offsetof(Network, logo), "" }, { "logo_words", offsetof(Network, logo_words), "" },
    { "look", offsetof(Network, look), "" }, { "staff_need_passkey", offsetof(Network, staff_need_passkey), "no" },
};

static Str *part(Network *n, int i) { return (Str *)(void *)((char *)n + parts[i].at); }

static void read_face(Visit *v, Face *f)
{
    Arena *fresh = arena_open();
    Network n = { 0 };
    for (int i = 0; i < COUNT(parts); i++) *part(&n, i) = str_c(parts[i].otherwise);
    Query q = db_query(v->tx, SQL("select name, value from setting"));
    while (db_next(&q)) {
        Str name = db_view(&q, 0), value = db_view(&q, 1);
        for (int i = 0; i < COUNT(parts); i++)
            if (str_is(name, parts[i].name)) *part(&n, i) = str_copy(fresh, value);
    }
    if (tx_doomed(v->tx) && f->arena) { arena_close(fresh); return; }
    if (!n.short_name.len) n.short_name = n.name;
    n.base_url = str_c(v->web->config.base_url);
    if (!str_eq(n.time_zone, f->network.time_zone)) time_zone_set(str_cstr(v->arena, n.time_zone));
    arena_close(f->arena);
    *f = (Face){ fresh, n, time_monotonic(), atomic_load(&generation) };
}

void network_load(Visit *v)
{
    Face *f = &v->web->faces[v->http->worker];
    if (!f->arena || time_monotonic() - f->read_at > SECONDS(1) || f->generation != atomic_load(&generation)) read_face(v, f);
    v->network = &f->network;
}

const Network *network(Visit *v) { return v->network; }

Str setting(Tx *tx, const char *name, Str otherwise)
{
    Query q = db_query(tx, SQL("select value from setting where name = $1"), T(str_c(name)));
    Str value = db_next(&q) ? db_str(&q, 0) : otherwise;
    db_end(&q);
    return value;
}

void setting_put(Tx *tx, const char *name, Str value)
{
    db_exec(tx, SQL("insert into setting(name, value) values ($1, $2) on conflict (name) do update set value = excluded.value"),
        T(str_c(name)), T(value));
    faces_changed();
}
