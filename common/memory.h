/* Memory: aligned allocation with overflow-checked sizes, and the arena that cuts one block into named parts.

   All allocations of the engine go through it. Tests can make it fail. */
#ifndef BN_MEMORY_H
#define BN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

enum { BN_ALIGNMENT = 64 };

/* *product = a * b; false, with *product untouched, when that overflows size_t. */
bool bn_memory_product(size_t a, size_t b, size_t *product);

/* count * size zeroed bytes, aligned to BN_ALIGNMENT, owned by the caller; NULL when the product overflows,
   is more than the machine has, or there is no memory. A count or size of zero gives a pointer that may be
   freed and not be read. */
void *bn_memory_allocate(size_t count, size_t size);

/* The same, aligned as malloc does it, for files, texts and lists: beside each aligned block glibc before 2.38 leaves a
   gap into which no second one fits, so that a program that reads thousands of files grows by all of them. */
void *bn_memory_allocate_plain(size_t count, size_t size);

/* As bn_memory_allocate, with bytes that are not set, for scratch that is written before it is read. */
void *bn_memory_allocate_unset(size_t count, size_t size);

/* Puts a large block that has just been allocated, by any allocator, on huge pages where the system has them,
   so that a matrix whose columns lie pages apart is read with few misses of the TLB. */
void bn_memory_use_huge_pages(void *block, size_t bytes);

/* The same, and zeroes the block. */
void bn_memory_clear(void *block, size_t bytes);

/* For programs: up to 256 MB that are freed stay with the process for what comes next, which spares the system
   clearing pages anew for every large result. */
void bn_memory_keep_freed(void);

/* Frees a block of bn_memory_allocate; NULL is allowed. */
void bn_memory_free(void *block);

/* Bytes of memory this machine has, and whether a request is for more. Such a request is refused without
   trying. */
size_t bn_memory_installed(void);
bool bn_memory_exceeds(size_t bytes);

/* For tests: the allocation after `successes` further ones fails, and all after it; a negative number turns
   failing off. Returns how many allocations have been made since the last call. Not for use across
   threads. */
long bn_memory_fail_after(long successes);

/* An arena cuts one block into named parts. The same lay-out function runs twice: once over
   bn_arena_measure(), where every part is NULL and only `used` grows, once over the block itself.
   An overflow while measuring sets `overflow`; the size must not be used then. */
typedef struct {
    unsigned char *base; // NULL while measuring
    size_t used;         // bytes handed out so far, each part rounded up to BN_ALIGNMENT
    bool overflow;
} bn_arena;

bn_arena bn_arena_measure(void);

/* An arena over `block`, which must be aligned to BN_ALIGNMENT and as large as was measured. */
bn_arena bn_arena_over(void *block);

/* The next part: room for count items of `size` bytes, aligned to BN_ALIGNMENT; NULL while measuring. */
void *bn_arena_take(bn_arena *arena, size_t count, size_t size);

#endif
