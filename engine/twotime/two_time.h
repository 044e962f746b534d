/* Two times: a network of linear units with partly symmetric random weights, whose correlation and response obey
   closed equations for N -> infinity,

       dx_i/dt = -mu x_i + F_i(x) + xi_i,
       F_i(x) = sum_j J_ij x_j + sum_jk J_ijk x_j x_k + sum_jkl J_ijkl x_j x_k x_l,

   the forces Gaussian over networks with the covariances

       <F_i(x) F_i(y)> = Q(x.y/N),  Q(c) = g1^2 c + g2^2 c^2 + g3^2 c^3,
       <F_i(x) F_j(y)> = eta x_j y_i Q'(x.y/N) / N  for i != j:

   eta is the correlation of J_ij and J_ji, and likewise of the weights with more indices. At eta = 1 the forces have
   an energy. xi is white noise of strength sigma. Time is in units of tau. mu is 1 (a leak), or such that every state
   has (1/N) sum_i x_i^2 = 1 (a sphere). With C(t, s) = <x_i(t) x_i(s)> and R(t, s) = d<x_i(t)>/d xi_i(s), t > s:

       dC(t, s)/dt = -mu(t) C(t, s) + eta int_0^t Q'(C(t, u)) R(t, u) C(u, s) du + int_0^s Q(C(t, u)) R(s, u) du
       dR(t, s)/dt = -mu(t) R(t, s) + eta int_s^t Q'(C(t, u)) R(t, u) R(u, s) du,   R(s, s) = 1
       sphere: mu(t) = sigma^2/2 + int_0^t (eta Q'(C) R C + Q(C) R)(t, u) du
       leak:   dC(t, t)/dt = -2 C(t, t) + 2 int_0^t (eta Q'(C) R C + Q(C) R)(t, u) du + sigma^2

   (A. Crisanti and H. Sompolinsky, Phys. Rev. A 36, 4922, 1987, of the sphere with g1 alone; L. F. Cugliandolo and
   J. Kurchan, Phys. Rev. Lett. 71, 173, 1993, for eta = 1: the spherical p-spin model has g_{p-1}^2 = p/2; L. F.
   Cugliandolo, J. Kurchan, P. Le Doussal and L. Peliti, Phys. Rev. Lett. 78, 350, 1997, for other eta). States start
   independent of the weights, with C(0, 0) given. Units that are not linear have no closed equations unless eta is
   0, for which see meanfield.h: their feedback eta int R(t, u) phi(x(u)) du is not Gaussian. */
#ifndef BN_TWO_TIME_H
#define BN_TWO_TIME_H

#include "common/field.h"
#include "common/status.h"

#include <stdint.h>

typedef enum {
    BN_CONFINED_LEAK,   // mu = 1
    BN_CONFINED_SPHERE, // C(t, t) = 1
} bn_confinement;

extern const bn_word bn_confinement_words[];

typedef struct {
    bn_confinement confinement;
    double gain;           // g1, of one sender
    double pair_gain;      // g2, of products of two
    double triple_gain;    // g3, of three
    double symmetry;       // eta, -1/k to 1, k the most senders of a product
    double noise;          // sigma
    double start_variance; // C(0, 0) of a leak
    double time;           // where the run ends
} bn_two_time_def;

extern const bn_field bn_two_time_fields[];

/* BN_EINVAL with the sentence that says which number is out of range. */
bn_status bn_two_time_check(const bn_two_time_def *def);

/* Q, Q' and Q'' at c. */
typedef struct {
    double value, slope, curvature;
} bn_two_time_force;

bn_two_time_force bn_two_time_force_of(const bn_two_time_def *def, double c);

/* C(0, 0). */
double bn_two_time_start(const bn_two_time_def *def);

/* An upper estimate of the fastest rate at which C and R relax, in 1/tau, at the variance of the start. */
double bn_two_time_fastest(const bn_two_time_def *def);

/* What is known at one pair of times. */
typedef struct {
    double correlation, response;
} bn_two_time_value;

#endif
