/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Files by their hash: the same bytes are kept once, and a changed byte is noticed. */
#include "files/files.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

const char *file_path(Arena *a, const char *data_dir, Str hash)
{
    if (hash.len != 64) return NULL;
    for (size_t i = 0; i < hash.len; i++)
        if (!((hash.at[i] >= '0' && hash.at[i] <= '9') || (hash.at[i] >= 'a' && hash.at[i] <= 'f'))) return NULL;
    return str_format(a, "%s/files/%.*s", data_dir, FMT(hash)).at;
}

static bool hash_of(int fd, unsigned char hash[32], i64 *size)
{
    crypto_hash_sha256_state st;
    unsigned char block[65536];
    ssize_t n;
    *size = 0;
    crypto_hash_sha256_init(&st);
    while ((n = read(fd, block, sizeof block)) > 0) crypto_hash_sha256_update(&st, block, (size_t)n), *size += n;
    crypto_hash_sha256_final(&st, hash);
    return n == 0;
}

void file_again(Tx *tx, Who who, const char *data_dir, Str hash, Str type)
{
    struct stat is;
    const char *path = file_path(tx_arena(tx), data_dir, hash);
    (void)who;
    if (!path || stat(path, &is)) return;
    db_exec(tx, SQL("insert into file(hash, size, type, made_at) values ($1, $2, $3, $4) on conflict do nothing"), T(hash), I(is.st_size), T(type), AT(time_now()));
}

/* The file is on disk under its last name before the row says so; a row that is rolled back leaves a file that the
 * sweep of `kith check` names. */
Str file_keep(Tx *tx, Who who, const char *data_dir, Str path, Str type)
{
    (void)who;                                            /* whoever passed the gate of the page that takes it */
    Arena *a = tx_arena(tx);
    unsigned char raw[32];
    i64 size = 0;
    int fd = open(path.at, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return S("");
    bool read_it = hash_of(fd, raw, &size) && fsync(fd) == 0;
    close(fd);
    if (!read_it) return S("");
    Str hash = hex(a, raw, sizeof raw);
    mkdir(str_format(a, "%s/files", data_dir).at, 0700);
    if (rename(path.at, file_path(a, data_dir, hash))) return S("");
    int dir = open(str_format(a, "%s/files", data_dir).at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (dir >= 0) fsync(dir), close(dir);
    db_exec(tx, SQL("insert into file(hash, size, type, made_at) values ($1, $2, $3, $4) on conflict do nothing"), T(hash), I(size), T(type), AT(time_now()));
    return hash;
}
