/* Dates: the civil calendar from a day number, counted in years from March so that the leap day comes last
   (Hinnant 2013, "chrono-compatible low-level date algorithms"). */
#include "plots/base/date.h"

#include <stdlib.h>

static const long long seconds_a_day = 86400, last_second = 253402300799; // 9999-12-31 23:59:59

static void set_day(pl_date *date, int days)
{
    const int since = days + 719468; // days since 0000-03-01
    const int era = since / 146097, of_era = since % 146097;
    const int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int of_year = of_era - (365 * year + year / 4 - year / 100);
    const int month = (5 * of_year + 2) / 153; // from March
    date->day = of_year - (153 * month + 2) / 5 + 1;
    date->month = month < 10 ? month + 3 : month - 9;
    date->year = year + era * 400 + (date->month <= 2);
}

pl_date pl_date_of(long long seconds)
{
    if (seconds < 0) seconds = 0;
    if (seconds > last_second) seconds = last_second;
    const int rest = (int)(seconds % seconds_a_day);
    pl_date date = {.hour = rest / 3600, .minute = rest / 60 % 60, .second = rest % 60};
    set_day(&date, (int)(seconds / seconds_a_day));
    return date;
}

long long pl_date_from_environment(void)
{
    const char *text = getenv("SOURCE_DATE_EPOCH");
    if (text == NULL || *text == '\0') return -1;
    char *end;
    const long long seconds = strtoll(text, &end, 10);
    return *end == '\0' && seconds >= 0 ? seconds : -1;
}
