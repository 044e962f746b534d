/* A transform holds its own aligned arrays, so one plan fits every call. FFTW plans with FFTW_ESTIMATE only:
   measured plans differ from run to run in their last bits. It goes forward in place, in half of the time of a
   transform from array to array where the length is a large power of two. Without FFTW a real signal is transformed
   as a complex one, and the inverse is the forward transform of the conjugate. */
#include "engine/analysis/fourier.h"

#include "common/memory.h"
#include "engine/analysis/bluestein.h"

#include <string.h>

#ifdef BALNET_WITH_FFTW

#include <fftw3.h>

struct bn_fourier_plan {
    fftw_plan forward, inverse;
};

static bn_status plan_open(bn_fourier *fourier)
{
    const int n = (int)fourier->length;
    fftw_complex *spectrum = (fftw_complex *)fourier->spectrum;
    fourier->plan->forward = fftw_plan_dft_r2c_1d(n, (double *)spectrum, spectrum, FFTW_ESTIMATE);
    fourier->plan->inverse = fftw_plan_dft_c2r_1d(n, spectrum, fourier->signal, FFTW_ESTIMATE);
    if (fourier->plan->forward == NULL || fourier->plan->inverse == NULL)
        return bn_fault(BN_ENOMEM, "FFTW made no plan for %d points", n);
    return bn_ok();
}

static void plan_close(bn_fourier_plan *plan)
{
    fftw_destroy_plan(plan->forward);
    fftw_destroy_plan(plan->inverse);
}

void bn_fourier_forward_of(bn_fourier *fourier, const double *signal)
{
    memcpy(fourier->spectrum, signal, (size_t)fourier->length * sizeof *signal);
    fftw_execute(fourier->plan->forward);
}

static void unscaled_inverse(bn_fourier *fourier)
{
    fftw_execute(fourier->plan->inverse);
}

const char *bn_fourier_library(void)
{
    return fftw_version;
}

#else

struct bn_fourier_plan {
    bn_bluestein transform;
    double _Complex *work; // n
};

static bn_status plan_open(bn_fourier *fourier)
{
    BN_TRY(bn_bluestein_open(fourier->length, &fourier->plan->transform));
    fourier->plan->work = bn_memory_allocate((size_t)fourier->length, sizeof(double _Complex));
    if (fourier->plan->work == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a transform of %lld points", (long long)fourier->length);
    return bn_ok();
}

static void plan_close(bn_fourier_plan *plan)
{
    bn_bluestein_close(&plan->transform);
    bn_memory_free(plan->work);
}

void bn_fourier_forward_of(bn_fourier *fourier, const double *signal)
{
    double _Complex *work = fourier->plan->work;
    for (int64_t j = 0; j < fourier->length; j++) work[j] = signal[j];
    bn_bluestein_forward(&fourier->plan->transform, work);
    memcpy(fourier->spectrum, work, (size_t)fourier->bins * sizeof *work);
}

static void unscaled_inverse(bn_fourier *fourier)
{
    const int64_t n = fourier->length;
    double _Complex *work = fourier->plan->work;
    for (int64_t k = 0; k < fourier->bins; k++) {
        work[(n - k) % n] = fourier->spectrum[k];
        work[k] = conj(fourier->spectrum[k]);
    }
    bn_bluestein_forward(&fourier->plan->transform, work);
    for (int64_t j = 0; j < n; j++) fourier->signal[j] = creal(work[j]);
}

const char *bn_fourier_library(void)
{
    return "built in";
}

#endif

static bn_status claim(bn_fourier *fourier)
{
    fourier->plan = bn_memory_allocate(1, sizeof *fourier->plan);
    fourier->signal = bn_memory_allocate((size_t)fourier->length, sizeof *fourier->signal);
    fourier->spectrum = bn_memory_allocate((size_t)fourier->bins, sizeof *fourier->spectrum);
    if (fourier->plan == NULL || fourier->signal == NULL || fourier->spectrum == NULL)
        return bn_fault(BN_ENOMEM, "no memory for a transform of %lld points", (long long)fourier->length);
    return plan_open(fourier);
}

bn_status bn_fourier_open(int64_t length, bn_fourier *fourier)
{
    *fourier = (bn_fourier){.length = length, .bins = length / 2 + 1};
    if (length < 2 || length > BN_FOURIER_MAX_LENGTH)
        return bn_fault(BN_EINVAL, "a transform of %lld points; 2 to %d were needed", (long long)length,
                        BN_FOURIER_MAX_LENGTH);
    const bn_status status = claim(fourier);
    if (status.code != BN_OK) bn_fourier_close(fourier);
    return status;
}

void bn_fourier_close(bn_fourier *fourier)
{
    if (fourier->plan != NULL) plan_close(fourier->plan);
    bn_memory_free(fourier->plan);
    bn_memory_free(fourier->signal);
    bn_memory_free(fourier->spectrum);
    *fourier = (bn_fourier){0};
}

void bn_fourier_forward(bn_fourier *fourier)
{
    bn_fourier_forward_of(fourier, fourier->signal);
}

void bn_fourier_inverse(bn_fourier *fourier)
{
    unscaled_inverse(fourier);
    const double scale = 1.0 / (double)fourier->length;
    for (int64_t j = 0; j < fourier->length; j++) fourier->signal[j] *= scale;
}

// The transform of `values`, padded with zeros, left in the spectrum.
static void transform_padded(bn_fourier *fourier, int64_t count, const double *values)
{
    memcpy(fourier->signal, values, (size_t)count * sizeof *values);
    memset(fourier->signal + count, 0, (size_t)(fourier->length - count) * sizeof *values);
    bn_fourier_forward(fourier);
}

bn_status bn_fourier_response(int64_t taps, const double *kernel, int64_t n, double _Complex *response)
{
    if (taps < 1 || taps > n)
        return bn_fault(BN_EINVAL, "a kernel of %lld taps; 1 to %lld were needed", (long long)taps,
                        (long long)n);
    bn_fourier fourier;
    BN_TRY(bn_fourier_open(n, &fourier));
    transform_padded(&fourier, taps, kernel);
    memcpy(response, fourier.spectrum, (size_t)fourier.bins * sizeof *response);
    bn_fourier_close(&fourier);
    return bn_ok();
}

static void multiply(int64_t bins, double _Complex *spectrum, const double _Complex *response)
{
    for (int64_t k = 0; k < bins; k++) spectrum[k] *= response[k];
}

// The first value is subtracted before the transform and added back, times the kernel's sum, afterwards: the
// remaining signal starts from 0.
static void filter(bn_fourier *fourier, int64_t count, const double *x, const double _Complex *response,
                   double *y)
{
    const double rest = x[0] * creal(response[0]);
    memset(fourier->signal, 0, (size_t)fourier->length * sizeof *x);
    for (int64_t t = 0; t < count; t++) fourier->signal[t] = x[t] - x[0];
    bn_fourier_forward(fourier);
    multiply(fourier->bins, fourier->spectrum, response);
    bn_fourier_inverse(fourier);
    for (int64_t t = 0; t < count; t++) y[t] = fourier->signal[t] + rest;
}

static int64_t power_of_two_from(int64_t least)
{
    int64_t n = 2;
    while (n < least) n *= 2;
    return n;
}

bn_status bn_fourier_convolve(int64_t count, const double *x, int64_t taps, const double *kernel, double *y)
{
    if (count < 1 || taps < 1 || count > BN_FOURIER_MAX_LENGTH / 2 || taps > BN_FOURIER_MAX_LENGTH / 2)
        return bn_fault(BN_EINVAL, "a convolution of %lld values with %lld taps; 1 to %d of each were needed",
                        (long long)count, (long long)taps, BN_FOURIER_MAX_LENGTH / 2);
    bn_fourier fourier;
    BN_TRY(bn_fourier_open(power_of_two_from(count + taps), &fourier));
    double _Complex *response = bn_memory_allocate((size_t)fourier.bins, sizeof *response);
    if (response != NULL) {
        transform_padded(&fourier, taps, kernel);
        memcpy(response, fourier.spectrum, (size_t)fourier.bins * sizeof *response);
        filter(&fourier, count, x, response, y);
    }
    bn_memory_free(response);
    bn_fourier_close(&fourier);
    return response != NULL ? bn_ok()
                            : bn_fault(BN_ENOMEM, "no memory to filter %lld values", (long long)count);
}
