/* How long adaptive quadrature takes for what engine/gaussian_pair.h has in closed form, at the same points.

   The quadrature is the one of libraries such as QUADPACK and GSL (QAG: the interval of the largest error is
   halved, 21 points of Gauss and Kronrod each; Piessens et al. 1983), in C, over one variable: the other is
   integrated in closed form, the kink of relu is an end of the range, and both integrals share every
   evaluation. It prints, for the tolerance given: pairs, seconds a pair by the closed form (rows of 512) and
   by quadrature, and the largest difference of E[relu relu] and of P. */
#include "engine/gaussian.h"
#include "engine/gaussian_pair.h"
#include "engine/random.h"
#include "engine/stopwatch.h"

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

typedef struct {
    double product, slopes;
} both;

typedef struct {
    double from, to;
    both value;
    double error;
} interval;

/* Of x = h + z: E[relu(x) relu(y) | z] and E[step(x) step(y) | z] times the density of z. */
static both integrand(const pair *p, double z)
{
    const double u = (p->k + p->rho * z) / p->root;
    const double density = exp(-0.5 * z * z) * 0.39894228040143267794;
    const double cdf = 0.5 * erfc(-u * 0.70710678118654752440);
    const double second = p->root * (u * cdf + exp(-0.5 * u * u) * 0.39894228040143267794);
    return (both){density * (p->h + z) * second, density * cdf};
}

static interval integrate(const pair *p, double from, double to)
{
    const double middle = 0.5 * (from + to), half = 0.5 * (to - from);
    const both centre = integrand(p, middle);
    both fine = {kronrod[HALF] * centre.product, kronrod[HALF] * centre.slopes}, coarse = {0.0, 0.0};
    for (int i = 0; i < HALF; i++) {
        const both left = integrand(p, middle - half * node[i]),
                   right = integrand(p, middle + half * node[i]);
        const double weight = i % 2 == 1 ? gauss[i / 2] : 0.0;
        fine.product += kronrod[i] * (left.product + right.product);
        fine.slopes += kronrod[i] * (left.slopes + right.slopes);
        coarse.product += weight * (left.product + right.product);
        coarse.slopes += weight * (left.slopes + right.slopes);
    }
    const double error = half * fmax(fabs(fine.product - coarse.product), fabs(fine.slopes - coarse.slopes));
    return (interval){from, to, {half * fine.product, half * fine.slopes}, error};
}

static both adapt(const pair *p, double tolerance)
{
    static interval list[MOST_INTERVALS];
    int count = 1;
    list[0] = integrate(p, -p->h, fmax(-p->h, 0.0) + 9.0);
    for (;;) {
        both sum = {0.0, 0.0};
        double error = 0.0;
        int worst = 0;
        for (int i = 0; i < count; i++) {
            sum.product += list[i].value.product;
            sum.slopes += list[i].value.slopes;
            error += list[i].error;
            if (list[i].error > list[worst].error) worst = i;
        }
        if (error <= tolerance * fmax(sum.product, sum.slopes) || count == MOST_INTERVALS) return sum;
        const double middle = 0.5 * (list[worst].from + list[worst].to);
        list[count++] = integrate(p, middle, list[worst].to);
        list[worst] = integrate(p, list[worst].from, middle);
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

int main(int count, char **words)
{
    static double mean[ROW * ROWS], variance[ROW], covariance[ROW * ROWS], second[ROWS];
    static double product[ROW * ROWS], slopes[ROW * ROWS];
    const double tolerance = count > 1 ? atof(words[1]) : 1e-10;
    draw(mean, covariance, second);
    for (int i = 0; i < ROW; i++) variance[i] = 1.0;

    double closed = INFINITY, adaptive = 0.0, worst[2] = {0.0, 0.0};
    for (int repeat = 0; repeat < 50; repeat++) {
        const double begun = bn_seconds();
        for (int r = 0; r < ROWS; r++)
            bn_relu_row(ROW, mean + r * ROW, variance, covariance + r * ROW, second[r], 1.0,
                        product + r * ROW, slopes + r * ROW);
        closed = fmin(closed, bn_seconds() - begun);
    }
    const double begun = bn_seconds();
    for (int i = 0; i < ROW * ROWS; i++) {
        const double rho = covariance[i];
        const pair p = {mean[i], second[i / ROW], rho, sqrt((1.0 - rho) * (1.0 + rho))};
        const both found = adapt(&p, tolerance);
        worst[0] = fmax(worst[0], fabs(found.product - product[i]));
        worst[1] = fmax(worst[1], fabs(found.slopes - slopes[i]));
    }
    adaptive = bn_seconds() - begun;
    printf("%d %.3e %.3e %.1e %.1e\n", ROW * ROWS, closed / (ROW * ROWS), adaptive / (ROW * ROWS), worst[0],
           worst[1]);
    return 0;
}
