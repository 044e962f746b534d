/* Activation: the functions phi that give the rate of a unit from its state, and their slopes. */
#ifndef BN_ACTIVATION_H
#define BN_ACTIVATION_H

#include "common/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    BN_ACTIVATION_RELU,            // max(x, 0)
    BN_ACTIVATION_TANH,            // tanh x
    BN_ACTIVATION_SOFTPLUS,        // ln(1 + exp x)
    BN_ACTIVATION_THRESHOLD_POWER, // max(x, 0)^power
    BN_ACTIVATION_LINEAR,          // x
    BN_ACTIVATION_SIGMOID,         // 1 / (1 + exp -x)
    BN_ACTIVATION_ERF,             // erf(sqrt(pi)/2 x), whose slope at 0 is 1
    BN_ACTIVATION_ASYMMETRIC_TANH, // R tanh(x / R), R = 0.1 for x <= 0 and 0.9 for x > 0
    BN_ACTIVATION_TABLE,           // cubic between the rows of a table, linear beyond
} bn_activation;

/* Those that are known by their name. */
enum { BN_ACTIVATIONS = BN_ACTIVATION_ASYMMETRIC_TANH + 1, BN_ACTIVATION_MOST_POINTS = 65537 };

/* The asymmetric tanh is the rate relative to that at rest of Rajan, Abbott and Sompolinsky (2010), whose r =
   R_0 + phi(x) lies between 0 and R_max, with their R_0 = 0.1 R_max and R_max = 1. */
#define BN_RATE_BELOW_REST 0.1 // R_0
#define BN_RATE_ABOVE_REST 0.9 // R_max - R_0

extern const bn_word bn_activation_words[];

/* One field each, for configurations that hold a bn_activation, and a double for its power. A threshold power below 1
   is infinitely steep at 0. */
extern const bn_field bn_activation_field[];
extern const bn_field bn_activation_power_field[];

/* And one for a const bn_tensor *: a table's rows are x, phi(x) and phi'(x), n x 3, x evenly spaced. */
extern const bn_field bn_activation_table_field[];

/* True for relu and for a threshold power of 1, which is the same function. */
bool bn_is_relu(bn_activation activation, double power);

/* True for a threshold power below 1, whose slope is infinite at threshold. */
bool bn_is_steep(bn_activation activation, double power);

/* phi(x) and phi'(x) of a named activation in double precision; NaN for a table. The slope of relu and of a threshold
   power at x <= 0 is 0. */
double bn_activation_value(bn_activation activation, double power, double x);
double bn_activation_slope(bn_activation activation, double power, double x);

/* phi''(x), likewise; 0 at the kink of relu. */
double bn_activation_curvature(bn_activation activation, double power, double x);

/* phi: an activation with all that it needs. A table is interpolated by the cubic of Hermite, which keeps the given
   values and slopes: where those are exact its error is at most step^4 D / 384, and that of the slope
   step^3 D sqrt(3) / 216, D the largest fourth derivative of phi. */
typedef struct {
    bn_activation activation;
    double power;
    // of a table:
    int64_t points;
    double from, step;
    double *rows; // points x 3: x, phi, phi'
    float *cubic; // (points - 1) x 4: the coefficients in the share of a step, for vectors
} bn_phi;

/* Takes up rows that were written: fills in what follows from them. Nothing for a named activation. */
void bn_phi_plan(bn_phi *phi);

/* phi(x) and phi'(x) in double precision. */
double bn_phi_value(const bn_phi *phi, double x);
double bn_phi_slope(const bn_phi *phi, double x);

/* phi''(x), likewise; of a table that of the cubic, which jumps from row to row and is 0 beyond its ends. */
double bn_phi_curvature(const bn_phi *phi, double x);

/* phi(x) and phi'(x) of `count` numbers in single precision, vectorised; out must not overlap x. The relative
   error is below 1e-6, for the threshold power below 1e-5; of a table it is 1e-6 of the largest numbers in its rows. */
void bn_phi_values(const bn_phi *phi, const float *x, size_t count, float *out);
void bn_phi_slopes(const bn_phi *phi, const float *x, size_t count, float *out);

#endif
