/* Sums of slopes go slope by slope over all numbers, so that the loops are plain and vectors of the processor fill. */
#include "engine/analysis/runge_kutta.h"

#include "engine/kernels/kernels.h"

#include <math.h>
#include <string.h>

const bn_runge_kutta bn_runge_kutta_classical = {
    .stages = 4,
    .at = {0.0, 0.5, 0.5, 1.0},
    .from = {{0.0}, {0.5}, {0.0, 0.5}, {0.0, 0.0, 1.0}},
    .weight = {1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0},
};

const bn_runge_kutta bn_runge_kutta_pair = {
    .stages = 7,
    .at = {0.0, 1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0},
    .from = {{0.0},
             {1.0 / 5.0},
             {3.0 / 40.0, 9.0 / 40.0},
             {44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0},
             {19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0},
             {9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0},
             {35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0}},
    .weight = {35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0, 0.0},
    .error = {71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0,
              -1.0 / 40.0},
};

// Two slopes at a time, in their order.
static void add_slopes(int slopes_given, const double *share, double h, int64_t count, const double *x,
                       const double *slopes, double *y)
{
    const double *from = x, *slope[2];
    double scale[2];
    int waiting = 0;
    for (int j = 0; j < slopes_given; j++) {
        if (h * share[j] == 0.0) continue;
        scale[waiting] = h * share[j];
        slope[waiting++] = slopes + j * count;
        if (waiting < 2) continue;
        bn_kernels_now()->add_two(count, from, scale, slope, y);
        from = y;
        waiting = 0;
    }
    for (int64_t i = 0; i < count && waiting > 0; i++) y[i] = from[i] + scale[0] * slope[0][i];
    if (from == x && waiting == 0) memcpy(y, x, (size_t)count * sizeof *y);
}

void bn_runge_kutta_stage(const bn_runge_kutta *method, int stage, double h, int64_t count, const double *x,
                          const double *slopes, double *y)
{
    add_slopes(stage, method->from[stage], h, count, x, slopes, y);
}

void bn_runge_kutta_end(const bn_runge_kutta *method, double h, int64_t count, const double *x,
                        const double *slopes, double *y)
{
    add_slopes(method->stages, method->weight, h, count, x, slopes, y);
}

double bn_runge_kutta_error(const bn_runge_kutta *method, double h, int64_t count, const double *x,
                            const double *y, const double *slopes, double tolerance)
{
    double most = 0.0;
    for (int64_t i = 0; i < count; i++) {
        double difference = 0.0;
        for (int j = 0; j < method->stages; j++) difference += method->error[j] * slopes[j * count + i];
        const double size = fabs(x[i]) > fabs(y[i]) ? fabs(x[i]) : fabs(y[i]);
        const double error = fabs(h * difference) / (tolerance * (1.0 + size));
        if (!isfinite(error)) return error;
        most = error > most ? error : most;
    }
    return most;
}

double bn_runge_kutta_next(double h, double error)
{
    if (!isfinite(error)) return 0.2 * h;
    return h * fmin(5.0, fmax(0.2, 0.9 * pow(error, -0.2)));
}
