/* Dates: when a file says that it was made. */
#ifndef PL_DATE_H
#define PL_DATE_H

typedef struct {
    int year, month, day, hour, minute, second; // UTC; month and day from 1
} pl_date;

/* The date of seconds since 1970, 0 to the end of the year 9999; seconds outside are clamped. */
pl_date pl_date_of(long long seconds);

/* The environment's SOURCE_DATE_EPOCH; -1 when it is not set or not a whole number of seconds. */
long long pl_date_from_environment(void);

#endif
