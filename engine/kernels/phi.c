/* Phi: activations by name or by table. A table's argument is cut into the interval and the share of a step within it,
   which is the difference from the row's own x, so that it is exact near x = 0. */
#include "engine/kernels/activation.h"

#include "engine/kernels/kernels.h"

#include <math.h>

enum { COLUMNS = 3, COEFFICIENTS = 4 };

void bn_phi_plan(bn_phi *phi)
{
    if (phi->rows == NULL) return;
    const int64_t last = phi->points - 1;
    phi->from = phi->rows[0];
    phi->step = (phi->rows[COLUMNS * last] - phi->from) / (double)last;
    for (int64_t i = 0; i < last; i++) {
        const double *left = phi->rows + COLUMNS * i, *right = left + COLUMNS;
        const double rise = right[1] - left[1], a = phi->step * left[2], b = phi->step * right[2];
        float *c = phi->cubic + COEFFICIENTS * i;
        c[0] = (float)left[1];
        c[1] = (float)a;
        c[2] = (float)(3.0 * rise - 2.0 * a - b);
        c[3] = (float)(a + b - 2.0 * rise);
    }
}

typedef struct {
    const double *row; // of the left end of the interval
    double share;      // of a step from there
    double beyond;     // how far x lies outside the table
} place;

static double within(double x, double from, double to)
{
    if (x < from) return from;
    return x > to ? to : x;
}

/* The interval from 0 to `most` that so many steps lead to; the first one for NaN. */
static int64_t interval_at(double steps, int64_t most)
{
    if (steps >= (double)most) return most;
    return steps > 0.0 ? (int64_t)steps : 0;
}

static place place_of(const bn_phi *phi, double x)
{
    const double inside = within(x, phi->from, phi->rows[COLUMNS * (phi->points - 1)]);
    const int64_t i = interval_at(floor((inside - phi->from) / phi->step), phi->points - 2);
    return (place){phi->rows + COLUMNS * i, (inside - (phi->from + phi->step * (double)i)) / phi->step,
                   x - inside};
}

static double table_slope(const bn_phi *phi, place p)
{
    const double t = p.share, rise = (p.row[COLUMNS + 1] - p.row[1]) / phi->step;
    const double left = p.row[2], right = p.row[COLUMNS + 2];
    return left + t * (2.0 * (3.0 * rise - 2.0 * left - right) + 3.0 * t * (left + right - 2.0 * rise));
}

static double table_value(const bn_phi *phi, place p)
{
    const double t = p.share, rise = p.row[COLUMNS + 1] - p.row[1];
    const double left = phi->step * p.row[2], right = phi->step * p.row[COLUMNS + 2];
    const double value =
        p.row[1] + t * (left + t * (3.0 * rise - 2.0 * left - right + t * (left + right - 2.0 * rise)));
    return p.beyond == 0.0 ? value : value + p.beyond * table_slope(phi, p);
}

double bn_phi_value(const bn_phi *phi, double x)
{
    if (phi->activation != BN_ACTIVATION_TABLE) return bn_activation_value(phi->activation, phi->power, x);
    return table_value(phi, place_of(phi, x));
}

double bn_phi_slope(const bn_phi *phi, double x)
{
    if (phi->activation != BN_ACTIVATION_TABLE) return bn_activation_slope(phi->activation, phi->power, x);
    return table_slope(phi, place_of(phi, x));
}

double bn_phi_curvature(const bn_phi *phi, double x)
{
    if (phi->activation != BN_ACTIVATION_TABLE)
        return bn_activation_curvature(phi->activation, phi->power, x);
    const place p = place_of(phi, x);
    const double left = p.row[2], right = p.row[COLUMNS + 2],
                 rise = (p.row[COLUMNS + 1] - p.row[1]) / phi->step;
    if (p.beyond != 0.0) return 0.0;
    return (2.0 * (3.0 * rise - 2.0 * left - right) + 6.0 * p.share * (left + right - 2.0 * rise)) /
           phi->step;
}

void bn_phi_values(const bn_phi *phi, const float *x, size_t count, float *out)
{
    bn_kernels_now()->activation_values(phi, x, count, out);
}

void bn_phi_slopes(const bn_phi *phi, const float *x, size_t count, float *out)
{
    bn_kernels_now()->activation_slopes(phi, x, count, out);
}
