/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Documents in and out of the index.  A row holds, for one stem, kind and level, which documents of a block have it, how
 * often, and how long each is: so scoring reads nothing else, and what one level may not see is in rows it does not read. */
#include "search/inside.h"

#include <stdlib.h>

enum { GATHER_MOST = 400000 };                           /* entries before a book is written */

typedef struct { Str word, kind; int level, number, times, length; } Change;     /* times 0: no longer */
typedef struct { Change *at; int count, cap; } Changes;
struct SearchBook { Arena *arena; Changes stems, words; int next; };

SearchBook *search_book(Arena *a)
{
    SearchBook *b = arena_new(a, SearchBook);
    b->arena = arena_open();
    return b;
}

static void change_add(Arena *a, Changes *c, Change one)
{
    if (c->count == c->cap) {
        int cap = c->cap ? c->cap * 2 : 4096;
        Change *more = arena_array(a, Change, cap);
        if (c->count) memcpy(more, c->at, sizeof *more * (size_t)c->count);
        c->at = more, c->cap = cap;
    }
    c->at[c->count++] = one;
}

/* ---- blocks as bytes: how many, then for each its number since the one before, times, length; seven bits a byte ---- */

static void put_number(Buf *b, unsigned n)
{
    for (; n > 127; n >>= 7) buf_byte(b, (char)(n | 0x80));
    buf_byte(b, (char)n);
}

static bool get_number(Str *rest, unsigned *n)
{
    *n = 0;
    for (int shift = 0; rest->len && shift < 35; shift += 7) {
        unsigned c = (unsigned char)*rest->at;
        rest->at++, rest->len--;
        *n |= (c & 0x7F) << shift;
        if (!(c & 0x80)) return true;
    }
    return false;
}

int postings_read(Arena *a, Str entries, const Posting **at)
{
    unsigned count = 0, number = 0, delta, times, length;
    if (!get_number(&entries, &count) || count > A_BLOCK) return 0;
    Posting *p = arena_array(a, Posting, count + 1);
    for (unsigned i = 0; i < count; i++) {
        if (!get_number(&entries, &delta) || !get_number(&entries, &times) || !get_number(&entries, &length)) { count = i; break; }
        number += delta;
        p[i] = (Posting){ (int)number, (int)times, (int)length };
    }
    *at = p;
    return (int)count;
}

Str postings_written(Arena *a, const Posting *at, int count)
{
    Buf b = buf_open(a, (size_t)count * 5 + 8);
    unsigned last = 0;
    put_number(&b, (unsigned)count);
    for (int i = 0; i < count; i++) put_number(&b, (unsigned)at[i].number - last), put_number(&b, (unsigned)at[i].times), put_number(&b, (unsigned)at[i].length), last = (unsigned)at[i].number;
    return buf_view(&b);
}

/* ---- what is written of a book ---- */

static int by_place(const void *x, const void *y)
{
    const Change *a = x, *b = y;
    int c = str_cmp(a->word, b->word);
    if (!c) c = str_cmp(a->kind, b->kind);
    if (!c) c = a->level - b->level;
    if (!c) c = a->number - b->number;
    return c ? c : a->times - b->times;                   /* out before in: a document's old row and its new one */
}

/* The changes of one row, and the row as it is. */
typedef struct { const Change *c; int count; Str old; bool there; } Row;

static Str row_merged(Arena *a, const Row *r)             /* empty: none is left */
{
    const Change *c = r->c;
    const Posting *old = NULL;
    int n = 0, had = r->there ? postings_read(a, r->old, &old) : 0, count = r->count;
    Posting *to = arena_array(a, Posting, had + count + 1);
    for (int i = 0, k = 0; i < had || k < count; ) {
        if (k + 1 < count && c[k + 1].number == c[k].number) { k++; continue; }
        bool change = k < count && (i == had || c[k].number <= old[i].number);
        if (change && i < had && c[k].number == old[i].number) i++;
        if (!change) { to[n++] = old[i++]; continue; }
        if (c[k].times) to[n++] = (Posting){ c[k].number, c[k].times, c[k].length };
        k++;
    }
    return n ? postings_written(a, to, n) : S("");
}

static void row_read(Query *q, Row *rows, int count)
{
    while (db_next(q)) {
        Str term = db_view(q, 0), entries = db_str(q, 1);
        for (int i = 0; i < count; i++) if (str_eq(rows[i].c->word, term)) rows[i].old = entries, rows[i].there = true;
    }
    db_end(q);
}

static void row_write(Tx *tx, const Row *r, Str entries)
{
    const Change *c = r->c;
    int block = c->number / A_BLOCK;
    if (entries.len) db_exec(tx, SQL("insert into search_post(term, kind, level, block, entries) values ($1, $2, $3, $4, $5) on conflict (term, kind, level, block) do update set entries = excluded.entries"),
        T(c->word), T(c->kind), I(c->level), I(block), B(entries));
    else if (r->there) db_exec(tx, SQL("delete from search_post where term = $1 and kind = $2 and level = $3 and block = $4"), T(c->word), T(c->kind), I(c->level), I(block));
}

/* Sixteen in one statement where there are so many of one place: over a socket each statement costs more than its rows. */
enum { ROWS_AT_ONCE = 16 };

static void rows_read(Tx *tx, Row *r, int count)
{
    const Change *c = r->c;
    int block = c->number / A_BLOCK;
    Arg args[ROWS_AT_ONCE + 4] = { T(c->kind), I(c->level), I(block) };
    for (int i = 0; i < ROWS_AT_ONCE; i++) args[3 + i] = T(r[i < count ? i : 0].c->word);
    Query q = db_query_(tx, SQL("select term, entries from search_post where kind = $1 and level = $2 and block = $3 and term in ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)"), args);
    row_read(&q, r, count);
}

static void rows_write(Tx *tx, Row *r, int count)
{
    Arena *a = tx_arena(tx);
    Str entries[ROWS_AT_ONCE];
    bool all = count == ROWS_AT_ONCE;
    rows_read(tx, r, count);
    for (int i = 0; i < count; i++) entries[i] = row_merged(a, &r[i]), all = all && entries[i].len;
    if (!all) { for (int i = 0; i < count; i++) row_write(tx, &r[i], entries[i]); return; }
    Arg args[2 * ROWS_AT_ONCE + 4] = { T(r->c->kind), I(r->c->level), I(r->c->number / A_BLOCK) };
    for (int i = 0; i < ROWS_AT_ONCE; i++) args[3 + 2 * i] = T(r[i].c->word), args[4 + 2 * i] = B(entries[i]);
    db_exec_(tx, SQL("insert into search_post(term, kind, level, block, entries) values ($4, $1, $2, $3, $5), ($6, $1, $2, $3, $7), ($8, $1, $2, $3, $9), ($10, $1, $2, $3, $11), ($12, $1, $2, $3, $13), ($14, $1, $2, $3, $15), ($16, $1, $2, $3, $17), ($18, $1, $2, $3, $19), ($20, $1, $2, $3, $21), ($22, $1, $2, $3, $23), ($24, $1, $2, $3, $25), ($26, $1, $2, $3, $27), ($28, $1, $2, $3, $29), ($30, $1, $2, $3, $31), ($32, $1, $2, $3, $33), ($34, $1, $2, $3, $35) on conflict (term, kind, level, block) do update set entries = excluded.entries"), args);
}

static bool same_place(const Change *x, const Change *y) { return str_eq(x->kind, y->kind) && x->level == y->level && x->number / A_BLOCK == y->number / A_BLOCK; }

static void stems_write(Tx *tx, Changes *all, Arena *scratch)
{
    Row rows[ROWS_AT_ONCE];
    int have = 0;
    if (all->count) qsort(all->at, (size_t)all->count, sizeof *all->at, by_place);
    for (int i = 0, n; i < all->count && !tx_doomed(tx); i += n) {
        const Change *c = &all->at[i];
        for (n = 1; i + n < all->count && str_eq(c[n].word, c->word) && same_place(&c[n], c); n++) {}
        rows[have++] = (Row){ .c = c, .count = n };
        bool last = i + n == all->count;
        if (!last && have < ROWS_AT_ONCE && same_place(&c[n], c) && !str_eq(c[n].word, c->word)) continue;
        Arena *before = tx_arena_swap(tx, scratch);
        rows_write(tx, rows, have), have = 0;
        tx_arena_swap(tx, before);
        arena_reset(scratch);
    }
}

static void words_write(Tx *tx, Changes *all, Arena *scratch)
{
    WordCount some[WORDS_AT_ONCE];
    int have = 0;
    if (all->count) qsort(all->at, (size_t)all->count, sizeof *all->at, by_place);
    for (int i = 0, n, sum; i < all->count && !tx_doomed(tx); i += n) {
        const Change *c = &all->at[i];
        for (n = sum = 0; i + n < all->count && str_eq(c[n].word, c->word) && c[n].level == c->level; n++) sum += c[n].times;
        if (sum) some[have++] = (WordCount){ c->word, c->level, sum };
        if (have < WORDS_AT_ONCE) continue;
        Arena *before = tx_arena_swap(tx, scratch);
        words_count_trusted(tx, some, have), have = 0;
        tx_arena_swap(tx, before);
        arena_reset(scratch);
    }
    if (have && !tx_doomed(tx)) words_count_trusted(tx, some, have);
}

static void book_write(Tx *tx, SearchBook *b)
{
    Arena *scratch = arena_open();
    stems_write(tx, &b->stems, scratch);
    words_write(tx, &b->words, scratch);
    arena_close(scratch);
    arena_reset(b->arena);
    b->stems = b->words = (Changes){ 0 };
}

void search_book_close_trusted(Tx *tx, SearchBook *b)
{
    book_write(tx, b);
    arena_close(b->arena);
    b->arena = NULL;
}

/* ---- one document ---- */

static int by_word(const void *x, const void *y) { return str_cmp(((const WordHeld *)x)->word, ((const WordHeld *)y)->word); }

HeldWords words_counted(WordHeld *at, int count)            /* sorted, each once, times summed */
{
    int n = 0;
    if (count) qsort(at, (size_t)count, sizeof *at, by_word);
    for (int i = 0; i < count; i++)
        if (n && str_eq(at[n - 1].word, at[i].word)) at[n - 1].times += at[i].times;
        else at[n++] = at[i];
    return (HeldWords){ at, n };
}

HeldWords words_held(Arena *a, Str title, Str words, int *length)
{
    Str parts[2] = { search_words(a, title), search_words(a, words) };
    int n = 0;
    WordHeld *at = arena_array(a, WordHeld, parts[0].len + parts[1].len + 2);
    for (int i = 0; i < 2; i++)
        for (Str rest = parts[i]; rest.len; ) at[n++] = (WordHeld){ str_cut(&rest, ' '), i ? 1 : 2 };
    *length = n;
    return words_counted(at, n);
}

static Kept kept_doc(Tx *tx, i64 id)
{
    Kept k = { 0 };
    Query q = db_query(tx, SQL("select title, words, kind, level, number from search_doc where id = $1"), I(id));
    if (db_next(&q)) k = (Kept){ db_str(&q, 0), db_str(&q, 1), db_str(&q, 2), (int)db_int(&q, 3), (int)db_int(&q, 4), true };
    db_end(&q);
    return k;
}

static void size_change(Tx *tx, Str kind, int level, int docs, int words)
{
    db_exec(tx, SQL("insert into search_size(kind, level, docs, words) values ($1, $2, $3, $4) on conflict (kind, level) do update set docs = search_size.docs + excluded.docs, words = search_size.words + excluded.words"), T(kind), I(level), I(docs), I(words));
}

/* sign 1: goes in; -1: comes out. */
static void enter(Tx *tx, SearchBook *b, const Kept *k, int sign)
{
    Arena *a = b->arena;
    Stems s = stems_open();
    int length = 0;
    HeldWords words = words_held(a, k->title, k->words, &length);
    WordHeld *stems = arena_array(a, WordHeld, words.count + 1);
    Str kind = str_copy(a, k->kind);
    for (int i = 0; i < words.count; i++) {
        change_add(a, &b->words, (Change){ words.at[i].word, S(""), k->level, 0, sign, 0 });
        stems[i] = (WordHeld){ stem_of(a, &s, words.at[i].word), words.at[i].times };
    }
    HeldWords all = words_counted(stems, words.count);
    for (int i = 0; i < all.count; i++) change_add(a, &b->stems, (Change){ all.at[i].word, kind, k->level, k->number, sign > 0 ? all.at[i].times : 0, length });
    stems_close(&s);
    size_change(tx, k->kind, k->level, sign, sign * length);
}

static void doc_out(Tx *tx, const Kept *k)
{
    SearchBook *b = search_book(tx_arena(tx));
    enter(tx, b, k, -1);
    search_book_close_trusted(tx, b);
}

static int number_new(Tx *tx, SearchBook *b)
{
    if (!b->next) b->next = (int)db_one_int(tx, SQL("select coalesce(max(number), 0) from search_doc"));
    return ++b->next;
}

void search_put_trusted(Tx *tx, SearchBook *book, const SearchDoc *doc)
{
    SearchBook *b = book ? book : search_book(tx_arena(tx));
    Kept old = kept_doc(tx, doc->id), now = { doc->title, doc->words, str_c(doc->kind), doc->level, 0, true };
    if (old.there && str_eq(old.title, now.title) && str_eq(old.words, now.words) && str_eq(old.kind, now.kind) && old.level == now.level) {
        if (!book) search_book_close_trusted(tx, b);
        return;
    }
    if (old.there) book_write(tx, b), enter(tx, b, &old, -1);      /* words that stay cost nothing in the list of words */
    now.number = old.there ? old.number : number_new(tx, b);
    db_exec(tx, SQL("insert into search_doc(id, kind, level, title, words, number) values ($1, $2, $3, $4, $5, $6)"
        " on conflict (id) do update set kind = excluded.kind, level = excluded.level, title = excluded.title, words = excluded.words"), I(doc->id), T(now.kind), I(doc->level), T(doc->title), T(doc->words), I(now.number));
    enter(tx, b, &now, 1);
    if (!book) search_book_close_trusted(tx, b);
    else if (b->stems.count > GATHER_MOST) book_write(tx, b);
}

void search_drop_trusted(Tx *tx, SearchBook *book, i64 id)
{
    if (book) book_write(tx, book);
    Kept old = kept_doc(tx, id);
    if (!old.there) return;
    doc_out(tx, &old);
    db_exec(tx, SQL("delete from search_doc where id = $1"), I(id));
}

/* Some at a time, so that a whole library is never in memory. */
void every_doc(Tx *tx, void (*each)(Tx *tx, void *with, const Kept *k), void *with)
{
    enum { AT_ONCE = 100 };
    Arena *scratch = arena_open(), *before = tx_arena_swap(tx, scratch);
    i64 after = 0;
    for (int count = AT_ONCE; count == AT_ONCE && !tx_doomed(tx); arena_reset(scratch)) {
        Kept all[AT_ONCE];
        Query q = db_query(tx, SQL("select id, title, words, kind, level, number from search_doc where id > $1 order by id limit 100"), I(after));
        for (count = 0; count < AT_ONCE && db_next(&q); count++) {
            after = db_int(&q, 0);
            all[count] = (Kept){ db_str(&q, 1), db_str(&q, 2), db_str(&q, 3), (int)db_int(&q, 4), (int)db_int(&q, 5), true };
        }
        db_end(&q);
        for (int i = 0; i < count; i++) each(tx, with, &all[i]);
    }
    tx_arena_swap(tx, before);
    arena_close(scratch);
}

static void enter_again(Tx *tx, void *with, const Kept *k)
{
    SearchBook *b = with;
    enter(tx, b, k, 1);
    if (b->stems.count > GATHER_MOST) book_write(tx, b);
}

static void index_empty(Tx *tx)
{
    db_exec(tx, SQL("delete from search_near"));
    db_exec(tx, SQL("delete from search_word"));
    db_exec(tx, SQL("delete from search_post"));
    db_exec(tx, SQL("delete from search_size"));
    if (search_is_of_another_language(tx)) db_exec(tx, SQL("insert into setting(name, value) values ('search_language', $1) on conflict (name) do update set value = excluded.value"), T(search_language()));
}

void search_rebuild_trusted(Tx *tx)
{
    SearchBook *b = search_book(tx_arena(tx));
    index_empty(tx);
    every_doc(tx, enter_again, b);
    search_book_close_trusted(tx, b);
}

void search_empty_trusted(Tx *tx)
{
    index_empty(tx);
    db_exec(tx, SQL("delete from search_doc"));
}

void search_put_each_trusted(Tx *tx, const char *ids, void (*put)(Tx *tx, SearchBook *book, i64 id))
{
    enum { AT_ONCE = 100 };
    SearchBook *book = search_book(tx_arena(tx));
    Arena *scratch = arena_open(), *own = tx_arena(tx);
    i64 after = 0, at[AT_ONCE];
    for (int count = AT_ONCE; count == AT_ONCE && !tx_doomed(tx); ) {
        Query q = db_query_(tx, ids, (Arg[]){ I(after), { .kind = ARG_END } });
        for (count = 0; count < AT_ONCE && db_next(&q); ) at[count++] = after = db_int(&q, 0);
        db_end(&q);
        for (int i = 0; i < count; i++, arena_reset(scratch)) {
            tx_arena_swap(tx, scratch);
            put(tx, book, at[i]);
            tx_arena_swap(tx, own);
        }
    }
    arena_close(scratch);
    search_book_close_trusted(tx, book);
}
