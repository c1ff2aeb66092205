/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Replies to bytes: ETag, 304, gzip, Range. */
#include "http/inside.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* A tag, not a secret: eight bytes at a time, multiplied and folded.  Two pages differ in it unless chance is unkind. */
static uint64_t tag_of(Str s)
{
    uint64_t h = 0x9E3779B97F4A7C15u ^ s.len;
    size_t i = 0;
    for (; i + 8 <= s.len; i += 8) {
        uint64_t k;
        memcpy(&k, s.at + i, 8);
        h = (h ^ k) * 0xBF58476D1CE4E5B9u;
        h ^= h >> 29;
    }
    for (; i < s.len; i++) h = (h ^ (unsigned char)s.at[i]) * 0x94D049BB133111EBu;
    return h ^ h >> 32;
}

static bool same_tag(Str one, Str tag)
{
    if (str_starts(one, S("W/"))) one.at += 2, one.len -= 2;
    return str_eq(one, tag);
}

static bool known_already(const HttpRequest *q, Str tag, Str zipped)
{
    Str rest = http_header(q, "If-None-Match");
    if (str_is(rest, "*")) return true;
    while (rest.len) {
        Str one = str_trim(str_cut(&rest, ','));
        if (same_tag(one, tag) || same_tag(one, zipped)) return true;
    }
    return false;
}

static bool takes_gzip(const HttpRequest *q)
{
    Str rest = http_header(q, "Accept-Encoding");
    while (rest.len) {
        Str one = str_cut(&rest, ','), name = str_trim(str_cut(&one, ';')), how = str_trim(one);
        if (!str_is(name, "gzip") && !str_is(name, "*")) continue;
        return !(str_starts(how, S("q=0")) && str_find(how, S("1")) < 0 && (how.len == 3 || strspn(how.at + 3, ".0") >= how.len - 3));
    }
    return false;
}

static bool zip(Arena *a, Str body, Str *to)
{
    z_stream z = { 0 };
    if (deflateInit2(&z, 4, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    size_t cap = deflateBound(&z, body.len);
    unsigned char *out = arena_alloc(a, cap);
    z.next_in = (Bytef *)(uintptr_t)body.at, z.avail_in = (uInt)body.len;
    z.next_out = out, z.avail_out = (uInt)cap;
    bool ok = deflate(&z, Z_FINISH) == Z_STREAM_END;
    *to = (Str){ (const char *)out, z.total_out };
    deflateEnd(&z);
    return ok && to->len < body.len;
}

/* One range of bytes; more than one, or one that is not understood, gets the whole (RFC 9110, 14.2). */
typedef struct { i64 from, to; enum { WHOLE, PART, OUTSIDE } is; } Range;

static Range range_of(const HttpRequest *q, i64 size, Str tag)
{
    Str asked = http_header(q, "Range"), if_range = http_header(q, "If-Range");
    Range r = { 0, size - 1, WHOLE };
    if (!str_starts(asked, S("bytes=")) || str_find(asked, S(",")) >= 0 || (if_range.len && !str_eq(if_range, tag))) return r;
    Str to = { asked.at + 6, asked.len - 6 }, from = str_cut(&to, '-');
    i64 a = -1, b = -1;
    if ((from.len && !str_int(from, &a)) || (to.len && !str_int(to, &b)) || (a < 0 && b < 0)) return r;
    if (a < 0) a = b < size ? size - b : 0, b = size - 1;
    if (b < 0 || b >= size) b = size - 1;
    if (a >= size || a > b) return (Range){ 0, 0, OUTSIDE };
    return (Range){ a, b, PART };
}

static void add(struct MHD_Response *m, const char *name, Str value)
{
    char text[1024];
    if (value.len >= sizeof text) value.len = sizeof text - 1;
    memcpy(text, value.at, value.len);
    text[value.len] = 0;
    if (MHD_add_response_header(m, name, text) != MHD_YES) log_warn("header", "%s was refused", name);
}

static struct MHD_Response *body_response(Str body)
{
    return MHD_create_response_from_buffer(body.len, (void *)(uintptr_t)body.at, MHD_RESPMEM_PERSISTENT);
}

static struct MHD_Response *file_response(Arriving *r, const HttpReply *reply, int *status, Str tag)
{
    struct stat st;
    int fd = open(reply->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        if (fd >= 0) close(fd);
        *status = 404;
        return body_response(S("It is not here any more.\n"));
    }
    Range g = range_of(&r->request, st.st_size, tag);
    Arena *a = r->request.arena;
    if (g.is == OUTSIDE) {
        close(fd);
        *status = 416;
        struct MHD_Response *m = body_response(S(""));
        add(m, "Content-Range", str_format(a, "bytes */%lld", (i64)st.st_size));
        return m;
    }
    struct MHD_Response *m = MHD_create_response_from_fd_at_offset64((uint64_t)(g.to - g.from + 1), fd, (uint64_t)g.from);
    if (g.is == PART) {
        *status = 206;
        add(m, "Content-Range", str_format(a, "bytes %lld-%lld/%lld", g.from, g.to, (i64)st.st_size));
    }
    add(m, "Accept-Ranges", S("bytes"));
    return m;
}

typedef struct { Str body, tag; int status; bool zipped; } Shape;

static Shape shape_of(Arriving *r, const HttpReply *reply)
{
    const HttpRequest *q = &r->request;
    Arena *a = q->arena;
    Shape s = { .body = reply->body, .status = reply->status, .tag = S("") };
    Str zipped_tag = S("");
    if (reply->etag_is || (reply->etag && reply->body.len)) {
        Str bare = reply->etag_is ? str_c(reply->etag_is) : str_format(a, "%016llx", (unsigned long long)tag_of(reply->body));
        s.tag = str_format(a, "\"%.*s\"", FMT(bare));
        zipped_tag = str_format(a, "\"%.*s-z\"", FMT(bare));
        if (s.status == 200 && known_already(q, s.tag, zipped_tag)) { s.status = 304, s.body = S(""); return s; }
    }
    if (reply->compress && !reply->file && s.body.len > 1024 && takes_gzip(q) && zip(a, reply->body, &s.body)) s.zipped = true, s.tag = s.tag.len ? zipped_tag : s.tag;
    return s;
}

enum MHD_Result reply_send(Arriving *r, struct MHD_Connection *c, const HttpReply *reply)
{
    Shape s = shape_of(r, reply);
    struct MHD_Response *m = reply->file && s.status == 200 ? file_response(r, reply, &s.status, s.tag) : body_response(s.body);
    if (!m) return MHD_NO;
    for (int i = 0; i < reply->header_count; i++) add(m, reply->headers[i].name, reply->headers[i].value);
    if (s.tag.len && (s.status == 200 || s.status == 206 || s.status == 304)) add(m, "ETag", s.tag);
    if (reply->compress && !reply->file) add(m, "Vary", S("Accept-Encoding"));
    if (s.zipped) add(m, "Content-Encoding", S("gzip"));
    enum MHD_Result queued = MHD_queue_response(c, (unsigned)s.status, m);
    MHD_destroy_response(m);
    return queued;
}
