/* Inputs are drawn twice by the same random numbers: once to count how many fall into each panel, once to put them
   where the order of those counts says. K of N - 1 others are the first K places of a shuffle (Fisher and Yates 1938)
   that goes on from the order which the unit before left; connections of one probability are found by the geometric
   distances between them. */
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

// --- order ---

enum { PANEL = BN_SPARSE_PANEL, WINDOW = BN_SPARSE_WINDOW, SLICE = BN_SPARSE_SLICE, SLICES = WINDOW / SLICE };

int64_t bn_sparse_panels(const bn_sparse_config *config)
{
    return (config->neurons + PANEL - 1) / PANEL;
}

static int64_t windows_of(int64_t neurons)
{
    return (neurons + WINDOW - 1) / WINDOW;
}

static int64_t receivers_in(int64_t neurons, int64_t window)
{
    return neurons - window * WINDOW < WINDOW ? neurons - window * WINDOW : WINDOW;
}

// Sorts `count` receivers by falling degree, those of one degree as they stand. row: of each; length: of each slice,
// the degree of its first row. Returns the places of all slices.
static int64_t sort_window(int64_t count, const uint16_t *degree, uint16_t *row, uint16_t length[SLICES])
{
    int64_t first[PANEL + 2] = {0}, places = 0; // first[PANEL - d]: the row of the next receiver of degree d
    for (int64_t i = 0; i < count; i++) first[PANEL - degree[i] + 1]++;
    for (int d = 0; d <= PANEL; d++) first[d + 1] += first[d];
    memset(length, 0, SLICES * sizeof *length);
    for (int64_t i = 0; i < count; i++) {
        const int64_t at = first[PANEL - degree[i]]++;
        row[i] = (uint16_t)at;
        if (at % SLICE == 0) length[at / SLICE] = degree[i];
    }
    for (int s = 0; s < SLICES; s++) places += (int64_t)length[s] * SLICE;
    return places;
}

typedef struct {
    uint16_t *degree;
    int64_t neurons, count;
} counter;

static void count_in_panel(void *context, int64_t receiver, int64_t sender)
{
    counter *c = context;
    c->degree[sender / PANEL * c->neurons + receiver]++;
    c->count++;
}

bn_sparse_extent bn_sparse_measure(const bn_sparse_config *config, uint16_t *degree, int32_t *order)
{
    const int64_t N = config->neurons, panels = bn_sparse_panels(config);
    counter found = {.degree = degree, .neurons = N};
    int64_t places = 0;
    memset(degree, 0, (size_t)(panels * N) * sizeof *degree);
    draw_all(config, order, count_in_panel, &found);
    for (int64_t p = 0; p < panels; p++)
        for (int64_t w = 0; w < windows_of(N); w++) {
            uint16_t row[WINDOW], length[SLICES];
            places += sort_window(receivers_in(N, w), degree + p * N + w * WINDOW, row, length);
        }
    return (bn_sparse_extent){.count = found.count, .places = places};
}

// --- the matrix ---

bn_sparse bn_sparse_lay_out(bn_arena *arena, const bn_sparse_config *config, bn_sparse_extent extent)
{
    bn_sparse sparse = {.config = *config, .extent = extent, .panels = bn_sparse_panels(config)};
    sparse.windows = windows_of(config->neurons);
    const size_t windows = (size_t)(sparse.panels * sparse.windows), places = (size_t)extent.places;
    sparse.first = bn_arena_take(arena, windows, sizeof(int64_t));
    sparse.row = bn_arena_take(arena, (size_t)(sparse.panels * config->neurons), sizeof(uint16_t));
    sparse.length = bn_arena_take(arena, windows * SLICES, sizeof(uint16_t));
    sparse.from = bn_arena_take(arena, places, sizeof(uint16_t));
    if (config->weight_std > 0.0) sparse.weight = bn_arena_take(arena, places, sizeof(float));
    sparse.of_sender = bn_arena_take(arena, (size_t)config->neurons, sizeof(float));
    return sparse;
}

static void sort_windows(bn_sparse *sparse, const uint16_t *degree)
{
    const int64_t N = sparse->config.neurons;
    int64_t before = 0;
    for (int64_t p = 0; p < sparse->panels; p++)
        for (int64_t w = 0; w < sparse->windows; w++) {
            const int64_t at = p * sparse->windows + w, receiver = p * N + w * WINDOW;
            sparse->first[at] = before;
            before += sort_window(receivers_in(N, w), degree + receiver, sparse->row + receiver,
                                  sparse->length + at * SLICES);
        }
}

// Where the connections of receiver i from panel p begin; they are a slice apart. *most: at most so many.
static int64_t place_of(const bn_sparse *sparse, int64_t p, int64_t i, int64_t *most)
{
    const int64_t window = p * sparse->windows + i / WINDOW,
                  row = sparse->row[p * sparse->config.neurons + i];
    const uint16_t *length = sparse->length + window * SLICES;
    int64_t place = sparse->first[window] + row % SLICE;
    for (int64_t s = 0; s < row / SLICE; s++) place += (int64_t)length[s] * SLICE;
    *most = length[row / SLICE];
    return place;
}

enum { MOST_PANELS = (BN_SPARSE_MOST_NEURONS + PANEL - 1) / PANEL };

typedef struct {
    const bn_sparse *sparse;
    int64_t receiver;
    int64_t next[MOST_PANELS]; // where the next connection of the receiver from a panel goes
} placer;

static void put_in_panel(void *context, int64_t receiver, int64_t sender)
{
    placer *at = context;
    int64_t most;
    if (at->receiver != receiver)
        for (int64_t p = 0; p < at->sparse->panels; p++)
            at->next[p] = place_of(at->sparse, p, receiver, &most);
    at->receiver = receiver;
    at->sparse->from[at->next[sender / PANEL]] = (uint16_t)(sender % PANEL);
    at->next[sender / PANEL] += SLICE;
}

static void draw_weights(const bn_sparse *sparse)
{
    const bn_random_stream stream = bn_random_open(sparse->config.seed, BN_PURPOSE_J, 1);
    const int64_t N = sparse->config.neurons;
    const float std = (float)sparse->config.weight_std;
    float normal[WORDS];
    int64_t k = 0, most;
    memset(sparse->weight, 0, (size_t)sparse->extent.places * sizeof *sparse->weight);
    for (int64_t p = 0; p < sparse->panels; p++)
        for (int64_t i = 0; i < N; i++) {
            int64_t at = place_of(sparse, p, i, &most);
            for (int64_t c = 0; c < most && sparse->from[at] < PANEL; c++, k++, at += SLICE) {
                if (k % WORDS == 0) bn_random_normal_f32(&stream, (uint64_t)(k / 4), BN_RANDOM_STRIP, normal);
                sparse->weight[at] =
                    sparse->of_sender[p * PANEL + sparse->from[at]] + std * normal[k % WORDS];
            }
        }
}

void bn_sparse_draw(bn_sparse *sparse, const uint16_t *degree, int32_t *order)
{
    const bn_sparse_config *c = &sparse->config;
    const int64_t first = llround(c->share * (double)c->neurons);
    placer at = {.sparse = sparse, .receiver = -1};
    for (int64_t j = 0; j < c->neurons; j++)
        sparse->of_sender[j] = (float)(j < first ? c->weight : c->other_weight);
    sort_windows(sparse, degree);
    for (int64_t k = 0; k < sparse->extent.places; k++) sparse->from[k] = PANEL;
    draw_all(c, order, put_in_panel, &at);
    if (sparse->weight != NULL) draw_weights(sparse);
}

// --- products ---

enum { PANEL_VALUES = PANEL + SLICE, CHUNKS = 16 }; // behind the numbers of a panel zeros

static int64_t interleaved(int64_t trials)
{
    int64_t width = trials == 1 ? 1 : 4;
    while (width < trials) width *= 2;
    return width;
}

int64_t bn_sparse_scratch(const bn_sparse *sparse, int64_t trials)
{
    return sparse->panels * PANEL_VALUES * interleaved(trials); // windows are parts of panels
}

typedef struct {
    const bn_sparse *sparse;
    int64_t trials, width, ldz, ldp;
    const float *z;
    float *product, *values, *sums;
} product_job;

static void set_values(void *context, int panel)
{
    const product_job *job = context;
    const bn_sparse *sparse = job->sparse;
    const int64_t first = (int64_t)panel * PANEL, N = sparse->config.neurons, width = job->width;
    const int64_t count = N - first < PANEL ? N - first : PANEL;
    float *values = job->values + panel * PANEL_VALUES * width;
    for (int64_t j = 0; j < count; j++) {
        const float factor = sparse->weight == NULL ? sparse->of_sender[first + j] : 1.0f;
        for (int64_t b = 0; b < job->trials; b++)
            values[j * width + b] = factor * job->z[b * job->ldz + first + j];
    }
    memset(values + count * width, 0, (size_t)((PANEL_VALUES - count) * width) * sizeof *values);
}

static void add_window(const product_job *job, int64_t p, int64_t w)
{
    const bn_sparse *sparse = job->sparse;
    const int64_t window = p * sparse->windows + w, N = sparse->config.neurons, width = job->width;
    const float *values = job->values + p * PANEL_VALUES * width;
    const float *weight = sparse->weight == NULL ? NULL : sparse->weight + sparse->first[window];
    const uint16_t *length = sparse->length + window * SLICES, *from = sparse->from + sparse->first[window];
    const uint16_t *row = sparse->row + p * N + w * WINDOW;
    float of_row[WINDOW * BN_SPARSE_MOST_TRIALS], *sums = job->sums + w * WINDOW * width;
    if (width == 1)
        bn_kernels_now()->sparse_sum(SLICES, length, from, weight, values, of_row);
    else
        bn_kernels_now()->sparse_sums(SLICES, length, from, weight, width, values, of_row);
    for (int64_t i = 0; i < receivers_in(N, w); i++)
        for (int64_t b = 0; b < width; b++) sums[i * width + b] += of_row[row[i] * width + b];
}

static void multiply_chunk(void *context, int chunk)
{
    const product_job *job = context;
    const int64_t N = job->sparse->config.neurons, windows = job->sparse->windows, width = job->width;
    const int64_t first = windows * chunk / CHUNKS, end = windows * (chunk + 1) / CHUNKS;
    memset(job->sums + first * WINDOW * width, 0,
           (size_t)((end - first) * WINDOW * width) * sizeof *job->sums);
    for (int64_t p = 0; p < job->sparse->panels; p++)
        for (int64_t w = first; w < end; w++) add_window(job, p, w);
    for (int64_t i = first * WINDOW; i < end * WINDOW && i < N; i++)
        for (int64_t b = 0; b < job->trials; b++) job->product[b * job->ldp + i] += job->sums[i * width + b];
}

void bn_sparse_multiply(const bn_sparse *sparse, int64_t trials, const float *z, int64_t ldz, float *product,
                        int64_t ldp, float *values, float *sums, bn_pool *pool)
{
    product_job job = {.sparse = sparse,
                       .trials = trials,
                       .width = interleaved(trials),
                       .z = z,
                       .ldz = ldz,
                       .product = product,
                       .ldp = ldp,
                       .values = values,
                       .sums = sums};
    bn_pool_run(pool, set_values, &job, (int)sparse->panels);
    bn_pool_run(pool, multiply_chunk, &job, CHUNKS);
}

void bn_sparse_visit(const bn_sparse *sparse,
                     void (*visit)(void *context, int64_t receiver, int64_t sender, double weight),
                     void *context)
{
    int64_t most;
    for (int64_t p = 0; p < sparse->panels; p++)
        for (int64_t i = 0; i < sparse->config.neurons; i++) {
            int64_t at = place_of(sparse, p, i, &most);
            for (int64_t c = 0; c < most && sparse->from[at] < PANEL; c++, at += SLICE) {
                const int64_t sender = p * PANEL + sparse->from[at];
                const float weight = sparse->weight != NULL ? sparse->weight[at] : sparse->of_sender[sender];
                visit(context, i, sender, (double)weight);
            }
        }
}
