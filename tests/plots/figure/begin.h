/* What every test of figures begins with: fonts, opened once a program, and calls that must succeed. Include after
   cmocka.h. */
#ifndef TESTS_BEGIN_H
#define TESTS_BEGIN_H

#include "common/status.h"
#include "plots/text/font.h"

static pl_fonts *fonts;

static inline int open_fonts(void **state)
{
    (void)state;
    return pl_fonts_open(NULL, NULL, &fonts).code != BN_OK;
}

static inline int close_fonts(void **state)
{
    (void)state;
    pl_fonts_close(fonts);
    return 0;
}

static inline void succeed(bn_status status)
{
    if (status.code != BN_OK) print_error("%s\n", status.message);
    assert_int_equal(status.code, BN_OK);
}

#endif
