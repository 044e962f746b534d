// Any activation of one and of two normal variables, by Hermite series.
#include "engine/base/legendre.h"
#include "engine/kernels/kernels.h"
#include "engine/theory/gaussian_pair.h"
#include "engine/theory/gaussian_series.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { TERMS = 256 };

typedef struct {
    void *block;
    bn_gaussian_series series;
    double value[2][TERMS], slope[2][TERMS];
} world;

static world world_of(bn_activation activation, double power)
{
    world w;
    bn_arena ruler = bn_arena_measure();
    bn_gaussian_series_lay_out(&ruler, activation, power, NULL, TERMS);
    w.block = bn_memory_allocate(ruler.used, 1);
    bn_arena arena = bn_arena_over(w.block);
    w.series = bn_gaussian_series_lay_out(&arena, activation, power, NULL, TERMS);
    bn_gaussian_series_fill(&w.series);
    return w;
}

// y[0 ... 4] = mean1, variance1, mean2, variance2, covariance.
static void pair_of(world *w, const double y[5], double *product, double *slopes)
{
    for (int i = 0; i < 2; i++)
        bn_gaussian_series_expand(&w->series, y[2 * i], y[2 * i + 1], 1, w->value[i], w->slope[i]);
    const double rho = y[4] / sqrt(y[1] * y[3]);
    double power;
    bn_gaussian_series_row(TERMS, 1, 1, w->value[0], w->slope[0], w->value[1], w->slope[1], &rho, product,
                           slopes, &power);
}

static void assert_near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not %.17g to %g", value, expected, tolerance);
}

// From the C library in extended precision.
static void softplus_in_rows_is_accurate_in_both_tails(void **state)
{
    (void)state;
    enum { COUNT = 4001 };
    static double y[COUNT], value[COUNT], slope[COUNT];
    for (int i = 0; i < COUNT; i++) y[i] = (i - COUNT / 2) * 0.17 + 1e-3;
    bn_kernels_now()->softplus_row(COUNT, y, value, slope);
    for (int i = 0; i < COUNT; i++) {
        const long double e = expl(-fabsl(y[i]));
        const double exact = (double)(log1pl(e) + fmaxl(0.0L, y[i]));
        const double exact_slope = (double)((y[i] < 0.0 ? e : 1.0L) / (1.0L + e));
        assert_near(value[i], exact, 1e-15 * exact);
        assert_near(slope[i], exact_slope, 1e-15 * exact_slope);
    }
}

static void a_rule_of_n_nodes_integrates_powers_up_to_2n_minus_1(void **state)
{
    (void)state;
    double at[64], weight[64];
    for (int count = 1; count <= 64; count = 3 * count + 1) {
        bn_legendre_rule(count, at, weight);
        for (int power = 0; power < 2 * count; power++) {
            double sum = 0.0;
            for (int i = 0; i < count; i++) sum += weight[i] * pow(at[i], power);
            assert_near(sum, 1.0 / (power + 1), 2e-15);
        }
    }
}

/* numpy 1.24: a product of two trapezoidal rules with 4801 nodes each over 24 standard deviations; for the
   asymmetric tanh of two rules of Gauss in 119 panels, cut at the threshold. */
static void smooth_activations_agree_with_a_double_integral(void **state)
{
    (void)state;
    static const struct {
        bn_activation activation;
        double y[5], product, slopes;
    } cases[] = {
        {BN_ACTIVATION_TANH, {0.3, 2.0, -0.5, 1.5, 0.9}, 0.1777305163857517, 0.245556282418791},
        {BN_ACTIVATION_TANH, {0.0, 1.9, 0.0, 1.9, 1.7}, 0.4436352259661249, 0.3183737355320598},
        {BN_ACTIVATION_TANH, {-1.0, 9.0, 0.5, 4.0, -3.0}, -0.3158734949947463, 0.09788417858858661},
        {BN_ACTIVATION_SOFTPLUS, {0.3, 2.0, -0.5, 1.5, 0.9}, 0.8836546754736956, 0.2545874296629242},
        {BN_ACTIVATION_SOFTPLUS, {0.0, 1.9, 0.0, 1.9, 1.7}, 1.272787217000039, 0.3089219180472978},
        {BN_ACTIVATION_SOFTPLUS, {-1.0, 9.0, 0.5, 4.0, -3.0}, 0.6785497335433095, 0.1720201873806212},
        {BN_ACTIVATION_SIGMOID, {0.3, 2.0, -0.5, 1.5, 0.9}, 0.25458742966284476, 0.03401250448736053},
        {BN_ACTIVATION_SIGMOID, {-1.0, 9.0, 0.5, 4.0, -3.0}, 0.17202018738056735, 0.017622718811409605},
        {BN_ACTIVATION_ERF, {0.3, 2.0, -0.5, 1.5, 0.9}, 0.18644048951674172, 0.2580562762003746},
        {BN_ACTIVATION_ERF, {0.0, 1.9, 0.0, 1.9, 1.7}, 0.46756896857855634, 0.338147605502005},
        {BN_ACTIVATION_ERF, {-1.0, 9.0, 0.5, 4.0, -3.0}, -0.32378775193830633, 0.10070198140001906},
        {BN_ACTIVATION_ASYMMETRIC_TANH, {0.3, 2.0, -0.5, 1.5, 0.9}, 0.09419010707666861, 0.06513534044427699},
        {BN_ACTIVATION_ASYMMETRIC_TANH, {0.0, 1.9, 0.0, 1.9, 1.7}, 0.19885762302946863, 0.11661296535030762},
        {BN_ACTIVATION_ASYMMETRIC_TANH,
         {-1.0, 9.0, 0.5, 4.0, -3.0},
         0.011792154954393654,
         0.024247237264446244},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w = world_of(cases[i].activation, 1.0);
        double product, slopes;
        pair_of(&w, cases[i].y, &product, &slopes);
        assert_near(product, cases[i].product, 1e-12);
        assert_near(slopes, cases[i].slopes, 1e-12);
        bn_memory_free(w.block);
    }
}

// Cho and Saul (2009): E[relu^2 relu^2] at zero means is J_2/(2 pi), J_2 = 3 sin cos + (pi - angle)(1 + 2
// cos^2).
static void the_squared_threshold_has_the_second_arc_cosine_kernel(void **state)
{
    (void)state;
    const double pi = 3.14159265358979323846;
    world w = world_of(BN_ACTIVATION_THRESHOLD_POWER, 2.0);
    for (double rho = -0.9; rho < 0.95; rho += 0.15) {
        double product, slopes, first, step;
        pair_of(&w, (double[]){0.0, 1.0, 0.0, 1.0, rho}, &product, &slopes);
        const double kernel = 3.0 * sqrt(1.0 - rho * rho) * rho + (pi - acos(rho)) * (1.0 + 2.0 * rho * rho);
        assert_near(product, kernel / (2.0 * pi), 1e-12);
        bn_relu_pair(0.0, 1.0, 0.0, 1.0, rho, &first, &step);
        assert_near(slopes, 4.0 * first, 1e-12); // its slope is 2 relu
    }
    bn_memory_free(w.block);
}

/* E[max(y, 0)^q] = gamma(q + 1) v^(q/2)/sqrt(2 pi) exp(-m^2/(4 v)) D_(-q-1)(-m/sqrt(v)), D the parabolic cylinder
   function, by mpmath 1.2 with 30 digits: q = p, 2p, and times p and p^2 q = p - 1 and 2p - 2. */
static void powers_below_one_have_the_moments_of_parabolic_cylinders(void **state)
{
    (void)state;
    static const struct {
        double power, mean, variance, expected[4];
    } cases[] = {
        {0.6, 0.0, 1.0, {0.40433631238714408, 0.40677451819491921, 0.44079772221547261, 0.73219413275085469}},
        {0.6, 0.5, 2.0, {0.70648845770176935, 0.95314491723606648, 0.44691593307168201, 0.56978753642801256}},
        {0.6, 3.0, 0.25, {1.9265757963388431, 3.7497815424743317, 0.3898367842233464, 0.15273397161832551}},
        {0.7, -1.0, 1.5, {0.14811032419697495, 0.1458743823697776, 0.20151763587641312, 0.2516230380104917}},
        {0.9, 0.5, 2.0, {0.80579108278162373, 1.4496093099904314, 0.58278842613593206, 0.53952063303593604}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        world w = world_of(BN_ACTIVATION_THRESHOLD_POWER, cases[i].power);
        const bn_rate_moments m = bn_gaussian_series_moments(&w.series, cases[i].mean, cases[i].variance);
        const double found[4] = {m.mean, m.square, m.slope, m.slope_square};
        for (int k = 0; k < 4; k++) assert_near(found[k], cases[i].expected[k], 1e-11);
        bn_memory_free(w.block);
    }
}

// A threshold to the power of one is relu, of which the pair is known in closed form.
static void the_error_stays_within_the_stated_bound(void **state)
{
    (void)state;
    world w = world_of(BN_ACTIVATION_THRESHOLD_POWER, 1.0);
    double largest = 0.0;
    for (double rho = -0.99; rho < 1.0; rho += 0.033) {
        const double y[5] = {-0.8, 4.0, 0.6, 2.25, 3.0 * rho};
        double product, slopes, exact, step;
        pair_of(&w, y, &product, &slopes);
        bn_relu_pair(y[0], y[1], y[2], y[3], y[4], &exact, &step);
        const double rest = bn_gaussian_series_expand(&w.series, y[0], y[1], 1, w.value[0], w.slope[0]).rest;
        const double rest2 = bn_gaussian_series_expand(&w.series, y[2], y[3], 1, w.value[1], w.slope[1]).rest;
        const double bound = sqrt(rest * rest2) * pow(fabs(rho), TERMS);
        assert_true(fabs(product - exact) <= bound + 1e-12);
        largest = fmax(largest, fabs(product - exact));
    }
    assert_true(largest > 1e-12); // the bound was put to the test
    bn_memory_free(w.block);
}

static void a_line_needs_two_terms(void **state)
{
    (void)state;
    world w = world_of(BN_ACTIVATION_LINEAR, 1.0);
    double product, slopes;
    pair_of(&w, (double[]){0.3, 2.0, -0.5, 1.5, 0.9}, &product, &slopes);
    assert_near(product, -0.15 + 0.9, 1e-13);
    assert_near(slopes, 1.0, 1e-13);
    const bn_gaussian_expansion line =
        bn_gaussian_series_expand(&w.series, 0.3, 2.0, 1, w.value[0], w.slope[0]);
    assert_int_equal(line.used, 2);
    assert_near(line.moments.square, 2.09, 1e-12);
    bn_memory_free(w.block);
}

static void moments_of_relu_are_those_of_the_closed_form(void **state)
{
    (void)state;
    world w = world_of(BN_ACTIVATION_RELU, 1.0);
    for (double mean = -20.0; mean <= 20.0; mean += 2.5) {
        const bn_rate_moments exact = bn_relu_moments(mean, 9.0);
        const bn_rate_moments by_nodes = bn_gaussian_series_moments(&w.series, mean, 9.0);
        assert_near(by_nodes.mean, exact.mean, 1e-12 * (1.0 + fabs(mean)));
        assert_near(by_nodes.square, exact.square, 1e-12 * (1.0 + mean * mean));
        assert_near(by_nodes.slope, exact.slope, 1e-12);
        assert_near(by_nodes.slope_square, exact.slope_square, 1e-12);
    }
    bn_memory_free(w.block);
}

// As the deviation grows without bound, tanh becomes the sign, of square 1 and slope 2 pdf(0) / deviation.
static void a_steep_slope_costs_no_accuracy(void **state)
{
    (void)state;
    world w = world_of(BN_ACTIVATION_TANH, 1.0);
    const bn_rate_moments moments = bn_gaussian_series_moments(&w.series, 0.0, 1e12);
    assert_near(moments.square, 1.0 - 2.0 * 0.39894228040143268e-6, 1e-12);
    assert_near(moments.slope, 2.0 * 0.39894228040143268e-6, 1e-16);
    assert_near(moments.slope_square, moments.slope * 2.0 / 3.0, 1e-15);
    bn_memory_free(w.block);
}

// Evenly spaced nodes, twice as many, and those dense at 0 take turns at these deviations.
static void where_one_rule_follows_another_both_agree(void **state)
{
    (void)state;
    static const bn_activation analytic[] = {BN_ACTIVATION_TANH, BN_ACTIVATION_SIGMOID, BN_ACTIVATION_ERF,
                                             BN_ACTIVATION_SOFTPLUS, BN_ACTIVATION_LINEAR};
    static const double deviation[] = {0.9, 2.2}, mean[] = {0.0, 0.7, -3.0};
    for (int i = 0; i < 5 * 2 * 3; i++) {
        world w = world_of(analytic[i / 6], 1.0);
        bn_gaussian_expansion side[2];
        size_t nodes[2];
        for (int k = 0; k < 2; k++) {
            const double s = deviation[i % 2] * (1.0 + (k == 0 ? -1e-14 : 1e-14));
            side[k] = bn_gaussian_series_expand(&w.series, mean[i % 6 / 2], s * s, 1, w.value[k], w.slope[k]);
            nodes[k] = w.series.nodes.count;
        }
        const double size = sqrt(side[0].moments.square), steepness = sqrt(side[0].moments.slope_square);
        assert_true(nodes[1] > nodes[0]);
        assert_near(side[1].moments.mean, side[0].moments.mean, 2e-14 * size);
        assert_near(side[1].moments.square, side[0].moments.square, 2e-13 * size * size);
        for (size_t n = 0; n < TERMS && n < side[0].used && n < side[1].used; n++) {
            assert_near(w.value[1][n], w.value[0][n], 5e-14 * size);
            assert_near(w.slope[1][n], w.slope[0][n], 5e-14 * steepness);
        }
        bn_memory_free(w.block);
    }
}

static void a_variable_without_variance_is_a_number(void **state)
{
    (void)state;
    world w = world_of(BN_ACTIVATION_TANH, 1.0);
    const bn_gaussian_expansion none =
        bn_gaussian_series_expand(&w.series, 0.5, 0.0, 1, w.value[0], w.slope[0]);
    assert_int_equal(none.used, 1);
    assert_near(w.value[0][0], tanh(0.5), 1e-16);
    assert_true(w.value[0][1] == 0.0 && none.moments.square == tanh(0.5) * tanh(0.5));
    const bn_rate_moments little = bn_gaussian_series_moments(&w.series, 0.5, 1e-20);
    assert_near(little.slope, none.moments.slope, 1e-12);
    bn_memory_free(w.block);
}

static void nan_gives_nan(void **state)
{
    (void)state;
    for (int activation = BN_ACTIVATION_RELU; activation < BN_ACTIVATIONS; activation++) {
        world w = world_of((bn_activation)activation, 1.5);
        assert_true(isnan(bn_gaussian_series_moments(&w.series, NAN, 1.0).mean));
        assert_true(isnan(bn_gaussian_series_moments(&w.series, NAN, 0.0).square));
        assert_true(isnan(bn_gaussian_series_moments(&w.series, 0.0, -1.0).slope));
        assert_true(isnan(bn_gaussian_series_moments(&w.series, 0.0, NAN).mean));
        bn_memory_free(w.block);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(softplus_in_rows_is_accurate_in_both_tails),
        cmocka_unit_test(a_rule_of_n_nodes_integrates_powers_up_to_2n_minus_1),
        cmocka_unit_test(smooth_activations_agree_with_a_double_integral),
        cmocka_unit_test(the_squared_threshold_has_the_second_arc_cosine_kernel),
        cmocka_unit_test(powers_below_one_have_the_moments_of_parabolic_cylinders),
        cmocka_unit_test(the_error_stays_within_the_stated_bound),
        cmocka_unit_test(a_line_needs_two_terms),
        cmocka_unit_test(moments_of_relu_are_those_of_the_closed_form),
        cmocka_unit_test(a_steep_slope_costs_no_accuracy),
        cmocka_unit_test(where_one_rule_follows_another_both_agree),
        cmocka_unit_test(a_variable_without_variance_is_a_number),
        cmocka_unit_test(nan_gives_nan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
