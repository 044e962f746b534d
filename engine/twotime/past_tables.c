/* u = s + (t - s) w. Distances from both ends are computed from w and 1 - w, neither of which is a small difference: so
   shares next to 1 keep their digits. */
#include "engine/twotime/past_tables.h"

#include "engine/base/legendre.h"

#include <math.h>

// Panels of (0, 1) for node i: as narrow at the ends as the grid's own are.
static bn_graded graded_of(const bn_past_grid *grid, int64_t i)
{
    return bn_graded_to_half(grid->half.edge[1] / bn_past_grid_lag(grid, i));
}

static int64_t places_of(const bn_past_grid *grid, int64_t i)
{
    return 2 * graded_of(grid, i).panels * grid->degree;
}

static bn_past_stencils take_stencils(bn_arena *arena, int64_t places, int degree)
{
    bn_past_stencils stencils;
    stencils.first = bn_arena_take(arena, (size_t)places, sizeof *stencils.first);
    stencils.weight = bn_arena_take(arena, (size_t)places, (size_t)(degree + 1) * sizeof *stencils.weight);
    return stencils;
}

static void put(const bn_past_grid *grid, bn_past_stencils *stencils, int64_t place, double lag, double share)
{
    double *weight = stencils->weight + place * (grid->degree + 1);
    stencils->first[place] = (int32_t)bn_past_grid_locate(grid, lag, share, weight);
}

// The place at w, of which the integral over w has the given weight.
static void put_pair(const bn_past_grid *grid, bn_past_tables *tables, int64_t place, int64_t i,
                     const double w[2], double weight)
{
    const double lag = grid->lag[i] * w[1], share = grid->share[i] + grid->lag[i] * w[0];
    tables->weight[place] = weight * grid->lag[i];
    tables->log_share[place] = lag < 0.5 ? log1p(-lag) : log(share);
    put(grid, &tables->now, place, lag, share);
    put(grid, &tables->past, place, grid->lag[i] * w[0] / share, grid->share[i] / share);
}

static void fill_pairs(const bn_past_grid *grid, bn_past_tables *tables, int64_t i, int64_t place)
{
    double at[BN_PAST_MOST_NODES], rule[BN_PAST_MOST_NODES];
    const bn_graded graded = graded_of(grid, i);
    bn_legendre_rule(grid->degree, at, rule);
    for (int64_t k = 0; k < graded.panels; k++)
        for (int q = 0; q < grid->degree; q++, place += 2) {
            const double width = graded.edge[k + 1] - graded.edge[k];
            const double near = graded.edge[k] + width * at[q];
            const double rising[2] = {near, 1.0 - near}, falling[2] = {1.0 - near, near};
            put_pair(grid, tables, place, i, rising, width * rule[q]);
            put_pair(grid, tables, place + 1, i, falling, width * rule[q]);
        }
}

static void fill_within(const bn_past_grid *grid, bn_past_tables *tables)
{
    for (int64_t i = 0; i < grid->count; i++)
        for (int64_t j = 0; j < grid->count; j++)
            put(grid, &tables->within, i * grid->count + j, grid->lag[i] + grid->share[i] * grid->lag[j],
                grid->share[i] * grid->share[j]);
}

bn_past_tables bn_past_tables_lay_out(bn_arena *arena, const bn_past_grid *grid)
{
    const int64_t count = grid->count;
    bn_past_tables tables = {.begin = bn_arena_take(arena, (size_t)count + 1, sizeof(int64_t))};
    for (int64_t i = 0; i < count; i++) {
        if (arena->base != NULL) tables.begin[i] = tables.pairs;
        if (i > 0) tables.pairs += places_of(grid, i);
    }
    tables.weight = bn_arena_take(arena, (size_t)tables.pairs, sizeof(double));
    tables.log_share = bn_arena_take(arena, (size_t)tables.pairs, sizeof(double));
    tables.now = take_stencils(arena, tables.pairs, grid->degree);
    tables.past = take_stencils(arena, tables.pairs, grid->degree);
    tables.within = take_stencils(arena, count * count, grid->degree);
    if (arena->base == NULL) return tables;
    tables.begin[count] = tables.pairs;
    for (int64_t i = 1; i < count; i++) fill_pairs(grid, &tables, i, tables.begin[i]);
    fill_within(grid, &tables);
    return tables;
}
