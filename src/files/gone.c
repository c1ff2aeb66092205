/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Files that nothing names any more leave the disk after the act that let go of them was committed. */
#include "files/files.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static char folder[4096];

void files_at(const char *data_dir) { snprintf(folder, sizeof folder, "%s", data_dir); }

void file_hold_trusted(Tx *tx, Str hash) { db_exec(tx, SQL("update file set held = held + 1, gone_at = 0 where hash = $1"), T(hash)); }

void file_let_go_trusted(Tx *tx, Str hash)
{
    db_exec(tx, SQL("update file set held = held - 1, gone_at = case when held <= 1 then $2 else gone_at end where hash = $1"), T(hash), AT(time_now()));
}

/* The file goes first and its row after it: what dies between the two is done again. */
void files_go_trusted(Tx *tx)
{
    enum { MOST = 500 };
    Str hashes[MOST];
    int count = 0;
    Query q = db_query(tx, SQL("select hash from file where gone_at > 0 order by gone_at limit 500"));
    while (count < MOST && db_next(&q)) hashes[count++] = db_str(&q, 0);
    db_end(&q);
    for (int i = 0; i < count; i++) {
        const char *path = *folder ? file_path(tx_arena(tx), folder, hashes[i]) : NULL;
        if (path && unlink(path) && errno != ENOENT) continue;
        if (path) db_exec(tx, SQL("delete from file where hash = $1 and gone_at > 0"), T(hashes[i]));
    }
}
