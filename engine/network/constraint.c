/* Constraint: works on one column of J at a time, the outgoing weights of one unit, which are contiguous and
   share one sign. NaN passes through; the check of the loss reports it. */
#include "engine/network/constraint.h"

static bn_status check_connections(const bn_tensor *connections, int64_t neurons)
{
    const bn_tensor needed = {.dims = 2, .shape = {neurons, neurons}};
    BN_TRY(bn_tensor_check_shape("connections", connections, &needed, ", 0 or 1 for each weight of J"));
    for (int64_t i = 0; i < neurons; i++)
        for (int64_t j = 0; j < neurons; j++) {
            const double value = bn_tensor_get(connections, (int64_t[]){i, j});
            if (value != 0.0 && value != 1.0)
                return bn_fault(BN_EINVAL,
                                "connections is %g onto unit %lld from unit %lld; it must be 0 or 1", value,
                                (long long)i + 1, (long long)j + 1);
        }
    return bn_ok();
}

static bn_status check_signs(const bn_tensor *signs, int64_t neurons)
{
    const bn_tensor needed = {.dims = 1, .shape = {neurons}};
    BN_TRY(bn_tensor_check_shape("signs", signs, &needed, ", 1, -1 or 0 for each unit"));
    for (int64_t j = 0; j < neurons; j++) {
        const double value = bn_tensor_get(signs, &j);
        if (value != 0.0 && value != 1.0 && value != -1.0)
            return bn_fault(
                BN_EINVAL,
                "signs is %g for unit %lld; it must be 1 (excitatory), -1 (inhibitory) or 0 (free)", value,
                (long long)j + 1);
    }
    return bn_ok();
}

bn_status bn_constraint_check(const bn_tensor *connections, const bn_tensor *signs, int64_t neurons)
{
    if (connections != NULL) BN_TRY(check_connections(connections, neurons));
    return signs != NULL ? check_signs(signs, neurons) : bn_ok();
}

bn_constraint bn_constraint_lay_out(bn_arena *arena, const bn_tensor *connections, const bn_tensor *signs,
                                    int64_t neurons)
{
    bn_constraint constraint = {.neurons = neurons};
    const size_t N = (size_t)neurons;
    if (connections != NULL) constraint.connections = bn_arena_take(arena, N * N, sizeof(float));
    if (signs != NULL) constraint.signs = bn_arena_take(arena, N, sizeof(float));
    return constraint;
}

void bn_constraint_set(bn_constraint *constraint, const bn_tensor *connections, const bn_tensor *signs)
{
    const int64_t N = constraint->neurons;
    for (int64_t j = 0; j < N && connections != NULL; j++)
        for (int64_t i = 0; i < N; i++)
            constraint->connections[j * N + i] = (float)bn_tensor_get(connections, (int64_t[]){i, j});
    for (int64_t j = 0; j < N && signs != NULL; j++) constraint->signs[j] = (float)bn_tensor_get(signs, &j);
}

void bn_constraint_hold(const bn_constraint *constraint, int64_t j, float *column)
{
    if (constraint->connections == NULL) return;
    const float *connected = constraint->connections + j * constraint->neurons;
    for (int64_t i = 0; i < constraint->neurons; i++) column[i] = connected[i] != 0.0f ? column[i] : 0.0f;
}

void bn_constraint_project(const bn_constraint *constraint, int64_t j, float *column)
{
    bn_constraint_hold(constraint, j, column);
    const float sign = constraint->signs == NULL ? 0.0f : constraint->signs[j];
    for (int64_t i = 0; i < constraint->neurons && sign != 0.0f; i++)
        column[i] = sign * column[i] < 0.0f ? 0.0f : column[i];
}

bn_tensor bn_constraint_connections(const bn_constraint *constraint)
{
    const int64_t N = constraint->neurons;
    return (bn_tensor){
        .dtype = BN_F32, .dims = 2, .shape = {N, N}, .stride = {1, N}, .data = constraint->connections};
}

bn_tensor bn_constraint_signs(const bn_constraint *constraint)
{
    return (bn_tensor){
        .dtype = BN_F32, .dims = 1, .shape = {constraint->neurons}, .stride = {1}, .data = constraint->signs};
}
