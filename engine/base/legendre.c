/* Legendre: the roots of P_n by Newton's method from Tricomi's estimate
   (1 - (n - 1)/(8 n^3)) cos(pi (i - 1/4)/(n + 1/2)), P_n and its derivative by the three-term recurrence; the weight
   at a root x of [-1, 1] is 2/((1 - x^2) P_n'(x)^2). Half of the roots are computed, some at a time, since one waits
   for its own recurrence; the others are their mirror images. */
#include "engine/base/legendre.h"

#include <math.h>
#include <stdbool.h>

enum { AT_ONCE = 16, MOST_STEPS = 6 };

// A step of Newton's, relative to the way to the end, after which one more is exact to rounding.
#define CLOSE 1e-9

// P_n in `value` and P_(n-1) in `before`.
static void evaluate(int n, const double *x, double *restrict value, double *restrict before)
{
    for (int j = 0; j < AT_ONCE; j++) {
        before[j] = 1.0;
        value[j] = x[j];
    }
    for (int k = 2; k <= n; k++) {
        const double share = (double)(k - 1) / k;
        for (int j = 0; j < AT_ONCE; j++) {
            const double product = x[j] * value[j];
            const double next = product + share * (product - before[j]);
            before[j] = value[j];
            value[j] = next;
        }
    }
}

// Moves all x to the roots near them and gives the slopes of P_n there.
static void find_roots(int n, double *x, double *slope)
{
    double value[AT_ONCE], before[AT_ONCE], longest = INFINITY;
    bool is_last = false;
    for (int step = 0; step < MOST_STEPS && !is_last; step++) {
        is_last = longest <= CLOSE;
        longest = 0.0;
        evaluate(n, x, value, before);
        for (int j = 0; j < AT_ONCE; j++) {
            slope[j] = n * (before[j] - x[j] * value[j]) / ((1.0 - x[j]) * (1.0 + x[j]));
            const double by = value[j] / slope[j];
            x[j] -= by;
            longest = fmax(longest, fabs(by) / (1.0 - fabs(x[j])));
        }
    }
}

void bn_legendre_rule(int count, double *at, double *weight)
{
    const double pi = 3.14159265358979323846, n = count;
    const int half = (count + 1) / 2;
    for (int first = 0; first < half; first += AT_ONCE) {
        double x[AT_ONCE], slope[AT_ONCE];
        for (int j = 0; j < AT_ONCE; j++) {
            const int i = first + j < half ? first + j : half - 1; // the last one fills up
            x[j] = count == 2 * i + 1
                       ? 0.0
                       : (1.0 - (n - 1.0) / (8.0 * n * n * n)) * cos(pi * (i + 0.75) / (n + 0.5));
        }
        find_roots(count, x, slope);
        for (int j = 0; j < AT_ONCE && first + j < half; j++) {
            const int i = first + j;
            at[i] = 0.5 * (1.0 - x[j]);
            at[count - 1 - i] = 0.5 * (1.0 + x[j]);
            weight[i] = weight[count - 1 - i] = 1.0 / ((1.0 - x[j]) * (1.0 + x[j]) * slope[j] * slope[j]);
        }
    }
}
