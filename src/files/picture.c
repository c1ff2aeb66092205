/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Drawing a picture anew (SEC-20).  Decoders have holes, so ours runs in a
 * process that has no files but two, no network, no database and, by seccomp,
 * no call but those that reading, writing and memory need. */
#include "files/inside.h"

#include <fcntl.h>
#include <png.h>
#include <seccomp.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* A sanitizer's shadow is terabytes of address space: there the limit would end us at once. */
#ifdef __has_feature
#define SANITIZED __has_feature(address_sanitizer)
#else
#define SANITIZED 0
#endif

enum { LARGEST_FILE = 2 * 1024 * 1024, LARGEST_SIDE = 4000 };

bool clean_lock(void)
{
    static const int allowed[] = { SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(brk), SCMP_SYS(mmap),
        SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex), SCMP_SYS(rt_sigreturn), SCMP_SYS(getrandom), SCMP_SYS(clock_gettime),
        SCMP_SYS(mprotect), SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask),
        SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(newfstatat), SCMP_SYS(sched_getaffinity), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(sysinfo) };
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool ok = f != NULL;
    for (int i = 0; ok && i < COUNT(allowed); i++) ok = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
    return ok && seccomp_load(f) == 0;
}

static size_t read_whole(int fd, unsigned char *to, size_t cap)
{
    size_t n = 0;
    for (ssize_t got; n < cap && (got = read(fd, to + n, cap - n)) > 0; ) n += (size_t)got;
    return n;
}

bool clean_write(int fd, const unsigned char *p, size_t n)
{
    while (n) {
        ssize_t put = write(fd, p, n);
        if (put <= 0) return false;
        p += put, n -= (size_t)put;
    }
    return true;
}

bool clean_png(const unsigned char *file, size_t n, int to)
{
    png_image image = { .version = PNG_IMAGE_VERSION };
    if (!png_image_begin_read_from_memory(&image, file, n)) return false;
    if (image.width > LARGEST_SIDE || image.height > LARGEST_SIDE) return false;
    image.format = PNG_FORMAT_RGBA;
    unsigned char *pixels = malloc(PNG_IMAGE_SIZE(image));
    if (!pixels || !png_image_finish_read(&image, NULL, pixels, 0, NULL)) return false;
    png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
    unsigned char *out = malloc(size);
    return out && png_image_write_to_memory(&image, out, &size, 0, pixels, 0, NULL) && clean_write(to, out, size);
}

static bool redraw(int from, int to)
{
    unsigned char *file = malloc(LARGEST_FILE + 1);
    size_t n = file ? read_whole(from, file, LARGEST_FILE + 1) : 0;
    return n && n <= LARGEST_FILE && clean_png(file, n, to);
}

static _Noreturn void converter(int from, int to)
{
    struct rlimit memory = { 512u << 20, 512u << 20 }, seconds = { 10, 10 };
    dup2(from, 0), dup2(to, 1);
    close_range(2, ~0u, 0);
    if (!SANITIZED) setrlimit(RLIMIT_AS, &memory);
    setrlimit(RLIMIT_CPU, &seconds);
    _exit(clean_lock() && redraw(0, 1) ? 0 : 1);
}

bool picture_redraw(const char *from, const char *to)
{
    int in = open(from, O_RDONLY | O_CLOEXEC), out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), status = 1;
    pid_t child = in >= 0 && out >= 0 ? fork() : -1;
    if (child == 0) converter(in, out);
    if (in >= 0) close(in);
    if (out >= 0) close(out);
    bool drawn = child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    if (!drawn) unlink(to);
    return drawn;
}
