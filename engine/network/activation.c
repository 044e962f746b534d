/* Activation functions, in double precision for theory and tests, and over rows of single precision for the
   training loop. tanh, softplus and powers are built on the polynomials of vecmath, so that their loops
   vectorise. */
#include "engine/network/activation.h"

#include "engine/base/vecmath.h"

const bn_word bn_activation_words[] = {
    {BN_ACTIVATION_RELU, "relu", "max(x, 0)"},
    {BN_ACTIVATION_TANH, "tanh", "tanh x"},
    {BN_ACTIVATION_SOFTPLUS, "softplus", "ln(1 + exp x)"},
    {BN_ACTIVATION_THRESHOLD_POWER, "threshold_power", "max(x, 0)^activation_power"},
    {BN_ACTIVATION_LINEAR, "linear", "x"},
    {0},
};

const bn_field bn_activation_field[] = {
    {"activation", BN_FIELD_WORD, 0, .words = bn_activation_words, .help = "rate of a unit"},
    {0},
};

const bn_field bn_activation_power_field[] = {
    {"activation_power", BN_FIELD_REAL, 0, .fallback = 2.0, .least = 1.0, .most = 8.0,
     .help = "exponent of threshold_power"},
    {0},
};

bool bn_is_relu(bn_activation activation, double power)
{
    return activation == BN_ACTIVATION_RELU || (activation == BN_ACTIVATION_THRESHOLD_POWER && power == 1.0);
}

double bn_activation_value(bn_activation activation, double power, double x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
        return x > 0.0 ? x : 0.0;
    case BN_ACTIVATION_TANH:
        return tanh(x);
    case BN_ACTIVATION_SOFTPLUS:
        return (x > 0.0 ? x : 0.0) + log1p(exp(-fabs(x)));
    case BN_ACTIVATION_THRESHOLD_POWER:
        return x > 0.0 ? pow(x, power) : 0.0;
    case BN_ACTIVATION_LINEAR:
        break;
    }
    return x;
}

double bn_activation_slope(bn_activation activation, double power, double x)
{
    switch (activation) {
    case BN_ACTIVATION_RELU:
        return x > 0.0 ? 1.0 : 0.0;
    case BN_ACTIVATION_TANH:
        return 1.0 - tanh(x) * tanh(x);
    case BN_ACTIVATION_SOFTPLUS:
        return 1.0 / (1.0 + exp(-x));
    case BN_ACTIVATION_THRESHOLD_POWER:
        return x > 0.0 ? power * pow(x, power - 1.0) : 0.0;
    case BN_ACTIVATION_LINEAR:
        break;
    }
    return 1.0;
}

// x^power for x > 0, else 0; the smallest normal number stands in for smaller ones.
BN_INLINE float power_of(float x, float power)
{
    const float base = x > 1.2e-38f ? x : 1.2e-38f;
    const float value = bn_vec_exp(power * bn_vec_log(base));
    return x > 0.0f ? value : 0.0f;
}

BN_MULTIVERSION
void bn_activation_values(bn_activation activation, double power, const float *restrict x, size_t count,
                          float *restrict out)
{
    const float exponent = (float)power;
    switch (activation) {
    case BN_ACTIVATION_RELU:
        for (size_t i = 0; i < count; i++) out[i] = x[i] > 0.0f ? x[i] : 0.0f;
        break;
    case BN_ACTIVATION_TANH:
        for (size_t i = 0; i < count; i++) out[i] = bn_vec_tanh(x[i]);
        break;
    case BN_ACTIVATION_SOFTPLUS:
        for (size_t i = 0; i < count; i++) out[i] = bn_vec_softplus(x[i]);
        break;
    case BN_ACTIVATION_THRESHOLD_POWER:
        for (size_t i = 0; i < count; i++) out[i] = power_of(x[i], exponent);
        break;
    case BN_ACTIVATION_LINEAR:
        for (size_t i = 0; i < count; i++) out[i] = x[i];
        break;
    }
}

BN_MULTIVERSION
void bn_activation_slopes(bn_activation activation, double power, const float *restrict x, size_t count,
                          float *restrict out)
{
    const float factor = (float)power;
    switch (activation) {
    case BN_ACTIVATION_RELU:
        for (size_t i = 0; i < count; i++) out[i] = x[i] > 0.0f ? 1.0f : 0.0f;
        break;
    case BN_ACTIVATION_TANH:
        for (size_t i = 0; i < count; i++) {
            const float value = bn_vec_tanh(x[i]);
            out[i] = (1.0f - value) * (1.0f + value);
        }
        break;
    case BN_ACTIVATION_SOFTPLUS:
        for (size_t i = 0; i < count; i++) out[i] = 1.0f / (1.0f + bn_vec_exp(-x[i]));
        break;
    case BN_ACTIVATION_THRESHOLD_POWER:
        for (size_t i = 0; i < count; i++)
            out[i] = x[i] > 0.0f ? factor * power_of(x[i], factor - 1.0f) : 0.0f;
        break;
    case BN_ACTIVATION_LINEAR:
        for (size_t i = 0; i < count; i++) out[i] = 1.0f;
        break;
    }
}
