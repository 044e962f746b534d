/* Parameter: one that does not stand in the network's matrix, with its gradient and the state of its optimiser.
   What it does to the network is the trainer's. */
#ifndef BN_PARAMETER_H
#define BN_PARAMETER_H

#include "engine/tensor/tensor.h"
#include "engine/training/optimiser.h"

typedef struct {
    const char *name; // in states and gradients
    int dims;
    int64_t rows, columns;
    float *value, *gradient; // rows x columns, row by row
    bn_optimiser optimiser;
    bool trained;
} bn_parameter;

/* A parameter over `arena`, of 0; a vector where columns is 1. */
bn_parameter bn_parameter_lay_out(bn_arena *arena, const bn_optimiser_config *optimiser, const char *name,
                                  int64_t rows, int64_t columns, bool trained);

/* `numbers` of the parameter's shape as a tensor: its value, its gradient or a moment. */
bn_tensor bn_parameter_view(const bn_parameter *parameter, float *numbers);

/* The sum of squares of its gradient; 0 where it is not trained. */
double bn_parameter_squares(const bn_parameter *parameter);

/* A step of the optimiser at this learning rate along `clip` times the gradient. */
void bn_parameter_step(bn_parameter *parameter, double learning_rate, float clip);

#endif
