/* Exponential: a is halved until its 1-norm is at most theta_13, where the diagonal Padé approximant of
   degree 13 is exact to double precision; the result is squared as often (N. J. Higham, The scaling and
   squaring method for the matrix exponential revisited, SIAM J. Matrix Anal. Appl. 26, 2005, Algorithm 2.3,
   degree 13 throughout). */
#include "engine/linalg/linalg.h"

#include "engine/linalg/job_internal.h"
#include "engine/linalg/lapack_internal.h"

#include <math.h>
#include <string.h>

// Where the error of the approximant reaches the roundoff of a double (Higham 2005, table 2.3).
static const double theta_13 = 5.371920351148152;

// The coefficients of the numerator, those of x^0 first (Higham 2005, equation 2.8 at degree 13).
static const double pade[14] = {64764752532480000,
                                32382376266240000,
                                7771770303897600,
                                1187353796428800,
                                129060195264000,
                                10559470521600,
                                670442572800,
                                33522128640,
                                1323241920,
                                40840800,
                                960960,
                                16380,
                                182,
                                1};

// The matrices in the scratch, n x n each.
typedef struct {
    int64_t n, size;
    double *a, *a2, *a4, *a6, *u, *v, *product;
} workspace;

static double one_norm(const workspace *w)
{
    double most = 0.0;
    for (int64_t j = 0; j < w->n; j++) {
        double sum = 0.0;
        for (int64_t i = 0; i < w->n; i++) sum += fabs(w->a[j * w->n + i]);
        most = fmax(most, sum);
    }
    return most;
}

// c = a b
static void multiply(const workspace *w, const double *a, const double *b, double *c)
{
    const blasint n = (blasint)w->n;
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0, a, n, b, n, 0.0, c, n);
}

// out = c[0] + c[2] a^2 + c[4] a^4 + c[6] a^6
static void combine(const workspace *w, const double *c, double *out)
{
    for (int64_t k = 0; k < w->size; k++) out[k] = c[2] * w->a2[k] + c[4] * w->a4[k] + c[6] * w->a6[k];
    for (int64_t i = 0; i < w->n; i++) out[i * (w->n + 1)] += c[0];
}

// out = a^6 (c[8] a^2 + c[10] a^4 + c[12] a^6) + (c[0] + c[2] a^2 + c[4] a^4 + c[6] a^6)
static void polynomial(const workspace *w, const double *c, double *out)
{
    double *high = w->product;
    for (int64_t k = 0; k < w->size; k++) high[k] = c[8] * w->a2[k] + c[10] * w->a4[k] + c[12] * w->a6[k];
    combine(w, c, out);
    const blasint n = (blasint)w->n;
    cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1.0, w->a6, n, high, n, 1.0, out, n);
}

// v = (v - u)^-1 (v + u)
static bn_status divide(const workspace *w, int *pivots)
{
    const int n = (int)w->n;
    int info = 0;
    for (int64_t k = 0; k < w->size; k++) {
        const double u = w->u[k], v = w->v[k];
        w->product[k] = v - u;
        w->v[k] = v + u;
    }
    dgetrf_(&n, &n, w->product, &n, pivots, &info);
    if (info == 0) dgetrs_("N", &n, &n, w->product, &n, pivots, w->v, &n, &info, 1);
    return info == 0 ? bn_ok() : bn_fault(BN_NOT_FINITE, "the exponential of the matrix is too large");
}

static workspace lay_out(const bn_job *job, const bn_job_data *data)
{
    const int64_t size = (int64_t)job->n * job->n;
    double *s = data->work;
    return (workspace){.n = job->n,
                       .size = size,
                       .a = data->in[0],
                       .a2 = s,
                       .a4 = s + size,
                       .a6 = s + 2 * size,
                       .u = s + 3 * size,
                       .v = data->out[0],
                       .product = s + 4 * size};
}

static bn_status run_exponential(const bn_job *job, const bn_job_data *data)
{
    const workspace w = lay_out(job, data);
    if (w.n == 0) return bn_ok();
    int halvings = 0;
    const double norm = one_norm(&w);
    if (norm > theta_13) halvings = ilogb(norm / theta_13) + 1;
    for (int64_t k = 0; k < w.size; k++) w.a[k] = ldexp(w.a[k], -halvings);
    multiply(&w, w.a, w.a, w.a2);
    multiply(&w, w.a2, w.a2, w.a4);
    multiply(&w, w.a4, w.a2, w.a6);
    polynomial(&w, pade + 1, w.v); // the odd part but for a factor a
    multiply(&w, w.a, w.v, w.u);
    polynomial(&w, pade, w.v);
    BN_TRY(divide(&w, data->integers));
    for (int i = 0; i < halvings; i++) {
        multiply(&w, w.v, w.v, w.product);
        memcpy(w.v, w.product, (size_t)w.size * sizeof *w.v);
    }
    for (int64_t k = 0; k < w.size; k++)
        if (!isfinite(w.v[k]))
            return bn_fault(BN_NOT_FINITE, "the exponential of the matrix is too large for a double");
    return bn_ok();
}

bn_status bn_linalg_exponential(const bn_tensor *a, bn_tensor *exponential)
{
    BN_TRY(bn_linalg_check_square("a", a));
    const int n = bn_job_rows(a);
    return bn_job_run(&(bn_job){
        .in = {{"a", a, 2, {0}}},
        .out = {{"exponential", exponential, 2, {n, n}}},
        .ins = 1,
        .outs = 1,
        .m = n,
        .n = n,
        .work = 5 * (size_t)n * (size_t)n,
        .integers = (size_t)n,
        .run = run_exponential,
    });
}
