/* Reflections stay in the columns below the diagonal until Q is made of them, from the last to the first. */
#include "engine/analysis/small_qr.h"

#include <math.h>

static bool fits(int n, int k, const double *A)
{
    double most = 0.0;
    if (n > BN_SMALL_QR_MOST) return false;
    for (int i = 0; i < n * k; i++) most = fabs(A[i]) > most ? fabs(A[i]) : most;
    return most > 1e-100 && most < 1e100;
}

// columns p + 1 ... k - 1 <- (1 - tau v v^T) of them, v the part of column p from row p on, where it is 1
static void reflect(int n, int k, int p, double tau, double *A)
{
    const double *v = A + p * n;
    for (int j = p + 1; j < k; j++) {
        double *column = A + j * n, dot = column[p];
        for (int i = p + 1; i < n; i++) dot += v[i] * column[i];
        column[p] -= tau * dot;
        for (int i = p + 1; i < n; i++) column[i] -= tau * dot * v[i];
    }
}

// Column p <- the reflection that sends it to the diagonal; returns its tau.
static double make_reflection(int n, int p, double *A)
{
    double *v = A + p * n, square = 0.0;
    for (int i = p; i < n; i++) square += v[i] * v[i];
    if (square == 0.0) return 0.0;
    const double first = v[p], beta = first > 0.0 ? -sqrt(square) : sqrt(square);
    for (int i = p + 1; i < n; i++) v[i] /= first - beta;
    v[p] = beta;
    return (beta - first) / beta;
}

// The 1-norm of the upper triangle in A, and of its inverse, column by column by substitution.
static double condition_of(int n, int k, const double *A)
{
    double norm = 0.0, inverse_norm = 0.0;
    for (int j = 0; j < k; j++) {
        double x[BN_SMALL_QR_MOST] = {0.0}, sum = 0.0, inverse_sum = 0.0;
        x[j] = 1.0;
        for (int i = j; i >= 0; i--) {
            for (int l = i + 1; l <= j; l++) x[i] -= A[l * n + i] * x[l];
            x[i] /= A[i * n + i];
            sum += fabs(A[j * n + i]);
            inverse_sum += fabs(x[i]);
        }
        norm = sum > norm ? sum : norm;
        if (!(inverse_sum <= inverse_norm)) inverse_norm = inverse_sum; // NaN, of 0/0, too
    }
    return isnan(inverse_norm) ? INFINITY : norm * inverse_norm;
}

bool bn_small_qr(int n, int k, double *A, double *diagonal, double *condition)
{
    if (!fits(n, k, A)) return false;
    double tau[BN_SMALL_QR_MOST];
    for (int p = 0; p < k; p++) {
        tau[p] = make_reflection(n, p, A);
        reflect(n, k, p, tau[p], A);
        diagonal[p] = A[p * n + p];
    }
    *condition = condition_of(n, k, A);
    for (int p = k - 1; p >= 0; p--) {
        double *column = A + p * n;
        reflect(n, k, p, tau[p], A);
        for (int i = 0; i < p; i++) column[i] = 0.0;
        for (int i = p + 1; i < n; i++) column[i] *= -tau[p];
        column[p] = 1.0 - tau[p];
    }
    return true;
}
