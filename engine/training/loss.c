/* Loss: one loop a kind, since that of the squared error is in every step of the tracking experiment. Softmax
   is computed in double precision, from the largest output down. */
#include "engine/training/loss.h"

#include "engine/base/elementary.h"

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

static double take_squared(const bn_loss_step *s, const float *restrict sum, const float *restrict target,
                           const float *restrict weight, float *restrict output, float *restrict slope)
{
    const float factor = 2.0f * s->share;
    double cost = 0.0;
    for (int64_t c = 0; c < s->trials; c++, sum += s->ld, slope += s->ld)
        for (int64_t r = 0; r < s->readouts; r++) {
            const int64_t i = c * s->readouts + r;
            output[i] = s->per_unit * sum[r];
            const float difference = output[i] - target[i];
            slope[r] = factor * weight[i] * difference;
            cost += (double)(weight[i] * difference * difference);
        }
    return cost;
}

static double take_absolute(const bn_loss_step *s, const float *restrict sum, const float *restrict target,
                            const float *restrict weight, float *restrict output, float *restrict slope)
{
    double cost = 0.0;
    for (int64_t c = 0; c < s->trials; c++, sum += s->ld, slope += s->ld)
        for (int64_t r = 0; r < s->readouts; r++) {
            const int64_t i = c * s->readouts + r;
            output[i] = s->per_unit * sum[r];
            const float difference = output[i] - target[i];
            const float sign = (float)((difference > 0.0f) - (difference < 0.0f));
            slope[r] = s->share * weight[i] * sign;
            cost += (double)(weight[i] * difference * sign);
        }
    return cost;
}

static double take_hinge(const bn_loss_step *s, const float *restrict sum, const float *restrict target,
                         const float *restrict weight, float *restrict output, float *restrict slope)
{
    double cost = 0.0;
    for (int64_t c = 0; c < s->trials; c++, sum += s->ld, slope += s->ld)
        for (int64_t r = 0; r < s->readouts; r++) {
            const int64_t i = c * s->readouts + r;
            output[i] = s->per_unit * sum[r];
            const float short_of = 1.0f - target[i] * output[i];
            const float counts = short_of > 0.0f ? weight[i] : 0.0f;
            slope[r] = -s->share * counts * target[i];
            cost += (double)(counts * short_of);
        }
    return cost;
}

// power = exp(r - m), m the largest output of a trial. Returns their sum, and m in *most.
static double take_powers(const float *output, int64_t readouts, float *power, double *most)
{
    double sum = 0.0;
    *most = (double)output[0];
    for (int64_t r = 1; r < readouts; r++)
        if ((double)output[r] > *most) *most = (double)output[r];
    for (int64_t r = 0; r < readouts; r++) {
        const double value = bn_exp((double)output[r] - *most);
        power[r] = (float)value;
        sum += value;
    }
    return sum;
}

static double take_cross_entropy(const bn_loss_step *s, const float *sum, const float *target,
                                 const float *weight, float *output, float *slope)
{
    double cost = 0.0, most = 0.0;
    for (int64_t c = 0; c < s->trials; c++, sum += s->ld, slope += s->ld) {
        double asked = 0.0; // sum_r w y
        for (int64_t r = 0; r < s->readouts; r++) {
            output[r] = s->per_unit * sum[r];
            asked += (double)weight[r] * (double)target[r];
        }
        const double powers = take_powers(output, s->readouts, slope, &most);
        const double whole = most + bn_log(powers); // ln sum_r exp(r)
        for (int64_t r = 0; r < s->readouts; r++) {
            const double wy = (double)weight[r] * (double)target[r];
            slope[r] = (float)((double)s->share * (asked * (double)slope[r] / powers - wy));
            cost -= wy * ((double)output[r] - whole);
        }
        output += s->readouts, target += s->readouts, weight += s->readouts;
    }
    return cost;
}

double bn_loss_take(const bn_loss_step *step, const float *sum, const float *target, const float *weight,
                    float *output, float *slope)
{
    switch (step->loss) {
    case BN_LOSS_SQUARED:
        return take_squared(step, sum, target, weight, output, slope);
    case BN_LOSS_ABSOLUTE:
        return take_absolute(step, sum, target, weight, output, slope);
    case BN_LOSS_CROSS_ENTROPY:
        return take_cross_entropy(step, sum, target, weight, output, slope);
    case BN_LOSS_HINGE:
        break;
    }
    return take_hinge(step, sum, target, weight, output, slope);
}
