/* Delay bound: what a loop bears of the delay of its feedback.

   The loop of a mean m that follows its rate through a feedback K,

       dm/dt = -m - K int D(s) m(t - s) ds,

   has the characteristic equation lambda + 1 + K D(lambda) = 0 with D = exp(-lambda d), or (1 + lambda
   d/n)^-n. It loses stability by a Hopf bifurcation: a pair lambda = +-i omega crosses at the least omega > 0 at
   which the phases of both factors add up to pi, and there K is the modulus:

       fixed:   omega d + atan(omega) = pi,                   K = sqrt(1 + omega^2), about pi/(2 d) for small d
       gamma:   n atan(omega d/n) + atan(omega) = pi,          K = sqrt(1 + omega^2) (1 + (omega d/n)^2)^(n/2)

   (fixed: d = acos(-1/K)/sqrt(K^2 - 1), Hayes 1950; n = 2: K = 2 (1 + d/2)^2/(d/2) by Routh's criterion). Phases
   grow with omega and the modulus too, so that the first crossing has the least K; with n = 1 they stay below
   pi and no K is too large. A balanced network has K = b J0 p, p = E[phi'], which bounds b. Of the Euler network
   lambda is (z - 1)/dt, D = z^-(d/dt), or (s / (z - 1 + s))^n with s = n dt/d, and |z| = 1 at the bound; without
   a delay that is K = 2/dt - 1. */
#ifndef BN_DELAY_BOUND_H
#define BN_DELAY_BOUND_H

#include "common/status.h"
#include "engine/network/delay.h"

#include <complex.h>

/* D of the Euler network, `later` = 1/z. */
double _Complex bn_delay_transfer(const bn_delay *delay, double dt, double _Complex later);

/* The least feedback K at which the loop is no longer stable, and the frequency, in 1/tau, at which it then
   oscillates; both INFINITY where it always is. dt is that of the Euler network, 0 for continuous time. Errors:
   as bn_delay_check, of which dt = 0 leaves the ranges. */
bn_status bn_delay_bound(const bn_delay *delay, double dt, double *feedback, double *frequency);

#endif
