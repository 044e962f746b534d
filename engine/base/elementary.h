/* Elementary: functions in double precision that give the same bits on every processor, by every compiler. They
   are made of operations that IEEE 754 defines exactly and of nothing else; the C library's differ from version
   to version. For whatever stands between a seed and what is trained from it.

   Bounds are those of the error in units in the last place of the exact result, found by the tests against
   extended precision. NaN gives NaN. */
#ifndef BN_ELEMENTARY_H
#define BN_ELEMENTARY_H

#include <stdint.h>

/* e^x, within 0.65. 0 and infinity beyond the range of results; subnormal results within 1. */
double bn_exp(double x);

/* e^x - 1, within 1. */
double bn_expm1(double x);

/* ln x, within 0.9. -infinity at 0, NaN below. */
double bn_log(double x);

/* ln(1 + x), within 0.9. -infinity at -1, NaN below. */
double bn_log1p(double x);

/* tanh x, within 2.5. */
double bn_tanh(double x);

/* Cosine and sine of so many turns, 0 <= turns <= 1, within 0.8; exact at whole quarters. */
void bn_turn(double turns, double *cosine, double *sine);

/* x^y for 0 < x < infinity and finite y, within 0.9 while |y ln x| < 8, else within 2.5. */
double bn_power(double x, double y);

/* x^n for finite x and n >= 0, within 0.6 for results that are neither subnormal nor infinite and n < 2^40. */
double bn_whole_power(double x, int64_t n);

#endif
