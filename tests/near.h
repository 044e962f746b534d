/* assert_near for cmocka: Debian's version compares floats only. Include it after <cmocka.h>. */
#ifndef TESTS_NEAR_H
#define TESTS_NEAR_H

#include <math.h>

/* Fails at the caller's line, with both numbers, unless |given - expected| <= tolerance;
   NaN fails, too. */
#define assert_near(given, expected, tolerance)                                                              \
    tests_assert_near((given), (expected), (tolerance), #given, __FILE__, __LINE__)

static inline void tests_assert_near(double given, double expected, double tolerance, const char *what,
                                     const char *file, int line)
{
    if (fabs(given - expected) <= tolerance) return;
    print_error("%s is %.15g; %.15g +- %g was expected\n", what, given, expected, tolerance);
    _fail(file, line);
}

#endif
