/* Network: one column-major matrix holds W_out above J, with W_in and the bias to the left. Initial weights
   are drawn in double precision, row by row. Each array has a stream of its own, so that a change of one
   size or mean leaves the draws of the other arrays as they were. */
#include "engine/network/network.h"

#include "engine/kernels/gru_kernels.h"

#include <math.h>
#include <stddef.h>

const bn_word bn_structure_words[] = {
    {BN_STRUCTURE_RANDOM, "random", "one population"},
    {BN_STRUCTURE_EXCITATORY_INHIBITORY, "excitatory_inhibitory",
     "two populations, with the block means of van Vreeswijk and Sompolinsky (1996)"},
    {0},
};

const bn_word bn_cell_words[] = {
    {BN_CELL_RATE, "rate", "leaky rate units"},
    {BN_CELL_GRU, "gru", "gated recurrent units, of the form of PyTorch's"},
    {0},
};

const bn_field bn_cell_field[] = {
    {"cell", BN_FIELD_WORD, 0, .words = bn_cell_words,
     .help = "what a unit is; fixed points and Lyapunov exponents of gru are those of the map of a step"},
    {0},
};

#define AT(member) offsetof(bn_network_config, member)

const bn_field bn_network_fields[] = {
    {"neurons", BN_FIELD_INTEGER, AT(neurons), .fallback = 100, .least = 1, .most = BN_MOST_NEURONS,
     .help = "units of the network"},
    {"stimuli", BN_FIELD_INTEGER, AT(stimuli), .fallback = 1, .least = 1, .most = BN_MOST_STIMULI,
     .help = "inputs u of the network, S of them; they enter it as W_in u / S"},
    {"readouts", BN_FIELD_INTEGER, AT(readouts), .fallback = 0, .least = 0, .most = BN_MOST_STIMULI,
     .zero = "as many as stimuli", .help = "outputs of the network"},
    {.part = bn_activation_field, .offset = AT(activation)},
    {.part = bn_activation_power_field, .offset = AT(activation_power)},
    {.part = bn_activation_table_field, .offset = AT(activation_table)},
    {"structure", BN_FIELD_WORD, AT(structure), .words = bn_structure_words, .help = "populations"},
    {"gain", BN_FIELD_REAL, AT(gain), .fallback = 0.032, .least = 0, .most = 1e6,
     .help = "std of the random part of J is gain/√neurons"},
    {"balance", BN_FIELD_REAL, AT(balance), .fallback = 1.0, .least = 0, .most = 1e6,
     .help = "initial mean of J is -balance/neurons; the input scales with it"},
    {"w_in_mean", BN_FIELD_REAL, AT(w_in_mean), .fallback = 1.0, .least = -1e6, .most = 1e6,
     .help = "mean of the initial input weights"},
    {"w_in_std", BN_FIELD_REAL, AT(w_in_std), .fallback = 0.01, .least = 0, .most = 1e6, .help = "their std"},
    {"w_out_mean", BN_FIELD_REAL, AT(w_out_mean), .fallback = 1.0, .least = -1e6, .most = 1e6,
     .help = "mean of the initial readout weights"},
    {"w_out_std", BN_FIELD_REAL, AT(w_out_std), .fallback = 0.2, .least = 0, .most = 1e6,
     .help = "their std"},
    {0},
};

bn_network_config bn_network_config_default(void)
{
    bn_network_config config = {.seed = 1};
    bn_fields_default(bn_network_fields, &config);
    return config;
}

bn_status bn_network_config_check(const bn_network_config *config)
{
    BN_TRY(bn_fields_check(bn_network_fields, config));
    if (config->neurons < config->stimuli)
        return bn_fault(BN_EINVAL,
                        "neurons is %lld and stimuli is %lld; at least one neuron a stimulus is needed",
                        (long long)config->neurons, (long long)config->stimuli);
    return bn_phi_check_table(config->activation, config->activation_table);
}

int64_t bn_network_drives(const bn_network_config *config)
{
    return config->cell == BN_CELL_GRU ? BN_GRU_BLOCKS * config->neurons : config->neurons;
}

int64_t bn_network_readouts(const bn_network_config *config)
{
    return config->readouts == 0 ? config->stimuli : config->readouts;
}

int64_t bn_rounded(int64_t value, int64_t to)
{
    return (value + to - 1) / to * to;
}

int64_t bn_padded(int64_t rows)
{
    const int64_t vectors = (rows + 15) / 16;
    return 16 * (vectors % 2 == 0 ? vectors + 1 : vectors);
}

static bn_network lay_out(bn_arena *arena, const bn_network_config *config, int64_t columns_of_J)
{
    bn_network network = {.config = *config};
    network.config.readouts = bn_network_readouts(config);
    const bn_activation activation = config->cell == BN_CELL_GRU ? BN_ACTIVATION_LINEAR : config->activation;
    network.phi = bn_phi_lay_out(arena, activation, config->activation_power, config->activation_table);
    network.config.activation_table = NULL; // the caller may free it
    network.drives = bn_network_drives(config);
    network.rows = network.config.readouts + network.drives;
    network.columns = config->stimuli + 1 + columns_of_J;
    network.ld = bn_padded(network.rows);
    network.weights = bn_arena_take(arena, (size_t)(network.ld * network.columns), sizeof(float));
    return network;
}

bn_network bn_network_lay_out(bn_arena *arena, const bn_network_config *config)
{
    return lay_out(arena, config, config->neurons);
}

bn_network bn_network_lay_out_inputs(bn_arena *arena, const bn_network_config *config)
{
    return lay_out(arena, config, 0);
}

static bn_tensor view(const bn_network *network, int64_t row, int64_t column, int64_t rows, int64_t columns)
{
    return (bn_tensor){.dtype = BN_F32,
                       .dims = 2,
                       .shape = {rows, columns},
                       .stride = {1, network->ld},
                       .data = network->weights + column * network->ld + row};
}

bn_tensor bn_network_J(const bn_network *network)
{
    const bn_network_config *c = &network->config;
    return view(network, c->readouts, c->stimuli + 1, network->drives, c->neurons);
}

bn_tensor bn_network_w_in(const bn_network *network)
{
    const bn_network_config *c = &network->config;
    return view(network, c->readouts, 0, network->drives, c->stimuli);
}

bn_tensor bn_network_w_out(const bn_network *network)
{
    const bn_network_config *c = &network->config;
    return view(network, 0, c->stimuli + 1, c->readouts, c->neurons);
}

bn_tensor bn_network_bias(const bn_network *network)
{
    const bn_network_config *c = &network->config;
    bn_tensor bias = view(network, c->readouts, c->stimuli, network->drives, 1);
    bias.dims = 1;
    return bias;
}

// The mean of J(post, pre). Blocks: J_EE = 1, J_EI = -2, J_IE = 1, J_II = -1.8, each over N / 2.
static double mean_of_J(const bn_network_config *config, int64_t post, int64_t pre)
{
    const double N = (double)config->neurons;
    if (config->structure == BN_STRUCTURE_RANDOM) return -config->balance / N;
    static const double block[2][2] = {{1.0, -2.0}, {1.0, -1.8}};
    const int64_t half = config->neurons / 2;
    return block[post >= half][pre >= half] / (N / 2.0);
}

// The numbers are addressed row by row, and the matrix is stored column by column; so both go block by block.
enum { BLOCK_ROWS = 16, BLOCK_COLUMNS = 64 };

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

// Fills a matrix view with mean + std * normal; `config` is given for J alone, whose mean has blocks.
static void draw(const bn_tensor *matrix, bn_random_stream stream, double mean, double std,
                 const bn_network_config *config)
{
    const int64_t rows = matrix->shape[0], columns = matrix->shape[1];
    double normal[BLOCK_ROWS][BLOCK_COLUMNS] = {{0.0}};
    for (int64_t i0 = 0; i0 < rows; i0 += BLOCK_ROWS)
        for (int64_t j0 = 0; j0 < columns; j0 += BLOCK_COLUMNS) {
            const int64_t height = least(BLOCK_ROWS, rows - i0), width = least(BLOCK_COLUMNS, columns - j0);
            for (int64_t i = 0; i < height && std > 0.0; i++)
                bn_random_normal_f64(&stream, (uint64_t)((i0 + i) * ((columns + 1) / 2) + j0 / 2),
                                     (size_t)width, normal[i]);
            for (int64_t j = 0; j < width; j++)
                for (int64_t i = 0; i < height; i++) {
                    const double centre = config == NULL ? mean : mean_of_J(config, i0 + i, j0 + j);
                    float *at =
                        (float *)matrix->data + (i0 + i) * matrix->stride[0] + (j0 + j) * matrix->stride[1];
                    *at = (float)(centre + std * normal[i][j]);
                }
        }
}

int64_t bn_network_absent(const bn_network *network, int64_t j, int64_t *first)
{
    const int64_t N = network->config.neurons, S = network->config.stimuli;
    if (network->config.cell == BN_CELL_RATE || j == S) return 0;
    *first = (j < S ? 2 : 3) * N;
    return N;
}

static void clear_absent(bn_network *network)
{
    int64_t first = 0;
    for (int64_t j = 0; j < network->columns; j++) {
        const int64_t count = bn_network_absent(network, j, &first);
        float *column = network->weights + j * network->ld + network->config.readouts;
        for (int64_t i = first; i < first + count; i++) column[i] = 0.0f;
    }
}

void bn_network_initialise(bn_network *network)
{
    const bn_network_config *c = &network->config;
    const bn_tensor J = bn_network_J(network);
    const bn_tensor w_in = bn_network_w_in(network);
    const bn_tensor w_out = bn_network_w_out(network);
    draw(&J, bn_random_open(c->seed, BN_PURPOSE_J, 0), 0.0, c->gain / sqrt((double)c->neurons), c);
    draw(&w_in, bn_random_open(c->seed, BN_PURPOSE_W_IN, 0), c->w_in_mean, c->w_in_std, NULL);
    draw(&w_out, bn_random_open(c->seed, BN_PURPOSE_W_OUT, 0), c->w_out_mean, c->w_out_std, NULL);
    clear_absent(network);
}

void bn_network_zero_diagonal(bn_network *network)
{
    float *diagonal = bn_network_J(network).data;
    if (network->config.cell != BN_CELL_RATE) return;
    for (int64_t i = 0; i < network->config.neurons; i++) diagonal[i * (network->ld + 1)] = 0.0f;
}
