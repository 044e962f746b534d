/* One row: the integrals of the past tables are linear in C, R, Q(C) and Sigma = Q'(C) R at the nodes of the row, so
   their derivatives by those are the same sums with the weights of interpolation in the place of values; the
   derivatives by C and R follow by the chain rule. */
#include "engine/twotime/thinned_internal.h"

#include <math.h>
#include <string.h>

enum { ORDER = BN_THINNED_ORDER, STENCIL = BN_THINNED_STENCIL };

// --- between rows ---

bn_thinned_stencil bn_thinned_stencil_at(const bn_thinned *thinned, double log_time)
{
    const double *T = thinned->log_time;
    const int64_t rows = thinned->rows;
    int64_t low = 0, high = rows; // T[low] < log_time <= T[high], or before the first
    if (log_time <= T[0]) return (bn_thinned_stencil){.first = 0, .weight = {1.0}};
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        if (T[middle] < log_time)
            low = middle;
        else
            high = middle;
    }
    int64_t last = high + 1 < rows ? high + 1 : rows - 1;
    if (high == rows) last = rows;
    if (last < ORDER) last = ORDER;
    bn_thinned_stencil stencil = {.first = last - ORDER};
    const double *t = T + stencil.first, *divisor = thinned->divisor + STENCIL * stencil.first;
    const double x[STENCIL] = {log_time - t[0], log_time - t[1], log_time - t[2], log_time - t[3]};
    stencil.weight[0] = divisor[0] * x[1] * x[2] * x[3];
    stencil.weight[1] = divisor[1] * x[0] * x[2] * x[3];
    stencil.weight[2] = divisor[2] * x[0] * x[1] * x[3];
    stencil.weight[3] = divisor[3] * x[0] * x[1] * x[2];
    return stencil;
}

void bn_thinned_divide(bn_thinned *thinned, int64_t last)
{
    const double *t = thinned->log_time + last - ORDER;
    double *divisor = thinned->divisor + STENCIL * (last - ORDER);
    for (int a = 0; a < STENCIL; a++) {
        double product = 1.0;
        for (int b = 0; b < STENCIL; b++)
            if (b != a) product *= t[a] - t[b];
        divisor[a] = 1.0 / product;
    }
}

// The weight of the row that is looked for.
static double newest_of(const bn_thinned *thinned, const bn_thinned_stencil *stencil)
{
    return stencil->first + ORDER == thinned->rows ? stencil->weight[ORDER] : 0.0;
}

// C and R at a place within rows, by the rows that are known.
static void known_at(const bn_thinned *thinned, const bn_thinned_stencil *stencil, int64_t first, int nodes,
                     const double *weight, double value[2])
{
    const int64_t width = bn_thinned_width(thinned), count = thinned->grid.count;
    value[0] = value[1] = 0.0;
    for (int a = 0; a < STENCIL && stencil->first + a < thinned->rows; a++) {
        const double *c = thinned->row + (stencil->first + a) * width + first;
        double sum_c = 0.0, sum_r = 0.0;
        for (int k = 0; k < nodes; k++) {
            sum_c += weight[k] * c[k];
            sum_r += weight[k] * c[count + k];
        }
        value[0] += stencil->weight[a] * sum_c;
        value[1] += stencil->weight[a] * sum_r;
    }
}

static void prepare_pairs(bn_thinned *thinned, double log_time)
{
    const bn_past_tables *tables = &thinned->tables;
    const int nodes = thinned->grid.degree + 1;
    for (int64_t q = 0; q < tables->pairs; q++) {
        const bn_thinned_stencil stencil = bn_thinned_stencil_at(thinned, log_time + tables->log_share[q]);
        thinned->newest[q] = newest_of(thinned, &stencil);
        known_at(thinned, &stencil, tables->past.first[q], nodes, tables->past.weight + q * nodes,
                 thinned->known + 2 * q);
    }
}

static void prepare_within(bn_thinned *thinned, double log_time)
{
    const bn_past_grid *grid = &thinned->grid;
    const double one = 1.0;
    for (int64_t i = 0; i + 1 < grid->count; i++) { // the last node is s = 0
        const double log_share = grid->lag[i] < 0.5 ? log1p(-grid->lag[i]) : log(grid->share[i]);
        const bn_thinned_stencil stencil = bn_thinned_stencil_at(thinned, log_time + log_share);
        thinned->newest_within[i] = newest_of(thinned, &stencil);
        for (int64_t j = 0; j < grid->count; j++)
            known_at(thinned, &stencil, j, 1, &one, thinned->known_within + 2 * (i * grid->count + j));
    }
}

// The derivative at the last of `STENCIL` points of the polynomial through them: weights of the values.
static void backward_difference(const double *x, double *weight)
{
    weight[ORDER] = 0.0;
    for (int a = 0; a < ORDER; a++) {
        weight[a] = 1.0 / (x[a] - x[ORDER]);
        for (int b = 0; b < ORDER; b++)
            if (b != a) weight[a] *= (x[ORDER] - x[b]) / (x[a] - x[b]);
        weight[ORDER] -= weight[a];
    }
}

void bn_thinned_prepare(bn_thinned *thinned)
{
    const int64_t n = thinned->rows, width = bn_thinned_width(thinned);
    double weight[STENCIL];
    bn_thinned_divide(thinned, n);
    prepare_pairs(thinned, thinned->log_time[n]);
    prepare_within(thinned, thinned->log_time[n]);
    backward_difference(thinned->log_time + n - ORDER, weight);
    thinned->derivative = weight[ORDER];
    for (int64_t i = 0; i < width - 1; i++) {
        thinned->before[i] = 0.0;
        for (int a = 0; a < ORDER; a++)
            thinned->before[i] += weight[a] * thinned->row[(n - ORDER + a) * width + i];
    }
}

// --- integrals ---

static double interpolated(const bn_past_stencils *stencils, int64_t place, int nodes, const double *values)
{
    const double *weight = stencils->weight + place * nodes;
    double sum = 0.0;
    for (int k = 0; k < nodes; k++) sum += weight[k] * values[stencils->first[place] + k];
    return sum;
}

static void spread(const bn_past_stencils *stencils, int64_t place, int nodes, double factor, double *sums)
{
    const double *weight = stencils->weight + place * nodes;
    for (int k = 0; k < nodes; k++) sums[stencils->first[place] + k] += factor * weight[k];
}

// int_s^t Sigma(t, u) C(u, s) du and the same of R, times eta.
static void add_pairs(bn_thinned *thinned, int64_t i, const double *row, bool with_slopes,
                      bn_thinned_integrals *sums)
{
    const bn_past_tables *tables = &thinned->tables;
    const int nodes = thinned->grid.degree + 1;
    for (int64_t q = tables->begin[i]; q < tables->begin[i + 1]; q++) {
        const double weight = thinned->def.model.symmetry * tables->weight[q], newest = thinned->newest[q];
        const double kernel = interpolated(&tables->now, q, nodes, thinned->kernel);
        double c = thinned->known[2 * q], r = thinned->known[2 * q + 1];
        if (newest != 0.0) {
            c += newest * interpolated(&tables->past, q, nodes, row);
            r += newest * interpolated(&tables->past, q, nodes, row + thinned->grid.count);
        }
        sums->correlation += weight * kernel * c;
        sums->response += weight * kernel * r;
        if (!with_slopes) continue;
        spread(&tables->now, q, nodes, weight * c, thinned->slopes.correlation_by_kernel);
        spread(&tables->now, q, nodes, weight * r, thinned->slopes.response_by_kernel);
        if (newest != 0.0)
            spread(&tables->past, q, nodes, weight * kernel * newest, thinned->slopes.by_itself);
    }
}

// int_0^s (eta Sigma(t, u) C(s, u) + Q(C(t, u)) R(s, u)) du.
static void add_within(bn_thinned *thinned, int64_t i, const double *row, bool with_slopes,
                       bn_thinned_integrals *sums)
{
    const bn_past_grid *grid = &thinned->grid;
    const int nodes = grid->degree + 1;
    const double newest = thinned->newest_within[i];
    for (int64_t j = 1; j < grid->count; j++) {
        const int64_t place = i * grid->count + j;
        const double force_weight = grid->share[i] * grid->weight[j],
                     weight = thinned->def.model.symmetry * force_weight;
        const double kernel = interpolated(&thinned->tables.within, place, nodes, thinned->kernel);
        const double force = interpolated(&thinned->tables.within, place, nodes, thinned->force);
        const double c = thinned->known_within[2 * place] + newest * row[j];
        const double r = thinned->known_within[2 * place + 1] + newest * row[grid->count + j];
        sums->correlation += weight * kernel * c + force_weight * force * r;
        sums->power += force_weight * force * r;
        if (!with_slopes) continue;
        spread(&thinned->tables.within, place, nodes, weight * c, thinned->slopes.correlation_by_kernel);
        spread(&thinned->tables.within, place, nodes, force_weight * r, thinned->slopes.correlation_by_force);
        thinned->slopes.correlation_by_correlation[j] += weight * kernel * newest;
        thinned->slopes.correlation_by_response[j] += force_weight * force * newest;
    }
}

static bn_thinned_integrals integrals_of(bn_thinned *thinned, int64_t i, const double *row, bool with_slopes)
{
    const bn_thinned_slopes *s = &thinned->slopes;
    double *const all[] = {s->correlation_by_kernel,   s->response_by_kernel, s->correlation_by_force,
                           s->correlation_by_response, s->by_itself,          s->correlation_by_correlation};
    bn_thinned_integrals sums = {0};
    for (size_t a = 0; with_slopes && a < sizeof all / sizeof all[0]; a++)
        memset(all[a], 0, (size_t)thinned->grid.count * sizeof(double));
    add_pairs(thinned, i, row, with_slopes, &sums);
    if (i + 1 < thinned->grid.count) add_within(thinned, i, row, with_slopes, &sums);
    return sums;
}

// --- equations ---

static void fill_kernels(bn_thinned *thinned, const double *row)
{
    const int64_t count = thinned->grid.count;
    for (int64_t j = 0; j < count; j++) {
        const bn_two_time_force force = bn_two_time_force_of(&thinned->def.model, row[j]);
        const double r = row[count + j];
        thinned->force[j] = force.value;
        thinned->kernel[j] = force.slope * r;
        thinned->kernel_slope[2 * j] = force.curvature * r;
        thinned->kernel_slope[2 * j + 1] = force.slope;
    }
}

// Derivatives of the integral in dC/dt by C and by R at node j.
static double correlation_by_c(const bn_thinned *thinned, int64_t j)
{
    const bn_thinned_slopes *s = &thinned->slopes;
    return s->correlation_by_kernel[j] * thinned->kernel_slope[2 * j] +
           s->correlation_by_force[j] * thinned->kernel_slope[2 * j + 1] + s->by_itself[j] +
           s->correlation_by_correlation[j];
}

static double correlation_by_r(const bn_thinned *thinned, int64_t j)
{
    const bn_thinned_slopes *s = &thinned->slopes;
    return s->correlation_by_kernel[j] * thinned->kernel_slope[2 * j + 1] + s->correlation_by_response[j];
}

// df/d ln t - share df/dshare at node i of a function with the given values in this row, and its derivatives by them.
static double transport(const bn_thinned *thinned, int64_t i, const double *row, const double *before,
                        double *slopes)
{
    const bn_past_grid *grid = &thinned->grid;
    const int64_t first = bn_past_grid_first(grid, i), within = i - first;
    const double speed = grid->share[i] / bn_past_grid_width(grid, i);
    double sum = thinned->derivative * row[i] + before[i];
    if (slopes != NULL) slopes[i] += thinned->derivative;
    for (int k = 0; k <= grid->degree; k++) {
        const double weight = speed * grid->slope[within][k]; // lag grows where share falls
        sum += weight * row[first + k];
        if (slopes != NULL) slopes[first + k] += weight;
    }
    return sum;
}

// Equations i >= 1 of C and of R.
static void node_equations(bn_thinned *thinned, int64_t i, const double *row, bool with_slopes)
{
    const int64_t count = thinned->grid.count, width = bn_thinned_width(thinned);
    const double t = exp(thinned->log_time[thinned->rows]), mu = row[width - 1];
    const bn_thinned_integrals sums = integrals_of(thinned, i, row, with_slopes);
    double *c_slopes = with_slopes ? thinned->matrix + i * width : NULL;
    double *r_slopes = with_slopes ? thinned->matrix + (count + i) * width : NULL;
    thinned->residual[i] =
        transport(thinned, i, row, thinned->before, c_slopes) + t * mu * row[i] - t * t * sums.correlation;
    thinned->residual[count + i] =
        transport(thinned, i, row + count, thinned->before + count, with_slopes ? r_slopes + count : NULL) +
        t * mu * row[count + i] - t * t * sums.response;
    if (!with_slopes) return;
    for (int64_t j = 0; j < count; j++) {
        const double response_by_kernel = thinned->slopes.response_by_kernel[j];
        c_slopes[j] -= t * t * correlation_by_c(thinned, j);
        c_slopes[count + j] -= t * t * correlation_by_r(thinned, j);
        r_slopes[j] -= t * t * response_by_kernel * thinned->kernel_slope[2 * j];
        r_slopes[count + j] -=
            t * t * (response_by_kernel * thinned->kernel_slope[2 * j + 1] + thinned->slopes.by_itself[j]);
    }
    c_slopes[i] += t * mu;
    r_slopes[count + i] += t * mu;
    c_slopes[width - 1] = t * row[i];
    r_slopes[width - 1] = t * row[count + i];
}

// Equations of C(t, t), R(t, t) and mu. Returns the power.
static double end_equations(bn_thinned *thinned, const double *row, bool with_slopes)
{
    const bn_two_time_def *model = &thinned->def.model;
    const int64_t count = thinned->grid.count, width = bn_thinned_width(thinned);
    const bool sphere = model->confinement == BN_CONFINED_SPHERE;
    const double t = exp(thinned->log_time[thinned->rows]), mu = row[width - 1];
    const double temperature = 0.5 * model->noise * model->noise;
    const bn_thinned_integrals sums = integrals_of(thinned, 0, row, with_slopes);
    double *c_slopes = thinned->matrix, *mu_slopes = thinned->matrix + (width - 1) * width;
    const double drive = temperature + t * sums.correlation;
    thinned->residual[0] =
        sphere ? row[0] - 1.0
               : thinned->derivative * row[0] + thinned->before[0] - 2.0 * t * (drive - mu * row[0]);
    thinned->residual[count] = row[count] - 1.0;
    thinned->residual[width - 1] = mu - (sphere ? drive : 1.0);
    if (!with_slopes) return t * sums.power;
    for (int64_t j = 0; j < count; j++) {
        double *slopes = sphere ? mu_slopes : c_slopes;
        const double factor = sphere ? -t : -2.0 * t * t;
        slopes[j] += factor * correlation_by_c(thinned, j);
        slopes[count + j] += factor * correlation_by_r(thinned, j);
    }
    c_slopes[0] += sphere ? 1.0 : thinned->derivative + 2.0 * t * mu;
    if (!sphere) c_slopes[width - 1] = 2.0 * t * row[0];
    thinned->matrix[count * width + count] = 1.0;
    mu_slopes[width - 1] += 1.0;
    return t * sums.power;
}

double bn_thinned_residual(bn_thinned *thinned, const double *row, bool with_slopes)
{
    const int64_t width = bn_thinned_width(thinned);
    if (with_slopes) memset(thinned->matrix, 0, (size_t)(width * width) * sizeof *thinned->matrix);
    fill_kernels(thinned, row);
    const double power = end_equations(thinned, row, with_slopes);
    for (int64_t i = 1; i < thinned->grid.count; i++) node_equations(thinned, i, row, with_slopes);
    return power;
}
