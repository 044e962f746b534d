/* The grid of the past: times s of [0, t] at fixed shares s/t, dense near t, where C and R relax, and near 0, where the
   run began; the distance of neighbours is a share of that to the nearer end. So as many nodes as logarithms of
   time serve any age.

   The shares are cut into panels whose widths grow by a factor from both ends to the middle, with the nodes of Radau's
   right-hand rule in each, counted from t to 0: within a panel a function is the polynomial through them and the last
   node of the panel before, which makes collocation the implicit Runge-Kutta method Radau IIA (Hairer and Wanner 1996,
   section IV.5). */
#ifndef BN_PAST_GRID_H
#define BN_PAST_GRID_H

#include "common/memory.h"

#include <stdint.h>

enum { BN_PAST_MOST_DEGREE = 11, BN_PAST_MOST_NODES = BN_PAST_MOST_DEGREE + 1, BN_PAST_MOST_EDGES = 64 };

/* Widths that grow by a factor up to 2 from `smallest` to 1/2: 0, smallest, ..., 1/2. */
typedef struct {
    int64_t panels; // edges less one
    double edge[BN_PAST_MOST_EDGES];
} bn_graded;

/* smallest: 1e-12 or more; 1/2 or more makes one panel. */
bn_graded bn_graded_to_half(double smallest);

typedef struct {
    int degree;                                           // p: nodes of each panel, 2 to BN_PAST_MOST_DEGREE
    bn_graded half;                                       // edges of 1 - s/t; mirrored beyond 1/2
    int64_t count;                                        // nodes: 1 + p panels
    double node[BN_PAST_MOST_NODES];                      // 0 and Radau's in (0, 1]
    double rule[BN_PAST_MOST_NODES];                      // weights of the quadrature, 0 for the first
    double barycentric[BN_PAST_MOST_NODES];               // of interpolation
    double slope[BN_PAST_MOST_NODES][BN_PAST_MOST_NODES]; // [a][b]: derivative at node a by the value at b
    double *lag, *share;                                  // count: 1 - s/t and s/t, both without cancellation
    double *weight;                                       // count: of the integral over s/t
} bn_past_grid;

/* The grid over `arena`, filled unless that measures. smallest: the first panel. */
bn_past_grid bn_past_grid_lay_out(bn_arena *arena, double smallest, int degree);

/* The place of node i >= 1, 1 - s/t; for a grid that is laid out or measured. */
double bn_past_grid_lag(const bn_past_grid *grid, int64_t i);

/* The width of the panel of node i >= 1, and the first node of that panel, the last one of the panel before. */
double bn_past_grid_width(const bn_past_grid *grid, int64_t i);
int64_t bn_past_grid_first(const bn_past_grid *grid, int64_t i);

/* Interpolation where s/t = share = 1 - lag: the first node of the panel, and degree + 1 weights. */
int64_t bn_past_grid_locate(const bn_past_grid *grid, double lag, double share, double *weight);

#endif
