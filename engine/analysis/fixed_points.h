/* Fixed and slow points of a network under constant input: of rate units by

       F(x) = (-x + J phi(x) + c) / tau,   q(x) = |F(x)|^2 / 2,   A(x) = dF/dx = (-I + J diag(phi'(x))) / tau

   or of gated recurrent units, whose map is h -> h' (gru_map.h), by

       F(h) = h' - h,   A(h) = dh'/dh - I

   c is the whole drive, bias + W_in u / S. The Euler map x + dt F(x) has the same fixed points, and the Jacobian
   I + dt A; that of gated units is I + A. A fixed point has q = 0; a slow one is a minimum of q above 0
   (Sussillo and Barak 2013). Everything is in double precision. */
#ifndef BN_FIXED_POINTS_H
#define BN_FIXED_POINTS_H

#include "common/field.h"
#include "common/status.h"
#include "engine/base/parallel.h"
#include "engine/kernels/activation.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int64_t neurons; // N, at most BN_MOST_NEURONS
    bn_phi phi;
    const double *J;     // N x N, column by column
    const double *drive; // N: c
    const double *tau;   // N: time constants, above 0
    bool gated; // the units are gated recurrent ones, with J 4 N x N and drive 4 N, without phi and tau
} bn_rate_flow;

/* The numbers of scratch for what follows: N, or 4 N of gated units. */
int64_t bn_rate_flow_scratch(const bn_rate_flow *flow);

/* F(x), N numbers. Returns q. scratch: phi(x), or the gates, afterwards. */
double bn_rate_flow_velocity(const bn_rate_flow *flow, const double *x, double *scratch, double *F);

/* A(x), N x N, column by column. */
void bn_rate_flow_jacobian(const bn_rate_flow *flow, const double *x, double *scratch, double *A);

/* dF_i/dc_i, N numbers, or of gated units 4 N, those of the blocks of the drive. */
void bn_rate_flow_drive_slopes(const bn_rate_flow *flow, const double *x, double *scratch, double *slopes);

typedef struct {
    double tolerance;   // a search ends at q <= tolerance
    int64_t iterations; // Jacobians a search may factorise
} bn_fixed_points_def;

/* The fields tolerance and iterations. */
extern const bn_field bn_fixed_points_fields[];

/* Where searches begin. */
typedef struct {
    int64_t n;
    const double *x;     // n x N, finite
    const double *drive; // n x N, of gated units n x 4 N: c of each search; NULL: that of the flow
} bn_fixed_points_starts;

/* Where searches end. */
typedef struct {
    double *x;           // n x N
    double *q;           // n; infinite or NaN where F is so at the start
    int64_t *iterations; // n: Jacobians that were factorised
} bn_fixed_points;

/* One search from each start: Newton's method with halved steps (Armijo 1966), where a
   factorised Jacobian serves while each step lowers q to less than a tenth (Shamanskii 1967); where no step along
   Newton's direction lowers q, that of Levenberg and Marquardt, which goes on to a minimum of q. The result of
   a search depends neither on the other starts nor on the number of threads. Errors: BN_EINVAL for numbers out
   of range, BN_ENOMEM. */
bn_status bn_fixed_points_find(const bn_rate_flow *flow, const bn_fixed_points_def *def,
                               const bn_fixed_points_starts *starts, bn_pool *pool, int threads,
                               bn_fixed_points *found);

/* Joins points whose Euclidean distance is at most `distance`: group[i], counted from 0, is the number of the
   group of point i; its first member in `order` (n indices) is its representative. Returns how many groups
   there are; representative: n, so many of which are set. x: n x N. */
int64_t bn_fixed_points_join(int64_t n, int64_t N, const double *x, const int64_t *order, double distance,
                             int64_t *group, int64_t *representative);

#endif
