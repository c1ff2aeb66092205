/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The socket that LMTP is spoken on: one talk after another, each with an arena and a time of its own.  What is beyond
 * it is the mail server of this machine and nobody else: the socket is open to its own group alone. */
#include "mail/mail.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { TALK_MS = 60 * 1000, WAIT_MS = 250 };
struct Lmtp { LmtpConfig config; char path[108]; int fd; pthread_t thread; bool ending; };

static bool write_all(int fd, Str s)
{
    while (s.len) {
        ssize_t n = send(fd, s.at, s.len, MSG_NOSIGNAL);
        if (n <= 0) return false;
        s.at += n, s.len -= (size_t)n;
    }
    return true;
}

static bool readable(int fd, int ms)
{
    struct pollfd p = { .fd = fd, .events = POLLIN };
    return poll(&p, 1, ms) > 0;
}

static void talk(Lmtp *l, int fd)
{
    Arena *a = arena_open();
    Buf out = buf_open(a, 512);
    LmtpTalk *t = lmtp_talk(a, &l->config, &out);
    char some[16384];
    bool on = write_all(fd, buf_view(&out));
    for (int waited = 0; on && waited < TALK_MS && !__atomic_load_n(&l->ending, __ATOMIC_RELAXED); ) {
        if (!readable(fd, WAIT_MS)) { waited += WAIT_MS; continue; }
        ssize_t n = read(fd, some, sizeof some);
        if (n <= 0) break;
        waited = 0, out.len = 0;
        on = lmtp_read(t, (Str){ some, (size_t)n }, &out);
        if (!write_all(fd, buf_view(&out)) || arena_used(a) > 5 * (size_t)MAIL_IN_MOST) break;
    }
    arena_close(a);
    close(fd);
}

static void *listens(void *with)
{
    Lmtp *l = with;
    while (!__atomic_load_n(&l->ending, __ATOMIC_RELAXED)) {
        int fd = readable(l->fd, WAIT_MS) ? accept4(l->fd, NULL, NULL, SOCK_CLOEXEC) : -1;
        if (fd >= 0) talk(l, fd);
    }
    return NULL;
}

Lmtp *lmtp_open(const LmtpConfig *c, Str *why_not, Arena *a)
{
    Lmtp *l = calloc(1, sizeof *l);
    struct sockaddr_un at = { .sun_family = AF_UNIX };
    if (!l) abort();
    l->config = *c;
    if (strlen(c->path) >= sizeof at.sun_path) { *why_not = S("The path of the LMTP socket is too long."); free(l); return NULL; }
    memcpy(at.sun_path, c->path, strlen(c->path) + 1), memcpy(l->path, at.sun_path, sizeof l->path);
    struct stat st;
    if (!lstat(c->path, &st) && S_ISSOCK(st.st_mode)) unlink(c->path);        /* of a run that was ended hard */
    l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    mode_t before = umask(0117);
    bool ok = l->fd >= 0 && !bind(l->fd, (struct sockaddr *)&at, sizeof at) && !listen(l->fd, 16);
    umask(before);
    if (ok && !pthread_create(&l->thread, NULL, listens, l)) return l;
    *why_not = str_format(a, "The LMTP socket %s could not be opened: %m.", c->path);
    if (l->fd >= 0) close(l->fd);
    free(l);
    return NULL;
}

void lmtp_close(Lmtp *l)
{
    if (!l) return;
    __atomic_store_n(&l->ending, true, __ATOMIC_RELAXED);
    pthread_join(l->thread, NULL);
    close(l->fd);
    unlink(l->path);
    free(l);
}
