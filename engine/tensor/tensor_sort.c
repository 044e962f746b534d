/* Sorting: each line is copied into an array of keys with their positions. Runs are sorted by insertion and
   merged bottom-up, long lines are sorted by radix; all are stable. NaN compares as greater than everything. A
   descending sort negates the keys, which keeps equal ones in order. */
#include "engine/tensor/tensor_sort.h"

#include "common/memory.h"
#include "engine/tensor/tensor_copy.h"
#include "engine/tensor/tensor_lines_internal.h"
#include "engine/tensor/tensor_radix_internal.h"
#include "engine/tensor/tensor_view.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

const bn_word bn_sort_words[] = {
    {BN_ASCENDING, "ascending", "the least first"},
    {BN_DESCENDING, "descending", "the largest first"},
    {0},
};

const bn_word bn_side_words[] = {
    {BN_LEFT, "left", "before equal elements"},
    {BN_RIGHT, "right", "behind equal elements"},
    {0},
};

enum { RUN = 16 };

typedef bn_radix_item item;

/* True when b must come before a. b stands behind a. */
static inline bool out_of_order(double a, double b)
{
    return b < a || (isnan(a) && !isnan(b));
}

static void sort_run(item *items, int64_t n)
{
    for (int64_t i = 1; i < n; i++) {
        const item moving = items[i];
        int64_t at = i;
        for (; at > 0 && out_of_order(items[at - 1].key, moving.key); at--) items[at] = items[at - 1];
        items[at] = moving;
    }
}

static void merge(const item *left, int64_t n_left, const item *right, int64_t n_right, item *to)
{
    while (n_left > 0 && n_right > 0) {
        const bool from_right = out_of_order(left->key, right->key);
        *to++ = from_right ? *right++ : *left++;
        if (from_right)
            n_right--;
        else
            n_left--;
    }
    memcpy(to, left, (size_t)n_left * sizeof *to);
    memcpy(to + n_left, right, (size_t)n_right * sizeof *to);
}

static int64_t at_most(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Returns the sorted items: `items` or `spare`, each of n. */
static item *sort_items(item *items, item *spare, int64_t n)
{
    if (n >= BN_RADIX_LEAST_ITEMS) return bn_radix_sort_items(n, items, spare);
    for (int64_t from = 0; from < n; from += RUN) sort_run(items + from, at_most(RUN, n - from));
    for (int64_t width = RUN; width < n; width *= 2) {
        for (int64_t from = 0; from < n; from += 2 * width) {
            const int64_t left = at_most(width, n - from);
            const int64_t right = at_most(width, n - from - left);
            merge(items + from, left, items + from + left, right, spare + from);
        }
        item *sorted = spare;
        spare = items;
        items = sorted;
    }
    return items;
}

typedef struct {
    bn_lines lines;
    double sign; // of the keys: -1 for a descending sort
    item *items;
    item *spare;
} sorter;

/* On success the caller frees s->items. */
static bn_status begin(const bn_tensor *in, int dim, bn_sort_order order, const bn_tensor *out, bool reduces,
                       sorter *s)
{
    *s = (sorter){.sign = order == BN_DESCENDING ? -1.0 : 1.0};
    BN_TRY(bn_lines_over(in, dim, out, reduces, 1, &s->lines));
    const int64_t extent = s->lines.extent;
    s->items = bn_memory_allocate_unset(2 * (size_t)extent, sizeof *s->items);
    if (s->items == NULL) return bn_fault(BN_ENOMEM, "no memory to sort %lld elements", (long long)extent);
    s->spare = s->items + extent;
    return bn_ok();
}

/* The next line's items in order, NULL when there is none. */
static const item *next_sorted(sorter *s)
{
    if (!bn_lines_next(&s->lines)) return NULL;
    double strip[BN_WALK_STRIP];
    for (int64_t from = 0; from < s->lines.extent; from += BN_WALK_STRIP) {
        const int64_t n = at_most(BN_WALK_STRIP, s->lines.extent - from);
        bn_lines_read(&s->lines, 0, from, n, strip);
        for (int64_t i = 0; i < n; i++) s->items[from + i] = (item){s->sign * strip[i], from + i};
    }
    return sort_items(s->items, s->spare, s->lines.extent);
}

static bn_status sort_along(const bn_tensor *in, int dim, bn_sort_order order, bool positions, bn_tensor *out)
{
    sorter s;
    BN_TRY(begin(in, dim, order, out, false, &s));
    double strip[BN_WALK_STRIP];
    for (const item *sorted; (sorted = next_sorted(&s)) != NULL;) {
        for (int64_t from = 0; from < s.lines.extent; from += BN_WALK_STRIP) {
            const int64_t n = at_most(BN_WALK_STRIP, s.lines.extent - from);
            for (int64_t i = 0; i < n; i++)
                strip[i] = positions ? (double)sorted[from + i].position : s.sign * sorted[from + i].key;
            bn_lines_write(&s.lines, 0, from, n, strip);
        }
    }
    bn_memory_free(s.items);
    return bn_ok();
}

/* Long lines, which need no positions. */
static bn_status sort_long(const bn_tensor *in, int dim, bn_sort_order order, bn_tensor *out)
{
    bn_lines lines;
    BN_TRY(bn_lines_over(in, dim, out, false, 1, &lines));
    const int64_t n = lines.extent;
    uint64_t *keys = bn_memory_allocate_unset(3 * (size_t)n, sizeof *keys);
    if (keys == NULL) return bn_fault(BN_ENOMEM, "no memory to sort %lld elements", (long long)n);
    double *line = (double *)(void *)(keys + 2 * n); // both have eight bytes
    const double sign = order == BN_DESCENDING ? -1.0 : 1.0;
    while (bn_lines_next(&lines)) {
        bn_lines_read(&lines, 0, 0, n, line);
        for (int64_t i = 0; i < n; i++) line[i] *= sign;
        (in->dtype == BN_F32 ? bn_radix_sort_f32 : bn_radix_sort)(n, line, keys, keys + n);
        for (int64_t i = 0; i < n; i++) line[i] *= sign;
        bn_lines_write(&lines, 0, 0, n, line);
    }
    bn_memory_free(keys);
    return bn_ok();
}

bn_status bn_tensor_sort(const bn_tensor *in, int dim, bn_sort_order order, bn_tensor *out)
{
    if (dim >= 0 && dim < in->dims && in->shape[dim] >= BN_RADIX_LEAST) return sort_long(in, dim, order, out);
    return sort_along(in, dim, order, false, out);
}

bn_status bn_tensor_argsort(const bn_tensor *in, int dim, bn_sort_order order, bn_tensor *out)
{
    return sort_along(in, dim, order, true, out);
}

static double quantile_of(const item *sorted, int64_t n, double q)
{
    if (n == 0 || isnan(sorted[n - 1].key)) return NAN;
    const double place = q * (double)(n - 1);
    const int64_t below = (int64_t)place;
    const double low = sorted[below].key;
    if (below == n - 1) return low;
    const double high = sorted[below + 1].key;
    const double share = place - (double)below;
    if (low == high || share == 0.0) return low;
    if (isinf(low) || isinf(high)) return low + high; // the infinite one; NaN between both
    const double between = high - low;
    return isinf(between) ? (1.0 - share) * low + share * high : low + share * between;
}

bn_status bn_tensor_quantile(const bn_tensor *in, int dim, double q, bn_tensor *out)
{
    if (!(q >= 0.0 && q <= 1.0)) return bn_fault(BN_EINVAL, "the quantile is %g; it must be 0 to 1", q);
    sorter s;
    BN_TRY(begin(in, dim, BN_ASCENDING, out, true, &s));
    for (const item *sorted; (sorted = next_sorted(&s)) != NULL;) {
        const double result = quantile_of(sorted, s.lines.extent, q);
        bn_lines_write(&s.lines, 0, 0, 1, &result);
    }
    bn_memory_free(s.items);
    return bn_ok();
}

static bn_status check_ascending(const bn_tensor *sorted)
{
    char shape[96];
    if (sorted->dims != 1)
        return bn_fault(BN_EINVAL, "the tensor is %s; a vector was needed",
                        bn_tensor_shape_text(sorted, shape, sizeof shape));
    double before = -INFINITY;
    for (int64_t i = 0; i < sorted->shape[0]; i++) {
        const double here = bn_tensor_get(sorted, &i);
        if (out_of_order(before, here))
            return bn_fault(BN_EINVAL,
                            "element %lld is less than the one before it; a sorted vector was needed",
                            (long long)i + 1);
        before = here;
    }
    return bn_ok();
}

/* How many of the n sorted keys come before x. */
static int64_t count_before(const double *keys, int64_t n, bn_side side, double x)
{
    int64_t low = 0, high = n;
    while (low < high) {
        const int64_t middle = low + (high - low) / 2;
        const bool before = side == BN_LEFT ? out_of_order(x, keys[middle]) : !out_of_order(keys[middle], x);
        if (before)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bn_status bn_tensor_search(const bn_tensor *sorted, const bn_tensor *values, bn_side side, bn_tensor *out)
{
    bn_tensor keys;
    BN_TRY(check_ascending(sorted));
    BN_TRY(bn_tensor_check_output(values, out));
    BN_TRY(bn_tensor_duplicate(sorted, BN_F64, &keys));
    double given[BN_WALK_STRIP], found[BN_WALK_STRIP];
    bn_walk walk = bn_walk_over(2, (const bn_tensor *const[]){out, values}, BN_WALK_ANY_ORDER);
    while (bn_walk_next(&walk)) {
        const double *x = bn_walk_read(&walk, 1, given);
        for (int64_t i = 0; i < walk.count; i++)
            found[i] = (double)count_before(keys.data, keys.shape[0], side, x[i]);
        bn_walk_write(&walk, found);
    }
    bn_memory_free(keys.data);
    return bn_ok();
}
