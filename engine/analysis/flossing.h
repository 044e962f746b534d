/* Gradient flossing: a loss on the leading k Lyapunov exponents of a rate network, and its exact gradient
   (Engelken 2023).

       x_{t+1} = (1 - a) x_t + a (J phi(x_t) + d_t)                         a_i = dt / tau_i, t = 0 ... T-1
       Q_{t+1} R_t = D_t Q_t,   D_t = (1 - a) + a J diag(phi'(x_t))         Q with k orthonormal columns
       lambda_j = 1/(n dt) sum_t ln (R_t)_jj,   L = 1/k sum_j (lambda_j - target)^2

   over the last n of T steps. The gradient goes back through states and vectors, and through each
   factorisation as in Liao, Liu, Wang and Xiang (2019): the adjoint of Q R is (Q' + Q S) R^-T, where S is
   symmetric with the lower triangle of R R'^T - Q'^T Q. */
#ifndef BN_FLOSSING_H
#define BN_FLOSSING_H

#include "common/field.h"
#include "common/status.h"
#include "engine/network/activation_table.h"

#include <stdint.h>

typedef struct {
    int64_t neurons;              // N
    int64_t steps;                // T
    int64_t exponents, transient; // k, 1 to N; T - n, less than T
    double dt, target;
    uint64_t seed; // of Q_0
    bn_activation activation;
    double power;
    const bn_tensor *activation_table; // of BN_ACTIVATION_TABLE
    const double *J;                   // N x N, column by column
    const double *share;               // N: a
    const double *drive;               // T x N: d
    const double *start;               // N: x_0
} bn_flossing;

/* Its numbers: steps, exponents, transient, dt, target, activation, power and table. */
extern const bn_field bn_flossing_fields[];

typedef struct {
    double loss;
    double *exponents; // k, in the order of the vectors
    double *J;         // N x N, column by column: dL/dJ
    double *drive;     // T x N: dL/dd
    double *end;       // N: x_T
} bn_flossing_result;

/* Errors: BN_EINVAL for numbers out of range, also where the memory of all steps would be more than 2^38
   bytes; BN_ENOMEM; BN_NOT_FINITE when the state diverges, or a vector is sent to 0, with the step. */
bn_status bn_flossing_gradient(const bn_flossing *flossing, bn_flossing_result *result);

#endif
