/* Populations: definition, memory, and the static states, which are roots of 2P equations in means and
   variances. Steps are Newton's, with 1/step of the time of a relaxation added to the diagonal, which
   vanishes as the residual falls. */
#include "engine/theory/populations.h"

#include "engine/theory/populations_internal.h"

#include <math.h>
#include <string.h>

enum { TERMS = 256, MOST_STEPS = 120, MOST = BN_POPULATIONS_MOST, WIDEST = BN_POPULATIONS_WIDEST };

#define ENOUGH 1e-13 // residual, as a share of what is added up in it

static bn_status check_number(const char *name, int64_t a, double value, double least, double most)
{
    if (value >= least && value <= most) return bn_ok();
    return bn_fault(BN_EINVAL, "%s of population %lld is %g; a number from %g to %g was needed", name,
                    (long long)a + 1, value, least, most);
}

bn_status bn_populations_check(const bn_populations_def *def)
{
    if (def->count < 1 || def->count > MOST)
        return bn_fault(BN_EINVAL, "there are %lld populations; 1 to %d were needed", (long long)def->count,
                        (int)MOST);
    BN_TRY(bn_series_check_pairs(def->activation, def->activation_power));
    BN_TRY(bn_phi_check_table(def->activation, def->activation_table));
    for (int64_t a = 0; a < def->count; a++) {
        BN_TRY(check_number("input", a, def->input[a], -1e6, 1e6));
        BN_TRY(check_number("noise", a, def->noise[a], 0.0, 1e6));
        BN_TRY(check_number("tau", a, def->tau[a], 1e-3, 1e3));
        for (int64_t b = 0; b < def->count; b++) {
            BN_TRY(check_number("the mean coupling", a, def->mean[a][b], -BN_MEANFIELD_MOST_BALANCE,
                                BN_MEANFIELD_MOST_BALANCE));
            BN_TRY(check_number("gain", a, def->gain[a][b], 0.0, BN_MEANFIELD_MOST_GAIN));
        }
    }
    return bn_ok();
}

bn_populations bn_populations_lay_out(bn_arena *arena, const bn_populations_def *def)
{
    bn_populations theory = {.def = *def};
    const size_t P = (size_t)def->count, nodes = BN_POPULATIONS_POINTS + 1;
    double **const grids[] = {&theory.covariance, &theory.rough,   &theory.product,
                              &theory.slopes,     &theory.by_mean, &theory.by_variance};
    for (int i = 0; i < 6; i++) *grids[i] = bn_arena_take(arena, P * nodes, sizeof(double));
    theory.lag = bn_arena_take(arena, 2 * nodes, sizeof(double));
    theory.width = bn_arena_take(arena, nodes, sizeof(double));
    theory.row = bn_arena_take(arena, 5 * nodes, sizeof(double));
    theory.factor = bn_arena_take(arena, 2 * nodes * P * P, sizeof(double));
    theory.solved = bn_arena_take(arena, nodes * P * (1 + 2 * P), sizeof(double));
    theory.vector = bn_arena_take(arena, 4 * P * nodes, sizeof(double));
    if (bn_is_relu(def->activation, def->activation_power)) return theory;
    theory.series = bn_gaussian_series_lay_out(arena, def->activation, def->activation_power,
                                               def->activation_table, TERMS);
    theory.def.activation_table = theory.series.table;              // the caller may free the other
    theory.value = bn_arena_take(arena, TERMS + 1, sizeof(double)); // one stands for those beyond
    theory.slope = bn_arena_take(arena, TERMS + 1, sizeof(double));
    return theory;
}

void bn_populations_fill(bn_populations *theory)
{
    if (theory->value != NULL) bn_gaussian_series_fill(&theory->series);
}

static int64_t pivot_row(int64_t size, int64_t column, const double *a, int64_t stride)
{
    int64_t best = column;
    for (int64_t i = column + 1; i < size; i++)
        if (fabs(a[i * stride + column]) > fabs(a[best * stride + column])) best = i;
    return best;
}

static void swap_rows(int64_t count, double *a, double *b)
{
    for (int64_t j = 0; j < count && a != b; j++) {
        const double kept = a[j];
        a[j] = b[j];
        b[j] = kept;
    }
}

bool bn_populations_eliminate(int64_t size, int64_t sides, double *a, int64_t stride_a, double *b,
                              int64_t stride_b)
{
    for (int64_t k = 0; k < size; k++) {
        const int64_t best = pivot_row(size, k, a, stride_a);
        const double pivot = a[best * stride_a + k];
        if (!(fabs(pivot) > 0.0) || !isfinite(pivot)) return false;
        swap_rows(size, a + k * stride_a, a + best * stride_a);
        swap_rows(sides, b + k * stride_b, b + best * stride_b);
        for (int64_t i = 0; i < size; i++) { // above the diagonal too: what is left is diagonal
            const double share = a[i * stride_a + k] / pivot;
            if (i == k || share == 0.0) continue;
            for (int64_t j = k; j < size; j++) a[i * stride_a + j] -= share * a[k * stride_a + j];
            for (int64_t j = 0; j < sides; j++) b[i * stride_b + j] -= share * b[k * stride_b + j];
        }
    }
    for (int64_t k = 0; k < size; k++)
        for (int64_t j = 0; j < sides; j++) b[k * stride_b + j] /= a[k * stride_a + k];
    return true;
}

// --- static states ---

typedef struct {
    bn_population_law law[MOST];
    double at[WIDEST];     // means, then variances
    double excess[WIDEST]; // of what they should be over what they are
    double residual;
} static_state;

static void find_excess(bn_populations *theory, static_state *s)
{
    const bn_populations_def *def = &theory->def;
    const int64_t P = def->count;
    s->residual = 0.0;
    for (int64_t a = 0; a < P; a++) s->law[a] = bn_population_law_at(theory, s->at[a], s->at[P + a]);
    for (int64_t a = 0; a < P; a++) {
        double mean = def->input[a] - s->at[a], variance = -s->at[P + a];
        double mean_size = fabs(def->input[a]) + fabs(s->at[a]), variance_size = s->at[P + a];
        for (int64_t b = 0; b < P; b++) {
            const double pull = def->mean[a][b] * s->law[b].rate;
            const double push = def->gain[a][b] * def->gain[a][b] * s->law[b].square;
            mean += pull;
            variance += push;
            mean_size += fabs(pull);
            variance_size += push;
        }
        s->excess[a] = mean;
        s->excess[P + a] = variance;
        if (mean_size > 0.0) s->residual = fmax(s->residual, fabs(mean) / mean_size);
        if (variance_size > 1e-26) s->residual = fmax(s->residual, fabs(variance) / variance_size);
        if (!isfinite(mean) || !isfinite(variance)) s->residual = INFINITY;
    }
}

// The derivatives of the excess.
static void find_slopes(const bn_populations_def *def, const static_state *s, double a_of[WIDEST][WIDEST])
{
    const int64_t P = def->count;
    for (int64_t a = 0; a < P; a++)
        for (int64_t b = 0; b < P; b++) {
            const double g2 = def->gain[a][b] * def->gain[a][b], one = a == b ? 1.0 : 0.0;
            a_of[a][b] = def->mean[a][b] * s->law[b].rate_by_mean - one;
            a_of[a][P + b] = def->mean[a][b] * s->law[b].rate_by_variance;
            a_of[P + a][b] = g2 * s->law[b].square_by_mean;
            a_of[P + a][P + b] = g2 * s->law[b].square_by_variance - one;
        }
}

static bool step_static(const bn_populations_def *def, static_state *s, double step)
{
    const int64_t P = def->count;
    double slopes[WIDEST][WIDEST] = {{0.0}}, change[WIDEST];
    find_slopes(def, s, slopes);
    for (int64_t i = 0; i < 2 * P; i++) {
        change[i] = -s->excess[i];
        slopes[i][i] -= 1.0 / step;
    }
    if (!bn_populations_eliminate(2 * P, 1, slopes[0], WIDEST, change, 1)) return false;
    for (int64_t a = 0; a < P; a++) {
        const double variance = s->at[P + a], next = variance + change[P + a];
        s->at[a] += change[a];
        s->at[P + a] = fmax(next, 0.01 * variance);
        if (s->at[P + a] < 1e-24 && s->at[P + a] < 1e-18 * s->at[a] * s->at[a] + 1e-24) s->at[P + a] = 0.0;
    }
    return true;
}

static void set_static(bn_populations *theory, const static_state *s)
{
    const bn_populations_def *def = &theory->def;
    const int64_t P = def->count;
    bn_populations_state *state = &theory->state;
    double slopes[MOST] = {0.0}, derivative[WIDEST][WIDEST] = {{0.0}};
    *state = (bn_populations_state){.branch = BN_BRANCH_STATIC, .modes = 2 * P};
    for (int64_t a = 0; a < P; a++) {
        state->mean[a] = s->at[a];
        state->variance[a] = state->frozen[a] = s->at[P + a];
        state->rate[a] = s->law[a].rate;
        state->active[a] = s->law[a].rate_by_mean;
        slopes[a] = s->law[a].slope_square;
    }
    theory->points = 0;
    state->lyapunov = bn_populations_exponent(theory, 0, slopes, 1);
    find_slopes(def, s, derivative);
    // E[phi''] is twice the derivative of nu by c, E[phi phi'] half of that of E[phi^2] by m
    for (int64_t a = 0; a < P; a++)
        for (int64_t b = 0; b < P; b++) {
            state->mode[a][b] = derivative[a][b] / def->tau[a];
            state->mode[a][P + b] = 2.0 * derivative[a][P + b] / def->tau[a];
            state->mode[P + a][b] = 0.5 * derivative[P + a][b] / def->tau[a];
            state->mode[P + a][P + b] = derivative[P + a][P + b] / def->tau[a];
        }
}

bn_status bn_populations_find_static(bn_populations *theory, const double *mean, const double *variance,
                                     bool relaxing)
{
    const size_t P = (size_t)theory->def.count;
    static_state s = {.residual = INFINITY};
    double step = relaxing ? 1.0 : 1e9;
    memcpy(s.at, mean, P * sizeof(double));
    memcpy(s.at + P, variance, P * sizeof(double));
    for (int i = 0; i < MOST_STEPS; i++) {
        const double before = s.residual;
        find_excess(theory, &s);
        if (s.residual < ENOUGH) {
            set_static(theory, &s);
            return bn_ok();
        }
        if (!isfinite(s.residual)) break;
        if (isfinite(before)) step = fmin(1e12, step * fmax(0.3, fmin(2.0, before / s.residual)));
        if (!step_static(&theory->def, &s, step)) break;
    }
    return bn_fault(BN_NOT_CONVERGED, "no static state was found from this start; the residual is %.3g",
                    s.residual);
}
