/* Populations, the largest exponent: the operator A(lambda) = (1 + lambda tau)^2 - tau^2 d^2/dT^2 - g^2 E[phi'
   phi'] is an M-matrix on the grid above the largest exponent, where its inverse is positive. Noda's steps
   (1971), lambda -= min psi/u with A(lambda) u = A'(lambda) psi, stay there and converge quadratically; A is
   convex in lambda, so they do for this A, too. */
#include "engine/theory/populations_internal.h"

#include <math.h>
#include <string.h>

enum { MOST = BN_POPULATIONS_MOST, MOST_STEPS = 200 };

#define SMALLEST_SHARE 1e-6  // of the largest entry of u: smaller ones say nothing of lambda
#define TOLERANCE      1e-14 // of lambda

typedef struct {
    bn_populations *theory;
    int64_t points, nodes, stride; // nodes with the tail, where slopes are those of the last point
    const double *slopes;
} well;

static double gap(const well *w, int64_t i)
{
    return w->theory->lag[i + 1] - w->theory->lag[i];
}

static double width_at(const well *w, int64_t i)
{
    if (w->nodes == 1) return 1.0;
    return 0.5 * ((i > 0 ? gap(w, i - 1) : 0.0) + (i + 1 < w->nodes ? gap(w, i) : 0.0));
}

// The diagonal block of node i, to be overwritten, with the coupling to the node before it eliminated.
static void diagonal_block(const well *w, int64_t i, double lambda, const double *before, double *block)
{
    const bn_populations *theory = w->theory;
    const int64_t P = theory->def.count;
    const double width = width_at(w, i);
    const double left = i > 0 ? 1.0 / gap(w, i - 1) : 0.0;
    const double right = i + 1 < w->nodes ? 1.0 / gap(w, i) : 0.0;
    for (int64_t a = 0; a < P; a++) {
        const double t2 = theory->def.tau[a] * theory->def.tau[a];
        const double rate = 1.0 + lambda * theory->def.tau[a];
        for (int64_t b = 0; b < P; b++) {
            const double g = theory->def.gain[a][b];
            block[a * P + b] = -width * g * g * w->slopes[b * w->stride + (i < w->points ? i : w->points)];
            if (i > 0) block[a * P + b] -= t2 * left * before[a * P + b];
        }
        block[a * P + a] += width * rate * rate + t2 * (left + right);
    }
}

// A(lambda) u = A'(lambda) psi; psi and u: nodes x P.
static bool solve_well(const well *w, double lambda, const double *psi, double *u)
{
    bn_populations *theory = w->theory;
    const int64_t P = theory->def.count, size = P * P;
    for (int64_t i = 0; i < w->nodes; i++) {
        double block[MOST * MOST], sides[MOST * (MOST + 1)];
        double *factor = theory->factor + i * size;
        const double width = width_at(w, i);
        diagonal_block(w, i, lambda, factor - size, block);
        for (int64_t a = 0; a < P; a++) {
            const double tau = theory->def.tau[a], t2 = tau * tau;
            double *row = sides + a * (P + 1);
            memset(row, 0, (size_t)(P + 1) * sizeof *row);
            if (i + 1 < w->nodes) row[a] = t2 / gap(w, i);
            row[P] = 2.0 * tau * (1.0 + lambda * tau) * width * psi[i * P + a];
            if (i > 0) row[P] += t2 / gap(w, i - 1) * u[(i - 1) * P + a];
        }
        if (!bn_populations_eliminate(P, P + 1, block, P, sides, P + 1)) return false;
        for (int64_t a = 0; a < P; a++) {
            memcpy(factor + a * P, sides + a * (P + 1), (size_t)P * sizeof *factor);
            u[i * P + a] = sides[a * (P + 1) + P];
        }
    }
    for (int64_t i = w->nodes - 2; i >= 0; i--)
        for (int64_t a = 0; a < P; a++)
            for (int64_t b = 0; b < P; b++)
                u[i * P + a] += theory->factor[i * size + a * P + b] * u[(i + 1) * P + b];
    return true;
}

// Above every exponent: where the slopes at T = 0, the largest, make each row of A dominant.
static double upper_bound(const well *w)
{
    const bn_populations_def *def = &w->theory->def;
    double bound = -1.0 / def->tau[0];
    for (int64_t a = 0; a < def->count; a++) {
        double sum = 0.0;
        for (int64_t b = 0; b < def->count; b++)
            sum += def->gain[a][b] * def->gain[a][b] * w->slopes[b * w->stride];
        bound = fmax(bound, (sqrt(sum) - 1.0) / def->tau[a]);
    }
    return bound + 1e-3;
}

// The least psi/u among entries whose u is large enough: far out both vanish, at different rates. Negative below
// the exponent.
static double least_ratio(int64_t count, const double *psi, const double *u, double largest)
{
    double least = INFINITY;
    for (int64_t i = 0; i < count; i++)
        if (fabs(u[i]) > SMALLEST_SHARE * largest) least = fmin(least, psi[i] / u[i]);
    return least;
}

static double largest_of(int64_t count, const double *u)
{
    double largest = 0.0;
    for (int64_t i = 0; i < count; i++) largest = fmax(largest, fabs(u[i]));
    return largest;
}

double bn_populations_exponent(bn_populations *theory, int64_t points, const double *slopes, int64_t stride)
{
    const int64_t nodes = points + 1 + bn_populations_tail(points);
    const well w = {theory, points, nodes, stride, slopes};
    const int64_t count = nodes * theory->def.count;
    double *psi = theory->vector, *u = psi + 2 * theory->def.count * (BN_POPULATIONS_POINTS + 1);
    double above = upper_bound(&w), below = -INFINITY, lambda = above;
    for (int64_t i = 0; i < count; i++) psi[i] = 1.0;
    for (int step = 0; step < MOST_STEPS && above - below > TOLERANCE * (1.0 + fabs(above)); step++) {
        if (!solve_well(&w, lambda, psi, u)) break;
        const double largest = largest_of(count, u), least = least_ratio(count, psi, u, largest);
        if (!(least > 0.0)) {
            below = lambda;
            lambda = 0.5 * (above + below);
            continue;
        }
        above = lambda;
        if (least < TOLERANCE * (1.0 + fabs(lambda))) break;
        lambda = lambda - least > below ? lambda - least : 0.5 * (above + below);
        for (int64_t i = 0; i < count; i++) psi[i] = fmax(u[i] / largest, 0.0);
    }
    return above;
}

double bn_populations_decay(const bn_populations *theory, const double *slopes, int64_t stride)
{
    const bn_populations_def *def = &theory->def;
    const int64_t P = def->count;
    double u[MOST], square = 0.0;
    for (int64_t a = 0; a < P; a++) u[a] = 1.0;
    for (int step = 0; step < MOST_STEPS; step++) {
        double block[MOST * MOST], next[MOST], largest = 0.0;
        for (int64_t a = 0; a < P; a++) {
            next[a] = def->tau[a] * def->tau[a] * u[a];
            for (int64_t b = 0; b < P; b++)
                block[a * P + b] =
                    (a == b ? 1.0 : 0.0) - def->gain[a][b] * def->gain[a][b] * slopes[b * stride];
        }
        if (!bn_populations_eliminate(P, 1, block, P, next, 1)) return 0.0;
        for (int64_t a = 0; a < P; a++) largest = fmax(largest, next[a]);
        if (!(largest > 0.0)) return 0.0;
        square = 1.0 / largest;
        for (int64_t a = 0; a < P; a++) {
            if (next[a] < 0.0) return 0.0;
            u[a] = next[a] / largest;
        }
    }
    return sqrt(square);
}
