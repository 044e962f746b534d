/* Distribution: the continuous distributions of statistics, by their parameters a and b: Abramowitz and Stegun (1964),
   chapter 26, and Johnson, Kotz and Balakrishnan (1995). NaN gives NaN. */
#ifndef BN_DISTRIBUTION_H
#define BN_DISTRIBUTION_H

#include "common/status.h"
#include "common/word.h"
#include "engine/base/incomplete.h"

typedef enum {
    BN_NORMAL,      // of mean 0 and variance 1; a and b are not used
    BN_STUDENT,     // a degrees of freedom
    BN_CHI_SQUARED, // a degrees of freedom
    BN_FISHER,      // of a ratio of variances with a and b degrees of freedom
    BN_GAMMA,       // of shape a and scale 1
    BN_BETA,        // on 0 ... 1, x^(a-1) (1-x)^(b-1)
} bn_distribution_kind;

extern const bn_word bn_distribution_words[];

/* BN_EINVAL with the sentence for a parameter that is not more than 0, or more than BN_INCOMPLETE_MOST. */
bn_status bn_distribution_check(bn_distribution_kind kind, double a, double b);

/* The probabilities of a value below x and above it; each keeps its digits where it is small. */
bn_tails bn_distribution_tails(bn_distribution_kind kind, double a, double b, double x);

double bn_distribution_density(bn_distribution_kind kind, double a, double b, double x);

/* The x with these tails, of which the smaller one decides; NaN unless both are from 0 to 1. */
double bn_distribution_quantile(bn_distribution_kind kind, double a, double b, bn_tails tails);

#endif
