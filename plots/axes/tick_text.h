/* Labels of ticks: how many decimals, which factor or offset is taken out, and the texts themselves.

   Texts are UTF-8 with a true minus sign (U+2212); powers of ten are mathematics for plots/text.h. */
#ifndef PL_TICK_TEXT_H
#define PL_TICK_TEXT_H

#include "plots/axes/ticks.h"

#include <stddef.h>

enum { PL_TICK_TEXT_SIZE = 48 };

typedef struct {
    double offset; // what is subtracted from every value, written once as "+1200000"; 0 for none
    int exponent;  // the power of ten by which values are divided, written once as a factor; 0 for none
    int decimals;
    bool powers; // label as powers of ten
    bool plain;  // label each value by itself, as "0.02" or "200" (ticks that are not evenly spaced)
} pl_tick_format;

/* The format that tells the major ticks apart with as few characters as possible. A factor is taken out when
   the largest value is at least 10^4 or below 10^-2; an offset, when the values share more than four leading
   digits. */
pl_tick_format pl_tick_format_for(const pl_ticks *ticks);

/* Writes the label of one value. */
void pl_tick_text(pl_tick_format format, double value, char text[PL_TICK_TEXT_SIZE]);

/* Writes the common factor or offset, which stands once beside the axis ("x10^5" as mathematics, "+1200000"),
   empty for nothing. */
void pl_tick_common_text(pl_tick_format format, char text[PL_TICK_TEXT_SIZE]);

/* Writes a number as by printf's format (one %g, %f or %e conversion), with U+2212 as its minus signs. */
void pl_tick_minus(const char *ascii, char text[PL_TICK_TEXT_SIZE]);

#endif
