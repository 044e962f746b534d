/* Schedule: the epoch alone decides, so that resuming needs no state. */
#include "engine/training/schedule.h"

#include "engine/base/elementary.h"

#include <stddef.h>

const bn_word bn_schedule_words[] = {
    {BN_SCHEDULE_CONSTANT, "constant", "stays, after the warm-up"},
    {BN_SCHEDULE_COSINE, "cosine", "falls along half a cosine (Loshchilov and Hutter 2017)"},
    {BN_SCHEDULE_FUNCTION, "function", "learning_rate is a function of the epoch"},
    {0},
};

#define AT(member) offsetof(bn_schedule, member)

const bn_field bn_schedule_fields[] = {
    {"schedule", BN_FIELD_WORD, AT(kind), .words = bn_schedule_words,
     .help = "of the learning rate over the epochs"},
    {"warmup", BN_FIELD_INTEGER, AT(warmup), .most = INT32_MAX, .unit = "epochs",
     .help = "during which the learning rate rises linearly"},
    {"schedule_end", BN_FIELD_INTEGER, AT(end), .most = INT32_MAX,
     .help = "the epoch at which a cosine ends"},
    {"final_rate", BN_FIELD_REAL, AT(final_rate), .most = 1.0,
     .help = "share of the learning rate that a cosine ends at"},
    {0},
};

bn_status bn_schedule_check(const bn_schedule *schedule)
{
    BN_TRY(bn_fields_check(bn_schedule_fields, schedule));
    if (schedule->kind == BN_SCHEDULE_COSINE && schedule->end <= schedule->warmup)
        return bn_fault(
            BN_EINVAL,
            "schedule is cosine and schedule_end is %lld; an epoch after the warmup (%lld) was needed",
            (long long)schedule->end, (long long)schedule->warmup);
    return bn_ok();
}

double bn_schedule_factor(const bn_schedule *schedule, int64_t epoch)
{
    double cosine, sine;
    if (epoch <= schedule->warmup) return (double)epoch / (double)schedule->warmup;
    if (schedule->kind != BN_SCHEDULE_COSINE) return 1.0;
    if (epoch >= schedule->end) return schedule->final_rate;
    const double passed = (double)(epoch - schedule->warmup) / (double)(schedule->end - schedule->warmup);
    bn_turn(0.5 * passed, &cosine, &sine);
    return schedule->final_rate + (1.0 - schedule->final_rate) * 0.5 * (1.0 + cosine);
}
