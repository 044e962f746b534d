/* The functions themselves, one double at a time, in two tables with their names. Those that can be computed in
   vectors have kernels, the others are called through the table. */
#include "engine/tensor/tensor_kernel_internal.h"

#include "engine/kernels/kernels.h"

#include <math.h>
#include <stddef.h>

typedef double unary_function(double);
typedef double binary_function(double, double);

static double sign(double x)
{
    if (x > 0.0) return 1.0;
    return x < 0.0 ? -1.0 : x; // keeps NaN and the sign of zero
}

static double relu(double x)
{
    return x < 0.0 ? 0.0 : x;
}

static double sigmoid(double x)
{
    const double e = exp(-fabs(x)); // cannot overflow
    return (x < 0.0 ? e : 1.0) / (1.0 + e);
}

static double softplus(double x)
{
    return relu(x) + log1p(exp(-fabs(x)));
}

static double is_nan(double x)
{
    return isnan(x) ? 1.0 : 0.0;
}

static double is_finite(double x)
{
    return isfinite(x) ? 1.0 : 0.0;
}

static const struct {
    const char *name;
    unary_function *function;
} unary_table[BN_UNARY_COUNT] = {
    [BN_ABS] = {"abs", NULL},
    [BN_NEGATE] = {"neg", NULL},
    [BN_SIGN] = {"sign", sign},
    [BN_RECIPROCAL] = {"reciprocal", NULL},
    [BN_FLOOR] = {"floor", floor},
    [BN_CEIL] = {"ceil", ceil},
    [BN_ROUND] = {"round", round},
    [BN_TRUNC] = {"trunc", trunc},
    [BN_SQRT] = {"sqrt", NULL},
    [BN_SQUARE] = {"square", NULL},
    [BN_EXP] = {"exp", NULL},
    [BN_EXPM1] = {"expm1", expm1},
    [BN_LOG] = {"log", log},
    [BN_LOG1P] = {"log1p", log1p},
    [BN_LOG2] = {"log2", log2},
    [BN_LOG10] = {"log10", log10},
    [BN_SIN] = {"sin", sin},
    [BN_COS] = {"cos", cos},
    [BN_TAN] = {"tan", tan},
    [BN_ASIN] = {"asin", asin},
    [BN_ACOS] = {"acos", acos},
    [BN_ATAN] = {"atan", atan},
    [BN_SINH] = {"sinh", sinh},
    [BN_COSH] = {"cosh", cosh},
    [BN_TANH] = {"tanh", NULL},
    [BN_ERF] = {"erf", erf},
    [BN_ERFC] = {"erfc", erfc},
    [BN_RELU] = {"relu", NULL},
    [BN_SIGMOID] = {"sigmoid", sigmoid},
    [BN_SOFTPLUS] = {"softplus", softplus},
    [BN_IS_NAN] = {"is_nan", is_nan},
    [BN_IS_FINITE] = {"is_finite", is_finite},
};

const char *bn_unary_name(bn_unary op)
{
    return unary_table[op].name;
}

void bn_kernel_unary(bn_unary op, int64_t n, const double *x, double *y)
{
    const bn_kernels *kernels = bn_kernels_now();
    unary_function *function = unary_table[op].function;
    switch (op) {
    case BN_ABS:
        kernels->absolute(n, x, y);
        break;
    case BN_NEGATE:
        kernels->negate(n, x, y);
        break;
    case BN_RECIPROCAL:
        kernels->reciprocal(n, x, y);
        break;
    case BN_SQRT:
        kernels->square_root(n, x, y);
        break;
    case BN_SQUARE:
        kernels->square(n, x, y);
        break;
    case BN_EXP:
        kernels->powers_of_e(n, x, y);
        break;
    case BN_TANH:
        kernels->hyperbolic_tangents(n, x, y);
        break;
    case BN_RELU:
        kernels->rectify(n, x, y);
        break;
    default:
        for (int64_t i = 0; i < n; i++) y[i] = function(x[i]);
        break;
    }
}

bool bn_kernel_unary_is_f32(bn_unary op)
{
    return op == BN_EXP || op == BN_TANH;
}

void bn_kernel_unary_f32(bn_unary op, int64_t n, const float *x, float *y)
{
    const bn_kernels *kernels = bn_kernels_now();
    if (op == BN_EXP)
        kernels->powers_of_e_f32(n, x, y);
    else
        kernels->hyperbolic_tangents_f32(n, x, y);
}

static double floor_divide(double a, double b)
{
    return floor(a / b);
}

/* Lua's modulus: fmod moved to the side of the divisor. */
static double modulo(double a, double b)
{
    const double rest = fmod(a, b);
    return rest != 0.0 && (rest < 0.0) != (b < 0.0) ? rest + b : rest; // a product of signs may underflow
}

static const struct {
    const char *name;
    binary_function *function;
} binary_table[BN_BINARY_COUNT] = {
    [BN_ADD] = {"add", NULL},      [BN_SUB] = {"sub", NULL},         [BN_MUL] = {"mul", NULL},
    [BN_DIV] = {"div", NULL},      [BN_POW] = {"pow", pow},          [BN_IDIV] = {"idiv", floor_divide},
    [BN_MOD] = {"mod", modulo},    [BN_MINIMUM] = {"minimum", NULL}, [BN_MAXIMUM] = {"maximum", NULL},
    [BN_ATAN2] = {"atan2", atan2}, [BN_HYPOT] = {"hypot", hypot},    [BN_EQ] = {"eq", NULL},
    [BN_NE] = {"ne", NULL},        [BN_LT] = {"lt", NULL},           [BN_LE] = {"le", NULL},
    [BN_GT] = {"gt", NULL},        [BN_GE] = {"ge", NULL},
};

const char *bn_binary_name(bn_binary op)
{
    return binary_table[op].name;
}

static void compare(bn_binary op, int64_t n, const double *a, const double *b, double *out)
{
    const bn_kernels *kernels = bn_kernels_now();
    switch (op) {
    case BN_EQ:
        kernels->equal(n, a, b, out);
        break;
    case BN_NE:
        kernels->unequal(n, a, b, out);
        break;
    case BN_LT:
        kernels->less(n, a, b, out);
        break;
    case BN_LE:
        kernels->less_or_equal(n, a, b, out);
        break;
    case BN_GT:
        kernels->less(n, b, a, out);
        break;
    default:
        kernels->less_or_equal(n, b, a, out);
        break;
    }
}

void bn_kernel_binary(bn_binary op, int64_t n, const double *a, const double *b, double *out)
{
    const bn_kernels *kernels = bn_kernels_now();
    binary_function *function = binary_table[op].function;
    switch (op) {
    case BN_ADD:
        kernels->add(n, a, b, out);
        break;
    case BN_SUB:
        kernels->subtract(n, a, b, out);
        break;
    case BN_MUL:
        kernels->multiply(n, a, b, out);
        break;
    case BN_DIV:
        kernels->divide(n, a, b, out);
        break;
    case BN_MINIMUM:
        kernels->smaller(n, a, b, out);
        break;
    case BN_MAXIMUM:
        kernels->larger(n, a, b, out);
        break;
    case BN_EQ:
    case BN_NE:
    case BN_LT:
    case BN_LE:
    case BN_GT:
    case BN_GE:
        compare(op, n, a, b, out);
        break;
    default:
        for (int64_t i = 0; i < n; i++) out[i] = function(a[i], b[i]);
        break;
    }
}

bool bn_kernel_is_f32(bn_binary op)
{
    return op == BN_ADD || op == BN_SUB || op == BN_MUL || op == BN_DIV;
}

void bn_kernel_binary_f32(bn_binary op, int64_t n, const float *a, const float *b, float *out)
{
    const bn_kernels *kernels = bn_kernels_now();
    if (op == BN_ADD)
        kernels->add_f32(n, a, b, out);
    else if (op == BN_SUB)
        kernels->subtract_f32(n, a, b, out);
    else if (op == BN_MUL)
        kernels->multiply_f32(n, a, b, out);
    else
        kernels->divide_f32(n, a, b, out);
}
