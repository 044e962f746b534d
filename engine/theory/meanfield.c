/* Mean field: only the column of the present time is kept. Columns stand in buffers of twice their length,
   and slide back when they reach the end, so that a row of integrals is always contiguous. r and the like are
   first-order filters along the column; the integrals, which take nearly all of the time, are one call for
   the whole row. */
#include "engine/theory/meanfield.h"

#include "engine/theory/meanfield_internal.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

const bn_word bn_mean_step_words[] = {
    {BN_MEAN_STIFF, "stiff", "continuous time"},
    {BN_MEAN_EULER, "euler", "as an Euler network"},
    {0},
};

#define AT(member) offsetof(bn_meanfield_def, member)

#define SHARED(member) AT(member) == offsetof(bn_stationary_def, member)
_Static_assert(SHARED(activation) && SHARED(activation_power) && SHARED(activation_table) && SHARED(gain) &&
                   SHARED(balance) && SHARED(coupling),
               "bn_theory_network_fields describes both");

const bn_field bn_meanfield_fields[] = {
    {.part = bn_theory_network_fields},
    {.part = bn_theory_noise_field, .offset = AT(noise)},
    {"dt", BN_FIELD_REAL, AT(dt), .fallback = 0.0625, .above = true, .most = 1.0, .below = true, .unit = "τ",
     .help = "length of a step"},
    {.part = bn_delay_fields, .offset = AT(delay)},
    {"band", BN_FIELD_INTEGER, AT(band), .fallback = 640, .least = 2, .most = BN_MEANFIELD_MOST_BAND,
     .unit = "steps", .help = "lags kept: 32 τ are enough for chaotic states, 64 τ for suppressed ones"},
    {"mean_step", BN_FIELD_WORD, AT(mean_step), .words = bn_mean_step_words,
     .help = "how the mean takes a step"},
    {"lyapunov", BN_FIELD_FLAG, AT(lyapunov), .help = "follow two states that part"},
    {"terms", BN_FIELD_INTEGER, AT(terms), .fallback = 256, .least = 2, .most = BN_SERIES_MOST_TERMS,
     .help = "of the series of activations other than relu"},
    {"neurons", BN_FIELD_INTEGER, AT(neurons), .most = 1000000000, .zero = "without end",
     .help = "N: the fluctuation of a network of N units is added to ν"},
    {0},
};

bn_meanfield_def bn_meanfield_def_default(void)
{
    bn_meanfield_def def = {.seed = 1};
    bn_fields_default(bn_meanfield_fields, &def);
    return def;
}

bn_stationary_def bn_meanfield_stationary(const bn_meanfield_def *def, double input)
{
    return (bn_stationary_def){.activation = def->activation,
                               .activation_power = def->activation_power,
                               .activation_table = def->activation_table,
                               .gain = def->gain,
                               .balance = def->balance,
                               .coupling = def->coupling,
                               .input_mean = input,
                               .noise = def->noise};
}

bn_status bn_meanfield_check(const bn_meanfield_def *def)
{
    const bn_stationary_def stationary = bn_meanfield_stationary(def, 1.0);
    BN_TRY(bn_fields_check(bn_meanfield_fields, def));
    BN_TRY(bn_meanfield_delay_check(&def->delay, def->dt, def->band, bn_meanfield_delay_bytes(def)));
    BN_TRY(bn_series_check_pairs(def->activation, def->activation_power));
    return bn_stationary_check(&stationary);
}

bn_meanfield bn_meanfield_lay_out(bn_arena *arena, const bn_meanfield_def *def)
{
    bn_meanfield theory = {.def = *def, .capacity = 2 * (def->band + 1)};
    const size_t capacity = (size_t)theory.capacity;
    const size_t terms = (size_t)def->terms;
    for (int i = 0; i < BN_COLUMNS; i++) theory.column[i] = bn_arena_take(arena, capacity, sizeof(double));
    theory.delay = bn_meanfield_delay_lay_out(arena, def);
    if (def->neurons > 0) theory.finite = bn_finite_size_lay_out(arena, def->neurons, def->seed);
    if (bn_meanfield_is_closed(def)) return theory;
    theory.series = bn_gaussian_series_lay_out(arena, def->activation, def->activation_power,
                                               def->activation_table, terms);
    theory.def.activation_table = theory.series.table; // the caller may free the other
    theory.value = bn_arena_take(arena, terms * capacity, sizeof(double));
    theory.slope = bn_arena_take(arena, terms * capacity, sizeof(double));
    theory.value_now = bn_arena_take(arena, terms, sizeof(double));
    theory.slope_now = bn_arena_take(arena, terms, sizeof(double));
    return theory;
}

const double *bn_meanfield_column_of(const bn_meanfield *theory, bn_meanfield_column column)
{
    return theory->column[column] + theory->first;
}

// --- the present time ---

static void slide(bn_meanfield *theory)
{
    const size_t bytes = (size_t)theory->length * sizeof(double);
    for (int i = 0; i < BN_COLUMNS; i++) memmove(theory->column[i], theory->column[i] + theory->first, bytes);
    for (int64_t n = 0; theory->value != NULL && n < theory->def.terms; n++) {
        double *const value = theory->value + n * theory->capacity;
        double *const slope = theory->slope + n * theory->capacity;
        memmove(value, value + theory->first, bytes);
        memmove(slope, slope + theory->first, bytes);
    }
    theory->first = 0;
}

// --- finite size ---

void bn_meanfield_covariances(const bn_meanfield *theory, double *covariance, double *rate_covariance)
{
    const int64_t newest = theory->length - 1;
    const double *c = bn_meanfield_column_of(theory, BN_COLUMN_COVARIANCE);
    const double *product = bn_meanfield_column_of(theory, BN_COLUMN_PRODUCT);
    const double *rate = bn_meanfield_column_of(theory, BN_COLUMN_RATE);
    for (int64_t lag = 0; lag <= theory->def.band; lag++) {
        const int64_t i = newest - lag;
        if (covariance != NULL) covariance[lag] = i >= 0 ? c[i] : 0.0;
        if (rate_covariance != NULL)
            rate_covariance[lag] = i >= 0 ? product[i] - rate[i] * rate[newest] : 0.0;
    }
}

// Draws zeta_n; the frozen part of the covariance of the rates is taken to be its value at the oldest time
// kept.
static void fluctuate(bn_meanfield *theory)
{
    if (theory->def.neurons == 0) return;
    const int64_t newest = theory->length - 1;
    const double *product = bn_meanfield_column_at(theory, BN_COLUMN_PRODUCT);
    const double *rate = bn_meanfield_column_at(theory, BN_COLUMN_RATE);
    const double frozen = product[0] - rate[0] * rate[newest];
    double covariance[BN_FINITE_LAGS + 1];
    int64_t lags = 0;
    for (; lags <= BN_FINITE_LAGS && lags <= newest; lags++) {
        const int64_t i = newest - lags;
        covariance[lags] = product[i] - rate[i] * rate[newest];
    }
    theory->fluctuation = bn_finite_size_draw(&theory->finite, lags, covariance, frozen);
}

double bn_meanfield_rate(const bn_meanfield *theory)
{
    return theory->moments.mean + theory->fluctuation;
}

double bn_meanfield_time(const bn_meanfield *theory)
{
    return (double)theory->step * theory->def.dt;
}

// --- the step ---

static bn_status finite_or_fault(const bn_meanfield *theory, const char *quantity, double value,
                                 bool may_be_negative)
{
    if (isfinite(value) && (may_be_negative || value >= 0.0)) return bn_ok();
    return bn_fault(BN_NOT_FINITE, "the %s became %g at t = %.6g (step %lld)", quantity, value,
                    bn_meanfield_time(theory), (long long)theory->step);
}

static bn_status check_present(const bn_meanfield *theory)
{
    const int64_t newest = theory->length - 1;
    const double *separation = bn_meanfield_column_of(theory, BN_COLUMN_SEPARATION);
    BN_TRY(finite_or_fault(theory, "variance", bn_meanfield_column_of(theory, BN_COLUMN_VARIANCE)[newest],
                           false));
    BN_TRY(finite_or_fault(theory, "mean", bn_meanfield_column_of(theory, BN_COLUMN_MEAN)[newest], true));
    BN_TRY(finite_or_fault(theory, "mean rate", bn_meanfield_rate(theory), true));
    BN_TRY(finite_or_fault(theory, "response", bn_meanfield_column_of(theory, BN_COLUMN_RESPONSE)[newest],
                           true));
    if (!theory->separating) return bn_ok();
    return finite_or_fault(theory, "squared distance of two states", separation[newest], false);
}

// f_0 = 0, f_{i+1} = (1 - dt) f_i + drive_i along a column.
static void filter_response(const bn_meanfield *theory, double *response, const double *independent)
{
    const int64_t newest = theory->length - 1;
    const double *product = bn_meanfield_heard_product(theory);
    const double keep = 1.0 - theory->def.dt;
    const double strength = theory->def.dt * theory->def.gain * theory->def.gain;
    response[0] = 0.0;
    for (int64_t i = 0; i < newest; i++) {
        const double outside = independent == NULL ? 0.0 : theory->def.dt * independent[newest - i];
        response[i + 1] = keep * response[i] + (strength * product[i] + outside);
    }
}

static void filter_separation(bn_meanfield *theory)
{
    const int64_t newest = theory->length - 1;
    const double *slopes = bn_meanfield_column_at(theory, BN_COLUMN_SLOPES);
    const double *separation = bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION);
    double *response = bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION_RESPONSE);
    const double keep = 1.0 - theory->def.dt;
    const double strength = theory->def.dt * theory->def.gain * theory->def.gain;
    response[0] = 0.0;
    if (!bn_meanfield_is_delayed(theory)) {
        for (int64_t i = 0; i < newest; i++)
            response[i + 1] = keep * response[i] + strength * slopes[i] * separation[i];
        return;
    }
    const double *parting = bn_meanfield_heard_parting(theory);
    for (int64_t i = 0; i < newest; i++) response[i + 1] = keep * response[i] + strength * parting[i];
}

// k and its response stay within what a double holds.
static void rescale_separation(bn_meanfield *theory)
{
    double *separation = bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION);
    double *response = bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION_RESPONSE);
    const double size = separation[theory->length - 1];
    if (!(size < 1e-100 || size > 1e100) || !(size > 0.0)) return;
    for (int64_t i = 0; i < theory->length; i++) {
        separation[i] /= size;
        response[i] /= size;
    }
    bn_meanfield_scale_kept(theory, 1.0 / size);
    theory->log_scale += log(size);
}

void bn_meanfield_advance_column(bn_meanfield *theory, bn_meanfield_column column,
                                 bn_meanfield_column response)
{
    double *f = bn_meanfield_column_at(theory, column);
    const double *r = bn_meanfield_column_at(theory, response);
    const double dt = theory->def.dt;
    for (int64_t i = 0; i < theory->length; i++) f[i] = (1.0 - dt) * f[i] + dt * r[i];
}

void bn_meanfield_drop_oldest(bn_meanfield *theory)
{
    theory->delay.dropped = theory->length > theory->def.band;
    if (theory->length <= theory->def.band) return;
    theory->first++;
    theory->length--;
    if (theory->first + theory->length == theory->capacity) slide(theory);
}

#define GROWN      1e4  // times what the drive explains: activity that is known to grow has left every state
#define FAR_BEYOND 1e24 // the same where that is not known

static bn_status check_growth(bn_meanfield *theory, double input, double variance)
{
    const bn_meanfield_def *def = &theory->def;
    const double drive = def->balance * input;
    char known[128];
    theory->scale = fmax(theory->scale, fmax(drive * drive, theory->independent));
    if (!(variance > (theory->grows ? GROWN : FAR_BEYOND) * theory->scale)) return bn_ok();
    const bn_stationary_def stationary = bn_meanfield_stationary(def, input);
    bn_stationary_growth_text(&stationary, known, sizeof known);
    return bn_fault(BN_NOT_FINITE,
                    "activity grows without bound: the variance is %.3g at t = %g (step %lld)%s", variance,
                    (double)(theory->step + 1) * def->dt, (long long)theory->step + 1, known);
}

bn_status bn_meanfield_step(bn_meanfield *theory, const double input[4], const double *independent)
{
    const bn_meanfield_def *def = &theory->def;
    const int64_t newest = theory->length - 1;
    const double g2 = def->gain * def->gain;
    double mean;
    BN_TRY(bn_meanfield_next_mean(theory, input, &mean));
    const double variance =
        bn_meanfield_next_diagonal(def->dt, bn_meanfield_column_at(theory, BN_COLUMN_VARIANCE)[newest],
                                   bn_meanfield_column_at(theory, BN_COLUMN_RESPONSE)[newest],
                                   g2 * bn_meanfield_heard_product(theory)[newest] + theory->independent) +
        def->noise * def->noise * def->dt;
    BN_TRY(check_growth(theory, input[0], variance));
    const double separation =
        bn_meanfield_next_diagonal(def->dt, bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION)[newest],
                                   bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION_RESPONSE)[newest],
                                   bn_meanfield_parting_drive(theory, g2));
    bn_meanfield_advance_column(theory, BN_COLUMN_COVARIANCE, BN_COLUMN_RESPONSE);
    if (theory->separating)
        bn_meanfield_advance_column(theory, BN_COLUMN_SEPARATION, BN_COLUMN_SEPARATION_RESPONSE);
    bn_meanfield_drop_oldest(theory);
    bn_meanfield_append(theory, mean, variance);
    theory->step++;
    fluctuate(theory);
    bn_meanfield_keep(theory);
    filter_response(theory, bn_meanfield_column_at(theory, BN_COLUMN_RESPONSE), independent);
    theory->independent = independent == NULL ? 0.0 : independent[0];
    if (theory->separating) {
        bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION)[theory->length - 1] = separation;
        bn_meanfield_keep_parting(theory);
        filter_separation(theory);
        rescale_separation(theory);
    }
    return check_present(theory);
}

// --- start, separation, copy ---

bn_status bn_meanfield_start(bn_meanfield *theory, double mean, double variance, double independent)
{
    if (!isfinite(mean))
        return bn_fault(BN_EINVAL, "the mean at the start is %g; a finite number was needed", mean);
    if (!(variance >= 0.0) || !isfinite(variance))
        return bn_fault(BN_EINVAL, "the variance at the start is %g; 0 or a positive number was needed",
                        variance);
    if (!bn_meanfield_is_closed(&theory->def)) bn_gaussian_series_fill(&theory->series);
    if (theory->def.neurons > 0) bn_finite_size_start(&theory->finite);
    theory->step = theory->first = theory->length = 0;
    theory->separating = false;
    theory->error = theory->fluctuation = 0.0;
    const bn_stationary_def stationary = bn_meanfield_stationary(&theory->def, 1.0);
    theory->grows = bn_stationary_grows(&stationary);
    theory->scale = fmax(1.0, fmax(variance, theory->def.noise * theory->def.noise));
    theory->independent = independent;
    bn_meanfield_append(theory, mean, variance);
    bn_meanfield_column_at(theory, BN_COLUMN_RESPONSE)[0] = 0.0;
    fluctuate(theory);
    bn_meanfield_keep(theory);
    return check_present(theory);
}

void bn_meanfield_separate(bn_meanfield *theory)
{
    const size_t bytes = (size_t)theory->capacity * sizeof(double);
    memset(theory->column[BN_COLUMN_SEPARATION], 0, bytes);
    memset(theory->column[BN_COLUMN_SEPARATION_RESPONSE], 0, bytes);
    bn_meanfield_column_at(theory, BN_COLUMN_SEPARATION)[theory->length - 1] = 1.0;
    theory->separating = true;
    theory->log_scale = 0.0;
    bn_meanfield_begin_parting(theory);
}

double bn_meanfield_log_distance(const bn_meanfield *theory)
{
    if (!theory->separating) return NAN;
    const double k = bn_meanfield_column_of(theory, BN_COLUMN_SEPARATION)[theory->length - 1];
    return 0.5 * (log(k) + theory->log_scale);
}

static void copy_series(const bn_meanfield *from, bn_meanfield *to)
{
    const size_t terms = (size_t)from->def.terms;
    const size_t table = terms * (size_t)from->capacity * sizeof(double);
    if (from->value == NULL) return;
    bn_gaussian_series_fill(&to->series);
    memcpy(to->value, from->value, table);
    memcpy(to->slope, from->slope, table);
    memcpy(to->value_now, from->value_now, terms * sizeof(double));
    memcpy(to->slope_now, from->slope_now, terms * sizeof(double));
}

void bn_meanfield_copy(const bn_meanfield *from, bn_meanfield *to)
{
    bn_meanfield copy = *from;
    const size_t bytes = (size_t)from->capacity * sizeof(double);
    for (int i = 0; i < BN_COLUMNS; i++) {
        memcpy(to->column[i], from->column[i], bytes);
        copy.column[i] = to->column[i];
    }
    copy_series(from, to);
    bn_meanfield_delay_copy(from, to);
    copy.delay = to->delay;
    if (from->def.neurons > 0) bn_finite_size_copy(&from->finite, &to->finite);
    copy.series = to->series;
    copy.value = to->value;
    copy.slope = to->slope;
    copy.value_now = to->value_now;
    copy.slope_now = to->slope_now;
    copy.finite = to->finite;
    *to = copy;
}
