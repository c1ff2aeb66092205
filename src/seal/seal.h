/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sealed columns and blind indexes: what a stolen database must not tell (libsodium, key outside the database). */
#ifndef KITH_SEAL_H
#define KITH_SEAL_H

#include "base/base.h"

/* The master key is a file of 32 bytes in base64url, mode 0600, loaded once at start. */
bool seal_make(const char *path, Str *why_not, Arena *a);        /* writes a new key; never over one that is there */
bool seal_load(const char *path, Str *why_not, Arena *a);
void seal_pretend(uint64_t seed);                                /* a known key: tests only */

/* XChaCha20-Poly1305 under the column's own sub-key, bound to table.column and row: a value that is moved elsewhere
 * does not open.  Sealing nothing gives nothing. */
Str seal(Arena *a, const char *column, i64 row, Str plain);
MUST_USE bool seal_open(Arena *a, const char *column, i64 row, Str sealed, Str *plain);
Str seal_read(Arena *a, const char *column, i64 row, Str sealed); /* "" where it does not open, and a line in the log */

Str seal_find(Arena *a, const char *what, Str folded);           /* 16 bytes: the same word gives the same bytes, for a blind index */
Str seal_hash(Arena *a, Str token);                              /* 32 bytes: how tokens are kept */
Str seal_sign(Arena *a, const char *what, Str text);             /* 16 bytes in base64url, for CSRF tokens and the like */
bool seal_signed(const char *what, Str text, Str signature);     /* in constant time */

/* A passphrase, made slow to guess: Argon2id (libsodium) of what the pepper, a sub-key outside the database, makes of it.
 * 32 bytes; `passes` and `kib` are its cost.  "" where the memory is not to be had. */
Str seal_stretch(Arena *a, Str passphrase, Str salt, i64 passes, i64 kib);
Str seal_salt(Arena *a);                                         /* 16 random bytes */
bool seal_same(Str a, Str b);                                    /* in constant time */

#endif
