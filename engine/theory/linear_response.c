/* The balance equation is increasing and convex in m, so Newton's method from the right converges without a
   safeguard. The noise of a rectified unit is the transform of its covariance, which is a closed form of the
   Euler network's own geometric one; sampling, and with it aliasing, is therefore exact. */
#include "engine/theory/linear_response.h"

#include "common/memory.h"
#include "engine/analysis/density.h"
#include "engine/analysis/fourier.h"
#include "engine/analysis/information.h"
#include "engine/base/root.h"
#include "engine/theory/gaussian.h"
#include "engine/theory/gaussian_pair.h"

#include <float.h>
#include <math.h>
#include <stddef.h>

static const double pi = 3.14159265358979323846;

enum { MOST_DOUBLINGS = 7 };

#define MOST_BALANCE 1e12

#define ROUNDING 1e-14 // share of 1 and J0 G below which their difference is what a transform leaves of 0

#define AT(member) offsetof(bn_linear_def, member)

const bn_field bn_linear_signal_fields[] = {
    {"neurons", BN_FIELD_REAL, AT(neurons), .fallback = 4096.0, .above = true, .most = INFINITY, .help = "N"},
    {"coupling", BN_FIELD_REAL, AT(coupling), .fallback = 1.0, .most = INFINITY, .help = "J₀"},
    {"signal_std", BN_FIELD_REAL, AT(signal_std), .fallback = 0.1, .most = INFINITY,
     .help = "I₁, the standard deviation of the signal I, before it is multiplied by b; of a training run "
             "input_std / √(2 stimulus_tau)"},
    {"stimulus_tau", BN_FIELD_REAL, AT(stimulus_tau), .fallback = 1.0, .above = true, .most = INFINITY,
     .unit = "τ", .help = "τ_S, the correlation time of the signal"},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 1.0 / 1024.0, .least = 1e-6, .most = 1.0, .unit = "τ",
     .help = "length of a step"},
    {0},
};

const bn_field bn_linear_fields[] = {
    {.part = bn_linear_signal_fields},
    {"balance", BN_FIELD_REAL, AT(balance), .fallback = 1.0, .above = true, .most = INFINITY,
     .help = "b, of the input and of the mean coupling"},
    {"input_mean", BN_FIELD_REAL, AT(input_mean), .fallback = 1.0, .least = -INFINITY, .most = INFINITY,
     .help = "I₀"},
    {"noise", BN_FIELD_REAL, AT(noise), .fallback = 0.1, .above = true, .most = INFINITY,
     .why = "without it the rate is infinite", .help = "σ, of the Gaussian noise on every unit"},
    {.part = bn_delay_fields, .offset = AT(delay)},
    {0},
};

bn_linear_def bn_linear_def_default(void)
{
    bn_linear_def def;
    bn_fields_default(bn_linear_fields, &def);
    return def;
}

bn_status bn_linear_check(const bn_linear_def *def)
{
    BN_TRY(bn_fields_check(bn_linear_fields, def));
    return bn_delay_check(&def->delay, def->dt);
}

double bn_linear_amplitude(const bn_linear_def *def)
{
    return def->balance * sqrt(2.0 * def->neurons * def->stimulus_tau) * def->signal_std / def->noise;
}

double bn_linear_rate_unlimited(const bn_linear_def *def)
{
    const double A = bn_linear_amplitude(def);
    return (sqrt(1.0 + A * A) - 1.0) / (2.0 * def->stimulus_tau * log(2.0));
}

double bn_linear_rate_below(const bn_linear_def *def, double cutoff)
{
    const double A = bn_linear_amplitude(def), F = 2.0 * pi * cutoff * def->stimulus_tau,
                 q = sqrt(1.0 + A * A);
    const double sum = F * log1p(A * A / (1.0 + F * F)) + 2.0 * q * atan(F / q) - 2.0 * atan(F);
    return sum / (2.0 * pi * def->stimulus_tau * log(2.0));
}

double bn_linear_rate_sampled(const bn_linear_def *def)
{
    const double rho = exp(-def->dt / def->stimulus_tau), ratio = def->balance * def->signal_std / def->noise;
    const double B = 1.0 + rho * rho + ratio * ratio * def->neurons * (1.0 - rho * rho) * def->dt;
    return log2((B + sqrt(B * B - 4.0 * rho * rho)) / 2.0) / (2.0 * def->dt);
}

double bn_linear_signal_density(const bn_linear_def *def, double frequency)
{
    const double rho = exp(-def->dt / def->stimulus_tau), variance = def->signal_std * def->signal_std;
    const double distance = 1.0 + rho * rho - 2.0 * rho * cos(2.0 * pi * frequency * def->dt);
    return variance * def->dt * (1.0 - rho * rho) / distance;
}

bn_status bn_linear_state_of(const bn_linear_def *def, bn_linear_state *state)
{
    BN_TRY(bn_linear_check(def));
    const double feedback = def->balance * def->coupling, drive = def->balance * def->input_mean;
    const double variance = def->noise * def->noise / (2.0 - def->dt);
    double mean = drive;
    for (int iteration = 0; iteration < 200; iteration++) {
        const bn_rate_moments moments = bn_relu_moments(mean, variance);
        const double excess = mean + feedback * moments.mean - drive;
        mean -= excess / (1.0 + feedback * moments.slope);
        if (fabs(excess) <= 1e-15 * (fabs(drive) + sqrt(variance))) break;
    }
    const bn_rate_moments moments = bn_relu_moments(mean, variance);
    *state = (bn_linear_state){.mean = mean,
                               .variance = variance,
                               .slope = moments.slope,
                               .rate = moments.mean,
                               .relaxation = 1.0 + feedback * moments.slope};
    return bn_ok();
}

// Lags until (1 - dt)^k is below rounding.
static int64_t lags_of(const bn_linear_def *def)
{
    return def->dt < 1.0 ? 2 + (int64_t)ceil(37.0 / -log1p(-def->dt)) : 2;
}

int64_t bn_linear_samples(const bn_linear_def *def)
{
    int64_t n = 64;
    while (n < 2 * lags_of(def)) n *= 2;
    return n;
}

/* E[relu relu] - nu^2 of two values of one unit whose covariance is c. relu(h) = h + relu(-h): with a mean
   above the threshold it is c less a correction for silence, not a small difference of large numbers. */
static double rate_covariance(const bn_linear_state *state, double c)
{
    const double m = -fabs(state->mean), v = state->variance;
    const bn_rate_moments below = bn_relu_moments(m, v);
    double product, slopes;
    bn_relu_pair(m, v, m, v, c, &product, &slopes);
    const double rest = product - below.mean * below.mean;
    return state->mean > 0.0 ? c * (1.0 - 2.0 * below.slope) + rest : rest;
}

static bn_status fill_noise(const bn_linear_def *def, const bn_linear_state *state, int64_t n, double *noise)
{
    const int64_t lags = lags_of(def);
    double *covariance = bn_memory_allocate((size_t)lags, sizeof *covariance);
    if (covariance == NULL) return bn_fault(BN_ENOMEM, "no memory for %lld lags", (long long)lags);
    for (int64_t k = 0; k < lags; k++)
        covariance[k] = rate_covariance(state, state->variance * pow(1.0 - def->dt, (double)k));
    const bn_status status = bn_density_of_covariance(BN_LAG_NONE, lags, covariance, def->dt, n, noise);
    bn_memory_free(covariance);
    return status;
}

// By how much the loop of this balance exceeds the feedback that the delay bears.
typedef struct {
    bn_linear_def def;
    double feedback;
} balance_bound;

static double excess_feedback(void *context, double balance)
{
    balance_bound *at = context;
    bn_linear_state state;
    at->def.balance = balance;
    if (bn_linear_state_of(&at->def, &state).code != BN_OK) return NAN;
    return state.relaxation - 1.0 - at->feedback;
}

bn_status bn_linear_balance_bound(const bn_linear_def *def, double *balance)
{
    balance_bound at = {.def = *def};
    double frequency, high = 1.0;
    BN_TRY(bn_linear_check(def));
    BN_TRY(bn_delay_bound(&def->delay, def->dt, &at.feedback, &frequency));
    *balance = INFINITY;
    if (!(bn_root_reach(excess_feedback, &at, MOST_BALANCE, &high) > 0.0)) return bn_ok();
    *balance = bn_root(excess_feedback, &at, 1e-300, high);
    return bn_ok();
}

static bn_status check_stable(const bn_linear_def *def, const bn_linear_state *state)
{
    double feedback, frequency, balance;
    if (bn_delay_is_zero(&def->delay)) return bn_ok();
    BN_TRY(bn_delay_bound(&def->delay, def->dt, &feedback, &frequency));
    if (state->relaxation - 1.0 < feedback) return bn_ok();
    BN_TRY(bn_linear_balance_bound(def, &balance));
    return bn_fault(
        BN_NO_SOLUTION,
        "the mean oscillates: with this delay and dt = %g it is stable for b < b_max = %.4g; balance = "
        "%g was given",
        def->dt, balance, def->balance);
}

bn_status bn_linear_spectra(const bn_linear_def *def, int64_t n, double _Complex *gain, double _Complex *loop,
                            double *noise, double *signal)
{
    bn_linear_state state;
    BN_TRY(bn_linear_state_of(def, &state));
    BN_TRY(check_stable(def, &state));
    if (n < bn_linear_samples(def))
        return bn_fault(BN_EINVAL, "%lld samples; %lld were needed", (long long)n,
                        (long long)bn_linear_samples(def));
    const double feedback = def->dt * (state.relaxation - 1.0), step = def->dt * def->balance * state.slope;
    for (int64_t k = 0; k <= n / 2; k++) {
        const double frequency = (double)k / ((double)n * def->dt);
        const double _Complex later = cexp(-2.0 * pi * I * frequency * def->dt); // by one step
        const double _Complex leak = 1.0 - (1.0 - def->dt) * later;
        const double _Complex whole =
            leak + feedback * later * bn_delay_transfer(&def->delay, def->dt, later);
        if (gain != NULL) gain[k] = step * later / whole;
        if (loop != NULL) loop[k] = leak / whole;
        if (signal != NULL) signal[k] = bn_linear_signal_density(def, frequency);
    }
    return noise != NULL ? fill_noise(def, &state, n, noise) : bn_ok();
}

// The sum over all n frequencies of a circle, of which 1 ... n/2 - 1 stand for two.
static bn_status error_with(const bn_linear_def *def, int64_t n, double _Complex *gain, double _Complex *loop,
                            double *noise, double *signal, double *error)
{
    BN_TRY(bn_linear_spectra(def, n, gain, loop, noise, signal));
    double sum = 0.0;
    for (int64_t k = 0; k <= n / 2; k++) {
        const double _Complex earlier = cexp(2.0 * pi * I * (double)k / (double)n); // by one step
        const double missed = cabs(def->coupling * gain[k] * earlier - 1.0),
                     heard = def->coupling * cabs(loop[k]);
        const double density = missed * missed * signal[k] + heard * heard * noise[k] / def->neurons;
        sum += k == 0 || 2 * k == n ? density : 2.0 * density;
    }
    *error = sum / ((double)n * def->dt);
    return bn_ok();
}

static bn_status error_of(const bn_linear_def *def, int64_t n, double *error)
{
    const size_t bins = (size_t)(n / 2 + 1);
    double _Complex *responses = bn_memory_allocate(2 * bins, sizeof *responses);
    double *densities = bn_memory_allocate(2 * bins, sizeof *densities);
    bn_status status = bn_fault(BN_ENOMEM, "no memory for %lld frequencies", (long long)bins);
    if (responses != NULL && densities != NULL)
        status = error_with(def, n, responses, responses + bins, densities, densities + bins, error);
    bn_memory_free(responses);
    bn_memory_free(densities);
    return status;
}

bn_status bn_linear_tracking_error(const bn_linear_def *def, double *error)
{
    BN_TRY(bn_linear_check(def));
    int64_t n = bn_linear_samples(def);
    BN_TRY(error_of(def, n, error));
    double before = INFINITY;
    for (int i = 0; i < MOST_DOUBLINGS && !(fabs(*error - before) <= 1e-6 * *error); i++) {
        before = *error;
        n *= 2;
        BN_TRY(error_of(def, n, error));
    }
    return bn_ok();
}

void bn_linear_density(double neurons, double coupling, int64_t bins, const double _Complex *gain,
                       const double _Complex *loop, const double *noise, const double *signal,
                       double *density)
{
    for (int64_t k = 0; k < bins; k++) {
        const double response = cabs(gain[k]),
                     whole = cabs(loop != NULL ? loop[k] : 1.0 - coupling * gain[k]);
        const double passed = whole > ROUNDING * (1.0 + coupling * response) ? whole : 0.0;
        const double heard = response * response * signal[k] * neurons;
        const double disturbed = passed * passed * noise[k];
        density[k] = heard > 0.0 ? log1p(heard / disturbed) / log(2.0) : 0.0;
    }
}

bn_status bn_linear_rate(int64_t bins, double df, double cutoff, const double *noise, const double *density,
                         double *rate)
{
    double square = 0.0; // mean square of the noise over the bins: the scale of its rounding
    for (int64_t k = 0; k < bins; k++) square += noise[k] * noise[k] / (double)bins;
    const double roundoff = 4.0 * DBL_EPSILON * log2((double)bins + 1.0) * sqrt(square);
    for (int64_t k = 0; k < bins && (double)(k - 1) * df < cutoff; k++)
        if (!(noise[k] > roundoff))
            return bn_fault(
                BN_NOT_FINITE,
                "the noise density is %g at f = %g, where more than the %.2g that rounding leaves "
                "was needed: without noise the rate has no bound, and a covariance that has not "
                "settled within its lags has negative densities",
                noise[k], (double)k * df, roundoff);
    for (int64_t k = 0; k < bins && (double)(k - 1) * df < cutoff; k++)
        if (!isfinite(density[k]))
            return bn_fault(
                BN_NOT_FINITE,
                "the information density is %g at f = %g: there 1 - J0 G vanishes, and the network "
                "would amplify a signal without bound",
                density[k], (double)k * df);
    *rate = bn_information_integral(bins, df, density, cutoff);
    return bn_ok();
}

static bn_status check_finite(const char *name, int64_t count, const double *numbers)
{
    for (int64_t k = 0; k < count; k++)
        if (!isfinite(numbers[k]))
            return bn_fault(BN_NOT_FINITE, "the %s is %g at lag %lld", name, numbers[k], (long long)k);
    return bn_ok();
}

static bn_status noise_beyond_last(const bn_linear_def *def, int64_t lags, const double *covariance,
                                   int64_t n, double *noise)
{
    double *decaying = bn_memory_allocate((size_t)lags, sizeof *decaying);
    if (decaying == NULL) return bn_fault(BN_ENOMEM, "no memory for %lld lags", (long long)lags);
    for (int64_t k = 0; k < lags; k++) decaying[k] = covariance[k] - covariance[lags - 1];
    const bn_status status = bn_density_of_covariance(BN_LAG_PARZEN, lags, decaying, def->dt, n, noise);
    bn_memory_free(decaying);
    return status;
}

bn_status bn_linear_predict(const bn_linear_def *def, int64_t taps, const double *response, int64_t lags,
                            const double *covariance, int64_t n, double _Complex *gain, double *noise,
                            double *signal, double *density)
{
    BN_TRY(bn_linear_check(def));
    BN_TRY(check_finite("response", taps, response));
    BN_TRY(check_finite("covariance", lags, covariance));
    BN_TRY(bn_fourier_response(taps, response, n, gain));
    BN_TRY(noise_beyond_last(def, lags, covariance, n, noise));
    for (int64_t k = 0; k <= n / 2; k++)
        signal[k] = bn_linear_signal_density(def, (double)k / ((double)n * def->dt));
    bn_linear_density(def->neurons, def->coupling, n / 2 + 1, gain, NULL, noise, signal, density);
    return bn_ok();
}
