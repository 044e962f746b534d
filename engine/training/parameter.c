/* Parameter: few numbers, stepped by one thread. */
#include "engine/training/parameter.h"

bn_parameter bn_parameter_lay_out(bn_arena *arena, const bn_optimiser_config *optimiser, const char *name,
                                  int64_t rows, int64_t columns, bool trained)
{
    bn_parameter parameter = {
        .name = name, .dims = columns == 1 ? 1 : 2, .rows = rows, .columns = columns, .trained = trained};
    const int64_t count = rows * columns;
    parameter.value = bn_arena_take(arena, (size_t)count, sizeof(float));
    parameter.gradient = bn_arena_take(arena, (size_t)count, sizeof(float));
    parameter.optimiser = bn_optimiser_lay_out(arena, optimiser, count);
    return parameter;
}

bn_tensor bn_parameter_view(const bn_parameter *parameter, float *numbers)
{
    return (bn_tensor){.dtype = BN_F32,
                       .dims = parameter->dims,
                       .shape = {parameter->rows, parameter->columns},
                       .stride = {parameter->columns, 1},
                       .data = numbers};
}

double bn_parameter_squares(const bn_parameter *parameter)
{
    if (!parameter->trained) return 0.0;
    return bn_gradient_squares(parameter->gradient, parameter->rows * parameter->columns);
}

void bn_parameter_step(bn_parameter *parameter, double learning_rate, float clip)
{
    const int64_t count = parameter->rows * parameter->columns;
    if (!parameter->trained) return;
    if (clip < 1.0f)
        for (int64_t i = 0; i < count; i++) parameter->gradient[i] *= clip;
    bn_optimiser_begin(&parameter->optimiser, learning_rate);
    bn_optimiser_update(&parameter->optimiser, parameter->value, parameter->gradient, 0, count);
}
