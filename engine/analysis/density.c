/* Welch: each segment loses its mean, gets a Hann window and is transformed; products of transforms are
   summed group by group, so that a delete-one-group error needs no second pass. From a covariance: the lag
   window makes it end smoothly, and the transform of the even extension is real. */
#include "engine/analysis/density.h"

#include "common/memory.h"
#include "engine/analysis/fourier.h"

#include <assert.h>
#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

const bn_word bn_lag_window_words[] = {
    {BN_LAG_PARZEN, "parzen", "makes the covariance end smoothly, so that the density is never negative"},
    {BN_LAG_NONE, "none", "the covariance as it is, for one that has decayed within its lags"},
    {0},
};

static const double pi = 3.14159265358979323846;

#define AT(member) offsetof(bn_welch_def, member)

const bn_field bn_welch_fields[] = {
    {"channels", BN_FIELD_INTEGER, AT(channels), .fallback = 1, .least = 1, .most = BN_DENSITY_MAX_CHANNELS,
     .help = "signals"},
    {"trials", BN_FIELD_INTEGER, AT(trials), .fallback = 1, .least = 1, .most = INFINITY,
     .help = "independent stretches of each"},
    {"steps", BN_FIELD_INTEGER, AT(steps), .fallback = 1, .least = 1, .most = BN_FOURIER_MAX_LENGTH,
     .help = "samples in a trial"},
    {"skip", BN_FIELD_INTEGER, AT(skip), .most = BN_FOURIER_MAX_LENGTH,
     .help = "samples at the start of a trial that are not used"},
    {"segment", BN_FIELD_INTEGER, AT(segment), .fallback = 4, .least = 4, .most = BN_FOURIER_MAX_LENGTH,
     .unit = "steps", .help = "samples in a segment"},
    {"groups", BN_FIELD_INTEGER, AT(groups), .fallback = 1, .least = 1, .most = BN_DENSITY_MAX_GROUPS,
     .help = "parts of the segments, for errors"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 1.0, .above = true, .most = INFINITY, .help = "time step"},
    {0},
};

bn_status bn_welch_def_check(const bn_welch_def *def)
{
    const long long segment = def->segment, left = def->steps - def->skip;
    BN_TRY(bn_fields_check(bn_welch_fields, def));
    if (segment % 2 != 0)
        return bn_fault(BN_EINVAL, "segment is %lld; it must be an even number of steps", segment);
    if (segment > left)
        return bn_fault(BN_EINVAL,
                        "segment is %lld; it must not be longer than a trial, of which %lld of %lld "
                        "steps are used",
                        segment, left > 0 ? left : 0, (long long)def->steps);
    if (def->groups > bn_welch_segments(def))
        return bn_fault(BN_EINVAL, "groups is %lld; it must not be more than the %lld segments",
                        (long long)def->groups, (long long)bn_welch_segments(def));
    return bn_ok();
}

static int64_t segments_in_trial(const bn_welch_def *def)
{
    assert(def->segment >= 4);
    return 1 + (def->steps - def->skip - def->segment) / (def->segment / 2);
}

int64_t bn_welch_segments(const bn_welch_def *def)
{
    return def->trials * segments_in_trial(def);
}

double bn_welch_effective(const bn_welch_def *def)
{
    const double in_trial = (double)segments_in_trial(def);
    return (double)bn_welch_segments(def) / (1.0 + 2.0 * (1.0 - 1.0 / in_trial) / 36.0);
}

// What one pass over the segments needs beside the sums.
typedef struct {
    bn_fourier fourier;
    double *window;             // segment, scaled so that products of transforms are densities
    double _Complex *transform; // channels x bins
} welch_work;

static void fill_window(int64_t segment, double dt, double *window)
{
    double power = 0.0;
    for (int64_t t = 0; t < segment; t++) {
        window[t] = 0.5 - 0.5 * cos(2.0 * pi * (double)t / (double)segment);
        power += window[t] * window[t];
    }
    for (int64_t t = 0; t < segment; t++) window[t] *= sqrt(dt / power);
}

/* The density that rounding may leave of n samples with this mean square. A sample, and its distance from the
   mean, is off by the share epsilon of its size, white; the transform adds that at each of its log2(n)
   levels, and the error of the mean appears in the first bins only, as n times the density of white noise.
   Samples that were single before are off by their own epsilon, which no transform adds to. */
static double roundoff_density(int64_t n, double dt, double mean_square, double epsilon)
{
    const double levels = 4.0 * log2((double)n);
    const double of_doubles = DBL_EPSILON * DBL_EPSILON * (levels * levels + 0.25 * (double)n);
    return dt * mean_square * (of_doubles + (epsilon > DBL_EPSILON ? epsilon * epsilon : 0.0));
}

// The transform of x over 2^exponent, windowed and without its mean; *square is the mean square of that.
static bool transform_segment(welch_work *work, const double *x, int exponent, double _Complex *transform,
                              double *square)
{
    bn_fourier *fourier = &work->fourier;
    const double n = (double)fourier->length;
    double *signal = fourier->signal;
    double mean = 0.0, left = 0.0; // the second sum takes what rounding left of the first
    for (int64_t t = 0; t < fourier->length; t++) mean += signal[t] = ldexp(x[t], -exponent);
    mean /= n;
    for (int64_t t = 0; t < fourier->length; t++) left += signal[t] - mean;
    mean += left / n;
    *square = 0.0;
    for (int64_t t = 0; t < fourier->length; t++) {
        *square += signal[t] * signal[t] / n;
        signal[t] = (signal[t] - mean) * work->window[t];
    }
    bn_fourier_forward(fourier);
    memcpy(transform, fourier->spectrum, (size_t)fourier->bins * sizeof *transform);
    return isfinite(mean);
}

static void add_products(int64_t channels, int64_t bins, const double _Complex *transform,
                         double _Complex *sum)
{
    for (int64_t k = 0; k < bins; k++)
        for (int64_t a = 0; a < channels; a++)
            for (int64_t b = 0; b < channels; b++) {
                const double _Complex product = conj(transform[a * bins + k]) * transform[b * bins + k];
                sum[(k * channels + a) * channels + b] += product;
            }
}

static bn_status add_segment(bn_welch *welch, welch_work *work, const double *const *signals, int64_t s)
{
    const bn_welch_def *def = &welch->def;
    const int64_t in_trial = segments_in_trial(def), trial = s / in_trial;
    const int64_t at = trial * def->steps + def->skip + s % in_trial * (def->segment / 2);
    for (int64_t c = 0; c < def->channels; c++) {
        double square;
        if (!transform_segment(work, signals[c] + at, welch->exponent[c], work->transform + c * welch->bins,
                               &square))
            return bn_fault(BN_NOT_FINITE,
                            "signal %lld is not finite in trial %lld between steps %lld and %lld",
                            (long long)c + 1, (long long)trial + 1, (long long)(at - trial * def->steps) + 1,
                            (long long)(at - trial * def->steps + def->segment));
        const double density = roundoff_density(def->segment, def->dt, square, def->epsilon[c]);
        welch->roundoff[c] += density / (double)welch->segments;
    }
    const int64_t group = s * def->groups / welch->segments;
    const int64_t matrices = welch->bins * def->channels * def->channels;
    add_products(def->channels, welch->bins, work->transform, welch->sum + group * matrices);
    welch->count[group]++;
    return bn_ok();
}

static bn_status claim(bn_welch *welch, welch_work *work)
{
    const bn_welch_def *def = &welch->def;
    const size_t bins = (size_t)welch->bins, channels = (size_t)def->channels, groups = (size_t)def->groups;
    size_t matrices;
    if (!bn_memory_product(groups * channels * channels, bins, &matrices)) matrices = SIZE_MAX;
    welch->count = bn_memory_allocate(groups, sizeof *welch->count);
    welch->sum = bn_memory_allocate(matrices, sizeof *welch->sum);
    work->window = bn_memory_allocate((size_t)def->segment, sizeof *work->window);
    work->transform = bn_memory_allocate(bins * channels, sizeof *work->transform);
    if (welch->count == NULL || welch->sum == NULL || work->window == NULL || work->transform == NULL)
        return bn_fault(BN_ENOMEM, "no memory for the cross spectra of %lld signals at %lld frequencies",
                        (long long)channels, (long long)bins);
    return bn_fourier_open(def->segment, &work->fourier);
}

// The exponent of the power of two just above the largest number of a signal that is used, by which dividing is
// exact, and whether its numbers are one number up to rounding.
static void look_at(bn_welch *welch, int64_t channel, const double *signal)
{
    const bn_welch_def *def = &welch->def;
    double least = INFINITY, most = -INFINITY;
    for (int64_t trial = 0; trial < def->trials; trial++)
        for (int64_t t = def->skip; t < def->steps; t++) {
            least = fmin(least, signal[trial * def->steps + t]);
            most = fmax(most, signal[trial * def->steps + t]);
        }
    const double size = fmax(fabs(least), fabs(most));
    if (isfinite(size)) frexp(size, &welch->exponent[channel]);
    welch->constant[channel] = most - least <= 4.0 * fmax(def->epsilon[channel], DBL_EPSILON) * size;
}

static bn_status fill_sums(bn_welch *welch, welch_work *work, const double *const *signals)
{
    BN_TRY(claim(welch, work));
    fill_window(welch->def.segment, welch->def.dt, work->window);
    for (int64_t c = 0; c < welch->def.channels; c++) look_at(welch, c, signals[c]);
    for (int64_t s = 0; s < welch->segments; s++) BN_TRY(add_segment(welch, work, signals, s));
    return bn_ok();
}

bn_status bn_welch_open(const bn_welch_def *def, const double *const *signals, bn_welch *welch)
{
    *welch = (bn_welch){.def = *def};
    BN_TRY(bn_welch_def_check(def));
    welch->bins = def->segment / 2 + 1;
    welch->segments = bn_welch_segments(def);
    welch->effective = bn_welch_effective(def);
    welch_work work = {0};
    const bn_status status = fill_sums(welch, &work, signals);
    bn_memory_free(work.window);
    bn_memory_free(work.transform);
    bn_fourier_close(&work.fourier);
    if (status.code != BN_OK) bn_welch_close(welch);
    return status;
}

void bn_welch_close(bn_welch *welch)
{
    bn_memory_free(welch->count);
    bn_memory_free(welch->sum);
    *welch = (bn_welch){0};
}

void bn_welch_mean_scaled(const bn_welch *welch, int64_t left_out, double _Complex *cross)
{
    const int64_t matrices = welch->bins * welch->def.channels * welch->def.channels;
    int64_t segments = 0;
    memset(cross, 0, (size_t)matrices * sizeof *cross);
    for (int64_t g = 0; g < welch->def.groups; g++) {
        if (g == left_out) continue;
        segments += welch->count[g];
        for (int64_t i = 0; i < matrices; i++) cross[i] += welch->sum[g * matrices + i];
    }
    for (int64_t i = 0; i < matrices; i++) cross[i] /= (double)segments;
}

void bn_welch_mean(const bn_welch *welch, int64_t left_out, double _Complex *cross)
{
    const int64_t channels = welch->def.channels;
    bn_welch_mean_scaled(welch, left_out, cross);
    for (int64_t i = 0; i < welch->bins * channels * channels; i++) {
        const int exponent = welch->exponent[i / channels % channels] + welch->exponent[i % channels];
        double *parts = (double *)&cross[i]; // as C11 6.2.5 lays them out; not every compiler has CMPLX
        parts[0] = ldexp(parts[0], exponent);
        parts[1] = ldexp(parts[1], exponent);
    }
}

bool bn_welch_has_power(const bn_welch *welch, const double _Complex *cross, int64_t bin, int64_t channel)
{
    const int64_t channels = welch->def.channels;
    return creal(cross[(bin * channels + channel) * channels + channel]) > welch->roundoff[channel];
}

bn_status bn_welch_check_constant(const bn_welch *welch, const double _Complex *cross)
{
    for (int64_t c = 0; c < welch->def.channels; c++) {
        int64_t bin = welch->constant[c] ? welch->bins : 1;
        while (bin < welch->bins && !bn_welch_has_power(welch, cross, bin, c)) bin++;
        if (bin == welch->bins)
            return bn_fault(BN_NOT_FINITE,
                            "signal %lld of %lld is constant: what varies in it is rounding alone",
                            (long long)c + 1, (long long)welch->def.channels);
    }
    return bn_ok();
}

void bn_density_one_sided(int64_t samples, double *density, int64_t stride)
{
    const int64_t end = (samples + 1) / 2; // the bin at 1/(2 dt), when there is one, stays
    for (int64_t k = 1; k < end; k++) density[k * stride] *= 2.0;
}

static double parzen(double u)
{
    return u <= 0.5 ? 1.0 - 6.0 * u * u * (1.0 - u) : 2.0 * (1.0 - u) * (1.0 - u) * (1.0 - u);
}

bn_status bn_density_of_covariance(bn_lag_window window, int64_t lags, const double *covariance, double dt,
                                   int64_t n, double *density)
{
    if (lags < 1 || n < 2 * lags || !(dt > 0.0))
        return bn_fault(BN_EINVAL, "%lld lags, n = %lld, dt = %g; n >= 2 lags >= 2 and dt > 0 were needed",
                        (long long)lags, (long long)n, dt);
    bn_fourier fourier;
    BN_TRY(bn_fourier_open(n, &fourier));
    for (int64_t k = 0; k < lags; k++) {
        const double weight = window == BN_LAG_PARZEN ? parzen((double)k / (double)lags) : 1.0;
        fourier.signal[k] = weight * covariance[k] * dt;
        if (k > 0) fourier.signal[n - k] = fourier.signal[k];
    }
    bn_fourier_forward(&fourier);
    for (int64_t k = 0; k < fourier.bins; k++) density[k] = creal(fourier.spectrum[k]);
    bn_fourier_close(&fourier);
    return bn_ok();
}
