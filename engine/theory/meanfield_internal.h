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

/* The bytes of what is on its way; the check says BN_EINVAL for a delay that dt can't take, or where they, for all
   populations, are more than 2^34. */
double bn_meanfield_delay_bytes(const bn_meanfield_def *def);
bn_status bn_meanfield_delay_check(const bn_delay *delay, double dt, int64_t band, double bytes);
bn_meanfield_delay bn_meanfield_delay_lay_out(bn_arena *arena, const bn_meanfield_def *def);

static inline bool bn_meanfield_is_delayed(const bn_meanfield *theory)
{
    return theory->delay.frames > 0;
}

/* What the units receive at the present time, which without a delay is of this time: the mean rate; E[phi phi] with the
   times before it, an entry beside each of a column; and, with a delay alone, E[phi' phi'] k. */
double bn_meanfield_heard_rate(const bn_meanfield *theory);
const double *bn_meanfield_heard_product(const bn_meanfield *theory);
const double *bn_meanfield_heard_parting(const bn_meanfield *theory);

/* g2 E[phi' phi'] k of the present, as it is received; 0 before two states part. */
double bn_meanfield_parting_drive(const bn_meanfield *theory, double g2);

/* For these each time is kept when its rate and its integrals are there, and k when its entry is, which does nothing
   without a delay. */
void bn_meanfield_keep(bn_meanfield *theory);
void bn_meanfield_keep_parting(bn_meanfield *theory);

/* Two states part: nothing of k but that of the present is on its way. */
void bn_meanfield_begin_parting(bn_meanfield *theory);

/* Multiplies what is kept of k. */
void bn_meanfield_scale_kept(bn_meanfield *theory, double factor);
void bn_meanfield_delay_copy(const bn_meanfield *from, bn_meanfield *to);

/* n dt. */
double bn_meanfield_time(const bn_meanfield *theory);

/* m one step later. Errors: BN_EINVAL where the mean is too stiff for an Euler step of dt, with one that
   would do. */
bn_status bn_meanfield_next_mean(bn_meanfield *theory, const double input[4], double *mean);

#endif
