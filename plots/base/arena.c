/* A list of blocks, the newest first; a part is carved from the newest, or gets a block of its own when it is
   large. Parts are rounded up to the strictest alignment, so a part of any type may follow any other. All
   memory of figures is allocated here. */
#include "plots/base/arena.h"

#include <math.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 1 << 14 };

struct pl_arena_block {
    pl_arena_block *older;
    size_t used, size;
    alignas(max_align_t) unsigned char parts[];
};

static pl_arena_block *add_block(pl_arena *arena, size_t size)
{
    pl_arena_block *block = calloc(1, sizeof *block + size);
    if (block == NULL) return NULL;
    *block = (pl_arena_block){.older = arena->newest, .size = size};
    arena->newest = block;
    return block;
}

void *pl_arena_take(pl_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > (SIZE_MAX / 2) / size) return NULL;
    const size_t bytes = (count * size + alignof(max_align_t)) / alignof(max_align_t) * alignof(max_align_t);
    pl_arena_block *block = arena->newest;
    if (block == NULL || block->size - block->used < bytes) {
        block = add_block(arena, bytes > BLOCK_SIZE ? bytes : BLOCK_SIZE);
        if (block == NULL) return NULL;
    }
    void *part = block->parts + block->used;
    block->used += bytes;
    return part;
}

double *pl_arena_numbers(pl_arena *arena, const double *values, size_t count)
{
    double *copy = pl_arena_take(arena, count, sizeof *copy);
    if (copy != NULL && count > 0) memcpy(copy, values, count * sizeof *copy);
    return copy;
}

double *pl_arena_numbers_or_count(pl_arena *arena, const double *values, size_t count)
{
    if (values != NULL) return pl_arena_numbers(arena, values, count);
    double *counted = pl_arena_take(arena, count, sizeof *counted);
    for (size_t i = 0; counted != NULL && i < count; i++) counted[i] = (double)(i + 1);
    return counted;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double *pl_arena_sorted(pl_arena *arena, const double *values, size_t count, size_t *kept)
{
    double *sorted = pl_arena_take(arena, count, sizeof *sorted);
    *kept = 0;
    if (sorted == NULL) return NULL;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i])) sorted[(*kept)++] = values[i];
    if (*kept > 0) qsort(sorted, *kept, sizeof *sorted, ascending);
    return sorted;
}

char *pl_arena_text(pl_arena *arena, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = pl_arena_take(arena, size, 1);
    if (copy != NULL) memcpy(copy, text, size);
    return copy;
}

void pl_arena_empty(pl_arena *arena)
{
    for (pl_arena_block *block = arena->newest; block != NULL;) {
        pl_arena_block *older = block->older;
        free(block);
        block = older;
    }
    arena->newest = NULL;
}
