/* Loss: one loop, made for each kind by the compiler, since that of the squared error is in every step of the
   tracking experiment. Softmax is computed in double precision, from the largest output down. */
#include "engine/training/loss.h"

#include "engine/base/elementary.h"
#include "engine/base/inline.h"
#include "engine/kernels/kernels.h"
#include "engine/network/network.h"

const bn_word bn_loss_words[] = {
    {BN_LOSS_SQUARED, "squared", "the squared error"},
    {BN_LOSS_ABSOLUTE, "absolute", "the absolute error"},
    {BN_LOSS_CROSS_ENTROPY, "cross_entropy", "of the softmax of the outputs with labels or probabilities"},
    {BN_LOSS_HINGE, "hinge", "by how much output times target, which is 1 or -1, falls short of 1"},
    {0},
};

double bn_loss_scale(bn_loss loss, int64_t readouts)
{
    return loss == BN_LOSS_CROSS_ENTROPY ? (double)readouts : 1.0;
}

// The cost of one output, and its slope. `loss` is a constant where this is called.
BN_INLINE double take_one(bn_loss loss, float share, float weight, float target, float output, float *slope)
{
    const float difference = output - target;
    if (loss == BN_LOSS_SQUARED) {
        *slope = 2.0f * share * weight * difference;
        return (double)(weight * difference * difference);
    }
    if (loss == BN_LOSS_ABSOLUTE) {
        const float sign = (float)((difference > 0.0f) - (difference < 0.0f));
        *slope = share * weight * sign;
        return (double)(weight * difference * sign);
    }
    const float short_of = 1.0f - target * output; // the hinge
    const float counts = short_of > 0.0f ? weight : 0.0f;
    *slope = -share * counts * target;
    return (double)(counts * short_of);
}

BN_INLINE double take_each(bn_loss loss, const bn_loss_step *s, const float *restrict sum,
                           const float *restrict target, const float *restrict weight, float *restrict output,
                           float *restrict slope)
{
    double cost = 0.0;
    for (int64_t c = 0; c < s->trials; c++, sum += s->ld, slope += s->ld)
        for (int64_t r = 0; r < s->readouts; r++) {
            const int64_t i = c * s->readouts + r;
            output[i] = s->per_unit * sum[r];
            cost += take_one(loss, s->share, weight[i], target[i], output[i], &slope[r]);
        }
    return cost;
}

// Trials are taken together so that the exponentials of many outputs are computed as vectors.
enum { AT_ONCE = 1024 };
_Static_assert((int)AT_ONCE >= (int)BN_MOST_STIMULI, "a trial has at most so many outputs");

typedef struct {
    double difference[AT_ONCE], power[AT_ONCE]; // r - m of each output, m the largest of a trial; exp of it
    double most[AT_ONCE];                       // m of each trial
} softmax;

static void take_powers(const bn_loss_step *s, int64_t trials, const float *output, softmax *of)
{
    const int64_t R = s->readouts;
    for (int64_t c = 0; c < trials; c++, output += R) {
        double most = (double)output[0];
        for (int64_t r = 1; r < R; r++)
            if ((double)output[r] > most) most = (double)output[r];
        for (int64_t r = 0; r < R; r++) of->difference[c * R + r] = (double)output[r] - most;
        of->most[c] = most;
    }
    bn_kernels_now()->exponentials(trials * R, of->difference, of->power);
}

// The cost of a trial, and its slopes.
static double take_trial(const bn_loss_step *s, const double *power, double most, const float *target,
                         const float *weight, const float *output, float *slope)
{
    double asked = 0.0, powers = 0.0, cost = 0.0; // sum_r w y; sum_r exp(r - m)
    for (int64_t r = 0; r < s->readouts; r++) {
        asked += (double)weight[r] * (double)target[r];
        powers += power[r];
    }
    const double whole = most + bn_log(powers); // ln sum_r exp(r)
    for (int64_t r = 0; r < s->readouts; r++) {
        const double wy = (double)weight[r] * (double)target[r];
        slope[r] = (float)((double)s->share * (asked * (double)(float)power[r] / powers - wy));
        cost -= wy * ((double)output[r] - whole);
    }
    return cost;
}

static double take_cross_entropy(const bn_loss_step *s, const float *target, const float *weight,
                                 const float *output, float *slope)
{
    const int64_t R = s->readouts, group = AT_ONCE / R;
    softmax of;
    double cost = 0.0;
    for (int64_t first = 0; first < s->trials; first += group) {
        const int64_t count = s->trials - first < group ? s->trials - first : group;
        take_powers(s, count, output + first * R, &of);
        for (int64_t c = 0; c < count; c++) {
            const int64_t i = (first + c) * R;
            cost += take_trial(s, of.power + c * R, of.most[c], target + i, weight + i, output + i,
                               slope + (first + c) * s->ld);
        }
    }
    return cost;
}

bool bn_loss_waits(bn_loss loss)
{
    return loss == BN_LOSS_CROSS_ENTROPY;
}

void bn_loss_put_outputs(const bn_loss_step *step, const float *sum, float *output)
{
    for (int64_t c = 0; c < step->trials; c++, sum += step->ld)
        for (int64_t r = 0; r < step->readouts; r++) *output++ = step->per_unit * sum[r];
}

double bn_loss_take(const bn_loss_step *step, const float *sum, const float *target, const float *weight,
                    float *output, float *slope)
{
    switch (step->loss) {
    case BN_LOSS_SQUARED:
        return take_each(BN_LOSS_SQUARED, step, sum, target, weight, output, slope);
    case BN_LOSS_ABSOLUTE:
        return take_each(BN_LOSS_ABSOLUTE, step, sum, target, weight, output, slope);
    case BN_LOSS_CROSS_ENTROPY:
        if (sum != NULL) bn_loss_put_outputs(step, sum, output);
        return take_cross_entropy(step, target, weight, output, slope);
    case BN_LOSS_HINGE:
        break;
    }
    return take_each(BN_LOSS_HINGE, step, sum, target, weight, output, slope);
}
