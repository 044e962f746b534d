/* C and R are stored for both orders of their times: so all that stands in an integral lies in one line of memory. */
#include "engine/twotime/full_past.h"

#include <math.h>

#define MOST_VARIANCE 1e12

int64_t bn_full_past_steps(const bn_two_time_def *def, double dt)
{
    const double steps = ceil(def->time / dt * (1.0 - 1e-12));
    return steps <= BN_FULL_MOST_STEPS ? (int64_t)steps : 0;
}

static double *take(bn_arena *arena, int64_t count)
{
    return bn_arena_take(arena, (size_t)count, sizeof(double));
}

bn_full_past bn_full_past_lay_out(bn_arena *arena, const bn_two_time_def *def, double dt)
{
    bn_full_past full = {.model = *def, .steps = bn_full_past_steps(def, dt)};
    const int64_t size = full.steps + 1;
    full.dt = def->time / (double)full.steps;
    full.correlation = take(arena, size * size);
    full.response = take(arena, size * size);
    full.mu = take(arena, size);
    full.power = take(arena, size);
    full.kernel = take(arena, size);
    full.force = take(arena, size);
    for (int a = 0; a < 2; a++) full.change[a] = take(arena, 2 * size);
    return full;
}

static void put(bn_full_past *full, int64_t n, int64_t m, double c, double r)
{
    const int64_t size = full->steps + 1;
    full->correlation[n * size + m] = full->correlation[m * size + n] = c;
    full->response[n * size + m] = full->response[m * size + n] = r;
}

static double dot(int64_t count, const double *a, const double *b)
{
    double sum[4] = {0.0};
    int64_t i = 0;
    for (; i + 4 <= count; i += 4)
        for (int k = 0; k < 4; k++) sum[k] += a[i + k] * b[i + k];
    for (; i < count; i++) sum[0] += a[i] * b[i];
    return sum[0] + sum[1] + (sum[2] + sum[3]);
}

// Half of the last term: the trapezoidal rule from its other end on.
static double half_of(const double *a, const double *b, int64_t i)
{
    return 0.5 * a[i] * b[i];
}

// int_0^m Q(C(n, u)) R(m, u) du
static double force_integral(const bn_full_past *full, int64_t m)
{
    const double *r = full->response + m * (full->steps + 1);
    if (m == 0) return 0.0;
    return full->dt * (dot(m + 1, full->force, r) - half_of(full->force, r, 0) - half_of(full->force, r, m));
}

// eta int_0^n Sigma(n, u) C(u, m) du
static double kernel_integral(const bn_full_past *full, int64_t n, int64_t m)
{
    const double *c = full->correlation + m * (full->steps + 1);
    if (n == 0) return 0.0;
    const double sum =
        dot(n + 1, full->kernel, c) - half_of(full->kernel, c, 0) - half_of(full->kernel, c, n);
    return full->model.symmetry * full->dt * sum;
}

// eta int_m^n Sigma(n, u) R(u, m) du
static double response_integral(const bn_full_past *full, int64_t n, int64_t m)
{
    const double *r = full->response + m * (full->steps + 1);
    if (n == m) return 0.0;
    const double sum =
        dot(n - m + 1, full->kernel + m, r + m) - half_of(full->kernel, r, m) - half_of(full->kernel, r, n);
    return full->model.symmetry * full->dt * sum;
}

// mu, the power, and the changes of row n in change[1]; returns that of the variance.
static double find_changes(bn_full_past *full, int64_t n)
{
    const int64_t size = full->steps + 1;
    const double *c = full->correlation + n * size, *r = full->response + n * size;
    const double temperature = 0.5 * full->model.noise * full->model.noise;
    for (int64_t u = 0; u <= n; u++) {
        const bn_two_time_force force = bn_two_time_force_of(&full->model, c[u]);
        full->kernel[u] = force.slope * r[u];
        full->force[u] = force.value;
    }
    full->power[n] = force_integral(full, n);
    const double drive = temperature + kernel_integral(full, n, n) + full->power[n];
    full->mu[n] = full->model.confinement == BN_CONFINED_SPHERE ? drive : 1.0;
    for (int64_t m = 0; m <= n; m++) {
        const double integral = kernel_integral(full, n, m) + force_integral(full, m);
        full->change[1][2 * m] = integral - full->mu[n] * c[m];
        full->change[1][2 * m + 1] = response_integral(full, n, m) - full->mu[n] * r[m];
    }
    return 2.0 * (drive - full->mu[n] * c[n]);
}

static void keep_changes(bn_full_past *full, double change_variance)
{
    double *last = full->change[0];
    full->change[0] = full->change[1];
    full->change[1] = last;
    full->change_variance = change_variance;
}

void bn_full_past_start(bn_full_past *full)
{
    full->step = 0;
    put(full, 0, 0, bn_two_time_start(&full->model), 1.0);
    keep_changes(full, find_changes(full, 0));
}

static void take_step(bn_full_past *full)
{
    const int64_t size = full->steps + 1, n = full->step, next = n + 1;
    const double *c = full->correlation + n * size, *r = full->response + n * size;
    const double *last = full->change[0], dt = full->dt;
    for (int64_t m = 0; m <= n; m++) put(full, next, m, c[m] + dt * last[2 * m], r[m] + dt * last[2 * m + 1]);
    put(full, next, next, c[n] + dt * full->change_variance, 1.0);
    const double foretold = find_changes(full, next);
    const double *now = full->change[1];
    for (int64_t m = 0; m <= n; m++)
        put(full, next, m, c[m] + 0.5 * dt * (last[2 * m] + now[2 * m]),
            r[m] + 0.5 * dt * (last[2 * m + 1] + now[2 * m + 1]));
    put(full, next, next, c[n] + 0.5 * dt * (full->change_variance + foretold), 1.0);
    if (full->model.confinement == BN_CONFINED_SPHERE) put(full, next, next, 1.0, 1.0);
    keep_changes(full, find_changes(full, next));
    full->step = next;
}

bn_status bn_full_past_advance(bn_full_past *full, int64_t steps, bool *left)
{
    for (; steps > 0 && full->step < full->steps; steps--) {
        take_step(full);
        const double variance = full->correlation[full->step * (full->steps + 2)];
        if (!(variance < MOST_VARIANCE))
            return bn_fault(BN_NOT_FINITE, "activity grows without bound: the variance is %g at the time %g",
                            variance, (double)full->step * full->dt);
    }
    *left = full->step < full->steps;
    return bn_ok();
}

// Steps up to a time, and the share of one that is left.
static int64_t steps_to(double x, int64_t most, double *left)
{
    int64_t whole = (int64_t)floor(x);
    if (whole >= most) whole = most > 0 ? most - 1 : 0;
    *left = fmin(fmax(x - (double)whole, 0.0), 1.0);
    return whole;
}

bn_two_time_value bn_full_past_at(const bn_full_past *full, double t, double s)
{
    double a, b; // a: of the step of t; b: of the lag's
    const int64_t size = full->steps + 1, n = steps_to(t / full->dt, full->step, &a);
    const int64_t lag = steps_to((t - s) / full->dt, n + 1, &b), origin = n * size + n - lag;
    if (lag == n) b = fmin(b, a); // s >= 0
    const bool first =
        a >= b; // n, n + 1 at this lag, n + 1 at the next one; or n, n at the next one, n + 1 there
    const int64_t middle = first ? origin + size + 1 : origin - 1, last = origin + size;
    const double at_origin = 1.0 - fmax(a, b), at_middle = fabs(a - b), at_last = fmin(a, b);
    const double *c = full->correlation, *r = full->response;
    return (bn_two_time_value){
        at_origin * c[origin] + at_middle * (at_middle > 0.0 ? c[middle] : 0.0) + at_last * c[last],
        at_origin * r[origin] + at_middle * (at_middle > 0.0 ? r[middle] : 0.0) + at_last * r[last]};
}
