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

/* (1 - dt) f + dt response for every time kept: a column one step later. */
void bn_meanfield_advance_column(bn_meanfield *theory, bn_meanfield_column column,
                                 bn_meanfield_column response);

/* Makes room for the next time where the band is full. */
void bn_meanfield_drop_oldest(bn_meanfield *theory);

/* The diagonal one step later, from its value and response now and what drives it. */
static inline double bn_meanfield_next_diagonal(double dt, double value, double response, double drive)
{
    const double keep = 1.0 - dt;
    return keep * keep * value + 2.0 * keep * dt * response + dt * dt * drive;
}

/* The delay D in steps. Its check says BN_EINVAL where it is no whole number of them, or where the ring of what is
   still to be heard would be larger than 2^34 bytes. */
int64_t bn_meanfield_delay_steps(const bn_meanfield_def *def);
bn_status bn_meanfield_delay_check(const bn_meanfield_def *def);
bn_meanfield_delay bn_meanfield_delay_lay_out(bn_arena *arena, const bn_meanfield_def *def);

/* What the units receive at the present time n is of the time n - D, or the start: its mean rate, with a delay alone;
   E[phi phi] of it with the times before it, an entry beside each of a column; and E[phi' phi'] k, with a delay alone.
   They need bn_meanfield_keep after each time, which does nothing without a delay. */
double bn_meanfield_heard_rate(const bn_meanfield *theory);
const double *bn_meanfield_heard_product(const bn_meanfield *theory);
const double *bn_meanfield_heard_parting(const bn_meanfield *theory);
void bn_meanfield_keep(bn_meanfield *theory);

/* Multiplies what is kept of k. */
void bn_meanfield_scale_kept(bn_meanfield *theory, double factor);
void bn_meanfield_delay_copy(const bn_meanfield *from, bn_meanfield *to);

/* n dt. */
double bn_meanfield_time(const bn_meanfield *theory);

/* m one step later. Errors: BN_EINVAL where the mean is too stiff for an Euler step of dt, with one that
   would do. */
bn_status bn_meanfield_next_mean(bn_meanfield *theory, const double input[4], double *mean);

#endif
