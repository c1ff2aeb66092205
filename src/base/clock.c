/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Time: kept in UTC microseconds, shown in the network's own zone.
 * The zone is one for the whole process: TZ lives in a buffer that putenv()
 * was given once, so changing it never moves the environment under another
 * thread's getenv(). */
#include "base/base.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static _Thread_local i64 pretended;
static pthread_rwlock_t zone_lock = PTHREAD_RWLOCK_INITIALIZER;
static char zone[80] = "TZ=UTC0";

Time time_now(void)
{
    struct timespec t;
    if (pretended) return (Time){ pretended };
    clock_gettime(CLOCK_REALTIME, &t);
    return (Time){ (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000 };
}

i64 time_monotonic(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (i64)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void time_pretend(Time t) { pretended = t.us; }

bool time_zone_set(const char *name)
{
    char path[160];
    for (const char *p = name; *p; p++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-", *p)) return false;
    if (strlen(name) > 60 || !*name || *name == '/') return false;
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
    bool utc = !strcmp(name, "UTC");
    if (!utc && access(path, R_OK)) return false;
    pthread_rwlock_wrlock(&zone_lock);
    snprintf(zone, sizeof zone, "TZ=%s", utc ? "UTC0" : name);
    putenv(zone);
    tzset();
    pthread_rwlock_unlock(&zone_lock);
    return true;
}

static struct tm local(Time t)
{
    struct tm tm;
    time_t s = (time_t)(t.us / 1000000);
    pthread_rwlock_rdlock(&zone_lock);
    if (!localtime_r(&s, &tm)) memset(&tm, 0, sizeof tm);
    pthread_rwlock_unlock(&zone_lock);
    return tm;
}

static const char *const months[] = { "January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December" };

Str time_date_words(Arena *a, Time t)
{
    struct tm tm = local(t);
    return str_format(a, "%d %s %d", tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900);
}

Str time_words(Arena *a, Time t)
{
    struct tm tm = local(t);
    int hour = tm.tm_hour % 12 ? tm.tm_hour % 12 : 12;
    return str_format(a, "%d %s %d, %d.%02d%s", tm.tm_mday, months[tm.tm_mon], tm.tm_year + 1900, hour, tm.tm_min,
        tm.tm_hour < 12 ? "am" : "pm");
}

int time_hour(Time t) { return local(t).tm_hour; }

/* Hour by hour, so that a clock that is put on or back needs no thought of its own. */
Time time_next(Time after, int day, int hour)
{
    Time t = { after.us - after.us % HOURS(1) };
    for (int i = 0; i < 24 * 8; i++) {
        t.us += HOURS(1);
        struct tm tm = local(t);
        if (tm.tm_hour == hour && (day < 0 || tm.tm_wday == day)) return t;
    }
    return t;
}

bool time_on_day(Str day, int hour, Time *to)
{
    Time utc;
    char here[16];
    if (day.len != 10 || hour < 0 || hour > 23 || !time_from_rfc3339(day, &utc)) return false;
    for (Time t = time_after(utc, -HOURS(15)); t.us < utc.us + HOURS(40); t.us += HOURS(1)) {      /* wherever the network is */
        struct tm tm = local(t);
        snprintf(here, sizeof here, "%04d-%02d-%02d", (tm.tm_year + 1900) % 10000, (tm.tm_mon + 1) % 100, tm.tm_mday % 100);
        if (tm.tm_hour == hour && str_is(day, here)) { *to = t; return true; }
    }
    return false;
}

Str time_rfc3339(Arena *a, Time t)
{
    time_t s = (time_t)(t.us / 1000000);
    struct tm tm;
    if (!gmtime_r(&s, &tm)) return S("");
    return str_format(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
        tm.tm_min, tm.tm_sec);
}

bool time_from_rfc3339(Str s, Time *to)
{
    struct tm tm = { 0 };
    char text[32] = "";
    int used = 0;
    if (s.len < 10 || s.len >= sizeof text) return false;
    memcpy(text, s.at, s.len);
    if (sscanf(text, "%4d-%2d-%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &used) != 3 || used != 10) return false;
    if (s.len > 10 && sscanf(text + 10, "T%2d:%2d:%2dZ%n", &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &used) != 3) return false;
    if (tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23) return false;
    tm.tm_year -= 1900, tm.tm_mon -= 1;
    *to = (Time){ (i64)timegm(&tm) * 1000000 };
    return true;
}

Str time_http(Arena *a, Time t)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    time_t s = (time_t)(t.us / 1000000);
    struct tm tm;
    if (!gmtime_r(&s, &tm)) return S("");
    return str_format(a, "%s, %02d %.3s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
        tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

Time time_month_after(Time t)
{
    time_t seconds = (time_t)(t.us / 1000000);
    struct tm d, to;
    gmtime_r(&seconds, &d);
    int day = d.tm_mday;
    d.tm_mon++;
    for (d.tm_mday = day; d.tm_mday > day - 4; d.tm_mday--) {       /* the 31st of a month that has none: one less */
        to = d;
        time_t then = timegm(&to);
        if (to.tm_mday == d.tm_mday) return (Time){ (i64)then * 1000000 + t.us % 1000000 };
    }
    return time_after(t, DAYS(30));
}
