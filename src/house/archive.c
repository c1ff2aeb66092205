/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The backup's file.  libarchive makes and reads the tar; zlib the gzip around
 * it, because zlib checks the CRC when it reads and libarchive 3.6 does not.
 * Owners, modes and times are left out: the same data gives the same bytes. */
#include "house/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { PIECE = 64 * 1024, MANIFEST_MOST = 256 * 1024 * 1024 };
#define MANIFEST S("manifest.json")

static Str sha_end(Arena *a, crypto_hash_sha256_state *st)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(st, hash);
    return hex(a, hash, sizeof hash);
}

Str file_sha256(Arena *a, int fd)
{
    char piece[PIECE];
    crypto_hash_sha256_state st;
    crypto_hash_sha256_init(&st);
    ssize_t n;
    while ((n = read(fd, piece, sizeof piece)) > 0) crypto_hash_sha256_update(&st, (unsigned char *)piece, (size_t)n);
    return n < 0 ? S("") : sha_end(a, &st);
}

static Str folder_of(Arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash) return S(".");
    return str_copy(a, (Str){ path, slash == path ? 1 : (size_t)(slash - path) });
}

bool sync_folder_of(const char *path)
{
    Arena *a = arena_open();
    int fd = open(folder_of(a, path).at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool ok = fd >= 0 && (fsync(fd) == 0 || errno == EINVAL);
    if (fd >= 0) close(fd);
    arena_close(a);
    return ok;
}

int arc_spool(const char *beside, Str *why_not, Arena *a)
{
    Str name = str_format(a, "%s/.kith-XXXXXX", folder_of(a, beside).at);
    char *at = arena_alloc(a, name.len + 1);
    memcpy(at, name.at, name.len);
    int fd = mkostemp(at, O_CLOEXEC);
    if (fd < 0) *why_not = str_format(a, "Nothing can be written in %s: %m.", folder_of(a, beside).at);
    else unlink(at);
    return fd;
}

/* ---- the manifest ---- */

static void part_add(Manifest *m, Arena *a, Part p)
{
    if ((m->count & (m->count - 1)) == 0) {               /* full at every power of two */
        Part *more = arena_array(a, Part, m->count ? m->count * 2 : 1);
        if (m->count) memcpy(more, m->parts, sizeof(Part) * (size_t)m->count);
        m->parts = more;
    }
    m->parts[m->count++] = p;
    m->rows += p.rows;
    m->files += str_starts(p.path, S("files/"));
}

static Str manifest_text(const Manifest *m, Arena *a)
{
    Buf b = buf_open(a, 4096);
    buf_format(&b, "{\"kith_backup\": %d, \"schema\": %d, \"made_at\": \"%.*s\", \"rows\": %lld, \"files\": %lld,\n \"parts\": [",
        m->format, m->schema, FMT(m->made_at), m->rows, m->files);
    for (int i = 0; i < m->count; i++)
        buf_format(&b, "%s\n  {\"path\": \"%.*s\", \"rows\": %lld, \"size\": %lld, \"sha256\": \"%.*s\"}", i ? "," : "",
            FMT(m->parts[i].path), m->parts[i].rows, m->parts[i].size, FMT(m->parts[i].sha256));
    buf_str(&b, S("\n]}\n"));
    return buf_view(&b);
}

static bool manifest_from(Str text, Manifest *m, Arena *a)
{
    json_t *top = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, NULL), *parts = NULL, *p;
    const char *made = NULL;
    json_int_t rows = 0, files = 0;
    size_t i;
    bool ok = !json_unpack(top, "{s:i, s:i, s:s, s:I, s:I, s:o}", "kith_backup", &m->format, "schema", &m->schema,
        "made_at", &made, "rows", &rows, "files", &files, "parts", &parts);
    if (ok) m->made_at = str_copy(a, str_c(made));
    json_array_foreach(parts, i, p) {
        const char *path = NULL, *sha = NULL;
        json_int_t lines = 0, size = 0;
        ok = ok && !json_unpack(p, "{s:s, s:I, s:I, s:s}", "path", &path, "rows", &lines, "size", &size, "sha256", &sha);
        if (!ok) break;
        part_add(m, a, (Part){ str_copy(a, str_c(path)), lines, size, str_copy(a, str_c(sha)) });
    }
    json_decref(top);
    return ok && m->rows == rows && m->files == files;
}

/* ---- writing ---- */

struct ArcOut {
    Arena *arena;
    const char *path, *part;                              /* the name it shall have, and the one it has until then */
    int fd;
    gzFile gz;
    struct archive *tar;
    Manifest manifest;
    Str why;
};

static la_ssize_t to_gzip(struct archive *tar, void *with, const void *bytes, size_t n)
{
    ArcOut *o = with;
    unsigned piece = n > PIECE ? PIECE : (unsigned)n;
    int done = gzwrite(o->gz, bytes, piece);
    if (done > 0) return done;
    archive_set_error(tar, errno, "%s", errno ? strerror(errno) : "the disk does not take it");
    return -1;
}

ArcOut *arc_create(const char *path, Arena *a, Str *why_not)
{
    if (!access(path, F_OK)) {
        *why_not = str_format(a, "There is a file at %s already, and a backup never replaces one. Give another name.", path);
        return NULL;
    }
    ArcOut *o = arena_new(a, ArcOut);
    Str part = str_format(a, "%s.part-XXXXXX", path);
    char *name = arena_alloc(a, part.len + 1);
    memcpy(name, part.at, part.len);
    *o = (ArcOut){ .arena = a, .path = str_cstr(a, str_c(path)), .part = name, .fd = mkostemp(name, O_CLOEXEC) };
    if (o->fd < 0) { *why_not = str_format(a, "The backup cannot be written at %s: %m.", path); return NULL; }
    o->gz = gzdopen(dup(o->fd), "wb6");
    o->tar = archive_write_new();
    o->manifest = (Manifest){ .format = ARCHIVE_FORMAT, .made_at = time_rfc3339(a, time_now()) };
    archive_write_set_format_pax_restricted(o->tar);
    archive_write_add_filter_none(o->tar);
    if (o->gz && archive_write_open(o->tar, o, NULL, to_gzip, NULL) == ARCHIVE_OK) return o;
    arc_drop(o, why_not);
    return NULL;
}

/* Closes what is open; false if any of it did not reach the disk. */
static bool shut(ArcOut *o)
{
    bool ok = !o->tar || archive_write_close(o->tar) == ARCHIVE_OK;
    if (!ok && !o->why.len) o->why = str_format(o->arena, "The backup cannot be written: %s.", archive_error_string(o->tar));
    if (o->tar) archive_write_free(o->tar);
    if (o->gz && gzclose(o->gz) != Z_OK) ok = false;
    if (o->fd >= 0 && (fsync(o->fd) != 0 || close(o->fd) != 0)) ok = false;
    o->tar = NULL, o->gz = NULL, o->fd = -1;
    if (!ok && !o->why.len) o->why = str_format(o->arena, "The backup cannot be written at %s: %m. Is the disk full?", o->path);
    return ok;
}

void arc_drop(ArcOut *o, Str *why_not)
{
    shut(o);
    unlink(o->part);
    if (o->why.len) *why_not = o->why;
}

static bool head(ArcOut *o, Str path, i64 size)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, str_cstr(o->arena, path));
    archive_entry_set_size(e, size);
    archive_entry_set_filetype(e, AE_IFREG);
    archive_entry_set_perm(e, 0600);
    bool ok = archive_write_header(o->tar, e) == ARCHIVE_OK;
    archive_entry_free(e);
    return ok;
}

static bool no_room(ArcOut *o)
{
    if (!o->why.len) o->why = str_format(o->arena, "The backup cannot be written at %s: %s.", o->path, archive_error_string(o->tar));
    return false;
}

bool arc_put(ArcOut *o, Str path, int fd)
{
    char piece[PIECE];
    struct stat st;
    crypto_hash_sha256_state sha;
    Part p = { .path = str_copy(o->arena, path) };
    bool lines = str_starts(path, S("tables/"));
    if (fstat(fd, &st) || lseek(fd, 0, SEEK_SET)) return false;
    if (!head(o, path, st.st_size)) return no_room(o);
    crypto_hash_sha256_init(&sha);
    for (ssize_t n; p.size < st.st_size && (n = read(fd, piece, sizeof piece)) > 0; p.size += n) {
        if (archive_write_data(o->tar, piece, (size_t)n) != n) return no_room(o);
        crypto_hash_sha256_update(&sha, (unsigned char *)piece, (size_t)n);
        for (ssize_t i = 0; lines && i < n; i++) p.rows += piece[i] == '\n';
    }
    if (p.size != st.st_size) {
        o->why = str_format(o->arena, "%.*s changed or could not be read while it was copied. Run the backup again.", FMT(path));
        return false;
    }
    p.sha256 = sha_end(o->arena, &sha);
    part_add(&o->manifest, o->arena, p);
    return true;
}

/* Gives the file its name, never over one that came there meanwhile. */
static bool name_it(ArcOut *o)
{
    if (!renameat2(AT_FDCWD, o->part, AT_FDCWD, o->path, RENAME_NOREPLACE)) return true;
    if (errno != EINVAL || !access(o->path, F_OK)) return false;
    return rename(o->part, o->path) == 0;                 /* a file system that does not know the better way */
}

static bool same_parts(const Manifest *x, const Manifest *y)
{
    bool same = x->count == y->count && x->schema == y->schema;
    for (int i = 0; same && i < x->count; i++)
        same = str_eq(x->parts[i].path, y->parts[i].path) && str_eq(x->parts[i].sha256, y->parts[i].sha256);
    return same;
}

bool arc_finish(ArcOut *o, int schema, Manifest *m, Str *why_not)
{
    o->manifest.schema = schema;
    Str text = manifest_text(&o->manifest, o->arena);
    bool ok = head(o, MANIFEST, (i64)text.len) && archive_write_data(o->tar, text.at, text.len) == (la_ssize_t)text.len;
    if (!ok) no_room(o);
    ok = shut(o) && ok;
    if (ok) ok = arc_read(o->part, NULL, m, o->arena, &o->why);
    if (ok && !same_parts(m, &o->manifest)) ok = false, o->why = S("What was read back is not what was written. Is the disk sound?");
    if (ok && !name_it(o)) ok = false, o->why = str_format(o->arena, "The backup cannot be given the name %s: %m.", o->path);
    if (!ok) { arc_drop(o, why_not); return false; }
    sync_folder_of(o->path);
    return true;
}

/* ---- reading ---- */

typedef struct {
    Arena *arena;
    gzFile gz;
    struct archive *tar;
    const Taker *taker;
    Manifest found;                                       /* what is there, to hold against what the manifest says */
    Buf said;
    char piece[PIECE];
} ArcIn;

static la_ssize_t from_gzip(struct archive *tar, void *with, const void **bytes)
{
    ArcIn *in = with;
    int n = gzread(in->gz, in->piece, PIECE);
    *bytes = in->piece;
    if (n < 0) archive_set_error(tar, EIO, "damaged");
    return n;
}

/* One entry: to the taker, or, if it is the manifest, into `said`. */
static bool take(ArcIn *in, Str path, i64 size)
{
    const Taker *t = str_eq(path, MANIFEST) ? NULL : in->taker;
    bool is_manifest = str_eq(path, MANIFEST), lines = str_starts(path, S("tables/"));
    Part p = { .path = path };
    crypto_hash_sha256_state sha;
    char piece[PIECE];
    la_ssize_t n;
    if (is_manifest && size > MANIFEST_MOST) return false;
    if (t && !t->part(t->to, path, size)) return false;
    crypto_hash_sha256_init(&sha);
    while ((n = archive_read_data(in->tar, piece, sizeof piece)) > 0) {
        if (is_manifest) buf_add(&in->said, piece, (size_t)n);
        if (t && !t->bytes(t->to, (Str){ piece, (size_t)n })) return false;
        crypto_hash_sha256_update(&sha, (unsigned char *)piece, (size_t)n);
        for (la_ssize_t i = 0; lines && i < n; i++) p.rows += piece[i] == '\n';
        p.size += n;
    }
    if (n < 0 || p.size != size || (t && !t->done(t->to))) return false;
    p.sha256 = sha_end(in->arena, &sha);
    if (!is_manifest) part_add(&in->found, in->arena, p);
    return true;
}

static bool take_all(ArcIn *in)
{
    struct archive_entry *e;
    int rc;
    while ((rc = archive_read_next_header(in->tar, &e)) == ARCHIVE_OK) {
        const char *path = archive_entry_pathname(e);
        if (in->said.len || !path || archive_entry_filetype(e) != AE_IFREG) return false;      /* the manifest is last */
        if (!take(in, str_copy(in->arena, str_c(path)), archive_entry_size(e))) return false;
    }
    if (rc != ARCHIVE_EOF || !in->said.len) return false;
    int n;
    while ((n = gzread(in->gz, in->piece, PIECE)) > 0) {} /* to the end: only there does zlib compare the CRC */
    int state = Z_OK;
    gzerror(in->gz, &state);
    return n == 0 && (state == Z_OK || state == Z_STREAM_END);
}

/* The first ten bytes are outside gzip's CRC, and ours are always these. */
static bool starts_right(const char *path)
{
    static const unsigned char right[10] = { 0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3 };
    unsigned char got[10];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && read(fd, got, sizeof got) == sizeof got && !memcmp(got, right, sizeof got);
    if (fd >= 0) close(fd);
    return ok;
}

static bool as_said(const Manifest *said, const Manifest *found)
{
    bool same = said->count == found->count;
    for (int i = 0; same && i < said->count; i++) {
        const Part *x = &said->parts[i], *y = &found->parts[i];
        same = str_eq(x->path, y->path) && x->rows == y->rows && x->size == y->size && str_eq(x->sha256, y->sha256);
    }
    return same;
}

bool arc_read(const char *path, const Taker *taker, Manifest *m, Arena *a, Str *why_not)
{
    if (access(path, R_OK)) { *why_not = str_format(a, "The file %s cannot be read: %m.", path); return false; }
    ArcIn *in = arena_new(a, ArcIn);
    *in = (ArcIn){ .arena = a, .taker = taker, .said = buf_open(a, 4096), .tar = archive_read_new() };
    *m = (Manifest){ 0 };
    bool ok = starts_right(path) && (in->gz = gzopen(path, "rb")) != NULL;
    archive_read_support_format_tar(in->tar);
    ok = ok && archive_read_open(in->tar, in, NULL, from_gzip, NULL) == ARCHIVE_OK && take_all(in);
    ok = ok && manifest_from(buf_view(&in->said), m, a);
    bool newer = ok && m->format > ARCHIVE_FORMAT;
    if (ok && !newer) ok = as_said(m, &in->found);
    archive_read_free(in->tar);
    if (in->gz) gzclose(in->gz);
    if (newer) *why_not = str_format(a, "%s was written by a newer Kith. Install that one to read it.", path);
    else if (!ok && !why_not->len) *why_not = str_format(a, "%s is not a whole backup of Kith: it is damaged or was cut short. Take another copy.", path);
    return ok && !newer;
}
