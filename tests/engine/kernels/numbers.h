/* Numbers for the tests of kernels. */
#ifndef TESTS_NUMBERS_H
#define TESTS_NUMBERS_H

#include <math.h>
#include <stddef.h>

// Fixed numbers of many magnitudes.
static inline float number(size_t i)
{
    return (float)sin(1.0 + 0.7 * (double)i) * ldexpf(1.0f, (int)(i * 7 % 40) - 20);
}

#endif
