/* Recursive least squares: weights w that fit targets f by linear sums of n inputs r, one example after the
   other. After any number of them w minimises

       sum (w r - f)^2 + alpha |w - w_0|^2,   w_0 the weights at the start

   (Haykin 2002, ch. 9; in the form of Sussillo and Abbott 2009, eqs. 4 and 5). What is kept is P, the
   inverse of alpha + sum r r^T; several weights with the same inputs share it. */
#ifndef BN_RLS_H
#define BN_RLS_H

#include "common/memory.h"

#include <stdbool.h>
#include <stdint.h>

enum { BN_RLS_BLOCK = 16 };

typedef struct {
    int64_t n;
    double *P;       // n x n, symmetric; without the updates that are pending
    double *U;       // n x BN_RLS_BLOCK, column by column: the inverse is P - U U^T
    int64_t pending; // columns of U
} bn_rls;

/* Over `arena`; bn_rls_start makes it ready. */
bn_rls bn_rls_lay_out(bn_arena *arena, int64_t n);

/* P = 1 / alpha; alpha > 0. */
void bn_rls_start(bn_rls *rls, double alpha);

/* Takes the example with inputs r into P. gain: n, P r with the new P: w - e gain are the weights that
   include the example, with e = w r - f by the weights before. Returns false, with a gain of 0 and P as it was, where r
   is so long that rounding leaves no r P r of at least 0. */
bool bn_rls_update(bn_rls *rls, const double *r, double *gain);

#endif
