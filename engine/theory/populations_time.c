/* Populations in time: the columns, the integrals and their memory are those of one population each; here the
   drives are added up. */
#include "engine/theory/populations_time.h"

#include "engine/theory/meanfield_internal.h"

#include <math.h>

enum { MOST = BN_POPULATIONS_MOST };

#define FAR_BEYOND 1e24 // times what input, noise and start explain

// The theory of one population: times are in units of its tau.
static bn_meanfield_def one_of(const bn_populations_time_def *def, int64_t a)
{
    const double tau = def->network.tau[a];
    return (bn_meanfield_def){.activation = def->network.activation,
                              .activation_power = def->network.activation_power,
                              .activation_table = def->network.activation_table,
                              .noise = def->network.noise[a],
                              .dt = def->dt / tau,
                              .delay = {def->delay.time / tau, def->delay.order},
                              .band = def->band,
                              .lyapunov = def->lyapunov,
                              .terms = def->terms};
}

bn_status bn_populations_time_check(const bn_populations_time_def *def)
{
    BN_TRY(bn_populations_check(&def->network));
    for (int64_t a = 0; a < def->network.count; a++)
        if (!(def->dt > 0.0 && def->dt < def->network.tau[a]))
            return bn_fault(BN_EINVAL,
                            "dt is %g; a number above 0 and below tau (%g) of population %lld was needed",
                            def->dt, def->network.tau[a], (long long)a + 1);
    if (def->band < 2 || def->band > BN_MEANFIELD_MOST_BAND)
        return bn_fault(BN_EINVAL, "band is %lld; 2 to %d were needed", (long long)def->band,
                        (int)BN_MEANFIELD_MOST_BAND);
    if (def->terms < 2 || def->terms > BN_SERIES_MOST_TERMS)
        return bn_fault(BN_EINVAL, "terms is %lld; 2 to %d were needed", (long long)def->terms,
                        (int)BN_SERIES_MOST_TERMS);
    const bn_meanfield_def one = one_of(def, 0);
    return bn_meanfield_delay_check(&def->delay, def->dt, def->band,
                                    (double)def->network.count * bn_meanfield_delay_bytes(&one));
}

bn_populations_time bn_populations_time_lay_out(bn_arena *arena, const bn_populations_time_def *def)
{
    bn_populations_time theory = {.def = *def};
    for (int64_t a = 0; a < def->network.count; a++) {
        const bn_meanfield_def one = one_of(def, a);
        theory.population[a] = bn_meanfield_lay_out(arena, &one);
    }
    return theory;
}

bn_status bn_populations_time_start(bn_populations_time *theory, const double *mean, const double *variance)
{
    for (int64_t a = 0; a < theory->def.network.count; a++)
        BN_TRY(bn_meanfield_start(&theory->population[a], mean[a], variance[a], 0.0));
    return bn_ok();
}

static double now(const bn_meanfield *population, bn_meanfield_column column)
{
    return bn_meanfield_column_of(population, column)[population->length - 1];
}

// Mean, variance and separation of each population at the next time.
typedef struct {
    double mean[MOST], variance[MOST], separation[MOST];
} future;

static void predict(const bn_populations_time *theory, int64_t a, const double *input, future *next)
{
    const bn_populations_def *def = &theory->def.network;
    const bn_meanfield *one = &theory->population[a];
    const double alpha = one->def.dt;
    double pull = def->input[a] + input[a], push = 0.0, parting = 0.0;
    for (int64_t b = 0; b < def->count; b++) {
        const bn_meanfield *other = &theory->population[b];
        const double g2 = def->gain[a][b] * def->gain[a][b];
        pull += def->mean[a][b] * bn_meanfield_heard_rate(other);
        push += g2 * bn_meanfield_heard_product(other)[other->length - 1];
        parting += bn_meanfield_parting_drive(other, g2);
    }
    next->mean[a] = now(one, BN_COLUMN_MEAN) + alpha * (pull - now(one, BN_COLUMN_MEAN));
    next->variance[a] =
        bn_meanfield_next_diagonal(alpha, now(one, BN_COLUMN_VARIANCE), now(one, BN_COLUMN_RESPONSE), push) +
        alpha * def->noise[a] * def->noise[a];
    next->separation[a] = bn_meanfield_next_diagonal(alpha, now(one, BN_COLUMN_SEPARATION),
                                                     now(one, BN_COLUMN_SEPARATION_RESPONSE), parting);
}

static bn_status check_future(bn_populations_time *theory, int64_t a, const double *input, const future *next)
{
    bn_meanfield *one = &theory->population[a];
    const double drive = theory->def.network.input[a] + input[a];
    const double time = (double)(one->step + 1) * theory->def.dt;
    one->scale = fmax(one->scale, drive * drive);
    if (!isfinite(next->mean[a]) || !isfinite(next->variance[a]) || !(next->variance[a] >= 0.0))
        return bn_fault(BN_NOT_FINITE, "population %lld has the mean %g and the variance %g at t = %.6g",
                        (long long)a + 1, next->mean[a], next->variance[a], time);
    if (next->variance[a] > FAR_BEYOND * one->scale)
        return bn_fault(BN_NOT_FINITE,
                        "activity grows without bound: the variance of population %lld is %.3g at t = %.6g",
                        (long long)a + 1, next->variance[a], time);
    return bn_ok();
}

static void filter_response(bn_populations_time *theory, int64_t a)
{
    const bn_populations_def *def = &theory->def.network;
    bn_meanfield *one = &theory->population[a];
    const int64_t newest = one->length - 1;
    double *response = bn_meanfield_column_at(one, BN_COLUMN_RESPONSE);
    const double alpha = one->def.dt, keep = 1.0 - alpha;
    for (int64_t i = 0; i <= newest; i++) response[i] = 0.0;
    for (int64_t b = 0; b < def->count; b++) {
        const double *product = bn_meanfield_heard_product(&theory->population[b]);
        const double strength = alpha * def->gain[a][b] * def->gain[a][b];
        for (int64_t i = 0; i < newest; i++) response[i + 1] += strength * product[i];
    }
    for (int64_t i = 0; i < newest; i++) response[i + 1] += keep * response[i];
}

// Adds strength E[phi' phi'] k of one population, as it is heard, to the response a step later.
static void add_parting(const bn_meanfield *one, double strength, double *response)
{
    const double *slopes = bn_meanfield_column_of(one, BN_COLUMN_SLOPES);
    const double *k = bn_meanfield_column_of(one, BN_COLUMN_SEPARATION);
    const int64_t newest = one->length - 1;
    if (bn_meanfield_is_delayed(one)) {
        const double *parting = bn_meanfield_heard_parting(one);
        for (int64_t i = 0; i < newest; i++) response[i + 1] += strength * parting[i];
        return;
    }
    for (int64_t i = 0; i < newest; i++) response[i + 1] += strength * slopes[i] * k[i];
}

static void filter_separation(bn_populations_time *theory, int64_t a)
{
    const bn_populations_def *def = &theory->def.network;
    bn_meanfield *one = &theory->population[a];
    const int64_t newest = one->length - 1;
    double *response = bn_meanfield_column_at(one, BN_COLUMN_SEPARATION_RESPONSE);
    const double alpha = one->def.dt, keep = 1.0 - alpha;
    for (int64_t i = 0; i <= newest; i++) response[i] = 0.0;
    for (int64_t b = 0; b < def->count; b++)
        add_parting(&theory->population[b], alpha * def->gain[a][b] * def->gain[a][b], response);
    for (int64_t i = 0; i < newest; i++) response[i + 1] += keep * response[i];
}

// k of all populations stays within what a double holds; its scale is that of the first one.
static void rescale_separation(bn_populations_time *theory)
{
    double size = 0.0;
    for (int64_t a = 0; a < theory->def.network.count; a++)
        size = fmax(size, now(&theory->population[a], BN_COLUMN_SEPARATION));
    if (!(size > 0.0) || (size > 1e-100 && size < 1e100)) return;
    for (int64_t a = 0; a < theory->def.network.count; a++) {
        bn_meanfield *one = &theory->population[a];
        double *k = bn_meanfield_column_at(one, BN_COLUMN_SEPARATION);
        double *response = bn_meanfield_column_at(one, BN_COLUMN_SEPARATION_RESPONSE);
        for (int64_t i = 0; i < one->length; i++) {
            k[i] /= size;
            response[i] /= size;
        }
        bn_meanfield_scale_kept(one, 1.0 / size);
        one->log_scale += log(size);
    }
}

static void advance(bn_meanfield *one, double mean, double variance)
{
    bn_meanfield_advance_column(one, BN_COLUMN_COVARIANCE, BN_COLUMN_RESPONSE);
    if (one->separating)
        bn_meanfield_advance_column(one, BN_COLUMN_SEPARATION, BN_COLUMN_SEPARATION_RESPONSE);
    bn_meanfield_drop_oldest(one);
    bn_meanfield_append(one, mean, variance);
    one->step++;
    bn_meanfield_keep(one);
}

static void separate_on(bn_populations_time *theory, const future *next)
{
    const int64_t P = theory->def.network.count;
    for (int64_t a = 0; a < P; a++) {
        bn_meanfield *one = &theory->population[a];
        bn_meanfield_column_at(one, BN_COLUMN_SEPARATION)[one->length - 1] = next->separation[a];
        bn_meanfield_keep_parting(one);
    }
    for (int64_t a = 0; a < P; a++) filter_separation(theory, a);
    rescale_separation(theory);
}

bn_status bn_populations_time_step(bn_populations_time *theory, const double *input)
{
    const int64_t P = theory->def.network.count;
    future next = {0};
    for (int64_t a = 0; a < P; a++) {
        predict(theory, a, input, &next);
        BN_TRY(check_future(theory, a, input, &next));
    }
    for (int64_t a = 0; a < P; a++) advance(&theory->population[a], next.mean[a], next.variance[a]);
    for (int64_t a = 0; a < P; a++) filter_response(theory, a);
    if (theory->population[0].separating) separate_on(theory, &next);
    return bn_ok();
}

void bn_populations_time_separate(bn_populations_time *theory)
{
    for (int64_t a = 0; a < theory->def.network.count; a++) bn_meanfield_separate(&theory->population[a]);
}

double bn_populations_time_log_distance(const bn_populations_time *theory)
{
    double size = 0.0;
    if (!theory->population[0].separating) return NAN;
    for (int64_t a = 0; a < theory->def.network.count; a++)
        size = fmax(size, now(&theory->population[a], BN_COLUMN_SEPARATION));
    return 0.5 * (log(size) + theory->population[0].log_scale);
}
