/* Gaussian series: what any activation makes of one or of two correlated normal variables.

   phi(m + s z) is expanded in the normalised Hermite polynomials, a_n = E[phi(m + s z) he_n(z)], and so is
   its slope, d_n = E[phi'(m + s z) he_n(z)] = sqrt(n+1) a_(n+1)/s. For two variables of correlation rho
   (Mehler 1866; Kibble 1945) E[phi1 phi2] = sum_n a1_n a2_n rho^n,    E[phi1' phi2'] = sum_n d1_n d2_n rho^n.
   The first `terms` are kept. The truncation error is bounded by the second moments: with rest = E[phi^2] -
   sum_n a_n^2, the error of E[phi1 phi2] is at most sqrt(rest1 rest2) |rho|^terms. Quadrature adds less than
   1e-12 of (E[phi1^2] E[phi2^2])^(1/2), at any slope of phi: where phi is not analytic, or steep, its nodes are
   concentrated where the argument is 0; 1e-11 for a threshold power below 1. */
#ifndef BN_GAUSSIAN_SERIES_H
#define BN_GAUSSIAN_SERIES_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/network/activation_table.h"
#include "engine/theory/gaussian.h"

#include <stddef.h>

enum { BN_SERIES_MOST_TERMS = 1024 };

/* The power of a threshold power, more narrowly than elsewhere: E[phi'^2] grows without bound toward 1/2. */
extern const bn_field bn_series_power_field[];

/* BN_EINVAL for a threshold power below 1, for theories that read E[phi' phi'] near a correlation of 1: it has
   a cusp there, toward which the series converges too slowly. */
bn_status bn_series_check_pairs(bn_activation activation, double power);

// Nodes of a rule, and density times width there.
typedef struct {
    size_t count; // a multiple of 8
    double *z, *mass;
} bn_gaussian_nodes;

/* The quadrature of one activation; its arrays belong to the arena's block. */
typedef struct {
    bn_phi phi;
    bn_tensor *table;    // of phi; NULL for a named activation
    size_t terms;        // the most that are kept, 2 to BN_SERIES_MOST_TERMS
    double *at, *weight; // nodes and weights on [0, 1], dense at 0
    bool has_rule;       // whether they are filled in, which is left until they are needed
    bn_gaussian_nodes even[2], dense;
    bn_gaussian_nodes nodes; // those of the three that hold for the moment
    double *rate, *slope;    // phi and phi' at the nodes
    double *now, *before;    // mass phi he_n and mass phi he_(n-1)
} bn_gaussian_series;

/* The arrays for `terms` terms over `arena`, and a copy of the table; then, once they exist, nodes are filled in. */
bn_gaussian_series bn_gaussian_series_lay_out(bn_arena *arena, bn_activation activation, double power,
                                              const bn_tensor *table, size_t terms);
void bn_gaussian_series_fill(bn_gaussian_series *series);

/* The moments alone. A variance of 0 is its limit; a negative one, or NaN, gives NaN. */
bn_rate_moments bn_gaussian_series_moments(bn_gaussian_series *series, double mean, double variance);

/* An expansion: coefficient n of phi stands at value[n * stride], of phi' at slope[n * stride]; all `terms`
   of them are written, zeros from `used` on, where the remainder is negligible. */
typedef struct {
    bn_rate_moments moments;
    double rest;       // E[phi^2] - sum a_n^2, at least 0
    double slope_rest; // E[phi'^2] - sum d_n^2, at least 0
    size_t used;
} bn_gaussian_expansion;

bn_gaussian_expansion bn_gaussian_series_expand(bn_gaussian_series *series, double mean, double variance,
                                                size_t stride, double *value, double *slope);

/* E[phi1 phi2] and E[phi1' phi2'] of `count` first variables against one second. value and slope are terms x
   count with rows `stride` apart: column i belongs to first variable i; value2 and slope2: `used` numbers
   each; rho: count. product and slopes: count, out; power: count, out, rho^used. No array may overlap
   another. */
void bn_gaussian_series_row(size_t used, size_t count, size_t stride, const double *value,
                            const double *slope, const double *value2, const double *slope2,
                            const double *rho, double *product, double *slopes, double *power);

#endif
