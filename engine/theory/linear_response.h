/* Linear response: the information that the mean rate of a balanced network carries about a weak input common
   to all units.

   The rate answers an input I by G(f) and carries the noise of N units inside the same feedback loop:
   delta nu = G dI + (1 - J0 G) zeta, zeta of density S_phi / N, so that
       SNR(f) = |G|^2 S_II N / (|1 - J0 G|^2 S_phi),   r(f) = log2(1 + SNR),   R = integral_0^fc r df.
   Densities are two-sided, times in units of tau, rates in bit per tau. The signal is an Ornstein-Uhlenbeck
   process. Units count as independent given the mean: fluctuations of the variance of their recurrent input, of the
   same order in N, add noise at low frequencies where g is large (doc/paper.md). With a delay D(f) of the recurrent
   input (engine/simulation/delay_bound.h) 1 - J0 G in front of zeta becomes H = 1/(1 + b J0 p D/(1 + i w)),
   w = 2 pi f, and G = b p H/(1 + i w): the loop cancels in the SNR, so that the rate of a stable network does not
   depend on the delay, while its error as a copy of the signal, J0 delta nu - dI, does.
   Source: R. Engelken and S. Goedeke, NeurIPS 2022, and linear response of a network without a
   random part (g = 0), whose units are independent given the mean. */
#ifndef BN_LINEAR_RESPONSE_H
#define BN_LINEAR_RESPONSE_H

#include "common/field.h"
#include "common/status.h"
#include "engine/simulation/delay_bound.h"

#include <complex.h>
#include <stdint.h>

typedef struct {
    double neurons;      // N
    double balance;      // b, of the input and of the mean coupling -b J0 / N
    double coupling;     // J0
    double input_mean;   // I0
    double signal_std;   // standard deviation of I (not of b I)
    double stimulus_tau; // tau_S
    double noise;        // sigma
    double dt;           // Euler step
    bn_delay delay;      // of the recurrent input
} bn_linear_def;

extern const bn_field bn_linear_fields[];
extern const bn_field bn_linear_signal_fields[]; // those that bn_linear_predict reads

bn_linear_def bn_linear_def_default(void);

/* BN_EINVAL with the sentence that says which number is out of range, the delay's included. */
bn_status bn_linear_check(const bn_linear_def *def);

/* --- all units active (weak noise), g = 0 ----------------------------------------------------------- */

/* A = b sqrt(2 N tau_S) I1 / sigma: the signal-to-noise ratio is A^2 / (1 + (2 pi f tau_S)^2). */
double bn_linear_amplitude(const bn_linear_def *def);

/* R without a band limit, in continuous time: (sqrt(1 + A^2) - 1) / (2 tau_S ln 2),
   linear in b once A >> 1. */
double bn_linear_rate_unlimited(const bn_linear_def *def);

/* R below the cutoff fc, in continuous time, F = 2 pi fc tau_S, q = sqrt(1 + A^2):
   [F ln((1 + A^2 + F^2) / (1 + F^2)) + 2 q atan(F / q) - 2 atan F] / (2 pi tau_S ln 2). It saturates where A
   ~ F. */
double bn_linear_rate_below(const bn_linear_def *def, double cutoff);

/* R of the Euler network up to 1/(2 dt), the signal sampled with its exact transition: rho = exp(-dt /
   tau_S), B = 1 + rho^2 + (b I1 / sigma)^2 N (1 - rho^2) dt, R = log2[(B + sqrt(B^2 - 4 rho^2)) / 2] / (2
   dt). */
double bn_linear_rate_sampled(const bn_linear_def *def);

/* --- some units silent, g = 0 ----------------------------------------------------------------------- */

typedef struct {
    double mean;       // m of h, from the balance equation m + b J0 E[relu(h)] = b I0
    double variance;   // of h about m: sigma^2 dt / (1 - (1 - dt)^2)
    double slope;      // p, the fraction of active units
    double rate;       // nu, the mean of relu(h)
    double relaxation; // 1 + b J0 p, the rate at which the mean follows its input without a delay
} bn_linear_state;

/* Errors: as bn_linear_check. */
bn_status bn_linear_state_of(const bn_linear_def *def, bn_linear_state *state);

/* How many samples n a transform needs until the covariance of a unit has decayed; a power of two. */
int64_t bn_linear_samples(const bn_linear_def *def);

/* b_max, the balance at which the mean begins to oscillate by itself: the loop b J0 p(b) reaches the bound of
   bn_delay_bound for this dt; INFINITY when it does not up to 1e12. Errors: as bn_linear_check. */
bn_status bn_linear_balance_bound(const bn_linear_def *def, double *balance);

/* The Euler network at the frequencies k / (n dt), k = 0 ... n/2, n as above: gain G from I to nu (one step
   later), loop: H, noise: S_phi, the transform of the rectified covariance less nu^2, signal: S_II. Any array may
   be NULL. Errors: BN_EINVAL, BN_NO_SOLUTION when a delay makes the mean oscillate, BN_ENOMEM. */
bn_status bn_linear_spectra(const bn_linear_def *def, int64_t n, double _Complex *gain, double _Complex *loop,
                            double *noise, double *signal);

/* The mean square of J0 delta nu - dI, the mean rate as a copy of the signal, nu after the step that I drove:
       int |J0 G - 1|^2 S_II + J0^2 |H|^2 S_phi/N df
   over all frequencies. n is doubled from bn_linear_samples(def), at most 2^7 times, until that changes it by
   less than 1e-6 of itself, since the mean remembers long next to b_max. Without a delay it falls as b grows; with
   one the loop amplifies what lies near the frequency at which it will oscillate, and the error has its least value
   below b_max (Kadmon, Timcheck and Ganguli 2020).
   Errors: as bn_linear_spectra. */
bn_status bn_linear_tracking_error(const bn_linear_def *def, double *error);

/* --- any network whose gain and noise are known ----------------------------------------------------- */

/* density[k] = log2(1 + SNR) for the given gain, S_phi and S_II, H or, with NULL, 1 - J0 G. Infinite where there is
   no noise. */
void bn_linear_density(double neurons, double coupling, int64_t bins, const double _Complex *gain,
                       const double _Complex *loop, const double *noise, const double *signal,
                       double *density);

/* The integral of such a density from 0 to the cutoff, bins at k df as in bn_information_integral. Errors:
   BN_NOT_FINITE, with the frequency, where the noise is no more than rounding leaves of its transform, and
   where the density is infinite. */
bn_status bn_linear_rate(int64_t bins, double df, double cutoff, const double *noise, const double *density,
                         double *rate);

/* S_II of the sampled signal at `frequency`: signal_std^2 dt (1 - rho^2) / |1 - rho exp(-2 pi i f dt)|^2. */
double bn_linear_signal_density(const bn_linear_def *def, double frequency);

/* The information density from the response and covariance of mean-field theory or a simulation, at the
   frequencies k / (n dt), k = 0 ... n/2. response: taps, the change of nu at times 0, dt, 2 dt, ... after I
   was one unit higher for one step; its transform is the gain. covariance: lags, of the rates phi of one unit
   at lags 0, dt, ...; its last value, the quenched part that never decays, is subtracted, and Parzen's lag
   window is put on the rest. Of def only neurons, coupling, signal_std, stimulus_tau and dt are read. signal:
   S_II, density: r(f). Errors: BN_EINVAL unless n >= taps and n >= 2 lags, BN_NOT_FINITE
   for a response or covariance that is not, with the lag, BN_ENOMEM. */
bn_status bn_linear_predict(const bn_linear_def *def, int64_t taps, const double *response, int64_t lags,
                            const double *covariance, int64_t n, double _Complex *gain, double *noise,
                            double *signal, double *density);

#endif
