/* Radau's nodes are the zeros of P_{p-1} - P_p, one between two neighbours of Gauss and the last at 1. Weights that
   integrate are integrals of Lagrange's polynomials by Gauss's rule. */
#include "engine/twotime/past_grid.h"

#include "engine/base/legendre.h"
#include "engine/base/root.h"

#include <math.h>
#include <string.h>

#define GROWTH 2.0

bn_graded bn_graded_to_half(double smallest)
{
    bn_graded graded = {.panels = 1};
    if (smallest < 0.4) graded.panels += (int64_t)ceil(log(0.5 / smallest) / log(GROWTH));
    for (int64_t k = 1; k <= graded.panels; k++) {
        const double left = (double)(graded.panels - k) / (double)graded.panels;
        graded.edge[k] = 0.5;
        if (k < graded.panels)
            graded.edge[k] =
                0.5 * pow(2.0 * smallest, left * (double)graded.panels / (double)(graded.panels - 1));
    }
    return graded;
}

// P_{p-1} - P_p at 2 x - 1.
static double legendre_difference(void *context, double x)
{
    const int degree = *(const int *)context;
    const double z = 2.0 * x - 1.0;
    double before = 1.0, now = z;
    for (int n = 1; n < degree; n++) {
        const double next = ((2.0 * n + 1.0) * z * now - n * before) / (n + 1.0);
        before = now;
        now = next;
    }
    return before - now;
}

static void fill_nodes(bn_past_grid *grid)
{
    int p = grid->degree;
    double gauss[BN_PAST_MOST_NODES], unused[BN_PAST_MOST_NODES];
    bn_legendre_rule(p, gauss, unused);
    for (int a = 1; a < p; a++) grid->node[a] = bn_root(legendre_difference, &p, gauss[a - 1], gauss[a]);
    grid->node[p] = 1.0;
}

static void fill_barycentric(bn_past_grid *grid)
{
    for (int a = 0; a <= grid->degree; a++) {
        double product = 1.0;
        for (int b = 0; b <= grid->degree; b++)
            if (b != a) product *= grid->node[a] - grid->node[b];
        grid->barycentric[a] = 1.0 / product;
    }
}

static void fill_slopes(bn_past_grid *grid)
{
    for (int a = 0; a <= grid->degree; a++)
        for (int b = 0; b <= grid->degree; b++) {
            if (b == a) continue;
            const double ratio = grid->barycentric[b] / grid->barycentric[a];
            grid->slope[a][b] = ratio / (grid->node[a] - grid->node[b]);
            grid->slope[a][a] -= grid->slope[a][b];
        }
}

static void fill_rule(bn_past_grid *grid)
{
    const int p = grid->degree;
    double at[BN_PAST_MOST_NODES], weight[BN_PAST_MOST_NODES];
    bn_legendre_rule(p, at, weight);
    for (int a = 1; a <= p; a++)
        for (int q = 0; q < p; q++) {
            double basis = weight[q];
            for (int b = 1; b <= p; b++)
                if (b != a) basis *= (at[q] - grid->node[b]) / (grid->node[a] - grid->node[b]);
            grid->rule[a] += basis;
        }
}

// Panel and node within it, 1 to degree, of node i >= 1.
static int64_t panel_of(const bn_past_grid *grid, int64_t i, int *within)
{
    *within = 1 + (int)((i - 1) % grid->degree);
    return (i - 1) / grid->degree;
}

// Distance from the end that the panel's half belongs to: of 1 - s/t in the near half, of s/t in the far one.
static double distance_of(const bn_past_grid *grid, int64_t i, bool *near)
{
    int within;
    const int64_t k = panel_of(grid, i, &within);
    const double x = grid->node[within];
    *near = k < grid->half.panels;
    const double *edge = grid->half.edge + (*near ? k : 2 * grid->half.panels - 1 - k);
    return *near ? edge[0] + (edge[1] - edge[0]) * x : edge[1] - (edge[1] - edge[0]) * x;
}

double bn_past_grid_lag(const bn_past_grid *grid, int64_t i)
{
    bool near;
    const double distance = distance_of(grid, i, &near);
    return near ? distance : 1.0 - distance;
}

double bn_past_grid_width(const bn_past_grid *grid, int64_t i)
{
    int within;
    const int64_t k = panel_of(grid, i, &within);
    const double *edge = grid->half.edge + (k < grid->half.panels ? k : 2 * grid->half.panels - 1 - k);
    return edge[1] - edge[0];
}

int64_t bn_past_grid_first(const bn_past_grid *grid, int64_t i)
{
    return (i - 1) / grid->degree * grid->degree;
}

static void fill(bn_past_grid *grid)
{
    grid->share[0] = 1.0;
    for (int64_t i = 1; i < grid->count; i++) {
        bool near;
        const double distance = distance_of(grid, i, &near);
        grid->lag[i] = near ? distance : 1.0 - distance;
        grid->share[i] = near ? 1.0 - distance : distance;
        grid->weight[i] = grid->rule[1 + (i - 1) % grid->degree] * bn_past_grid_width(grid, i);
    }
}

bn_past_grid bn_past_grid_lay_out(bn_arena *arena, double smallest, int degree)
{
    bn_past_grid grid = {.degree = degree, .half = bn_graded_to_half(smallest)};
    grid.count = 1 + 2 * grid.half.panels * degree;
    fill_nodes(&grid);
    fill_barycentric(&grid);
    fill_slopes(&grid);
    fill_rule(&grid);
    grid.lag = bn_arena_take(arena, (size_t)grid.count, sizeof(double));
    grid.share = bn_arena_take(arena, (size_t)grid.count, sizeof(double));
    grid.weight = bn_arena_take(arena, (size_t)grid.count, sizeof(double));
    if (arena->base != NULL) fill(&grid);
    return grid;
}

// The panel of a half that holds a distance from its end.
static int64_t panel_holding(const bn_graded *half, double distance)
{
    int64_t low = 0, high = half->panels;
    while (high - low > 1) {
        const int64_t middle = (low + high) / 2;
        if (half->edge[middle] < distance)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static void interpolate(const bn_past_grid *grid, double x, double *weight)
{
    double sum = 0.0;
    for (int a = 0; a <= grid->degree; a++) {
        if (x == grid->node[a]) {
            memset(weight, 0, (size_t)(grid->degree + 1) * sizeof *weight);
            weight[a] = 1.0;
            return;
        }
        weight[a] = grid->barycentric[a] / (x - grid->node[a]);
        sum += weight[a];
    }
    for (int a = 0; a <= grid->degree; a++) weight[a] /= sum;
}

int64_t bn_past_grid_locate(const bn_past_grid *grid, double lag, double share, double *weight)
{
    const bool near = lag <= 0.5;
    const double distance = near ? lag : share;
    const int64_t k = panel_holding(&grid->half, distance);
    const double *edge = grid->half.edge + k;
    const double width = edge[1] - edge[0];
    interpolate(grid, near ? (distance - edge[0]) / width : (edge[1] - distance) / width, weight);
    return (near ? k : 2 * grid->half.panels - 1 - k) * grid->degree;
}
