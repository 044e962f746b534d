/* Where the integrals over the past need C and R. Two kinds stand in the equations of two_time.h; with s = share_i t:

       int_s^t f(t, u) g(u, s) du   at nodes u of Gauss's rule in panels that narrow toward s and t: f by
                                    interpolation in the row of time t, g in rows near the time u, at the share s/u;
       int_0^s f(t, u) g(s, u) du   at u = share_j s: f by interpolation in the row of time t at share_i share_j,
                                    g at node j of rows near the time s.

   All these shares and weights are the same for every t, and are computed once. */
#ifndef BN_PAST_TABLES_H
#define BN_PAST_TABLES_H

#include "engine/twotime/past_grid.h"

/* Interpolation at many places within a row. */
typedef struct {
    int32_t *first; // node where the panel begins
    double *weight; // degree + 1 a place
} bn_past_stencils;

typedef struct {
    int64_t pairs;           // places of the first kind, those of node i from begin[i] up to begin[i + 1]
    int64_t *begin;          // count + 1
    double *weight;          // pairs: of the integral over u/t
    double *log_share;       // pairs: ln(u/t)
    bn_past_stencils now;    // pairs: at u/t
    bn_past_stencils past;   // pairs: at s/u
    bn_past_stencils within; // count x count: at share_i share_j
} bn_past_tables;

/* The tables over `arena`, filled unless that measures; `grid` was laid out over the same arena. */
bn_past_tables bn_past_tables_lay_out(bn_arena *arena, const bn_past_grid *grid);

#endif
