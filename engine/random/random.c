/* Random: bulk fills are kernels of the level in use. Here are the single block and the fills in double
   precision. */
#include "engine/random/random.h"

#include "engine/base/elementary.h"
#include "engine/kernels/kernels.h"
#include "engine/kernels/philox.h"

#include <math.h>

bn_random_stream bn_random_open(uint64_t seed, uint32_t purpose, uint32_t epoch)
{
    return (bn_random_stream){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)}, .high = {epoch, purpose}};
}

void bn_random_block(const bn_random_stream *stream, uint64_t block, uint32_t words[4])
{
    bn_philox_block(stream->key, stream->high, block, words);
}

void bn_random_words(const bn_random_stream *stream, uint64_t first, size_t blocks, uint32_t *out)
{
    bn_kernels_now()->random_words(stream->key, stream->high, first, blocks, out);
}

void bn_random_normal_f32(const bn_random_stream *stream, uint64_t first, size_t blocks, float *out)
{
    bn_kernels_now()->random_normals(stream->key, stream->high, first, blocks, out);
}

static double uniform_of(uint32_t high, uint32_t low)
{
    const uint64_t bits = ((uint64_t)high << 32 | low) >> 11;
    return (double)bits * 0x1p-53;
}

void bn_random_uniform_f64(const bn_random_stream *stream, uint64_t first, size_t count, double *out)
{
    uint32_t words[4];
    for (size_t i = 0; i < count; i++) {
        const size_t half = 2 * (i % 2);
        if (half == 0) bn_random_block(stream, first + i / 2, words);
        out[i] = uniform_of(words[half], words[half + 1]);
    }
}

void bn_random_normal_f64(const bn_random_stream *stream, uint64_t first, size_t count, double *out)
{
    for (size_t i = 0; i < count; i += 2) {
        double u[2];
        bn_random_uniform_f64(stream, first + i / 2, 2, u);
        const double radius = sqrt(-2.0 * bn_log(u[0] + 0x1p-54));
        double cosine, sine;
        bn_turn(u[1], &cosine, &sine);
        out[i] = radius * cosine;
        if (i + 1 < count) out[i + 1] = radius * sine;
    }
}
