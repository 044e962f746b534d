/* Stationary, continued: c(T) is followed from T = 0 by fourth-order Runge-Kutta steps in sqrt(T), where the
   kink of noise at T = 0 is smooth, as far as the saddle at c_inf allows, and decays exponentially beyond.
   The ground state of the potential along it is found by bisection: y = psi'/psi of the ground state,
   followed inwards, ends at 0 and is never positive, and above its energy y becomes positive somewhere. */
#include "engine/theory/stationary_internal.h"

#include <math.h>

enum { POINTS = BN_STATIONARY_POINTS };

#define DURATION  40.0 // in times of decay: what is left then is 4e-18
#define HAND_OVER 1e-4 // share of c0 - c_inf below which the decay is taken as exponential

typedef struct {
    double c, slope; // c and dc/dT
} motion;

static motion motion_rate(const bn_unit_law *law, double s, motion at)
{
    const double gain = law->theory->def.gain;
    double product, slopes;
    bn_unit_pair(law, at.c, &product, &slopes);
    return (motion){2.0 * s * at.slope, 2.0 * s * (at.c - gain * gain * product - law->quenched)};
}

static motion moved(motion at, double by, motion rate)
{
    return (motion){at.c + by * rate.c, at.slope + by * rate.slope};
}

static motion next_motion(const bn_unit_law *law, double s, double step, motion at)
{
    const motion k1 = motion_rate(law, s, at);
    const motion k2 = motion_rate(law, s + 0.5 * step, moved(at, 0.5 * step, k1));
    const motion k3 = motion_rate(law, s + 0.5 * step, moved(at, 0.5 * step, k2));
    const motion k4 = motion_rate(law, s + step, moved(at, step, k3));
    const motion inner = {k2.c + k3.c, k2.slope + k3.slope};
    const motion outer = {k1.c + k4.c, k1.slope + k4.slope};
    return moved(moved(at, step / 6.0, outer), step / 3.0, inner);
}

static double potential_at(const bn_unit_law *law, double c)
{
    const double gain = law->theory->def.gain;
    double product, slopes;
    bn_unit_pair(law, c, &product, &slopes);
    return 1.0 - gain * gain * slopes;
}

static void follow_covariance(bn_stationary *theory, const bn_unit_law *law)
{
    const double frozen = theory->result.frozen;
    const double least = HAND_OVER * (law->variance - frozen);
    motion at = {law->variance, -0.5 * theory->def.noise * theory->def.noise};
    motion before = at;
    double hand_over = -1.0; // T from which the decay is exponential
    for (int i = 0; i <= POINTS; i++) {
        const double s = i * theory->step;
        if (hand_over < 0.0) {
            if (i > 0) at = next_motion(law, s - theory->step, theory->step, before);
            if (i > 0 && !(at.c - frozen > least && at.slope < 0.0)) {
                hand_over = (s - theory->step) * (s - theory->step);
            } else {
                before = at;
            }
        }
        if (hand_over >= 0.0) {
            at.c = frozen + (before.c - frozen) * exp(-theory->decay * (s * s - hand_over));
            at.slope = -theory->decay * (at.c - frozen);
        }
        theory->covariance[i] = at.c;
        theory->derivative[i] = at.slope;
        theory->potential[i] = potential_at(law, at.c);
    }
}

// dy/ds of y = psi'/psi at a potential Q.
static double riccati(double s, double Q, double energy, double y)
{
    return 2.0 * s * (Q - energy - y * y);
}

// True when y, integrated from the far end inwards, stays below 0: the energy is below that of the ground
// state.
static bool is_below_ground(const bn_stationary *theory, double energy)
{
    const double *Q = theory->potential;
    const double step = -2.0 * theory->step;
    double y = -sqrt(fmax(0.0, theory->decay * theory->decay - energy));
    for (int i = POINTS; i >= 2; i -= 2) {
        const double s = i * theory->step;
        const double k1 = riccati(s, Q[i], energy, y);
        const double k2 = riccati(s + 0.5 * step, Q[i - 1], energy, y + 0.5 * step * k1);
        const double k3 = riccati(s + 0.5 * step, Q[i - 1], energy, y + 0.5 * step * k2);
        const double k4 = riccati(s + step, Q[i - 2], energy, y + step * k3);
        y += step / 6.0 * (k1 + 2.0 * k2 + 2.0 * k3 + k4);
        if (y > 0.0) return false;
    }
    return true;
}

static double ground_state(const bn_stationary *theory)
{
    double low = theory->potential[0]; // its least value, at T = 0
    double high = theory->decay * theory->decay;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        if (is_below_ground(theory, middle))
            low = middle;
        else
            high = middle;
    }
    return 0.5 * (low + high);
}

double bn_stationary_covariance(const bn_stationary *theory, double lag)
{
    if (theory->step == 0.0) return theory->result.frozen;
    const double s = sqrt(fabs(lag));
    const double place = s / theory->step;
    if (place >= POINTS) {
        const double beyond = fabs(lag) - (POINTS * theory->step) * (POINTS * theory->step);
        return theory->result.frozen +
               (theory->covariance[POINTS] - theory->result.frozen) * exp(-theory->decay * beyond);
    }
    const int i = (int)place;
    const double u = place - i;
    const double left = 2.0 * i * theory->step * theory->derivative[i] * theory->step;
    const double right = 2.0 * (i + 1) * theory->step * theory->derivative[i + 1] * theory->step;
    const double rise = theory->covariance[i + 1] - theory->covariance[i];
    // the cubic with these values and slopes at both ends (Hermite)
    return theory->covariance[i] +
           u * (left + u * ((3.0 * rise - 2.0 * left - right) + u * (left + right - 2.0 * rise)));
}

static double half_width_of(const bn_stationary *theory)
{
    const double half = 0.5 * (theory->result.variance + theory->result.frozen);
    double low = 0.0;
    double high = POINTS * theory->step;
    for (int i = 0; i < 60; i++) {
        const double middle = 0.5 * (low + high);
        if (bn_stationary_covariance(theory, middle * middle) > half)
            low = middle;
        else
            high = middle;
    }
    return low * low;
}

void bn_stationary_follow(bn_stationary *theory, const bn_unit_law *law)
{
    theory->decay = sqrt(fmax(1e-12, potential_at(law, theory->result.frozen)));
    theory->step = sqrt(DURATION / theory->decay) / POINTS;
    follow_covariance(theory, law);
    theory->result.half_width = half_width_of(theory);
    theory->result.lyapunov = -1.0 + sqrt(fmax(0.0, 1.0 - ground_state(theory)));
}
