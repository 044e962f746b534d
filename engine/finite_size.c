/* Finite size: with A the covariance of the past values and b that of the new one with them, the new one has
   mean b' A^-1 past and variance C_0 - b' A^-1 b. A is factored anew at each draw (its size is fixed and
   small) and given a ridge, since the rates of a smooth process a short time apart are nearly the same
   number. */
#include "finite_size.h"

#include <math.h>
#include <string.h>

enum { LAGS = BN_FINITE_LAGS, ROW = BN_FINITE_LAGS + 1 };

#define RIDGE 1e-10 // share of the variance

bn_finite_size bn_finite_size_lay_out(bn_arena *arena, int64_t neurons, uint64_t seed)
{
    bn_finite_size finite = {.neurons = neurons, .stream = bn_random_open(seed, BN_PURPOSE_FINITE_SIZE, 0)};
    finite.past = bn_arena_take(arena, LAGS, sizeof(double));
    finite.rows = bn_arena_take(arena, (size_t)LAGS * ROW, sizeof(double));
    finite.factor = bn_arena_take(arena, (size_t)LAGS * LAGS, sizeof(double));
    finite.weight = bn_arena_take(arena, LAGS, sizeof(double));
    return finite;
}

void bn_finite_size_start(bn_finite_size *finite)
{
    finite->drawn = 0;
}

void bn_finite_size_copy(const bn_finite_size *from, bn_finite_size *to)
{
    to->drawn = from->drawn;
    memcpy(to->past, from->past, LAGS * sizeof(double));
    memcpy(to->rows, from->rows, (size_t)LAGS * ROW * sizeof(double));
}

// The lower factor of the covariance of the last `count` values, newest first.
static void factorise(bn_finite_size *finite, int count)
{
    double *L = finite->factor;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j <= i; j++) {
            // the value j steps ago is the newer one: its row holds the covariance with the one i - j steps
            // before it
            double sum = finite->rows[j * ROW + (i - j)];
            if (i == j) sum *= 1.0 + RIDGE;
            for (int k = 0; k < j; k++) sum -= L[i * LAGS + k] * L[j * LAGS + k];
            const double pivot = j < i ? L[j * LAGS + j] : sqrt(fmax(sum, 0.0));
            // a value that those before it determine takes no part
            if (i == j)
                L[i * LAGS + i] = pivot;
            else
                L[i * LAGS + j] = pivot > 0.0 ? sum / pivot : 0.0;
        }
    }
}

static double over(double x, double pivot)
{
    return pivot > 0.0 ? x / pivot : 0.0;
}

// weight = A^-1 b; returns b' A^-1 b.
static double solve(bn_finite_size *finite, int count, const double *b)
{
    const double *L = finite->factor;
    double *w = finite->weight;
    double explained = 0.0;
    for (int i = 0; i < count; i++) {
        double sum = b[i];
        for (int k = 0; k < i; k++) sum -= L[i * LAGS + k] * w[k];
        w[i] = over(sum, L[i * LAGS + i]);
        explained += w[i] * w[i];
    }
    for (int i = count - 1; i >= 0; i--) {
        double sum = w[i];
        for (int k = i + 1; k < count; k++) sum -= L[k * LAGS + i] * w[k];
        w[i] = over(sum, L[i * LAGS + i]);
    }
    return explained;
}

static void remember(bn_finite_size *finite, double value, const double *row)
{
    memmove(finite->past + 1, finite->past, (LAGS - 1) * sizeof(double));
    memmove(finite->rows + ROW, finite->rows, (size_t)(LAGS - 1) * ROW * sizeof(double));
    finite->past[0] = value;
    memcpy(finite->rows, row, ROW * sizeof(double));
    finite->drawn++;
}

double bn_finite_size_draw(bn_finite_size *finite, int64_t lags, const double *covariance)
{
    double row[ROW] = {0.0};
    double normal;
    for (int i = 0; i < ROW && i < lags; i++) row[i] = covariance[i];
    row[0] = fmax(row[0], 0.0);
    const int count = finite->drawn < LAGS ? (int)finite->drawn : LAGS;
    factorise(finite, count);
    const double explained = solve(finite, count, row + 1);
    double mean = 0.0;
    for (int i = 0; i < count; i++) mean += finite->weight[i] * finite->past[i];
    bn_random_normal_f64(&finite->stream, (uint64_t)finite->drawn, 1, &normal);
    const double value = mean + sqrt(fmax(row[0] - explained, 0.0)) * normal;
    remember(finite, value, row);
    return value / sqrt((double)finite->neurons);
}
