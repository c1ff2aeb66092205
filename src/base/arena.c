/* SPDX-License-Identifier: AGPL-3.0-or-later
 * Arenas: one per visit, job run or command.  Blocks double in size up to a
 * limit, so that a small page costs one malloc and an export does not cost
 * thousands.  Debug builds give every allocation its own block: AddressSanitizer
 * then sees a pointer that was kept too long. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST = 32 * 1024, LARGEST = 1024 * 1024, ALIGN = 16 };

typedef struct Block {
    struct Block *next;
    size_t size, used;
    _Alignas(16) char data[];
} Block;

struct Arena { Block *blocks; size_t used; };

static void *must(void *p)
{
    if (p) return p;
    fputs("kith: out of memory\n", stderr);
    abort();
}

Arena *arena_open(void) { return must(calloc(1, sizeof(Arena))); }

static Block *block_add(Arena *a, size_t size)
{
    Block *b = must(malloc(sizeof *b + size));
    b->next = a->blocks, b->size = size, b->used = 0;
    a->blocks = b;
    return b;
}

void *arena_alloc(Arena *a, size_t size)
{
    Block *b = a->blocks;
    size = (size + (ALIGN - 1)) & ~(size_t)(ALIGN - 1);
    a->used += size;
#ifndef KITH_ARENA_BLOCKS
    (void)LARGEST;
    b = block_add(a, size);
#else
    if (!b || size > b->size - b->used) {
        size_t want = b ? b->size * 2 : FIRST;
        if (want > LARGEST) want = LARGEST;
        b = block_add(a, size > want ? size : want);
    }
#endif
    void *p = b->data + b->used;
    b->used += size;
    return memset(p, 0, size);
}

static void free_all_but(Arena *a, Block *keep)
{
    for (Block *b = a->blocks, *next; b; b = next) {
        next = b->next;
        if (b != keep) free(b);
    }
}

void arena_reset(Arena *a)
{
    Block *keep = NULL;
#ifdef KITH_ARENA_BLOCKS
    for (Block *b = a->blocks; b; b = b->next)
        if (b->size <= LARGEST && (!keep || b->size > keep->size)) keep = b;
#endif
    free_all_but(a, keep);
    if (keep) keep->next = NULL, keep->used = 0;
    a->blocks = keep, a->used = 0;
}

void arena_close(Arena *a)
{
    if (!a) return;
    free_all_but(a, NULL);
    free(a);
}

size_t arena_used(const Arena *a) { return a->used; }
