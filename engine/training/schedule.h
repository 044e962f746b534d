/* Schedule: the learning rate over the epochs, as a factor of learning_rate. It rises linearly during a warm-up
   and then stays, or falls along half a cosine to a share of itself (Loshchilov and Hutter 2017, equation 5,
   without restarts):

       f(k) = k / warmup                                                 epoch k <= warmup
       f(k) = f + (1 - f) (1 + cos(pi (k - warmup) / (end - warmup))) / 2    then, f = final_rate; f from `end` on */
#ifndef BN_SCHEDULE_H
#define BN_SCHEDULE_H

#include "common/field.h"
#include "common/status.h"

#include <stdint.h>

typedef enum {
    BN_SCHEDULE_CONSTANT,
    BN_SCHEDULE_COSINE,
    BN_SCHEDULE_FUNCTION, // the caller sets the learning rate before every step
} bn_schedule_kind;

extern const bn_word bn_schedule_words[];

typedef struct {
    int kind;          // bn_schedule_kind
    int64_t warmup;    // epochs
    int64_t end;       // the epoch
    double final_rate; // share
} bn_schedule;

extern const bn_field bn_schedule_fields[]; // the kind is `schedule` there, the end `schedule_end`

/* BN_EINVAL with the number that is out of range, and for a cosine whose end is not after its warm-up. */
bn_status bn_schedule_check(const bn_schedule *schedule);

/* f(k), k = 1, 2, …; the same bits on every machine. */
double bn_schedule_factor(const bn_schedule *schedule, int64_t epoch);

#endif
