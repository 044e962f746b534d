/* Mean field, the present time: its moments, and the integrals of its pairs with all times kept, one call for
   the whole row. relu has closed forms; any other activation is a series in Hermite polynomials, whose
   coefficients stand beside the columns, and whose error is the remainder of E[phi^2] times the first power
   of the correlation that is left out. */
#include "engine/theory/meanfield_internal.h"

#include "engine/theory/gaussian_pair.h"

#include <math.h>

/* E[phi phi] and E[phi' phi'] of the present, the last of the column, with all times before it. */
static void integrate_closed(bn_meanfield *theory)
{
    const size_t before = (size_t)theory->length - 1;
    const double *mean = bn_meanfield_column_at(theory, BN_COLUMN_MEAN);
    const double *variance = bn_meanfield_column_at(theory, BN_COLUMN_VARIANCE);
    bn_relu_row(before, mean, variance, bn_meanfield_column_at(theory, BN_COLUMN_COVARIANCE), mean[before],
                variance[before], bn_meanfield_column_at(theory, BN_COLUMN_PRODUCT),
                bn_meanfield_column_at(theory, BN_COLUMN_SLOPES));
}

static void correlate(bn_meanfield *theory)
{
    const int64_t newest = theory->length - 1;
    const double *variance = bn_meanfield_column_at(theory, BN_COLUMN_VARIANCE);
    const double *covariance = bn_meanfield_column_at(theory, BN_COLUMN_COVARIANCE);
    double *correlation = bn_meanfield_column_at(theory, BN_COLUMN_CORRELATION);
    for (int64_t i = 0; i < newest; i++) {
        const double scale = sqrt(variance[i] * variance[newest]);
        const double rho = scale > 0.0 ? covariance[i] / scale : 0.0;
        const double at_most_one = rho > 1.0 ? 1.0 : rho;
        correlation[i] = at_most_one < -1.0 ? -1.0 : at_most_one;
    }
}

static void note_error(bn_meanfield *theory)
{
    const int64_t newest = theory->length - 1;
    const double *rest = bn_meanfield_column_at(theory, BN_COLUMN_REST);
    const double *power = bn_meanfield_column_at(theory, BN_COLUMN_POWER);
    double most = 0.0;
    for (int64_t i = 0; i < newest; i++) most = fmax(most, fabs(power[i]) * sqrt(rest[i] * rest[newest]));
    if (theory->moments.square > 0.0) theory->error = fmax(theory->error, most / theory->moments.square);
}

static void integrate_series(bn_meanfield *theory, size_t used)
{
    const size_t stride = (size_t)theory->capacity;
    correlate(theory);
    bn_gaussian_series_row(used, (size_t)theory->length - 1, stride, theory->value + theory->first,
                           theory->slope + theory->first, theory->value_now, theory->slope_now,
                           bn_meanfield_column_at(theory, BN_COLUMN_CORRELATION),
                           bn_meanfield_column_at(theory, BN_COLUMN_PRODUCT),
                           bn_meanfield_column_at(theory, BN_COLUMN_SLOPES),
                           bn_meanfield_column_at(theory, BN_COLUMN_POWER));
    note_error(theory);
}

// The coefficients of the present, which later times need too. Returns how many of them are not negligible.
static size_t expand_present(bn_meanfield *theory, double mean, double variance)
{
    const int64_t newest = theory->length - 1;
    const int64_t place = theory->first + newest;
    const bn_gaussian_expansion expansion =
        bn_gaussian_series_expand(&theory->series, mean, variance, 1, theory->value_now, theory->slope_now);
    for (int64_t n = 0; n < theory->def.terms; n++) {
        theory->value[n * theory->capacity + place] = theory->value_now[n];
        theory->slope[n * theory->capacity + place] = theory->slope_now[n];
    }
    theory->moments = expansion.moments;
    bn_meanfield_column_at(theory, BN_COLUMN_REST)[newest] = expansion.rest;
    return expansion.used;
}

void bn_meanfield_append(bn_meanfield *theory, double mean, double variance)
{
    const int64_t newest = theory->length++;
    bn_meanfield_column_at(theory, BN_COLUMN_MEAN)[newest] = mean;
    bn_meanfield_column_at(theory, BN_COLUMN_VARIANCE)[newest] = variance;
    bn_meanfield_column_at(theory, BN_COLUMN_COVARIANCE)[newest] = variance;
    if (bn_meanfield_is_closed(&theory->def)) {
        theory->moments = bn_relu_moments(mean, variance);
        integrate_closed(theory);
    } else {
        integrate_series(theory, expand_present(theory, mean, variance));
    }
    bn_meanfield_column_at(theory, BN_COLUMN_RATE)[newest] = theory->moments.mean;
    bn_meanfield_column_at(theory, BN_COLUMN_PRODUCT)[newest] = theory->moments.square;
    bn_meanfield_column_at(theory, BN_COLUMN_SLOPES)[newest] = theory->moments.slope_square;
}
