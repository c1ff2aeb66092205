/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Search, as far as it is the same on both engines.  Text is folded and cut
 * into words here, so FTS5 and tsvector see plain words parted by spaces and
 * agree on what a word is. */
#include "search/engine_search.h"

#include <sodium.h>
#include <utf8proc.h>

enum { LONGEST_WORD = 48, MOST_TERMS = 10, NEAR_MOST = 6 };

/* Scripts written without spaces: each sign is a word, and a run of them is asked for as a phrase. */
static bool stands_alone(uint32_t c)
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

Str search_words(Arena *a, Str text)
{
    Str f = utf8_fold(a, text);
    Buf b = buf_open(a, f.len * 2 + 1);
    size_t word = 0;
    for (Str rest = f; rest.len; ) {
        const char *from = rest.at;
        uint32_t c = utf8_next(&rest);
        size_t n = (size_t)(rest.at - from);
        bool letter = is_letter(c), alone = letter && stands_alone(c);
        if ((!letter || alone || word + n > LONGEST_WORD) && word) buf_byte(&b, ' '), word = 0;
        if (!letter) continue;
        buf_add(&b, from, n), word += n;
        if (alone) buf_byte(&b, ' '), word = 0;
    }
    return str_trim(buf_view(&b));
}

/* ---- words that are known, and their near spellings ---- */

struct SearchBook { Arena *arena; Str *slots; size_t size, used; };

SearchBook *search_book(Arena *a)
{
    SearchBook *b = arena_new(a, SearchBook);
    *b = (SearchBook){ .arena = a, .size = 1 << 12 };
    b->slots = arena_array(a, Str, b->size);
    return b;
}

static uint64_t hash_of(Str s)
{
    static const unsigned char key[16] = "kith.search.near";
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)s.at, s.len, key);
    return h;
}

static void book_grow(SearchBook *b);

static bool book_add(SearchBook *b, Str word)             /* true: it was new */
{
    if (b->used * 2 > b->size) book_grow(b);
    for (size_t i = hash_of(word); ; i++) {
        Str *slot = &b->slots[i & (b->size - 1)];
        if (!slot->at) { *slot = str_copy(b->arena, word), b->used++; return true; }
        if (str_eq(*slot, word)) return false;
    }
}

static void book_grow(SearchBook *b)
{
    Str *old = b->slots;
    size_t n = b->size;
    b->size *= 4, b->used = 0;
    b->slots = arena_array(b->arena, Str, b->size);
    for (size_t i = 0; i < n; i++) if (old[i].at) book_add(b, old[i]);
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

static bool worth_correcting(Str word)
{
    size_t points = utf8_length(word);
    return points >= 4 && points <= 24 && !(word.at[0] >= '0' && word.at[0] <= '9');
}

static void word_put(Tx *tx, Str word)
{
    if (!db_exec(tx, SQL("insert into search_word(word) values ($1) on conflict do nothing"), T(word))) return;
    if (!worth_correcting(word)) return;
    Nears n = nears_of(word);
    for (int i = 0; i < n.count; i++)
        db_exec(tx, SQL("insert into search_near(near, word) values ($1, $2) on conflict do nothing"), I(n.at[i]), T(word));
}

static void words_put(Tx *tx, SearchBook *book, Str words)
{
    while (words.len) {
        Str w = str_cut(&words, ' ');
        if (w.len && book_add(book, w)) word_put(tx, w);
    }
}

/* ---- documents ---- */

typedef struct { Str title, words; bool there; } Old;

static Old old_text(Tx *tx, i64 id)
{
    Old o = { 0 };
    Query q = db_query(tx, SQL("select title, words from search_doc where id = $1"), I(id));
    if (db_next(&q)) o = (Old){ db_str(&q, 0), db_str(&q, 1), true };
    db_end(&q);
    return o;
}

/* A word that no other document holds must not stay behind in the list of words: it may be somebody's name. */
static void words_drop(Tx *tx, Str words)
{
    while (words.len) {
        Str w = str_cut(&words, ' ');
        if (!w.len || search_any(tx, w)) continue;
        db_exec(tx, SQL("delete from search_word where word = $1"), T(w));
        Nears n = nears_of(w);
        for (int i = 0; i < n.count; i++)
            db_exec(tx, SQL("delete from search_near where near = $1 and word = $2"), I(n.at[i]), T(w));
    }
}

void search_put_trusted(Tx *tx, SearchBook *book, const SearchDoc *doc)
{
    Arena *a = tx_arena(tx);
    Str title = search_words(a, doc->title), words = search_words(a, doc->words);
    Old o = old_text(tx, doc->id);
    if (!book) book = search_book(a);
    if (o.there && !tx_is_pg(tx)) search_lite_unindex(tx, doc->id, o.title, o.words);
    db_exec(tx, SQL("insert into search_doc(id, kind, level, title, words) values ($1, $2, $3, $4, $5)"
        " on conflict (id) do update set kind = excluded.kind, level = excluded.level, title = excluded.title, words = excluded.words"),
        I(doc->id), T(str_c(doc->kind)), I(doc->level), T(title), T(words));
    if (tx_is_pg(tx)) search_pg_index(tx, doc->id);
    else search_lite_index(tx, doc->id, title, words);
    words_put(tx, book, title);
    words_put(tx, book, words);
    if (o.there && !(str_eq(o.title, title) && str_eq(o.words, words))) words_drop(tx, o.title), words_drop(tx, o.words);
}

void search_drop_trusted(Tx *tx, i64 id)
{
    Old o = old_text(tx, id);
    if (!o.there) return;
    if (!tx_is_pg(tx)) search_lite_unindex(tx, id, o.title, o.words);
    db_exec(tx, SQL("delete from search_doc where id = $1"), I(id));
    words_drop(tx, o.title);
    words_drop(tx, o.words);
}

void search_rebuild_trusted(Tx *tx)
{
    SearchBook *book = search_book(tx_arena(tx));
    db_exec(tx, SQL("delete from search_near"));
    db_exec(tx, SQL("delete from search_word"));
    if (tx_is_pg(tx)) search_pg_rebuild(tx);
    else search_lite_rebuild(tx);
    Query q = db_query(tx, SQL("select title, words from search_doc"));
    while (db_next(&q)) {
        words_put(tx, book, db_view(&q, 0));
        words_put(tx, book, db_view(&q, 1));
    }
}

/* ---- finding ---- */

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

static bool term_has(const SearchTerm *t, Str w)
{
    for (int i = 0; i < t->count; i++) if (str_eq(t->any[i], w)) return true;
    return false;
}

static void take_near(Tx *tx, SearchTerm *t, Str typed)
{
    Nears n = nears_of(typed);
    int most = utf8_length(typed) >= 8 ? 2 : 1;
    for (int closest = 1; closest <= most && !t->count; closest++)
        for (int i = 0; i < n.count && t->count < NEAR_MOST; i++) {
            Query q = db_query(tx, SQL("select word from search_near where near = $1 limit 20"), I(n.at[i]));
            while (db_next(&q) && t->count < NEAR_MOST) {
                Str w = db_view(&q, 0);
                if (distance(typed, w, closest) <= closest && !term_has(t, w)) t->any[t->count++] = str_copy(tx_arena(tx), w);
            }
            db_end(&q);
        }
}

static bool known(Tx *tx, Str w) { return db_one_int(tx, SQL("select count(*) from search_word where word = $1"), T(w)) > 0; }

static bool begins_a_word(Tx *tx, Str w)
{
    Str end = str_format(tx_arena(tx), "%.*s\xF4\x8F\xBF\xBF", FMT(w));
    return db_one_int(tx, SQL("select count(*) from (select 1 from search_word where word >= $1 and word < $2 limit 1) x"), T(w), T(end)) > 0;
}

static SearchTerm term_for(Tx *tx, Str w, bool last, bool *changed)
{
    SearchTerm t = { 0 };
    uint32_t first = utf8_next(&(Str){ w.at, w.len });
    t.prefix = last && utf8_length(w) >= 2 && !stands_alone(first);
    if (known(tx, w) || !worth_correcting(w) || (t.prefix && begins_a_word(tx, w))) t.any[t.count++] = w;
    else take_near(tx, &t, w), *changed = *changed || t.count > 0, t.prefix = false;
    if (!t.count) t.any[t.count++] = w;
    return t;
}

SearchHits search_find_trusted(Tx *tx, const char *kind, int level, Str asked, int most)
{
    Arena *a = tx_arena(tx);
    SearchTerm terms[MOST_TERMS];
    SearchAsk ask = { .terms = terms, .kind = kind, .level = level, .most = most };
    bool changed = false;
    Buf spelt = buf_open(a, 64);
    for (Str rest = search_words(a, asked); rest.len && ask.count < MOST_TERMS; ) {
        Str w = str_cut(&rest, ' ');
        if (!w.len) continue;
        uint32_t first = utf8_next(&(Str){ w.at, w.len });
        terms[ask.count] = term_for(tx, w, !rest.len, &changed);
        terms[ask.count].follows = ask.count && stands_alone(first);
        buf_format(&spelt, "%s%.*s", spelt.len ? " " : "", FMT(terms[ask.count].any[0]));
        ask.count++;
    }
    if (!ask.count) return (SearchHits){ 0 };
    SearchHits hits = tx_is_pg(tx) ? search_pg_find(tx, &ask) : search_lite_find(tx, &ask);
    if (changed) hits.instead = buf_view(&spelt);
    return hits;
}

bool search_any(Tx *tx, Str word) { return tx_is_pg(tx) ? search_pg_any(tx, word) : search_lite_any(tx, word); }
