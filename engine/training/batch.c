/* Batch: every tensor is viewed with three dimensions; a dimension that a mask lacks has a stride of 0. Then
   one loop checks all tensors and one loop copies them. All is checked before anything is written. */
#include "engine/training/batch.h"

#include <math.h>

float bn_batch_number(const bn_tensor *tensor, int64_t t, int64_t k, int64_t b)
{
    const int64_t at = t * tensor->stride[0] + k * tensor->stride[1] + b * tensor->stride[2];
    return tensor->dtype == BN_F32 ? ((const float *)tensor->data)[at]
                                   : (float)((const double *)tensor->data)[at];
}

// Whether the mask is T x R x B, T x B or T; *whole is then its view with three dimensions.
static bool mask_as_whole(const bn_trial *trial, const bn_tensor *mask, bn_tensor *whole)
{
    const int64_t shape[3] = {trial->config.steps, trial->R, trial->config.batch};
    *whole = *mask;
    whole->dims = 3;
    for (int d = 0; d < 3; d++) whole->shape[d] = shape[d];
    if (mask->dims < 1 || mask->dims > 3) return false;
    if (mask->dims < 3) whole->stride[1] = 0;
    whole->stride[2] = mask->dims == 1 ? 0 : mask->stride[mask->dims - 1];
    if (mask->shape[0] != shape[0] || (mask->dims == 3 && mask->shape[1] != shape[1])) return false;
    return mask->dims == 1 || mask->shape[mask->dims - 1] == shape[2];
}

static bn_tensor whole_of(const bn_trial *trial, int64_t width)
{
    return (bn_tensor){.dims = 3, .shape = {trial->config.steps, width, trial->config.batch}};
}

// Whether all numbers are finite and at least `least`; without a branch for each of them.
static bool all_sound(const bn_tensor *whole, float least)
{
    bool sound = true;
    for (int64_t t = 0; t < whole->shape[0]; t++)
        for (int64_t k = 0; k < whole->shape[1]; k++)
            for (int64_t b = 0; b < whole->shape[2]; b++) {
                const float value = bn_batch_number(whole, t, k, b);
                sound &= (value >= least) & (value - value == 0.0f);
            }
    return sound;
}

bn_status bn_batch_check_numbers(const char *name, const char *row, const bn_tensor *whole, float least)
{
    if (all_sound(whole, least)) return bn_ok();
    for (int64_t t = 0; t < whole->shape[0]; t++)
        for (int64_t k = 0; k < whole->shape[1]; k++)
            for (int64_t b = 0; b < whole->shape[2]; b++) {
                const float value = bn_batch_number(whole, t, k, b);
                if (isfinite(value) && value >= least) continue;
                return bn_fault(BN_EINVAL, "%s is %g at step %lld, %s %lld, trial %lld; %s was needed", name,
                                isnan(value) ? (double)NAN : (double)value, (long long)t + 1, row,
                                (long long)k + 1, (long long)b + 1,
                                isfinite(value) ? "a number of at least 0" : "a finite number");
            }
    return bn_ok();
}

bn_status bn_batch_check_input(const bn_trial *trial, const bn_tensor *input)
{
    const bn_tensor needed = whole_of(trial, trial->S);
    BN_TRY(bn_tensor_check_shape("input", input, &needed, " (steps x stimuli x batch)"));
    return bn_batch_check_numbers("input", "stimulus", input, -INFINITY);
}

static bn_status check_mask(const bn_trial *trial, const bn_tensor *mask)
{
    bn_tensor whole;
    char is[96];
    const long long T = trial->config.steps, R = trial->R, B = trial->config.batch;
    if (mask_as_whole(trial, mask, &whole)) return bn_batch_check_numbers("mask", "readout", &whole, 0.0f);
    return bn_fault(
        BN_EINVAL,
        "mask is %s; %lld x %lld x %lld (steps x readouts x batch), %lld x %lld or %lld was needed",
        bn_tensor_shape_text(mask, is, sizeof is), T, R, B, T, B, T);
}

// Whether T x B or B labels; *whole is T x 1 x B of them then.
static bool labels_as_whole(const bn_trial *trial, const bn_tensor *target, bn_tensor *whole)
{
    const int64_t T = trial->config.steps, B = trial->config.batch;
    if (trial->config.loss != BN_LOSS_CROSS_ENTROPY || target->dims < 1 || target->dims > 2) return false;
    if (target->shape[target->dims - 1] != B || (target->dims == 2 && target->shape[0] != T)) return false;
    *whole = *target;
    whole->dims = 3;
    whole->shape[0] = T;
    whole->shape[1] = 1;
    whole->shape[2] = B;
    whole->stride[0] = target->dims == 1 ? 0 : target->stride[0];
    whole->stride[1] = 0;
    whole->stride[2] = target->stride[target->dims - 1];
    return true;
}

static bn_status check_labels(const bn_trial *trial, const bn_tensor *labels)
{
    for (int64_t t = 0; t < labels->shape[0]; t++)
        for (int64_t b = 0; b < labels->shape[2]; b++) {
            const float label = bn_batch_number(labels, t, 0, b);
            if (label >= 1.0f && label <= (float)trial->R && label == floorf(label)) continue;
            return bn_fault(BN_EINVAL,
                            "target is %g at step %lld, trial %lld; a label from 1 to %lld was needed",
                            isnan(label) ? (double)NAN : (double)label, (long long)t + 1, (long long)b + 1,
                            (long long)trial->R);
        }
    return bn_ok();
}

// Targets of the hinge are 1 or -1, and 0 where nothing is wanted.
static bn_status check_signs(const bn_tensor *target)
{
    for (int64_t t = 0; t < target->shape[0]; t++)
        for (int64_t r = 0; r < target->shape[1]; r++)
            for (int64_t b = 0; b < target->shape[2]; b++) {
                const float value = bn_batch_number(target, t, r, b);
                if (value == 0.0f || fabsf(value) == 1.0f) continue;
                return bn_fault(BN_EINVAL,
                                "target is %g at step %lld, readout %lld, trial %lld; 1, -1 or 0 was needed "
                                "for the hinge",
                                (double)value, (long long)t + 1, (long long)r + 1, (long long)b + 1);
            }
    return bn_ok();
}

// Probabilities add up to 1, and to 0 where nothing is wanted.
static bn_status check_probabilities(const bn_tensor *target)
{
    for (int64_t t = 0; t < target->shape[0]; t++)
        for (int64_t b = 0; b < target->shape[2]; b++) {
            double sum = 0.0;
            for (int64_t r = 0; r < target->shape[1]; r++) sum += (double)bn_batch_number(target, t, r, b);
            if (sum == 0.0 || fabs(sum - 1.0) <= 1e-3) continue;
            return bn_fault(BN_EINVAL,
                            "target has the sum %g at step %lld, trial %lld; probabilities, whose sum is 1, "
                            "or zeros were needed",
                            sum, (long long)t + 1, (long long)b + 1);
        }
    return bn_ok();
}

static bn_status check_target(const bn_trial *trial, const bn_tensor *target)
{
    const bool entropy = trial->config.loss == BN_LOSS_CROSS_ENTROPY;
    const bn_tensor needed = whole_of(trial, trial->R);
    bn_tensor labels;
    if (labels_as_whole(trial, target, &labels)) return check_labels(trial, &labels);
    BN_TRY(bn_tensor_check_shape("target", target, &needed,
                                 entropy ? " (steps x readouts x batch; or labels, steps x batch or batch)"
                                         : " (steps x readouts x batch)"));
    BN_TRY(bn_batch_check_numbers("target", "readout", target, entropy ? 0.0f : -INFINITY));
    if (entropy) return check_probabilities(target);
    return trial->config.loss == BN_LOSS_HINGE ? check_signs(target) : bn_ok();
}

bn_status bn_batch_check(const bn_trial *trial, const bn_batch *batch)
{
    BN_TRY(bn_batch_check_input(trial, batch->input));
    BN_TRY(check_target(trial, batch->target));
    return batch->mask == NULL ? bn_ok() : check_mask(trial, batch->mask);
}

void bn_batch_copy_input(const bn_trial *trial, const bn_tensor *input, float *inputs)
{
    for (int64_t b = 0; b < trial->config.batch; b++)
        for (int64_t t = 0; t < trial->config.steps; t++)
            for (int64_t s = 0; s < trial->S; s++) *inputs++ = bn_batch_number(input, t, s, b);
}

bn_status bn_batch_check_slope(const bn_trial *trial, const bn_tensor *slope)
{
    const bn_tensor needed = whole_of(trial, trial->R);
    BN_TRY(bn_tensor_check_shape("gradient", slope, &needed, " (steps x readouts x batch)"));
    return bn_batch_check_numbers("gradient", "readout", slope, -INFINITY);
}

void bn_batch_put_slope(bn_trial *trial, const bn_tensor *slope)
{
    for (int64_t b = 0; b < trial->config.batch; b++)
        for (int64_t t = 0; t < trial->config.steps; t++)
            for (int64_t r = 0; r < trial->R; r++)
                bn_trial_slope(trial, t + 1, b)[r] = trial->per_unit * bn_batch_number(slope, t, r, b);
}

// to = the numbers of a microbatch's trials: step by step, at each step trial by trial, as a course has them.
static void put_numbers(const bn_trial *trial, const bn_microbatch *s, const bn_tensor *whole, float *to)
{
    for (int64_t t = 0; t < trial->config.steps; t++)
        for (int64_t b = s->first; b < s->first + s->count; b++)
            for (int64_t r = 0; r < trial->R; r++) *to++ = bn_batch_number(whole, t, r, b);
}

// The same with 1 for the readout that a label names, and 0 for the others.
static void put_labels(const bn_trial *trial, const bn_microbatch *s, const bn_tensor *labels, float *to)
{
    for (int64_t t = 0; t < trial->config.steps; t++)
        for (int64_t b = s->first; b < s->first + s->count; b++) {
            const int64_t label = (int64_t)bn_batch_number(labels, t, 0, b);
            for (int64_t r = 1; r <= trial->R; r++) *to++ = r == label ? 1.0f : 0.0f;
        }
}

static void put_usual_weights(const bn_trial *trial, const bn_microbatch *s)
{
    float *to = s->course.weight;
    for (int64_t t = 1; t <= trial->config.steps; t++)
        for (int64_t i = 0; i < s->count * trial->R; i++) *to++ = bn_trial_usual_weight(trial, t);
}

void bn_batch_put(bn_trial *trial, const bn_batch *batch)
{
    bn_tensor mask, labels;
    const bool masked = batch->mask != NULL && mask_as_whole(trial, batch->mask, &mask);
    const bool labelled = labels_as_whole(trial, batch->target, &labels);
    for (const bn_microbatch *s = trial->microbatch; s < trial->microbatch + trial->microbatches; s++) {
        if (labelled)
            put_labels(trial, s, &labels, s->course.target);
        else
            put_numbers(trial, s, batch->target, s->course.target);
        if (masked)
            put_numbers(trial, s, &mask, s->course.weight);
        else
            put_usual_weights(trial, s);
    }
}
