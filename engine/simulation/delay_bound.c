/* The sum of the phases grows with the frequency, so that the first crossing is a root between two bounds: pi/d, or pi
   a step, are above it, and for a gamma distribution in continuous time a bound is reached by doubling. */
#include "engine/simulation/delay_bound.h"

#include "engine/base/root.h"

#include <math.h>
#include <stdbool.h>

static const double pi = 3.14159265358979323846;

double _Complex bn_delay_transfer(const bn_delay *delay, double dt, double _Complex later)
{
    if (bn_delay_is_zero(delay)) return 1.0;
    const double share = bn_delay_share(delay, dt);
    if (delay->order == 0) return cpow(later, (double)bn_delay_steps(delay, dt));
    return cpow(share * later / (1.0 - (1.0 - share) * later), (double)delay->order);
}

// --- the bound of the feedback ---

typedef struct {
    const bn_delay *delay;
    double dt;
} loop;

// By how much the phases exceed pi at the angular frequency omega: of continuous time, and of Euler steps.
static double excess_phase(void *context, double omega)
{
    const loop *at = context;
    const double n = (double)at->delay->order, d = at->delay->time;
    const double delayed = n > 0.0 ? n * atan(omega * d / n) : omega * d;
    return atan(omega) + delayed - pi;
}

static double excess_phase_of_steps(void *context, double angle)
{
    const loop *at = context;
    const double _Complex z = cexp(I * angle);
    const double share = bn_delay_share(at->delay, at->dt);
    const double delayed = share > 0.0 ? (double)at->delay->order * carg(z - 1.0 + share)
                                       : (double)bn_delay_steps(at->delay, at->dt) * angle;
    return carg(z - 1.0 + at->dt) + delayed - pi;
}

static void bound_of_time(loop *at, double *feedback, double *frequency)
{
    const double n = (double)at->delay->order, d = at->delay->time;
    double high = n > 0.0 ? 1.0 : pi / d;
    if (d == 0.0 || n == 1.0) return;
    if (n > 0.0) bn_root_reach(excess_phase, at, 1e300, &high);
    const double omega = bn_root(excess_phase, at, 0.0, high), leak = omega * d / fmax(n, 1.0);
    *feedback = sqrt(1.0 + omega * omega) * (n > 0.0 ? pow(1.0 + leak * leak, 0.5 * n) : 1.0);
    *frequency = omega / (2.0 * pi);
}

static void bound_of_steps(loop *at, double *feedback, double *frequency)
{
    const double share = bn_delay_share(at->delay, at->dt);
    const bool delayed = share > 0.0 || bn_delay_steps(at->delay, at->dt) > 0;
    const double angle = delayed ? bn_root(excess_phase_of_steps, at, 0.0, pi) : pi;
    const double _Complex z = cexp(I * angle);
    const double leaks = share > 0.0 ? pow(cabs(z - 1.0 + share) / share, (double)at->delay->order) : 1.0;
    *feedback = cabs(z - 1.0 + at->dt) / at->dt * leaks;
    *frequency = angle / (2.0 * pi * at->dt);
}

bn_status bn_delay_bound(const bn_delay *delay, double dt, double *feedback, double *frequency)
{
    loop at = {delay, dt};
    *feedback = *frequency = INFINITY;
    BN_TRY(bn_delay_check_order(delay));
    if (dt == 0.0) {
        bound_of_time(&at, feedback, frequency);
        return bn_ok();
    }
    if (!(dt > 0.0 && dt < 2.0))
        return bn_fault(BN_EINVAL, "dt is %g; it must be 0, for continuous time, or more, and less than 2",
                        dt);
    BN_TRY(bn_delay_check(delay, dt));
    bound_of_steps(&at, feedback, frequency);
    return bn_ok();
}
