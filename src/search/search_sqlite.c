/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Full text on SQLite: FTS5 over search_doc, which keeps the text itself. */
#include "search/engine_search.h"

void search_lite_index(Tx *tx, i64 id, Str title, Str words)
{
    db_exec(tx, SQL_SQLITE("insert into search_text(rowid, title, words) values ($1, $2, $3)"), I(id), T(title), T(words));
}

/* FTS5 finds the words to take out of its index by being told the text that it took in. */
void search_lite_unindex(Tx *tx, i64 id, Str title, Str words)
{
    db_exec(tx, SQL_SQLITE("insert into search_text(search_text, rowid, title, words) values ('delete', $1, $2, $3)"),
        I(id), T(title), T(words));
}

void search_lite_rebuild(Tx *tx) { db_exec(tx, SQL_SQLITE("insert into search_text(search_text) values ('rebuild')")); }

static Str expression(Arena *a, const SearchAsk *ask, const char *column)
{
    Buf b = buf_open(a, 256);
    buf_format(&b, "%s(", column);
    for (int i = 0; i < ask->count; i++) {
        const SearchTerm *t = &ask->terms[i];
        if (i) buf_str(&b, t->follows ? S(" + ") : S(" AND "));
        if (!t->follows && !(i + 1 < ask->count && ask->terms[i + 1].follows)) buf_byte(&b, '(');
        for (int k = 0; k < t->count; k++)
            buf_format(&b, "%s\"%.*s\"%s", k ? " OR " : "", FMT(t->any[k]), t->prefix ? " *" : "");
        if (!t->follows && !(i + 1 < ask->count && ask->terms[i + 1].follows)) buf_byte(&b, ')');
    }
    buf_byte(&b, ')');
    return buf_view(&b);
}

typedef struct { SearchHit *at; int count, most; } Found;

static void take(Found *f, SearchHit hit)
{
    for (int i = 0; i < f->count; i++) if (f->at[i].id == hit.id) return;
    if (f->count < f->most) f->at[f->count++] = hit;
}

/* Scoring a word that half of all documents hold would read them all; 3,000 are enough to fill any page, and what has
 * the words in its title is asked for first so that it is never among those cut off. */
SearchHits search_lite_find(Tx *tx, const SearchAsk *ask)
{
    Arena *a = tx_arena(tx);
    Found f = { arena_array(a, SearchHit, ask->most), 0, ask->most };
    for (int round = 0; round < 2 && f.count < f.most; round++) {
        Query q = db_query(tx, SQL_SQLITE("select d.id, f.score from (select rowid as doc, cast(bm25(search_text, 8.0, 1.0) * 100000 as integer) as score"
            " from search_text where search_text match $1 limit 3000) f join search_doc d on d.id = f.doc"
            " where d.kind = $2 and d.level >= $3 order by f.score, d.id limit $4"),
            T(expression(a, ask, round ? "" : "title : ")), T(str_c(ask->kind)), I(ask->level), I(ask->most));
        while (db_next(&q)) {
            i64 id = db_int(&q, 0), score = db_int(&q, 1);
            take(&f, (SearchHit){ id, score });
        }
    }
    return (SearchHits){ f.at, f.count, S("") };
}

bool search_lite_any(Tx *tx, Str word)
{
    return db_one_int(tx, SQL_SQLITE("select count(*) from (select 1 from search_text where search_text match $1 limit 1) x"),
        T(str_format(tx_arena(tx), "\"%.*s\"", FMT(word)))) > 0;
}
