/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Column names: told apart, matched to fields by what people call them, and mapped by hand. */
#include "sheets/sheet_inside.h"

/* "E-mail Address " and "email address" have one key.  Punctuation outside ASCII lies in
 * two blocks; everything else there is taken for a letter, so that every script has keys. */
static Str header_key(Arena *a, Str header)
{
    Str rest = utf8_fold(a, header);
    Buf b = buf_open(a, rest.len + 1);
    while (rest.len) {
        const char *start = rest.at;
        uint32_t c = utf8_next(&rest);
        bool letter = c < 0x80 ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
            : c > 0xBF && (c < 0x2000 || c > 0x206F) && c != 0xFEFF;
        if (letter) buf_add(&b, start, (size_t)(rest.at - start));
    }
    return buf_view(&b);
}

bool header_same(Str a, Str b)
{
    Arena *room = arena_open();
    bool same = str_eq(header_key(room, a), header_key(room, b));
    arena_close(room);
    return same;
}

int header_match(Str header, const FieldName *fields, int count)
{
    Arena *room = arena_open();
    Str key = header_key(room, header);
    int found = -1;
    for (int i = 0; key.len && found < 0 && i < count; i++)
        if (str_eq(key, header_key(room, str_c(fields[i].name)))) found = fields[i].field;
    arena_close(room);
    return found;
}

void headers_tidy(Arena *a, Str *names, int count)
{
    Str *folded = arena_array(a, Str, count);
    for (int i = 0; i < count; i++) {
        names[i] = utf8_line(a, names[i]);
        if (str_blank(names[i])) names[i] = str_format(a, "column %d", i + 1);
        folded[i] = utf8_fold(a, names[i]);
    }
    for (int i = 0; i < count; i++) {
        int before = 0;
        for (int j = 0; j < i; j++) before += str_eq(folded[j], folded[i]);
        if (!before) continue;
        Str name = str_format(a, "%.*s %d", FMT(names[i]), before + 1);
        Str key = utf8_fold(a, name);
        for (int j = 0; j < count; j++) {
            if (!str_eq(folded[j], key)) continue;       /* the table has an "Email 2" of its own */
            name = str_format(a, "%.*s (column %d)", FMT(name), i + 1);
            break;
        }
        names[i] = name;                                 /* folded keeps the first name: a third one is "Email 3" */
    }
}

/* ---- --map 'Header=field,Other=field2' --------------------------------------------------------- */

/* Takes the piece before the next comma; a backslash takes away the meaning of what follows.
 * `equals` is where the last = without a backslash stands in the piece, or -1. */
static Str map_piece(Arena *a, Str *rest, ptrdiff_t *equals)
{
    Buf b = buf_open(a, rest->len + 1);
    *equals = -1;
    while (rest->len) {
        char c = rest->at[0];
        rest->at++, rest->len--;
        if (c == ',') break;
        if (c == '=') *equals = (ptrdiff_t)b.len;
        if (c == '\\' && rest->len && memchr(",=\\", rest->at[0], 3)) {
            c = rest->at[0];
            rest->at++, rest->len--;
        }
        buf_byte(&b, c);
    }
    return buf_view(&b);
}

bool map_parse(Arena *a, Str text, HeaderMap *to, Str *why_not)
{
    int most = 1, count = 0;
    for (size_t i = 0; i < text.len; i++) most += text.at[i] == ',';
    HeaderPair *pairs = arena_array(a, HeaderPair, most);
    while (text.len) {
        ptrdiff_t equals;
        Str piece = map_piece(a, &text, &equals);
        if (str_blank(piece)) continue;
        if (equals >= 0) {
            Str header = str_trim((Str){ piece.at, (size_t)equals });
            Str field = str_trim((Str){ piece.at + equals + 1, piece.len - (size_t)equals - 1 });
            pairs[count] = (HeaderPair){ header, field };
        }
        if (equals < 0 || !pairs[count].header.len || !pairs[count].field.len) {
            *why_not = str_format(a, "\"%.*s\" does not say which column is which field. Write it as Column=field, "
                "with commas between; a comma inside a column's name is written \\,", FMT(piece));
            return false;
        }
        count++;
    }
    *to = (HeaderMap){ pairs, count };
    return true;
}
