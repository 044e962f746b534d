/* Constraint: which recurrent connections there are, and which sign the outgoing weights of a unit have
   (Dale's law).

   A weight that is not allowed is moved to the nearest allowed value, which is 0 for an absent connection
   and for a wrong sign. With this projection after every step, training is projected gradient descent
   (Goldstein 1964). A weight at 0 grows again when a step leads to its allowed sign. */
#ifndef BN_CONSTRAINT_H
#define BN_CONSTRAINT_H

#include "common/memory.h"
#include "common/status.h"
#include "engine/tensor/tensor.h"

/* Checks connections, N x N, 0 (absent) or 1, in the order of J, and signs, N, 1 (excitatory), -1
   (inhibitory) or 0 (free). Either may be NULL. Errors: BN_EINVAL for another shape, and with the first
   number that is wrong. */
bn_status bn_constraint_check(const bn_tensor *connections, const bn_tensor *signs, int64_t neurons);

typedef struct {
    int64_t neurons;    // N
    float *connections; // N x N, column by column like J; NULL: all are present
    float *signs;       // N; NULL: all are free
} bn_constraint;

/* The constraint over `arena`, with room for connections and signs that are not NULL. */
bn_constraint bn_constraint_lay_out(bn_arena *arena, const bn_tensor *connections, const bn_tensor *signs,
                                    int64_t neurons);

/* Copies connections and signs; both must have passed the check. */
void bn_constraint_set(bn_constraint *constraint, const bn_tensor *connections, const bn_tensor *signs);

/* Sets the gradient of absent connections to 0. column: N, the gradient of unit j's outgoing weights. */
void bn_constraint_hold(const bn_constraint *constraint, int64_t j, float *column);

/* Moves unit j's outgoing weights, N, to the nearest weights that are allowed. */
void bn_constraint_project(const bn_constraint *constraint, int64_t j, float *column);

/* Views of connections (N x N) and signs (N), f32. Only for those that are not NULL. */
bn_tensor bn_constraint_connections(const bn_constraint *constraint);
bn_tensor bn_constraint_signs(const bn_constraint *constraint);

#endif
