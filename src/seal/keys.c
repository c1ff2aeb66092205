/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The file of keys.  A ring once read is never changed or freed, so a thread
 * may go on with the one it holds while another reads the file anew. */
#include "seal/keys.h"

#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static _Atomic(const Ring *) ring;
static char ring_path[4096];
static _Atomic(i64) looked_at, changed_at;
static pthread_mutex_t reading = PTHREAD_MUTEX_INITIALIZER;

static const char *const state_names[] = { "", "current", "leaving", "retired" };

/* ---- the text of the file ---- */

static bool key_from(Str text, Key *k)
{
    size_t n = 0;
    return !sodium_base642bin(k->bytes, KEY_BYTES, text.at, text.len, NULL, &n, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) && n == KEY_BYTES;
}

static bool line_from(Str line, Key *k)
{
    Str first = str_cut(&line, ' ');
    i64 number = 1;
    k->number = 1, k->state = KEY_CURRENT;
    if (!line.len) return key_from(first, k);
    Str state = str_cut(&line, ' ');
    if (!str_int(first, &number) || number < 1 || number > 255) return false;
    k->number = (int)number;
    for (k->state = KEY_CURRENT; k->state <= KEY_RETIRED; k->state++)
        if (str_is(state, state_names[k->state])) return key_from(str_trim(line), k);
    return false;
}

static bool ring_settle(Ring *r)
{
    r->current = r->before = r->first = NULL;
    for (int i = 0; i < r->count; i++) {
        const Key *k = &r->at[i];
        if (k->state == KEY_CURRENT && (!r->current || k->number > r->current->number)) r->current = k;
        if (!r->first || k->number < r->first->number) r->first = k;
    }
    for (int i = 0; i < r->count; i++) if (r->at[i].state == KEY_LEAVING) r->before = &r->at[i];
    if (!r->before) r->before = r->current;
    return r->current != NULL;
}

static bool ring_from(Str text, Ring *r)
{
    r->count = 0;
    while (text.len) {
        Str line = str_trim(str_cut(&text, '\n'));
        if (line.len && (r->count == KEYS_MOST || !line_from(line, &r->at[r->count++]))) return false;
    }
    return ring_settle(r);
}

static Str ring_text(Arena *a, const Ring *r)
{
    Buf b = buf_open(a, 128);
    for (int i = 0; i < r->count; i++) {
        char key[64];
        sodium_bin2base64(key, sizeof key, r->at[i].bytes, KEY_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
        buf_format(&b, "%d %s %s\n", r->at[i].number, state_names[r->at[i].state], key);
    }
    return buf_view(&b);
}

/* ---- the file ---- */

static void ring_put(const Ring *r)
{
    Ring *kept = malloc(sizeof *kept);                    /* for ever: a handful in a program's life */
    if (!kept) abort();
    *kept = *r;
    ring_settle(kept);
    kept->older = ring;
    ring = kept;
}

static bool read_file(const char *path, char *text, size_t size, Str *why_not, Arena *a)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        *why_not = str_format(a, "The key %s cannot be read: %m. Without it nothing that is sealed can be opened; put back the one that belongs to this data.", path);
        return false;
    }
    bool ok = fstat(fd, &st) == 0 && (st.st_mode & 077) == 0;
    ssize_t got = read(fd, text, size - 1);
    close(fd);
    if (!ok) { *why_not = str_format(a, "The key %s can be read by others. Run: chmod 600 %s", path, path); return false; }
    text[got > 0 ? got : 0] = '\0';
    changed_at = st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec + (i64)st.st_ino;
    return true;
}

static bool ring_read(const char *path, Ring *r, Str *why_not, Arena *a)
{
    char text[2048];
    if (!read_file(path, text, sizeof text, why_not, a)) return false;
    bool ok = ring_from(str_c(text), r);
    sodium_memzero(text, sizeof text);
    if (!ok) *why_not = str_format(a, "The file %s does not hold a key of Kith.", path);
    return ok;
}

bool seal_load(const char *path, Str *why_not, Arena *a)
{
    Ring r = { 0 };
    if (!ring_read(path, &r, why_not, a)) return false;
    snprintf(ring_path, sizeof ring_path, "%s", path);
    ring_put(&r);
    return true;
}

static bool write_new(const char *path, Str text)
{
    int fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0) return false;
    bool ok = write(fd, text.at, text.len) == (ssize_t)text.len && fsync(fd) == 0;
    return close(fd) == 0 && ok;
}

bool seal_make(const char *path, Str *why_not, Arena *a)
{
    Ring r = { .count = 1 };
    r.at[0].number = 1, r.at[0].state = KEY_CURRENT;
    randombytes_buf(r.at[0].bytes, KEY_BYTES);
    bool ok = write_new(path, ring_text(a, &r));
    if (!ok) *why_not = str_format(a, "The key file %s cannot be made: %m.", path);
    return ok && seal_load(path, why_not, a);
}

/* The old file or the new one, never between; the folder is synced too, because data sealed with a key that a power cut
 * took away would be lost. */
static bool write_over(const char *path, const Ring *r, Str *why_not, Arena *a)
{
    const char *part = str_format(a, "%s.part", path).at, *slash = strrchr(path, '/');
    unlink(part);
    bool ok = write_new(part, ring_text(a, r)) && rename(part, path) == 0;
    int dir = open(slash ? str_format(a, "%.*s", (int)(slash - path) + 1, path).at : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    ok = ok && dir >= 0 && fsync(dir) == 0;
    if (dir >= 0) close(dir);
    if (!ok) { *why_not = str_format(a, "The key file %s cannot be written: %m. The keys are as they were.", path); return false; }
    return seal_load(path, why_not, a);
}

bool seal_turn_begin(const char *path, Str *why_not, Arena *a)
{
    Ring r = { 0 };
    int newest = 0;
    if (!ring_read(path, &r, why_not, a)) return false;
    for (int i = 0; i < r.count; i++) {
        if (r.at[i].state == KEY_LEAVING) return true;    /* it was interrupted: go on with that one */
        if (r.at[i].number > newest) newest = r.at[i].number;
    }
    if (r.count == KEYS_MOST) { *why_not = S("Keys were changed fifteen times already; this file takes no more."); return false; }
    for (int i = 0; i < r.count; i++) if (r.at[i].state == KEY_CURRENT) r.at[i].state = KEY_LEAVING;
    Key *k = &r.at[r.count++];
    k->number = newest + 1, k->state = KEY_CURRENT;
    randombytes_buf(k->bytes, KEY_BYTES);
    return write_over(path, &r, why_not, a);
}

bool seal_turn_end(const char *path, Str *why_not, Arena *a)
{
    Ring r = { 0 };
    if (!ring_read(path, &r, why_not, a)) return false;
    for (int i = 0; i < r.count; i++) if (r.at[i].state == KEY_LEAVING) r.at[i].state = KEY_RETIRED;
    return write_over(path, &r, why_not, a);
}

void seal_pretend(uint64_t seed)
{
    Ring r = { .count = 1 };
    memset(r.at[0].bytes, 7, KEY_BYTES);
    memcpy(r.at[0].bytes, &seed, sizeof seed);
    r.at[0].number = 1, r.at[0].state = KEY_CURRENT;
    ring_path[0] = '\0';
    ring_put(&r);
}

/* ---- while serving ---- */

static void look(void)
{
    struct stat st;
    Ring r = { 0 };
    Str why;
    if (!ring_path[0] || stat(ring_path, &st)) return;
    if (st.st_mtim.tv_sec * 1000000000LL + st.st_mtim.tv_nsec + (i64)st.st_ino == changed_at) return;
    pthread_mutex_lock(&reading);
    Arena *a = arena_open();
    if (ring_read(ring_path, &r, &why, a)) ring_put(&r);
    else log_warn("seal", "the file of keys was changed and cannot be read; going on with those in hand");
    arena_close(a);
    pthread_mutex_unlock(&reading);
}

const Ring *ring_now(void)
{
    i64 now = time_monotonic();
    if (now - looked_at > SECONDS(1)) {
        looked_at = now;
        look();
    }
    if (!ring) die("the key was not loaded before something was sealed");
    return ring;
}

const Ring *ring_again(void)
{
    look();
    return ring_now();
}

/* ---- a copy for the day when the file is lost ---- */

enum { WRAP_OPS = 3, WRAP_MEMORY = 64 * 1024 * 1024 };
static const char wrap_head[] = "kith-recovery-1 ";

Str seal_phrase_new(Arena *a)
{
    static const char signs[] = "abcdefghijkmnpqrstuvwxyz23456789";      /* no l and 1, no o and 0 */
    unsigned char raw[25];
    char *to = arena_alloc(a, 30);
    size_t n = 0;
    randombytes_buf(raw, sizeof raw);
    for (size_t i = 0; i < sizeof raw; i++) {
        if (i && i % 5 == 0) to[n++] = '-';
        to[n++] = signs[raw[i] % 32];
    }
    return (Str){ to, n };
}

/* What is typed from paper: spaces, hyphens and capitals do not matter. */
static Str phrase_usual(Arena *a, Str typed)
{
    Buf b = buf_open(a, typed.len + 1);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c >= 'A' && c <= 'Z') c = (char)(c + 32);
        if (c != ' ' && c != '-' && c != '\n' && c != '\r') buf_byte(&b, c);
    }
    return buf_view(&b);
}

static bool wrap_key(Arena *a, Str phrase, const unsigned char *salt, unsigned char key[32])
{
    Str p = phrase_usual(a, phrase);
    return crypto_pwhash(key, 32, p.at ? p.at : "", p.len, salt, WRAP_OPS, WRAP_MEMORY, crypto_pwhash_ALG_ARGON2ID13) == 0;
}

enum { SALT = crypto_pwhash_SALTBYTES, NONCE = crypto_secretbox_NONCEBYTES, MAC = crypto_secretbox_MACBYTES };

bool seal_wrap(Arena *a, const char *path, Str phrase, Str *text, Str *why_not)
{
    unsigned char key[32];
    Ring r = { 0 };
    if (!ring_read(path, &r, why_not, a)) return false;
    Str plain = ring_text(a, &r);
    unsigned char *to = arena_alloc(a, SALT + NONCE + MAC + plain.len);
    randombytes_buf(to, SALT + NONCE);
    if (!wrap_key(a, phrase, to, key)) { *why_not = S("There is not enough memory to wrap the key."); return false; }
    crypto_secretbox_easy(to + SALT + NONCE, (const unsigned char *)plain.at, plain.len, to + SALT, key);
    sodium_memzero(key, sizeof key);
    *text = str_format(a, "%s%.*s\n", wrap_head, FMT(base64url(a, to, SALT + NONCE + MAC + plain.len)));
    return true;
}

bool seal_unwrap(Arena *a, const char *path, Str phrase, Str text, Str *why_not)
{
    unsigned char key[32];
    Str raw, s = str_trim(text);
    if (!str_starts(s, str_c(wrap_head))) { *why_not = S("This is not a recovery copy that Kith made."); return false; }
    s.at += sizeof wrap_head - 1, s.len -= sizeof wrap_head - 1;
    if (!base64url_decode(a, s, &raw) || raw.len <= SALT + NONCE + MAC) { *why_not = S("The recovery copy is not whole."); return false; }
    const unsigned char *p = (const unsigned char *)raw.at;
    size_t n = raw.len - SALT - NONCE - MAC;
    unsigned char *plain = arena_alloc(a, n + 1);
    if (!wrap_key(a, phrase, p, key)) { *why_not = S("There is not enough memory to open the recovery copy."); return false; }
    bool ok = crypto_secretbox_open_easy(plain, p + SALT + NONCE, n + MAC, p + SALT, key) == 0;
    sodium_memzero(key, sizeof key);
    if (!ok) { *why_not = S("The recovery phrase is another one, or the copy was changed. Nothing was written."); return false; }
    if (!write_new(path, (Str){ (const char *)plain, n })) { *why_not = str_format(a, "The key file %s cannot be made: %m.", path); return false; }
    sodium_memzero(plain, n);
    return seal_load(path, why_not, a);
}
