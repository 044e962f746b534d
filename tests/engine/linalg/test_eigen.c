/* Spectrum: eigenvalues and singular values known in closed form, the order they come in, and what is
   refused. Expected values are worked by hand or follow from the theorem named at the test. */
#include "common/memory.h"
#include "engine/linalg/linalg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"
#include "tests/tensors.h"

enum { MOST = 64 };

typedef struct {
    int64_t n;
    double real[MOST], imag[MOST];
    double vectors_real[MOST * MOST], vectors_imag[MOST * MOST];
    bn_status status;
} spectrum;

static spectrum spectrum_of(const bn_tensor *J)
{
    spectrum s = {.n = J->shape[0]};
    bn_tensor real = tests_vector(s.real, s.n);
    bn_tensor imag = tests_vector(s.imag, s.n);
    s.status = bn_linalg_eigen(J, &real, &imag, NULL, NULL);
    return s;
}

static spectrum vectors_of(const bn_tensor *J)
{
    spectrum s = {.n = J->shape[0]};
    bn_tensor real = tests_vector(s.real, s.n);
    bn_tensor imag = tests_vector(s.imag, s.n);
    bn_tensor vectors_real = tests_matrix(s.vectors_real, s.n, s.n);
    bn_tensor vectors_imag = tests_matrix(s.vectors_imag, s.n, s.n);
    s.status = bn_linalg_eigen(J, &real, &imag, &(bn_complex_pair){&vectors_real, &vectors_imag}, NULL);
    return s;
}

static double noise(uint64_t *word) // in (-1, 1); any fixed sequence does
{
    *word = *word * 6364136223846793005U + 1442695040888963407U;
    return (double)(int64_t)*word / 9223372036854775808.0;
}

static void a_rotation_has_unit_eigenvalues_at_its_angle(void **state)
{
    (void)state;
    const double c = cos(0.3);
    const double s = sin(0.3);
    const bn_tensor J = tests_matrix((double[]){c, -s, s, c}, 2, 2);
    const spectrum found = spectrum_of(&J);
    assert_int_equal(found.status.code, BN_OK);
    assert_near(found.real[0], c, 1e-15);
    assert_near(found.imag[0], -s, 1e-15);
    assert_true(found.real[1] == found.real[0] && found.imag[1] == -found.imag[0]);
}

// A circulant matrix with first row a has eigenvalues sum_k a_k exp(2 pi i j k / n) (Davis 1979).
static void a_circulant_has_the_transform_of_its_row(void **state)
{
    (void)state;
    const double a[5] = {0.5, -1.0, 0.25, 2.0, -0.125};
    double J[25];
    for (int i = 0; i < 5; i++)
        for (int j = 0; j < 5; j++) J[i * 5 + j] = a[(j - i + 5) % 5];
    const bn_tensor tensor = tests_matrix(J, 5, 5);
    const spectrum found = spectrum_of(&tensor);
    for (int j = 0; j < 5; j++) {
        double real = 0;
        double imag = 0;
        for (int k = 0; k < 5; k++) {
            real += a[k] * cos(2 * M_PI * j * k / 5);
            imag += a[k] * sin(2 * M_PI * j * k / 5);
        }
        double nearest = INFINITY;
        for (int k = 0; k < 5; k++)
            nearest = fmin(nearest, hypot(found.real[k] - real, found.imag[k] - imag));
        assert_near(nearest, 0, 1e-13);
    }
}

static void the_order_is_ascending_by_real_part_then_imaginary_part(void **state)
{
    (void)state;
    // two blocks [[2, -b], [b, 2]] with eigenvalues 2 +- ib, and the real -7 and 5
    double J[36] = {
        5, 0, 0, 0, 0,  0, 0, 2, -1, 0, 0, 0, 0, 1, 2, 0, 0, 0,
        0, 0, 0, 2, -3, 0, 0, 0, 0,  3, 2, 0, 0, 0, 0, 0, 0, -7,
    };
    const bn_tensor tensor = tests_matrix(J, 6, 6);
    const spectrum found = spectrum_of(&tensor);
    const double real[6] = {-7, 2, 2, 2, 2, 5};
    const double imag[6] = {0, -3, -1, 1, 3, 0};
    for (int k = 0; k < 6; k++) {
        assert_near(found.real[k], real[k], 1e-13);
        assert_near(found.imag[k], imag[k], 1e-13);
    }
}

// Balance: -m/N in every place has the one outlier -m; all other eigenvalues are zero.
static void a_constant_matrix_has_one_outlier_and_it_comes_first(void **state)
{
    (void)state;
    float J[40 * 40];
    for (int k = 0; k < 40 * 40; k++) J[k] = -4.0F / 64.0F;
    const bn_tensor tensor = {.dtype = BN_F32, .dims = 2, .shape = {40, 40}, .stride = {40, 1}, .data = J};
    const spectrum found = spectrum_of(&tensor);
    assert_near(found.real[0], -2.5, 1e-13);
    for (int k = 1; k < 40; k++) assert_near(hypot(found.real[k], found.imag[k]), 0, 1e-13);
}

static void strides_are_followed(void **state)
{
    (void)state;
    double padded[4 * 7] = {0};
    for (int i = 0; i < 4; i++)
        for (int j = i; j < 4; j++) padded[i * 7 + 2 * j] = i == j ? i + 1 : 9 * (i + j);
    const bn_tensor J = {.dtype = BN_F64, .dims = 2, .shape = {4, 4}, .stride = {7, 2}, .data = padded};
    const spectrum found = spectrum_of(&J); // triangular: the diagonal
    for (int k = 0; k < 4; k++) assert_near(found.real[k], k + 1, 1e-13);

    double results[8];
    bn_tensor backwards = tests_vector(results + 7, 4);
    backwards.stride[0] = -2;
    bn_tensor imag = tests_vector((double[4]){0}, 4);
    assert_int_equal(bn_linalg_eigen(&J, &backwards, &imag, NULL, NULL).code, BN_OK);
    for (int k = 0; k < 4; k++) assert_near(results[7 - 2 * k], k + 1, 1e-13);
}

static void eigenvectors_solve_their_equation_and_have_length_one(void **state)
{
    (void)state;
    enum { N = 31 };
    double J[N * N];
    uint64_t word = 7;
    for (int k = 0; k < N * N; k++) J[k] = noise(&word);
    const bn_tensor tensor = tests_matrix(J, N, N);
    const spectrum s = vectors_of(&tensor);
    assert_int_equal(s.status.code, BN_OK);
    int complex_pairs = 0;
    for (int k = 0; k < N; k++) {
        double worst = 0;
        double length = 0;
        for (int i = 0; i < N; i++) {
            double real = 0;
            double imag = 0;
            for (int j = 0; j < N; j++) {
                real += J[i * N + j] * s.vectors_real[j * N + k];
                imag += J[i * N + j] * s.vectors_imag[j * N + k];
            }
            const double a = s.vectors_real[i * N + k];
            const double b = s.vectors_imag[i * N + k];
            worst = fmax(worst, fabs(real - (s.real[k] * a - s.imag[k] * b)));
            worst = fmax(worst, fabs(imag - (s.real[k] * b + s.imag[k] * a)));
            length += a * a + b * b;
        }
        assert_near(worst, 0, 1e-12);
        assert_near(length, 1, 1e-13);
        complex_pairs += s.imag[k] > 0;
    }
    assert_true(complex_pairs > 5);
    const spectrum values_alone = spectrum_of(&tensor);
    for (int k = 0; k < N; k++) assert_near(values_alone.real[k], s.real[k], 1e-12);
}

// The second difference has eigenvalues 2 - 2 cos(k pi / (n + 1)), k = 1 ... n.
static void a_symmetric_matrix_has_the_spectrum_of_the_string(void **state)
{
    (void)state;
    enum { N = 20 };
    double K[N * N] = {0};
    for (int i = 0; i < N; i++) {
        K[i * N + i] = 2;
        if (i > 0) K[i * N + i - 1] = K[(i - 1) * N + i] = -1;
    }
    double found[N];
    bn_tensor values = tests_vector(found, N);
    const bn_tensor tensor = tests_matrix(K, N, N);
    assert_int_equal(bn_linalg_symmetric_eigen(&tensor, &values, NULL).code, BN_OK);
    for (int k = 0; k < N; k++) assert_near(found[k], 2 - 2 * cos((k + 1) * M_PI / (N + 1)), 1e-13);
}

static void singular_values_are_the_lengths_of_orthogonal_rows(void **state)
{
    (void)state;
    double A[12] = {3, 4, 0, 0, /**/ -8, 6, 0, 0, /**/ 0, 0, 0, 1};
    double found[3];
    bn_tensor values = tests_vector(found, 3);
    const bn_tensor wide = tests_matrix(A, 3, 4);
    assert_int_equal(bn_linalg_svd(&wide, NULL, &values, NULL).code, BN_OK);
    for (int k = 0; k < 3; k++) assert_near(found[k], ((double[]){10, 5, 1})[k], 1e-13);

    const bn_tensor tall = {.dtype = BN_F64, .dims = 2, .shape = {4, 3}, .stride = {1, 4}, .data = wide.data};
    assert_int_equal(bn_linalg_svd(&tall, NULL, &values, NULL).code, BN_OK);
    for (int k = 0; k < 3; k++) assert_near(found[k], ((double[]){10, 5, 1})[k], 1e-13);
}

static void the_same_matrix_gives_the_same_bits(void **state)
{
    (void)state;
    double J[MOST * MOST];
    uint64_t word = 3;
    for (int k = 0; k < MOST * MOST; k++) J[k] = noise(&word);
    const bn_tensor tensor = tests_matrix(J, MOST, MOST);
    const spectrum once = spectrum_of(&tensor);
    const spectrum again = spectrum_of(&tensor);
    assert_memory_equal(once.real, again.real, sizeof once.real);
    assert_memory_equal(once.imag, again.imag, sizeof once.imag);
}

static void an_empty_matrix_has_no_eigenvalues_and_a_scalar_has_itself(void **state)
{
    (void)state;
    double number = -3.5;
    bn_tensor J = tests_matrix(&number, 1, 1);
    const spectrum one = vectors_of(&J);
    assert_true(one.real[0] == -3.5 && one.imag[0] == 0 && fabs(one.vectors_real[0]) == 1);
    J = tests_matrix(&number, 0, 0);
    assert_int_equal(vectors_of(&J).status.code, BN_OK);
    bn_tensor values = tests_vector(&number, 0);
    assert_int_equal(bn_linalg_symmetric_eigen(&J, &values, NULL).code, BN_OK);
    J = tests_matrix(&number, 0, 3);
    assert_int_equal(bn_linalg_svd(&J, NULL, &values, NULL).code, BN_OK);
}

static void a_wrong_shape_is_refused_with_its_numbers(void **state)
{
    (void)state;
    double data[12] = {0};
    bn_tensor three = tests_vector(data, 3);
    bn_tensor J = tests_matrix(data, 4, 3);
    assert_refused(bn_linalg_eigen(&J, &three, &three, NULL, NULL), BN_EINVAL, "4 x 3; a square matrix");
    assert_refused(bn_linalg_symmetric_eigen(&J, &three, NULL), BN_EINVAL, "4 x 3; a square matrix");
    assert_refused(bn_linalg_symmetric_eigen(&three, &three, NULL), BN_EINVAL, "shape 3; a matrix");
    J = tests_matrix(data, 2, 2);
    assert_refused(bn_linalg_eigen(&J, &three, &three, NULL, NULL), BN_EINVAL, "real is 3; 2 was needed");
    bn_tensor two = tests_vector(data, 2);
    assert_refused(bn_linalg_eigen(&J, &two, &two, &(bn_complex_pair){&J, &two}, NULL), BN_EINVAL,
                   "right imag is 2; 2 x 2 was needed");
    assert_refused(bn_linalg_svd(&J, NULL, &three, NULL), BN_EINVAL, "s is 3; 2 was needed");
    J = tests_matrix(data, 40000, 40000);
    assert_refused(bn_linalg_eigen(&J, &two, &two, NULL, NULL), BN_EINVAL, "at most 32768");
}

static void nan_is_refused_with_its_place(void **state)
{
    (void)state;
    double data[4] = {1, NAN, 2, 3};
    const bn_tensor J = tests_matrix(data, 2, 2);
    assert_refused(spectrum_of(&J).status, BN_NOT_FINITE, "nan at (1, 2)");
    data[1] = 0;
    data[3] = -INFINITY;
    assert_refused(spectrum_of(&J).status, BN_NOT_FINITE, "-inf at (2, 2)");
    bn_tensor values = tests_vector((double[2]){0}, 2);
    assert_refused(bn_linalg_svd(&J, NULL, &values, NULL), BN_NOT_FINITE, "-inf at (2, 2)");
}

static void an_asymmetric_matrix_is_not_taken_for_a_symmetric_one(void **state)
{
    (void)state;
    double data[4] = {1, 2, 2.1, 1};
    const bn_tensor J = tests_matrix(data, 2, 2);
    double found[2];
    bn_tensor values = tests_vector(found, 2);
    assert_refused(bn_linalg_symmetric_eigen(&J, &values, NULL), BN_EINVAL, "2.1 at (2, 1) and 2 mirrored");
    data[2] = 2 + 1e-9; // rounding is not asymmetry
    assert_int_equal(bn_linalg_symmetric_eigen(&J, &values, NULL).code, BN_OK);
    assert_near(found[1], 3, 2e-9);
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    const bn_tensor J = tests_matrix((double[]){1, 2, 3, 4}, 2, 2);
    bn_memory_fail_after(0);
    const bn_status status = spectrum_of(&J).status;
    bn_memory_fail_after(-1);
    assert_refused(status, BN_ENOMEM, "2 x 2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rotation_has_unit_eigenvalues_at_its_angle),
        cmocka_unit_test(a_circulant_has_the_transform_of_its_row),
        cmocka_unit_test(the_order_is_ascending_by_real_part_then_imaginary_part),
        cmocka_unit_test(a_constant_matrix_has_one_outlier_and_it_comes_first),
        cmocka_unit_test(strides_are_followed),
        cmocka_unit_test(eigenvectors_solve_their_equation_and_have_length_one),
        cmocka_unit_test(a_symmetric_matrix_has_the_spectrum_of_the_string),
        cmocka_unit_test(singular_values_are_the_lengths_of_orthogonal_rows),
        cmocka_unit_test(the_same_matrix_gives_the_same_bits),
        cmocka_unit_test(an_empty_matrix_has_no_eigenvalues_and_a_scalar_has_itself),
        cmocka_unit_test(a_wrong_shape_is_refused_with_its_numbers),
        cmocka_unit_test(nan_is_refused_with_its_place),
        cmocka_unit_test(an_asymmetric_matrix_is_not_taken_for_a_symmetric_one),
        cmocka_unit_test(no_memory_is_a_status),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
