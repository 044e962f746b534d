/* Activation tables: their rows are checked one by one, then copied in double precision. */
#include "engine/network/activation_table.h"

#include <math.h>

enum { COLUMNS = 3, COEFFICIENTS = 4 };

#define UNEVEN 1e-2 // share of a step by which an x may be off

static double at(const bn_tensor *table, int64_t row, int64_t column)
{
    return bn_tensor_get(table, (int64_t[]){row, column});
}

static double step_of(const bn_tensor *table)
{
    const int64_t n = table->shape[0];
    return (at(table, n - 1, 0) - at(table, 0, 0)) / (double)(n - 1);
}

static bn_status check_rows(const bn_tensor *table)
{
    const double from = at(table, 0, 0), step = step_of(table);
    if (step <= 0.0)
        return bn_fault(BN_EINVAL,
                        "activation_table has x = %g in its first row and %g in its last; x must rise", from,
                        at(table, table->shape[0] - 1, 0));
    for (int64_t i = 0; i < table->shape[0]; i++) {
        for (int64_t k = 0; k < COLUMNS; k++)
            if (!(fabs(at(table, i, k)) <= 1e30))
                return bn_fault(BN_EINVAL,
                                "activation_table is %g in row %lld, column %lld; a number was needed",
                                at(table, i, k), (long long)i + 1, (long long)k + 1);
        const double even = from + step * (double)i;
        if (!(fabs(at(table, i, 0) - even) <= UNEVEN * step))
            return bn_fault(
                BN_EINVAL,
                "activation_table has x = %g in row %lld; %g was needed, since its x rise in even steps",
                at(table, i, 0), (long long)i + 1, even);
    }
    return bn_ok();
}

bn_status bn_phi_check_table(bn_activation activation, const bn_tensor *table)
{
    char shape[64];
    if (activation != BN_ACTIVATION_TABLE && table != NULL)
        return bn_fault(BN_EINVAL, "an activation_table is given and activation is %s; it must be table",
                        bn_word_of(bn_activation_words, (int)activation));
    if (activation != BN_ACTIVATION_TABLE) return bn_ok();
    if (table == NULL) return bn_fault(BN_EINVAL, "activation is table; an activation_table is needed");
    if (table->dims != 2 || table->shape[1] != COLUMNS || table->shape[0] < 2 ||
        table->shape[0] > BN_ACTIVATION_MOST_POINTS)
        return bn_fault(BN_EINVAL, "activation_table is %s; n x 3 was needed, n from 2 to %d",
                        bn_tensor_shape_text(table, shape, sizeof shape), (int)BN_ACTIVATION_MOST_POINTS);
    return check_rows(table);
}

bn_phi bn_phi_lay_out(bn_arena *arena, bn_activation activation, double power, const bn_tensor *table)
{
    bn_phi phi = {.activation = activation, .power = power};
    if (activation != BN_ACTIVATION_TABLE) return phi;
    phi.points = table->shape[0];
    phi.rows = bn_arena_take(arena, (size_t)(COLUMNS * phi.points), sizeof *phi.rows);
    phi.cubic = bn_arena_take(arena, (size_t)(COEFFICIENTS * (phi.points - 1)), sizeof *phi.cubic);
    for (int64_t i = 0; i < phi.points && phi.rows != NULL; i++)
        for (int64_t k = 0; k < COLUMNS; k++) phi.rows[COLUMNS * i + k] = at(table, i, k);
    bn_phi_plan(&phi);
    return phi;
}

bn_tensor bn_phi_table(const bn_phi *phi)
{
    return (bn_tensor){.dtype = BN_F64,
                       .dims = 2,
                       .shape = {phi->points, COLUMNS},
                       .stride = {COLUMNS, 1},
                       .data = phi->rows};
}
