/* Lambert's W is found as u + log u = log y, which no large y overflows, by Newton's method from the usual series. The
   roots of a gamma distribution are the eigenvalues of its leaks in a ring with the unit; w and its conjugate in one
   real matrix have each root and its conjugate. */
#include "engine/analysis/delay_roots.h"

#include "common/memory.h"
#include "engine/base/blas.h"

#include <math.h>

enum { MOST_ITERATIONS = 100 };

static const double pi = 3.14159265358979323846;

// --- a fixed delay ---

// The start of the search for W(y), log y = c.
static double _Complex first_guess(double _Complex c)
{
    if (creal(c) > 1.5) return c - clog(c);
    const double _Complex y = cexp(c), p = csqrt(2.0 * (1.0 + exp(1.0) * y)); // p is 0 at the branch point
    if (cabs(p) < 1.0) return -1.0 + p * (1.0 + p * (-1.0 / 3.0 + p * (11.0 / 72.0)));
    return cabs(y) < 0.1 ? y / (1.0 + y) : clog(1.0 + y);
}

// The one of a conjugate pair whose imaginary part is not negative.
static double _Complex upper(double _Complex z)
{
    return signbit(cimag(z)) ? conj(z) : z;
}

// The principal branch of u + log u = c, for an imaginary part of c from 0 to pi: that of u is not negative either.
static bn_status lambert(double _Complex c, double _Complex *u)
{
    *u = first_guess(c);
    for (int i = 0; i < MOST_ITERATIONS; i++) {
        *u = upper(*u);
        const double _Complex slope = 1.0 + *u;
        if (cabs(slope) < 1e-9) return bn_ok(); // two roots that meet, to the digits they have
        const double _Complex next = *u * (1.0 + c - clog(*u)) / slope, change = next - *u;
        *u = next;
        if (cabs(change) <= 1e-14 * cabs(next)) return bn_ok();
    }
    return bn_fault(BN_NOT_CONVERGED, "the root of a delayed mode was not found: u + log u = %g + %g i",
                    creal(c), cimag(c));
}

// How many k there are with |angle + 2 pi k| < phase.
static int64_t turns_within(double angle, double phase)
{
    if (!(phase > 0.0)) return 0;
    return (int64_t)ceil((phase - angle) / (2.0 * pi)) - (int64_t)floor((-phase - angle) / (2.0 * pi)) - 1;
}

static int64_t unstable_of_time(double d, double _Complex w)
{
    const double size = cabs(w);
    if (!(size > 1.0)) return 0;
    const double omega = sqrt((size - 1.0) * (size + 1.0));
    return turns_within(carg(w), omega * d + atan(omega));
}

// |z - a| = |w| dt, a = 1 - dt, on the unit circle parts what has left it from what has not.
static int64_t unstable_of_steps(int64_t steps, double dt, double _Complex w)
{
    const double a = 1.0 - dt, radius = cabs(w) * dt;
    const double nearest = 1.0 - fabs(a), furthest = 1.0 + fabs(a);
    if (radius <= nearest) return 0;
    if (radius > furthest) return steps + 1;
    const double angle = acos(fmax(-1.0, fmin(1.0, (1.0 + a * a - radius * radius) / (2.0 * a))));
    const double phase = carg(cexp(I * angle) - a) + (double)steps * angle;
    const int64_t within = turns_within(carg(w), phase);
    return a > 0.0 ? within : steps + 1 - within;
}

static bn_status of_fixed(const bn_delay *delay, double dt, double _Complex w, bn_delay_roots *roots)
{
    const double d = delay->time;
    double _Complex u = 0.0;
    if (w != 0.0) BN_TRY(lambert(clog(upper(w)) + log(d) + d, &u));
    if (cimag(w) < 0.0) u = conj(u);
    *roots = (bn_delay_roots){u / d - 1.0, unstable_of_time(d, w),
                              unstable_of_steps(bn_delay_steps(delay, dt), dt, w)};
    return bn_ok();
}

// --- a gamma distribution ---

// The ring of the unit and n leaks, each variable as real and imaginary part; m: 2 (n + 1) by column.
static void fill_ring(int64_t n, double rate, double _Complex w, double *m)
{
    const int64_t size = 2 * (n + 1);
    for (int64_t i = 0; i < size * size; i++) m[i] = 0.0;
    for (int64_t part = 0; part < 2; part++) {
        m[part * size + part] = -1.0;
        for (int64_t k = 1; k <= n; k++) {
            m[(2 * k + part) * size + 2 * k + part] = -rate;
            m[(2 * k - 2 + part) * size + 2 * k + part] = rate;
        }
    }
    double *last = m + 2 * n * size; // onto the unit, from the last leak
    last[0] += creal(w);
    last[1] += cimag(w);
    last[size] -= cimag(w);
    last[size + 1] += creal(w);
}

static void count(int64_t size, const double *real, const double *imag, double dt, double _Complex w,
                  bn_delay_roots *roots)
{
    int64_t right = 0, outside = 0, best = 0;
    for (int64_t i = 0; i < size; i++) {
        right += real[i] > 0.0;
        outside += hypot(1.0 + dt * real[i], dt * imag[i]) > 1.0;
        if (real[i] > real[best]) best = i;
    }
    const double above = fabs(imag[best]);
    *roots = (bn_delay_roots){real[best] + I * (cimag(w) < 0.0 ? -above : above), right / 2, outside / 2};
}

static bn_status of_gamma(const bn_delay *delay, double dt, double _Complex w, bn_delay_roots *roots)
{
    const int64_t size = 2 * (delay->order + 1), work = 8 * size;
    const int n = (int)size, one = 1, room = (int)work;
    double *m = bn_memory_allocate((size_t)(size * size + 2 * size + work), sizeof *m);
    if (m == NULL) return bn_fault(BN_ENOMEM, "no memory for %d leaks", n);
    double *real = m + size * size, *imag = real + size;
    int info = 0;
    fill_ring(delay->order, (double)delay->order / delay->time, w, m);
    dgeev_("N", "N", &n, m, &n, real, imag, NULL, &one, NULL, &one, imag + size, &room, &info, 1, 1);
    if (info == 0) count(size, real, imag, dt, w, roots);
    bn_memory_free(m);
    if (info == 0) return bn_ok();
    return bn_fault(BN_NOT_CONVERGED, "LAPACK's iteration stopped before converging (info %d)", info);
}

bn_status bn_delay_roots_of(const bn_delay *delay, double dt, double _Complex w, bn_delay_roots *roots)
{
    BN_TRY(bn_delay_check(delay, dt));
    if (bn_delay_is_zero(delay)) return bn_fault(BN_EINVAL, "the delay is 0; a delay was needed");
    if (!(dt < 2.0)) return bn_fault(BN_EINVAL, "dt is %g time constants; less than 2 was needed", dt);
    if (!isfinite(creal(w)) || !isfinite(cimag(w)))
        return bn_fault(BN_EINVAL, "the eigenvalue is %g + %g i; a finite one was needed", creal(w),
                        cimag(w));
    return delay->order > 0 ? of_gamma(delay, dt, w, roots) : of_fixed(delay, dt, w, roots);
}
