/* Optimiser: Adam, gradient descent with momentum, or RMSProp, behind one interface, and a limit on the norm
   of the gradient for each of them. */
#ifndef BN_OPTIMISER_H
#define BN_OPTIMISER_H

#include "common/field.h"
#include "common/status.h"
#include "engine/training/adam.h"
#include "engine/training/rmsprop.h"
#include "engine/training/schedule.h"
#include "engine/training/sgd.h"

typedef enum {
    BN_OPTIMISER_ADAM,
    BN_OPTIMISER_SGD,
    BN_OPTIMISER_RMSPROP,
} bn_optimiser_kind;

extern const bn_word bn_optimiser_words[];

typedef struct {
    int kind;             // bn_optimiser_kind
    double learning_rate; // of each kind
    double beta1, beta2;  // of Adam
    double epsilon;       // of Adam and RMSProp
    double momentum;      // of gradient descent
    double decay;         // of RMSProp
    double gradient_clip; // the largest norm of the gradient; 0: no limit
    double weight_decay;  // weights shrink by learning rate times this before a step
    bn_schedule schedule; // of the learning rate
} bn_optimiser_config;

extern const bn_field bn_optimiser_fields[]; // the kind is `optimiser` there

bn_optimiser_config bn_optimiser_config_default(void);

/* BN_EINVAL with the number that is out of range, whether this kind uses it or not. */
bn_status bn_optimiser_config_check(const bn_optimiser_config *config);

typedef struct {
    bn_optimiser_config config;
    union {
        bn_adam adam;
        bn_sgd sgd;
        bn_rmsprop rmsprop;
    };
} bn_optimiser;

/* The optimiser of `count` parameters over `arena`, its moments zero. */
bn_optimiser bn_optimiser_lay_out(bn_arena *arena, const bn_optimiser_config *config, int64_t count);

/* The learning rate of epoch 1, 2, …: that of the config by its schedule. */
double bn_optimiser_rate(const bn_optimiser *optimiser, int64_t epoch);

/* Begins the next step, at that learning rate; every parameter may then be updated once. */
void bn_optimiser_begin(bn_optimiser *optimiser, double learning_rate);

/* Updates parameters first … first + count - 1. weights and gradient are whole arrays, like the moments. */
void bn_optimiser_update(bn_optimiser *optimiser, float *weights, const float *gradient, int64_t first,
                         int64_t count);

/* The state of the optimiser, one number for each parameter. First moment: the averaged gradient of Adam,
   the velocity of gradient descent. Second moment: the averaged square of Adam and RMSProp. NULL where the
   kind has none. */
float *bn_optimiser_first_moment(const bn_optimiser *optimiser);
float *bn_optimiser_second_moment(const bn_optimiser *optimiser);

/* The sum of squares of `count` numbers of a gradient, in double precision and one fixed order. */
double bn_gradient_squares(const float *gradient, int64_t count);

/* The factor that brings a gradient with this sum of squares to the norm gradient_clip where it is longer
   (Pascanu, Mikolov and Bengio 2013, algorithm 1), else 1. */
double bn_optimiser_clip(const bn_optimiser *optimiser, double squares);

#endif
