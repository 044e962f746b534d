/* Spectrum limits: confidence limits of densities, coherences and gains that were averaged over segments (Jenkins and
   Watts 1968, sections 6.4 and 10.3; Bendat and Piersol 2010, chapter 9). `segments` is the number of independent
   ones, more than 1; `confidence` is between 0 and 1. NaN gives NaN. */
#ifndef BN_SPECTRUM_LIMITS_H
#define BN_SPECTRUM_LIMITS_H

#include <stdbool.h>

typedef struct {
    double low, high;
} bn_limits;

/* By what a density is to be multiplied: nu / chi^2 with nu = 2 segments degrees of freedom, half as many where the
   transform is real: at frequency 0 and at 1/(2 dt). */
bn_limits bn_density_limits(double confidence, double segments, bool real);

/* Of a coherence, by Fisher's transformation: atanh of its root has the variance 1 / (2 segments). */
bn_limits bn_coherence_limits(double confidence, double segments, double coherence);

/* What a coherence of independent signals exceeds with probability 1 - confidence,
   1 - (1 - confidence)^(1/(segments - 1)). */
double bn_coherence_threshold(double confidence, double segments);

/* The largest error of a gain, as a share of it, by Fisher's F with 2 and 2 segments - 2 degrees of freedom. Its arc
   sine is that of the phase where it is less than 1. */
double bn_gain_error(double confidence, double segments, double coherence);

#endif
