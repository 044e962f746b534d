/* Trial factors: m^T and n^T multiply the whole course at once; then every sum is an outer product of few columns.
   Microbatches keep their sums apart, which are added in their order. */
#include "engine/training/trial_factors.h"

#include "engine/kernels/kernels.h"
#include "engine/training/trial_internal.h"

#include <string.h>

enum { LANES = 16, UNITS_OF_A_FACTOR = 6 };

bool bn_trial_has_few_factors(int64_t neurons, int64_t rank)
{
    return rank > 0 && rank * UNITS_OF_A_FACTOR <= neurons;
}

bn_factor_sums bn_trial_take_factors(bn_arena *arena, const bn_trial *trial, int64_t count)
{
    const int64_t r = trial->config.rank, summed = (trial->config.steps + 1) * count;
    const int64_t of_slopes = trial->lde * (trial->S + 1 + r), of_rates = trial->ldx * (trial->R + r);
    bn_factor_sums sums = {.count = of_slopes + of_rates + trial->ldx};
    sums.factor = bn_arena_take(arena, (size_t)(r * trial->ldx), sizeof(float));
    sums.n_rates = bn_arena_take(arena, (size_t)(r * summed), sizeof(float));
    sums.m_slopes = bn_arena_take(arena, (size_t)(r * summed), sizeof(float));
    sums.from_slopes = bn_arena_take(arena, (size_t)(sums.count + LANES), sizeof(float));
    if (sums.from_slopes == NULL) return sums;
    sums.from_rates = sums.from_slopes + of_slopes;
    sums.diagonal = sums.from_rates + of_rates;
    return sums;
}

// out = factor^T of, for all columns of a course.
static void project(const bn_trial *trial, const bn_microbatch *s, const float *factor, const float *of,
                    int64_t ld, float *out)
{
    const int64_t r = trial->config.rank;
    for (int64_t i = 0; i < trial->N; i++)
        for (int64_t k = 0; k < r; k++) s->factors.factor[k * trial->ldx + i] = factor[i * r + k];
    bn_kernels_now()->project_f32(bn_rounded(trial->N, LANES), (trial->config.steps + 1) * s->count, of, ld,
                                  s->factors.factor, trial->ldx, r, out);
}

void bn_trial_sum_factors(const bn_trial *trial, const bn_microbatch *s)
{
    const bn_factor_sums *to = &s->factors;
    const int64_t r = trial->config.rank, k = (trial->config.steps + 1) * s->count;
    const float *e = s->course.e_l, *l = e + trial->R, *z = s->course.z, *rates = z + trial->S + 1;
    project(trial, s, trial->n, rates, trial->ldz, to->n_rates);
    project(trial, s, trial->m, l, trial->lde, to->m_slopes);
    bn_outer sum = {.m = trial->network->rows, .k = k, .lda = trial->lde, .ldc = trial->lde};
    sum.a = s->course.l; // other slopes than those of the recurrent drive where this is delayed
    sum.b = z, sum.ldb = trial->ldz, sum.n = trial->S + 1, sum.c = to->from_slopes;
    bn_outer_product(&sum);
    sum.a = e, sum.b = to->n_rates, sum.ldb = r, sum.n = r, sum.c += (trial->S + 1) * trial->lde;
    bn_outer_product(&sum);
    sum = (bn_outer){.m = trial->N, .k = k, .a = rates, .lda = trial->ldz, .ldc = trial->ldx};
    sum.b = e, sum.ldb = trial->lde, sum.n = trial->R, sum.c = to->from_rates;
    bn_outer_product(&sum);
    sum.b = to->m_slopes, sum.ldb = r, sum.n = r, sum.c += trial->R * trial->ldx;
    bn_outer_product(&sum);
    bn_kernels_now()->sum_products_f32(trial->N, k, l, trial->lde, rates, trial->ldz, to->diagonal);
}

// A number of the sums, added over microbatches; `at`: where it stands in each.
static float summed(const bn_trial *trial, int64_t at)
{
    float sum = trial->microbatch[0].factors.from_slopes[at];
    for (int s = 1; s < trial->microbatches; s++) sum += trial->microbatch[s].factors.from_slopes[at];
    return sum;
}

// Where a number stands in the sums.
static int64_t of_slopes(const bn_trial *trial, int64_t row, int64_t column)
{
    return column * trial->lde + row;
}

static int64_t of_rates(const bn_trial *trial, int64_t unit, int64_t column)
{
    return (trial->S + 1 + trial->config.rank) * trial->lde + column * trial->ldx + unit;
}

void bn_trial_add_factors(bn_trial *trial, const bn_column_range *range)
{
    const int64_t S = trial->S, rows = trial->network->rows, ld = trial->network->ld;
    for (int64_t j = range->first; j < range->first + range->count; j++) {
        float *column = trial->gradient + j * ld;
        memset(column, 0, (size_t)ld * sizeof *column);
        for (int64_t i = 0; j <= S && i < rows; i++) column[i] = summed(trial, of_slopes(trial, i, j));
        for (int64_t i = 0; j > S && i < trial->R; i++)
            column[i] = summed(trial, of_rates(trial, j - S - 1, i));
    }
}

void bn_trial_factor_gradients(const bn_trial *trial, bool whole, float *of_m, float *of_n)
{
    const int64_t r = trial->config.rank, S = trial->S, R = trial->R;
    for (int64_t i = 0; i < trial->N; i++) {
        const float off = whole ? 0.0f : summed(trial, of_rates(trial, i, R + r));
        for (int64_t k = 0; k < r; k++) {
            const float by_m = summed(trial, of_slopes(trial, R + i, S + 1 + k)) - off * trial->n[i * r + k];
            const float by_n = summed(trial, of_rates(trial, i, R + k)) - off * trial->m[i * r + k];
            of_m[i * r + k] = trial->per_unit * by_m;
            of_n[i * r + k] = trial->per_unit * by_n;
        }
    }
}
