/* Optimiser: a switch over the kinds, once for a share of the parameters and never for one of them. The norm
   of a gradient is summed in eight lanes that are added in one order, so that every instruction set and every
   number of threads gives the same bits. */
#include "engine/training/optimiser.h"

#include <math.h>

bn_optimiser_config bn_optimiser_config_default(void)
{
    const bn_adam_config adam = bn_adam_config_default();
    return (bn_optimiser_config){
        .kind = BN_OPTIMISER_ADAM,
        .learning_rate = adam.learning_rate,
        .beta1 = adam.beta1,
        .beta2 = adam.beta2,
        .epsilon = adam.epsilon,
        .momentum = 0.9,
        .decay = 0.9,
    };
}

static bn_adam_config adam_of(const bn_optimiser_config *c)
{
    return (bn_adam_config){
        .learning_rate = c->learning_rate, .beta1 = c->beta1, .beta2 = c->beta2, .epsilon = c->epsilon};
}

static bn_sgd_config sgd_of(const bn_optimiser_config *c)
{
    return (bn_sgd_config){.learning_rate = c->learning_rate, .momentum = c->momentum};
}

static bn_rmsprop_config rmsprop_of(const bn_optimiser_config *c)
{
    return (bn_rmsprop_config){.learning_rate = c->learning_rate, .decay = c->decay, .epsilon = c->epsilon};
}

static bn_status check_share(const char *name, double share)
{
    if (share >= 0.0 && share < 1.0) return bn_ok();
    return bn_fault(BN_EINVAL, "%s is %g; it must be at least 0 and less than 1", name, share);
}

bn_status bn_optimiser_config_check(const bn_optimiser_config *config)
{
    const double rate = config->learning_rate, epsilon = config->epsilon, clip = config->gradient_clip;
    if (!(rate >= 0.0 && rate <= 1e12))
        return bn_fault(BN_EINVAL, "learning_rate is %g; it must be from 0 to 1e12", rate);
    if (!(epsilon > 0.0 && epsilon <= 1.0))
        return bn_fault(BN_EINVAL, "epsilon is %g; it must be more than 0 and at most 1", epsilon);
    BN_TRY(check_share("beta1", config->beta1));
    BN_TRY(check_share("beta2", config->beta2));
    BN_TRY(check_share("momentum", config->momentum));
    BN_TRY(check_share("decay", config->decay));
    if (clip >= 0.0 && clip <= 1e12) return bn_ok();
    return bn_fault(BN_EINVAL, "gradient_clip is %g; it must be from 0 (no limit) to 1e12", clip);
}

bn_optimiser bn_optimiser_lay_out(bn_arena *arena, const bn_optimiser_config *config, int64_t count)
{
    bn_optimiser optimiser = {.config = *config};
    const bn_adam_config adam = adam_of(config);
    const bn_sgd_config sgd = sgd_of(config);
    const bn_rmsprop_config rmsprop = rmsprop_of(config);
    switch ((bn_optimiser_kind)config->kind) {
    case BN_OPTIMISER_ADAM:
        optimiser.adam = bn_adam_lay_out(arena, &adam, count);
        break;
    case BN_OPTIMISER_SGD:
        optimiser.sgd = bn_sgd_lay_out(arena, &sgd, count);
        break;
    case BN_OPTIMISER_RMSPROP:
        optimiser.rmsprop = bn_rmsprop_lay_out(arena, &rmsprop, count);
        break;
    }
    return optimiser;
}

void bn_optimiser_begin(bn_optimiser *optimiser)
{
    if (optimiser->config.kind == BN_OPTIMISER_ADAM) bn_adam_begin(&optimiser->adam);
}

void bn_optimiser_update(bn_optimiser *optimiser, float *weights, const float *gradient, int64_t first,
                         int64_t count)
{
    switch ((bn_optimiser_kind)optimiser->config.kind) {
    case BN_OPTIMISER_ADAM:
        bn_adam_update(&optimiser->adam, weights, gradient, first, count);
        break;
    case BN_OPTIMISER_SGD:
        bn_sgd_update(&optimiser->sgd, weights, gradient, first, count);
        break;
    case BN_OPTIMISER_RMSPROP:
        bn_rmsprop_update(&optimiser->rmsprop, weights, gradient, first, count);
        break;
    }
}

float *bn_optimiser_first_moment(const bn_optimiser *optimiser)
{
    switch ((bn_optimiser_kind)optimiser->config.kind) {
    case BN_OPTIMISER_ADAM:
        return optimiser->adam.m;
    case BN_OPTIMISER_SGD:
        return optimiser->sgd.u;
    default:
        return NULL;
    }
}

float *bn_optimiser_second_moment(const bn_optimiser *optimiser)
{
    switch ((bn_optimiser_kind)optimiser->config.kind) {
    case BN_OPTIMISER_ADAM:
        return optimiser->adam.v;
    case BN_OPTIMISER_RMSPROP:
        return optimiser->rmsprop.v;
    default:
        return NULL;
    }
}

enum { LANES = 8 };

double bn_gradient_squares(const float *gradient, int64_t count)
{
    double lane[LANES] = {0.0}, sum = 0.0;
    int64_t i = 0;
    for (; i + LANES <= count; i += LANES)
        for (int k = 0; k < LANES; k++) lane[k] += (double)gradient[i + k] * (double)gradient[i + k];
    for (; i < count; i++) sum += (double)gradient[i] * (double)gradient[i];
    for (int k = 0; k < LANES; k++) sum += lane[k];
    return sum;
}

double bn_optimiser_clip(const bn_optimiser *optimiser, double squares)
{
    const double most = optimiser->config.gradient_clip, norm = sqrt(squares);
    return most > 0.0 && norm > most ? most / norm : 1.0;
}
