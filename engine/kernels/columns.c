/* The last four columns are filled up by a column that is there, times 0. Part of the sum stays in the
   first-level cache while all columns are added to it. */
#include "engine/kernels/columns.h"

#include "engine/kernels/kernels.h"

#include <stdbool.h>

enum { AT_ONCE = 4, ROWS = 2048 };

static void add_to_part(int64_t rows, int64_t columns, int64_t apart, const double *a, const double *factor,
                        double *sum)
{
    for (int64_t j = 0; j < columns; j += AT_ONCE) {
        const double *column[AT_ONCE];
        double x[AT_ONCE];
        for (int64_t q = 0; q < AT_ONCE; q++) {
            const bool is_there = j + q < columns;
            column[q] = a + (is_there ? j + q : j) * apart;
            x[q] = is_there ? factor[j + q] : 0.0;
        }
        bn_kernels_now()->add_columns_f64(rows, column, x, sum);
    }
}

void bn_add_columns(int64_t rows, int64_t columns, const double *a, const double *factor, double *sum)
{
    for (int64_t first = 0; first < rows; first += ROWS) {
        const int64_t count = first + ROWS < rows ? ROWS : rows - first;
        add_to_part(count, columns, rows, a + first, factor, sum + first);
    }
}

double bn_dot(int64_t n, const double *a, const double *b)
{
    double sum[4] = {0.0};
    int64_t i = 0;
    for (; i + 4 <= n; i += 4)
        for (int64_t q = 0; q < 4; q++) sum[q] += a[i + q] * b[i + q];
    for (; i < n; i++) sum[0] += a[i] * b[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]);
}
