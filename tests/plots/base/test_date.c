/* Dates: the calendar, by known seconds. */
#include "plots/base/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void dates_follow_the_calendar(void **state)
{
    (void)state;
    static const struct {
        long long seconds;
        pl_date date;
    } known[] = {{0, {1970, 1, 1, 0, 0, 0}},
                 {951782399, {2000, 2, 28, 23, 59, 59}},
                 {951782400, {2000, 2, 29, 0, 0, 0}},
                 {4107542400, {2100, 3, 1, 0, 0, 0}}, // 2100 has no leap day
                 {253402300799, {9999, 12, 31, 23, 59, 59}}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const pl_date date = pl_date_of(known[i].seconds);
        assert_memory_equal(&date, &known[i].date, sizeof date);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dates_follow_the_calendar)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
