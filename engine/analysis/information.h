/* Information: a lower bound on the rate of mutual information between signals, from their coherence.

   R = - integral_0^fc log2 det(1 - Sxx^-1 Sxy Syy^-1 Syx) df in bit per unit of time, for one input and one
   output
   - integral log2(1 - C) df. It is the rate of a Gaussian channel with the measured spectra, a lower bound
   for Gaussian input (Stein 1967). It grows with the band limit fc, which is
   therefore part of every result. */
#ifndef BN_INFORMATION_H
#define BN_INFORMATION_H

#include "common/status.h"
#include "engine/analysis/density.h"

#include <stdint.h>

typedef struct {
    int64_t inputs, outputs; // numbers of signals on the two sides
    int64_t trials, steps;   // shape of every signal
    int64_t skip;            // steps at the start of a trial that are not used
    int64_t segment;         // steps of a segment, even
    int64_t groups;          // of segments, for the standard error; at most as many as segments
    double dt;
    double cutoff;                           // the band limit fc; INFINITY stands for 1/(2 dt)
    double epsilon[BN_DENSITY_MAX_CHANNELS]; // of the inputs, then the outputs, as of bn_welch_def
} bn_information_def;

typedef struct {
    double rate;           // bit per unit of time, bias subtracted
    double raw;            // before
    double bias;           // of the whole band
    double standard_error; // by leaving out one group at a time; NaN with a single group
    double cutoff;         // the band limit that was used
    int64_t segments;
    double effective; // number of independent segments they are worth
} bn_information;

/* The bias of log2 det per unit of frequency with n effective segments, whatever the coherence: for sample
   spectra with the complex Wishart law it is sum_{i < outputs} sum_{j = 1}^{inputs} 1 / ((n - i - j) ln 2),
   for one input and one output 1 / ((n - 1) ln 2) (Goodman 1963). Infinite when n <= inputs + outputs - 1. */
double bn_information_bias(double effective, int64_t inputs, int64_t outputs);

/* inputs[i], outputs[j]: trials x steps. density: segment/2 + 1 numbers, the information density r(f) with
   its bias subtracted, in bit, at f_k = k / (segment dt); the value at f = 0, where segments have lost their
   mean, is that of the first bin. The integral is trapezoidal. Errors: BN_EINVAL for an unsound definition or
   too few segments, BN_NOT_FINITE for a signal that is not finite or is constant up to rounding, and, with
   the frequency, for one that has no more power than rounding leaves or is an exact linear function of the
   others at a frequency below the cutoff (above it the density is NaN there), BN_ENOMEM. */
bn_status bn_information_measure(const bn_information_def *def, const double *const *inputs,
                                 const double *const *outputs, bn_information *information, double *density);

/* The input passed through the expected linear response, a leak: y_t = y_{t-1} + dt rate (x_t - y_{t-1}) from
   y_0 = x_0, for each trial. Coherence does not change under a filter, but the leakage between frequencies
   that limits it does: used as the input of bn_information_measure, y removes it. y does not contain the
   transient from the output's true initial value; skip a few times 1/rate. x, y: trials x steps, may be the
   same. Errors: BN_EINVAL unless 0 < rate dt < 2. */
bn_status bn_information_prefilter(double rate, double dt, int64_t trials, int64_t steps, const double *x,
                                   double *y);

/* What segments of length `duration` show of the true density r(f) at the frequencies k df behind a leak of
   the given rate, when the input was not prefiltered: leakage between frequencies adds to 1 - C the floor |d
   ln H / df|^2 / (3 duration^2) = (4 pi^2 / 3) / ((rate^2 + (2 pi f)^2) duration^2). In place. */
void bn_information_leaked(int64_t bins, double df, double rate, double duration, double *density);

/* Integral of `density`, at frequencies k df, from 0 to cutoff <= (bins - 1) df by the trapezoidal rule, the
   last part interpolated. */
double bn_information_integral(int64_t bins, double df, const double *density, double cutoff);

#endif
