/* SPDX-License-Identifier: AGPL-3.0-or-later
 * kith migrate: an older database up to this version, after a backup.  Each step
 * is whole or not at all, so a kill leaves the old version or the new one. */
#include "house/backup.h"
#include "house/rooms.h"

#include <stdio.h>
#include <unistd.h>

#include "search/search.h"
#include "seal/seal.h"

/* An earlier run may have been stopped after its backup: that one stays, and this one gets the next name. */
static Str free_name(House *h, int version)
{
    Str name = str_format(h->arena, "%s/before-version-%d.kith", h->data, version);
    for (int i = 2; !access(name.at, F_OK); i++) name = str_format(h->arena, "%s/before-version-%d-%d.kith", h->data, version, i);
    return name;
}

bool migrate_to(House *h, Db *db, const Migration *steps, Str *backup, Str *why_not)
{
    int now = db_version(db), newest = db_newest(steps);
    Manifest m;
    *backup = S("");
    if (now == 0) { *why_not = S("There is no network in this database yet. Make one with: kith init"); return false; }
    if (now > 0 && now < newest) {
        Str name = free_name(h, newest);
        if (!backup_to(h, db, name.at, &m, why_not)) return false;
        *backup = name;
    }
    if (db_migrate(db, steps, why_not, h->arena)) return true;          /* it says itself if the data is newer */
    if (backup->len) *why_not = str_format(h->arena, "The database stays at version %d: %.*s. The backup made before is %.*s.",
        db_version(db), FMT(*why_not), FMT(*backup));
    return false;
}

void rooms_brought_up_trusted(Tx *tx)
{
    search_speaks_as_set(tx);
    voice_begin_trusted(tx);
    bulletin_begin_trusted(tx);
    knowledge_begin_trusted(tx);
    search_rebuild_trusted(tx);
    pages_into_search_trusted(tx);
}

static bool furnish(House *h, Db *db)
{
    Tx *tx = tx_open(h->arena, db, TX_WRITE);
    rooms_brought_up_trusted(tx);
    return tx_close(tx, true) == TX_KEPT;
}

int cli_migrate(House *h, int argc, char **argv)
{
    (void)argv;
    if (argc) {
        fputs("Use: kith migrate\n", stderr);
        return 2;
    }
    Str why = S(""), backup = S("");
    Db *db = db_open(h->db_url, &why, h->arena);
    int before = db ? db_version(db) : 0;
    bool ok = db && migrate_to(h, db, db_migrations, &backup, &why);
    int after = db ? db_version(db) : 0;
    ok = ok && (before == after || (seal_load(h->key, &why, h->arena) && house_reindex(db) && furnish(h, db)));   /* a version may find people by more than the last did */
    db_close(db);
    if (!ok) fprintf(stderr, "%.*s\n", FMT(why));
    else if (!backup.len) printf("The database is at version %d, which is the newest this Kith knows. Nothing was changed.\n", after);
    else printf("The database went from version %d to %d. As it was before, it is kept in %.*s.\n", before, after, FMT(backup));
    return ok ? 0 : 1;
}
