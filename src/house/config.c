/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Where things are: options, then KITH_*, then /etc/kith/kith.conf (NAME=value lines). */
#include "house/house.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "doors/doors.h"
#include "files/files.h"
#include "people/people.h"
#include "search/search.h"
#include "seal/seal.h"

static Str from_file(Arena *a, const char *name)
{
    char line[1024];
    size_t n = strlen(name);
    FILE *f = fopen("/etc/kith/kith.conf", "r");
    Str found = S("");
    while (f && fgets(line, sizeof line, f)) {
        if (strncmp(line, name, n) || line[n] != '=') continue;
        Str value = str_trim(str_c(line + n + 1));
        if (value.len > 1 && value.at[0] == '"' && value.at[value.len - 1] == '"') value.at++, value.len -= 2;
        found = str_copy(a, value);
    }
    if (f) fclose(f);
    return found;
}

Str read_secret(House *h, const char *name)
{
    const char *full = str_format(h->arena, "KITH_%s", name).at, *env = getenv(full);
    return env ? str_c(env) : from_file(h->arena, full);
}

const char *house_erased_list(House *h) { return str_format(h->arena, "%s/erased.txt", h->data).at; }

/* A restored database is older than some erasures: they are done again before anybody is served. */
static void replay_erasures(House *h, Db *db)
{
    Tx *tx = tx_open(h->arena, db, TX_READ);
    bool waits = str_is(setting(tx, "erasures_to_replay", S("")), "yes");
    if (tx_close(tx, true) != TX_KEPT || !waits) return;
    tx = tx_open(h->arena, db, TX_WRITE);
    i64 gone = erased_replay_trusted(tx);
    db_exec(tx, SQL("delete from setting where name = 'erasures_to_replay'"));
    if (tx_close(tx, true) != TX_KEPT) die("The erasures that came after this backup could not be done again. Nothing is served until they are.");
    db_tidy_after_erasure(db);
    if (gone) fprintf(stderr, "%lld people who were erased after this backup was made are erased here too.\n", gone);
}

/* The network's language was changed: words have other endings now. */
static void search_anew(House *h, Db *db)
{
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    search_rebuild_trusted(tx);
    if (tx_close(tx, true) != TX_KEPT) die("The search index could not be made anew in the network's language.");
}

Db *house_db(House *h)
{
    Str why = S("");
    if (!seal_load(h->key, &why, h->arena)) {
        if (access(h->data, F_OK)) die("There is no network in %s. Make one with: kith init --name NAME --admin EMAIL", h->data);
        die("%.*s", FMT(why));
    }
    Db *db = db_open(h->db_url, &why, h->arena);
    if (!db) die("%.*s", FMT(why));
    int version = db_version(db), newest = db_newest(db_migrations);
    if (version == 0) die("The database is empty. Make a network with: kith init --name NAME --admin EMAIL");
    if (version < 0) die("The database does not say which version it is, so nothing was touched.");
    if (version > newest) die("The data was written by a newer Kith (version %d; this one knows up to %d). Install that one.", version, newest);
    if (version < newest) die("The data is of an older version (%d; this one is %d). Bring it up to date with: kith migrate", version, newest);
    Tx *tx = tx_open(h->arena, db, TX_READ);
    Str sealed = S(""), plain, kept = setting(tx, "key_check", S(""));
    bool fits = base64url_decode(h->arena, kept, &sealed) && sealed.len && seal_open(h->arena, "key.check", 0, sealed, &plain);
    money_of_country(setting(tx, "country", S("GB")));
    search_speaks_as_set(tx);
    bool anew = search_is_of_another_language(tx);
    if (tx_close(tx, true) != TX_KEPT) die("The database cannot be read.");
    erased_list_at(house_erased_list(h));
    files_at(h->data);
    if (fits && anew) search_anew(h, db);
    if (fits) replay_erasures(h, db);
    if (!fits) die("The key in %s is not the one that this data was sealed with. Put back the right secret.key; nothing was touched.", h->key);
    return db;
}

void progress(const char *what, i64 done, i64 of)
{
    static int shown = -1;
    if (!isatty(2) || of <= 0) return;
    int share = (int)(done * 40 / of);
    if (share == shown && done != of) return;
    shown = share;
    fprintf(stderr, "\r%-12s [%.*s%*s] %lld of %lld%s", what, share, "########################################", 40 - share, "", done, of, done >= of ? "\n" : "");
    if (done >= of) shown = -1;
}
