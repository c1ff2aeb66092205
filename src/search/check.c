/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Is the index what the documents say, all of it and nothing more.  Both sides are gone through once and hashes of what they hold
 * are summed: sums do not mind the order, and nothing has to be in memory. */
#include "search/inside.h"

typedef struct { uint64_t posts, words, nears, docs, lengths; i64 odd; } Sums;
typedef struct { Sums s; Stems stems; } Looking;

static uint64_t of(Arena *a, Str word, Str kind, int level, const Posting *p)
{
    Buf b = buf_open(a, 120);
    buf_str(&b, word), buf_byte(&b, '\n'), buf_str(&b, kind), buf_byte(&b, '\n');
    int n[4] = { level, p ? p->number : 0, p ? p->times : 0, p ? p->length : 0 };
    buf_add(&b, (const char *)n, sizeof n);
    return hash_of(buf_view(&b));
}

static void look_at(Tx *tx, void *with, const Kept *k)
{
    Looking *l = with;
    Arena *a = tx_arena(tx);
    int length = 0;
    HeldWords w = words_held(a, k->title, k->words, &length);
    WordHeld *stems = arena_array(a, WordHeld, w.count + 1);
    for (int i = 0; i < w.count; i++) l->s.words += of(a, w.at[i].word, S(""), k->level, NULL), stems[i] = (WordHeld){ stem_of(a, &l->stems, w.at[i].word), w.at[i].times };
    HeldWords all = words_counted(stems, w.count);
    for (int i = 0; i < all.count; i++) l->s.posts += of(a, all.at[i].word, k->kind, k->level, &(Posting){ k->number, all.at[i].times, length });
    uint64_t place = of(a, S(""), k->kind, k->level, NULL);
    l->s.docs += place, l->s.lengths += place * (uint64_t)length;
}

static void posts_look(Tx *tx, Sums *s, Arena *a)
{
    Query q = db_query(tx, SQL("select term, kind, level, block, entries from search_post"));
    while (db_next(&q)) {
        Str term = str_copy(a, db_view(&q, 0)), kind = str_copy(a, db_view(&q, 1));
        const Posting *p = NULL;
        int level = (int)db_int(&q, 2), block = (int)db_int(&q, 3), n = postings_read(a, db_view(&q, 4), &p);
        s->odd += n == 0;
        for (int i = 0; i < n; i++) s->posts += of(a, term, kind, level, &p[i]), s->odd += p[i].number / A_BLOCK != block || (i && p[i].number <= p[i - 1].number);
        arena_reset(a);
    }
    db_end(&q);
}

static void words_look(Tx *tx, Sums *s, Sums *should, Arena *a)
{
    Query q = db_query(tx, SQL("select word, level, docs from search_word order by word"));
    char kept[LONGEST_WORD * 4 + 8];
    for (Str last = S(""); db_next(&q); ) {
        Str word = str_copy(a, db_view(&q, 0));
        int level = (int)db_int(&q, 1);
        i64 docs = db_int(&q, 2), near[LONGEST_WORD + 2];
        s->words += of(a, word, S(""), level, NULL) * (uint64_t)docs, s->odd += docs <= 0;
        int n = str_eq(word, last) || !worth_correcting(word) ? 0 : near_hashes(word, near);
        for (int i = 0; i < n; i++) {
            bool twice = false;                           /* "aaab" without its first letter is "aaab" without its second */
            for (int k = 0; k < i; k++) twice = twice || near[k] == near[i];
            if (!twice) should->nears += of(a, word, str_format(a, "%lld", near[i]), 0, NULL);
        }
        size_t len = word.len < sizeof kept ? word.len : sizeof kept;
        memcpy(kept, word.at, len), last = (Str){ kept, len };
        arena_reset(a);
    }
    db_end(&q);
    q = db_query(tx, SQL("select near, word from search_near"));
    while (db_next(&q)) {
        Str near = str_format(a, "%lld", db_int(&q, 0));
        s->nears += of(a, db_view(&q, 1), near, 0, NULL);
        arena_reset(a);
    }
    db_end(&q);
}

static void sizes_look(Tx *tx, Sums *s, Arena *a)
{
    Query q = db_query(tx, SQL("select kind, level, docs, words from search_size"));
    while (db_next(&q)) {
        uint64_t place = of(a, S(""), str_copy(a, db_view(&q, 0)), (int)db_int(&q, 1), NULL);
        s->docs += place * (uint64_t)db_int(&q, 2), s->lengths += place * (uint64_t)db_int(&q, 3);
    }
    db_end(&q);
}

int search_check(Tx *tx, Buf *faults)
{
    Looking l = { .stems = stems_open() };
    Sums is = { 0 };
    every_doc(tx, look_at, &l);
    stems_close(&l.stems);
    Arena *scratch = arena_open(), *a = arena_open(), *own = tx_arena_swap(tx, scratch);
    posts_look(tx, &is, a), words_look(tx, &is, &l.s, a), sizes_look(tx, &is, a);
    tx_arena_swap(tx, own);
    arena_close(scratch), arena_close(a);
    if (tx_doomed(tx)) return 0;
    const char *wrong[] = { is.posts != l.s.posts || is.odd ? " which document holds which word," : "", is.words != l.s.words ? " which words there are," : "", is.nears != l.s.nears ? " near spellings," : "",
        is.docs != l.s.docs || is.lengths != l.s.lengths ? " how many documents there are," : "", search_is_of_another_language(tx) ? " in which language," : "" };
    size_t before = faults->len;
    for (int i = 0; i < COUNT(wrong); i++) if (*wrong[i]) buf_format(faults, "%s%s", faults->len == before ? "search: the index is not what the documents say:" : "", wrong[i]);
    if (faults->len == before) return 0;
    faults->len--;
    buf_str(faults, S("; it is made anew by: kith check --rebuild-search\n"));
    return 1;
}
