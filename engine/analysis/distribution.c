/* Distribution: tails by the incomplete gamma and beta functions. The normal distribution is that of the root of a chi
   squared of one degree of freedom, with a sign; Student's of the root of a ratio of variances. */
#include "engine/analysis/distribution.h"

#include <math.h>
#include <stddef.h>

static const double PI = 3.14159265358979323846;

const bn_word bn_distribution_words[] = {
    {BN_NORMAL, "norm", "of mean 0 and variance 1"},
    {BN_STUDENT, "t", "Student's"},
    {BN_CHI_SQUARED, "chi2", "chi squared"},
    {BN_FISHER, "f", "Fisher's, of a ratio of variances"},
    {BN_GAMMA, "gamma", "of scale 1"},
    {BN_BETA, "beta", "from 0 to 1"},
    {0},
};

// What the parameters are called; NULL where there is none.
static const char *const parameters[][2] = {
    [BN_NORMAL] = {NULL, NULL},   [BN_STUDENT] = {"df", NULL}, [BN_CHI_SQUARED] = {"df", NULL},
    [BN_FISHER] = {"dfn", "dfd"}, [BN_GAMMA] = {"a", NULL},    [BN_BETA] = {"a", "b"},
};

bn_status bn_distribution_check(bn_distribution_kind kind, double a, double b)
{
    const double values[] = {a, b};
    for (int k = 0; k < 2; k++)
        if (parameters[kind][k] != NULL && !(values[k] > 0.0 && values[k] <= BN_INCOMPLETE_MOST))
            return bn_fault(BN_EINVAL, "%s is %g; a number of more than 0 and at most %g was needed",
                            parameters[kind][k], values[k], BN_INCOMPLETE_MOST);
    return bn_ok();
}

static bn_tails on_one_side(double x, double beyond) // beyond: the probability on both sides
{
    const double far = 0.5 * beyond, near = 1.0 - far;
    return x < 0.0 ? (bn_tails){far, near} : (bn_tails){near, far};
}

static bn_tails of_student(double a, double t)
{
    const double square = t * t, sum = a + square;
    if (square == INFINITY)
        return on_one_side(t, bn_incomplete_beta_at(a / 2.0, 0.5, log(a) - 2.0 * log(fabs(t))).lower);
    return on_one_side(t, bn_incomplete_beta(a / 2.0, 0.5, a / sum, square / sum).lower);
}

static bn_tails of_fisher(double a, double b, double x)
{
    const double sum = a * x + b;
    if (sum == INFINITY) return bn_incomplete_beta_at(a / 2.0, b / 2.0, log(a) + log(x) - log(b));
    return bn_incomplete_beta(a / 2.0, b / 2.0, a * x / sum, b / sum);
}

/* The greatest x at which nothing lies below, and the least at which nothing lies above. */
static double lower_end(bn_distribution_kind kind)
{
    return kind == BN_NORMAL || kind == BN_STUDENT ? -INFINITY : 0.0;
}

static double upper_end(bn_distribution_kind kind)
{
    return kind == BN_BETA ? 1.0 : INFINITY;
}

bn_tails bn_distribution_tails(bn_distribution_kind kind, double a, double b, double x)
{
    if (isnan(x) || isnan(a) || isnan(b)) return (bn_tails){NAN, NAN};
    if (x <= lower_end(kind)) return (bn_tails){0.0, 1.0};
    if (x >= upper_end(kind)) return (bn_tails){1.0, 0.0};
    switch (kind) {
    case BN_NORMAL:
        return on_one_side(x, erfc(fabs(x) / sqrt(2.0)));
    case BN_STUDENT:
        return of_student(a, x);
    case BN_CHI_SQUARED:
        return bn_incomplete_gamma(a / 2.0, x / 2.0);
    case BN_FISHER:
        return of_fisher(a, b, x);
    case BN_GAMMA:
        return bn_incomplete_gamma(a, x);
    case BN_BETA:
        return bn_incomplete_beta(a, b, x, 1.0 - x);
    }
    return (bn_tails){NAN, NAN};
}

/* The density beside 0 that grows as factor x^(a - 1). */
static double at_zero(double a, double factor)
{
    if (a == 1.0) return factor;
    return a < 1.0 ? INFINITY : 0.0;
}

static double density_of_student(double a, double t)
{
    const double square = t * t / a; // y / x for the beta function with a/2 and 1/2
    const double x = 1.0 / (1.0 + square), y = square / (1.0 + square);
    if (y < 1e-290) return bn_beta_front(a / 2.0, 0.5, 1.0, 1e-200) / sqrt(a * 1e-200);
    return bn_beta_front(a / 2.0, 0.5, x, y) / fabs(t);
}

static double density_of_fisher(double a, double b, double x)
{
    const double sum = a * x + b;
    if (x == 0.0) return at_zero(a / 2.0, 1.0);
    return bn_beta_front(a / 2.0, b / 2.0, a * x / sum, b / sum) / x;
}

static double density_of_beta(double a, double b, double x)
{
    if (x == 0.0) return at_zero(a, b);
    if (x == 1.0) return at_zero(b, a);
    return bn_beta_front(a, b, x, 1.0 - x) / (x * (1.0 - x));
}

double bn_distribution_density(bn_distribution_kind kind, double a, double b, double x)
{
    if (isnan(x) || isnan(a) || isnan(b)) return NAN;
    if (x < lower_end(kind) || x > upper_end(kind) || isinf(x)) return 0.0;
    switch (kind) {
    case BN_NORMAL:
        return exp(-0.5 * x * x) / sqrt(2.0 * PI);
    case BN_STUDENT:
        return density_of_student(a, x);
    case BN_CHI_SQUARED:
        return x == 0.0 ? at_zero(a / 2.0, 0.5) : bn_gamma_front(a / 2.0, x / 2.0) / x;
    case BN_FISHER:
        return density_of_fisher(a, b, x);
    case BN_GAMMA:
        return x == 0.0 ? at_zero(a, 1.0) : bn_gamma_front(a, x) / x;
    case BN_BETA:
        return density_of_beta(a, b, x);
    }
    return NAN;
}

/* The tails of the distance from 0, whichever its sign, and the sign. */
static double quantile_about_zero(bn_distribution_kind kind, double a, bn_tails tails)
{
    const double beyond = 2.0 * fmin(tails.lower, tails.upper);
    const double sign = tails.lower < tails.upper ? -1.0 : 1.0;
    if (beyond >= 1.0) return 0.0;
    if (kind == BN_NORMAL)
        return sign * sqrt(2.0 * bn_incomplete_gamma_inverse(0.5, (bn_tails){1.0 - beyond, beyond}));
    const double ratio = bn_incomplete_beta_inverse(0.5, a / 2.0, (bn_tails){1.0 - beyond, beyond});
    return sign * exp(0.5 * (log(a) + ratio));
}

double bn_distribution_quantile(bn_distribution_kind kind, double a, double b, bn_tails tails)
{
    if (isnan(a) || isnan(b) || !(tails.lower >= 0.0 && tails.upper >= 0.0)) return NAN;
    if (tails.lower == 0.0) return lower_end(kind);
    if (tails.upper == 0.0) return upper_end(kind);
    switch (kind) {
    case BN_NORMAL:
    case BN_STUDENT:
        return quantile_about_zero(kind, a, tails);
    case BN_CHI_SQUARED:
        return 2.0 * bn_incomplete_gamma_inverse(a / 2.0, tails);
    case BN_FISHER:
        return b / a * exp(bn_incomplete_beta_inverse(a / 2.0, b / 2.0, tails));
    case BN_GAMMA:
        return bn_incomplete_gamma_inverse(a, tails);
    case BN_BETA:
        return 1.0 / (1.0 + exp(-bn_incomplete_beta_inverse(a, b, tails)));
    }
    return NAN;
}
