/* SPDX-License-Identifier: AGPL-3.0-or-later
 * What a word is, what of it is its stem, and which words are near.  A word that no document of a level holds must not stay
 * behind in the list of that level: it may be somebody's name. */
#include "search/inside.h"

#include <libstemmer.h>
#include <sodium.h>
#include <utf8proc.h>

/* Scripts written without spaces: each sign is a word, and a run of them is asked for as a phrase. */
bool stands_alone(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30FF) || (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x20000 && c <= 0x3FFFF) || (c >= 0x0E00 && c <= 0x0EFF);
}

static bool is_letter(uint32_t c)
{
    if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    utf8proc_category_t k = utf8proc_category((utf8proc_int32_t)c);
    return (k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_NO);     /* letters, marks, numbers */
}

static void add_words(Buf *b, Str folded)
{
    size_t word = 0;
    for (Str rest = folded; rest.len; ) {
        const char *from = rest.at;
        uint32_t c = utf8_next(&rest);
        size_t n = (size_t)(rest.at - from);
        bool letter = is_letter(c), alone = letter && stands_alone(c);
        if ((!letter || alone || word + n > LONGEST_WORD) && word) buf_byte(b, ' '), word = 0;
        if (!letter) continue;
        buf_add(b, from, n), word += n;
        if (alone) buf_byte(b, ' '), word = 0;
    }
    if (word) buf_byte(b, ' ');
}

/* A letter or figure as it is kept; "'" for what is let pass within a word; 0 ends one. */
static const char plain_letters[256] = {
    ['\''] = '\'', ['`'] = '\'', ['0'] = '0', ['1'] = '1', ['2'] = '2', ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7', ['8'] = '8', ['9'] = '9',
    ['a'] = 'a', ['A'] = 'a', ['b'] = 'b', ['B'] = 'b', ['c'] = 'c', ['C'] = 'c', ['d'] = 'd', ['D'] = 'd', ['e'] = 'e', ['E'] = 'e', ['f'] = 'f', ['F'] = 'f',
    ['g'] = 'g', ['G'] = 'g', ['h'] = 'h', ['H'] = 'h', ['i'] = 'i', ['I'] = 'i', ['j'] = 'j', ['J'] = 'j', ['k'] = 'k', ['K'] = 'k', ['l'] = 'l', ['L'] = 'l',
    ['m'] = 'm', ['M'] = 'm', ['n'] = 'n', ['N'] = 'n', ['o'] = 'o', ['O'] = 'o', ['p'] = 'p', ['P'] = 'p', ['q'] = 'q', ['Q'] = 'q', ['r'] = 'r', ['R'] = 'r',
    ['s'] = 's', ['S'] = 's', ['t'] = 't', ['T'] = 't', ['u'] = 'u', ['U'] = 'u', ['v'] = 'v', ['V'] = 'v', ['w'] = 'w', ['W'] = 'w', ['x'] = 'x', ['X'] = 'x',
    ['y'] = 'y', ['Y'] = 'y', ['z'] = 'z', ['Z'] = 'z',
};

/* Piece by piece between blanks, so that one accent does not make a whole report go the slow way. */
Str search_words(Arena *a, Str text)
{
    Buf b = buf_open(a, text.len + 16);
    for (size_t i = 0; i < text.len; ) {
        size_t from = i;
        bool plain = true;
        for (; i < text.len && (unsigned char)text.at[i] > ' '; i++) plain = plain && !(text.at[i] & 0x80);
        Str piece = { text.at + from, i - from };
        while (i < text.len && (unsigned char)text.at[i] <= ' ') i++;
        if (!plain) { add_words(&b, utf8_fold(a, piece)); continue; }
        size_t word = 0;
        if (b.cap - b.len < 2 * piece.len + 2) buf_grow(&b, 2 * piece.len + 2);
        char *to = b.at + b.len;
        for (size_t k = 0; k < piece.len; k++) {
            char c = plain_letters[(unsigned char)piece.at[k]];
            if (c == '\'') continue;
            if ((!c || word == LONGEST_WORD) && word) *to++ = ' ', word = 0;
            if (c) *to++ = c, word++;
        }
        if (word) *to++ = ' ';
        b.len = (size_t)(to - b.at);
    }
    return str_trim(buf_view(&b));
}

/* ---- stems ---- */

static char language[16] = "en";

void search_speaks(Str l)
{
    size_t n = 0;
    while (n < l.len && n < sizeof language - 1 && l.at[n] != '-') n++;
    memcpy(language, l.at, n), language[n] = 0;
}

Str search_language(void) { return str_c(language); }

static Str kept(Tx *tx, const char *name)
{
    Str s = S("");
    Query q = db_query(tx, SQL("select value from setting where name = $1"), T(str_c(name)));
    if (db_next(&q)) s = db_str(&q, 0);
    db_end(&q);
    return s;
}

void search_speaks_as_set(Tx *tx)
{
    Str l = kept(tx, "language");
    search_speaks(l.len ? l : S("en"));
}

bool search_is_of_another_language(Tx *tx)
{
    Str l = kept(tx, "search_language");
    return !str_eq(l.len ? l : S("en"), search_language());
}

Stems stems_open(void) { return (Stems){ sb_stemmer_new(language, "UTF_8") }; }       /* NULL: none for that language; words stay whole */
void stems_close(Stems *s) { if (s->snowball) sb_stemmer_delete(s->snowball); }

Str stem_of(Arena *a, Stems *s, Str word)
{
    if (!s->snowball) return word;
    const sb_symbol *to = sb_stemmer_stem(s->snowball, (const sb_symbol *)word.at, (int)word.len);
    int n = sb_stemmer_length(s->snowball);
    return to && n > 0 ? str_copy(a, (Str){ (const char *)to, (size_t)n }) : word;
}

bool is_stop_word(Str word)
{
    static const char all[] = " a about above after again against all also am an and any are arent as at be because been before being below between both but by can cannot cant could couldnt did didnt do does doesnt doing done dont down during each few for from further"
        " had hadnt has hasnt have havent having he her here hers him his how i if im in into is isnt it its itself ive just lets me more most my no nor not now of off on once only or other our ours out over own same shall she should shouldnt so some such than that thats the"
        " their theirs them then there theres these they theyll theyre theyve this those through to too under until up upon us very was wasnt we were werent weve what whats when where which while who whom whos whose why will with wont would wouldnt you youd youll your youre yours youve ";
    if (strcmp(language, "en") || word.len > 8) return false;
    char w[16] = " ";
    memcpy(w + 1, word.at, word.len), w[word.len + 1] = ' ', w[word.len + 2] = 0;
    return strstr(all, w) != NULL;
}

/* ---- near spellings ---- */

uint64_t hash_of(Str s)
{
    static const unsigned char key[16] = "kith.search.near";
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)s.at, s.len, key);
    return h;
}

typedef struct { i64 at[LONGEST_WORD + 2]; int count; } Nears;

/* The word, and the word with each letter left out in turn. */
static Nears nears_of(Str word)
{
    Nears n = { .at = { (i64)hash_of(word) }, .count = 1 };
    if (utf8_length(word) < 4) return n;
    char buf[LONGEST_WORD + 8];
    for (Str rest = word; rest.len && n.count < COUNT(n.at); ) {
        const char *from = rest.at;
        utf8_next(&rest);
        size_t head = (size_t)(from - word.at), gone = (size_t)(rest.at - from);
        memcpy(buf, word.at, head);
        memcpy(buf + head, rest.at, rest.len);
        n.at[n.count++] = (i64)hash_of((Str){ buf, word.len - gone });
    }
    return n;
}

int near_hashes(Str word, i64 at[LONGEST_WORD + 2])
{
    Nears n = nears_of(word);
    memcpy(at, n.at, sizeof n.at);
    return n.count;
}

bool worth_correcting(Str word)
{
    size_t points = utf8_length(word);
    return points >= 4 && points <= 24 && !(word.at[0] >= '0' && word.at[0] <= '9');
}

/* Which of them are in the list at any level. */
static void any_level(Tx *tx, const WordCount *at, int count, bool *known)
{
    Arg args[WORDS_AT_ONCE + 1] = { 0 };
    for (int i = 0; i < WORDS_AT_ONCE; i++) args[i] = T(at[i < count ? i : 0].word), known[i] = false;
    Query q = db_query_(tx, SQL("select word from search_word where word in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"), args);
    while (db_next(&q)) {
        Str w = db_view(&q, 0);
        for (int i = 0; i < count; i++) known[i] = known[i] || str_eq(at[i].word, w);
    }
    db_end(&q);
}

enum { NEARS_AT_ONCE = 32 };
typedef struct { i64 near[NEARS_AT_ONCE]; Str word[NEARS_AT_ONCE]; int count; bool in; } NearRows;

static void nears_flush(Tx *tx, NearRows *n)              /* what is not filled is the first again: it is let pass */
{
    Arg args[2 * NEARS_AT_ONCE + 1] = { 0 };
    if (!n->count) return;
    for (int i = 0; i < NEARS_AT_ONCE; i++) {
        int k = i < n->count ? i : 0;
        args[2 * i] = I(n->near[k]), args[2 * i + 1] = T(n->word[k]);
    }
    if (n->in) db_exec_(tx, SQL("insert into search_near(near, word) values ($1, $2), ($3, $4), ($5, $6), ($7, $8), ($9, $10), ($11, $12), ($13, $14), ($15, $16), ($17, $18), ($19, $20), ($21, $22), ($23, $24), ($25, $26), ($27, $28), ($29, $30), ($31, $32), ($33, $34), ($35, $36), ($37, $38), ($39, $40), ($41, $42), ($43, $44), ($45, $46), ($47, $48), ($49, $50), ($51, $52), ($53, $54), ($55, $56), ($57, $58), ($59, $60), ($61, $62), ($63, $64) on conflict do nothing"), args);
    else db_exec_(tx, SQL("delete from search_near where (near = $1 and word = $2) or (near = $3 and word = $4) or (near = $5 and word = $6) or (near = $7 and word = $8) or (near = $9 and word = $10) or (near = $11 and word = $12) or (near = $13 and word = $14) or (near = $15 and word = $16) or (near = $17 and word = $18) or (near = $19 and word = $20) or (near = $21 and word = $22) or (near = $23 and word = $24) or (near = $25 and word = $26) or (near = $27 and word = $28) or (near = $29 and word = $30) or (near = $31 and word = $32) or (near = $33 and word = $34) or (near = $35 and word = $36) or (near = $37 and word = $38) or (near = $39 and word = $40) or (near = $41 and word = $42) or (near = $43 and word = $44) or (near = $45 and word = $46) or (near = $47 and word = $48) or (near = $49 and word = $50) or (near = $51 and word = $52) or (near = $53 and word = $54) or (near = $55 and word = $56) or (near = $57 and word = $58) or (near = $59 and word = $60) or (near = $61 and word = $62) or (near = $63 and word = $64)"), args);
    n->count = 0;
}

static void nears_of_word(Tx *tx, NearRows *rows, Str word)
{
    Nears n = nears_of(word);
    for (int i = 0; i < n.count; i++) {
        rows->near[rows->count] = n.at[i], rows->word[rows->count++] = word;
        if (rows->count == NEARS_AT_ONCE) nears_flush(tx, rows);
    }
}

static void counts_up(Tx *tx, const WordCount *at, int count)
{
    Arg args[3 * WORDS_AT_ONCE + 1] = { 0 };
    for (int i = 0; i < count; i++) args[3 * i] = T(at[i].word), args[3 * i + 1] = I(at[i].level), args[3 * i + 2] = I(at[i].more);
    if (count == WORDS_AT_ONCE) db_exec_(tx, SQL("insert into search_word(word, level, docs) values ($1, $2, $3), ($4, $5, $6), ($7, $8, $9), ($10, $11, $12), ($13, $14, $15), ($16, $17, $18), ($19, $20, $21), ($22, $23, $24), ($25, $26, $27), ($28, $29, $30), ($31, $32, $33), ($34, $35, $36), ($37, $38, $39), ($40, $41, $42), ($43, $44, $45), ($46, $47, $48) on conflict (word, level) do update set docs = search_word.docs + excluded.docs"), args);
    else for (int i = 0; i < count; i++)
        db_exec(tx, SQL("insert into search_word(word, level, docs) values ($1, $2, $3) on conflict (word, level) do update set docs = search_word.docs + excluded.docs"), T(at[i].word), I(at[i].level), I(at[i].more));
}

static void counts_down(Tx *tx, const WordCount *at, int count)      /* of one level, by the same number */
{
    Arg args[WORDS_AT_ONCE + 3] = { I(at->level), I(at->more) };
    for (int i = 0; i < WORDS_AT_ONCE; i++) args[2 + i] = T(at[i < count ? i : 0].word);
    db_exec_(tx, SQL("update search_word set docs = docs + $2 where level = $1 and word in ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)"), args);
    Arg gone[WORDS_AT_ONCE + 2] = { I(at->level) };
    memcpy(gone + 1, args + 2, sizeof *args * WORDS_AT_ONCE);
    db_exec_(tx, SQL("delete from search_word where level = $1 and docs <= 0 and word in ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"), gone);
}

void words_count_trusted(Tx *tx, const WordCount *at, int count)
{
    bool before[WORDS_AT_ONCE], after[WORDS_AT_ONCE];
    NearRows in = { .in = true }, out = { .in = false };
    any_level(tx, at, count, before);
    for (int i = 0, n; i < count; i += n) {
        bool up = at[i].more > 0;
        for (n = 1; i + n < count && (up ? at[i + n].more > 0 : at[i + n].more == at[i].more && at[i + n].level == at[i].level); n++) {}
        if (up) counts_up(tx, at + i, n);
        else counts_down(tx, at + i, n);
    }
    any_level(tx, at, count, after);
    for (int i = 0; i < count; i++) if (worth_correcting(at[i].word) && before[i] != after[i]) nears_of_word(tx, after[i] ? &in : &out, at[i].word);
    nears_flush(tx, &in), nears_flush(tx, &out);
}

bool stem_known(Tx *tx, Str stem, int level) { return db_one_int(tx, SQL("select count(*) from (select 1 from search_post where term = $1 and level >= $2 limit 1) s"), T(stem), I(level)) > 0; }
bool word_known(Tx *tx, Str word, int level) { return db_one_int(tx, SQL("select count(*) from search_word where word = $1 and level >= $2"), T(word), I(level)) > 0; }

/* Edit distance in which swapping two neighbours counts once; gives up above `most`. */
static int distance(Str x, Str y, int most)
{
    uint32_t a[LONGEST_WORD], b[LONGEST_WORD];
    int n = 0, m = 0, d[3][LONGEST_WORD + 1];
    for (Str r = x; r.len && n < LONGEST_WORD; ) a[n++] = utf8_next(&r);
    for (Str r = y; r.len && m < LONGEST_WORD; ) b[m++] = utf8_next(&r);
    if (n - m > most || m - n > most) return most + 1;
    for (int j = 0; j <= m; j++) d[0][j] = j;
    for (int i = 1; i <= n; i++) {
        int *now = d[i % 3], *last = d[(i + 2) % 3], *before = d[(i + 1) % 3];
        now[0] = i;
        for (int j = 1; j <= m; j++) {
            int swap = a[i - 1] == b[j - 1] ? 0 : 1, best = last[j - 1] + swap;
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < best) best = before[j - 2] + 1;
            now[j] = best;
        }
    }
    return d[n % 3][m];
}

static bool has(const Spellings *s, Str w)
{
    for (int i = 0; i < s->count; i++) if (str_eq(s->at[i], w)) return true;
    return false;
}

Spellings words_near(Tx *tx, Str typed, int level)
{
    enum { NEAR_MOST = 6 };
    Spellings s = { .count = 0 };
    Nears n = nears_of(typed);
    int most = utf8_length(typed) >= 8 ? 2 : 1;
    for (int closest = 1; closest <= most && !s.count; closest++)
        for (int i = 0; i < n.count && s.count < NEAR_MOST; i++) {
            Query q = db_query(tx, SQL("select n.word, sum(w.docs) from search_near n join search_word w on w.word = n.word and w.level >= $2 where n.near = $1 group by n.word order by sum(w.docs) desc, n.word limit 20"), I(n.at[i]), I(level));
            while (s.count < NEAR_MOST && db_next(&q)) {
                Str w = db_view(&q, 0);
                (void)db_int(&q, 1);
                if (!is_stop_word(w) && distance(typed, w, closest) <= closest && !has(&s, w)) s.at[s.count++] = str_copy(tx_arena(tx), w);
            }
            db_end(&q);
        }
    return s;
}

Spellings words_beginning(Tx *tx, Str with, int level)
{
    Spellings s = { .count = 0 };
    Str end = str_format(tx_arena(tx), "%.*s\xF4\x8F\xBF\xBF", FMT(with));
    Query q = db_query(tx, SQL("select word, sum(docs) from search_word where word >= $1 and word < $2 and level >= $3 group by word order by sum(docs) desc, word limit 8"), T(with), T(end), I(level));
    while (s.count < COUNT(s.at) && db_next(&q)) s.at[s.count++] = db_str(&q, 0), (void)db_int(&q, 1);
    db_end(&q);
    return s;
}
