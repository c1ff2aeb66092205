/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A mail server on loopback that behaves as it is told: a thread that listens,
 * and one for each connection. */
#include "post_office.h"

#include <arpa/inet.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST = 256, LINE = 2048, TEXT = 256 * 1024 };

typedef struct { char *text, to[512]; bool taken; } Seen;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static Seen seen[MOST];
static int count;
static atomic_int mood, connections, ending, open_lines;
static int listener = -1;
static pthread_t thread;
static char url[64];

static void say(int fd, const char *line)
{
    char all[256];
    int n = snprintf(all, sizeof all, "%s\r\n", line);
    if (write(fd, all, (size_t)n) != n) return;
}

static bool hear(int fd, char *line)
{
    for (size_t n = 0; n < LINE - 1; ) {
        struct pollfd p = { fd, POLLIN, 0 };
        while (poll(&p, 1, 50) == 0) if (atomic_load(&ending)) return false;
        if (read(fd, line + n, 1) != 1) return false;
        if (line[n++] == '\n') { line[n] = 0; return true; }
    }
    return false;
}

static bool hear_text(int fd, char *text)
{
    char line[LINE];
    size_t n = 0;
    while (hear(fd, line)) {
        if (!strcmp(line, ".\r\n")) { text[n] = 0; return true; }
        const char *from = line[0] == '.' ? line + 1 : line;
        size_t len = strlen(from);
        if (n + len >= TEXT) return false;
        memcpy(text + n, from, len);
        n += len;
    }
    return false;
}

static bool take_text(int fd, const char *to)
{
    char *text = malloc(TEXT);
    if (!text) abort();
    say(fd, "354 go on");
    if (!hear_text(fd, text)) { free(text); return false; }
    bool well = atomic_load(&mood) == OFFICE_WELL;
    pthread_mutex_lock(&lock);
    if (count < MOST) {
        seen[count] = (Seen){ .text = text, .taken = well };
        snprintf(seen[count++].to, sizeof seen[0].to, "%s", to);
    } else {
        free(text);
    }
    pthread_mutex_unlock(&lock);
    if (atomic_load(&mood) == OFFICE_DROPS) return false;
    say(fd, well ? "250 taken" : "554 not this");
    return true;
}

static void serve(int fd)
{
    char line[LINE], to[512] = "";
    switch (atomic_load(&mood)) {
    case OFFICE_SILENT: hear(fd, line); return;
    case OFFICE_CLOSED: say(fd, "421 come back"); return;
    case OFFICE_NOT_FOR_YOU: say(fd, "554 no mail from there"); return;
    default: say(fd, "220 post.test ESMTP");
    }
    while (hear(fd, line)) {
        int now = atomic_load(&mood);
        if (!strncmp(line, "MAIL", 4)) say(fd, now == OFFICE_SENDER_530 ? "530 sign in first" : "250 yes");
        else if (!strncmp(line, "RCPT", 4)) {
            snprintf(to, sizeof to, "%.*s", (int)strcspn(line, "\r\n"), line);
            say(fd, now == OFFICE_RECIPIENT_450 ? "450 later" : now == OFFICE_RECIPIENT_550 ? "550 nobody here" : "250 yes");
        } else if (!strncmp(line, "DATA", 4)) {
            if (!take_text(fd, to)) return;
        } else if (!strncmp(line, "QUIT", 4)) {
            say(fd, "221 bye");
            return;
        } else say(fd, "250 yes");
    }
}

static void *line_thread(void *with)
{
    int fd = (int)(intptr_t)with;
    serve(fd);
    close(fd);
    atomic_fetch_sub(&open_lines, 1);
    return NULL;
}

static void *listen_thread(void *with)
{
    (void)with;
    while (!atomic_load(&ending)) {
        struct pollfd p = { listener, POLLIN, 0 };
        pthread_t line;
        if (poll(&p, 1, 50) <= 0) continue;
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) continue;
        atomic_fetch_add(&connections, 1), atomic_fetch_add(&open_lines, 1);
        if (pthread_create(&line, NULL, line_thread, (void *)(intptr_t)fd)) abort();
        pthread_detach(line);
    }
    return NULL;
}

void office_open(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof at;
    listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(listener >= 0 && !bind(listener, (struct sockaddr *)&at, len) && !listen(listener, 64) && !getsockname(listener, (struct sockaddr *)&at, &len));
    snprintf(url, sizeof url, "smtp://127.0.0.1:%d", ntohs(at.sin_port));
    atomic_store(&ending, 0);
    assert_int_equal(pthread_create(&thread, NULL, listen_thread, NULL), 0);
}

void office_close(void)
{
    atomic_store(&ending, 1);
    pthread_join(thread, NULL);
    while (atomic_load(&open_lines)) usleep(1000);
    close(listener);
    office_forget();
}

void office_forget(void)
{
    pthread_mutex_lock(&lock);
    for (int i = 0; i < count; i++) free(seen[i].text);
    count = 0;
    pthread_mutex_unlock(&lock);
    atomic_store(&connections, 0);
    atomic_store(&mood, OFFICE_WELL);
}

void office_mood(OfficeMood m) { atomic_store(&mood, m); }
const char *office_url(void) { return url; }
int office_connections(void) { return atomic_load(&connections); }

int office_count(void)
{
    int n = 0;
    pthread_mutex_lock(&lock);
    for (int i = 0; i < count; i++) n += seen[i].taken;
    pthread_mutex_unlock(&lock);
    return n;
}

int office_tries(void)
{
    pthread_mutex_lock(&lock);
    int n = count;
    pthread_mutex_unlock(&lock);
    return n;
}

Str office_text(Arena *a, int n)
{
    assert_true(n < office_tries());
    return str_copy(a, str_c(seen[n].text));
}

Str office_recipient(Arena *a, int n)
{
    assert_true(n < office_tries());
    return str_copy(a, str_c(seen[n].to));
}
