/* Evenly spaced ticks: the smallest step of the form {1, 2, 2.5, 5} x 10^n that does not give too many.
   Logarithmic ticks: every k-th power of ten with the smallest k that does not give too many.
   A multiple of a negative power of ten is computed as a division by a positive one, which is exact before
   rounding. */
#include "plots/axes/ticks.h"

#include <math.h>
#include <string.h>

static const double mantissas[] = {1.0, 2.0, 2.5, 5.0};

typedef struct {
    double mantissa;
    int exponent;
} nice;

// The least of 1, 2, 2.5, 5 x 10^n that is not below `step`. step > 0.
static nice nice_step(double step)
{
    const int exponent = (int)floor(log10(step));
    const double rest = step / pow(10.0, exponent);
    for (int i = 0; i < 4; i++)
        if (mantissas[i] >= rest * (1.0 - 1e-9)) return (nice){mantissas[i], exponent};
    return (nice){1.0, exponent + 1};
}

// n times the step, rounded once.
static double times(nice step, double n)
{
    const double whole = step.mantissa * n;
    return step.exponent < 0 ? whole / pow(10.0, -step.exponent) : whole * pow(10.0, step.exponent);
}

// A step of 2.5 would put halves on an axis of whole numbers.
static bool is_halves(nice step)
{
    return step.mantissa == 2.5 && step.exponent == 0;
}

static nice next_step(nice step)
{
    for (int i = 0; i < 3; i++)
        if (step.mantissa == mantissas[i]) return (nice){mantissas[i + 1], step.exponent};
    return (nice){1.0, step.exponent + 1};
}

// The first and last multiple of `step` within the limits, with a small tolerance.
static void multiples(double low, double high, double step, double *first, double *last)
{
    *first = ceil(low / step - 1e-9);
    *last = floor(high / step + 1e-9);
}

static const double smallest_step = 1e-307; // the power of ten it is divided by must not overflow
enum { MOST_STEPS = 32 };                   // the first is near enough for a few to do

// Adds a value unless it equals the last one, which happens where doubles are too coarse for the step.
static void add_major(pl_ticks *ticks, double value)
{
    if (ticks->majors > 0 && ticks->major[ticks->majors - 1] >= value) return;
    if (ticks->majors < PL_MOST_TICKS) ticks->major[ticks->majors++] = value;
}

static void add_minor(pl_ticks *ticks, double value)
{
    if (ticks->minors < PL_MOST_MINOR_TICKS) ticks->minor[ticks->minors++] = value;
}

// Parts between two majors: a step of 1 or 5 in five, of 2 in four, of 2.5 in five.
static void even_minors(double low, double high, nice step, pl_ticks *ticks)
{
    const int parts = step.mantissa == 2.0 ? 4 : 5;
    double first, last;
    multiples(low, high, ticks->step / parts, &first, &last);
    if (!(last - first < PL_MOST_MINOR_TICKS)) return;
    for (int k = 0; first + k <= last && k < PL_MOST_MINOR_TICKS; k++)
        if (fmod(first + k, parts) != 0.0) add_minor(ticks, times(step, (first + k) / parts));
}

static nice previous_step(nice step)
{
    for (int i = 1; i < 4; i++)
        if (step.mantissa == mantissas[i]) return (nice){mantissas[i - 1], step.exponent};
    return (nice){5.0, step.exponent - 1};
}

// Where the step shows one value or none: the outermost two of the next finer one that shows two.
static void outermost_ticks(double low, double high, nice step, pl_ticks *ticks)
{
    double first = 0.0, last = 0.0;
    for (int tries = 0; tries < MOST_STEPS && !(last > first) && step.exponent > -307; tries++) {
        step = previous_step(step);
        multiples(low, high, times(step, 1.0), &first, &last);
    }
    ticks->step = times(step, 1.0);
    add_major(ticks, times(step, first) + 0.0);
    if (last > first) add_major(ticks, times(step, last) + 0.0);
    even_minors(low, high, step, ticks);
}

static void even_ticks(double low, double high, int most, pl_ticks *ticks)
{
    const double half_span = 0.5 * high - 0.5 * low; // the whole may be beyond the largest number
    if (!(half_span > 0.0 && isfinite(half_span))) return;
    nice step = nice_step(fmax(2.0 * (half_span / (most + 1)), smallest_step));
    double first, last;
    multiples(low, high, times(step, 1.0), &first, &last);
    for (int tries = 0; tries < MOST_STEPS && (!(last - first + 1.0 <= most) || is_halves(step)); tries++) {
        step = next_step(step);
        multiples(low, high, times(step, 1.0), &first, &last);
    }
    if (!(last > first)) {
        outermost_ticks(low, high, step, ticks);
        return;
    }
    ticks->step = times(step, 1.0);
    for (int k = 0; first + k <= last && k < most; k++) add_major(ticks, times(step, first + k) + 0.0);
    even_minors(low, high, step, ticks);
}

// Leaves the first and the last alone where there are too many.
static void keep_at_most(int most, pl_ticks *ticks)
{
    if (ticks->majors <= most) return;
    ticks->major[1] = ticks->major[ticks->majors - 1];
    ticks->majors = 2;
}

static double power(int exponent)
{
    return times((nice){1.0, exponent}, 1.0);
}

// The exponents whose power of ten lies within the limits.
static void decades(double low, double high, int *first, int *last)
{
    *first = (int)ceil(log10(low) - 1e-9);
    *last = (int)floor(log10(high) + 1e-9);
}

static bool within(double low, double high, double value)
{
    return value >= low * (1.0 - 1e-9) && value <= high * (1.0 + 1e-9);
}

// From one minor tick to the next, in decades: a part of the stride of majors that leaves at most nine minors between
// two.
static int minor_stride(int stride)
{
    int part = (stride + 9) / 10;
    while (stride % part != 0) part++;
    return part;
}

static void decade_minors(double low, double high, int stride, pl_ticks *ticks)
{
    int first, last;
    decades(low, high, &first, &last);
    const int part = minor_stride(stride);
    for (int e = first - 1; e <= last; e++) {
        if (stride == 1) {
            for (int m = 2; m <= 9; m++) {
                const double value = times((nice){1.0, e}, m);
                if (within(low, high, value)) add_minor(ticks, value);
            }
        } else if (e >= first && e % stride != 0 && e % part == 0) {
            add_minor(ticks, power(e));
        }
    }
}

static int decade_stride(int count, int most)
{
    int stride = 1;
    while ((count + stride - 1) / stride > most) stride++;
    return stride;
}

// The multiples of the stride; the outermost two powers where it has only one.
static void decade_ticks(double low, double high, int most, pl_ticks *ticks)
{
    int first, last;
    decades(low, high, &first, &last);
    const int stride = decade_stride(last - first + 1, most);
    ticks->powers = true;
    for (int e = first; e <= last; e++)
        if (e % stride == 0) add_major(ticks, power(e));
    if (ticks->majors >= 2) {
        decade_minors(low, high, stride, ticks);
        return;
    }
    ticks->majors = 0;
    add_major(ticks, power(first));
    add_major(ticks, power(last));
    for (int e = first + 1, part = minor_stride(last - first); e < last; e++)
        if ((e - first) % part == 0) add_minor(ticks, power(e));
}

// Majors at 1, 2, 5 times the powers of ten; the others between them are minor.
static void broken_decade_ticks(double low, double high, pl_ticks *ticks)
{
    int first, last;
    decades(low, high, &first, &last);
    for (int e = first - 1; e <= last; e++) {
        for (int m = 1; m <= 9; m++) {
            const double value = times((nice){1.0, e}, m);
            if (!within(low, high, value)) continue;
            if (m == 1 || m == 2 || m == 5)
                add_major(ticks, value);
            else
                add_minor(ticks, value);
        }
    }
}

static void log_ticks(double low, double high, int most, pl_ticks *ticks)
{
    int first, last;
    decades(low, high, &first, &last);
    if (last - first + 1 >= 2) {
        decade_ticks(low, high, most, ticks);
        return;
    }
    broken_decade_ticks(low, high, ticks);
    if (ticks->majors >= 2) {
        keep_at_most(most, ticks);
        return;
    }
    *ticks = (pl_ticks){0};
    even_ticks(low, high, most, ticks);
}

static void symlog_minors(double low, double high, int start, int end, pl_ticks *ticks)
{
    for (int e = end; e >= start; e--)
        for (int m = 9; m >= 2; m--)
            if (-m * power(e) >= low && -m * power(e) <= high) add_minor(ticks, -m * power(e));
    for (int e = start; e <= end; e++)
        for (int m = 2; m <= 9; m++)
            if (m * power(e) >= low && m * power(e) <= high) add_minor(ticks, m * power(e));
}

// Zero, and powers of ten from the largest that shows inwards; with a stride, the innermost make room for
// zero.
static void symlog_ticks(pl_scale scale, double low, double high, int most, pl_ticks *ticks)
{
    if (pl_scale_transform(scale, high) - pl_scale_transform(scale, low) < 1.0) {
        even_ticks(low, high, most, ticks);
        return;
    }
    const int start = (int)ceil(log10(scale.linear) - 1e-9);
    const int end = (int)floor(log10(fmax(fmax(-low, high), scale.linear)) + 1e-9);
    const bool two_sided = low < -scale.linear && high > scale.linear;
    const int stride = decade_stride(end - start + 1, two_sided && most > 2 ? (most - 1) / 2 : most - 1);
    const int innermost = stride == 1 ? start : start + 1;
    const double slack = 1.0 + 1e-9;
    ticks->powers = true;
    for (int e = end; e >= innermost; e--)
        if ((end - e) % stride == 0 && -power(e) >= low * slack && -power(e) <= high)
            add_major(ticks, -power(e));
    if (low <= 0.0 && high >= 0.0) add_major(ticks, 0.0);
    for (int e = innermost; e <= end; e++)
        if ((end - e) % stride == 0 && power(e) <= high * slack && power(e) >= low)
            add_major(ticks, power(e));
    if (ticks->majors < 2) {
        *ticks = (pl_ticks){0};
        even_ticks(low, high, most, ticks);
        return;
    }
    keep_at_most(most, ticks);
    if (stride == 1) symlog_minors(low, high, start, end, ticks);
}

void pl_ticks_make(pl_scale scale, double low, double high, int most, pl_ticks *ticks)
{
    memset(ticks, 0, sizeof *ticks);
    if (most < 2) most = 2;
    if (most > PL_MOST_TICKS) most = PL_MOST_TICKS;
    switch (scale.kind) {
    case PL_LINEAR:
        even_ticks(low, high, most, ticks);
        break;
    case PL_LOG:
        log_ticks(low, high, most, ticks);
        break;
    case PL_SYMLOG:
        symlog_ticks(scale, low, high, most, ticks);
        break;
    }
}
