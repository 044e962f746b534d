/* FFT: each line is brought into a buffer, transformed there and brought out, so that one plan fits all
   lines. The inverse complex transform is the forward one of exchanged real and imaginary parts. FFTW plans
   with FFTW_ESTIMATE, as in fourier.c. */
#include "engine/analysis/fft.h"

#include "common/memory.h"
#include "engine/analysis/bluestein.h"
#include "engine/analysis/fourier.h"

#include <complex.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#ifdef BALNET_WITH_FFTW

#include <fftw3.h>

// A complex transform of one length, in place on its own buffer.
typedef struct {
    fftw_plan plan;
    double _Complex *line; // n
} transform;

static bn_status open_transform(int64_t n, transform *t)
{
    *t = (transform){.line = bn_memory_allocate_unset((size_t)n, sizeof *t->line)};
    if (t->line == NULL) return bn_fault(BN_ENOMEM, "no memory for a transform of %lld points", (long long)n);
    fftw_complex *line = (fftw_complex *)t->line;
    t->plan = fftw_plan_dft_1d((int)n, line, line, FFTW_FORWARD, FFTW_ESTIMATE);
    if (t->plan != NULL) return bn_ok();
    bn_memory_free(t->line);
    return bn_fault(BN_ENOMEM, "FFTW made no plan for %lld points", (long long)n);
}

static void close_transform(transform *t)
{
    fftw_destroy_plan(t->plan);
    bn_memory_free(t->line);
}

static void run_transform(transform *t)
{
    fftw_execute(t->plan);
}

#else

typedef struct {
    bn_bluestein plan;
    double _Complex *line; // n
} transform;

static bn_status open_transform(int64_t n, transform *t)
{
    *t = (transform){.line = bn_memory_allocate_unset((size_t)n, sizeof *t->line)};
    if (t->line == NULL) return bn_fault(BN_ENOMEM, "no memory for a transform of %lld points", (long long)n);
    const bn_status status = bn_bluestein_open(n, &t->plan);
    if (status.code != BN_OK) bn_memory_free(t->line);
    return status;
}

static void close_transform(transform *t)
{
    bn_bluestein_close(&t->plan);
    bn_memory_free(t->line);
}

static void run_transform(transform *t)
{
    bn_bluestein_forward(&t->plan, t->line);
}

#endif

static bn_status check(int64_t lines, int64_t n)
{
    if (lines < 0 || n < 1 || n > BN_FFT_MOST)
        return bn_fault(BN_EINVAL, "%lld transforms of %lld points; lengths of 1 to %d were needed",
                        (long long)lines, (long long)n, BN_FFT_MOST);
    return bn_ok();
}

// The parts exchanged: the transform of i conj(y) is i conj of the inverse.
static bn_complex_lines exchanged(const bn_complex_lines *lines)
{
    return (bn_complex_lines){.real = lines->imag, .imag = lines->real};
}

static void take_line(int64_t n, const double *real, const double *imag, double _Complex *line)
{
    for (int64_t j = 0; j < n; j++) {
        double *parts = (double *)&line[j]; // as C11 6.2.5 lays them out; not every compiler has CMPLX
        parts[0] = real == NULL ? 0.0 : real[j];
        parts[1] = imag == NULL ? 0.0 : imag[j];
    }
}

static void put_line(int64_t n, double scale, const double _Complex *line, double *real, double *imag)
{
    for (int64_t j = 0; j < n; j++) {
        real[j] = scale * creal(line[j]);
        imag[j] = scale * cimag(line[j]);
    }
}

bn_status bn_fft_complex(int64_t lines, int64_t n, bool inverse, const bn_complex_lines *in,
                         const bn_complex_lines *out)
{
    transform t;
    BN_TRY(check(lines, n));
    BN_TRY(open_transform(n, &t));
    const bn_complex_lines from = inverse ? exchanged(in) : *in, to = inverse ? exchanged(out) : *out;
    for (int64_t l = 0; l < lines; l++) {
        take_line(n, from.real == NULL ? NULL : from.real + l * n,
                  from.imag == NULL ? NULL : from.imag + l * n, t.line);
        run_transform(&t);
        put_line(n, inverse ? 1.0 / (double)n : 1.0, t.line, to.real + l * n, to.imag + l * n);
    }
    close_transform(&t);
    return bn_ok();
}

static bn_status open_kept(int64_t n, bn_fourier *kept)
{
    if (kept->length == n) return bn_ok();
    bn_fourier_close(kept);
    return bn_fourier_open(n, kept);
}

bn_status bn_fft_real(int64_t lines, int64_t n, const double *in, const bn_complex_lines *out,
                      bn_fourier *kept)
{
    const int64_t bins = n / 2 + 1;
    BN_TRY(check(lines, n));
    if (n == 1) { // which a plan of real transforms does not take
        for (int64_t l = 0; l < lines; l++) out->real[l] = in[l], out->imag[l] = 0.0;
        return bn_ok();
    }
    BN_TRY(open_kept(n, kept));
    for (int64_t l = 0; l < lines; l++) {
        bn_fourier_forward_of(kept, in + l * n);
        put_line(bins, 1.0, kept->spectrum, out->real + l * bins, out->imag + l * bins);
    }
    return bn_ok();
}

bn_status bn_fft_real_inverse(int64_t lines, int64_t n, const bn_complex_lines *in, double *out,
                              bn_fourier *kept)
{
    const int64_t bins = n / 2 + 1;
    BN_TRY(check(lines, n));
    if (n == 1) {
        for (int64_t l = 0; l < lines; l++) out[l] = in->real[l];
        return bn_ok();
    }
    BN_TRY(open_kept(n, kept));
    double _Complex *spectrum = kept->spectrum;
    for (int64_t l = 0; l < lines; l++) {
        take_line(bins, in->real + l * bins, in->imag == NULL ? NULL : in->imag + l * bins, spectrum);
        spectrum[0] = creal(spectrum[0]);
        if (n % 2 == 0) spectrum[n / 2] = creal(spectrum[n / 2]);
        bn_fourier_inverse(kept);
        memcpy(out + l * n, kept->signal, (size_t)n * sizeof *out);
    }
    return bn_ok();
}
