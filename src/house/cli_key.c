/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith key: sealing everything anew under a new key while the network is
 * served, and the recovery copy.  Stopped at any point, `rotate` goes on where
 * it was: the file says which key is leaving, each value says which sealed it. */
#include "house/house.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "people/room.h"
#include "seal/seal.h"

typedef struct { Db *db; i64 anew, shut; bool failed; } Turn;
typedef struct { const char *table, *key; Str column; } Sealed;
typedef struct { i64 key; Str sealed; } Value;
enum { BATCH = 200 };

/* ---- one sealed column, a few rows at a time ---- */

static int values_of(Tx *tx, const Sealed *s, i64 after, Value *at)
{
    int count = 0;
    Str now = seal(tx_arena(tx), "key.check", 0, S("x"));
    Str sql = str_format(tx_arena(tx), "select %s, %.*s from %s where %s > $1 and length(%.*s) > 0 and substr(%.*s, 1, 1) <> $2 order by %s limit 200", s->key, FMT(s->column), s->table, s->key,
        FMT(s->column), FMT(s->column), s->key);
    Query q = db_query_text(tx, sql, (Arg[]){ I(after), B(((Str){ now.at, 1 })), { .kind = ARG_END } });
    while (count < BATCH && db_next(&q)) at[count].key = db_int(&q, 0), at[count].sealed = db_str(&q, 1), count++;
    db_end(&q);
    return count;
}

static void value_anew(Tx *tx, Turn *t, const Sealed *s, const Value *v)
{
    Arena *a = tx_arena(tx);
    const char *column = str_format(a, "%s.%.*s", s->table, FMT(s->column)).at;
    Str plain;
    if (!seal_open(a, column, v->key, v->sealed, &plain)) { t->shut++; return; }
    Str sql = str_format(a, "update %s set %.*s = $3 where %s = $1 and %.*s = $2", s->table, FMT(s->column), s->key, FMT(s->column));
    Query q = db_query_text(tx, sql, (Arg[]){ I(v->key), B(v->sealed), B(seal(a, column, v->key, plain)), { .kind = ARG_END } });
    while (db_next(&q)) { }
    db_end(&q);
    t->anew++;
}

/* The last key that was looked at; INT64_MAX at the end, and where the database did not keep it. */
static i64 batch_anew(Turn *t, const Sealed *s, i64 after)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, t->db, TX_WRITE);
    Value *at = arena_array(a, Value, BATCH);
    i64 shut = t->shut, anew = t->anew;
    int count = values_of(tx, s, after, at);
    for (int i = 0; i < count; i++) value_anew(tx, t, s, &at[i]);
    i64 last = count ? at[count - 1].key - (count == BATCH && at[0].key != at[count - 1].key) : INT64_MAX;
    switch (tx_close(tx, true)) {
    case TX_KEPT: break;
    case TX_AGAIN: t->shut = shut, t->anew = anew, last = after; break;
    case TX_DROPPED: case TX_FULL: case TX_FAILED: t->failed = true, last = INT64_MAX; break;
    }
    arena_close(a);
    return last;
}

static void column_anew(Turn *t, const Sealed *s)
{
    i64 shut = t->shut;
    for (i64 at = INT64_MIN; at != INT64_MAX && !t->failed; ) at = batch_anew(t, s, at);
    if (t->shut != shut) fprintf(stderr, "%s.%.*s: %lld do not open and stay as they are\n", s->table, FMT(s->column), t->shut - shut);
}

static void tables_anew(Turn *t)
{
    for (const Room *const *r = house_rooms; *r; r++)
        for (const TableFacts *f = (*r)->facts; f && f->table; f++)
            for (Str rest = str_c(f->sealed); rest.len && !t->failed; ) {
                Str column = str_cut(&rest, ' ');
                column_anew(t, &(Sealed){ f->table, f->key ? f->key : "id", column });
            }
}

bool house_reindex(Db *db)
{
    bool ok = true;
    for (const Room *const *r = house_rooms; *r; r++)
        for (i64 at = 1; (*r)->reindex && at && ok; ) {
            Arena *a = arena_open();
            Tx *tx = tx_open(a, db, TX_WRITE);
            i64 next = (*r)->reindex(tx, at, BATCH);
            TxEnd end = tx_close(tx, true);
            arena_close(a);
            if (end == TX_KEPT) at = next;
            else ok = end == TX_AGAIN;
        }
    return ok;
}

/* The value that tells at start whether the key fits. */
static bool check_anew(Db *db)
{
    Arena *a = arena_open();
    Tx *tx = tx_open(a, db, TX_WRITE);
    Str check = seal(a, "key.check", 0, S("kith"));
    setting_put(tx, "key_check", base64url(a, check.at, check.len));
    bool ok = tx_close(tx, true) == TX_KEPT;
    arena_close(a);
    return ok;
}

static int rotate(House *h)
{
    Str why = S("");
    Db *db = house_db(h);
    Turn t = { .db = db };
    i64 all = 0;
    if (!seal_turn_begin(h->key, &why, h->arena)) die("%.*s", FMT(why));
    sleep(2);                                             /* a running server looks at the file once a second */
    do {                                                  /* what came in meanwhile under the key before */
        t.anew = t.shut = 0;
        tables_anew(&t);
        all += t.anew;
        printf("%lld values sealed anew\n", t.anew);
    } while (t.anew && !t.failed);
    bool ok = !t.failed && !t.shut && house_reindex(db) && check_anew(db);
    db_close(db);
    if (!ok) die("Not everything is sealed with the new key yet; both keys stay in %s. Nothing is lost: run this again.", h->key);
    if (!seal_turn_end(h->key, &why, h->arena)) die("%.*s", FMT(why));
    printf("Everything is sealed with the new key (%lld values). The one before stays in the file for older backups.\nMake a new recovery copy now: kith key copy -o FILE\n", all);
    return 0;
}

/* ---- the recovery copy ---- */

bool key_copy(House *h, const char *file)
{
    Str phrase = seal_phrase_new(h->arena), text = S(""), why = S("");
    if (!seal_wrap(h->arena, h->key, phrase, &text, &why)) die("%.*s", FMT(why));
    umask(077);
    FILE *f = fopen(file, "wx");
    bool ok = f && fwrite(text.at, 1, text.len, f) == text.len;
    if (f && (fflush(f) || fsync(fileno(f)) || fclose(f))) ok = false;
    if (ok) printf("A recovery copy of the key is in %s.  It opens only with these words, which are shown once:\n\n    %.*s\n\nWrite them on paper and keep paper and copy apart, both away from this machine.\n", file, FMT(phrase));
    return ok;
}

static int recover(House *h, const char *file)
{
    char line[200] = "";
    static char text[65536];
    FILE *f = fopen(file, "r");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    Str why = S("");
    if (f) fclose(f);
    if (!n) die("The recovery copy %s cannot be read.", file);
    if (isatty(0)) fputs("The words of the recovery copy: ", stderr);
    if (!fgets(line, sizeof line, stdin)) die("No words came.");
    mkdir(h->data, 0700);
    if (!seal_unwrap(h->arena, h->key, str_trim(str_c(line)), (Str){ text, n }, &why)) die("%.*s", FMT(why));
    printf("The key is in %s again.\n", h->key);
    return 0;
}

int cli_key(House *h, int argc, char **argv)
{
    if (argc == 1 && !strcmp(argv[0], "rotate")) return rotate(h);
    if (argc == 2 && !strcmp(argv[0], "recover")) return recover(h, argv[1]);
    if (argc == 3 && !strcmp(argv[0], "copy") && !strcmp(argv[1], "-o")) {
        Db *db = house_db(h);                             /* the right key for this data, or a plain sentence */
        db_close(db);
        return key_copy(h, argv[2]) ? 0 : (fprintf(stderr, "kith: %s cannot be written, or is there already\n", argv[2]), 1);
    }
    return fputs("use: kith key rotate | copy -o FILE | recover FILE\n", stderr), 2;
}
