/* SPDX-License-Identifier: AGPL-3.0-or-later
 * The index of names.  Each word gives a keyed hash for its first two to eight
 * letters and for the whole of it; the name gives one for all its words, in
 * any order, and one for how it sounds.  README.md says what that leaks. */
#include "people/name.h"

#include "search/search.h"
#include "seal/seal.h"

enum { SHORTEST = 2, LONGEST = 8, WORDS = 6, PIECES = WORDS * 8 + 2 };

typedef struct { const char *what; Str text; } Piece;
typedef struct { Piece at[PIECES]; int count; } Pieces;
typedef struct { Str at[WORDS]; int count; } Words;

/* The words of a name, each once, in the order of their bytes. */
static Words words_of(Arena *a, Str name)
{
    Words w = { .count = 0 };
    for (Str rest = search_words(a, name); rest.len && w.count < WORDS; ) {
        Str word = str_cut(&rest, ' ');
        int at = 0;
        while (at < w.count && str_cmp(w.at[at], word) < 0) at++;
        if (!word.len || (at < w.count && str_eq(w.at[at], word))) continue;
        memmove(&w.at[at + 1], &w.at[at], sizeof w.at[0] * (size_t)(w.count - at));
        w.at[at] = word, w.count++;
    }
    return w;
}

static Str joined(Arena *a, const Words *w) { return str_join(a, w->at, w->count, S(" ")); }

/* First letter, then consonants, none twice running: "mueller", "muller" and "miller" are alike, and a person decides. */
static Str sound_of(Arena *a, Str word)
{
    Buf b = buf_open(a, word.len + 1);
    for (size_t i = 0; i < word.len; i++) {
        char c = word.at[i];
        if ((unsigned char)c >= 0x80) return word;        /* another script: as it is written */
        if (c == 'z' || c == 'c') c = 's';
        if (c == 'k' || c == 'q') c = 'c';
        bool quiet = memchr("aeiouyhw", c, 8) != NULL;
        if (i && (quiet || (b.len && b.at[b.len - 1] == c))) continue;
        buf_byte(&b, c);
    }
    return buf_view(&b);
}

static Str sounds(Arena *a, const Words *w)
{
    Words s = { .count = w->count };
    for (int i = 0; i < w->count; i++) s.at[i] = sound_of(a, w->at[i]);
    return joined(a, &s);
}

static Pieces pieces_of(Arena *a, Str name)
{
    Pieces p = { .count = 0 };
    Words w = words_of(a, name);
    if (!w.count) return p;
    for (int i = 0; i < w.count; i++) {
        size_t whole = utf8_length(w.at[i]);
        for (size_t n = SHORTEST; n <= LONGEST && n < whole; n++) p.at[p.count++] = (Piece){ "name.word", utf8_cut(w.at[i], n) };
        p.at[p.count++] = (Piece){ "name.word", w.at[i] };
    }
    p.at[p.count++] = (Piece){ "name.whole", joined(a, &w) };
    p.at[p.count++] = (Piece){ "name.sound", sounds(a, &w) };
    return p;
}

void name_index_trusted(Tx *tx, i64 person, Str was, Str now)
{
    Arena *a = tx_arena(tx);
    Pieces old = pieces_of(a, was), new = pieces_of(a, now);
    for (int i = 0; i < old.count; i++)
        db_exec(tx, SQL("delete from person_word where person = $1 and find in ($2, $3)"), I(person),
            B(seal_find(a, old.at[i].what, old.at[i].text)), B(seal_find_before(a, old.at[i].what, old.at[i].text)));
    for (int i = 0; i < new.count; i++)
        db_exec(tx, SQL("insert into person_word(find, person) values ($1, $2) on conflict do nothing"), B(seal_find(a, new.at[i].what, new.at[i].text)), I(person));
}

bool name_indexed_trusted(Tx *tx, i64 person, Str name)
{
    Arena *a = tx_arena(tx);
    Pieces p = pieces_of(a, name);
    for (int i = 0; i < p.count; i++)
        if (!db_one_int(tx, SQL("select count(*) from person_word where person = $1 and find in ($2, $3)"), I(person),
                B(seal_find(a, p.at[i].what, p.at[i].text)), B(seal_find_before(a, p.at[i].what, p.at[i].text)))) return false;
    return true;
}

/* ---- finding ---- */

static Ids read_ids(Query q, int most)
{
    i64 *at = arena_array(tx_arena(q.tx), i64, most + 1);
    int count = 0;
    while (count <= most && db_next(&q)) at[count++] = db_int(&q, 0);
    db_end(&q);
    return (Ids){ at, count > most ? most : count, count > most };
}

/* Words longer than what is indexed are looked for by the whole, or else by their first eight letters. */
static Str asked_piece(Str word) { return utf8_length(word) > LONGEST ? utf8_cut(word, LONGEST) : word; }

/* Nobody is listed twice where a row carries both keys; the rarest word, which is taken to be the longest, leads. */
Ids names_found_trusted(Tx *tx, Str asked, int most)
{
    Arena *a = tx_arena(tx);
    Words w = words_of(a, asked);
    Str now[WORDS], before[WORDS];
    int lead = 0;
    if (!w.count) return (Ids){ 0 };
    for (int i = 1; i < w.count; i++) if (utf8_length(w.at[i]) > utf8_length(w.at[lead])) lead = i;
    for (int i = 0; i < w.count; i++) {
        Str piece = asked_piece(w.at[i == 0 ? lead : i == lead ? 0 : i]);
        now[i] = seal_find(a, "name.word", piece), before[i] = seal_find_before(a, "name.word", piece);
    }
    if (w.count == 1)
        return read_ids(db_query(tx, SQL("select person from person_word where find in ($1, $2) group by person order by person limit $3"),
            B(now[0]), B(before[0]), I(most + 1)), most);
    for (int i = w.count; i < 4; i++) now[i] = now[1], before[i] = before[1];
    return read_ids(db_query(tx, SQL("select w.person from person_word w where w.find in ($1, $2)"
        " and exists (select 1 from person_word x where x.person = w.person and x.find in ($3, $4))"
        " and exists (select 1 from person_word x where x.person = w.person and x.find in ($5, $6))"
        " and exists (select 1 from person_word x where x.person = w.person and x.find in ($7, $8)) group by w.person order by w.person limit $9"),
        B(now[0]), B(before[0]), B(now[1]), B(before[1]), B(now[2]), B(before[2]), B(now[3]), B(before[3]), I(most + 1)), most);
}

Ids name_alike_trusted(Tx *tx, Str name, bool whole, int most)
{
    Arena *a = tx_arena(tx);
    Words w = words_of(a, name);
    const char *what = whole ? "name.whole" : "name.sound";
    Str text = whole ? joined(a, &w) : sounds(a, &w);
    if (!w.count) return (Ids){ 0 };
    return read_ids(db_query(tx, SQL("select person from person_word where find in ($1, $2) order by person limit $3"),
        B(seal_find(a, what, text)), B(seal_find_before(a, what, text)), I(most + 1)), most);
}

static bool holds(const Words *big, const Words *small)
{
    for (int i = 0; i < small->count; i++) {
        bool there = false;
        for (int k = 0; k < big->count; k++)
            there = there || str_eq(big->at[k], small->at[i]) || (utf8_length(small->at[i]) == 1 && str_starts(big->at[k], small->at[i]));
        if (!there) return false;
    }
    return small->count > 0;
}

bool names_near(Arena *a, Str x, Str y)
{
    Words p = words_of(a, x), q = words_of(a, y);
    return str_eq(joined(a, &p), joined(a, &q)) || str_eq(sounds(a, &p), sounds(a, &q)) || holds(&p, &q) || holds(&q, &p);
}
