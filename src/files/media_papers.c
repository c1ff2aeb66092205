/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Documents and photographs without what they say of who made them, where, and with what. */
#include "files/inside.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>
#include <qpdf/qpdf-c.h>

enum { MOST_ENTRIES = 2000, MOST_UNPACKED = 100 << 20, MOST_SIDE = 8000, MOST_PIXELS = 24000000 };

/* ---- JPEG: decoded and drawn anew, upright ---- */

typedef struct { struct jpeg_error_mgr base; jmp_buf back; } JpegFaults;
static void jpeg_leaves(j_common_ptr c) { longjmp(((JpegFaults *)(void *)c->err)->back, 1); }
static void jpeg_is_quiet(j_common_ptr c) { (void)c; }

static unsigned two(const unsigned char *p, bool little) { return little ? (unsigned)(p[0] | p[1] << 8) : (unsigned)(p[0] << 8 | p[1]); }

/* Exif's orientation (tag 0x0112 of the first directory): 1 to 8, 1 where it says nothing sensible. */
static int orientation(const unsigned char *p, size_t n)
{
    if (n < 20 || memcmp(p, "Exif\0\0", 6)) return 1;
    p += 6, n -= 6;
    bool little = p[0] == 'I';
    size_t at = little ? (size_t)(two(p + 4, true) | two(p + 6, true) << 16) : (size_t)(two(p + 6, false) | two(p + 4, false) << 16);
    if (at + 2 > n) return 1;
    for (unsigned count = two(p + at, little), i = 0; i < count && at + 2 + (i + 1) * 12 <= n; i++) {
        const unsigned char *tag = p + at + 2 + i * 12;
        unsigned is = two(tag + 8, little);
        if (two(tag, little) == 0x0112) return is >= 1 && is <= 8 ? (int)is : 1;
    }
    return 1;
}

typedef struct { unsigned char *at; unsigned wide, high; } Pixels;

static Pixels upright(Pixels p, int how)
{
    bool turned = how >= 5;
    Pixels to = { malloc((size_t)p.wide * p.high * 3), turned ? p.high : p.wide, turned ? p.wide : p.high };
    if (!to.at) return (Pixels){ NULL, 0, 0 };
    for (unsigned y = 0; y < p.high; y++)
        for (unsigned x = 0; x < p.wide; x++) {
            unsigned u = turned ? y : x, w = turned ? x : y;
            if (how == 2 || how == 3 || how == 6 || how == 7) u = to.wide - 1 - u;
            if (how == 3 || how == 4 || how == 7 || how == 8) w = to.high - 1 - w;
            memcpy(to.at + ((size_t)w * to.wide + u) * 3, p.at + ((size_t)y * p.wide + x) * 3, 3);
        }
    return to;
}

static Pixels jpeg_read(const unsigned char *file, size_t n)
{
    struct jpeg_decompress_struct d;
    JpegFaults faults;
    static Pixels p;                                      /* this process reads one picture, and ends */
    static int how = 1;
    d.err = jpeg_std_error(&faults.base);
    faults.base.error_exit = jpeg_leaves, faults.base.output_message = jpeg_is_quiet;
    if (setjmp(faults.back)) return (Pixels){ NULL, 0, 0 };
    jpeg_create_decompress(&d);
    jpeg_mem_src(&d, file, n);
    jpeg_save_markers(&d, JPEG_APP0 + 1, 0xffff);
    jpeg_read_header(&d, TRUE);
    if (d.image_width > MOST_SIDE || d.image_height > MOST_SIDE || (size_t)d.image_width * d.image_height > MOST_PIXELS) return (Pixels){ NULL, 0, 0 };
    for (jpeg_saved_marker_ptr m = d.marker_list; m; m = m->next) if (m->marker == JPEG_APP0 + 1) how = orientation(m->data, m->data_length);
    d.out_color_space = JCS_RGB;
    jpeg_start_decompress(&d);
    p = (Pixels){ malloc((size_t)d.output_width * d.output_height * 3), d.output_width, d.output_height };
    while (p.at && d.output_scanline < d.output_height) {
        unsigned char *row = p.at + (size_t)d.output_scanline * p.wide * 3;
        jpeg_read_scanlines(&d, &row, 1);
    }
    jpeg_finish_decompress(&d);
    return p.at ? upright(p, how) : p;
}

bool clean_jpeg(const unsigned char *file, size_t n, int to)
{
    struct jpeg_compress_struct c;
    JpegFaults faults;
    unsigned char *out = NULL;
    unsigned long size = 0;
    Pixels p = jpeg_read(file, n);
    if (!p.at) return false;
    c.err = jpeg_std_error(&faults.base);
    faults.base.error_exit = jpeg_leaves;
    if (setjmp(faults.back)) return false;
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out, &size);
    c.image_width = p.wide, c.image_height = p.high, c.input_components = 3, c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_set_quality(&c, 88, TRUE);
    jpeg_start_compress(&c, TRUE);
    while (c.next_scanline < c.image_height) {
        unsigned char *row = p.at + (size_t)c.next_scanline * p.wide * 3;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    return clean_write(to, out, size);
}

/* ---- PDF ---- */

#define EACH_QPDF(f) f(qpdf_init) f(qpdf_read_memory) f(qpdf_is_encrypted) f(qpdf_get_trailer) f(qpdf_get_root) f(qpdf_oh_has_key) f(qpdf_oh_remove_key) f(qpdf_oh_get_key) f(qpdf_oh_is_dictionary) \
    f(qpdf_init_write_memory) f(qpdf_set_deterministic_ID) f(qpdf_write) f(qpdf_get_buffer) f(qpdf_get_buffer_length) f(qpdf_set_suppress_warnings)
#define FIELD(name) __typeof__(&name) name;
static struct { EACH_QPDF(FIELD) } pdf;

bool clean_pdf_ready(void)
{
    void *lib = dlopen("libqpdf.so.29", RTLD_NOW);
    if (!lib) lib = dlopen("libqpdf.so.30", RTLD_NOW);
    if (!lib) return false;
    bool all = true;
#define FIND(name) *(void **)(void *)&pdf.name = dlsym(lib, #name), all = all && pdf.name;
    EACH_QPDF(FIND)
    return all;
}

static void without(qpdf_data q, qpdf_oh from, const char *const *keys)
{
    for (; *keys; keys++) if (pdf.qpdf_oh_has_key(q, from, *keys)) pdf.qpdf_oh_remove_key(q, from, *keys);
}

/* Who wrote it and with what; and whatever would run or unpack when it is opened. */
bool clean_pdf(const unsigned char *file, size_t n, int to)
{
    qpdf_data q = pdf.qpdf_init();
    pdf.qpdf_set_suppress_warnings(q, 1);
    if ((pdf.qpdf_read_memory(q, "file", (const char *)file, n, NULL) & 2) || pdf.qpdf_is_encrypted(q)) return false;
    qpdf_oh trailer = pdf.qpdf_get_trailer(q), root = pdf.qpdf_get_root(q);
    without(q, trailer, (const char *const[]){ "/Info", NULL });
    without(q, root, (const char *const[]){ "/Metadata", "/OpenAction", "/AA", "/PieceInfo", "/AF", NULL });
    qpdf_oh names = pdf.qpdf_oh_get_key(q, root, "/Names");
    if (pdf.qpdf_oh_is_dictionary(q, names)) without(q, names, (const char *const[]){ "/JavaScript", "/EmbeddedFiles", NULL });
    pdf.qpdf_init_write_memory(q);
    pdf.qpdf_set_deterministic_ID(q, 1);
    if (pdf.qpdf_write(q) & 2) return false;
    return clean_write(to, pdf.qpdf_get_buffer(q), pdf.qpdf_get_buffer_length(q));
}

/* ---- DOCX and ODT: zips of a known shape ---- */

typedef struct { bool types, word, odt, text, macros; } Shape;

static void note(Shape *s, const char *name, const unsigned char *data, size_t n)
{
    s->types = s->types || !strcmp(name, "[Content_Types].xml");
    s->word = s->word || !strcmp(name, "word/document.xml");
    s->text = s->text || !strcmp(name, "content.xml");
    s->odt = s->odt || (!strcmp(name, "mimetype") && n >= 39 && !memcmp(data, "application/vnd.oasis.opendocument.text", 39));
    s->macros = s->macros || strstr(name, "vbaProject") || !strncmp(name, "Basic/", 6) || !strncmp(name, "Scripts/", 8);
}

static const char empty_meta[] = "<?xml version=\"1.0\"?><office:document-meta xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" office:version=\"1.2\"><office:meta/></office:document-meta>";
static const char empty_core[] = "<?xml version=\"1.0\"?><cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\"/>";
static const char empty_app[] = "<?xml version=\"1.0\"?><Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\"/>";

static const char *instead_of(const char *name)
{
    if (!strcmp(name, "meta.xml")) return empty_meta;
    if (!strcmp(name, "docProps/core.xml")) return empty_core;
    return !strcmp(name, "docProps/app.xml") ? empty_app : NULL;
}

static bool copy_one(struct archive *to, const char *name, const unsigned char *data, size_t n, bool stored)
{
    struct archive_entry *e = archive_entry_new();
    archive_entry_set_pathname(e, name), archive_entry_set_size(e, (la_int64_t)n), archive_entry_set_filetype(e, AE_IFREG), archive_entry_set_perm(e, 0644);
    if (stored) archive_write_zip_set_compression_store(to);
    else archive_write_zip_set_compression_deflate(to);
    bool ok = archive_write_header(to, e) == ARCHIVE_OK && archive_write_data(to, data, n) == (la_ssize_t)n;
    archive_entry_free(e);
    return ok;
}

static bool copy_all(struct archive *from, struct archive *to, Shape *s)
{
    struct archive_entry *e;
    size_t all = 0;
    for (int entries = 0; archive_read_next_header(from, &e) == ARCHIVE_OK; entries++) {
        const char *name = archive_entry_pathname(e);
        size_t n = 0, cap = 1 << 16;
        unsigned char *data = malloc(cap);
        if (!name || entries >= MOST_ENTRIES || !data) return false;
        for (la_ssize_t got; (got = archive_read_data(from, data + n, cap - n)) != 0; ) {
            if (got < 0 || (all += (size_t)got) > MOST_UNPACKED) return false;
            n += (size_t)got;
            if (n == cap && !(data = realloc(data, cap *= 2))) return false;
        }
        note(s, name, data, n);
        bool leaves = !strcmp(name, "docProps/custom.xml") || !strncmp(name, "docProps/thumbnail", 18) || !strncmp(name, "Thumbnails/", 11);
        const char *other = instead_of(name);
        if (!leaves && name[strlen(name) - 1] != '/' && !copy_one(to, name, other ? (const unsigned char *)other : data, other ? strlen(other) : n, !strcmp(name, "mimetype"))) return false;
        free(data);
    }
    return true;
}

bool clean_papers(const unsigned char *file, size_t n, int to, bool *word)
{
    struct archive *in = archive_read_new(), *out = archive_write_new();
    size_t used = 0, room = n * 2 + (1 << 20);
    unsigned char *made = malloc(room);
    Shape s = { false, false, false, false, false };
    if (!in || !out || !made) return false;
    archive_read_support_format_zip_streamable(in);
    archive_write_set_format_zip(out);
    if (archive_read_open_memory(in, file, n) != ARCHIVE_OK || archive_write_open_memory(out, made, room, &used) != ARCHIVE_OK) return false;
    bool whole = copy_all(in, out, &s) && archive_write_close(out) == ARCHIVE_OK;
    *word = s.types && s.word;
    return whole && !s.macros && (*word || (s.odt && s.text)) && clean_write(to, made, used);
}
