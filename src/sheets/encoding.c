/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Which letters do these bytes mean?  Found by a fixed ladder, never by guessing from
 * statistics: byte order mark, NUL pattern of UTF-16, what the caller named, strict UTF-8,
 * Windows-1252.  Guessers are wrong on the commonest real file, one accented name among
 * hundreds of plain ones.  Whatever comes out of decode() is valid UTF-8. */
#include "sheets/sheet_inside.h"

#include <errno.h>
#include <iconv.h>
#include <sodium.h>
#include <unistd.h>

const char *const sheet_encodings[] = { "windows-1252", "windows-1250", "windows-1251", "windows-1256",
    "iso-8859-1", "iso-8859-2", "macroman", "cp850", NULL };

/* ---- the source --------------------------------------------------------------------------------- */

ptrdiff_t source_read(Source *s, void *to, size_t most)
{
    ptrdiff_t n;
    if (s->fd < 0) {
        size_t left = s->memory.len - (size_t)s->at;
        n = (ptrdiff_t)(left < most ? left : most);
        if (n) memcpy(to, s->memory.at + s->at, (size_t)n);
    } else {
        do n = read(s->fd, to, most); while (n < 0 && errno == EINTR);
    }
    if (n > 0) s->at += n;
    return n;
}

bool source_rewind(Source *s)
{
    s->at = 0;
    return s->fd < 0 || lseek(s->fd, 0, SEEK_SET) == 0;
}

/* ---- decoding ------------------------------------------------------------------------------------ */

static size_t put_letter(uint32_t c, char *to)
{
    unsigned char *p = (unsigned char *)to;
    if (c < 0x80) { p[0] = (unsigned char)c; return 1; }
    if (c < 0x800) { p[0] = (unsigned char)(0xC0 | c >> 6), p[1] = (unsigned char)(0x80 | (c & 63)); return 2; }
    size_t n = c < 0x10000 ? 3 : 4;
    p[0] = (unsigned char)(n == 3 ? 0xE0 | c >> 12 : 0xF0 | c >> 18);
    for (size_t i = 1; i < n; i++) p[i] = (unsigned char)(0x80 | (c >> 6 * (n - 1 - i) & 63));
    return n;
}

/* Length of the UTF-8 letter at p, 0 if it is none, -1 if it is cut short by n. */
static int utf8_letter(const unsigned char *p, size_t n)
{
    static const struct { unsigned char from, to, length, low, high; } lead[] = {
        { 0x01, 0x7F, 1, 0, 0 }, { 0xC2, 0xDF, 2, 0x80, 0xBF }, { 0xE0, 0xE0, 3, 0xA0, 0xBF },
        { 0xE1, 0xEC, 3, 0x80, 0xBF }, { 0xED, 0xED, 3, 0x80, 0x9F }, { 0xEE, 0xEF, 3, 0x80, 0xBF },
        { 0xF0, 0xF0, 4, 0x90, 0xBF }, { 0xF1, 0xF3, 4, 0x80, 0xBF }, { 0xF4, 0xF4, 4, 0x80, 0x8F } };
    for (int k = 0; k < COUNT(lead); k++) {
        if (p[0] < lead[k].from || p[0] > lead[k].to) continue;
        for (size_t i = 1; i < lead[k].length; i++) {
            if (i == n) return -1;
            if (i == 1 ? p[1] < lead[k].low || p[1] > lead[k].high : (p[i] & 0xC0) != 0x80) return 0;
        }
        return lead[k].length;
    }
    return 0;
}

static bool eight_plain(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, 8);
    return !(word & 0x8080808080808080u) && !((word - 0x0101010101010101u) & ~word & 0x8080808080808080u);
}

static size_t decode_utf8(Decoder *d, const unsigned char *in, size_t n, char *out)
{
    memcpy(out, d->held, d->held_count);
    memcpy(out + d->held_count, in, n);
    const unsigned char *p = (const unsigned char *)out;
    size_t len = d->held_count + n, i = 0;
    d->held_count = 0;
    while (i < len) {
        if (i + 8 <= len && eight_plain(p + i)) { i += 8; continue; }
        int letter = utf8_letter(p + i, len - i);
        if (letter < 0) {
            d->held_count = len - i;
            memcpy(d->held, p + i, d->held_count);
            return i;
        }
        if (!letter) { d->bad = true; return i; }
        i += (size_t)letter;
    }
    return i;
}

static size_t decode_utf16(Decoder *d, const unsigned char *in, size_t n, char *out)
{
    size_t made = 0;
    for (size_t i = 0; i < n && !d->bad; i++) {
        d->held[d->held_count++] = in[i];
        if (d->held_count & 1) continue;
        bool little = d->kind == ENCODING_UTF16LE;
        uint32_t unit[2] = { 0 };
        for (size_t u = 0; u < d->held_count / 2; u++)
            unit[u] = (uint32_t)(d->held[2 * u + little] << 8 | d->held[2 * u + !little]);
        uint32_t c = unit[0];
        if (d->held_count == 2 && c >= 0xD800 && c < 0xDC00) continue;     /* its other half comes next */
        if (d->held_count == 4) {
            d->bad = unit[1] < 0xDC00 || unit[1] > 0xDFFF;
            c = 0x10000 + ((c - 0xD800) << 10) + (unit[1] - 0xDC00);
        } else {
            d->bad = !c || (c >= 0xDC00 && c < 0xE000);
        }
        d->held_count = 0;
        if (!d->bad) made += put_letter(c, out + made);
    }
    return made;
}

static size_t decode_table(Decoder *d, const unsigned char *in, size_t n, char *out)
{
    size_t made = 0;
    for (size_t i = 0; i < n; i++) {
        if (in[i] < 0x80) { out[made++] = (char)in[i]; continue; }
        size_t len = d->letter_len[in[i] - 0x80];
        if (!len) d->bad = true;
        memcpy(out + made, d->letter[in[i] - 0x80], len);
        made += len;
    }
    return made;
}

size_t decode(Decoder *d, const unsigned char *in, size_t n, char *out)
{
    if (d->bad) return 0;
    if (d->kind == ENCODING_UTF8) return decode_utf8(d, in, n, out);
    return d->kind == ENCODING_TABLE ? decode_table(d, in, n, out) : decode_utf16(d, in, n, out);
}

/* ---- tables of 128 letters ------------------------------------------------------------------------- */

/* Windows-1252 from 80 to 9F; the rest is Latin-1.  Written out, not asked of iconv, whose
 * tables are files that a small container may lack. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };

static bool table_iconv(Decoder *d, const char *name)
{
    iconv_t with = iconv_open("UTF-8", !strcmp(name, "macroman") ? "MACINTOSH" : name);
    if (with == (iconv_t)-1) return false;
    for (int b = 0; b < 128; b++) {
        char byte = (char)(b + 0x80), letter[8], *in = &byte, *out = letter;
        size_t left = 1, room = sizeof letter;
        iconv(with, NULL, NULL, NULL, NULL);
        size_t n = iconv(with, &in, &left, &out, &room);
        size_t len = n == (size_t)-1 ? 0 : (size_t)(out - letter);
        d->letter_len[b] = (unsigned char)(len > 4 ? 0 : len);
        memcpy(d->letter[b], letter, d->letter_len[b]);
    }
    iconv_close(with);
    return true;
}

static bool table_make(Decoder *d, const char *name)
{
    bool western = !strcmp(name, "windows-1252");
    *d = (Decoder){ .kind = ENCODING_TABLE };
    if (!western && strcmp(name, "iso-8859-1") != 0) return table_iconv(d, name);
    for (uint32_t b = 0; b < 128; b++) {
        uint32_t c = western && b < 32 ? windows_1252[b] : b + 0x80;
        d->letter_len[b] = (unsigned char)(c ? put_letter(c, (char *)d->letter[b]) : 0);
    }
    return true;
}

/* ---- the ladder -------------------------------------------------------------------------------------- */

enum { PIECE = 64 * 1024 };
typedef struct { unsigned char piece[PIECE]; char text[DECODED(PIECE)]; } Room;

/* UTF-16 without a mark: line ends and commas have a NUL beside them, always on the same side,
 * and the whole piece makes sense read that way.  A stray NUL in plain text does not look so. */
static bool looks_utf16(const unsigned char *p, size_t n, EncodingKind kind, char *room)
{
    Decoder d = { .kind = kind };
    size_t plain = 0, marks = 0, lines = 0, whole_lines = 0, high = kind == ENCODING_UTF16LE;
    for (size_t i = 0; i + 1 < n; i += 2) {
        bool narrow = p[i + high] == 0, line = p[i + !high] == '\n' || p[i + !high] == '\r';
        plain += narrow, lines += line, whole_lines += line && narrow;
        marks += narrow && memchr("\r\n\t,;", p[i + !high], 5) != NULL;
    }
    decode(&d, p, n & ~(size_t)1, room);
    return !d.bad && marks && whole_lines * 2 >= lines && plain * 16 >= n;
}

/* Here and there a control character is a bullet pasted from elsewhere; one in ten is a picture or a program. */
static bool mostly_control(const unsigned char *p, size_t n)
{
    size_t control = 0;
    for (size_t i = 0; i < n; i++) control += p[i] && p[i] < ' ' && (p[i] < '\t' || p[i] > '\r');
    return control > 8 && control * 10 > n;
}

static const char *not_a_table(const unsigned char *p, size_t n)
{
    static const struct { const char *start; size_t len; const char *why; } known[] = {
        { "PK\003\004", 4, "This is an Excel or LibreOffice workbook (or another zip file), not CSV. Open it there "
            "and choose \"Save as\", \"CSV UTF-8\"." },
        { "\xD0\xCF\x11\xE0", 4, "This is an old Excel workbook, not CSV. Open it there and choose \"Save as\", \"CSV UTF-8\"." },
        { "\x1F\x8B", 2, "This file is compressed (gzip). Unpack it first." },
        { "%PDF", 4, "This is a PDF, not a table. A CSV file from the program that made it can be read." },
    };
    for (int i = 0; i < COUNT(known); i++)
        if (n >= known[i].len && !memcmp(p, known[i].start, known[i].len)) return known[i].why;
    return NULL;
}

/* The first two rungs that bytes alone decide.  True: to->decoder and to->skip are settled. */
static bool mark_or_pattern(const unsigned char *p, size_t n, char *room, Survey *to)
{
    static const struct { const char *mark; size_t len; EncodingKind kind; } marks[] = {
        { "\xEF\xBB\xBF", 3, ENCODING_UTF8 }, { "\xFF\xFE", 2, ENCODING_UTF16LE }, { "\xFE\xFF", 2, ENCODING_UTF16BE } };
    for (int i = 0; i < COUNT(marks); i++) {
        if (n < marks[i].len || memcmp(p, marks[i].mark, marks[i].len) != 0) continue;
        to->decoder.kind = marks[i].kind, to->skip = marks[i].len;
        return true;
    }
    if (!memchr(p, 0, n)) return false;
    for (EncodingKind k = ENCODING_UTF16LE; k <= ENCODING_UTF16BE; k++) {
        if (!looks_utf16(p, n, k, room)) continue;
        to->decoder.kind = k;
        return true;
    }
    return false;
}

/* Reads everything once: its digest, which bytes occur, and whether it decodes.  False: it cannot be read. */
static bool read_through(Source *from, Room *room, Survey *to, bool seen[256], unsigned char digest[32])
{
    size_t skip = to->skip;
    Decoder *d = &to->decoder;
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, 32);
    ptrdiff_t n;
    if (!source_rewind(from)) return false;
    while ((n = source_read(from, room->piece, PIECE)) > 0) {
        crypto_generichash_update(&state, room->piece, (size_t)n);
        for (ptrdiff_t i = 0; i < n; i++) seen[room->piece[i]] = true;
        decode(d, room->piece + skip, (size_t)n - skip, room->text);
        skip = 0;
    }
    if (d->held_count) d->bad = true;                    /* cut off inside a letter */
    crypto_generichash_final(&state, digest, 32);
    return n == 0;
}

/* The last rung: a table of letters, named by the caller or Windows-1252.  Every byte must have one. */
static bool settle_table(Arena *a, const char *named, const bool seen[256], Survey *to, Str *why_not)
{
    to->name = str_c(named ? named : "windows-1252");
    to->assumed = !named;
    if (!table_make(&to->decoder, to->name.at)) {
        *why_not = str_format(a, "This machine has no table for %s.", to->name.at);
        return false;
    }
    for (int b = 0x80; b < 256; b++) {
        if (!seen[b] || to->decoder.letter_len[b - 0x80]) continue;
        *why_not = named
            ? str_format(a, "The file has byte %02X, which stands for no letter in %s. It was saved in some other encoding.", b, named)
            : str_format(a, "The file is not UTF-8, and its byte %02X stands for no letter in Windows-1252. Say which encoding "
                "it was saved in: windows-1250, windows-1251, windows-1256, iso-8859-1, iso-8859-2, macroman or cp850.", b);
        return false;
    }
    return true;
}

static bool known_encoding(const char *name)
{
    for (int i = 0; sheet_encodings[i]; i++)
        if (!strcmp(sheet_encodings[i], name)) return true;
    return false;
}

bool survey(Arena *a, Source *from, const char *named, Survey *to, Str *why_not)
{
    static const char *const names[] = { "utf-8", "utf-16le", "utf-16be" };
    Room *room = arena_new(a, Room);
    unsigned char digest[32];
    bool seen[256] = { false };
    *to = (Survey){ 0 };
    if (named && !known_encoding(named)) {
        *why_not = str_format(a, "\"%s\" is not an encoding that can be named here.", named);
        return false;
    }
    ptrdiff_t n = source_read(from, room->piece, PIECE);
    const char *not = n > 0 ? not_a_table(room->piece, (size_t)n) : n == 0 ? "The file is empty." : "The file could not be read.";
    if (not) { *why_not = str_c(not); return false; }
    bool settled = mark_or_pattern(room->piece, (size_t)n, room->text, to);
    EncodingKind kind = to->decoder.kind;
    if (kind == ENCODING_UTF8 && mostly_control(room->piece, (size_t)n)) {
        *why_not = S("This is not a text file.");
        return false;
    }
    if (!read_through(from, room, to, seen, digest)) {
        *why_not = S("The file could not be read to its end.");
        return false;
    }
    bool wide = kind != ENCODING_UTF8, bad = to->decoder.bad;
    if (!wide && seen[0]) {
        *why_not = S("This is not a text file: it has bytes that no text has (NUL).");
        return false;
    }
    if (bad && settled) {
        *why_not = str_format(a, "The file says that it is %s, but part of it is not. It may be damaged or cut off.", names[kind]);
        return false;
    }
    to->digest = hex(a, digest, sizeof digest);
    to->name = str_c(names[kind]);
    to->decoder = (Decoder){ .kind = kind };
    to->plain = !wide && memchr(seen + 0x80, true, 128) == NULL;
    to->controls = wide;
    for (int b = 1; b < ' '; b++) to->controls |= seen[b] && (b < '\t' || b > '\r');
    if (!settled && !to->plain && (named || bad)) return settle_table(a, named, seen, to, why_not);
    return true;
}

/* ---- text that was encoded twice ----------------------------------------------------------------------- */

static int byte_of(uint32_t c)
{
    if (c < 0x100) return (int)c;
    for (int b = 0; b < 32; b++) if (windows_1252[b] == c) return b + 0x80;
    return -1;
}

/* "ë" is the bytes C3 AB.  Taken for Windows-1252 they are "Ã" and "«", and saved as UTF-8 again
 * they stay so.  Finds such a letter at the front; a capital before a closing quotation mark
 * («ÉTÉ») would look like one with lead bytes C6 to CD, which no living alphabet needs here. */
static size_t twice_letter(Str rest, unsigned char bytes[4], Str *after)
{
    size_t n = 0;
    uint32_t c;
    if (!rest.len || (unsigned char)rest.at[0] < 0x80) return 0;
    while (n < 4 && rest.len && (c = utf8_next(&rest)) != 0) {
        int b = byte_of(c);
        if (b < 0x80 || (b >= 0xC6 && b <= 0xCD && !n)) return 0;
        bytes[n++] = (unsigned char)b;
        int len = utf8_letter(bytes, n);
        if (len == 0) return 0;
        if (len > 1) { *after = rest; return n; }
    }
    return 0;
}

bool text_encoded_twice(Arena *a, Str text, Str *once)
{
    unsigned char bytes[4];
    bool found = false;
    for (Str rest = text, after; rest.len && !found; utf8_next(&rest)) found = twice_letter(rest, bytes, &after) > 0;
    if (!found) return false;
    Buf b = buf_open(a, text.len);
    for (Str rest = text, after; rest.len; rest = after) {
        size_t n = twice_letter(rest, bytes, &after);
        if (n) { buf_add(&b, (const char *)bytes, n); continue; }
        after = rest;
        utf8_next(&after);
        buf_add(&b, rest.at, (size_t)(after.at - rest.at));
    }
    *once = buf_view(&b);
    return true;
}
