/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Answers that take long by design (hashing a passphrase): a few threads, a short queue, and no worker that waits.
 * The connection is suspended meanwhile; its request and its arena belong to the thread that answers. */
#include "http/inside.h"

#include <pthread.h>
#include <stdlib.h>

enum { WAITING_MOST = 64, WAITING_PEER = 16 };

typedef struct { Arriving *request; struct MHD_Connection *connection; } Turn;

typedef struct Slow {
    struct HttpServer *server;
    pthread_t threads[SLOW_MOST];
    int count, begun;
    pthread_mutex_t lock;
    pthread_cond_t comes;
    Turn waiting[WAITING_MOST];
    int first, held;
    bool closing;
} Slow;

static bool take(Slow *s, Turn *t, int *number)
{
    pthread_mutex_lock(&s->lock);
    if (*number < 0) *number = s->begun++;
    while (!s->held && !s->closing) pthread_cond_wait(&s->comes, &s->lock);
    bool any = s->held > 0;
    if (any) {
        *t = s->waiting[s->first];
        s->first = (s->first + 1) % WAITING_MOST, s->held--;
    }
    pthread_mutex_unlock(&s->lock);
    return any;
}

static void *answer_slowly(void *with)
{
    Slow *s = with;
    Turn t;
    int number = -1;
    while (take(s, &t, &number)) {
        t.request->request.worker = s->server->count + number;
        request_answer(t.request, &t.request->late);
        t.request->answered = true;
        Worker *of = t.request->worker;                   /* once it goes on, the request is not ours */
        MHD_resume_connection(t.connection);
        worker_wake(of);
    }
    return NULL;
}

Slow *slow_open(struct HttpServer *server)
{
    Slow *s = calloc(1, sizeof *s);
    if (!s) abort();
    s->server = server, s->count = server->config.slow_threads;
    pthread_mutex_init(&s->lock, NULL), pthread_cond_init(&s->comes, NULL);
    for (int i = 0; i < s->count; i++)
        if (pthread_create(&s->threads[i], NULL, answer_slowly, s)) abort();
    return s;
}

void slow_close(Slow *s)
{
    if (!s) return;
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    pthread_cond_broadcast(&s->comes);
    pthread_mutex_unlock(&s->lock);
    for (int i = 0; i < s->count; i++) pthread_join(s->threads[i], NULL);
    pthread_mutex_destroy(&s->lock), pthread_cond_destroy(&s->comes);
    free(s);
}

/* One address that sends a flood must not take all the places: others come in beside it. */
static bool room_for_one(const Slow *s, Str peer)
{
    int theirs = 0;
    for (int i = 0; i < s->held; i++)
        if (str_eq(s->waiting[(s->first + i) % WAITING_MOST].request->request.peer, peer)) theirs++;
    return s->held < WAITING_MOST && theirs < WAITING_PEER && !s->closing;
}

bool slow_take(Slow *s, Arriving *r, struct MHD_Connection *c)
{
    pthread_mutex_lock(&s->lock);
    bool room = room_for_one(s, r->request.peer);
    if (room) {
        if (r->line) r->line->allowed += SECONDS(60);
        MHD_suspend_connection(c);                        /* before anybody can resume it */
        s->waiting[(s->first + s->held++) % WAITING_MOST] = (Turn){ r, c };
        pthread_cond_signal(&s->comes);
    }
    pthread_mutex_unlock(&s->lock);
    return room;
}
