/* The functions themselves, one double at a time, in two tables with their names. A function that the
   compiler can vectorise is inlined into a loop of its own, the others are called through the table. */
#include "engine/tensor/tensor_kernel_internal.h"

#include <math.h>
#include <stddef.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

typedef double unary_function(double);
typedef double binary_function(double, double);

static double negate(double x)
{
    return -x;
}

static double sign(double x)
{
    if (x > 0.0) return 1.0;
    return x < 0.0 ? -1.0 : x; // keeps NaN and the sign of zero
}

static double reciprocal(double x)
{
    return 1.0 / x;
}

static double square(double x)
{
    return x * x;
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
    [BN_ABS] = {"abs", fabs},
    [BN_NEGATE] = {"neg", negate},
    [BN_SIGN] = {"sign", sign},
    [BN_RECIPROCAL] = {"reciprocal", reciprocal},
    [BN_FLOOR] = {"floor", floor},
    [BN_CEIL] = {"ceil", ceil},
    [BN_ROUND] = {"round", round},
    [BN_TRUNC] = {"trunc", trunc},
    [BN_SQRT] = {"sqrt", sqrt},
    [BN_SQUARE] = {"square", square},
    [BN_EXP] = {"exp", exp},
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
    [BN_TANH] = {"tanh", tanh},
    [BN_ERF] = {"erf", erf},
    [BN_ERFC] = {"erfc", erfc},
    [BN_RELU] = {"relu", relu},
    [BN_SIGMOID] = {"sigmoid", sigmoid},
    [BN_SOFTPLUS] = {"softplus", softplus},
    [BN_IS_NAN] = {"is_nan", is_nan},
    [BN_IS_FINITE] = {"is_finite", is_finite},
};

const char *bn_unary_name(bn_unary op)
{
    return unary_table[op].name;
}

ALWAYS_INLINE void each(unary_function *function, int64_t n, const double *x, double *y)
{
    for (int64_t i = 0; i < n; i++) y[i] = function(x[i]);
}

void bn_kernel_unary(bn_unary op, int64_t n, const double *x, double *y)
{
    switch (op) {
    case BN_ABS:
        each(fabs, n, x, y);
        break;
    case BN_NEGATE:
        each(negate, n, x, y);
        break;
    case BN_RECIPROCAL:
        each(reciprocal, n, x, y);
        break;
    case BN_SQRT:
        each(sqrt, n, x, y);
        break;
    case BN_SQUARE:
        each(square, n, x, y);
        break;
    case BN_RELU:
        each(relu, n, x, y);
        break;
    default:
        each(unary_table[op].function, n, x, y);
        break;
    }
}

static double add(double a, double b)
{
    return a + b;
}

static double subtract(double a, double b)
{
    return a - b;
}

static double multiply(double a, double b)
{
    return a * b;
}

static double divide(double a, double b)
{
    return a / b;
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

static double minimum(double a, double b)
{
    return a < b || a != a ? a : b; // NaN on either side wins
}

static double maximum(double a, double b)
{
    return a > b || a != a ? a : b;
}

static double equal(double a, double b)
{
    return a == b ? 1.0 : 0.0;
}

static double unequal(double a, double b)
{
    return a != b ? 1.0 : 0.0;
}

static double less(double a, double b)
{
    return a < b ? 1.0 : 0.0;
}

static double less_or_equal(double a, double b)
{
    return a <= b ? 1.0 : 0.0;
}

static const struct {
    const char *name;
    binary_function *function;
} binary_table[BN_BINARY_COUNT] = {
    [BN_ADD] = {"add", add},
    [BN_SUB] = {"sub", subtract},
    [BN_MUL] = {"mul", multiply},
    [BN_DIV] = {"div", divide},
    [BN_POW] = {"pow", pow},
    [BN_IDIV] = {"idiv", floor_divide},
    [BN_MOD] = {"mod", modulo},
    [BN_MINIMUM] = {"minimum", minimum},
    [BN_MAXIMUM] = {"maximum", maximum},
    [BN_ATAN2] = {"atan2", atan2},
    [BN_HYPOT] = {"hypot", hypot},
    [BN_EQ] = {"eq", NULL},
    [BN_NE] = {"ne", NULL},
    [BN_LT] = {"lt", NULL},
    [BN_LE] = {"le", NULL},
    [BN_GT] = {"gt", NULL},
    [BN_GE] = {"ge", NULL},
};

const char *bn_binary_name(bn_binary op)
{
    return binary_table[op].name;
}

ALWAYS_INLINE void each_pair(binary_function *function, int64_t n, const double *a, const double *b,
                             double *out)
{
    for (int64_t i = 0; i < n; i++) out[i] = function(a[i], b[i]);
}

static void compare(bn_binary op, int64_t n, const double *a, const double *b, double *out)
{
    switch (op) {
    case BN_EQ:
        each_pair(equal, n, a, b, out);
        break;
    case BN_NE:
        each_pair(unequal, n, a, b, out);
        break;
    case BN_LT:
        each_pair(less, n, a, b, out);
        break;
    case BN_LE:
        each_pair(less_or_equal, n, a, b, out);
        break;
    case BN_GT:
        each_pair(less, n, b, a, out);
        break;
    default:
        each_pair(less_or_equal, n, b, a, out);
        break;
    }
}

void bn_kernel_binary(bn_binary op, int64_t n, const double *a, const double *b, double *out)
{
    switch (op) {
    case BN_ADD:
        each_pair(add, n, a, b, out);
        break;
    case BN_SUB:
        each_pair(subtract, n, a, b, out);
        break;
    case BN_MUL:
        each_pair(multiply, n, a, b, out);
        break;
    case BN_DIV:
        each_pair(divide, n, a, b, out);
        break;
    case BN_MINIMUM:
        each_pair(minimum, n, a, b, out);
        break;
    case BN_MAXIMUM:
        each_pair(maximum, n, a, b, out);
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
        each_pair(binary_table[op].function, n, a, b, out);
        break;
    }
}

bool bn_kernel_is_f32(bn_binary op)
{
    return op == BN_ADD || op == BN_SUB || op == BN_MUL || op == BN_DIV;
}

void bn_kernel_binary_f32(bn_binary op, int64_t n, const float *a, const float *b, float *out)
{
    if (op == BN_ADD)
        for (int64_t i = 0; i < n; i++) out[i] = a[i] + b[i];
    else if (op == BN_SUB)
        for (int64_t i = 0; i < n; i++) out[i] = a[i] - b[i];
    else if (op == BN_MUL)
        for (int64_t i = 0; i < n; i++) out[i] = a[i] * b[i];
    else
        for (int64_t i = 0; i < n; i++) out[i] = a[i] / b[i];
}
