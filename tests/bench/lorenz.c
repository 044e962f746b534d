/* The peer of flows.lua: exponents of the Lorenz system as one would write them in C for it alone, by the same steps:
   classical Runge-Kutta for the state and three vectors, Gram-Schmidt every 20 steps. Prints nanoseconds a step, the
   best of some runs, and the exponents. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum { STEPS = 200000, EVERY = 20, RUNS = 10 };

static void velocity(const double *s, double *v)
{
    const double x = s[0], y = s[1], z = s[2];
    v[0] = 10.0 * (y - x);
    v[1] = x * (28.0 - z) - y;
    v[2] = x * y - 8.0 / 3.0 * z;
    for (int k = 1; k <= 3; k++) {
        const double *q = s + 3 * k;
        v[3 * k] = 10.0 * (q[1] - q[0]);
        v[3 * k + 1] = (28.0 - z) * q[0] - q[1] - x * q[2];
        v[3 * k + 2] = y * q[0] + x * q[1] - 8.0 / 3.0 * q[2];
    }
}

static void step(double *s, double h)
{
    double k[4][12], at[12];
    velocity(s, k[0]);
    for (int i = 0; i < 12; i++) at[i] = s[i] + h / 2.0 * k[0][i];
    velocity(at, k[1]);
    for (int i = 0; i < 12; i++) at[i] = s[i] + h / 2.0 * k[1][i];
    velocity(at, k[2]);
    for (int i = 0; i < 12; i++) at[i] = s[i] + h * k[2][i];
    velocity(at, k[3]);
    for (int i = 0; i < 12; i++) s[i] += h / 6.0 * (k[0][i] + 2.0 * k[1][i] + 2.0 * k[2][i] + k[3][i]);
}

static void orthonormalise(double *vectors, double *sum)
{
    for (int p = 0; p < 3; p++) {
        double *q = vectors + 3 * p;
        for (int r = 0; r < p; r++) {
            const double *u = vectors + 3 * r, dot = q[0] * u[0] + q[1] * u[1] + q[2] * u[2];
            for (int i = 0; i < 3; i++) q[i] -= dot * u[i];
        }
        const double length = sqrt(q[0] * q[0] + q[1] * q[1] + q[2] * q[2]);
        sum[p] += log(length);
        for (int i = 0; i < 3; i++) q[i] /= length;
    }
}

static double run(double *sum)
{
    double s[12] = {1.0, 2.0, 20.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0};
    struct timespec begin, end;
    memset(sum, 0, 3 * sizeof *sum);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    for (int i = 1; i <= STEPS; i++) {
        step(s, 0.01);
        if (i % EVERY == 0) orthonormalise(s + 3, sum);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    return ((double)(end.tv_sec - begin.tv_sec) * 1e9 + (double)(end.tv_nsec - begin.tv_nsec)) / STEPS;
}

int main(void)
{
    double best = INFINITY, sum[3];
    for (int i = 0; i < RUNS; i++) best = fmin(best, run(sum));
    printf("%.2f %.5f %.5f %.5f\n", best, sum[0] / (STEPS * 0.01), sum[1] / (STEPS * 0.01),
           sum[2] / (STEPS * 0.01));
    return 0;
}
