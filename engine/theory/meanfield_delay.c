/* Mean field, the delay: a ring of what the last D + 1 times have as drives. A frame is a column that ends with its own
   time, so that the end of it stands beside the columns of the present, lag by lag. */
#include "engine/theory/meanfield_internal.h"

#include <string.h>

static int64_t lags_of(const bn_meanfield *theory)
{
    return theory->def.band + 1;
}

int64_t bn_meanfield_delay_steps(const bn_meanfield_def *def)
{
    const bn_delay delay = {.time = def->delay};
    return bn_delay_steps(&delay, def->dt);
}

bn_status bn_meanfield_delay_check(const bn_meanfield_def *def)
{
    const bn_delay delay = {.time = def->delay};
    BN_TRY(bn_delay_check(&delay, def->dt));
    const double frames = (double)(bn_meanfield_delay_steps(def) + 1), lags = (double)(def->band + 1);
    const double bytes = (def->lyapunov ? 16.0 : 8.0) * frames * lags;
    if (bytes > 0x1p34)
        return bn_fault(BN_EINVAL, "a delay of %g with a band of %lld would need %.3g GB; take a larger dt",
                        def->delay, (long long)def->band, bytes / 1e9);
    return bn_ok();
}

bn_meanfield_delay bn_meanfield_delay_lay_out(bn_arena *arena, const bn_meanfield_def *def)
{
    bn_meanfield_delay delay = {.steps = bn_meanfield_delay_steps(def)};
    const size_t frames = (size_t)delay.steps + 1, lags = (size_t)def->band + 1;
    if (delay.steps == 0) return delay;
    delay.rate = bn_arena_take(arena, frames, sizeof(double));
    delay.product = bn_arena_take(arena, frames * lags, sizeof(double));
    if (def->lyapunov) delay.parting = bn_arena_take(arena, frames * lags, sizeof(double));
    return delay;
}

static int64_t frame_of(const bn_meanfield *theory, int64_t time)
{
    return time % (theory->delay.steps + 1);
}

// The time that is heard of at the present one; before the start rates were those of the start.
static int64_t heard_time(const bn_meanfield *theory)
{
    return theory->step > theory->delay.steps ? theory->step - theory->delay.steps : 0;
}

static const double *heard_column(const bn_meanfield *theory, const double *ring)
{
    return ring + (frame_of(theory, heard_time(theory)) + 1) * lags_of(theory) - theory->length;
}

double bn_meanfield_heard_rate(const bn_meanfield *theory)
{
    return theory->delay.rate[frame_of(theory, heard_time(theory))];
}

const double *bn_meanfield_heard_product(const bn_meanfield *theory)
{
    if (theory->delay.steps == 0) return bn_meanfield_column_of(theory, BN_COLUMN_PRODUCT);
    return heard_column(theory, theory->delay.product);
}

const double *bn_meanfield_heard_parting(const bn_meanfield *theory)
{
    return heard_column(theory, theory->delay.parting);
}

void bn_meanfield_keep(bn_meanfield *theory)
{
    const int64_t lags = lags_of(theory), empty = lags - theory->length, frame = frame_of(theory, theory->step);
    const double *product = bn_meanfield_column_of(theory, BN_COLUMN_PRODUCT);
    if (theory->delay.steps == 0) return;
    theory->delay.rate[frame] = bn_meanfield_rate(theory);
    double *kept = theory->delay.product + frame * lags;
    for (int64_t i = 0; i < lags; i++) kept[i] = product[i > empty ? i - empty : 0];
    if (!theory->separating) return;
    const double *slopes = bn_meanfield_column_of(theory, BN_COLUMN_SLOPES);
    const double *separation = bn_meanfield_column_of(theory, BN_COLUMN_SEPARATION);
    kept = theory->delay.parting + frame * lags;
    for (int64_t i = 0; i < lags; i++) kept[i] = i < empty ? 0.0 : slopes[i - empty] * separation[i - empty];
}

void bn_meanfield_scale_kept(bn_meanfield *theory, double factor)
{
    const int64_t count = (theory->delay.steps + 1) * lags_of(theory);
    for (int64_t i = 0; theory->delay.parting != NULL && i < count; i++) theory->delay.parting[i] *= factor;
}

void bn_meanfield_delay_copy(const bn_meanfield *from, bn_meanfield *to)
{
    const size_t frames = (size_t)from->delay.steps + 1, bytes = frames * (size_t)lags_of(from) * sizeof(double);
    if (from->delay.steps == 0) return;
    memcpy(to->delay.rate, from->delay.rate, frames * sizeof(double));
    memcpy(to->delay.product, from->delay.product, bytes);
    if (from->delay.parting != NULL) memcpy(to->delay.parting, from->delay.parting, bytes);
}
