/* Mean field, the delay. A fixed one is a ring of what the last D + 1 times have as drives: a frame is a column that
   ends with its own time, so that the end of it stands beside the columns of the present, lag by lag.

   A distributed one has n leaks y_1 ... y_n of the rate y_0 = phi. Frame b holds E[phi(m) y_b(now)] at all times m
   kept, and goes on as a leak of the frame before it. Its entry at the present is E[phi phi] of the present behind b
   leaks along the column, and what is heard the last frame behind all of them. */
#include "engine/theory/meanfield_internal.h"

#include <string.h>

static int64_t lags_of(const bn_meanfield *theory)
{
    return theory->def.band + 1;
}

// Columns that are kept: the D + 1 of the ring, or y_0 ... y_n and what is heard.
static int64_t frames_of(const bn_delay *delay, double dt)
{
    if (bn_delay_is_zero(delay)) return 0;
    return delay->order > 0 ? delay->order + 2 : bn_delay_steps(delay, dt) + 1;
}

double bn_meanfield_delay_bytes(const bn_meanfield_def *def)
{
    const double frames = (double)frames_of(&def->delay, def->dt), lags = (double)(def->band + 1);
    return (def->lyapunov ? 16.0 : 8.0) * frames * lags;
}

bn_status bn_meanfield_delay_check(const bn_delay *delay, double dt, int64_t band, double bytes)
{
    BN_TRY(bn_delay_check(delay, dt));
    if (bytes > 0x1p34)
        return bn_fault(BN_EINVAL, "a delay of %g with a band of %lld would need %.3g GB; take a larger dt",
                        delay->time, (long long)band, bytes / 1e9);
    return bn_ok();
}

bn_meanfield_delay bn_meanfield_delay_lay_out(bn_arena *arena, const bn_meanfield_def *def)
{
    bn_meanfield_delay delay = {.frames = frames_of(&def->delay, def->dt),
                                .order = def->delay.order,
                                .share = bn_delay_share(&def->delay, def->dt)};
    const size_t frames = (size_t)delay.frames, lags = (size_t)def->band + 1;
    if (delay.frames == 0) return delay;
    delay.rate = bn_arena_take(arena, frames, sizeof(double));
    delay.product = bn_arena_take(arena, frames * lags, sizeof(double));
    if (def->lyapunov) delay.parting = bn_arena_take(arena, frames * lags, sizeof(double));
    if (def->lyapunov) delay.column = bn_arena_take(arena, lags, sizeof(double));
    if (delay.order > 0) delay.leak = bn_arena_take(arena, 2 * (size_t)delay.order, sizeof(double));
    return delay;
}

// --- a fixed delay ---

static int64_t frame_of(const bn_meanfield *theory, int64_t time)
{
    return time % theory->delay.frames;
}

// The time that is heard of at the present one; before the start rates were those of the start.
static int64_t heard_time(const bn_meanfield *theory)
{
    const int64_t steps = theory->delay.frames - 1;
    return theory->step > steps ? theory->step - steps : 0;
}

// Entry i of the column ends up beside the end of the frame; before the start it was that of the start, or 0.
static void keep_column(const bn_meanfield *theory, double *ring, const double *column, bool steady)
{
    const int64_t lags = lags_of(theory), empty = lags - theory->length;
    double *kept = ring + frame_of(theory, theory->step) * lags;
    for (int64_t i = 0; i < empty; i++) kept[i] = steady ? column[0] : 0.0;
    memcpy(kept + empty, column, (size_t)theory->length * sizeof *column);
}

// --- a distributed delay ---

// One step of a row of leaks, all from the states before. A sum of products waits less for the state before than a step
// towards what is received.
static inline void leak(int64_t order, double share, double received, double *state)
{
    const double keep = 1.0 - share;
    for (int64_t n = 0; n < order; n++) {
        const double before = state[n];
        state[n] = keep * before + share * received;
        received = before;
    }
}

// The frames of the leaks one step later, but for their entries at the present; the oldest time may have been dropped.
static void advance_frames(const bn_meanfield *theory, double *frames)
{
    const int64_t lags = lags_of(theory), newest = theory->length - 1;
    for (int64_t n = theory->delay.order; n > 0; n--) {
        double *frame = frames + n * lags;
        const double *old = frame + theory->delay.dropped, *received = old - lags;
        for (int64_t i = 0; i < newest; i++) frame[i] = old[i] + theory->delay.share * (received[i] - old[i]);
    }
}

/* Takes the column of the present as frame 0, and makes of it the entries of the leaks at the present and what is
   heard. Before the oldest time kept rates were those of that time, or differences 0. */
static void hear(const bn_meanfield *theory, double *frames, const double *column, bool steady)
{
    const bn_meanfield_delay *delay = &theory->delay;
    const int64_t lags = lags_of(theory), newest = theory->length - 1, order = delay->order;
    const double *last = frames + order * lags;
    double *heard = frames + (order + 1) * lags;
    memcpy(frames, column, (size_t)theory->length * sizeof *column);
    double *present = delay->leak, *past = delay->leak + order;
    const double oldest = newest > 0 ? last[0] : frames[0]; // at the start that of the present
    for (int64_t n = 0; n < order; n++) {
        present[n] = steady ? frames[0] : 0.0;
        past[n] = steady ? oldest : 0.0;
    }
    for (int64_t i = 0; i < newest; i++) { // two rows at once, which do not wait for each other
        heard[i] = past[order - 1];
        leak(order, delay->share, frames[i], present);
        leak(order, delay->share, last[i], past);
    }
    heard[newest] = past[order - 1];
    for (int64_t n = 0; n < order; n++) frames[(n + 1) * lags + newest] = present[n];
}

static void keep_rate_of_leaks(const bn_meanfield *theory)
{
    const bn_meanfield_delay *delay = &theory->delay;
    const double rate = bn_meanfield_rate(theory);
    if (theory->step > 0) leak(delay->order, delay->share, delay->rate[0], delay->rate + 1);
    for (int64_t n = 1; theory->step == 0 && n <= delay->order; n++) delay->rate[n] = rate;
    delay->rate[0] = rate;
}

// --- both ---

static const double *heard_column(const bn_meanfield *theory, const double *frames)
{
    const int64_t lags = lags_of(theory);
    if (theory->delay.order > 0) return frames + (theory->delay.order + 1) * lags;
    return frames + (frame_of(theory, heard_time(theory)) + 1) * lags - theory->length;
}

double bn_meanfield_heard_rate(const bn_meanfield *theory)
{
    if (!bn_meanfield_is_delayed(theory)) return bn_meanfield_rate(theory);
    if (theory->delay.order > 0) return theory->delay.rate[theory->delay.order];
    return theory->delay.rate[frame_of(theory, heard_time(theory))];
}

const double *bn_meanfield_heard_product(const bn_meanfield *theory)
{
    if (!bn_meanfield_is_delayed(theory)) return bn_meanfield_column_of(theory, BN_COLUMN_PRODUCT);
    return heard_column(theory, theory->delay.product);
}

const double *bn_meanfield_heard_parting(const bn_meanfield *theory)
{
    return heard_column(theory, theory->delay.parting);
}

double bn_meanfield_parting_drive(const bn_meanfield *theory, double g2)
{
    const int64_t newest = theory->length - 1;
    if (!theory->separating) return 0.0;
    if (bn_meanfield_is_delayed(theory)) return g2 * bn_meanfield_heard_parting(theory)[newest];
    return g2 * theory->moments.slope_square * bn_meanfield_column_of(theory, BN_COLUMN_SEPARATION)[newest];
}

void bn_meanfield_keep(bn_meanfield *theory)
{
    bn_meanfield_delay *delay = &theory->delay;
    const double *product = bn_meanfield_column_of(theory, BN_COLUMN_PRODUCT);
    if (!bn_meanfield_is_delayed(theory)) return;
    if (delay->order > 0) {
        keep_rate_of_leaks(theory);
        advance_frames(theory, delay->product);
        hear(theory, delay->product, product, true);
        return;
    }
    delay->rate[frame_of(theory, theory->step)] = bn_meanfield_rate(theory);
    keep_column(theory, delay->product, product, true);
}

void bn_meanfield_keep_parting(bn_meanfield *theory)
{
    const double *slopes = bn_meanfield_column_of(theory, BN_COLUMN_SLOPES);
    const double *separation = bn_meanfield_column_of(theory, BN_COLUMN_SEPARATION);
    double *parting = theory->delay.column;
    if (!bn_meanfield_is_delayed(theory)) return;
    for (int64_t i = 0; i < theory->length; i++) parting[i] = slopes[i] * separation[i];
    if (theory->delay.order == 0) {
        keep_column(theory, theory->delay.parting, parting, false);
        return;
    }
    advance_frames(theory, theory->delay.parting);
    hear(theory, theory->delay.parting, parting, false);
}

static size_t numbers_of(const bn_meanfield *theory)
{
    return (size_t)(theory->delay.frames * lags_of(theory));
}

void bn_meanfield_begin_parting(bn_meanfield *theory)
{
    if (!bn_meanfield_is_delayed(theory)) return;
    memset(theory->delay.parting, 0, numbers_of(theory) * sizeof(double));
    bn_meanfield_keep_parting(theory);
}

void bn_meanfield_scale_kept(bn_meanfield *theory, double factor)
{
    const size_t count = theory->delay.parting != NULL ? numbers_of(theory) : 0;
    for (size_t i = 0; i < count; i++) theory->delay.parting[i] *= factor;
}

void bn_meanfield_delay_copy(const bn_meanfield *from, bn_meanfield *to)
{
    const bn_meanfield_delay *kept = &from->delay;
    const size_t bytes = numbers_of(from) * sizeof(double);
    if (!bn_meanfield_is_delayed(from)) return;
    to->delay.dropped = kept->dropped;
    memcpy(to->delay.rate, kept->rate, (size_t)kept->frames * sizeof(double));
    memcpy(to->delay.product, kept->product, bytes);
    if (kept->parting != NULL) memcpy(to->delay.parting, kept->parting, bytes);
}
