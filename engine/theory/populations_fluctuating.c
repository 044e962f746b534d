/* Fluctuating states of populations: c_a(T) on a grid even in sqrt(T), where the kink of noise at T = 0 is smooth, by
   finite volumes, with no flow through T = 0 but that of noise and none through the far end, 20 times the slowest decay
   away. Means, variances and covariances are found together by Newton's steps with 1/step of a relaxation
   added to the diagonal, a block-tridiagonal system bordered by the means and by the variances, on which every
   integral depends. The errors of two grids, one twice as fine, are of second order: the extrapolation from
   both is of fourth order. */
#include "engine/theory/populations_internal.h"

#include <math.h>
#include <string.h>

enum {
    MOST = BN_POPULATIONS_MOST,
    NODES = BN_POPULATIONS_POINTS + 1, // of a row of the theory's arrays
    FINE = BN_POPULATIONS_POINTS,
    COARSE = FINE / 2,
    FIRST = 96, // intervals, and terms of the series, that lead near the state
    FIRST_TERMS = 48,
    MOST_STEPS = 100,
    MOST_GRIDS = 12,
    MOST_GUESSES = 3,
};

#define ENOUGH      1e-11 // residual, as a share of the variance
#define LONGEST     1e5   // grid, in the longest time constant
#define DECAYS      20.0  // on the grid
#define ALIVE       1e-7  // share of a variance that must fluctuate
#define MOST_GROWTH 2.0   // of the time of a relaxation in a step
#define TAIL_GROWTH 8.0   // of the spacing in the tail, over the points

typedef struct {
    bn_populations *theory;
    double mean[MOST];
    bn_population_law law[MOST];
    double excess[MOST]; // of I + M nu over m
    double residual;
} search;

// --- the grid ---

static void place_grid(bn_populations *theory, int64_t points, double reach)
{
    double *lag = theory->lag;
    theory->points = points;
    theory->reach = reach;
    for (int64_t i = 0; i <= points; i++) {
        const double share = (double)i / (double)points;
        lag[i] = reach * share * share;
    }
    for (int64_t i = 0; i <= points; i++)
        theory->width[i] = 0.5 * (lag[i < points ? i + 1 : i] - lag[i > 0 ? i - 1 : i]);
    for (int64_t i = points; i < points + bn_populations_tail(points); i++)
        lag[i + 1] = lag[i] + (lag[i] - lag[i - 1]) * (1.0 + TAIL_GROWTH / (double)points);
}

// A cubic through the four nearest of points + 1 values, at a place counted in nodes. Beyond the last node it is the
// last value.
static double interpolate(const double *values, int64_t points, double place)
{
    if (place >= (double)points) return values[points];
    int64_t first = (int64_t)place - 1;
    if (first < 0) first = 0;
    if (first > points - 3) first = points - 3;
    double sum = 0.0;
    for (int64_t i = 0; i < 4; i++) {
        double weight = 1.0;
        for (int64_t j = 0; j < 4; j++)
            if (j != i) weight *= (place - (double)(first + j)) / (double)(i - j);
        sum += weight * values[first + i];
    }
    return sum;
}

double bn_populations_covariance(const bn_populations *theory, int64_t population, double lag)
{
    if (theory->points == 0) return theory->state.variance[population];
    const double place = sqrt(fabs(lag) / theory->reach) * (double)theory->points;
    return interpolate(theory->covariance + population * NODES, theory->points, place);
}

static void change_grid(bn_populations *theory, int64_t points, double reach)
{
    const double ratio = sqrt(reach / theory->reach) * (double)theory->points / (double)points;
    const int64_t before = theory->points;
    double *values = theory->row;
    for (int64_t a = 0; a < theory->def.count; a++) {
        double *c = theory->covariance + a * NODES;
        memcpy(values, c, (size_t)(before + 1) * sizeof *c);
        for (int64_t i = 0; i <= points; i++) c[i] = interpolate(values, before, ratio * (double)i);
    }
    place_grid(theory, points, reach);
}

// --- one step ---

// The residual of the equation of c_a at node i: what flows in less what stays. Zero in the solution.
static double residual_at(const bn_populations *theory, int64_t a, int64_t i)
{
    const bn_populations_def *def = &theory->def;
    const double *c = theory->covariance + a * NODES, *lag = theory->lag;
    double flow = 0.0, product = 0.0;
    if (i > 0) flow += (c[i - 1] - c[i]) / (lag[i] - lag[i - 1]);
    if (i < theory->points) flow += (c[i + 1] - c[i]) / (lag[i + 1] - lag[i]);
    for (int64_t b = 0; b < def->count; b++)
        product += def->gain[a][b] * def->gain[a][b] * theory->product[b * NODES + i];
    const double kick = i == 0 ? 0.5 * def->tau[a] * def->noise[a] * def->noise[a] : 0.0;
    return def->tau[a] * def->tau[a] * flow + kick - theory->width[i] * (c[i] - product);
}

static void find_excess(search *s)
{
    bn_populations *theory = s->theory;
    const bn_populations_def *def = &theory->def;
    double worst = 0.0;
    for (int64_t a = 0; a < def->count; a++) s->law[a] = bn_population_integrate(theory, a, s->mean[a]);
    for (int64_t a = 0; a < def->count; a++) {
        double size = fabs(def->input[a]) + fabs(s->mean[a]), sum = 0.0;
        s->excess[a] = def->input[a] - s->mean[a];
        for (int64_t b = 0; b < def->count; b++) {
            s->excess[a] += def->mean[a][b] * s->law[b].rate;
            size += fabs(def->mean[a][b] * s->law[b].rate);
        }
        for (int64_t i = 0; i <= theory->points; i++) sum += fabs(residual_at(theory, a, i));
        worst += sum / (theory->reach * theory->covariance[a * NODES]);
        if (size > 0.0) worst += fabs(s->excess[a]) / size;
    }
    s->residual = worst;
}

// Row a of node i: the block, and behind it the flow to the next node, the residual and the border.
static void fill_node(const search *s, int64_t i, int64_t a, double step, double *block, double *sides)
{
    const bn_populations *theory = s->theory;
    const bn_populations_def *def = &theory->def;
    const int64_t P = def->count, N = 1 + 2 * P;
    const double t2 = def->tau[a] * def->tau[a], width = theory->width[i];
    const double left = i > 0 ? 1.0 / (theory->lag[i] - theory->lag[i - 1]) : 0.0;
    const double right = i < theory->points ? 1.0 / (theory->lag[i + 1] - theory->lag[i]) : 0.0;
    memset(sides, 0, (size_t)(P + N) * sizeof *sides);
    sides[a] = t2 * right;
    sides[P] = residual_at(theory, a, i);
    for (int64_t b = 0; b < P; b++) {
        const double push = width * def->gain[a][b] * def->gain[a][b];
        const int64_t at = b * NODES + i;
        block[b] = -push * theory->slopes[at];
        sides[P + 1 + b] = push * theory->by_mean[at];
        sides[P + 1 + P + b] = push * theory->by_variance[at];
        if (i == 0) continue;
        block[b] -= t2 * left * (theory->factor - P * P)[i * P * P + a * P + b];
    }
    block[a] += t2 * (left + right) + width * (1.0 + 1.0 / step);
    for (int64_t k = 0; i > 0 && k < N; k++)
        sides[P + k] += t2 * left * theory->solved[((i - 1) * P + a) * N + k];
}

// Forward elimination: each node in terms of the next and of the border.
static bool eliminate_nodes(const search *s, double step)
{
    bn_populations *theory = s->theory;
    const int64_t P = theory->def.count, N = 1 + 2 * P;
    for (int64_t i = 0; i <= theory->points; i++) {
        double block[MOST * MOST], sides[MOST * (3 * MOST + 1)];
        for (int64_t a = 0; a < P; a++) fill_node(s, i, a, step, block + a * P, sides + a * (P + N));
        if (!bn_populations_eliminate(P, P + N, block, P, sides, P + N)) return false;
        for (int64_t a = 0; a < P; a++) {
            memcpy(theory->factor + (i * P + a) * P, sides + a * (P + N), (size_t)P * sizeof(double));
            memcpy(theory->solved + (i * P + a) * N, sides + a * (P + N) + P, (size_t)N * sizeof(double));
        }
    }
    return true;
}

static void substitute_back(bn_populations *theory)
{
    const int64_t P = theory->def.count, N = 1 + 2 * P;
    for (int64_t i = theory->points - 1; i >= 0; i--)
        for (int64_t a = 0; a < P; a++)
            for (int64_t b = 0; b < P; b++) {
                const double share = theory->factor[(i * P + a) * P + b];
                const double *next = theory->solved + ((i + 1) * P + b) * N;
                double *row = theory->solved + (i * P + a) * N;
                for (int64_t k = 0; share != 0.0 && k < N; k++) row[k] += share * next[k];
            }
}

// The border: P equations of the means, and P that say that the variances are c(0).
static bool solve_border(const search *s, double step, double *border)
{
    const bn_populations *theory = s->theory;
    const int64_t P = theory->def.count, N = 1 + 2 * P;
    double block[2 * MOST][2 * MOST];
    for (int64_t a = 0; a < P; a++) {
        const double *first = theory->solved + a * N;
        border[a] = -s->excess[a];
        border[P + a] = first[0];
        for (int64_t b = 0; b < P; b++) {
            const double one = a == b ? 1.0 : 0.0;
            block[a][b] = theory->def.mean[a][b] * s->law[b].rate_by_mean - one * (1.0 + 1.0 / step);
            block[a][P + b] = theory->def.mean[a][b] * s->law[b].rate_by_variance;
            block[P + a][b] = -first[1 + b];
            block[P + a][P + b] = one - first[1 + P + b];
        }
    }
    return bn_populations_eliminate(2 * P, 1, block[0], 2 * MOST, border, 1);
}

// The largest part of the Newton step by which no variance changes to less than 0.3 or more than 4 times its value.
static double damping_factor(const bn_populations *theory, const double *border)
{
    double share = 1.0;
    for (int64_t a = 0; a < theory->def.count; a++) {
        const double change = border[theory->def.count + a] / theory->covariance[a * NODES];
        if (change < -0.7) share = fmin(share, -0.7 / change);
        if (change > 3.0) share = fmin(share, 3.0 / change);
    }
    return share;
}

static bool newton_step(search *s, double step)
{
    bn_populations *theory = s->theory;
    const int64_t P = theory->def.count, N = 1 + 2 * P;
    double border[2 * MOST];
    if (!eliminate_nodes(s, step)) return false;
    substitute_back(theory);
    if (!solve_border(s, step, border)) return false;
    const double share = damping_factor(theory, border);
    for (int64_t a = 0; a < P; a++) {
        double *c = theory->covariance + a * NODES;
        s->mean[a] += share * border[a];
        for (int64_t i = 0; i <= theory->points; i++) {
            const double *row = theory->solved + (i * P + a) * N;
            double change = row[0];
            for (int64_t k = 0; k < 2 * P; k++) change += row[1 + k] * border[k];
            c[i] += share * change;
            if (fabs(c[i]) > c[0]) c[i] = copysign(c[0], c[i]);
        }
        if (!(c[0] > 0.0)) return false;
    }
    return true;
}

static bn_status solve(search *s, double step)
{
    s->residual = INFINITY;
    for (int i = 0; i < MOST_STEPS; i++) {
        const double before = s->residual;
        find_excess(s);
        if (s->residual < ENOUGH) return bn_ok();
        if (!isfinite(s->residual)) break;
        if (isfinite(before)) step = fmin(1e12, step * fmax(0.3, fmin(MOST_GROWTH, before / s->residual)));
        if (!newton_step(s, step)) break;
    }
    return bn_fault(BN_NOT_CONVERGED, "no fluctuating state was found from this start; the residual is %.3g",
                    s->residual);
}

// --- the solution ---

static double longest_tau(const bn_populations_def *def)
{
    double tau = 0.0;
    for (int64_t a = 0; a < def->count; a++) tau = fmax(tau, def->tau[a]);
    return tau;
}

static double slowest_decay(const bn_populations *theory)
{
    return bn_populations_decay(theory, theory->slopes + theory->points, NODES);
}

static bool is_alive(const bn_populations *theory)
{
    for (int64_t a = 0; a < theory->def.count; a++) {
        const double *c = theory->covariance + a * NODES;
        if (c[0] - c[theory->points] > ALIVE * c[0]) return true;
    }
    return false;
}

static void guess(search *s, const double *mean, const double *variance, double reach)
{
    bn_populations *theory = s->theory;
    place_grid(theory, FIRST, reach);
    for (int64_t a = 0; a < theory->def.count; a++) {
        s->mean[a] = mean[a];
        for (int64_t i = 0; i <= FIRST; i++)
            theory->covariance[a * NODES + i] = fmax(variance[a], 1e-6) * exp(-10.0 * theory->lag[i] / reach);
    }
}

// Solves on grids of growing length, until the grid is DECAYS times as long as the slowest decay of the solution.
static bn_status solve_on_long_grid(search *s)
{
    bn_populations *theory = s->theory;
    const double longest = LONGEST * longest_tau(&theory->def);
    BN_TRY(solve(s, 1.0));
    for (int i = 0; i < MOST_GRIDS; i++) {
        const double decay = slowest_decay(theory);
        const double wanted = decay > 0.0 ? DECAYS / decay : 2.0 * theory->reach;
        if (!is_alive(theory) || wanted > longest) break;
        if (wanted < 1.1 * theory->reach && wanted > 0.5 * theory->reach) return bn_ok();
        change_grid(theory, FIRST, fmin(wanted, 4.0 * theory->reach));
        BN_TRY(solve(s, 10.0));
    }
    return bn_fault(BN_NOT_CONVERGED, "the fluctuations of this start die out, or decay too slowly");
}

// Tries longer and longer first grids: on one shorter than its decay a slowly decaying solution dies out.
static bn_status solve_from_guess(search *s, const double *mean, const double *variance)
{
    bn_status status = bn_ok();
    const size_t terms = s->theory->series.terms;
    double reach = 30.0 * longest_tau(&s->theory->def);
    s->theory->series.terms = FIRST_TERMS;
    for (int i = 0; i < MOST_GUESSES; i++, reach *= 6.0) {
        guess(s, mean, variance, reach);
        status = solve_on_long_grid(s);
        if (status.code == BN_OK) break;
    }
    s->theory->series.terms = terms;
    return status;
}

static void set_state(bn_populations *theory, const search *s)
{
    const bn_populations_def *def = &theory->def;
    const int64_t P = def->count;
    bn_populations_state *state = &theory->state;
    *state = (bn_populations_state){.branch = BN_BRANCH_CHAOTIC, .modes = P};
    for (int64_t a = 0; a < P; a++) {
        if (def->noise[a] > 0.0) state->branch = BN_BRANCH_NOISY;
        state->mean[a] = s->mean[a];
        state->variance[a] = theory->covariance[a * NODES];
        state->frozen[a] = theory->covariance[a * NODES + theory->points];
        state->rate[a] = s->law[a].rate;
        state->active[a] = s->law[a].rate_by_mean;
        for (int64_t b = 0; b < P; b++)
            state->mode[a][b] =
                (def->mean[a][b] * s->law[b].rate_by_mean - (a == b ? 1.0 : 0.0)) / def->tau[a];
    }
    state->lyapunov = bn_populations_exponent(theory, theory->points, theory->slopes, NODES);
}

// (4 fine - coarse)/3
static double extrapolated(double fine, double coarse)
{
    return fine + (fine - coarse) / 3.0;
}

/* The state of the fine grid, corrected by that of the coarse one, whose covariances are in theory->rough. The
   covariances that are kept are those on the coarse grid. */
static void extrapolate(bn_populations *theory, const bn_populations_state *coarse)
{
    bn_populations_state *state = &theory->state;
    for (int64_t a = 0; a < theory->def.count; a++) {
        double *c = theory->covariance + a * NODES;
        const double *rough = theory->rough + a * NODES;
        state->error = fmax(state->error, fabs(c[0] - rough[0]) / c[0] / 30.0);
        for (int64_t i = 0; i <= COARSE; i++) c[i] = extrapolated(c[2 * i], rough[i]);
        state->mean[a] = extrapolated(state->mean[a], coarse->mean[a]);
        state->rate[a] = extrapolated(state->rate[a], coarse->rate[a]);
        state->active[a] = extrapolated(state->active[a], coarse->active[a]);
        state->variance[a] = c[0];
        state->frozen[a] = c[COARSE];
    }
    state->lyapunov = extrapolated(state->lyapunov, coarse->lyapunov);
    theory->points = COARSE;
}

bn_status bn_populations_find_fluctuating(bn_populations *theory, const double *mean, const double *variance)
{
    search s = {.theory = theory};
    BN_TRY(solve_from_guess(&s, mean, variance));
    change_grid(theory, COARSE, theory->reach);
    BN_TRY(solve(&s, 1e9));
    set_state(theory, &s);
    const bn_populations_state coarse = theory->state;
    memcpy(theory->rough, theory->covariance, (size_t)theory->def.count * NODES * sizeof(double));
    change_grid(theory, FINE, theory->reach);
    BN_TRY(solve(&s, 1e9));
    set_state(theory, &s);
    extrapolate(theory, &coarse);
    return bn_ok();
}
