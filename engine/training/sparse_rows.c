/* A row of the product is made at once, so that nothing is written but its sum. */
#include "engine/training/sparse_rows.h"

bn_sparse_rows bn_sparse_rows_lay_out(bn_arena *arena, int64_t N, int64_t row)
{
    bn_sparse_rows sparse = {.N = N, .room = N * row};
    sparse.first = bn_arena_take(arena, (size_t)N + 1, sizeof *sparse.first);
    sparse.column = bn_arena_take(arena, (size_t)sparse.room, sizeof *sparse.column);
    sparse.value = bn_arena_take(arena, (size_t)sparse.room, sizeof *sparse.value);
    return sparse;
}

void bn_sparse_rows_take(bn_sparse_rows *sparse, const double *a)
{
    const int64_t N = sparse->N;
    int64_t *first = sparse->first;
    for (int64_t i = 0; i <= N; i++) first[i] = 0;
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++)
            if (a[j * N + i] != 0.0) first[i + 1]++;
    for (int64_t i = 0; i < N; i++) first[i + 1] += first[i];
    sparse->holds = first[N] <= sparse->room;
    for (int64_t j = 0; j < N && sparse->holds; j++)
        for (int64_t i = 0; i < N; i++) {
            if (a[j * N + i] == 0.0) continue;
            sparse->column[first[i]] = (int32_t)j;
            sparse->value[first[i]++] = a[j * N + i];
        }
    for (int64_t i = N; i > 0; i--) first[i] = first[i - 1]; // each has gone on to the next row
    first[0] = 0;
}

void bn_sparse_rows_multiply(const bn_sparse_rows *sparse, const double *x, double *y)
{
    for (int64_t i = 0; i < sparse->N; i++) {
        const int64_t from = sparse->first[i], count = sparse->first[i + 1] - from;
        const int32_t *column = sparse->column + from;
        const double *value = sparse->value + from;
        double sum[4] = {0.0};
        int64_t e = 0;
        for (; e + 4 <= count; e += 4)
            for (int64_t q = 0; q < 4; q++) sum[q] += value[e + q] * x[column[e + q]];
        for (; e < count; e++) sum[0] += value[e] * x[column[e]];
        y[i] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    }
}
