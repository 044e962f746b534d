/* Incomplete: a series below the mean and a continued fraction above it (DLMF 8.7.1, 8.9.2, 8.17.22), by Lentz's
   method; the factor in front of them by Stirling's series where a parameter is large, so that no large logarithms
   cancel. Their inverses by bracketing the logarithm. */
#include "engine/base/incomplete.h"

#include "engine/base/root.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

static const double PI = 3.14159265358979323846;

enum { MOST_TERMS = 10000000 };

#define LARGE 10.0 // Stirling's series from here on

/* What ln Gamma(x) is more than (x - 1/2) ln x - x + ln(2 pi) / 2, for x >= LARGE (DLMF 5.11.1). */
static double stirling_rest(double x)
{
    static const double c[] = {1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188, -691.0 / 360360};
    double sum = 0.0;
    for (int k = 5; k >= 0; k--) sum = sum / (x * x) + c[k];
    return sum / x;
}

/* u - ln(ratio), ratio = 1 + u: by the series of ln((1 + r) / (1 - r)), r = u / (2 + u), where it is small. */
static double beyond_logarithm(double ratio, double u)
{
    if (fabs(u) > 0.5) return u - log(ratio);
    const double r = u / (2.0 + u);
    double sum = 0.0;
    for (int k = 20; k >= 1; k--) sum = r * r * (sum + 1.0 / (2 * k + 1));
    return r * (u - 2.0 * sum);
}

double bn_gamma_front(double a, double x)
{
    if (x == 0.0 || x == INFINITY) return 0.0;
    if (a < LARGE) return exp(a * log(x) - x - lgamma(a));
    return sqrt(a / (2.0 * PI)) * exp(-a * beyond_logarithm(x / a, (x - a) / a) - stirling_rest(a));
}

static double beta_front_of_large(double a, double b, double x, double y)
{
    const double mean_x = a / (a + b), mean_y = b / (a + b);
    const double off = x <= y ? x - mean_x : mean_y - y;
    const double rest = stirling_rest(a) + stirling_rest(b) - stirling_rest(a + b);
    return sqrt(a * mean_y / (2.0 * PI)) * exp(-a * beyond_logarithm(x / mean_x, off / mean_x) -
                                               b * beyond_logarithm(y / mean_y, -off / mean_y) - rest);
}

double bn_beta_front(double a, double b, double x, double y)
{
    if (a < b) return bn_beta_front(b, a, y, x);
    if (x <= 0.0 || y <= 0.0) return 0.0;
    if (b >= LARGE) return beta_front_of_large(a, b, x, y);
    const double log_x = x > 0.5 ? log1p(-y) : log(x), powers = a * log_x + b * log(y);
    if (a < LARGE) return exp(powers + lgamma(a + b) - lgamma(a) - lgamma(b));
    const double step =
        (a - 0.5) * log1p(b / a) + b * log(a + b) - b + stirling_rest(a + b) - stirling_rest(a);
    return exp(powers + step - lgamma(b));
}

static double away_from_zero(double value)
{
    return fabs(value) < 1e-300 ? 1e-300 : value;
}

/* P(a, x) / front = 1/a (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...) */
static double gamma_series(double a, double x)
{
    double term = 1.0 / a, sum = term;
    for (int n = 1; n < MOST_TERMS && term > DBL_EPSILON / 4 * sum; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/* Q(a, x) / front = 1/(x+1-a - 1(1-a)/(x+3-a - 2(2-a)/(x+5-a - ...))) */
static double gamma_fraction(double a, double x)
{
    double c = 1e300, d = 1.0 / (x + 1.0 - a), product = d;
    for (int n = 1; n < MOST_TERMS; n++) {
        const double numerator = n * (a - n), denominator = x + 2 * n + 1.0 - a;
        d = 1.0 / away_from_zero(denominator + numerator * d);
        c = away_from_zero(denominator + numerator / c);
        product *= c * d;
        if (!(fabs(c * d - 1.0) > DBL_EPSILON)) break; // at NaN too
    }
    return product;
}

/* What rounding puts beyond 1 is 1; NaN stays. */
static double probability(double value)
{
    return value > 1.0 ? 1.0 : value;
}

bn_tails bn_incomplete_gamma(double a, double x)
{
    if (x == 0.0) return (bn_tails){0.0, 1.0};
    if (x == INFINITY) return (bn_tails){1.0, 0.0};
    const double front = bn_gamma_front(a, x);
    if (x < a + 1.0) {
        const double lower = probability(front * gamma_series(a, x));
        return (bn_tails){lower, 1.0 - lower};
    }
    const double upper = probability(front * gamma_fraction(a, x));
    return (bn_tails){1.0 - upper, upper};
}

/* I_x(a, b) a / front, for x below the mean (DLMF 8.17.22). */
static double beta_fraction(double a, double b, double x)
{
    double c = 1.0, d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0)), product = d;
    for (int m = 1; m < MOST_TERMS; m++) {
        const double before = product;
        const double terms[] = {m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m)),
                                -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))};
        for (int k = 0; k < 2; k++) {
            d = 1.0 / away_from_zero(1.0 + terms[k] * d);
            c = away_from_zero(1.0 + terms[k] / c);
            product *= c * d;
        }
        if (!(fabs(product - before) > DBL_EPSILON * fabs(product))) break; // at NaN too
    }
    return product;
}

bn_tails bn_incomplete_beta(double a, double b, double x, double y)
{
    if (x <= 0.0) return (bn_tails){0.0, 1.0};
    if (y <= 0.0) return (bn_tails){1.0, 0.0};
    const double front = bn_beta_front(a, b, x, y);
    if (x < (a + 1.0) / (a + b + 2.0)) {
        const double lower = probability(front * beta_fraction(a, b, x) / a);
        return (bn_tails){lower, 1.0 - lower};
    }
    const double upper = probability(front * beta_fraction(b, a, y) / b);
    return (bn_tails){1.0 - upper, upper};
}

#define FAR 600.0 // from here on I_x(a, b) is a power of x to the last digit

bn_tails bn_incomplete_beta_at(double a, double b, double logit)
{
    if (logit > FAR) {
        const bn_tails mirrored = bn_incomplete_beta_at(b, a, -logit);
        return (bn_tails){mirrored.upper, mirrored.lower};
    }
    if (!(logit < -FAR)) return bn_incomplete_beta(a, b, 1.0 / (1.0 + exp(-logit)), 1.0 / (1.0 + exp(logit)));
    const double lower = bn_incomplete_beta(a, b, exp(-FAR), 1.0).lower * exp(a * (logit + FAR));
    return (bn_tails){lower, 1.0 - lower};
}

// --- inverses --------------------------------------------------------------------------------------------

typedef struct {
    double a, b; // b: 0 for the gamma function
    bn_tails wanted;
    bool by_lower; // whether the lower tail decides
} inverse;

static bn_tails tails_at(const inverse *of, double place)
{
    if (of->b == 0.0) return bn_incomplete_gamma(of->a, exp(place));
    return bn_incomplete_beta_at(of->a, of->b, place);
}

/* Rises with the place. */
static double excess(void *context, double place)
{
    const inverse *of = context;
    const bn_tails tails = tails_at(of, place);
    if (of->by_lower) return log(fmax(tails.lower, DBL_MIN / 4)) - log(of->wanted.lower);
    return log(of->wanted.upper) - log(fmax(tails.upper, DBL_MIN / 4));
}

/* The place, a logarithm, where the tails are the wanted ones, looked for from `start` on by steps that double. */
static double place_of(inverse *of, double start)
{
    if (isnan(of->wanted.lower) || isnan(of->wanted.upper)) return NAN;
    if (of->wanted.lower <= 0.0) return -INFINITY;
    if (of->wanted.upper <= 0.0) return INFINITY;
    of->by_lower = of->wanted.lower <= of->wanted.upper;
    const double most = of->b == 0.0 ? 740.0 : 1500.0; // no double is e^740, nor the square of one e^1500
    double here = start, value = excess(of, here);
    const bool rises = value < 0.0;
    for (double step = 0.1; value != 0.0 && fabs(here) < most; step *= 2.0) {
        const double before = here;
        here = fmax(-most, fmin(most, here + (rises ? step : -step)));
        value = excess(of, here);
        if (value != 0.0 && (value > 0.0) == rises)
            return bn_root(excess, of, fmin(before, here), fmax(before, here));
    }
    if (value == 0.0) return here;
    return rises ? INFINITY : -INFINITY;
}

double bn_incomplete_gamma_inverse(double a, bn_tails tails)
{
    inverse of = {.a = a, .wanted = tails};
    return exp(place_of(&of, log(a)));
}

double bn_incomplete_beta_inverse(double a, double b, bn_tails tails)
{
    inverse of = {.a = a, .b = b, .wanted = tails};
    return place_of(&of, log(a / b));
}
