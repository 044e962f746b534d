/* Density: power and cross spectral densities of sampled signals, by Welch's method and from a covariance.

   Conventions. Frequencies are f_k = k / (segment dt), k = 0 ... segment/2, in cycles per unit of time.
   Densities are two-sided: their integral over -1/(2 dt) ... 1/(2 dt) is the variance, and white noise of
   variance v has density v dt. bn_density_one_sided folds them, so that the integral over 0 ... 1/(2 dt) is
   the variance. The cross density S_xy = <conj(X) Y>, so the response of y to x is S_xy / S_xx. Coherence and
   gain are the same in both. */
#ifndef BN_DENSITY_H
#define BN_DENSITY_H

#include "common/field.h"
#include "common/status.h"
#include "common/word.h"

#include <complex.h>
#include <stdbool.h>
#include <stdint.h>

enum { BN_DENSITY_MAX_CHANNELS = 64, BN_DENSITY_MAX_GROUPS = 1000 };

typedef struct {
    int64_t channels; // signals
    int64_t trials;   // independent stretches of each
    int64_t steps;    // samples in a trial
    int64_t skip;     // samples at the start of a trial that are not used
    int64_t segment;  // samples in a segment, even
    int64_t groups;   // parts into which the segments are divided, for errors; 1 if none are wanted
    double dt;
    double epsilon[BN_DENSITY_MAX_CHANNELS]; // of the numbers of each signal before they became doubles, as
                                             // FLT_EPSILON; 0 stands for DBL_EPSILON
} bn_welch_def;

typedef struct {
    bn_welch_def def;
    int64_t bins;         // segment/2 + 1
    int64_t segments;     // in all trials together
    double effective;     // number of independent segments they are worth
    int64_t *count;       // groups: segments in each
    double _Complex *sum; // groups x bins x channels x channels: sums of conj(X_a) X_b, as densities, each
                          // signal over 2^exponent, so that no square overflows or vanishes
    int exponent[BN_DENSITY_MAX_CHANNELS];
    double roundoff[BN_DENSITY_MAX_CHANNELS]; // the density, over 4^exponent, that rounding alone may leave
    bool constant[BN_DENSITY_MAX_CHANNELS];   // all numbers lie within some epsilon of each other
} bn_welch;

extern const bn_field bn_welch_fields[];

/* BN_EINVAL with the sentence that says which number is out of range, also when a segment is longer than what
   `skip` leaves of a trial, or there are more groups than segments. */
bn_status bn_welch_def_check(const bn_welch_def *def);

/* Segments of `def`, half overlapping, a remainder at the end of a trial left out. */
int64_t bn_welch_segments(const bn_welch_def *def);

/* How many independent segments the half-overlapping ones are worth: K / (1 + 2 (1 - 1/n) / 36) with n of K
   in a trial, since neighbouring Hann windows correlate by 1/6 (Welch 1967). */
double bn_welch_effective(const bn_welch_def *def);

/* Cross densities of `channels` signals, signals[c]: trials x steps, with a Hann window and the mean of each
   segment removed. The segments of all trials, in order, are divided evenly into the groups. Close with
   bn_welch_close. Errors: BN_EINVAL for an unsound definition, BN_NOT_FINITE for a signal that is not,
   BN_ENOMEM. */
bn_status bn_welch_open(const bn_welch_def *def, const double *const *signals, bn_welch *welch);
void bn_welch_close(bn_welch *welch);

/* The mean over all segments except those of one group (none if left_out is negative).
   cross: bins x channels x channels. */
void bn_welch_mean(const bn_welch *welch, int64_t left_out, double _Complex *cross);

/* As above, each signal divided by 2^exponent, for ratios of densities. */
void bn_welch_mean_scaled(const bn_welch *welch, int64_t left_out, double _Complex *cross);

/* Whether the density of a signal in a bin of bn_welch_mean_scaled is more than rounding may leave there. If
   not, a ratio over it has no meaning. */
bool bn_welch_has_power(const bn_welch *welch, const double _Complex *cross, int64_t bin, int64_t channel);

/* BN_NOT_FINITE, with its number, for a signal that has no power in any bin but that at f = 0, or whose numbers
   lie within four epsilon of the largest: it is constant, up to the rounding of its numbers and of the
   transform. */
bn_status bn_welch_check_constant(const bn_welch *welch, const double _Complex *cross);

/* Folds a two-sided density of a real signal, in place: all bins doubled but those at 0 and, when the number
   of samples is even, at 1/(2 dt). density: bins = samples/2 + 1, `stride` numbers apart. */
void bn_density_one_sided(int64_t samples, double *density, int64_t stride);

typedef enum {
    BN_LAG_PARZEN, // 1 - 6 u^2 + 6 u^3 to u = 1/2, then 2 (1 - u)^3 (Parzen 1961): the density is never
                   // negative
    BN_LAG_NONE,   // the covariance as it is, for one that has decayed within the lags
} bn_lag_window;

extern const bn_word bn_lag_window_words[];

/* The two-sided density of a stationary process from its covariance at lags 0, dt, ..., (lags - 1) dt.
   density: n/2 + 1, at the frequencies k / (n dt). Errors: BN_EINVAL unless n >= 2 lags and dt > 0,
   BN_ENOMEM. */
bn_status bn_density_of_covariance(bn_lag_window window, int64_t lags, const double *covariance, double dt,
                                   int64_t n, double *density);

#endif
