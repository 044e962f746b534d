/* Trains a network with libbalnet alone, like any C program: prints the test error before and after. */
#include <balnet/memory.h>
#include <balnet/trainer.h>

#include <stdio.h>

static bn_status train(bn_trainer *trainer, int epochs)
{
    bn_measurement before, after;
    BN_TRY(bn_trainer_measure(trainer, &before));
    for (int i = 0; i < epochs; i++) BN_TRY(bn_trainer_step(trainer, NULL));
    BN_TRY(bn_trainer_measure(trainer, &after));
    printf("%g %g\n", before.test_error, after.test_error);
    return bn_ok();
}

int main(void)
{
    bn_trainer trainer;
    bn_trainer_config config = bn_trainer_config_default();
    config.network.neurons = 40;
    void *block = bn_memory_allocate(bn_trainer_size(&config), 1);
    bn_status status =
        block != NULL ? bn_trainer_open(&trainer, &config, block) : bn_fault(BN_ENOMEM, "no memory");
    if (status.code == BN_OK) {
        status = train(&trainer, 1000);
        bn_trainer_close(&trainer);
    }
    bn_memory_free(block);
    if (status.code != BN_OK) fprintf(stderr, "train: %s\n", status.message);
    return status.code != BN_OK;
}
