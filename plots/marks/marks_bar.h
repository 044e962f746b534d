/* Bars and histograms. */
#ifndef PL_MARKS_BAR_H
#define PL_MARKS_BAR_H

#include "common/word.h"
#include "plots/marks/hatch.h"
#include "plots/marks/mark.h"

typedef struct {
    pl_mark_options mark;
    pl_color color;
    double width; // of a bar, in units of x (of y when horizontal); 0.8
    double base;  // where bars begin, which then reach their height further; 0
    pl_color edge;
    double edge_width; // 0 for none
    pl_hatch hatch;    // in the colour of the edge
    bool horizontal;
} pl_bar_options;

pl_bar_options pl_bar_options_default(void);

/* Bars of a height at x[i], centred; x NULL counts from 1. Errors: BN_ENOMEM. */
bn_status pl_marks_add_bar(pl_marks *marks, const double *x, const double *height, size_t count,
                           const pl_bar_options *options);

typedef enum {
    PL_BINS_AUTO, // the finer of Sturges and Freedman-Diaconis
    PL_BINS_STURGES,
    PL_BINS_SCOTT,
    PL_BINS_FREEDMAN_DIACONIS,
    PL_BINS_SQUARE_ROOT,
} pl_bin_rule;

extern const bn_word pl_bin_rule_words[];

typedef struct {
    pl_mark_options mark;
    pl_color color;
    const double *edges; // edge_count of them, ascending; NULL: equal bins
    size_t edge_count;
    size_t bins; // 0: by the rule
    pl_bin_rule rule;
    double low, high; // reach of equal bins; NaN: of the data
    bool density;     // area 1 instead of counts
    bool cumulative;  // with all bins before
    bool horizontal;  // bins along y
    pl_hatch hatch;   // of filled bars
    bool outline;     // a line around all bars instead of filled ones
    double width;     // of the outline, points; NaN for the theme's
} pl_histogram_options;

pl_histogram_options pl_histogram_options_default(void);

/* A histogram of the finite values. Errors: BN_EINVAL for edges that don't ascend, a single edge, low >=
   high, more than 100000 bins; BN_ENOMEM. */
bn_status pl_marks_add_histogram(pl_marks *marks, const double *values, size_t count,
                                 const pl_histogram_options *options);

#endif
