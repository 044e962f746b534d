/* The rates and the scaled tangent vectors stand side by side as columns, so each step reads J once. Noise is
   addressed by (step, unit): two runs with one seed meet the same noise, whatever they track. */
#include "engine/analysis/lyapunov_network.h"

#include "engine/base/blas.h"
#include "engine/kernels/kernels.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

enum { FEW_COLUMNS = 4, ROWS = 256 }; // up to FEW_COLUMNS the own product is used; ROWS of it stay in cache

const bn_word bn_network_step_words[] = {
    {BN_STEP_EULER, "euler", "the map of an Euler network"},
    {BN_STEP_RK4, "rk4", "the flow, without noise"},
    {0},
};

#define AT(member) offsetof(bn_lyapunov_network_def, member)

const bn_field bn_lyapunov_network_fields[] = {
    {.part = bn_activation_field, .offset = AT(activation)},
    {.part = bn_activation_power_field, .offset = AT(power)},
    {.part = bn_activation_table_field, .offset = AT(activation_table)},
    {"dt", BN_FIELD_REAL, AT(tangent.dt), .fallback = 0.1, .above = true, .most = 2.0, .below = true,
     .unit = "τ", .help = "length of a step"},
    {"noise", BN_FIELD_REAL, AT(noise), .most = INFINITY, .help = "Gaussian noise on every unit"},
    {.part = bn_delay_fields, .offset = AT(delay)},
    {"step", BN_FIELD_WORD, AT(step), .words = bn_network_step_words,
     .help = "how state and vectors take a step"},
    {.part = bn_lyapunov_phases_field, .offset = AT(tangent.phases)},
    {"time_constants", BN_FIELD_TENSOR, AT(time_constants), .help = "N, of each unit, in τ"},
    {"exponents", BN_FIELD_INTEGER, AT(tangent.exponents), .fallback = 1, .least = 1,
     .most = BN_LYAPUNOV_MOST, .help = "k"},
    {0},
};

int64_t bn_lyapunov_network_blocks(const bn_lyapunov_network_def *def)
{
    return 1 + bn_delay_least(&def->delay, def->tangent.dt);
}

static bn_status check_time_constants(const bn_lyapunov_network_def *def)
{
    const int64_t N = def->tangent.dimension / bn_lyapunov_network_blocks(def);
    const bn_tensor *given = def->time_constants, needed = {.dims = 1, .shape = {N}};
    if (given == NULL) return bn_ok();
    BN_TRY(bn_tensor_check_shape("time_constants", given, &needed, ", one for each unit"));
    for (int64_t i = 0; i < given->shape[0]; i++) {
        const double tau = bn_tensor_get(given, &i);
        if (!(tau > 0.5 * def->tangent.dt && tau <= 1e6))
            return bn_fault(
                BN_EINVAL, "time_constants is %g for unit %lld; it must be above dt/2, %g, and at most 1e+06",
                tau, (long long)i + 1, 0.5 * def->tangent.dt);
    }
    return bn_ok();
}

bn_status bn_lyapunov_network_check(const bn_lyapunov_network_def *def)
{
    BN_TRY(bn_fields_check(bn_lyapunov_network_fields, def));
    BN_TRY(bn_phi_check_table(def->activation, def->activation_table));
    if (def->step == BN_STEP_RK4 && def->noise > 0.0)
        return bn_fault(BN_EINVAL, "noise must be 0 for the step rk4, which is that of a smooth flow");
    BN_TRY(bn_delay_check(&def->delay, def->tangent.dt));
    if (def->step == BN_STEP_RK4 && !bn_delay_is_zero(&def->delay))
        return bn_fault(BN_EINVAL, "delay must be 0 for the step rk4; the step euler takes one");
    const int64_t dimension = def->tangent.dimension, blocks = bn_lyapunov_network_blocks(def);
    if (blocks > 1 && dimension > BN_LYAPUNOV_MOST)
        return bn_fault(BN_EINVAL,
                        "%lld units have a state of %lld variables with a delay of %g; at most %d were needed",
                        (long long)(dimension / blocks), (long long)dimension, def->delay.time, BN_LYAPUNOV_MOST);
    BN_TRY(bn_lyapunov_check(&def->tangent));
    return check_time_constants(def);
}

bn_lyapunov_network bn_lyapunov_network_lay_out(bn_arena *arena, const bn_lyapunov_network_def *def)
{
    bn_lyapunov_network network = {.def = *def, .delays = bn_lyapunov_network_blocks(def) - 1};
    network.neurons = def->tangent.dimension / (network.delays + 1);
    const double share = bn_delay_share(&def->delay, def->tangent.dt);
    network.share = share > 0.0 ? share : 1.0;
    const size_t N = (size_t)network.neurons, columns = (size_t)def->tangent.exponents + 1, real = sizeof(double);
    network.past = bn_arena_take(arena, N * (size_t)network.delays, real);
    network.phi = bn_phi_lay_out(arena, def->activation, def->power, def->activation_table);
    network.def.activation_table = NULL; // the caller may free it
    network.tangent = bn_lyapunov_lay_out(arena, &def->tangent);
    network.J = bn_arena_take(arena, N * N, real);
    network.h = bn_arena_take(arena, N, real);
    network.weight = bn_arena_take(arena, N, real);
    network.bias = bn_arena_take(arena, N, real);
    network.xi = bn_arena_take(arena, N, real);
    network.speed = bn_arena_take(arena, N, real);
    network.start = bn_arena_take(arena, N, real);
    network.stage = bn_arena_take(arena, N, real);
    network.columns = bn_arena_take(arena, N * columns, real);
    network.product = bn_arena_take(arena, N * columns, real);
    network.active = bn_arena_take(arena, N, sizeof *network.active);
    return network;
}

static bn_status copy_J(bn_lyapunov_network *network, const bn_tensor *J)
{
    const int64_t N = network->neurons;
    char shape[64];
    if (J->dims != 2 || J->shape[0] != N || J->shape[1] != N)
        return bn_fault(BN_EINVAL, "J is %s; %lld x %lld was needed",
                        bn_tensor_shape_text(J, shape, sizeof shape), (long long)N, (long long)N);
    for (int64_t j = 0; j < N; j++)
        for (int64_t i = 0; i < N; i++) {
            const double weight = bn_tensor_get(J, (int64_t[]){i, j});
            if (!isfinite(weight))
                return bn_fault(BN_NOT_FINITE, "J(%lld, %lld) is %g", (long long)i + 1, (long long)j + 1,
                                weight);
            network->J[j * N + i] = weight;
        }
    return bn_ok();
}

bn_status bn_lyapunov_network_start(bn_lyapunov_network *network, const bn_tensor *J, double std)
{
    const int64_t N = network->neurons;
    const bn_random_stream stream = bn_random_open(network->def.seed, BN_PURPOSE_STATE, 0);
    BN_TRY(copy_J(network, J));
    bn_lyapunov_start(&network->tangent);
    bn_random_normal_f64(&stream, 0, (size_t)N, network->h);
    for (int64_t i = 0; i < N; i++) {
        network->h[i] *= std;
        network->weight[i] = 1.0;
        network->bias[i] = 0.0;
        network->speed[i] =
            network->def.time_constants != NULL ? 1.0 / bn_tensor_get(network->def.time_constants, &i) : 1.0;
    }
    network->step = network->traced = 0;
    network->trace = 0.0;
    return bn_ok();
}

/* columns[0] = phi(h), columns[j] = diag(phi'(h)) Q_j for the first `vectors` tangent vectors Q; with a delay what
   arrives of them. */
static void fill_columns(bn_lyapunov_network *n, const double *h, const double *Q, int64_t vectors)
{
    const int64_t N = n->neurons, behind = N * n->delays;
    if (behind > 0) {
        memcpy(n->columns, n->past + behind - N, (size_t)N * sizeof *n->columns);
        for (int64_t j = 0; j < vectors; j++)
            memcpy(n->columns + (j + 1) * N, Q + j * (N + behind) + behind, (size_t)N * sizeof *n->columns);
        return;
    }
    for (int64_t i = 0; i < N; i++) {
        n->columns[i] = bn_phi_value(&n->phi, h[i]);
        if (vectors == 0) continue;
        const double slope = bn_phi_slope(&n->phi, h[i]);
        for (int64_t j = 0; j < vectors; j++) n->columns[(j + 1) * N + i] = slope * Q[j * N + i];
    }
}

static int64_t find_active(bn_lyapunov_network *n, int64_t columns)
{
    const int64_t N = n->neurons;
    int64_t count = 0;
    for (int64_t j = 0; j < N; j++) {
        bool is_active = false;
        for (int64_t c = 0; c < columns; c++) is_active = is_active || n->columns[c * N + j] != 0.0;
        if (is_active) n->active[count++] = j;
    }
    return count;
}

// The rows from `first` on of the product; beyond the last active unit, four are filled up with zeros.
static void multiply_rows(bn_lyapunov_network *n, int64_t columns, int64_t active, int64_t first)
{
    const int64_t N = n->neurons, rows = first + ROWS < N ? ROWS : N - first;
    for (int64_t a = 0; a < active; a += 4) {
        const double *J[4];
        for (int64_t q = 0; q < 4; q++) J[q] = n->J + n->active[a + q < active ? a + q : a] * N + first;
        for (int64_t c = 0; c < columns; c++) {
            double x[4] = {0.0};
            for (int64_t q = 0; q < 4 && a + q < active; q++) x[q] = n->columns[c * N + n->active[a + q]];
            bn_kernels_now()->add_columns_f64(rows, J, x, n->product + c * N + first);
        }
    }
}

static void multiply(bn_lyapunov_network *n, int64_t columns)
{
    const int64_t N = n->neurons;
    if (columns > FEW_COLUMNS) {
        cblas_dgemm(CblasColMajor, CblasNoTrans, CblasNoTrans, (int)N, (int)columns, (int)N, 1.0, n->J,
                    (int)N, n->columns, (int)N, 0.0, n->product, (int)N);
        return;
    }
    const int64_t active = find_active(n, columns);
    memset(n->product, 0, (size_t)(N * columns) * sizeof *n->product);
    for (int64_t first = 0; first < N; first += ROWS) multiply_rows(n, columns, active, first);
}

static double drive_of(const bn_lyapunov_network *n, const bn_lyapunov_input *input, int64_t t, int64_t i)
{
    if (input->columns <= 1) return n->weight[i] * input->values[t * input->columns];
    return input->values[t * input->columns + i];
}

// Counts a step that was made.
static bn_status check_state(bn_lyapunov_network *n)
{
    double sum = 0.0;
    for (int64_t i = 0; i < n->neurons; i++) sum += n->h[i] * n->h[i];
    n->step++;
    if (isfinite(sum)) return bn_ok();
    return bn_fault(BN_NOT_FINITE, "the state of the network diverged at step %lld (time %g)",
                    (long long)n->step, (double)n->step * n->def.tangent.dt);
}

static bn_status advance_state(bn_lyapunov_network *n, int64_t t, const bn_lyapunov_input *input)
{
    const int64_t N = n->neurons;
    const double dt = n->def.tangent.dt, amplitude = n->def.noise * sqrt(dt);
    const bn_random_stream stream = bn_random_open(n->def.seed, BN_PURPOSE_NOISE, 0);
    if (amplitude > 0.0) bn_random_normal_f64(&stream, (uint64_t)(n->step * ((N + 1) / 2)), (size_t)N, n->xi);
    for (int64_t i = 0; i < N; i++) {
        const double drive = n->product[i] + n->bias[i] + drive_of(n, input, t, i), share = dt * n->speed[i];
        n->h[i] = (1.0 - share) * n->h[i] + share * drive + amplitude * n->xi[i];
    }
    return check_state(n);
}

static bn_status advance_tangent(bn_lyapunov_network *n)
{
    const int64_t N = n->neurons;
    const double dt = n->def.tangent.dt;
    for (int64_t j = 0; j < n->def.tangent.exponents; j++) {
        double *q = n->tangent.Q + j * n->def.tangent.dimension;
        const double *product = n->product + (j + 1) * N;
        for (int64_t i = 0; i < N; i++) {
            const double share = dt * n->speed[i];
            q[i] = (1.0 - share) * q[i] + share * product[i];
        }
    }
    return bn_lyapunov_stepped(&n->tangent);
}

// h and Q one Runge-Kutta step on: the sums of the four slopes grow in n->h and tangent.next.
static bn_status runge_kutta_step(bn_lyapunov_network *n, int64_t t, const bn_lyapunov_input *input,
                                  int64_t vectors)
{
    static const double weight[4] = {1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0},
                        ahead[4] = {0.5, 0.5, 1.0, 0.0};
    const int64_t N = n->neurons, all = N * vectors;
    const double dt = n->def.tangent.dt;
    bn_lyapunov *tangent = &n->tangent;
    memcpy(n->start, n->h, (size_t)N * sizeof *n->h);
    memcpy(n->stage, n->h, (size_t)N * sizeof *n->h);
    memcpy(tangent->next, tangent->Q, (size_t)all * sizeof *tangent->Q);
    memcpy(tangent->stage, tangent->Q, (size_t)all * sizeof *tangent->Q);
    for (int s = 0; s < 4; s++) {
        fill_columns(n, n->stage, tangent->stage, vectors);
        multiply(n, vectors + 1);
        for (int64_t i = 0; i < N; i++) {
            const double drive = n->product[i] + n->bias[i] + drive_of(n, input, t, i),
                         slope = n->speed[i] * (drive - n->stage[i]);
            n->h[i] += dt * weight[s] * slope;
            n->stage[i] = n->start[i] + dt * ahead[s] * slope;
        }
        for (int64_t i = 0; i < all; i++) {
            const double slope = n->speed[i % N] * (n->product[N + i] - tangent->stage[i]);
            tangent->next[i] += dt * weight[s] * slope;
            tangent->stage[i] = tangent->Q[i] + dt * ahead[s] * slope;
        }
    }
    memcpy(tangent->Q, tangent->next, (size_t)all * sizeof *tangent->Q);
    BN_TRY(check_state(n));
    return vectors > 0 ? bn_lyapunov_stepped(tangent) : bn_ok();
}

// y_2 ... y_F of some blocks after y_1, the last first.
static void move_blocks(const bn_lyapunov_network *n, double *y)
{
    const int64_t N = n->neurons;
    for (int64_t i = N * n->delays - 1; i >= N; i--) y[i] += n->share * (y[i - N] - y[i]);
}

// What is on its way, by the state before the step; first as if the rates had been those of the state at the start.
static void move_delayed(bn_lyapunov_network *n, int64_t vectors)
{
    const int64_t N = n->neurons;
    move_blocks(n, n->past);
    for (int64_t j = 0; j < vectors; j++) move_blocks(n, n->tangent.Q + j * n->def.tangent.dimension + N);
    for (int64_t i = 0; i < N; i++) {
        n->past[i] += n->share * (bn_phi_value(&n->phi, n->h[i]) - n->past[i]);
        if (vectors == 0) continue;
        const double slope = bn_phi_slope(&n->phi, n->h[i]);
        for (int64_t j = 0; j < vectors; j++) {
            double *q = n->tangent.Q + j * n->def.tangent.dimension + i;
            q[N] += n->share * (slope * q[0] - q[N]);
        }
    }
}

static void fill_past(bn_lyapunov_network *n)
{
    for (int64_t i = 0; i < n->neurons * n->delays; i++)
        n->past[i] = bn_phi_value(&n->phi, n->h[i % n->neurons]);
}

static bn_status euler_step(bn_lyapunov_network *n, int64_t t, const bn_lyapunov_input *input,
                            int64_t vectors)
{
    if (n->step == 0) fill_past(n);
    fill_columns(n, n->h, n->tangent.Q, vectors);
    multiply(n, vectors + 1);
    if (n->delays > 0) move_delayed(n, vectors);
    BN_TRY(advance_state(n, t, input));
    return vectors > 0 ? advance_tangent(n) : bn_ok();
}

static void add_trace(bn_lyapunov_network *n)
{
    const int64_t N = n->neurons;
    if (n->delays > 0 || n->tangent.steps < n->def.tangent.transient) return;
    for (int64_t i = 0; i < N; i++) {
        const double own = n->J[i * N + i]; // often none
        n->trace -= n->speed[i];
        if (own != 0.0) n->trace += own * n->speed[i] * bn_phi_slope(&n->phi, n->h[i]);
    }
    n->traced++;
}

double bn_lyapunov_network_trace(const bn_lyapunov_network *network)
{
    return network->traced > 0 ? network->trace / (double)network->traced : NAN;
}

static bn_status advance(bn_lyapunov_network *n, int64_t steps, const bn_lyapunov_input *input,
                         int64_t vectors)
{
    bn_blas_prepare();
    for (int64_t t = 0; t < steps; t++) {
        if (vectors > 0) add_trace(n);
        BN_TRY((n->def.step == BN_STEP_RK4 ? runge_kutta_step : euler_step)(n, t, input, vectors));
    }
    return bn_ok();
}

bn_status bn_lyapunov_network_advance(bn_lyapunov_network *network, int64_t steps,
                                      const bn_lyapunov_input *input)
{
    return advance(network, steps, input, 0);
}

bn_status bn_lyapunov_network_run(bn_lyapunov_network *network, int64_t steps, const bn_lyapunov_input *input)
{
    return advance(network, steps, input, network->def.tangent.exponents);
}
