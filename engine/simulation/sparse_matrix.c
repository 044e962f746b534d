/* Inputs are drawn twice by the same random numbers: once to count how many fall into each panel, once to put them
   there. K of N - 1 others are the first K places of a shuffle (Fisher and Yates 1938) that goes on from the order
   which the unit before left; connections of one probability are found by the geometric distances between them. */
#include "engine/simulation/sparse_matrix.h"

#include "engine/kernels/kernels.h"
#include "engine/random/random.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#define AT(member)       offsetof(bn_sparse_config, member)
#define MOST_CONNECTIONS 0x1p36

const bn_word bn_in_degree_words[] = {
    {BN_IN_DEGREE_FIXED, "fixed", "every unit has as many inputs"},
    {BN_IN_DEGREE_RANDOM, "random", "every connection has the same probability"},
    {0},
};

const bn_field bn_sparse_fields[] = {
    {"neurons", BN_FIELD_INTEGER, AT(neurons), .fallback = 10000, .least = 2, .most = BN_SPARSE_MOST_NEURONS,
     .help = "N"},
    {"inputs", BN_FIELD_REAL, AT(inputs), .fallback = 100, .most = BN_SPARSE_MOST_NEURONS,
     .help = "K, of each unit; with a random in-degree on average"},
    {"in_degree", BN_FIELD_WORD, AT(in_degree), .fallback = BN_IN_DEGREE_FIXED, .words = bn_in_degree_words,
     .help = "how the inputs of a unit are drawn"},
    {"weight", BN_FIELD_REAL, AT(weight), .fallback = -0.01, .least = -1e6, .most = 1e6,
     .help = "of a connection from the first units"},
    {"other_weight", BN_FIELD_REAL, AT(other_weight), .least = -1e6, .most = 1e6,
     .help = "of one from the other units; of the other sign it makes Dale's law"},
    {"share", BN_FIELD_REAL, AT(share), .fallback = 1.0, .most = 1.0, .help = "of the first units among all"},
    {"weight_std", BN_FIELD_REAL, AT(weight_std), .most = 1e6,
     .help = "standard deviation of the weight of each connection"},
    {0},
};

bn_status bn_sparse_config_check(const bn_sparse_config *config)
{
    BN_TRY(bn_fields_check(bn_sparse_fields, config));
    if (config->inputs > (double)(config->neurons - 1))
        return bn_fault(BN_EINVAL, "%g inputs were given; at most the %lld other units were needed",
                        config->inputs, (long long)config->neurons - 1);
    if (config->in_degree == BN_IN_DEGREE_FIXED && config->inputs != floor(config->inputs))
        return bn_fault(BN_EINVAL, "%g inputs were given; with a fixed in-degree a whole number was needed",
                        config->inputs);
    if (config->inputs * (double)config->neurons > MOST_CONNECTIONS)
        return bn_fault(BN_EINVAL, "%g connections were asked for; at most %g were needed",
                        config->inputs * (double)config->neurons, MOST_CONNECTIONS);
    return bn_ok();
}

// --- drawing ---

enum { WORDS = 4 * BN_RANDOM_STRIP };

// Random words one after the other.
typedef struct {
    bn_random_stream stream;
    uint64_t block;
    int left;
    uint32_t words[WORDS];
} source;

static source open_source(uint64_t seed)
{
    return (source){.stream = bn_random_open(seed, BN_PURPOSE_J, 0)};
}

static uint32_t next_word(source *from)
{
    if (from->left == 0) {
        bn_random_words(&from->stream, from->block, BN_RANDOM_STRIP, from->words);
        from->block += BN_RANDOM_STRIP;
        from->left = WORDS;
    }
    return from->words[WORDS - from->left--];
}

// The connection of a unit that `receiver` may have as number `other` of the N - 1 others.
static int64_t sender_of(int64_t receiver, int64_t other)
{
    return other + (other >= receiver);
}

typedef void (*taker)(void *context, int64_t receiver, int64_t sender);

static void draw_fixed(const bn_sparse_config *config, source *from, int32_t *order, taker take,
                       void *context)
{
    const int64_t others = config->neurons - 1, inputs = (int64_t)config->inputs;
    for (int64_t i = 0; i < others; i++) order[i] = (int32_t)i;
    for (int64_t i = 0; i < config->neurons; i++)
        for (int64_t k = 0; k < inputs; k++) {
            const int64_t chosen = k + (int64_t)(((uint64_t)next_word(from) * (uint64_t)(others - k)) >> 32);
            const int32_t other = order[chosen];
            order[chosen] = order[k];
            order[k] = other;
            take(context, i, sender_of(i, other));
        }
}

static void draw_random(const bn_sparse_config *config, source *from, taker take, void *context)
{
    const int64_t others = config->neurons - 1;
    const double scale = 1.0 / log1p(-fmin(config->inputs / (double)others, 1.0 - 1e-15));
    for (int64_t i = 0; config->inputs > 0.0 && i < config->neurons; i++) {
        double other = -1.0;
        for (;;) {
            other += 1.0 + floor(log(((double)next_word(from) + 0.5) * 0x1p-32) * scale);
            if (!(other < (double)others)) break;
            take(context, i, sender_of(i, (int64_t)other));
        }
    }
}

static void draw_all(const bn_sparse_config *config, int32_t *order, taker take, void *context)
{
    source from = open_source(config->seed);
    if (config->in_degree == BN_IN_DEGREE_FIXED)
        draw_fixed(config, &from, order, take, context);
    else
        draw_random(config, &from, take, context);
}

static void count_one(void *context, int64_t receiver, int64_t sender)
{
    (void)receiver;
    (void)sender;
    ++*(int64_t *)context;
}

int64_t bn_sparse_count(const bn_sparse_config *config)
{
    int64_t count = 0;
    if (config->in_degree == BN_IN_DEGREE_FIXED) return config->neurons * (int64_t)config->inputs;
    draw_all(config, NULL, count_one, &count);
    return count;
}

// --- the matrix ---

bn_sparse bn_sparse_lay_out(bn_arena *arena, const bn_sparse_config *config, int64_t count)
{
    bn_sparse sparse = {.config = *config, .count = count};
    sparse.panels = (config->neurons + BN_SPARSE_PANEL - 1) / BN_SPARSE_PANEL;
    sparse.first = bn_arena_take(arena, (size_t)sparse.panels, sizeof(int64_t));
    sparse.length = bn_arena_take(arena, (size_t)(sparse.panels * config->neurons), sizeof(uint16_t));
    sparse.from = bn_arena_take(arena, (size_t)count, sizeof(uint16_t));
    if (config->weight_std > 0.0) sparse.weight = bn_arena_take(arena, (size_t)count, sizeof(float));
    sparse.of_sender = bn_arena_take(arena, (size_t)config->neurons, sizeof(float));
    return sparse;
}

static void count_in_panel(void *context, int64_t receiver, int64_t sender)
{
    const bn_sparse *sparse = context;
    sparse->length[sender / BN_SPARSE_PANEL * sparse->config.neurons + receiver]++;
}

// `first` of a panel is where its next connection goes, while they are put there: receivers come in order.
static void put_in_panel(void *context, int64_t receiver, int64_t sender)
{
    const bn_sparse *sparse = context;
    (void)receiver;
    sparse->from[sparse->first[sender / BN_SPARSE_PANEL]++] = (uint16_t)(sender % BN_SPARSE_PANEL);
}

static void set_first(bn_sparse *sparse)
{
    const int64_t N = sparse->config.neurons;
    int64_t before = 0;
    for (int64_t p = 0; p < sparse->panels; p++) {
        sparse->first[p] = before;
        for (int64_t i = 0; i < N; i++) before += sparse->length[p * N + i];
    }
}

static void draw_weights(const bn_sparse *sparse)
{
    const bn_random_stream stream = bn_random_open(sparse->config.seed, BN_PURPOSE_J, 1);
    const int64_t N = sparse->config.neurons;
    const float std = (float)sparse->config.weight_std;
    float normal[WORDS];
    int64_t k = 0;
    for (int64_t p = 0; p < sparse->panels; p++)
        for (int64_t i = 0; i < N; i++)
            for (int64_t c = 0; c < sparse->length[p * N + i]; c++, k++) {
                if (k % WORDS == 0) bn_random_normal_f32(&stream, (uint64_t)(k / 4), BN_RANDOM_STRIP, normal);
                sparse->weight[k] =
                    sparse->of_sender[p * BN_SPARSE_PANEL + sparse->from[k]] + std * normal[k % WORDS];
            }
}

void bn_sparse_draw(bn_sparse *sparse, int32_t *order)
{
    const bn_sparse_config *c = &sparse->config;
    const int64_t first = llround(c->share * (double)c->neurons);
    for (int64_t j = 0; j < c->neurons; j++)
        sparse->of_sender[j] = (float)(j < first ? c->weight : c->other_weight);
    memset(sparse->length, 0, (size_t)(sparse->panels * c->neurons) * sizeof *sparse->length);
    draw_all(c, order, count_in_panel, sparse);
    set_first(sparse);
    draw_all(c, order, put_in_panel, sparse);
    set_first(sparse);
    if (sparse->weight != NULL) draw_weights(sparse);
}

// --- products ---

static int64_t interleaved(int64_t trials)
{
    return trials == 1 ? 1 : (trials + 3) / 4 * 4;
}

int64_t bn_sparse_scratch(const bn_sparse *sparse, int64_t trials)
{
    return sparse->config.neurons * interleaved(trials);
}

void bn_sparse_multiply(const bn_sparse *sparse, int64_t trials, const float *z, int64_t ldz, float *product,
                        int64_t ldp, float *values, float *sums)
{
    const int64_t N = sparse->config.neurons, width = interleaved(trials);
    for (int64_t j = 0; j < N; j++) {
        const float factor = sparse->weight == NULL ? sparse->of_sender[j] : 1.0f;
        for (int64_t b = 0; b < trials; b++) values[j * width + b] = factor * z[b * ldz + j];
    }
    memset(sums, 0, (size_t)(N * width) * sizeof *sums);
    for (int64_t p = 0; p < sparse->panels; p++) {
        const float *of_panel = values + p * BN_SPARSE_PANEL * width;
        const float *weight = sparse->weight == NULL ? NULL : sparse->weight + sparse->first[p];
        const uint16_t *length = sparse->length + p * N, *from = sparse->from + sparse->first[p];
        if (width == 1)
            bn_kernels_now()->sparse_sum(N, length, from, weight, of_panel, sums);
        else
            bn_kernels_now()->sparse_sums(N, length, from, weight, width, of_panel, sums);
    }
    for (int64_t i = 0; i < N; i++)
        for (int64_t b = 0; b < trials; b++) product[b * ldp + i] += sums[i * width + b];
}

void bn_sparse_visit(const bn_sparse *sparse,
                     void (*visit)(void *context, int64_t receiver, int64_t sender, double weight),
                     void *context)
{
    const int64_t N = sparse->config.neurons;
    int64_t k = 0;
    for (int64_t p = 0; p < sparse->panels; p++)
        for (int64_t i = 0; i < N; i++)
            for (int64_t c = 0; c < sparse->length[p * N + i]; c++, k++) {
                const int64_t sender = p * BN_SPARSE_PANEL + sparse->from[k];
                const float weight = sparse->weight != NULL ? sparse->weight[k] : sparse->of_sender[sender];
                visit(context, i, sender, (double)weight);
            }
}
