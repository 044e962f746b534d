/* Delay roots: how small departures from a fixed point grow where the recurrent input is delayed.

   With one time constant, 1, for all units each eigenvalue w of J diag(phi'(x)) is a mode of its own,

       da/dt = -a + w int D(s) a(t - s) ds,

   of departures exp(lambda t) with lambda + 1 = w D(lambda), D = exp(-lambda d), or (1 + lambda d/n)^-n of a gamma
   distribution. Of a fixed delay there are infinitely many roots, lambda = W(w d e^d)/d - 1 by the branches of
   Lambert's W, of which the principal one is furthest to the right (Corless et al. 1996; Shinozaki and Mori 2006). How
   many are to the right of the imaginary axis follows without them: as |w| grows from 0 roots only ever cross it to the
   right, one at each omega at which the phase omega d + atan(omega) is that of w but for turns, where |w| = sqrt(1 +
   omega^2). Of the Euler network lambda is (z - 1)/dt and D = z^-(d/dt), or with s = n dt/d (s/(z - 1 + s))^n: the
   roots of a gamma distribution are the same, those of a fixed delay leave the unit circle likewise, with the phase of
   z^(d/dt) (z - 1 + dt)/dt. */
#ifndef BN_DELAY_ROOTS_H
#define BN_DELAY_ROOTS_H

#include "common/status.h"
#include "engine/network/delay.h"

#include <complex.h>

typedef struct {
    double _Complex rightmost; // lambda, per time constant; of a pair that belongs to one real w the upper one
    int64_t unstable;          // roots with a positive real part
    int64_t map_unstable;      // those of the Euler network with |z| > 1
} bn_delay_roots;

/* The roots of one eigenvalue w, not counting those of its conjugate. Time is in units of the time constant. Errors: as
   bn_delay_check; BN_EINVAL for a delay of zero, a w that is not finite and dt of 2 and more; BN_ENOMEM;
   BN_NOT_CONVERGED. */
bn_status bn_delay_roots_of(const bn_delay *delay, double dt, double _Complex w, bn_delay_roots *roots);

#endif
