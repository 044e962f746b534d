#include "engine/random/random.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <Random123/philox.h>
#include <cmocka.h>

#include "tests/near.h"

// The known answers that the authors of Philox publish with their library (Salmon et al. 2011).
static void the_published_known_answers_come_out(void **state)
{
    (void)state;
    static const uint32_t known[3][10] = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {~0u, ~0u, ~0u, ~0u, ~0u, ~0u, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb,
         0x5001e420, 0x24126ea1},
    };
    for (int i = 0; i < 3; i++) {
        const uint32_t *k = known[i];
        const bn_random_stream stream = {.key = {k[4], k[5]}, .high = {k[2], k[3]}};
        uint32_t words[4];
        bn_random_block(&stream, (uint64_t)k[1] << 32 | k[0], words);
        assert_memory_equal(words, k + 6, sizeof words);
    }
}

// An independent implementation: the reference headers of the generator's authors.
static void blocks_agree_with_the_reference_headers(void **state)
{
    (void)state;
    const bn_random_stream stream = bn_random_open(0x0123456789abcdefu, 7, 99);
    for (uint64_t block = 0xffffff80u; block < 0xffffff80u + 300; block++) {
        const philox4x32_ctr_t counter = {{(uint32_t)block, (uint32_t)(block >> 32), 99, 7}};
        const philox4x32_key_t key = {{0x89abcdef, 0x01234567}};
        const philox4x32_ctr_t expected = philox4x32(counter, key);
        uint32_t words[4];
        bn_random_block(&stream, block, words);
        assert_memory_equal(words, expected.v, sizeof words);
    }
}

static void bulk_words_are_the_words_of_the_blocks(void **state)
{
    (void)state;
    enum { BLOCKS = 203 };
    const bn_random_stream stream = bn_random_open(5, 1, 2);
    const uint64_t first = 0xffffffffu - 100; // crosses the carry into the counter's second word
    uint32_t bulk[4 * BLOCKS];
    bn_random_words(&stream, first, BLOCKS, bulk);
    for (uint64_t i = 0; i < BLOCKS; i++) {
        uint32_t words[4];
        bn_random_block(&stream, first + i, words);
        assert_memory_equal(bulk + 4 * i, words, sizeof words);
    }
}

// Box-Muller in double precision on the same words.
static void normals_are_box_muller_of_the_words(void **state)
{
    (void)state;
    enum { BLOCKS = 5000 };
    static float normals[4 * BLOCKS];
    static uint32_t words[4 * BLOCKS];
    const bn_random_stream stream = bn_random_open(11, 3, 0);
    bn_random_normal_f32(&stream, 17, BLOCKS, normals);
    bn_random_words(&stream, 17, BLOCKS, words);
    for (int i = 0; i < 4 * BLOCKS; i += 2) {
        const double u = ((double)(words[i] >> 1) + 0.5) * 0x1p-31;
        // two bits are signs, thirty are the angle from the middle of a quadrant
        const double angle = 0.25 * acos(-1.0) * (1.0 + 0x1p-31 * (double)(int32_t)(words[i + 1] << 2));
        const double signs[2] = {words[i + 1] >> 31 ? -1.0 : 1.0, words[i + 1] >> 30 & 1 ? -1.0 : 1.0};
        const double radius = sqrt(-2.0 * log(u));
        assert_near(normals[i], signs[0] * radius * cos(angle), 3e-4 * (radius < 0.01) + 2e-6);
        assert_near(normals[i + 1], signs[1] * radius * sin(angle), 3e-4 * (radius < 0.01) + 2e-6);
    }
}

static void a_part_of_a_fill_is_the_fill_of_the_part(void **state)
{
    (void)state;
    enum { BLOCKS = 150 };
    float whole[4 * BLOCKS], part[4 * 31];
    const bn_random_stream stream = bn_random_open(3, 0, 8);
    bn_random_normal_f32(&stream, 1000, BLOCKS, whole);
    bn_random_normal_f32(&stream, 1000 + 77, 31, part);
    assert_memory_equal(part, whole + 4 * 77, sizeof part);
}

static void streams_of_other_purpose_epoch_or_seed_differ(void **state)
{
    (void)state;
    const bn_random_stream streams[4] = {bn_random_open(1, 0, 0), bn_random_open(1, 1, 0),
                                         bn_random_open(1, 0, 1),
                                         bn_random_open((uint64_t)1 << 32 | 1, 0, 0)};
    uint32_t words[4][4];
    for (int i = 0; i < 4; i++) bn_random_block(&streams[i], 0, words[i]);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++) assert_memory_not_equal(words[i], words[j], sizeof words[i]);
}

enum { SAMPLES = 10000000, CHUNK = 100000, POINTS = 6001 };

typedef struct {
    double moment[9];   // sums of z^k
    long below[POINTS]; // samples below -6 + 0.002 i
    long beyond[6];     // |z| > k
} sample_statistics;

static sample_statistics gather(void)
{
    static float z[CHUNK];
    static sample_statistics s;
    memset(&s, 0, sizeof s);
    const bn_random_stream stream = bn_random_open(2024, BN_PURPOSE_USER, 0);
    for (uint64_t chunk = 0; chunk < SAMPLES / CHUNK; chunk++) {
        bn_random_normal_f32(&stream, chunk * (CHUNK / 4), CHUNK / 4, z);
        for (int i = 0; i < CHUNK; i++) {
            double power = 1.0;
            for (int k = 1; k <= 8; k++) s.moment[k] += power *= (double)z[i];
            for (int k = 1; k <= 5; k++) s.beyond[k] += fabs((double)z[i]) > k;
            const int point = (int)ceil(((double)z[i] + 6.0) / 0.002);
            const int above = point < 0 ? 0 : point;
            s.below[above >= POINTS ? POINTS - 1 : above]++;
        }
    }
    for (int i = 1; i < POINTS; i++) s.below[i] += s.below[i - 1];
    return s;
}

// Moments of the normal distribution: 0, 1, 0, 3, 0, 15, 0, 105; the k-th moment's standard error is
// sqrt((m_2k - m_k^2) / n).
static void ten_million_normals_are_normal(void **state)
{
    (void)state;
    static const double moment[17] = {1, 0, 1, 0, 3, 0, 15, 0, 105, 0, 945, 0, 10395, 0, 135135, 0, 2027025};
    const sample_statistics s = gather();
    for (int k = 1; k <= 8; k++) {
        const double error = sqrt((moment[2 * k] - moment[k] * moment[k]) / SAMPLES);
        assert_true(fabs(s.moment[k] / SAMPLES - moment[k]) < 4.0 * error);
    }
    for (int k = 1; k <= 5; k++) {
        const double expected = SAMPLES * erfc(k / sqrt(2.0));
        assert_true(fabs((double)s.beyond[k] - expected) < 4.0 * sqrt(expected));
    }
    double distance = 0.0; // Kolmogorov-Smirnov, looked at every 0.002
    for (int i = 0; i < POINTS - 1; i++) {
        const double exact = 0.5 * erfc(-(-6.0 + 0.002 * i) / sqrt(2.0));
        distance = fmax(distance, fabs((double)s.below[i] / SAMPLES - exact));
    }
    assert_true(distance < 1.63 / sqrt(SAMPLES)); // the 1 % point
    assert_true(distance > 0.0);
}

static void double_normals_and_uniforms_have_their_moments(void **state)
{
    (void)state;
    enum { COUNT = 200001 };
    static double z[COUNT];
    const bn_random_stream stream = bn_random_open(6, 1, 0);
    double mean = 0.0, square = 0.0, fourth = 0.0;
    bn_random_normal_f64(&stream, 0, COUNT, z);
    for (int i = 0; i < COUNT; i++) mean += z[i], square += z[i] * z[i], fourth += z[i] * z[i] * z[i] * z[i];
    assert_near(mean / COUNT, 0.0, 4.0 / sqrt(COUNT));
    assert_near(square / COUNT, 1.0, 4.0 * sqrt(2.0 / COUNT));
    assert_near(fourth / COUNT, 3.0, 4.0 * sqrt(96.0 / COUNT));

    bn_random_uniform_f64(&stream, 0, COUNT, z);
    double least = 1.0, most = 0.0;
    mean = 0.0;
    for (int i = 0; i < COUNT; i++) mean += z[i], least = fmin(least, z[i]), most = fmax(most, z[i]);
    assert_near(mean / COUNT, 0.5, 4.0 / sqrt(12.0 * COUNT));
    assert_true(least >= 0.0 && least < 1e-4 && most < 1.0 && most > 1.0 - 1e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_known_answers_come_out),
        cmocka_unit_test(blocks_agree_with_the_reference_headers),
        cmocka_unit_test(bulk_words_are_the_words_of_the_blocks),
        cmocka_unit_test(normals_are_box_muller_of_the_words),
        cmocka_unit_test(a_part_of_a_fill_is_the_fill_of_the_part),
        cmocka_unit_test(streams_of_other_purpose_epoch_or_seed_differ),
        cmocka_unit_test(ten_million_normals_are_normal),
        cmocka_unit_test(double_normals_and_uniforms_have_their_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
