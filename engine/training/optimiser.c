/* Optimiser: one switch over the kinds for each range of parameters. The norm of a gradient is summed in
   eight lanes that are added in one order, so that every instruction set and every number of threads gives
   the same bits. */
#include "engine/training/optimiser.h"

#include <math.h>
#include <stddef.h>

const bn_word bn_optimiser_words[] = {
    {BN_OPTIMISER_ADAM, "adam", "Adam (Kingma and Ba 2015)"},
    {BN_OPTIMISER_SGD, "sgd", "gradient descent with momentum (Polyak 1964)"},
    {BN_OPTIMISER_RMSPROP, "rmsprop", "RMSProp (Tieleman and Hinton 2012)"},
    {0},
};

#define AT(member) offsetof(bn_optimiser_config, member)

const bn_field bn_optimiser_fields[] = {
    {"optimiser", BN_FIELD_WORD, AT(kind), .words = bn_optimiser_words,
     .help = "how the gradient changes the weights"},
    {"learning_rate", BN_FIELD_REAL, AT(learning_rate), .fallback = 1e-3, .most = 1e12, .callable = true,
     .help = "of the optimiser", .type = "number|fun(epoch: integer): number"},
    {"beta1", BN_FIELD_REAL, AT(beta1), .fallback = 0.9, .most = 1.0, .below = true,
     .help = "decay of Adam's first moment"},
    {"beta2", BN_FIELD_REAL, AT(beta2), .fallback = 0.999, .most = 1.0, .below = true,
     .help = "decay of its second moment"},
    {"epsilon", BN_FIELD_REAL, AT(epsilon), .fallback = 1e-8, .above = true, .most = 1.0,
     .help = "keeps the steps of Adam and RMSProp finite"},
    {"momentum", BN_FIELD_REAL, AT(momentum), .fallback = 0.9, .most = 1.0, .below = true, .help = "of sgd"},
    {"decay", BN_FIELD_REAL, AT(decay), .fallback = 0.9, .most = 1.0, .below = true,
     .help = "of RMSProp's mean square"},
    {"gradient_clip", BN_FIELD_REAL, AT(gradient_clip), .most = 1e12, .zero = "no limit",
     .help = "largest norm of the gradient"},
    {"weight_decay", BN_FIELD_REAL, AT(weight_decay), .most = 1e6,
     .help = "by which weights shrink, times the learning rate, before a step (Loshchilov and Hutter 2019)"},
    {.part = bn_schedule_fields, .offset = AT(schedule)},
    {0},
};

bn_optimiser_config bn_optimiser_config_default(void)
{
    bn_optimiser_config config = {0};
    bn_fields_default(bn_optimiser_fields, &config);
    return config;
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

bn_status bn_optimiser_config_check(const bn_optimiser_config *config)
{
    BN_TRY(bn_fields_check(bn_optimiser_fields, config));
    return bn_schedule_check(&config->schedule);
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

double bn_optimiser_rate(const bn_optimiser *optimiser, int64_t epoch)
{
    return optimiser->config.learning_rate * bn_schedule_factor(&optimiser->config.schedule, epoch);
}

void bn_optimiser_begin(bn_optimiser *optimiser, double learning_rate)
{
    switch ((bn_optimiser_kind)optimiser->config.kind) {
    case BN_OPTIMISER_ADAM:
        optimiser->adam.config.learning_rate = learning_rate;
        bn_adam_begin(&optimiser->adam);
        break;
    case BN_OPTIMISER_SGD:
        optimiser->sgd.config.learning_rate = learning_rate;
        break;
    case BN_OPTIMISER_RMSPROP:
        optimiser->rmsprop.config.learning_rate = learning_rate;
        break;
    }
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
    case BN_OPTIMISER_RMSPROP:
        break;
    }
    return NULL;
}

float *bn_optimiser_second_moment(const bn_optimiser *optimiser)
{
    switch ((bn_optimiser_kind)optimiser->config.kind) {
    case BN_OPTIMISER_ADAM:
        return optimiser->adam.v;
    case BN_OPTIMISER_RMSPROP:
        return optimiser->rmsprop.v;
    case BN_OPTIMISER_SGD:
        break;
    }
    return NULL;
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
