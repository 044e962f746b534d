/* Network: the parameters of a rate network, and their initial values.

       x_t = x_{t-1} + dt (-x_{t-1} + J phi(x_{t-1}) + bias + W_in s_t / S) + sigma sqrt(dt) xi_t
       r_t = W_out phi(x_t) / N

   All parameters are in one matrix, so that one product gives the drive and the readout together, and one
   product gives all gradients:

                        S columns   1 column   N columns
         R rows             0           0        W_out
         N rows           W_in        bias         J

   It is stored column by column with leading dimension `ld`, single precision.

   A network of gated recurrent units (gru_kernels.h) has four blocks of N rows in the place of the N: those of the
   reset gate, of the update gate, and of the candidate from the state and from the input,

       [a_r; a_u; a_h; a_i] = J h_{t-1} + bias + W_in s_t / S,   r_t = W_out h_t / N

   where the last block of J and the third of W_in are 0 and stay so. */
#ifndef BN_NETWORK_H
#define BN_NETWORK_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/network/activation_table.h"
#include "engine/random/random.h"
#include "engine/tensor/tensor.h"

enum { BN_MOST_NEURONS = 20000, BN_MOST_STIMULI = 1000 };

typedef enum {
    BN_CELL_RATE, // a leaky rate unit
    BN_CELL_GRU,  // a gated recurrent unit
} bn_cell;

extern const bn_word bn_cell_words[];

/* One field, for configurations that may have other cells than rate units. */
extern const bn_field bn_cell_field[];

typedef enum {
    BN_STRUCTURE_RANDOM,                // mean of J is -balance / N everywhere
    BN_STRUCTURE_EXCITATORY_INHIBITORY, // block means of van Vreeswijk and Sompolinsky (1996)
} bn_structure;

extern const bn_word bn_structure_words[];

typedef struct {
    int64_t neurons;  // N
    int64_t stimuli;  // S
    int64_t readouts; // R; 0 means as many as stimuli
    bn_cell cell;     // no field of the list below
    bn_activation activation;
    double activation_power;           // of BN_ACTIVATION_THRESHOLD_POWER, at most 8
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE; read when the network is laid out
    bn_structure structure;
    double gain;    // g: the standard deviation of J is g / sqrt(N)
    double balance; // b: the mean of J is -b / N
    double w_in_mean, w_in_std;
    double w_out_mean, w_out_std;
    uint64_t seed;
} bn_network_config;

/* All fields but the seed; the configuration that contains this one has a seed under another name. */
extern const bn_field bn_network_fields[];

/* The defaults of the fields, and the seed 1. */
bn_network_config bn_network_config_default(void);

/* BN_EINVAL with the sentence that says which number is out of range, also when there are fewer units than
   stimuli. */
bn_status bn_network_config_check(const bn_network_config *config);

typedef struct {
    bn_network_config config; // readouts filled in
    bn_phi phi;
    int64_t drives;  // N, four times as many of a GRU
    int64_t rows;    // R + drives
    int64_t columns; // S + 1 + N, or S + 1 without J
    int64_t ld;      // leading dimension, in floats
    float *weights;  // ld x columns
} bn_network;

/* The rows of J, W_in and the bias: N, or 4 N. */
int64_t bn_network_drives(const bn_network_config *config);

/* R. */
int64_t bn_network_readouts(const bn_network_config *config);

/* The smallest multiple of `to` that is not below `value`. */
int64_t bn_rounded(int64_t value, int64_t to);

/* The leading dimension of a column-major matrix whose kernels work on whole vectors of 16: at least rows, a
   multiple of 16, and never a multiple of 32, so that columns do not fall on the same cache sets. */
int64_t bn_padded(int64_t rows);

/* The network over `arena`; for a sound config. Weights are zero until initialised. */
bn_network bn_network_lay_out(bn_arena *arena, const bn_network_config *config);

/* The same without the columns of J and W_out, for networks whose J is stored elsewhere; W_in and bias alone exist. */
bn_network bn_network_lay_out_inputs(bn_arena *arena, const bn_network_config *config);

/* Draws J, W_in and W_out from the config's seed; the bias is zero. The diagonal of J is drawn like the
   rest. */
void bn_network_initialise(bn_network *network);

/* Sets J_ii = 0, of rate units. */
void bn_network_zero_diagonal(bn_network *network);

/* The rows of the drives in column j that are 0 by the cell: `count` from *first on, counted from the first drive; 0
   where there are none. */
int64_t bn_network_absent(const bn_network *network, int64_t j, int64_t *first);

/* Views of the parameters, f32: J is N x N with J(i, j) the weight onto unit i from unit j, w_in is N x S,
   w_out is R x N, bias is N; of a GRU 4 N stands for the first N. They share the network's memory. */
bn_tensor bn_network_J(const bn_network *network);
bn_tensor bn_network_w_in(const bn_network *network);
bn_tensor bn_network_w_out(const bn_network *network);
bn_tensor bn_network_bias(const bn_network *network);

#endif
