/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Who was erased, as keyed hashes from which nobody can be read: so that no
 * list brings them back, and no backup that is older than their erasure.  The
 * hashes are also in a file beside the database, which a restored database
 * would otherwise have forgotten. */
#include "people/person.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "people/room.h"
#include "seal/seal.h"

static void erased_put(Tx *tx, Str find, const char *kind)
{
    db_exec(tx, SQL("insert into erased(find, kind, at) values ($1, $2, $3) on conflict do nothing"), B(find), T(str_c(kind)), AT(time_now()));
}

/* The hash of an address stays where nobody else lives there; where somebody does, that of address and name together. */
void erased_write_trusted(Tx *tx, i64 person)
{
    Arena *a = tx_arena(tx);
    const Person *p = person_trusted(tx, person);
    if (!p) return;
    Str name = p->name;
    Addresses all = addresses_of_trusted(tx, person);
    erased_put(tx, seal_find(a, "erased.person", str_format(a, "%lld", person)), "person");
    for (int i = 0; i < all.count; i++) {
        Str usual = str_format(a, "%.*s %.*s", FMT(all.at[i].kind), FMT(address_usual(a, all.at[i].kind, all.at[i].value)));
        i64 others = db_one_int(tx, SQL("select count(*) from person_address where address = $1 and person <> $2"), I(all.at[i].id), I(person));
        if (!others) erased_put(tx, seal_find(a, "erased.address", usual), "address");
        erased_put(tx, seal_find(a, "erased.both", str_format(a, "%.*s %.*s", FMT(usual), FMT(utf8_fold(a, name)))), "both");
    }
}

static bool erased_has(Tx *tx, const char *what, Str text)
{
    SealFinds f = seal_finds(tx_arena(tx), what, text);
    for (int i = 0; i < f.count; i++)
        if (db_one_int(tx, SQL("select count(*) from erased where find = $1"), B(f.at[i]))) return true;
    return false;
}

bool erased_before_trusted(Tx *tx, Str kind, Str value, Str name)
{
    Arena *a = tx_arena(tx);
    Str usual = str_format(a, "%.*s %.*s", FMT(kind), FMT(address_usual(a, kind, value)));
    return erased_has(tx, "erased.address", usual) || erased_has(tx, "erased.both", str_format(a, "%.*s %.*s", FMT(usual), FMT(utf8_fold(a, name))));
}

bool erased_person_trusted(Tx *tx, i64 person) { return erased_has(tx, "erased.person", str_format(tx_arena(tx), "%lld", person)); }

/* ---- beside the database ---- */

static char list_path[4096];

void erased_list_at(const char *path) { snprintf(list_path, sizeof list_path, "%s", path); }

void erased_list_write_trusted(Tx *tx)
{
    Arena *a = tx_arena(tx);
    if (!*list_path) return;
    const char *part = str_format(a, "%s.part", list_path).at;
    int fd = open(part, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "w");
    Query q = db_query(tx, SQL("select kind, find, at from erased order by at, find"));
    while (db_next(&q)) {
        Str kind = db_view(&q, 0), find = db_view(&q, 1);
        Str hash = base64url(a, find.at, find.len);
        if (f) fprintf(f, "%.*s %.*s %lld\n", FMT(kind), FMT(hash), db_int(&q, 2));
        else (void)db_int(&q, 2);
    }
    bool ok = f && !fflush(f) && !fsync(fileno(f));
    ok = f && !fclose(f) && ok;
    if (!ok || rename(part, list_path)) log_warn("erased_list", "could not be written: %s", strerror(errno));
}

i64 erased_list_read_trusted(Tx *tx, const char *path)
{
    char line[200];
    i64 count = 0, at = 0;
    FILE *f = fopen(path, "r");
    while (f && fgets(line, sizeof line, f)) {
        Str rest = str_trim(str_c(line)), kind = str_cut(&rest, ' '), hash = str_cut(&rest, ' '), find;
        if (!kind.len || !base64url_decode(tx_arena(tx), hash, &find) || find.len != 16 || !str_int(rest, &at)) continue;
        count += db_exec(tx, SQL("insert into erased(find, kind, at) values ($1, $2, $3) on conflict do nothing"), B(find), T(kind), I(at));
    }
    if (f) fclose(f);
    return count;
}

/* Scratch for each, or a network of half a million would need as much memory. */
i64 erased_replay_trusted(Tx *tx)
{
    Arena *scratch = arena_open(), *own = tx_arena_swap(tx, scratch);
    i64 gone = 0;
    for (i64 id = INT64_MIN; (id = db_one_int(tx, SQL("select min(id) from person where id > $1"), I(id))) && !tx_doomed(tx); arena_reset(scratch))
        if (erased_person_trusted(tx, id)) forget_everywhere_trusted(tx, id), gone++;
    tx_arena_swap(tx, own);
    arena_close(scratch);
    return gone;
}
