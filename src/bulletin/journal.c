/* SPDX-License-Identifier: AGPL-3.0-or-later
 * A small file, mapped: what is written into it is there for whoever comes next, also when this process is killed. */
#include "bulletin/journal.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct { char boot[40]; i64 count; struct { i64 letter; i64 step; } at[JOURNAL_MOST]; } Page;
struct Journal { Page *page; int fd; char name[80], path[600]; };

static void read_boot(char *to, size_t size)
{
    int fd = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, to, size - 1) : 0;
    if (fd >= 0) close(fd);
    to[n > 0 ? n : 0] = 0;
}

static Page *map(int fd)
{
    void *at = mmap(NULL, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    return at == MAP_FAILED ? NULL : at;
}

Journal *journal_open(Arena *a, const char *folder)
{
    Journal *j = arena_new(a, Journal);
    mkdir(folder, 0700);
    snprintf(j->name, sizeof j->name, "%.*s", FMT(token_new(a)));
    snprintf(j->path, sizeof j->path, "%s/%s", folder, j->name);
    j->fd = open(j->path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (j->fd < 0) return NULL;
    if (flock(j->fd, LOCK_EX | LOCK_NB) || ftruncate(j->fd, sizeof(Page)) || !(j->page = map(j->fd))) { unlink(j->path); close(j->fd); return NULL; }
    read_boot(j->page->boot, sizeof j->page->boot);
    return j;
}

const char *journal_name(const Journal *j) { return j->name; }

void journal_begin(Journal *j, const i64 *letters, int count)
{
    j->page->count = 0;
    for (int i = 0; i < count && i < JOURNAL_MOST; i++) j->page->at[i].letter = letters[i], j->page->at[i].step = LETTER_UNTOUCHED;
    __atomic_store_n(&j->page->count, count, __ATOMIC_RELEASE);
}

void journal_step(Journal *j, int which, LetterStep step) { __atomic_store_n(&j->page->at[which].step, step, __ATOMIC_RELEASE); }

void journal_close(Journal *j)
{
    if (!j) return;
    unlink(j->path);
    munmap(j->page, sizeof(Page));
    close(j->fd);
}

void journal_leave(Journal *j)
{
    munmap(j->page, sizeof(Page));
    close(j->fd);
}

static bool recover_one(const char *path, const char *name, const JournalReader *r)
{
    char boot[40];
    struct stat st;
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return false;
    bool ours = !flock(fd, LOCK_EX | LOCK_NB), done = false;
    Page *p = ours && !fstat(fd, &st) && st.st_size == sizeof(Page) ? map(fd) : NULL;
    read_boot(boot, sizeof boot);
    if (p) {
        i64 count = p->count < JOURNAL_MOST ? p->count : JOURNAL_MOST;
        for (i64 i = 0; i < count; i++) r->letter(r->with, name, p->at[i].letter, (LetterStep)p->at[i].step, !strncmp(p->boot, boot, sizeof boot));
        munmap(p, sizeof(Page));
    }
    if (ours && (done = r->settled(r->with))) unlink(path);
    close(fd);
    return done;
}

int journals_recover(Arena *a, const char *folder, const JournalReader *r)
{
    DIR *d = opendir(folder);
    int count = 0;
    for (struct dirent *e; d && (e = readdir(d)); )
        if (e->d_name[0] != '.') count += recover_one(str_format(a, "%s/%s", folder, e->d_name).at, e->d_name, r);
    if (d) closedir(d);
    return count;
}
