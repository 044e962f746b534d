/* Theory kernels. Pairs of Gaussian variables: Phi2 is an integral over the correlation (Plackett 1954); with
   rho = 2u/(1+u^2) its integrand has no root. While |rho| <= 0.8 it is integrated from rho = 0 by 14
   Gauss-Legendre nodes, beyond from |rho| = 1 by 16 terms of a series. Negative correlations are reflected. A
   row is computed in strips of fixed length, whose loops the compiler vectorises. */
#include "engine/kernels/level/doubles.h"
#include "engine/kernels/level/level.h"
#include "engine/kernels/normal.h"

#include <string.h>

enum { STRIP = 64, NODES = 14, TERMS = 16, LANES = 8, BLOCK = 32 };

#define NEAR     0.8    // |rho| beyond which the series is used
#define SMALLEST 1e-150 // added to a root that may be 0, so that x/root is 0 or very large
#define STEEPEST 1e6    // bound of such a quotient

// A strip of pairs: h and k are means in standard deviations, k reflected where the correlation is negative.
typedef struct {
    double h[STRIP], k[STRIP];
    double r[STRIP];      // |rho|
    double sign[STRIP];   // of rho
    double bell_h[STRIP]; // exp(-h^2/2)
    double cdf_h[STRIP];  // Phi(h)
    double cdf_k[STRIP];  // Phi(k), of the reflected k
    double cdf2[STRIP];   // Phi2(h, k; r), then of the unreflected pair
} strip;

// Gauss-Legendre on [0, 1]: the roots of the Legendre polynomial of degree 14 and their weights.
static const double node_at[NODES] = {
    0.0068580956515938308, 0.035782558168213241, 0.086399342465117504, 0.15635354759415726,
    0.24237568182092295,   0.34044381553605513,  0.44597252564632817,  0.55402747435367183,
    0.65955618446394493,   0.75762431817907705,  0.84364645240584268,  0.91360065753488251,
    0.9642174418317867,    0.99314190434840621,
};
static const double node_weight[NODES] = {
    0.01755973016587593,  0.040079043579880104, 0.060759285343951593, 0.078601583579096773,
    0.092769198738968911, 0.1025992318606478,   0.1076319267315789,   0.1076319267315789,
    0.1025992318606478,   0.092769198738968911, 0.078601583579096773, 0.060759285343951593,
    0.040079043579880104, 0.01755973016587593,
};

// Computes the members that depend on one variable alone, from h, from rho (in s->r) and from k.
BN_INLINE void prepare(size_t n, double k, strip *restrict s)
{
    const double bounded_k = bn_kernel_clamp(k, BN_FAR);
    const double below = bn_kernel_cdf(bounded_k);
    const double above = bn_kernel_cdf(-bounded_k);
    for (size_t i = 0; i < n; i++) {
        const double rho = bn_kernel_clamp(s->r[i], 1.0);
        s->r[i] = fabs(rho);
        s->sign[i] = rho < 0.0 ? -1.0 : 1.0;
        s->k[i] = rho < 0.0 ? -bounded_k : bounded_k;
        s->cdf_k[i] = rho < 0.0 ? above : below;
    }
    for (size_t i = 0; i < n; i++) {
        s->h[i] = bn_kernel_clamp(s->h[i], BN_FAR);
        s->bell_h[i] = bn_kernel_bell(s->h[i]);
        const double tail = s->bell_h[i] * bn_kernel_scaled_tail(fabs(s->h[i]));
        s->cdf_h[i] = s->h[i] > 0.0 ? 1.0 - tail : tail;
    }
}

/* Phi(h) Phi(k) + (1/pi) int_0^U exp([2 h k u (1+u^2) - (h^2+k^2)/2 (1+u^2)^2] / (1-u^2)^2) / (1+u^2) du,
   U = r/(1+sqrt(1-r^2)); where r > NEAR the result is meaningless. */
BN_INLINE void far_from_one(size_t n, strip *restrict s)
{
    double end[STRIP];
    double sum[STRIP];
    for (size_t i = 0; i < n; i++) {
        const double r = s->r[i] > NEAR ? NEAR : s->r[i];
        end[i] = r / (1.0 + sqrt(1.0 - r * r));
        sum[i] = 0.0;
    }
    for (int j = 0; j < NODES; j++) {
        for (size_t i = 0; i < n; i++) {
            const double u = end[i] * node_at[j];
            const double plus = 1.0 + u * u;
            const double minus = 1.0 - u * u;
            const double square = 0.5 * (s->h[i] * s->h[i] + s->k[i] * s->k[i]);
            const double numerator = (2.0 * s->h[i] * s->k[i] * u - square * plus) * plus;
            const double inverse = 1.0 / (plus * minus * minus);
            sum[i] +=
                node_weight[j] * (inverse * minus * minus) * bn_kernel_exp(numerator * (inverse * plus), 0.0);
        }
    }
    for (size_t i = 0; i < n; i++) s->cdf2[i] = s->cdf_h[i] * s->cdf_k[i] + BN_INVERSE_PI * end[i] * sum[i];
}

/* Phi(min(h, k)) - (1/pi) exp(-(h^2+k^2)/4) int_0^U exp(-d^2/(8u^2)) exp(-e^2 u^2/8)/(1+u^2) du with d = h-k,
   e = h+k, U = sqrt((1-r)/(1+r)). The last two factors are a series sum_n g_n u^(2n), g_n = (-e^2/8)^n/n! -
   g_(n-1), and int_0^U u^(2n) exp(-d^2/(8u^2)) du = U^(2n+1) exp(-z^2/2) N_n with z = |d|/(2U), (2n+1) N_n =
   1 - z^2 N_(n-1). */
BN_INLINE void near_one(size_t n, strip *restrict s)
{
    double w[STRIP], z[STRIP], rate[STRIP]; // U^2, z, -e^2/8
    double power[STRIP], g[STRIP], N[STRIP], term[STRIP], sum[STRIP];
    for (size_t i = 0; i < n; i++) {
        const double r = s->r[i] < NEAR ? NEAR : s->r[i];
        const double e = s->h[i] + s->k[i];
        w[i] = (1.0 - r) / (1.0 + r);
        const double end = sqrt(w[i]) + SMALLEST;
        z[i] = bn_kernel_clamp(0.5 * fabs(s->h[i] - s->k[i]) / end, BN_FAR);
        rate[i] = -0.125 * e * e;
        N[i] = 1.0 - BN_SQRT_2PI * z[i] * bn_kernel_scaled_tail(z[i]);
        power[i] = g[i] = term[i] = 1.0;
        sum[i] = N[i];
    }
    for (int j = 1; j < TERMS; j++) {
        const double inverse = 1.0 / j;
        const double odd = 1.0 / (2 * j + 1);
        for (size_t i = 0; i < n; i++) {
            term[i] *= rate[i] * inverse;
            g[i] = term[i] - g[i];
            power[i] *= w[i];
            N[i] = odd * (1.0 - z[i] * z[i] * N[i]);
            sum[i] += power[i] * g[i] * N[i];
        }
    }
    for (size_t i = 0; i < n; i++) {
        const double exponent = -0.25 * (s->h[i] * s->h[i] + s->k[i] * s->k[i]) - 0.5 * z[i] * z[i];
        const double least = s->h[i] < s->k[i] ? s->cdf_h[i] : s->cdf_k[i];
        const double lost = BN_INVERSE_PI * sqrt(w[i]) * bn_kernel_exp(exponent, 0.0) * sum[i];
        const double kept = least - lost;
        s->cdf2[i] = s->r[i] <= NEAR ? s->cdf2[i] : kept;
    }
}

// s->cdf2 from s->h and s->r, which holds rho.
BN_INLINE void cdf2_of(size_t n, double k, strip *restrict s)
{
    prepare(n, k, s);
    size_t far_count = 0;
    for (size_t i = 0; i < n; i++) far_count += s->r[i] <= NEAR;
    if (far_count > 0) far_from_one(n, s);
    if (far_count < n) near_one(n, s);
    for (size_t i = 0; i < n; i++) {
        const double cdf2 = s->sign[i] < 0.0 ? s->cdf_h[i] - s->cdf2[i] : s->cdf2[i];
        s->cdf2[i] = cdf2 < 0.0 ? 0.0 : cdf2;
    }
}

// pdf(h) Phi(a) sqrt(2 pi), from exp(-h^2/2) and exp(-(h^2+a^2)/2).
BN_INLINE double half_plane(double bell, double both, double a)
{
    const double tail = both * bn_kernel_scaled_tail(fabs(a));
    return a < 0.0 ? tail : bell - tail;
}

// mean / deviation; the sign of the mean times BN_FAR for a deviation of 0, where a mean of 0 counts as
// negative.
BN_INLINE double standardised(double mean, double deviation)
{
    const double quotient = mean / (deviation == 0.0 ? 1.0 : deviation);
    const double limit = mean > 0.0 ? BN_FAR : -BN_FAR;
    return deviation == 0.0 ? limit + 0.0 * mean : quotient;
}

typedef struct {
    double mean, deviation, k, bell;
} second;

BN_INLINE void relu_strip(size_t n, const double *restrict mean, const double *restrict variance,
                          const double *restrict covariance, const second *y, double *restrict product,
                          double *restrict slopes)
{
    strip s;
    double deviation[STRIP];
    for (size_t i = 0; i < n; i++) {
        deviation[i] = sqrt(variance[i]);
        const double scale = deviation[i] * y->deviation;
        const double rho = covariance[i] / (scale == 0.0 ? 1.0 : scale);
        s.h[i] = standardised(mean[i], deviation[i]);
        s.r[i] = scale == 0.0 ? 0.0 * covariance[i] : rho;
    }
    cdf2_of(n, y->k, &s);
    for (size_t i = 0; i < n; i++) {
        // differences first: at |rho| near 1 both a and b are quotients of small numbers
        const double rest = 1.0 - s.r[i];
        const double root = sqrt(rest * (1.0 + s.r[i]));
        const double inverse = s.sign[i] / (root + SMALLEST);
        const double a = bn_kernel_clamp(((s.k[i] - s.h[i]) + s.h[i] * rest) * inverse, STEEPEST);
        const double b = bn_kernel_clamp(((s.h[i] - s.k[i]) + s.k[i] * rest) * fabs(inverse), STEEPEST);
        const double bounded = s.sign[i] * s.r[i] * deviation[i] * y->deviation;
        const double both = bn_kernel_exp(-0.5 * (s.h[i] * s.h[i] + a * a), 0.0);
        const double by_h = y->mean * deviation[i] * half_plane(s.bell_h[i], both, a);
        const double by_k = mean[i] * y->deviation * half_plane(y->bell, both, b);
        const double corner = BN_INVERSE_SQRT_2PI * deviation[i] * y->deviation * root * both;
        const double value =
            (mean[i] * y->mean + bounded) * s.cdf2[i] + BN_INVERSE_SQRT_2PI * (by_h + by_k + corner);
        product[i] = value < 0.0 ? 0.0 : value;
        slopes[i] = s.cdf2[i];
    }
}

void BN_KERNEL(relu_row)(size_t count, const double *mean, const double *variance, const double *covariance,
                         double mean2, double variance2, double *product, double *slopes)
{
    second y = {.mean = mean2, .deviation = sqrt(variance2)};
    y.k = standardised(mean2, y.deviation);
    y.bell = bn_kernel_bell(y.k);
    for (size_t first = 0; first < count; first += STRIP) {
        const size_t n = count - first < STRIP ? count - first : STRIP;
        relu_strip(n, mean + first, variance + first, covariance + first, &y, product + first,
                   slopes + first);
    }
}

double BN_KERNEL(normal_cdf2)(double h, double k, double rho)
{
    strip s;
    s.h[0] = h;
    s.r[0] = rho;
    cdf2_of(1, k, &s);
    return s.cdf2[0];
}

// Eight lanes: written out, since the compiler does not find them.
typedef struct {
    bn_doubles part[LANES / BN_DOUBLES];
} lanes;

// The sum of them, in their order.
BN_INLINE double sum_of(const lanes *sums)
{
    double lane[LANES], sum = 0.0;
    memcpy(lane, sums, sizeof lane);
    for (size_t j = 0; j < LANES; j++) sum += lane[j];
    return sum;
}

BN_INLINE bn_doubles doubles_at(const double *from)
{
    return *(const bn_doubles *)from;
}

// he_(n+1) = (z he_n - sqrt(n) he_(n-1)) / sqrt(n+1), on the products in `now` and `before`; returns their
// sum.
double BN_KERNEL(hermite_step)(size_t n, size_t count, const double *restrict z, double *restrict now,
                               double *restrict before)
{
    const double root = 1.0 / sqrt((double)(n + 1));
    const bn_doubles inverse = bn_doubles_all(root), down = bn_doubles_all(-sqrt((double)n) * root);
    lanes sums = {{{0.0}}};
    for (size_t i = 0; i < count; i += LANES)
        for (size_t p = 0; p < LANES / BN_DOUBLES; p++) {
            const size_t at = i + p * BN_DOUBLES;
            const bn_doubles present = doubles_at(now + at);
            const bn_doubles next = inverse * doubles_at(z + at) * present + down * doubles_at(before + at);
            *(bn_doubles *)(before + at) = present;
            *(bn_doubles *)(now + at) = next;
            sums.part[p] += next;
        }
    return sum_of(&sums);
}

void BN_KERNEL(rate_moments)(size_t count, const double *restrict mass, const double *restrict rate,
                             const double *restrict slope, double *mean, double *square, double *mean_slope,
                             double *slope_square)
{
    lanes by_rate = {{{0.0}}}, by_square = {{{0.0}}}, by_slope = {{{0.0}}}, by_steepness = {{{0.0}}};
    for (size_t i = 0; i < count; i += LANES)
        for (size_t p = 0; p < LANES / BN_DOUBLES; p++) {
            const size_t at = i + p * BN_DOUBLES;
            const bn_doubles value = doubles_at(mass + at) * doubles_at(rate + at);
            const bn_doubles change = doubles_at(mass + at) * doubles_at(slope + at);
            by_rate.part[p] += value;
            by_square.part[p] += value * doubles_at(rate + at);
            by_slope.part[p] += change;
            by_steepness.part[p] += change * doubles_at(slope + at);
        }
    *mean = sum_of(&by_rate);
    *square = sum_of(&by_square);
    *mean_slope = sum_of(&by_slope);
    *slope_square = sum_of(&by_steepness);
}

// In 16 lanes, of every sixteenth term each: a chain of multiplications is a sixteenth as long.
void BN_KERNEL(two_powers)(size_t terms, const double *restrict a, const double *restrict b, double x,
                           double *sum_a, double *sum_b)
{
    enum { PARTS = BN_POWER_LANES / BN_DOUBLES };
    const double x2 = x * x, x3 = x2 * x, x4 = x2 * x2, x8 = x4 * x4;
    const double start[BN_POWER_LANES] = {
        1.0, x,      x2,      x3,      x4,      x4 * x,        x4 * x2,        x4 * x3,
        x8,  x8 * x, x8 * x2, x8 * x3, x8 * x4, x8 * (x4 * x), x8 * (x4 * x2), x8 * (x4 * x3)};
    const bn_doubles next = bn_doubles_all(x8 * x8);
    bn_doubles power[PARTS], by_a[PARTS] = {{0.0}}, by_b[PARTS] = {{0.0}};
    memcpy(power, start, sizeof power);
    for (size_t n = 0; n < terms; n += BN_POWER_LANES)
        for (size_t p = 0; p < PARTS; p++) {
            by_a[p] += doubles_at(a + n + p * BN_DOUBLES) * power[p];
            by_b[p] += doubles_at(b + n + p * BN_DOUBLES) * power[p];
            power[p] *= next;
        }
    double lane[2][BN_POWER_LANES];
    memcpy(lane[0], by_a, sizeof by_a);
    memcpy(lane[1], by_b, sizeof by_b);
    for (size_t wide = BN_POWER_LANES / 2; wide >= 1; wide /= 2)
        for (size_t j = 0; j < wide; j++) {
            lane[0][j] += lane[0][wide + j];
            lane[1][j] += lane[1][wide + j];
        }
    *sum_a = lane[0][0];
    *sum_b = lane[1][0];
}

void BN_KERNEL(two_powers_row)(size_t terms, const double *restrict a, const double *restrict b, size_t count,
                               const double *restrict x, double *restrict sum_a, double *restrict sum_b)
{
    for (size_t first = 0; first < count; first += BLOCK) {
        const size_t have = count - first < BLOCK ? count - first : BLOCK;
        double at[BLOCK] = {0.0}, by_a[BLOCK] = {0.0}, by_b[BLOCK] = {0.0};
        for (size_t i = 0; i < have; i++) at[i] = x[first + i];
        for (size_t n = terms; n-- > 0;)
            for (size_t i = 0; i < BLOCK; i++) {
                by_a[i] = by_a[i] * at[i] + a[n];
                by_b[i] = by_b[i] * at[i] + b[n];
            }
        for (size_t i = 0; i < have; i++) {
            sum_a[first + i] = by_a[i];
            sum_b[first + i] = by_b[i];
        }
    }
}

void BN_KERNEL(series_row)(size_t used, size_t count, size_t stride, const double *restrict value,
                           const double *restrict slope, const double *restrict value2,
                           const double *restrict slope2, const double *restrict rho,
                           double *restrict product, double *restrict slopes, double *restrict power)
{
    for (size_t i = 0; i < count; i++) {
        product[i] = slopes[i] = 0.0;
        power[i] = 1.0;
    }
    for (size_t n = 0; n < used; n++) {
        const double *restrict a = value + n * stride;
        const double *restrict d = slope + n * stride;
        for (size_t i = 0; i < count; i++) {
            product[i] += value2[n] * a[i] * power[i];
            slopes[i] += slope2[n] * d[i] * power[i];
            power[i] *= rho[i];
        }
    }
}

void BN_KERNEL(bell_row)(size_t count, const double *restrict z, double *restrict y)
{
    for (size_t i = 0; i < count; i++) y[i] = bn_kernel_bell(z[i]);
}

/* ln(1 + e) = 2 artanh t with t = e/(2 + e), at most 1/3: the odd powers up to t^33 (remainder 3e-18). */
void BN_KERNEL(softplus_row)(size_t count, const double *restrict y, double *restrict value,
                             double *restrict slope)
{
    for (size_t i = 0; i < count; i++) {
        const double e = bn_kernel_exp(-fabs(y[i]), 0.0), t = e / (2.0 + e), t2 = t * t;
        double sum = 1.0 / 33;
        for (int k = 31; k >= 1; k -= 2) sum = sum * t2 + 1.0 / k;
        const double above = y[i] < 0.0 ? 0.0 : y[i];
        value[i] = above + 2.0 * t * sum;
        slope[i] = (y[i] < 0.0 ? e : 1.0) / (1.0 + e);
    }
}

void BN_KERNEL(add_columns_f64)(int64_t rows, const double *const J[4], const double x[4], double *sum)
{
    for (int64_t i = 0; i < rows; i++)
        sum[i] += (J[0][i] * x[0] + J[1][i] * x[1]) + (J[2][i] * x[2] + J[3][i] * x[3]);
}

// Three terms at a time: in between, sums stay in registers.
void BN_KERNEL(tangent_row)(int64_t n, int64_t m, int64_t row, const double *restrict a,
                            const double *restrict from, double *restrict to)
{
    for (int64_t c = 0; c < m; c++) to[c] = 0.0;
    int64_t j = 0;
    for (; j + 3 <= n; j += 3, a += 3 * m, from += 3 * row)
        for (int64_t c = 0; c < m; c++)
            to[c] = ((to[c] + a[c] * from[c]) + a[m + c] * from[row + c]) + a[2 * m + c] * from[2 * row + c];
    for (; j < n; j++, a += m, from += row)
        for (int64_t c = 0; c < m; c++) to[c] += a[c] * from[c];
}

void BN_KERNEL(add_two)(int64_t count, const double *x, const double factor[2], const double *const a[2],
                        double *y)
{
    const double *one = a[0], *other = a[1];
    const double scale = factor[0], other_scale = factor[1];
    for (int64_t i = 0; i < count; i++) y[i] = (x[i] + scale * one[i]) + other_scale * other[i];
}
