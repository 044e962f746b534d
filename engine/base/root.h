/* Root: a zero of a function of one variable between two points of different sign. */
#ifndef BN_ROOT_H
#define BN_ROOT_H

typedef double (*bn_function)(void *context, double x);

/* A place between low and high where f changes its sign, to the last digits of its place; f(low) and f(high)
   must have different signs. f may jump. Fewer than 200 calls of f. NaN where f gives NaN. */
double bn_root(bn_function f, void *context, double low, double high);

/* Doubles *high from its value > 0 until f(*high) > 0 or *high > most; returns f at the last place. */
double bn_root_reach(bn_function f, void *context, double most, double *high);

#endif
