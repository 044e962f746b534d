/* Memory of a figure: blocks that are carved into parts and freed all at once, with the figure.

   Everything a figure keeps (copied data, marks, panels, texts) lies in its arena, so nothing is freed on its
   own. */
#ifndef PL_ARENA_H
#define PL_ARENA_H

#include <stddef.h>

typedef struct pl_arena_block pl_arena_block;

typedef struct {
    pl_arena_block *newest; // NULL in an empty arena, which is one set to zero
} pl_arena;

/* count * size zeroed bytes, aligned for any type, that live until pl_arena_empty; NULL when there is no
   memory or the product overflows. A count of zero gives a pointer that must not be read. */
void *pl_arena_take(pl_arena *arena, size_t count, size_t size);

/* Copies of `count` numbers and of a string in the arena; NULL when there is no memory.
   pl_arena_numbers_or_count takes NULL for 1, 2, 3, … */
double *pl_arena_numbers(pl_arena *arena, const double *values, size_t count);
double *pl_arena_numbers_or_count(pl_arena *arena, const double *values, size_t count);
char *pl_arena_text(pl_arena *arena, const char *text);

/* The finite ones of `count` numbers, ascending, *kept of them; NULL when there is no memory. */
double *pl_arena_sorted(pl_arena *arena, const double *values, size_t count, size_t *kept);

/* Frees every part; the arena is empty and may be used again. */
void pl_arena_empty(pl_arena *arena);

#endif
