/* Trainer ranks: neighbouring microbatches belong to one rank, and so do neighbouring column ranges. Each rank
   runs its microbatches; then each column range is summed over all microbatches in their order by one rank,
   which is why the number of ranks doesn't change a bit. Every rank steps all weights. */
#include "engine/training/trainer_ranks.h"

#include "engine/training/trial_internal.h"

typedef struct {
    int first, end;
} share;

// What rank `rank` has of `count` things.
static share share_of(const bn_exchange *exchange, int count, int rank)
{
    if (exchange == NULL) return (share){.first = 0, .end = count};
    return (share){.first = (int)((int64_t)count * rank / exchange->ranks),
                   .end = (int)((int64_t)count * (rank + 1) / exchange->ranks)};
}

static int own_rank(const bn_exchange *exchange)
{
    return exchange == NULL ? 0 : exchange->rank;
}

typedef struct {
    bn_trainer *trainer;
    bn_loop_body body;
    int first;
} shifted_loop;

static void run_shifted(void *context, int number)
{
    const shifted_loop *loop = context;
    loop->body(loop->trainer, loop->first + number);
}

static void run_share(bn_trainer *trainer, bn_loop_body body, int count)
{
    const bn_exchange *exchange = trainer->config.exchange;
    const share own = share_of(exchange, count, own_rank(exchange));
    shifted_loop loop = {.trainer = trainer, .body = body, .first = own.first};
    bn_pool_run(trainer->pool, run_shifted, &loop, own.end - own.first);
}

void bn_trainer_run_microbatches(bn_trainer *trainer, bn_loop_body body)
{
    run_share(trainer, body, trainer->trial.microbatches);
}

void bn_trainer_run_ranges(bn_trainer *trainer, bn_loop_body body)
{
    run_share(trainer, body, trainer->trial.ranges);
}

// --- posting

static void post_numbers(const bn_exchange *exchange, float *data, int64_t count, int from, int to)
{
    if (data != NULL && count > 0 && from != to)
        exchange->post(exchange->context, data, (size_t)count * sizeof *data, from, to);
}

static void post_to_all(const bn_exchange *exchange, float *data, int64_t count, int from)
{
    for (int to = 0; to < exchange->ranks; to++) post_numbers(exchange, data, count, from, to);
}

static void post_costs(const bn_trainer *trainer, bn_microbatch *s, int from)
{
    const bn_exchange *exchange = trainer->config.exchange;
    for (int to = 0; to < exchange->ranks; to++)
        if (to != from) exchange->post(exchange->context, &s->costs, sizeof s->costs, from, to);
}

static bn_status wait_for_all(bn_trainer *trainer)
{
    const bn_exchange *exchange = trainer->config.exchange;
    const char *fault = exchange->wait(exchange->context);
    bn_stopwatch_lap(&trainer->exchange_watch, BN_PHASE_EXCHANGE);
    return fault == NULL ? bn_ok() : bn_fault(BN_EIO, "%s", fault);
}

typedef void (*post_microbatch)(const bn_trainer *trainer, bn_microbatch *microbatch, int owner);

// Posts something of every microbatch, and waits.
static bn_status gather_microbatches(bn_trainer *trainer, post_microbatch post)
{
    const bn_exchange *exchange = trainer->config.exchange;
    if (exchange == NULL) return bn_ok();
    bn_stopwatch_start(&trainer->exchange_watch);
    for (int rank = 0; rank < exchange->ranks; rank++) {
        const share owned = share_of(exchange, trainer->trial.microbatches, rank);
        for (int s = owned.first; s < owned.end; s++) post(trainer, &trainer->trial.microbatch[s], rank);
    }
    return wait_for_all(trainer);
}

// --- after a forward pass

static void post_first_states(const bn_trainer *trainer, bn_microbatch *s, int owner)
{
    const bn_trial *trial = &trainer->trial;
    post_to_all(trainer->config.exchange, bn_trial_states(trial, s, 0), s->count * trial->ldx, owner);
}

bn_status bn_trainer_gather_first_states(bn_trainer *trainer)
{
    BN_TRY(gather_microbatches(trainer, post_first_states));
    if (trainer->config.exchange != NULL) bn_trial_put_rates(&trainer->trial);
    return bn_ok();
}

static void post_trials(const bn_trainer *trainer, bn_microbatch *s, int owner)
{
    const bn_exchange *exchange = trainer->config.exchange;
    const bn_trial *trial = &trainer->trial;
    const int64_t steps = s->count * trial->config.steps;
    post_to_all(exchange, s->course.x, steps * trial->ldx, owner);
    post_to_all(exchange, s->course.output, steps * trial->R, owner);
    post_to_all(exchange, s->course.target, steps * trial->R, owner);
    post_costs(trainer, s, owner);
}

bn_status bn_trainer_gather_costs(bn_trainer *trainer)
{
    return gather_microbatches(trainer, post_costs);
}

bn_status bn_trainer_gather_trials(bn_trainer *trainer)
{
    return gather_microbatches(trainer, post_trials);
}

// --- after the backward pass

// The columns of W in the ranges of a rank.
static bn_column_range columns_of(const bn_trainer *trainer, int rank)
{
    const bn_trial *trial = &trainer->trial;
    const share owned = share_of(trainer->config.exchange, trial->ranges, rank);
    if (owned.first == owned.end) return (bn_column_range){0};
    const bn_column_range *last = &trial->range[owned.end - 1];
    const int64_t first = trial->range[owned.first].first;
    return (bn_column_range){.first = first, .count = last->first + last->count - first};
}

static void post_whole_course(const bn_trainer *trainer, const bn_microbatch *s, int from, int to)
{
    const bn_trial *trial = &trainer->trial;
    const int64_t steps = s->count * (trial->config.steps + 1);
    post_numbers(trainer->config.exchange, s->course.e_l, steps * trial->lde, from, to);
    if (s->course.l != s->course.e_l)
        post_numbers(trainer->config.exchange, s->course.l, steps * trial->lde, from, to);
    post_numbers(trainer->config.exchange, s->course.z, steps * trial->ldz, from, to);
}

// What bn_trial_gradient reads of a microbatch for the columns of rank `to`.
static void post_factors(const bn_trainer *trainer, const bn_microbatch *s, int from, int to)
{
    const bn_exchange *exchange = trainer->config.exchange;
    const bn_trial *trial = &trainer->trial;
    const bn_column_range columns = columns_of(trainer, to);
    const int64_t steps = s->count * (trial->config.steps + 1);
    if (columns.count == 0) return;
    if (trial->per_microbatch) {
        const int64_t ld = trial->network->ld;
        post_numbers(exchange, s->gradient + columns.first * ld, columns.count * ld, from, to);
        return;
    }
    const bool packed = trial->packs_course && trial->config.backend != BN_BACKEND_OPENBLAS;
    if (packed) {
        post_numbers(exchange, s->packed_e_l, bn_packing_size(trial->network->rows, steps), from, to);
        post_numbers(exchange, s->packed_z + columns.first * steps, columns.count * steps, from, to);
    }
    const bool has_inputs = columns.first <= trial->S; // whose columns may have a product of their own
    if (!packed || (bn_trial_inputs_apart(trial) && has_inputs)) post_whole_course(trainer, s, from, to);
}

static void post_backward(const bn_trainer *trainer, bn_microbatch *s, int owner)
{
    const bn_exchange *exchange = trainer->config.exchange;
    for (int to = 0; to < exchange->ranks; to++)
        if (to != owner && trainer->trial.config.rank == 0) post_factors(trainer, s, owner, to);
    post_to_all(exchange, s->factors.from_slopes, s->factors.count, owner);
    post_to_all(exchange, s->unit_slope, trainer->trial.N, owner);
    post_to_all(exchange, s->initial_slope, trainer->trial.N, owner);
    post_costs(trainer, s, owner);
}

bn_status bn_trainer_gather_courses(bn_trainer *trainer)
{
    return gather_microbatches(trainer, post_backward);
}

static void post_penalties(const bn_trainer *trainer, share owned, int owner)
{
    const bn_exchange *exchange = trainer->config.exchange;
    for (int range = owned.first; range < owned.end; range++) {
        double *penalty = &trainer->trial.range[range].penalty;
        for (int to = 0; to < exchange->ranks; to++)
            if (to != owner) exchange->post(exchange->context, penalty, sizeof *penalty, owner, to);
    }
}

bn_status bn_trainer_gather_gradient(bn_trainer *trainer)
{
    const bn_exchange *exchange = trainer->config.exchange;
    const bn_trial *trial = &trainer->trial;
    const int64_t ld = trial->network->ld;
    if (exchange == NULL) return bn_ok();
    bn_stopwatch_start(&trainer->exchange_watch);
    for (int rank = 0; rank < exchange->ranks; rank++) {
        const bn_column_range columns = columns_of(trainer, rank);
        post_to_all(exchange, trial->gradient + columns.first * ld, columns.count * ld, rank);
        const bool has_constant = columns.first <= trial->S && trial->S < columns.first + columns.count;
        if (has_constant) post_to_all(exchange, trial->readout_slope, trial->R, rank);
        post_penalties(trainer, share_of(exchange, trial->ranges, rank), rank);
    }
    return wait_for_all(trainer);
}
