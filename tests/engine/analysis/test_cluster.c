/* Cluster: obvious partitions and their order, the hard cases, and the means of a weight matrix within and
   between clusters. Expected values are worked by hand. */
#include "common/memory.h"
#include "engine/analysis/cluster.h"
#include "engine/random/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/near.h"
#include "tests/refused.h"
#include "tests/tensors.h"

enum { MOST_POINTS = 120, MOST_CELLS = 12000 };

typedef struct {
    double label[MOST_POINTS];
    double center[MOST_CELLS];
    double inertia;
    bn_status status;
} clustering;

static clustering clustered_with(const bn_tensor *points, bn_cluster_config config)
{
    clustering result = {.inertia = -1};
    bn_tensor labels = tests_vector(result.label, points->shape[0]);
    bn_tensor centers = tests_matrix(result.center, config.clusters, points->shape[1]);
    result.status = bn_cluster_kmeans(points, &config, &labels, &centers, &result.inertia);
    return result;
}

static clustering clustered(const bn_tensor *points, int64_t clusters)
{
    bn_cluster_config config = bn_cluster_config_default();
    config.clusters = clusters;
    return clustered_with(points, config);
}

// Three clouds of width 0.1 around (0, …), (3, …) and (6, …); point n belongs to cloud (n * 7) % 3.
static void fill_clouds(double *points, int64_t count, int64_t width)
{
    const bn_random_stream stream = bn_random_open(5, BN_PURPOSE_USER, 0);
    bn_random_normal_f64(&stream, 0, (size_t)(count * width), points);
    for (int64_t n = 0; n < count; n++)
        for (int64_t d = 0; d < width; d++)
            points[n * width + d] = 0.1 * points[n * width + d] + 3.0 * (double)(n * 7 % 3);
}

static void separate_clouds_are_found_whole(void **state)
{
    (void)state;
    double data[99 * 5];
    fill_clouds(data, 99, 5);
    const bn_tensor points = tests_matrix(data, 99, 5);
    const clustering found = clustered(&points, 3);
    assert_int_equal(found.status.code, BN_OK);
    for (int n = 0; n < 99; n++) assert_true(found.label[n] == n % 3 + 1);
    for (int c = 0; c < 3; c++)
        for (int d = 0; d < 5; d++) assert_near(found.center[c * 5 + d], 3.0 * (c * 7 % 3), 0.1);
    assert_near(found.inertia, 99 * 5 * 0.01, 1.0);
}

static void labels_count_up_in_the_order_of_first_members(void **state)
{
    (void)state;
    double data[] = {9, 9.1, -4, 2, 9.2, -4.1};
    const bn_tensor points = tests_matrix(data, 6, 1);
    for (uint64_t seed = 0; seed < 20; seed++) {
        const clustering found = clustered_with(
            &points, (bn_cluster_config){.clusters = 3, .restarts = 5, .iterations = 50, .seed = seed});
        assert_memory_equal(found.label, ((double[]){1, 1, 2, 3, 1, 2}), 6 * sizeof(double));
        assert_near(found.center[0], 9.1, 1e-14);
        assert_near(found.center[1], -4.05, 1e-14);
        assert_near(found.center[2], 2, 0);
        assert_near(found.inertia, 0.01 + 0.01 + 2 * 0.0025, 1e-14);
    }
}

static void one_cluster_has_the_mean_and_the_variance(void **state)
{
    (void)state;
    double data[] = {1, 10, 2, 20, 6, 60};
    const bn_tensor points = tests_matrix(data, 3, 2);
    const clustering found = clustered(&points, 1);
    assert_memory_equal(found.label, ((double[]){1, 1, 1}), 3 * sizeof(double));
    assert_near(found.center[0], 3, 1e-15);
    assert_near(found.center[1], 30, 1e-14);
    assert_near(found.inertia, 14 + 1400, 1e-11);
}

static void columns_are_clustered_through_a_transposed_view(void **state)
{
    (void)state;
    float data[2][4] = {{0, 5, 0.1F, 5.1F}, {1, 8, 1.1F, 8.1F}};
    const bn_tensor columns = {.dtype = BN_F32, .dims = 2, .shape = {4, 2}, .stride = {1, 4}, .data = data};
    const clustering found = clustered(&columns, 2);
    assert_memory_equal(found.label, ((double[]){1, 2, 1, 2}), 4 * sizeof(double));
    assert_near(found.center[2 * 1 + 1], 8.05, 1e-6);
}

static void with_fewer_distinct_points_than_clusters_the_last_are_empty(void **state)
{
    (void)state;
    double data[] = {4, 7, 4, 7, 4};
    const bn_tensor points = tests_matrix(data, 5, 1);
    const clustering found = clustered(&points, 4);
    assert_int_equal(found.status.code, BN_OK);
    assert_memory_equal(found.label, ((double[]){1, 2, 1, 2, 1}), 5 * sizeof(double));
    assert_near(found.center[0], 4, 0);
    assert_near(found.center[1], 7, 0);
    assert_true(isnan(found.center[2]) && isnan(found.center[3]));
    assert_near(found.inertia, 0, 0);
}

static void as_many_clusters_as_points_leaves_no_distance(void **state)
{
    (void)state;
    double data[] = {3, 1, 2, 8};
    const bn_tensor points = tests_matrix(data, 4, 1);
    const clustering found = clustered(&points, 4);
    assert_memory_equal(found.label, ((double[]){1, 2, 3, 4}), 4 * sizeof(double));
    assert_near(found.inertia, 0, 0);
}

// No start may leave a cluster empty while points differ, and no step may raise the inertia. So more restarts
// and more clusters never do worse.
static void more_restarts_and_more_clusters_never_do_worse(void **state)
{
    (void)state;
    double data[60 * 3];
    const bn_random_stream stream = bn_random_open(8, BN_PURPOSE_USER, 0);
    bn_random_normal_f64(&stream, 0, 60 * 3, data);
    const bn_tensor points = tests_matrix(data, 60, 3);
    bn_cluster_config config = {.clusters = 6, .iterations = 300, .seed = 3};
    double before = INFINITY;
    for (config.restarts = 1; config.restarts <= 8; config.restarts++) {
        const double inertia = clustered_with(&points, config).inertia;
        assert_true(inertia <= before);
        before = inertia;
    }
    before = INFINITY;
    for (int64_t k = 1; k <= 12; k++) {
        const clustering found = clustered(&points, k);
        assert_true(found.inertia < before);
        before = found.inertia;
        double most = 0;
        for (int n = 0; n < 60; n++) most = fmax(most, found.label[n]);
        assert_true(most == (double)k);
    }
}

static void every_point_is_nearest_to_its_own_center(void **state)
{
    (void)state;
    double data[80 * 2];
    const bn_random_stream stream = bn_random_open(9, BN_PURPOSE_USER, 0);
    bn_random_normal_f64(&stream, 0, 80 * 2, data);
    const bn_tensor points = tests_matrix(data, 80, 2);
    const clustering found = clustered(&points, 5);
    double inertia = 0;
    for (int n = 0; n < 80; n++) {
        double distance[5];
        for (int c = 0; c < 5; c++)
            distance[c] =
                pow(data[2 * n] - found.center[2 * c], 2) + pow(data[2 * n + 1] - found.center[2 * c + 1], 2);
        const double own = distance[(int)found.label[n] - 1];
        for (int c = 0; c < 5; c++) assert_true(own <= distance[c]);
        inertia += own;
    }
    assert_near(found.inertia, inertia, 1e-12);
}

static void the_same_seed_gives_the_same_bits(void **state)
{
    (void)state;
    double data[MOST_POINTS * 100];
    const bn_random_stream stream = bn_random_open(2, BN_PURPOSE_USER, 0);
    bn_random_normal_f64(&stream, 0, MOST_POINTS * 100, data);
    const bn_tensor points = tests_matrix(data, MOST_POINTS, 100);
    const clustering once = clustered(&points, 3);
    const clustering again = clustered(&points, 3);
    assert_memory_equal(once.label, again.label, sizeof once.label);
    assert_memory_equal(once.center, again.center, sizeof once.center);
    assert_true(once.inertia == again.inertia);
}

static void wrong_shapes_are_refused_with_their_numbers(void **state)
{
    (void)state;
    double data[12] = {0};
    bn_tensor points = tests_matrix(data, 4, 3);
    bn_cluster_config config = bn_cluster_config_default();
    assert_refused(clustered(&points, 0).status, BN_EINVAL, "0 clusters of 4 points");
    assert_refused(clustered(&points, 5).status, BN_EINVAL, "5 clusters of 4 points");
    config.restarts = 0;
    assert_refused(clustered_with(&points, config).status, BN_EINVAL,
                   "restarts is 0; it must be from 1 to 10000");
    config.restarts = 1;
    config.iterations = -2;
    assert_refused(clustered_with(&points, config).status, BN_EINVAL, "iterations is -2; it must be");

    config = bn_cluster_config_default();
    double inertia = 0;
    bn_tensor three = tests_vector(data, 3);
    bn_tensor four = tests_vector(data, 4);
    bn_tensor center = tests_matrix(data, 1, 3);
    assert_refused(bn_cluster_kmeans(&four, &config, &four, &center, &inertia), BN_EINVAL,
                   "points has shape 4;");
    assert_refused(bn_cluster_kmeans(&points, &config, &three, &center, &inertia), BN_EINVAL,
                   "labels has shape 3; 4 were needed");
    assert_refused(bn_cluster_kmeans(&points, &config, &four, &points, &inertia), BN_EINVAL,
                   "centers has shape 4 x 3; 1 x 3");
}

static void a_point_with_nan_is_refused(void **state)
{
    (void)state;
    double data[] = {1, 2, 3, NAN};
    const bn_tensor points = tests_matrix(data, 2, 2);
    assert_refused(clustered(&points, 1).status, BN_NOT_FINITE, "nan at (2, 2)");
    data[3] = -1e200;
    assert_refused(clustered(&points, 1).status, BN_NOT_FINITE, "-1e+200 at (2, 2)");
}

static void no_memory_is_a_status(void **state)
{
    (void)state;
    double data[12] = {0};
    const bn_tensor points = tests_matrix(data, 4, 3);
    bn_memory_fail_after(0);
    const bn_status status = clustered(&points, 2).status;
    bn_memory_fail_after(-1);
    assert_refused(status, BN_ENOMEM, "4 points in 3 dimensions");
}

static void means_are_taken_over_pairs_with_the_diagonal(void **state)
{
    (void)state;
    double data[] = {1, 2, 4, /**/ 8, 16, 32, /**/ 64, 128, 256};
    const bn_tensor J = tests_matrix(data, 3, 3);
    double label[] = {1, 2, 1};
    const bn_tensor labels = tests_vector(label, 3);
    bn_cluster_means means;
    assert_int_equal(bn_cluster_pair_means(&J, &labels, &means).code, BN_OK);
    assert_near(means.same, (1 + 4 + 64 + 256 + 16) / 5.0, 0);
    assert_near(means.different, (2 + 8 + 32 + 128) / 4.0, 0);
    assert_near(means.all, 511 / 9.0, 0);
}

static void one_cluster_has_no_different_pairs(void **state)
{
    (void)state;
    float data[] = {0.25F, -1, 3, 4};
    const bn_tensor J = {.dtype = BN_F32, .dims = 2, .shape = {2, 2}, .stride = {1, 2}, .data = data};
    const bn_tensor labels = tests_vector((double[]){7, 7}, 2);
    bn_cluster_means means;
    assert_int_equal(bn_cluster_pair_means(&J, &labels, &means).code, BN_OK);
    assert_near(means.same, 6.25 / 4, 0);
    assert_near(means.all, 6.25 / 4, 0);
    assert_true(isnan(means.different));
}

static void single_precision_is_summed_in_double(void **state)
{
    (void)state;
    enum { N = 300 };
    static float data[N * N];
    for (int k = 0; k < N * N; k++) data[k] = 0.1F;
    const bn_tensor J = {.dtype = BN_F32, .dims = 2, .shape = {N, N}, .stride = {N, 1}, .data = data};
    static double label[N];
    for (int n = 0; n < N; n++) label[n] = n % 2;
    const bn_tensor labels = tests_vector(label, N);
    bn_cluster_means means;
    assert_int_equal(bn_cluster_pair_means(&J, &labels, &means).code, BN_OK);
    assert_near(means.same, (double)0.1F, 1e-16);
    assert_near(means.different, (double)0.1F, 1e-16);
    assert_near(means.all, (double)0.1F, 1e-16);
}

static void means_of_a_wrong_shape_are_refused(void **state)
{
    (void)state;
    double data[6] = {0};
    bn_tensor J = tests_matrix(data, 2, 3);
    const bn_tensor labels = tests_vector(data, 3);
    bn_cluster_means means;
    assert_refused(bn_cluster_pair_means(&J, &labels, &means), BN_EINVAL, "2 x 3; a square matrix");
    J = tests_matrix(data, 0, 0);
    assert_refused(bn_cluster_pair_means(&J, &labels, &means), BN_EINVAL, "0 x 0; a square matrix");
    J = tests_matrix(data, 2, 2);
    assert_refused(bn_cluster_pair_means(&J, &labels, &means), BN_EINVAL,
                   "labels has shape 3; 2 were needed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(separate_clouds_are_found_whole),
        cmocka_unit_test(labels_count_up_in_the_order_of_first_members),
        cmocka_unit_test(one_cluster_has_the_mean_and_the_variance),
        cmocka_unit_test(columns_are_clustered_through_a_transposed_view),
        cmocka_unit_test(with_fewer_distinct_points_than_clusters_the_last_are_empty),
        cmocka_unit_test(as_many_clusters_as_points_leaves_no_distance),
        cmocka_unit_test(more_restarts_and_more_clusters_never_do_worse),
        cmocka_unit_test(every_point_is_nearest_to_its_own_center),
        cmocka_unit_test(the_same_seed_gives_the_same_bits),
        cmocka_unit_test(wrong_shapes_are_refused_with_their_numbers),
        cmocka_unit_test(a_point_with_nan_is_refused),
        cmocka_unit_test(no_memory_is_a_status),
        cmocka_unit_test(means_are_taken_over_pairs_with_the_diagonal),
        cmocka_unit_test(one_cluster_has_no_different_pairs),
        cmocka_unit_test(single_precision_is_summed_in_double),
        cmocka_unit_test(means_of_a_wrong_shape_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
