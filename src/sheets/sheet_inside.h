/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What the files of this room share: bytes, their decoding, and the splitting of text into cells. */
#ifndef KITH_SHEET_INSIDE_H
#define KITH_SHEET_INSIDE_H

#include "sheets/sheets.h"

/* ---- where bytes come from: a file, or memory ---- */
typedef struct { int fd; Str memory; i64 at, size; } Source;     /* fd is -1 for memory */
ptrdiff_t source_read(Source *s, void *to, size_t most);         /* 0 at the end, -1 when the file cannot be read */
bool source_rewind(Source *s);

/* ---- bytes to UTF-8, piece by piece ---- */
typedef enum { ENCODING_UTF8, ENCODING_UTF16LE, ENCODING_UTF16BE, ENCODING_TABLE } EncodingKind;
typedef struct {
    EncodingKind kind;
    bool bad;                                            /* met bytes that this encoding does not have */
    unsigned char held[4];                               /* of a letter cut by the end of a piece */
    size_t held_count;
    unsigned char letter[128][4], letter_len[128];       /* of bytes 80..FF; length 0: no letter there */
} Decoder;
size_t decode(Decoder *d, const unsigned char *in, size_t n, char *out);     /* out holds DECODED(n) */
#define DECODED(n) (3 * (n) + 16)

/* What one reading of the whole file tells. */
typedef struct {
    Decoder decoder;
    size_t skip;                                         /* bytes of the byte order mark */
    bool assumed, controls, plain;                       /* plain: ASCII only */
    Str name, digest;
} Survey;
MUST_USE bool survey(Arena *a, Source *from, const char *named, Survey *to, Str *why_not);

/* ---- text to cells ---- */
typedef struct { Str at; bool last; char delimiter; } Text;      /* last: nothing follows it in the file */
typedef struct { size_t start, end; bool quoted; } Span;
typedef struct {
    Span *cells;                                         /* room for SHEET_COLUMNS */
    int count;
    size_t used;                                         /* bytes of this row with its line end */
    i64 lines;                                           /* line ends among them */
    size_t open_at;                                      /* SCAN_OPEN, SCAN_LONG: where the quote opened, */
    i64 open_lines;                                      /* and after how many line ends */
} Scan;
typedef enum { SCAN_ROW, SCAN_END, SCAN_MORE, SCAN_OPEN, SCAN_LONG, SCAN_WIDE } ScanResult;
ScanResult scan_row(Text t, Scan *to);
void scan_skip_line(Text t, Scan *to);                   /* after SCAN_OPEN: used and lines now end with the line of the quote */
char delimiter_find(Text t, Span *room);
Str cell_text(char *at, Span cell);                      /* takes quotes out, in place */
bool cell_is_formula(Str cell);                          /* a spreadsheet would compute it: = + - @ TAB CR, wide ones too */
bool cell_is_guarded(Str cell);                          /* apostrophes, then the start of a formula */

void headers_tidy(Arena *a, Str *names, int count);      /* trims, names the nameless, tells namesakes apart */

#endif
