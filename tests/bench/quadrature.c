/* The time of adaptive quadrature for the integrals that engine/theory/gaussian_pair.h has in closed form.

   The quadrature is the one of libraries such as QUADPACK and GSL (QAG: the interval of the largest error is
   halved, 21 points of Gauss and Kronrod each; Piessens et al. 1983), in C. As there, each integral is a
   call of its own. All choices favour it: the second variable is integrated in closed form, the kink of relu
   is an end of the range, and the range ends where the density vanishes. The program prints, for the
   tolerance given: pairs, seconds a pair for both integrals by the closed form (rows of 512) and by
   quadrature, and the largest differences of E[relu relu] and of E[step step]. */
#include "engine/base/stopwatch.h"
#include "engine/random/random.h"
#include "engine/theory/gaussian.h"
#include "engine/theory/gaussian_pair.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { HALF = 10, MOST_INTERVALS = 200, ROW = 512, ROWS = 8 };

static const double node[HALF + 1] = {
    0.995657163025808080735527280689003,
    0.973906528517171720077964012084452,
    0.930157491355708226001207180059508,
    0.865063366688984510732096688423493,
    0.780817726586416897063717578345042,
    0.679409568299024406234327365114874,
    0.562757134668604683339000099272694,
    0.433395394129247190799265943165784,
    0.294392862701460198131126603103866,
    0.148874338981631210884826001129720,
    0.0,
};
static const double kronrod[HALF + 1] = {
    0.011694638867371874278064396062192, 0.032558162307964727478818972459390,
    0.054755896574351996031381300244580, 0.075039674810919952767043140916190,
    0.093125454583697605535065465083366, 0.109387158802297641899210590325805,
    0.123491976262065851077958109585166, 0.134709217311473325928054001771707,
    0.142775938577060080797094273138717, 0.147739104901338491374841515972068,
    0.149445554002916905664936468389821,
};
static const double gauss[HALF / 2] = {
    // at every second node, from the second
    0.066671344308688137593568809893332, 0.149451349150580593145863396957658,
    0.219086362515982043995534934228163, 0.269266719309996355091226921569469,
    0.295524224714752870173815619188769,
};

typedef struct {
    double h, k, rho, root;
} pair;

typedef double integrand(const pair *p, double z);

typedef struct {
    double from, to, value, error;
} interval;

#define ROOT_HALF      0.70710678118654752440
#define ROOT_OF_TWO_PI 2.50662827463100050242

static double density(double z)
{
    return exp(-0.5 * z * z) / ROOT_OF_TWO_PI;
}

// Of x = h + z, times the density of z: E[relu(x) relu(y) | z] and E[step(x) step(y) | z].
static double product_at(const pair *p, double z)
{
    const double u = (p->k + p->rho * z) / p->root;
    return density(z) * (p->h + z) * p->root * (u * 0.5 * erfc(-u * ROOT_HALF) + density(u));
}

static double slopes_at(const pair *p, double z)
{
    return density(z) * 0.5 * erfc(-(p->k + p->rho * z) / p->root * ROOT_HALF);
}

static interval integrate(integrand *f, const pair *p, double from, double to)
{
    const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    double fine = kronrod[HALF] * f(p, middle), coarse = 0.0;
    for (int i = 0; i < HALF; i++) {
        const double sum = f(p, middle - half * node[i]) + f(p, middle + half * node[i]);
        fine += kronrod[i] * sum;
        if (i % 2 == 1) coarse += gauss[i / 2] * sum;
    }
    return (interval){from, to, half * fine, half * fabs(fine - coarse)};
}

static double adapt(integrand *f, const pair *p, double tolerance)
{
    static interval list[MOST_INTERVALS];
    int count = 1;
    list[0] = integrate(f, p, -p->h, fmax(-p->h, 0.0) + 9.0);
    for (;;) {
        double sum = 0.0, error = 0.0;
        int worst = 0;
        for (int i = 0; i < count; i++) {
            sum += list[i].value;
            error += list[i].error;
            if (list[i].error > list[worst].error) worst = i;
        }
        if (error <= fmax(tolerance * sum, 1e-16) || count == MOST_INTERVALS) return sum;
        const double middle = 0.5 * (list[worst].from + list[worst].to);
        list[count++] = integrate(f, p, middle, list[worst].to);
        list[worst] = integrate(f, p, list[worst].from, middle);
    }
}

// Unit variances, means of both within 3, and correlations that are as often near -1 and 1 as in between.
static void draw(double *mean, double *covariance, double second[ROWS])
{
    bn_random_stream stream = bn_random_open(1, 0, 0);
    static double uniform[2 * ROW * ROWS + ROWS];
    bn_random_uniform_f64(&stream, 0, 2 * ROW * ROWS + ROWS, uniform);
    for (int i = 0; i < ROW * ROWS; i++) {
        mean[i] = 6.0 * uniform[2 * i] - 3.0;
        const double far = pow(10.0, -4.0 * fabs(2.0 * uniform[2 * i + 1] - 1.0)); // 1 - |rho|, 1 to 1e-4
        covariance[i] = uniform[2 * i + 1] < 0.5 ? -(1.0 - far) : 1.0 - far;
    }
    for (int r = 0; r < ROWS; r++) second[r] = 6.0 * uniform[2 * ROW * ROWS + r] - 3.0;
}

typedef struct {
    double mean[ROW * ROWS], covariance[ROW * ROWS], second[ROWS], variance[ROW];
    double product[ROW * ROWS], slopes[ROW * ROWS];
} points;

static void closed_form(points *at)
{
    for (int r = 0; r < ROWS; r++)
        bn_relu_row(ROW, at->mean + r * ROW, at->variance, at->covariance + r * ROW, at->second[r], 1.0,
                    at->product + r * ROW, at->slopes + r * ROW);
}

static void quadrature(const points *at, double tolerance, double worst[2])
{
    for (int i = 0; i < ROW * ROWS; i++) {
        const double rho = at->covariance[i];
        const pair p = {at->mean[i], at->second[i / ROW], rho, sqrt((1.0 - rho) * (1.0 + rho))};
        worst[0] = fmax(worst[0], fabs(adapt(product_at, &p, tolerance) - at->product[i]));
        worst[1] = fmax(worst[1], fabs(adapt(slopes_at, &p, tolerance) - at->slopes[i]));
    }
}

int main(int count, char **words)
{
    enum { PAIRS = ROW * ROWS, REPEATS = 5, CLOSED_A_REPEAT = 20 };
    static points at;
    const double tolerance = count > 1 ? atof(words[1]) : 1e-10;
    double closed = INFINITY, adaptive = INFINITY, worst[2] = {0.0, 0.0};
    draw(at.mean, at.covariance, at.second);
    for (int i = 0; i < ROW; i++) at.variance[i] = 1.0;
    for (int repeat = 0; repeat < REPEATS; repeat++) { // the best of each, alternately
        for (int i = 0; i < CLOSED_A_REPEAT; i++) {
            const double begun = bn_seconds();
            closed_form(&at);
            closed = fmin(closed, bn_seconds() - begun);
        }
        const double begun = bn_seconds();
        quadrature(&at, tolerance, worst);
        adaptive = fmin(adaptive, bn_seconds() - begun);
    }
    printf("%d %.3e %.3e %.1e %.1e\n", PAIRS, closed / PAIRS, adaptive / PAIRS, worst[0], worst[1]);
    return 0;
}
