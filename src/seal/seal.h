/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Sealed columns and blind indexes: what a stolen database must not tell (libsodium, keys outside the database). */
#ifndef KITH_SEAL_H
#define KITH_SEAL_H

#include "base/base.h"

/* The keys are a file of lines "NUMBER STATE KEY" (32 bytes in base64url), mode 0600.  One is `current`; while data is
 * being sealed anew one is `leaving`; those `retired` seal nothing that is stored.  A file that holds a key alone is key 1.
 * A running program sees within a second that the file was changed. */
bool seal_make(const char *path, Str *why_not, Arena *a);        /* writes a new key; never over one that is there */
bool seal_load(const char *path, Str *why_not, Arena *a);
void seal_pretend(uint64_t seed);                                /* a known key: tests only */
MUST_USE bool seal_turn_begin(const char *path, Str *why_not, Arena *a);   /* a new current key; does nothing when one is leaving already */
MUST_USE bool seal_turn_end(const char *path, Str *why_not, Arena *a);     /* the one that was leaving is retired */

/* The whole file under a passphrase (Argon2id), as text that can be printed or kept with backups. */
Str seal_phrase_new(Arena *a);                                   /* 25 letters and figures in fives: 125 bits */
MUST_USE bool seal_wrap(Arena *a, const char *path, Str phrase, Str *text, Str *why_not);
MUST_USE bool seal_unwrap(Arena *a, const char *path, Str phrase, Str text, Str *why_not);   /* never over a file that is there */

/* XChaCha20-Poly1305 under the column's own sub-key, bound to table.column and row: a value that is moved elsewhere
 * does not open.  Sealing nothing gives nothing. */
Str seal(Arena *a, const char *column, i64 row, Str plain);
MUST_USE bool seal_open(Arena *a, const char *column, i64 row, Str sealed, Str *plain);
Str seal_read(Arena *a, const char *column, i64 row, Str sealed); /* "" where it does not open, and a line in the log */
bool seal_is_current(Str sealed);                                /* sealed with the current key, or nothing */

/* Blind indexes: the same word gives the same 16 bytes.  While keys change, a row may still carry the one before:
 * ask for both.  When none is leaving both are the same. */
Str seal_find(Arena *a, const char *what, Str folded);
Str seal_find_before(Arena *a, const char *what, Str folded);
typedef struct { Str at[16]; int count; } SealFinds;
SealFinds seal_finds(Arena *a, const char *what, Str folded);    /* under every key there ever was: for what cannot be reckoned anew */

/* Of random tokens and for the browser's own cookies; these keep their key for ever, because there is nothing to guess. */
Str seal_hash(Arena *a, Str token);                              /* 32 bytes: how tokens are kept */
Str seal_keyed(Arena *a, const char *what, Str token);           /* 16 bytes */
Str seal_sign(Arena *a, const char *what, Str text);             /* 16 bytes in base64url, for the links in letters and the like */
bool seal_signed(const char *what, Str text, Str signature);     /* in constant time */

Str sha256_hex(Arena *a, Str bytes);                     /* what anybody can reckon again: no key */

/* A passphrase, made slow to guess: Argon2id (libsodium) of what the pepper, a sub-key outside the database, makes of it.
 * 32 bytes; `passes` and `kib` are its cost.  "" where the memory is not to be had. */
Str seal_stretch(Arena *a, Str passphrase, Str salt, i64 passes, i64 kib);
Str seal_salt(Arena *a);                                         /* 16 random bytes */
bool seal_same(Str a, Str b);                                    /* in constant time */

#endif
