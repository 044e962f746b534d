/* Legendre: the roots of P_n by Newton's method from Tricomi's estimate cos(pi (i - 1/4)/(n + 1/2)), P_n and
   its derivative by the three-term recurrence; the weight at a root x of [-1, 1] is 2/((1 - x^2) P_n'(x)^2).
   Half of the roots are computed, the others are their mirror images. */
#include "engine/base/legendre.h"

#include <math.h>

static double slope_at_root(int n, double *x)
{
    double slope = 0.0;
    for (int step = 0; step < 6; step++) {
        double before = 1.0;
        double value = *x;
        for (int k = 2; k <= n; k++) {
            const double next = ((2 * k - 1) * *x * value - (k - 1) * before) / k;
            before = value;
            value = next;
        }
        slope = n * (before - *x * value) / ((1.0 - *x) * (1.0 + *x));
        *x -= value / slope;
    }
    return slope;
}

void bn_legendre_rule(int count, double *at, double *weight)
{
    const double pi = 3.14159265358979323846;
    for (int i = 0; i < (count + 1) / 2; i++) {
        double x = count == 2 * i + 1 ? 0.0 : cos(pi * (i + 0.75) / (count + 0.5));
        const double slope = slope_at_root(count, &x);
        at[i] = 0.5 * (1.0 - x);
        at[count - 1 - i] = 0.5 * (1.0 + x);
        weight[i] = weight[count - 1 - i] = 1.0 / ((1.0 - x) * (1.0 + x) * slope * slope);
    }
}
