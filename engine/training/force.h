/* FORCE: a rate network whose readouts learn by recursive least squares while they drive it (Sussillo and
   Abbott 2009).

       x_t = (1 - dt) x_{t-1} + dt (J phi(x_{t-1}) + W_fb z_{t-1} + W_in u_t)
       z_t = W_out phi(x_t),   W_out <- W_out - (z_t - f_t) (P phi(x_t))^T   at every `every`-th step,

   P that of rls.h; what is fed back is z_t by the weights after the update of t. In the internal
   architecture nothing is fed back by W_fb (their figure 1C): unit i takes e_i = W_fb (z - f) as its error
   and learns the weights J_ij from its own `plastic` units j, by a P of these alone. W_fb then is `feedback`
   for one output a unit, unit after unit, and else 0. Where all units are plastic all share the P of the
   readouts, and J + W_fb W_out of the one architecture is the J of the other. Times are in time constants of
   the units; all is in double precision, with the same bits at every level of instructions. */
#ifndef BN_FORCE_H
#define BN_FORCE_H

#include "common/field.h"
#include "common/memory.h"
#include "common/status.h"
#include "engine/network/activation_table.h"
#include "engine/tensor/tensor.h"
#include "engine/training/rls.h"
#include "engine/training/sparse_rows.h"

typedef enum {
    BN_FORCE_FEEDBACK, // the readouts learn, and are fed back
    BN_FORCE_INTERNAL, // connections learn, too, and nothing is fed back
} bn_force_architecture;

extern const bn_word bn_force_architecture_words[];

typedef struct {
    int64_t neurons; // N
    int64_t outputs; // R
    int64_t inputs;  // M
    bn_activation activation;
    double activation_power;
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE; read when it is laid out
    double gain;         // g: J_ij ~ N(0, g^2 / K) from each of the K units that are presynaptic to i
    double connectivity; // p: K = p N, rounded, at least 1
    double feedback;     // W_fb is uniform between -feedback and feedback; see above for the other
    double input_std;    // of W_in
    bn_force_architecture architecture;
    double plastic;   // p_c: p_c N connections of a unit learn, presynaptic units first
    double alpha;     // P = 1 / alpha at the start
    double dt;        // Euler step
    int64_t every;    // steps between two updates
    double state_std; // of the normal state at the start
    uint64_t seed;
} bn_force_config;

extern const bn_field bn_force_fields[]; // all but the seed

/* BN_EINVAL with the sentence that says which number is out of range, also for inverses that would take more
   than 2^38 bytes. */
bn_status bn_force_check(const bn_force_config *config);

typedef struct {
    bn_force_config config;
    bn_phi phi;
    double *J;            // N x N, column by column: J(i, j) onto unit i from unit j
    double *w_in;         // N x M, column by column
    double *w_fb;         // N x R, column by column
    double *w_out;        // R x N, row by row; zero at first
    double *x, *rate;     // N: the state, and phi of it
    double *before;       // N: the state before a step
    double *z;            // R: the outputs of the last step, by the weights after its update
    double *drive, *gain; // N
    double *error;        // R
    int64_t *order;       // N, while connections are drawn
    bn_sparse_rows
        sparse; // J for a stretch of steps, where few connections are there and none of them learns
    bn_rls readout;
    int64_t learned;          // connections of each unit that learn; 0: none
    int64_t *presynaptic;     // N x learned; NULL where all units share the inverse of the readout
    bn_rls *unit;             // N
    double *chosen, *changes; // learned
    int64_t step;             // since the start
} bn_force;

/* Over `arena`, for a sound config; bn_force_start makes it ready. */
bn_force bn_force_lay_out(bn_arena *arena, const bn_force_config *config);

/* Draws the weights and the state, and forgets all examples. */
void bn_force_start(bn_force *force);

/* Rates and outputs of a state or of readouts that the caller has written. */
void bn_force_refresh(bn_force *force);

typedef struct {
    int64_t steps;
    const double *input;  // steps x M, or NULL for none
    const double *target; // steps x R, or NULL: nothing learns
} bn_force_task;

/* Any pointer may be NULL. */
typedef struct {
    double *output;  // steps x R: z_t, by the weights before the update of step t
    double *change;  // steps: |dW_out| of step t, Frobenius
    double *state;   // steps x sampled: of the first units
    int64_t sampled; // up to N
} bn_force_record;

/* Goes on from the present state. Errors: BN_NOT_FINITE when state and outputs diverge, past a length of 1e100 or what
   least squares can take, with the step; weights and state are then those after the last step before it, all finite. */
bn_status bn_force_run(bn_force *force, const bn_force_task *task, const bn_force_record *record);

#endif
