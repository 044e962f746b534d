/* The law of the state of a unit, N(m, c0), and what phi makes of it: shared by the files of the
   stationary theory. */
#ifndef BN_STATIONARY_INTERNAL_H
#define BN_STATIONARY_INTERNAL_H

#include "engine/base/root.h"
#include "engine/theory/stationary.h"

typedef struct {
    const bn_stationary *theory;
    double mean, variance;
    double quenched; // q
    bn_rate_moments moments;
    size_t terms; // of the series, filled up with zeros to a multiple of BN_POWER_LANES
    double rest;  // E[phi^2] less the terms of the series
} bn_unit_law;

/* Whether its integrals are closed forms and it has one state at most: relu. */
bool bn_law_is_closed(const bn_stationary *theory);

bn_rate_moments bn_unit_moments(bn_stationary *theory, double mean, double variance);

/* q at the mean rate nu. */
double bn_quenched(const bn_stationary *theory, double rate);

/* Where there is a series, the theory's; the next law takes its place. */
bn_unit_law bn_unit_law_at(bn_stationary *theory, double mean, double variance);

/* The m of this variance that balances: m = b I0 - b J0 nu(m, variance). */
double bn_balanced_mean(bn_stationary *theory, double variance);

/* E[phi phi] and E[phi' phi'] of two such states of covariance u. */
void bn_unit_pair(const bn_unit_law *law, double u, double *product, double *slopes);

/* The same at `count` covariances. */
void bn_unit_pairs(const bn_unit_law *law, size_t count, const double *u, double *product, double *slopes);

/* c'' = u - g^2 E[phi phi] - q at the covariance u; *potential: 1 - g^2 E[phi' phi'] there. */
double bn_unit_force(const bn_unit_law *law, double u, double *potential);

/* Fills covariance, derivative, potential and step of a solved theory, and decay, half_width and lyapunov of
   it. */
void bn_stationary_follow(bn_stationary *stationary, const bn_unit_law *law);

#define BN_STATIONARY_MOST_VARIANCE 1e24

/* Whether activity grows, where it is large, as that of relu does. */
bool bn_grows_as_relu(const bn_stationary_def *def);

/* A variance that no state exceeds: g^2 M^2 + s^2 + sigma^2/2 where phi is bounded by M, since g^2 E[phi phi] is at
   most g^2 M^2 then and the energy of a larger variance more than that of the noise. */
double bn_most_variance(const bn_stationary_def *def);

/* Where f changes from - to + among variances that grow by a factor of 4, up to the first that is at least
   `most`. */
typedef struct {
    int64_t states;    // how often
    double low, high;  // around the least of them
    double last_falls; // the last place at which it changed back, and stayed; INFINITY for none
} bn_crossings;

bn_crossings bn_find_crossings(bn_function f, void *context, double most);

#endif
