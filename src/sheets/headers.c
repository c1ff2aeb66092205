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

static bool is_there(SheetHeader h, Str header)
{
    for (int c = 0; c < h.count; c++) if (header_same(header, h.at[c])) return true;
    return false;
}

/* What the person said of this column: a field, -1 where nothing was said, -2 where there is no such field. */
static int said_of(const ColumnRules *r, const HeaderMap *map, Str header, Str *word)
{
    for (int i = map->count - 1; i >= 0; i--) {
        if (!header_same(map->at[i].header, header)) continue;
        *word = map->at[i].field;
        int f = word->len ? header_match(*word, r->names, r->count) : r->ignore;
        return f < 0 ? -2 : f;
    }
    return -1;
}

bool columns_map(Arena *a, const ColumnRules *r, SheetHeader h, int field[SHEET_COLUMNS], Str *why_not)
{
    HeaderMap map = { 0 };
    if (r->map && !map_parse(a, str_c(r->map), &map, why_not)) return false;
    for (int i = 0; i < map.count; i++)
        if (!is_there(h, map.at[i].header)) { *why_not = str_format(a, "--map: the list has no column %.*s.", FMT(map.at[i].header)); return false; }
    for (int c = 0; c < h.count; c++) {
        Str word = S("");
        int f = said_of(r, &map, h.at[c], &word);
        if (f == -2) { *why_not = str_format(a, "--map: there is no field %.*s. Fields are: %s.", FMT(word), r->fields); return false; }
        if (f < 0) f = header_match(h.at[c], r->names, r->count);
        bool taken = false;
        for (int b = 0; f >= 0 && f < r->many && b < c; b++) taken = taken || field[b] == f;
        field[c] = f < 0 || taken ? r->extra : f;
    }
    return true;
}
