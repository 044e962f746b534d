/* Decimal numbers in texts, as fast as a large file needs and always correctly rounded. */
#ifndef BN_DECIMAL_H
#define BN_DECIMAL_H

#include <stdbool.h>

/* *value = the f64 nearest to the number that is all of text[0 … end), whatever the locale: digits with an
   optional sign, point and exponent, or nan, inf, infinity in any case. False for anything else, and for more
   than 1000 bytes that no fast path takes. Needs no zero at the end. */
bool bn_decimal_read(const char *text, const char *end, double *value);

#endif
