/* Finite size: with A the covariance of the past values and b that of the new one with them, the new one has
   mean b' A^-1 past and variance C_0 - b' A^-1 b. A is factored again at each draw, its size being small and
   fixed, newest value first, and as far as it is a covariance: while the state changes, the frozen part is
   only estimated. */
#include "engine/theory/finite_size.h"

#include <math.h>
#include <stdbool.h>
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

// Row i of the lower factor of A, newest value first; false when A is not positive definite from there on.
static bool factor_row(bn_finite_size *finite, int i, double frozen)
{
    double *L = finite->factor;
    for (int j = 0; j <= i; j++) {
        // the value j steps ago is the newer one: its row holds the covariance with the one i - j steps
        // before it
        double sum = finite->rows[j * ROW + (i - j)] - frozen;
        if (i == j) sum += RIDGE * fabs(sum);
        for (int k = 0; k < j; k++) sum -= L[i * LAGS + k] * L[j * LAGS + k];
        if (i == j && !(sum > 0.0)) return false;
        L[i * LAGS + j] = i == j ? sqrt(sum) : sum / L[j * LAGS + j];
    }
    return true;
}

/* weight = A^-1 b for as many past values as are consistent, b[i] the covariance with the value i + 1 steps
   ago. Returns their number; *left is C_0 - b' A^-1 b, at least 0. */
static int condition(bn_finite_size *finite, int most, const double *row, double frozen, double *left)
{
    const double *L = finite->factor;
    double *w = finite->weight;
    int count = 0;
    *left = fmax(row[0] - frozen, 0.0);
    for (; count < most && factor_row(finite, count, frozen); count++) {
        double sum = row[count + 1] - frozen;
        for (int k = 0; k < count; k++) sum -= L[count * LAGS + k] * w[k];
        sum /= L[count * LAGS + count];
        if (sum * sum > *left) break;
        *left -= sum * sum;
        w[count] = sum;
    }
    for (int i = count - 1; i >= 0; i--) {
        for (int k = i + 1; k < count; k++) w[i] -= L[k * LAGS + i] * w[k];
        w[i] /= L[i * LAGS + i];
    }
    return count;
}

static void remember(bn_finite_size *finite, double value, const double *row)
{
    memmove(finite->past + 1, finite->past, (LAGS - 1) * sizeof(double));
    memmove(finite->rows + ROW, finite->rows, (size_t)(LAGS - 1) * ROW * sizeof(double));
    finite->past[0] = value;
    memcpy(finite->rows, row, ROW * sizeof(double));
    finite->drawn++;
}

double bn_finite_size_draw(bn_finite_size *finite, int64_t lags, const double *covariance, double frozen)
{
    double row[ROW];
    double left, normal;
    for (int i = 0; i < ROW; i++) row[i] = i < lags ? covariance[i] : frozen;
    const int most = finite->drawn < LAGS ? (int)finite->drawn : LAGS;
    const int count = condition(finite, most, row, frozen, &left);
    double value = 0.0;
    for (int i = 0; i < count; i++) value += finite->weight[i] * finite->past[i];
    bn_random_normal_f64(&finite->stream, (uint64_t)finite->drawn, 1, &normal);
    value += sqrt(left) * normal;
    remember(finite, value, row);
    return value / sqrt((double)finite->neurons);
}
