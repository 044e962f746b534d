/* Bins of a histogram: how many, and how many values fall into each. Pure arithmetic. */
#ifndef PL_BINS_H
#define PL_BINS_H

#include "plots/base/arena.h"
#include "plots/marks/marks_bar.h"

enum { PL_MOST_BINS = 100000 };

/* How many equal bins over [low, high] a rule gives for `count` sorted finite values: Sturges 1926; Scott
   1979; Freedman and Diaconis 1981; the square root of the count. At least 1, at most PL_MOST_BINS. */
size_t pl_bins_number(pl_bin_rule rule, const double *sorted, size_t count, double low, double high);

/* counts[i] = how many of the values lie in [edges[i], edges[i + 1]), the last bin with its upper edge. */
void pl_bins_count(const double *values, size_t count, const double *edges, size_t bins, double *counts);

/* The quantile at `part`, 0 to 1, of `count` sorted finite values, at least 1, by linear interpolation between them
   (definition 7 of Hyndman and Fan 1996). */
double pl_quantile(const double *sorted, size_t count, double part);

#endif
