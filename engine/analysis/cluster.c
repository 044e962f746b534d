/* Cluster: Lloyd's iteration on a contiguous double copy of the points. A distance is summed in eight lanes
   of fixed order, which the compiler can vectorise without changing the result. A centre without points is
   NaN: comparisons with NaN are false, so such a centre is never the nearest. */
#include "engine/analysis/cluster.h"

#include "common/memory.h"
#include "engine/random/random.h"
#include "engine/tensor/tensor_copy.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <string.h>

static const double least_value = 1e-100;
static const double most_value = 1e140; // squares and sums of them stay finite
enum { MOST_RESTARTS = 10000, MOST_ITERATIONS = 100000, LANES = 8 };

#define AT(member) offsetof(bn_cluster_config, member)

const bn_field bn_cluster_fields[] = {
    {"restarts", BN_FIELD_INTEGER, AT(restarts), .fallback = 10, .least = 1, .most = MOST_RESTARTS,
     .help = "independent starts, the best of which is kept"},
    {"iterations", BN_FIELD_INTEGER, AT(iterations), .fallback = 300, .least = 1, .most = MOST_ITERATIONS,
     .help = "most of each restart"},
    {0},
};

bn_cluster_config bn_cluster_config_default(void)
{
    bn_cluster_config config = {.clusters = 1, .seed = 1};
    bn_fields_default(bn_cluster_fields, &config);
    return config;
}

static double element(const bn_tensor *matrix, int64_t i, int64_t j)
{
    const int64_t at = i * matrix->stride[0] + j * matrix->stride[1];
    return matrix->dtype == BN_F32 ? (double)((const float *)matrix->data)[at]
                                   : ((const double *)matrix->data)[at];
}

// --- checks --------------------------------------------------------------------------------------

static bn_status check_config(const bn_cluster_config *config, int64_t points)
{
    if (config->clusters < 1 || config->clusters > points)
        return bn_fault(BN_EINVAL, "%lld clusters of %lld points were asked for; 1 to %lld are possible",
                        (long long)config->clusters, (long long)points, (long long)points);
    return bn_fields_check(bn_cluster_fields, config);
}

static bn_status check_labels(const bn_tensor *labels, int64_t count)
{
    char shape[64];
    if (labels->dims == 1 && labels->shape[0] == count) return bn_ok();
    return bn_fault(BN_EINVAL, "labels has shape %s; %lld were needed",
                    bn_tensor_shape_text(labels, shape, sizeof shape), (long long)count);
}

static bn_status check_shapes(const bn_tensor *points, const bn_cluster_config *config,
                              const bn_tensor *labels, const bn_tensor *centers)
{
    char shape[64];
    if (points->dims != 2)
        return bn_fault(BN_EINVAL, "points has shape %s; a matrix with one point a row was needed",
                        bn_tensor_shape_text(points, shape, sizeof shape));
    BN_TRY(check_config(config, points->shape[0]));
    BN_TRY(check_labels(labels, points->shape[0]));
    if (centers->dims == 2 && centers->shape[0] == config->clusters && centers->shape[1] == points->shape[1])
        return bn_ok();
    return bn_fault(BN_EINVAL, "centers has shape %s; %lld x %lld was needed",
                    bn_tensor_shape_text(centers, shape, sizeof shape), (long long)config->clusters,
                    (long long)points->shape[1]);
}

// --- one partition -------------------------------------------------------------------------------

typedef struct {
    double *centers; // clusters x width
    int64_t *label;  // count: 0 to clusters - 1
    double inertia;
} partition;

typedef struct {
    int64_t count, width, clusters;
    double *points;   // count x width
    double *distance; // count: squared, to the nearest centre
    double *uniform;  // clusters
    int64_t *size;    // clusters: points in each
    partition now, best;
} kmeans;

static partition partition_lay_out(bn_arena *arena, const kmeans *k)
{
    size_t cells = 0;
    arena->overflow |= !bn_memory_product((size_t)k->clusters, (size_t)k->width, &cells);
    return (partition){.centers = bn_arena_take(arena, cells, sizeof(double)),
                       .label = bn_arena_take(arena, (size_t)k->count, sizeof(int64_t)),
                       .inertia = INFINITY};
}

static kmeans lay_out(bn_arena *arena, const bn_tensor *points, int64_t clusters)
{
    kmeans k = {.count = points->shape[0], .width = points->shape[1], .clusters = clusters};
    k.points = bn_arena_take(arena, (size_t)(k.count * k.width), sizeof(double));
    k.distance = bn_arena_take(arena, (size_t)k.count, sizeof(double));
    k.uniform = bn_arena_take(arena, (size_t)clusters, sizeof(double));
    k.size = bn_arena_take(arena, (size_t)clusters, sizeof(int64_t));
    k.now = partition_lay_out(arena, &k);
    k.best = partition_lay_out(arena, &k);
    return k;
}

/* Divides points that are all tiny by a power of two, exactly, so that their squares don't vanish. Its
   exponent; 0 for all others. */
static int enlarge(int64_t count, double *rows)
{
    double most = 0.0;
    int exponent = 0;
    for (int64_t k = 0; k < count; k++) most = fmax(most, fabs(rows[k]));
    if (!(most > 0.0 && most < least_value)) return 0;
    frexp(most, &exponent);
    for (int64_t k = 0; k < count; k++) rows[k] = ldexp(rows[k], -exponent);
    return exponent;
}

// rows: the points, row-major
static bn_status load(const bn_tensor *points, double *rows)
{
    bn_tensor copy;
    BN_TRY(bn_tensor_describe(BN_F64, 2, points->shape, rows, &copy));
    BN_TRY(bn_tensor_copy(points, &copy));
    const int64_t width = points->shape[1];
    for (int64_t k = 0; k < bn_tensor_count(points); k++)
        if (!(fabs(rows[k]) <= most_value))
            return bn_fault(BN_NOT_FINITE, "points has %g at (%lld, %lld); a number within +-%g was needed",
                            rows[k], (long long)(k / width + 1), (long long)(k % width + 1), most_value);
    return bn_ok();
}

static double squared_distance(const double *a, const double *b, int64_t width)
{
    double lane[LANES] = {0};
    int64_t d = 0;
    for (; d + LANES <= width; d += LANES)
        for (int l = 0; l < LANES; l++) lane[l] += (a[d + l] - b[d + l]) * (a[d + l] - b[d + l]);
    for (int l = 0; d < width; d++, l++) lane[l] += (a[d] - b[d]) * (a[d] - b[d]);
    return ((lane[0] + lane[4]) + (lane[1] + lane[5])) + ((lane[2] + lane[6]) + (lane[3] + lane[7]));
}

// The first point whose share of the total distance covers the fraction; -1 when all distances are zero.
static int64_t drawn_by_distance(const kmeans *k, double fraction)
{
    double total = 0;
    for (int64_t n = 0; n < k->count; n++) total += k->distance[n];
    double covered = 0;
    int64_t last = -1;
    for (int64_t n = 0; n < k->count; n++) {
        if (!(k->distance[n] > 0)) continue;
        last = n;
        covered += k->distance[n];
        if (covered > fraction * total) break;
    }
    return last;
}

static void seed_centers(kmeans *k, const bn_random_stream *stream)
{
    bn_random_uniform_f64(stream, 0, (size_t)k->clusters, k->uniform);
    for (int64_t n = 0; n < k->count; n++) k->distance[n] = INFINITY;
    for (int64_t c = 0; c < k->clusters; c++) {
        double *center = k->now.centers + c * k->width;
        const int64_t drawn =
            c == 0 ? (int64_t)(k->uniform[0] * (double)k->count) : drawn_by_distance(k, k->uniform[c]);
        for (int64_t d = 0; d < k->width; d++) center[d] = drawn >= 0 ? k->points[drawn * k->width + d] : NAN;
        for (int64_t n = 0; n < k->count; n++)
            k->distance[n] =
                fmin(k->distance[n], squared_distance(k->points + n * k->width, center, k->width));
    }
}

// Gives every point the nearest centre, the first of equals; true when a label changed.
static bool assign(kmeans *k)
{
    bool changed = false;
    for (int64_t n = 0; n < k->count; n++) {
        const double *point = k->points + n * k->width;
        int64_t nearest = 0;
        double least = squared_distance(point, k->now.centers, k->width);
        for (int64_t c = 1; c < k->clusters; c++) {
            const double distance = squared_distance(point, k->now.centers + c * k->width, k->width);
            if (!(distance < least)) continue;
            least = distance;
            nearest = c;
        }
        changed |= k->now.label[n] != nearest;
        k->now.label[n] = nearest;
        k->distance[n] = least;
    }
    return changed;
}

static void count_members(kmeans *k)
{
    memset(k->size, 0, (size_t)k->clusters * sizeof *k->size);
    for (int64_t n = 0; n < k->count; n++) k->size[k->now.label[n]]++;
}

static int64_t farthest_point(const kmeans *k)
{
    int64_t farthest = -1;
    for (int64_t n = 0; n < k->count; n++)
        if (k->distance[n] > (farthest < 0 ? 0 : k->distance[farthest]) && k->size[k->now.label[n]] > 1)
            farthest = n;
    return farthest;
}

static void fill_empty_clusters(kmeans *k)
{
    for (int64_t c = 0; c < k->clusters; c++) {
        if (k->size[c] > 0) continue;
        const int64_t moved = farthest_point(k);
        if (moved < 0) return;
        k->size[k->now.label[moved]]--;
        k->size[c] = 1;
        k->now.label[moved] = c;
        k->distance[moved] = 0;
    }
}

static void move_centers(kmeans *k)
{
    const size_t cells = (size_t)(k->clusters * k->width);
    memset(k->now.centers, 0, cells * sizeof *k->now.centers);
    for (int64_t n = 0; n < k->count; n++) {
        double *center = k->now.centers + k->now.label[n] * k->width;
        for (int64_t d = 0; d < k->width; d++) center[d] += k->points[n * k->width + d];
    }
    for (int64_t c = 0; c < k->clusters; c++)
        for (int64_t d = 0; d < k->width; d++)
            k->now.centers[c * k->width + d] /= (double)k->size[c]; // 0/0: NaN
}

static double inertia_of(const kmeans *k)
{
    double sum = 0;
    for (int64_t n = 0; n < k->count; n++)
        sum +=
            squared_distance(k->points + n * k->width, k->now.centers + k->now.label[n] * k->width, k->width);
    return sum;
}

static void iterate(kmeans *k, int64_t iterations)
{
    for (int64_t n = 0; n < k->count; n++) k->now.label[n] = -1;
    for (int64_t i = 0; i < iterations && assign(k); i++) {
        count_members(k);
        fill_empty_clusters(k);
        move_centers(k);
    }
    k->now.inertia = inertia_of(k);
}

static void keep_the_better(kmeans *k)
{
    if (k->best.inertia <= k->now.inertia) return;
    const partition worse = k->best;
    k->best = k->now;
    k->now = worse;
}

// --- results -------------------------------------------------------------------------------------

// order[c]: the final number, from 0, of cluster c; empty clusters come last.
static void order_by_first_member(const kmeans *k, int64_t *order)
{
    int64_t next = 0;
    for (int64_t c = 0; c < k->clusters; c++) order[c] = -1;
    for (int64_t n = 0; n < k->count; n++)
        if (order[k->best.label[n]] < 0) order[k->best.label[n]] = next++;
    for (int64_t c = 0; c < k->clusters; c++)
        if (order[c] < 0) order[c] = next++;
}

// exponent: of the power of two by which the points were divided
static void write_best(kmeans *k, int exponent, bn_tensor *labels, bn_tensor *centers)
{
    int64_t *order = k->size;
    order_by_first_member(k, order);
    for (int64_t n = 0; n < k->count; n++) bn_tensor_set(labels, &n, (double)(order[k->best.label[n]] + 1));
    for (int64_t c = 0; c < k->clusters; c++)
        for (int64_t d = 0; d < k->width; d++)
            bn_tensor_set(centers, (int64_t[]){order[c], d},
                          ldexp(k->best.centers[c * k->width + d], exponent));
}

static void run(kmeans *k, const bn_cluster_config *config)
{
    for (int64_t restart = 0; restart < config->restarts; restart++) {
        const bn_random_stream stream = bn_random_open(config->seed, BN_PURPOSE_CLUSTER, (uint32_t)restart);
        seed_centers(k, &stream);
        iterate(k, config->iterations);
        keep_the_better(k);
    }
}

// A column whose numbers lie within four epsilon of the largest is one number: rounding makes no clusters.
static void level_constant_columns(int64_t count, int64_t width, double epsilon, double *points)
{
    for (int64_t d = 0; d < width; d++) {
        double least = points[d], most = points[d];
        for (int64_t n = 1; n < count; n++) {
            least = fmin(least, points[n * width + d]);
            most = fmax(most, points[n * width + d]);
        }
        if (most - least > 4.0 * epsilon * fmax(fabs(least), fabs(most))) continue;
        for (int64_t n = 1; n < count; n++) points[n * width + d] = points[d];
    }
}

bn_status bn_cluster_kmeans(const bn_tensor *points, const bn_cluster_config *config, bn_tensor *labels,
                            bn_tensor *centers, double *inertia)
{
    BN_TRY(check_shapes(points, config, labels, centers));
    bn_arena ruler = bn_arena_measure();
    lay_out(&ruler, points, config->clusters);
    void *block = ruler.overflow ? NULL : bn_memory_allocate(ruler.used, 1);
    if (block == NULL)
        return bn_fault(BN_ENOMEM, "no memory to cluster %lld points in %lld dimensions (%zu bytes)",
                        (long long)points->shape[0], (long long)points->shape[1], ruler.used);
    bn_arena arena = bn_arena_over(block);
    kmeans k = lay_out(&arena, points, config->clusters);
    const bn_status status = load(points, k.points);
    if (status.code == BN_OK) {
        const double epsilon = points->dtype == BN_F32 ? (double)FLT_EPSILON : DBL_EPSILON;
        level_constant_columns(k.count, k.width, epsilon, k.points);
        const int exponent = enlarge(k.count * k.width, k.points);
        run(&k, config);
        write_best(&k, exponent, labels, centers);
        *inertia = ldexp(k.best.inertia, 2 * exponent);
    }
    bn_memory_free(block);
    return status;
}

bn_status bn_cluster_pair_means(const bn_tensor *J, const bn_tensor *labels, bn_cluster_means *means)
{
    char shape[64];
    if (J->dims != 2 || J->shape[0] != J->shape[1] || J->shape[0] < 1)
        return bn_fault(BN_EINVAL, "J has shape %s; a square matrix was needed",
                        bn_tensor_shape_text(J, shape, sizeof shape));
    const int64_t n = J->shape[0];
    BN_TRY(check_labels(labels, n));
    for (int64_t i = 0; i < n; i++)
        if (isnan(bn_tensor_get(labels, &i)))
            return bn_fault(BN_EINVAL, "label %lld is nan; a number was needed", (long long)i + 1);
    double sum[2] = {0}; // different, same
    int64_t pairs[2] = {0};
    for (int64_t i = 0; i < n; i++) {
        const double own = bn_tensor_get(labels, &i);
        for (int64_t j = 0; j < n; j++) {
            const bool same = bn_tensor_get(labels, &j) == own;
            sum[same] += element(J, i, j);
            pairs[same]++;
        }
    }
    *means = (bn_cluster_means){.same = sum[true] / (double)pairs[true],
                                .different = sum[false] / (double)pairs[false],
                                .all = (sum[false] + sum[true]) / (double)(n * n)};
    return bn_ok();
}
