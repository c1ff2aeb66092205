/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The log: one line a happening, time=... event=... and what the caller adds. */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static LogLevel most = LOG_INFO;

void log_level(LogLevel level) { most = level; }

__attribute__((format(printf, 3, 0)))
static void line(const char *level, const char *event, const char *fmt, va_list ap)
{
    char text[1024];
    time_t now = (time_t)(time_now().us / 1000000);
    struct tm tm;
    gmtime_r(&now, &tm);
    int n = snprintf(text, sizeof text, "time=%04d-%02d-%02dT%02d:%02d:%02dZ level=%s event=%s ", tm.tm_year + 1900,
        tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, level, event);
    int m = vsnprintf(text + n, sizeof text - (size_t)n - 1, fmt, ap);
    size_t len = (size_t)n + (m < 0 ? 0 : (size_t)m);
    if (len > sizeof text - 2) len = sizeof text - 2;
    for (size_t i = 0; i < len; i++) if ((unsigned char)text[i] < 0x20) text[i] = ' ';     /* one happening, one line */
    text[len] = '\n';
    fwrite(text, 1, len + 1, stderr);
}

void log_info(const char *event, const char *fmt, ...)
{
    va_list ap;
    if (most < LOG_INFO) return;
    va_start(ap, fmt);
    line("info", event, fmt, ap);
    va_end(ap);
}

void log_warn(const char *event, const char *fmt, ...)
{
    va_list ap;
    if (most < LOG_WARN) return;
    va_start(ap, fmt);
    line("warn", event, fmt, ap);
    va_end(ap);
}

void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("kith: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}
