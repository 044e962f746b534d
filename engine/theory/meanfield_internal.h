/* What the parts of the time-resolved theory share. */
#ifndef BN_MEANFIELD_INTERNAL_H
#define BN_MEANFIELD_INTERNAL_H

#include "engine/theory/meanfield.h"

/* Whether the integrals of the activation have closed forms. */
static inline bool bn_meanfield_is_closed(const bn_meanfield_def *def)
{
    return bn_is_relu(def->activation, def->activation_power);
}

/* A column, oldest time first, to be written. */
static inline double *bn_meanfield_column_at(bn_meanfield *theory, bn_meanfield_column column)
{
    return theory->column[column] + theory->first;
}

/* Appends the present, of the given mean and variance, to the columns, and integrates its row: moments, the
   entries of the present in every column but those of the responses, and the error so far. */
void bn_meanfield_append(bn_meanfield *theory, double mean, double variance);

/* n dt. */
double bn_meanfield_time(const bn_meanfield *theory);

/* m one step later. Errors: BN_EINVAL where the mean is too stiff for an Euler step of dt, with one that
   would do. */
bn_status bn_meanfield_next_mean(bn_meanfield *theory, const double input[4], double *mean);

#endif
