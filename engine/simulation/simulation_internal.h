/* Declarations that both files of the simulation use. */
#ifndef BN_SIMULATION_INTERNAL_H
#define BN_SIMULATION_INTERNAL_H

#include <stdint.h>

/* The mean of `count` numbers, added in double precision in an order that depends on the count alone. */
double bn_simulation_mean(int64_t count, const float *values);

#endif
