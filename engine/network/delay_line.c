/* What arrives from a ring is what the new rates replace. A leak hands on its state of before, so that one pass
   from the first to the last moves all of them from the states before. What a leak holds arrives in shares, held /
   share in all. */
#include "engine/network/delay_line.h"

#include <string.h>

bn_delay_line bn_delay_line_lay_out(bn_arena *arena, const bn_delay *delay, double dt, int64_t units,
                                    int64_t batch)
{
    bn_delay_line line = {.units = units, .batch = batch, .share = (float)bn_delay_share(delay, dt)};
    line.frames = line.share > 0.0f ? delay->order : bn_delay_steps(delay, dt);
    line.rates = bn_arena_take(arena, (size_t)(line.frames * batch * units), sizeof(float));
    return line;
}

static float *frame_of(const bn_delay_line *line, int64_t frame, int64_t b)
{
    return line->rates + (frame * line->batch + b) * line->units;
}

void bn_delay_line_fill(const bn_delay_line *line, int64_t b, const float *rates)
{
    for (int64_t frame = 0; frame < line->frames; frame++)
        memcpy(frame_of(line, frame, b), rates, (size_t)line->units * sizeof *rates);
}

// Moves the leak towards what it receives, which its state of before then replaces.
static void leak(int64_t count, float share, float *state, float *received)
{
    for (int64_t i = 0; i < count; i++) {
        const float before = state[i];
        state[i] = before + share * (received[i] - before);
        received[i] = before;
    }
}

static void exchange(int64_t count, float *ring, float *rates)
{
    for (int64_t i = 0; i < count; i++) {
        const float arrives = ring[i];
        ring[i] = rates[i];
        rates[i] = arrives;
    }
}

void bn_delay_line_pass(const bn_delay_line *line, int64_t b, int64_t step, float *rates)
{
    if (line->frames == 0) return;
    if (line->share == 0.0f) {
        exchange(line->units, frame_of(line, step % line->frames, b), rates);
        return;
    }
    for (int64_t n = 0; n < line->frames; n++) leak(line->units, line->share, frame_of(line, n, b), rates);
}

void bn_delay_line_clear(const bn_delay_line *line)
{
    memset(line->rates, 0, (size_t)(line->frames * line->batch * line->units) * sizeof(float));
}

void bn_delay_line_drain(const bn_delay_line *line, int64_t b, float *sum)
{
    const float per_share = line->share > 0.0f ? 1.0f / line->share : 1.0f;
    for (int64_t frame = 0; frame < line->frames; frame++) {
        const float *rates = frame_of(line, frame, b);
        for (int64_t i = 0; i < line->units; i++) sum[i] += per_share * rates[i];
    }
}
