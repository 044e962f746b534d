/* One complex Cholesky factorisation of the cross-spectral matrix at each frequency, inputs first: its last
   pivots are those of Syy given x, so the ratio of determinants needs no inverse and a coherence near one
   keeps its digits. The standard error is a delete-one-group jackknife, each estimate with the bias of its
   own number of segments. */
#include "engine/analysis/information.h"

#include "common/memory.h"

#include <math.h>
#include <string.h>

double bn_information_bias(double effective, int64_t inputs, int64_t outputs)
{
    if (!(effective > (double)(inputs + outputs - 1))) return INFINITY;
    double bias = 0.0;
    for (int64_t i = 0; i < outputs; i++)
        for (int64_t j = 1; j <= inputs; j++) bias += 1.0 / (effective - (double)(i + j));
    return bias / log(2.0);
}

double bn_information_integral(int64_t bins, double df, const double *density, double cutoff)
{
    double integral = 0.0;
    for (int64_t k = 0; k + 1 < bins && (double)k * df < cutoff; k++) {
        const double width = fmin(df, cutoff - (double)k * df);
        const double slope = (density[k + 1] - density[k]) / df;
        integral += width * (density[k] + 0.5 * width * slope);
    }
    return integral;
}

void bn_information_leaked(int64_t bins, double df, double rate, double duration, double *density)
{
    const double pi = 3.14159265358979323846;
    for (int64_t k = 0; k < bins; k++) {
        const double omega = 2.0 * pi * (double)k * df;
        const double floor_of_k = 4.0 * pi * pi / 3.0 / ((rate * rate + omega * omega) * duration * duration);
        density[k] = -log2(exp2(-density[k]) + floor_of_k);
    }
}

bn_status bn_information_prefilter(double rate, double dt, int64_t trials, int64_t steps, const double *x,
                                   double *y)
{
    if (!(rate * dt > 0.0 && rate * dt < 2.0))
        return bn_fault(BN_EINVAL, "a leak of rate %g with dt = %g; 0 < rate dt < 2 was needed", rate, dt);
    for (int64_t trial = 0; trial < trials; trial++) {
        double state = x[trial * steps];
        for (int64_t t = 0; t < steps; t++) {
            state += dt * rate * (x[trial * steps + t] - state);
            y[trial * steps + t] = state;
        }
    }
    return bn_ok();
}

// matrix <- its lower Cholesky factor; pivots: the squares of the factor's diagonal. Stops at a pivot that is
// not above what rounding leaves of the diagonal element, and returns false.
static bool factorise(int64_t n, double _Complex *matrix, double *pivots)
{
    for (int64_t j = 0; j < n; j++) {
        const double diagonal = creal(matrix[j * n + j]);
        double pivot = diagonal;
        for (int64_t k = 0; k < j; k++) pivot -= creal(matrix[j * n + k] * conj(matrix[j * n + k]));
        if (!(pivot > 1e-15 * diagonal)) return false;
        pivots[j] = pivot;
        const double root = sqrt(pivot);
        for (int64_t i = j + 1; i < n; i++) {
            double _Complex sum = matrix[i * n + j];
            for (int64_t k = 0; k < j; k++) sum -= matrix[i * n + k] * conj(matrix[j * n + k]);
            matrix[i * n + j] = sum / root;
        }
    }
    return true;
}

// log2 of det Syy / det(Syy given x); false when a matrix is singular. cross: channels x channels, destroyed.
static bool log_ratio(const bn_information_def *def, double _Complex *cross, double _Complex *outputs,
                      double *ratio)
{
    const int64_t n = def->inputs + def->outputs, s = def->inputs, r = def->outputs;
    double given[BN_DENSITY_MAX_CHANNELS] = {0}, alone[BN_DENSITY_MAX_CHANNELS] = {0};
    for (int64_t i = 0; i < r; i++)
        memcpy(outputs + i * r, cross + (s + i) * n + s, (size_t)r * sizeof *outputs);
    if (!factorise(n, cross, given) || !factorise(r, outputs, alone)) return false;
    double product = 1.0; // of numbers that are at least one
    for (int64_t i = 0; i < r; i++) product *= alone[i] / given[s + i];
    *ratio = log2(product);
    return true;
}

// What is measured once over all groups and again without each.
typedef struct {
    const bn_information_def *def;
    const bn_welch *welch;
    double _Complex *cross;   // bins x channels x channels
    double _Complex *outputs; // outputs x outputs
    double *density;          // bins
} estimate;

static bn_status singular_at(const estimate *e, int64_t k)
{
    const bn_welch *welch = e->welch;
    const double f = (double)k / ((double)e->def->segment * e->def->dt);
    for (int64_t c = 0; c < welch->def.channels; c++)
        if (!bn_welch_has_power(welch, e->cross, k, c))
            return bn_fault(
                BN_NOT_FINITE,
                "%s %lld has no power at f = %g but what rounding leaves, and no coherence there; "
                "a lower cutoff leaves that out",
                c < e->def->inputs ? "input" : "output",
                (long long)(c < e->def->inputs ? c : c - e->def->inputs) + 1, f);
    return bn_fault(BN_NOT_FINITE,
                    "the information density is infinite at f = %g: a signal is an exact linear function of "
                    "the others",
                    f);
}

static bool all_have_power(const estimate *e, int64_t k)
{
    bool all = true;
    for (int64_t c = 0; c < e->welch->def.channels; c++)
        all = all && bn_welch_has_power(e->welch, e->cross, k, c);
    return all;
}

// NaN above the cutoff, where there is none.
static bn_status fill_density(estimate *e, int64_t left_out, double cutoff)
{
    const int64_t matrix = e->welch->def.channels * e->welch->def.channels;
    const double df = 1.0 / ((double)e->def->segment * e->def->dt);
    bn_welch_mean_scaled(e->welch, left_out, e->cross);
    BN_TRY(bn_welch_check_constant(e->welch, e->cross));
    for (int64_t k = 1; k < e->welch->bins; k++) {
        const bool needed = (double)(k - 1) * df < cutoff;
        const bool present = all_have_power(e, k);
        if (present && log_ratio(e->def, e->cross + k * matrix, e->outputs, &e->density[k])) continue;
        if (needed) return singular_at(e, k);
        e->density[k] = NAN;
    }
    e->density[0] = e->density[1];
    return bn_ok();
}

static double share_left(const bn_welch *welch, int64_t left_out)
{
    return left_out < 0 ? 1.0 : 1.0 - (double)welch->count[left_out] / (double)welch->segments;
}

static bn_status rate_without(estimate *e, int64_t left_out, double cutoff, double *raw, double *bias)
{
    BN_TRY(fill_density(e, left_out, cutoff));
    const double effective = e->welch->effective * share_left(e->welch, left_out);
    *raw = bn_information_integral(e->welch->bins, 1.0 / ((double)e->def->segment * e->def->dt), e->density,
                                   cutoff);
    *bias = cutoff * bn_information_bias(effective, e->def->inputs, e->def->outputs);
    return bn_ok();
}

static bn_status jackknife(estimate *e, double cutoff, double *standard_error)
{
    const int64_t groups = e->welch->def.groups;
    double mean = 0.0, squares = 0.0; // running, as by Welford
    for (int64_t g = 0; g < groups && groups > 1; g++) {
        double raw, bias;
        BN_TRY(rate_without(e, g, cutoff, &raw, &bias));
        const double change = raw - bias - mean;
        mean += change / (double)(g + 1);
        squares += change * (raw - bias - mean);
    }
    *standard_error = groups > 1 ? sqrt(squares * (double)(groups - 1) / (double)groups) : NAN;
    return bn_ok();
}

static bn_status fill_result(estimate *e, double cutoff, bn_information *information)
{
    const bn_welch *welch = e->welch;
    *information =
        (bn_information){.cutoff = cutoff, .segments = welch->segments, .effective = welch->effective};
    BN_TRY(jackknife(e, cutoff, &information->standard_error));
    BN_TRY(rate_without(e, -1, cutoff, &information->raw, &information->bias));
    information->rate = information->raw - information->bias;
    for (int64_t k = 0; k < welch->bins; k++) e->density[k] -= information->bias / cutoff;
    return bn_ok();
}

static double band_limit(const bn_information_def *def)
{
    return def->cutoff == INFINITY ? 0.5 / def->dt : def->cutoff;
}

static bn_welch_def welch_def_of(const bn_information_def *def)
{
    bn_welch_def welch = {.channels = def->inputs + def->outputs,
                          .trials = def->trials,
                          .steps = def->steps,
                          .skip = def->skip,
                          .segment = def->segment,
                          .groups = def->groups,
                          .dt = def->dt};
    memcpy(welch.epsilon, def->epsilon, sizeof welch.epsilon);
    return welch;
}

static bn_status check_segments(const bn_welch_def *welch)
{
    const int64_t segments = bn_welch_segments(welch),
                  largest = (segments + welch->groups - 1) / welch->groups;
    const double kept = welch->groups > 1 ? 1.0 - (double)largest / (double)segments : 1.0;
    if (bn_welch_effective(welch) * kept > (double)(welch->channels + 1)) return bn_ok();
    return bn_fault(
        BN_EINVAL,
        "%lld segments in %lld groups are too few for %lld signals: shorten the segment (%lld steps) or "
        "record longer",
        (long long)segments, (long long)welch->groups, (long long)welch->channels, (long long)welch->segment);
}

static bn_status check_def(const bn_information_def *def)
{
    if (def->inputs < 1 || def->outputs < 1)
        return bn_fault(BN_EINVAL, "inputs and outputs must be at least 1");
    const bn_welch_def welch = welch_def_of(def);
    BN_TRY(bn_welch_def_check(&welch));
    const double cutoff = band_limit(def), nyquist = 0.5 / def->dt,
                 lowest = 1.0 / ((double)def->segment * def->dt);
    if (!(cutoff >= lowest && cutoff <= nyquist))
        return bn_fault(BN_EINVAL, "cutoff is %g; %g (one over a segment) to %g (1/(2 dt)) was needed",
                        cutoff, lowest, nyquist);
    return check_segments(&welch);
}

static bn_status measure(const bn_information_def *def, const bn_welch *welch, bn_information *information,
                         double *density)
{
    const size_t matrix = (size_t)(welch->def.channels * welch->def.channels);
    double _Complex *cross = bn_memory_allocate((size_t)(welch->bins + 1) * matrix, sizeof *cross);
    if (cross == NULL) return bn_fault(BN_ENOMEM, "no memory for %lld cross spectra", (long long)welch->bins);
    estimate e = {.def = def, .welch = welch, .cross = cross, .density = density};
    e.outputs = cross + (size_t)welch->bins * matrix;
    const bn_status status = fill_result(&e, band_limit(def), information);
    bn_memory_free(cross);
    return status;
}

bn_status bn_information_measure(const bn_information_def *def, const double *const *inputs,
                                 const double *const *outputs, bn_information *information, double *density)
{
    BN_TRY(check_def(def));
    const bn_welch_def welch_def = welch_def_of(def);
    const double *signals[BN_DENSITY_MAX_CHANNELS];
    for (int64_t i = 0; i < def->inputs; i++) signals[i] = inputs[i];
    for (int64_t i = 0; i < def->outputs; i++) signals[def->inputs + i] = outputs[i];
    bn_welch welch;
    BN_TRY(bn_welch_open(&welch_def, signals, &welch));
    const bn_status status = measure(def, &welch, information, density);
    bn_welch_close(&welch);
    return status;
}
