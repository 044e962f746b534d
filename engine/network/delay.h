/* Delay: the time between the rate of a unit and what other units receive of it. A delay is fixed, or gamma
   distributed with the mean d: the rate passes n leaks of the time constant d/n one after the other (n = 1:
   exponential). */
#ifndef BN_DELAY_H
#define BN_DELAY_H

#include "common/field.h"
#include "common/status.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    double time;   // d, in tau; the mean of a distributed one
    int64_t order; // n of the gamma distribution; 0 for a fixed delay
} bn_delay;

extern const bn_field bn_delay_fields[];

enum { BN_MOST_DELAY_ORDER = 100 };

/* Whether it delays anything. */
bool bn_delay_is_zero(const bn_delay *delay);

/* BN_EINVAL with a sentence when a number is out of range, and for an order without a delay. */
bn_status bn_delay_check_order(const bn_delay *delay);

/* The same, and BN_EINVAL when a fixed delay is no whole number of steps of the length dt, to 1e-6 of a step, or more
   than 2^31 of them, and when the leaks of a distributed one are shorter than a step. */
bn_status bn_delay_check(const bn_delay *delay, double dt);

/* The steps of a fixed delay, 0 of a distributed one. */
int64_t bn_delay_steps(const bn_delay *delay, double dt);

/* The steps before which nothing of a rate arrives. */
int64_t bn_delay_least(const bn_delay *delay, double dt);

/* BN_EINVAL unless something arrives within so many steps, which are those `of` a trial or the like. */
bn_status bn_delay_check_within(const bn_delay *delay, double dt, int64_t steps, const char *of);

/* n dt/d, by which the leaks of a distributed delay move in a step; 0 of a fixed one. */
double bn_delay_share(const bn_delay *delay, double dt);

#endif
