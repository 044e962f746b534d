/* Memory of a figure: blocks that are carved into parts and freed all at once, when the figure goes.

   Everything a figure keeps (copied data, marks, panels, texts) lies in its pool, so nothing is freed by
   name. */
#ifndef PL_POOL_H
#define PL_POOL_H

#include <stddef.h>

typedef struct pl_pool_block pl_pool_block;

typedef struct {
    pl_pool_block *newest; // NULL in an empty pool, which is a pool set to zero
} pl_pool;

/* count * size zeroed bytes, aligned for any type, that live until pl_pool_empty; NULL when there is no
   memory or the product overflows. A count of zero gives a pointer that must not be read. */
void *pl_pool_take(pl_pool *pool, size_t count, size_t size);

/* A copy of `count` numbers in the pool, of a string in the pool; NULL when there is no memory. The second
   takes NULL for 1, 2, 3, … */
double *pl_pool_numbers(pl_pool *pool, const double *values, size_t count);
double *pl_pool_numbers_or_count(pl_pool *pool, const double *values, size_t count);
char *pl_pool_text(pl_pool *pool, const char *text);

/* Frees every part; the pool is empty and may be used again. */
void pl_pool_empty(pl_pool *pool);

#endif
