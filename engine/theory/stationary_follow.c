/* Stationary, continued: c(T) is followed from T = 0 by fourth-order Runge-Kutta steps in sqrt(T), where the
   kink of noise at T = 0 is smooth, as far as the saddle at c_inf allows, and decays exponentially beyond.
   The ground state of the potential along it decays as exp(-k T) in the end, at the energy kappa^2 - k^2.
   y = psi'/psi, followed inwards from -k, ends at 0 for it, below 0 for a larger k and, where it does not become
   infinite, above 0 for a smaller one; k is found by Newton's steps between bounds, on few points first. */
#include "engine/kernels/kernels.h"
#include "engine/theory/stationary_internal.h"

#include <math.h>

enum { POINTS = BN_STATIONARY_POINTS, MOST_SHOTS = 60, COARSE = 16 };

#define DURATION  40.0 // in times of decay: what is left then is 4e-18
#define HAND_OVER 1e-4 // share of c0 - c_inf below which the decay is taken as exponential

typedef struct {
    double c, slope; // c and dc/dT
} motion;

static motion rate_of(double s, motion at, double force)
{
    return (motion){2.0 * s * at.slope, 2.0 * s * force};
}

static motion motion_rate(const bn_unit_law *law, double s, motion at)
{
    double unused;
    return rate_of(s, at, bn_unit_force(law, at.c, &unused));
}

static motion moved(motion at, double by, motion rate)
{
    return (motion){at.c + by * rate.c, at.slope + by * rate.slope};
}

static motion next_motion(const bn_unit_law *law, double s, double step, motion at, double force)
{
    const motion k1 = rate_of(s, at, force);
    const motion k2 = motion_rate(law, s + 0.5 * step, moved(at, 0.5 * step, k1));
    const motion k3 = motion_rate(law, s + 0.5 * step, moved(at, 0.5 * step, k2));
    const motion k4 = motion_rate(law, s + step, moved(at, step, k3));
    const motion inner = {k2.c + k3.c, k2.slope + k3.slope};
    const motion outer = {k1.c + k4.c, k1.slope + k4.slope};
    return moved(moved(at, step / 6.0, outer), step / 3.0, inner);
}

// From the point `last` on c decays exponentially.
static void decay_from(bn_stationary *theory, const bn_unit_law *law, int last)
{
    enum { ROW = 256 };
    const double frozen = theory->result.frozen, share = theory->covariance[last] - frozen;
    const double g2 = theory->def.gain * theory->def.gain, from = last * theory->step;
    double product[ROW], exponent[ROW];
    for (int first = last + 1; first <= POINTS; first += ROW) {
        const int have = POINTS + 1 - first < ROW ? POINTS + 1 - first : ROW;
        double *const c = theory->covariance + first, *const Q = theory->potential + first;
        for (int i = 0; i < have; i++) {
            const double s = (first + i) * theory->step;
            exponent[i] = -theory->decay * (s * s - from * from);
        }
        bn_kernels_now()->powers_of_e(have, exponent, c);
        for (int i = 0; i < have; i++) {
            c[i] = frozen + share * c[i];
            theory->derivative[first + i] = -theory->decay * (c[i] - frozen);
        }
        bn_unit_pairs(law, (size_t)have, c, product, Q);
        for (int i = 0; i < have; i++) Q[i] = 1.0 - g2 * Q[i];
    }
}

static void follow_covariance(bn_stationary *theory, const bn_unit_law *law)
{
    const double frozen = theory->result.frozen;
    const double least = HAND_OVER * (law->variance - frozen);
    motion at = {law->variance, -0.5 * theory->def.noise * theory->def.noise};
    for (int i = 0; i <= POINTS; i++) {
        const double force = bn_unit_force(law, at.c, &theory->potential[i]);
        theory->covariance[i] = at.c;
        theory->derivative[i] = at.slope;
        at = next_motion(law, i * theory->step, theory->step, at, force);
        if (!(at.c - frozen > least && at.slope < 0.0)) {
            decay_from(theory, law, i);
            return;
        }
    }
}

// --- the ground state ---

typedef struct {
    double y, by_k; // psi'/psi, and its derivative by k
} shot;

static shot shot_rate(double s, double excess, double k, shot at)
{
    return (shot){2.0 * s * (excess - at.y * at.y), 4.0 * s * (k - at.y * at.by_k)};
}

static shot shot_moved(shot at, double by, shot rate)
{
    return (shot){at.y + by * rate.y, at.by_k + by * rate.by_k};
}

/* y at T = 0, from the far end on every `stride`-th pair of intervals; y is infinite, and the derivative 0, where y
   exceeds `most` on the way. */
static shot shoot(const bn_stationary *theory, int stride, double k, double most)
{
    const double *Q = theory->potential;
    const double step = -2.0 * stride * theory->step, from = theory->decay * theory->decay - k * k;
    shot at = {-k, -1.0};
    for (int i = POINTS; i >= 2 * stride; i -= 2 * stride) {
        const double s = i * theory->step, middle = Q[i - stride] - from;
        const shot k1 = shot_rate(s, Q[i] - from, k, at);
        const shot k2 = shot_rate(s + 0.5 * step, middle, k, shot_moved(at, 0.5 * step, k1));
        const shot k3 = shot_rate(s + 0.5 * step, middle, k, shot_moved(at, 0.5 * step, k2));
        const shot k4 = shot_rate(s + step, Q[i - 2 * stride] - from, k, shot_moved(at, step, k3));
        at.y += step / 6.0 * (k1.y + 2.0 * k2.y + 2.0 * k3.y + k4.y);
        at.by_k += step / 6.0 * (k1.by_k + 2.0 * k2.by_k + 2.0 * k3.by_k + k4.by_k);
        if (!(at.y < most)) return (shot){INFINITY, 0.0};
    }
    return at;
}

// k to a relative error of the order of enough^2, from a guess.
static double search_decay(const bn_stationary *theory, int stride, double most, double enough, double k)
{
    double low = 0.0, high = most;
    for (int i = 0; i < MOST_SHOTS; i++) {
        const shot at = shoot(theory, stride, k, 10.0 * most);
        if (at.y > 0.0)
            low = k;
        else
            high = k;
        const double next = k - at.y / at.by_k;
        const bool is_inside = next >= low && next <= high; // false for NaN
        const double step = fabs(next - k);
        k = is_inside ? next : 0.5 * (low + high);
        if (is_inside && step <= enough * most) break;
    }
    return k;
}

static double ground_state(const bn_stationary *theory)
{
    const double far = theory->decay * theory->decay;
    const double most = sqrt(fmax(0.0, far - theory->potential[0])); // the potential is least at T = 0
    if (most == 0.0) return far;
    double k = search_decay(theory, COARSE, most, 1e-3, 0.5 * most);
    k = search_decay(theory, 1, most, 1e-8, k);
    return far - k * k;
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
    double potential;
    bn_unit_force(law, theory->result.frozen, &potential);
    theory->decay = sqrt(fmax(1e-12, potential));
    theory->step = sqrt(DURATION / theory->decay) / POINTS;
    follow_covariance(theory, law);
    theory->result.half_width = half_width_of(theory);
    theory->result.lyapunov = -1.0 + sqrt(fmax(0.0, 1.0 - ground_state(theory)));
}
