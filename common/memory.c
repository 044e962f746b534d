/* Memory: aligned_alloc behind an overflow check, counted so that tests can make the n-th call fail. An
   arena is a running offset: without a base it measures, with one it hands out parts. Both passes run the
   same lay-out code, so that they agree. */
#include "common/memory.h"

#if defined(__GLIBC__) || defined(__linux__)
#include <malloc.h>
#endif
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { LARGE_PAGE = 1 << 21, LEAST_LARGE = 2 * LARGE_PAGE };

static long allocations;
static long successes_left = -1;

bool bn_memory_product(size_t a, size_t b, size_t *product)
{
    size_t result;
    if (__builtin_mul_overflow(a, b, &result)) return false;
    *product = result;
    return true;
}

static bool rounded_up(size_t bytes, size_t *rounded)
{
    if (bytes > SIZE_MAX - BN_ALIGNMENT) return false;
    *rounded = (bytes + BN_ALIGNMENT - 1) / BN_ALIGNMENT * BN_ALIGNMENT;
    return true;
}

static bool told_to_fail(void)
{
    allocations++;
    if (successes_left < 0) return false;
    if (successes_left == 0) return true;
    successes_left--;
    return false;
}

size_t bn_memory_installed(void)
{
    const long pages = sysconf(_SC_PHYS_PAGES);
    const long page = sysconf(_SC_PAGESIZE);
    return pages > 0 && page > 0 ? (size_t)pages * (size_t)page : SIZE_MAX;
}

bool bn_memory_exceeds(size_t bytes)
{
    const size_t any_machine_has = (size_t)1 << 30; // below it, the slow system call is skipped
    return bytes > any_machine_has && bytes > bn_memory_installed();
}

void bn_memory_use_huge_pages(void *block, size_t bytes)
{
#ifdef MADV_HUGEPAGE
    const uintptr_t begin = ((uintptr_t)block + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    const uintptr_t end = ((uintptr_t)block + bytes) / LARGE_PAGE * LARGE_PAGE;
    if (bytes >= LEAST_LARGE && end > begin) madvise((void *)begin, end - begin, MADV_HUGEPAGE);
#else
    (void)block;
    (void)bytes;
#endif
}

void bn_memory_clear(void *block, size_t bytes)
{
    bn_memory_use_huge_pages(block, bytes);
    memset(block, 0, bytes);
}

// The bytes to ask for; 0 when they can't be had.
static size_t bytes_for(size_t count, size_t size)
{
    size_t bytes;
    if (!bn_memory_product(count, size, &bytes) || !rounded_up(bytes > 0 ? bytes : 1, &bytes)) return 0;
    return bn_memory_exceeds(bytes) || told_to_fail() ? 0 : bytes;
}

static void *allocate(size_t count, size_t size, bool clear)
{
    const size_t bytes = bytes_for(count, size);
    void *block = bytes > 0 ? aligned_alloc(BN_ALIGNMENT, bytes) : NULL;
    if (block == NULL) return NULL;
    if (clear)
        bn_memory_clear(block, bytes);
    else
        bn_memory_use_huge_pages(block, bytes);
    return block;
}

void *bn_memory_allocate(size_t count, size_t size)
{
    return allocate(count, size, true);
}

void *bn_memory_allocate_unset(size_t count, size_t size)
{
    return allocate(count, size, false);
}

void *bn_memory_allocate_plain(size_t count, size_t size)
{
    const size_t bytes = bytes_for(count, size);
    return bytes > 0 ? calloc(bytes, 1) : NULL;
}

void bn_memory_keep_freed(void)
{
#ifdef M_TRIM_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, 32 << 20); // the most that is allowed
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

void bn_memory_free(void *block)
{
    free(block);
}

long bn_memory_fail_after(long successes)
{
    const long made = allocations;
    allocations = 0;
    successes_left = successes;
    return made;
}

bn_arena bn_arena_measure(void)
{
    return (bn_arena){0};
}

bn_arena bn_arena_over(void *block)
{
    return (bn_arena){.base = block};
}

void *bn_arena_take(bn_arena *arena, size_t count, size_t size)
{
    size_t bytes;
    if (!bn_memory_product(count, size, &bytes) || !rounded_up(bytes, &bytes) ||
        bytes > SIZE_MAX - arena->used) {
        arena->overflow = true;
        return NULL;
    }
    void *part = arena->base == NULL ? NULL : arena->base + arena->used;
    arena->used += bytes;
    return part;
}
