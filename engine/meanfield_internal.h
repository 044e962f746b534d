/* What the parts of the time-resolved theory share. */
#ifndef BN_MEANFIELD_INTERNAL_H
#define BN_MEANFIELD_INTERNAL_H

#include "meanfield.h"

/* n dt. */
double bn_meanfield_time(const bn_meanfield *theory);

/* m one step later; errors as bn_meanfield_step. */
bn_status bn_meanfield_next_mean(bn_meanfield *theory, const double input[4], double *mean);

#endif
