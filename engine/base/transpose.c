/* Transpose: tiles of four by four are exchanged in registers by two rounds of shuffles; tiles of four
   columns run down the rows, so that both sides are read and written in whole vectors. Edges are copied one
   by one. */
#include "engine/base/transpose.h"

#include <string.h>

typedef float four __attribute__((vector_size(16)));

static inline four load(const float *from)
{
    four value;
    memcpy(&value, from, sizeof value);
    return value;
}

static inline void store(float *to, four value)
{
    memcpy(to, &value, sizeof value);
}

static inline void exchange_tile(const float *in, int64_t ldi, float *out, int64_t ldo)
{
    const four a = load(in), b = load(in + ldi), c = load(in + 2 * ldi), d = load(in + 3 * ldi);
    const four ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5);
    const four ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
    const four bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5);
    const four bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
    store(out, __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5));
    store(out + ldo, __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7));
    store(out + 2 * ldo, __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5));
    store(out + 3 * ldo, __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7));
}

static void exchange_singly(const float *in, int64_t ldi, int64_t rows, int64_t columns, float *out,
                            int64_t ldo)
{
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < columns; j++) out[i * ldo + j] = in[j * ldi + i];
}

void bn_transpose(const float *in, int64_t ldi, int64_t rows, int64_t columns, float *out, int64_t ldo)
{
    const int64_t whole_rows = rows / 4 * 4;
    const int64_t whole_columns = columns / 4 * 4;
    for (int64_t j = 0; j < whole_columns; j += 4)
        for (int64_t i = 0; i < whole_rows; i += 4)
            exchange_tile(in + j * ldi + i, ldi, out + i * ldo + j, ldo);
    exchange_singly(in + whole_rows, ldi, rows - whole_rows, whole_columns, out + whole_rows * ldo, ldo);
    exchange_singly(in + whole_columns * ldi, ldi, rows, columns - whole_columns, out + whole_columns, ldo);
}
