/* The first rows are laid out at 1e-4 of the fastest time, where C and R are linear in time to 1e-8. Panels end where
   the fastest decay is resolved at the end of the run; a tolerance of 10^-d takes polynomials of degree d + 3. */
#include "engine/twotime/thinned.h"

#include "engine/base/blas.h"
#include "engine/twotime/thinned_internal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { ORDER = BN_THINNED_ORDER, STENCIL = BN_THINNED_STENCIL, MOST_ITERATIONS = 8, ITERATIONS_A_MATRIX = 3 };

#define FIRST_TIME    1e-4 // of the fastest relaxation time
#define FIRST_STEP    0.05 // in ln t
#define LONGEST_STEP  0.3
#define SHORTEST_STEP 1e-7
#define MOST_GROWTH   1e6

#define AT(member) offsetof(bn_thinned_def, member)

const bn_field bn_thinned_fields[] = {
    {.part = bn_two_time_fields, .offset = AT(model)},
    {"tolerance", BN_FIELD_REAL, AT(tolerance), .fallback = 1e-5, .least = 1e-8, .most = 1e-2,
     .help = "of C and R, of a step of the thinned past"},
    {"rows", BN_FIELD_INTEGER, AT(rows), .fallback = 4000, .least = 16, .most = 1000000,
     .help = "times that the thinned past may keep"},
    {0},
};

bn_status bn_thinned_check(const bn_thinned_def *def)
{
    BN_TRY(bn_fields_check(bn_thinned_fields, def));
    return bn_two_time_check(&def->model);
}

static int degree_of(double tolerance)
{
    const int degree = 3 + (int)ceil(-log10(tolerance) - 1e-9);
    return degree < BN_PAST_MOST_DEGREE ? degree : BN_PAST_MOST_DEGREE;
}

static double *take(bn_arena *arena, int64_t count)
{
    return bn_arena_take(arena, (size_t)count, sizeof(double));
}

static bn_thinned_slopes take_slopes(bn_arena *arena, int64_t count)
{
    bn_thinned_slopes slopes;
    slopes.correlation_by_kernel = take(arena, count);
    slopes.response_by_kernel = take(arena, count);
    slopes.correlation_by_force = take(arena, count);
    slopes.correlation_by_response = take(arena, count);
    slopes.by_itself = take(arena, count);
    slopes.correlation_by_correlation = take(arena, count);
    return slopes;
}

bn_thinned bn_thinned_lay_out(bn_arena *arena, const bn_thinned_def *def)
{
    bn_thinned thinned = {.def = *def};
    const double smallest = 1.0 / (bn_two_time_fastest(&def->model) * def->model.time);
    thinned.grid = bn_past_grid_lay_out(arena, fmax(smallest, 1e-12), degree_of(def->tolerance));
    thinned.tables = bn_past_tables_lay_out(arena, &thinned.grid);
    const int64_t count = thinned.grid.count, width = 2 * count + 1;
    thinned.log_time = take(arena, def->rows + 1);
    thinned.divisor = take(arena, (def->rows + 1) * STENCIL);
    thinned.row = take(arena, (def->rows + 1) * width);
    thinned.power = take(arena, def->rows + 1);
    thinned.known = take(arena, 2 * thinned.tables.pairs);
    thinned.newest = take(arena, thinned.tables.pairs);
    thinned.known_within = take(arena, 2 * count * count);
    thinned.newest_within = take(arena, count);
    thinned.before = take(arena, 2 * count);
    thinned.foretold = take(arena, width);
    thinned.kernel = take(arena, count);
    thinned.force = take(arena, count);
    thinned.kernel_slope = take(arena, 2 * count);
    thinned.slopes = take_slopes(arena, count);
    thinned.residual = take(arena, width);
    thinned.matrix = take(arena, width * width);
    thinned.pivots = bn_arena_take(arena, (size_t)width, sizeof *thinned.pivots);
    return thinned;
}

void bn_thinned_start(bn_thinned *thinned)
{
    const bn_two_time_def *model = &thinned->def.model;
    const int64_t count = thinned->grid.count, width = bn_thinned_width(thinned);
    const double variance = bn_two_time_start(model), noise = model->noise * model->noise;
    const bool sphere = model->confinement == BN_CONFINED_SPHERE;
    const double mu = sphere ? 0.5 * noise : 1.0, growth = sphere ? 0.0 : noise - 2.0 * variance;
    for (int64_t n = 0; n <= STENCIL; n++) {
        double *row = thinned->row + n * width;
        thinned->log_time[n] = log(FIRST_TIME / bn_two_time_fastest(model)) + FIRST_STEP * (double)n;
        const double t = exp(thinned->log_time[n]);
        for (int64_t i = 0; i < count; i++) {
            row[count + i] = 1.0 - mu * t * thinned->grid.lag[i];
            row[i] = variance * row[count + i] + growth * t * thinned->grid.share[i];
        }
        row[width - 1] = mu;
        if (n >= ORDER) bn_thinned_divide(thinned, n);
        thinned->power[n] = t * bn_two_time_force_of(model, variance).value;
    }
    thinned->rows = STENCIL + 1;
    thinned->log_step = FIRST_STEP;
    thinned->error = 0.0;
    thinned->refused = thinned->factored = 0;
}

// --- a step ---

// The row that the polynomial through those before leads to: where Newton's method begins.
static void foretell(bn_thinned *thinned)
{
    const int64_t n = thinned->rows, width = bn_thinned_width(thinned);
    const double *T = thinned->log_time + n - STENCIL;
    double *row = thinned->row + n * width;
    memset(row, 0, (size_t)width * sizeof *row);
    for (int a = 0; a < STENCIL; a++) {
        double weight = 1.0;
        for (int b = 0; b < STENCIL; b++)
            if (b != a) weight *= (T[STENCIL] - T[b]) / (T[a] - T[b]);
        const double *from = thinned->row + (n - STENCIL + a) * width;
        for (int64_t i = 0; i < width; i++) row[i] += weight * from[i];
    }
    memcpy(thinned->foretold, row, (size_t)width * sizeof *row);
}

static bool factor(bn_thinned *thinned)
{
    const int n = (int)bn_thinned_width(thinned);
    int info = 0;
    thinned->factored++;
    dgetrf_(&n, &n, thinned->matrix, &n, thinned->pivots, &info);
    return info == 0;
}

// Takes the step of Newton's method; returns its largest change of C or R.
static double correct(bn_thinned *thinned, double *row)
{
    const int n = (int)bn_thinned_width(thinned), one = 1;
    int info = 0;
    double most = 0.0;
    dgetrs_("T", &n, &one, thinned->matrix, &n, thinned->pivots, thinned->residual, &n, &info, 1);
    for (int i = 0; i < n; i++) {
        row[i] -= thinned->residual[i];
        if (!(fabs(thinned->residual[i]) <= most)) most = fabs(thinned->residual[i]);
    }
    return most;
}

static bool solve_row(bn_thinned *thinned)
{
    double *row = thinned->row + thinned->rows * bn_thinned_width(thinned);
    for (int k = 0; k < MOST_ITERATIONS; k++) {
        const bool anew = k % ITERATIONS_A_MATRIX == 0;
        thinned->power[thinned->rows] = bn_thinned_residual(thinned, row, anew);
        if (anew && !factor(thinned)) return false;
        const double change = correct(thinned, row);
        if (!isfinite(change)) return false;
        if (change < 0.01 * thinned->def.tolerance) return true;
    }
    return false;
}

// How far the row lies from where it was foretold, over the order; infinite without a row.
static double error_of(const bn_thinned *thinned, bool solved)
{
    const int64_t width = bn_thinned_width(thinned);
    const double *row = thinned->row + thinned->rows * width;
    double most = solved ? 0.0 : INFINITY;
    for (int64_t i = 0; solved && i < width - 1; i++) most = fmax(most, fabs(row[i] - thinned->foretold[i]));
    return most / (double)STENCIL;
}

static bn_status check_room(const bn_thinned *thinned)
{
    const double t = bn_thinned_time(thinned, thinned->rows - 1);
    const double variance = bn_thinned_row(thinned, thinned->rows - 1)[0];
    if (!(variance < MOST_GROWTH * fmax(1.0, bn_two_time_start(&thinned->def.model))))
        return bn_fault(BN_NOT_FINITE, "activity grows without bound: the variance is %g at the time %g",
                        variance, t);
    if (thinned->rows >= thinned->def.rows)
        return bn_fault(BN_EINVAL, "rows is %lld; more were needed from the time %g on",
                        (long long)thinned->def.rows, t);
    return bn_ok();
}

// One step, as long as the error allows.
static bn_status take_step(bn_thinned *thinned)
{
    const int64_t n = thinned->rows;
    const double end = log(thinned->def.model.time);
    BN_TRY(check_room(thinned));
    for (;;) {
        double step = thinned->log_step;
        if (thinned->log_time[n - 1] + 1.01 * step >= end) step = end - thinned->log_time[n - 1];
        thinned->log_time[n] = thinned->log_time[n - 1] + step;
        foretell(thinned);
        bn_thinned_prepare(thinned);
        const double error = error_of(thinned, solve_row(thinned));
        const double stretch = 0.9 * pow(thinned->def.tolerance / fmax(error, 1e-30), 1.0 / (double)STENCIL);
        if (error <= 1.5 * thinned->def.tolerance) {
            thinned->log_step = fmin(LONGEST_STEP, step * fmin(1.5, fmax(0.5, stretch)));
            thinned->error = fmax(thinned->error, error);
            thinned->rows++;
            return bn_ok();
        }
        thinned->refused++;
        thinned->log_step = step * fmax(0.3, fmin(0.8, stretch));
        if (thinned->log_step < SHORTEST_STEP)
            return bn_fault(BN_NOT_CONVERGED, "no step from the time %g on has an error of %g",
                            bn_thinned_time(thinned, n - 1), thinned->def.tolerance);
    }
}

bn_status bn_thinned_advance(bn_thinned *thinned, int64_t rows, bool *left)
{
    const double end = log(thinned->def.model.time);
    *left = thinned->log_time[thinned->rows - 1] < end;
    for (; rows > 0 && *left; rows--) {
        BN_TRY(take_step(thinned));
        *left = thinned->log_time[thinned->rows - 1] < end;
    }
    return bn_ok();
}

// --- reading ---

double bn_thinned_time(const bn_thinned *thinned, int64_t row)
{
    return exp(thinned->log_time[row]);
}

const double *bn_thinned_row(const bn_thinned *thinned, int64_t row)
{
    return thinned->row + row * bn_thinned_width(thinned);
}

bn_two_time_value bn_thinned_at(const bn_thinned *thinned, double t, double s)
{
    double weight[BN_PAST_MOST_NODES];
    if (t <= 0.0) return (bn_two_time_value){bn_two_time_start(&thinned->def.model), 1.0};
    const double log_time = fmin(log(t), thinned->log_time[thinned->rows - 1]);
    const bn_thinned_stencil stencil = bn_thinned_stencil_at(thinned, log_time);
    const int64_t first = bn_past_grid_locate(&thinned->grid, (t - s) / t, s / t, weight);
    bn_two_time_value value = {0};
    for (int a = 0; a < STENCIL; a++) {
        const double *row = bn_thinned_row(thinned, stencil.first + a) + first;
        for (int k = 0; k <= thinned->grid.degree; k++) {
            value.correlation += stencil.weight[a] * weight[k] * row[k];
            value.response += stencil.weight[a] * weight[k] * row[thinned->grid.count + k];
        }
    }
    return value;
}
