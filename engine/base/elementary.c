/* Elementary functions: arguments are reduced exactly, or to a number and a correction; a Taylor series
   gives what is small beside the first term, and first term and correction are added last, so that hardly
   more than one rounding shows. What must be known better than a double is the unevaluated sum of two
   (Dekker 1971). Nothing is fused. */
#include "engine/base/elementary.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

// ln 2 in two parts; whole numbers below 2^20 times the first are exact
static const double ln2_high = 0x1.62e42fee00000p-1, ln2_low = 0x1.a39ef35793c76p-33;

// A sum of two, the second below the rounding of the first.
typedef struct {
    double high, low;
} pair;

static double double_of(uint64_t bits)
{
    double value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint64_t bits_of(double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

// 2^n for -1022 <= n <= 1023
static double power_of_two(int n)
{
    return double_of((uint64_t)(n + 1023) << 52);
}

// c[0] + x (c[1] + x (…
static double series(size_t terms, const double *c, double x)
{
    double sum = c[terms - 1];
    for (size_t i = terms - 1; i > 0; i--) sum = c[i - 1] + x * sum;
    return sum;
}

#define SERIES(c, x) series(sizeof(c) / sizeof *(c), c, x)

// |a| >= |b|
static pair quick_sum(double a, double b)
{
    const double sum = a + b;
    return (pair){sum, b - (sum - a)};
}

static pair sum_of(double a, double b)
{
    const double sum = a + b, added = sum - a;
    return (pair){sum, (a - (sum - added)) + (b - added)};
}

// a b in full (Veltkamp 1968, Dekker 1971); |a|, |b| < 2^995
static pair product_of(double a, double b)
{
    const double split = 0x1p27 + 1.0;
    const double a_big = split * a, a_high = a_big - (a_big - a), a_low = a - a_high;
    const double b_big = split * b, b_high = b_big - (b_big - b), b_low = b - b_high;
    const double product = a * b;
    return (pair){product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low};
}

static pair product_of_pairs(pair a, pair b)
{
    const pair p = product_of(a.high, b.high);
    return quick_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

// --- exponentials

// e^(x + low) - 1 = 2^n (1 + q) - 1, |q| < 0.42, for |x| < 746
typedef struct {
    int n;
    pair q;
} reduced_exponential;

static reduced_exponential reduce_exponential(double x, double low)
{
    // 1/2!, 1/3!, …: of degree 14, remainder 2e-19 on |r| <= ln(2)/2
    static const double c[] = {1.0 / 2,
                               1.0 / 6,
                               1.0 / 24,
                               1.0 / 120,
                               1.0 / 720,
                               1.0 / 5040,
                               1.0 / 40320,
                               1.0 / 362880,
                               1.0 / 3628800,
                               1.0 / 39916800,
                               1.0 / 479001600,
                               1.0 / 6227020800.0,
                               1.0 / 87178291200.0};
    const double rounder = 0x1.8p52; // adding and subtracting it rounds to a whole number
    const double n = x * 1.44269504088896340736 + rounder - rounder;
    const double first = x - n * ln2_high, rest = low - n * ln2_low;
    const double r = first + rest;
    return (reduced_exponential){(int)n, sum_of(first, rest + r * r * SERIES(c, r))};
}

static double exp_of_pair(double x, double low)
{
    if (x != x) return x;
    if (x > 710.0) return INFINITY;
    if (x < -746.0) return 0.0;
    const reduced_exponential e = reduce_exponential(x, low);
    const int half = e.n / 2; // 2^n may not be a number
    return (1.0 + e.q.high + ((1.0 - (1.0 + e.q.high)) + e.q.high + e.q.low)) * power_of_two(half) *
           power_of_two(e.n - half);
}

double bn_exp(double x)
{
    return exp_of_pair(x, 0.0);
}

double bn_expm1(double x)
{
    if (x != x || x == 0.0) return x;
    if (x > 710.0) return INFINITY;
    if (x < -40.0) return -1.0;
    const reduced_exponential e = reduce_exponential(x, 0.0);
    if (e.n == 0) return e.q.high + e.q.low;
    if (e.n > 60) return exp_of_pair(x, 0.0) - 1.0;
    const double scale = power_of_two(e.n);
    const pair whole = sum_of(scale, -1.0);
    const pair sum = sum_of(whole.high, scale * e.q.high);
    return sum.high + (sum.low + (scale * e.q.low + whole.low));
}

double bn_tanh(double x)
{
    if (x != x) return x;
    const double a = fabs(x);
    double value;
    if (a >= 22.0)
        value = 1.0;
    else if (a >= 0.55)
        value = 1.0 - 2.0 / (bn_expm1(2.0 * a) + 2.0);
    else {
        const double t = bn_expm1(-2.0 * a);
        value = -t / (t + 2.0);
    }
    return copysign(value, x);
}

// --- logarithms

// x = 2^n m with sqrt(1/2) <= m < sqrt(2), for finite x > 0
static double mantissa_of(double x, int *n)
{
    const uint64_t root = 0x3fe6a09e667f3bcdu; // the bits of sqrt(1/2)
    const int scaled = x < 0x1p-1022 ? -54 : 0;
    const uint64_t bits = bits_of(scaled ? x * 0x1p54 : x) - root;
    *n = scaled + (int)((int64_t)bits >> 52);
    return double_of((bits & 0x000fffffffffffffu) + root);
}

// 2/3, 2/5, …: (ln((1+s)/(1-s)) - 2s) / s^3 in powers of s^2 <= 0.0295, remainder 2e-18
static const double inverse_tangent[] = {2.0 / 3,  2.0 / 5,  2.0 / 7,  2.0 / 9,  2.0 / 11,
                                         2.0 / 13, 2.0 / 15, 2.0 / 17, 2.0 / 19, 2.0 / 21};

// n ln 2 + ln(1 + f) + low, for sqrt(1/2) <= 1 + f < sqrt(2) and a small correction
static double log_of(int n, double f, double low)
{
    const double s = f / (2.0 + f), z = s * s, half = 0.5 * f * f;
    const double rest = s * (half + z * SERIES(inverse_tangent, z)) + ((double)n * ln2_low + low);
    // ln(1 + f) = f - half + s (half + z ...)
    const pair first = quick_sum((double)n * ln2_high, f);
    const pair both = n == 0 ? sum_of(f, -half) : sum_of(first.high, -half);
    return both.high + (both.low + (rest + (n == 0 ? 0.0 : first.low)));
}

double bn_log(double x)
{
    if (x != x || x == INFINITY) return x;
    if (x <= 0.0) return x == 0.0 ? -INFINITY : NAN;
    int n;
    const double m = mantissa_of(x, &n);
    return log_of(n, m - 1.0, 0.0);
}

double bn_log1p(double x)
{
    if (x != x || x == INFINITY) return x;
    if (x <= -1.0) return x == -1.0 ? -INFINITY : NAN;
    if (x > -0.29 && x < 0.41) return fabs(x) < 0x1p-54 ? x : log_of(0, x, 0.0);
    const pair one_plus = sum_of(1.0, x);
    int n;
    const double m = mantissa_of(one_plus.high, &n);
    return log_of(n, m - 1.0, one_plus.low / one_plus.high);
}

// --- powers

// ln x to nearly twice the precision, for finite x > 0
static pair log_pair(double x)
{
    int n;
    const double f = mantissa_of(x, &n) - 1.0;
    // s = f / (2 + f) as a pair; its square times s is small
    const pair below = sum_of(2.0, f);
    const double s = f / below.high;
    const pair back = product_of(s, below.high);
    const double s_low = ((f - back.high) - back.low - s * below.low) / below.high;
    const double z = s * s, cubic = s * z * SERIES(inverse_tangent, z);
    const pair linear = quick_sum((double)n * ln2_high, 2.0 * s);
    const pair twice = n == 0 ? (pair){2.0 * s, 0.0} : linear;
    const pair first = sum_of(twice.high, cubic);
    return quick_sum(first.high, first.low + (twice.low + (2.0 * s_low + (double)n * ln2_low)));
}

double bn_power(double x, double y)
{
    const pair log = log_pair(x), product = product_of(y, log.high);
    if (!(fabs(product.high) < 800.0)) return product.high > 0.0 ? INFINITY : 0.0;
    return exp_of_pair(product.high, product.low + y * log.low);
}

double bn_whole_power(double x, int64_t n)
{
    pair power = {1.0, 0.0}, square = {x, 0.0};
    for (; n > 0; n /= 2) {
        if (n % 2 == 1) power = product_of_pairs(power, square);
        square = product_of_pairs(square, square);
    }
    return power.high + power.low;
}

// --- the circle

// cosine and sine of a + low, |a| <= pi/4
static void small_angle(double a, double low, double *cosine, double *sine)
{
    // 1/3!, 1/5!, … and 1/4!, 1/6!, … with their signs; remainders 1e-19 and 3e-19
    static const double odd[] = {-1.0 / 6,
                                 1.0 / 120,
                                 -1.0 / 5040,
                                 1.0 / 362880,
                                 -1.0 / 39916800,
                                 1.0 / 6227020800.0,
                                 -1.0 / 1307674368000.0,
                                 1.0 / 355687428096000.0};
    static const double even[] = {
        1.0 / 24,        -1.0 / 720,           1.0 / 40320,           -1.0 / 3628800,
        1.0 / 479001600, -1.0 / 87178291200.0, 1.0 / 20922789888000.0};
    const double z = a * a, half = 0.5 * z, one_less = 1.0 - half;
    *sine = a + (a * z * SERIES(odd, z) + low * one_less);
    *cosine = one_less + (((1.0 - one_less) - half) + (z * z * SERIES(even, z) - a * low));
}

void bn_turn(double turns, double *cosine, double *sine)
{
    const double two_pi = 0x1.921fb54442d18p2, two_pi_low = 0x1.1a62633145c07p-52;
    const int quarters = (int)(4.0 * turns + 0.5);
    const double rest = turns - 0.25 * quarters; // exact
    const pair angle = product_of(rest, two_pi);
    double c, s;
    small_angle(angle.high, angle.low + rest * two_pi_low, &c, &s);
    const double cosines[] = {c, -s, -c, s, c}, sines[] = {s, c, -s, -c, s}; // of whole quarters more
    *cosine = cosines[quarters];
    *sine = sines[quarters];
}
