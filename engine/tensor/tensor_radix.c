/* Radix sort: numbers as integers of the same order, sorted by one byte after another from the last on (Knuth, volume
   3, section 5.2.5). The counts of all bytes are taken in one pass; a byte that all keys share is passed over. */
#include "engine/tensor/tensor_radix_internal.h"

#include <math.h>
#include <string.h>

enum { BYTES = 8, BYTES_F32 = 4, VALUES = 256 };

/* Negative numbers with all bits turned, others with the sign turned. x + 0 is +0 for either zero. */
static uint64_t key_of(double x)
{
    uint64_t bits;
    if (isnan(x)) return UINT64_MAX;
    x += 0.0;
    memcpy(&bits, &x, sizeof bits);
    return bits ^ (-(bits >> 63) | (uint64_t)1 << 63); // without a branch, which random signs would mislead
}

static double number_of(uint64_t key)
{
    double x;
    const uint64_t bits = key ^ (((key >> 63) - 1) | (uint64_t)1 << 63);
    memcpy(&x, &bits, sizeof x);
    return x;
}

static int byte_of(uint64_t key, int byte)
{
    return (int)(key >> (8 * byte) & 0xff);
}

/* Where the first key of each value of a byte comes, from how many have it. */
static void count_on(int values, const int64_t *counts, int64_t *next)
{
    int64_t before = 0;
    for (int v = 0; v < values; v++) {
        next[v] = before;
        before += counts[v];
    }
}

/* The keys in the order of one byte, of which counts[v] is v. */
static void sort_by(int byte, int64_t n, const uint64_t *keys, const int64_t *counts, uint64_t *out)
{
    int64_t next[VALUES];
    count_on(VALUES, counts, next);
    for (int64_t i = 0; i < n; i++) out[next[byte_of(keys[i], byte)]++] = keys[i];
}

/* The zeros of sorted x, from `first` on, get the signs that they had in turn. */
static void restore_signs(int64_t n, const uint64_t *signs, int64_t first, double *x)
{
    for (int64_t i = 0; i < n; i++) x[first + i] = signs[i] ? -0.0 : 0.0;
}

/* The keys of x and the counts of each byte's values; returns how many are -0. */
static int64_t take_keys(int64_t n, const double *x, uint64_t *keys, int64_t (*counts)[VALUES])
{
    int64_t negative_zeros = 0;
    for (int64_t i = 0; i < n; i++) {
        keys[i] = key_of(x[i]);
        negative_zeros += x[i] == 0.0 && signbit(x[i]);
        for (int byte = 0; byte < BYTES; byte++) counts[byte][byte_of(keys[i], byte)]++;
    }
    return negative_zeros;
}

/* The signs of the zeros among x in turn; returns how many zeros there are, and in *less how many numbers are less. */
static int64_t take_signs(int64_t n, const double *x, uint64_t *signs, int64_t *less)
{
    int64_t zeros = 0;
    *less = 0;
    for (int64_t i = 0; i < n; i++) {
        *less += x[i] < 0.0;
        if (x[i] == 0.0) signs[zeros++] = signbit(x[i]) != 0;
    }
    return zeros;
}

void bn_radix_sort(int64_t n, double *x, uint64_t *keys, uint64_t *spare)
{
    int64_t counts[BYTES][VALUES] = {{0}}, less = 0;
    const int64_t negative_zeros = take_keys(n, x, keys, counts);
    for (int byte = 0; byte < BYTES && n > 0; byte++) {
        if (counts[byte][byte_of(keys[0], byte)] == n) continue;
        sort_by(byte, n, keys, counts[byte], spare);
        uint64_t *sorted = spare;
        spare = keys;
        keys = sorted;
    }
    const int64_t zeros = negative_zeros > 0 ? take_signs(n, x, spare, &less) : 0;
    for (int64_t i = 0; i < n; i++) x[i] = keys[i] == UINT64_MAX ? (double)NAN : number_of(keys[i]);
    restore_signs(zeros, spare, less, x);
}

bn_radix_item *bn_radix_sort_items(int64_t n, bn_radix_item *items, bn_radix_item *spare)
{
    int64_t counts[BYTES][VALUES] = {{0}}, next[VALUES];
    for (int64_t i = 0; i < n; i++) {
        const uint64_t key = key_of(items[i].key);
        for (int byte = 0; byte < BYTES; byte++) counts[byte][byte_of(key, byte)]++;
    }
    for (int byte = 0; byte < BYTES && n > 0; byte++) {
        if (counts[byte][byte_of(key_of(items[0].key), byte)] == n) continue;
        count_on(VALUES, counts[byte], next);
        for (int64_t i = 0; i < n; i++) spare[next[byte_of(key_of(items[i].key), byte)]++] = items[i];
        bn_radix_item *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

// --- single precision ----------------------------------------------------------------------------------

static uint32_t key_of_f32(float x)
{
    uint32_t bits;
    if (isnan(x)) return UINT32_MAX;
    x += 0.0f;
    memcpy(&bits, &x, sizeof bits);
    return bits ^ (-(bits >> 31) | (uint32_t)1 << 31);
}

static double number_of_f32(uint32_t key)
{
    float x;
    const uint32_t bits = key ^ (((key >> 31) - 1) | (uint32_t)1 << 31);
    memcpy(&x, &bits, sizeof x);
    return (double)x;
}

static uint32_t *sort_keys_f32(int64_t n, uint32_t *keys, uint32_t *spare, int64_t (*counts)[VALUES])
{
    int64_t next[VALUES];
    for (int byte = 0; byte < BYTES_F32 && n > 0; byte++) {
        if (counts[byte][byte_of(keys[0], byte)] == n) continue;
        count_on(VALUES, counts[byte], next);
        for (int64_t i = 0; i < n; i++) spare[next[byte_of(keys[i], byte)]++] = keys[i];
        uint32_t *sorted = spare;
        spare = keys;
        keys = sorted;
    }
    return keys;
}

void bn_radix_sort_f32(int64_t n, double *x, uint64_t *keys, uint64_t *spare)
{
    int64_t counts[BYTES_F32][VALUES] = {{0}}, less = 0, negative_zeros = 0;
    uint32_t *narrow = (uint32_t *)(void *)keys;
    for (int64_t i = 0; i < n; i++) {
        narrow[i] = key_of_f32((float)x[i]);
        negative_zeros += x[i] == 0.0 && signbit(x[i]);
        for (int byte = 0; byte < BYTES_F32; byte++) counts[byte][byte_of(narrow[i], byte)]++;
    }
    const int64_t zeros = negative_zeros > 0 ? take_signs(n, x, spare, &less) : 0;
    narrow = sort_keys_f32(n, narrow, narrow + n, counts);
    for (int64_t i = 0; i < n; i++) x[i] = narrow[i] == UINT32_MAX ? (double)NAN : number_of_f32(narrow[i]);
    restore_signs(zeros, spare, less, x);
}
