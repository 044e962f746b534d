/* Root: Chandrupatla (1997): inverse quadratic interpolation through the last three points where they are
   placed such that it must be monotone, bisection elsewhere. It needs at most a few times the steps of
   bisection, and few where f is smooth. */
#include "engine/base/root.h"

#include <math.h>

enum { MOST_STEPS = 190 };

// a: the newest point, b: the other end, c: the end before; f changes its sign between a and b.
typedef struct {
    double a, fa, b, fb, c, fc;
} bracket;

static void take(bracket *at, double x, double fx)
{
    if ((fx > 0.0) == (at->fa > 0.0)) {
        at->c = at->a;
        at->fc = at->fa;
    } else {
        at->c = at->b;
        at->fc = at->fb;
        at->b = at->a;
        at->fb = at->fa;
    }
    at->a = x;
    at->fa = fx;
}

// The next point, from a (0) to b (1).
static double next_share(const bracket *at, double least)
{
    const double xi = (at->a - at->b) / (at->c - at->b);
    const double phi = (at->fa - at->fb) / (at->fc - at->fb);
    double share = 0.5;
    if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi)
        share = at->fa / (at->fb - at->fa) * at->fc / (at->fb - at->fc) +
                (at->c - at->a) / (at->b - at->a) * at->fa / (at->fc - at->fa) * at->fb / (at->fc - at->fb);
    return fmin(1.0 - least, fmax(least, share));
}

double bn_root(bn_function f, void *context, double low, double high)
{
    bracket at = {.a = high, .fa = f(context, high), .b = low, .fb = f(context, low)};
    double share = 0.5;
    for (int step = 0; step < MOST_STEPS; step++) {
        const double x = at.a + share * (at.b - at.a);
        const double fx = f(context, x);
        if (isnan(fx)) return NAN;
        take(&at, x, fx);
        const double best = fabs(at.fa) < fabs(at.fb) ? at.a : at.b;
        const double least = (2e-16 * fabs(best) + 1e-300) / fabs(at.b - at.a);
        if (fx == 0.0) return x;
        if (least > 0.5) return best;
        share = next_share(&at, least);
    }
    return at.a;
}

double bn_root_reach(bn_function f, void *context, double most, double *high)
{
    double value = f(context, *high);
    while (!(value > 0.0) && *high <= most) {
        *high *= 2.0;
        value = f(context, *high);
    }
    return value;
}
