/* Activation: the functions phi by which the state of a unit becomes its rate, and their slopes. */
#ifndef BN_ACTIVATION_H
#define BN_ACTIVATION_H

#include "common/field.h"

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    BN_ACTIVATION_RELU,            // max(x, 0)
    BN_ACTIVATION_TANH,            // tanh x
    BN_ACTIVATION_SOFTPLUS,        // ln(1 + exp x)
    BN_ACTIVATION_THRESHOLD_POWER, // max(x, 0)^power
    BN_ACTIVATION_LINEAR,          // x
    BN_ACTIVATION_SIGMOID,         // 1 / (1 + exp -x)
    BN_ACTIVATION_ERF,             // erf(sqrt(pi)/2 x), of slope 1 at 0
} bn_activation;

enum { BN_ACTIVATIONS = BN_ACTIVATION_ERF + 1 };

extern const bn_word bn_activation_words[];

/* One field each, for the configurations that have a bn_activation, and the double that is its power. */
extern const bn_field bn_activation_field[];
extern const bn_field bn_activation_power_field[];

/* True for relu under either of its names: a threshold power of 1 is one. */
bool bn_is_relu(bn_activation activation, double power);

/* phi(x) and phi'(x) in double precision. The slope of relu and of a threshold power at x <= 0 is 0. */
double bn_activation_value(bn_activation activation, double power, double x);
double bn_activation_slope(bn_activation activation, double power, double x);

/* The same over `count` numbers in single precision, vectorised; out must not overlap x. Relative error <
   1e-6, for the threshold power < 1e-5. */
void bn_activation_values(bn_activation activation, double power, const float *x, size_t count, float *out);
void bn_activation_slopes(bn_activation activation, double power, const float *x, size_t count, float *out);

#endif
