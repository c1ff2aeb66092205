/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What is sent in is looked at by its bytes and comes out without what it said of its maker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <jpeglib.h>

#include "files/files.h"

static const char canary[] = "Zanzibarquince";
static char folder[] = "/tmp/kith-media-XXXXXX";
static Arena *arena;

static const char *at(const char *name) { return str_format(arena, "%s/%s", folder, name).at; }

static const char *laid(const char *name, Str bytes)
{
    FILE *f = fopen(at(name), "wb");
    assert_non_null(f);
    fwrite(bytes.at, 1, bytes.len, f);
    fclose(f);
    return at(name);
}

static Str whole(const char *path)
{
    FILE *f = fopen(path, "rb");
    Buf b = buf_open(arena, 1 << 16);
    char block[4096];
    if (!f) return S("");
    for (size_t n; (n = fread(block, 1, sizeof block, f)) > 0; ) buf_add(&b, block, n);
    fclose(f);
    return buf_view(&b);
}

static Media cleaned(Str bytes, unsigned wanted)
{
    unlink(at("out"));
    return media_clean(arena, laid("in", bytes), at("out"), wanted);
}

static void is_clean(Media m, const char *type)
{
    if (m.kind == MEDIA_NONE) fail_msg("%s: %.*s", type, FMT(m.why_not));
    assert_true(str_is(m.type, type));
    Str out = whole(at("out"));
    assert_true(out.len > 20);
    assert_true(str_find(out, str_c(canary)) < 0);
}

static void is_refused(Str bytes, const char *words)
{
    Media m = cleaned(bytes, ~0u);
    assert_int_equal(m.kind, MEDIA_NONE);
    if (str_find(m.why_not, str_c(words)) < 0) fail_msg("refused for another reason: %.*s", FMT(m.why_not));
    assert_int_equal(access(at("out"), F_OK), -1);
}

static void word4(Buf *b, unsigned n) { for (int i = 0; i < 4; i++) buf_byte(b, (char)(n >> 8 * i)); }
static void word2(Buf *b, unsigned n) { for (int i = 0; i < 2; i++) buf_byte(b, (char)(n >> 8 * i)); }

/* Two seconds of a tone that is none, and a LIST chunk that names who recorded it. */
static Str wav(bool note, unsigned seconds)
{
    Buf b = buf_open(arena, 40000);
    unsigned samples = 8000 * seconds, info = note ? 8 + 4 + 8 + 14 : 0;
    buf_str(&b, S("RIFF")), word4(&b, 36 + samples + info), buf_str(&b, S("WAVEfmt ")), word4(&b, 16), word2(&b, 1), word2(&b, 1), word4(&b, 8000), word4(&b, 8000), word2(&b, 1), word2(&b, 8);
    if (note) buf_str(&b, S("LIST")), word4(&b, 4 + 8 + 14), buf_str(&b, S("INFOIART")), word4(&b, 14), buf_str(&b, str_c(canary));
    buf_str(&b, S("data")), word4(&b, samples);
    for (unsigned i = 0; i < samples; i++) buf_byte(&b, (char)(128 + (i * 7) % 60));
    return buf_view(&b);
}

static void recordings(void **state)
{
    (void)state;
    Media m = cleaned(wav(true, 2), 1u << MEDIA_SOUND | 1u << MEDIA_FILM);
    is_clean(m, "audio/wav");
    assert_int_equal(m.kind, MEDIA_SOUND);
    assert_in_range(m.seconds, 1, 2);
    is_refused(wav(false, 1900), "longer than half an hour");
    is_refused((Str){ wav(false, 2).at, 30 }, "could not be read");
    m = cleaned(S("just words"), 1u << MEDIA_SOUND | 1u << MEDIA_FILM);
    assert_int_equal(m.kind, MEDIA_NONE);
    assert_true(str_find(m.why_not, S("not a recording")) >= 0);
}

/* A picture of 3 by 2, with notes on place and maker, and turned on its side (orientation 6). */
static Str photograph(void)
{
    static const unsigned char exif[] = "Exif\0\0MM\0*\0\0\0\010\0\002\001\022\0\003\0\0\0\001\0\006\0\0\001\073\0\002\0\0\0\017\0\0\0&\0\0\0\0Zanzibarquince";
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr faults;
    unsigned char *out = NULL, row[9] = { 250, 0, 0, 0, 250, 0, 0, 0, 250 };
    unsigned long size = 0;
    c.err = jpeg_std_error(&faults);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &out, &size);
    c.image_width = 3, c.image_height = 2, c.input_components = 3, c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_start_compress(&c, TRUE);
    jpeg_write_marker(&c, JPEG_APP0 + 1, exif, sizeof exif);
    unsigned char *rows[] = { row, row };
    jpeg_write_scanlines(&c, rows, 2);
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    Str s = str_copy(arena, (Str){ (char *)out, size });
    free(out);
    return s;
}

static void pictures(void **state)
{
    (void)state;
    Str in = photograph();
    assert_true(str_find(in, str_c(canary)) > 0);
    is_clean(cleaned(in, ~0u), "image/jpeg");
    Str out = whole(at("out"));
    ptrdiff_t frame = str_find(out, S("\xff\xc0"));
    assert_true(frame > 0);
    assert_int_equal((unsigned char)out.at[frame + 6], 3);                   /* upright: three high, two wide */
    assert_int_equal((unsigned char)out.at[frame + 8], 2);
    is_refused((Str){ in.at, 60 }, "not a kind of file");
    is_refused(S("<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"), "not a kind of file");
    is_refused(S("  <!DOCTYPE html><p>words"), "not a kind of file");
    is_refused(S("MZ\x90\0\x03 a program"), "not a kind of file");
    is_refused(S(""), "nothing in this file");
}

static void papers(void **state)
{
    (void)state;
    is_clean(cleaned(S("Plain words, kept as they are.\n"), ~0u), "text/plain; charset=utf-8");
    Str pdf = S("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(Zanzibarquince)>>>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n4 0 obj<</Author(Zanzibarquince)>>endobj\ntrailer<</Root 1 0 R/Info 4 0 R/Size 5>>\n%%EOF\n");
    is_clean(cleaned(pdf, ~0u), "application/pdf");
    assert_true(str_find(whole(at("out")), S("JavaScript")) < 0);
    is_refused(S("%PDF-1.4\nnothing of the kind"), "not a kind of file");
}

static Str zipped(const char *const *names, int count, size_t size)
{
    struct archive *a = archive_write_new();
    size_t used = 0;
    char *made = malloc(4 << 20), *data = calloc(1, size);
    archive_write_set_format_zip(a);
    assert_int_equal(archive_write_open_memory(a, made, 4 << 20, &used), ARCHIVE_OK);
    memcpy(data, canary, strlen(canary));
    for (int i = 0; i < count; i++) {
        struct archive_entry *e = archive_entry_new();
        archive_entry_set_pathname(e, names[i]), archive_entry_set_size(e, (la_int64_t)size), archive_entry_set_filetype(e, AE_IFREG), archive_entry_set_perm(e, 0644);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        archive_write_data(a, data, size);
        archive_entry_free(e);
    }
    archive_write_close(a);
    archive_write_free(a);
    Str s = str_copy(arena, (Str){ made, used });
    free(made), free(data);
    return s;
}

static void zips(void **state)
{
    (void)state;
    static const char *const docx[] = { "[Content_Types].xml", "word/document.xml", "docProps/core.xml", "docProps/custom.xml" }, *const macros[] = { "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin" }, *const other[] = { "run.exe" };
    Media m = cleaned(zipped(docx, 4, 64), ~0u);
    assert_int_equal(m.kind, MEDIA_DOCUMENT);
    assert_true(str_ends(m.type, S("wordprocessingml.document")));
    assert_true(str_find(whole(at("out")), S("docProps/custom.xml")) < 0);
    is_refused(zipped(macros, 3, 64), "not a kind of file");
    is_refused(zipped(other, 1, 64), "not a kind of file");
    is_refused(zipped(docx, 2, 60 << 20), "not a kind of file");             /* 120 MB in a few hundred KB */
}

static int up(void **state) { (void)state; arena = arena_open(); return mkdtemp(folder) == NULL; }
static int down(void **state)
{
    (void)state;
    unlink(at("in")), unlink(at("out")), rmdir(folder);
    arena_close(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(recordings), cmocka_unit_test(pictures), cmocka_unit_test(papers), cmocka_unit_test(zips) };
    return cmocka_run_group_tests(tests, up, down);
}
