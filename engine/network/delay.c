/* A fixed delay takes whole steps; a leak moves by a share of what it lacks in each. */
#include "engine/network/delay.h"

#include <math.h>
#include <stddef.h>

#define MOST_STEPS 2147483648.0

const bn_field bn_delay_fields[] = {
    {"delay", BN_FIELD_REAL, offsetof(bn_delay, time), .most = 1e6, .unit = "τ",
     .help = "of the recurrent input, a whole number of steps; with `delay_order` its mean"},
    {"delay_order", BN_FIELD_INTEGER, offsetof(bn_delay, order), .most = BN_MOST_DELAY_ORDER,
     .zero = "a fixed delay",
     .help = "n: the delay is gamma distributed, by n leaks of delay/n (1: exponential)"},
    {0},
};

bool bn_delay_is_zero(const bn_delay *delay)
{
    return delay->time == 0.0;
}

double bn_delay_share(const bn_delay *delay, double dt)
{
    return delay->order > 0 && delay->time > 0.0 ? fmin(1.0, (double)delay->order * dt / delay->time) : 0.0;
}

int64_t bn_delay_steps(const bn_delay *delay, double dt)
{
    return delay->order > 0 ? 0 : (int64_t)llround(delay->time / dt);
}

int64_t bn_delay_least(const bn_delay *delay, double dt)
{
    if (bn_delay_is_zero(delay)) return 0;
    return delay->order > 0 ? delay->order : bn_delay_steps(delay, dt);
}

bn_status bn_delay_check_order(const bn_delay *delay)
{
    BN_TRY(bn_fields_check(bn_delay_fields, delay));
    if (delay->order > 0 && bn_delay_is_zero(delay))
        return bn_fault(
            BN_EINVAL,
            "the delay is 0 and its order %lld, which means nothing without a delay; give a delay above 0, "
            "or leave the order out",
            (long long)delay->order);
    return bn_ok();
}

bn_status bn_delay_check(const bn_delay *delay, double dt)
{
    BN_TRY(bn_delay_check_order(delay));
    const double steps = delay->time / dt;
    if (delay->order == 0 && !(steps < MOST_STEPS && fabs(steps - (double)llround(steps)) <= 1e-6))
        return bn_fault(BN_EINVAL,
                        "the delay is %g; a whole number of steps of dt = %g was needed, and %.6g were given",
                        delay->time, dt, steps);
    if ((double)delay->order * dt > (1.0 + 1e-9) * delay->time && delay->time > 0.0)
        return bn_fault(BN_EINVAL,
                        "%lld leaks of %g each make the delay; they must not be shorter than dt = %g",
                        (long long)delay->order, delay->time / (double)delay->order, dt);
    return bn_ok();
}

bn_status bn_delay_check_within(const bn_delay *delay, double dt, int64_t steps, const char *of)
{
    const int64_t least = bn_delay_least(delay, dt);
    if (least < steps) return bn_ok();
    return bn_fault(BN_EINVAL, "the delay is of %lld steps; fewer than the %lld of %s were needed",
                    (long long)least, (long long)steps, of);
}
