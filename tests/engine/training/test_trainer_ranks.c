/* Ranks as threads of one process: their exchange copies from one to the other between two barriers. */
#include "engine/training/trainer.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/engine/trainer_world.h"

enum { MOST_RANKS = 5, MOST_BLOCKS = 4096, EPOCHS = 3 };

typedef struct {
    void *data;
    size_t bytes;
    int from, to;
} block;

typedef struct {
    int ranks;
    pthread_barrier_t barrier;
    block blocks[MOST_RANKS][MOST_BLOCKS];
    int posted[MOST_RANKS];
    int losing;  // the wait from which on a rank is lost; 0: none is
    bool agreed; // whether all ranks have posted the same
} hub;

typedef struct {
    hub *hub;
    bn_exchange exchange;
    int waits;
    bn_trainer_config config;
    world *world;
    bn_code code; // of the last step
    bn_measurement measurement;
    double validation_error;
} rank;

static void post(void *context, void *data, size_t bytes, int from, int to)
{
    const rank *self = context;
    int *posted = &self->hub->posted[self->exchange.rank];
    if (*posted < MOST_BLOCKS)
        self->hub->blocks[self->exchange.rank][*posted] = (block){data, bytes, from, to};
    ++*posted;
}

// Takes what has come for this rank; whether both ends have posted the same.
static bool take(const rank *self, int k)
{
    const block *own = &self->hub->blocks[self->exchange.rank][k];
    const block *theirs = &self->hub->blocks[own->from][k];
    const bool same = own->from == theirs->from && own->to == theirs->to && own->bytes == theirs->bytes;
    if (same && own->to == self->exchange.rank && own->from != own->to)
        memcpy(own->data, theirs->data, own->bytes);
    return same;
}

static const char *wait_for_all(void *context)
{
    rank *self = context;
    hub *h = self->hub;
    const int own = self->exchange.rank;
    self->waits++;
    if (h->losing > 0 && self->waits >= h->losing) return "rank 1 has ended";
    pthread_barrier_wait(&h->barrier);
    bool same = h->posted[own] <= MOST_BLOCKS && h->posted[own] == h->posted[0];
    for (int k = 0; same && k < h->posted[own]; k++) same = take(self, k);
    pthread_barrier_wait(&h->barrier);
    if (!same) h->agreed = false;
    h->posted[own] = 0;
    return NULL;
}

static void *train(void *context)
{
    rank *self = context;
    bn_trainer *trainer = &self->world->trainer;
    self->code = bn_trainer_open(trainer, &self->config, self->world->block).code;
    for (int e = 0; e < EPOCHS && self->code == BN_OK; e++) {
        self->code = bn_trainer_step(trainer, NULL).code;
        if (self->code == BN_OK) self->code = bn_trainer_validate(trainer, &self->validation_error).code;
        if (self->code == BN_OK) self->code = bn_trainer_measure(trainer, &self->measurement).code;
    }
    return NULL;
}

static void begin(hub *h, rank *ranks, const bn_trainer_config *config)
{
    h->agreed = true;
    assert_int_equal(pthread_barrier_init(&h->barrier, NULL, (unsigned)h->ranks), 0);
    for (int r = 0; r < h->ranks; r++) {
        ranks[r] = (rank){.hub = h, .config = *config, .world = bn_memory_allocate(1, sizeof(world))};
        ranks[r].exchange = (bn_exchange){
            .rank = r, .ranks = h->ranks, .context = &ranks[r], .post = post, .wait = wait_for_all};
        ranks[r].config.exchange = h->ranks > 1 ? &ranks[r].exchange : NULL;
        ranks[r].world->block = bn_memory_allocate(bn_trainer_size(config), 1);
    }
}

static void run(hub *h, rank *ranks, const bn_trainer_config *config)
{
    pthread_t threads[MOST_RANKS];
    begin(h, ranks, config);
    for (int r = 0; r < h->ranks; r++)
        assert_int_equal(pthread_create(&threads[r], NULL, train, &ranks[r]), 0);
    for (int r = 0; r < h->ranks; r++) pthread_join(threads[r], NULL);
    pthread_barrier_destroy(&h->barrier);
}

static void end_all(hub *h, rank *ranks)
{
    for (int r = 0; r < h->ranks; r++) end(ranks[r].world);
    bn_memory_free(h);
}

static hub *hub_of(int ranks)
{
    hub *h = bn_memory_allocate(1, sizeof *h);
    h->ranks = ranks;
    return h;
}

static void assert_same(const rank *one, const rank *other)
{
    const bn_trainer *a = &one->world->trainer, *b = &other->world->trainer;
    const int64_t batch = a->config.trial.batch, ldx = a->trial.ldx;
    assert_int_equal(other->code, BN_OK);
    assert_memory_equal(a->network.weights, b->network.weights, weight_bytes(one->world));
    assert_memory_equal(a->trial.gradient, b->trial.gradient, weight_bytes(one->world));
    assert_memory_equal(a->trial.x_0, b->trial.x_0, (size_t)(batch * ldx) * sizeof(float));
    for (int p = 0; p < a->parameters; p++)
        assert_memory_equal(a->parameter[p].value, b->parameter[p].value,
                            (size_t)(a->parameter[p].rows * a->parameter[p].columns) * sizeof(float));
    assert_true(a->loss == b->loss);
    assert_true(one->measurement.test_error == other->measurement.test_error);
    assert_true(one->measurement.tracking_error == other->measurement.tracking_error);
    assert_true(one->validation_error == other->validation_error);
    for (int64_t trial = 0; trial < batch; trial++)
        assert_memory_equal(bn_trial_state(&a->trial, 5, trial), bn_trial_state(&b->trial, 5, trial),
                            (size_t)a->trial.N * sizeof(float));
}

// Every rank of 2, 3 and 5 ends with the numbers of one process.
static void compare(const bn_trainer_config *config)
{
    rank one, ranks[MOST_RANKS];
    hub *alone = hub_of(1);
    run(alone, &one, config);
    assert_int_equal(one.code, BN_OK);
    static const int counts[] = {2, 3, MOST_RANKS};
    for (int k = 0; k < 3; k++) {
        hub *h = hub_of(counts[k]);
        run(h, ranks, config);
        assert_true(h->agreed);
        for (int r = 0; r < counts[k]; r++) assert_same(&one, &ranks[r]);
        end_all(h, ranks);
    }
    end_all(alone, &one);
}

static bn_trainer_config small_config(void)
{
    bn_trainer_config config = bn_trainer_config_default();
    config.network.neurons = 30;
    config.network.stimuli = 2;
    config.trial.batch = 23;
    config.trial.steps = 12;
    config.threads = 1;
    return config;
}

// So large that microbatches have no gradients of their own.
static bn_trainer_config large_config(void)
{
    bn_trainer_config config = small_config();
    config.network.neurons = 1100;
    config.trial.batch = 70;
    config.trial.steps = 5;
    config.initial_state = BN_INITIAL_ZERO;
    return config;
}

static void compare_large(const bn_trainer_config *config)
{
    world *w = open_world(config);
    assert_false(w->trainer.trial.per_microbatch);
    end(w);
    compare(config);
}

static void any_number_of_ranks_gives_the_same_bits(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    compare(&config);
    config.threads = 3;
    compare(&config);
}

static void ranks_may_have_no_trials_at_all(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.trial.batch = 4;
    compare(&config);
}

static void the_courses_of_a_large_network_are_shared(void **state)
{
    (void)state;
    const bn_trainer_config config = large_config();
    compare_large(&config);
}

static void they_are_on_openblas_too(void **state)
{
    (void)state;
    bn_trainer_config config = large_config();
    config.trial.backend = BN_BACKEND_OPENBLAS;
    compare_large(&config);
}

static void gated_units_are_shared(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.network.cell = BN_CELL_GRU;
    compare(&config);
    config = large_config();
    config.network.neurons = 600;
    config.network.cell = BN_CELL_GRU;
    compare_large(&config);
}

static void delays_are_shared(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.trial.delay = (bn_delay){.time = 2.0 * config.trial.dt};
    compare(&config);
    config = large_config();
    config.trial.delay = (bn_delay){.time = 2.0 * config.trial.dt, .order = 1};
    compare_large(&config);
}

static void options_are_shared(void **state)
{
    (void)state;
    bn_trainer_config config = small_config();
    config.optimiser.gradient_clip = 0.01;
    config.optimiser.weight_decay = 0.01;
    config.l1_weights = config.l2_weights = 1e-4;
    config.trial.l1_rates = config.trial.smoothness_penalty = 1e-3;
    config.input_noise = 0.1;
    config.readout_bias = true;
    compare(&config);
    config.rank = 2;
    compare(&config);
    config = small_config();
    config.initial_state = BN_INITIAL_ZERO;
    config.train_initial_state = config.train_time_constants = true;
    compare(&config);
}

// The weights are those of one process after so many epochs.
static void assert_after_epochs(const bn_trainer *trainer, const bn_trainer_config *config, int epochs)
{
    world *alone = open_world(config);
    bn_measurement measurement;
    for (int e = 0; e < epochs; e++) {
        assert_int_equal(bn_trainer_step(&alone->trainer, NULL).code, BN_OK);
        assert_int_equal(bn_trainer_measure(&alone->trainer, &measurement).code, BN_OK);
    }
    assert_memory_equal(alone->trainer.network.weights, trainer->network.weights, weight_bytes(alone));
    end(alone);
}

static void a_step_that_loses_a_rank_changes_nothing(void **state)
{
    (void)state;
    const bn_trainer_config config = small_config();
    rank whole[2], ranks[2];
    hub *h = hub_of(2);
    run(h, whole, &config);
    const int waits = whole[0].waits; // an epoch: courses, gradient; costs; first states, trials
    hub *lossy = hub_of(2);
    for (int wait = 0; wait < 2; wait++) {
        memset(lossy, 0, sizeof *lossy);
        lossy->ranks = 2;
        lossy->losing = waits - 4 + wait; // in the last step
        run(lossy, ranks, &config);
        const bn_trainer *trainer = &ranks[0].world->trainer;
        assert_int_equal(ranks[0].code, BN_EIO);
        assert_int_equal(trainer->epoch, EPOCHS - 1);
        assert_memory_not_equal(trainer->network.weights, whole[0].world->trainer.network.weights,
                                weight_bytes(whole[0].world));
        assert_after_epochs(trainer, &config, EPOCHS - 1);
        for (int r = 0; r < 2; r++) end(ranks[r].world);
    }
    bn_memory_free(lossy);
    end_all(h, whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_ranks_gives_the_same_bits),
        cmocka_unit_test(ranks_may_have_no_trials_at_all),
        cmocka_unit_test(the_courses_of_a_large_network_are_shared),
        cmocka_unit_test(they_are_on_openblas_too),
        cmocka_unit_test(gated_units_are_shared),
        cmocka_unit_test(delays_are_shared),
        cmocka_unit_test(options_are_shared),
        cmocka_unit_test(a_step_that_loses_a_rank_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
