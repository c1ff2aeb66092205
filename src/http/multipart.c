/* SPDX-License-Identifier: AGPL-3.0-or-later
 * multipart/form-data: small fields to memory, files to disk while they come in,
 * counted as they do.  Whatever was written is removed after the answer. */
#include "http/inside.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

struct Upload { struct Upload *before; const char *path; int fd, field; };

static void blame(Arriving *r, BodyFault f) { if (r->request.fault == BODY_FINE) r->request.fault = f; }

static HttpField *field_new(Arriving *r, const char *key)
{
    Arena *a = r->request.arena;
    if (r->count >= FIELDS_MOST || strlen(key) > NAME_MOST || !utf8_valid(str_c(key))) { blame(r, BODY_BAD_FORM); return NULL; }
    if (r->count == r->cap) {
        int cap = r->cap ? r->cap * 2 : 16;
        HttpField *to = arena_array(a, HttpField, cap);
        if (r->count) memcpy(to, r->fields, sizeof *to * (size_t)r->count);
        r->fields = to, r->cap = cap;
    }
    HttpField *f = &r->fields[r->count++];
    *f = (HttpField){ .name = str_copy(a, str_c(key)), .value = S("") };
    return f;
}

static void upload_begin(Arriving *r, const char *key, const char *filename)
{
    Arena *a = r->request.arena;
    HttpField *f = field_new(r, key);
    if (!f) return;
    struct Upload *u = arena_new(a, struct Upload);
    *u = (struct Upload){ .before = r->upload, .field = r->count - 1 };
    u->path = str_format(a, "%s/%s", r->worker->server->config.temp_dir, token_new(a).at).at;
    u->fd = open(u->path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (u->fd < 0) { blame(r, BODY_NO_ROOM); return; }
    r->upload = u;
    f->path = u->path, f->filename = str_cstr(a, utf8_valid(str_c(filename)) ? utf8_line(a, str_c(filename)) : S(""));
}

static void upload_take(Arriving *r, const char *data, size_t size)
{
    struct Upload *u = r->upload;
    HttpField *f = u ? &r->fields[u->field] : NULL;
    if (!f || u->fd < 0 || r->request.fault != BODY_FINE) return;
    f->size += (i64)size;
    if (f->size > r->upload_max) { blame(r, BODY_TOO_LARGE); return; }
    for (size_t done = 0; done < size; ) {
        ssize_t n = write(u->fd, data + done, size - done);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) { blame(r, BODY_NO_ROOM); return; }
        done += (size_t)n;
    }
}

static enum MHD_Result each(void *cls, enum MHD_ValueKind kind, const char *key, const char *filename, const char *type,
    const char *coding, const char *data, uint64_t off, size_t size)
{
    Arriving *r = cls;
    (void)kind, (void)type, (void)coding;
    if (r->request.fault != BODY_FINE || !key) return MHD_YES;
    if (filename) {
        if (off == 0 && *filename) upload_begin(r, key, filename);
        if (*filename) upload_take(r, data, size);
        return MHD_YES;
    }
    HttpField *f = off == 0 ? field_new(r, key) : r->count ? &r->fields[r->count - 1] : NULL;
    if (!f) return MHD_YES;
    Str parts[] = { f->value, { data, size } };
    f->value = str_join(r->request.arena, parts, 2, S(""));
    return MHD_YES;
}

bool parts_begin(Arriving *r, struct MHD_Connection *c)
{
    r->parts = MHD_create_post_processor(c, 16 * 1024, each, r);
    return r->parts != NULL;
}

void parts_take(Arriving *r, const char *data, size_t size)
{
    if (r->request.fault == BODY_FINE && MHD_post_process(r->parts, data, size) != MHD_YES) blame(r, BODY_BAD_FORM);
}

void parts_end(Arriving *r)
{
    if (r->parts && MHD_destroy_post_processor(r->parts) != MHD_YES) blame(r, BODY_BAD_FORM);
    r->parts = NULL;
    for (struct Upload *u = r->upload; u; u = u->before)
        if (u->fd >= 0) { if (close(u->fd)) blame(r, BODY_NO_ROOM); u->fd = -1; }
    for (int i = 0; i < r->count; i++) if (!utf8_valid(r->fields[i].value)) blame(r, BODY_BAD_TEXT);
    r->request.fields = r->fields, r->request.field_count = r->count;
}

void uploads_remove(Arriving *r)
{
    for (struct Upload *u = r->upload; u; u = u->before) {
        if (u->fd >= 0) close(u->fd);
        unlink(u->path);
    }
}
