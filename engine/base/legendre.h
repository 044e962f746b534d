/* Legendre: Gauss-Legendre quadrature. */
#ifndef BN_LEGENDRE_H
#define BN_LEGENDRE_H

/* The nodes (ascending) and weights of the rule with `count` >= 1 nodes on [0, 1]; exact to rounding for
   polynomials of degree 2 count - 1. Each is accurate to 1e-15. */
void bn_legendre_rule(int count, double *at, double *weight);

#endif
