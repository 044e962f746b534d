/* Activation functions in double precision, for theory and tests. Over rows of single precision, for the
   training loop, they are kernels. */
#include "engine/kernels/activation.h"

#include "engine/base/elementary.h"
#include "engine/kernels/normal.h"

#include <math.h>

const bn_word bn_activation_words[] = {
    {BN_ACTIVATION_RELU, "relu", "max(x, 0)"},
    {BN_ACTIVATION_TANH, "tanh", "tanh x"},
    {BN_ACTIVATION_SOFTPLUS, "softplus", "ln(1 + exp x)"},
    {BN_ACTIVATION_THRESHOLD_POWER, "threshold_power", "max(x, 0)^activation_power"},
    {BN_ACTIVATION_LINEAR, "linear", "x"},
    {BN_ACTIVATION_SIGMOID, "sigmoid", "1/(1 + exp -x), the logistic function"},
    {BN_ACTIVATION_ERF, "erf", "erf(√π/2 x), the error function with slope 1 at 0"},
    {BN_ACTIVATION_ASYMMETRIC_TANH, "asymmetric_tanh",
     "R tanh(x/R), with R = 0.1 for x ≤ 0 and 0.9 for x > 0"},
    {BN_ACTIVATION_TABLE, "table", "by activation_table: cubic between its rows, linear beyond"},
    {0},
};

const bn_field bn_activation_field[] = {
    {"activation", BN_FIELD_WORD, 0, .words = bn_activation_words, .help = "rate of a unit"},
    {0},
};

const bn_field bn_activation_power_field[] = {
    {"activation_power", BN_FIELD_REAL, 0, .fallback = 2.0, .above = true, .most = 8.0,
     .help = "exponent of threshold_power"},
    {0},
};

const bn_field bn_activation_table_field[] = {
    {"activation_table", BN_FIELD_TENSOR, 0,
     .help = "n x 3: x, φ and φ' in each row, x evenly spaced; see balnet.activation_table"},
    {0},
};

bool bn_is_relu(bn_activation activation, double power)
{
    return activation == BN_ACTIVATION_RELU || (activation == BN_ACTIVATION_THRESHOLD_POWER && power == 1.0);
}

bool bn_is_steep(bn_activation activation, double power)
{
    return activation == BN_ACTIVATION_THRESHOLD_POWER && power < 1.0;
}

static const double quarter_pi = 0.785398163397448309616;

// erf(sqrt(pi)/2 x): its Maclaurin series below 1, where the 17th term is less than 1e-17; else from the
// tail.
static double erf_value(double x)
{
    if (!(fabs(x) < 1.0)) return copysign(1.0 - 2.0 * bn_kernel_cdf(-fabs(x) * BN_SQRT_HALF_PI), x);
    double power = 1.0, sum = 1.0;
    for (int n = 1; n < 18; n++) {
        power *= -quarter_pi * x * x / n;
        sum += power / (2 * n + 1);
    }
    return x * sum;
}

static double range_of(double x)
{
    return x > 0.0 ? BN_RATE_ABOVE_REST : BN_RATE_BELOW_REST;
}

double bn_activation_value(bn_activation activation, double power, double x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
        return x > 0.0 ? x : 0.0;
    case BN_ACTIVATION_TANH:
        return bn_tanh(x);
    case BN_ACTIVATION_SOFTPLUS:
        return (x > 0.0 ? x : 0.0) + bn_log1p(bn_exp(-fabs(x)));
    case BN_ACTIVATION_THRESHOLD_POWER:
        return x > 0.0 ? bn_power(x, power) : 0.0;
    case BN_ACTIVATION_LINEAR:
        break;
    case BN_ACTIVATION_SIGMOID:
        return 1.0 / (1.0 + bn_exp(-x));
    case BN_ACTIVATION_ERF:
        return erf_value(x);
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        return range_of(x) * bn_tanh(x / range_of(x));
    case BN_ACTIVATION_TABLE:
        return (double)NAN;
    }
    return x;
}

double bn_activation_slope(bn_activation activation, double power, double x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
        return x > 0.0 ? 1.0 : 0.0;
    case BN_ACTIVATION_TANH: {
        const double value = bn_tanh(x);
        return 1.0 - value * value;
    }
    case BN_ACTIVATION_SOFTPLUS:
        return 1.0 / (1.0 + bn_exp(-x));
    case BN_ACTIVATION_THRESHOLD_POWER:
        return x > 0.0 ? power * bn_power(x, power - 1.0) : 0.0;
    case BN_ACTIVATION_LINEAR:
        break;
    case BN_ACTIVATION_SIGMOID: {
        const double e = bn_exp(-fabs(x)); // of -|x|, so that it is exact in both tails
        return e / ((1.0 + e) * (1.0 + e));
    }
    case BN_ACTIVATION_ERF:
        return bn_exp(-quarter_pi * x * x);
    case BN_ACTIVATION_ASYMMETRIC_TANH: {
        const double e = bn_exp(-2.0 * fabs(x) / range_of(x)); // exact in both tails, as of the sigmoid
        return 4.0 * e / ((1.0 + e) * (1.0 + e));
    }
    case BN_ACTIVATION_TABLE:
        return (double)NAN;
    }
    return 1.0;
}

double bn_activation_curvature(bn_activation activation, double power, double x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
    case BN_ACTIVATION_LINEAR:
        break;
    case BN_ACTIVATION_TANH: {
        const double value = bn_tanh(x);
        return -2.0 * value * (1.0 - value * value);
    }
    case BN_ACTIVATION_SOFTPLUS:
        return bn_activation_slope(BN_ACTIVATION_SIGMOID, power, x);
    case BN_ACTIVATION_THRESHOLD_POWER:
        return x > 0.0 && power != 1.0 ? power * (power - 1.0) * bn_power(x, power - 2.0) : 0.0;
    case BN_ACTIVATION_SIGMOID:
        return bn_activation_slope(activation, power, x) * -bn_tanh(0.5 * x);
    case BN_ACTIVATION_ERF:
        return -2.0 * quarter_pi * x * bn_activation_slope(activation, power, x);
    case BN_ACTIVATION_ASYMMETRIC_TANH:
        return bn_activation_curvature(BN_ACTIVATION_TANH, power, x / range_of(x)) / range_of(x);
    case BN_ACTIVATION_TABLE:
        return (double)NAN;
    }
    return 0.0;
}
