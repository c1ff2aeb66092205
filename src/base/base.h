/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The vocabulary of every room: text views, arenas, buffers, time, ids, chance, the log. */
#ifndef KITH_BASE_H
#define KITH_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef long long i64;
#define MUST_USE __attribute__((warn_unused_result))
#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

/* ---- text: a view that never owns ---------------------------------------- */

typedef struct { const char *at; size_t len; } Str;
#define S(literal) ((Str){ "" literal, sizeof(literal) - 1 })
#define FMT(s) (int)(s).len, (s).at ? (s).at : ""      /* for "%.*s"; s is worked out three times: nothing that looks things up */
static inline Str str_c(const char *c) { return (Str){ c, strlen(c) }; }
static inline bool str_eq(Str a, Str b) { return a.len == b.len && (a.len == 0 || !memcmp(a.at, b.at, a.len)); }
static inline bool str_is(Str a, const char *c) { return str_eq(a, str_c(c)); }
bool str_blank(Str s);                                   /* nothing but white space */
Str str_trim(Str s);                                     /* without white space at either end */
bool str_starts(Str s, Str with);
bool str_ends(Str s, Str with);
ptrdiff_t str_find(Str in, Str what);                    /* byte offset, or -1 */
Str str_cut(Str *rest, char at);                         /* takes the piece before `at` off the front of rest */
bool str_int(Str s, i64 *to);                            /* a whole decimal number that fits; else false, to untouched */
int str_cmp(Str a, Str b);                               /* by bytes, like memcmp */

/* ---- memory: freed whole, never piecemeal --------------------------------- */

typedef struct Arena Arena;
Arena *arena_open(void);
void arena_close(Arena *a);                              /* every pointer into it dies; NULL is let pass */
void arena_reset(Arena *a);                              /* as if newly opened; keeps one block for the next use */
size_t arena_used(const Arena *a);                       /* bytes handed out */
void *arena_alloc(Arena *a, size_t size);                /* zeroed; never NULL: out of memory ends the process */
#define arena_new(arena, type) ((type *)arena_alloc((arena), sizeof(type)))
#define arena_array(arena, type, n) ((type *)arena_alloc((arena), sizeof(type) * (size_t)(n)))
Str str_copy(Arena *a, Str s);                           /* its own bytes, and a NUL after them */
const char *str_cstr(Arena *a, Str s);
Str str_format(Arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str str_join(Arena *a, const Str *parts, int count, Str between);
Str str_lower_ascii(Arena *a, Str s);

/* ---- bytes that grow -------------------------------------------------------- */

typedef struct { Arena *arena; char *at; size_t len, cap; } Buf;
Buf buf_open(Arena *a, size_t first_cap);
void buf_grow(Buf *b, size_t more);                      /* room for `more` bytes after len */
static inline void buf_add(Buf *b, const char *p, size_t n)
{
    if (n > b->cap - b->len) buf_grow(b, n);
    if (n) memcpy(b->at + b->len, p, n);
    b->len += n;
}
static inline void buf_str(Buf *b, Str s) { buf_add(b, s.at, s.len); }
static inline void buf_byte(Buf *b, char c) { buf_add(b, &c, 1); }
void buf_format(Buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_int(Buf *b, i64 n);
static inline Str buf_view(const Buf *b) { return (Str){ b->at, b->len }; }

/* ---- time: microseconds since 1970, UTC -------------------------------------- */

typedef struct { i64 us; } Time;                         /* a struct, so that a number is not taken for one */
#define SECONDS(n) ((i64)(n) * 1000000)
#define MINUTES(n) SECONDS((i64)(n) * 60)
#define HOURS(n) MINUTES((i64)(n) * 60)
#define DAYS(n) HOURS((i64)(n) * 24)
Time time_now(void);
static inline Time time_after(Time t, i64 us) { return (Time){ t.us + us }; }
static inline bool time_past(Time t, Time now) { return t.us <= now.us; }
Time time_month_after(Time t);                           /* the same day of the next month, or its last day */
i64 time_monotonic(void);                                /* microseconds, for measuring waits */
void time_pretend(Time t);                               /* this thread's clock stands still here; 0 lets it go on */
bool time_zone_set(const char *name);                    /* the network's zone ("Europe/London"); false: not known here */
int time_hour(Time t);                                   /* 0 to 23, in the network's zone */
Time time_next(Time after, int day, int hour);           /* the next full hour of that day (0 Sunday .. 6; -1 any) in the network's zone */
bool time_on_day(Str day, int hour, Time *to);           /* "2027-03-01" and an hour in the network's zone; false: there is no such day or hour */
Str time_rfc3339(Arena *a, Time t);                      /* 2026-11-23T09:30:00Z */
bool time_from_rfc3339(Str s, Time *to);                 /* takes a bare date too */
Str time_date_words(Arena *a, Time t);                   /* 23 November 2026, in the network's zone */
Str time_words(Arena *a, Time t);                        /* 23 November 2026, 9.30am */
Str time_http(Arena *a, Time t);                         /* Mon, 23 Nov 2026 09:30:00 GMT */

/* ---- ids and chance ------------------------------------------------------------- */

i64 id_new(void);                                        /* 63 bits, rising with time; never 0 */
void random_bytes(void *to, size_t n);                   /* from the system; under chance_pretend(), repeatable */
void chance_pretend(uint64_t seed);                      /* this thread draws a repeatable sequence: demonstration data and tests only */
uint32_t chance_below(uint32_t n);                       /* 0 .. n-1, evenly */
Str token_new(Arena *a);                                 /* 128 bits, 22 characters of base64url */
Str hex(Arena *a, const void *bytes, size_t n);
Str base64url(Arena *a, const void *bytes, size_t n);
bool base64url_decode(Arena *a, Str s, Str *to);

/* ---- Unicode (utf8proc) ------------------------------------------------------------ */

bool utf8_valid(Str s);                                  /* no overlong forms, no surrogates, no NUL */
Str utf8_tidy(Arena *a, Str s);                          /* NFC; CRLF to LF; control and direction-override characters out; joiners kept */
Str utf8_line(Arena *a, Str s);                          /* tidy, on one line, white space runs to one space, trimmed */
Str utf8_fold(Arena *a, Str s);                          /* for comparing: case, marks, ligatures, apostrophes and kashida gone */
size_t utf8_length(Str s);                               /* code points */
Str utf8_cut(Str s, size_t points);                      /* at most that many code points */
uint32_t utf8_next(Str *rest);                           /* takes one code point off a valid string; 0 at the end */
Str slug_from(Arena *a, Str name);                       /* "zoes-kitchen"; never empty, at most 60 bytes, ASCII or letters of its own script */

/* ---- the log: one line of key=value on standard error --------------------------------- */

/* Never pass an address, a name, a body, a query string or a token: the log is
 * kept by people who may not know who is in the network (SEC-17). */
typedef enum { LOG_QUIET, LOG_WARN, LOG_INFO } LogLevel;
void log_level(LogLevel most);
void log_info(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void log_warn(const char *event, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));   /* one plain sentence on stderr, exit 1 */

#endif
