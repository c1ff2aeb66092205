/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Full text on PostgreSQL: a tsvector beside the text, titles weighing more. */
#include "search/engine_search.h"

void search_pg_index(Tx *tx, i64 id)
{
    db_exec(tx, SQL_PG("update search_doc set found = setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', words), 'D')"
        " where id = $1"), I(id));
}

void search_pg_rebuild(Tx *tx)
{
    db_exec(tx, SQL_PG("update search_doc set found = setweight(to_tsvector('simple', title), 'A') || setweight(to_tsvector('simple', words), 'D')"));
}

static Str expression(Arena *a, const SearchAsk *ask)
{
    Buf b = buf_open(a, 256);
    for (int i = 0; i < ask->count; i++) {
        const SearchTerm *t = &ask->terms[i];
        if (i) buf_str(&b, t->follows ? S(" <-> ") : S(" & "));
        buf_byte(&b, '(');
        for (int k = 0; k < t->count; k++)
            buf_format(&b, "%s'%.*s'%s", k ? " | " : "", FMT(t->any[k]), t->prefix ? ":*" : "");
        buf_byte(&b, ')');
    }
    return buf_view(&b);
}

/* As on SQLite: titles first, and never more than 3,000 documents are scored. */
SearchHits search_pg_find(Tx *tx, const SearchAsk *ask)
{
    Arena *a = tx_arena(tx);
    SearchHit *hits = arena_array(a, SearchHit, ask->most);
    int count = 0;
    Query q = db_query(tx, SQL_PG("select f.id, -cast(ts_rank(f.found, to_tsquery('simple', $1)) * 1000000 as bigint) as score from"
        " (select id, found from search_doc where kind = $2 and level >= $3 and found @@ to_tsquery('simple', $1) limit 3000) f"
        " order by score, f.id limit $4"), T(expression(a, ask)), T(str_c(ask->kind)), I(ask->level), I(ask->most));
    while (db_next(&q)) hits[count++] = (SearchHit){ db_int(&q, 0), db_int(&q, 1) };
    return (SearchHits){ hits, count, S("") };
}

bool search_pg_any(Tx *tx, Str word)
{
    return db_one_int(tx, SQL_PG("select count(*) from (select 1 from search_doc where found @@ to_tsquery('simple', $1) limit 1) x"),
        T(str_format(tx_arena(tx), "'%.*s'", FMT(word)))) > 0;
}
