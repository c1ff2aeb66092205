/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Finding: what was asked becomes words, each with its spellings; the documents that have them are scored by BM25 (Robertson
 * and Sparck Jones; k1 1.2, b 0.75, as FTS5 has it); the best are looked at once more for phrases. */
#include "search/inside.h"

#include <math.h>
#include <stdlib.h>

enum { WORDS_MOST = 40, SCORED_MOST = 31, STEMS_MOST = 8, LOOKED_AT = 24, KINDS_MOST = 40, PHRASES = 4 };
static const double K1 = 1.2, B_LENGTH = 0.75, ALL_WORDS = 0.25, AS_PHRASE = 0.25;

typedef struct { Str stems[STEMS_MOST]; int count; bool follows; Buf blocks; int df; } Term;      /* blocks: rows of the index, end to end */
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
    bool changed; Buf spelt;
    Stems stems;
} Finding;

/* ---- what is asked ---- */

static void stem_add(Finding *f, Term *t, Str word)
{
    Str s = stem_of(f->a, &f->stems, word);
    for (int i = 0; i < t->count; i++) if (str_eq(t->stems[i], s)) return;
    if (t->count < STEMS_MOST) t->stems[t->count++] = s;
}

static void spellings_add(Finding *f, Term *t, Spellings s)
{
    for (int i = 0; i < s.count; i++) stem_add(f, t, s.at[i]);
}

static void term_add(Finding *f, Str word, bool begins)
{
    if (f->count == WORDS_MOST) return;
    Term *t = &f->terms[f->count++];
    int level = f->ask->level;
    uint32_t first = utf8_next(&(Str){ word.at, word.len });
    bool known = word_known(f->tx, word, level);
    Str shown = word;
    *t = (Term){ .follows = f->count > 1 && stands_alone(first), .blocks = buf_open(f->a, 256) };
    if (begins && utf8_length(word) >= 2 && !stands_alone(first)) spellings_add(f, t, words_beginning(f->tx, word, level));
    if (known || t->count || !worth_correcting(word)) stem_add(f, t, word);
    else {
        Spellings near = words_near(f->tx, word, level);
        spellings_add(f, t, near);
        if (near.count) f->changed = true, shown = near.at[0];
        else stem_add(f, t, word);
    }
    buf_format(&f->spelt, "%s%.*s", f->spelt.len ? " " : "", FMT(shown));
}

static bool only_stop_words(Str words)
{
    while (words.len) if (!is_stop_word(str_cut(&words, ' '))) return false;
    return true;
}

static void read_asked(Finding *f)
{
    Str asked = f->ask->words, words = search_words(f->a, asked);
    bool keep_all = f->ask->every || only_stop_words(words);
    for (Str rest = asked; rest.len && f->phrase_count < PHRASES; ) {
        str_cut(&rest, '"');
        Str p = search_words(f->a, str_cut(&rest, '"'));
        if (str_find(p, S(" ")) > 0) f->phrases[f->phrase_count++] = p;
    }
    for (Str rest = asked; rest.len; ) {                  /* word by word as typed, so that a star is seen */
        Str piece = str_cut(&rest, ' '), in = search_words(f->a, piece);
        bool star = str_ends(piece, S("*"));
        while (in.len) {
            Str w = str_cut(&in, ' ');
            bool last = !in.len && (star || (f->ask->every && str_blank(rest)));
            if (w.len && (keep_all || !is_stop_word(w))) term_add(f, w, last || (!in.len && str_blank(rest) && f->count == 0 && !word_known(f->tx, w, f->ask->level)));
        }
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

static void score(Finding *f)
{
    for (int i = 0; i < f->count; i++) fetch(f, &f->terms[i]);
    if (!f->ask->every) {                                 /* the rarest words tell most, and cost least */
        qsort(f->terms, (size_t)f->count, sizeof *f->terms, by_rarity);
        if (f->count > SCORED_MOST) f->count = SCORED_MOST;
    } else if (f->count > SCORED_MOST) f->count = SCORED_MOST;
    f->at = arena_array(f->a, Doc, f->size);
    for (int i = 0; i < f->count; i++) score_term(f, i);
    uint32_t all = f->count ? (uint32_t)(((uint64_t)1 << f->count) - 1) : 0;
    for (int i = 0; i < f->size; i++) {
        Doc *d = &f->at[i];
        if (f->ask->every && d->terms != all) d->score = 0, d->terms = 0;
        if (d->terms == all && f->count > 1) d->score *= (float)(1 + ALL_WORDS);
        if (d->terms) f->kinds[d->kind].count++;
    }
}

/* ---- the best ---- */

typedef struct { int number; float score; } Best;

static bool worse(Best x, Best y) { return x.score < y.score || (!(x.score > y.score) && x.number > y.number); }

static int better_first(const void *x, const void *y)
{
    Best a = *(const Best *)x, b = *(const Best *)y;
    return worse(a, b) ? 1 : worse(b, a) ? -1 : 0;
}

static int best_of(Finding *f, Best *at, int most)        /* a heap whose first is the worst */
{
    int n = 0;
    for (int i = 0; i < f->size; i++) {
        Best b = { i, f->at[i].score };
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

static SearchHit hit_of(Finding *f, int number)
{
    SearchHit h = { 0 };
    Query q = db_query(f->tx, SQL("select id, kind, title, words from search_doc where number = $1"), I(number));
    if (db_next(&q)) h = (SearchHit){ db_int(&q, 0), db_str(&q, 1), db_str(&q, 2), db_str(&q, 3) };
    db_end(&q);
    return h;
}

static bool holds(Arena *a, Str words, Str phrase)
{
    Str all = str_format(a, " %.*s ", FMT(words));
    return str_find(all, str_format(a, " %.*s ", FMT(phrase))) >= 0;
}

/* The few best are read: what was asked for in this very order comes further up, and what was put in quotes must stand so. */
static int look_again(Finding *f, Best *at, SearchHit *hits, int count)
{
    Str whole = search_words(f->a, f->ask->words);
    bool together = f->count > 1 && f->count <= 6, must = f->phrase_count > 0;
    int n = 0;
    for (int i = 0; i < f->count; i++) must = must || f->terms[i].follows;
    for (int i = 0; i < count; i++) {
        if (!together && !must) break;
        hits[i] = hit_of(f, at[i].number);
        Str title = search_words(f->a, hits[i].title), words = search_words(f->a, hits[i].words);
        bool stays = true;
        for (int k = 0; k < f->phrase_count; k++) stays = stays && (holds(f->a, title, f->phrases[k]) || holds(f->a, words, f->phrases[k]));
        bool phrase = holds(f->a, title, whole) || holds(f->a, words, whole);
        for (int k = 0; k < f->count; k++) if (f->terms[k].follows && f->ask->every) stays = stays && phrase;
        if (phrase && together) at[i].score *= (float)(1 + AS_PHRASE);
        if (!stays) f->kinds[f->at[at[i].number].kind].count--;
        else at[n++] = at[i];
    }
    if (!together && !must) return count;
    qsort(at, (size_t)n, sizeof *at, better_first);
    return n;
}

SearchHits search_find_trusted(Tx *tx, const SearchAsk *ask)
{
    Arena *a = tx_arena(tx);
    Finding *f = arena_new(a, Finding);
    *f = (Finding){ .tx = tx, .a = a, .ask = ask, .stems = stems_open(), .spelt = buf_open(a, 64) };
    read_asked(f);
    stems_close(&f->stems);
    SearchHits hits = { .instead = f->changed ? buf_view(&f->spelt) : S("") };
    if (!f->count) return hits;
    read_sizes(f);
    score(f);
    int wanted = ask->skip + ask->most, most = wanted > LOOKED_AT ? wanted : LOOKED_AT, n;
    Best *best = arena_array(a, Best, most);
    SearchHit *read = arena_array(a, SearchHit, most), *at = arena_array(a, SearchHit, ask->most + 1);
    n = look_again(f, best, read, best_of(f, best, most));
    for (int i = ask->skip; i < n && hits.count < ask->most; i++) at[hits.count++] = hit_of(f, best[i].number);
    SearchKind *kinds = arena_array(a, SearchKind, f->kind_count + 1);
    for (int i = 0; i < f->kind_count; i++) if (f->kinds[i].count > 0) kinds[hits.kind_count++] = (SearchKind){ f->kinds[i].kind, f->kinds[i].count }, hits.all += f->kinds[i].count;
    hits.at = at, hits.kinds = kinds;
    return hits;
}

/* ---- a piece around what was asked for ---- */

static bool asked_for(Stems *s, Arena *a, Str word, const Str *stems, int count)
{
    Str st = stem_of(a, s, word);
    for (int i = 0; i < count; i++) if (str_eq(stems[i], st)) return true;
    return false;
}

typedef struct { size_t from, to; bool found; } Piece;

Snippet search_snippet(Arena *a, Str text, Str asked)
{
    enum { PIECES = 6000, AROUND = 34, LOOK = 40000 };
    Stems s = stems_open();
    Str stems[WORDS_MOST];
    int count = 0, n = 0, best = 0, most = -1, have = 0;
    for (Str rest = search_words(a, asked); rest.len && count < WORDS_MOST; ) {
        Str w = str_cut(&rest, ' ');
        if (!is_stop_word(w) || (!rest.len && !count)) stems[count++] = stem_of(a, &s, w);
    }
    Piece *at = arena_array(a, Piece, PIECES);
    size_t end = text.len < LOOK ? text.len : LOOK;
    for (size_t i = 0; i < end && n < PIECES; ) {
        while (i < end && (unsigned char)text.at[i] <= ' ') i++;
        size_t from = i;
        while (i < end && (unsigned char)text.at[i] > ' ') i++;
        if (i == from) break;
        Str w = search_words(a, (Str){ text.at + from, i - from });
        at[n] = (Piece){ from, i, false };
        while (w.len && !at[n].found) at[n].found = asked_for(&s, a, str_cut(&w, ' '), stems, count);
        n++;
    }
    stems_close(&s);
    for (int i = 0; i < n; i++) {                         /* the stretch with most of them */
        have += at[i].found;
        if (i >= AROUND) have -= at[i - AROUND].found;
        if (have > most) most = have, best = i >= AROUND ? i - AROUND + 1 : 0;
    }
    Snippet out = { .count = 0 };
    if (best && out.count < 2) out.at[out.count++] = (SnippetPart){ S("… "), false };
    for (int i = best; i < n && i < best + AROUND && out.count < COUNT(out.at) - 1; ) {
        int k = i;
        while (k < n && k < best + AROUND && at[k].found == at[i].found) k++;
        size_t to = k < n ? at[k].from : at[k - 1].to;
        if (at[i].found) to = at[k - 1].to;
        out.at[out.count++] = (SnippetPart){ { text.at + at[i].from, to - at[i].from }, at[i].found };
        if (at[i].found && k < n && k < best + AROUND && out.count < COUNT(out.at) - 1) out.at[out.count++] = (SnippetPart){ S(" "), false };
        i = k;
    }
    if (best + AROUND < n && out.count < COUNT(out.at)) out.at[out.count++] = (SnippetPart){ S(" …"), false };
    return out;
}

Str snippet_plain(Arena *a, const Snippet *s)
{
    Buf b = buf_open(a, 300);
    for (int i = 0; i < s->count; i++) buf_str(&b, s->at[i].text);
    return str_trim(buf_view(&b));
}
