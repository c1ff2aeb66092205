/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Finding: what was asked becomes words, each with its spellings; the documents that have them are scored by BM25 (Robertson
 * and Sparck Jones; k1 1.2, b 0.75, as FTS5 has it); the best are looked at once more for phrases. */
#include "search/inside.h"

#include <math.h>
#include <stdlib.h>

enum { WORDS_MOST = 40, SCORED_MOST = 31, STEMS_MOST = 9, LOOKED_AT = 24, TITLES_MOST = 128, VERIFIED_MOST = 300, KINDS_MOST = 40, PHRASES = 8 };
static const double K1 = 1.2, B_LENGTH = 0.75, ALL_WORDS = 0.25, AS_PHRASE = 0.25, AS_TYPED = 0.1;

typedef struct { Str word, stems[STEMS_MOST]; int count; unsigned phrases /* a bit for each that it is part of */; Buf blocks; int df; } Term;      /* blocks: rows of the index, end to end */
typedef struct { Str kind; int count; i64 docs, words; } InKind;
typedef struct { float score; uint32_t terms; uint16_t kind; } Doc;
typedef struct {
    Tx *tx; Arena *a;
    const SearchAsk *ask;
    Term terms[WORDS_MOST]; int count;
    Str phrases[PHRASES]; int phrase_count;
    InKind kinds[KINDS_MOST]; int kind_count;
    i64 docs; double mean;
    Doc *at; int size;
    bool changed; Buf spelt, looked_for;
    Stems stems;
} Finding;

/* ---- what is asked ---- */

static void word_add(Buf *to, Str word) { buf_format(to, "%s%.*s", to->len ? " " : "", FMT(word)); }

static void stem_add(Finding *f, Term *t, Str word)
{
    Str s = stem_of(f->a, &f->stems, word);
    word_add(&f->looked_for, word);
    for (int i = 0; i < t->count; i++) if (str_eq(t->stems[i], s)) return;
    if (t->count < STEMS_MOST) t->stems[t->count++] = s;
}

static void spellings_add(Finding *f, Term *t, Spellings s)
{
    for (int i = 0; i < s.count; i++) stem_add(f, t, s.at[i]);
}

static bool lone_sign(Str word) { return stands_alone(utf8_next(&(Str){ word.at, word.len })); }

/* What was typed is always one of the spellings; others come beside it only where nobody wrote it, nor another form of it.  The
 * spelling that is shown. */
static Str term_add(Finding *f, Str word, bool begins)
{
    if (f->count == WORDS_MOST) return word;
    Term *t = &f->terms[f->count++];
    int level = f->ask->level;
    *t = (Term){ .word = word, .blocks = buf_open(f->a, 256) };
    stem_add(f, t, word);
    if (begins && utf8_length(word) >= 2 && !lone_sign(word)) spellings_add(f, t, words_beginning(f->tx, word, level));
    if (t->count > 1 || !worth_correcting(word) || word_known(f->tx, word, level) || stem_known(f->tx, t->stems[0], level)) return word;
    Spellings near = words_near(f->tx, word, level);
    spellings_add(f, t, near);
    if (!near.count) return word;
    f->changed = true;
    return near.at[0];
}

static bool only_stop_words(Str words)
{
    while (words.len) if (!is_stop_word(str_cut(&words, ' '))) return false;
    return true;
}

static void phrase_add(Finding *f, Str words, int from)
{
    if (f->phrase_count == PHRASES || str_find(words, S(" ")) < 0) return;
    for (int i = from; i < f->count; i++) f->terms[i].phrases |= 1u << f->phrase_count;
    f->phrases[f->phrase_count++] = words;
}

/* Word by word as typed, so that a star is seen.  In a list that is narrowed, signs that are written without spaces must stand together. */
static void part_read(Finding *f, Str part, bool keep_all, bool quoted, bool last)
{
    Buf said = buf_open(f->a, 80), run = buf_open(f->a, 16);
    int from = f->count, run_from = f->count;
    for (Str rest = part; rest.len; ) {
        Str piece = str_cut(&rest, ' '), in = search_words(f->a, piece);
        bool star = str_ends(piece, S("*")) && !quoted;
        while (in.len) {
            Str w = str_cut(&in, ' ');
            bool end = last && !quoted && !in.len && str_blank(rest), keeps = keep_all || !is_stop_word(w), alone = f->ask->every && lone_sign(w);
            if (!alone) phrase_add(f, buf_view(&run), run_from), run = buf_open(f->a, 16);
            else if (!run.len) run_from = f->count;
            bool begins = (star && !in.len) || (end && (f->ask->every || (!f->count && !word_known(f->tx, w, f->ask->level))));
            Str shown = keeps ? term_add(f, w, begins) : w;
            word_add(&said, shown), word_add(&f->spelt, shown);
            if (alone) word_add(&run, w);
        }
    }
    phrase_add(f, buf_view(&run), run_from);
    if (quoted) phrase_add(f, buf_view(&said), from);
}

static Str plain_quotes(Arena *a, Str s)                  /* as word processors write them */
{
    Buf b = buf_open(a, s.len + 1);
    while (s.len) {
        const char *from = s.at;
        uint32_t c = utf8_next(&s);
        bool quote = c == 0x201C || c == 0x201D || c == 0x201E || c == 0xAB || c == 0xBB;
        buf_add(&b, quote ? "\"" : from, quote ? 1 : (size_t)(s.at - from));
    }
    return buf_view(&b);
}

static void read_asked(Finding *f)
{
    Str asked = plain_quotes(f->a, f->ask->words);
    bool keep_all = f->ask->every || only_stop_words(search_words(f->a, asked));
    for (bool quoted = false; asked.len; quoted = !quoted) {
        Str part = str_cut(&asked, '"');
        part_read(f, part, keep_all || (quoted && only_stop_words(search_words(f->a, part))), quoted, !asked.len);
    }
}

/* ---- what there is ---- */

static Str kind_end(Arena *a, const char *kind) { return *kind ? str_format(a, "%s/", kind) : S("\x7f"); }      /* "work" and "work.x" are before "work/" */

static int kind_of(Finding *f, Str kind)
{
    for (int i = 0; i < f->kind_count; i++) if (str_eq(f->kinds[i].kind, kind)) return i;
    return -1;
}

static void read_sizes(Finding *f)
{
    i64 words = 0;
    Query q = db_query(f->tx, SQL("select kind, docs, words from search_size where kind >= $1 and kind < $2 and level >= $3 and docs > 0 order by kind"), T(str_c(f->ask->kind)), T(kind_end(f->a, f->ask->kind)), I(f->ask->level));
    while (db_next(&q)) {
        int k = kind_of(f, db_view(&q, 0));
        i64 docs = db_int(&q, 1), length = db_int(&q, 2);
        if (k < 0 && f->kind_count < KINDS_MOST) f->kinds[k = f->kind_count++] = (InKind){ .kind = db_str(&q, 0) };
        if (k < 0) continue;
        f->kinds[k].docs += docs, f->kinds[k].words += length;
        f->docs += docs, words += length;
    }
    db_end(&q);
    f->mean = f->docs ? (double)words / (double)f->docs : 1;
    f->size = (int)db_one_int(f->tx, SQL("select coalesce(max(number), 0) from search_doc")) + 1;
}

typedef struct { int kind, count; const Posting *at; } Block;

static void fetch(Finding *f, Term *t)
{
    for (int i = 0; i < t->count; i++) {
        Query q = db_query(f->tx, SQL("select kind, entries from search_post where term = $1 and kind >= $2 and kind < $3 and level >= $4 order by kind, level, block"), T(t->stems[i]), T(str_c(f->ask->kind)),
            T(kind_end(f->a, f->ask->kind)), I(f->ask->level));
        while (db_next(&q)) {
            Block b = { .kind = kind_of(f, db_view(&q, 0)) };
            b.count = postings_read(f->a, db_view(&q, 1), &b.at);
            if (b.kind < 0 || !b.count) continue;
            buf_add(&t->blocks, (const char *)&b, sizeof b);
            t->df += b.count;
        }
        db_end(&q);
    }
}

/* ---- scoring ---- */

static int by_rarity(const void *x, const void *y)
{
    const Term *a = x, *b = y;
    return a->df < b->df ? -1 : a->df > b->df;
}

static void score_term(Finding *f, int which)
{
    const Term *t = &f->terms[which];
    double n = (double)f->docs, df = t->df < f->docs ? t->df : n, idf = log((n - df + 0.5) / (df + 0.5));
    if (idf < 1e-6) idf = 1e-6;
    for (size_t o = 0; o < t->blocks.len; o += sizeof(Block)) {
        Block b;
        memcpy(&b, t->blocks.at + o, sizeof b);
        for (int i = 0; i < b.count; i++) {
            const Posting *p = &b.at[i];
            if (p->number >= f->size) continue;
            Doc *d = &f->at[p->number];
            double times = p->times;
            d->score += (float)(idf * times * (K1 + 1) / (times + K1 * (1 - B_LENGTH + B_LENGTH * p->length / f->mean)));
            d->terms |= 1u << which, d->kind = (uint16_t)b.kind;
        }
    }
}

/* In how many of the lists each document is, as long as it was in all of those before. */
static const unsigned char *lists_with(Finding *f)
{
    unsigned char *in = arena_array(f->a, unsigned char, f->size);
    for (int i = 0; i < f->ask->within_count; i++)
        for (Query q = f->ask->within[i]; db_next(&q); ) {
            i64 n = db_int(&q, 0);
            if (n >= 0 && n < f->size && in[n] == i) in[n]++;
        }
    return in;
}

static void score(Finding *f)
{
    for (int i = 0; i < f->count; i++) fetch(f, &f->terms[i]);
    if (!f->ask->every) {                                 /* the rarest words tell most, and cost least */
        qsort(f->terms, (size_t)f->count, sizeof *f->terms, by_rarity);
        if (f->count > SCORED_MOST) f->count = SCORED_MOST;
    } else if (f->count > SCORED_MOST) f->count = SCORED_MOST;
    f->at = arena_array(f->a, Doc, f->size);
    for (int i = 0; i < f->count; i++) score_term(f, i);
    uint32_t all = f->count ? (uint32_t)(((uint64_t)1 << f->count) - 1) : 0, must = f->ask->every ? all : 0;
    for (int i = 0; i < f->count; i++) if (f->terms[i].phrases) must |= 1u << i;
    const unsigned char *in = lists_with(f);
    for (int i = 0; i < f->size; i++) {
        Doc *d = &f->at[i];
        if ((d->terms & must) != must || in[i] != f->ask->within_count) d->score = 0, d->terms = 0;
        if (d->terms == all && f->count > 1) d->score *= (float)(1 + ALL_WORDS);
        if (d->terms) f->kinds[d->kind].count++;
    }
}

/* ---- the best ---- */

typedef struct { int number; float score; bool named; /* what was asked is its whole title */ } Best;

static bool worse(Best x, Best y)
{
    if (x.named != y.named) return y.named;
    return x.score < y.score || (!(x.score > y.score) && x.number > y.number);
}

static int better_first(const void *x, const void *y)
{
    Best a = *(const Best *)x, b = *(const Best *)y;
    return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

static int best_of(Finding *f, Best *at, int most)        /* a heap whose first is the worst */
{
    int n = 0;
    for (int i = 0; i < f->size; i++) {
        Best b = { i, f->at[i].score, false };
        if (!f->at[i].terms) continue;
        int k;
        if (n < most) {
            for (k = n++; k && worse(b, at[(k - 1) / 2]); k = (k - 1) / 2) at[k] = at[(k - 1) / 2];
        } else if (worse(at[0], b)) {
            for (k = 0; 2 * k + 1 < n; ) {
                int child = 2 * k + 1;
                if (child + 1 < n && worse(at[child + 1], at[child])) child++;
                if (!worse(at[child], b)) break;
                at[k] = at[child], k = child;
            }
        } else continue;
        at[k] = b;
    }
    qsort(at, (size_t)n, sizeof *at, better_first);
    return n;
}

/* Eight in one statement: over a socket a statement costs more than its rows. */
enum { READ_AT_ONCE = 8 };
typedef struct { SearchHit at[READ_AT_ONCE]; int count; } Read;

static Read hits_read(Finding *f, const Best *at, int count)
{
    Read r = { .count = count < READ_AT_ONCE ? count : READ_AT_ONCE };
    Arg args[READ_AT_ONCE + 1] = { 0 };
    for (int i = 0; i < READ_AT_ONCE; i++) args[i] = I(at[i < r.count ? i : 0].number);
    Query q = db_query_(f->tx, SQL("select number, id, kind, title, words from search_doc where number in ($1, $2, $3, $4, $5, $6, $7, $8)"), args);
    while (db_next(&q)) {
        i64 number = db_int(&q, 0);
        SearchHit h = { db_int(&q, 1), db_str(&q, 2), db_str(&q, 3), db_str(&q, 4) };
        for (int i = 0; i < r.count; i++) if (at[i].number == number) r.at[i] = h;
    }
    db_end(&q);
    return r;
}

/* Its words, the title's first; nothing stands across the bar. */
static Str words_of(Arena *a, const SearchHit *h, Str *title)
{
    *title = search_words(a, h->title);
    Buf b = buf_open(a, title->len + h->words.len + 8);
    buf_byte(&b, ' '), buf_str(&b, *title), buf_str(&b, S(" | ")), buf_str(&b, search_words(a, h->words)), buf_byte(&b, ' ');
    return buf_view(&b);
}

static bool holds(Arena *a, Str words, Str phrase) { return str_find(words, str_format(a, " %.*s ", FMT(phrase))) >= 0; }

/* What was put in quotes must stand so.  All its words are there, by the index; whether they stand together only the text tells,
 * and more texts than these are not read: what was not read is not counted. */
static int verified(Finding *f, Best *at, int count)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(f->tx, scratch);
    int n = 0;
    for (int k = 0; k < f->kind_count; k++) f->kinds[k].count = 0;
    for (int i = 0; i < count && !tx_doomed(f->tx); i += READ_AT_ONCE, arena_reset(scratch)) {
        Read r = hits_read(f, at + i, count - i);
        for (int h = 0; h < r.count; h++) {
            Best one = at[i + h];
            Str title, words = words_of(scratch, &r.at[h], &title);
            bool stays = true;
            for (int k = 0; stays && k < f->phrase_count; k++) stays = holds(scratch, words, f->phrases[k]);
            if (stays) f->kinds[f->at[one.number].kind].count++, at[n++] = one;
        }
    }
    tx_arena_swap(f->tx, own);
    arena_close(scratch);
    return n;
}

/* Of those that are not read, the title at least: whoever types the whole of it wants that one. */
static void look_at_titles(Finding *f, Best *at, int count, Str whole)
{
    enum { BATCH = 32 };
    for (int i = 0; i < count; i += BATCH) {
        Arg args[BATCH + 1] = { 0 };
        for (int k = 0; k < BATCH; k++) args[k] = I(at[i + k < count ? i + k : i].number);
        Query q = db_query_(f->tx, SQL("select number, title from search_doc where number in ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)"), args);
        while (db_next(&q)) {
            i64 number = db_int(&q, 0);
            bool named = str_eq(search_words(f->a, db_view(&q, 1)), whole);
            for (int k = i; named && k < i + BATCH && k < count; k++) at[k].named = at[k].named || at[k].number == number;
        }
        db_end(&q);
    }
}

/* The same few best are read on every page: what was asked for in this very order comes further up, and what holds the words as
 * they were typed, not another form of them. */
static void look_again(Finding *f, Best *at, int count)
{
    Str whole = buf_view(&f->spelt);
    int few = count < LOOKED_AT ? count : LOOKED_AT, titles = count - few < TITLES_MOST ? count - few : TITLES_MOST;
    bool together = f->count > 1 && f->count <= 6;
    Arena *scratch = arena_open(), *own = tx_arena_swap(f->tx, scratch);
    for (int i = 0; i < few; i += READ_AT_ONCE, arena_reset(scratch)) {
        Read r = hits_read(f, at + i, few - i);
        for (int h = 0; h < r.count; h++) {
            Best *one = &at[i + h];
            Str title, words = words_of(scratch, &r.at[h], &title);
            int typed = 0;
            one->named = str_eq(title, whole);
            if (together && holds(scratch, words, whole)) one->score *= (float)(1 + AS_PHRASE);
            for (int k = 0; k < f->count; k++) typed += holds(scratch, words, f->terms[k].word);
            one->score *= (float)(1 + AS_TYPED * typed / f->count);
        }
    }
    look_at_titles(f, at + few, titles, whole);
    tx_arena_swap(f->tx, own);
    arena_close(scratch);
    qsort(at, (size_t)count, sizeof *at, better_first);
}

SearchHits search_find_trusted(Tx *tx, const SearchAsk *ask)
{
    Arena *a = tx_arena(tx);
    Finding *f = arena_new(a, Finding);
    *f = (Finding){ .tx = tx, .a = a, .ask = ask, .stems = stems_open(), .spelt = buf_open(a, 64), .looked_for = buf_open(a, 64) };
    read_asked(f);
    stems_close(&f->stems);
    SearchHits hits = { .instead = f->changed ? buf_view(&f->spelt) : S(""), .asked = buf_view(&f->looked_for) };
    if (!f->count) return hits;
    read_sizes(f);
    score(f);
    int wanted = ask->skip + ask->most, most = f->phrase_count ? VERIFIED_MOST : wanted > LOOKED_AT + TITLES_MOST ? wanted : LOOKED_AT + TITLES_MOST;
    Best *best = arena_array(a, Best, most);
    SearchHit *at = arena_array(a, SearchHit, ask->most + 1);
    int n = best_of(f, best, most);
    if (f->phrase_count) n = verified(f, best, n);
    look_again(f, best, n);
    for (int i = ask->skip, last = wanted < n ? wanted : n; i < last; i += READ_AT_ONCE) {
        Read r = hits_read(f, best + i, last - i);
        for (int h = 0; h < r.count; h++) at[hits.count++] = r.at[h];
    }
    SearchKind *kinds = arena_array(a, SearchKind, f->kind_count + 1);
    for (int i = 0; i < f->kind_count; i++) if (f->kinds[i].count > 0) kinds[hits.kind_count++] = (SearchKind){ f->kinds[i].kind, f->kinds[i].count }, hits.all += f->kinds[i].count;
    hits.at = at, hits.kinds = kinds;
    return hits;
}
